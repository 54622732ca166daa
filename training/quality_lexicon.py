"""
Make `translate/quality/data/lexicon.tsv`: which English words stand for a German one.

IBM Model 1 (Brown et al. 1993) in both directions over stems, on the sentence pairs of
`pairs.tsv.xz` whose source may be used openly or for research (classes A and B and our own
in SOURCES.md; none of the non-commercial, captioned or licence-less ones). What is kept are
word correspondences, never sentences.

    python training/quality_lexicon.py ../shared/training/pairs.tsv.xz
"""

from __future__ import annotations

import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from translate.quality.stems import WORD, english_stem, german_stem

# Pairs taken of each source; software handbooks would drown the news.
SOURCES = {
    "tatoeba": 182_006,
    "debian_web": 15_000,
    "ms_bc_docs": 5_000,
    "newstest": 40_000,
    "europarl_comtrans": 23_000,
    "stsb_mt": 16_000,
    "de_news_llm": 13_000,
    "own_lexicon": 10_000,
    "opennmt10k": 10_000,
    "mlqe_pe": 9_000,
    "newstest_altrefs": 4_000,
    "own_verbs": 3_000,
    "xquad": 3_000,
    "cldr_names": 2_000,
    "pud": 1_000,
    **{f"own_news_{letter}": 3_000 for letter in "abcdefg"},
    "own_names": 6_000,
}
OUTPUT = Path(__file__).parents[1] / "translate" / "quality" / "data" / "lexicon.tsv"
MIN_COUNT = 3  # sentences a German stem must occur in
LEAST = 0.025  # geometric mean of the two probabilities; read by eye on 100 stems
MOST = 12  # English stems for one German stem
ROUNDS = 6


def read_pairs(path: Path) -> list[tuple[str, str]]:
    left = dict(SOURCES)
    pairs = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            german, english, _, source = line.rstrip("\n").split("\t")
            if left.get(source, 0):
                left[source] -= 1
                pairs.append((german, english))
    return pairs


def capitalised(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """English stems that are written with a capital inside sentences, with that capital."""
    upper: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for _, english in pairs:
        for word in WORD.findall(english)[1:]:
            stem = english_stem(word)
            total[stem] += 1
            upper[stem] += word[0].isupper()
    return {s: s[0].upper() + s[1:] for s, n in upper.items() if n >= 0.8 * total[s] and n}


def indexed(
    pairs: list[tuple[str, str]],
) -> tuple[list[np.ndarray], list[np.ndarray], list[str], list[str], Counter[str]]:
    german_ids: dict[str, int] = {"": 0}
    english_ids: dict[str, int] = {"": 0}
    german_count: Counter[str] = Counter()
    german_rows, english_rows = [], []
    for german, english in pairs:
        left = {german_stem(w) for w in WORD.findall(german) if not w[0].isdigit()}
        right = {english_stem(w) for w in WORD.findall(english) if not w[0].isdigit()}
        if not left or not right or len(left) > 60 or len(right) > 60:
            continue
        german_count.update(left)
        german_rows.append(np.array([german_ids.setdefault(w, len(german_ids)) for w in left]))
        english_rows.append(np.array([english_ids.setdefault(w, len(english_ids)) for w in right]))
    return (
        german_rows,
        english_rows,
        list(german_ids),
        list(english_ids),
        german_count,
    )


def model_1(
    source: list[np.ndarray], target: list[np.ndarray], target_size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs `source_id * target_size + target_id` and p(target | source) of each."""
    keys, slots = [], []
    slot = 0
    for s, t in zip(source, target, strict=True):
        with_null = np.concatenate(([0], s))
        keys.append((with_null[:, None] * target_size + t[None, :]).ravel())
        slots.append(np.broadcast_to(slot + np.arange(len(t)), (len(with_null), len(t))).ravel())
        slot += len(t)
    key = np.concatenate(keys)
    position = np.concatenate(slots)
    del keys, slots
    unique, pair = np.unique(key, return_inverse=True)
    del key
    owner = unique // target_size
    probability = np.full(len(unique), 1.0)
    for _ in range(ROUNDS):
        weight = probability[pair]
        weight /= np.bincount(position, weights=weight, minlength=slot)[position]
        counts = np.bincount(pair, weights=weight, minlength=len(unique))
        probability = counts / np.bincount(owner, weights=counts)[owner]
    return unique, probability


def combined(
    forward: tuple[np.ndarray, np.ndarray],
    backward: tuple[np.ndarray, np.ndarray],
    german: list[str],
    english: list[str],
) -> dict[str, dict[str, float]]:
    """Keep a pair of stems that each direction finds likely: their geometric mean decides."""
    keys, probability = forward
    reverse_keys, reverse = backward
    mirrored = (reverse_keys % len(german)) * len(english) + reverse_keys // len(german)
    order = np.argsort(mirrored)
    place = np.searchsorted(mirrored[order], keys).clip(max=len(order) - 1)
    matching = mirrored[order][place] == keys
    other = np.where(matching, reverse[order][place], 0.0)
    score = np.sqrt(probability * other)
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for key, value in zip(keys[score > LEAST], score[score > LEAST], strict=True):
        g, e = german[key // len(english)], english[key % len(english)]
        if g and e:
            found[g][e] = float(value)
    return found


def function_stems(language: str, stem: Callable[[str], str]) -> set[str]:
    text = (OUTPUT.parent / f"function_words.{language}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {stem(word) for word in " ".join(lines).split()}


def main() -> None:
    pairs = read_pairs(Path(sys.argv[1]))
    print(f"{len(pairs)} pairs")
    names = capitalised(pairs)
    german_function = function_stems("de", german_stem)
    english_function = function_stems("en", english_stem)
    german_rows, english_rows, german, english, german_count = indexed(pairs)
    forward = model_1(german_rows, english_rows, len(english))
    backward = model_1(english_rows, german_rows, len(german))
    found = combined(forward, backward, german, english)
    unfinished = OUTPUT.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as lines:
        lines.write("# German stem, sentences seen in, English stems, likeliest first\n")
        for g in sorted(found):
            if german_count[g] < MIN_COUNT or g in german_function or len(g) == 1:
                continue
            best = sorted(found[g].items(), key=lambda item: -item[1])
            kept = [names.get(e, e) for e, _ in best if e not in english_function][:MOST]
            if kept:
                lines.write(f"{g}\t{german_count[g]}\t{' '.join(kept)}\n")
    unfinished.replace(OUTPUT)
    print(f"{OUTPUT}, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
