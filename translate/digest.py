"""
What came in: near-duplicates found and grouped, key terms of each article.

Agency copy stands in many papers with another headline, a sentence more or a paragraph less. Two
articles are taken for the same if they share much of their wording: MinHash (Broder 1997) over
runs of words estimates the Jaccard similarity, and banding finds the pairs without comparing all.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

import numpy as np
from numpy.typing import NDArray

from translate.data import BlockKind
from translate.summarization import EnglishSentence, EnglishText
from translate.summarization.english import words_of
from translate.summarization.words import is_content

# Runs of four words: agency copy keeps most of them when it is edited, and two reports on one
# event share hardly any.
_SHINGLE = 4
_BANDS, _ROWS = 32, 4
# Pairs at 0.5 are found with a probability of 0.87, at 0.6 of 0.99; unrelated ones are under 0.05.
_SAME = 0.4

_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(
    r"[^\W\d_a-z][\w’'-]*(?:\s+(?:of\s+(?:the\s+)?)?[^\W\d_a-z][\w’'-]*)*", re.UNICODE
)

# What stands before a capital that need not be a name's; nothing is in it, too.
_BEFORE_AN_OPENER = ".:;!?…\"'“”‘„«»([–—-"

Sketch = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """An article in the digest: `sketch` is of its source, `output` a path beside the digest."""

    title: str
    output: str
    source: str
    published: str = ""
    summary: tuple[str, ...] = ()
    warnings: int = 0
    sketch: Sketch = ()


def sketch_of(text: str) -> Sketch:
    """
    Draw a text's MinHash sketch; texts with much the same wording have much the same sketch.

    >>> len(sketch_of("Der Bundestag hat am Donnerstag ein Gesetz beschlossen."))
    128
    >>> sketch_of("")
    ()
    """
    words = [word.lower() for word in _WORD.findall(text)]
    runs = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}
    if not words:
        return ()
    digests = b"".join(hashlib.blake2b(run.encode(), digest_size=8).digest() for run in runs)
    hashes = np.frombuffer(digests, dtype="<u8")[:, None]
    factors, summands = _permutations()
    # Multiplication wraps at 2^64; the upper half is the better mixed one.
    lowest = ((hashes * factors + summands) >> np.uint64(32)).min(axis=0)
    return tuple(int(value) for value in lowest)


def resemblance(one: Sketch, other: Sketch) -> float:
    """
    Estimate the share of wording that two texts have in common, 0 to 1.

    >>> text = "Der Bundestag hat am Donnerstag ein Gesetz beschlossen."
    >>> resemblance(sketch_of(text), sketch_of(text.upper()))
    1.0
    """
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def groups_of(sketches: Sequence[Sketch]) -> list[list[int]]:
    """
    Group texts that are nearly the same; each index in one group, in order of appearance.

    >>> strike = "Die Bahn fährt am Montag nicht, weil die Gewerkschaft zum Streik aufruft."
    >>> storm = "Der Sturm erreicht am Freitag die Küste, warnt der Wetterdienst in Offenbach."
    >>> groups_of([sketch_of(strike), sketch_of(storm), sketch_of("Berlin. " + strike)])
    [[0, 2], [1]]
    """
    leader = list(range(len(sketches)))

    def lead(index: int) -> int:
        while leader[index] != index:
            index = leader[index]
        return index

    for one, other in _likely_pairs(sketches):
        first, second = sorted((lead(one), lead(other)))
        if first != second and resemblance(sketches[one], sketches[other]) >= _SAME:
            leader[second] = first
    groups: dict[int, list[int]] = {}
    for index in range(len(sketches)):
        groups.setdefault(lead(index), []).append(index)
    return list(groups.values())


def _likely_pairs(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Pairs that agree in a whole band; each text is paired with the last one of its bucket."""
    last: dict[tuple[int, Sketch], int] = {}
    for index, sketch in enumerate(sketches):
        for band in range(_BANDS if sketch else 0):
            key = (band, sketch[band * _ROWS : (band + 1) * _ROWS])
            if key in last:
                yield last[key], index
            last[key] = index


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Fixed for ever: sketches are kept and compared with later ones."""
    numbers = np.random.RandomState(2026).randint(1, 2**63 - 1, (2, _BANDS * _ROWS), dtype="int64")
    factors, summands = numbers.astype(np.uint64)
    return factors | np.uint64(1), summands


def tags_of(
    text: EnglishText,
    articles_with: Mapping[str, int] | None = None,
    articles: int = 0,
    most: int = 5,
) -> tuple[str, ...]:
    r"""
    Choose the names that an article is about, as tags that Obsidian and site generators take.

    A name counts by how often it stands in the article and, where `articles_with` says in how
    many of `articles` each name stands, by how few of the corpus have it. A title's names count
    twice.

        >>> from translate.summarization import english_from
        >>> tags_of(english_from("Talks between Kim Jong Un and Putin\n\nThe guest, Kim Jong Un, "
        ...     "praised Putin. A day later Putin left North Korea. Kim Jong Un stayed."))
        ('Kim-Jong-Un', 'Putin', 'North-Korea')
    """
    title = EnglishSentence(text.title, 0, BlockKind.TITLE)
    times = Counter(names_in((*text.sentences, title)))
    times.update(name for name in names_in((title,)) if name in times)
    known = articles_with or {}
    weights = {
        name: count * (log((articles + 1) / (known.get(name, 0) + 1)) + 1)
        for name, count in times.items()
    }
    best = sorted(weights, key=lambda name: (-weights[name], -times[name], name))
    return tuple(_as_tag(name) for name in best[:most])


def names_in(sentences: Sequence[EnglishSentence]) -> list[str]:
    """
    Find the names in sentences, as often as they stand there.

    A first word is a name only where it is one elsewhere, too. „Mr.“ and weekdays are no names;
    a part of a longer name counts as that.
    """
    found: list[str] = []
    openers: list[str] = []
    for sentence in sentences:
        for match in _NAME.finditer(sentence.text):
            name = _bare(match.group())
            opens = sentence.text[: match.start()].rstrip()[-1:] in _BEFORE_AN_OPENER
            if name and opens and match.group().startswith(name):
                openers.append(name)
            elif name:
                found.append(name)
    inside = {*found, *(name.rsplit(" ", 1)[-1] for name in found)}
    for name in openers:
        first, *rest = name.split(maxsplit=1)
        candidates = [name, *rest] if is_content(first) else rest
        found += [each for each in candidates if each in inside or (each == name and rest)][:1]
    return _merged(found)


def _merged(names: list[str]) -> list[str]:
    """„Putin“ is Vladimir Putin, if only one name ends so."""
    longer: dict[str, set[str]] = {}
    for name in set(names):
        if " " in name:
            longer.setdefault(name.rsplit(" ", 1)[-1], set()).add(name)
    return [next(iter(longer[name])) if len(longer.get(name, ())) == 1 else name for name in names]


def _bare(name: str) -> str:
    """Take titles, weekdays, possessives and words of grammar off a name's ends."""
    words = [re.sub(r"['’]s?$", "", word) for word in name.split()]
    while words and (words[0] in _no_names() or not is_content(words[0])):
        words.pop(0)
    while words and words[-1] in _no_names():
        words.pop()
    bare = " ".join(words)
    return bare if len(bare) > 1 else ""


@cache
def _no_names() -> frozenset[str]:
    titles = [word.removeprefix("?") for word in words_of("abbreviations.txt")]
    return frozenset((*titles, *(word.title() for word in words_of("calendar.txt"))))


def _as_tag(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name).strip("-")
