"""Checkpoints: written whole or not at all, read with a check of their shape."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.recipe import Architecture, TrainingError


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """
    Give a temporary file to write; put it in the place of `path` if all went well.

    A full disk or a kill leaves the old file as it was. TrainingError: it could not be written.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except (OSError, RuntimeError) as error:  # torch reports a full disk as a RuntimeError
        raise TrainingError(
            f"{path}: could not be written ({error}); what was there before is untouched; "
            "make room or choose another --run"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def save_checkpoint(path: Path, architecture: Architecture, contents: dict[str, Any]) -> None:
    """Write `contents` with the shape of the network they belong to."""
    with written_whole(path) as temporary:
        torch.save({"architecture": asdict(architecture), **contents}, temporary)


def load_checkpoint(path: Path, architecture: Architecture | None = None) -> dict[str, Any]:
    """Read a checkpoint, refusing one of another shape than `architecture`. TrainingError."""
    try:
        contents: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        found = Architecture(**contents["architecture"])
    except Exception as error:
        raise TrainingError(
            f"{path}: not a whole checkpoint of this recipe ({error}); remove it or go on from "
            "another one in the same folder"
        ) from error
    if architecture is not None and found != architecture:
        raise TrainingError(
            f"{path}: holds {found}, but {architecture} were asked for; choose another --run, or "
            "leave the shape's options out"
        )
    return contents


def average(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of weights of one shape."""
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]
    }
