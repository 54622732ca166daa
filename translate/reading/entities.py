"""Entities of HTML, as they stand in Markdown and in what scrapers save as plain text."""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint

# With the semicolon, and by a name of HTML 4: `R&D;` and `?a=1&copy=2` are none. HTML 5 has two
# thousand names more, and nothing that is saved from a German page writes them.
_ENTITY = re.compile(r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})|([A-Za-z]{2,8}\d{0,2}));")
_NAMES = frozenset({*name2codepoint, "apos"})


def decode_entities(text: str) -> str:
    """
    Write entities as the characters that they stand for, once.

        >>> decode_entities("AT&amp;T &ndash; &bdquo;R&D;&ldquo; &amp;lt;")
        'AT&T – „R&D;“ &lt;'
    """
    return _ENTITY.sub(_decoded, text) if "&" in text else text


def _decoded(entity: re.Match[str]) -> str:
    if entity[1] and entity[1] not in _NAMES:
        return entity[0]
    # A line break that is written as an entity is no border of a block.
    return " ".join(html.unescape(entity[0]).splitlines()) or " "
