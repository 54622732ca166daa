"""The translation memory as people use it: searched, taken out, brought in, thinned."""

from __future__ import annotations

import contextlib
import csv
import datetime
import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from translate.corpus.finding import STATE_FILE, STATE_FOLDER
from translate.corpus.keeping import keep_human
from translate.corpus.moments import moment
from translate.data import Origin
from translate.errors import CorpusError, ReadError, SettingsError
from translate.rendering.tmx import accepted, read_tmx, write_tmx
from translate.store import HUMAN, MemoryPart, Remembered, Store, Unit
from translate.writing import locked, write_atomically

_COLUMNS = ("source", "target", "origin", "signature", "created")
# Units that are kept by one transaction while a file is read.
_CHUNK = 5_000

# Reasons shown of an import; the rest is counted.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of the memory that is like a text; `likeness` is 100 for the same."""

    unit: Unit
    likeness: float


@dataclass(slots=True)
class Imported:
    """What became of the units of a file; `reasons` are the first of those refused."""

    taken: int = 0
    changed: int = 0
    known: int = 0
    refused: int = 0
    reasons: list[str] = field(default_factory=list)


def stats(out: Path) -> list[MemoryPart]:
    """Count the memory by signature and origin."""
    with _opened(out) as store:
        return store.memory.parts()


def search(out: Path, text: str, limit: int = 10, least: float = 60.0) -> list[Match]:
    """
    The entries whose German is most like a text, or holds it; best first.

    Likeness is the normalized indel distance (rapidfuzz `ratio`); what merely holds the text
    counts as `least`. Shown to people only: nothing inexact is ever used for a translation.
    """
    with _opened(out) as store:
        matches = (
            Match(unit, _likeness(text, unit.source, least)) for unit in store.memory.units()
        )
        good = (match for match in matches if match.likeness >= least)
        return heapq.nlargest(limit, good, key=lambda match: (match.likeness, match.unit.source))


def _likeness(text: str, source: str, least: float) -> float:
    from rapidfuzz import fuzz

    found = fuzz.ratio(text, source, score_cutoff=least)
    return max(found, least) if text.casefold() in source.casefold() else found


def export(out: Path, file: Path, *, only_human: bool = False) -> int:
    """Write the memory as TMX or TSV, by the file's ending; how many units it holds now."""
    count = 0

    def counted(units: Iterable[Unit]) -> Iterator[Unit]:
        nonlocal count
        for unit in units:
            count += 1
            yield unit

    write = _write_tsv if _is_table(file) else write_tmx
    with _opened(out) as store:
        units = store.memory.units(Origin.HUMAN if only_human else None)
        if not file.parent.is_dir():
            raise CorpusError(f"{file}: cannot be written, there is no such folder; make it first")
        write_atomically(file, (piece.encode() for piece in write(counted(units))))
    return count


def import_file(out: Path, file: Path) -> Imported:
    """
    Bring the units of a TMX or TSV file into the memory of an output folder.

    What another tool wrote counts as a person's translation, for every engine. Of two units with
    the same German the later one stays. Articles that are written already are not touched.

    Raises `ReadError` for a file that is neither or that breaks off, and then says how many units
    of it were taken; `LockedError` while a run is going on.
    """
    read = _read_tsv if _is_table(file) else read_tmx
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    imported = Imported()
    units = read(file)
    first = list(islice(units, 1))  # a file that cannot be read leaves no state behind
    state_folder = out / STATE_FOLDER
    with locked(state_folder), Store.open(state_folder / STATE_FILE) as store:
        try:
            chunk = first
            while chunk:
                with store.transaction():
                    _take(store, chunk, imported, now)
                chunk = list(islice(units, _CHUNK))
        except ReadError as error:
            taken = imported.taken + imported.changed
            raise ReadError(f"{error} ({taken:,} units before that were taken)") from error
        finally:
            if note := keep_human(store, state_folder):
                imported.reasons.append(note)
    return imported


def prune(out: Path, older_than: str) -> int:
    """
    Forget what engines made before a date or an age (`2026-01-31`, `90d`, `6m`); how many entries.

    People's translations are never forgotten. The room goes back to the disk.
    """
    before = moment(older_than, datetime.datetime.now(datetime.UTC), "--older-than")
    state_folder = out / STATE_FOLDER
    with _opened(out), locked(state_folder), Store.open(state_folder / STATE_FILE) as store:
        count = store.memory.prune(before)
        if count:
            store.compact()
    return count


@contextlib.contextmanager
def _opened(out: Path) -> Iterator[Store]:
    state = out / STATE_FOLDER / STATE_FILE
    if not state.is_file():
        raise CorpusError(f"{out}: no memory there yet; run `translate run` first, or name --out")
    with Store.open(state) as store:
        yield store


def _take(store: Store, units: Iterable[Unit | str], imported: Imported, now: str) -> None:
    by_place: dict[tuple[str, str], dict[str, str]] = {}
    for unit in units:
        if isinstance(unit, str):
            imported.refused += 1
            if len(imported.reasons) < _SHOWN:
                imported.reasons.append(unit)
        else:
            by_place.setdefault((unit.signature, unit.article), {})[unit.source] = unit.target
    for (signature, article), some in by_place.items():
        there = _known(store, signature, article, some)
        new = {source: text for source, text in some.items() if there.get(source) != text}
        imported.known += len(some) - len(new)
        imported.changed += len(new.keys() & there.keys())
        imported.taken += len(new.keys() - there.keys())
        origin = Origin.HUMAN if signature == HUMAN else Origin.ENGINE
        if article:
            store.edits.keep(article, new, now)
        else:
            kept = {source: Remembered(text, 0.0, origin) for source, text in new.items()}
            store.memory.remember(signature, kept, now)


def _known(store: Store, signature: str, article: str, some: Iterable[str]) -> Mapping[str, str]:
    """What is there of some German texts: in one article, or everywhere under a signature."""
    if article:
        return store.edits.of(article)
    return {source: kept.text for source, kept in store.memory.recall(signature, some).items()}


def _is_table(file: Path) -> bool:
    ending = file.suffix.lower()
    if ending not in (".tmx", ".tsv"):
        raise SettingsError(f"{file}: its name must end in .tmx or .tsv")
    return ending == ".tsv"


def _write_tsv(units: Iterable[Unit]) -> Iterator[str]:
    """One unit a line; a tab or a line break in a text becomes a space."""
    yield "\t".join(_COLUMNS) + "\n"
    for unit in units:
        values = (unit.source, unit.target, unit.origin.value, unit.signature, unit.created)
        yield "\t".join(re.sub(r"[\t\r\n]", " ", value) for value in values) + "\n"


def _read_tsv(file: Path) -> Iterator[Unit | str]:
    """German TAB English, further columns as we export them; a line of names may come first."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            for number, row in enumerate(table, start=1):
                if row[:2] == ["source", "target"] and number == 1:
                    continue
                yield _unit_of(row, number)
    except OSError as error:
        raise ReadError(f"{file}: cannot be read ({error.strerror}); check the name") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReadError(f"{file}: not a table in UTF-8 ({error}); save it as such") from error


def _unit_of(row: list[str], number: int) -> Unit | str:
    if len(row) < 2:
        return f"line {number}: not German TAB English"
    source, target, origin, signature, *_ = [*row, "", "", ""]
    return accepted(source.strip(), target.strip(), origin, signature, f"line {number}")
