"""What a run tells while it goes on, and what became of each file in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from translate.corpus.finding import PassedOver
from translate.data import Failure, Outcome, Skipped, TranslatedArticle


@dataclass(slots=True)
class Counts:
    """
    What became of the files that were found; the first four add up to them.

    `errors` and `warnings` are the findings about what was translated now, by severity.
    """

    translated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    errors: int = 0
    warnings: int = 0

    def __str__(self) -> str:
        return (
            f"{self.translated} translated, {self.unchanged} unchanged, "
            f"{self.skipped} skipped, {self.failed} failed"
        )

    def count(self, outcome: Outcome) -> None:
        self.translated += isinstance(outcome, TranslatedArticle)
        self.skipped += isinstance(outcome, Skipped)
        self.failed += isinstance(outcome, Failure)
        if isinstance(outcome, TranslatedArticle):
            self.errors += outcome.report.errors
            self.warnings += outcome.report.warnings - outcome.report.errors

    @property
    def found(self) -> int:
        return self.translated + self.unchanged + self.skipped + self.failed


def _nobody_listens(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How a run tells the outside what happens, and is told to stop; the default tells nobody.

    `started(found, to_do, signature, is_draft)` comes first, `outcome(outcome, output)` for each
    file that is not unchanged, `sentences(count)` before each article, `passed_over(path, reason)`
    for files that are not counted, `note(text)` for what a person may want to know, `warn(text)`
    for what is wrong though the run goes on, `phase(text)` for what goes on before there are
    sentences. A run asked to stop finishes what is with the engine.
    """

    started: Callable[[int, int, str, bool], None] = _nobody_listens
    outcome: Callable[[Outcome, str], None] = _nobody_listens
    sentences: Callable[[int], None] = _nobody_listens
    passed_over: PassedOver = _nobody_listens
    note: Callable[[str], None] = _nobody_listens
    warn: Callable[[str], None] = _nobody_listens
    phase: Callable[[str], None] = _nobody_listens
    is_asked_to_stop: Callable[[], bool] = lambda: False
