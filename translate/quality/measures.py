"""
Measures: three years are no three months, and 15 degrees below zero keep their minus.

What must be named at all, a currency or a percentage, is looked for in `units`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from translate.data import Finding
from translate.quality import english_numbers, german_numbers
from translate.quality.pair import Known, Pair, error, read_lines
from translate.quality.quantities import Reading, read_figure

CHECK = "units"

Unit = tuple[str, str]  # its kind, and its English forms, by which it is known
Counted = tuple[float, str, str]  # a number and its unit

_DEGREES = re.compile(r"Grad\b|°|degrees?\b|below\b")
_BELOW = re.compile(
    r"(?:\b(?:minus|negative) |(?<![\w.,–-])[-−–])(\w[\w,.]*?)\s?(?:°|(?:Grad|degrees?)\b)"
    r"|\b(\w+)(?: degrees?(?: \w+)?)? below\b",
    re.IGNORECASE,
)
_MAY_BE_BELOW = re.compile(
    r"minus|below|negative|sub-?zero|freez|frost|frigid|cold|unter|kält|kalt|tiefst|[-−–]\s?\d",
    re.IGNORECASE,
)


def check_measures(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding for another unit with the same number, and for a minus that is lost.

    >>> [f.message for f in check_measures(Pair("Er bekam drei Jahre.", "He got three months."))]
    ['German says "drei Jahre", English says "three months"']
    """
    yield from _check_counted(pair)
    yield from _check_sign(pair)


def _check_counted(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for a number that counts another unit of the same kind: years, months."""
    german = _counted(pair.german_words, "de")
    if not german:
        return
    english = _counted(pair.english_words, "en")
    for place, text in german.items():
        if place in english:
            continue
        other = next((o for o in english if o[:2] == place[:2] and o not in german), None)
        if other:
            yield error(CHECK, f'German says "{text}", English says "{english[other]}"')


def _counted(words: Sequence[str], language: str) -> dict[Counted, str]:
    """Find the numbers that stand directly before a unit, or in one word with it: three-month."""
    units = list(map(_UNIT_OF[language].__getitem__, words))
    if not any(units):
        return {}
    values = _VALUE_OF[language]
    found: dict[Counted, str] = {}
    for index, unit in enumerate(units):
        if unit is None:
            continue
        before, word = words[index - 1] if index else "", words[index]
        front, dash, _ = word.partition("-")
        if dash and (value := values[front]):
            found[value, *unit] = word
        elif value := values[before]:
            found[value, *unit] = f"{before} {word}"
    return found


@cache
def _units(language: str) -> dict[str, Unit]:
    rows = (line.split("\t") for line in read_lines("counted_units.tsv"))
    return {
        form: (kind, english)
        for kind, german, english in rows
        for form in (german if language == "de" else english).split()
    }


def _unit(word: str, language: str) -> Unit | None:
    """Return the unit that a word is, or has on a hyphen: three-month, year-old."""
    found = map(_units(language).get, word.lower().split("-")[:2])
    return next((unit for unit in found if unit), None)


def _value(word: str, language: str) -> float:
    """Read a number in figures or as a word; 0 when it is none."""
    if not word:
        return 0.0
    if word[0].isdecimal():
        return next(iter(read_figure(word, "," if language == "de" else ".")), 0.0)
    read: Callable[[str], Reading | None] = (
        german_numbers.read_word if language == "de" else english_numbers.read_word
    )
    reading = read(word.lower())
    return reading[0][0] if reading and reading[1] else 0.0  # „ein paar Minuten“ are not two


# One memory for each language: a word is looked at once, however often it comes.
_UNIT_OF = {language: Known(partial(_unit, language=language)) for language in ("de", "en")}
_VALUE_OF = {language: Known(partial(_value, language=language)) for language in ("de", "en")}


def _check_sign(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for degrees below zero that lost their minus, or got one."""
    if "Grad" not in pair.german and "°" not in pair.german:
        return
    sides = ((pair.german, pair.english), (pair.english, pair.german))
    for language, (text, other) in zip(("German", "English"), sides, strict=True):
        found = _BELOW.search(text)
        if found and not _MAY_BE_BELOW.search(other) and _DEGREES.search(other):
            lacking = "English" if language == "German" else "German"
            yield error(CHECK, f'{language} says "{found[0]}", {lacking} has no minus')
