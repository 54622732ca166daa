"""How a corpus stands, without touching it: for `translate status` and monitors."""

from __future__ import annotations

from dataclasses import dataclass

from translate.corpus.finding import find
from translate.corpus.planning import plan
from translate.corpus.running import STATE_FILE, STATE_FOLDER
from translate.settings import Settings
from translate.store import ArticleState, Run, Store
from translate.writing import look_around


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of a corpus and of what is remembered about it; `history` is newest first."""

    corpus: str
    found: int
    up_to_date: int
    open: int
    skipped: int
    gone: int
    memory: int
    state_bytes: int
    history: tuple[Run, ...]

    @property
    def last_run(self) -> Run | None:
        return self.history[0] if self.history else None


def status_of(settings: Settings, history: int = 1) -> Status:
    """Compare the corpus with the state, as a run would, and count; `history` is in runs."""
    found = find(settings, lambda *_: None)
    state = settings.out / STATE_FOLDER / STATE_FILE
    known: dict[str, ArticleState] = {}
    runs: list[Run] = []
    memory = size = 0
    if state.is_file():
        size = state.stat().st_size
        with Store.open(state) as store:
            known, memory, runs = store.articles(), store.memory.size(), store.runs(limit=history)
    todo = plan(settings, found, known, look_around(settings.out).files)
    return Status(
        corpus=str(settings.corpus),
        found=len(found),
        up_to_date=todo.unchanged,
        open=len(todo.to_do),
        skipped=todo.left_alone,
        gone=sum(1 for item in known.values() if item.gone),
        memory=memory,
        state_bytes=size,
        history=tuple(runs),
    )
