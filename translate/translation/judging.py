"""Answers of an engine are mended, doubted and compared: the fewest and lightest findings win."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from translate.data import Finding, Hypothesis, Severity

# What is surely wrong in an English sentence, mended: German, English → English.
Mending = Callable[[str, str], str]

# What doubts there are about an English sentence: German, English, score → findings.
Doubts = Callable[[str, str, float], Sequence[Finding]]

_FIRST_WORD = re.compile(r"^\W*([^\W\d_]+)")


def no_doubts(german: str, english: str, score: float) -> Sequence[Finding]:
    """The check that finds nothing, for engines whose answers are not to be judged."""
    del german, english, score
    return ()


def no_mending(german: str, english: str) -> str:
    """Leave the English as it is."""
    del german
    return english


@dataclass(frozen=True, slots=True)
class Judge:
    """How an answer is mended and doubted before it is compared with others."""

    doubts: Doubts
    mend: Mending = no_mending

    def attempt(self, sentence: str, hypothesis: Hypothesis, note: str) -> Attempt:
        text = self.mend(sentence, begin_alike(sentence, hypothesis.text))
        findings = tuple(self.doubts(sentence, text, hypothesis.score))
        return Attempt(replace(hypothesis, text=text), findings, note)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to translate a sentence, with the doubts about it; fewer and lighter is better."""

    hypothesis: Hypothesis
    findings: tuple[Finding, ...]
    note: str = ""

    @property
    def weight(self) -> tuple[int, int]:
        errors = sum(finding.severity is Severity.ERROR for finding in self.findings)
        return errors + (not self.hypothesis.is_complete), len(self.findings) - errors


# Takes every answer as it is: for the echo engine, and for evaluation.
TRUSTING = Judge(no_doubts)


def lightest(*attempts: Attempt) -> Attempt:
    """The attempt with the fewest and lightest findings; of equals the first."""
    return min(attempts, key=lambda attempt: attempt.weight)


def begin_alike(german: str, english: str) -> str:
    """
    Begin the English with a capital where the German does.

    Small models forget it in headings and short sentences. A name that is written small inside
    stays: iPhone.

        >>> begin_alike("Militärische Hilfe", "military aid")
        'Military aid'
        >>> begin_alike("iPhones sind teuer.", "iPhones are expensive.")
        'iPhones are expensive.'
    """
    first, ours = _FIRST_WORD.match(german), _FIRST_WORD.match(english)
    if not (first and ours and first[1][0].isupper() and ours[1].islower()):
        return english
    start = ours.start(1)
    return english[:start] + english[start].upper() + english[start + 1 :]
