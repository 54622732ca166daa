"""
A sentence too long for the model → pieces that fit, split at clause borders.

The best border near the middle of what is allowed is taken: a semicolon, colon, dash or full stop
first, then a comma before a conjunction or relative pronoun, then any comma or bracket, then white
space, and only in a word longer than the model's limit, anywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

Fits = Callable[[str], bool]

_CONJUNCTION = (
    r"(?:und|oder|aber|sondern|denn|doch|jedoch|weil|dass|daß|ob|wenn|als|während|nachdem|bevor|"
    r"damit|obwohl|obgleich|da|sodass|indem|falls|sobald|solange|wobei|womit|wodurch|wo|wie|was|wer|"
    r"(?:(?:in|mit|auf|von|aus|bei|zu|für|an|über|unter|durch|nach|vor|um|ohne|gegen)\s)?"
    r"(?:der|die|das|dem|den|dessen|deren|denen|welche[rsmn]?))\b"
)
# From the best border to the worst; a border lies after what is matched.
_BORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[;:.!?…][\"”“»«)]*\s+|\s[–—-]\s+",
        rf",\s+(?={_CONJUNCTION})",
        r"[,)]\s+",
        r"\s(?=(?:und|oder|sowie|aber)\s)",
        r"\s+",
    )
)
_FIRST_GUESS = 64  # characters
# Pieces are aimed at this share of the longest that fits, so that there is room to choose a border.
_SLACK = 0.8
# How much shorter than aimed at a piece may be for the sake of a better border.
_SHORTEST = 0.6
# The limit is raised a little after each piece that fits: the text may have become plainer.
_GROWTH = 1.03
# The longest that fits is known well enough when it is known to one part in this many.
_EXACT = 16


def split_clauses(sentence: str, fits: Fits) -> list[str]:
    """
    Split a sentence into pieces that each fit; joined, they are the sentence.

    `fits` must not say yes to a text and no to a part of it. After the whole it is asked only
    about pieces of about the length that fits, so that it reads O(n log n) characters at most.

        >>> split_clauses("Er kam spät, weil der Zug stand; sie wartete.", lambda s: len(s) < 35)
        ['Er kam spät, weil der Zug stand; ', 'sie wartete.']

    A single character that does not fit is given back all the same: nothing is lost.
    """
    return [sentence] if fits(sentence) else list(_pieces(sentence, fits))


def _pieces(sentence: str, fits: Fits) -> Iterator[str]:
    start, limit = 0, _longest(sentence, 0, _FIRST_GUESS, fits)
    while start < len(sentence):
        end = _choose(sentence, start, limit)
        if not fits(sentence[start:end]):
            limit = _longest(sentence, start, (end - start) // 2, fits)
            end = _choose(sentence, start, limit)
        else:
            limit = max(limit, int(limit * _GROWTH))
        yield sentence[start:end]
        start = end


def _longest(text: str, start: int, guess: int, fits: Fits) -> int:
    """Find about the most characters from `start` that fit, at least 1: doubling, then halving."""
    low, high = 1, max(guess, 2)
    rest = len(text) - start
    while high < rest and fits(text[start : start + high]):
        low, high = high, high * 2
    high = min(high, rest + 1)
    while high - low > max(1, low // _EXACT):
        middle = (low + high) // 2
        low, high = (middle, high) if fits(text[start : start + middle]) else (low, middle)
    return low


def _choose(text: str, start: int, limit: int) -> int:
    """Find the end of the next piece: the best border near the length that is aimed at."""
    rest = len(text) - start
    if rest <= limit:
        return len(text)
    aim = rest / max(2, math.ceil(rest / (limit * _SLACK)))
    first, last = start + max(1, int(aim * _SHORTEST)), start + limit
    for border in _BORDERS:
        # One character earlier, so that white space right before the window is not missed.
        ends = [m.end() for m in border.finditer(text, first - 1, last) if m.end() >= first]
        if ends:
            return min(ends, key=lambda end: abs(end - start - aim))
    return start + limit
