"""
What a figure or a number word says, in German and in English.

In: the tokens of one side. Out: `Quantity` values. A figure may be read in more ways than one
(„19.30“ is a price or a time), so a quantity holds every value that it can mean; two quantities
agree when they share one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from translate.quality.pair import Token, read_lines

GERMAN_SCALES = {
    "tsd": 1e3, "tausend": 1e3, "mio": 1e6, "million": 1e6, "millionen": 1e6, "mrd": 1e9,
    "milliarde": 1e9, "milliarden": 1e9, "billion": 1e12, "billionen": 1e12, "bio": 1e12,
    "dutzend": 12.0, "hundert": 100.0,
}  # fmt: skip
ENGLISH_SCALES = {
    "thousand": 1e3, "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6,
    "bn": 1e9, "b": 1e9, "billion": 1e9, "billions": 1e9, "tn": 1e12, "trn": 1e12,
    "trillion": 1e12, "trillions": 1e12, "dozen": 12.0, "hundred": 100.0,
    "million-euro": 1e6, "billion-euro": 1e9, "million-dollar": 1e6, "billion-dollar": 1e9,
    "million-pound": 1e6, "billion-pound": 1e9, "million-strong": 1e6,
}  # fmt: skip
_SMALL = {
    "ein": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13,
    "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_BELOW_HUNDRED = re.compile(
    rf"(?:({'|'.join(_SMALL)})und)?({'|'.join(_TENS)})|({'|'.join(sorted(_SMALL, key=len, reverse=True))})"
)
_ORDINAL_STEMS = {
    "zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "siebent": 7,
    "acht": 8, "neunt": 9, "zehnt": 10, "elft": 11, "zwölft": 12,
}  # fmt: skip
_ORDINAL_ENDING = re.compile(r"e[nrms]?$")
# What German compounds begin with: Halbzeit, Millionenpublikum.
_BEGINNINGS = (
    ("halb", 0.5), ("doppel", 2.0), ("hundert", 100.0), ("tausend", 1e3), ("million", 1e6),
    ("milliard", 1e9), ("billion", 1e12),
)  # fmt: skip
_ROMAN = re.compile(r"(?=[IVX]{2,6}$|V$)X{0,2}(?:IX|IV|V?I{0,3})$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_RANGE_AFTER = re.compile(
    r"\s?(?:-|–|—|bis(?: zu)?|und|oder|auf|to|and|or|,)\s?[$€£]?\d[\d.,]*\s?(?P<scale>[A-Za-z]+)"
)
_PERIOD = re.compile(r"\s?([ap])\.?\s?m\b\.?", re.IGNORECASE)
_TIME_RANGE = re.compile(r"\s?(?:-|–|bis|und|oder|,)\s?\d{1,2}(?:[.:]\d\d)?\s?Uhr")
_GERMAN_TIME = re.compile(r"\s?(?:Uhr|h\b)(?:\s([0-5]?\d)\b(?!\.|\s[A-ZÄÖÜ]|[.,]\d))?")
_ENGLISH_TIME = re.compile(r"\s?(?:o['’]clock|hours\b|hrs\b|h\b|UTC|GMT|noon|midnight)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """
    A number in a text: every value and time of day (minutes) that it can mean.

    `firm` says that the other side should have it; loose ones only answer for a firm one.
    `scale` is the power that a word such as „Milliarden“ gave it, else 1.
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

    def agrees(self, other: Quantity) -> bool:
        """Whether both can mean the same."""
        return (
            any(value in other.values for value in self.values)
            or any(minute in other.minutes for minute in self.minutes)
            or self._is_hour_of(other)
            or other._is_hour_of(self)
        )

    def _is_hour_of(self, time: Quantity) -> bool:
        """Whether this bare number is the hour of a time: "from 9 to 5 p.m."."""
        return time.is_time and any(
            value < 25 and int(value) * 60 % 720 == minute % 720  # noqa: PLR2004
            for value in self.values
            for minute in time.minutes
        )


def _table(name: str) -> dict[str, tuple[tuple[float, ...], bool]]:
    rows = (line.split("\t") for line in read_lines(name))
    return {
        word: (tuple(_fraction(value) for value in values.split()), "loose" not in rest)
        for word, values, *rest in rows
    }


def _fraction(text: str) -> float:
    above, _, below = text.partition("/")
    return round(float(above) / float(below or 1), 4)


@lru_cache(maxsize=1)
def _german_words() -> dict[str, tuple[tuple[float, ...], bool]]:
    return _table("numbers.de.tsv")


@lru_cache(maxsize=1)
def _english_words() -> dict[str, tuple[tuple[float, ...], bool]]:
    return _table("numbers.en.tsv")


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
    if ":" in figure:
        return ()
    if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{decimal}\d+)?", figure):
        return (_number(figure.replace(group, "").replace(decimal, ".")),)
    if re.fullmatch(rf"\d{{1,3}}(?:\{decimal}\d{{3}}){{2,}}", figure):
        return (_number(figure.replace(decimal, "")),)
    if re.fullmatch(r"\d+[.,]\d+", figure):
        return (_number(figure.replace(",", ".")),)
    return (_number(figure),) if figure.isdigit() else ()


def _number(text: str) -> float:
    return round(float(text), 6)


@lru_cache(maxsize=50_000)
def german_number_word(word: str) -> tuple[tuple[float, ...], bool] | None:
    """
    Read a German number word in lower case; False means that English need not have it.

        >>> german_number_word("dreiundzwanzig"), german_number_word("zweitausendacht")
        (((23.0,), True), ((2008.0,), True))
        >>> german_number_word("dritten"), german_number_word("dreijährige")
        (((3.0,), True), ((3.0,), False))
        >>> german_number_word("Haus")
    """
    if known := _german_words().get(word):
        return known
    if value := _cardinal(word):
        return (value,), True
    if word.rstrip("njahre").endswith(("zig", "ßig")) and "ger" in word:  # the eighties: 1980s
        return _number_prefix(word)
    if word.startswith("achtelfinal"):
        return (8.0, 16.0), False
    ordinal = _ORDINAL_ENDING.sub("", word)
    if ordinal != word:
        if ordinal in _ORDINAL_STEMS:
            return (float(_ORDINAL_STEMS[ordinal]),), ordinal != "acht"
        if len(ordinal) > 5 and (value := _cardinal(ordinal.removesuffix("st").removesuffix("t"))):  # noqa: PLR2004
            return (value,), True
    return _number_prefix(word)


def _number_prefix(word: str) -> tuple[tuple[float, ...], bool] | None:
    """Read the number that a compound begins with: it may answer for an English number."""
    if match := re.match(r"anderthalb|eineinhalb", word):
        return (1.5,), False
    if match := re.match(r"([a-zäöü]{3,6}?)einhalb", word):
        value = _SMALL.get(match[1])
        return ((value + 0.5,), True) if value else None
    match = _BELOW_HUNDRED.match(word)
    if match and (value := _cardinal(match[0])) >= 20:  # noqa: PLR2004
        return (value, 1900 + value), False
    for stem, ordinal in _ORDINAL_STEMS.items():
        if word.startswith(stem):
            return (float(ordinal), round(1 / ordinal, 4)), False
    if match and match.end() > 3 and value:  # noqa: PLR2004
        return (value,), False
    for part, value in _BEGINNINGS:
        if word.startswith(part):
            return (value,), False
    return None


def _cardinal(word: str) -> float:
    """Read „zweihundertfünfzigtausend“; 0 when the word is no number."""
    if "tausend" in word:
        above, _, below = word.partition("tausend")
        thousands, rest = _cardinal(above) if above else 1.0, _cardinal(below) if below else 0.0
        return thousands * 1000 + rest if thousands and (rest or not below) else 0.0
    if "hundert" in word:
        above, _, below = word.partition("hundert")
        below = below.removeprefix("und")
        hundreds, rest = _cardinal(above) if above else 1.0, _cardinal(below) if below else 0.0
        return hundreds * 100 + rest if hundreds and (rest or not below) else 0.0
    match = _BELOW_HUNDRED.fullmatch(word)
    if not match:
        return 0.0
    unit, ten, small = match.groups()
    return float(_SMALL.get(unit, 0) + _TENS[ten] if ten else _SMALL[small])


def german_quantities(text: str, tokens: Sequence[Token]) -> list[Quantity]:
    """
    Find every number of a German text.

    >>> text = "5,3 Mrd. Euro um 14.30 Uhr"
    >>> from translate.quality.pair import Pair
    >>> [q.values or q.minutes for q in german_quantities(text, Pair(text, "").german_tokens)]
    [(5300000000.0,), (870,)]
    """
    found: list[Quantity] = []
    for token in tokens:
        if token[0][0].isdigit():
            found.extend(_german_figure(text, token))
        elif (scale := GERMAN_SCALES.get(token[0].lower())) and _scales_last(text, token, found):
            found[-1] = _scaled(text, found[-1], token[2], scale)
        elif scale:
            word = (100.0, 1000.0)
            found.append(_quantity(text, token, (scale,), firm=scale not in word, scale=scale))
        elif (read := german_number_word(token[0].lower())) and not _is_mere_suffix(text, token):
            found.append(_german_word_time(text, _quantity(text, token, read[0], firm=read[1])))
        elif value := _roman(token[0]):
            found.append(_quantity(text, token, (value,), firm=len(token[0]) > 1))
    return _ranged(text, found, GERMAN_SCALES)


@lru_cache(maxsize=200_000)
def is_german_number(word: str) -> bool:
    """Whether a word alone is a number that English must have: a figure, „zwölf“, „Mio.“, „XII“."""
    if word[0].isdigit() or GERMAN_SCALES.get(word.lower(), 0) >= 1e6:  # noqa: PLR2004
        return True
    read = german_number_word(word.lower())
    return bool(read and read[1]) or bool(_roman(word) and len(word) > 1)


@lru_cache(maxsize=200_000)
def is_english_number(word: str) -> bool:
    """Whether a word alone is a number that German must have."""
    if word[0].isdigit() or (len(word) > 2 and ENGLISH_SCALES.get(word.lower(), 0) >= 1e6):  # noqa: PLR2004
        return True
    read = english_number_word(word.lower())
    return bool(read and read[1]) or bool(_roman(word) and len(word) > 1)


def _is_mere_suffix(text: str, token: Token) -> bool:
    """Whether a word follows a figure or hyphen directly: „24jährigen“, „Corona-Erste“."""
    return token[1] > 0 and text[token[1] - 1].isdigit()


def _quantity(
    text: str, token: Token, values: tuple[float, ...], *, firm: bool, scale: float = 1.0
) -> Quantity:
    _, start, end = token
    return Quantity(text[start:end], values, start, end, firm, scale=scale)


def _scales_last(text: str, token: Token, found: list[Quantity]) -> bool:
    return bool(found) and text[found[-1].end : token[1]] in (" ", "-", "\u00a0", "\u202f", "")


def _scaled(text: str, quantity: Quantity, end: int, scale: float) -> Quantity:
    values = tuple(_number(str(value * scale)) for value in quantity.values if value <= 1000 or scale < 1e3)  # noqa: E501, PLR2004
    if end - quantity.end == 1:  # 400m is metres as often as millions
        values += quantity.values
    written = text[quantity.start : end]
    firm = quantity.firm or scale >= 1e6  # noqa: PLR2004
    return replace(
        quantity, text=written, values=values or quantity.values, end=end, scale=scale, firm=firm,
        minutes=(),
    )  # fmt: skip


def _german_figure(text: str, token: Token) -> Iterator[Quantity]:
    figure, start, end = token
    time = _GERMAN_TIME.match(text, end)
    hour, minute = _clock(figure)
    if time and hour is not None:
        extra = int(time[1] or 0) if minute == 0 else 0
        yield Quantity(
            text[start : time.end()], (), start, time.end(), minutes=_day_minutes(hour, minute + extra),
            is_figure=True, is_time=True,
        )  # fmt: skip
        return
    is_hour = hour is not None and bool(_TIME_RANGE.match(text, end))
    yield from _figures(text, token, ",", _day_minutes(hour, minute) if is_hour else ())


def _day_minutes(hour: int, minute: int) -> tuple[int, ...]:
    """Both halves of the day when the hour does not say which: 9 Uhr is 9 a.m. or 9 p.m."""
    minutes = hour % 24 * 60 + minute
    return (minutes, minutes + 720) if 0 < hour < 12 else (minutes,)  # noqa: PLR2004


def _clock(figure: str) -> tuple[int | None, int]:
    """Read „14.30“, „14:30“, „14“ as hour and minute; no hour when it is none."""
    match = re.fullmatch(r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?", figure)
    return (int(match[1]), int(match[2] or 0)) if match else (None, 0)


def _figures(
    text: str, token: Token, decimal: str, minutes: tuple[int, ...]
) -> Iterator[Quantity]:
    """Read one figure, or its parts where it is a score, a version or a numeric date."""
    figure, start, end = token
    values = read_figure(figure, decimal)
    if values:
        if re.match(r"er\b|s\b|['’]s\b", text[end : end + 3]) and values[0] < 100:  # noqa: PLR2004
            values += (values[0] + 1900,)
        elif start and text[start - 1] in "'’/-–" and len(figure) == 2:  # noqa: PLR2004
            values += tuple(values[0] + century for century in (2000, 1900, 1800, 1500, 1600, 1700))
        yield Quantity(figure, values, start, end, minutes=minutes, is_figure=True)
        return
    hour, minute = _clock(figure)
    if hour is not None:
        clock = _day_minutes(hour, minute)
        yield Quantity(figure, (), start, end, minutes=clock, is_figure=True)
        return
    yield from parts(Quantity(figure, (), start, end))


def parts(quantity: Quantity) -> Iterator[Quantity]:
    """Read the figures of a score, a version or a numeric date one by one."""
    for part in re.finditer(r"\d+", quantity.text):
        start, end = quantity.start + part.start(), quantity.start + part.end()
        yield Quantity(part[0], (float(part[0]),), start, end, is_figure=True)


def _german_word_time(text: str, quantity: Quantity) -> Quantity:
    """Make „drei Uhr“ a time, so that "3 p.m." and "three" both answer for it."""
    if time := _GERMAN_TIME.match(text, quantity.end):
        hour = int(quantity.values[0])
        return replace(quantity, minutes=_day_minutes(hour, int(time[1] or 0)), is_time=True)
    if text[max(0, quantity.start - 5) : quantity.start].lower() == "halb ":
        hour = int(quantity.values[0]) - 1
        return replace(quantity, minutes=_day_minutes(hour or 12, 30), firm=False)
    return quantity


def _roman(word: str) -> float:
    if not word.isupper() or not _ROMAN.match(word):
        return 0.0
    values = [_ROMAN_VALUES[letter] for letter in word]
    return float(sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)))


def _ranged(
    text: str, found: list[Quantity], scales: dict[str, float]
) -> list[Quantity]:
    """Let the scale at a range's end count for its beginning: „zwei bis drei Milliarden“."""
    for i, quantity in enumerate(found[:-1]):
        later = found[i + 1]
        if quantity.scale == 1 and later.scale >= 100 and later.start - quantity.end <= 9:  # noqa: PLR2004
            wider = tuple(_number(str(value * later.scale)) for value in quantity.values)
            found[i] = replace(quantity, values=quantity.values + wider)
    return found


def english_quantities(text: str, tokens: Sequence[Token]) -> list[Quantity]:
    """
    Find every number of an English text.

    >>> from translate.quality.pair import Pair
    >>> text = "two hundred and fifty thousand, $5.3bn at 2:30 p.m."
    >>> [q.values or q.minutes for q in english_quantities(text, Pair("", text).english_tokens)]
    [(250000.0,), (5300000000.0,), (870,)]
    """
    found: list[Quantity] = []
    for token in tokens:
        lower = token[0].lower()
        if token[0][0].isdigit():
            found.extend(_english_figure(text, token))
        elif scale := _english_scale(lower, found, text, token):
            _add_english_scale(text, found, token, scale)
        elif lower in ("noon", "midday", "midnight"):
            minutes = (0,) if lower == "midnight" else (720,)
            found.append(Quantity(token[0], (12.0,), token[1], token[2], False, minutes))
        elif read := english_number_word(lower):
            _add_english_word(text, found, token, read)
        elif value := _roman(token[0]):
            found.append(_quantity(text, token, (value,), firm=len(token[0]) > 1))
    return _ranged(text, found, ENGLISH_SCALES)


def _english_scale(lower: str, found: list[Quantity], text: str, token: Token) -> float:
    """Return the scale that a word is; the letters k, m, b only directly after a figure."""
    scale = ENGLISH_SCALES.get(lower, 0.0)
    if len(lower) > 1 or not scale:
        return scale
    joined = bool(found) and found[-1].is_figure and found[-1].end == token[1]
    return scale if joined or (token[0] == "M" and _scales_last(text, token, found)) else 0.0


def _add_english_scale(text: str, found: list[Quantity], token: Token, scale: float) -> None:
    if _scales_last(text, token, found):
        found[-1] = _scaled(text, found[-1], token[2], scale)
        return
    before = text[: token[1]].lower()
    if before.endswith(("half a ", "half-a-")) and found:
        found[-1] = _scaled(text, found[-1], token[2], scale)
        return
    firm = scale >= 1e6 or scale == 12  # noqa: PLR2004
    found.append(_quantity(text, token, (scale,), firm=firm, scale=scale))


def _add_english_word(
    text: str, found: list[Quantity], token: Token, read: tuple[tuple[float, ...], bool]
) -> None:
    """Join "two hundred and | fifty", "twenty five", "two and a | half", or start anew."""
    values, firm = read
    if found and not found[-1].is_time:
        last, between = found[-1], text[found[-1].end : token[1]]
        sums_up = (between == " and " and last.scale >= 100) or (  # noqa: PLR2004
            between in (" ", "-") and last.scale >= 100  # noqa: PLR2004
        )
        is_tens = between == " " and last.values[:1] in {(20.0,), (30.0,), (40.0,), (50.0,), (60.0,), (70.0,), (80.0,), (90.0,)}  # noqa: E501
        if (sums_up and values[0] < last.scale) or (is_tens and values[0] < 10 and not last.is_figure):  # noqa: E501, PLR2004
            total = tuple(value + values[0] for value in last.values)
            found[-1] = replace(last, text=text[last.start : token[2]], values=total, end=token[2], scale=1.0)  # noqa: E501
            return
        if between == " and a " and values[0] == 0.5:  # noqa: PLR2004
            total = (last.values[0] + 0.5,)
            found[-1] = replace(last, text=text[last.start : token[2]], values=total, end=token[2])
            return
        if token[0].lower().startswith(("third", "quarter", "fifth")) and between in (" ", "-"):
            shares = tuple(round(last.values[0] * value, 4) for value in values if value < 1) if last.values else ()  # noqa: E501
            found[-1] = replace(last, text=text[last.start : token[2]], values=(*shares, *last.values, *values), end=token[2], firm=False)  # noqa: E501
            return
    found.append(_english_word_time(text, _quantity(text, token, values, firm=firm)))


def _english_word_time(text: str, quantity: Quantity) -> Quantity:
    if _ENGLISH_TIME.match(text, quantity.end) or _PERIOD.match(text, quantity.end):
        return replace(quantity, minutes=_day_minutes(int(quantity.values[0]) or 12, 0), is_time=True)
    return quantity


@lru_cache(maxsize=50_000)
def english_number_word(word: str) -> tuple[tuple[float, ...], bool] | None:
    """
    Read an English number word in lower case, or the one that a compound begins with.

        >>> english_number_word("twenty-one"), english_number_word("three-year-old")
        (((21.0,), True), ((3.0,), False))
    """
    if known := _english_words().get(word):
        return known
    first, dash, rest = word.partition("-")
    head = _english_words().get(first)
    if not dash or not head:
        return None
    second, _, tail = rest.partition("-")
    if (unit := _english_words().get(second)) and 20 <= head[0][0] < 100 and unit[0][0] < 10:  # noqa: PLR2004
        return (head[0][0] + unit[0][0],), not tail
    if unit and (shares := [value for value in unit[0] if value < 1]):
        return tuple(round(head[0][0] * value, 4) for value in shares), False
    if scale := ENGLISH_SCALES.get(second):
        return (head[0][0] * scale,), True
    return head[0], False


def _english_figure(text: str, token: Token) -> Iterator[Quantity]:
    figure, start, end = token
    if (period := _PERIOD.match(text, end)) and (hour := _clock(figure)[0]) is not None:
        minutes = hour % 12 * 60 + _clock(figure)[1] + (720 if period[1].lower() == "p" else 0)
        written = text[start : period.end()]
        yield Quantity(written, (), start, period.end(), minutes=(minutes,), is_figure=True, is_time=True)  # noqa: E501
        return
    if re.fullmatch(r"[0-2]\d[0-5]\d", figure) and _ENGLISH_TIME.match(text, end):
        minutes = int(figure[:2]) * 60 + int(figure[2:])
        yield Quantity(figure, (float(figure),), start, end, minutes=(minutes,), is_figure=True, is_time=True)  # noqa: E501
        return
    hour, minute = _clock(figure)
    if hour is not None and (_ENGLISH_TIME.match(text, end) or "." in figure):
        for quantity in _figures(text, token, ".", _day_minutes(hour, minute)):
            yield quantity
        return
    yield from _figures(text, token, ".", ())


Extractor = Callable[[str, Sequence[Token]], list[Quantity]]
