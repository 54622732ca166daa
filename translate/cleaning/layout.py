"""
Layout: the judgement of the lines that no phrase knows, by many small signs.

A page is a chain of lines; each is furniture or text, and furniture stands beside furniture. The
chain (a conditional random field over two labels: J. Lafferty et al., 2001) weighs what a line
looks like (`lines.py`), where it stands, and its neighbours. Its weights were learnt by
`training/furniture_weights.py` from the labelled articles and pages of `tests/`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from importlib.resources import files

from translate.cleaning.furniture import ADDRESS, ADVERTISING_LABEL
from translate.cleaning.lines import LONGEST_JUDGED, signs_of
from translate.cleaning.metadata import reason_of
from translate.cleaning.pieces import Piece
from translate.data import BlockKind

PAGE_FURNITURE = "looks like page furniture"
# Taking a sentence of the article costs more than leaving a label in it.
LEAST_CERTAINTY = 0.5
LEAST_CERTAINTY_OF_SENTENCE = 0.85
_LONG_PROSE = 90  # characters of a text line that marks where the article stands
_DAY = "(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)"
_SERIES = re.compile(
    r"(?P<number>\d{1,2}[.)] )|(?P<minute>\d{1,3}(?:\. ?\+ ?\d)?(?:[.'’]+|\. (?:Spielm|M)inute:?)$)"
    r"|(?P<time>\d{1,2}(?:[.:]\d\d(?: Uhr)?\b| Uhr\b(?=$| ?[:–-])))|(?P<ticker>\+\s?\+)"
    rf"|(?P<day>{_DAY}(?:,? \d\d?\. ?(?:\w+|\d\d?\.))?(?: ?\d{{4}})?:?$)"
    r"|(?P<speaker>[A-ZÄÖÜ][\w.-]*(?: [A-ZÄÖÜ][\w.-]*){0,2})(?: \([^)]{1,30}\))?: "
)
_SPEECH = re.compile(
    r"[„“\"»«].{3,}[“”\"»«],? (?:\w+ )?(?:sag|schreib|mein|erklär|beton|bericht|erzähl|ruf|frag"
    r"|heiß|hieß|teil|laut|so )"
)
_QUOTED = re.compile(r"[„“»«\"].*[“”»«\"][.!?]?$")
_KINDS_OF_TEXT = (BlockKind.TITLE, BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.CAPTION)
_ENTRIES = 3
_LONGEST_LIST = 12  # lines
_LEAST_LEAD_IN = 2  # spaces
_ADVICE = 3  # lines that speak to the reader
# A row of a box: "Beste Regie: Mira Kaya", "500 g Kartoffeln".
_PAIR = re.compile(
    r"[^\W\d_][^:.!?]{0,40}: [^:]{1,60}$|\d{1,4}(?:[.,/]\d+)? [^\W\d_][^:.!?]{1,50}$"
)
_SENTENCE_WORDS = 5  # spaces in a line that is text for certain
_SIGNS_OF_SITES = frozenset((
    *("you", "we", "this text", "url", "mail", "handle", "phone", "copyright", "pipe", "code"),
    *("brackets", "end colon", "end other", "about two subjects", "about little else", "ago"),
    *("about channel", "about action", "about technique", "about contact"),
    *("metadata date line", "metadata byline", "metadata dateline"),
))  # fmt: skip
_SIGNS_OF_ADVICE = frozenset(("you", "about action", "about little else"))
_LINK_WORDS = 5  # a title below a label; labels have fewer
_CERTAIN = 12.0  # log-odds of a line that is furniture by its words, or text by its length


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the chain: its signs, and those of the step to it from the line above."""

    signs: tuple[str, ...]
    steps: tuple[str, ...]
    known: float = 0.0  # log-odds for furniture that are known beforehand


def mark_by_layout(pieces: Sequence[Piece]) -> list[Piece]:
    """Give the lines that look like furniture, beside what is known already, a reason."""
    chain = chain_of(pieces)
    if all(judged.known for judged in chain):
        return list(pieces)
    certainties = certainties_of(chain, _weights())
    return [
        replace(piece, reason=PAGE_FURNITURE)
        if not judged.known and certainty > _least_certainty(piece)
        else piece
        for piece, judged, certainty in zip(pieces, chain, certainties, strict=True)
    ]


def _least_certainty(piece: Piece) -> float:
    is_sentence = piece.text.endswith((".", "!", "?", "“", '"'))
    return LEAST_CERTAINTY_OF_SENTENCE if is_sentence else LEAST_CERTAINTY


def odds_of_line(text: str) -> float:
    """The log-odds that a line above the text is furniture, by its own signs alone."""
    signs = signs_of(text, BlockKind.HEADING)
    return sum(_weights().get(sign, 0.0) + _weights().get(f"head: {sign}", 0.0) for sign in signs)


def is_judged(piece: Piece) -> bool:
    """Long lines, quotations, items and captions are text, if no phrase says otherwise."""
    if len(piece.text) > LONGEST_JUDGED or piece.kind in _KINDS_OF_TEXT:
        return False
    return not _QUOTED.match(piece.text) and not _SPEECH.match(piece.text)


def _is_plain(piece: Piece, *, speaks: bool = False) -> bool:
    """
    Whether a line says nothing of the site, to nobody in particular; or, where the article
    speaks to its reader, nothing but what the reader should do.
    """
    signs = signs_of(piece.text, piece.kind)
    if not speaks:
        return _SIGNS_OF_SITES.isdisjoint(signs)
    return _SIGNS_OF_SITES.isdisjoint(set(signs) - _SIGNS_OF_ADVICE)


def _is_sentence(piece: Piece) -> bool:
    return piece.text.endswith(("?", "!")) or piece.kind is BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class _Page:
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

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> _Page:
        long = [_is_long_prose(piece) for piece in pieces]
        places = [i for i, is_long in enumerate(long) if is_long] or [len(pieces)]
        title = next((i for i, p in enumerate(pieces) if p.kind is BlockKind.TITLE), None)
        series = Counter(_series_of(piece.text) for piece in pieces)
        speaking = islice(filter(_is_advice, pieces), _ADVICE)
        speaks = len(list(speaking)) == _ADVICE
        return cls(pieces, long, places[0], places[-1], title, speaks, series)

    def is_text(self, i: int) -> bool:
        """
        Whether a line that no phrase knows is text by a rule. Of 20,000 news sentences, each on
        a line of its own, 97 were taken for furniture without the rule for sentences.
        """
        piece = self.pieces[i]
        if _is_sentence(piece) and _is_plain(piece, speaks=self.speaks):
            return True
        return (
            self._is_entry(piece) or self._is_subheading(i) or self._is_row(i) or self._is_listed(i)
        )

    def _is_entry(self, piece: Piece) -> bool:
        """Three times or numbers at the head of lines are a ticker's entries or a list's."""
        mark = _series_of(piece.text)
        return self.series[mark] >= _ENTRIES and mark.islower() and not reason_of(piece.text)

    def _is_subheading(self, i: int) -> bool:
        """Between two paragraphs, a line that names nothing of the site heads the second one."""
        is_below = self._is_prose(i + 1) or (i + 1 < len(self.pieces) and self._is_row(i + 1))
        if self.zone(i) != "middle" or not (self._is_prose(i - 1) and is_below):
            return False
        piece = self.pieces[i]
        if self.speaks:
            return _is_plain(piece, speaks=True)
        # "Tabelle vergrößern" is a button, "Reifen prüfen" a piece of advice.
        return _names_nothing(piece) and "infinitive" not in signs_of(piece.text, piece.kind)

    def _is_prose(self, i: int) -> bool:
        return 0 <= i < len(self.pieces) and self.pieces[i].is_prose

    def _is_listed(self, i: int) -> bool:
        """An item that has lost its mark: below "Das gehört hinein:", with such lines between."""
        if not _names_nothing(self.pieces[i]):
            return False
        for piece in self.pieces[max(0, i - _LONGEST_LIST) : i][::-1]:
            if piece.text.endswith(":"):
                is_sentence = piece.text.count(" ") >= _LEAST_LEAD_IN
                return is_sentence and not piece.reason and _leads_in(piece)
            if piece.is_prose or piece.reason:
                return False
        return False

    def _is_row(self, i: int) -> bool:
        """One of three lines in a row that have a colon and name nothing of the site."""
        if self.zone(i) == "head" or not _is_pair(self.pieces[i]):
            return False
        first = last = i
        while first and _is_pair(self.pieces[first - 1]):
            first -= 1
        while last + 1 < len(self.pieces) and _is_pair(self.pieces[last + 1]):
            last += 1
        return last - first + 1 >= _ENTRIES

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


def chain_of(pieces: Sequence[Piece], *, spares: bool = True) -> list[Judged]:
    """
    The pieces as the model sees them. `spares`: what is text by a rule is text for certain; the
    weights are learnt without these rules.
    """
    page = _Page.of(pieces)
    texts = Counter(piece.text for piece in pieces)
    chain = []
    for i, piece in enumerate(pieces):
        is_text = not is_judged(piece) or (spares and not piece.reason and page.is_text(i))
        known = _CERTAIN if piece.reason else -_CERTAIN if is_text else 0.0
        signs: tuple[str, ...] = ()
        if not known:
            signs = _signs(page, i)
            if texts[piece.text] > 1:
                texts[piece.text] -= 1
                signs += ("stands again below",)
        chain.append(Judged(signs, _steps(pieces, i, page.zone(i)), known))
    return chain


def _signs(page: _Page, i: int) -> tuple[str, ...]:
    piece, zone = page.pieces[i], page.zone(i)
    own = signs_of(piece.text, piece.kind)
    if page.speaks and "you" in own:
        own = (*(sign for sign in own if sign != "you"), "you as elsewhere")
    signs = (*own, *(f"{zone}: {sign}" for sign in own), *page.places(i))
    mark = _series_of(piece.text)
    return (*signs, "series") if mark and page.series[mark] > 1 else signs


def _series_of(text: str) -> str:
    """
    What lines of a series share: a speaker's name, a number, a time; or an empty string.

        >>> _series_of("Rehbein (lacht): Ja."), _series_of("2. Ein Haus am See")
        ('Rehbein', 'number')
    """
    start = _SERIES.match(text)
    return (start["speaker"] or start.lastgroup or "") if start else ""


def _names_nothing(piece: Piece) -> bool:
    return "about none of it" in signs_of(piece.text, piece.kind) and _is_plain(piece)


def _leads_in(piece: Piece) -> bool:
    """Whether a line with a colon at its end says nothing of the site."""
    return (_SIGNS_OF_SITES - {"end colon"}).isdisjoint(signs_of(piece.text, piece.kind))


def _is_advice(piece: Piece) -> bool:
    is_line = not piece.reason and len(piece.text) <= LONGEST_JUDGED and _is_sentence(piece)
    return is_line and bool(ADDRESS.search(piece.text)) and _is_plain(piece, speaks=True)


def _is_pair(piece: Piece) -> bool:
    return not piece.reason and bool(_PAIR.match(piece.text)) and _names_nothing(piece)


def _is_long_prose(piece: Piece) -> bool:
    if piece.reason or piece.text[-1] not in '.!?“”»«)…"':
        return False
    if len(piece.text) >= _LONG_PROSE:
        return True
    is_full = piece.kind is BlockKind.PARAGRAPH and piece.text.count(" ") >= _SENTENCE_WORDS
    return is_full and _names_nothing(piece)


def _steps(pieces: Sequence[Piece], i: int, zone: str) -> tuple[str, ...]:
    if not i:
        return (f"step {zone}",)
    above, here = pieces[i - 1].text, pieces[i].text
    found = [f"step {zone}"]
    if len(above.split()) < _LINK_WORDS <= len(here.split()) and here[-1] not in ".:":
        found.append(f"step from label {zone}")
    if pieces[i - 1].reason == ADVERTISING_LABEL:
        found.append("step from advertising label")
    if above.endswith(":"):
        found.append("step from colon")
    return tuple(found)


def certainties_of(chain: Sequence[Judged], weights: Mapping[str, float]) -> list[float]:
    """
    The probability of each line to be furniture (forward-backward, in log-odds).

        >>> chain = [Judged(("label",), ()), Judged((), ("step",))]
        >>> [round(p, 2) for p in certainties_of(chain, {"label": 2.0, "step": 1.0})]
        [0.88, 0.68]
    """
    own = [judged.known + sum(weights.get(s, 0.0) for s in judged.signs) for judged in chain]
    same = [sum(weights.get(s, 0.0) for s in judged.steps) for judged in chain]
    forward = [0.0] * len(chain)
    backward = [0.0] * len(chain)
    for i in range(1, len(chain)):
        forward[i] = _passed_on(own[i - 1] + forward[i - 1], same[i])
    for i in range(len(chain) - 2, -1, -1):
        backward[i] = _passed_on(own[i + 1] + backward[i + 1], same[i + 1])
    odds = (sum(parts) for parts in zip(own, forward, backward, strict=True))
    return [1 / (1 + math.exp(-max(-50.0, min(50.0, value)))) for value in odds]


def _passed_on(odds: float, same: float) -> float:
    """What a neighbour's log-odds say of a line, if equal labels weigh `same` more than others."""
    odds = max(-30.0, min(30.0, odds))
    return math.log((math.exp(odds + same) + 1) / (math.exp(odds) + math.exp(same)))


@cache
def _weights() -> dict[str, float]:
    text = (files("translate.cleaning") / "weights.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights
