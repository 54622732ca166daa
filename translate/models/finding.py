"""Where models lie: found by name, short name or folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from translate.errors import EngineError
from translate.models.folder import (
    BUILT_IN_MODEL,
    FULL_MODEL,
    SHORT_NAMES,
    SUMMARY_MODEL,
    WEIGHTS,
    Model,
)


def find(name: str, models_dir: Path | None = None) -> Model | None:
    """
    Look a model up by its name, its short name or its folder.

        >>> find("starter-de-en").is_built_in
        True
        >>> find("nobody/no-such-model") is None
        True
    """
    full_name = SHORT_NAMES.get(name, name)
    is_folder = (Path(name) / "config.json").is_file()
    if is_folder and (os.sep in name or name in (".", "..")):
        return _from_folder(Path(name))
    for root in roots(models_dir):
        for folder in _folders_for(full_name, root):
            if (folder / "config.json").is_file():
                return Model(full_name, folder)
    # A folder of a bare name comes last: it must not hide a model that is called so.
    return _in_hub_cache(full_name) or (_from_folder(Path(name)) if is_folder else None)


def require(name: str, models_dir: Path | None = None) -> Model:
    """Find a model, or say in an `EngineError` where it was looked for and how to get it."""
    if model := find(name, models_dir):
        return model
    if Path(name).is_dir():
        raise EngineError(f"{name}: no config.json in it; is it the folder of a model?")
    if Path(name).is_absolute() or name.startswith("."):
        raise EngineError(f"{name}: no such folder; what is here says: translate models list")
    looked = ", ".join(str(root) for root in roots(models_dir))
    raise EngineError(
        f"model {name!r} not found in {looked} or the Hub cache; "
        f"get it with: translate models pull {SHORT_NAMES.get(name, name)}"
    )


def translation_model(name: str = "auto", models_dir: Path | None = None) -> Model:
    """
    The model that translates: by name, or the best that is here.

    `auto` is opus-mt-de-en where it has been pulled, else the built-in draft model.
    """
    if name != "auto":
        return require(name, models_dir)
    return find(FULL_MODEL, models_dir) or require(BUILT_IN_MODEL, models_dir)


def installed(models_dir: Path | None = None) -> Iterator[Model]:
    """All models in the folders that are looked through, each name once, first found first."""
    seen: set[str] = set()
    for root in roots(models_dir):
        for config in sorted([*root.glob("*/config.json"), *root.glob("*/*/config.json")]):
            folder = config.parent
            if folder.name.startswith("ctranslate2-"):
                continue
            name = str(folder.relative_to(root)).replace("--", "/").replace(os.sep, "/")
            if name not in seen:
                seen.add(name)
                yield Model(SHORT_NAMES.get(name, name), folder)
    for name in (FULL_MODEL, SUMMARY_MODEL):
        if name not in seen and (model := _in_hub_cache(name)):
            yield model


def roots(models_dir: Path | None = None) -> list[Path]:
    """The folders that are looked through, in order; not all need be there."""
    package = Path(__file__).parents[1]
    candidates = [
        models_dir,
        Path("models"),
        package.parent / "models",
        user_models(),
        package / "_models",  # the wheel
    ]
    return [root for root in candidates if root is not None and root.is_dir()]


def user_models() -> Path:
    return platformdirs.user_data_path("translate") / "models"


def _from_folder(folder: Path) -> Model:
    """A folder named by its path; it keeps a known name if it is a known model's."""
    known = {BUILT_IN_MODEL: BUILT_IN_MODEL, **SHORT_NAMES}
    name = folder.resolve().name
    return Model(known.get(name, name), folder)


def _folders_for(full_name: str, root: Path) -> Iterator[Path]:
    yield root / full_name
    yield root / full_name.replace("/", "--")
    yield root / full_name.rsplit("/", 1)[-1]


def _in_hub_cache(full_name: str) -> Model | None:
    """A model that other programs have fetched, in the Hub's cache on this machine."""
    home = os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface"
    cache = Path(os.environ.get("HF_HUB_CACHE") or Path(home) / "hub")
    repository = cache / f"models--{full_name.replace('/', '--')}"
    reference = repository / "refs" / "main"
    if not reference.is_file():
        return None
    folder = repository / "snapshots" / reference.read_text(encoding="utf-8").strip()
    is_whole = any((folder / name).is_file() for name in WEIGHTS)
    return Model(full_name, folder) if is_whole and (folder / "config.json").is_file() else None
