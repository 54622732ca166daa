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

_CLOSERS = "\"'”’»)\\]"
_OPENERS = "\"'“‘«(\\["
_CANDIDATE = re.compile(
    rf"(?P<word>[^\s{_OPENERS}]*?)(?P<mark>[.!?…]+)(?P<close>[{_CLOSERS}]*)\s+"
    rf"(?=(?P<open>[{_OPENERS}]*)(?P<next>[^\s.,;:!?…{_CLOSERS}]*))"
)
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
    for match in _CANDIDATE.finditer(text):
        if _is_border(match):
            sentences.append(text[start : match.end()].strip())
            start = match.end()
    if rest := text[start:].strip():
        sentences.append(rest)
    return sentences


def _is_border(match: re.Match[str]) -> bool:
    following = match["next"]
    if following[:1].islower() or not (following or match["open"]) or following[:1] in _DASHES:
        return False
    if match["mark"] != ".":
        return True
    return _ends_with_full_stop(match["word"], match)


def _ends_with_full_stop(word: str, match: re.Match[str]) -> bool:
    """
    Tell a full stop from the point of an abbreviation or an initial.

    „J. K. Rowling“ goes on; „in the U.S. The“ and „vitamin C. Then“ do not. After an abbreviation
    that may end a sentence, the next word decides.
    """
    opens = match["next"] in _openers()
    if _INITIAL.fullmatch(word) and not match["close"]:
        return word == "I" or (opens and match["next"] != "A")
    if word in _abbreviations(may_end=False):
        return False
    if word in _abbreviations(may_end=True):
        return opens or bool(match["open"] and not match["close"])
    return True


@cache
def _abbreviations(*, may_end: bool) -> frozenset[str]:
    words = words_of("abbreviations.txt")
    if may_end:
        return frozenset(word.removeprefix("?") for word in words if word.startswith("?"))
    return frozenset(word for word in words if not word.startswith("?"))


@cache
def _openers() -> frozenset[str]:
    return frozenset(words_of("openers.txt"))
