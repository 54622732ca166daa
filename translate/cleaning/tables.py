"""
Tables: rows of figures that a menu or a list of links would look like, were it not for the figures,
and rows of facts, "Wann: Freitag, 19 Uhr", that would look like loose lines below the text.

Tables come as a row on each line, with bars, tabs or wide gaps between the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from translate.cleaning import metadata
from translate.cleaning.phrases import words_of
from translate.cleaning.pieces import Piece, first_prose
from translate.data import BlockKind

_COLUMN_BORDER = re.compile(r"\s*\|\s*|\t+|(?<=\S)\s{3,}(?=\S)")
_BORDERS = ("|", "\t", "   ")
_RULE = re.compile(r"[\s|:+=-]+")
# A cell that is a number with its unit: 3,74 Prozent · 12,3 Mio. Euro
_FIGURE = re.compile(r"[^\w\s]?\s?\d[\d.,:/ -]*(?:\s?[^\d\W]{1,12}\.?){0,3}\s?[^\w\s]?")
_FACT = re.compile(r"(?:\W{1,3}\s)?(?P<label>[\w-]{2,20})(?: [\w-]+){0,3}:\s\S.{0,150}")
_LEAST_ROWS = 2
_LEAST_COLUMNS = 2
_LONGEST_ROW = 200  # characters


def mark_rows(pieces: Sequence[Piece]) -> list[Piece]:
    """
    Mark the rows, which no phrase and no layout shall take for a menu; those of tables as items.

        >>> rows = ["Jahr | Plus", "2025 | 3,74 Prozent", "2026 | 4,24 Prozent"]
        >>> pieces = [Piece(BlockKind.HEADING, row, row) for row in rows]
        >>> [piece.is_row for piece in mark_rows(pieces)]
        [True, True, True]
    """
    marked = list(pieces)
    for i in _rows(pieces):
        text = marked[i].text.strip("| ")
        marked[i] = replace(marked[i], kind=BlockKind.LIST_ITEM, text=text, is_row=True)
    for i in range(first_prose(pieces) + 1, len(pieces)):
        fact = ":" in marked[i].text and _FACT.fullmatch(marked[i].text)
        if fact and fact["label"].lower() in words_of("fact_labels"):
            marked[i] = replace(marked[i], kind=BlockKind.PARAGRAPH, is_row=True)
    return marked


def _rows(pieces: Sequence[Piece]) -> Iterator[int]:
    """The lines of runs with the same number of columns, half of them with a figure, or ruled."""
    lines = [i for i, piece in enumerate(pieces) if not _RULE.fullmatch(piece.text)]
    columns = {i: _columns_of(pieces[i]) for i in lines}
    for count, run in groupby(lines, key=lambda i: len(columns[i])):
        rows = list(run)
        with_figure = sum(any(map(_FIGURE.fullmatch, columns[i])) for i in rows)
        is_table = count >= _LEAST_COLUMNS and len(rows) >= _LEAST_ROWS
        if is_table and (2 * with_figure >= len(rows) or _is_ruled(pieces[rows[0] : rows[-1]])):
            yield from rows


def _is_ruled(pieces: Sequence[Piece]) -> bool:
    """Whether a line between rows is drawn with bars, as Markdown's tables have it: |:--|--:|."""
    return any("|" in piece.text and _RULE.fullmatch(piece.text) for piece in pieces)


def _columns_of(piece: Piece) -> list[str]:
    raw = piece.raw.strip("| \t")
    if len(raw) > _LONGEST_ROW or not any(border in raw for border in _BORDERS):
        return []
    return [] if metadata.reason_of(piece.text) else _COLUMN_BORDER.split(raw)
