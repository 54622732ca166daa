"""
Characters: what cannot be seen goes, what looks the same becomes the same.

Typographic quotes, dashes and the ellipsis stay: they tell the segmenter and the model
where speech ends.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Soft hyphen, zero-width space and non-joiner, direction marks, word joiner, byte-order mark.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# The zero-width joiner holds emoji together; elsewhere it is as invisible as the others.
_LOOSE_JOINER = re.compile("(?<![\u2190-\U0010ffff])\u200d|\u200d(?![\u2190-\U0010ffff])")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# Any of the above or a space that is not plain; most lines have none.
_SUSPICIOUS = re.compile(
    "[\x00-\x1f\x7f-\xa0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000"
    "\ufeff]"
)


def repair_characters(text: str) -> str:
    """
    One line in NFC, single plain spaces, nothing invisible.

        >>> repair_characters("z.\u00a0B. die Ver\u00adfas\u00adsung  der Bu\u0308rger")
        'z. B. die Verfassung der Bürger'
    """
    if "  " in text or _SUSPICIOUS.search(text):
        text = _SPACES.sub(" ", _visible(text))
    return unicodedata.normalize("NFC", text).strip()


def repair_columns(text: str) -> str:
    """
    The same with the spaces as they are, which may part columns.

        >>> repair_columns("Tei\u00adlen   Merken")
        'Teilen   Merken'
    """
    return unicodedata.normalize("NFC", _visible(text)).strip()


def _visible(text: str) -> str:
    return _CONTROL.sub("", _LOOSE_JOINER.sub("", _INVISIBLE.sub("", text)))
