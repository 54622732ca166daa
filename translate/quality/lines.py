"""
Check a file of sentence pairs: German TAB English, a line each.

In: lines. Out: for each line its number and its findings, as plain values for `--json`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TypedDict

from translate.data import Finding
from translate.errors import SettingsError
from translate.glossary import Glossary
from translate.quality.checks import check_pair

FORMAT = "format"


class CheckedFinding(TypedDict):
    """A finding as `check --pairs --json` prints it."""

    check: str
    severity: str
    message: str


class CheckedLine(TypedDict):
    """A line's number, counted from 1, and what was found in it."""

    line: int
    findings: list[CheckedFinding]


def check_lines(
    lines: Iterable[str],
    path: str,
    *,
    strict: bool = False,
    glossary: Glossary | None = None,
) -> Iterator[CheckedLine]:
    r"""
    Check each line; one without a tab is at fault itself, or refused if `strict`.

    Columns after the second are passed over. A malformed line yields a finding of the check
    "format", so that every line has an answer. The terms of a `glossary` are asked for, too.

        >>> list(check_lines(["Ja.\tYes.\n"], "pairs.tsv"))
        [{'line': 1, 'findings': []}]

    Raises `SettingsError` for a malformed line if `strict`.
    """
    for number, line in enumerate(lines, start=1):
        sides = line.rstrip("\r\n").split("\t")
        if len(sides) > 1:
            yield {"line": number, "findings": _checked(sides[0], sides[1], glossary)}
            continue
        if not sides[0].strip():
            yield {"line": number, "findings": []}
            continue
        if strict:
            raise SettingsError(
                f"{path}, line {number}: no tab in it; write German, a tab, English, "
                f"or leave --strict out"
            )
        fault = "there is no tab between German and English"
        yield {
            "line": number,
            "findings": [{"check": FORMAT, "severity": "error", "message": fault}],
        }


def _checked(german: str, english: str, glossary: Glossary | None) -> list[CheckedFinding]:
    # A file may come with its umlauts in two characters, as macOS writes them.
    german, english = (unicodedata.normalize("NFC", side) for side in (german, english))
    return [_plain(finding) for finding in check_pair(german, english, glossary=glossary)]


def _plain(finding: Finding) -> CheckedFinding:
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
    }
