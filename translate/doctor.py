"""Is this installation well? Each thing that can be wrong, with what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate import models
from translate.engines.conversion import converted
from translate.errors import EngineError
from translate.settings import Settings

_REQUIRED = ("ctranslate2", "sentencepiece", "trafilatura", "typer")
_OPTIONAL = ("torch", "transformers")
_LEAST_FREE = 500_000_000  # bytes: room for the full model and its converted form


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing that was looked at."""

    subject: str
    is_well: bool
    message: str


def examine(settings: Settings) -> Iterator[Examination]:
    """Look at Python, packages, processor, models and disk, in this order."""
    version = platform.python_version()
    is_new = sys.version_info >= (3, 11)
    yield Examination("python", is_new, version if is_new else f"{version}; install 3.11 or newer")
    yield from _packages()
    yield _processor()
    yield from _models(settings)
    yield _disk(settings.out)


def _packages() -> Iterator[Examination]:
    for name in _REQUIRED:
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
    speed = "int8 at full speed" if "int8" in types else "no int8, so it runs as float32, slower"
    return Examination("processor", True, f"{platform.machine()}, {cores} cores, {speed}")


def _models(settings: Settings) -> Iterator[Examination]:
    try:
        chosen = models.translation_model(settings.model, settings.models_dir)
    except EngineError as error:
        yield Examination("model", False, str(error))
        return
    problems = models.verify(chosen)
    if problems:
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
