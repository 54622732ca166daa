"""Whether a model is whole: sizes in no time, SHA-256 on request."""

from __future__ import annotations

import json
from pathlib import Path

from translate.errors import EngineError
from translate.models.folder import (
    MANIFEST,
    NEEDED_FILES,
    TOKENIZERS,
    Model,
    file_digest,
    way_to_get,
)


def check_complete(model: Model) -> None:
    """
    Check, in no time, that a model's files are there and as long as they should be.

    Sizes come from the manifest, or from the header of the safetensors file itself. Raises
    `EngineError` that names the file.
    """
    way_out = way_to_get(model.name)
    for name, pulled in model.pulled_files.items():
        path = model.folder / name
        size = path.stat().st_size if path.is_file() else -1
        if size < 0:
            raise EngineError(f"{path}: missing; {way_out}")
        if size != pulled.size:
            raise EngineError(
                f"{path}: {size:,} bytes instead of {pulled.size:,}, truncated or changed; "
                f"{way_out}"
            )
    if not any((model.folder / name).is_file() for name in TOKENIZERS):
        raise EngineError(f"{model.folder}: no tokenizer in it (source.spm); {way_out}")
    if model.config.get("model_type") == "marian":
        for name in ("source.spm", "target.spm", "vocab.json"):
            if not (model.folder / name).is_file():
                raise EngineError(f"{model.folder / name}: missing; {way_out}")
    if model.weights.suffix == ".safetensors":
        _check_safetensors(model.weights, way_out)


def verify(model: Model) -> list[str]:
    """
    Compare a model's files with their SHA-256 in the manifest; what is wrong, a line each.

    A folder without a manifest can only be checked for being complete.
    """
    try:
        check_complete(model)
    except EngineError as error:
        return [str(error)]
    return [
        f"{model.folder / name}: SHA-256 is not the one in {MANIFEST}; the file was changed"
        for name, pulled in model.pulled_files.items()
        if file_digest(model.folder / name, "sha256") != pulled.sha256
    ]


def write_manifest(model: Model, *, revision: str, licence: str) -> None:
    """Write down size and SHA-256 of each file of a model, to be verified against later."""
    files = {
        path.name: {"size": path.stat().st_size, "sha256": file_digest(path, "sha256")}
        for path in sorted(model.folder.iterdir())
        if path.name in NEEDED_FILES
    }
    manifest = {
        "repository": model.name,
        "revision": revision,
        "licence": licence,
        "files": files,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (model.folder / MANIFEST).write_text(text, encoding="utf-8")


def _check_safetensors(path: Path, way_out: str) -> None:
    """The header of a safetensors file says how long the file must be."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            header_size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(header_size, size)))
        ends = [entry["data_offsets"][1] for key, entry in header.items() if key != "__metadata__"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(f"{path}: not a safetensors file, or truncated; {way_out}") from error
    expected = 8 + header_size + max(ends, default=0)
    if size != expected:
        raise EngineError(
            f"{path}: {size:,} bytes instead of {expected:,}, truncated or changed; {way_out}"
        )
