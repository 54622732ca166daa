"""What a run would do, told without doing it: `--dry-run`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from translate import engines
from translate.corpus.finding import STATE_FILE, STATE_FOLDER, Found
from translate.corpus.loading import load
from translate.corpus.planning import plan
from translate.corpus.progress import Counts, Progress
from translate.pipeline import Prepared, signature_of
from translate.settings import Settings
from translate.store import ArticleState, Store
from translate.writing import look_around


def rehearse(settings: Settings, found: Sequence[Found], progress: Progress) -> Counts:
    """Tell what a run would do; nothing is loaded and nothing written."""
    known: Mapping[str, ArticleState] = {}
    state = settings.out / STATE_FOLDER / STATE_FILE
    if state.is_file():
        with Store.look(state) as store:
            known = store.articles()
    todo = plan(settings, found, known, look_around(settings.out).files)
    progress.started(
        len(found), len(todo.to_do), signature_of(settings), engines.is_draft(settings)
    )
    counts = Counts(unchanged=todo.unchanged, skipped=todo.left_alone + todo.over_limit)
    for item in todo.to_do:
        outcome = load(item, settings)
        if isinstance(outcome, Prepared):
            counts.translated += 1
            count = len(outcome.segments)
            sentences = f"{count} sentence{'s' * (count != 1)}"
            progress.note(f"{item.path} → {settings.out / todo.outputs[item.path]} ({sentences})")
        else:
            counts.count(outcome)
            progress.outcome(outcome, "")
    return counts
