"""
Captions of a page: kept as text, while what shows the image's source stays outside.

trafilatura drops the figures of an article together with their captions; a caption that is moved
into a paragraph behind its figure is kept, in its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from translate.data import Block, BlockKind

_CREDIT_CLASS = re.compile(r"credit|copyright|source|quelle|author|urheber|rights", re.IGNORECASE)
_CREDIT = re.compile(r"\s*[(\[|–-]?\s*(?:©|\(c\)|(?:Foto|Bild|Quelle|Grafik|Credit)s?\s*:)")
_LAST_CREDIT = re.compile(r"\s[(\[|–-]?\s*(?:©|(?:Foto|Bild|Quelle|Credit)s?\s*:)[^.!?]{2,80}$")
_INSIDE = ("article", "main")
_OUTSIDE = ("aside", "nav", "footer", "a")
_LEAST_CAPTION = 15  # characters; "Archivbild" is none


def move_captions(page: Any) -> set[str]:
    """Move the captions of the article into paragraphs of their own, and give their texts."""
    captions: set[str] = set()
    is_marked = any(next(page.iter(tag), None) is not None for tag in _INSIDE)
    for caption in list(page.iter("figcaption")):
        tags = {parent.tag for parent in caption.iterancestors()}
        if (is_marked and tags.isdisjoint(_INSIDE)) or not tags.isdisjoint(_OUTSIDE):
            continue
        _part_credits(caption)
        text = _own_text(caption)
        end = _LAST_CREDIT.search(text)
        own, credit = (text[: end.start()], end.group().strip()) if end else (text, "")
        if len(own) >= _LEAST_CAPTION and not _CREDIT.match(own):
            captions.add(own)
            _move(caption, own, credit)
    return captions


def _part_credits(caption: Any) -> None:
    """Make a box of each credit, so that it is a line by itself."""
    for element in caption.iterdescendants():
        if isinstance(element.tag, str) and _is_credit(element):
            element.tag = "div"


def _is_credit(element: Any) -> bool:
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    return bool(_CREDIT_CLASS.search(names) or _CREDIT.match("".join(element.itertext())))


def _credit_boxes(element: Any) -> Iterator[Any]:
    """The boxes of credits, however deep in a caption they lie."""
    for child in element:
        if child.tag == "div" and _is_credit(child):
            yield child
        else:
            yield from _credit_boxes(child)


def _own_text(caption: Any) -> str:
    """The caption's text without its credits and comments."""
    pieces = [caption.text or ""]
    for child in caption:
        is_text = isinstance(child.tag, str) and not (child.tag == "div" and _is_credit(child))
        pieces += [_own_text(child) if is_text else "", child.tail or ""]
    return " ".join("".join(pieces).split())


def _move(caption: Any, text: str, credit: str) -> None:
    from lxml import etree

    figure = next((p for p in caption.iterancestors() if p.tag == "figure"), caption)
    paragraph = etree.Element("p")
    paragraph.text = text
    boxes = list(_credit_boxes(caption))
    for element in list(caption):
        caption.remove(element)
    for box in boxes:
        box.tail = None
        caption.append(box)
    caption.text = credit
    figure.addnext(paragraph)
    paragraph.tail, figure.tail = figure.tail, None


def with_captions(blocks: Sequence[Block], captions: Collection[str]) -> list[Block]:
    """Give the paragraphs that hold a caption their kind."""
    return [
        replace(block, kind=BlockKind.CAPTION)
        if block.kind is BlockKind.PARAGRAPH and block.text in captions
        else block
        for block in blocks
    ]
