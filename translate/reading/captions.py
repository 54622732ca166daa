"""
Captions of a page: kept as text, while what shows the image's source stays outside.

trafilatura drops the figures of an article together with their captions; a caption that is moved
into a paragraph behind its figure is kept, in its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from translate.data import Block, BlockKind

# A word of a class or of an item's name: `photo-credit`, `copyrightHolder`, `bildquelle`.
_CREDIT_WORD = re.compile(
    r"(?:image|img|photo|picture|media|caption|foto|bild|grafik)?"
    r"(?:credits?|copyrights?|sources?|quellen?|authors?|urheber|rights|nachweis)"
    r"(?:line|text|holder|name)?"
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CREDIT = re.compile(r"\s*(?:[(\[|–-]\s*)?(?:©|\(c\)|(?:Foto|Bild|Quelle|Grafik|Credit)s?\s*:)")
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
        text, boxes = _part_credits(caption)
        end = _LAST_CREDIT.search(text)
        own, last = (text[: end.start()], end.group().strip()) if end else (text, "")
        if len(own) >= _LEAST_CAPTION and not _CREDIT.match(own):
            captions.add(own)
            _move(caption, own, last, boxes)
    return captions


def _part_credits(caption: Any) -> tuple[str, list[Any]]:
    """The caption's own words, and its credits, each made a box so that it is a line by itself."""
    from lxml import etree

    words: list[str] = []
    boxes: list[Any] = []
    walk = etree.iterwalk(caption, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            words.append((element.tail or "") if element is not caption else "")
        elif element is not caption and _is_credit(element):
            element.tag = "div"
            boxes.append(element)
            walk.skip_subtree()
        else:
            words.append(element.text or "")
    return " ".join("".join(words).split()), boxes


def _is_credit(element: Any) -> bool:
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    is_named = any(_CREDIT_WORD.fullmatch(word.lower()) for word in _WORD.findall(names))
    return is_named or bool(_CREDIT.match("".join(element.itertext())))


def _move(caption: Any, text: str, credit: str, boxes: Sequence[Any]) -> None:
    from lxml import etree

    figure = next((p for p in caption.iterancestors() if p.tag == "figure"), caption)
    paragraph = etree.Element("p")
    paragraph.text = text
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
