"""
Figures of the last run in the text format of Prometheus, for node_exporter's textfile collector.

Written atomically, so that a scrape never sees half a file. The format, with its escapes:
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from translate import __version__
from translate.corpus import STATE_FILE, STATE_FOLDER, Counts
from translate.settings import Settings
from translate.store import Run, Store
from translate.writing import write_atomically

_SUCCESS = "translate_last_success_timestamp_seconds"

# Name → what it is. All are gauges: they speak of the last run, or of now.
_HELP = {
    "translate_info": "The version that wrote this file.",
    "translate_last_run_timestamp_seconds": "When the last run ended, Unix time.",
    _SUCCESS: "When a run last ended with exit code 0, Unix time; 0 for never.",
    "translate_last_run_duration_seconds": "How long the last run took.",
    "translate_last_run_exit_code": "0 all well, 1 some articles failed, 2 could not run.",
    "translate_last_run_articles": "Files of the last run, by what became of them.",
    "translate_last_run_sentences": "Sentences of the last run, by where they came from.",
    "translate_memory_sentences": "Sentences in the translation memory.",
    "translate_state_bytes": "Size of the state file.",
}


_Sample = tuple[str, Mapping[str, str], float]


def write_metrics(
    path: Path, settings: Settings, counts: Counts | None, seconds: float, exit_code: int
) -> None:
    """
    Write the figures of a run that has just ended; `counts` is None where it could not run.

    Raises `CorpusError` where the file cannot be written.
    """
    now = time.time()
    # A name need not be text; the format is UTF-8.
    name = os.fsencode(settings.corpus.absolute()).decode("utf-8", "backslashreplace")
    labels = {"corpus": name}
    success = now if exit_code == 0 else _success_before(path, labels)
    samples: list[_Sample] = [
        ("translate_info", {"version": __version__}, 1.0),
        ("translate_last_run_timestamp_seconds", labels, now),
        (_SUCCESS, labels, success),
        ("translate_last_run_duration_seconds", labels, seconds),
        ("translate_last_run_exit_code", labels, float(exit_code)),
    ]
    if counts is not None:
        samples += _of_run(settings, counts, labels)
    write_atomically(path, _as_text(samples).encode())


def _of_run(settings: Settings, counts: Counts, labels: Mapping[str, str]) -> Iterator[_Sample]:
    for result in ("translated", "unchanged", "skipped", "failed"):
        value = float(getattr(counts, result))
        yield "translate_last_run_articles", {**labels, "result": result}, value
    state = settings.out / STATE_FOLDER / STATE_FILE
    if not state.is_file():
        return
    with Store.open(state) as store:
        runs: list[Run] = store.runs(limit=1)
        memory = store.memory.size()
    for run in runs:
        for origin, count in (("engine", run.sentences), ("memory", run.remembered)):
            yield "translate_last_run_sentences", {**labels, "origin": origin}, float(count)
    yield "translate_memory_sentences", labels, float(memory)
    yield "translate_state_bytes", labels, float(state.stat().st_size)


def _success_before(path: Path, labels: Mapping[str, str]) -> float:
    """When a run last went well, as the file of the run before says; a pipe says nothing."""
    if not path.is_file():
        return 0.0
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return 0.0
    sample = re.escape(_SUCCESS + _as_labels(labels))
    found = re.search(rf"^{sample} ([0-9.e+]+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def _as_text(samples: list[_Sample]) -> str:
    lines = []
    for name, help_text in _HELP.items():
        own = [sample for sample in samples if sample[0] == name]
        if own:
            lines += [f"# HELP {name} {help_text}", f"# TYPE {name} gauge"]
            lines += [f"{name}{_as_labels(labels)} {value!r}" for _, labels, value in own]
    return "\n".join(lines) + "\n"


def _as_labels(labels: Mapping[str, str]) -> str:
    r"""
    Put labels between braces, with the format's three escapes.

        >>> _as_labels({"corpus": 'a "b"'})
        '{corpus="a \\"b\\""}'
    """
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
