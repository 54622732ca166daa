"""Watching a corpus: what starts a run, what does not, and what a watch survives."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.soak.watch import soak
from translate import corpus as corpora
from translate.corpus import Counts, Progress
from translate.engines import load_engine
from translate.errors import CorpusError, EngineError, SettingsError, StateError
from translate.settings import Settings
from translate.store import Store
from translate.watch import Rhythm, alive, changes, watch
from translate.watch.places import is_on_network
from translate.writing import locked

ARTICLE = "Regen in Bonn\n\nAm Samstag regnet es im Norden. Am Sonntag scheint die Sonne.\n"

QUICK = Rhythm(settle=0.15, burst=0.8, tick=0.05, beat=0.05, retry=0.1)


class Watching:
    """A watch in a thread of the test; it writes down what it runs and notes."""

    def __init__(self, settings: Settings, rhythm: Rhythm = QUICK, *, poll: bool = False) -> None:
        self.settings = replace(settings, settle=rhythm.settle)
        self.notes: list[str] = []
        self.runs: list[Counts] = []
        self.errors: list[Exception] = []
        self.run: Callable[[Progress], Counts] = lambda heard: corpora.run(self.settings, heard)
        self._stop = threading.Event()
        self._rhythm = rhythm
        self._poll = poll
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        progress = Progress(
            note=self.notes.append, warn=self.notes.append, is_asked_to_stop=self._stop.is_set
        )
        try:
            watch(self.settings, self._run, progress, poll=self._poll, rhythm=self._rhythm)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            self.errors.append(error)

    def _run(self, heard: Progress) -> Counts:
        counts = self.run(heard)
        self.runs.append(counts)
        return counts

    def start(self) -> Watching:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        if self._thread.ident:
            self._thread.join(timeout=20)
        assert not self._thread.is_alive()

    def until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not is_so():
            assert not self.errors, self.errors
            assert time.monotonic() < end, (self.notes, self.runs)
            time.sleep(0.02)

    def has(self, *outputs: str) -> Callable[[], bool]:
        return lambda: all((self.settings.out / output).is_file() for output in outputs)

    @property
    def state(self) -> str:
        beat = alive.last_beat(self.settings.out)
        return beat.state if beat else ""

    @property
    def gone(self) -> list[str]:
        with Store.open(self.settings.out / ".translate" / "state.sqlite3") as store:
            return [state.source for state in store.articles().values() if state.gone]


@pytest.fixture
def settings(corpus: Path) -> Settings:
    """A corpus that has been there for a while."""
    for file in corpus.iterdir():
        os.utime(file, (1e9, 1e9))
    return Settings(corpus=corpus, out=corpus.parent / "out", engine="echo")


@pytest.fixture
def watching(settings: Settings) -> Iterator[Watching]:
    made = Watching(settings)
    yield made
    made.stop()
    assert not made.errors


class TestChanges:
    def test_it_runs_at_once_and_after_each_change(self, watching: Watching, corpus: Path) -> None:
        watching.start().until(watching.has("a.md", "b.md"))
        (corpus / "c.txt").write_text(ARTICLE)
        watching.until(watching.has("c.md"))
        (corpus / "c.txt").write_text(ARTICLE.replace("Bonn", "Köln"))
        watching.until(lambda: "REGEN IN KÖLN" in (watching.settings.out / "c.md").read_text())

    def test_a_new_folder_and_what_is_in_it(self, watching: Watching, corpus: Path) -> None:
        watching.start().until(watching.has("a.md"))
        (corpus / "neu" / "tief").mkdir(parents=True)
        (corpus / "neu" / "tief" / "c.txt").write_text(ARTICLE)
        watching.until(watching.has("neu/tief/c.md"))
        (corpus / "neu" / "tief" / "d.txt").write_text(ARTICLE)
        watching.until(watching.has("neu/tief/d.md"))

    def test_renamed_and_deleted_files(self, watching: Watching, corpus: Path) -> None:
        watching.start().until(watching.has("a.md", "b.md"))
        (corpus / "a.txt").rename(corpus / "z.txt")
        watching.until(lambda: watching.has("z.md")() and len(watching.runs) > 1)
        assert sum(run.translated for run in watching.runs) == 2
        (corpus / "b.txt").unlink()
        watching.until(lambda: watching.gone == ["b.txt"])

    def test_a_burst_is_one_run(self, watching: Watching, corpus: Path) -> None:
        watching.start().until(lambda: watching.state == "waiting" and bool(watching.runs))
        before = len(watching.runs)
        for number in range(20):
            (corpus / f"n{number}.txt").write_text(ARTICLE)
            time.sleep(0.02)
        watching.until(lambda: sum(run.translated for run in watching.runs) == 22)
        assert len(watching.runs) <= before + 2

    def test_a_burst_without_end_is_cut(self, watching: Watching, corpus: Path) -> None:
        watching.start().until(lambda: watching.state == "waiting" and bool(watching.runs))
        (corpus / "c.txt").write_text(ARTICLE)
        end = time.monotonic() + 10
        while not watching.has("c.md")():
            assert time.monotonic() < end
            (corpus / "d.txt").write_text(ARTICLE + "Es regnet. " * len(watching.runs))
            time.sleep(0.03)
        watching.until(watching.has("d.md"))

    def test_a_file_that_grows_is_left_until_it_is_whole(
        self, settings: Settings, corpus: Path
    ) -> None:
        """Runs begin while it grows; the pauses of its writer are shorter than `settle`."""
        watching = Watching(settings, replace(QUICK, settle=2.0, burst=0.2)).start()
        watching.until(lambda: watching.state == "waiting" and bool(watching.runs))
        before = len(watching.runs)
        with (corpus / "c.txt").open("w") as file:
            while len(watching.runs) < before + 2:
                file.write(ARTICLE)
                file.flush()
                time.sleep(0.05)
                assert not watching.has("c.md")()
        watching.until(watching.has("c.md"))
        watching.stop()

    def test_a_file_that_was_too_young_is_looked_at_again_without_an_event(
        self, settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(changes.Changes, "_counts", lambda *_: False)
        os.utime(corpus / "a.txt")
        watching = Watching(settings, replace(QUICK, settle=2.0)).start()
        watching.until(watching.has("a.md", "b.md"))
        watching.stop()
        assert watching.runs[0].skipped == 1

    def test_what_is_not_an_article_starts_nothing(self, watching: Watching, corpus: Path) -> None:
        (corpus / "log.csv").write_text("1")
        watching.start().until(lambda: watching.state == "waiting" and bool(watching.runs))
        before = len(watching.runs)
        for name in ("log.csv", ".hidden.txt"):
            (corpus / name).write_text("2")
        time.sleep(0.6)
        assert len(watching.runs) == before

    def test_an_output_inside_the_corpus_does_not_start_runs(
        self, settings: Settings, corpus: Path
    ) -> None:
        watching = Watching(replace(settings, out=corpus / "out")).start()
        watching.until(lambda: watching.state == "waiting" and bool(watching.runs))
        before = len(watching.runs)
        time.sleep(0.6)
        watching.stop()
        assert len(watching.runs) == before

    def test_polling_sees_the_same(self, settings: Settings, corpus: Path) -> None:
        watching = Watching(settings, poll=True).start()
        watching.until(watching.has("a.md", "b.md"))
        (corpus / "neu").mkdir()
        (corpus / "neu" / "c.txt").write_text(ARTICLE)
        watching.until(watching.has("neu/c.md"))
        watching.stop()

    def test_without_any_event_it_looks_now_and_then(
        self, settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Events can be lost: a queue overflows, a share tells only its own machine."""
        monkeypatch.setattr(changes.Changes, "_counts", lambda *_: False)
        watching = Watching(settings, replace(QUICK, sweep=0.5)).start()
        watching.until(watching.has("a.md"))
        (corpus / "c.txt").write_text(ARTICLE)
        watching.until(watching.has("c.md"))
        watching.stop()

    def test_where_the_system_tells_nothing_more_it_is_asked(
        self, settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = changes.watch_files

        def limited(*paths: Path, **options: object) -> object:
            if not options["force_polling"]:
                raise OSError("OS file watch limit reached")
            return real(*paths, **options)

        monkeypatch.setattr(changes, "watch_files", limited)
        watching = Watching(settings).start()
        watching.until(watching.has("a.md"))
        (corpus / "c.txt").write_text(ARTICLE)
        watching.until(watching.has("c.md"))
        watching.stop()
        assert "max_user_watches" in watching.notes[0]


class TestAway:
    """A corpus that is not there for a while: nothing in it counts as deleted."""

    def test_a_folder_that_vanishes_and_comes_back(self, watching: Watching, corpus: Path) -> None:
        watching.start().until(watching.has("a.md", "b.md"))
        away = corpus.rename(corpus.with_name("away"))
        watching.until(lambda: watching.state == "away")
        assert watching.gone == []
        (away / "c.txt").write_text(ARTICLE)
        away.rename(corpus)
        watching.until(watching.has("c.md"))
        (corpus / "d.txt").write_text(ARTICLE)
        watching.until(watching.has("d.md"))
        assert watching.gone == []

    def test_another_folder_under_the_same_name(self, watching: Watching, corpus: Path) -> None:
        """As when a share is mounted over it: the old one is not what is to be watched."""
        watching.start().until(lambda: watching.state == "waiting" and bool(watching.runs))
        other = corpus.with_name("other")
        shutil.copytree(corpus, other)
        corpus.rename(corpus.with_name("old"))
        other.rename(corpus)
        watching.until(lambda: len(watching.runs) > 1 and watching.state == "waiting")
        time.sleep(0.3)
        (corpus / "c.txt").write_text(ARTICLE)
        watching.until(watching.has("c.md"))

    def test_an_empty_mount_point_is_not_an_emptied_corpus(
        self, watching: Watching, corpus: Path
    ) -> None:
        watching.settings = replace(watching.settings, prune=True)
        watching.start().until(watching.has("a.md", "b.md"))
        away = corpus.rename(corpus.with_name("away"))
        corpus.mkdir()
        watching.until(lambda: any("not mounted?" in note for note in watching.notes))
        watching.until(lambda: watching.state == "away")
        time.sleep(0.5)
        assert (watching.state, watching.gone) == ("away", [])
        assert watching.has("a.md", "b.md")()
        (away / "c.txt").write_text(ARTICLE)
        corpus.rmdir()
        away.rename(corpus)
        watching.until(watching.has("a.md", "b.md", "c.md"))
        assert watching.gone == []

    def test_one_that_is_not_there_yet_is_waited_for(self, settings: Settings) -> None:
        later = settings.corpus.with_name("later")
        watching = Watching(replace(settings, corpus=later)).start()
        watching.until(lambda: bool(watching.notes))
        assert "waiting for it" in watching.notes[0]
        assert not settings.out.exists()
        settings.corpus.rename(later)
        watching.until(watching.has("a.md"))
        watching.stop()

    def test_an_output_on_another_disk_than_before_is_waited_for(
        self, watching: Watching, corpus: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        watching.start().until(lambda: watching.state == "waiting" and bool(watching.runs))
        monkeypatch.setattr("translate.watch.device_of", lambda _: 12345)
        before = len(watching.runs)
        (corpus / "c.txt").write_text(ARTICLE)
        watching.until(lambda: watching.state == "away")
        assert len(watching.runs) == before
        monkeypatch.undo()
        watching.until(watching.has("c.md"))


class TestTrouble:
    def test_another_run_at_work_is_waited_for(self, watching: Watching) -> None:
        with locked(watching.settings.out / ".translate"):
            watching.start().until(lambda: bool(watching.notes))
            assert "another run" in watching.notes[0]
        watching.until(watching.has("a.md", "b.md"))

    def test_a_first_run_that_cannot_be_is_an_error(self, settings: Settings) -> None:
        watching = Watching(settings)

        def fail(_: Progress) -> Counts:
            raise EngineError("no model")

        watching.run = fail
        watching.start()
        watching._thread.join(timeout=20)
        assert [type(error) for error in watching.errors] == [EngineError]

    def test_a_later_one_is_told_once_and_tried_again(
        self, watching: Watching, corpus: Path
    ) -> None:
        """A full disk at night: the watch goes on when there is room again."""
        watching.start().until(watching.has("a.md"))
        real, failures = watching.run, []

        def fail(heard: Progress) -> Counts:
            if len(failures) < 3:
                failures.append(1)
                raise CorpusError("out/c.md: cannot be written (No space left on device)")
            return real(heard)

        watching.run = fail
        (corpus / "c.txt").write_text(ARTICLE)
        watching.until(lambda: watching.state == "failing")
        watching.until(watching.has("c.md"))
        assert len([note for note in watching.notes if "No space left" in note]) == 1
        watching.until(lambda: "goes on" in watching.notes[-1])

    def test_a_state_that_cannot_be_read_does_not_end_a_watch(
        self, watching: Watching, corpus: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also where it is asked whether an empty corpus may be an unmounted one."""
        watching.start().until(lambda: watching.state == "waiting" and bool(watching.runs))

        def fail(_: Settings) -> bool:
            raise StateError("state.sqlite3: cannot be used (disk I/O error)")

        monkeypatch.setattr("translate.watch._knows_articles", fail)
        away = corpus.rename(corpus.with_name("away"))
        corpus.mkdir()
        watching.until(lambda: watching.state == "failing")
        assert "disk I/O error) (trying again)" in watching.notes[-1]
        monkeypatch.undo()
        corpus.rmdir()
        (away / "c.txt").write_text(ARTICLE)
        away.rename(corpus)
        watching.until(watching.has("c.md"))

    @pytest.mark.parametrize("settle", [0.0, 0.001])
    def test_a_watch_without_any_quiet_is_refused(self, settings: Settings, settle: float) -> None:
        with pytest.raises(SettingsError, match=r"settle is at least 0\.05 s for a watch"):
            watch(replace(settings, settle=settle), lambda _: Counts(), Progress())

    @pytest.mark.parametrize("option", [{"force": True}, {"dry_run": True}, {"limit": 3}])
    def test_options_of_a_single_run_are_refused(
        self, settings: Settings, option: dict[str, object]
    ) -> None:
        with pytest.raises(SettingsError, match="watch runs again"):
            watch(replace(settings, **option), lambda _: Counts(), Progress())


class TestHeartbeat:
    def test_the_file_is_touched_while_nothing_happens(self, watching: Watching) -> None:
        file = watching.settings.out / ".translate" / "alive"
        watching.start().until(lambda: watching.state == "waiting")
        before = file.stat().st_mtime_ns
        watching.until(lambda: file.stat().st_mtime_ns > before)
        assert json.loads(file.read_text())["pid"] == os.getpid()
        watching.stop()
        assert watching.state == "stopped"

    def test_it_beats_during_a_run(self, watching: Watching) -> None:
        states = []
        real = watching.run

        def slow(heard: Progress) -> Counts:
            before = time.time_ns()
            time.sleep(0.1)
            heard.sentences(1)
            file = watching.settings.out / ".translate" / "alive"
            states.append((watching.state, file.stat().st_mtime_ns > before))
            return real(heard)

        watching.run = slow
        watching.start().until(lambda: bool(watching.runs))
        assert states[0] == ("running", True)

    def test_a_line_now_and_then(self, settings: Settings) -> None:
        watching = Watching(settings, replace(QUICK, line=0.2)).start()
        watching.until(lambda: any("runs" in note for note in watching.notes))
        watching.stop()


class TestMounts:
    @pytest.mark.parametrize(
        ("folder", "is_remote"),
        [
            ("/mnt/nas/a b/corpus", True),
            ("/mnt/nas", False),
            ("/home/anna", False),
            ("/sshfs/x", True),
        ],
    )
    def test_network_shares_are_known_by_their_mount(
        self, tmp_path: Path, folder: str, is_remote: bool
    ) -> None:
        mounts = tmp_path / "mounts"
        mounts.write_text(
            "/dev/sda1 / ext4 rw 0 0\n"
            "nas:/x /mnt/nas/a\\040b nfs4 rw 0 0\n"
            "anna@box: /sshfs fuse.sshfs rw 0 0\n"
        )
        assert is_on_network(Path(folder), mounts) is is_remote


class TestCommand:
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
    def test_it_ends_clean_on_a_signal(
        self, corpus: Path, number: signal.Signals, code: int
    ) -> None:
        out = corpus.parent / "out"
        program = [sys.executable, "-c", "from translate.cli import main; main()", "watch"]
        process = subprocess.Popen(
            [*program, str(corpus), "--out", str(out), "--engine", "echo", "--settle", "0.1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            end = time.monotonic() + 30
            while (beat := alive.last_beat(out)) is None or beat.state != "waiting":
                assert process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.05)
            process.send_signal(number)
            said, errors = process.communicate(timeout=20)
        finally:
            process.kill()
            process.communicate()
        assert process.returncode == code, errors
        assert said == "2 translated, 0 unchanged, 0 skipped, 0 failed\n"
        assert "Traceback" not in errors
        assert alive.last_beat(out).state == "stopped"

    def test_the_engine_stays_loaded(self) -> None:
        """Each run asks for the engine; with the same settings and model it is the same one."""
        assert load_engine(Settings(workers=1)) is load_engine(Settings(workers=1))


def test_many_changes_by_several_writers_end_with_nothing_open(tmp_path: Path) -> None:
    """The short form of `tests/soak/watch.py`."""
    figures = soak(tmp_path, changes=40, writers=4, pause=0.05, settle=0.15)
    assert figures["articles"] > 0
