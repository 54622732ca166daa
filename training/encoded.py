"""Encoded pairs: flat arrays on disk, token-bounded batches in few shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.checkpoints import written_whole
from training.recipe import TrainingError

Array = np.ndarray[Any, np.dtype[Any]]

LONGEST = 128  # pieces with `</s>`; longer pairs (0.5 %) are left out
STEP = 8  # lengths are padded to multiples of this: few shapes, and kind to the matrix units


@dataclass(frozen=True, slots=True)
class Encoded:
    """All pairs of a set: pieces end to end, where each begins, and how often each is seen."""

    source: Array
    source_starts: Array
    target: Array
    target_starts: Array
    weights: Array

    @classmethod
    def of(
        cls, source: Sequence[Array], target: Sequence[Array], weights: Sequence[float]
    ) -> Encoded:
        """Flatten, without the pairs that are too long."""
        rows = [row for row in zip(source, target, weights, strict=True) if _fits(*row[:2])]
        if not rows:
            raise TrainingError("no sentence pair is left to train on; look at the filters' report")
        sources, targets, kept = zip(*rows, strict=True)
        return cls(
            np.concatenate(sources), _starts(sources), np.concatenate(targets), _starts(targets),
            np.array(kept, np.float32),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.weights)


def _fits(source: Array, target: Array) -> bool:
    return max(len(source), len(target)) <= LONGEST


def _starts(rows: Sequence[Array]) -> Array:
    return np.cumsum([0, *map(len, rows)])


FIELDS = ("source", "source_starts", "target", "target_starts", "weights")


def save(path: Path, encoded: Encoded) -> None:
    """Write whole or not at all."""
    arrays = dict(zip(FIELDS, astuple(encoded), strict=True))
    with written_whole(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def load(path: Path) -> Encoded:
    """Read what `save` wrote. TrainingError: missing or damaged."""
    try:
        with np.load(path) as arrays:
            return Encoded(*(arrays[name] for name in FIELDS))
    except FileNotFoundError:
        raise TrainingError(f"{path}: not prepared yet; run the prepare stage first") from None
    except Exception as error:
        raise TrainingError(f"{path}: damaged ({error}); run the prepare stage again") from error


@dataclass(frozen=True, slots=True)
class Batches:
    """
    Batches of pairs of like lengths, at most `tokens` padded pieces on both sides together.

    Within a shape the number of rows is always the same (short batches get rows of padding), so
    that a memory allocator meets the same sizes again and again.
    """

    encoded: Encoded
    tokens: int
    padding: int

    def epoch(self, number: int, seed: int = 0) -> list[Array]:
        """Rows of each batch of pass `number`: every pair about as often as its weight says."""
        generator = np.random.default_rng([seed, number])
        weights = self.encoded.weights
        copies = np.floor(weights + generator.random(len(weights))).astype(np.int64)
        rows = np.repeat(np.arange(len(weights)), copies)
        packed = self.pack(generator.permutation(rows))
        return [packed[place] for place in generator.permutation(len(packed))]

    def once(self) -> list[Array]:
        """Every pair once, in order of length."""
        return self.pack(np.arange(len(self.encoded)))

    def pack(self, rows: Array) -> list[Array]:
        """Group rows by shape; what is left over in each shape is packed with its neighbours."""
        source, target = self._lengths(rows)
        order = np.lexsort((target, source))
        rows, source, target = rows[order], source[order], target[order]
        edges = np.flatnonzero((np.diff(source) != 0) | (np.diff(target) != 0)) + 1
        full: list[Array] = []
        rest: list[Array] = []
        for group in np.split(rows, edges):
            size = self._size(*self._shape(group[:1]))
            whole = len(group) // size * size
            full += [group[start : start + size] for start in range(0, whole, size)]
            rest.append(group[whole:])
        return full + list(self._pack_rest(np.concatenate(rest)))

    def _pack_rest(self, rows: Array) -> Iterator[Array]:
        source, target = self._lengths(rows)
        rows = rows[np.lexsort((-target, -source - target))]
        while len(rows):
            size = self._size(*self._shape(rows[: self._size(*self._shape(rows[:1]))]))
            yield rows[:size]
            rows = rows[size:]

    def tensors(self, rows: Array) -> tuple[Tensor, Tensor]:
        """Return the padded ids of both sides, [size, length]."""
        shape = self._shape(rows)
        encoded = self.encoded
        sides = (
            (encoded.source, encoded.source_starts, shape[0]),
            (encoded.target, encoded.target_starts, shape[1]),
        )
        padded = []
        for pieces, starts, length in sides:
            block = np.full((max(self._size(*shape), len(rows)), length), self.padding)
            for place, row in enumerate(rows):
                piece = pieces[starts[row] : starts[row + 1]]
                block[place, : len(piece)] = piece
            padded.append(torch.from_numpy(block))
        return padded[0], padded[1]

    def _lengths(self, rows: Array) -> tuple[Array, Array]:
        encoded = self.encoded
        source = encoded.source_starts[rows + 1] - encoded.source_starts[rows]
        target = encoded.target_starts[rows + 1] - encoded.target_starts[rows]
        return -(-source // STEP) * STEP, -(-target // STEP) * STEP

    def _shape(self, rows: Array) -> tuple[int, int]:
        source, target = self._lengths(rows)
        return int(source.max()), int(target.max())

    def _size(self, source: int, target: int) -> int:
        return max(STEP, self.tokens // (source + target) // STEP * STEP)
