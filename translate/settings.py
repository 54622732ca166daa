"""
Settings: one frozen object, built once in `cli` and passed whole or as the one value needed.

A value comes from, in this order: the option on the command line, the environment
(`TRANSLATE_BEAM_SIZE`), `translate.toml`, the default below. An unknown name is an error that
names the nearest known one; an option is honoured or refused, never ignored. An unknown variable
may belong to another program, so it is a warning (`unknown_variables`).
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import os
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from translate.data import digest_of
from translate.errors import SettingsError

ENVIRONMENT_PREFIX = "TRANSLATE_"
SETTINGS_FILE = "translate.toml"
_MODELS = "TRANSLATE_MODELS"  # short for TRANSLATE_MODELS_DIR


# What more hypotheses, replicas and words would need is more memory than machines have.
_BOUNDS = {
    "beam_size": (1, 64),
    "summary_sentences": (0, 1000),
    "summary_words": (0, 100_000),
    "workers": (0, 256),
    "max_file_size": (1, 10**12),
}


def _changes_output(default: Any) -> Any:
    """A field whose value changes what is written, and so is part of the fingerprint."""
    return field(default=default, metadata={"changes_output": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    Everything a run can be told.

        >>> Settings(beam_size=1).fingerprint == Settings(beam_size=4).fingerprint
        False
        >>> Settings(quiet=True).fingerprint == Settings().fingerprint
        True
    """

    corpus: Path = Path("corpus")
    out: Path = Path("out")
    models_dir: Path | None = None

    model: str = _changes_output("auto")
    summarizer: str = _changes_output("auto")
    engine: Literal["auto", "ctranslate2", "marian", "echo"] = _changes_output("auto")
    beam_size: int = _changes_output(4)
    glossary: tuple[Path, ...] = ()
    rows: Literal["paragraph", "sentence"] = _changes_output("paragraph")
    summary_sentences: int = _changes_output(3)
    summary_words: int = _changes_output(0)  # 0: as long as its sentences; else at most so many
    retry_budget: float = _changes_output(0.25)  # extra engine time for second looks, a share
    any_language: bool = _changes_output(False)
    max_file_size: int = 20_000_000  # bytes
    settle: float | None = None  # seconds; a file changed less long ago is left for the next run
    follow_symlinks: bool = False
    fail_on: Literal["none", "error", "warning"] = "none"  # findings that make the exit code 1

    only: str = ""
    force: bool = False
    prune: bool = False
    dry_run: bool = False
    limit: int | None = None
    workers: int = 0  # replicas of the model; 0 is one for each core
    device: Literal["auto", "cpu", "cuda"] = "auto"
    quiet: bool = False
    verbose: bool = False
    json: bool = False
    digest: Path | None = None  # a second place for the digest of the run
    log_file: Path | None = None  # events as JSON lines, appended
    metrics: Path | None = None  # figures of the last run, for Prometheus

    def __post_init__(self) -> None:
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            if not least <= value <= most:
                bound = f"at least {least}" if value < least else f"at most {most}"
                raise SettingsError(
                    f"{name} must be {bound}, not {value}; leave it out for the default"
                )
        if self.settle is not None and not 0 <= self.settle < float("inf"):
            raise SettingsError(f"settle is a number of seconds, 0 or more, not {self.settle}")
        if not self.retry_budget >= 0:
            raise SettingsError(
                f"retry_budget is a share of the time, 0 or more, not {self.retry_budget}"
            )
        if self.limit is not None and self.limit < 1:
            raise SettingsError(f"limit must be at least 1, not {self.limit}")

    @property
    def fingerprint(self) -> str:
        """The digest of the settings that change what is written, as canonical JSON."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if _is_in_fingerprint(f)}
        return digest_of(json.dumps(values, sort_keys=True, separators=(",", ":")).encode())


def _is_in_fingerprint(setting: dataclasses.Field[Any]) -> bool:
    return bool(setting.metadata.get("changes_output"))


def load_settings(
    options: Mapping[str, Any], environment: Mapping[str, str], config: Path | None = None
) -> Settings:
    """
    Build the settings of one run.

    `options` are those given on the command line (None means not given). `config` is a file
    named with `--config`; without it, `translate.toml` is looked for beside the corpus that option
    or environment name, then in the working folder.

        >>> load_settings({"beam_size": None}, {"TRANSLATE_BEAM_SIZE": "2"}).beam_size
        2

    Raises `SettingsError` for an unknown name, a value of the wrong kind, an unreadable file.
    """
    given = {name: value for name, value in options.items() if value is not None}
    from_environment = {
        name: environment[variable]
        for variable, name in _variables().items()
        if variable in environment
    }
    if models := environment.get(_MODELS):
        from_environment["models_dir"] = models
    corpus = given.get("corpus") or from_environment.get("corpus") or Settings().corpus
    path = config or _find_settings_file(corpus)
    from_file = _read_settings_file(path) if path else {}
    merged = {
        **_converted(from_file, str(path)),
        **_converted(from_environment, "the environment"),
        **_converted(given, "the command line"),
    }
    return Settings(**merged)


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """
    Name the variables that look like settings and are none, a sentence each.

        >>> unknown_variables({"TRANSLATE_OTU": "out", "TRANSLATE_MODELS": "models"})
        ['TRANSLATE_OTU: ignored, no setting has this name; did you mean TRANSLATE_OUT?']
    """
    known = [*_variables(), _MODELS]
    unknown = (n for n in environment if n.startswith(ENVIRONMENT_PREFIX) and n not in known)
    return [
        f"{name}: ignored, no setting has this name; did you mean {_nearest(name, known)}?"
        for name in sorted(unknown)
    ]


def _variables() -> dict[str, str]:
    """The environment variables that are read, and the setting that each gives."""
    return {ENVIRONMENT_PREFIX + name.upper(): name for name in _types()}


def _nearest(name: str, known: Iterable[str]) -> str:
    return difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]


def _find_settings_file(corpus: Path | str) -> Path | None:
    # By name alone: `.` has a folder above it, and a link has neighbours where it lies.
    beside = Path(os.path.abspath(corpus)).parent  # noqa: PTH100
    for candidate in (beside / SETTINGS_FILE, Path(SETTINGS_FILE)):
        if candidate.is_file():
            return candidate
    return None


def _read_settings_file(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); check --config") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 ({error.reason}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML ({error}); mend the line named") from error
    return {name.replace("-", "_"): value for name, value in content.items()}


def _types() -> dict[str, Any]:
    return typing.get_type_hints(Settings)


def _converted(values: Mapping[str, Any], origin: str) -> dict[str, Any]:
    known = _types()
    for name in values:
        if name not in known:
            nearest = _nearest(name, known)
            raise SettingsError(f"{origin}: unknown setting {name!r}; did you mean {nearest!r}?")
    return {name: _convert(name, value, known[name], origin) for name, value in values.items()}


def _convert(name: str, value: Any, kind: Any, origin: str) -> Any:
    """Turn a string or a TOML value into what the field wants, or say what it wants."""
    if typing.get_origin(kind) is types.UnionType:
        kind = next(option for option in typing.get_args(kind) if option is not type(None))
    if typing.get_origin(kind) is Literal:
        if value in (choices := typing.get_args(kind)):
            return value
        raise SettingsError(f"{origin}: {name} is one of {', '.join(choices)}, not {value!r}")
    if typing.get_origin(kind) is tuple:
        items = value if isinstance(value, (list, tuple)) else [value]
        if all(isinstance(item, (str, Path)) for item in items):
            return tuple(Path(item) for item in items)
        raise SettingsError(f"{origin}: {name} is a path or a list of paths, not {value!r}")
    if kind is bool and isinstance(value, str):
        return _truth(name, value, origin)
    if not isinstance(value, _TAKEN_FOR[kind]) or (isinstance(value, bool) and kind is not bool):
        raise SettingsError(f"{origin}: {name} is {_WANTED[kind]}, not {value!r}")
    try:
        if kind is Path and not str(value):
            raise SettingsError(f"{origin}: {name} is empty; name a path, or leave it out")
        return kind(value)
    except ValueError as error:
        raise SettingsError(f"{origin}: {name} is {_WANTED[kind]}, not {value!r}") from error


# What a field of each kind can be made from, and how a person calls the kind.
_TAKEN_FOR: dict[Any, tuple[type, ...]] = {
    bool: (bool,),
    int: (int, str),
    float: (int, float, str),
    str: (str,),
    Path: (str, Path),
}
_WANTED = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a path",
}


def _truth(name: str, value: str, origin: str) -> bool:
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off", ""):
        return False
    raise SettingsError(f"{origin}: {name} is true or false, not {value!r}")
