"""
A run may die at any moment: the next one gives what one gives that was never killed.

The long version of this, with 200 kills at random moments, is `make soak`.
"""

from __future__ import annotations

import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.soak import harness
from tests.soak.driver import ERROR_STEPS, KILL_STEPS, REBUILD_STEPS


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    return harness.play(harness.fresh(tmp_path_factory.mktemp("fresh") / "scene", 4))


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    """Sources changed, renamed, gone and new; outputs edited by hand."""
    return harness.play(harness.lived_in(tmp_path_factory.mktemp("lived-in") / "scene", 24))


@pytest.mark.parametrize("step", KILL_STEPS)
def test_a_kill_at_a_named_step_is_mended(lived_in, step, tmp_path):
    """Byte-identical articles, no temporary file, nothing translated twice, the same state."""
    assert harness.killed_at(
        lived_in, KILL_STEPS[step], 2 if "run" not in step else 1, tmp_path / "log"
    )


@pytest.fixture(scope="module")
def lost(tmp_path_factory):
    """Edits that were learnt, one that was not, and then the state was deleted."""
    return harness.play(harness.lost(tmp_path_factory.mktemp("lost") / "scene"))


@pytest.mark.parametrize("step", REBUILD_STEPS)
def test_a_kill_while_the_state_is_rebuilt_is_mended(lost, step, tmp_path):
    """Each article keeps the words of the person who edited it, be its state known again or not."""
    articles = b"".join(lost.reference.values())
    assert all(f"SAID {number}".encode() in articles for number in range(6))
    assert b"NOT LEARNT" in articles
    assert harness.killed_at(lost, REBUILD_STEPS[step], 1, tmp_path / "log")


def test_the_first_run_may_die_too(fresh, tmp_path):
    assert harness.killed_at(fresh, "has replaced", 3, tmp_path / "log")
    assert harness.killed_at(fresh, "CREATE TABLE articles", 1, tmp_path / "log")


def test_the_index_is_written_though_the_run_died_before_it(fresh, tmp_path):
    """All articles are recorded: the next run has nothing to translate, and the index to write."""
    # The lock's holder, the mark, the articles, the index; then the digest.
    replaced = 2 + len(fresh.reference) - 1
    assert harness.killed_at(fresh, "replace", replaced, tmp_path / "log")
    assert harness.killed_at(fresh, "replace", replaced + 1, tmp_path / "log")
    assert not harness.killed_at(fresh, "replace", replaced + 2, tmp_path / "log")


def test_what_a_killed_run_wrote_is_not_taken_for_a_persons_work(fresh):
    """Written, not recorded, and then the source changes: the seal says whose the article is."""
    copy = harness.copy_of(fresh, "unrecorded")
    assert harness.finish(copy.arguments, step="has replaced", number=3) == -9
    (output,) = (copy.root / "out").rglob("0*.md")
    source = copy.root / "corpus" / output.relative_to(copy.root / "out").with_suffix(".txt")
    source.write_text(source.read_text("utf-8") + "\nNoch ein Satz kam dazu.\n", "utf-8")
    assert harness.finish(copy.arguments) == 0
    assert "NOCH EIN SATZ KAM DAZU." in output.read_text("utf-8")
    assert not list((copy.root / "out").rglob("*.new.md"))


def test_kills_at_random_moments_are_mended(lived_in, tmp_path):
    chance = random.Random(4)
    for _ in range(3):
        delays = [chance.uniform(0, lived_in.seconds) for _ in range(2)]
        harness.killed_after(lived_in, delays, tmp_path / "log")


def test_a_kill_in_the_middle_of_a_migration_is_mended(fresh, tmp_path):
    """The step and its number are one transaction: the old state stays whole, and is migrated."""
    copy = harness.copy_of(fresh, "old")
    assert harness.finish(copy.arguments) == 0
    _downgrade(copy.root / "out" / ".translate" / "state.sqlite3")
    assert harness.finish(copy.arguments, step="CREATE INDEX memory_by_signature") == -9
    harness.check_end(copy, tmp_path / "log", harness.memory_of(copy.root / "out"))


def _downgrade(state):
    """Make a state of version 1 of one of today: as an older translate would have left it."""
    connection = sqlite3.connect(state)
    connection.execute("DROP TABLE edits")
    connection.execute("DROP TABLE rebuilt")
    connection.execute("DROP INDEX memory_by_signature")
    for name in ("output_size", "output_mtime_ns", "frame", "cells"):
        connection.execute(f"ALTER TABLE articles DROP COLUMN {name}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("error", ERROR_STEPS)
def test_an_output_that_cannot_be_written_ends_the_run_whole(fresh, error, tmp_path):
    """Exit code 2, whole files, and the next run goes on."""
    step, number = ERROR_STEPS[error]
    copy = harness.copy_of(fresh, "refused")
    assert harness.finish(copy.arguments, step=step, number=3, error=number) == 2
    harness.check_whole(copy)
    harness.check_end(copy, tmp_path / "log", harness.memory_of(copy.root / "out"))


def test_two_runs_started_together_do_not_meet(fresh):
    """One runs; the other is refused with 75, or comes after and finds nothing to do."""
    harness.pairs(fresh, 4)


SLOW = """
import hashlib, sys
from translate import cli, pipeline
from translate.engines.echo import EchoEngine
answer = EchoEngine.translate
def slowly(self, sentences):
    print("translating", file=sys.stderr, flush=True)
    # Like a real engine: one call into C, in which Python hears no signal.
    hashlib.pbkdf2_hmac("sha256", b"", b"", int({seconds} * 1_000_000))
    return answer(self, sentences)
EchoEngine.translate = slowly
cut = pipeline.batches
from translate.corpus import running
running.batches = lambda stream: cut(stream, 10)
cli.main()
"""


def _slow_run(scene, seconds):
    """A run that has reached the engine, in small batches."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW.format(seconds=seconds), *scene.arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while "translating" not in process.stderr.readline():
        pass
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_finishes_what_is_under_way_and_says_what_is_done(fresh, number, code, tmp_path):
    copy = harness.copy_of(fresh, "asked")
    with _slow_run(copy, 2) as process:  # so slow that a busy machine delivers the signal in time
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code
    translated, unchanged, skipped, failed = map(int, re.findall(r"\d+", out.splitlines()[-1]))
    assert (unchanged, failed, translated + skipped) == (0, 0, 4)
    assert translated
    assert skipped
    assert "finishing what is under way" in err
    assert len(harness.rows_of(copy.root / "out")) == translated
    # Both runs came to their end: each has a digest of its own.
    known = harness.memory_of(copy.root / "out")
    harness.check_end(copy, tmp_path / "log", known, but="digest.md")


def test_a_second_signal_stops_at_once_and_loses_nothing(fresh, tmp_path):
    copy = harness.copy_of(fresh, "stopped")
    with _slow_run(copy, 60) as process:
        process.send_signal(signal.SIGINT)
        while "once more" not in process.stderr.readline():
            pass
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
    assert time.monotonic() - began < 20  # the engine would have taken a minute
    harness.check_end(copy, tmp_path / "log", harness.memory_of(copy.root / "out"))


def test_a_second_run_is_told_who_holds_the_output(fresh):
    """Exit code 75, with process and time; when the first one dies, its lock dies with it."""
    copy = harness.copy_of(fresh, "locked")
    with _slow_run(copy, 60) as process:
        refused = subprocess.run(
            [sys.executable, "-m", "translate", *copy.arguments],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert refused.returncode == 75
        assert f"process {process.pid}, since 20" in refused.stderr
        process.kill()
        process.communicate()
    assert json.loads((copy.root / "out/.translate/lock.json").read_text())["pid"] == process.pid
    assert harness.finish(copy.arguments) == 0
    assert harness.articles_in(copy.root / "out") == copy.reference
