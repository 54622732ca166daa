"""
Which words of one side have their like on the other, by the lexicon.

In: a pair. Out: `Coverage`, the content words of both sides, each with how strongly it speaks
for being met (negative) or missing (positive). A word that the lexicon does not know, and that
is not spelt alike on both sides, speaks little.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache

from translate.quality.lexicon import (
    Entry,
    english_function_stems,
    german_function_stems,
    glossary_names,
    lexicon,
)
from translate.quality.pair import Known, Pair, read_words
from translate.quality.stems import english_stem, german_stem

_MISSING, _RARE, _UNKNOWN, _NONE, _MET = 1.0, 0.6, 0.4, 0.0, -1.6
_RELIABLE = 20  # sentences after which a lexicon entry is rather complete
_COMMON = 20  # sentences that a part of a compound must occur in
_LONGEST = 60  # letters of a word that is taken apart
_ALIKE = 4  # letters at the beginning that make two words look alike


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of text without its like: how much of it, and from which to which token."""

    size: float
    first: int = 0
    last: int = -1


class Coverage:
    """
    How well one side is explained by the other: a mark for each of its tokens.

    `english` are the English stems of the side: those that its German words may become, or its own.
    """

    def __init__(self, marks: Sequence[float], english: AbstractSet[str]) -> None:
        self._marks = marks
        self.english = english
        self.words = len(marks) - marks.count(_NONE)
        self.unmet = self.words - marks.count(_MET)

    @property
    def share(self) -> float:
        """The share of content words that are met; 1 when there are none."""
        return 1 - self.unmet / self.words if self.words else 1.0

    def is_met_beside(self, index: int) -> bool:
        """Whether one of the two content words after a token is met; at the end, before it."""
        after = [mark for mark in self._marks[index + 1 :] if mark != _NONE]
        before = [mark for mark in reversed(self._marks[:index]) if mark != _NONE]
        beside = (after or before)[:2]
        return not beside or _MET in beside

    @cached_property
    def gap(self) -> Gap:
        """The stretch with the largest sum (Kadane): many missing words, few met ones."""
        best, first, last, total, start = 0.0, 0, -1, 0.0, 0
        for i, mark in enumerate(self._marks):
            if total <= 0:
                total, start = 0.0, i
            total += mark
            if total > best:
                best, first, last = total, start, i
        return Gap(best, first, last)


@lru_cache(maxsize=8)  # more than one check asks for the pair at hand
def cover(pair: Pair) -> tuple[Coverage, Coverage]:
    """Compare the content words of both sides: the German's coverage, then the English's."""
    german = list(map(_GERMAN.__getitem__, pair.german_lower))
    english = list(map(_ENGLISH.__getitem__, pair.english_lower))
    stems = set(english)
    stems.discard("")
    if "-" in pair.english:
        stems.update(part for stem in english if "-" in stem for part in _parts(stem))
    fronts = {stem[:_ALIKE] for stem in stems}
    options = frozenset().union(*[entry.options for entry in german if entry])
    german_marks = [
        _NONE if entry is None
        else _MET if entry.front in fronts or not entry.options.isdisjoint(stems)
        else entry.weight
        for entry in german
    ]  # fmt: skip
    german_fronts = {entry.front for entry in german if entry}
    known = _translatable()
    english_marks = [
        _NONE if not stem
        else _MET if stem in options or stem[:_ALIKE] in german_fronts
        else _MISSING if stem in known else _UNKNOWN
        for stem in english
    ]  # fmt: skip
    return Coverage(german_marks, options), Coverage(english_marks, stems)


@dataclass(frozen=True, slots=True)
class GermanWord:
    """A content word: the English stems that may stand for it, its first letters, its weight."""

    options: frozenset[str]
    front: str
    weight: float


@lru_cache(maxsize=100_000)
def german_word(word: str) -> GermanWord | None:
    """Look a German word up, as a whole or, if it is a compound, by its parts."""
    if word[0].isdecimal():
        return None
    stem = german_stem(word)
    if stem in german_function_stems() or word in read_words("function_words.de.txt"):
        return None
    named = glossary_names().get(word) or glossary_names().get(word.removesuffix("s"))
    entry = lexicon().get(stem)
    if named:
        return GermanWord(named | (entry.english if entry else named), stem[:_ALIKE], _MISSING)
    if entry:
        weight = _MISSING if entry.count >= _RELIABLE else _RARE
        return GermanWord(entry.english, stem[:_ALIKE], weight)
    options = frozenset(option for part in compound_parts(word) for option in part)
    return GermanWord(options, stem[:_ALIKE], _RARE if options else _UNKNOWN)


@lru_cache(maxsize=100_000)
def english_key(word: str) -> str:
    """Stem an English content word; nothing for function words and figures."""
    stem = "" if word[0].isdecimal() else english_stem(word)
    return "" if stem in english_function_stems() or len(stem) < 2 else stem


_GERMAN = Known(german_word)
_ENGLISH = Known(english_key)


@lru_cache(maxsize=50_000)
def _parts(stem: str) -> tuple[str, ...]:
    """Stem the parts of a hyphenated English word: mother-of-two."""
    return tuple(key for part in stem.split("-") if part and (key := english_key(part)))


@lru_cache(maxsize=1)
def _translatable() -> frozenset[str]:
    """English stems that the lexicon gives for a German one that it has often seen."""
    return frozenset(
        stem for entry in lexicon().values() if entry.count >= _RELIABLE for stem in entry.english
    )


def compound_parts(word: str) -> Sequence[frozenset[str]]:
    """
    Split a German compound in two known words and return the English of each.

        >>> ["summit" in part for part in compound_parts("verteidigungsgipfel")]
        [False, True]
    """
    if "-" in word:
        parts = [lexicon().get(german_stem(part)) for part in word.split("-") if part]
        return [entry.english for entry in parts if entry]
    for cut in range(3, min(len(word), _LONGEST) - 2):
        tail = _part(word[cut:])
        if tail is None:
            continue
        head = _part(word[:cut]) or _part(word[:cut].rstrip("s"))
        if head:
            return [head.english, tail.english]
    return []


def _part(text: str) -> Entry | None:
    """Look up a part of a compound: a common word, lest names fall apart (Salt|ash)."""
    entry = lexicon().get(german_stem(text))
    return entry if entry and entry.count >= _COMMON and len(text) > 2 else None
