"""
The facts of an English sentence, brought to one form: its numbers, and its names and dates.

A plain reading. Whoever has a better one hands it to `checking` instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from translate.glossary.accents import without_accents
from translate.summarization.english import words_of
from translate.summarization.numbers import numbers_in, readings_of
from translate.summarization.words import is_content

# What `checking` is given: the facts of a sentence, in a form that can be compared.
Facts = Callable[[str], Iterable[str]]

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SPEECH = frozenset(words_of("speech.txt"))


def facts_of(sentence: str) -> list[str]:
    """
    Find numbers, names and dates.

    Numbers are written in figures, names without accents and possessive. A first word counts as a
    name only where the next one shows it: another name, or a verb of saying.

        >>> facts_of("Kim's visit cost 1.5 million euros on Monday, said Čaputová.")
        ['kim', '1500000', 'monday', 'caputova']
        >>> facts_of("Critics of the plan want twelve changes to 40 m² each.")
        ['12', '40']
    """
    numbers = numbers_in(sentence)
    facts = [(number.start, number.text) for number in numbers]
    # What is written with a number („Twenty-five“, „200-strong“) is no name.
    in_numbers = {place for number in numbers for place in range(number.start, number.end)}
    words = list(_WORD.finditer(sentence))
    for place, match in enumerate(words):
        word = match[0]
        following = words[place + 1][0] if place + 1 < len(words) else ""
        is_name = word[0].isupper() and match.start() not in in_numbers and is_content(word)
        if is_name and (place or _shows_name(word, following)) and (name := _folded(word)):
            facts.append((match.start(), name))
    return [fact for _, fact in sorted(facts)]


def is_met(fact: str, known: Iterable[str]) -> bool:
    """
    Whether a fact is among those known; a country's adjective is met by the country.

    >>> is_met("ukrainian", ["ukraine"]), is_met("turkey", ["turkish"])
    (True, True)
    >>> is_met("austria", ["australia"]), is_met("16", ["160"])
    (False, False)
    >>> is_met("40m", ["40000000"]), is_met("40", ["40m"])
    (True, True)
    """
    return any(_are_same(fact, other) or _are_kin(fact, other) for other in known)


# How names of countries and of their people end after the root that they share.
_COUNTRY_ENDINGS = frozenset(("", "a", "e", "y", "o", "ey", "ia", "and", "land", "s"))
_PEOPLE_ENDINGS = frozenset(
    ("", "s", "n", "an", "ian", "ish", "ese", "i", "er", "ans", "ians", "is")
)
_SHORTEST_ROOT = 4  # letters


def _are_same(one: str, other: str) -> bool:
    if one == other or not (one[0].isdigit() and other[0].isdigit()):
        return one == other
    return not set(readings_of(one)).isdisjoint(readings_of(other))


def _are_kin(one: str, other: str) -> bool:
    pairs = enumerate(zip(one, other, strict=False))
    root = next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
    if root < _SHORTEST_ROOT or one[0].isdigit():
        return False
    ends, others_end = one[root:], other[root:]
    return (ends in _COUNTRY_ENDINGS and others_end in _PEOPLE_ENDINGS) or (
        ends in _PEOPLE_ENDINGS and others_end in _COUNTRY_ENDINGS
    )


def _shows_name(word: str, following: str) -> bool:
    has_possessive = word.endswith(("'s", "’s"))
    return has_possessive or following[:1].isupper() or following.lower() in _SPEECH


def _folded(name: str) -> str:
    return without_accents(re.sub(r"['’]s?$", "", name.lower()))
