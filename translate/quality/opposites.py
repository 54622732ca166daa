"""
Opposites: north is not said for south, nor "fell" for „gestiegen“.

The words are in `data/opposites.tsv`: sets of which one member excludes the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

from translate.data import Finding
from translate.quality.pair import Known, Pair, read_lines, warning

CHECK = "opposites"

_WEAK = "~"
_END = "$"  # of a word, so that a part can be its ending


class Place(NamedTuple):
    """Where a word stands in the table: its set, the line of its member, and how it counts."""

    name: str
    member: int
    is_strong: bool
    phrase: tuple[str, ...]  # the words of a phrase, which its last one calls up


def check_opposites(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding where the English has another member of a set instead of the German's.

    >>> [f.message for f in check_opposites(Pair("Er fuhr nach Süden.", "He drove north."))]
    ['German says "Süden", English says "north"']
    """
    german = _found(pair.german_words, "de")
    if not any(place.is_strong for place in german):
        return
    english = _found(pair.english_words, "en")
    for name in dict.fromkeys(place.name for place in english if place.is_strong):
        missing = _only_in(german, english, name)
        added = _only_in(english, german, name)
        if missing and added:
            yield warning(CHECK, f'German says "{missing}", English says "{added}"')


def _only_in(places: dict[Place, str], others: dict[Place, str], name: str) -> str:
    """Return the first word for a member of the set that the other side does not have."""
    there = {place.member for place in others}
    return next(
        (
            word for place, word in places.items()
            if place.name == name and place.is_strong and place.member not in there
        ),
        "",
    )  # fmt: skip


def _found(words: Sequence[str], language: str) -> dict[Place, str]:
    """Map the places of all words that are in the table to the word or phrase."""
    known = list(map(_PLACES[language].__getitem__, words))
    if not any(known):
        return {}
    found: dict[Place, str] = {}
    for index, places in enumerate(known):
        for place in places:
            written = words[index - len(place.phrase) + 1 : index + 1] if place.phrase else ()
            if place.phrase == tuple(word.lower() for word in written):
                found.setdefault(place, " ".join(written) or words[index])
    return found


def places(word: str, language: str) -> tuple[Place, ...]:
    """
    Look a word up: where it stands in the table.

    >>> [(place.name, place.is_strong) for place in places("nordische", "de")]
    [('compass', False)]
    """
    lower = word.lower()
    exact, beginnings, inner = _patterns(language)
    found = [*exact.get(word, ())]
    if lower != word:
        found += exact.get(lower, ())
    found += [place for part, place in beginnings.get(lower[:2], ()) if _begins(word, part)]
    found += [place for part, place in inner if part in lower + _END]
    return tuple(found)


def _begins(word: str, part: str) -> bool:
    return word.startswith(part) or (part.islower() and word.lower().startswith(part))


# One memory for each language: a word is looked at once, however often it comes.
_PLACES = {language: Known(partial(places, language=language)) for language in ("de", "en")}

_Patterns = tuple[
    dict[str, list[Place]], dict[str, list[tuple[str, Place]]], list[tuple[str, Place]]
]


@cache
def _patterns(language: str) -> _Patterns:
    """Return whole words, beginnings by their first two letters, and parts, with their places."""
    exact: dict[str, list[Place]] = defaultdict(list)
    beginnings: dict[str, list[tuple[str, Place]]] = defaultdict(list)
    inner: list[tuple[str, Place]] = []
    for member, line in enumerate(read_lines("opposites.tsv")):
        name, german, english = line.split("\t")
        for written in (german if language == "de" else english).split():
            pattern = written.removeprefix(_WEAK)
            phrase = tuple(pattern.split("_")) if "_" in pattern else ()
            place = Place(name, member, pattern == written, phrase)
            if pattern.startswith("*"):
                inner.append(((pattern + _END).replace("*" + _END, "").strip("*"), place))
            elif pattern.endswith("*"):
                beginnings[pattern[:2].lower()].append((pattern[:-1], place))
            else:
                exact[phrase[-1] if phrase else pattern].append(place)
    return exact, beginnings, inner
