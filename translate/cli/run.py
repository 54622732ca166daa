"""`translate run`: the whole of a corpus, with log, metrics and signals."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import options
from translate.cli.app import app, say, settings_of
from translate.cli.display import display, show_end
from translate.errors import LockedError, SettingsError, TranslateError

if TYPE_CHECKING:
    from translate.corpus import Counts, Progress
    from translate.settings import Settings


@app.command("run")
def run_command(
    context: typer.Context,
    corpus: options.Corpus = None,
    out: options.Out = None,
    model: options.Model = None,
    summarizer: options.Summarizer = None,
    engine: options.EngineName = None,
    beam_size: options.BeamSize = None,
    glossary: options.GlossaryFiles = None,
    only: Annotated[
        str | None, typer.Option(help="only files whose path matches, e.g. '2026/*'")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="also what is unchanged")] = False,
    prune: options.Prune = False,
    follow_symlinks: options.FollowSymlinks = False,
    settle: Annotated[
        float | None, typer.Option(help="seconds that a file must have been left alone; default 0")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be done")] = False,
    limit: Annotated[int | None, typer.Option(help="at most so many articles")] = None,
    rows: options.Rows = None,
    summary_sentences: options.SummarySentences = None,
    summary_words: Annotated[
        int | None, typer.Option(help="at most so many in a summary; 0 for no limit")
    ] = None,
    retry_budget: Annotated[
        float | None,
        typer.Option(help="share of extra time for second looks at errors; default 0.25"),
    ] = None,
    fail_on: Annotated[
        str | None, typer.Option(help="exit 1 on a finding: none (default), error or warning")
    ] = None,
    any_language: options.AnyLanguage = False,
    workers: options.Workers = None,
    device: options.Device = None,
    models_dir: options.ModelsDir = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="say nothing unless it fails")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="also name files that are passed over")
    ] = False,
    json_lines: options.Json = False,
    digest: Annotated[
        Path | None, typer.Option(help="a second place for the digest of this run")
    ] = None,
    log_file: options.LogFile = None,
    metrics: options.Metrics = None,
    config: options.Config = None,
) -> None:
    """Translate what is new or changed in a folder."""
    settings = settings_of(context)
    try:
        raise typer.Exit(run_and_show(settings))
    except LockedError:
        # Nothing to tell anybody: a timer that is faster than its run finds the lock held.
        if not settings.quiet:
            raise
        raise typer.Exit(LockedError.exit_code) from None


def run_and_show(settings: Settings) -> int:
    """Run, show it in the way the settings ask for, and give the exit code."""
    with stop_on_signal("finishing what is under way; once more to stop at once") as came:
        return exit_code(run_once(settings, came), came, settings.fail_on)


def exit_code(counts: Counts, came: Sequence[int], fail_on: str) -> int:
    if came:
        return 128 + came[0]
    grave = {"error": counts.errors, "warning": counts.errors + counts.warnings, "none": 0}
    return int(counts.failed > 0 or grave[fail_on] > 0)


def run_once(settings: Settings, came: Sequence[int], listener: Progress | None = None) -> Counts:
    """
    Run once with display, log and metrics; `came` holds the signals that ask to stop.

    Raises what `corpus.run` raises, after log and metrics were told.
    """
    from translate import corpus
    from translate.logs import Log, summary_event

    _refuse_folders(settings)
    began = time.monotonic()
    log = Log(settings.log_file, say)
    with _leave_at_once(came), display(settings) as shown:
        progress = replace(shown, is_asked_to_stop=lambda: bool(came))
        if listener is not None:
            progress = replace(
                progress,
                outcome=_both(shown.outcome, listener.outcome),
                sentences=_both(shown.sentences, listener.sentences),
            )
        try:
            counts = _in_a_thread(lambda: corpus.run(settings, log.listening(progress)))
        except TranslateError as error:
            log.failure(error)
            _measure(settings, None, time.monotonic() - began, error.exit_code)
            raise
    seconds, code = time.monotonic() - began, exit_code(counts, came, settings.fail_on)
    log.write(summary_event(counts, seconds, code))
    _measure(settings, counts, seconds, code)
    show_end(settings, counts, code, seconds)
    return counts


def _refuse_folders(settings: Settings) -> None:
    """Say before the run, not after it, that a file was asked for where a folder is."""
    for option, path in (("--digest", settings.digest), ("--metrics", settings.metrics)):
        if path is not None and path.is_dir():
            raise SettingsError(f"{path}: a folder; name a file in it for {option}")


def _in_a_thread(work: Callable[[], Counts]) -> Counts:
    """
    Run in another thread, so that a signal is heard while the engine computes.

    Python hears signals in the main thread, between two steps of its own; a batch in the engine
    is one step of many seconds.
    """
    counts: list[Counts] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            counts.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits for it
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(timeout=0.5)
    if errors:
        raise errors[0]
    return counts[0]


@contextlib.contextmanager
def _leave_at_once(came: Sequence[int]) -> Iterator[None]:
    """End the process where the second signal finds it: what is on disk is whole at any moment."""
    try:
        yield
    except KeyboardInterrupt:
        say("translate: stopped at once; the next run goes on from here")
        sys.stdout.flush()
        os._exit(128 + came[0] if came else 130)


def _both(first: Callable[..., None], second: Callable[..., None]) -> Callable[..., None]:
    def tell(*what: object) -> None:
        first(*what)
        second(*what)

    return tell


def _measure(settings: Settings, counts: Counts | None, seconds: float, code: int) -> None:
    """Write the metrics; a run that found the lock held leaves them to the one that holds it."""
    from translate.metrics import write_metrics

    if settings.metrics is None or settings.dry_run or code == LockedError.exit_code:
        return
    try:
        write_metrics(settings.metrics, settings, counts, seconds, code)
    except TranslateError as error:  # the articles are written: that is what the exit code says
        say(f"translate: {error}")


@contextlib.contextmanager
def stop_on_signal(message: str) -> Iterator[list[int]]:
    """
    The first SIGINT or SIGTERM asks the run to finish what is under way, a second one stops it.

    Yields the list of signals that came.
    """
    came: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        del frame
        if came:
            raise KeyboardInterrupt
        came.append(number)
        say(f"translate: {message}")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
