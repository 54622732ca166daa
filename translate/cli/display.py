"""How a run is shown: events as JSON, a bar on a terminal, else plain lines."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from translate.cli.app import plural, say
from translate.data import Failure, Outcome, Skipped, TranslatedArticle

if TYPE_CHECKING:
    from translate.cli.bar import ArticleBar
    from translate.corpus import Counts, Progress
    from translate.settings import Settings

_INTERRUPTED = 128  # exit codes from here on: by the signal of that number more


def show_end(settings: Settings, counts: Counts, code: int, seconds: float) -> None:
    from translate.logs import summary_event

    if settings.json:
        print(json.dumps(summary_event(counts, seconds, code)), flush=True)
        return
    if not counts.found and not settings.quiet:
        which = f" that match {settings.only!r}" if settings.only else ""
        say(f"{settings.corpus}: no articles in it{which} (txt, md, html)")
    if code >= _INTERRUPTED and counts.skipped:
        say("stopped before the end: the next run takes what is left, counted as skipped here")
    if settings.dry_run and not settings.quiet:
        say("dry run: nothing was written")
    if not settings.quiet and counts.errors + counts.warnings:
        errors, warnings = plural(counts.errors, "error"), plural(counts.warnings, "warning")
        say(f"worth checking: {errors}, {warnings}")
    if not settings.quiet:
        print(counts, flush=True)


@contextlib.contextmanager
def display(settings: Settings) -> Iterator[Progress]:
    """How progress is shown: events as JSON, a bar on a terminal, else plain lines."""
    from translate.corpus import Progress

    if settings.json:
        yield Progress(
            outcome=_print_event,
            passed_over=_say_passed_over if settings.verbose else _say_nothing,
            note=_say_nothing if settings.quiet else say,
            warn=say,
        )
    elif settings.quiet:
        yield Progress(outcome=_say_failure, warn=say)
    elif sys.stderr is not None and sys.stderr.isatty():
        from translate.cli.bar import ArticleBar

        shown = ArticleBar()
        with shown.bar:
            yield _with_bar(shown, settings)
    else:
        yield Progress(
            started=_say_start,
            outcome=lambda outcome, output: say(_line(outcome, output, settings.out)),
            passed_over=_say_passed_over if settings.verbose else _say_nothing,
            note=say,
            warn=say,
        )


def _with_bar(shown: ArticleBar, settings: Settings) -> Progress:
    from translate.corpus import Progress

    def start(found: int, to_do: int, signature: str, is_draft: bool) -> None:
        _say_start(found, to_do, signature, is_draft)
        shown.start(to_do)

    def tell(outcome: Outcome, output: str) -> None:
        shown.advance()
        if not isinstance(outcome, TranslatedArticle) or settings.verbose:
            shown.print(_line(outcome, output, settings.out))

    return Progress(
        started=start,
        outcome=tell,
        sentences=shown.count_sentences,
        phase=shown.say_phase,
        passed_over=_say_passed_over if settings.verbose else _say_nothing,
        note=shown.print,
        warn=shown.print,
    )


def _say_nothing(*_: object) -> None:
    pass


def _say_start(found: int, to_do: int, signature: str, is_draft: bool) -> None:
    if not to_do:
        return
    engine = signature.split("|", maxsplit=1)[0]
    say(f"{to_do} of {plural(found, 'article')} to translate with {engine}")
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
    sentences = plural(len(outcome.translations), "sentence")
    doubts = f", {warnings} worth checking" if warnings else ""
    return f"{outcome.path} → {out / output} ({sentences}{doubts})"


def _print_event(outcome: Outcome, output: str) -> None:
    from translate.logs import article_event

    print(json.dumps(article_event(outcome, output), ensure_ascii=False), flush=True)
