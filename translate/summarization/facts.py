"""
The facts of an English sentence, brought to one form: its numbers, and its names and dates.

A plain reading that needs no other room. Whoever has a better one hands it to `checking` instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from translate.summarization.english import words_of
from translate.summarization.words import is_content

# What `checking` is given: the facts of a sentence, in a form that can be compared.
Facts = Callable[[str], Iterable[str]]

_FIGURE = re.compile(r"\d+(?:,\d+)*(?:\.\d+)?")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NUMBER_WORDS = {word: number for number, word in enumerate(words_of("numbers.txt"))}
_SPEECH = frozenset(words_of("speech.txt"))


def facts_of(sentence: str) -> list[str]:
    """
    Find numbers, names and dates.

    Numbers are written out with their scale, names without accents and possessive. A first word
    counts as a name only where the next one shows it: another name, or a verb of saying.

        >>> facts_of("Kim's visit cost 1.5 million euros on Monday, said Čaputová.")
        ['kim', '1500000', 'monday', 'caputova']
        >>> facts_of("Critics of the plan want twelve changes to 40 m² each.")
        ['12', '40']
    """
    words = _WORD.findall(sentence)
    facts = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if (number := _number(word)) is not None and word != "one":
            facts.append(f"{number * _SCALES.get(following.lower(), 1.0):.10g}")
        elif word[0].isupper() and is_content(word) and (place or _shows_name(word, following)):
            facts.append(_folded(word))
    return [fact for fact in facts if fact]


def is_met(fact: str, known: Iterable[str]) -> bool:
    """
    Whether a fact is among those known; a country's adjective is met by the country.

    >>> is_met("ukrainian", ["ukraine"]), is_met("turkey", ["turkish"])
    (True, True)
    >>> is_met("austria", ["australia"]), is_met("16", ["160"])
    (False, False)
    """
    return any(fact == other or _are_kin(fact, other) for other in known)


# How names of countries and of their people end after the root that they share.
_COUNTRY_ENDINGS = frozenset(("", "a", "e", "y", "o", "ey", "ia", "and", "land", "s"))
_PEOPLE_ENDINGS = frozenset(
    ("", "s", "n", "an", "ian", "ish", "ese", "i", "er", "ans", "ians", "is")
)
_SHORTEST_ROOT = 4  # letters


def _are_kin(one: str, other: str) -> bool:
    pairs = enumerate(zip(one, other, strict=False))
    root = next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
    if root < _SHORTEST_ROOT or one[0].isdigit():
        return False
    ends, others_end = one[root:], other[root:]
    return (ends in _COUNTRY_ENDINGS and others_end in _PEOPLE_ENDINGS) or (
        ends in _PEOPLE_ENDINGS and others_end in _COUNTRY_ENDINGS
    )


def _number(word: str) -> float | None:
    if _FIGURE.fullmatch(word):
        return float(word.replace(",", ""))
    return _NUMBER_WORDS.get(word.lower())


def _shows_name(word: str, following: str) -> bool:
    has_possessive = word.endswith(("'s", "’s"))
    return has_possessive or following[:1].isupper() or following.lower() in _SPEECH


def _folded(name: str) -> str:
    name = re.sub(r"['’]s?$", "", name)
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
