"""
HTML → Article: the article out of the page, and the rest of the page as furniture.

trafilatura finds the article; what else a reader of the page would see is kept beside it with
the reason "outside the article", so that a wrong guess can be found in the output.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from translate.data import Article, Block, BlockKind, Furniture
from translate.errors import ReadError
from translate.reading.captions import move_captions, with_captions

OUTSIDE = "outside the article"

_SHORTEST_ARTICLE = 80  # characters
_FEW_WORDS = 120  # a paywall's teaser has fewer, a short news item without a wall too
_CONSENT_WORDS = 150
_PAYWALL = re.compile(
    r"isAccessibleForFree[\"']\s*:\s*[\"']?false"
    r"|weiterlesen mit|jetzt (?:kostenlos |gratis )?(?:testen|abonnieren) und weiterlesen"
    r"|(?:nur|exklusiv) für (?:unsere )?abonnent|dieser (?:artikel|beitrag|text|inhalt) ist "
    r"(?:nur|exklusiv|kostenpflichtig)|bereits abonnent|sie haben bereits ein (?:digital-?)?abo"
    r"|mit (?:einem )?(?:plus|digital|probe)-?abo|um (?:den|diesen) (?:ganzen |vollständigen )?"
    r"(?:artikel|beitrag|text) (?:weiter)?(?:zu )?lesen|lesen sie den (?:ganzen|vollständigen) "
    r"artikel mit|artikel freischalten",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookies? (?:zustimmen|akzeptieren)|mit werbung (?:und cookies |weiter)|zustimmen und weiter"
    r"|alle akzeptieren|ihre privatsphäre|wir (?:und unsere partner )?(?:verwenden|nutzen"
    r"|benötigen ihre (?:zustimmung|einwilligung))|einwilligung|purabo|pur-abo|tracking",
    re.IGNORECASE,
)
_HIDDEN = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe", "object"})
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q ruby s samp "
    "small span strike strong sub sup time tt u var wbr label img"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LEAD_CLASS = re.compile(r"teaser", re.IGNORECASE)
_BREAK = "\n"
_HEAD_BLOCKS = 3  # among the first three blocks, the title's text is the title again
_LONGEST_KICKER = 60  # characters
_LEAST_LEAD = 40  # characters; a teaser link's label is shorter or all link
_LEAST_PART = 25  # characters from which a line found inside a block is that block's own
_KINDS = {
    "head": BlockKind.HEADING,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.QUOTE,
    "cell": BlockKind.PARAGRAPH,
    "p": BlockKind.PARAGRAPH,
}


def read_html(path: str, text: str) -> Article:
    """
    Read the article of a page with its title, author, date and address.

    Raises `ReadError` if the page holds none: an empty shell, a paywall's teaser, a consent page.
    """
    page = _parse(path, text)
    captions = move_captions(page)
    lines = list(_visible_lines(page))
    _keep_leads(page)
    document = _extract(path, page)
    found = with_captions(list(_blocks_of(document.body)), captions)
    blocks = _with_title(found, document.title or "")
    _refuse_stub(path, text, blocks, lines)
    furniture = tuple(Furniture(line, OUTSIDE) for line in _outside(lines, blocks))
    return Article(
        path,
        tuple(blocks),
        furniture,
        author=document.author or "",
        published=document.date or "",
        url=document.url or "",
    )


def _parse(path: str, text: str) -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    # lxml refuses text that declares an encoding of its own; it is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)
    parser = lxml_html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        page = lxml_html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError(f"{path}: no HTML in it; is the download complete?") from error
    return page


def _extract(path: str, page: Any) -> Any:
    from trafilatura import bare_extraction

    document: Any
    try:
        document = bare_extraction(
            page,
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            with_metadata=True,
            # An extensive search takes any year in the text for the date of publication.
            date_extraction_params={"original_date": True, "extensive_search": False},
            deduplicate=False,
            config=_config(),
        )
    except Exception as error:  # trafilatura promises no types
        raise ReadError(f"{path}: the page cannot be read ({error}); save it again") from error
    if document is None or document.body is None:
        raise ReadError(f"{path}: no article on this page; is the download complete?")
    return document


@cache
def _config() -> Any:
    """Take a short item for what it is: trafilatura would add the page around it to 250 letters."""
    from trafilatura.settings import DEFAULT_CONFIG

    config = deepcopy(DEFAULT_CONFIG)
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORTEST_ARTICLE))
    return config


def _keep_leads(page: Any) -> None:
    """
    A lead marked `teaser` inside the article is text, but trafilatura takes it for a teaser
    link by its class: the class goes where the text is no link.
    """
    for element in page.iterfind(".//*[@class]"):
        if not _LEAD_CLASS.search(element.get("class")):
            continue
        text = len(_words_of(element))
        linked = sum(len(_words_of(link)) for link in element.iterfind(".//a"))
        is_inside = any(parent.tag in ("article", "main") for parent in element.iterancestors())
        if is_inside and text >= _LEAST_LEAD and linked < text / 4:
            element.set("class", _LEAD_CLASS.sub("lead", element.get("class")))


def _words_of(element: Any) -> str:
    """The element's text with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _blocks_of(body: Any) -> Iterator[Block]:
    """Trafilatura's tree as blocks: the deepest element that has a kind makes the block."""
    for element in body:
        kind = _KINDS.get(element.tag)
        has_parts = any(
            child.tag in _KINDS or child.tag == "list"
            for child in element.iter()
            if child is not element
        )
        if element.tag == "quote":
            yield from _quote_blocks(element)
        elif kind is None or has_parts:
            yield from _loose_text(element)
            yield from _blocks_of(element)
        else:
            for text in _lines_of(element):
                yield Block(kind, text)
        if element.tail and element.tail.strip():
            yield Block(BlockKind.PARAGRAPH, " ".join(element.tail.split()))


def _quote_blocks(element: Any) -> Iterator[Block]:
    parts = list(element.iter("p", "item")) or [element]
    for part in parts:
        for text in _lines_of(part):
            yield Block(BlockKind.QUOTE, text)


def _loose_text(element: Any) -> Iterator[Block]:
    if element.text and element.text.strip():
        yield Block(BlockKind.PARAGRAPH, " ".join(element.text.split()))


def _lines_of(element: Any) -> Iterator[str]:
    """The text of an element, one piece for each line break in it."""
    for line in _text_with_breaks(element).split(_BREAK):
        if stripped := " ".join(line.split()):
            yield stripped


def _text_with_breaks(element: Any) -> str:
    pieces = [_BREAK if element.tag == "lb" else "", element.text or ""]
    for child in element:
        pieces += [_text_with_breaks(child), child.tail or ""]
    return "".join(pieces)


def _with_title(blocks: list[Block], title: str) -> list[Block]:
    """
    The page's title where it stands among the first blocks, with the short lines above it as
    headings, which may be kickers; or first of all.
    """
    title = " ".join(title.split())
    if not title:
        return blocks
    same = [
        i
        for i, block in enumerate(blocks[:_HEAD_BLOCKS])
        if block.text.casefold() == title.casefold()
    ]
    above = blocks[: same[0]] if same else []
    if not all(map(_may_be_kicker, above)):
        above = []
    rest = [block for i, block in enumerate(blocks) if i not in same and i >= len(above)]
    heads = [Block(BlockKind.HEADING, block.text) for block in above]
    return [*heads, Block(BlockKind.TITLE, title), *rest]


def _may_be_kicker(block: Block) -> bool:
    return len(block.text) <= _LONGEST_KICKER and block.text[-1] not in ".!?“”»«"


def _visible_lines(page: Any) -> Iterator[str]:
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


def _outside(lines: list[str], blocks: list[Block]) -> Iterator[str]:
    """The visible lines that no block holds; a line that stands twice on the page counts twice."""
    whole = Counter(_squeezed(block.text) for block in blocks)
    joined = "\n".join(whole)
    for line in lines:
        squeezed = _squeezed(line)
        if whole[squeezed]:
            whole[squeezed] -= 1
        elif len(squeezed) < _LEAST_PART or squeezed not in joined:
            yield line


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _refuse_stub(path: str, text: str, blocks: list[Block], lines: list[str]) -> None:
    """Tell a paywall's teaser and a consent page from an article."""
    words = sum(len(b.text.split()) for b in blocks if b.kind is not BlockKind.TITLE)
    if not words:
        raise ReadError(f"{path}: no article on this page; is the download complete?")
    if words < _FEW_WORDS and _PAYWALL.search(text):
        raise ReadError(
            f"{path}: only the teaser ({words} words) in front of a paywall; "
            f"save the page while you are logged in"
        )
    consent = sum(len(line.split()) for line in lines if _CONSENT.search(line))
    if words < _CONSENT_WORDS and consent > words / 2:
        raise ReadError(
            f"{path}: a consent page ({words} words about cookies), not the article; "
            f"agree in the browser and save the page again"
        )
