"""What lists the articles: the index of all of them, the digest of those that came in."""

from __future__ import annotations

from pathlib import Path

from translate.corpus.digesting import render_digest_of
from translate.corpus.finding import DIGEST, INDEX
from translate.rendering import IndexEntry, render_index
from translate.settings import Settings
from translate.store import Store
from translate.writing import write_atomically


def write_index(out: Path, store: Store) -> None:
    entries = [
        IndexEntry(
            title=state.title,
            output=state.output,
            source=state.source,
            published=state.published,
            words=state.words,
            warnings=state.warnings,
            gone=state.gone,
        )
        for state in store.articles().values()
        if state.output
    ]
    write_atomically(out / INDEX, render_index(entries).encode())


def write_digest(settings: Settings, store: Store) -> None:
    """
    Write what came in with this run, once and again where `--digest` says.

    A run that was killed left no line in the history: what it wrote came in with this one.
    """
    last = next((run.started for run in store.runs(limit=1)), "")
    states = [
        state
        for _, state in sorted(store.articles().items())
        if state.output and state.written > last
    ]
    if not states:
        return
    for file in {settings.out / DIGEST, settings.digest or settings.out / DIGEST}:
        text = render_digest_of(states, settings.out, file, "New articles")
        write_atomically(file, text.encode())
