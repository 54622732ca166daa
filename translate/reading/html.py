"""
HTML → Article: the article out of the page, and the rest of the page as furniture.

trafilatura finds the article; what else a reader of the page would see is kept beside it with
the reason "outside the article", so that a wrong guess can be found in the output.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from translate.data import Article, Block, BlockKind, Furniture
from translate.errors import ReadError
from translate.reading.captions import move_captions, with_captions
from translate.reading.visible import lines_outside, visible_lines

OUTSIDE = "outside the article"

_SHORTEST_ARTICLE = 80  # characters
_FEW_WORDS = 120  # a paywall's teaser has fewer, a short news item without a wall too
_CONSENT_WORDS = 150
_MENU_WORDS = 30  # without a full stop among them, they are the labels around an article
_SENTENCE_MARK = re.compile(r"[.!?…]")
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
_LEAD_CLASS = re.compile(r"teaser", re.IGNORECASE)
_HEAD_BLOCKS = 3  # among the first three blocks, the title's text is the title again
_LONGEST_KICKER = 60  # characters
_LEAST_LEAD = 40  # characters; a teaser link's label is shorter or all link
# Nested deeper, a page is a machine's mistake. libxml2 reads 2048 levels and drops what follows.
_DEEPEST = 2000
_KINDS = {"head": BlockKind.HEADING, "item": BlockKind.LIST_ITEM, "quote": BlockKind.QUOTE}
_WITHIN_A_LINE = frozenset({"hi", "ref", "del", "code", "graphic", "span"})  # of trafilatura's tree


def read_html(path: str, text: str) -> Article:
    """
    Read the article of a page with its title, author, date and address.

    Raises `ReadError` if the page holds none: an empty shell, a paywall's teaser, a consent page.
    """
    page = _parse(path, text)
    captions = move_captions(page)
    lines = list(visible_lines(page))
    _keep_leads(page)
    document = _extract(path, page)
    found = with_captions(list(_blocks_of(document.body)), captions)
    blocks = _with_title(found, document.title or "")
    _refuse_stub(path, text, blocks, lines)
    furniture = tuple(Furniture(line, OUTSIDE) for line in lines_outside(lines, blocks))
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
    if _depth(page) > _DEEPEST:
        raise ReadError(
            f"{path}: its elements nest more than {_DEEPEST:,} deep; "
            f"save the page again, or its text"
        )
    return page


def _depth(page: Any) -> int:
    from lxml import etree

    walk = etree.iterwalk(page, events=("start", "end"))
    return max(itertools.accumulate(1 if event == "start" else -1 for event, _ in walk))


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
    """
    Trafilatura's tree as blocks: a box or a line break ends one, the innermost kind names it.

    What stands in a quotation is quoted, whatever else it is.
    """
    from lxml import etree

    kinds = [BlockKind.PARAGRAPH]
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag not in _WITHIN_A_LINE:
            if text := " ".join("".join(pieces).split()):
                yield Block(kinds[-1], text)
            pieces = []
            if event == "end":
                kinds.pop()
            else:
                is_quoted = kinds[-1] is BlockKind.QUOTE
                kinds.append(kinds[-1] if is_quoted else _KINDS.get(element.tag, kinds[-1]))
        pieces.append((element.text if event == "start" else element.tail) or "")


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


def _refuse_stub(path: str, text: str, blocks: list[Block], lines: list[str]) -> None:
    """Tell an empty shell, a paywall's teaser and a consent page from an article."""
    running = [block.text for block in blocks if block.kind is not BlockKind.TITLE]
    words = sum(len(text.split()) for text in running)
    if not words or (words < _MENU_WORDS and not any(map(_SENTENCE_MARK.search, running))):
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
