"""
Find German terms in a sentence: the longest first, inflected as German inflects.

In: a sentence and an index of terms. Out: matches with their place. „des Bundeskanzlers“ is found
by „Bundeskanzler“, „im Schwarzen Meer“ by „Schwarzes Meer“, and the name in „Selenskyj-Berater“
by „Selenskyj“.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from translate.glossary.terms import NAMES, Term

WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*(?:[-‑][^\W_]+(?:['’.][^\W_]+)*)*\.?(?<!\.)|\d+\.")
_ENDINGS = ("'s", "’s", "ns", "es", "en", "em", "er", "s", "n", "e", "’", "'")
_GENITIVE = ("s", "'s", "’s", "’", "'")
_SHORT = 4  # letters; Nils is no form of Nil
_ADJECTIVE = re.compile(r"(?<=[^\W\d_]{3})e[nmrs]?$")
_HYPHEN = re.compile(r"[-‑]")


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a sentence, as it stands there; `is_part` when it is part of a compound."""

    term: Term
    start: int
    end: int
    text: str
    is_part: bool = False


Entry = tuple[tuple[str, ...], Term]  # the words of a term, and the term


class Index:
    """
    Terms by the root of their first word.

    >>> index = Index([Term("Schwarzes Meer", ("Black Sea",)), Term("Meer", ("sea",))])
    >>> [match.text for match in index.find("Schiffe im Schwarzen Meer und am Meer")]
    ['Schwarzen Meer', 'Meer']
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: dict[str, list[Entry]] = {}
        for term in terms:
            words = tuple(match[0] for match in WORD.finditer(term.german))
            if words:
                self._terms.setdefault(_root(words), []).append((words, term))
        for entries in self._terms.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, sentence: str) -> list[Match]:
        """Return the terms of a sentence in their order; none overlap."""
        found = WORD.findall(sentence)
        starts = [i for i, word in enumerate(found) if _candidates(self, word)]
        if not starts:
            return []
        words = [(match[0], *match.span()) for match in WORD.finditer(sentence)]
        matches: list[Match] = []
        for i in starts:
            if matches and words[i][1] < matches[-1].end:
                continue
            if (match := self._longest(sentence, words, i)) is not None:
                matches.append(match)
        return matches

    def _longest(
        self, sentence: str, words: Sequence[tuple[str, int, int]], first: int
    ) -> Match | None:
        word, start, _ = words[first]
        best: tuple[int, bool, Term] | None = None
        for parts, term in _candidates(self, word):
            found = [entry[0] for entry in words[first : first + len(parts)]]
            rank = len(parts), found == list(parts)
            if (best is None or rank > best[:2]) and _fit(parts, found, term, is_first=first == 0):
                best = *rank, term
        if best is not None:
            end = words[first + best[0] - 1][2]
            return Match(best[2], start, end, sentence[start:end])
        return self._compound_part(word, start)

    def beginning_with(self, word: str) -> tuple[Entry, ...]:
        """Return the terms that may begin with a word, or with the first part of a compound."""
        roots = dict.fromkeys((*_roots(word), _head(word)))
        return tuple(entry for root in roots for entry in self._terms.get(root, ()))

    def _compound_part(self, word: str, start: int) -> Match | None:
        """Find a name that is the first part of a hyphenated compound."""
        head = _head(word)
        if head == word:
            return None
        for parts, term in self._terms.get(head, ()):
            if parts == (head,) and head[0].isupper():
                return Match(term, start, start + len(head), head, is_part=True)
        return None


# Most words begin no term, which is looked up once for each.
@lru_cache(maxsize=50_000)
def _candidates(index: Index, word: str) -> tuple[Entry, ...]:
    return index.beginning_with(word)


def _head(word: str) -> str:
    return _HYPHEN.split(word, maxsplit=1)[0]


def _root(words: Sequence[str]) -> str:
    """The first word without what German changes in it, if it is an adjective before a noun."""
    return _ADJECTIVE.sub("", words[0]) if len(words) > 1 else words[0]


def _roots(word: str) -> Iterator[str]:
    """Every root that a word of a sentence may have."""
    roots = dict.fromkeys((word, _ADJECTIVE.sub("", word)))
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            roots[word.removesuffix(ending)] = None
    for root in list(roots):
        if root[0].isupper():
            roots[root[0].lower() + root[1:]] = None
    return iter(roots)


def _fit(parts: Sequence[str], words: Sequence[str], term: Term, *, is_first: bool) -> bool:
    if len(parts) != len(words):
        return False
    if term.is_exact:
        return list(parts) == list(words)
    last = len(parts) - 1
    return all(
        _is_form(
            part,
            word,
            is_last=i == last,
            may_be_capital=is_first and i == 0,
            is_name=term.kind in NAMES or term.kind == "currency",
        )
        for i, (part, word) in enumerate(zip(parts, words, strict=True))
    )


def _endings(part: str, *, is_name: bool) -> tuple[str, ...]:
    """
    What may be appended: names take a genitive s alone, short ones only with an apostrophe.

    Nouns in -er take no vowel: „Premiere“ is no form of „Premier“.
    """
    if len(part) < _SHORT:
        return _GENITIVE[1:]
    if is_name or part.isupper():
        return _GENITIVE
    return tuple(e for e in _ENDINGS if e[0] != "e") if part.endswith("er") else _ENDINGS


def _is_form(
    part: str, word: str, *, is_last: bool, may_be_capital: bool, is_name: bool = False
) -> bool:
    """
    Whether a word is a form of a term's word.

    >>> _is_form("Bundeskanzler", "Bundeskanzlers", is_last=True, may_be_capital=False)
    True
    """
    if part == word:
        return True
    if part[0].islower() and word[0].isupper():
        if not may_be_capital:
            return False
        word = word[0].lower() + word[1:]
    elif part[0].isupper() and word[0].islower():
        return False
    if part == word:
        return True
    if word.startswith(part):
        return word[len(part) :] in _endings(part, is_name=is_name)
    return not is_last and _ADJECTIVE.sub("", part) == _ADJECTIVE.sub("", word)
