"""A piece: a block on its way through cleaning, with the reason for which it is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from translate.data import BlockKind

STUB = 24  # characters


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A block, its text as it stood in the source (`raw`), and why it is furniture, if it is.
    `is_row`: it is a row of a table, whose bars between columns are no menu's.
    """

    kind: BlockKind
    text: str
    raw: str
    reason: str = ""
    is_row: bool = False

    @property
    def is_prose(self) -> bool:
        """Text of the article for certain: what an article's edges are measured from."""
        return not self.reason and self.kind in (
            BlockKind.PARAGRAPH,
            BlockKind.QUOTE,
            BlockKind.LIST_ITEM,
        )


def first_prose(pieces: Sequence[Piece]) -> int:
    """
    The index of the first piece that is prose, or the number of pieces. A place's name with a
    full stop ("Hainfeld.") is none, if more than that follows.
    """
    prose = [i for i, piece in enumerate(pieces) if piece.is_prose]
    full = (i for i in prose if len(pieces[i].text) > STUB)
    return next(full, prose[0] if prose else len(pieces))
