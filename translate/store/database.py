"""One SQLite file: opened, migrated, and its errors said in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

from translate.errors import DamagedStateError, StateError
from translate.store.migrations import MIGRATIONS

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_TABLES = frozenset({"signatures", "memory", "articles", "runs"})

# 32 MB: the inner pages of an index over 3 million entries, so that a look-up reads one page.
_CACHE_KIB = 32_000


class Database:
    """A connection whose every error is a `StateError` that names the file."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """
        Open or make the file and bring it to the newest version; None keeps it in memory.

        A file of a newer version is refused before anything in it changes.
        """
        connection = sqlite3.connect(path or ":memory:", isolation_level=None)
        database = cls(connection, path)
        try:
            with database._our_words():
                database._check_version()
                connection.execute("PRAGMA journal_mode = WAL")
                # A commit is on disk when it returns: an article that is recorded as written
                # stays recorded when the power fails. Three commits for each batch cost nothing.
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
                database._migrate()
        except BaseException:
            connection.close()
            raise
        return database

    @classmethod
    def look(cls, path: Path) -> Self:
        """
        Open a file to read in it, and leave it as it is.

        One of an older version is copied and the copy brought to the newest version, in a file
        that SQLite makes for the while.
        """
        copy = cls(sqlite3.connect("", isolation_level=None), path)
        address = f"{path.absolute().as_uri()}?mode=ro"
        try:
            with copy._our_words(), closing(sqlite3.connect(address, uri=True)) as there:
                if int(there.execute("PRAGMA user_version").fetchone()[0]) < len(MIGRATIONS):
                    there.backup(copy._connection)
                    copy._migrate()
                    return copy
        except BaseException:
            copy.close()
            raise
        copy.close()
        return cls.open(path)

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        with self._our_words():
            yield from self._connection.execute(sql, parameters)

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        with self._our_words():
            row = self._connection.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def change(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement; how many rows it changed."""
        with self._our_words():
            return self._connection.execute(sql, parameters).rowcount

    def change_many(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        with self._our_words():
            self._connection.executemany(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside are kept together, or none of them."""
        self.change("BEGIN IMMEDIATE")
        try:
            yield
            self.change("COMMIT")
        except BaseException:
            # A full disk may have rolled back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _check_version(self) -> int:
        version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            raise StateError(
                f"{self._path}: written by a newer version of translate (state {version}, this "
                f"one knows {len(MIGRATIONS)}); upgrade translate, or choose another --out"
            )
        return version

    def _migrate(self) -> None:
        """Each step and its number in one transaction: a crash leaves the old version, whole."""
        tables = {row[0] for row in self._connection.execute("SELECT name FROM sqlite_schema")}
        version = self._check_version()
        if version and not tables >= _TABLES:
            raise DamagedStateError(f"{self._path}: not a state file of translate, tables missing")
        for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
            try:
                self._connection.executescript(
                    f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;"
                )
            except sqlite3.OperationalError:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                # Two readers may find an old file at once; the other one was faster.
                if self._check_version() < number:
                    raise

    @contextmanager
    def _our_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _DAMAGE:
                raise DamagedStateError(
                    f"{self._path}: damaged ({error}); the next `translate run` sets it aside"
                ) from error
            raise StateError(
                f"{self._path}: cannot be used ({error}); check the disk and the permissions"
            ) from error
