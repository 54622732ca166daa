"""People's edits → the memory, and a second copy of it that outlives the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from translate.corpus.editing import Edit, find_edit
from translate.corpus.finding import STATE_FOLDER
from translate.corpus.keeping import keep_human
from translate.corpus.placing import as_written
from translate.store import ArticleState, Store
from translate.writing import Lying, read_if_there


class Learner:
    """Looks through an output folder once, at the beginning of a run."""

    def __init__(self, store: Store, out: Path, now: str, note: Callable[[str], None]) -> None:
        self._store = store
        self._out = out
        self._now = now
        self._note = note

    def learn(self, known: dict[str, ArticleState], lying: Lying) -> dict[str, Edit]:
        """Look at the outputs that are not as we last saw them, and learn what people wrote."""
        edits: dict[str, Edit] = {}
        seen = []
        for source, state in known.items():
            there = lying.files.get(state.output or "")
            if there is None or there == (state.output_size, state.output_mtime_ns):
                continue
            path = self._out / str(state.output)
            content = read_if_there(path) or b""
            edit = find_edit(content, state, self.recall, self._store.edits.of(source))
            if edit is None:
                seen.append(as_written(state, path, content))
                continue
            edits[source] = edit
            if edit.cells or not edit.can_be_rendered:
                self._say_edit(str(state.output), edit)
            # One that is to be rendered again stays open until it is.
            if not edit.can_be_rendered:
                seen.append(replace(state, output_size=there[0], output_mtime_ns=there[1]))
        known.update((state.source, state) for state in seen)
        self._keep(edits)
        if seen:
            with self._store.transaction():
                self._store.record(seen)
        return edits

    def _keep(self, edits: Mapping[str, Edit]) -> None:
        sentences = {s: text for edit in edits.values() for s, text in edit.sentences.items()}
        cells = {s: text for edit in edits.values() for s, text in edit.cells.items()}
        if not cells:
            return
        memory = self._store.memory
        # A sentence that a person translated on its own is worth more than one cut out of an edit.
        own = memory.recall_human(sentences)
        new = {s: text for s, text in sentences.items() if s not in own} | cells
        with self._store.transaction():
            memory.learn(new, self._now)
            for source, edit in edits.items():
                self._store.edits.keep(source, edit.cells, self._now)
        if note := keep_human(self._store, self._out / STATE_FOLDER):
            self._note(note)

    def _say_edit(self, output: str, edit: Edit) -> None:
        count = len(edit.cells)
        cells = f", {count} edited cell{'s' if count > 1 else ''} learnt" if count else ""
        fate = "" if edit.can_be_rendered else " and is kept as it is"
        self._note(f"{output} was edited by hand{fate}{cells}")

    def recall(self, signature: str, sentences: Iterable[str]) -> dict[str, str]:
        """What the memory knows of sentences, a person's word before an engine's."""
        wanted = list(sentences)
        memory = self._store.memory
        engine = {s: kept.text for s, kept in memory.recall(signature, wanted).items()}
        return engine | memory.recall_human(wanted)
