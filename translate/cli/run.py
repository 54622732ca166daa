"""`translate run`: the whole of a corpus, and how it is shown while it goes on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.app import (
    BeamSize,
    Config,
    Device,
    EngineName,
    Json,
    LogFile,
    Metrics,
    Model,
    ModelsDir,
    app,
    say,
    settings_from,
)
from translate.data import Failure, Outcome, Skipped, TranslatedArticle
from translate.errors import LockedError, TranslateError

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from translate.corpus import Counts, Progress
    from translate.settings import Settings


@app.command("run")
def run_command(
    corpus: Annotated[
        Path | None, typer.Argument(help="folder of articles; default corpus")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="folder to write to; default out")] = None,
    model: Model = None,
    summarizer: Annotated[
        str | None, typer.Option(help="auto, extractive, none, a name or a folder")
    ] = None,
    engine: EngineName = None,
    beam_size: BeamSize = None,
    glossary: Annotated[
        list[Path] | None, typer.Option(help="TSV of terms, German and English; may be repeated")
    ] = None,
    only: Annotated[
        str | None, typer.Option(help="only files whose path matches, e.g. '2026/*'")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="also what is unchanged")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="put articles whose source is gone into the trash")
    ] = False,
    follow_symlinks: Annotated[
        bool, typer.Option("--follow-symlinks", help="also links that lead out of the corpus")
    ] = False,
    settle: Annotated[
        float | None, typer.Option(help="seconds that a file must have been left alone; default 0")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be done")] = False,
    limit: Annotated[int | None, typer.Option(help="at most so many articles")] = None,
    rows: Annotated[
        str | None, typer.Option(help="a table row for each paragraph or sentence")
    ] = None,
    summary_sentences: Annotated[int | None, typer.Option(help="default 3; 0 for none")] = None,
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
    any_language: Annotated[
        bool, typer.Option("--any-language", help="also articles that do not look German")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(help="replicas of the model; default: cores")
    ] = None,
    device: Device = None,
    models_dir: ModelsDir = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="say nothing unless it fails")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="also name files that are passed over")
    ] = False,
    json_lines: Json = False,
    digest: Annotated[
        Path | None, typer.Option(help="a second place for the digest of this run")
    ] = None,
    log_file: LogFile = None,
    metrics: Metrics = None,
    config: Config = None,
) -> None:
    """Translate what is new or changed in a folder."""
    settings = settings_from(
        config,
        corpus=corpus,
        out=out,
        model=model,
        summarizer=summarizer,
        engine=engine,
        beam_size=beam_size,
        glossary=glossary,
        only=only,
        force=force,
        prune=prune,
        follow_symlinks=follow_symlinks,
        settle=settle,
        dry_run=dry_run,
        limit=limit,
        rows=rows,
        summary_sentences=summary_sentences,
        summary_words=summary_words,
        retry_budget=retry_budget,
        fail_on=fail_on,
        any_language=any_language,
        workers=workers,
        device=device,
        models_dir=models_dir,
        quiet=quiet,
        verbose=verbose,
        json=json_lines,
        digest=digest,
        log_file=log_file,
        metrics=metrics,
    )
    try:
        raise typer.Exit(run_and_show(settings))
    except LockedError:
        # Nothing to tell anybody: a timer that is faster than its run finds the lock held.
        if not settings.quiet:
            raise
        raise typer.Exit(LockedError.exit_code) from None


def run_and_show(settings: Settings) -> int:
    """Run, show it in the way the settings ask for, and give the exit code."""
    with stop_on_signal("finishing the batch at hand; once more to stop at once") as came:
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

    began = time.monotonic()
    log = Log(settings.log_file, say)
    with _leave_at_once(came), _display(settings) as display:
        progress = replace(display, is_asked_to_stop=lambda: bool(came))
        if listener is not None:
            progress = replace(
                progress,
                outcome=_both(display.outcome, listener.outcome),
                sentences=_both(display.sentences, listener.sentences),
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
    _show_end(settings, counts, code, seconds)
    return counts


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
    The first SIGINT or SIGTERM asks the run to finish its batch, a second one stops it at once.

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


def _show_end(settings: Settings, counts: Counts, code: int, seconds: float) -> None:
    from translate.logs import summary_event

    if settings.json:
        print(json.dumps(summary_event(counts, seconds, code)), flush=True)
        return
    if not counts.found and not settings.quiet:
        say(f"{settings.corpus}: no articles in it (txt, md, html)")
    if settings.dry_run and not settings.quiet:
        say("dry run: nothing was written")
    if not settings.quiet and counts.errors + counts.warnings:
        say(f"worth checking: {counts.errors} errors, {counts.warnings} warnings")
    if not settings.quiet:
        print(counts, flush=True)


@contextlib.contextmanager
def _display(settings: Settings) -> Iterator[Progress]:
    """How progress is shown: events as JSON, a bar on a terminal, else plain lines."""
    from translate.corpus import Progress

    if settings.json:
        yield Progress(outcome=_print_event, note=say)
    elif settings.quiet:
        yield Progress(outcome=_say_failure, note=say)
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield _with_bar(bar, settings)
    else:
        yield Progress(
            started=_say_start,
            outcome=lambda outcome, output: say(_line(outcome, output, settings.out)),
            passed_over=_say_passed_over if settings.verbose else _say_nothing,
            note=say,
        )


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("articles"),
        MofNCompleteColumn(),
        BarColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    )


def _with_bar(bar: Bar, settings: Settings) -> Progress:
    from translate.corpus import Progress

    task: list[TaskID] = []
    sentences: Counter[str] = Counter()
    began = time.monotonic()

    def start(found: int, to_do: int, signature: str, is_draft: bool) -> None:
        _say_start(found, to_do, signature, is_draft)
        task.append(bar.add_task("articles", total=to_do, speed=""))

    def show(outcome: Outcome, output: str) -> None:
        bar.advance(task[0])
        if not isinstance(outcome, TranslatedArticle) or settings.verbose:
            bar.console.print(_line(outcome, output, settings.out), markup=False, highlight=False)

    def count(number: int) -> None:
        sentences["all"] += number
        speed = sentences["all"] / (time.monotonic() - began)
        bar.update(task[0], speed=f"{speed:.0f} sentences/s")

    return Progress(
        started=start,
        outcome=show,
        sentences=count,
        passed_over=_say_passed_over if settings.verbose else _say_nothing,
        note=lambda text: bar.console.print(text, markup=False, highlight=False),
    )


def _say_nothing(*_: object) -> None:
    pass


def _say_start(found: int, to_do: int, signature: str, is_draft: bool) -> None:
    if not to_do:
        return
    say(f"{to_do} of {found} articles to translate with {signature.split('|', maxsplit=1)[0]}")
    if is_draft:
        say(
            "This is a draft by the built-in model, good for the gist; "
            "for the full one: translate models pull opus-mt-de-en"
        )


def _say_failure(outcome: Outcome, output: str) -> None:
    if isinstance(outcome, Failure):
        say(_line(outcome, output, Path()))


def _say_passed_over(path: str, reason: str) -> None:
    say(f"{path}: passed over ({reason})")


def _line(outcome: Outcome, output: str, out: Path) -> str:
    """One outcome as a line for people."""
    if isinstance(outcome, Failure):
        return f"failed: {outcome.reason}"
    if isinstance(outcome, Skipped):
        return f"{outcome.path}: skipped, {outcome.reason}"
    warnings = outcome.report.warnings
    doubts = f", {warnings} worth checking" if warnings else ""
    return f"{outcome.path} → {out / output} ({len(outcome.translations)} sentences{doubts})"


def _print_event(outcome: Outcome, output: str) -> None:
    from translate.logs import article_event

    print(json.dumps(article_event(outcome, output), ensure_ascii=False), flush=True)
