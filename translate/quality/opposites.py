"""
Opposites: north is not said for south, nor "fell" for „gestiegen“.

The words are in `data/opposites.tsv`: sets of which one member excludes the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, partial
from itertools import compress, count
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
    german = _found(pair.german_words, _STRONG["de"])
    english = _found(pair.english_words, _STRONG["en"]) if german else {}
    # Most sentences have the same members on both sides: no need to look for weak words.
    lost, new = german.keys() - english.keys(), english.keys() - german.keys()
    names = {place.name for place in lost}.intersection(place.name for place in new)
    if not names:
        return
    german_members = {place.member for place in _found(pair.german_words, _PLACES["de"])}
    english_members = {place.member for place in _found(pair.english_words, _PLACES["en"])}
    for name in sorted(names):
        missing = _only_in(german, english_members, name)
        added = _only_in(english, german_members, name)
        if missing and added:
            yield warning(CHECK, f'German says "{missing}", English says "{added}"')


def _only_in(places: dict[Place, str], others: AbstractSet[int], name: str) -> str:
    """Return the first word for a member of the set that the other side does not have."""
    words = (
        word for place, word in places.items()
        if place.name == name and place.member not in others
    )  # fmt: skip
    return next(words, "")


def _found(words: Sequence[str], table: Known[tuple[Place, ...]]) -> dict[Place, str]:
    """Map the places of all words that are in the table to the word or phrase."""
    known = list(map(table.__getitem__, words))
    if not any(known):
        return {}
    found: dict[Place, str] = {}
    for index in compress(count(), known):
        for place in known[index]:
            size = len(place.phrase) or 1
            written = words[max(0, index - size + 1) : index + 1]
            if not place.phrase or place.phrase == tuple(word.lower() for word in written):
                found.setdefault(place, " ".join(written))
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


def strong_places(word: str, language: str) -> tuple[Place, ...]:
    """Look up what a word proves by itself."""
    return tuple(place for place in places(word, language) if place.is_strong)


def _begins(word: str, part: str) -> bool:
    return word.startswith(part) or (part.islower() and word.lower().startswith(part))


# One memory for each language: a word is looked at once, however often it comes.
_PLACES = {language: Known(partial(places, language=language)) for language in ("de", "en")}
_STRONG = {language: Known(partial(strong_places, language=language)) for language in ("de", "en")}

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
