"""
A synthetic corpus and state of any size, and what a run with nothing to do costs on them.

    python -m benchmarks.scale --articles 100000 --entries 3000000

prints one figure a line; it needs about 3 GB of disk at this size, in a folder of its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_SUBJECTS = (
    "Die Stadt", "Der Bürgermeister", "Eine Sprecherin", "Das Unternehmen", "Die Polizei",
    "Der Verein", "Die Ministerin", "Ein Landwirt", "Die Forscherin", "Das Gericht",
)  # fmt: skip
_VERBS = (
    "plant", "prüft", "begrüßt", "kritisiert", "eröffnet", "verschiebt", "bezahlt", "fordert",
    "untersucht", "beschreibt",
)  # fmt: skip
_OBJECTS = (
    "eine neue Brücke", "den alten Hafen", "das Gesetz über die Mieten", "ein Fest am Fluss",
    "die Preise für Strom", "einen Umbau der Schule", "die Ernte dieses Jahres",
    "das Programm für den Herbst", "eine Studie über Gletscher", "den Fahrplan der Bahn",
)  # fmt: skip
_PLACES = (
    "in Köln", "an der Elbe", "im Norden des Landes", "in der Schweiz", "am Bodensee", "in Kassel",
    "auf dem Land", "in Wien", "vor dem Rathaus", "im Hafen von Kiel",
)  # fmt: skip


def sentence(chance: random.Random, number: int) -> str:
    """A German sentence; the number makes it the only one of its kind."""
    parts = (chance.choice(_SUBJECTS), chance.choice(_VERBS), chance.choice(_OBJECTS))
    return f"{' '.join(parts)} {chance.choice(_PLACES)}, heißt es in Bericht {number}."


def article(chance: random.Random, number: int, sentences: int = 12) -> str:
    """An article of paragraphs of three sentences under a title."""
    numbers = itertools.count(number * 1000)
    lines = [f"{chance.choice(_SUBJECTS)} und {chance.choice(_OBJECTS)} Nummer {number}"]
    lines += [
        " ".join(sentence(chance, next(numbers)) for _ in range(3)) for _ in range(0, sentences, 3)
    ]
    return "\n\n".join(lines) + "\n"


def make_corpus(folder: Path, articles: int, seed: int = 0, sentences: int = 12) -> None:
    """Write text articles, a thousand to a folder."""
    chance = random.Random(seed)
    for number in range(articles):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(chance, number, sentences), encoding="utf-8")


def _fill_memory(state: Path, entries: int) -> None:
    """Bring the memory to a number of entries."""
    from translate.data import Origin
    from translate.store import Remembered, Store

    chance = random.Random(1)
    with Store.open(state) as store:
        numbers = iter(range(10**9 + store.memory.size(), 10**9 + entries))
        while chunk := list(itertools.islice(numbers, 100_000)):
            made = {s: Remembered(s.upper(), 0.0, Origin.ENGINE) for s in _unique(chance, chunk)}
            with store.transaction():
                store.memory.remember("echo", made, "2026-01-01T00:00:00+00:00")


def _unique(chance: random.Random, numbers: list[int]) -> Iterator[str]:
    return (sentence(chance, number) for number in numbers)


def _fake_outputs(corpus: Path, out: Path) -> None:
    """Write and record each article as a run with the echo engine would, without the road to it."""
    from translate.corpus import STATE_FILE, STATE_FOLDER
    from translate.corpus.finding import find
    from translate.corpus.planning import fingerprint_of
    from translate.data import digest_of
    from translate.settings import Settings
    from translate.store import ArticleState, Store

    settings = Settings(corpus=corpus, out=out, engine="echo")
    fingerprint = fingerprint_of(settings)
    states = []
    for item in find(settings, lambda *_: None):
        content = item.file.read_bytes()
        output = str(Path(item.path).with_suffix(".md"))
        path = out / output
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.upper())
        there = path.stat()
        states.append(
            ArticleState(
                source=item.path, size=item.size, mtime_ns=item.mtime_ns,
                source_digest=digest_of(content), fingerprint=fingerprint,
                written="2026-01-01T00:00:00+00:00", output=output,
                output_digest=digest_of(content.upper()), title=content.decode()[:60],
                words=len(content.split()), output_size=there.st_size,
                output_mtime_ns=there.st_mtime_ns, cells=bytes(8 * 13), frame="b2:" + "0" * 32,
            )
        )  # fmt: skip
    (out / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
    (out / "index.md").write_text("# Articles\n", encoding="utf-8")
    with Store.open(out / STATE_FOLDER / STATE_FILE) as store, store.transaction():
        store.record(states)


def _measured(*arguments: str) -> tuple[float, float, float, str]:
    """Seconds, those of the processor, peak MB and last line of `translate` in its own process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "translate", *arguments], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, busy, after.ru_maxrss / 1000, done.stdout.strip().splitlines()[-1]


def _look_up(state: Path, count: int = 200_000) -> tuple[float, float]:
    """
    Sentences a second that the memory answers, in batches as a run asks; half are known.

    By the clock, and by the seconds of the processor: the two differ on a busy machine.
    """
    from translate.store import Store

    chance = random.Random(2)
    with Store.open(state) as store:
        known = [unit.source for unit in itertools.islice(store.memory.units(), 2 * count)]
        chance.shuffle(known)
        asked = [text for known_one in known[: count // 2] for text in (known_one, known_one + " ")]
        began, busy = time.perf_counter(), time.process_time()
        for start in range(0, len(asked), 800):
            store.memory.recall("echo", asked[start : start + 800])
        seconds, busy = time.perf_counter() - began, time.process_time() - busy
        return len(asked) / seconds, len(asked) / busy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=3_000_000)
    parser.add_argument("--folder", type=Path, help="keep the corpus here, and use it again")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="translate-scale-"))
    corpus, out = folder / "corpus", folder / "out"
    state = out / ".translate" / "state.sqlite3"
    try:
        if not corpus.exists():
            make_corpus(corpus, options.articles)
        # Each time: what another version of the settings wrote would be written again.
        _fake_outputs(corpus, out)
        _fill_memory(state, options.entries)
        arguments = ("run", str(corpus), "--out", str(out), "--engine", "echo")
        runs = [_measured(*arguments) for _ in range(3)]
        seconds, busy, peak, line = min(runs)
        by_clock, by_processor = _look_up(state)
        figures = {
            "articles": options.articles,
            "entries": options.entries,
            "state_mb": round(state.stat().st_size / 1e6),
            "rerun": line,
            "rerun_seconds": round(seconds, 2),
            "rerun_processor_seconds": round(busy, 2),
            "rerun_peak_mb": round(peak),
            "lookups_per_second": round(by_clock),
            "lookups_per_processor_second": round(by_processor),
        }
        for name, figure in figures.items():
            print(json.dumps({name: figure}))
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
