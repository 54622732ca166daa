"""
Scores: „3:1“ is 3-1, and 1-3 another result.

The figures themselves are compared in `numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.data import Finding
from translate.quality.dates import turned_round
from translate.quality.pair import Pair

CHECK = "scores"

_SCORE = re.compile(r"(?<![\d:.,])(\d{1,3})\s?[:–-]\s?(\d{1,3})(?![\d:])")
# Where a side loses, English puts the winner first ("lost 4-1"), German the side spoken of.
_LOSING = re.compile(
    r"\b(?:los(?:e|es|t|ing|s|ses|ers?)|beaten|defeats?|trail\w*|down|behind|conced\w*|"
    r"(?:was|were|been|be|being|got|get) (?:\w+ed|overcome)|fell|went out|go out)\b"
)
_LOSING_GERMAN = re.compile(
    r"verl(?:or|ier|ör)|unterl[aie]g|niederlage|geschlagen|bezwungen|besiegt\b|rückstand|zurück|"
    r"pleite|schlappe|kassier|hinten|scheiter|ausgeschieden"
)


def check_scores(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding for a score that is turned round, unless it is the loser's.

    >>> [f.message for f in check_scores(Pair("Köln gewann 3:1.", "Cologne won 1-3."))]
    ['German says "3-1", English says "1-3"']
    >>> list(check_scores(Pair("Köln verlor 1:3.", "Cologne lost 3-1.")))
    []
    """
    there = _SCORE.findall(pair.german) if pair.german_figures else []
    if not there or _LOSING.search(pair.english.lower()):
        return
    if not _LOSING_GERMAN.search(pair.german.lower()):
        yield from turned_round(CHECK, there, _SCORE.findall(pair.english))
