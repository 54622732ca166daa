"""
Omission and addition: nothing of the German is left out, nothing is made up.

A lost clause shows twice: the sentence is too short, and a stretch of German words has no like
in the English. Either alone is weak evidence (translators are free), both together are not.
"""

from __future__ import annotations

from collections.abc import Iterator

from translate.data import Finding
from translate.quality.coverage import Coverage, Gap, cover
from translate.quality.length import check_length, surprise
from translate.quality.pair import Pair, Token, error, warning

OMISSION = "omission"
ADDITION = "addition"
UNRELATED = "unrelated"

# Logistic regression on the even lines of newstest.dev, WMT 21, FLORES dev and our own articles,
# against the same with a clause or the end left out (benchmarks/quality.py). At 1.7, 2 % of the
# unchanged newstest pairs are flagged, of the three other sets under 1.5 %.
_GAP, _UNMET, _UNMET_OTHER, _LENGTH, _BASE = 0.7, 0.3, -0.4, -1.42, -3.85
_WARN, _FAIL = 3.1, 6.0
_WARN_ADDED, _FAIL_ADDED = 3.5, 8.0
_FEW = 4  # content words; less than that says nothing about being related
_RELATED = 0.25  # sum of the shares of met words on both sides


def check_omission(pair: Pair) -> Iterator[Finding]:
    """Yield a finding when words of one side have no like on the other, or lengths do not fit."""
    german, english = cover(pair)
    if _is_unrelated(german, english):
        yield error(UNRELATED, "the English seems to translate another sentence")
        return
    deviation = surprise(len(pair.german), len(pair.english))
    lost = loss_score(german, english.unmet, deviation)
    if lost > _WARN and german.gap.size > 1:
        quoted = _quoted(pair.german, pair.german_tokens, german.gap)
        kind = error if lost > _FAIL else warning
        yield kind(OMISSION, f"the English leaves something out, perhaps {quoted}")
        return
    added = loss_score(english, german.unmet, -deviation)
    if added > _WARN_ADDED and english.gap.size > 1:
        quoted = _quoted(pair.english, pair.english_tokens, english.gap)
        kind = error if added > _FAIL_ADDED else warning
        yield kind(ADDITION, f"the English adds something, perhaps {quoted}")
        return
    yield from check_length(pair)


def loss_score(side: Coverage, other_unmet: float, deviation: float) -> float:
    """
    Weigh the words of one side that are missing on the other against how short the other is.

    Above 0 a loss is likelier than not. For additions both sides change places, and the sign of
    `deviation` (length, in spreads) with them.
    """
    score = _UNMET * side.unmet + _UNMET_OTHER * other_unmet + _LENGTH * deviation + _BASE
    if score + _GAP * side.unmet <= _WARN:  # the gap cannot be larger: no need to look for it
        return score
    return score + _GAP * side.gap.size


def _is_unrelated(german: Coverage, english: Coverage) -> bool:
    if german.words < _FEW or english.words < _FEW:
        return False
    return german.share + english.share < _RELATED


def _quoted(text: str, tokens: list[Token], gap: Gap) -> str:
    quoted = text[tokens[gap.first][1] : tokens[gap.last][2]]
    return f'"{quoted}"' if len(quoted) <= 80 else f'"{quoted[:77]}..."'
