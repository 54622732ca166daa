"""
Length: the English is about as long as the German lets expect.

German and English news run to nearly the same number of characters, the shorter the sentence
the looser. What lies far outside has lost a part or gained one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from translate.data import Finding
from translate.quality.pair import Pair, error, warning

CHECK = "length"

# log((English + 5) / (German + 5)) in characters has this mean and spread. Fitted on
# newstest.dev (first half), WMT 21, FLORES dev and our own articles: means -0.11 to -0.01,
# spread 0.17 at 40 characters, 0.12 at 150, 0.09 at 300.
_MEAN = -0.07
_SPREAD = 0.105
_SPREAD_OF_SHORT = 2.6
_WARN = 3.4  # spreads
_FAIL = 5.0


def check_length(pair: Pair) -> Iterator[Finding]:
    """Yield a finding when the lengths do not fit each other."""
    deviation = surprise(len(pair.german), len(pair.english))
    if abs(deviation) < _WARN:
        return
    kind = error if abs(deviation) >= _FAIL else warning
    counts = f"{len(pair.german):,} German characters, {len(pair.english):,} English ones"
    if deviation < 0:
        yield kind(CHECK, f"the English is too short, something may be missing: {counts}")
    else:
        yield kind(CHECK, f"the English is too long, something may be added: {counts}")


def surprise(german: int, english: int) -> float:
    """
    Say how many spreads the English length lies from the expected one; negative is too short.

        >>> round(surprise(100, 95), 1), round(surprise(100, 30), 1)
        (0.2, -7.9)
    """
    ratio = math.log((english + 5) / (german + 5))
    return (ratio - _MEAN) / (_SPREAD + _SPREAD_OF_SHORT / (german + 5))
