"""How a corpus stands, without touching it: for `translate status` and monitors."""

from __future__ import annotations

from dataclasses import dataclass, replace

from translate.corpus.finding import STATE_FILE, STATE_FOLDER, find
from translate.corpus.planning import fingerprint_of, plan
from translate.settings import Settings
from translate.store import ArticleState, Run, Store
from translate.writing import look_around


@dataclass(frozen=True, slots=True)
class Status:
    """
    Counts of a corpus and of what is remembered about it; `history` is newest first.

    `open` is what the last run's settings leave to do. `outdated` articles are done with them, but
    the settings of now (another model, another option) would make them again.
    """

    corpus: str
    found: int
    up_to_date: int
    open: int
    outdated: int
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
        with Store.look(state) as store:
            known, memory, runs = store.articles(), store.memory.size(), store.runs(limit=history)
    lying = look_around(settings.out).files
    as_last_time = _as_last_time(known, fingerprint_of(settings))
    todo = plan(settings, found, as_last_time, lying)
    again = todo if as_last_time is known else plan(settings, found, known, lying)
    return Status(
        corpus=str(settings.corpus),
        found=len(found),
        up_to_date=todo.unchanged,
        open=len(todo.to_do),
        outdated=len(again.to_do) - len(todo.to_do),
        skipped=todo.left_alone,
        gone=sum(1 for item in known.values() if item.gone),
        memory=memory,
        state_bytes=size,
        history=tuple(runs),
    )


def _as_last_time(known: dict[str, ArticleState], now: str) -> dict[str, ArticleState]:
    """
    Pretend that what the last run's settings made was made with those of now.

    `status` is asked without the options of `run`: with an option that it was not told, nothing
    would be up to date.
    """
    newest = max(known.values(), key=lambda article: article.written, default=None)
    if newest is None or newest.fingerprint == now:
        return known
    return {
        path: replace(article, fingerprint=now)
        if article.fingerprint == newest.fingerprint
        else article
        for path, article in known.items()
    }
