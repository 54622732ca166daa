"""Outputs of sources that were renamed or are gone: moved along, kept, or put into the trash."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from translate.corpus.editing import Edit
from translate.corpus.finding import STATE_FOLDER, Found, leads_out
from translate.corpus.keeping import keep_human
from translate.corpus.placing import as_written, seen
from translate.corpus.planning import Plan, Renamed
from translate.corpus.progress import Progress
from translate.data import digest_of
from translate.rendering import is_sealed, sealed, unsealed
from translate.rendering.front_matter import front_matter_line
from translate.settings import Settings
from translate.store import ArticleState, Store
from translate.writing import move, read_if_there, remove, write_atomically

TRASH_FOLDER = "trash"

_SOURCE_LINE = re.compile(r"^source: .*\n", re.MULTILINE)


class Tidying:
    """
    What one run does about sources that are no longer where they were.

    `expect_new_index` is called before what the index lists changes.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        now: str,
        progress: Progress,
        expect_new_index: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._store = store
        self._now = now
        self._progress = progress
        self._expect_new_index = expect_new_index

    def move_renamed(
        self,
        todo: Plan,
        found: Iterable[Found],
        known: dict[str, ArticleState],
        edits: dict[str, Edit],
    ) -> Plan:
        """
        Move the outputs of renamed sources; what cannot be moved is a new source.

        Edits move along; around those that can be rendered, the moved article is.
        """
        again = set()
        for rename in todo.renamed:
            self._expect_new_index()
            before, after = rename.before.source, rename.after.source
            state = move_output(self._settings.out, rename)
            if state is None:
                again.add(after)
                continue
            if edit := edits.pop(before, None):
                state = self._move_edit(edit, state, edits)
                # With a limit, the edit is found again by the next run.
                if edit.can_be_rendered and not state.skipped and self._settings.limit is None:
                    again.add(after)
            self._record_renamed(before, state)
            del known[before]
            known[after] = state
            self._progress.note(
                f"{before} is {after} now: moved {rename.before.output} to {state.output}"
            )
        if not again:
            return todo
        more = [item for item in found if item.path in again and item not in todo.to_do]
        return replace(todo, to_do=(*todo.to_do, *more), unchanged=todo.unchanged - len(more))

    def _move_edit(self, edit: Edit, state: ArticleState, edits: dict[str, Edit]) -> ArticleState:
        """Let an edit follow its file; it stays open, as every edit does, until it is rendered."""
        moved = read_if_there(self._settings.out / str(state.output)) or b""
        edits[state.source] = replace(edit, digest=digest_of(moved))
        if not edit.can_be_rendered:
            return state
        return replace(state, output_size=-1, output_mtime_ns=-1)

    def _record_renamed(self, before: str, state: ArticleState) -> None:
        with self._store.transaction():
            self._store.forget([before])
            self._store.record([state])
            has_edits = self._store.edits.move(before, state.source)
        if has_edits and (note := keep_human(self._store, self._settings.out / STATE_FOLDER)):
            self._progress.note(note)

    def note_gone(
        self, todo: Plan, found: Sequence[Found], known: Mapping[str, ArticleState]
    ) -> None:
        """Mark the sources that are gone; with `--prune`, put their outputs into the trash."""
        paths = {item.path for item in found}
        # With --only, a source that was not found may still be there.
        newly = [] if self._settings.only else gone_from(paths, known, self._now)
        if newly:
            self._expect_new_index()
        if todo.touched or newly:
            with self._store.transaction():
                self._store.record([*todo.touched, *newly])
        if not self._settings.prune:
            return
        if not found:
            self._progress.warn(
                f"{self._settings.corpus}: empty, so nothing is pruned; is it the right folder?"
            )
            return
        before = [state for path, state in known.items() if state.gone and path not in paths]
        self._prune([state for state in (*before, *newly) if not self._is_there(state)])

    def _is_there(self, state: ArticleState) -> bool:
        return os.path.lexists(self._settings.corpus / state.source)

    def _prune(self, gone: Sequence[ArticleState]) -> None:
        if gone:
            self._expect_new_index()
        out = self._settings.out
        for state, target in put_into_trash(out, out / STATE_FOLDER / TRASH_FOLDER, gone):
            with self._store.transaction():
                self._store.forget([state.source])
            self._progress.note(f"{state.source} is gone: {state.output} lies in {target} now")


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
