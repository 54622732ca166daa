"""
Markdown → Article: front matter, headings, lists, quotes; the rest of the markup goes.

Written for what note takers and scrapers save, not for every corner of CommonMark: a line is
looked at by itself, so that a file of any size is read in one pass. Links become their text,
images their description, fenced code stays a block of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from translate.data import Article, Block, BlockKind, Furniture
from translate.errors import ReadError
from translate.reading.text import blocks_of_lines, split_lines

FRONT_MATTER = "front matter"
_FRONT_MATTER_FENCE = "---"
_METADATA = re.compile(
    r"\ufeff?\s*---[ \t]*\r?\n(?:\w[\w-]*:.*\r?\n(?:[ \t-].*\r?\n)*)+---[ \t]*\r?\n"
)
_LONGEST_METADATA = 8000  # characters
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:\s+(.*?))?(?:\s#+)?\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*$")
_RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
# Each with what is kept of the mark (an item's number) and the text after it.
_QUOTE = re.compile(r"\s{0,3}>\s?()(.*)")
_ITEM = re.compile(r"\s{0,12}(?:[-*+]|(\d{1,3}[.)]))\s+(\S.*)")
_TARGET = r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)"
_IMAGE_LINE = re.compile(rf"\s*()!\[([^\]\n]{{0,500}})\]{_TARGET}\s*$")
_LINK_TARGET = re.compile(r"\s{0,3}\[[^\]\n]{1,200}\]:\s+\S+.*$")
# Bounded, so that a line of ten million brackets is read in linear time.
_IMAGE = re.compile(rf"!\[([^\[\]\n]{{0,500}})\](?:{_TARGET}|\[[^\[\]\n]{{0,200}}\])")
_LINK = re.compile(rf"\[([^\[\]\n]{{1,500}})\](?:{_TARGET}|\[[^\[\]\n]{{0,200}}\])")
_LINK_LINE = re.compile(rf"\W*\[[^\[\]\n]{{1,500}}\]{_TARGET}\W*")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,1000}?\S|\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_\\])([*_])(?=[^\s*_])([^*_\n]{1,1000}?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"`([^`\n]{1,1000})`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_TAG = re.compile(r"</?(?:a|b|i|em|strong|br|p|div|span|u|sub|sup|small)(?:\s[^<>\n]{0,500})?/?>")
_COMMENT = re.compile(r"<!--[^\n]{0,2000}?-->")

_ANY_MARKUP = re.compile(r"[\[*_`\\<]")
_UNDERLINED = {"=": BlockKind.TITLE, "-": BlockKind.HEADING}
_STARTS = {
    _QUOTE: BlockKind.QUOTE,
    _ITEM: BlockKind.LIST_ITEM,
    _IMAGE_LINE: BlockKind.CAPTION,
}
_SPANNING = (BlockKind.QUOTE, BlockKind.LIST_ITEM)  # their text may go on in the next line

_TITLE_KEYS = ("title", "titel", "headline")
_AUTHOR_KEYS = ("author", "authors", "autor", "byline", "creator")
_DATE_KEYS = ("published", "date", "datum", "created", "pubdate", "datetime")
_URL_KEYS = ("url", "source", "quelle", "link", "canonical", "canonical_url", "source_url")


def read_markdown(path: str, text: str) -> Article:
    r"""
    Read Markdown with or without front matter.

        >>> article = read_markdown("a.md", "---\nauthor: Eva Kern\n---\n# Regen\n\nEs *gießt*.")
        >>> article.author, article.title, article.blocks[1].text
        ('Eva Kern', 'Regen', 'Es gießt.')

    Raises `ReadError` if the front matter is not YAML.
    """
    metadata, body = _front_matter(path, "\n".join(split_lines(text)))
    blocks = _blocks(body.split("\n"))
    title = _first(metadata, _TITLE_KEYS)
    if title and not any(block.kind is BlockKind.TITLE for block in blocks):
        blocks = [Block(BlockKind.TITLE, title), *_without_heading(blocks, title)]
    kept = _TITLE_KEYS + _AUTHOR_KEYS + _DATE_KEYS + _URL_KEYS
    rest = {key: value for key, value in metadata.items() if str(key).lower() not in kept}
    return Article(
        path,
        tuple(blocks),
        tuple(Furniture(f"{key}: {_as_text(value)}", FRONT_MATTER) for key, value in rest.items()),
        author=_first(metadata, _AUTHOR_KEYS),
        published=_first(metadata, _DATE_KEYS),
        url=_first(metadata, _URL_KEYS),
    )


def has_front_matter(text: str) -> bool:
    r"""
    Whether a text begins with metadata between two fences, whatever its file is called.

        >>> has_front_matter("---\ntitle: Regen\n---\nEs gießt.")
        True
    """
    return bool(_METADATA.match(text[:_LONGEST_METADATA]))


def _front_matter(path: str, text: str) -> tuple[Mapping[str, Any], str]:
    text = text.lstrip("\ufeff\n")
    if not text.startswith(_FRONT_MATTER_FENCE + "\n"):
        return {}, text
    import frontmatter
    import yaml

    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError) as error:
        place = getattr(error, "problem_mark", None)
        line = f" near line {place.line + 2}" if place else ""
        raise ReadError(
            f"{path}: the front matter is not valid YAML{line}; "
            f"mend what stands between the lines of three dashes"
        ) from error
    # Two rulers around a paragraph look like front matter to the parser, but hold no keys.
    return (post.metadata, post.content) if post.metadata else ({}, text)


def _first(metadata: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first of several spellings of a key that holds something, as text."""
    by_name = {str(key).lower(): value for key, value in metadata.items()}
    for name in names:
        if by_name.get(name):
            return _as_text(by_name[name])
    return ""


def _as_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ", ".join(_as_text(item) for item in value)
    if isinstance(value, Mapping):
        return _as_text(value.get("name", ""))
    return " ".join(str(value).split())


def _without_heading(blocks: list[Block], title: str) -> list[Block]:
    """The title of the front matter and the same text as first heading are one title."""
    if blocks and blocks[0].kind is BlockKind.HEADING and blocks[0].text == title:
        return blocks[1:]
    return blocks


def _blocks(lines: Sequence[str]) -> list[Block]:
    """
    Blocks in order; the first top-level heading is the title.

    What carries no markup is read as plain text: saved pages often have a paragraph on each line,
    which CommonMark would run together, advertising labels included.
    """
    blocks: list[Block] = []
    plain: list[str] = []
    for kind, text in [*_marked(lines), (BlockKind.TITLE, "")]:
        if kind is None:
            plain.append(text)
            continue
        blocks += [Block(b.kind, _without_markup(b.text)) for b in blocks_of_lines(plain)]
        plain = []
        if kind is BlockKind.TITLE and any(b.kind is BlockKind.TITLE for b in blocks):
            kind = BlockKind.HEADING  # noqa: PLW2901 a second top-level heading
        blocks.append(Block(kind, _without_markup(text)))
    return [block for block in blocks if block.text]


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
        return BlockKind.TITLE if is_top else BlockKind.HEADING, match.group(2) or ""
    for pattern in (_RULE, _UNDERLINE, _LINK_TARGET):
        if pattern.match(line):
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


def _without_markup(text: str) -> str:
    """
    The words of a line, without links, emphasis, code marks and tags.

        >>> _without_markup("Der [Plan](https://example.org) ist **fertig**, sagt `a_b`.")
        'Der Plan ist fertig, sagt a_b.'
    """
    if not _ANY_MARKUP.search(text):
        return text
    text = _COMMENT.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _CODE.sub(r"\1", _AUTOLINK.sub(r"\1", text))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return _ESCAPE.sub(r"\1", _TAG.sub("", text)).strip()
