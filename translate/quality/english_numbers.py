"""
Find the numbers of an English sentence: figures, number words, times of day, roman numerals.

In: a sentence and its tokens. Out: quantities. Words that belong together make one: "two hundred
and fifty thousand", "two and a half", "three-quarters".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from translate.quality.pair import Token
from translate.quality.quantities import (
    LARGE,
    MILLION,
    Quantity,
    Reading,
    clock,
    clock_minutes,
    day_minutes,
    figures,
    follows,
    reach_over,
    read_table,
    roman,
    scaled,
    summed,
    word_quantity,
)

SCALES = {
    "thousand": 1e3, "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6,
    "bn": 1e9, "b": 1e9, "billion": 1e9, "billions": 1e9, "tn": 1e12, "trn": 1e12,
    "trillion": 1e12, "trillions": 1e12, "dozen": 12.0, "hundred": 100.0,
}  # fmt: skip
_TIMES_OF_DAY = {"noon": 720, "midday": 720, "midnight": 0}
_PERIOD = re.compile(r"\s?([ap])\.?\s?m\b\.?", re.IGNORECASE)
_CLOCK_WORD = re.compile(r"\s?(?:o['’]clock|hours\b|hrs\b|h\b|UTC|GMT|noon|midnight)")
_MILITARY = re.compile(r"[0-2]\d[0-5]\d")
_BEFORE_HOUR = re.compile(r"\b(half past|quarter past|quarter to) $", re.IGNORECASE)
_BEFORE = 14  # characters before a number that belong to it
_OFFSETS = {"half past": 30, "quarter past": 15, "quarter to": -15}
_SHARES = ("third", "quarter", "fifth")
# "a quarter of a million", "half a billion"
_SHARE_OF = re.compile(
    r"(?:half|quarters?|thirds?|fifths?|tenths?)[ -](?:of )?a[ -]$", re.IGNORECASE
)


def english_quantities(text: str, tokens: Sequence[Token]) -> list[Quantity]:
    """
    Find every number of an English text.

    >>> from translate.quality.pair import Pair
    >>> text = "two hundred and fifty thousand, $5.3bn at 2:30 p.m."
    >>> [q.values or q.minutes for q in english_quantities(text, Pair("", text).english_tokens)]
    [(250000.0,), (5300000000.0,), (870,)]
    """
    found: list[Quantity] = []
    for token in [token for token in tokens if counts(token[0])]:
        word = token[0].lower()
        if word[0].isdecimal():
            found.extend(_figure(text, token))
        elif scale := _scale(text, token, found):
            _add_scale(text, found, token, scale)
        elif word in _TIMES_OF_DAY:
            noon = word_quantity(token, ((12.0,), False))
            found.append(replace(noon, minutes=(_TIMES_OF_DAY[word],)))
        elif reading := read_word(word):
            _add_word(text, found, token, reading)
        elif value := roman(token[0]):
            found.append(word_quantity(token, ((value,), len(word) > 1)))
    return reach_over(text, summed(text, found))


@lru_cache(maxsize=200_000)
def counts(word: str) -> bool:
    """Whether a word says a number or has one in it, alone or behind another word."""
    lower = word.lower()
    return bool(
        word[0].isdecimal()
        or lower.partition("-")[0] in SCALES
        or lower in _TIMES_OF_DAY
        or read_word(lower)
        or roman(word)
    )


def is_english_number(word: str) -> bool:
    """Whether a word alone is a number that German must have."""
    if word[0].isdecimal() or (len(word) > 2 and SCALES.get(word.lower(), 0) >= MILLION):
        return True
    reading = read_word(word.lower())
    return bool(reading and reading[1]) or bool(roman(word) and len(word) > 1)


@lru_cache(maxsize=1)
def _words() -> dict[str, Reading]:
    return read_table("numbers.en.tsv")


@lru_cache(maxsize=50_000)
def read_word(word: str) -> Reading | None:
    """
    Read an English number word in lower case, or the one that a compound begins with.

        >>> read_word("twenty-one"), read_word("three-year-old"), read_word("three-quarters")
        (((21.0,), True), ((3.0,), False), ((0.75,), False))
    """
    if known := _words().get(word):
        return known
    if word.startswith("mid-"):  # mid-thirties
        return _words().get(word[4:])
    first, _, rest = word.partition("-")
    head = _words().get(first)
    return _hyphenated(head, rest) if head and rest else None


def _hyphenated(head: Reading, rest: str) -> Reading:
    """Read a number and what follows its hyphen: twenty-one, three-quarters, three-year-old."""
    second, _, tail = rest.partition("-")
    value, unit = head[0][0], _words().get(second)
    if unit and 20 <= value < 100 and unit[0][0] < 10:
        return (value + unit[0][0],), not tail
    if unit and (shares := [share for share in unit[0] if share < 1]):
        return tuple(round(value * share, 4) for share in shares), False
    if scale := SCALES.get(second):
        return (value * scale,), True
    return head[0], False


def _scale(text: str, token: Token, found: list[Quantity]) -> float:
    """Return the scale that a word is; the letters k, m, b only directly after a figure."""
    first = token[0].lower().partition("-")[0]  # million-euro
    scale = SCALES.get(first, 0.0)
    if len(first) > 1 or not scale:
        return scale
    is_joined = bool(found) and found[-1].is_figure and found[-1].end == token[1]
    return (
        scale
        if is_joined or (first == token[0].lower() and _is_capital_m(text, token, found))
        else 0.0
    )


def _is_capital_m(text: str, token: Token, found: list[Quantity]) -> bool:
    return token[0] == "M" and follows(text, token, found)


def _add_scale(text: str, found: list[Quantity], token: Token, scale: float) -> None:
    is_share = bool(found) and _SHARE_OF.search(text, max(0, token[1] - _BEFORE), token[1])
    if is_share or (follows(text, token, found) and not found[-1].text.endswith("digit")):
        found[-1] = scaled(text, found[-1], token[2], scale)
    else:
        is_firm = scale >= MILLION or scale == SCALES["dozen"]
        found.append(word_quantity(token, ((scale,), is_firm), scale))


def _add_word(text: str, found: list[Quantity], token: Token, reading: Reading) -> None:
    """Join a number word to the number before it, or begin a new one."""
    joined = _joined(text, found[-1], token, reading[0]) if found else None
    if joined is not None:
        found[-1] = joined
        return
    found.append(_with_time(text, word_quantity(token, reading)))


def _with_time(text: str, quantity: Quantity) -> Quantity:
    """Make "eight p.m.", "half past seven" times of day; "twelve hours" may also be a time."""
    start, end, hour = quantity.start, quantity.end, int(quantity.values[0])
    before, period = (
        _BEFORE_HOUR.search(text, max(0, start - _BEFORE), start),
        _PERIOD.match(text, end),
    )
    if not before and not period:
        is_hour = _CLOCK_WORD.match(text, end)
        minutes = day_minutes(hour or 12, 0)
        return replace(quantity, minutes=minutes, is_time=True) if is_hour else quantity
    minutes = clock_minutes(hour, _OFFSETS[before[1].lower()] if before else 0)
    if period:
        minutes = (minutes[period[1].lower() == "p"],)
    return replace(quantity, values=(), minutes=minutes, firm=True, is_time=True)


def _joined(text: str, last: Quantity, token: Token, values: tuple[float, ...]) -> Quantity | None:
    """Join "two hundred and | fifty", "twenty | five", "two and a | half", "two | thirds"."""
    if last.is_time or not last.values:
        return None
    between, written = text[last.end : token[1]], text[last.start : token[2]]
    base, added = last.values[0], values[0]
    is_rest = last.scale >= LARGE and between in (" and ", " ", "-") and added < last.scale
    is_unit = between == " " and added < 10 and base in range(20, 100, 10) and not last.is_figure
    if is_rest or is_unit:
        total = tuple(value + added for value in last.values)
        return replace(last, text=written, values=total, end=token[2], scale=1.0)
    if between == " and a " and added == 0.5:
        return replace(last, text=written, values=(base + 0.5,), end=token[2])
    if between in (" ", "-") and token[0].lower().startswith(_SHARES):
        shares = tuple(round(base * value, 4) for value in values if value < 1)
        total = (*shares, *last.values, *values)
        return replace(last, text=written, values=total, end=token[2], firm=False)
    return None


def _figure(text: str, token: Token) -> Iterator[Quantity]:
    figure, start, end = token
    time = clock(figure)
    if time and (period := _PERIOD.match(text, end)):
        minutes = time[0] % 12 * 60 + time[1] + (720 if period[1].lower() == "p" else 0)
        yield _time_figure(text[start : period.end()], start, minutes)
    elif _MILITARY.fullmatch(figure) and _CLOCK_WORD.match(text, end):
        written = _time_figure(figure, start, int(figure[:2]) * 60 + int(figure[2:]))
        yield replace(written, values=(float(figure),))
    elif time and (_CLOCK_WORD.match(text, end) or "." in figure):
        yield from figures(text, token, ".", day_minutes(*time))
    else:
        yield from figures(text, token, ".", ())


def _time_figure(text: str, start: int, minutes: int) -> Quantity:
    return Quantity(
        text, (), start, start + len(text), minutes=(minutes,), is_figure=True, is_time=True
    )
