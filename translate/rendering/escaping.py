r"""
Text → Markdown that shows exactly this text, and back.

Article text comes from the open web: it must not end a table cell, open a code fence, smuggle
HTML or a link into the page. Only what would be taken for markup is escaped, so that German stays
searchable in the raw file: `Lehrer*innen` keeps its lone star.

    >>> escape("5 < 6 | *wichtig* und `Code`")
    '5 &lt; 6 \\| \\*wichtig\\* und \\`Code\\`'
    >>> escape("Lehrer*innen [Anm. d. Red.]")
    'Lehrer*innen [Anm. d. Red.]'
"""

from __future__ import annotations

import html
import re

# What some reader of Markdown takes for the end of a line.
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# A backslash that would escape what follows, and an ampersand that would start an entity.
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")

# Emphasis and strikethrough need a pair; math ($) and super- and subscript (^, ~) are Obsidian's
# and pandoc's, as are highlights (==) and comments (%%).
_PAIRED = ("*", "_", "~", "$", "^")
_DOUBLED = re.compile(r"(==|%%)")
_LINKS = ("](", "][", "[[", "]:", "[^")

# What a line must not start with, or it becomes a list, a heading, a quote, a fence, a rule, a
# box to tick.
_LINE_START = re.compile(r"^(?:([#>*=|:~^\[]|[+-](?=[\s+-]|$))|(\d{1,9})([.)])(?=\s|$))")

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,31});")

# Markup that a person may have put into a cell; taking it for text would show other than it did.
_MARKUP = re.compile(
    r"(?<!\\)(?:`|\]\(|\[\[|<[A-Za-z/!?]|==|%%"
    r"|\*[^*]*(?<!\\)\*|~[^~]*(?<!\\)~|\$[^$]*(?<!\\)\$)|(?<![\\\w])_[^_]*(?<!\\)_"
)


def escape(text: str, *, inside: str = "") -> str:
    r"""
    Escape inline text, for a table cell or the inside of a line; line breaks become spaces.

    `inside` are the marks that the text will stand between: a lone one would end it.

        >>> escape("Lehrer*innen", inside="*")
        'Lehrer\\*innen'
    """
    return _escape_inline(text, inside).replace("|", r"\|")


def escape_line(text: str) -> str:
    r"""
    Escape text that starts a line or a list item.

        >>> escape_line("1. Platz | # 3")
        '1\\. Platz | # 3'
    """
    return _LINE_START.sub(_escaped_start, _escape_inline(text, "").strip(), count=1)


def unescape(cell: str) -> str:
    r"""
    Read back what a cell shows: `unescape(escape(text))` is the text, its line breaks as spaces.

        >>> unescape(r"5 &lt; 6 \| \*wichtig\*")
        '5 < 6 | *wichtig*'
    """
    return _ESCAPED.sub(lambda match: match[1] or html.unescape(match[0]), cell)


def has_markup(cell: str) -> bool:
    r"""
    Say whether a cell shows more than text: emphasis, code, a link, a tag.

        >>> has_markup("a *very* good [page](x)"), has_markup(r"5 < 6, 2 \* 3 * 4")
        (True, False)
    """
    return bool(_MARKUP.search(cell))


def _escape_inline(text: str, inside: str) -> str:
    text = _BREAKS.sub(" ", text).replace("\0", "\N{REPLACEMENT CHARACTER}")
    text = _BACKSLASH.sub(r"\\\\", text)
    text = _ENTITY.sub("&amp;", text)
    text = text.replace("<", "&lt;").replace("`", r"\`")
    for mark in _PAIRED:
        if mark in inside or text.count(mark) > 1:
            text = text.replace(mark, "\\" + mark)
    if "[" in inside or any(link in text for link in _LINKS):
        text = text.replace("[", r"\[").replace("]", r"\]")
    return _DOUBLED.sub(lambda match: match[0][0] + "\\" + match[0][1], text)


def _escaped_start(match: re.Match[str]) -> str:
    mark, number, dot = match.groups()
    return f"\\{mark}" if mark else f"{number}\\{dot}"
