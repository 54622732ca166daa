r"""
A written article, as it lies in the output folder → its front matter, its rows, the rest.

People edit these files, and some editors set tables anew with padded columns: cells are read with
the space around them taken off. What cannot be read as our table gives None, never a guess.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from translate.data import BlockKind, digest_of
from translate.rendering.cells import cell_of, kind_of, text_of, undecorated
from translate.rendering.escaping import has_markup, unescape
from translate.rendering.front_matter import front_matter_of
from translate.rendering.sealing import is_sealed, unsealed

# Enough to tell the cells of one article apart.
CELL_BYTES = 8

DOUBT = "⚠"

_SUMMARY_LINE = re.compile(rf"- (.*?)(?: \((¶\d+(?:, ¶\d+)*)\))?( {DOUBT})?")
_HEADER = re.compile(r"\|\s*German\s*\|\s*English\s*\|\s*")
_RULE = re.compile(r"\|\s*:?-+:?\s*\|\s*:?-+:?\s*\|\s*")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, its two cells as they are written."""

    german: str
    english: str

    @property
    def kind(self) -> BlockKind:
        """The kind as far as cells show it: it decorates both of them."""
        return kind_of(self.german or self._english)

    @property
    def source(self) -> str:
        """The German text of this row."""
        return text_of(self.german, self.kind)

    @property
    def target(self) -> str:
        """The English text of this row, without the mark of doubt."""
        return text_of(self._english, self.kind)

    @property
    def is_plain(self) -> bool:
        """Whether the English cell shows text and nothing else."""
        return not has_markup(undecorated(self._english, self.kind))

    @property
    def _english(self) -> str:
        return self.english.removesuffix(DOUBT).rstrip()


@dataclass(frozen=True, slots=True)
class WrittenArticle:
    """
    An article that was read back.

    `frame` is the digest of everything but the English cells, `cells` one of each of those:
    together they tell what a person changed. `references` names the paragraphs of each sentence of
    `summary`, as „¶2, ¶3“, and `doubts` says which of them are marked.
    """

    front_matter: dict[str, Any]
    rows: tuple[Row, ...]
    frame: str
    is_as_written: bool
    changes: str = ""
    summary: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    doubts: tuple[bool, ...] = ()

    @property
    def cells(self) -> bytes:
        return b"".join(cell_digest(row.english) for row in self.rows)


def cell_digest(english: str) -> bytes:
    return hashlib.blake2b(english.encode(), digest_size=CELL_BYTES).digest()


def parse(content: bytes) -> WrittenArticle | None:
    """Read an article back, or None where this is not one of ours any more."""
    try:
        text = content.decode("utf-8-sig")
        front_matter = front_matter_of(text)
    except (UnicodeDecodeError, yaml.YAMLError):
        return None
    if front_matter is None or "source_digest" not in front_matter:
        return None
    lines = [line.rstrip() for line in unsealed(text).split("\n")]
    start = _table_start(lines)
    if start is None:
        return None
    end = next((i for i in range(start, len(lines)) if not lines[i].startswith("|")), len(lines))
    rows = [_row(line) for line in lines[start:end]]
    whole_rows = tuple(row for row in rows if row is not None)
    if len(whole_rows) < len(rows):
        return None
    # A source that is renamed takes its article along, with all that a person did to it.
    head = lines[: start - 2]
    named = next((n for n, line in enumerate(head) if line.startswith("source: ")), len(head))
    summary = list(_summary(head))
    rest = [*head[:named], *head[named + 1 :], *(row.german for row in whole_rows), *lines[end:]]
    return WrittenArticle(
        front_matter=front_matter,
        rows=whole_rows,
        frame=digest_of("\n".join(rest).encode()),
        is_as_written=is_sealed(text),
        changes=_section("## Changed since", lines[end:]),
        summary=tuple(text for text, _, _ in summary),
        references=tuple(paragraphs for _, paragraphs, _ in summary),
        doubts=tuple(is_doubtful for _, _, is_doubtful in summary),
    )


def _summary(head: list[str]) -> Iterator[tuple[str, str, bool]]:
    """The sentences of the summary, the paragraphs each rests on, and whether it is doubtful."""
    start = head.index("**Summary**") + 1 if "**Summary**" in head else len(head)
    for line in head[start:]:
        if match := _SUMMARY_LINE.fullmatch(line):
            yield unescape(match[1]), match[2] or "", bool(match[3])


def _table_start(lines: list[str]) -> int | None:
    """The number of the first row after the table's header and rule."""
    for number in range(len(lines) - 1):
        if _HEADER.fullmatch(lines[number]) and _RULE.fullmatch(lines[number + 1]):
            return number + 2
    return None


def _row(line: str) -> Row | None:
    """Two cells between three pipes; a person's lone `|` makes more of them, and no row."""
    cells = _PIPE.split(line)
    if len(cells) != 4 or cells[0] or cells[3]:
        return None
    return Row(cells[1].strip(), cells[2].strip())


def _section(heading: str, lines: list[str]) -> str:
    """A section as it stands, from its heading to the next, ending in one line break."""
    starts = [number for number, line in enumerate(lines) if line.startswith(heading)]
    if not starts:
        return ""
    end = next(
        (n for n in range(starts[0] + 1, len(lines)) if lines[n].startswith("## ")), len(lines)
    )
    return "\n".join(lines[starts[0] : end]).rstrip() + "\n"


def is_cell_of(digest: bytes, row: Row, english: str) -> bool:
    """Whether a row was once written with this English, doubtful or not."""
    cell = cell_of(english, row.kind)
    return digest in (cell_digest(cell), cell_digest(f"{cell} {DOUBT}"))
