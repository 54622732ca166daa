"""
Confidence: the model's own score, against what sentences of this length get.

A low score does not find loops and copies, which models are sure of; it finds sentences that
the model did not understand.
"""

from __future__ import annotations

from collections.abc import Iterator

from translate.data import Finding
from translate.quality.pair import Pair, warning

CHECK = "confidence"

# Mean log-probability per token below which a sentence is doubtful, and how much lower it may be
# for each word over twenty. Of 1,306 sentences by the built-in model (our articles, newstest.dev,
# WMT 21) 1.5 % lie below; their chrF is 30, that of all sentences 46.
_LOW = -1.15
_PER_WORD = -0.006
_USUAL = 20


def check_confidence(pair: Pair, score: float) -> Iterator[Finding]:
    """Yield a finding when the model itself was unsure of the whole sentence."""
    longer = max(0, len(pair.german_words) - _USUAL)
    if score < _LOW + _PER_WORD * longer:
        yield warning(CHECK, "the model was unsure of this sentence as a whole")
