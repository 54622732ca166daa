"""Addresses: what tells a link's target from a word."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{0,20}://\S*|(?:mailto|tel):\S+|www\.\S+"
    r"|#\S*|\.{0,2}/\S*"  # within the site
    r"|[\w-]+(?:\.[\w-]+){0,8}\.[a-z]{2,10}(?:[/?#:]\S*)?",  # without a scheme, or a file
    re.IGNORECASE,
)


def is_address(text: str) -> bool:
    """
    Whether a text is an address as a whole, with or without its scheme.

        >>> [is_address(text) for text in ("https://a.de/b", "a.de/b", "/b", "mailto:a@b.de")]
        [True, True, True, True]
        >>> [is_address(text) for text in ("Süddeutsche", "dpa/AFP", "z.B.", "12.30", "a.de und")]
        [False, False, False, False, False]
    """
    return bool(_ADDRESS.fullmatch(text))
