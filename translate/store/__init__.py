"""
What the tool remembers, in one SQLite file: translation memory, people's edits, articles, runs.

Plain SQL, `STRICT` tables, one writer (the run that holds the lock), one transaction for each
batch.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from sys import intern
from types import TracebackType
from typing import Self

from translate.errors import StateError
from translate.store.database import Database
from translate.store.edits import Edits
from translate.store.memory import Memory
from translate.store.migrations import MIGRATIONS
from translate.store.records import HUMAN, ArticleState, MemoryPart, Remembered, Run, Unit

__all__ = [
    "HUMAN",
    "MIGRATIONS",
    "ArticleState",
    "MemoryPart",
    "Remembered",
    "Run",
    "Store",
    "Unit",
    "set_aside",
]

_ARTICLE = tuple(ArticleState.__dataclass_fields__)
_RUN = tuple(Run.__dataclass_fields__)


class Store:
    """
    The state file. Used as a context manager by the driver alone; values travel, it does not.

    `memory` holds for all articles, `edits` what people wrote into single ones.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.memory = Memory(database)
        self.edits = Edits(database)

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """
        Open or make the state file; None keeps it in memory.

        Raises `StateError` for a file that a newer version wrote or that cannot be used,
        `DamagedStateError` for one that is broken.
        """
        return cls(Database.open(path))

    @classmethod
    def look(cls, path: Path) -> Self:
        """
        Open a state file to read in it; one of an older version stays as it is.

        Raises as `open` does.
        """
        return cls(Database.look(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All changes inside are kept together, or none of them."""
        return self._database.transaction()

    @property
    def is_rebuilt(self) -> bool:
        """Whether what lay in the output folder before this file was made is known to it."""
        return self._database.value("SELECT 1 FROM rebuilt") is not None

    def mark_rebuilt(self) -> None:
        self._database.change("INSERT OR IGNORE INTO rebuilt VALUES (1)")

    def articles(self) -> dict[str, ArticleState]:
        """All sources that were ever looked at, by their path."""
        rows = self._database.rows(f"SELECT {', '.join(_ARTICLE)} FROM articles")  # noqa: S608
        # The same few strings in all rows: one object for each keeps 100,000 articles within
        # 300 MB (benchmarks/scale.py).
        shared = ((*row[:4], intern(row[4]), intern(row[5]), *row[6:]) for row in rows)
        return {values[0]: ArticleState(*values) for values in shared}

    def record(self, states: Iterable[ArticleState]) -> None:
        """Keep what is now known about these sources."""
        self._database.change_many(
            f"INSERT OR REPLACE INTO articles ({', '.join(_ARTICLE)}) "  # noqa: S608
            f"VALUES ({', '.join('?' * len(_ARTICLE))})",
            ([getattr(state, name) for name in _ARTICLE] for state in states),
        )

    def forget(self, sources: Sequence[str]) -> None:
        """Know nothing of these sources any more; the memory keeps their sentences."""
        self._database.change_many(
            "DELETE FROM articles WHERE source = ?", [(source,) for source in sources]
        )

    def record_run(self, run: Run) -> None:
        self._database.change(
            f"INSERT INTO runs ({', '.join(_RUN)}) "  # noqa: S608
            f"VALUES ({', '.join('?' * len(_RUN))})",
            [getattr(run, name) for name in _RUN],
        )

    def runs(self, limit: int = 20) -> list[Run]:
        """The last runs, newest first."""
        rows = self._database.rows(
            f"SELECT {', '.join(_RUN)} FROM runs ORDER BY id DESC LIMIT ?",  # noqa: S608
            (limit,),
        )
        return [Run(**dict(zip(_RUN, row, strict=True))) for row in rows]

    def compact(self) -> None:
        """Give the room of deleted entries back to the disk, and renew the query statistics."""
        self._database.change("VACUUM")
        self._database.change("ANALYZE")


def set_aside(path: Path) -> Path:
    """
    Move a damaged state file out of the way, with its journal; the new name says when.

    Raises `StateError` where it cannot be moved.
    """
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    aside = path.with_name(f"{path.stem}.broken-{now}{path.suffix}")
    try:
        path.rename(aside)
        for ending in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{path}{ending}").rename(f"{aside}{ending}")
    except OSError as error:
        raise StateError(
            f"{path}: damaged, and cannot be moved aside ({error.strerror}); move it by hand"
        ) from error
    return aside
