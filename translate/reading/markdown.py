"""
Markdown → Article: front matter, headings, lists, quotes; the rest of the markup goes.

Written for what note takers and scrapers save, not for every corner of CommonMark: a line is
looked at by itself, and each pattern is bounded, so that the time to read a file grows with its
size and no faster. Links become their text, images their description, fenced code stays a block
of its own. What goes is marks, tags, comments, the addresses and titles of links.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from translate.data import Article, Block, BlockKind, Furniture
from translate.reading.addresses import is_address
from translate.reading.entities import decode_entities
from translate.reading.front_matter import rest_of, split_front_matter, value_of
from translate.reading.text import blocks_of_lines, split_lines

FRONT_MATTER = "front matter"
_LONGEST_METADATA = 8000  # characters
_FENCE = re.compile(r"\s{0,3}(```+(?=[^`]*$)|~~~+)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:\s(.*))?$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*$")
_RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
# Each with what is kept of the mark (an item's number) and the text after it.
_QUOTE = re.compile(r"\s{0,3}>\s?()(.*)")
_ITEM = re.compile(r"\s{0,12}(?:[-*+]|(\d{1,3}[.)]))\s+(\S.*)")
_TARGET = r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)"
_IMAGE_LINE = re.compile(rf"\s*()!\[([^\]\n]{{0,500}})\]{_TARGET}\s*$")
_LINK_TARGET = re.compile(
    r"\s{0,3}\[(?!\^)([^\]\n]{1,200})\]:\s{1,9}(<[^<>\n]*>|[^\s<>]+)(?:\s{1,9}(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*"
)
_FOOTNOTE = re.compile(r"\s{0,3}()(\[\^[^\]\s]{1,50}\]:\s.*\S)")
# Bounded, so that a line of ten million brackets is read in linear time.
_IMAGE = re.compile(rf"!\[([^\[\]\n]{{0,500}})\]{_TARGET}")
_LABEL = r"\[(?!\^)([^\[\]\n]{1,500})\]"  # a footnote's mark is none
_LINK = re.compile(_LABEL + _TARGET)
_REFERENCE = re.compile(rf"!?{_LABEL}\[(?!\^)([^\[\]\n]{{0,200}})\]")
_LINK_LINE = re.compile(rf"\W*\[[^\[\]\n]{{1,500}}\]{_TARGET}\W*")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,1000}?\S|\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_\\])([*_])(?=[^\s*_])([^*_\n]{1,1000}?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"`([^`\n]{1,1000})`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_TAG = re.compile(r"(?i)</?(?:a|b|i|em|strong|span|u|sub|sup|small)(?:\s[^<>\n]{0,500})?/?>")
_BREAK = re.compile(r"(?i)(?: {0,9}</?(?:br|p|div)(?:\s[^<>\n]{0,500})?/?>){1,99} {0,9}")
_COMMENT = re.compile(r"<!--(?:[^<`\n]|<(?!!--)){0,2000}?-->")
_COMMENT_START = re.compile(r"\s{0,3}<!--(?!.*-->)")

_ANY_MARKUP = re.compile(r"[\[*_`\\<&]")
_UNDERLINED = {"=": BlockKind.TITLE, "-": BlockKind.HEADING}
_STARTS = {
    _QUOTE: BlockKind.QUOTE,
    _ITEM: BlockKind.LIST_ITEM,
    _IMAGE_LINE: BlockKind.CAPTION,
    _FOOTNOTE: BlockKind.PARAGRAPH,
}
# Their text may go on in the next line.
_SPANNING = (BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.PARAGRAPH)


def read_markdown(path: str, text: str) -> Article:
    r"""
    Read Markdown with or without front matter.

        >>> article = read_markdown("a.md", "---\nauthor: Eva Kern\n---\n# Regen\n\nEs *gießt*.")
        >>> article.author, article.title, article.blocks[1].text
        ('Eva Kern', 'Regen', 'Es gießt.')
    """
    entries, body = split_front_matter("\n".join(split_lines(text)))
    blocks = _blocks(list(_without_comments(body.split("\n"))))
    title = value_of(entries, "title")
    if title and not any(block.kind is BlockKind.TITLE for block in blocks):
        blocks = [Block(BlockKind.TITLE, title), *_without_heading(blocks, title)]
    article = Article(
        path,
        tuple(blocks),
        author=value_of(entries, "author"),
        published=value_of(entries, "published"),
        url=value_of(entries, "url"),
    )
    fields = {name: getattr(article, name) for name in ("title", "author", "published", "url")}
    rest = (Furniture(text, FRONT_MATTER) for text in rest_of(entries, fields))
    return replace(article, furniture=tuple(rest))


def has_front_matter(text: str) -> bool:
    r"""
    Whether a text begins with metadata between two fences, whatever its file is called.

        >>> has_front_matter("---\ntitle: Regen\n---\nEs gießt.")
        True
    """
    return bool(split_front_matter("\n".join(split_lines(text[:_LONGEST_METADATA])))[0])


def _without_heading(blocks: list[Block], title: str) -> list[Block]:
    """The title of the front matter and the same text as first heading are one title."""
    if blocks and blocks[0].kind is BlockKind.HEADING and blocks[0].text == title:
        return blocks[1:]
    return blocks


def _without_comments(lines: Sequence[str]) -> Iterator[str]:
    """The lines without comments over several of them; what nobody closes is text, as is code."""
    last_end = max((i for i, line in enumerate(lines) if "-->" in line), default=0)
    fence, is_comment = "", False
    for i, line in enumerate(lines):
        if is_comment:
            _, end, rest = line.partition("-->")
            is_comment = not end
            yield rest
            continue
        if fence:
            fence = "" if line.strip().startswith(fence) else fence
        elif opening := _FENCE.match(line):
            fence = opening.group(1)[:3]
        elif i < last_end and _COMMENT_START.match(line):
            is_comment = True
            yield ""
            continue
        yield line


def _blocks(lines: Sequence[str]) -> list[Block]:
    """
    Blocks in order; the first top-level heading is the title.

    What carries no markup is read as plain text: saved pages often have a paragraph on each line,
    which CommonMark would run together, advertising labels included.
    """
    labels = frozenset(filter(None, map(_defined_label, lines)))
    blocks: list[Block] = []
    plain: list[str] = []
    has_title = False
    for kind, text in [*_marked(lines), (BlockKind.TITLE, "")]:
        if kind is None:
            plain.append(text)
            continue
        blocks += [Block(b.kind, _without_markup(b.text, labels)) for b in blocks_of_lines(plain)]
        plain = []
        is_second = has_title and kind is BlockKind.TITLE
        has_title = has_title or kind is BlockKind.TITLE
        kept = BlockKind.HEADING if is_second else kind
        blocks.append(Block(kept, _without_markup(text, labels)))
    return [block for block in blocks if block.text]


def _defined_label(line: str) -> str:
    """The label of `[label]: address "title"`, or an empty string: other words are a text's."""
    match = _LINK_TARGET.fullmatch(line)
    is_target = match and (match.group(2)[0] == "<" or is_address(match.group(2)))
    return match.group(1).casefold() if match and is_target else ""


def _marked(lines: Sequence[str]) -> Iterator[tuple[BlockKind | None, str]]:
    """Each line with the kind that its markup gives it; None where it has none."""
    fence = ""
    kind: BlockKind | None = None
    current: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if fence:
            ends = line.strip().startswith(fence)
            current += [] if ends else [line.strip()]
            if ends:
                yield BlockKind.PARAGRAPH, " ".join(current)
                fence, current = "", []
            continue
        opening = _FENCE.match(line)
        line_kind, text = _start_of(line, following)
        goes_on = current and (line_kind is None or line_kind is kind is BlockKind.QUOTE)
        if goes_on and text.strip() and not opening:
            current.append(text.strip())
            continue
        if current and kind:
            yield kind, " ".join(current)
        kind, current = line_kind, []
        if opening:
            fence = opening.group(1)[:3]
        elif line_kind in _SPANNING:
            current = [text]
        else:
            yield line_kind, text
    if current:
        yield kind or BlockKind.PARAGRAPH, " ".join(current)


def _start_of(line: str, following: str) -> tuple[BlockKind | None, str]:
    """What a line is by its own markup, and its text without it."""
    if match := _HEADING.match(line):
        is_top = len(match.group(1)) == 1
        return BlockKind.TITLE if is_top else BlockKind.HEADING, _heading_text(match.group(2) or "")
    if _RULE.match(line) or _UNDERLINE.match(line) or _defined_label(line):
        return None, ""
    for pattern, kind in _STARTS.items():
        if match := pattern.match(line):
            # An item or a line that is nothing but a link is no text for certain.
            is_link = _LINK_LINE.fullmatch(match.group(2))
            text = f"{match.group(1) or ''} {match.group(2)}".strip()
            return BlockKind.HEADING if is_link else kind, text
    if _LINK_LINE.fullmatch(line):
        return BlockKind.HEADING, line
    underline = _UNDERLINE.match(following) if line.strip() else None
    return _UNDERLINED[underline.group(1)[0]] if underline else None, line


def _heading_text(text: str) -> str:
    """
    A heading without the marks that close it.

        >>> _heading_text("Regen ##"), _heading_text("Lernen mit C#")
        ('Regen', 'Lernen mit C#')
    """
    text = text.strip()
    bare = text.rstrip("#")
    return text if bare[-1:].strip() else bare.rstrip()


def _without_markup(text: str, labels: Collection[str] = ()) -> str:
    """
    The words of a line, without links, emphasis, code marks, tags and entities.

    `labels` are those that the file defines: `[sic][Anm. d. Red.]` is no link without one.

        >>> _without_markup("Der [Plan](https://example.org) ist **fertig**,<br>sagt `a_b`.")
        'Der Plan ist fertig, sagt a_b.'
    """
    if not _ANY_MARKUP.search(text):
        return text

    def reference(match: re.Match[str]) -> str:
        label = match.group(2) or match.group(1)
        return match.group(1) if label.casefold() in labels else match.group()

    text = _COMMENT.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _REFERENCE.sub(reference, text)
    text = _CODE.sub(r"\1", _AUTOLINK.sub(r"\1", text))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    text = _ESCAPE.sub(r"\1", _TAG.sub("", _BREAK.sub(" ", text)))
    return decode_entities(text).strip()
