"""What people translated, a second time beside the state: it alone cannot be made again."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from pathlib import Path

from translate.corpus.finding import HUMAN_FILE
from translate.errors import ReadError
from translate.rendering.tmx import read_tmx, write_tmx
from translate.store import Store, Unit, set_aside
from translate.writing import write_atomically

# Units that are kept by one transaction while the file is read.
_CHUNK = 5_000


def keep_human(store: Store, state_folder: Path) -> str:
    """
    Write what people translated beside the state; what to say of it, mostly nothing.

    The file never shrinks: what it holds and the state does not is learnt before.
    """
    note = _recover(store, state_folder / HUMAN_FILE)
    units = itertools.chain(store.memory.human_units(), store.edits.units())
    pieces = (piece.encode() for piece in write_tmx(units))
    write_atomically(state_folder / HUMAN_FILE, pieces)
    return note


def recover_human(store: Store, state_folder: Path) -> str:
    """
    Learn what people translated before the state was lost; what to say of it, mostly nothing.

    What the state says already stays. A broken file is set aside, and what could be read of it
    written anew.
    """
    note = _recover(store, state_folder / HUMAN_FILE)
    if note:
        keep_human(store, state_folder)
    return note


def _recover(store: Store, file: Path) -> str:
    if not file.is_file():
        return ""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    damage: list[ReadError] = []
    units = _units(file, damage)
    count = 0
    while chunk := list(itertools.islice(units, _CHUNK)):
        count += len(chunk)
        everywhere = {unit.source: unit.target for unit in chunk if not unit.article}
        known = store.memory.recall_human(everywhere)
        with store.transaction():
            store.memory.learn({s: t for s, t in everywhere.items() if s not in known}, now)
            store.edits.recover(unit for unit in chunk if unit.article)
    if not damage:
        return ""
    aside = set_aside(file)
    return f"{str(damage[0]).partition(';')[0]}; set aside as {aside.name}, {count} units were read"


def _units(file: Path, damage: list[ReadError]) -> Iterator[Unit]:
    """The units up to where the file is broken; what broke it goes into `damage`."""
    try:
        yield from (unit for unit in read_tmx(file) if isinstance(unit, Unit))
    except ReadError as error:
        if isinstance(error.__cause__, OSError):  # not the file's fault: it may be whole
            raise
        damage.append(error)
