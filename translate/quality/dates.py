"""
Dates: months and days of the week are the same on both sides, and ranges run the same way.

The figures of a date (day, year, time of day) are compared in `numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from translate.data import Finding
from translate.quality.pair import Known, Pair, error, read_lines, warning

CHECK = "dates"

_NUMERIC_DATE = re.compile(r"\b\d{1,2}\.\s?(0?[1-9]|1[0-2])\.(?:\s?\d{2,4})?(?!\d)")
_ENGLISH_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}\b|\b\d{4}-(\d\d)-(\d\d)\b")
_RANGE_GERMAN = re.compile(r"\b(\d{4})\s?(?:bis|[-–—/])\s?(\d{4})\b")
_RANGE_ENGLISH = re.compile(r"\b(\d{4})\s?(?:to|until|through|and|[-–—/])\s?(\d{4})\b")
_PART_OF_DAY = re.compile(
    r"(?<=[a-z]{3})s?(?:früh|vormittag|mittag|nachmittag|abend|morgen|nacht|ausgabe|spiel|hälfte|ende|anfang|wahl|mitte)s?$"
)
# English words that are no month or day of the week as often as they are one.
_AMBIGUOUS = frozenset({"may", "march", "august"})


def check_dates(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for each month or weekday that differs, and for a range turned round."""
    german = _found(pair.german_words, "de")
    english = _found(pair.english_words, "en")
    if german or english:
        yield from _compared(pair, german, english)
    if pair.german_figures and (there := _RANGE_GERMAN.findall(pair.german)):
        yield from turned_round(CHECK, there, _RANGE_ENGLISH.findall(pair.english))


_NIGHT_BEFORE = re.compile(r"\b[Nn]acht (?:zum|auf|zu) (?:den )?(\w+)")


def _is_night_before(pair: Pair, day: str, other: str) -> bool:
    """Whether the German names the night by the day that it leads to: Saturday night."""
    found = _NIGHT_BEFORE.search(pair.german)
    if not found or meaning(found[1], "de") != day or other not in _WEEK or day not in _WEEK:
        return False
    return _WEEK.index(other) == (_WEEK.index(day) - 1) % len(_WEEK)


def _compared(pair: Pair, german: dict[str, str], english: dict[str, str]) -> Iterator[Finding]:
    """Report what only one side names; the two that stand for each other in one sentence."""
    missing = {meaning: word for meaning, word in german.items() if meaning not in english}
    added = {meaning: word for meaning, word in english.items() if meaning not in german}
    if not missing and not added:
        return
    added = {m: w for m, w in added.items() if not _is_numeric_month(pair, m)}
    for meaning, word in missing.items():
        other = next((m for m in added if _is_weekday(m) == _is_weekday(meaning)), None)
        if other is not None:
            said = added.pop(other)
            if not _is_night_before(pair, meaning, other):
                yield error(CHECK, f'German says "{word}" ({meaning}), English says "{said}"')
        elif word not in pair.english and not _has_numeric(pair.english) and meaning != "May":
            yield warning(CHECK, f'German says "{word}" ({meaning}), English does not')
    for meaning, word in added.items():
        if word.lower() not in _AMBIGUOUS and not _is_hidden(pair, meaning, word):
            yield warning(CHECK, f'English says "{word}", German does not')


def _is_hidden(pair: Pair, meaning: str, word: str) -> bool:
    """Whether the German has the word as it is, or in a compound: „Samstag-Kampf“."""
    german = pair.german.lower()
    return word in pair.german or any(
        name in german for name, said in _table("de").items() if said == meaning and len(name) > 3
    )


def _is_weekday(meaning: str) -> bool:
    return meaning.endswith("day")


def _is_numeric_month(pair: Pair, meaning: str) -> bool:
    """Whether the German writes this month as a figure: 29.11.2024."""
    numbers = {int(match[1]) for match in _NUMERIC_DATE.finditer(pair.german)}
    return bool(numbers) and _MONTHS.index(meaning) + 1 in numbers if meaning in _MONTHS else False


_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _has_numeric(english: str) -> bool:
    return bool(_ENGLISH_NUMERIC.search(english))


def _found(words: Sequence[str], language: str) -> dict[str, str]:
    """Map each month and weekday that is named to the word that names it."""
    named = list(map(_MEANINGS[language].__getitem__, words))
    return (
        {name: word for name, word in zip(named, words, strict=True) if name} if any(named) else {}
    )


def meaning(word: str, language: str) -> str:
    """
    Return the English month or weekday that a word names, alone or in a compound.

        >>> meaning("Montagabend", "de"), meaning("Sept", "en"), meaning("Montage", "de")
        ('Monday', 'September', '')
    """
    table = _table(language)
    last = word.rpartition("-")[2]
    if not last or (language == "en" and not last[0].isupper()):
        return ""
    lower = last.lower()
    if lower[:2] not in _fronts(language):
        return ""
    lower = _PART_OF_DAY.sub("", lower)
    return table.get(lower) or table.get(lower.removesuffix("s")) or ""


# One memory for each language: a word is looked at once, however often it comes.
_MEANINGS = {language: Known(partial(meaning, language=language)) for language in ("de", "en")}


@lru_cache(maxsize=2)
def _fronts(language: str) -> frozenset[str]:
    return frozenset(name[:2] for name in _table(language))


@lru_cache(maxsize=2)
def _table(language: str) -> dict[str, str]:
    rows = (line.split("\t") for line in read_lines(f"calendar.{language}.tsv"))
    return dict(row for row in rows)


def turned_round(
    check: str, german: Sequence[tuple[str, str]], english: Sequence[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield a finding for two numbers of the German that stand in the English the other way."""
    for first, second in german:
        turned = (second, first)
        is_there = (first, second) in english or turned in german
        if first != second and turned in english and not is_there:
            yield error(check, f'German says "{first}-{second}", English says "{second}-{first}"')
