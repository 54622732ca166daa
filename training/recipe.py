"""What a training run is told: one frozen object, stored in every checkpoint."""

from __future__ import annotations

from dataclasses import dataclass


class TrainingError(Exception):
    """The recipe cannot go on: one sentence with the file, the cause and the way out."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """
    The shape of the network: what a checkpoint must share with the run that resumes it.

        >>> print(Architecture())
        4+2 layers of width 256 and 1024, 8000 pieces
    """

    encoder_layers: int = 4
    decoder_layers: int = 2
    width: int = 256
    heads: int = 4
    vocabulary: int = 8000
    feed_forward: int = 1024

    @property
    def padding(self) -> int:
        """The id of `<pad>`: by MarianMT's custom the last one; it also starts each target."""
        return self.vocabulary - 1

    def __str__(self) -> str:
        layers = f"{self.encoder_layers}+{self.decoder_layers}"
        width = f"width {self.width} and {self.feed_forward}"
        return f"{layers} layers of {width}, {self.vocabulary} pieces"


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    How to train. The numbers were chosen on dev.tsv, two cores with AMX, width 256.

    `rate` is that of AdamW; Muon's updates are scaled to the same size (see optimizers.py).
    `tokens` bounds the padded pieces of both sides of a batch; `accumulate` batches make a step.
    """

    rate: float = 1e-3
    warmup: int = 300  # steps, while the optimizers' averages fill
    cooldown: float = 0.25  # the last part of the budget, linear to zero
    weight_decay: float = 0.01
    smoothing: float = 0.1
    dropout: float = 0.0  # 0 below five passes over the data; then 0.1
    tokens: int = 5120
    accumulate: int = 2
    clip: float = 1.0
    seed: int = 7
    average: int = 4  # checkpoints of the cool-down that are averaged

    def rate_at(self, step: int, progress: float) -> float:
        """
        Return the learning rate at a step, `progress` (0…1) through the budget.

            >>> recipe = Recipe(rate=1.0, warmup=10, cooldown=0.2)
            >>> [round(recipe.rate_at(step, p), 2) for step, p in [(0, 0), (50, 0.8), (99, 0.9)]]
            [0.1, 1.0, 0.5]
        """
        warm = min(1.0, (step + 1) / self.warmup)
        left = max(0.0, 1.0 - progress)
        # Never quite zero: the last steps would be wasted.
        cool = min(1.0, max(0.01, left / self.cooldown)) if self.cooldown else 1.0
        return self.rate * warm * cool
