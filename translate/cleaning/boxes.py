"""
Boxes: furniture of several lines that only their neighbours give away.

    an agency's notes to its clients     "Redaktionelle Hinweise" and all below it
    who the author is                    a last paragraph that begins with the byline's name
    who the publisher is                 "Über die Muster AG" and its text, beside contact details
    the answers of a poll                "Ja, sehr!" and "Nein." in a row, with their question
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from translate.cleaning import metadata
from translate.cleaning.pieces import Piece
from translate.data import BlockKind, Furniture

CONTACT = "contact details"
EDITORIAL_NOTES = "note to editors"
ABOUT_AUTHOR = "about the author"
ABOUT_PUBLISHER = "about the publisher"
POLL = "poll"

_NOTES = re.compile(r"[#\s]*(?:(?:dpa-)?Notizblock|Redaktionelle Hinweise|Redaktionshinweise?):?")
_IS_AUTHOR = re.compile(
    r",? (?:\(?\d\d\)?,? |Jahrgang \d{4},? )?(?:ist|war|arbeitet|schreibt|leitet|lebt|berichtet"
    r"|lehrt|studierte?|gehört|forscht|moderiert|verantwortet|unterrichtet|hat|wurde|kümmert|beschäftigt)\b"
)
_LONGEST_AUTHOR = 400  # characters
_LAST_PARAGRAPHS = 3  # in which an author's box stands
_ABOUT = re.compile(r"(?:Über|Zu|Zur|Zum)\s+(?P<name>[A-ZÄÖÜa-z].{2,80}[^.!?])$")
_NAME = re.compile(r"[A-ZÄÖÜ][\w-]{2,}")
_LONGEST_PUBLISHER = 3  # paragraphs
_ANSWER = re.compile(
    r"(?P<answer>ja|nein|weiß (?:ich )?nicht|weiss nicht|vielleicht|mir egal|keine angabe"
    r"|ist mir egal|teils,? teils|niemals|auf (?:keinen|jeden) fall|unbedingt|natürlich"
    r"|kommt (?:ganz )?drauf an)\b.{0,40}",
    re.IGNORECASE,
)
# What is asked of readers; its answers are short and end with no mark.
_ASKED = re.compile(
    r"(?:Wie (?:finden|fanden|gefällt|gefiel|beurteilen|bewerten)|Was (?:halten|denken|meinen)"
    r"|Mögen|Sind Sie (?:für|gegen)|Stimmen Sie|Abstimmung:|Umfrage:|Frage des Tages:)"
)
_LONGEST_ANSWER = 30  # characters
_LONGEST_QUESTION = 140  # characters
_LEAST_ANSWERS = 2


def mark_boxes(pieces: Sequence[Piece]) -> list[Piece]:
    """Give the lines of a box its reason."""
    marked = _with_reason(list(pieces), _notes(pieces), EDITORIAL_NOTES)
    marked = _with_reason(marked, _author_box(marked), ABOUT_AUTHOR)
    marked = _with_reason(marked, _publisher_box(marked), ABOUT_PUBLISHER)
    return _with_reason(marked, _polls(marked), POLL)


def _with_reason(pieces: list[Piece], indexes: Iterator[int], reason: str) -> list[Piece]:
    for i in list(indexes):
        if not pieces[i].reason:
            pieces[i] = replace(pieces[i], reason=reason)
    return pieces


def _notes(pieces: Sequence[Piece]) -> Iterator[int]:
    """An agency's notes stand last, and all below their label belongs to them."""
    for i, piece in enumerate(pieces):
        if _NOTES.fullmatch(piece.text) and any(above.is_prose for above in pieces[:i]):
            yield from range(i, len(pieces))
            return


def _author_box(pieces: Sequence[Piece]) -> Iterator[int]:
    author = metadata.find_author(Furniture(p.text, p.reason) for p in pieces if p.reason)
    if not author:
        return
    prose = [i for i, piece in enumerate(pieces) if piece.is_prose]
    for i in prose[1:][-_LAST_PARAGRAPHS:]:
        text = pieces[i].text
        is_named = text.startswith(author) and len(text) <= _LONGEST_AUTHOR
        if is_named and _IS_AUTHOR.match(text, len(author)):
            yield i


def _publisher_box(pieces: Sequence[Piece]) -> Iterator[int]:
    """A heading that names somebody and paragraphs that begin with the name, at the end."""
    if not any(piece.reason == CONTACT for piece in pieces):
        return
    for i, piece in enumerate(pieces[:-1]):
        about = _ABOUT.match(piece.text)
        if piece.kind is not BlockKind.HEADING or not about:
            continue
        name = set(_NAME.findall(about["name"]))
        end = i + 1
        while end < len(pieces) and pieces[end].is_prose:
            end += 1
        is_last = not any(below.is_prose for below in pieces[end:])
        is_named = name & set(_NAME.findall(pieces[i + 1].text[:120]))
        if is_last and is_named and end - i - 1 <= _LONGEST_PUBLISHER:
            yield from range(i, end)


def _polls(pieces: Sequence[Piece]) -> Iterator[int]:
    """Different answers in a row, which no interview has, and the question above them."""
    start = 0
    while start < len(pieces):
        answers = list(_answers_from(pieces, start))
        if len(set(answers)) >= _LEAST_ANSWERS:
            yield from range(start, start + len(answers))
            above = pieces[start - 1] if start else None
            if above and above.text.endswith("?") and len(above.text) <= _LONGEST_QUESTION:
                yield start - 1
        start += max(1, len(answers))


def _answers_from(pieces: Sequence[Piece], start: int) -> Iterator[str]:
    above = pieces[start - 1].text if start else ""
    is_poll = above.endswith("?") and bool(_ASKED.match(above))
    for i in range(start, len(pieces)):
        piece, text = pieces[i], pieces[i].text
        answer = _ANSWER.fullmatch(text)
        is_bare = is_poll and len(text) <= _LONGEST_ANSWER and text[-1:].isalnum()
        if piece.reason or not (answer or is_bare):
            return
        yield answer["answer"].lower() if answer else text
