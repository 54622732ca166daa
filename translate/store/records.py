"""What the state file holds, as frozen values; a field is a column of the same name."""

from __future__ import annotations

from dataclasses import dataclass

from translate.data import Origin

# The signature that people's translations are kept under: they hold for every engine.
HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the memory holds for one sentence."""

    text: str
    score: float
    origin: Origin
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """
    One entry of the memory as it travels to other tools; `created` is ISO 8601, UTC.

    `article` is set where a person wrote this into one article: the path of its source.
    """

    source: str
    target: str
    origin: Origin
    signature: str
    created: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """The entries of one signature and origin, counted."""

    signature: str
    origin: Origin
    entries: int
    oldest: str
    newest: str


@dataclass(frozen=True, slots=True)
class ArticleState:
    """
    What is known about a source since it was last looked at.

    `output_digest`, `cells` and `frame` describe the article as we wrote it; `output_size` and
    `output_mtime_ns` the file as we last saw it.
    """

    source: str
    size: int
    mtime_ns: int
    source_digest: str
    fingerprint: str
    written: str
    skipped: str = ""
    output: str | None = None
    output_digest: str = ""
    title: str = ""
    published: str = ""
    words: int = 0
    warnings: int = 0
    gone: str = ""
    output_size: int = -1
    output_mtime_ns: int = -1
    cells: bytes = b""
    frame: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run, as the history keeps it."""

    started: str
    seconds: float
    signature: str
    translated: int
    unchanged: int
    skipped: int
    failed: int
    sentences: int
    remembered: int
