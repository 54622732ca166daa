"""Addresses: URLs, e-mail addresses, @handles and #hashtags stay letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.data import Finding
from translate.quality.pair import Pair, error

CHECK = "addresses"

_ADDRESS = re.compile(
    r"https?://[^\s<>\"“”„]+|\bwww\.[^\s<>\"“”„]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w&/])[@#]\w[\w-]*"
)


def _may_hold_one(text: str) -> bool:
    return "@" in text or "#" in text or "://" in text or "www." in text


def without_addresses(text: str) -> str:
    """Take addresses out of a text: what stands in them is no word of a language."""
    return _ADDRESS.sub(" ", text) if _may_hold_one(text) else text


def check_addresses(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding for each address that is not in the English exactly as in the German.

    >>> [f.message for f in check_addresses(Pair("Mehr auf #Tagesschau", "More on #News"))]
    ['"#Tagesschau" should stand in the English unchanged']
    """
    if not _may_hold_one(pair.german):
        return
    for match in _ADDRESS.finditer(pair.german):
        address = match[0].rstrip(".,;:!?)")
        if address not in pair.english:
            yield error(CHECK, f'"{address}" should stand in the English unchanged')
