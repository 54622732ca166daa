"""
Which English words stand for a German one: `data/lexicon.tsv`, some 40,000 German stems.

Made by `training/quality_lexicon.py` from sentence pairs; stems as `stems.py` cuts them. It
knows what is common and is silent about the rest: an unknown word proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from translate.glossary.terms import shipped_terms
from translate.quality.pair import read_lines, read_words
from translate.quality.stems import english_stem, german_stem

_NAME_KINDS = frozenset({"person", "place", "organisation"})
_RARE = 10  # sentences


@dataclass(frozen=True, slots=True)
class Entry:
    """A German stem: how many training sentences had it, and its English stems."""

    count: int
    english: frozenset[str]
    name: str  # its likeliest English, when that is written with a capital: "Berlin", "Monday"


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Entry]:
    """Return the entries by German stem."""
    entries = {}
    for line in read_lines("lexicon.tsv"):
        stem, count, english = line.split("\t")
        words = english.split()
        alike = next((word for word in words if word.lower() in (stem, stem + "e")), "")
        if alike and int(count) < _RARE:  # what else a rare name was seen with is chance
            words = [alike]
        name = words[0]
        options = frozenset(word.lower() for word in words)
        entries[stem] = Entry(int(count), options, name if name[0].isupper() else "")
    return entries


@lru_cache(maxsize=1)
def glossary_names() -> dict[str, frozenset[str]]:
    """Return the English stems of each one-word name of the shipped glossary, by lower case."""
    return {
        term.german.lower(): frozenset(
            english_stem(word) for form in term.english for word in form.split()
        )
        for term in shipped_terms()
        if term.kind in _NAME_KINDS and " " not in term.german
    }


@lru_cache(maxsize=1)
def _english_vocabulary() -> frozenset[str]:
    known = {stem for entry in lexicon().values() for stem in entry.english}
    return frozenset(known | {english_stem(word) for word in read_words("function_words.en.txt")})


@lru_cache(maxsize=1)
def german_function_stems() -> frozenset[str]:
    return frozenset(german_stem(word) for word in read_words("function_words.de.txt"))


@lru_cache(maxsize=1)
def _capitals() -> frozenset[str]:
    names: set[str] = set()
    for line in read_lines("lexicon.tsv"):
        names.update(word.lower() for word in line.split("\t")[2].split() if word[0].isupper())
    return frozenset(names)


@lru_cache(maxsize=100_000)
def is_german_word(word: str) -> bool:
    """
    Whether the lexicon has often seen this word in German, and knows its English.

        >>> is_german_word("unterzeichnete"), is_german_word("dello")
        (True, False)
    """
    entry = lexicon().get(german_stem(word))
    return entry is not None and entry.count >= _RARE


@lru_cache(maxsize=100_000)
def english_capital(word: str) -> bool:
    """
    Whether an English word is one that is always written with a capital, or unknown.

        >>> english_capital("President"), english_capital("Paris"), english_capital("Novak")
        (False, True, True)
    """
    stem = english_stem(word)
    return stem in _capitals() or not is_english_word(word)


@lru_cache(maxsize=1)
def english_function_stems() -> frozenset[str]:
    return frozenset(english_stem(word) for word in read_words("function_words.en.txt"))


@lru_cache(maxsize=100_000)
def is_english_word(word: str) -> bool:
    """
    Whether this is an English word: in the word list, or in the lexicon.

        >>> is_english_word("government"), is_english_word("unterzeichnete")
        (True, False)
    """
    stem = english_stem(word)
    return stem in read_words("english_words.txt") or stem in _english_vocabulary()
