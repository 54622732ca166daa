"""What a reader of a page sees, line by line, and which of it no block of the article holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from translate.data import Block

_HIDDEN = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe", "object"})
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q ruby s samp "
    "small span strike strong sub sup time tt u var wbr label img"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LEAST_PART = 25  # characters from which a line found inside a block is that block's own


def visible_lines(page: Any) -> Iterator[str]:
    """What a reader sees, a line for each box: text between two inline elements is one line."""
    current: list[str] = []
    for text, is_border in _walk(page):
        if not is_border:
            current.append(text)
            continue
        if line := " ".join("".join(current).split()):
            yield line
        current = []
    if line := " ".join("".join(current).split()):
        yield line


def _walk(page: Any) -> Iterator[tuple[str, bool]]:
    """Text and box borders in the order of the page, without recursion: pages nest deeply."""
    stack: list[tuple[Any, bool]] = [(page, False)]
    while stack:
        element, is_left = stack.pop()
        is_box = not isinstance(element.tag, str) or element.tag not in _INLINE
        if is_left:
            if is_box:
                yield "", True
            yield element.tail or "", False
            continue
        if is_box:
            yield "", True
        if not isinstance(element.tag, str) or _is_hidden(element):
            yield element.tail or "", False
            continue
        yield element.text or "", False
        stack.append((element, True))
        stack += [(child, False) for child in reversed(element)]


def _is_hidden(element: Any) -> bool:
    return (
        element.tag in _HIDDEN
        or element.get("hidden") is not None
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )


def lines_outside(lines: Iterable[str], blocks: Sequence[Block]) -> Iterator[str]:
    """
    The visible lines that no block holds; a line that stands twice on the page counts twice.

        >>> from translate.data import BlockKind
        >>> text = "Der Hafen wächst. Das sagte der Senat am Montag in Hamburg."
        >>> lines = ("Menü", "Das sagte der Senat am Montag in Hamburg.")
        >>> list(lines_outside(lines, [Block(BlockKind.PARAGRAPH, text)]))
        ['Menü']
    """
    whole = Counter(_squeezed(block.text) for block in blocks)
    joined = "\n".join(whole)
    left = []
    for line in lines:
        squeezed = _squeezed(line)
        if whole[squeezed]:
            whole[squeezed] -= 1
        else:
            left.append((line, _pieces(squeezed)))
    held = _found({piece for _, pieces in left for piece in pieces}, joined)
    return (line for line, pieces in left if not pieces or not pieces <= held)


def _pieces(squeezed: str) -> set[str]:
    """
    A line in pieces of the least length, none if it is shorter: it stands in the text if all of
    them do. Looking for whole lines would take time that grows with lines times text.
    """
    last = len(squeezed) - _LEAST_PART
    starts = [*range(0, last, _LEAST_PART), last] if last >= 0 else []
    return {squeezed[start : start + _LEAST_PART] for start in starts}


def _found(pieces: set[str], text: str) -> set[str]:
    starts = range(len(text) - _LEAST_PART + 1) if pieces else ()
    return {piece for i in starts if (piece := text[i : i + _LEAST_PART]) in pieces}


def _squeezed(text: str) -> str:
    return "".join(text.split())
