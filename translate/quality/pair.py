"""
A German sentence and its English, cut into words once for all checks.

In: two strings. Out: `Pair`, whose parts are made when a check first asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib import resources
from itertools import chain
from typing import TypeVar

from translate.data import Finding, Severity

# A figure with its separators (1.234,5 · 20 000 · 14:30), or a word with its hyphens.
_TOKEN = re.compile(
    r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,:'’]\d+)*"
    r"|(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’‑-][^\W\d_]+)*"
)

_GROUPED = re.compile(r"\d[ \u00a0\u2009\u202f]\d{3}")

# In lower case the country would be a pronoun.
_AMERICA = dict.fromkeys(("US", "U.S.", "USA", "U.S.A."), "usa")

Token = tuple[str, int, int]
Answer = TypeVar("Answer")


class Known(dict[str, Answer]):
    """
    What a function answers for a word, asked once for each; a look-up costs no call.

    >>> lengths = Known(len)
    >>> list(map(lengths.__getitem__, ["ein", "Haus"]))
    [3, 4]
    """

    def __init__(self, answer: Callable[[str], Answer], most: int = 100_000) -> None:
        super().__init__()
        self._answer = answer
        self._most = most

    def __missing__(self, word: str) -> Answer:
        if len(self) >= self._most:
            self.clear()
        self[word] = answer = self._answer(word)
        return answer


def words_of(text: str) -> list[str]:
    """
    Cut a text into words and figures.

    >>> words_of("Am 3. Mai kamen 20 000.")
    ['Am', '3', 'Mai', 'kamen', '20 000']
    """
    # Most chunks between spaces come again and again; only grouped digits reach over a space.
    if _GROUPED.search(text):
        return _TOKEN.findall(text)
    return list(chain.from_iterable(map(_CHUNKS.__getitem__, text.split())))


_CHUNKS: Known[list[str]] = Known(_TOKEN.findall)


def _placed(text: str, words: Iterable[str]) -> Iterator[Token]:
    """Find the words of a text in it again, one after the other."""
    end = 0
    for word in words:
        start = text.index(word, end)
        end = start + len(word)
        yield word, start, end


class Pair:
    """
    One sentence pair; `terms` are what a user's glossary has decided: German, English or "".

    >>> [text for text, _, _ in Pair("Am 3. Mai kamen 20 000.", "").german_tokens]
    ['Am', '3', 'Mai', 'kamen', '20 000']
    """

    def __init__(self, german: str, english: str, terms: Sequence[tuple[str, str]] = ()) -> None:
        self.german = german
        self.english = english
        # Words and figures, as they stand and in lower case: every check wants them.
        self.german_words: list[str] = words_of(german)
        self.english_words: list[str] = words_of(english)
        self.german_lower = list(map(_LOWER.__getitem__, self.german_words))
        self.english_lower = list(map(_LOWER.__getitem__, self.english_words))
        self.settled_german = {word for term, _ in terms for word in words_of(term)}
        self.settled_english = {word for _, form in terms for word in words_of(form)}

    @cached_property
    def german_figures(self) -> list[str]:
        """The words that begin with a digit."""
        return [word for word in self.german_words if word[0].isdecimal()]

    @cached_property
    def german_tokens(self) -> list[Token]:
        """Words and figures with their first and last offset."""
        return list(_placed(self.german, self.german_words))

    @cached_property
    def english_tokens(self) -> list[Token]:
        """Words and figures with their first and last offset."""
        return list(_placed(self.english, self.english_words))


def _lower(word: str) -> str:
    return _AMERICA.get(word) or word.lower().replace("’", "'")


_LOWER = Known(_lower)


def error(check: str, message: str) -> Finding:
    """Something that changes what the text says."""
    return Finding(check, Severity.ERROR, message)


def warning(check: str, message: str) -> Finding:
    """Something to look at."""
    return Finding(check, Severity.WARNING, message)


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Read the lines of a file in `translate/quality/data`, without comments."""
    text = (resources.files("translate.quality") / "data" / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def read_words(name: str) -> frozenset[str]:
    """Read a word list: any number of words a line."""
    return frozenset(word for line in read_lines(name) for word in line.split())
