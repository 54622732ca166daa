"""Text without accents, as keyboards that have none write it: Erdogan, Wroclaw, Lodz."""

from __future__ import annotations

import unicodedata

# Letters of their own in Unicode, which do not fall apart into a letter and its accent.
_WHOLE_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe",
    "þ": "th", "ß": "ss",
}  # fmt: skip
_FOLDED = str.maketrans(
    _WHOLE_LETTERS
    | {letter.upper(): plain.title() for letter, plain in _WHOLE_LETTERS.items() if letter != "ß"}
)


def without_accents(text: str) -> str:
    """
    Take the accents off.

    >>> without_accents("Erdoğan in Łódź, Tromsø und Gießen")
    'Erdogan in Lodz, Tromso und Giessen'
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
