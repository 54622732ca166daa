"""
What the sentences of an article are like, as numbers: the columns that the weights weigh.

Everything is linear in the length of the article: no matrix of sentence pairs is built. The sum
of a sentence's cosines to all others is its product with the sum of all, and the words that it
shares with all others are counted word by word.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from translate.summarization.words import content_stems, tokens

Numbers = NDArray[np.float64]
Weighted = Mapping[str, float]

# The columns of `Profile.features`, in order; the weights file names them too.
FEATURES = (
    "lead",
    "second",
    "third",
    "early",
    "late",
    "untitled_lead",
    "untitled_early",
    "untitled_late",
    "closing",
    "length",
    "short",
    "long",
    "shared_words",
    "shared_words_by_length",
    "centrality",
    "frequency",
    "recurring",
    "title",
    "title_by_length",
    "lead_overlap",
    "names",
    "numbers",
    "quotation",
    "opens_with_quotation",
    "speech",
    "leans",
    "novelty",
    "bias",
)
_SPEECH = frozenset(("said", "says", "added", "adds", "told"))


@dataclass(frozen=True, slots=True)
class Profile:
    """
    An article's sentences as numbers.

    `features` is sentences × `FEATURES`; `vectors` are unit vectors of TF-IDF over stems, sparse;
    `lengths` are words.
    """

    features: Numbers
    vectors: tuple[Weighted, ...]
    lengths: Numbers


def profile(
    title: str, sentences: Sequence[str], leaning: Sequence[bool], rarity: Weighted | None = None
) -> Profile:
    """
    Measure sentences in their article.

    `leaning` says which of them lean on the one before. `rarity` is the inverse document
    frequency of stems in a larger corpus, where there is one; it multiplies that of the article.
    """
    words = [tokens(sentence) for sentence in sentences]
    stems = [content_stems(each) for each in words]
    lengths = np.array([max(1, len(each)) for each in words], dtype=float)
    vectors = _unit_vectors(stems, rarity or {})
    columns = {
        **_places(len(sentences), has_title=bool(title)),
        **_lengths(lengths),
        **_weights_of_words(stems, lengths),
        "centrality": _standardized(_centrality(vectors)),
        **_overlaps(content_stems(tokens(title)), stems),
        **_surfaces(sentences, words),
        "leans": np.array(leaning, dtype=float),
        "bias": np.ones(len(sentences)),
    }
    return Profile(np.column_stack([columns[name] for name in FEATURES]), tuple(vectors), lengths)


def cosine(one: Weighted, other: Weighted) -> float:
    """The cosine of two unit vectors."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(stem, 0.0) for stem, weight in one.items())


def _unit_vectors(stems: list[list[str]], rarity: Weighted) -> list[dict[str, float]]:
    frequency = Counter(stem for sentence in stems for stem in set(sentence))
    count = len(stems) + 1
    rare = {
        stem: math.log(count / sentences) * rarity.get(stem, 1.0)
        for stem, sentences in frequency.items()
    }
    vectors = []
    for sentence in stems:
        vector = {stem: times * rare[stem] for stem, times in Counter(sentence).items()}
        norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({stem: weight / norm for stem, weight in vector.items()})
    return vectors


def _centrality(vectors: Sequence[Weighted]) -> Numbers:
    """The sum of each sentence's cosines to all the others: degree centrality, as in LexRank."""
    total: dict[str, float] = {}
    for vector in vectors:
        for stem, weight in vector.items():
            total[stem] = total.get(stem, 0.0) + weight
    return np.array([cosine(vector, total) for vector in vectors])


def _places(count: int, *, has_title: bool) -> dict[str, Numbers]:
    """Without a title, the lead does a title's work: it has weights of its own then."""
    place = np.arange(count, dtype=float)
    early, late = 1 / (1 + place), np.log1p(place)
    untitled = 0.0 if has_title else 1.0
    return {
        "lead": (place == 0).astype(float),
        "second": (place == 1).astype(float),
        "third": (place == 2).astype(float),  # noqa: PLR2004
        "early": early,
        "late": late,
        "untitled_lead": untitled * (place == 0),
        "untitled_early": untitled * early,
        "untitled_late": untitled * late,
        "closing": (place == count - 1).astype(float),
    }


def _lengths(lengths: Numbers) -> dict[str, Numbers]:
    return {
        "length": np.log(lengths / lengths.mean()),
        "short": (lengths < 8).astype(float),  # noqa: PLR2004
        "long": np.maximum(0.0, lengths - 35) / 10,
    }


def _weights_of_words(stems: list[list[str]], lengths: Numbers) -> dict[str, Numbers]:
    """Words that the article keeps coming back to: with TextRank's scaling, and without."""
    sets = [set(sentence) for sentence in stems]
    sentences_with = Counter(stem for stem_set in sets for stem in stem_set)
    times = Counter(stem for sentence in stems for stem in sentence)
    shared = np.array([sum(sentences_with[stem] - 1 for stem in each) for each in sets], float)
    frequency = np.array([sum(times[stem] - 1 for stem in each) for each in stems], float)
    recurring = [sum(times[stem] > 1 for stem in each) / (len(each) or 1) for each in sets]
    return {
        "shared_words": _standardized(shared),
        "shared_words_by_length": _standardized(shared / np.log(lengths + 2)),
        "frequency": _standardized(frequency),
        "recurring": np.array(recurring),
    }


def _overlaps(title: list[str], stems: list[list[str]]) -> dict[str, Numbers]:
    sets = [set(sentence) for sentence in stems]
    lead = sets[0]
    wanted = set(title) or lead
    sizes = np.array([len(each) or 1 for each in sets], dtype=float)
    with_title = np.array([len(wanted & each) for each in sets], dtype=float)
    with_lead = np.array([len(lead & each) for each in sets], dtype=float)
    with_lead[0] = np.sqrt(sizes[0])
    seen: set[str] = set()
    novelty = []
    for each in sets:
        novelty.append(len(each - seen) / (len(each) or 1))
        seen |= each
    return {
        "title": with_title / (len(wanted) or 1),
        "title_by_length": with_title / np.sqrt(sizes),
        "lead_overlap": with_lead / np.sqrt(sizes),
        "novelty": np.array(novelty),
    }


def _surfaces(sentences: Sequence[str], words: list[list[str]]) -> dict[str, Numbers]:
    names = [sum(word[0].isupper() for word in each[1:]) for each in words]
    numbers = [sum(word[0].isdigit() for word in each) for each in words]
    return {
        "names": np.log1p(names),
        "numbers": np.log1p(numbers),
        "quotation": np.array([any(m in s for m in '"“„«') for s in sentences], dtype=float),
        "opens_with_quotation": np.array([s[:1] in '"“„«' for s in sentences], dtype=float),
        "speech": np.array([not _SPEECH.isdisjoint(each) for each in words], dtype=float),
    }


def _standardized(values: Numbers) -> Numbers:
    spread = values.std()
    return (values - values.mean()) / (spread if spread > 0 else 1.0)
