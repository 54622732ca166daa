"""
What came in: near-duplicates found and grouped.

Agency copy stands in many papers with another headline, a sentence more or a paragraph less. Two
articles are taken for the same if they share much of their wording: MinHash (Broder 1997) over
runs of words estimates the Jaccard similarity, and banding finds the pairs without comparing all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

# Runs of four words: agency copy keeps most of them when it is edited, and two reports on one
# event share hardly any.
_SHINGLE = 4
_BANDS, _ROWS = 32, 4
# Pairs at 0.5 are found with a probability of 0.87, at 0.6 of 0.99; unrelated ones are under 0.05.
_SAME = 0.4

_WORD = re.compile(r"[^\W_]+")
Sketch = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """
    The paragraphs that a sentence rests on, as written; `passage` is how the first begins.

    `is_doubtful`: the sentence is marked in the article.
    """

    paragraphs: str
    passage: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """
    An article in the digest: `sketch` is of its source, `output` a path beside the digest.

    `references` has one for each sentence of `summary`, where they are known.
    """

    title: str
    output: str
    source: str
    published: str = ""
    summary: tuple[str, ...] = ()
    warnings: int = 0
    sketch: Sketch = ()
    references: tuple[Reference, ...] = ()


def sketch_of(text: str) -> Sketch:
    """
    Draw a text's MinHash sketch; texts with much the same wording have much the same sketch.

    >>> len(sketch_of("Der Bundestag hat am Donnerstag ein Gesetz beschlossen."))
    128
    >>> sketch_of("")
    ()
    """
    words = [word.lower() for word in _WORD.findall(text)]
    runs = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}
    if not words:
        return ()
    digests = b"".join(hashlib.blake2b(run.encode(), digest_size=8).digest() for run in runs)
    hashes = np.frombuffer(digests, dtype="<u8")[:, None]
    factors, summands = _permutations()
    # Multiplication wraps at 2^64; the upper half is the better mixed one.
    lowest = ((hashes * factors + summands) >> np.uint64(32)).min(axis=0)
    return tuple(int(value) for value in lowest)


def resemblance(one: Sketch, other: Sketch) -> float:
    """
    Estimate the share of wording that two texts have in common, 0 to 1.

    >>> text = "Der Bundestag hat am Donnerstag ein Gesetz beschlossen."
    >>> resemblance(sketch_of(text), sketch_of(text.upper()))
    1.0
    """
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def groups_of(sketches: Sequence[Sketch]) -> list[list[int]]:
    """
    Group texts that are nearly the same; each index in one group, in order of appearance.

    >>> strike = "Die Bahn fährt am Montag nicht, weil die Gewerkschaft zum Streik aufruft."
    >>> storm = "Der Sturm erreicht am Freitag die Küste, warnt der Wetterdienst in Offenbach."
    >>> groups_of([sketch_of(strike), sketch_of(storm), sketch_of("Berlin. " + strike)])
    [[0, 2], [1]]
    """
    leader = list(range(len(sketches)))

    def lead(index: int) -> int:
        while leader[index] != index:
            index = leader[index]
        return index

    for one, other in _likely_pairs(sketches):
        first, second = sorted((lead(one), lead(other)))
        if first != second and resemblance(sketches[one], sketches[other]) >= _SAME:
            leader[second] = first
    groups: dict[int, list[int]] = {}
    for index in range(len(sketches)):
        groups.setdefault(lead(index), []).append(index)
    return list(groups.values())


def _likely_pairs(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Pairs that agree in a whole band; each text is paired with the last one of its bucket."""
    last: dict[tuple[int, Sketch], int] = {}
    for index, sketch in enumerate(sketches):
        for band in range(_BANDS if sketch else 0):
            key = (band, sketch[band * _ROWS : (band + 1) * _ROWS])
            if key in last:
                yield last[key], index
            last[key] = index


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Fixed for ever: sketches are kept and compared with later ones."""
    numbers = np.random.RandomState(2026).randint(1, 2**63 - 1, (2, _BANDS * _ROWS), dtype="int64")
    factors, summands = numbers.astype(np.uint64)
    return factors | np.uint64(1), summands
