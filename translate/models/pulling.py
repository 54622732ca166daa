"""Models come from the Hub, and what came from it goes again; nothing else uses the network."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from translate.errors import EngineError
from translate.models.checking import check_complete, write_manifest
from translate.models.finding import user_models
from translate.models.folder import (
    MANIFEST,
    NEEDED_FILES,
    PULL_CACHE,
    SHORT_NAMES,
    WEIGHTS,
    Model,
)

# What the place is to blame for, not the name or the network.
_NO_PLACE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


def pull(
    name: str,
    models_dir: Path | None = None,
    revision: str = "main",
    endpoint: str | None = None,
) -> Model:
    """
    Fetch a model from the Hub: only the files that are needed, resumed where it stopped.

    Where the repository has safetensors, the same weights as `.bin` are left there. Raises
    `EngineError` where the Hub cannot be reached or knows no such model.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HFValidationError

    full_name = SHORT_NAMES.get(name, name)
    folder = _home_for_new(models_dir) / full_name
    try:
        info = HfApi(endpoint=endpoint).model_info(full_name, revision=revision)
        offered = {sibling.rfilename for sibling in info.siblings or ()}
        snapshot_download(
            full_name,
            revision=info.sha,
            local_dir=folder,
            allow_patterns=_wanted(offered),
            endpoint=endpoint,
        )
    except HFValidationError as error:
        raise EngineError(f"{full_name!r} is not a name of a model; use OWNER/NAME") from error
    except Exception as error:
        raise _not_fetched(full_name, folder, error) from error
    shutil.rmtree(folder / PULL_CACHE, ignore_errors=True)
    licence = info.card_data.get("license") if info.card_data else "unknown"
    model = Model(full_name, folder)
    write_manifest(model, revision=str(info.sha), licence=str(licence))
    check_complete(model)
    return model


def remove(model: Model) -> None:
    """
    Delete what `pull` has fetched and what was made of it; other files in the folder stay.

    Raises `EngineError` for the built-in model, the Hub's own cache, links, and folders that
    `pull` has not begun to fill: those are somebody's own.
    """
    folder = model.folder
    if model.is_built_in or folder.parent.name == "snapshots":
        owner = "the built-in model" if model.is_built_in else "in the Hub's own cache"
        raise EngineError(f"{folder}: {owner}, not ours to remove")
    if folder.is_symlink() or not any((folder / name).exists() for name in (MANIFEST, PULL_CACHE)):
        raise EngineError(f"{folder}: not fetched by `translate models pull`; delete it by hand")
    try:
        for path in (folder / name for name in (*NEEDED_FILES, MANIFEST)):
            path.unlink(missing_ok=True)
        for made in (folder / PULL_CACHE, *folder.glob("ctranslate2-*")):
            shutil.rmtree(made, ignore_errors=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise EngineError(
            f"{error.filename}: cannot be deleted ({error.strerror}); check its permissions"
        ) from error


def _not_fetched(full_name: str, folder: Path, error: Exception) -> EngineError:
    if isinstance(error, OSError) and error.errno in _NO_PLACE:
        return EngineError(
            f"{error.filename or folder}: {error.strerror}; make room or choose another place "
            f"(--models-dir), then run the same command again: it goes on where it stopped"
        )
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return EngineError(
        f"{full_name}: could not be fetched ({reason}); check the name and the network, then "
        f"run the same command again: it goes on where it stopped"
    )


def _home_for_new(models_dir: Path | None) -> Path:
    """Where `pull` puts a model: as told, else `./models`, else the user's data folder."""
    if models_dir is not None:
        return models_dir
    return Path("models") if Path("models").is_dir() else user_models()


def _wanted(offered: set[str]) -> list[str]:
    wanted = [name for name in NEEDED_FILES if name in offered]
    if WEIGHTS[0] in wanted and WEIGHTS[1] in wanted:
        wanted.remove(WEIGHTS[1])
    return wanted
