"""
What the sentences of an article are like, as numbers: the columns that the weights weigh.

Everything is linear in the length of the article: no matrix of sentence pairs is built.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from translate.summarization.terms import Numbers, TermMatrix, term_matrix
from translate.summarization.words import content_stems, term, tokens

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
    "untitled_length",
    "untitled_rank",
    "closing",
    "length",
    "short",
    "long",
    "rank",
    "centrality",
    "shared_words",
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
# Without a title nothing but its beginning says what an article is about: these have a second
# weight then.
_OWN_IF_UNTITLED = ("lead", "early", "late", "length", "rank")
_MARKS = ('"', "“", "„", "«")
_NUMBER = re.compile(r"\d[\d.,:]*")
_SPEECH = frozenset(("said", "says", "added", "adds", "told"))


@dataclass(frozen=True, slots=True)
class Profile:
    """
    An article's sentences as numbers.

    `features` is sentences × `FEATURES`; `terms` are TF-IDF over stems; `lengths` are words.
    """

    features: Numbers
    terms: TermMatrix
    lengths: Numbers


def profile(title: str, sentences: Sequence[str], leaning: Sequence[bool]) -> Profile:
    """Measure sentences in their article; `leaning` says which lean on the one before."""
    words = [tokens(sentence) for sentence in sentences]
    forms = [[form for form in map(term, each) if form[0]] for each in words]
    stems = [[stem for stem, _ in each] for each in forms]
    plain = [[lower for _, lower in each] for each in forms]
    lengths = np.array([len(sentence.split()) for sentence in sentences], dtype=float)
    terms = term_matrix(stems, by_rarity=True)
    sizes = np.maximum(1.0, terms.sum_in_rows(np.ones(terms.shape[1])))
    columns = {
        **_places(len(sentences)),
        **_lengths(lengths),
        "rank": _standardized(term_matrix(plain, by_rarity=False).ranks()),
        "centrality": _standardized(terms.degrees()),
        **_recurrence(terms, sizes),
        **_overlaps(content_stems(tokens(title)), terms, sizes),
        **_surfaces(sentences, words),
        "leans": np.array(leaning, dtype=float),
        "bias": np.ones(len(sentences)),
    }
    untitled = 0.0 if title else 1.0
    columns |= {f"untitled_{name}": untitled * columns[name] for name in _OWN_IF_UNTITLED}
    return Profile(np.column_stack([columns[name] for name in FEATURES]), terms, lengths)


def _places(count: int) -> dict[str, Numbers]:
    place = np.arange(count, dtype=float)
    return {
        "lead": (place == 0).astype(float),
        "second": (place == 1).astype(float),
        "third": (place == 2).astype(float),
        "early": 1 / (1 + place),
        "late": np.log1p(place),
        "closing": (place == count - 1).astype(float),
    }


def _lengths(lengths: Numbers) -> dict[str, Numbers]:
    return {
        "length": np.log(lengths / lengths.mean()),
        "short": (lengths < 8).astype(float),
        "long": np.maximum(0.0, lengths - 35) / 10,
    }


def _recurrence(terms: TermMatrix, sizes: Numbers) -> dict[str, Numbers]:
    """How much of a sentence the article comes back to: as a number of words, and as a share."""
    frequencies = terms.frequencies()
    return {
        "shared_words": _standardized(terms.sum_in_rows(frequencies.astype(float) - 1)),
        "recurring": terms.sum_in_rows((frequencies > 1).astype(float)) / sizes,
    }


def _overlaps(title: list[str], terms: TermMatrix, sizes: Numbers) -> dict[str, Numbers]:
    """What a sentence has of the title, of the lead, and that no sentence before it had."""
    first = terms.first_rows()
    wanted = set(title)
    in_title = np.zeros(terms.shape[1])
    in_title[[terms.terms[stem] for stem in wanted if stem in terms.terms]] = 1.0
    with_title = terms.sum_in_rows(in_title)
    with_lead = terms.sum_in_rows((first == 0).astype(float)) / np.sqrt(sizes)
    with_lead[0] = 1.0
    is_new = first[terms.columns] == terms.rows
    return {
        "title": with_title / (len(wanted) or 1),
        "title_by_length": with_title / np.sqrt(sizes),
        "lead_overlap": with_lead,
        "novelty": np.bincount(terms.rows, is_new, terms.shape[0]) / sizes,
    }


def _surfaces(sentences: Sequence[str], words: list[list[str]]) -> dict[str, Numbers]:
    numbers = [len(_NUMBER.findall(sentence)) for sentence in sentences]
    # The first word is no name by its capital, and what is neither lower case nor a number is one.
    small = [sum(map(str.islower, each[1:])) for each in words]
    names = [
        max(0, len(each) - 1 - lower - number)
        for each, lower, number in zip(words, small, numbers, strict=True)
    ]
    return {
        "names": np.log1p(names),
        "numbers": np.log1p(numbers),
        "quotation": np.array([any(map(s.__contains__, _MARKS)) for s in sentences], dtype=float),
        "opens_with_quotation": np.array([s.startswith(_MARKS) for s in sentences], dtype=float),
        "speech": np.array([not _SPEECH.isdisjoint(each) for each in words], dtype=float),
    }


def _standardized(values: Numbers) -> Numbers:
    centred: Numbers = values - values.sum() / len(values)
    spread = math.sqrt(float(centred @ centred) / len(values))
    return centred / spread if spread > 0 else centred
