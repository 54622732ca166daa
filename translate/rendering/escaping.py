r"""
Text → Markdown that shows exactly this text.

Article text comes from the open web: it must not end a table cell, open a code fence, smuggle
HTML or a link into the page. Only what would be taken for markup is escaped, so that German stays
searchable in the raw file: `Lehrer*innen` keeps its lone star.

    >>> escape("5 < 6 | *wichtig* und `Code`")
    '5 &lt; 6 \\| \\*wichtig\\* und \\`Code\\`'
    >>> escape("Lehrer*innen [Anm. d. Red.]")
    'Lehrer*innen [Anm. d. Red.]'
"""

from __future__ import annotations

import re

# A backslash that would escape what follows, and an ampersand that would start an entity.
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")

# Emphasis and strikethrough need a pair; math ($) and highlights (==), comments (%%) are
# Obsidian's and pandoc's.
_PAIRED = ("*", "_", "~", "$")
_DOUBLED = re.compile(r"(==|%%|\^\^)")

# What a line must not start with, or it becomes a list, a heading, a quote, a fence, a rule.
_LINE_START = re.compile(r"^(\s*)(?:([#>+\-*=|:~^])|(\d{1,9})([.)]))")


def escape(text: str) -> str:
    """Escape inline text, for a table cell or the inside of a line; line breaks become spaces."""
    text = _escape_inline(" ".join(text.split("\n")))
    return text.replace("|", r"\|")


def escape_line(text: str) -> str:
    r"""
    Escape text that starts a line or a list item.

        >>> escape_line("1. Platz | # 3")
        '1\\. Platz | # 3'
    """
    text = _escape_inline(" ".join(text.split("\n")))
    return _LINE_START.sub(_escaped_start, text, count=1)


def _escape_inline(text: str) -> str:
    text = _BACKSLASH.sub(r"\\\\", text)
    text = _ENTITY.sub("&amp;", text)
    text = text.replace("<", "&lt;").replace("`", r"\`")
    for mark in _PAIRED:
        if text.count(mark) > 1:
            text = text.replace(mark, "\\" + mark)
    if "](" in text or "][" in text or "[[" in text or "]:" in text or "[^" in text:
        text = text.replace("[", r"\[").replace("]", r"\]")
    return _DOUBLED.sub(lambda match: match[0][0] + "\\" + match[0][1], text)


def _escaped_start(match: re.Match[str]) -> str:
    space, mark, number, dot = match.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{dot}"
