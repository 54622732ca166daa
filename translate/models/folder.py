"""A model is a folder: its files by name, what they say of it, which state of it this is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from translate.errors import EngineError

FULL_MODEL = "Helsinki-NLP/opus-mt-de-en"
BUILT_IN_MODEL = "starter-de-en"
SUMMARY_MODEL = "sshleifer/distilbart-cnn-6-6"

# Short names that `models pull`, `--model` and `--summarizer` understand.
SHORT_NAMES = {
    "opus-mt-de-en": FULL_MODEL,
    "opus": FULL_MODEL,
    "distilbart": SUMMARY_MODEL,
    "distilbart-cnn-6-6": SUMMARY_MODEL,
}

MANIFEST = "manifest.json"
PULL_CACHE = ".cache"  # lies in the folder while `pull` is not done
WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # safetensors are preferred
TOKENIZERS = ("source.spm", "tokenizer.json", "spiece.model", "vocab.json")

# What a model needs to run. The Hub's repositories also hold the same weights for TensorFlow,
# Rust and Flax (tf_model.h5, rust_model.ot, flax_model.msgpack): over 1 GB that nobody here reads.
NEEDED_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "source.spm",
    "target.spm",
    "spiece.model",
    "vocab.json",
    "target_vocab.json",
    "merges.txt",
    "README.md",
    *WEIGHTS,
)


@dataclass(frozen=True, slots=True)
class PulledFile:
    """What a file was like when it came from the Hub; the size in bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model folder: its name as people say it, and which state of it this is."""

    name: str
    folder: Path

    @property
    def is_built_in(self) -> bool:
        return self.name == BUILT_IN_MODEL

    @property
    def short_name(self) -> str:
        """The last part of the name, for signatures: `opus-mt-de-en`."""
        return self.name.rsplit("/", 1)[-1]

    @property
    def weights(self) -> Path:
        """
        The weights file, safetensors before `.bin`.

        Raises `EngineError` where there is none.
        """
        for name in WEIGHTS:
            if (self.folder / name).is_file():
                return self.folder / name
        raise EngineError(
            f"{self.folder}: no weights in it (model.safetensors or pytorch_model.bin); "
            f"{way_to_get(self.name)}"
        )

    @property
    def config(self) -> dict[str, Any]:
        """The model's `config.json`. Raises `EngineError` where it cannot be read."""
        return read_json(self.folder / "config.json", self.name)

    @property
    def manifest(self) -> dict[str, Any]:
        """What `pull` wrote down about the files; empty for a folder made otherwise."""
        path = self.folder / MANIFEST
        return read_json(path, self.name) if path.is_file() else {}

    @property
    def pulled_files(self) -> Mapping[str, PulledFile]:
        """
        The files that `pull` fetched, as its manifest describes them; none without a manifest.

        Raises `EngineError` where the manifest is not of our making.
        """
        try:
            files = self.manifest.get("files", {}).items()
            return {name: PulledFile(int(f["size"]), str(f["sha256"])) for name, f in files}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EngineError(
                f"{self.folder / MANIFEST}: not a manifest that pull has written; delete it, or "
                f"{way_to_get(self.name)}"
            ) from error

    @property
    def revision(self) -> str:
        """
        Which state of the model this is: the Hub's commit, else a digest of its weights.

        Part of every signature, so that two runs can be told apart by it.
        """
        if revision := self.manifest.get("revision"):
            return str(revision)[:12]
        if self.folder.parent.name == "snapshots":  # the Hub cache names folders by commit
            return self.folder.name[:12]
        return file_digest(self.weights, "blake2b")[:12]


def way_to_get(name: str) -> str:
    """
    Say how to get the files of a model again: the Hub knows OWNER/NAME alone.

        >>> way_to_get("Helsinki-NLP/opus-mt-de-en")
        'get it again with: translate models pull Helsinki-NLP/opus-mt-de-en'
        >>> way_to_get("my-model")
        'copy its folder again from where it came'
    """
    if name == BUILT_IN_MODEL:
        return "install translate again"
    if "/" in name:
        return f"get it again with: translate models pull {name}"
    return "copy its folder again from where it came"


def read_json(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON file of a model; raises `EngineError` that names the file and the way out."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EngineError(f"{path}: cannot be read ({error}); {way_to_get(name)}") from error
    if not isinstance(content, dict):
        raise EngineError(f"{path}: not a JSON object; is it the file of a model?")
    return content


def file_digest(path: Path, algorithm: str) -> str:
    """Compute a file's digest, in hexadecimal; once for each state of the file in a process."""
    state = path.stat()
    return _digest(path, algorithm, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=64)
def _digest(path: Path, algorithm: str, size: int, modified: int) -> str:
    del size, modified  # they tell one state of the file from another
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()
