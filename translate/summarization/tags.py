"""
The names that an article is about, as tags.

A name counts by how often the article has it, and by how rare it is in English news. How rare was
counted once (`training/name_frequencies.py`): counts of the own corpus would make an article's tags
depend on which others were there when it was written.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache

from translate.data import BlockKind
from translate.summarization.english import lines_of
from translate.summarization.names import names_in
from translate.summarization.text import EnglishSentence, EnglishText

# The sentences of names.txt.
SENTENCES = 104_299
# A name that stands there once is worth a tag only where fewer than these are said more often.
_FEW = 3
_WORD = re.compile(r"\w+")


def tags_of(text: EnglishText, most: int = 5) -> tuple[str, ...]:
    r"""
    Choose the names that an article is about, as tags that Obsidian and site generators take.

    A title's names count twice. Headlines may Write Every Word so: what has its capitals in them
    alone is no name, as long as there is a text to tell by.

        >>> from translate.summarization import english_from
        >>> tags_of(english_from("Talks between Kim Jong Un and Putin\n\nThe guest, Kim Jong Un, "
        ...     "praised Putin. A day later Putin left North Korea. Kim Jong Un stayed."))
        ('Kim-Jong-Un', 'Putin', 'North-Korea')
    """
    times = _times(text)
    weights = {
        name: count * rarity_of(name)
        for name, count in times.items()
        if name.lower() not in _names()["nationality"]
    }
    best = sorted(weights, key=lambda name: (-weights[name], name))
    often = [name for name in best if times[name] > 1]
    chosen = often if len(often) >= _FEW else best[: max(_FEW, len(often))]
    return tuple(_as_tag(name) for name in chosen[:most])


def _times(text: EnglishText) -> Counter[str]:
    """Count the names; those of a headline by what the text below calls a name."""
    below = [s for s in text.sentences if s.kind is not BlockKind.HEADING]
    headings = [s.text for s in text.sentences if s.kind is BlockKind.HEADING]
    if not below:
        return Counter(names_in((*text.sentences, EnglishSentence(text.title, 0, BlockKind.TITLE))))
    times = Counter(names_in(below))
    by_last_word: dict[str, list[str]] = {}
    for name in times:
        by_last_word.setdefault(_WORD.findall(name)[-1], []).append(name)
    for headline in (text.title, text.title, *headings):
        for word in set(_WORD.findall(headline)):
            times.update(by_last_word.get(word, ()))
    return times


def rarity_of(name: str) -> float:
    """
    Say how rare a name is in the news: the logarithm of how few sentences have its rarest word.

        >>> rarity_of("Berlin") < rarity_of("Federal Court") < rarity_of("Innerthal")
        True
    """
    found_in = min(_frequencies().get(word, 0) for word in name.lower().split())
    return math.log((SENTENCES + 1) / (found_in + 1))


@cache
def _names() -> dict[str, frozenset[str]]:
    """Read the sections of names.txt."""
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in lines_of("names.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), set())
        else:
            current.update(line.split())
    return {name: frozenset(words) for name, words in sections.items()}


@cache
def _frequencies() -> dict[str, int]:
    return {
        word: int(times) for times, words in _names().items() if times.isdigit() for word in words
    }


def _as_tag(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name).strip("-")
