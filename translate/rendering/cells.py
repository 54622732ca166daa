r"""
Text ↔ a cell of the table, by the kind of its block.

Headings stand between `**`, list items behind a bullet. A paragraph that begins with a bullet of
its own has it as an entity, so that the German cell of a row always tells the kind.

    >>> cell_of("• Der Bund zahlt.", BlockKind.PARAGRAPH), cell_of("Zahlt.", BlockKind.LIST_ITEM)
    ('&bull; Der Bund zahlt.', '• Zahlt.')
    >>> text_of("&bull; Der Bund zahlt.", BlockKind.PARAGRAPH)
    '• Der Bund zahlt.'
"""

from __future__ import annotations

import re

from translate.data import BlockKind
from translate.rendering.escaping import escape, unescape

_BULLET = "•"
_OWN_BULLET = re.compile(rf"\A{_BULLET}(?=\s|\Z)")


def cell_of(text: str, kind: BlockKind) -> str:
    """Write a text as a cell."""
    text = text.strip()
    if text and kind in (BlockKind.TITLE, BlockKind.HEADING):
        return f"**{escape(text, inside='*')}**"
    if kind is BlockKind.LIST_ITEM:
        return f"{_BULLET} {escape(text)}"
    return _OWN_BULLET.sub("&bull;", escape(text))


def kind_of(german: str) -> BlockKind:
    """What the German cell of a row says about its kind: a heading, a list item, or neither."""
    if _is_bold(german):
        return BlockKind.HEADING
    return BlockKind.LIST_ITEM if _OWN_BULLET.match(german) else BlockKind.PARAGRAPH


def text_of(cell: str, kind: BlockKind) -> str:
    """Read a cell; what a person wrote without the decoration of its kind is the text as well."""
    return unescape(undecorated(cell, kind))


def undecorated(cell: str, kind: BlockKind) -> str:
    """Take off what the kind of a block puts around its text."""
    if kind is BlockKind.HEADING and _is_bold(cell):
        return cell[2:-2]
    if kind is BlockKind.LIST_ITEM and _OWN_BULLET.match(cell):
        return cell[1:].lstrip()
    return cell


def _is_bold(cell: str) -> bool:
    return cell.startswith("**") and cell.endswith("**") and len(cell) > 4
