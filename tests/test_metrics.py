"""What a run leaves for machines: a log of JSON lines, metrics for Prometheus, its history."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import sys
from pathlib import Path

import pytest

from translate.logs import Log
from translate.settings import Settings
from translate.store import Store
from translate.writing import locked

OLD_STATES = sorted((Path(__file__).parent / "states").glob("*.sql"))[:-1]

_SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} ([0-9.e+-]+)')


def _read(path: Path) -> dict[tuple[str, str], float]:
    """Read the text format as strictly as Prometheus does: help, type, samples."""
    samples = {}
    described = set()
    for line in path.read_text().splitlines():
        if line.startswith("# "):
            _, kind, name, _rest = line.split(" ", 3)
            assert kind in ("HELP", "TYPE")
            described.add(name)
            continue
        name, labels, value = _SAMPLE.fullmatch(line).groups()
        assert name in described
        kept = [
            label for label in labels.split(",") if not label.startswith(("corpus=", "version="))
        ]
        samples[name.removeprefix("translate_"), ",".join(kept)] = float(value)
    return samples


class TestMetrics:
    def test_figures_of_a_run(self, corpus: Path, translate, tmp_path: Path) -> None:
        file = tmp_path / "metrics" / "translate.prom"
        run = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo", "--metrics", file)
        assert translate(*run).code == 0
        samples = _read(file)
        assert samples["last_run_articles", 'result="translated"'] == 2
        assert samples["last_run_articles", 'result="failed"'] == 0
        assert samples["last_run_exit_code", ""] == 0
        assert samples["last_success_timestamp_seconds", ""] > 1.7e9
        assert samples["memory_sentences", ""] == samples["last_run_sentences", 'origin="engine"']
        assert sorted(path.name for path in file.parent.iterdir()) == [file.name]

    def test_failures_and_runs_that_could_not_be(
        self, corpus: Path, translate, tmp_path: Path
    ) -> None:
        """The time of the last success outlives them: that is what an alarm looks at."""
        file = tmp_path / "translate.prom"
        run = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo", "--metrics", file)
        translate(*run)
        success = _read(file)["last_success_timestamp_seconds", ""]
        (corpus / "c.txt").write_bytes(b"\x00\x01" * 50)
        assert translate(*run).code == 1
        samples = _read(file)
        assert samples["last_run_exit_code", ""] == 1
        assert samples["last_run_articles", 'result="failed"'] == 1
        assert samples["last_success_timestamp_seconds", ""] == success
        corpus.rename(tmp_path / "away")
        assert translate(*run).code == 2
        assert _read(file)["last_run_exit_code", ""] == 2
        assert _read(file)["last_success_timestamp_seconds", ""] == success

    def test_a_run_that_finds_the_lock_leaves_them_alone(
        self, corpus: Path, translate, tmp_path: Path
    ) -> None:
        file = tmp_path / "translate.prom"
        run = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo", "--metrics", file)
        with locked(tmp_path / "out" / ".translate"):
            assert translate(*run).code == 75
            assert not file.exists()
            assert translate(*run, "--quiet").err == ""

    def test_names_with_quotes_are_escaped(self, corpus: Path, translate, tmp_path: Path) -> None:
        odd = corpus.rename(tmp_path / 'a "b" \\ c')
        file = tmp_path / "translate.prom"
        run = ("run", odd, "--out", tmp_path / "out", "--engine", "echo", "--metrics", file)
        assert translate(*run).code == 0
        assert _read(file)["last_run_exit_code", ""] == 0
        assert '/a \\"b\\" \\\\ c"' in file.read_text()

    @pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
    def test_a_name_that_is_no_text_is_spelled_out(
        self, corpus: Path, translate, tmp_path: Path
    ) -> None:
        """A folder from a Latin-1 disk; what is said of it on stdout are its own bytes."""
        odd = corpus.rename(tmp_path / os.fsdecode(b"M\xfcnchen"))
        file = tmp_path / "translate.prom"
        run = ("run", odd, "--out", tmp_path / "out", "--engine", "echo", "--metrics", file)
        for _ in range(2):
            assert translate(*run).code == 0
        assert _read(file)["last_run_exit_code", ""] == 0
        assert "/M\\\\xfcnchen" in file.read_text()
        Log(tmp_path / "log", print).write({"message": os.fspath(odd)})
        assert json.loads((tmp_path / "log").read_text())["message"] == os.fspath(odd)

    def test_a_file_that_cannot_be_written_is_said(
        self, corpus: Path, translate, tmp_path: Path
    ) -> None:
        """The articles are there: the exit code speaks of them."""
        result = translate(
            "run", corpus, "--out", tmp_path / "out", "--engine", "echo",
            "--metrics", corpus / "a.txt" / "x.prom",
        )  # fmt: skip
        assert result.code == 0
        assert "x.prom: cannot be written" in result.err
        assert result.last_line.startswith("2 translated")


class TestLog:
    def test_each_run_is_appended_as_json_lines(
        self, corpus: Path, translate, tmp_path: Path
    ) -> None:
        log = tmp_path / "logs" / "translate.jsonl"
        run = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo", "--log-file", log)
        translate(*run)
        (corpus / "c.txt").write_bytes(b"\x00\x01" * 50)
        translate(*run)
        events = [json.loads(line) for line in log.read_text().splitlines()]
        assert [event["event"] for event in events] == [
            "start", "article", "article", "summary", "start", "article", "summary",
        ]  # fmt: skip
        assert events[5]["status"] == "failed"
        assert events[5]["reason"].startswith("c.txt: ")
        assert events[6]["exit_code"] == 1
        assert all(re.fullmatch(r"\d{4}-.*T.*\+00:00", event["time"]) for event in events)

    def test_a_run_that_could_not_be_is_in_it(self, translate, tmp_path: Path) -> None:
        log = tmp_path / "translate.jsonl"
        assert translate("run", tmp_path / "nowhere", "--log-file", log).code == 2
        event = json.loads(log.read_text())
        assert (event["event"], event["exit_code"]) == ("error", 2)

    def test_one_that_cannot_be_written_is_refused(
        self, corpus: Path, translate, tmp_path: Path
    ) -> None:
        result = translate("run", corpus, "--engine", "echo", "--log-file", tmp_path)
        assert result.code == 2
        assert "choose another --log-file" in result.err


class TestHistory:
    @pytest.fixture(autouse=True)
    def _echo(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRANSLATE_ENGINE", "echo")

    def test_the_last_runs_newest_first(self, corpus: Path, translate, tmp_path: Path) -> None:
        out = tmp_path / "out"
        assert "no run yet" in translate("status", corpus, "--out", out).out
        translate("run", corpus, "--out", out)
        translate("run", corpus, "--out", out)
        shown = translate("status", corpus, "--out", out, "--history").out.splitlines()
        assert shown[0].endswith("2 up to date, 0 to translate, 0 skipped")
        assert [line.split()[2:5] for line in shown[-2:]] == [["0", "2", "0"], ["2", "0", "0"]]

    def test_as_json(self, corpus: Path, translate, tmp_path: Path) -> None:
        out = tmp_path / "out"
        translate("run", corpus, "--out", out)
        status = json.loads(translate("status", corpus, "--out", out, "--json", "--history").out)
        assert (status["found"], status["open"], len(status["history"])) == (2, 0, 1)
        assert status["last_run"] == status["history"][0]
        plain = json.loads(translate("status", corpus, "--out", out, "--json").out)
        assert "history" not in plain

    def test_other_settings_open_nothing_but_are_said(
        self, corpus: Path, translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "out"
        translate("run", corpus, "--out", out)
        monkeypatch.setenv("TRANSLATE_SUMMARY_SENTENCES", "1")
        status = json.loads(translate("status", corpus, "--out", out, "--json").out)
        assert (status["open"], status["outdated"]) == (0, 2)
        shown = translate("status", corpus, "--out", out).out
        assert "2 of those up to date: made with other" in shown
        translate("run", corpus, "--out", out)
        status = json.loads(translate("status", corpus, "--out", out, "--json").out)
        assert (status["open"], status["outdated"], status["up_to_date"]) == (0, 0, 2)

    def test_looking_changes_nothing(self, corpus: Path, translate, tmp_path: Path) -> None:
        translate("status", corpus, "--out", tmp_path / "out")
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("script", OLD_STATES, ids=lambda path: path.stem)
    def test_looking_leaves_an_older_state_as_it_is(
        self, corpus: Path, translate, tmp_path: Path, script: Path
    ) -> None:
        """Whoever goes back to the older version finds what it wrote."""
        state = tmp_path / "out" / ".translate" / "state.sqlite3"
        state.parent.mkdir(parents=True)
        with contextlib.closing(sqlite3.connect(state)) as connection:
            connection.executescript(script.read_text(encoding="utf-8"))
        before = state.read_bytes()
        folders = (corpus, "--out", tmp_path / "out")
        assert "last run" in translate("status", *folders).out
        assert translate("run", *folders, "--dry-run").last_line.startswith("2 translated")
        assert translate("digest", "--out", tmp_path / "out").code == 0
        assert state.read_bytes() == before
        assert [file.name for file in state.parent.iterdir()] == [state.name]

    def test_a_clock_that_was_set_back_harms_nothing(
        self, corpus: Path, translate, tmp_path: Path
    ) -> None:
        """Runs are kept in the order they came, whatever the clock said."""
        settings = Settings(corpus=corpus, out=tmp_path / "out")
        translate("run", corpus, "--out", settings.out)
        with Store.open(settings.out / ".translate" / "state.sqlite3") as store:
            (run,) = store.runs()
            with store.transaction():
                store.record_run(type(run)(**{
                    **{name: getattr(run, name) for name in type(run).__dataclass_fields__},
                    "started": "1999-01-01T00:00:00+00:00",
                }))  # fmt: skip
        shown = translate("status", corpus, "--out", settings.out).out
        assert "last run 1999-01-01" in shown
