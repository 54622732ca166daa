"""The parts of the model card that are made by a command: scores and the table of data."""

from __future__ import annotations

import json
import re
from pathlib import Path

from training.checkpoints import written_whole
from training.pairs import Origin, read_origins
from training.recipe import TrainingError


def write_scores(card: Path, scores: str) -> None:
    """Put the evaluation's table in its place in the card."""
    _write_between(card, "scores", scores)


def write_data(card: Path, report: Path) -> None:
    """Put the table of sources, as `prepare` counted them, in its place in the card."""
    kept = json.loads(report.read_text("utf-8"))["kept"]
    _write_between(card, "data", data_table(kept, read_origins()))


def data_table(kept: dict[str, dict[str, int]], origins: dict[str, Origin]) -> str:
    """
    List the sources with their sizes, weights and licences; those of one origin in one row.

    >>> kept = {"own_a": {"pairs": 2, "words": 9}, "own_b": {"pairs": 1, "words": 5}}
    >>> origins = {name: Origin(3.0, "written here", "MIT") for name in kept}
    >>> print(data_table(kept, origins).splitlines()[-1])
    | written here | 3 | 14 | 3 | MIT |
    """
    groups: dict[tuple[str, float, str], list[str]] = {}
    for name, entry in origins.items():
        if name in kept:
            groups.setdefault((entry.origin, entry.weight, entry.licence), []).append(name)
    rows = []
    for (origin, weight, licence), names in groups.items():
        pairs, words = (sum(kept[name][unit] for name in names) for unit in ("pairs", "words"))
        rows.append(f"| {origin} | {pairs:,} | {words:,} | {weight:g} | {licence} |")
    head = ["| Source | Pairs | German words | Weight | Licence |", "|:--|--:|--:|--:|:--|"]
    return "\n".join([*head, *rows])


def _write_between(card: Path, name: str, text: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->`."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    try:
        before = card.read_text("utf-8")
    except FileNotFoundError:
        raise TrainingError(f"{card}: no card there; write one with {begin} and {end}") from None
    place = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not place.search(before):
        raise TrainingError(f"{card}: has no {begin} … {end} to write the {name} into")
    after = place.sub(lambda _: f"{begin}\n{text}\n{end}", before)
    with written_whole(card) as temporary:
        temporary.write_text(after, "utf-8")
