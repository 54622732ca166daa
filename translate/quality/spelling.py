"""
Spelling: whether two names are the same but for how a language writes them.

Transliterations fall together once letters are folded: Schoigu, Shoigu; Kłajpeda, Klajpeda.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain

_SIMILAR = 0.7  # of SequenceMatcher.ratio over folded spellings; by eye on newstest.dev
_SHORT = 6  # letters; shorter names must be more alike: Iran is not Iraq
_SHORTER = 0.1


def folded_words(words: Sequence[str]) -> frozenset[str]:
    """Fold each word, and each part of a hyphenated one."""
    return frozenset(chain.from_iterable(map(_folded_parts, words)))


@lru_cache(maxsize=100_000)
def _folded_parts(word: str) -> tuple[str, ...]:
    return tuple(fold(word).split("-"))


_FOLDS = [
    (re.compile(pattern), new)
    for pattern, new in (
        ("[áàâãåăą]", "a"), ("ä|ae", "a"), ("ö|oe|ø|[óòôõő]", "o"), ("ü|ue|[úùûű]", "u"),
        ("[éèêëěę]", "e"), ("[íìîïı]", "i"), ("[çćčĉ]", "c"), ("[šśşș]", "s"), ("[žźż]", "z"),
        ("ñ|ń|ň", "n"), ("ß", "ss"), ("ł", "l"), ("ğ", "g"), ("đ|ď", "d"), ("ř", "r"), ("ý", "y"),
        ("tsch|tch", "c"), ("sch|sh", "s"), ("dsch|dzh", "j"), ("kh|ch|ck|q|k", "c"), ("ph", "f"),
        ("zh|z|ts", "s"), ("w", "v"), ("th", "t"), ("[jy]", "i"), ("x", "cs"), (r"(.)\1", r"\1"),
    )
]  # fmt: skip


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """
    Spell a word so that transliterations fall together.

        >>> fold("schoigu"), fold("shoigu")
        ('soigu', 'soigu')
    """
    folded = word.removesuffix("'s").removesuffix("’s")
    for pattern, new in _FOLDS:
        folded = pattern.sub(new, folded)
    return folded


def is_alike(word: str, others: frozenset[str]) -> bool:
    """Whether a word is spelt like one of the others, or is part of it."""
    folded = fold(word.lower())
    parts = [part for part in folded.split("-") if len(part) > 2] or [folded]
    return any(_is_part_alike(part, others) for part in parts)


def _is_part_alike(part: str, others: frozenset[str]) -> bool:
    if part in others or part.removesuffix("s") in others:
        return True
    if len(part) < 4:
        return False
    return any(
        (other[:2] == part[:2] and _similarity(part, other) >= _SIMILAR)
        or (len(part) > 4 and part in other)
        or (len(other) > 4 and part.startswith(other))
        for other in others
    )  # fmt: skip


@lru_cache(maxsize=50_000)
def _similarity(part: str, other: str) -> float:
    ratio = SequenceMatcher(None, part, other).ratio()
    return ratio - _SHORTER if min(len(part), len(other)) < _SHORT else ratio
