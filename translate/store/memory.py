"""The translation memory: exact look-up by signature and sentence, and what people translated."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping

from translate.data import Origin
from translate.store.database import Database
from translate.store.records import HUMAN, MemoryPart, Remembered, Unit

# SQLite takes at most 32,766 parameters; a few hundred keep the statement cache useful.
_CHUNK = 500


class Memory:
    """
    What was translated before. People's translations stand under the signature `human`.

        >>> memory = Memory(Database.open(None))
        >>> memory.remember("echo", {"Ja.": Remembered("YES.", 0.0, Origin.ENGINE)}, "2026-01-01")
        >>> memory.recall("echo", ["Ja.", "Nein."])
        {'Ja.': Remembered(text='YES.', score=0.0, origin=<Origin.ENGINE: 'engine'>, note='')}
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def recall(self, signature: str, sentences: Iterable[str]) -> dict[str, Remembered]:
        """The translations that are known for these sentences, by this signature, exactly."""
        found: dict[str, Remembered] = {}
        keys = {_key(signature, sentence): sentence for sentence in sentences}
        for chunk in _chunks(keys):
            marks = ",".join("?" * len(chunk))
            rows = self._database.rows(
                f"SELECT key, source, target, score, origin, note FROM memory "  # noqa: S608
                f"WHERE key IN ({marks})",
                chunk,
            )
            for key, source, target, score, origin, note in rows:
                if keys[key] == source:  # else two sentences share 64 bits of hash: no match
                    found[source] = Remembered(target, score, Origin(origin), note)
        return found

    def recall_human(self, texts: Iterable[str]) -> dict[str, str]:
        """What people made of these sentences and paragraphs; mostly nobody made anything."""
        if not self._database.value(
            "SELECT 1 FROM memory WHERE signature = "
            "(SELECT id FROM signatures WHERE signature = ?) LIMIT 1",
            (HUMAN,),
        ):
            return {}
        return {source: kept.text for source, kept in self.recall(HUMAN, texts).items()}

    def remember(
        self, signature: str, translations: Mapping[str, Remembered], created: str
    ) -> None:
        """Keep translations; one that is there already is replaced."""
        if not translations:
            return
        signature_id = self._signature_id(signature)
        self._database.change_many(
            "INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (_key(signature, source), signature_id, source, kept.text, kept.score,
                 kept.origin.value, kept.note, created)
                for source, kept in translations.items()
            ),
        )  # fmt: skip

    def learn(self, translations: Mapping[str, str], created: str) -> None:
        """Keep what a person wrote, for every engine."""
        human = {s: Remembered(text, 0.0, Origin.HUMAN) for s, text in translations.items()}
        self.remember(HUMAN, human, created)

    def units(self, origin: Origin | None = None) -> Iterator[Unit]:
        """All entries, or those of one origin, streamed."""
        rows = self._database.rows(
            "SELECT source, target, origin, s.signature, created FROM memory "
            "JOIN signatures s ON s.id = memory.signature WHERE ?1 IS NULL OR origin = ?1",
            (origin and origin.value,),
        )
        for source, target, kind, signature, created in rows:
            yield Unit(source, target, Origin(kind), signature, created)

    def human_units(self) -> Iterator[Unit]:
        """What people translated, in the order of the German: found by the index, not a scan."""
        rows = self._database.rows(
            "SELECT source, target, created FROM memory WHERE signature = "
            "(SELECT id FROM signatures WHERE signature = ?) ORDER BY source",
            (HUMAN,),
        )
        for source, target, created in rows:
            yield Unit(source, target, Origin.HUMAN, HUMAN, created)

    def parts(self) -> list[MemoryPart]:
        """How many entries there are of each signature and origin, and from when."""
        rows = self._database.rows(
            "SELECT s.signature, origin, count(*), min(created), max(created) FROM memory "
            "JOIN signatures s ON s.id = memory.signature GROUP BY s.signature, origin "
            "ORDER BY count(*) DESC, s.signature, origin"
        )
        return [
            MemoryPart(s, Origin(o), count, oldest, newest) for s, o, count, oldest, newest in rows
        ]

    def size(self) -> int:
        """How many entries the memory holds, of all signatures."""
        return int(self._database.value("SELECT count(*) FROM memory"))

    def prune(self, before: str) -> int:
        """Forget what engines made before a moment (ISO 8601, UTC); people's work stays."""
        with self._database.transaction():
            return self._database.change(
                "DELETE FROM memory WHERE created < ? AND origin <> ?", (before, Origin.HUMAN.value)
            )

    def _signature_id(self, signature: str) -> int:
        self._database.change(
            "INSERT OR IGNORE INTO signatures (signature) VALUES (?)", (signature,)
        )
        return int(
            self._database.value("SELECT id FROM signatures WHERE signature = ?", (signature,))
        )


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
