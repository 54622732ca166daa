"""
Can a sentence stand alone? What a reader stumbles over when it is taken out of its article.

Three ways to stumble: a line that is no sentence (furniture, a list of names), a quotation torn
from its speaker, and a reference to what was said before (He also …, However, the latter).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import cache

from translate.data import BlockKind
from translate.summarization.english import lines_of, words_of
from translate.summarization.text import EnglishSentence
from translate.summarization.words import is_content, tokens


class Standing(IntEnum):
    """How a sentence stands outside its article."""

    ALONE = 0
    LEANS = 1  # understood after the sentence before it
    TORN = 2  # part of a quotation whose speaker stands elsewhere: never in a summary
    OUTSIDE = 3  # not part of the running text at all


_FURNITURE = tuple(line for line in lines_of("furniture.txt") if not line.startswith("*"))
_CAPTION = tuple(line[1:] for line in lines_of("furniture.txt") if line.startswith("*"))
_SPEECH = frozenset(words_of("speech.txt"))
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»“«]")
_QUOTATION_MARKS = '"“”„«»'
# A mark opens before a word or a bracket and closes after one, whichever of the signs it is.
_MARK = re.compile(r"(?P<open>(?<![\w.,!?…])[\"“„«»](?=[\w\[('‘$€£]))|(?P<close>[\"“”»«])")
_BEGINNING = 60  # characters: four words, unless they are very long
_SHORTEST = 5  # words; below this a sentence tells nothing

_PERSONAL = frozenset(("he", "she", "they", "him", "her", "them", "his", "their", "hers", "theirs"))
_SUBORDINATORS = frozenset(
    ("when", "while", "although", "though", "as", "after", "before", "if", "since", "because")
)
_PREPOSITIONS = frozenset(
    ("at", "despite", "during", "for", "from", "in", "on", "through", "under", "with", "without")
)
# „This week“ and „that day“ point to the calendar or stand with their own noun.
_CALENDAR = frozenset(words_of("calendar.txt"))
# „It is unclear whether …“: the clause that follows says what „it“ is.
_EXPLETIVE = re.compile(
    r"it (?:is|was|remains|remained|seems|seemed|appears|appeared|has been|will be|would be|"
    r"could be|may be|is not|was not|turned out)\b(?:\W+[\w-]+){0,4}\W+(?:that|whether|who|how|"
    r"what|why|if|to|when|where)\b",
    re.IGNORECASE,
)
# „…, it said“ at the end, „…, said he …“, „however“ within commas, „has thus“, „one of them“: each
# points back.
_POINTER = re.compile(
    r", (?:(?:however|though|too|therefore|then|meanwhile|instead), |"
    r"(?:he|she|it|they) (?:said|says|added|adds|found|explained|stressed|wrote|stated)\b[^,]*$)"
)
_EARLY_POINTER = re.compile(
    r"(?:[^\s,]+\s){1,7}(?<!and )(?:thus|therefore|consequently)\b|"
    r"[^,]*, (?:said|says|added) (?:he|she|it)\b"
)
_ONE_OF = re.compile(r"one of (?:them|those|these)\b[^,]*$")
_SINGULAR_BEGINNINGS = (" he", " she", " hi")  # much faster to look for
_SINGULAR = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_INTRODUCTION = re.compile(r"(?P<phrase>(?:[^\s,]+\s+){0,9}[^\s,]+),\s+(?P<rest>\w+)")


def standings(sentences: Sequence[EnglishSentence]) -> list[Standing]:
    """Judge each sentence of an article, in order."""
    torn = _torn_from_quotation(sentences)
    return [
        _standing(sentence, is_torn=is_torn)
        for sentence, is_torn in zip(sentences, torn, strict=True)
    ]


def _standing(sentence: EnglishSentence, *, is_torn: bool) -> Standing:
    if sentence.kind in (BlockKind.HEADING, BlockKind.CAPTION, BlockKind.TITLE):
        return Standing.OUTSIDE
    if not is_statement(sentence.text):
        return Standing.OUTSIDE
    if is_torn or _is_bare_quotation(sentence.text):
        return Standing.TORN
    return Standing.LEANS if leans(sentence.text) else Standing.ALONE


def is_statement(text: str) -> bool:
    """
    Whether a line is a sentence that states something.

    >>> is_statement("Putin met Kim in Moscow on Tuesday.")
    True
    >>> is_statement("PUBLISHED: 14:11 EST, 25 October 2013 .")
    False
    >>> is_statement("Why are they talking at all?")
    False
    """
    words = text.split()
    if len(words) < _SHORTEST or not text.rstrip("\"'“”’»)]").endswith((".", "!", "…")):
        return False
    small = [word for word in words if word[0].islower()]
    return (
        len(small) * 4 >= len(words)  # not a list of names, a table row or a shout
        and any(map(is_content, small))
        and not _is_furniture(text.lower())
    )


def _is_furniture(lower: str) -> bool:
    return lower.startswith(_FURNITURE) or any(map(lower.__contains__, _CAPTION))


def leans(text: str) -> bool:
    """
    Whether a sentence needs the one before it to be understood.

    >>> leans("However, the talks failed."), leans("He also thanked the mediators.")
    (True, True)
    >>> leans("On Monday, he left."), leans("When Kim arrived, he was greeted by Putin.")
    (True, False)
    >>> leans("The rescuers pulled him out."), leans("Prices, however, fell.")
    (True, True)
    >>> leans("It is unclear whether the talks will go on."), leans("This year prices fell.")
    (False, False)
    """
    bare = text.lstrip("\"'“‘„«(")
    lower = tokens(bare[:_BEGINNING].lower())[:4]
    if not lower:
        return True
    if _opens_with_connective(lower):
        return not (lower[0] == "so" and lower[1:2] == ["far"])
    return (
        _opens_with_pronoun(lower, bare)
        or _is_pronoun_after_introduction(bare)
        or _speaker_is_pronoun(text)
        or bool("," in text and _POINTER.search(text))
        or bool("one of" in text and _ONE_OF.search(text))
        or bool(_EARLY_POINTER.match(text))
        or text.startswith("More precisely")
        or _has_nameless_person(bare)
    )


def _opens_with_connective(lower: list[str]) -> bool:
    phrases = _connectives().get(lower[0], ())
    return any(tuple(lower[: len(phrase)]) == phrase for phrase in phrases)


def _opens_with_pronoun(lower: list[str], text: str) -> bool:
    first, following = lower[0], lower[1] if len(lower) > 1 else ""
    if (first,) not in _dependents()["pronouns"]:
        return False
    if first == "it":
        return not _EXPLETIVE.match(text)
    if first in ("this", "that"):
        return following not in _CALENDAR
    if first == "those":
        return following not in ("who", "whose", "affected", "involved")
    if first in ("both", "neither"):
        return not re.match(r"(?:Both|Neither) [^,.]*? (?:and|nor) ", text)
    return True


def _is_pronoun_after_introduction(text: str) -> bool:
    """„At the meeting, he said“ leans; „When Putin came to power, he“ brings its own name."""
    match = _INTRODUCTION.match(text) if "," in text else None
    if not match or match["rest"].lower() not in _PERSONAL | {"this", "these"}:
        return False
    first, *others = match["phrase"].split()
    has_name = any(word[0].isupper() for word in others)
    return not (first.lower() in _SUBORDINATORS and has_name)


def _has_nameless_person(text: str) -> bool:
    """
    Find a pronoun for a person whom the sentence does not name: „The rescuers pulled him out“.

    A name is a capital within the sentence; so may its first word be, if it carries content.
    """
    if not any(map(text.__contains__, _SINGULAR_BEGINNINGS)):
        return False
    match = _SINGULAR.search(_QUOTED.sub("", text))
    if not match:
        return False
    if _is_named_after(match):
        return False
    before = tokens(match.string[: match.start()])
    if len(before) == 1 and match.group().lower() in ("him", "her"):
        return True  # „Moving him was risky“: what is done to a person is none
    opens_with_person = bool(before) and (before[0] in ("A", "An") or is_content(before[0]))
    return not opens_with_person and not any(word[0].isupper() for word in before[1:])


def _is_named_after(pronoun: re.Match[str]) -> bool:
    """„Before his visit, President Putin said“: whose visit it is stands after the comma."""
    introduction, comma, rest = pronoun.string.partition(", ")
    is_inside = comma and pronoun.start() < len(introduction)
    if not is_inside or pronoun.group().lower() not in ("his", "her"):
        return False
    if introduction.split()[0].lower() not in _SUBORDINATORS | _PREPOSITIONS:
        return False
    subject = tokens(rest[:_BEGINNING])[:4]
    return any(word[0].isupper() and word.lower() not in _PERSONAL for word in subject)


def _speaker_is_pronoun(text: str) -> bool:
    """„…“, he said: nobody knows who speaks."""
    if text[:1] not in '"“„«':
        return False
    outside = _QUOTED.sub("", text)
    words = [word.lower() for word in tokens(outside)]
    return bool(_PERSONAL.intersection(words[:3]) or {"it"}.intersection(words[:2]))


def _is_bare_quotation(text: str) -> bool:
    """Speech and nobody who says it: nearly all of it in quotation marks, no verb of saying."""
    if text[:1] not in '"“„«':
        return False
    outside = tokens(_QUOTED.sub("", text))
    is_attributed = any(word.lower() in _SPEECH for word in outside)
    return not is_attributed and len(outside) * 2 < len(tokens(text))


def _torn_from_quotation(sentences: Sequence[EnglishSentence]) -> list[bool]:
    """
    Whether a sentence begins or ends within a quotation that goes on over its border.

    Quotation marks are followed within a block. One that is never closed, because another opens
    first or the block ends, is taken to end with its sentence, and torn is what has two of them.
    So is a sentence that closes what was never opened.
    """
    torn = [False] * len(sentences)
    block, opened = -1, None
    for place, sentence in enumerate(sentences):
        if sentence.block != block:
            block, opened = sentence.block, None
        if not any(map(sentence.text.__contains__, _QUOTATION_MARKS)):  # much faster to look for
            continue
        for match in _MARK.finditer(sentence.text):
            if match["open"]:
                torn[place] = torn[place] or opened == place
                opened = place
            elif opened is not None:
                for between in range(opened, place + 1):
                    torn[between] = torn[between] or opened != place
                opened = None
            else:
                torn[place] = True
    return torn


@cache
def _dependents() -> dict[str, frozenset[tuple[str, ...]]]:
    """Read the beginnings named in dependents.txt, as tuples of words, by section."""
    sections: dict[str, set[tuple[str, ...]]] = {}
    current: set[tuple[str, ...]] = set()
    for line in lines_of("dependents.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), set())
        elif line.startswith('"'):
            current.add(tuple(line.strip('"').split()))
        else:
            current.update((word,) for word in line.split())
    return {name: frozenset(phrases) for name, phrases in sections.items()}


@cache
def _connectives() -> dict[str, list[tuple[str, ...]]]:
    """The connectives by their first words."""
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(_dependents()["connectives"]):
        by_word.setdefault(phrase[0], []).append(phrase)
    return by_word
