"""How often a watch looks, waits, tells and tries again."""

from __future__ import annotations

from dataclasses import dataclass

SETTLE = 2.0  # seconds, unless the settings say otherwise
LEAST_SETTLE = 0.05  # below, a watch would do nothing but look


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How long things take at most, in seconds."""

    settle: float = SETTLE  # quiet that ends a burst of changes
    burst: float = 20.0  # a burst that does not end is cut here
    tick: float = 1.0  # between two looks at the clock and the folder
    beat: float = 30.0  # between two touches of the alive file
    line: float = 3600.0  # between two lines for the person who reads along
    sweep: float = 3600.0  # a run without any event: events can be lost, an inotify queue is finite
    retry: float = 10.0  # after a run that could not be; doubled each time
    longest_retry: float = 900.0
