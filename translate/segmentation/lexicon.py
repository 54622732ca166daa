"""
What a German reader knows about words before and after a full stop.

The lists lie in `words/` as plain text, with notes, so that a German speaker can extend them
without reading Python. Case counts in them: `Mag` is a title, `mag` a verb.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists of `words/`, one field for each file; what each means stands on top of it."""

    inside: frozenset[str]
    anywhere: frozenset[str]
    ending: frozenset[str]
    before_number: frozenset[str]
    starters: frozenset[str]
    ordinal_nouns: frozenset[str]
    cardinal_nouns: frozenset[str]
    determiners: frozenset[str]
    letter_nouns: frozenset[str]
    verbs_of_speech: frozenset[str]
    domains: frozenset[str]


@cache
def load_lexicon() -> Lexicon:
    """
    Read the lists, once for each process.

        >>> "z.B" in load_lexicon().inside
        True
    """
    return Lexicon(**{name: _read(name) for name in Lexicon.__slots__})


def _read(name: str) -> frozenset[str]:
    text = (files(__package__) / "words" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
