"""
Furniture: which pieces are not the article, by their words, their form and their place.

By words first (`phrases/furniture.txt`, anywhere), then by form, then by place: above the first
paragraph and below the last one, where metadata, contacts and loose lines are no text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from translate.cleaning import metadata
from translate.cleaning.boxes import CONTACT, mark_boxes
from translate.cleaning.characters import repair_columns
from translate.cleaning.lists import listed
from translate.cleaning.phrases import LONGEST_PHRASE, furniture_of, names_word_of
from translate.cleaning.pieces import Piece, first_prose
from translate.cleaning.prompts import keep_advice, mark_prompts
from translate.cleaning.sentences import ADDRESS, SPEECH, states, states_below_label
from translate.cleaning.tables import mark_rows
from translate.data import BlockKind

ADVERTISEMENT = "advertisement"
RELATED = "related link"
AFTER_ARTICLE = "after the article"
SEPARATOR = "separator"
IMAGE_CREDIT = "image credit"
ADVERTISING_LABEL = "advertising label"

_LETTER_OR_DIGIT = re.compile(r"\w")
# After an advertising label a short line that sells something is the advertisement.
_SELLING = re.compile(
    r"\d(?:[.,]\d\d)?\s?(?:€|euro\b|prozent rabatt|% rabatt)|\b(?:kostet|rabatt|günstig\w*|tests?"
    r"|jetzt|hier|gratis|kostenlos|sparen|angebote?|deal|kaufen|bestellen|gewinnen|schnäppchen"
    r"|shop|gutschein\w*|vergleich|reduziert|aktion|sichern|entdecken)\b",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(r"^(?:Diese[rsmn]?|Zu[rm]?(?! \S+ (?:de[rs]|von)\b)|Mehr|Alle)\b|^\(")
# What a word says of itself stands beside it: "Diesen Artikel", "unsere Autorin", "Sie im Archiv".
_NEAR = re.compile(r"\(.*|\S+(?: \S+){0,3}")
_TITLE_FORM = re.compile(r"[„“\"»«:]|^.{50,}")
_LONGEST_NOTE = 140  # characters
_TITLE_WORDS = 3  # a section's name has fewer
_LONGEST_ADVERTISEMENT = 120  # characters
# Whom the public shall call is the news: "Hinweise nimmt die Polizei unter Telefon … entgegen."
_APPEAL = re.compile(
    r"(?!(?:Für )?(?:Presse|Medien|Journalist|Rückfrage|Nachfrage|Kontakt|Ansprech|Auskünfte"
    r"|Weitere Auskünfte))(?:(?:Sachdienliche )?Hinweise\b|Zeug(?:en|innen)\b|Wer\b"
    r"|.*\b(?:nimmt|nehmen|gibt|gebeten|bittet|bitten|erbeten|sucht|entgegen|möglich|erhältlich)\b)"
    r"(?!.*\b[Rr]edaktion).*[.!]$"
)
_IS_SPOKEN = re.compile(r"[?!]$|[^.][.?!…][“”»«\"]$")
_TICKER_DATES = 4  # a page has its date above, below the lead and at the end at most


def mark_furniture(pieces: Sequence[Piece]) -> list[Piece]:
    """Give each piece that is no article text the reason why."""
    marked = keep_advice(mark_prompts([_by_words(piece) for piece in mark_rows(pieces)]))
    marked = _mark_linked(_mark_advertisements(marked))
    return _mark_amid(mark_boxes(_mark_tail(_mark_head(marked))))


def _by_words(piece: Piece) -> Piece:
    if not _LETTER_OR_DIGIT.search(piece.text):
        return replace(piece, reason=SEPARATOR)
    if piece.is_row or len(piece.raw) > LONGEST_PHRASE or SPEECH.search(piece.text):
        return piece
    furniture = furniture_of(_columns_of(piece), at_edge=False)
    if not furniture or states(piece):
        return piece
    is_said = furniture.reason == IMAGE_CREDIT and states_below_label(piece)
    return piece if is_said else replace(piece, reason=furniture.reason)


def _columns_of(piece: Piece) -> str:
    raw = piece.raw.strip()
    return raw if raw == piece.text else repair_columns(raw)


def _mark_linked(pieces: Sequence[Piece]) -> list[Piece]:
    """
    Below a bare label ("Lesen Sie auch"), a line that reads like a title is the link. Above the
    text it may be the title.
    """
    marked = list(pieces)
    for i in range(first_prose(pieces) + 1, len(marked)):
        above, piece = marked[i - 1], marked[i]
        is_link = (
            above.reason == RELATED
            and ":" not in above.text[:-1]
            and not piece.reason
            and piece.kind is BlockKind.HEADING
            and _TITLE_FORM.search(piece.text)
            and not (piece.text.endswith("?") and ADDRESS.search(piece.text))
        )
        if is_link:
            marked[i] = replace(piece, reason=RELATED)
    return marked


def _mark_advertisements(pieces: Sequence[Piece]) -> list[Piece]:
    marked = list(pieces)
    lead = first_prose(pieces)
    titles = [
        i
        for i, piece in enumerate(pieces[:lead])
        if not (piece.reason or metadata.reason_of(piece.text)) and " " in piece.text
    ]
    for i in range(1, len(marked)):
        piece = marked[i]
        if titles == [i]:
            continue  # below a label, but nothing else can be the title
        sells = (
            marked[i - 1].reason == ADVERTISING_LABEL
            and not piece.reason
            and piece.kind is BlockKind.HEADING
            and len(piece.text) <= _LONGEST_ADVERTISEMENT
            and _SELLING.search(piece.text)
        )
        if sells:
            marked[i] = replace(piece, reason=ADVERTISEMENT)
    return marked


def _mark_head(pieces: Sequence[Piece]) -> list[Piece]:
    """Metadata and edge phrases above the first paragraph; a notice may be a sentence itself."""
    marked = list(pieces)
    i = 0
    while i < len(marked):
        piece = _at_edge(marked[i])
        if piece.is_prose:
            break
        marked[i] = piece
        i += 1
    return _mark_below_lead(_mark_bare_names(marked))


def _mark_below_lead(pieces: Sequence[Piece]) -> list[Piece]:
    """
    Who wrote it and when, where that stands right below the first paragraph: "von Eva Kern" and
    "Heute, 05:59 Uhr", and a bare name beside such a line.
    """
    marked = list(pieces)
    for i in range(first_prose(pieces) + 1, len(pieces)):
        reason = pieces[i].reason or _metadata_below_lead(pieces, i)
        if not reason:
            break
        marked[i] = replace(pieces[i], reason=reason)
    if marked == list(pieces):
        return marked
    dates = sum(metadata.reason_of(piece.text) == metadata.DATE_LINE for piece in pieces)
    return marked if dates < _TICKER_DATES else list(pieces)


def _metadata_below_lead(pieces: Sequence[Piece], index: int) -> str:
    piece = pieces[index]
    if piece.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH):
        return ""
    if reason := metadata.reason_of(piece.text):
        return reason
    is_dated = any(metadata.reason_of(p.text) for p in pieces[index + 1 : index + 2])
    return metadata.BYLINE if is_dated and metadata.is_bare_name(piece.text) else ""


def _mark_tail(pieces: Sequence[Piece]) -> list[Piece]:
    """
    The same from the end. There a heading without a paragraph below it is furniture too, unless
    it belongs to a list, and so is a short line about the publication.
    """
    tail = list(_tail_of(pieces))
    start = len(pieces) - len(tail)
    lists = listed([*pieces[:start], *tail]) if tail else frozenset[int]()
    first = max((i + 1 for i in lists), default=0)
    for i in range(max(start, first), len(pieces)):
        piece = tail[i - start]
        # A last question or exclamation may be the article's.
        is_loose = piece.kind is BlockKind.HEADING and not _IS_SPOKEN.search(piece.text)
        if is_loose and not piece.reason:
            tail[i - start] = replace(piece, reason=AFTER_ARTICLE)
    end = max(start, first)
    return [*pieces[:end], *tail[end - start :]]


def _tail_of(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """What stands below the last paragraph, with the reasons that its place gives it."""
    tail: list[Piece] = []
    for below in pieces[: first_prose(pieces) : -1]:
        piece = _at_edge(below)
        if piece.is_prose and _is_about_publication(piece):
            piece = replace(below, reason=AFTER_ARTICLE)
        if piece.is_prose or piece.kind is BlockKind.TITLE:
            break
        tail.append(piece)
    return tail[::-1]


def _is_about_publication(piece: Piece) -> bool:
    text = piece.text
    if piece.kind is not BlockKind.PARAGRAPH or len(text) > _LONGEST_NOTE or SPEECH.search(text):
        return False
    places = [*_ABOUT_ITSELF.finditer(text), *ADDRESS.finditer(text)]
    near = (_NEAR.match(text, place.start()) for place in places)
    return any(words and names_word_of(words[0], "publication_words") for words in near)


def _mark_amid(pieces: Sequence[Piece]) -> list[Piece]:
    """A heading with furniture right above and right below it heads a box of the page."""
    marked = list(pieces)
    for i in range(first_prose(pieces) + 1, len(pieces) - 1):
        above, piece, below = marked[i - 1 : i + 2]
        # A ticker's entry begins with its time, a last question or exclamation may be the text's.
        is_text = piece.text[:1].isdigit() or piece.text.endswith(("?", "!"))
        is_boxed = above.reason and below.reason and not piece.reason and not is_text
        if is_boxed and piece.kind is BlockKind.HEADING and above.reason != ADVERTISING_LABEL:
            marked[i] = replace(piece, reason=above.reason)
    return marked


def _at_edge(piece: Piece) -> Piece:
    if piece.reason or piece.is_row:
        return piece
    if len(piece.raw) > LONGEST_PHRASE or SPEECH.search(piece.text):
        return piece
    reason = metadata.reason_of(piece.text)
    columns = _columns_of(piece)
    # What such words could not take from a statement, they do not take at the edge either.
    if not reason and not furniture_of(columns, at_edge=False):
        furniture = furniture_of(columns, at_edge=True)
        reason = furniture.reason if furniture else ""
    if reason == CONTACT and _APPEAL.match(piece.text):
        return piece
    return replace(piece, reason=reason) if reason else piece


def _mark_bare_names(pieces: Sequence[Piece]) -> list[Piece]:
    """A name alone on its line is a byline if a date line stands beside it."""
    marked = list(pieces)
    for i in range(1, first_prose(pieces)):
        neighbours = [marked[j].reason for j in (i - 1, i + 1) if j < len(marked)]
        piece = marked[i]
        is_name = not piece.reason and metadata.is_bare_name(piece.text)
        if is_name and metadata.DATE_LINE in neighbours and _has_title_before(marked, i):
            marked[i] = replace(piece, reason=metadata.BYLINE)
    return marked


def _has_title_before(pieces: Sequence[Piece], index: int) -> bool:
    lines = [piece.text for piece in pieces[:index] if not piece.reason]
    return any(len(line.split()) >= _TITLE_WORDS for line in lines)
