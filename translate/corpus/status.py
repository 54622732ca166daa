"""How a corpus stands, without touching it: for `translate status` and monitors."""

from __future__ import annotations

from dataclasses import dataclass

from translate.corpus.finding import find
from translate.corpus.planning import fingerprint_of, plan
from translate.corpus.running import STATE_FILE, STATE_FOLDER
from translate.settings import Settings
from translate.store import ArticleState, Run, Store
from translate.writing import look_around


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of a corpus and of what is remembered about it."""

    corpus: str
    found: int
    up_to_date: int
    open: int
    skipped: int
    gone: int
    memory: int
    state_bytes: int
    last_run: Run | None


def status_of(settings: Settings) -> Status:
    """Compare the corpus with the state, as a run would, and count."""
    found = find(settings, lambda path, reason: None)
    state = settings.out / STATE_FOLDER / STATE_FILE
    known: dict[str, ArticleState] = {}
    memory, runs, size = 0, [], 0
    if state.is_file():
        size = state.stat().st_size
        with Store.open(state) as store:
            known, memory, runs = store.articles(), store.memory.size(), store.runs(limit=1)
    todo = plan(settings, found, known, look_around(settings.out).files, fingerprint_of(settings))
    return Status(
        corpus=str(settings.corpus),
        found=len(found),
        up_to_date=todo.unchanged,
        open=len(todo.to_do),
        skipped=todo.left_alone,
        gone=sum(1 for item in known.values() if item.gone),
        memory=memory,
        state_bytes=size,
        last_run=runs[0] if runs else None,
    )
