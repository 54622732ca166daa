"""
What a number means: values that German and English can be compared by.

In: figures as written. Out: `Quantity`. A figure may be read in more ways than one (19.30 is a
price or a time), so a quantity holds every value that it can mean; two agree when they share one.
`german_numbers` and `english_numbers` find them in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from translate.quality.pair import Token, read_lines

Reading = tuple[tuple[float, ...], bool]  # the values of a word, and whether it is firm

MILLION = 1e6
LARGE = 100  # scales from here on reach over to a range's beginning
_CENTURIES = (2000, 1900, 1800, 1700, 1600, 1500)
_ROMAN = re.compile(r"(?=[IVX]{2,6}$|V$)X{0,2}(?:IX|IV|V?I{0,3})$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_DECADE = re.compile(r"er\b|s\b|['’]s\b")
_CLOCK = re.compile(r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})")
_REACH = 9  # characters between a range's beginning and its end: " bis zu "
# What follows a number and may be counted in smaller units: two weeks are 14 days.
_UNIT = re.compile(
    r"[\s-](?:an )?(?:(?P<century>centur(?:y|ies)\b|Jahrhunderten?\b)|"
    r"(?P<decade>decades?\b|Jahrzehnten?\b)|(?P<year>years?\b|Jahre?n?\b)|"
    r"(?P<month>months?\b|Monate?n?\b)|(?P<week>weeks?\b|Wochen?\b)|(?P<day>days?\b|Tage?n?\b)|"
    r"(?P<hour>hours?\b|Stunden?\b)|(?P<minute>minutes?\b|Minuten?\b)|"
    r"(?P<promille>Promille\b)|(?P<percent>per ?cent\b|%|Prozent\b))"
)
_SMALLER: Mapping[str, tuple[str, float]] = {
    "century": ("year", 100), "decade": ("year", 10), "year": ("month", 12), "week": ("day", 7),
    "day": ("hour", 24), "hour": ("minute", 60), "promille": ("percent", 0.1),
}  # fmt: skip
# „90.+3“ is the 93rd minute: what a plus adds to the end of a half.
_PLUS = re.compile(r"(?:[.'’]|th)?\s?\+\s?")
_HALVES = frozenset({45.0, 90.0, 105.0, 120.0})


@dataclass(frozen=True, slots=True)
class Quantity:
    """
    A number in a text: every value and time of day (minutes) that it can mean.

    `firm` says that the other side should have it; loose ones only answer for a firm one.
    `scale` is the power that a word such as „Milliarden“ gave it, else 1. `measures` are the units
    that it counts, and the smaller ones: 1.5 years, 18 months.
    """

    text: str
    values: tuple[float, ...]
    start: int
    end: int
    firm: bool = True
    minutes: tuple[int, ...] = ()
    scale: float = 1.0
    is_figure: bool = False
    is_time: bool = False
    measures: tuple[tuple[float, str], ...] = ()

    def agrees(self, other: Quantity) -> bool:
        """Whether both can mean the same."""
        return (
            any(value in other.values for value in self.values)
            or any(minute in other.minutes for minute in self.minutes)
            or any(measure in other.measures for measure in self.measures)
            or self.is_hour_of(other)
            or other.is_hour_of(self)
        )

    def is_hour_of(self, time: Quantity) -> bool:
        """Whether this bare number is the hour of a time: "from 9 to 5 p.m."."""
        return any(
            value < 25 and int(value) * 60 % 720 == minute % 720
            for value in self.values
            for minute in time.minutes
        )


def read_table(name: str) -> dict[str, Reading]:
    """Read number words with their values from a data file."""
    rows = (line.split("\t") for line in read_lines(name))
    return {
        word: (tuple(_fraction(value) for value in values.split()), "loose" not in rest)
        for word, values, *rest in rows
    }


def _fraction(text: str) -> float:
    above, _, below = text.partition("/")
    return round(float(above) / float(below or 1), 4)


@lru_cache(maxsize=50_000)
def read_figure(figure: str, decimal: str) -> tuple[float, ...]:
    """
    Read digits with separators; `decimal` is the language's decimal sign.

        >>> read_figure("1.234,5", ","), read_figure("1,234.5", ".")
        ((1234.5,), (1234.5,))
        >>> read_figure("11.000", ","), read_figure("11.000", "."), read_figure("8,36", ".")
        ((11000.0,), (11.0,), (8.36,))
    """
    figure = re.sub(r"[\s'’]", "", figure)
    group = "." if decimal == "," else ","
    if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{decimal}\d+)?", figure):
        return (number(figure.replace(group, "").replace(decimal, ".")),)
    if re.fullmatch(rf"\d{{1,3}}(?:\{decimal}\d{{3}}){{2,}}", figure):
        return (number(figure.replace(decimal, "")),)
    if re.fullmatch(r"\d+[.,]\d+", figure):
        return (number(figure.replace(",", ".")),)
    return (number(figure),) if figure.isdecimal() else ()


def number(text: str | float) -> float:
    """Round away what binary fractions add: 5.3 million is 5300000.0."""
    return round(float(text), 6)


def clock(figure: str) -> tuple[int, int] | None:
    """
    Read a time of day as hour and minute; None when it can be none.

    >>> clock("14.30"), clock("9"), clock("14.75")
    ((14, 30), (9, 0), None)
    """
    match = _CLOCK.fullmatch(figure)
    return (int(match[1]), int(match[2] or 0)) if match else None


def day_minutes(hour: int, minute: int) -> tuple[int, ...]:
    """Count from midnight; both halves of the day when the hour does not say which: 9 Uhr."""
    minutes = hour % 24 * 60 + minute
    return (minutes, minutes + 720) if 0 < hour < 12 else (minutes,)


def clock_minutes(hour: int, offset: int) -> tuple[int, ...]:
    """
    Count from midnight, in both halves of the day, some minutes before or after an hour.

    >>> clock_minutes(8, -30), clock_minutes(1, -30)
    ((450, 1170), (30, 750))
    """
    minutes = (hour * 60 + offset) % 720
    return minutes, minutes + 720


def figures(text: str, token: Token, decimal: str, minutes: tuple[int, ...]) -> Iterator[Quantity]:
    """Read one figure, or its parts where it is a score, a version or a numeric date."""
    figure, start, end = token
    values = read_figure(figure, decimal)
    if values:
        values += _halves(text, end, values[0])
        values += _centuries(text, figure, start, end, values[0])
        yield Quantity(figure, values, start, end, minutes=minutes, is_figure=True)
    elif time := clock(figure):
        yield Quantity(figure, (), start, end, minutes=day_minutes(*time), is_figure=True)
    else:
        yield from parts(Quantity(figure, (), start, end))


def _halves(text: str, end: int, value: float) -> tuple[float, ...]:
    """Return what a figure is with the sign of a fraction behind it: 2½."""
    share = _FRACTIONS.get(text[end : end + 2].strip()[:1])
    return (value + share,) if share else ()


def _centuries(text: str, figure: str, start: int, end: int, value: float) -> tuple[float, ...]:
    """Return what a short year can mean: „90er“ is 1990, the 08 of 2007/08 is 2008."""
    if value < 100 and _DECADE.match(text, end):
        return (value + 1900,)
    if start and text[start - 1] in "'’/-–" and len(figure) == 2:
        return tuple(value + century for century in _CENTURIES)
    return ()


def parts(quantity: Quantity) -> Iterator[Quantity]:
    """
    Read the figures of a score, a version or a numeric date one by one.

    The month of a date may be a word on the other side: 29.11.2024, November 29, 2024.
    """
    is_date = _DATE.fullmatch(quantity.text) is not None
    for index, part in enumerate(re.finditer(r"\d+", quantity.text)):
        start, end = quantity.start + part.start(), quantity.start + part.end()
        firm = not (is_date and index == 1)
        yield Quantity(part[0], (float(part[0]),), start, end, firm, is_figure=True)


def word_quantity(token: Token, reading: Reading, scale: float = 1.0) -> Quantity:
    """Make the quantity of a number word."""
    text, start, end = token
    return Quantity(text, reading[0], start, end, reading[1], scale=scale)


def roman(word: str) -> float:
    """
    Read a roman numeral up to 39; 0 when it is none. A single I or X is a letter.

        >>> roman("XIV"), roman("VI"), roman("I"), roman("USA")
        (14.0, 6.0, 0.0, 0.0)
    """
    if not word.isupper() or not _ROMAN.match(word):
        return 0.0
    values = [_ROMAN_VALUES[letter] for letter in word]
    return float(sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)))


def follows(text: str, token: Token, found: list[Quantity]) -> bool:
    """Whether a word follows the last number directly: 5 million, 5-million, 5m."""
    return bool(found) and text[found[-1].end : token[1]] in (" ", "-", "\u00a0", "\u202f", "")


def scaled(text: str, quantity: Quantity, end: int, scale: float) -> Quantity:
    """Multiply a number by the scale that follows it."""
    values = tuple(number(v * scale) for v in quantity.values if v <= 1000 or scale < 1e3)
    if end - quantity.end == 1:  # 400m is metres as often as millions
        values += quantity.values
    return replace(
        quantity,
        text=text[quantity.start : end],
        values=values or quantity.values,
        end=end,
        firm=quantity.firm or scale >= MILLION,
        minutes=(),
        scale=scale,
    )


def summed(text: str, found: list[Quantity]) -> list[Quantity]:
    """Add up the minutes of a match that a plus joins: the „90.+3 Minute“ is the 93rd."""
    if "+" not in text:
        return found
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if last and _HALVES.issuperset(last.values) and _is_added(text, last, quantity):
            total = (last.values[0] + quantity.values[0],)
            written = text[last.start : quantity.end]
            joined[-1] = replace(last, text=written, values=total, end=quantity.end)
        else:
            joined.append(quantity)
    return joined


def _is_added(text: str, last: Quantity, quantity: Quantity) -> bool:
    """Whether a plus joins two numbers."""
    values = last.values and quantity.values
    return bool(values) and _PLUS.fullmatch(text, last.end, quantity.start) is not None


def reach_over(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let a scale count for a range's beginning („zwei bis drei Mio.“), and read the units."""
    for i, quantity in enumerate(found):
        wider: tuple[float, ...] = ()
        if quantity.scale == 1 and i + 1 < len(found):
            later = found[i + 1]
            if later.scale >= LARGE and later.start - quantity.end <= _REACH:
                wider = tuple(number(value * later.scale) for value in quantity.values)
        if wider:
            found[i] = replace(quantity, values=quantity.values + wider)
        if quantity.values and (unit := _UNIT.match(text, quantity.end)):
            found[i] = replace(found[i], measures=_measures(quantity.values[0], unit.lastgroup))
    return found


def _measures(value: float, unit: str | None) -> tuple[tuple[float, str], ...]:
    """
    Return a number with its unit, and in the smaller one.

    >>> _measures(1.5, "year"), _measures(18.0, "month")
    (((1.5, 'year'), (18.0, 'month')), ((18.0, 'month'),))
    """
    if not unit:
        return ()
    if unit not in _SMALLER:
        return ((value, unit),)
    smaller, factor = _SMALLER[unit]
    return (value, unit), (number(value * factor), smaller)
