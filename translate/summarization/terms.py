"""Sentences as vectors of terms: sparse, in three flat arrays, and linear in their length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# PageRank's usual damping; a dozen steps bring it within 1e-3, for it has 0.85^12 left to go and
# starts near its end.
_DAMPING = 0.85
_STEPS = 12


@dataclass(frozen=True, slots=True)
class TermMatrix:
    """
    Unit vectors, one for each sentence: `weights[i]` stands in row `rows[i]`, column `columns[i]`.

    A sentence without terms has a vector of zeros.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    weights: Numbers
    shape: tuple[int, int]

    def along_rows(self, terms: Numbers) -> Numbers:
        """Multiply each sentence with a vector over the terms."""
        return _sums(self.rows, self.weights * terms[self.columns], self.shape[0])

    def along_columns(self, sentences: Numbers) -> Numbers:
        """Add the sentences up, each times its number, as a vector over the terms."""
        return _sums(self.columns, self.weights * sentences[self.rows], self.shape[1])

    def likeness_to(self, sentence: int) -> Numbers:
        """Compare each sentence to one of them: the cosine."""
        chosen = np.zeros(self.shape[0])
        chosen[sentence] = 1.0
        return self.along_rows(self.along_columns(chosen))

    def degrees(self) -> Numbers:
        """Add up each sentence's cosines to all the others: LexRank's degree centrality."""
        everyone = np.ones(self.shape[0])
        return self.along_rows(self.along_columns(everyone)) - self._to_itself()

    def ranks(self) -> Numbers:
        """PageRank over the cosines, times the number of sentences: 1 is average."""
        itself = self._to_itself()
        degrees = np.maximum(self.degrees(), 1e-9)
        rank = degrees / degrees.mean()
        for _ in range(_STEPS):
            share = rank / degrees
            spread = self.along_rows(self.along_columns(share)) - itself * share
            rank = 1 - _DAMPING + _DAMPING * spread
        return rank

    def _to_itself(self) -> Numbers:
        return np.asarray(_sums(self.rows, self.weights, self.shape[0]) > 0, dtype=float)


def _sums(places: NDArray[np.int64], values: Numbers, count: int) -> Numbers:
    """Add up the values that belong to each place."""
    sums: Numbers = np.bincount(places, values, count).astype(float, copy=False)
    return sums


def term_matrix(
    sentences: Sequence[Sequence[str]], rarity: Mapping[str, float] | None
) -> TermMatrix:
    """
    Count the terms of sentences. With `rarity`, a term counts by how rare it is: TF-IDF.

    `rarity` holds the inverse document frequency of terms in a larger corpus; it multiplies that
    of the article, and an empty one leaves the article's alone. None counts every term alike.

        >>> matrix = term_matrix([["kim", "putin"], ["putin"], ["weather"]], rarity=None)
        >>> matrix.likeness_to(1).round(2).tolist()
        [0.71, 1.0, 0.0]
    """
    index: dict[str, int] = {}
    rows, columns, counts = [], [], []
    for row, terms in enumerate(sentences):
        for term, count in Counter(terms).items():
            rows.append(row)
            columns.append(index.setdefault(term, len(index)))
            counts.append(count)
    shape = (len(sentences), len(index))
    at, term_at = np.array(rows, np.int64), np.array(columns, np.int64)
    weights = np.array(counts, dtype=float)
    if rarity is not None and index:
        frequency = np.bincount(term_at, minlength=len(index))
        known = np.array([rarity.get(term, 1.0) for term in index])
        weights = weights * (np.log((len(sentences) + 1) / frequency) * known)[term_at]
    norms = np.sqrt(_sums(at, weights * weights, shape[0]))
    return TermMatrix(at, term_at, weights / np.maximum(norms[at], 1e-9), shape)
