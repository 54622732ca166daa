"""Sentences as vectors of terms: sparse, in three flat arrays, and linear in their length."""

from __future__ import annotations

import itertools
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
    Unit vectors, one a sentence: `weights[i]` stands in row `rows[i]` and column `columns[i]`.

    Rows ascend. `terms` says which term a column is. A sentence without terms has only zeros.
    """

    terms: Mapping[str, int]
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

    def sum_in_rows(self, values: Numbers) -> Numbers:
        """Add up the values of the terms that stand in each sentence, each term once."""
        return _sums(self.rows, values[self.columns], self.shape[0])

    def frequencies(self) -> NDArray[np.int64]:
        """Count the sentences that each term stands in."""
        return np.bincount(self.columns, minlength=self.shape[1])

    def first_rows(self) -> NDArray[np.int64]:
        """Find the first sentence that each term stands in."""
        first = np.zeros(self.shape[1], np.int64)
        # Of several values for one place the last one stays, which is the first row.
        first[self.columns[::-1]] = self.rows[::-1]
        return first

    def degrees(self) -> Numbers:
        """Add up each sentence's cosines to all the others: LexRank's degree centrality."""
        everyone = np.ones(self.shape[0])
        return self.along_rows(self.along_columns(everyone)) - self._to_itself()

    def ranks(self) -> Numbers:
        """PageRank over the cosines, times the number of sentences: 1 is average."""
        itself = self._to_itself()
        degrees = np.maximum(self.degrees(), 1e-9)
        rank: Numbers = degrees / degrees.mean()
        for _ in range(_STEPS):
            share = rank / degrees
            spread = self.along_rows(self.along_columns(share)) - itself * share
            rank = (1 - _DAMPING) + _DAMPING * spread
        return rank

    def _to_itself(self) -> Numbers:
        sums = _sums(self.rows, self.weights, self.shape[0])
        return np.where(sums > 0, 1.0, 0.0)


def _sums(places: NDArray[np.int64], values: Numbers, count: int) -> Numbers:
    """Add up the values that belong to each place."""
    sums: Numbers = np.bincount(places, values, count).astype(float, copy=False)
    return sums


def _counted(cells: NDArray[np.int64]) -> tuple[NDArray[np.int64], Numbers]:
    """Count each cell, in ascending order: `np.unique` without its overhead."""
    cells.sort()
    is_first = np.ones(len(cells), bool)
    np.not_equal(cells[1:], cells[:-1], out=is_first[1:])
    return cells[is_first], np.bincount(is_first.cumsum() - 1).astype(float)


def term_matrix(sentences: Sequence[Sequence[str]], *, by_rarity: bool) -> TermMatrix:
    """
    Count the terms of sentences; by rarity, a term counts by how few of them have it: TF-IDF.

        >>> matrix = term_matrix([["kim", "putin"], ["putin"], ["weather"]], by_rarity=False)
        >>> matrix.likeness_to(1).round(2).tolist()
        [0.71, 1.0, 0.0]
    """
    found = list(itertools.chain.from_iterable(sentences))
    index = {term: column for column, term in enumerate(dict.fromkeys(found))}
    columns = np.array(list(map(index.__getitem__, found)), np.int64)
    of_sentence = np.repeat(np.arange(len(sentences)), list(map(len, sentences)))
    width = max(1, len(index))
    cells, weights = _counted(of_sentence * width + columns)
    rows, columns = np.divmod(cells, width)
    if by_rarity:
        frequency = np.bincount(columns, minlength=width)
        weights = weights * np.log((len(sentences) + 1) / frequency)[columns]
    norms = np.sqrt(_sums(rows, weights * weights, len(sentences)))
    weights = weights / np.maximum(norms[rows], 1e-9)
    return TermMatrix(index, rows, columns, weights, (len(sentences), width))
