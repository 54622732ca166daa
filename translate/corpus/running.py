"""One run over a corpus, from the first look at its files to the last line of the history."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from translate import engines, summarization
from translate.corpus.finding import INDEX, Found, PassedOver, find
from translate.corpus.planning import Plan, fingerprint_of, plan
from translate.data import (
    Failure,
    Origin,
    Outcome,
    Skipped,
    Source,
    TranslatedArticle,
    digest_of,
)
from translate.pipeline import Prepared, Tools, batches, prepare, translate_batch
from translate.rendering import IndexEntry, english_title, render, render_index
from translate.settings import Settings
from translate.store import ArticleState, Remembered, Run, Store
from translate.writing import locked, write_atomically

STATE_FOLDER = ".translate"
STATE_FILE = "state.sqlite3"

_Item = TypeVar("_Item")


@dataclass(slots=True)
class Counts:
    """What became of the files that were found; the four add up to them."""

    translated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return (
            f"{self.translated} translated, {self.unchanged} unchanged, "
            f"{self.skipped} skipped, {self.failed} failed"
        )

    @property
    def found(self) -> int:
        return self.translated + self.unchanged + self.skipped + self.failed


def _nobody_listens(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How a run tells the outside what happens, and is told to stop; the default tells nobody.

    `started(found, to_do, signature, is_draft)` comes first, `outcome(outcome, output)` for each file that
    is not unchanged, `sentences(count)` after each batch, `passed_over(path, reason)` for files
    that are not counted. A run asked to stop finishes the batch at hand.
    """

    started: Callable[[int, int, str, bool], None] = _nobody_listens
    outcome: Callable[[Outcome, str], None] = _nobody_listens
    sentences: Callable[[int], None] = _nobody_listens
    passed_over: PassedOver = _nobody_listens
    note: Callable[[str], None] = _nobody_listens
    is_asked_to_stop: Callable[[], bool] = lambda: False


def run(settings: Settings, progress: Progress | None = None) -> Counts:
    """
    Translate what is new or changed in a corpus, write it, and say what became of each file.

    Raises `CorpusError`, `EngineError`, `StateError` or `LockedError` where the run cannot be.
    """
    progress = progress or Progress()
    found = find(settings, progress.passed_over)
    fingerprint = fingerprint_of(settings)
    if settings.dry_run:
        return _dry_run(settings, found, fingerprint, progress)
    state_folder = settings.out / STATE_FOLDER
    with locked(state_folder), Store.open(state_folder / STATE_FILE) as store:
        return _Run(settings, store, progress, fingerprint).run(found)


def _dry_run(
    settings: Settings, found: Sequence[Found], fingerprint: str, progress: Progress
) -> Counts:
    """Tell what a run would do; nothing is loaded and nothing written."""
    known: Mapping[str, ArticleState] = {}
    state = settings.out / STATE_FOLDER / STATE_FILE
    if state.is_file():
        with Store.open(state) as store:
            known = store.articles()
    todo = plan(settings, found, known, fingerprint)
    progress.started(
        len(found), len(todo.to_do), engines.signature(settings), engines.is_draft(settings)
    )
    counts = Counts(unchanged=todo.unchanged, skipped=todo.left_alone + todo.over_limit)
    for item in todo.to_do:
        outcome = _prepare(item, settings)
        if isinstance(outcome, Prepared):
            counts.translated += 1
            count = len(outcome.segments)
            progress.note(f"{item.path} → {todo.outputs[item.path]} ({count} sentences)")
        else:
            _count(counts, outcome)
            progress.outcome(outcome, "")
    return counts


def _count(counts: Counts, outcome: Outcome) -> None:
    counts.translated += isinstance(outcome, TranslatedArticle)
    counts.skipped += isinstance(outcome, Skipped)
    counts.failed += isinstance(outcome, Failure)


def _prepare(item: Found, settings: Settings) -> Prepared | Skipped | Failure:
    """Read a file and prepare it; what the file system refuses is a failure of this file alone."""
    if item.size > settings.max_file_size:
        return Failure(
            item.path,
            f"{item.path}: {item.size:,} bytes, more than {settings.max_file_size:,}; "
            f"split it, or raise max_file_size",
        )
    try:
        content = item.file.read_bytes()
    except OSError as error:
        return Failure(
            item.path,
            f"{item.path}: cannot be read ({error.strerror}); check that it is there and yours",
        )
    return prepare(Source(item.path, item.format, content), settings)


def _one_ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """Make the next item in another thread while the consumer is busy with this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        upcoming = pool.submit(next, items, None)
        while (item := upcoming.result()) is not None:
            upcoming = pool.submit(next, items, None)
            yield item


class _Run:
    """The state of one run; it lives as long as the lock."""

    def __init__(
        self, settings: Settings, store: Store, progress: Progress, fingerprint: str
    ) -> None:
        self._settings = settings
        self._store = store
        self._progress = progress
        self._fingerprint = fingerprint
        self._signature = engines.signature(settings)
        self._is_draft = engines.is_draft(settings)
        self._started = _now()
        self._counts = Counts()
        self._engine_sentences = 0
        self._remembered_sentences = 0

    def run(self, found: Sequence[Found]) -> Counts:
        began = time.monotonic()
        known = self._store.articles()
        todo = plan(self._settings, found, known, self._fingerprint)
        self._counts.unchanged = todo.unchanged
        self._counts.skipped = todo.left_alone + todo.over_limit
        self._progress.started(len(found), len(todo.to_do), self._signature, self._is_draft)
        files = {item.path: item for item in found}
        done = self._translate(todo, files, known)
        # A run that was interrupted, or limited by --only, has not seen all of the corpus.
        self._counts.skipped += len(todo.to_do) - done
        gone = [] if self._settings.only else self._gone(files, known)
        if todo.touched or gone:
            with self._store.transaction():
                self._store.record([*todo.touched, *gone])
        if done or gone or not (self._settings.out / INDEX).exists():
            self._write_index()
        self._record_run(time.monotonic() - began)
        return self._counts

    def _translate(
        self, todo: Plan, files: Mapping[str, Found], known: Mapping[str, ArticleState]
    ) -> int:
        """Translate batch by batch; how many files were dealt with."""
        done = 0
        stream = (_prepare(item, self._settings) for item in todo.to_do)
        for batch in _one_ahead(batches(stream)):
            outcomes = translate_batch(batch, self._tools())
            states = [
                self._write(outcome, todo.outputs[outcome.path], files[outcome.path], known)
                for outcome in outcomes
            ]
            with self._store.transaction():
                self._store.record([state for state in states if state])
            done += len(outcomes)
            if self._progress.is_asked_to_stop():
                break
        return done

    @cache  # noqa: B019 - one object for one run
    def _tools(self) -> Tools:
        settings = self._settings
        return Tools(
            settings=settings,
            signature=self._signature,
            engine=cache(lambda: engines.load_engine(settings)),
            summarizer=cache(
                lambda: summarization.load_summarizer(settings.summarizer, settings.models_dir)
            ),
            recall=lambda sentences: self._store.recall(self._signature, sentences),
            remember=self._remember,
        )

    def _remember(self, translations: Mapping[str, Remembered]) -> None:
        with self._store.transaction():
            self._store.remember(self._signature, translations, _now())

    def _write(
        self,
        outcome: Outcome,
        output: str,
        item: Found,
        known: Mapping[str, ArticleState],
    ) -> ArticleState | None:
        """Write one outcome; what is to be recorded of it. Failures are tried again next time."""
        _count(self._counts, outcome)
        state = ArticleState(
            source=outcome.path,
            size=item.size,
            mtime_ns=item.mtime_ns,
            source_digest="",
            fingerprint=self._fingerprint,
            written=self._started,
        )
        if isinstance(outcome, Failure):
            self._progress.outcome(outcome, "")
            return None
        if isinstance(outcome, Skipped):
            self._progress.outcome(outcome, "")
            return replace(state, skipped=outcome.reason)
        content = render(outcome, self._settings.rows, is_draft=self._is_draft).encode()
        self._tell_sentences(outcome)
        written = self._keep_edits(output, content, known.get(outcome.path))
        write_atomically(self._settings.out / written, content)
        self._progress.outcome(outcome, written)
        return replace(
            state,
            source_digest=outcome.source_digest,
            output=output,
            output_digest=digest_of(content),
            title=english_title(outcome),
            published=outcome.article.published,
            words=outcome.article.words,
            warnings=outcome.report.warnings,
        )

    def _keep_edits(self, output: str, content: bytes, before: ArticleState | None) -> str:
        """The name to write to: beside a file that is not as we left it, never over it."""
        path = self._settings.out / output
        if not path.exists():
            return output
        ours = before.output_digest if before and before.output == output else ""
        if digest_of(path.read_bytes()) in (ours, digest_of(content)):
            return output
        beside = str(Path(output).with_suffix(".new.md"))
        self._progress.note(f"{output} was edited by hand and is kept; new version: {beside}")
        return beside

    def _tell_sentences(self, translated: TranslatedArticle) -> None:
        origins = translated.origins
        self._engine_sentences += origins[Origin.ENGINE]
        self._remembered_sentences += origins[Origin.MEMORY]
        self._progress.sentences(len(translated.translations))

    def _gone(
        self, files: Mapping[str, Found], known: Mapping[str, ArticleState]
    ) -> list[ArticleState]:
        return [
            replace(state, gone=self._started)
            for path, state in known.items()
            if path not in files and not state.gone
        ]

    def _write_index(self) -> None:
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
            for state in self._store.articles().values()
            if state.output
        ]
        write_atomically(self._settings.out / INDEX, render_index(entries).encode())

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
