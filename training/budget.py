"""How long to train: target pieces (repeatable) or hours of wall clock (practical)."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """
    From `begin` to `end`, in pieces seen or in seconds of the clock.

        >>> Budget("pieces", 0, 200).progress(pieces=50)
        0.25
    """

    unit: str
    begin: float
    end: float

    @classmethod
    def of_pieces(cls, seen: int, more: int) -> Budget:
        """`more` target pieces after those `seen`."""
        return cls("pieces", seen, seen + more)

    @classmethod
    def of_hours(cls, hours: float) -> Budget:
        """From now on."""
        now = time.time()
        return cls("seconds", now, now + hours * 3600)

    def progress(self, pieces: int) -> float:
        """How much of the budget is used; 1 and more: all of it."""
        now = pieces if self.unit == "pieces" else time.time()
        return (now - self.begin) / max(self.end - self.begin, 1e-9)
