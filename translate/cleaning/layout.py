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
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from translate.cleaning.furniture import ADVERTISING_LABEL
from translate.cleaning.lines import signs_of
from translate.cleaning.page import Page, is_judged, series_of
from translate.cleaning.pieces import Piece
from translate.data import BlockKind

PAGE_FURNITURE = "looks like page furniture"
# Taking a sentence of the article costs more than leaving a label in it.
LEAST_CERTAINTY = 0.5
LEAST_CERTAINTY_OF_SENTENCE = 0.85
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


def chain_of(pieces: Sequence[Piece], *, spares: bool = True) -> list[Judged]:
    """
    The pieces as the model sees them. `spares`: what is text by a rule is text for certain; the
    weights are learnt without these rules.
    """
    page = Page.of(pieces)
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


def _signs(page: Page, i: int) -> tuple[str, ...]:
    piece, zone = page.pieces[i], page.zone(i)
    own = signs_of(piece.text, piece.kind)
    if page.speaks and "you" in own:
        own = (*(sign for sign in own if sign != "you"), "you as elsewhere")
    signs = (*own, *(f"{zone}: {sign}" for sign in own), *page.places(i))
    mark = series_of(piece.text)
    return (*signs, "series") if mark and page.series[mark] > 1 else signs


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
