"""
All checks together: over one sentence, and over the sentences of an article.

In: a German sentence and its English, or an article's translations. Out: findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from translate.data import Finding, Origin, Report, Severity, Translation
from translate.glossary import Glossary
from translate.quality.confidence import check_confidence
from translate.quality.dates import check_dates
from translate.quality.grave import check_grave_words
from translate.quality.left_over import check_left_over
from translate.quality.length import check_length
from translate.quality.markup import check_addresses
from translate.quality.measures import check_measures
from translate.quality.names import check_names
from translate.quality.negation import check_negation
from translate.quality.numbers import check_numbers
from translate.quality.omission import check_omission
from translate.quality.opposites import check_opposites
from translate.quality.pair import Pair, error
from translate.quality.quotes import check_quotes
from translate.quality.repetition import (
    check_repeated_figures,
    check_repeated_sentence,
    check_repetition,
)
from translate.quality.scores import check_scores
from translate.quality.units import check_units
from translate.quality.untranslated import check_untranslated
from translate.quality.words import check_words

Check = Callable[[Pair], Iterator[Finding]]

# What says that a sentence was not translated at all; the other checks then have nothing to add.
_FIRST: tuple[Check, ...] = (check_untranslated, check_repetition)
_THEN: tuple[Check, ...] = (
    check_omission, check_numbers, check_units, check_measures, check_dates, check_scores,
    check_names, check_negation, check_opposites, check_quotes, check_addresses, check_grave_words,
)  # fmt: skip

# Characters of both sides together; what is longer is no paragraph, and only its length is looked
# at, for some checks compare each word with each.
_LONGEST = 10_000


def check_pair(
    german: str, english: str, score: float | None = None, glossary: Glossary | None = None
) -> list[Finding]:
    """
    Check one sentence; `score` is the engine's mean log-probability per token.

    The terms of a user's glossary are to stand in the English, and are right as they stand there.
    Only what an engine made is asked whether it consists of English words: a person may write
    words that our list does not have.

        >>> check_pair("Das Haus ist groß.", "The house is big.")
        []
    """
    return list(_remembered(german, english, score, glossary))


def run_checks(
    german: str, english: str, score: float | None = None, glossary: Glossary | None = None
) -> list[Finding]:
    """Run all checks over one sentence, as `check_pair` does for those it does not remember."""
    pair = Pair(german, english, glossary.rendered(german, english) if glossary else ())
    if len(german) + len(english) > _LONGEST:
        return list(check_length(pair))
    first = [finding for check in _FIRST for finding in check(pair)]
    if any(finding.severity is Severity.ERROR for finding in first):
        return first
    rest = [finding for check in _THEN for finding in check(pair)]
    made = [] if score is None else _check_made(pair, score)
    terms = glossary.check(german, english) if glossary else []
    return first + rest + made + terms


def _check_made(pair: Pair, score: float) -> list[Finding]:
    """What is asked of an engine's English alone."""
    return [
        *check_left_over(pair),
        *check_words(pair),
        *check_repeated_figures(pair),
        *check_confidence(pair, score),
    ]


# The answers that are kept are checked again for the report: the segments of the batches that
# are under way and the rest of their beams fit.
_remembered = lru_cache(maxsize=4096)(run_checks)


def check(translations: Sequence[Translation], glossary: Glossary | None = None) -> Report:
    """Check an article; a finding's `segment` is the index in `translations`."""
    findings: list[Finding] = []
    before: Translation | None = None
    for index, translation in enumerate(translations):
        found = list(_check_translation(translation, glossary))
        if before is not None and translation.text:
            found.extend(
                check_repeated_sentence(
                    (before.segment.text, before.text), (translation.segment.text, translation.text)
                )
            )
        findings.extend(replace(finding, segment=index) for finding in found)
        before = translation
    return Report(tuple(findings))


def _check_translation(translation: Translation, glossary: Glossary | None) -> Iterable[Finding]:
    """Judge by origin: a copied segment has no words to translate, a failed one has no English."""
    if translation.origin is Origin.COPIED:
        return ()
    if translation.origin is Origin.FAILED:
        reason = translation.note or "the engine gave no answer"
        return (error("failed", f"not translated: {reason}"),)
    score = None if translation.origin is Origin.HUMAN else translation.score
    return check_pair(translation.segment.text, translation.text, score, glossary)


def weight(findings: Iterable[Finding]) -> tuple[int, int]:
    """
    Count errors and warnings, to compare candidates: the smaller tuple is the better one.

        >>> weight(check_pair("Ja.", "")) > weight(check_pair("Ja.", "Yes."))
        True
    """
    severities = [finding.severity for finding in findings]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)
