"""Check what is already written, row by row: with people's edits, without the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from translate import quality
from translate.corpus.finding import DIGEST, INDEX
from translate.data import Finding
from translate.errors import CorpusError
from translate.glossary import Glossary
from translate.rendering.parsing import parse
from translate.writing import look_around


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of a written article; `row` counts from 1, as ¶1 in the article does."""

    path: str
    row: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row of a written article: its German, and its English as it stands there now."""

    path: str
    row: int
    german: str
    english: str


def written_rows(out: Path) -> Iterator[WrittenRow]:
    """
    All rows of all articles below a folder that `translate run` wrote.

    Raises `CorpusError` where there is no such folder. Files that are not ours are passed over.
    """
    if out.is_file():
        raise CorpusError(
            f"{out}: a file, not a folder; name the one that `translate run` wrote to"
        )
    if not out.is_dir():
        raise CorpusError(f"{out}: no such folder; name the one that `translate run` wrote to")
    for path in sorted(map(PurePosixPath, look_around(out).files)):
        if str(path) in (INDEX, DIGEST) or path.name.startswith("."):
            continue
        written = parse((out / path).read_bytes())
        for number, row in enumerate(written.rows if written else (), start=1):
            yield WrittenRow(path.as_posix(), number, row.source, row.target)


def check_written(out: Path, glossary: Glossary | None = None) -> Iterator[CheckedRow]:
    """Check all rows that were written, terms included; raises as `written_rows` does."""
    for row in written_rows(out):
        # As if an engine had made it: made-up words are then looked for, too.
        findings = quality.check_pair(row.german, row.english, 0.0, glossary)
        yield CheckedRow(row.path, row.row, tuple(findings))
