"""
Kill runs for up to ten minutes: `python -m tests.soak [--kills 200] [--minutes 10]`.

At least `--kills` runs die at random moments, then each named step is met at its first, second
and later times; after each the next run must give what a run gives that was never killed. Two
runs are started together a hundred times.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.soak import harness
from tests.soak.driver import KILL_STEPS, REBUILD_STEPS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    deadline = time.monotonic() + 60 * options.minutes
    chance = random.Random(options.seed)
    print(f"seed {options.seed}")
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="translate-soak-") as folder:
        log = Path(folder) / "engine.log"
        lost = harness.play(harness.lost(Path(folder) / "lost", 30))
        scenes = [
            harness.play(harness.fresh(Path(folder) / "fresh", 40)),
            harness.play(harness.lived_in(Path(folder) / "lived-in", 30)),
            lost,
        ]
        small = harness.play(harness.fresh(Path(folder) / "small", 6))
        for step, scene, number in itertools.chain(
            itertools.product(KILL_STEPS.values(), scenes, (1, 2, 7, 25)),
            itertools.product(REBUILD_STEPS.values(), [lost], (1, 2)),
        ):
            counts["kills at a named step"] += harness.killed_at(scene, step, number, log)
        print(f"{counts['kills at a named step']} kills at named steps: all mended", flush=True)
        counts["pairs"] = harness.pairs(small, 100, deadline)
        print(f"{counts['pairs']} pairs started together: one ran, one was refused", flush=True)
        while counts["kills at random moments"] < options.kills and time.monotonic() < deadline:
            scene = chance.choice(scenes)
            delays = [chance.uniform(0.0, scene.seconds) for _ in range(chance.randint(1, 3))]
            counts["kills at random moments"] += harness.killed_after(scene, delays, log)
        print(f"{counts['kills at random moments']} kills at random moments: all mended")
    enough = counts["kills at random moments"] >= options.kills and counts["pairs"] == 100
    if not enough:
        print("out of time: a slower machine needs more --minutes", file=sys.stderr)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
