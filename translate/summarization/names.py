"""
Names in English text, found by their capitals; one name where a person is called by two.

No list of names is needed: what is written with a capital within a sentence is one, apart from
weekdays, titles and the ranks that stand before a person's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from translate.summarization.english import words_of
from translate.summarization.text import EnglishSentence
from translate.summarization.words import is_content

_NAME = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\s+(?:of\s+(?:the\s+)?)?[^\W\d_a-z][\w’'-]*)*")
_POSSESSIVE = re.compile(r"['’]s?\s+")
# „Bonn's“ and „Jones'“, but „I'm“ and „They've“ too: without it, they are words of grammar.
_ENDING = re.compile(r"['’](?:s|m|d|re|ve|ll)?$")
# What stands before a capital that need not be a name's; nothing is in it, too.
_BEFORE_AN_OPENER = ".:;!?…\"'“”‘„«»([–—-"


def names_in(sentences: Sequence[EnglishSentence]) -> list[str]:
    """
    Find the names in sentences, as often as they stand there.

    A first word is a name only where it is one elsewhere, too, or an owner („Sweden's“). „Mr.“,
    ranks and weekdays are no names; a part of a longer name counts as that.

        >>> names_in([EnglishSentence("On Monday, Finance Minister Eva Holm met Bonn's mayor.", 0),
        ...     EnglishSentence("Critics were there, and Holm left.", 1)])
        ['Eva Holm', 'Bonn', 'Eva Holm']
    """
    found: list[str] = []
    openers: list[str] = []
    for sentence in sentences:
        for match in _NAME.finditer(sentence.text):
            opens = _may_open(sentence.text[: match.start()].rstrip())
            for part in _POSSESSIVE.split(match.group()):
                name = _bare(part)
                if name and opens and part.startswith(name) and not _is_owner(name, match[0]):
                    openers.append(name)
                elif name:
                    found.append(name)
                opens = False
    inside = {*found, *(name.rsplit(" ", 1)[-1] for name in found)}
    for name in openers:
        first, *rest = name.split(maxsplit=1)
        candidates = [name, *rest] if is_content(first) else rest
        found += [each for each in candidates if each in inside or (each == name and rest)][:1]
    return _merged(found)


def _is_owner(name: str, written: str) -> bool:
    """„Sweden's central bank“; „Women's rights“ and „Let's“ are nobody's."""
    return written.startswith((f"{name}'s", f"{name}’s")) and name not in _no_owners()


def _may_open(before: str) -> bool:
    """Whether any word would have a capital after this; „Mr.“ stands before a name."""
    if before[-1:] not in _BEFORE_AN_OPENER:
        return False
    return not before.endswith(".") or before.rsplit(" ", 1)[-1][:-1] not in _no_names()


def _merged(names: list[str]) -> list[str]:
    """„Putin“ is Vladimir Putin, if only one name ends so; „BERLIN“ is Berlin."""
    longer: dict[str, set[str]] = {}
    known = set(names)
    for name in known:
        if " " in name:
            longer.setdefault(name.rsplit(" ", 1)[-1], set()).add(name)
    merged = {name: next(iter(whole)) for name, whole in longer.items() if len(whole) == 1}
    merged |= {name: name.title() for name in known if name.isupper() and name.title() in known}
    return [merged.get(name, name) for name in names]


def _bare(name: str) -> str:
    """Take ranks, titles, weekdays and words of grammar off a name; an office alone is none."""
    words = _without_rank([_ENDING.sub("", word) for word in name.split()])
    while words and (words[0] in _no_names() or not is_content(words[0])):
        words.pop(0)
    if len(words) > 1 and words[0].lower() in _roles():
        words.pop(0)
    while words and (words[-1] in _no_names() or words[-1] in ("of", "the")):
        words.pop()
    bare = " ".join(_without_belonging(words))
    return bare if len(bare) > 1 else ""


def _without_rank(words: list[str]) -> list[str]:
    """
    Take off what a person is: „Prime Minister Ana Brnabić of the Progressives“ is Ana Brnabić.

    „Minister of Health“ and „Deputy Mayor“ are nobody's name.
    """
    places = [place for place, word in enumerate(words) if word.lower() in _ranks()]
    if not places:
        return words
    name = words[places[-1] + 1 :]
    if name[:1] == ["General"]:  # Secretary General, Attorney General
        name.pop(0)
    return name[: name.index("of")] if "of" in name else name


def _without_belonging(words: list[str]) -> list[str]:
    """„Jane Doe of Deutsche Bank“ is Jane Doe; the Bank of England stays whole, and Joan of Arc."""
    place = words.index("of") if "of" in words else 0
    return words[:place] if place > 1 and words[place - 1] not in _going_on() else words


@cache
def _going_on() -> frozenset[str]:
    return frozenset(words_of("of_names.txt"))


@cache
def _ranks() -> frozenset[str]:
    return frozenset(words_of("ranks.txt"))


@cache
def _roles() -> frozenset[str]:
    return frozenset(words_of("roles.txt"))


@cache
def _no_owners() -> frozenset[str]:
    return frozenset(words_of("no_owners.txt"))


@cache
def _no_names() -> frozenset[str]:
    titles = (word.removeprefix("?") for word in words_of("abbreviations.txt"))
    times = (word.title() for word in words_of("calendar.txt"))
    return frozenset((*titles, *times, *words_of("no_names.txt")))
