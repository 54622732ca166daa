"""
English sentence borders, for English text that comes without them: `translate summarize FILE`.

What a run translates is split in German, before translation; this splitter is only for English
that arrives as running text. Rules in the order they are asked: a border needs a full stop, an
exclamation or a question mark, closing quotes and brackets belong to the sentence that they
close, white space follows, and the next word could open a sentence. An abbreviation, an initial
or a word in lower case afterwards says no.
"""

from __future__ import annotations

import re
from functools import cache

from translate.summarization.english import words_of

_OPENERS = "\"'“‘«(["
_MARK = re.compile(r"([.!?…]+)([\"'”’»)\]]*) (?=([\"'“‘«(\[]*)([^\s.,;:!?…\"'”’»)\]]*))")
_INITIAL = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_DASHES = "-–—"


def split_sentences(text: str) -> list[str]:
    """
    Split one paragraph of English into sentences; white space between them is dropped.

        >>> split_sentences('Mr. Smith left at 5 p.m. on Monday. "I am tired," he said. Why?')
        ['Mr. Smith left at 5 p.m. on Monday.', '"I am tired," he said.', 'Why?']
    """
    text = " ".join(text.split())
    sentences = []
    start = 0
    for match in _MARK.finditer(text):
        word = text[text.rfind(" ", start, match.start()) + 1 : match.start()]
        if _is_border(word.lstrip(_OPENERS), *match.groups()):
            sentences.append(text[start : match.end() - 1])
            start = match.end()
    if start < len(text):
        sentences.append(text[start:])
    return sentences


def _is_border(word: str, mark: str, closers: str, openers: str, following: str) -> bool:
    """Ask about one place: `word.") (Following`; each part may be empty."""
    if following[:1].islower() or not (following or openers) or following[:1] in _DASHES:
        return False
    return mark != "." or _ends_with_full_stop(word, closers, openers, following)


def _ends_with_full_stop(word: str, closers: str, openers: str, following: str) -> bool:
    """
    Tell a full stop from the point of an abbreviation or an initial.

    „J. K. Rowling“ goes on; „in the U.S. The“ and „vitamin C. Then“ do not. After an abbreviation
    that may end a sentence, the next word decides.
    """
    opens = following in _sentence_openers()
    if _INITIAL.fullmatch(word) and not closers:
        return word == "I" or (opens and following != "A")
    if word in _abbreviations(may_end=False):
        return False
    if word in _abbreviations(may_end=True):
        return opens or bool(openers and not closers)
    return True


@cache
def _abbreviations(*, may_end: bool) -> frozenset[str]:
    words = words_of("abbreviations.txt")
    if may_end:
        return frozenset(word.removeprefix("?") for word in words if word.startswith("?"))
    return frozenset(word for word in words if not word.startswith("?"))


@cache
def _sentence_openers() -> frozenset[str]:
    return frozenset(words_of("openers.txt"))
