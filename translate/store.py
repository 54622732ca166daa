"""
What the tool remembers, in one SQLite file: translation memory, articles, runs.

Plain SQL, `STRICT` tables, one writer (the run that holds the lock), one transaction for each
batch. The schema changes by append-only migrations, counted in `user_version`: a released step is
never edited, because somebody's file has it.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from translate.data import Origin
from translate.errors import StateError

# Step n brings a file from version n to n + 1. Append only.
MIGRATIONS = (
    """
    CREATE TABLE signatures (
        id INTEGER PRIMARY KEY,
        signature TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE memory (
        key INTEGER PRIMARY KEY,       -- 64 bits of BLAKE2b over signature and source
        signature INTEGER NOT NULL REFERENCES signatures (id),
        source TEXT NOT NULL,          -- one German sentence
        target TEXT NOT NULL,
        score REAL NOT NULL,
        origin TEXT NOT NULL,          -- engine or human
        note TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL
    ) STRICT;
    CREATE TABLE articles (
        source TEXT PRIMARY KEY,       -- path in the corpus, forward slashes
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        source_digest TEXT NOT NULL,
        fingerprint TEXT NOT NULL,     -- of settings, model and glossary
        skipped TEXT NOT NULL DEFAULT '',  -- why nothing was written, else empty
        output TEXT UNIQUE,            -- path in the output folder
        output_digest TEXT NOT NULL DEFAULT '',  -- of what we wrote, to see a person's edits
        title TEXT NOT NULL DEFAULT '',
        published TEXT NOT NULL DEFAULT '',
        words INTEGER NOT NULL DEFAULT 0,
        warnings INTEGER NOT NULL DEFAULT 0,
        written TEXT NOT NULL,         -- when, UTC
        gone TEXT NOT NULL DEFAULT ''  -- since when the source is no longer there
    ) STRICT;
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        started TEXT NOT NULL,
        seconds REAL NOT NULL,
        signature TEXT NOT NULL,
        translated INTEGER NOT NULL,
        unchanged INTEGER NOT NULL,
        skipped INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        sentences INTEGER NOT NULL,    -- sent to the engine
        remembered INTEGER NOT NULL    -- taken from memory
    ) STRICT;
    """,
)

# SQLite takes at most 32,766 parameters; a few hundred keep the statement cache useful.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the memory holds for one sentence."""

    text: str
    score: float
    origin: Origin
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """What is known about a source since it was last looked at."""

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


class Store:
    """
    The state file. Used as a context manager by the driver alone; values travel, it does not.

        >>> with Store.open(None) as store:
        ...     store.remember("echo", {"Ja.": Remembered("YES.", 0.0, Origin.ENGINE)}, "2026-01-01")
        ...     store.recall("echo", ["Ja.", "Nein."])
        {'Ja.': Remembered(text='YES.', score=0.0, origin=<Origin.ENGINE: 'engine'>, note='')}
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """
        Open or make the state file; None keeps it in memory.

        Raises `StateError` for a file that a newer version wrote, or that SQLite cannot read.
        """
        try:
            connection = sqlite3.connect(path or ":memory:", isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(connection, path)
        except sqlite3.Error as error:
            raise StateError(
                f"{path}: cannot be used as the state file ({error}); move it away and run again"
            ) from error
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside are kept together, or none of them."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    # -- translation memory

    def recall(self, signature: str, sentences: Iterable[str]) -> dict[str, Remembered]:
        """The translations that are known for these sentences, by this signature, exactly."""
        found: dict[str, Remembered] = {}
        keys = {_key(signature, sentence): sentence for sentence in sentences}
        for chunk in _chunks(keys):
            marks = ",".join("?" * len(chunk))
            rows = self._connection.execute(
                f"SELECT key, source, target, score, origin, note FROM memory "  # noqa: S608
                f"WHERE key IN ({marks})",
                chunk,
            )
            for key, source, target, score, origin, note in rows:
                if keys[key] == source:  # else two sentences share 64 bits of hash: no match
                    found[source] = Remembered(target, score, Origin(origin), note)
        return found

    def remember(
        self, signature: str, translations: Mapping[str, Remembered], created: str
    ) -> None:
        """Keep translations; one that is there already is replaced."""
        if not translations:
            return
        signature_id = self._signature_id(signature)
        self._connection.executemany(
            "INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (_key(signature, source), signature_id, source, kept.text, kept.score,
                 kept.origin.value, kept.note, created)
                for source, kept in translations.items()
            ),
        )  # fmt: skip

    def _signature_id(self, signature: str) -> int:
        self._connection.execute(
            "INSERT OR IGNORE INTO signatures (signature) VALUES (?)", (signature,)
        )
        row = self._connection.execute(
            "SELECT id FROM signatures WHERE signature = ?", (signature,)
        ).fetchone()
        return int(row[0])

    # -- articles

    def articles(self) -> dict[str, ArticleState]:
        """All sources that were ever looked at, by their path."""
        columns = ", ".join(ArticleState.__dataclass_fields__)
        rows = self._connection.execute(f"SELECT {columns} FROM articles")  # noqa: S608
        names = tuple(ArticleState.__dataclass_fields__)
        return {row[0]: ArticleState(**dict(zip(names, row, strict=True))) for row in rows}

    def record(self, states: Sequence[ArticleState]) -> None:
        """Keep what is now known about these sources."""
        names = tuple(ArticleState.__dataclass_fields__)
        marks = ", ".join("?" * len(names))
        self._connection.executemany(
            f"INSERT OR REPLACE INTO articles ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
            [tuple(getattr(state, name) for name in names) for state in states],
        )

    # -- runs

    def record_run(self, run: Run) -> None:
        names = tuple(Run.__dataclass_fields__)
        marks = ", ".join("?" * len(names))
        self._connection.execute(
            f"INSERT INTO runs ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
            tuple(getattr(run, name) for name in names),
        )

    def runs(self, limit: int = 20) -> list[Run]:
        """The last runs, newest first."""
        names = tuple(Run.__dataclass_fields__)
        rows = self._connection.execute(
            f"SELECT {', '.join(names)} FROM runs ORDER BY id DESC LIMIT ?",  # noqa: S608
            (limit,),
        )
        return [Run(**dict(zip(names, row, strict=True))) for row in rows]

    def memory_size(self) -> int:
        """How many sentences the memory holds, of all signatures."""
        return int(self._connection.execute("SELECT count(*) FROM memory").fetchone()[0])


def _migrate(connection: sqlite3.Connection, path: Path | None) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StateError(
            f"{path}: written by a newer version of translate (state {version}, this one knows "
            f"{len(MIGRATIONS)}); upgrade translate, or choose another --out"
        )
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        # The change and its record in one transaction: a crash leaves the old version, whole.
        connection.executescript(f"BEGIN; {step} PRAGMA user_version = {number}; COMMIT;")


def _key(signature: str, sentence: str) -> int:
    """
    A memory key: 64 bits, signed as SQLite wants its row ids.

    A row id finds an entry without a second index; 3 million sentences meet by chance once in
    four million such memories, and then the stored source tells them apart.
    """
    content = f"{signature}\0{sentence}".encode()
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big", signed=True)


def _chunks(keys: Iterable[int]) -> Iterator[tuple[int, ...]]:
    iterator = iter(keys)
    while chunk := tuple(itertools.islice(iterator, _CHUNK)):
        yield chunk
