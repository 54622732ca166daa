"""
Is a written summary true to its article? What fails is replaced, and said.

Names, numbers and dates of a sentence must occur in the article's English, and most of its words
should. A sentence that fails is replaced by the article's own sentence that is nearest to it. A
contradicted negation is a warning. A doubt about the translation of a sentence that the summary
rests on is carried over to the summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from translate.data import Finding, Report, Severity, Summary, SummarySentence, Translation
from translate.summarization.coherence import Standing, standings
from translate.summarization.facts import Facts, facts_of, is_met
from translate.summarization.length import Length
from translate.summarization.text import EnglishText
from translate.summarization.tracing import Tracer

CHECK = "summary"

# Below this share of its content found in the article, a sentence is taken for invented.
_LEAST_SUPPORT = 0.4
# From this likeness on, a sentence says what its source says, and must not deny it.
_RESTATES = 0.35
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|cannot)\b|n[’']t\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A summary as it may be shown, and what was found on the way."""

    summary: Summary
    findings: tuple[Finding, ...] = ()


def check_summary(summary: Summary, text: EnglishText, facts: Facts = facts_of) -> Checked:
    """
    Hold each sentence of a summary against its article; replace those that do not stand.

    `facts` finds the names, numbers and dates of an English sentence; two that mean the same must
    come out the same. What is quoted from the article passes unasked.
    """
    own = {sentence.text for sentence in text.sentences}
    if all(sentence.text in own for sentence in summary.sentences):
        return Checked(summary)
    tracer = Tracer(text)
    known = _known_facts(text, facts)
    kept: list[SummarySentence] = []
    findings: list[Finding] = []
    # Words that a substitute may be longer than what it stands for.
    spare = Length().most_words(text) - sum(len(each.text.split()) for each in summary.sentences)
    for sentence in summary.sentences:
        reason = "" if sentence.text in own else _fault(sentence.text, tracer, facts, known)
        if not reason:
            kept.append(sentence)
            findings += _contradiction(sentence.text, tracer, text)
            continue
        room = spare + len(sentence.text.split())
        substitute = _nearest_quotable(sentence.text, room, tracer, text, kept)
        spare = room - (len(substitute.text.split()) if substitute else 0)
        outcome = "replaced by the article's own words" if substitute else "left out"
        findings.append(_finding(f"the summary's sentence “{sentence.text}” {reason}; {outcome}"))
        kept += [substitute] if substitute else []
    return Checked(replace(summary, sentences=tuple(kept)), tuple(findings))


def carried_doubts(
    summary: Summary, translations: Sequence[Translation], report: Report
) -> tuple[Finding, ...]:
    """
    Doubts about the translations that a written summary rests on, said of the summary.

    A sentence rests on all of its blocks; one doubt is enough to say so. A sentence that is quoted
    has its doubts under its own text already, and rendering marks it.
    """
    flagged = sorted({f.segment for f in report.findings if f.segment is not None})
    findings = []
    for sentence in summary.sentences:
        if any(translation.text == sentence.text for translation in translations):
            continue
        doubtful = [i for i in flagged if translations[i].segment.block in sentence.blocks]
        findings += [
            Finding(
                CHECK,
                Severity.WARNING,
                f"the summary rests on a sentence whose translation is in doubt: “{sentence.text}”",
                segment,
            )
            for segment in doubtful[:1]
        ]
    return tuple(findings)


def _finding(message: str) -> Finding:
    return Finding(CHECK, Severity.WARNING, message)


def _known_facts(text: EnglishText, facts: Facts) -> frozenset[str]:
    """All facts of the article; a word that opens a sentence may be a name as well."""
    known: set[str] = set(facts(text.title))
    for sentence in text.sentences:
        known.update(facts(sentence.text))
        # Behind another word, the first one is judged by its capital.
        known.update(facts(f"So {sentence.text}"))
    return frozenset(known)


def _fault(sentence: str, tracer: Tracer, facts: Facts, known: frozenset[str]) -> str:
    """What is wrong with a sentence, or nothing."""
    unknown = [fact for fact in facts(sentence) if not is_met(fact, known)]
    if unknown:
        return f"says {', '.join(unknown)}, which the article does not"
    if tracer.support(sentence) < _LEAST_SUPPORT:
        return "is hardly supported by the article"
    return ""


def _contradiction(sentence: str, tracer: Tracer, text: EnglishText) -> Iterator[Finding]:
    place = tracer.nearest(sentence)
    source = text.sentences[place].text
    if tracer.likeness(sentence, place) < _RESTATES:
        return
    if bool(_NEGATION.search(sentence)) != bool(_NEGATION.search(source)):
        yield _finding(f"the summary may contradict the article: “{sentence}” against “{source}”")


def _nearest_quotable(
    sentence: str, room: float, tracer: Tracer, text: EnglishText, kept: Sequence[SummarySentence]
) -> SummarySentence | None:
    """The article's sentence most like it that can stand alone, fits, and is not yet quoted."""
    used = {each.text for each in kept}
    places = [
        place
        for place, standing in enumerate(standings(text.sentences))
        if standing is Standing.ALONE
        and text.sentences[place].text not in used
        and len(text.sentences[place].text.split()) <= room
    ]
    if not places:
        return None
    nearest = max(places, key=lambda place: (tracer.likeness(sentence, place), -place))
    source = text.sentences[nearest]
    return SummarySentence(source.text, (source.block,))
