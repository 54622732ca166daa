"""`translate doctor` finds what is wrong, and says what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sqlite3
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from translate import doctor, schedule
from translate.doctor import Examination, cpu_features, examine
from translate.schedule import Place
from translate.settings import Settings
from translate.store import Store
from translate.writing import locked


@pytest.fixture
def settings(corpus: Path, translate, tmp_path: Path) -> Settings:
    """An output that one run has written."""
    translate("run", corpus, "--out", tmp_path / "out", "--engine", "echo")
    return Settings(corpus=corpus, out=tmp_path / "out")


@pytest.fixture(autouse=True)
def _no_timers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not those of this machine."""
    monkeypatch.setattr(schedule, "installed", lambda: iter(()))


def _about(subject: str, settings: Settings) -> Examination:
    return next(found for found in examine(settings) if found.subject == subject)


class TestInstallation:
    def test_all_is_well_here(self, settings: Settings, translate) -> None:
        result = translate("doctor", settings.corpus, "--out", settings.out)
        assert result.code == 0, result.out
        assert "ok  starter-de-en: ready" in result.out
        assert "BAD" not in result.out

    def test_a_missing_package_ends_the_examination(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = importlib.metadata.version

        def version(name: str) -> str:
            if name == "ctranslate2":
                raise importlib.metadata.PackageNotFoundError
            return real(name)

        monkeypatch.setattr(importlib.metadata, "version", version)
        found = list(examine(settings))
        assert "pip install ctranslate2" in next(f for f in found if not f.is_well).message
        assert "processor" not in [f.subject for f in found]

    def test_what_is_required_stands_in_our_metadata(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
        names = {re.split("[>=]", line)[0] for line in declared}
        examined = {found.subject for found in examine(settings)}
        assert names <= examined
        assert "sacrebleu" not in examined

        def none(name: str) -> None:
            raise importlib.metadata.PackageNotFoundError

        monkeypatch.setattr(importlib.metadata, "requires", none)
        assert "is not installed" in _about("packages", settings).message

    def test_a_model_that_was_changed(self, settings: Settings, translate, tmp_path: Path) -> None:
        models = tmp_path / "models"
        shutil.copytree("models/starter-de-en", models / "starter-de-en",
                        ignore=shutil.ignore_patterns("ctranslate2-*"))  # fmt: skip
        weights = models / "starter-de-en" / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1000])
        result = translate("doctor", "--out", settings.out, "--models-dir", models)
        assert result.code == 1
        assert "BAD starter-de-en" in result.out

    def test_a_model_that_is_not_here(self, settings: Settings) -> None:
        found = _about("model", replace(settings, model="nobody/none"))
        assert not found.is_well
        assert "models pull" in found.message

    def test_features_of_the_processor(self, tmp_path: Path) -> None:
        cpuinfo = tmp_path / "cpuinfo"
        cpuinfo.write_text("flags : fpu sse4_2 avx2 avx512f\nflags : fpu avx2\n")
        assert cpu_features(cpuinfo) == ["avx2", "avx512f"]
        assert cpu_features(tmp_path / "none") == []

    def test_a_full_disk(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        usage = type(shutil.disk_usage("/"))(10**12, 10**12, 10**6)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        assert "make room" in _about("disk", settings).message


class TestState:
    def test_no_run_yet(self, settings: Settings, tmp_path: Path) -> None:
        fresh = replace(settings, out=tmp_path / "fresh")
        assert _about("state", fresh).is_well
        assert not fresh.out.exists()

    def test_a_run_at_work_is_no_illness(self, settings: Settings) -> None:
        assert _about("lock", settings).message == "free"
        with locked(settings.out / ".translate"):
            found = _about("lock", settings)
        assert found.is_well
        assert str(os.getpid()) in found.message

    def test_a_file_for_an_output_folder(self, settings: Settings) -> None:
        state = _about("state", replace(settings, out=Path(__file__)))
        assert (state.is_well, "a file, not a folder" in state.message) == (False, True)

    def test_a_damaged_state(self, settings: Settings) -> None:
        assert _about("state", settings).is_well
        (settings.out / ".translate" / "state.sqlite3").write_bytes(b"no database" * 1000)
        found = _about("state", settings)
        assert not found.is_well
        assert "translate run" in found.message

    def test_a_state_of_a_newer_version(self, settings: Settings) -> None:
        connection = sqlite3.connect(settings.out / ".translate" / "state.sqlite3")
        connection.execute("PRAGMA user_version = 9999")
        connection.close()
        assert "upgrade" in _about("state", settings).message

    def test_a_watch_that_is_silent(self, settings: Settings) -> None:
        assert "watch" not in [found.subject for found in examine(settings)]
        file = settings.out / ".translate" / "alive"
        file.write_text('{"pid": 77, "state": "waiting"}')
        assert _about("watch", settings).is_well
        os.utime(file, (time.time() - 3600,) * 2)
        found = _about("watch", settings)
        assert not found.is_well
        assert "process 77" in found.message
        file.write_text('{"pid": 77, "state": "stopped"}')
        os.utime(file, (time.time() - 3600,) * 2)
        assert _about("watch", settings).is_well


class TestTimers:
    @pytest.fixture
    def planned(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> schedule.Schedule:
        known = schedule.schedule_for(settings.corpus, settings.out, schedule.every("15m"), ())
        _installed(monkeypatch, known)
        return known

    def test_one_that_can_run(self, settings: Settings, planned: schedule.Schedule) -> None:
        assert _about(planned.name, settings).is_well

    def test_a_virtual_environment_that_was_moved(
        self, settings: Settings, planned: schedule.Schedule, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        command = ("/old place/bin/translate", *planned.command[1:])
        _installed(monkeypatch, replace(planned, command=command))
        found = _about(planned.name, settings)
        assert not found.is_well
        assert "/old place/bin/translate is no longer there" in found.message
        assert (
            f"schedule install {settings.corpus} --out {settings.out} --every 15m" in found.message
        )

    def test_an_interpreter_that_is_gone(
        self, settings: Settings, planned: schedule.Schedule, monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:  # fmt: skip
        """The script is there still, its first line names a Python that is not."""
        program = tmp_path / "translate"
        program.write_text("#!/usr/bin/python2.1\n")
        program.chmod(0o755)
        _installed(monkeypatch, replace(planned, command=(str(program), *planned.command[1:])))
        assert "does not start" in _about(planned.name, settings).message

    def test_a_corpus_that_is_not_mounted(
        self, settings: Settings, planned: schedule.Schedule
    ) -> None:
        settings.corpus.rename(settings.corpus.with_name("away"))
        assert "is not there; mount it" in _about(planned.name, settings).message

    def test_a_timer_that_starts_nothing(
        self, settings: Settings, planned: schedule.Schedule
    ) -> None:
        with Store.open(settings.out / ".translate" / "state.sqlite3") as store:
            store._database.change("UPDATE runs SET started = '2020-01-01T00:00:00+00:00'")
        found = _about(planned.name, settings)
        assert not found.is_well
        assert "no run since 2020-01-01" in found.message

    def test_a_crontab_that_may_not_be_read_is_only_said(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from translate.errors import SettingsError

        def refuse() -> None:
            raise SettingsError("crontab -l: not allowed")

        monkeypatch.setattr(schedule, "installed", refuse)
        assert doctor.Examination("schedule", True, "crontab -l: not allowed") in examine(settings)


def _installed(monkeypatch: pytest.MonkeyPatch, known: schedule.Schedule) -> None:
    place = Place(schedule.BackEnd.CRON)
    monkeypatch.setattr(schedule, "installed", lambda: iter([(place, known)]))
