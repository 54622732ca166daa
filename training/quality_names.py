"""
Weigh what tells a lost name from a rare noun: `WEIGHTS` of `translate/quality/lost_names.py`.

Logistic regression over the German nouns and names that have no like in the English: those of
human translations stand for nothing lost, those that come with leaving a name out for a lost one.
Only even lines are read, the odd ones are for reporting.

    python -m training.quality_names newstest.dev.tsv wmt21.tsv flores.tsv articles.tsv
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality import drop_name, read_pairs
from translate.quality import names
from translate.quality.lost_names import evidence
from translate.quality.pair import Pair

RIDGE = 1.0
ROUNDS = 60

Vector = NDArray[np.float64]


def examples(files: Iterable[Path]) -> tuple[list[dict[str, float]], list[bool]]:
    """Return the evidence of each unmet word, and whether it was lost."""
    found, is_lost = [], []
    for path in files:
        rng = random.Random(5)
        for german, english in read_pairs(path, "tune"):
            whole = Pair(german, english)
            before = names.unmet(whole)
            found += [evidence(whole, i, before) for i in before]
            is_lost += [False] * len(before)
            changed = drop_name(german, english, rng)
            if changed is None:
                continue
            pair = Pair(german, changed)
            if names.added(pair):
                continue
            after = names.unmet(pair)
            found += [evidence(pair, i, after) for i in after]
            is_lost += [i not in before for i in after]
    return found, is_lost


def fit(values: Vector, is_lost: Vector) -> Vector:
    """Fit by Newton's method."""
    weights = np.zeros(values.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (chance - is_lost) + RIDGE * weights
        curve = (values * (chance * (1 - chance))[:, None]).T @ values
        weights -= np.linalg.solve(curve + RIDGE * np.eye(len(weights)), slope)
    return weights


def main() -> None:
    found, is_lost = examples(map(Path, sys.argv[1:]))
    values = np.array([list(row.values()) for row in found], dtype=float)
    weights = fit(values, np.array(is_lost, dtype=float))
    print(f"{len(found)} words, {sum(is_lost)} of them lost")
    for name, weight in zip(found[0], weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
