"""What people wrote into single articles: there it holds, whatever others wrote elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from translate.data import Origin
from translate.store.database import Database
from translate.store.records import HUMAN, Unit


class Edits:
    """
    The edited cells of each article, by the path of its source.

        >>> edits = Edits(Database.open(None))
        >>> edits.keep("a.txt", {"Ja.": "Sure."}, "2026-01-01")
        >>> edits.of("a.txt"), edits.of("b.txt")
        ({'Ja.': 'Sure.'}, {})
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, article: str, cells: Mapping[str, str], created: str) -> None:
        """Keep what a person wrote; of a cell that was edited before, this alone."""
        self._database.change_many(
            "INSERT OR REPLACE INTO edits (article, source, target, created) VALUES (?, ?, ?, ?)",
            ((article, source, target, created) for source, target in cells.items()),
        )

    def recover(self, units: Iterable[Unit]) -> None:
        """Keep what was written before the state was lost, but for cells that are known again."""
        self._database.change_many(
            "INSERT OR IGNORE INTO edits (article, source, target, created) VALUES (?, ?, ?, ?)",
            ((unit.article, unit.source, unit.target, unit.created) for unit in units),
        )

    def of(self, article: str) -> dict[str, str]:
        """German and English of the edited cells of an article, the last one at the end."""
        rows = self._database.rows(
            "SELECT source, target FROM edits WHERE article = ? ORDER BY id", (article,)
        )
        return {row[0]: row[1] for row in rows}

    def move(self, before: str, after: str) -> bool:
        """Let the edits of a renamed source follow it; whether there are any."""
        moved = self._database.change(
            "UPDATE OR REPLACE edits SET article = ? WHERE article = ?", (after, before)
        )
        return moved > 0

    def units(self) -> Iterator[Unit]:
        """All edits, in the order of writing."""
        rows = self._database.rows("SELECT article, source, target, created FROM edits ORDER BY id")
        for article, source, target, created in rows:
            yield Unit(source, target, Origin.HUMAN, HUMAN, created, article)
