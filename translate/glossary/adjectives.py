"""
Adjectives that German makes of places with -er, left over in the English: "the Kiewer subway".

In: a German sentence and its English. Out: the English with the place's name in their stead. Only
before a noun that was translated: „Frankfurter Allgemeine“ and „Wiener Schnitzel“ stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from translate.glossary.neighbours import is_another_name
from translate.glossary.terms import Term

_BEFORE_NOUN = re.compile(r"\b([A-ZÄÖÜ][\wß]+er) ([A-ZÄÖÜ]\w+)")
# Swiss, not Switzerland; the others are food as often, in English too.
_OTHERS = frozenset({"Schweizer", "Hamburger", "Wiener", "Frankfurter"})


class PlaceAdjectives:
    """
    The adjectives of single-word places, by form.

    >>> adjectives = PlaceAdjectives([Term("Kiew", ("Kyiv",), kind="place")])
    >>> adjectives.replace("die Kiewer Polizei", "the Kiewer police")
    'the Kyiv police'
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._places: dict[str, Term] = {}
        for term in terms:
            if term.kind == "place" and " " not in term.german:
                for form in _forms(term.german):
                    self._places.setdefault(form, term)

    def replace(self, german: str, english: str) -> str:
        """Put places for their adjectives where these were copied before another word."""
        for adjective, noun in dict.fromkeys(_BEFORE_NOUN.findall(german)):
            place = self._places.get(adjective)
            if place and adjective in english and adjective not in _OTHERS:
                # What follows is another word than in the German, however it is written.
                copied = rf"\b{adjective}(?=\s+(?!(?i:{re.escape(noun)})\b)[a-zA-Z])"
                english = re.sub(copied, partial(_put, place, german), english)
        return english


def _put(place: Term, german: str, copied: re.Match[str]) -> str:
    is_other = is_another_name(place, german, copied.string, copied.span())
    return copied[0] if is_other else place.english[0]


def _forms(place: str) -> Iterator[str]:
    """Yield what German may call of a place: Berliner, Bremer, Dresdner, Haller."""
    yield place + "er"
    if place.endswith("en"):
        yield place.removesuffix("en") + "er"
        yield place.removesuffix("en") + "ner"
    if place.endswith("e"):
        yield place + "r"
