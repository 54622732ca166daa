"""
Page: where the article stands on it, and which lines are its text by a rule.

A short line is the article's if it says nothing of the site where sentences, subheadings, lists
and a ticker's entries say nothing of it; `layout.py` weighs the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from translate.cleaning.furniture import ADVERTISEMENT, ADVERTISING_LABEL, SEPARATOR
from translate.cleaning.lines import LONGEST_JUDGED, signs_of, site_signs_of
from translate.cleaning.lists import DAY, LINK, PART_NUMBER, listed
from translate.cleaning.metadata import reason_of
from translate.cleaning.pieces import Piece
from translate.cleaning.sentences import ADDRESS, is_advice, is_statement, names_page
from translate.data import BlockKind

_LONG_PROSE = 90  # characters of a text line that marks where the article stands
_SERIES = re.compile(
    r"(?P<number>\d{1,2}[.)] )|(?P<minute>\d{1,3}(?:\. ?\+ ?\d)?(?:[.'’]+|\. (?:Spielm|M)inute:?)$)"
    r"|(?P<time>\d{1,2}(?:[.:]\d\d(?: Uhr)?\b| Uhr\b(?=$| ?[:–-])))|(?P<ticker>\+\s?\+)"
    rf"|(?P<day>{DAY}(?:,? \d\d?\. ?(?:\w+|\d\d?\.))?(?: ?\d{{4}})?:?$)"
    rf"|(?P<part>{PART_NUMBER}(?=[:.]|$| [–-]))"
    r"|(?P<speaker>[A-ZÄÖÜ][\w.-]*(?: [A-ZÄÖÜ][\w.-]*){0,2})(?: \([^)]{1,30}\))?: "
)
_SPEECH = re.compile(
    r"[„“\"»«].{3,}[“”\"»«],? (?:\w+ )?(?:sag|schreib|mein|erklär|beton|bericht|erzähl|ruf|frag"
    r"|heiß|hieß|teil|laut|so )"
)
_SAID = re.compile(
    r"(?:[^\W\d_][^„“»«\"]*|.*\b[a-zäöü]+(?:t|te|ieb|ief)): [„“»«\"].*[.!?…][“”»«\"]\.?$"
)
_QUOTED = re.compile(r"[„“»«\"].*[“”»«\"][.!?]?$")
_KINDS_OF_TEXT = (BlockKind.TITLE, BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.CAPTION)
# What follows the last full stop: an agency or initials, as in Es bleibt dabei. (dpa)
_AGENCY_AT_END = re.compile(
    r"(?<=\w{3}[.!?]) ?(?:\([a-zA-Zäöü]{2,5}(?:[/,] ?\w{2,5})*\)|/[a-z]{2,4})$"
)
_ENTRIES = 3
_ADVICE = 3  # lines that speak to the reader
_LEAST_SPACES = 3
_ARTICLE = re.compile(r" (?:der|die|das|den|dem|des|ein|eine[mnrs]?|im|am|zum|zur|vom|beim) ")
_SENTENCE_WORDS = 5  # spaces in a line that is text for certain
_SIGNS_OF_SITES = frozenset((
    *("you", "we", "this text", "url", "mail", "handle", "phone", "copyright", "pipe", "code"),
    *("brackets", "end colon", "end other", "about two subjects", "about little else", "ago"),
    *("about channel", "about action", "about technique", "about contact"),
    *("metadata date line", "metadata byline", "metadata dateline"),
))  # fmt: skip
# Furniture of one line: what stands below it is something else.
_CLOSED = (
    ADVERTISING_LABEL,
    ADVERTISEMENT,
    SEPARATOR,
    "image credit",
    "external content",
    "share button",
)
_SIGNS_OF_ADVICE = frozenset(("you", "about action", "about little else"))


@dataclass(frozen=True, slots=True)
class Page:
    """
    The pieces, and where their text begins and ends: the first and last line that is text for
    certain. `speaks`: the article gives its reader advice, or asks somebody questions.
    """

    pieces: Sequence[Piece]
    long: Sequence[bool]
    first: int
    last: int
    title: int | None
    speaks: bool
    series: Mapping[str, int]
    listed: frozenset[int]

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Page:
        long = [_is_long_prose(piece) for piece in pieces]
        places = [i for i, is_long in enumerate(long) if is_long] or [len(pieces)]
        title = next((i for i, p in enumerate(pieces) if p.kind is BlockKind.TITLE), None)
        series = Counter(series_of(piece.text) for piece in pieces)
        speaking = islice(filter(_is_advice, pieces), _ADVICE)
        speaks = len(list(speaking)) == _ADVICE
        return cls(pieces, long, places[0], places[-1], title, speaks, series, listed(pieces))

    def is_text(self, i: int) -> bool:
        """
        Whether a line that no phrase knows is text by a rule. Of 20,000 news sentences, each on
        a line of its own, 97 were taken for furniture without the rule for sentences.
        """
        piece = self.pieces[i]
        if is_statement(piece.text) or (self.speaks and self._is_amid_advice(i)):
            return True
        if _is_sentence(piece) and _is_plain(piece, speaks=self.speaks):
            return True
        if self._is_deck(i) or self._is_subheading(i):
            return True
        return i in self.listed or self._is_entry(piece)

    def _is_amid_advice(self, i: int) -> bool:
        near = self.pieces[max(0, i - 1) : i + 2]
        advices = sum(not piece.reason and is_advice(piece.text) for piece in near)
        return is_advice(self.pieces[i].text) and advices > 1

    def _is_entry(self, piece: Piece) -> bool:
        """Three times or numbers at the head of lines are a ticker's entries or a list's."""
        mark = series_of(piece.text)
        return self.series[mark] >= _ENTRIES and mark.islower() and not reason_of(piece.text)

    def _is_subheading(self, i: int) -> bool:
        """Between two paragraphs, a line that names nothing of the site heads the second one."""
        is_below = self._is_prose(i + 1) or i + 1 in self.listed
        if self.zone(i) != "middle" or not (is_below and self._may_head(i)):
            return False
        piece = self.pieces[i]
        if self.speaks:
            return _is_plain(piece, speaks=True)
        # "Tabelle vergrößern" is a button, "Reifen prüfen" a piece of advice.
        signs = signs_of(piece.text, piece.kind)
        is_button = "infinitive" in signs and "verb" not in signs
        return not is_button and (_names_nothing(piece) or _is_phrase(piece.text))

    def _is_deck(self, i: int) -> bool:
        """Right below the title, a line whose words hang together and that tells no date."""
        if self.title is None or i != self.title + 1:
            return False
        piece = self.pieces[i]
        return _is_phrase(piece.text) and "date" not in signs_of(piece.text, piece.kind)

    def _may_head(self, i: int) -> bool:
        """Whether a paragraph stands above, or furniture that no line belongs to."""
        above = self.pieces[i - 1]
        return i - 1 in self.listed or above.is_prose or above.reason in _CLOSED

    def _is_prose(self, i: int) -> bool:
        return 0 <= i < len(self.pieces) and self.pieces[i].is_prose

    def zone(self, i: int) -> str:
        return "head" if i < self.first else "tail" if i > self.last else "middle"

    def places(self, i: int) -> Iterator[str]:
        """The signs of a line's place."""
        zone = self.zone(i)
        yield f"zone {zone}"
        if zone == "head":
            yield f"line {min(i, 3)}"
            yield f"before text {min(self.first - i, 3)}"
            if self.title is not None:
                yield "above title" if i < self.title else "below title"
        elif zone == "tail":
            yield f"after text {min(i - self.last, 3)}"
        else:
            above, below = i > 0 and self.long[i - 1], i + 1 < len(self.long) and self.long[i + 1]
            yield f"amid {'long' if above else 'short'} {'long' if below else 'short'}"
        for side, j in (("below", i - 1), ("above", i + 1)):
            if 0 <= j < len(self.pieces) and self.pieces[j].is_prose:
                yield f"{side} text"


def is_judged(piece: Piece) -> bool:
    """Long lines, quotations, items and captions are text, if no phrase says otherwise."""
    if piece.is_row or len(piece.text) > LONGEST_JUDGED or piece.kind in _KINDS_OF_TEXT:
        return False
    return not any(speech.match(piece.text) for speech in (_QUOTED, _SPEECH, _SAID))


def _is_plain(piece: Piece, *, speaks: bool = False) -> bool:
    """
    Whether a line says nothing of the site, to nobody in particular; or, where the article
    speaks to its reader, nothing but what the reader should do.
    """
    signs = site_signs_of(_AGENCY_AT_END.sub("", piece.text))
    if not speaks:
        return _SIGNS_OF_SITES.isdisjoint(signs)
    return _SIGNS_OF_SITES.isdisjoint(set(signs) - _SIGNS_OF_ADVICE)


def _is_sentence(piece: Piece) -> bool:
    return piece.text.endswith(("?", "!")) or piece.kind is BlockKind.PARAGRAPH


def series_of(text: str) -> str:
    """
    What lines of a series share: a speaker's name, a number, a time; or an empty string.

        >>> series_of("Rehbein (lacht): Ja."), series_of("2. Ein Haus am See")
        ('Rehbein', 'number')
    """
    start = _SERIES.match(text)
    return (start["speaker"] or start.lastgroup or "") if start else ""


def _names_nothing(piece: Piece) -> bool:
    return "about none of it" in site_signs_of(piece.text) and _is_plain(piece)


def _is_phrase(text: str) -> bool:
    """Whether a line's words hang together, as in "Anzeige gegen den Verlag", and offer nothing."""
    if text.count(" ") < _LEAST_SPACES or ":" in text or LINK.match(text) or names_page(text):
        return False
    return bool(_ARTICLE.search(text)) or "verb" in signs_of(text, BlockKind.HEADING)


def _is_advice(piece: Piece) -> bool:
    is_line = not piece.reason and len(piece.text) <= LONGEST_JUDGED and _is_sentence(piece)
    if not (is_line and ADDRESS.search(piece.text)):
        return False
    return _is_plain(piece, speaks=True) or is_advice(piece.text)


def _is_long_prose(piece: Piece) -> bool:
    if piece.reason or piece.text[-1] not in '.!?“”»«)…"':
        return False
    if len(piece.text) >= _LONG_PROSE:
        return True
    is_full = piece.kind is BlockKind.PARAGRAPH and piece.text.count(" ") >= _SENTENCE_WORDS
    return is_full and _names_nothing(piece)
