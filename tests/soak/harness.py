"""
Scenes, kills, and what must be true after them.

Every scene is played once without a fault: its output is the reference. Then it is played again
and killed, once or several times, and run to its end; the output must be the reference, byte for
byte.
"""

from __future__ import annotations

import multiprocessing
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.scale import article, make_corpus
from tests.soak import driver

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.soak.driver", "translate.corpus", "trafilatura"])

# What differs between two runs that did the same: moments, and times of files.
_COLUMNS = (
    "source, source_digest, fingerprint, skipped, output, output_digest, title, words, "
    "warnings, gone <> '', output_size, hex(cells), frame"
)


_LISTS = ("index.md", "digest.md")


@dataclass
class Scene:
    """A corpus and an output folder as they are before the run that will be killed."""

    root: Path
    options: tuple[str, ...] = ()
    reference: dict[str, bytes] = field(default_factory=dict)
    reference_rows: list[tuple] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def arguments(self) -> list[str]:
        return arguments_for(self.root, self.options)


def arguments_for(root: Path, options: Sequence[str] = ()) -> list[str]:
    return [
        "run", str(root / "corpus"), "--out", str(root / "out"), "--engine", "echo", *options,
    ]  # fmt: skip


def start(arguments: list[str], **fault: object) -> multiprocessing.Process:
    process = _CONTEXT.Process(target=driver.run, args=(arguments,), kwargs=fault)
    process.start()
    return process


def finish(arguments: list[str], **fault: object) -> int:
    """Run to the end; the exit code, negative for a signal."""
    process = start(arguments, **fault)
    process.join(120)
    assert process.exitcode is not None, "the run does not end"
    return process.exitcode


def fresh(folder: Path, articles: int = 60) -> Scene:
    """A corpus that was never translated."""
    make_corpus(folder / "corpus", articles)
    return Scene(folder)


def lived_in(folder: Path, articles: int = 40) -> Scene:
    """A translated corpus in which everything happened that can happen before the next run."""
    scene = fresh(folder, articles)
    assert finish(scene.arguments) == 0
    sources = sorted((folder / "corpus").rglob("*.txt"))
    outputs = sorted(path for path in (folder / "out").rglob("*.md") if path.name not in _LISTS)
    for path in sources[0:6]:  # changed
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\nDas kam am Abend noch dazu, sagt die Stadt.\n", encoding="utf-8")
    for path in sources[6:12]:  # renamed
        path.rename(path.with_name(f"neu-{path.name}"))
    for path in sources[12:15]:  # gone
        path.unlink()
    for path in outputs[15:20]:  # edited, cell by cell
        _edit(
            path, lambda text: re.sub(r"\| ([A-ZÄÖÜ ]+), HEISST", r"| SAID SOMEBODY", text, count=2)
        )
    for path in outputs[20:22]:  # edited, beyond mapping
        _edit(path, lambda text: text + "\nA note of my own.\n")
    for path in sources[20:21]:
        path.write_text(path.read_text(encoding="utf-8") + "\nNoch ein Satz.\n", encoding="utf-8")
    import random

    for number in range(3):  # new
        text = article(random.Random(number), 900_000 + number)
        (folder / "corpus" / f"dazu-{number}.txt").write_text(text, encoding="utf-8")
    scene.options = ("--prune",)
    return scene


def lost(folder: Path, articles: int = 20) -> Scene:
    """A corpus with edits that were learnt, one that was not, and no state any more."""
    scene = fresh(folder, articles)
    assert finish(scene.arguments) == 0
    outputs = sorted(path for path in (folder / "out").rglob("*.md") if path.name not in _LISTS)
    for number, path in enumerate(outputs[0:6]):  # some of them the same paragraph, in other words
        _edit(path, lambda text, n=number: re.sub(r"\| ([A-ZÄÖÜ ]+), HEISST", rf"| SAID {n}", text))
    assert finish(scene.arguments) == 0
    _edit(
        outputs[6], lambda text: re.sub(r"\| ([A-ZÄÖÜ ]+), HEISST", "| NOT LEARNT", text, count=1)
    )
    for path in (folder / "out" / ".translate").glob("state.sqlite3*"):
        path.unlink()
    scene.options = ("--rows", "sentence")
    return scene


def _edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def play(scene: Scene) -> Scene:
    """Run a copy of a scene without a fault: the reference."""
    copy = copy_of(scene, "reference")
    began = time.monotonic()
    code = finish(copy.arguments)
    scene.seconds = time.monotonic() - began
    assert code == 0, code
    scene.reference = articles_in(copy.root / "out")
    scene.reference_rows = rows_of(copy.root / "out")
    shutil.rmtree(copy.root)
    return scene


def copy_of(scene: Scene, name: str) -> Scene:
    target = scene.root.with_name(f"{scene.root.name}-{name}")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(scene.root, target)  # times included
    return Scene(target, scene.options, scene.reference, scene.reference_rows, scene.seconds)


def articles_in(out: Path) -> dict[str, bytes]:
    """All that a reader sees, and the trash, by its path."""
    files = [*out.rglob("*.md"), *(out / ".translate" / "trash").rglob("*.md")]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def rows_of(out: Path) -> list[tuple]:
    with sqlite3.connect(out / ".translate" / "state.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute(f"SELECT {_COLUMNS} FROM articles ORDER BY source").fetchall()
    connection.close()
    return rows


def memory_of(out: Path) -> set[str]:
    """The sentences in memory, read as another process would."""
    state = out / ".translate" / "state.sqlite3"
    if not state.exists():
        return set()
    connection = sqlite3.connect(state)
    try:
        return {row[0] for row in connection.execute("SELECT source FROM memory")}
    except sqlite3.OperationalError:  # killed before the first migration
        return set()
    finally:
        connection.close()


def check_whole(scene: Scene) -> None:
    """Whatever lies there after a kill is an old article or a new one, never a part."""
    for path, content in articles_in(scene.root / "out").items():
        assert content.endswith(b"\n"), path


def check_end(scene: Scene, log: Path, known: set[str], but: str = "") -> None:
    """Run to the end and compare with the run that was never killed, all `but` one article."""
    log.unlink(missing_ok=True)
    assert finish(scene.arguments, log=str(log)) == 0
    asked = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    assert len(asked) == len(set(asked)), "a sentence was translated twice in one run"
    assert not known & set(asked), "a sentence was translated although it was in memory"
    out = scene.root / "out"
    found = articles_in(out)
    assert sorted(found) == sorted(scene.reference)
    for path, content in scene.reference.items():
        assert found[path] == content or path == but, f"{path} differs"
    differing = set(rows_of(out)) ^ set(scene.reference_rows)
    assert not differing, sorted(differing)
    left = [p for p in out.rglob(".translate-*") if p.is_file()]
    assert not left, left
    assert not (out / ".translate" / "lock.json").exists()


def killed_at(scene: Scene, step: str, number: int, log: Path) -> bool:
    """Kill at the `number`th time of a step, then run to the end; whether it came to that step."""
    copy = copy_of(scene, "killed")
    code = finish(copy.arguments, step=step, number=number)
    assert code in (0, -9), code
    check_whole(copy)
    known = memory_of(copy.root / "out")
    check_end(copy, log, known)
    shutil.rmtree(copy.root)
    return code == -9


def killed_after(scene: Scene, delays: Sequence[float], log: Path) -> int:
    """Kill after each delay in turn, in seconds, then run to the end; how many kills hit."""
    copy = copy_of(scene, "killed")
    hits = 0
    known: set[str] = set()
    for delay in delays:
        process = start(copy.arguments)
        process.join(delay)
        hits += process.exitcode is None
        process.kill()
        process.join()
        check_whole(copy)
        known |= memory_of(copy.root / "out")
    check_end(copy, log, known)
    shutil.rmtree(copy.root)
    return hits


def pairs(scene: Scene, count: int, deadline: float = float("inf")) -> int:
    """Start two runs together again and again: the output is right, and one at least ran."""
    done = 0
    while done < count and time.monotonic() < deadline:
        copy = copy_of(scene, "pair")
        both = [start(copy.arguments), start(copy.arguments)]
        for process in both:
            process.join(120)
        # One after the other is as good as one refused.
        codes = sorted(process.exitcode for process in both)
        assert codes in ([0, 75], [0, 0]), codes
        assert articles_in(copy.root / "out") == scene.reference
        assert rows_of(copy.root / "out") == scene.reference_rows
        shutil.rmtree(copy.root)
        done += 1
    return done
