"""
Terms and the files they come from.

In: TSV files, German TAB English, then optionally kind, notes and case. The English may hold
several forms, "Kyiv|Kiev": the first is written, the others are accepted. A later file wins over
an earlier one. Out: terms, and the problems of lines that are no terms.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from translate.errors import SettingsError

NAMES = frozenset({"person", "place", "organisation"})
SHIPPED = "names.tsv"
_COLUMNS = 5
_LONGEST = 300  # characters of a term; a longer one is a line that lost its tabs


@dataclass(frozen=True, slots=True)
class Term:
    """
    A German term and its English forms.

    `is_required` is true for the terms of a user's file: their absence is reported. The shipped
    names only mend what is surely wrong. `is_exact` forbids inflection and other casing.
    """

    german: str
    english: tuple[str, ...]
    kind: str = ""
    notes: str = ""
    is_exact: bool = False
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of a glossary that could not be taken as it is, and why."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.message}"


def read_terms(path: Path) -> tuple[list[Term], list[Problem]]:
    """
    Read a user's file; a line that is no term becomes a problem and is passed over.

    Raises `SettingsError` when the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingsError(f"{path}: cannot be read ({reason}); check --glossary") from error
    # macOS may write an umlaut as two characters; articles are read as one.
    lines = unicodedata.normalize("NFC", text).split("\n")
    return _collected(_parsed(lines, str(path)), str(path))


@cache
def shipped_terms() -> tuple[Term, ...]:
    """Read the names that come with the package; they are required of nobody."""
    text = (resources.files("translate.glossary") / SHIPPED).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(
        Term(german, tuple(english.split("|")), kind, is_required=False)
        for german, english, kind in rows
    )


def _parsed(lines: Iterable[str], path: str) -> Iterator[tuple[int, Term | Problem]]:
    for number, line in enumerate(lines, start=1):
        stripped = line.rstrip("\r\n")
        if stripped.strip() and not stripped.startswith("#"):
            yield number, _term(stripped, path, number)


def _term(line: str, path: str, number: int) -> Term | Problem:
    columns = [column.strip() for column in line.split("\t")]
    fault = _fault(columns)
    if fault:
        return Problem(path, number, fault)
    german, english, kind, notes, case = (columns + [""] * _COLUMNS)[:_COLUMNS]
    forms = tuple(form.strip() for form in english.split("|") if form.strip())
    return Term(german, forms, kind, notes, is_exact=case == "exact")


def _fault(columns: Sequence[str]) -> str:
    """Say what keeps a line from being a term; nothing when it is one."""
    if len(columns) < 2:
        return "there is no tab in it; write German, a tab, English"
    if len(columns) > _COLUMNS:
        return f"{len(columns)} columns instead of at most {_COLUMNS}"
    if not columns[0] or not columns[1].replace("|", "").strip():
        return f"the {'German' if not columns[0] else 'English'} side is empty"
    if max(map(len, columns)) > _LONGEST:
        return f"a column is longer than {_LONGEST} characters"
    if len(columns) == _COLUMNS and columns[4] not in ("", "exact"):
        return f'the last column is "exact" or empty, not {columns[4][:20]!r}'
    return ""


def _collected(
    parsed: Iterable[tuple[int, Term | Problem]], path: str
) -> tuple[list[Term], list[Problem]]:
    """Sort terms from problems, and report terms that one file translates in two ways."""
    terms: dict[str, tuple[int, Term]] = {}
    problems = []
    for number, entry in parsed:
        if isinstance(entry, Problem):
            problems.append(entry)
            continue
        first = terms.get(entry.german)
        if first and first[1].english != entry.english:
            message = (
                f'"{entry.german}" is "{entry.english[0]}" here and "{first[1].english[0]}" '
                f"in line {first[0]}; this line wins"
            )
            problems.append(Problem(path, number, message))
        terms[entry.german] = number, entry
    return [term for _, term in terms.values()], problems
