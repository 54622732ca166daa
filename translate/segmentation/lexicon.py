"""
What a German reader knows about the words around a full stop.

The lists lie in `words/` as plain text, with notes on top, so that a German speaker can extend
them without reading Python. Case counts in them: `Mag` is a title, `mag` a verb.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files


class Use(Enum):
    """Where an abbreviation stands; each is the name of a list, which says more on top."""

    INSIDE = auto()
    ANYWHERE = auto()
    ENDING = auto()
    BEFORE_NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of `words/`, each under the name of its file; the abbreviations in one mapping."""

    abbreviations: Mapping[str, Use]
    starters: frozenset[str]
    continuations: frozenset[str]
    determiners: frozenset[str]
    ordinal_nouns: frozenset[str]
    cardinal_nouns: frozenset[str]
    letter_nouns: frozenset[str]
    domains: frozenset[str]


@cache
def load_lexicon() -> Lexicon:
    """
    Read the lists, once for each process.

        >>> load_lexicon().abbreviations["z.B"]
        <Use.INSIDE: 1>
    """
    lists = (name for name in Lexicon.__slots__ if name != "abbreviations")
    return Lexicon(
        abbreviations={word: use for use in Use for word in _read(use.name.lower())},
        **{name: _read(name) for name in lists},
    )


def _read(name: str) -> frozenset[str]:
    text = (files(__package__) / "words" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
