"""
What is in `models/`: find a model, check that it is whole, say where it came from.

A model is a folder in the layout of the Hugging Face Hub: `config.json`, weights as
`model.safetensors` or `pytorch_model.bin`, tokenizer files. Folders are looked for in
`--models-dir`/`TRANSLATE_MODELS`, `./models`, the checkout, the user's data folder, the local Hub
cache and the installed package, in this order. The network is touched by `pull` alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

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
_PULL_CACHE = ".cache"  # lies in the folder while `pull` is not done
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

_BLOCK = 1 << 20


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
            f"get them with: translate models pull {self.name}"
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
    def revision(self) -> str:
        """
        Which state of the model this is: the Hub's commit, else a digest of its weights.

        Part of every signature, so that two runs can be told apart by it.
        """
        if revision := self.manifest.get("revision"):
            return str(revision)[:12]
        if self.folder.parent.name == "snapshots":  # the Hub cache names folders by commit
            return self.folder.name[:12]
        return _file_digest(self.weights, hashlib.blake2b)[:12]


def find(name: str, models_dir: Path | None = None) -> Model | None:
    """
    Look a model up by its name, its short name or its folder.

        >>> find("starter-de-en").is_built_in
        True
        >>> find("nobody/no-such-model") is None
        True
    """
    full_name = SHORT_NAMES.get(name, name)
    if (Path(name) / "config.json").is_file() and (os.sep in name or name in (".", "..")):
        return _from_folder(Path(name))
    for root in roots(models_dir):
        for folder in _folders_for(full_name, root):
            if (folder / "config.json").is_file():
                return Model(full_name, folder)
    return _in_hub_cache(full_name)


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
    package = Path(__file__).parent
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


def check_complete(model: Model) -> None:
    """
    Check, in no time, that a model's files are there and as long as they should be.

    Sizes come from the manifest, or from the header of the safetensors file itself. Raises
    `EngineError` that names the file.
    """
    way_out = f"get it again with: translate models pull {model.name}"
    for name, entry in model.manifest.get("files", {}).items():
        path = model.folder / name
        size = path.stat().st_size if path.is_file() else -1
        if size < 0:
            raise EngineError(f"{path}: missing; {way_out}")
        if size != entry["size"]:
            raise EngineError(
                f"{path}: {size:,} bytes instead of {entry['size']:,}, truncated or changed; "
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
    files = model.manifest.get("files", {})
    return [
        f"{model.folder / name}: SHA-256 is not the one in {MANIFEST}; the file was changed"
        for name, entry in files.items()
        if _file_digest(model.folder / name, hashlib.sha256) != entry["sha256"]
    ]


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
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EngineError(
            f"{full_name}: could not be fetched ({reason}); check the name and the network, then "
            f"run the same command again: it goes on where it stopped"
        ) from error
    shutil.rmtree(folder / _PULL_CACHE, ignore_errors=True)
    licence = info.card_data.get("license") if info.card_data else "unknown"
    model = Model(full_name, folder)
    write_manifest(model, revision=str(info.sha), licence=str(licence))
    check_complete(model)
    return model


def write_manifest(model: Model, *, revision: str, licence: str) -> None:
    """Write down size and SHA-256 of each file of a model, to be verified against later."""
    files = {
        path.name: {"size": path.stat().st_size, "sha256": _file_digest(path, hashlib.sha256)}
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


def remove(model: Model) -> None:
    """
    Delete a pulled model. The built-in one and the Hub's own cache are refused.

    So is a folder without weights that `pull` has not begun to fill: a `config.json` is no model.
    """
    if model.is_built_in or model.folder.parent.name == "snapshots":
        owner = "the built-in model" if model.is_built_in else "in the Hub's own cache"
        raise EngineError(f"{model.folder}: {owner}, not ours to remove")
    if not any((model.folder / name).exists() for name in (MANIFEST, _PULL_CACHE, *WEIGHTS)):
        raise EngineError(f"{model.folder}: no weights in it; if it was a model, delete it by hand")
    try:
        shutil.rmtree(model.folder)
    except OSError as error:
        raise EngineError(
            f"{error.filename}: cannot be deleted ({error.strerror}); check its permissions"
        ) from error


def read_json(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON file of a model; raises `EngineError` that names the file and the way out."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EngineError(
            f"{path}: cannot be read ({error}); get it again with: translate models pull {name}"
        ) from error
    if not isinstance(content, dict):
        raise EngineError(f"{path}: not a JSON object; is it the file of a model?")
    return content


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


def _file_digest(path: Path, algorithm: Callable[[], Any]) -> str:
    digest = algorithm()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return str(digest.hexdigest())
