"""Quotes and questions: what is said stays said, what is asked stays asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.data import Finding
from translate.quality.pair import Pair, warning

QUOTES = "quotes"
QUESTION = "question"

_GERMAN_QUOTE = re.compile(r"[„“”\"«»]")
_ENGLISH_QUOTE = re.compile(r"[“”\"„«»]|(?<!\w)[‘']|[’'](?!\w)")
_QUESTION = re.compile(r"\?\W*$")
_NICKNAME = 3  # words: "Stena Impero", "Golden Handshake"


def check_quotes(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding for speech that lost its marks, and for a question on one side only.

    >>> pair = Pair("„Ich gehe nicht mit“, sagte er.", "He will not go.")
    >>> [finding.message for finding in check_quotes(pair)]
    ['the German quotes something („Ich gehe nicht mit“), the English has no quotation marks']
    """
    marks = _GERMAN_QUOTE.findall(pair.german)
    if len(marks) > 1 and _is_speech(pair.german) and not _ENGLISH_QUOTE.search(pair.english):
        yield warning(
            QUOTES,
            f"the German quotes something ({_passage(pair.german)}), "
            "the English has no quotation marks",
        )
    if "?" not in pair.english and _asks(pair.german):
        yield warning(QUESTION, "the German asks a question, the English does not")
    elif "?" not in pair.german and _asks(pair.english):
        yield warning(QUESTION, "the English asks a question, the German does not")


def _asks(text: str) -> bool:
    return "?" in text and _QUESTION.search(text) is not None


def _is_speech(german: str) -> bool:
    """
    Whether the quoted passage is more than a name or a nickname in quotation marks.

    Doubled marks are what is left of a CSV file, where nobody knows which of them quote.
    """
    return '""' not in german and len(_passage(german).split()) > _NICKNAME


def _passage(text: str) -> str:
    """Return the first quoted passage with its marks."""
    places = [match.start() for match in _GERMAN_QUOTE.finditer(text)]
    passage = text[places[0] : places[1] + 1]
    return passage if len(passage) <= 60 else passage[:57] + "..."
