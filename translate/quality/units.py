"""Units: what a number counts, euros or kilometers, it counts in the English too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from translate.data import Finding
from translate.quality.pair import Pair, error, read_lines, warning

CHECK = "units"

_SCALE = r"(?:\s?(?:Mio\.?|Mrd\.?|Millionen|Milliarden|Billionen|Million|Milliarde|Tausend))?"


@dataclass(frozen=True, slots=True)
class _Unit:
    german: re.Pattern[str]
    english: re.Pattern[str]
    name: str


def check_units(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding for a unit that the English lacks or takes another for.

    >>> [f.message for f in check_units(Pair("Es kostet 5 Euro.", "It costs 5 dollars."))]
    ['German counts euros, English dollars']
    """
    if not pair.german_figures or not _any_unit().search(pair.german):
        return
    there = [unit for unit in _units() if unit.german.search(pair.german)]
    missing = [unit for unit in there if not unit.english.search(pair.english)]
    for unit in missing:
        others = [u for u in _units() if u not in there and u.english.search(pair.english)]
        if others:
            yield error(CHECK, f"German counts {unit.name}, English {others[0].name}")
        else:
            yield warning(CHECK, f"German counts {unit.name}, English does not say so")


@lru_cache(maxsize=1)
def _any_unit() -> re.Pattern[str]:
    return re.compile("|".join(unit.german.pattern for unit in _units()))


@lru_cache(maxsize=1)
def _units() -> tuple[_Unit, ...]:
    rows = (line.split("\t") for line in read_lines("units.tsv"))
    return tuple(
        _Unit(
            re.compile(rf"\d{_SCALE}\s?(?:{german})(?!\w)"),
            re.compile(rf"(?<![a-z])(?:{english})(?![a-z])", re.IGNORECASE),
            name,
        )
        for german, english, name in rows
    )
