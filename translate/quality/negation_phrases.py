"""
Phrases that one language denies and the other does not: idioms, and German that implies a "not".

In: a pair. Out: how many idioms excuse a difference, and the German that calls for a negation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from translate.quality.pair import Pair, read_lines

_WORD = re.compile(r"[a-zäöüß-]{3,}")


class Phrase(NamedTuple):
    """Both halves of a phrase, and what must not stand beside them."""

    german: re.Pattern[str]
    english: re.Pattern[str]
    unless: re.Pattern[str] | None


def implied_denials(pair: Pair) -> list[str]:
    """
    Return German words that deny with their English: „erst“ where that says "until".

    >>> implied_denials(Pair("Sie kommt erst am Montag.", "She will come until Monday."))
    ['erst']
    """
    german_words, english_words = _words()
    if german_words.isdisjoint(pair.german_lower) or english_words.isdisjoint(pair.english_lower):
        return []
    german, english = pair.german.lower(), pair.english.lower()
    return [
        match[0]
        for phrase in _implying()
        if phrase.english.search(english)
        and (match := phrase.german.search(german))
        and not (phrase.unless and phrase.unless.search(german))
    ]  # fmt: skip


def idioms_found(pair: Pair, negated: str) -> int:
    """Count the idioms of which both sides have their half, only the language given negating."""
    german, english = pair.german.lower(), pair.english.lower().replace("’", "'")
    return sum(
        1 for phrase in _idioms(negated)
        if phrase.german.search(german) and phrase.english.search(english)
        and not (phrase.unless and phrase.unless.search(english))
    )  # fmt: skip


@lru_cache(maxsize=1)
def _implying() -> tuple[Phrase, ...]:
    return tuple(_phrase(line.split("\t")) for line in read_lines("negation_implied.tsv"))


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the whole words of both halves; one of them stands in every match."""
    german = [phrase.german.pattern for phrase in _implying()]
    english = [phrase.english.pattern for phrase in _implying()]
    return _words_of(german), _words_of(english)


def _words_of(patterns: Sequence[str]) -> frozenset[str]:
    return frozenset(_WORD.findall(re.sub(r"\\[a-z]", " ", " ".join(patterns))))


@lru_cache(maxsize=2)
def _idioms(negated: str) -> tuple[Phrase, ...]:
    rows = (line.split("\t") for line in read_lines("negation_idioms.tsv"))
    return tuple(_phrase(row[1:]) for row in rows if row[0] == negated)


def _phrase(columns: Sequence[str]) -> Phrase:
    german, english, unless = (*columns, "")[:3]
    return Phrase(
        re.compile(rf"\b{german}"),
        re.compile(rf"\b{english}"),
        re.compile(rf"\b{unless}") if unless else None,
    )
