"""
Article → Segments: German sentence borders, lossless.

Pieces joined are the text, and a segment's `text + trailing` joined are its block: asserted here
for every block, because a lost character is worse than a wrong border.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from translate.data import Article, Block, BlockKind, Segment
from translate.errors import SegmentError
from translate.segmentation.borders import find_borders
from translate.segmentation.clauses import split_clauses

__all__ = ["segment", "split", "split_clauses"]

_BAR = " | "
_CELL_OR_BAR = re.compile(r"[^|]+|\|\s*")
_ENDS_LIKE_A_SENTENCE = re.compile(r"[.!?…][\"'”“»«›‹’‘)\]]*\s*$")


def split(text: str) -> list[str]:
    """
    Split German text into sentences; joined, they are the text.

    White space after a sentence belongs to it.

        >>> split("Am 3. Oktober kam Dr. Wolf. „Endlich!“, rief sie.  Alle lachten.")
        ['Am 3. Oktober kam Dr. Wolf. ', '„Endlich!“, rief sie.  ', 'Alle lachten.']
        >>> split("")
        []
    """
    offsets = [0, *find_borders(text), len(text)]
    return [text[start:end] for start, end in pairwise(offsets) if end > start]


def segment(article: Article) -> tuple[Segment, ...]:
    """
    Split each block of an article; within a block, `text + trailing` joined is its text.

    Raises `SegmentError` if a character was lost.
    """
    return tuple(
        segment
        for index, block in enumerate(article.blocks)
        for segment in _segment_block(block, index, article.path)
    )


def _segment_block(block: Block, index: int, path: str) -> list[Segment]:
    pieces = [piece for part in _parts(block) for piece in part]
    segments = [
        Segment(text=text, block=index, trailing=piece[len(text) :])
        for piece in pieces
        if (text := piece.rstrip()) or piece
    ]
    if "".join(segment.text + segment.trailing for segment in segments) != block.text:
        raise SegmentError(
            f"{path}: segmentation lost text in block {index} near {block.text[:40]!r}; "
            f"this is a bug of ours, please report it with the file"
        )
    return segments


def _parts(block: Block) -> Iterator[list[str]]:
    """
    Divide a block where no sentence goes on: a row of a table between its cells.

    A bar is a piece of its own, which no engine is asked for.
    """
    if _is_bare_heading(block):
        yield [block.text]
    elif block.kind is BlockKind.LIST_ITEM and _BAR in block.text:
        for cell in _CELL_OR_BAR.findall(block.text):
            yield split(cell)
    else:
        yield split(block.text)


def _is_bare_heading(block: Block) -> bool:
    """Tell whether a title or heading has no mark at its end, so that it is one unit."""
    is_heading = block.kind in (BlockKind.TITLE, BlockKind.HEADING)
    return is_heading and not _ENDS_LIKE_A_SENTENCE.search(block.text)
