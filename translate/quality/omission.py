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
_WARN, _FAIL = 2.0, 6.0
_WARN_ADDED = 3.5
_FEW = 4  # content words; less than that says nothing about being related


def check_omission(pair: Pair) -> Iterator[Finding]:
    """Yield a finding when words of one side have no like on the other, or lengths do not fit."""
    coverage = cover(pair)
    if _is_unrelated(coverage):
        yield error(UNRELATED, "the English seems to translate another sentence")
        return
    deviation = surprise(len(pair.german), len(pair.english))
    lost = omission_score(coverage, deviation)
    if lost > _WARN and coverage.german_gap.size > 1:
        quoted = _quoted(pair.german, pair.german_tokens, coverage.german_gap)
        kind = error if lost > _FAIL else warning
        yield kind(OMISSION, f"the English leaves something out, perhaps {quoted}")
        return
    added = addition_score(coverage, deviation)
    if added > _WARN_ADDED and coverage.english_gap.size > 1:
        quoted = _quoted(pair.english, pair.english_tokens, coverage.english_gap)
        kind = error if added > _FAIL else warning
        yield kind(ADDITION, f"the English adds something, perhaps {quoted}")
        return
    yield from check_length(pair)


def omission_score(coverage: Coverage, deviation: float) -> float:
    """Weigh missing German words and a short English against each other; above 0 is likely."""
    unmet, other = _unmet(coverage)
    return (
        _GAP * coverage.german_gap.size + _UNMET * unmet + _UNMET_OTHER * other
        + _LENGTH * deviation + _BASE
    )  # fmt: skip


def addition_score(coverage: Coverage, deviation: float) -> float:
    """Weigh English words without a German like and a long English against each other."""
    other, unmet = _unmet(coverage)
    return (
        _GAP * coverage.english_gap.size + _UNMET * unmet + _UNMET_OTHER * other
        - _LENGTH * deviation + _BASE
    )  # fmt: skip


def _unmet(coverage: Coverage) -> tuple[float, float]:
    return (
        (1 - coverage.german_share) * coverage.german_words,
        (1 - coverage.english_share) * coverage.english_words,
    )


def _is_unrelated(coverage: Coverage) -> bool:
    if coverage.german_words < _FEW or coverage.english_words < _FEW:
        return False
    return coverage.german_share + coverage.english_share < _RELATED


_RELATED = 0.35  # sum of both shares


def _quoted(text: str, tokens: list[Token], gap: Gap) -> str:
    quoted = text[tokens[gap.first][1] : tokens[gap.last][2]]
    return f'"{quoted}"' if len(quoted) <= 80 else f'"{quoted[:77]}..."'  # noqa: PLR2004
