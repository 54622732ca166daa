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
    INDEX,
    STATE_FILE,
    STATE_FOLDER,
    Found,
    find,
)
from translate.corpus.keeping import recover_human
from translate.corpus.learning import Learner
from translate.corpus.listing import write_digest, write_index
from translate.corpus.loading import load, one_ahead
from translate.corpus.placing import Places
from translate.corpus.planning import Plan, fingerprint_of, plan
from translate.corpus.progress import Counts, Progress
from translate.corpus.rebuilding import rebuild
from translate.corpus.rehearsing import rehearse
from translate.corpus.tidying import Tidying
from translate.data import Failure, Origin, Outcome, Skipped, TranslatedArticle
from translate.engines import Engine
from translate.errors import DamagedStateError
from translate.glossary import Glossary
from translate.pipeline import Tools, batches, signature_of, translate_batches
from translate.settings import Settings
from translate.store import ArticleState, Remembered, Run, Store, set_aside
from translate.summarization.loading import load_summarizer
from translate.writing import Lying, locked, look_around, write_atomically

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
        return rehearse(settings, found, progress)
    state_folder = settings.out / STATE_FOLDER
    with locked(state_folder):
        try:
            return _run(settings, found, progress)
        except DamagedStateError as error:
            aside = set_aside(state_folder / STATE_FILE)
            damage = str(error).partition(";")[0]
            progress.warn(f"{damage}; set aside as {aside.name}, the articles are looked at anew")
            return _run(settings, found, progress)


def _run(settings: Settings, found: Sequence[Found], progress: Progress) -> Counts:
    with Store.open(settings.out / STATE_FOLDER / STATE_FILE) as store:
        return _Run(settings, store, progress).run(found)


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
        tidying = Tidying(
            self._settings, self._store, self._started, self._progress, self._expect_new_index
        )
        todo = tidying.move_renamed(todo, found, known, edits)
        self._counts.unchanged = todo.unchanged
        self._counts.skipped = todo.left_alone + todo.over_limit
        self._progress.started(len(found), len(todo.to_do), self._signature, self._is_draft)
        if todo.to_do or todo.touched:
            self._expect_new_index()
        done = self._translate(todo, self._places(known, todo, edits, learner.recall), edits)
        # A run that was interrupted has not seen all of the corpus.
        self._counts.skipped += len(todo.to_do) - done
        tidying.note_gone(todo, found, known)
        if self._stale.exists() or not (self._settings.out / INDEX).exists():
            write_index(self._settings.out, self._store, self._progress.note)
            write_digest(self._settings, self._store, self._progress.note)
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
        if not self._store.is_rebuilt:
            if damage := recover_human(self._store, out / STATE_FOLDER):
                self._progress.warn(damage)
            if count := rebuild(self._store, out, lying.files):
                self._progress.note(f"no state: rebuilt it from {count} written articles")
        return self._store.articles()

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

    def _translate(self, todo: Plan, places: Places, edits: dict[str, Edit]) -> int:
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
                    _keep_edited(outcome, edits)
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
        known = places.known.get(outcome.path)
        if known and outcome.path in places.edits and known.source_digest == outcome.source_digest:
            # Written again because of a person's edit alone, it is not what came in now.
            return [replace(placed.state, written=known.written)]
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
            edits_of=self._store.edits.of,
        )

    def _load_engine(self) -> Engine:
        """Load the engine; the first time a model is used, it is converted here, for minutes."""
        is_first = engines.needs_conversion(self._settings)
        self._progress.phase("converting the model, once" if is_first else "loading the model")
        engine = engines.load_engine(self._settings)
        self._progress.phase("translating")
        return engine

    def _load_glossary(self) -> Glossary:
        glossary = glossaries.load(self._settings.glossary)
        for problem in glossary.problems:
            self._progress.warn(str(problem))
        return glossary

    def _remember(self, translations: Mapping[str, Remembered]) -> None:
        with self._store.transaction():
            self._store.memory.remember(self._signature, translations, _now())

    def _tell_sentences(self, translated: TranslatedArticle) -> None:
        origins = translated.origins
        self._engine_sentences += origins[Origin.ENGINE]
        self._remembered_sentences += origins[Origin.MEMORY]
        self._progress.sentences(len(translated.translations))

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


def _keep_edited(outcome: Outcome, edits: dict[str, Edit]) -> None:
    """Render nothing around an edit that would not stand: then the file is kept as it is."""
    edit = edits.get(outcome.path)
    if edit and isinstance(outcome, TranslatedArticle) and not edit.stands_in(outcome):
        del edits[outcome.path]


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
