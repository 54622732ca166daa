"""
Numbers: every figure and number word of the German has its like in the English.

Amounts, years, ordinals, fractions, times of day, scores and roman numerals are compared by
value, so „14.30 Uhr“ agrees with "2:30 p.m." and „5,3 Mrd.“ with "5.3 billion". What neither
side's numbers explain is reported, the two numbers that stand for each other in one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from translate.data import Finding
from translate.quality.english_numbers import english_quantities, is_english_number
from translate.quality.german_numbers import german_quantities, is_german_number
from translate.quality.pair import Known, Pair, error, warning
from translate.quality.quantities import Quantity, parts

CHECK = "numbers"

_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|some|nearly|almost|over|under|more than|less than|"
    r"just|close to|an estimated|up to|at least|well)\s*(?:over|under|a|an|\$|€|£)?\s*$"
)
_TABLE = 60  # numbers on one side; more than that is a table, in which order is all
_VAGUE = 0.06  # how far "nearly 45" may lie from 43.6; by eye on newstest.dev, first half
# Factors of the conversions that news makes: miles, pounds, feet, yards, acres, inches, gallons.
_CONVERSIONS = (0.6214, 2.2046, 3.2808, 1.0936, 2.4711, 0.3937, 0.2642, 0.3861, 35.274, 10.764)
_COUNTING = re.compile(
    r"(?:tägig|jährig|wöchig|monatig|stündig|minütig|köpfig|stellig|stöckig|teilig|malig|rädrig)"
    r"(?:e[nmrs]?)?$"
)
_FAHRENHEIT = 2  # degrees by which a converted temperature may be rounded
_DEGREES = frozenset({"degree", "degrees"})
_CONVERTED_UNIT = re.compile(
    r"\b(?:miles?|mph|pounds?|lbs?|feet|foot|ft|yards?|acres?|inch(?:es)?|gallons?|fahrenheit|"
    r"ounces?|°f|degrees?|square (?:miles?|feet))\b",
    re.IGNORECASE,
)


def check_numbers(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for each number that the other side lacks or says differently."""
    if not any(map(_GERMAN.__getitem__, pair.german_words)) and not any(
        map(_ENGLISH.__getitem__, pair.english_words)
    ):
        return
    german = german_quantities(pair.german, pair.german_tokens)
    english = english_quantities(pair.english, pair.english_tokens)
    if len(german) > _TABLE or len(english) > _TABLE:
        return
    german, english = _clocks_or_scores(german, english), _clocks_or_scores(english, german)
    missing, extra = unmatched(german, english)
    if extra and not missing:
        missing = _implied(german, english)
    if not missing and not extra:
        missing, extra = _compounds(german, english)
    missing, extra = _without_repeats(missing, extra, german, english)
    yield from _contradictions(pair, missing, extra)


_GERMAN = Known(lambda word: is_german_number(word) or bool(_COUNTING.search(word)))
_ENGLISH = Known(is_english_number)


def _clocks_or_scores(quantities: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    """Read „12:16“ as a score where the other side has no such time."""
    read: list[Quantity] = []
    for quantity in quantities:
        is_open = not quantity.values and not quantity.is_time
        if is_open and not any(quantity.agrees(other) for other in others):
            read.extend(parts(quantity))
        else:
            read.append(quantity)
    return read


def unmatched(
    german: Sequence[Quantity], english: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Pair the numbers that agree, firm ones first; return the firm ones left on each side."""
    left, right = list(german), list(english)
    for firm_german, firm_english in ((True, True), (True, False), (False, True)):
        for quantity in [q for q in left if q.firm is firm_german]:
            partner = next(
                (o for o in right if o.firm is firm_english and quantity.agrees(o)), None
            )
            if partner is not None:
                left.remove(quantity)
                right.remove(partner)
    return [q for q in left if q.firm], [q for q in right if q.firm]


def _implied(german: Sequence[Quantity], english: Sequence[Quantity]) -> list[Quantity]:
    """Return small numbers that German hides in a word („beiden“, „achtjährig“), unmatched."""
    return [
        quantity for quantity in german
        if not quantity.firm and 1 < quantity.values[0] <= 12 and not quantity.is_figure
        and not any(quantity.agrees(other) for other in english)
    ]  # fmt: skip


def _compounds(
    german: Sequence[Quantity], english: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Return numbers that compounds begin with and that agree with none: „dreitägig“, ten-day."""
    left = [q for q in german if not q.firm and _COUNTING.search(q.text)]
    right = [q for q in english if not q.firm and "-" in q.text]
    left = [q for q in left if not any(q.agrees(other) for other in english)]
    right = [q for q in right if not any(q.agrees(other) for other in german)]
    return (left[:1], right[:1]) if left and right else ([], [])


def _without_repeats(
    missing: list[Quantity],
    extra: list[Quantity],
    german: Sequence[Quantity],
    english: Sequence[Quantity],
) -> tuple[list[Quantity], list[Quantity]]:
    """Forgive a number that one side merely says once more than the other."""
    if missing and extra:
        return missing, extra
    return (
        [q for q in missing if not any(q.agrees(other) for other in english)],
        [q for q in extra if not any(q.agrees(other) for other in german)],
    )


def _contradictions(
    pair: Pair, missing: list[Quantity], extra: list[Quantity]
) -> Iterator[Finding]:
    """Set what is left side by side: same kind first, then in order."""
    rest = list(extra)
    for quantity in missing:
        partner = _partner(quantity, rest)
        if partner is None:
            if _must_be_said(quantity):
                yield warning(CHECK, f"German says {_said(quantity)}, English has no such number")
            continue
        rest.remove(partner)
        yield from _compared(pair, quantity, partner)
    for quantity in rest:
        if _must_be_said(quantity) and (not quantity.values or quantity.values[0] > 12):
            yield warning(CHECK, f'English says "{quantity.text}", German has no such number')


def _must_be_said(quantity: Quantity) -> bool:
    is_large = not quantity.values or quantity.values[0] > 12
    return is_large or quantity.is_figure or quantity.scale > 1


def _partner(quantity: Quantity, others: list[Quantity]) -> Quantity | None:
    """Find the number that most probably stands for this one."""
    same_kind = [
        other for other in others
        if (other.is_time, other.is_figure) == (quantity.is_time, quantity.is_figure)
    ]  # fmt: skip
    candidates = same_kind or others
    if not quantity.values or not candidates:
        return candidates[0] if candidates else None
    return min(candidates, key=lambda other: _distance(quantity, other))


def _distance(quantity: Quantity, other: Quantity) -> float:
    if not other.values:
        return 9.0
    a, b = quantity.values[0] + 1, other.values[0] + 1
    return max(a, b) / max(1e-9, min(a, b))


def _compared(pair: Pair, german: Quantity, english: Quantity) -> Iterator[Finding]:
    message = f'German says {_said(german)}, English says "{english.text}"'
    if _is_rounded(pair, german, english):
        return
    if _is_converted(pair, german, english):
        yield warning(CHECK, f"{message}: converted to another unit")
    elif german.is_figure or english.is_figure or german.scale > 1 or english.scale > 1:
        yield error(CHECK, message)
    else:
        yield warning(CHECK, message)


def _said(quantity: Quantity) -> str:
    """Quote a German number, with its English form where the two are written differently."""
    if quantity.is_time:
        return f'"{quantity.text}" ({_clock_time(quantity.minutes)})'
    if not quantity.values:
        return f'"{quantity.text}"'
    english = _english_form(quantity.values[0])
    return f'"{quantity.text}"' + (f" ({english})" if english != quantity.text else "")


def _clock_time(minutes: tuple[int, ...]) -> str:
    hour, minute = divmod(minutes[0], 60)
    half = "" if len(minutes) > 1 else " a.m." if hour < 12 else " p.m."
    return f"{hour % 12 or 12}:{minute:02d}{half}"


def _english_form(value: float) -> str:
    """
    Write a value the English way.

        >>> _english_form(5.3e9), _english_form(11000.0), _english_form(8.36)
        ('5.3 billion', '11,000', '8.36')
    """
    for scale, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= scale:
            return f"{value / scale:,.10g} {name}"
    return f"{value:.10g}" if value < 10_000 or value % 1 else f"{value:,.10g}"


def _is_rounded(pair: Pair, german: Quantity, english: Quantity) -> bool:
    """Whether the English is the German rounded: 8.36 said as 8.4, or as "over 8"."""
    if not german.values or not english.values or german.scale != english.scale:
        return False
    exact, given = german.values[0], english.values[0]
    if exact == 0 or abs(exact - given) / exact > _VAGUE:
        return False
    if _significant(given) >= _significant(exact):
        return False
    if _ABOUT.search(pair.english[: english.start].lower()):
        return True
    return any(round(exact, digits) == given for digits in (1, 0)) and exact != int(exact)


def _significant(value: float) -> int:
    """
    Count the digits that say something: 1,200 has two.

        >>> _significant(1200.0), _significant(8.36)
        (2, 3)
    """
    return len(f"{value:.6f}".replace(".", "").strip("0"))


def _is_converted(pair: Pair, german: Quantity, english: Quantity) -> bool:
    if not german.values or not english.values or german.values[0] == 0:
        return False
    if not (unit := _CONVERTED_UNIT.search(pair.english)):
        return False
    exact, given = german.values[0], english.values[0]
    if abs(exact * 1.8 + 32 - given) <= _FAHRENHEIT:
        return True
    return unit[0].lower() not in _DEGREES and any(
        abs(exact * f - given) / given <= _VAGUE for f in _CONVERSIONS if given
    )
