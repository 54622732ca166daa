"""Is this installation well? Each thing that can be wrong, with what to do about it."""

from __future__ import annotations

import contextlib
import datetime
import importlib.metadata
import os
import platform
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate import models
from translate.engines.conversion import converted
from translate.errors import EngineError, LockedError, SettingsError, TranslateError
from translate.settings import Settings

_PACKAGE = "translate-articles"
_OPTIONAL = ("torch", "transformers")
_NAME = re.compile(r"[\w.-]+")  # how a requirement begins: ctranslate2>=4.6
_LEAST_FREE = 500_000_000  # bytes: room for the full model and its converted form

# What CTranslate2's int8 kernels look for, as Linux spells it in /proc/cpuinfo.
_FEATURES = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8", "asimddp", "i8mm")

# A watch beats every half minute while it waits and after every batch while it translates.
_LONGEST_SILENCE = 600  # seconds

# A timer may be late by two of its pauses and a day on which the machine was off.
_GRACE = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing that was looked at."""

    subject: str
    is_well: bool
    message: str


def examine(settings: Settings) -> Iterator[Examination]:
    """
    Look at Python, packages, processor, models, disk, state, lock, watch and timers.

    Without its packages the rest cannot be examined, and is not.
    """
    version = platform.python_version()
    is_new = sys.version_info >= (3, 11)
    yield Examination("python", is_new, version if is_new else f"{version}; install 3.11 or newer")
    packages = list(_packages())
    yield from packages
    if not all(package.is_well for package in packages):
        return
    yield _processor()
    yield from _models(settings)
    yield _disk(settings.out)
    yield from _state(settings.out)
    yield from _watch(settings.out)
    yield from _schedules()


def required_packages() -> list[str]:
    """What our own metadata requires, extras left out; nothing where we were not installed."""
    try:
        requirements = importlib.metadata.requires(_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    names = (_NAME.match(line) for line in requirements if "extra ==" not in line)
    return [name[0] for name in names if name]


def _packages() -> Iterator[Examination]:
    required = required_packages()
    if not required:
        message = f"{_PACKAGE} is not installed, so which it needs is not known: pip install ."
        yield Examination("packages", True, message)
    for name in required:
        try:
            yield Examination(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Examination(name, False, f"missing; install it with: pip install {name}")
    for name in _OPTIONAL:
        try:
            yield Examination(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Examination(
                name, True, "not installed; only the reference engine and .bin weights need it"
            )


def _processor() -> Examination:
    import ctranslate2

    types = ctranslate2.get_supported_compute_types("cpu")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    speed = "int8" if "int8" in types else "no int8, so it runs as float32, slower"
    features = " ".join(cpu_features())
    if platform.machine() in ("x86_64", "AMD64") and features and "avx2" not in features:
        speed += ", slowly without AVX2"
    return Examination(
        "processor",
        True,
        ", ".join(filter(None, [platform.machine(), f"{cores} cores", features, speed])),
    )


def cpu_features(cpuinfo: Path = Path("/proc/cpuinfo")) -> list[str]:
    """Those of a processor's features that make int8 fast; empty where Linux does not tell."""
    try:
        words = set(cpuinfo.read_text(encoding="utf-8").split())
    except OSError:
        return []
    return [name for name in _FEATURES if name in words]


def _models(settings: Settings) -> Iterator[Examination]:
    try:
        chosen = models.translation_model(settings.model, settings.models_dir)
    except EngineError as error:
        yield Examination("model", False, str(error))
        return
    for model in models.installed(settings.models_dir):
        if model != chosen:
            problems = models.verify(model)
            yield Examination(model.name, not problems, problems[0] if problems else "whole")
    if problems := models.verify(chosen):
        yield Examination(chosen.name, False, problems[0])
        return
    try:
        yield Examination(chosen.name, True, f"ready in {converted(chosen)}")
    except EngineError as error:
        yield Examination(chosen.name, False, str(error))
    if chosen.is_built_in:
        yield Examination(
            models.FULL_MODEL, True, "not here; get it with: translate models pull opus-mt-de-en"
        )


def _disk(out: Path) -> Examination:
    place = next(p for p in (out, *out.absolute().parents) if p.exists())
    free = shutil.disk_usage(place).free
    message = f"{free / 1e9:.1f} GB free at {place}"
    if free < _LEAST_FREE:
        return Examination("disk", False, f"{message}; make room for models and output")
    return Examination("disk", True, message)


def _state(out: Path) -> Iterator[Examination]:
    """Look at the lock and the state file, where there has been a run."""
    from translate.corpus import STATE_FILE, STATE_FOLDER
    from translate.writing import locked

    folder = out / STATE_FOLDER
    if out.exists() and not out.is_dir():
        yield Examination("state", False, f"{out}: a file, not a folder; choose another --out")
        return
    if not folder.is_dir():
        yield Examination("state", True, f"{out}: no run yet")
        return
    try:
        with locked(folder):
            yield Examination("lock", True, "free")
    except LockedError as error:
        yield Examination("lock", True, str(error))
    except TranslateError as error:
        yield Examination("lock", False, str(error))
    if (folder / STATE_FILE).is_file():
        yield _state_file(folder / STATE_FILE)


def _state_file(path: Path) -> Examination:
    from translate.store import MIGRATIONS

    try:
        address = f"{path.absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        version, problem = 0, str(error)
    if problem != "ok":
        return Examination(
            "state",
            False,
            f"{path}: damaged ({problem}); the next run sets it aside: translate run",
        )
    if version > len(MIGRATIONS):
        return Examination(
            "state", False, f"{path}: written by a newer translate; upgrade this one"
        )
    return Examination("state", True, f"whole, {path.stat().st_size / 1e6:.1f} MB")


def _watch(out: Path) -> Iterator[Examination]:
    from translate.watch.alive import last_beat

    beat = last_beat(out)
    if beat is None:
        return
    message = f"process {beat.pid}, {beat.state}, last heard {beat.age:.0f} s ago"
    is_silent = beat.state != "stopped" and beat.age > _LONGEST_SILENCE
    way_out = "; it hangs or was killed: start it again with: translate watch"
    yield Examination("watch", not is_silent, message + way_out * is_silent)


def _schedules() -> Iterator[Examination]:
    """Look at every timer that was installed from here, whichever corpus it is for."""
    from translate import schedule

    try:
        for _place, known in schedule.installed():
            complaint = schedule.complaint(known) or _overdue(known.out, known.timing.longest_pause)
            message = f"{known.corpus}: {complaint or known.when}"
            yield Examination(known.name, not complaint, message)
    except SettingsError as error:  # a crontab that one may not read is nobody's illness
        yield Examination("schedule", True, str(error))


def _overdue(out: str, minutes: int) -> str:
    """Complain about a timer that has not started anything for long; empty where it has."""
    from translate.corpus import STATE_FILE, STATE_FOLDER
    from translate.store import Store

    state = Path(out) / STATE_FOLDER / STATE_FILE
    if not state.is_file():
        return ""
    try:
        with Store.look(state) as store:
            runs = store.runs(limit=1)
    except TranslateError as error:
        return str(error)
    now = datetime.datetime.now(datetime.UTC)
    if (
        not runs
        or now - _time_of(runs[0].started) < 2 * datetime.timedelta(minutes=minutes) + _GRACE
    ):
        return ""
    return f"no run since {runs[0].started}; is its timer on? see: translate schedule show"


def _time_of(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)
