"""
What a glossary lacks: names and compounds that a corpus repeats, and how they were translated.

In: German sentences with their English. Out: candidates with counts, most frequent first, each
with the English words that stand in its sentences and hardly anywhere else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_NAME = re.compile(r"(?:[A-ZÄÖÜ][\w-]+)(?: (?:von |van |de |der |al-)?[A-ZÄÖÜ][\w-]+)+")
_COMPOUND = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]{13,}\b|\b[A-ZÄÖÜ][\wäöüß]+-[A-ZÄÖÜ][\wäöüß]+\b")
_ENGLISH = re.compile(r"[A-Za-zÀ-ž][\w'’-]*(?: [A-Za-zÀ-ž][\w'’-]*){0,2}")
_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL = frozenset("the a an of to in on for and or by with at from as is was that it its".split())
_SHOWN = 3  # translations of one candidate


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A German name or compound, how often it stands in the corpus, and its translations."""

    german: str
    count: int
    translations: tuple[tuple[str, int], ...]


def suggest(
    pairs: Iterable[tuple[str, str]], is_known: Callable[[str], bool], least: int = 2
) -> list[Suggestion]:
    """
    List what occurs in at least `least` sentences and has no entry.

    >>> pairs = [("Die Lieferkettenrichtlinie kommt.", "The supply chain directive is coming.")] * 2
    >>> suggest(pairs, lambda term: False)[0].german
    'Lieferkettenrichtlinie'
    """
    sentences: dict[str, list[str]] = defaultdict(list)
    everywhere: Counter[str] = Counter()
    for german, english in pairs:
        phrases = _phrases(english)
        everywhere.update(phrases)
        for candidate in _candidates(german):
            sentences[candidate].append(english)
    found = [
        Suggestion(german, len(english), _translations(german, english, everywhere))
        for german, english in sentences.items()
        if len(english) >= least and not is_known(german)
    ]
    return sorted(found, key=lambda suggestion: (-suggestion.count, suggestion.german))


def _candidates(german: str) -> set[str]:
    names = {match[0] for match in _NAME.finditer(german) if match.start() > 0}
    return names | {match[0] for match in _COMPOUND.finditer(german)}


def _phrases(english: str) -> set[str]:
    """Return the phrases of one to three words that neither begin nor end in a small word."""
    words = _WORDS.findall(english)
    phrases = set()
    for size in (1, 2, 3):
        for i in range(len(words) - size + 1):
            part = words[i : i + size]
            if part[0].lower() not in _SMALL and part[-1].lower() not in _SMALL:
                phrases.add(" ".join(part))
    return phrases


def _translations(
    german: str, english: Sequence[str], everywhere: Counter[str]
) -> tuple[tuple[str, int], ...]:
    """Return the phrases that go with a candidate: unchanged first, then by Dice's coefficient."""
    same = sum(german in sentence for sentence in english)
    if same:
        return ((german, same),)
    here: Counter[str] = Counter(phrase for sentence in english for phrase in _phrases(sentence))

    def dice(phrase: str) -> tuple[float, int]:
        return 2 * here[phrase] / (len(english) + everywhere[phrase]), len(phrase)

    best = sorted(here, key=dice, reverse=True)[:_SHOWN]
    return tuple((phrase, here[phrase]) for phrase in best)
