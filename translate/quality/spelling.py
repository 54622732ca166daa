"""
Spelling: whether two names are the same but for how a language writes them.

Transliterations fall together once letters are folded: Schoigu, Shoigu; Kłajpeda, Klajpeda.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import chain

from translate.glossary.accents import without_accents

_SIMILAR = 0.7  # of SequenceMatcher.ratio over folded spellings; by eye on newstest.dev
_SHORT = 6  # letters; shorter names must be more alike: Iran is not Iraq
_SHORTER = 0.1
_SHORTEST = 4  # letters; below, only the same spelling counts


class Spellings:
    """
    The words of a sentence, folded, to look for one that is spelt like a name.

    >>> spellings = Spellings(["zelenskyy", "spoke", "in", "st-petersburg"])
    >>> [spellings.has_like(name) for name in ("Selenskyj", "Petersburg", "Iran")]
    [True, True, False]
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._unfolded = words  # folded when first asked, for most names need not be looked for

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(map(_folded_parts, self._unfolded)))

    @cached_property
    def _text(self) -> str:
        return " ".join(self._words)

    def has_like(self, word: str) -> bool:
        """Whether a word is spelt like one of the sentence, or is part of it."""
        return any(self._has(part) for part in _folded_parts(word.lower()))

    def _has(self, part: str) -> bool:
        if part in self._words or part.removesuffix("s") in self._words:
            return True
        if len(part) < _SHORTEST:
            return False
        if len(part) > _SHORTEST and part in self._text:
            return True
        if any(part[:length] in self._words for length in range(_SHORTEST + 1, len(part))):
            return True
        front = part[:2]
        return any(_similarity(part, w) >= _SIMILAR for w in self._words if w[:2] == front)


@lru_cache(maxsize=100_000)
def _folded_parts(word: str) -> tuple[str, ...]:
    folded = fold(word)
    return tuple(part for part in folded.split("-") if len(part) > 2) or (folded,)


_GROUPS = (
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("sh", "s"),
    ("dzh", "j"), ("kh", "c"), ("ch", "c"), ("ck", "c"), ("q", "c"), ("k", "c"), ("ph", "f"),
    ("zh", "s"), ("z", "s"), ("ts", "s"), ("w", "v"), ("th", "t"), ("j", "i"), ("y", "i"),
    ("x", "cs"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1")


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """
    Spell a word so that transliterations fall together.

        >>> fold("schoigu"), fold("shoigu")
        ('soigu', 'soigu')
    """
    # English writes Æthelred with an e, whatever keyboards make of the letter.
    folded = without_accents(word.removesuffix("'s").removesuffix("’s").replace("æ", "e"))
    for group, new in _GROUPS:
        folded = folded.replace(group, new)
    return _DOUBLED.sub(r"\1", folded)


@lru_cache(maxsize=50_000)
def _similarity(part: str, other: str) -> float:
    ratio = SequenceMatcher(None, part, other).ratio()
    return ratio - _SHORTER if min(len(part), len(other)) < _SHORT else ratio
