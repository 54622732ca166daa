"""Outputs of sources that were renamed or are gone: moved along, kept, or put into the trash."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from translate.corpus.finding import leads_out
from translate.corpus.placing import as_written, seen
from translate.corpus.planning import Renamed
from translate.data import digest_of
from translate.rendering import is_sealed, sealed, unsealed
from translate.rendering.front_matter import front_matter_line
from translate.store import ArticleState
from translate.writing import move, read_if_there, remove, write_atomically

_SOURCE_LINE = re.compile(r"^source: .*\n", re.MULTILINE)


def move_output(out: Path, renamed: Renamed) -> ArticleState | None:
    """
    Write the output of a renamed source under its new name, and remove the old one.

    The article only learns the new name of its source: a person's edits move with it, and so does
    what tells them from ours. A crash on the way is mended by doing it again. None where somebody
    else's file has the new name: then the source is new.
    """
    before, after = renamed.before, renamed.after
    old, new = out / str(before.output), out / str(after.output)
    if leads_out(out, str(after.output)) or new.is_dir():
        return None
    there = read_if_there(old)
    if there is None:  # moved already, by a run that ended before it could say so
        old, there = new, read_if_there(new)
    if there is None:
        return None
    text = there.decode("utf-8", "surrogateescape")
    was_ours = is_sealed(text) or digest_of(there) == before.output_digest
    moved = _with_source(text, after.source)
    content = (sealed(unsealed(moved)) if was_ours else moved).encode("utf-8", "surrogateescape")
    if old != new and not _may_replace(new, content):
        return None
    write_atomically(new, content)
    if old != new:
        remove(old, out)
    return as_written(after, new, content) if was_ours else seen(after, new)


def _may_replace(path: Path, content: bytes) -> bool:
    there = read_if_there(path)
    return there is None or there == content or is_sealed(there.decode("utf-8", "replace"))


def _with_source(text: str, source: str) -> str:
    return _SOURCE_LINE.sub(lambda _: front_matter_line("source", source), text, count=1)


def put_into_trash(
    out: Path, trash: Path, gone: Iterable[ArticleState]
) -> Iterator[tuple[ArticleState, Path]]:
    """Move outputs whose sources are gone out of sight; nothing is ever deleted."""
    for state in gone:
        path = out / str(state.output)
        if state.output and path.is_file() and not leads_out(out, state.output):
            target = _free_name(trash / state.output)
            move(path, target, out)
            yield state, target
        else:
            yield state, path


def _free_name(path: Path) -> Path:
    names = itertools.chain(
        [path],
        (path.with_name(f"{path.stem}.{number}{path.suffix}") for number in itertools.count(2)),
    )
    return next(name for name in names if not name.exists())


def gone_from(
    found: Iterable[str], known: Mapping[str, ArticleState], now: str
) -> list[ArticleState]:
    """The sources that were there before and are not now, marked with when that was seen."""
    paths = set(found)
    return [
        replace(state, gone=now)
        for path, state in known.items()
        if path not in paths and not state.gone
    ]
