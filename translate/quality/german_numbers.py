"""
Find the numbers of a German sentence: figures, number words, times of day, roman numerals.

In: a sentence and its tokens. Out: quantities. Number words are composed here („dreiundzwanzig“,
„zweitausendacht“); the others stand in `data/numbers.de.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from translate.quality.pair import Token
from translate.quality.quantities import (
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
    "tsd": 1e3, "tausend": 1e3, "mio": 1e6, "million": 1e6, "millionen": 1e6, "mrd": 1e9,
    "milliarde": 1e9, "milliarden": 1e9, "billion": 1e12, "billionen": 1e12, "bio": 1e12,
    "dutzend": 12.0, "hundert": 100.0,
}  # fmt: skip
_LOOSE_SCALES = (100.0, 1000.0)  # „hundert“ alone may be "a hundred" or "hundreds"
_SMALL = {
    "ein": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13,
    "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_LONGEST_FIRST = "|".join(sorted(_SMALL, key=len, reverse=True))
_BELOW_HUNDRED = re.compile(rf"(?:({'|'.join(_SMALL)})und)?({'|'.join(_TENS)})|({_LONGEST_FIRST})")
_ORDINALS = {
    "zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "siebent": 7,
    "acht": 8, "neunt": 9, "zehnt": 10, "elft": 11, "zwölft": 12,
}  # fmt: skip
_LONGEST = 60  # letters; siebenhundertsiebenundsiebzigtausend has 36
_ORDINAL_ENDING = re.compile(r"e[nrms]?$")
# What compounds begin with: Halbzeit, Millionenpublikum.
_BEGINNINGS = (
    ("halb", 0.5), ("doppel", 2.0), ("hundert", 100.0), ("tausend", 1e3), ("million", 1e6),
    ("milliard", 1e9), ("billion", 1e12), ("anderthalb", 1.5), ("eineinhalb", 1.5),
)  # fmt: skip
# The first two letters of every number word: no other word need be looked at closely.
_FRONTS = frozenset(
    word[:2] for word in (*_SMALL, *_TENS, *_ORDINALS, *dict(_BEGINNINGS), "hundert", "tausend")
)
_AND_A_HALF = re.compile(r"([a-zäöü]{3,6}?)einhalb")
_DECADE = re.compile(r"[zß]iger(?:n|jahren?)?$")
_TIME_RANGE = re.compile(r"\s?(?:-|–|bis|und|oder|,)\s?\d{1,2}(?:[.:]\d\d)?\s?Uhr")
_TIME = re.compile(r"\s?(?:Uhr|h\b)(?:\s([0-5]?\d)\b(?!\.|\s[A-ZÄÖÜ]|[.,]\d))?")

# „9.12 Uhr“ is in the morning, unless the sentence says otherwise; „9 Uhr“ may be either.
_LATE = re.compile(r"abend|nachmittag|nacht", re.IGNORECASE)
# Which half of the day it is, directly after the time; „morgen“ is tomorrow.
_HALF_OF_DAY = re.compile(
    r"\s(?:(?:am|in der|des) )?(?:frühen |späten )?(?:"
    r"(?P<early>früh(?:morgens)?|Morgens?|morgens|[Vv]ormittags?)|(?P<night>Nacht|nachts)|"
    r"(?P<late>[Aa]bends?|[Nn]achmittags?))\b"
)
_NIGHT_ENDS = 7 * 60  # „3 Uhr nachts“ is early, „11 Uhr nachts“ late
_NOON = 12 * 60
# Minutes that stand before their hour: „halb acht“ is half an hour before eight.
_BEFORE_HOUR = re.compile(r"\b(halb|dreiviertel|viertel vor|viertel nach) $", re.IGNORECASE)
_BEFORE = 14  # characters that they take
_OFFSETS = {"halb": -30, "dreiviertel": -15, "viertel vor": -15, "viertel nach": 15}


def german_quantities(text: str, tokens: Sequence[Token]) -> list[Quantity]:
    """
    Find every number of a German text.

    >>> from translate.quality.pair import Pair
    >>> text = "5,3 Mrd. Euro um 14.30 Uhr"
    >>> [q.values or q.minutes for q in german_quantities(text, Pair(text, "").german_tokens)]
    [(5300000000.0,), (870,)]
    """
    found: list[Quantity] = []
    for token in [token for token in tokens if counts(token[0])]:
        word = token[0].lower()
        scale = SCALES.get(word.partition("-")[0])  # Milliarden-Projekt
        if word[0].isdecimal():
            found.extend(_figure(text, token))
        elif scale and follows(text, token, found):
            found[-1] = scaled(text, found[-1], token[2], scale)
        elif scale:
            found.append(word_quantity(token, ((scale,), scale not in _LOOSE_SCALES), scale))
        elif (reading := read_word(word)) and not _is_tail(text, token):
            found.append(_with_time(text, word_quantity(token, reading)))
        elif value := roman(token[0]):
            found.append(word_quantity(token, ((value,), len(word) > 1)))
    return reach_over(text, summed(text, found))


@lru_cache(maxsize=200_000)
def counts(word: str) -> bool:
    """Whether a word says a number or has one in it, alone or behind another word."""
    lower = word.lower()
    return bool(
        word[0].isdecimal()
        or SCALES.get(lower.partition("-")[0])
        or read_word(lower)
        or roman(word)
    )


def is_german_number(word: str) -> bool:
    """Whether a word alone is a number that English must have: a figure, „zwölf“, „Mio.“."""
    if word[0].isdecimal() or SCALES.get(word.lower(), 0) >= MILLION:
        return True
    reading = read_word(word.lower())
    return bool(reading and reading[1]) or bool(roman(word) and len(word) > 1)


def _is_tail(text: str, token: Token) -> bool:
    """Whether a word hangs on a figure: the „jährige“ of „24jährige“."""
    return token[1] > 0 and text[token[1] - 1].isdecimal()


def _figure(text: str, token: Token) -> Iterator[Quantity]:
    figure, start, end = token
    time = clock(figure)
    if time and (found := _time(text, start, end, *time)):
        minutes, after = found
        yield Quantity(
            text[start:after], (), start, after, minutes=minutes, is_figure=True, is_time=True
        )
        return
    is_hour = time is not None and _TIME_RANGE.match(text, end)
    yield from figures(text, token, ",", day_minutes(*time) if time and is_hour else ())


def _with_time(text: str, quantity: Quantity) -> Quantity:
    """Make „drei Uhr“ and „halb drei“ times of day, which "3 p.m." answers for."""
    found = _time(text, quantity.start, quantity.end, int(quantity.values[0]), 0)
    if found is None:
        return quantity
    minutes, after = found
    if after == quantity.end:  # „halb acht“ may also be a count: „nur halb drei Viertel“
        return replace(quantity, minutes=minutes, firm=False)
    return replace(quantity, values=(), minutes=minutes, firm=True, is_time=True)


def _time(
    text: str, start: int, end: int, hour: int, minute: int
) -> tuple[tuple[int, ...], int] | None:
    """
    Read the time of day that a number is, and where it ends; None where it is none.

    >>> _time("um halb acht Uhr morgens", 8, 12, 8, 0), _time("9 Uhr", 0, 1, 9, 0)
    (((450,), 16), ((540, 1260), 5))
    """
    said, before = _TIME.match(text, end), _BEFORE_HOUR.search(text, max(0, start - _BEFORE), start)
    if not said and not before:
        return None
    offset = _OFFSETS[before[1].lower()] if before else minute or int((said and said[1]) or 0)
    end = said.end() if said else end
    minutes = clock_minutes(hour, offset) if before else day_minutes(hour, offset)
    half = _HALF_OF_DAY.match(text, end)
    if half:
        return (_in_half(minutes, half.lastgroup or ""),), end
    is_morning = offset > 0 and not before and not _LATE.search(text)
    return minutes[:1] if is_morning else minutes, end


def _in_half(minutes: tuple[int, ...], half: str) -> int:
    """Choose the reading of a time by the half of the day that is named: early, night or late."""
    if len(minutes) == 1:
        is_midnight = half == "night" and _NOON <= minutes[0] < _NOON + 60
        return minutes[0] - _NOON if is_midnight else minutes[0]
    is_early = half == "early" or (half == "night" and minutes[0] < _NIGHT_ENDS)
    return minutes[0 if is_early else 1]


@lru_cache(maxsize=1)
def _words() -> dict[str, Reading]:
    return read_table("numbers.de.tsv")


@lru_cache(maxsize=50_000)
def read_word(word: str) -> Reading | None:
    """
    Read a German number word in lower case; False means that English need not have it.

        >>> read_word("dreiundzwanzig"), read_word("zweitausendacht")
        (((23.0,), True), ((2008.0,), True))
        >>> read_word("dritten"), read_word("dreijährige"), read_word("achtziger")
        (((3.0,), True), ((3.0,), False), ((80.0, 1980.0), False))
        >>> read_word("haus")
    """
    if known := _words().get(word):
        return known
    if len(word) > _LONGEST or word[:2] not in _FRONTS:
        return None
    if value := _cardinal(word):
        return (value,), True
    if not _DECADE.search(word) and (value := _ordinal(word)):
        return (value,), value != 8  # „achte“ is a verb as well
    return _beginning(word)


def _ordinal(word: str) -> float:
    """Read „dritten“, „zwanzigsten“; 0 when it is none."""
    stem = _ORDINAL_ENDING.sub("", word)
    if stem == word:
        return 0.0
    if stem in _ORDINALS:
        return float(_ORDINALS[stem])
    bare = stem.removesuffix("t").removesuffix("s")
    return _cardinal(bare) if len(stem) > 5 and bare != stem else 0.0


def _beginning(word: str) -> Reading | None:
    """Read the number that a compound begins with: it may answer for an English number."""
    if match := _AND_A_HALF.match(word):
        whole = _SMALL.get(match[1])
        return ((whole + 0.5,), True) if whole else None
    if word.startswith("achtelfinal"):
        return (8.0, 16.0), False
    small = _BELOW_HUNDRED.match(word)
    value = _cardinal(small[0]) if small and small.end() > 3 else 0.0
    if value >= 20:
        return (value, 1900 + value), False
    beginnings = ((stem, float(ordinal)) for stem, ordinal in _ORDINALS.items())
    for stem, ordinal in beginnings:
        if word.startswith(stem):
            return (ordinal, round(1 / ordinal, 4)), False
    if value:
        return (value,), False
    return next((((value,), False) for part, value in _BEGINNINGS if word.startswith(part)), None)


def _cardinal(word: str) -> float:
    """Read „zweihundertfünfzigtausend“; 0 when the word is no number."""
    for power, scale in (("tausend", 1000), ("hundert", 100)):
        if power in word:
            above, _, below = word.partition(power)
            times = _cardinal(above) if above else 1.0
            rest = _cardinal(below.removeprefix("und")) if below else 0.0
            return times * scale + rest if times and (rest or not below) else 0.0
    match = _BELOW_HUNDRED.fullmatch(word)
    if not match:
        return 0.0
    unit, ten, small = match.groups()
    return float(_SMALL.get(unit, 0) + _TENS[ten] if ten else _SMALL[small])
