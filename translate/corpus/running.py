"""One run over a corpus, from the first look at its files to the last line of the history."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from itertools import takewhile

from translate import engines
from translate import glossary as glossaries
from translate.corpus.editing import Edit, Recall
from translate.corpus.finding import (
    HUMAN_FILE,
    INDEX,
    STATE_FILE,
    STATE_FOLDER,
    Found,
    find,
)
from translate.corpus.learning import Learner
from translate.corpus.listing import write_digest, write_index
from translate.corpus.loading import load, one_ahead
from translate.corpus.placing import Places
from translate.corpus.planning import Plan, fingerprint_of, plan
from translate.corpus.progress import Counts, Progress
from translate.corpus.rebuilding import rebuild
from translate.corpus.tidying import gone_from, move_output, put_into_trash
from translate.data import Failure, Origin, Outcome, Skipped, TranslatedArticle
from translate.engines import Engine
from translate.errors import DamagedStateError
from translate.glossary import Glossary
from translate.pipeline import Prepared, Tools, batches, signature_of, translate_batches
from translate.settings import Settings
from translate.store import ArticleState, Remembered, Run, Store, set_aside
from translate.summarization.loading import load_summarizer
from translate.writing import Lying, locked, look_around, write_atomically

TRASH_FOLDER = "trash"
# Lies there from the first change of a run until the index shows it.
STALE_FILE = "index.stale"


def run(settings: Settings, progress: Progress | None = None) -> Counts:
    """
    Translate what is new or changed in a corpus, write it, and say what became of each file.

    Raises `CorpusError`, `EngineError`, `StateError` or `LockedError` where the run cannot be.
    """
    progress = progress or Progress()
    found = find(settings, progress.passed_over)
    if settings.dry_run:
        return _dry_run(settings, found, progress)
    state_folder = settings.out / STATE_FOLDER
    with locked(state_folder):
        try:
            return _run(settings, found, progress)
        except DamagedStateError as error:
            aside = set_aside(state_folder / STATE_FILE)
            damage = str(error).partition(";")[0]
            progress.note(f"{damage}; set aside as {aside.name}, the articles are looked at anew")
            return _run(settings, found, progress)


def _run(settings: Settings, found: Sequence[Found], progress: Progress) -> Counts:
    with Store.open(settings.out / STATE_FOLDER / STATE_FILE) as store:
        return _Run(settings, store, progress).run(found)


def _dry_run(settings: Settings, found: Sequence[Found], progress: Progress) -> Counts:
    """Tell what a run would do; nothing is loaded and nothing written."""
    known: Mapping[str, ArticleState] = {}
    state = settings.out / STATE_FOLDER / STATE_FILE
    if state.is_file():
        with Store.open(state) as store:
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
            progress.note(f"{item.path} → {todo.outputs[item.path]} ({count} sentences)")
        else:
            counts.count(outcome)
            progress.outcome(outcome, "")
    return counts


class _Run:
    """The state of one run; it lives as long as the lock."""

    def __init__(self, settings: Settings, store: Store, progress: Progress) -> None:
        self._settings = settings
        self._store = store
        self._progress = progress
        self._fingerprint = fingerprint_of(settings)
        self._signature = signature_of(settings)
        self._is_draft = engines.is_draft(settings)
        self._stale = settings.out / STATE_FOLDER / STALE_FILE
        # To the millisecond: it tells apart what two runs of one second wrote.
        self._started = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        self._counts = Counts()
        self._engine_sentences = 0
        self._remembered_sentences = 0

    def run(self, found: Sequence[Found]) -> Counts:
        began = time.monotonic()
        lying = look_around(self._settings.out)
        for temporary in lying.temporaries:
            temporary.unlink(missing_ok=True)
        known = self._known(lying)
        learner = Learner(self._store, self._settings.out, self._started, self._progress.note)
        edits = learner.learn(known, lying)
        to_render = {source for source, edit in edits.items() if edit.can_be_rendered}
        todo = plan(self._settings, found, known, lying.files, to_render)
        todo = self._move_renamed(todo, found, known)
        self._counts.unchanged = todo.unchanged
        self._counts.skipped = todo.left_alone + todo.over_limit
        self._progress.started(len(found), len(todo.to_do), self._signature, self._is_draft)
        if todo.to_do or todo.touched:
            self._expect_new_index()
        done = self._translate(todo, self._places(known, todo, edits, learner.recall))
        # A run that was interrupted has not seen all of the corpus.
        self._counts.skipped += len(todo.to_do) - done
        self._note_gone(found, known, todo)
        if self._stale.exists() or not (self._settings.out / INDEX).exists():
            write_index(self._settings.out, self._store)
            write_digest(self._settings, self._store)
        self._record_run(time.monotonic() - began)
        self._stale.unlink(missing_ok=True)
        return self._counts

    def _expect_new_index(self) -> None:
        """Remember on disk that the index is behind, so that a crash does not leave it so."""
        if not self._stale.exists():
            write_atomically(self._stale, b"")

    def _known(self, lying: Lying) -> dict[str, ArticleState]:
        """What the state says; one that was lost is rebuilt from what lies in the output folder."""
        out = self._settings.out
        if self._store.is_new and lying.files:
            count = rebuild(self._store, out, out / STATE_FOLDER / HUMAN_FILE, lying.files)
            if count:
                self._progress.note(f"no state: rebuilt it from {count} written articles")
        return self._store.articles()

    def _move_renamed(
        self, todo: Plan, found: Sequence[Found], known: dict[str, ArticleState]
    ) -> Plan:
        """Move the outputs of renamed sources; what cannot be moved is a new source."""
        not_moved = set()
        if todo.renamed:
            self._expect_new_index()
        for rename in todo.renamed:
            state = move_output(self._settings.out, rename)
            if state is None:
                not_moved.add(rename.after.source)
                continue
            with self._store.transaction():
                self._store.forget([rename.before.source])
                self._store.record([state])
            del known[rename.before.source]
            known[state.source] = state
            self._progress.note(
                f"{rename.before.source} is {state.source} now: moved {rename.before.output} "
                f"to {state.output}"
            )
        again = [item for item in found if item.path in not_moved and item not in todo.to_do]
        return replace(todo, to_do=(*todo.to_do, *again), unchanged=todo.unchanged - len(again))

    def _places(
        self,
        known: Mapping[str, ArticleState],
        todo: Plan,
        edits: Mapping[str, Edit],
        recall: Recall,
    ) -> Places:
        return Places(
            settings=self._settings,
            fingerprint=self._fingerprint,
            now=self._started,
            is_draft=self._is_draft,
            known=known,
            planned=todo.outputs,
            edits=edits,
            recall=recall,
        )

    def _translate(self, todo: Plan, places: Places) -> int:
        """Translate batch by batch; how many files were dealt with."""
        done = 0
        texts = (
            {s.source_digest: s.source for s in places.known.values() if not s.gone}
            if todo.to_do
            else {}
        )
        files = {item.path: item for item in todo.to_do}
        prepared = one_ahead(batches(load(item, self._settings) for item in todo.to_do))
        # What is with the engine when a run is asked to stop is still finished.
        wanted = takewhile(lambda _: not self._progress.is_asked_to_stop(), prepared)
        for outcomes in translate_batches(wanted, self._tools):
            states: list[ArticleState] = []
            try:
                for outcome in outcomes:
                    output = todo.outputs.get(outcome.path, "")
                    self._say_same_text(outcome, texts)
                    states += self._place(places, outcome, output, files[outcome.path])
            finally:
                # Also when writing fails in the middle: what was written is recorded.
                with self._store.transaction():
                    self._store.record(states)
            done += len(outcomes)
        return done

    def _place(
        self, places: Places, outcome: Outcome, output: str, item: Found
    ) -> list[ArticleState]:
        """Write one outcome; what is to be recorded of it. Failures are tried again next time."""
        outcome = places.refused(outcome, output)
        self._counts.count(outcome)
        if isinstance(outcome, Failure):
            self._progress.outcome(outcome, "")
            return []
        if isinstance(outcome, Skipped):
            self._progress.outcome(outcome, "")
            return [] if outcome.is_for_now else [places.skip(outcome, item)]
        self._tell_sentences(outcome)
        placed = places.write(outcome, output, item)
        if placed.note:
            self._progress.note(placed.note)
        self._progress.outcome(outcome, placed.output)
        return [placed.state]

    def _say_same_text(self, outcome: Outcome, texts: dict[str, str]) -> None:
        if not isinstance(outcome, TranslatedArticle):
            return
        first = texts.setdefault(outcome.source_digest, outcome.path)
        if first != outcome.path:
            self._progress.note(f"{outcome.path}: the same text as {first}, translated once")

    @cached_property
    def _tools(self) -> Tools:
        settings = self._settings
        return Tools(
            settings=settings,
            signature=self._signature,
            engine=cache(self._load_engine),
            summarizer=cache(lambda: load_summarizer(settings)),
            glossary=cache(self._load_glossary),
            recall=lambda sentences: self._store.memory.recall(self._signature, sentences),
            remember=self._remember,
            recall_human=self._store.memory.recall_human,
        )

    def _load_engine(self) -> Engine:
        """Load the engine; the first time a model is used, it is converted here, for minutes."""
        self._progress.phase("loading the model")
        engine = engines.load_engine(self._settings)
        self._progress.phase("translating")
        return engine

    def _load_glossary(self) -> Glossary:
        glossary = glossaries.load(self._settings.glossary)
        for problem in glossary.problems:
            self._progress.note(str(problem))
        return glossary

    def _remember(self, translations: Mapping[str, Remembered]) -> None:
        with self._store.transaction():
            self._store.memory.remember(self._signature, translations, _now())

    def _tell_sentences(self, translated: TranslatedArticle) -> None:
        origins = translated.origins
        self._engine_sentences += origins[Origin.ENGINE]
        self._remembered_sentences += origins[Origin.MEMORY]
        self._progress.sentences(len(translated.translations))

    def _note_gone(
        self, found: Sequence[Found], known: Mapping[str, ArticleState], todo: Plan
    ) -> None:
        """Mark the sources that are gone; with `--prune`, put their outputs into the trash."""
        paths = [item.path for item in found]
        # With --only, a source that was not found may still be there.
        newly = [] if self._settings.only else gone_from(paths, known, self._started)
        if newly:
            self._expect_new_index()
        if todo.touched or newly:
            with self._store.transaction():
                self._store.record([*todo.touched, *newly])
        if self._settings.prune:
            self._prune(found, known, newly)

    def _prune(
        self,
        found: Sequence[Found],
        known: Mapping[str, ArticleState],
        newly: Sequence[ArticleState],
    ) -> None:
        if not found:
            self._progress.note(
                f"{self._settings.corpus}: empty, so nothing is pruned; is it the right folder?"
            )
            return
        here = {item.path for item in found}
        before = [state for path, state in known.items() if state.gone and path not in here]
        if before:
            self._expect_new_index()
        out = self._settings.out
        trash = out / STATE_FOLDER / TRASH_FOLDER
        for state, target in put_into_trash(out, trash, [*before, *newly]):
            with self._store.transaction():
                self._store.forget([state.source])
            self._progress.note(f"{state.source} is gone: {state.output} lies in {target} now")

    def _record_run(self, seconds: float) -> None:
        counts = self._counts
        with self._store.transaction():
            self._store.record_run(
                Run(
                    started=self._started,
                    seconds=round(seconds, 3),
                    signature=self._signature,
                    translated=counts.translated,
                    unchanged=counts.unchanged,
                    skipped=counts.skipped,
                    failed=counts.failed,
                    sentences=self._engine_sentences,
                    remembered=self._remembered_sentences,
                )
            )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
