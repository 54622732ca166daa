"""
The checks: where not to trust a translation, without a reference.

In: a German sentence and its English, or an article's translations. Out: findings that name the
words at fault on both sides, so that a person without German understands them.

    >>> for finding in check_pair("Es kamen 11.000 Menschen.", "1,000 people came."):
    ...     print(finding.severity, "-", finding.message)
    error - German says "11.000" (11,000), English says "1,000"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from translate.data import Finding, Origin, Report, Severity, Translation
from translate.quality.dates import check_dates
from translate.quality.markup import check_addresses
from translate.quality.names import check_names
from translate.quality.negation import check_negation
from translate.quality.numbers import check_numbers
from translate.quality.omission import check_omission
from translate.quality.pair import Pair, error
from translate.quality.quotes import check_quotes
from translate.quality.repetition import check_repetition
from translate.quality.untranslated import check_untranslated

Check = Callable[[Pair], Iterator[Finding]]

# What says that a sentence was not translated at all; the other checks then have nothing to add.
FIRST: tuple[Check, ...] = (check_untranslated, check_repetition)
CHECKS: tuple[Check, ...] = (
    check_omission, check_numbers, check_dates, check_names, check_negation, check_quotes,
    check_addresses,
)  # fmt: skip


def check_pair(german: str, english: str, score: float | None = None) -> list[Finding]:
    """
    Check one sentence; `score` is the engine's mean log-probability per token, if there is one.

        >>> check_pair("Das Haus ist groß.", "The house is big.")
        []
    """
    pair = Pair(german, english)
    first = [finding for check in FIRST for finding in check(pair)]
    if any(finding.severity is Severity.ERROR for finding in first):
        return first
    return first + [finding for check in CHECKS for finding in check(pair)]


def check(translations: Sequence[Translation]) -> Report:
    """Check an article; a finding's `segment` is the index in `translations`."""
    findings: list[Finding] = []
    for index, translation in enumerate(translations):
        findings.extend(replace(f, segment=index) for f in _check_translation(translation))
    return Report(tuple(findings))


def _check_translation(translation: Translation) -> Iterable[Finding]:
    """Judge by origin: a copied segment has no words to translate, a failed one has none at all."""
    if translation.origin is Origin.COPIED:
        return ()
    if translation.origin is Origin.FAILED:
        reason = translation.note or "the engine gave no answer"
        return (error("failed", f"not translated: {reason}"),)
    score = translation.score if translation.origin is Origin.ENGINE else None
    return check_pair(translation.segment.text, translation.text, score)


def weight(findings: Iterable[Finding]) -> tuple[int, int]:
    """
    Count errors and warnings, to compare candidates: the smaller tuple is the better one.

        >>> weight(check_pair("Ja.", "")) > weight(check_pair("Ja.", "Yes."))
        True
    """
    severities = [finding.severity for finding in findings]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)
