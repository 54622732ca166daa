"""
Segments → translations: memory first, the engine for the rest, nothing cut off, nothing lost.

The unit of work is the segments of a whole batch of articles: the engine fills its batches across
them, and a sentence that ten papers print is translated once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from translate.data import Finding, Hypothesis, Origin, Segment, Severity, Translation
from translate.engines import Engine
from translate.language import is_english
from translate.segmentation import split_clauses
from translate.store import Remembered

# What is surely wrong in an English sentence, mended: German, English → English.
Mending = Callable[[str, str], str]

# What doubts there are about an English sentence: German, English, score → findings.
Doubts = Callable[[str, str, float], Sequence[Finding]]

# Marian models are trained on sentences of up to about 100 words and drop clauses of longer ones
# (github.com/Helsinki-NLP/Opus-MT/issues/60, …/OPUS-CAT/issues/93), long before their positions
# end. In pieces; 160 are about 100 German words.
LONGEST = 160

# A second look takes about twice as long as the first: the parts, then perhaps a beam of eight
# for one of four. What it brings: benchmarks/retries.py.
_COST_OF_RETRY = 2

# In pieces. Of what is shorter, no half has a meaning of its own.
_WORTH_SPLITTING = 12


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


def sentences_to_translate(segments: Sequence[Segment]) -> list[str]:
    """The different sentences that an engine or the memory must answer for, in order."""
    return list(dict.fromkeys(s.text for s in segments if _why_copied(s.text) is None))


def translate(
    segments: Sequence[Segment],
    recalled: Mapping[str, Remembered],
    engine: Callable[[], Engine],
    judge: Judge = TRUSTING,
    retry_budget: float = 0.25,
) -> list[Translation]:
    """
    Translate segments, one `Translation` for each, in order.

    `recalled` is what the memory knows of `sentences_to_translate`; `engine` is called only if
    something is missing from it. `retry_budget` is the share of extra engine time that second
    looks at doubtful answers may take.

        >>> from translate.engines.echo import EchoEngine
        >>> for t in translate([Segment("Ja.", 0), Segment("– 5 –", 0)], {}, EchoEngine):
        ...     print(t.text, t.origin)
        JA. engine
        – 5 – copied
    """
    missing = [s for s in sentences_to_translate(segments) if s not in recalled]
    made = translate_sentences(missing, engine(), judge, retry_budget) if missing else {}
    return answer(segments, recalled, made)


def answer(
    segments: Sequence[Segment], recalled: Mapping[str, Remembered], made: Mapping[str, Attempt]
) -> list[Translation]:
    """
    Put the translations of segments together, one for each, in order.

    A sentence that is in neither mapping got no answer from the engine when it was asked before.
    """
    answered: set[str] = set()
    translations = []
    for segment in segments:
        translations.append(_answer(segment, recalled, made, answered))
        answered.add(segment.text)
    return translations


def to_remember(translations: Sequence[Translation]) -> dict[str, Remembered]:
    """What is new among translations and worth keeping in the memory."""
    return {
        t.segment.text: Remembered(t.text, t.score, t.origin, t.note)
        for t in translations
        if t.origin is Origin.ENGINE
    }


@lru_cache(maxsize=4096)
def _why_copied(sentence: str) -> str | None:
    """Why a sentence stays as it is, or None if it must be translated."""
    if not any(character.isalpha() for character in sentence):
        return "no letters"
    return "already English" if is_english(sentence) else None


def _answer(
    segment: Segment,
    recalled: Mapping[str, Remembered],
    made: Mapping[str, Attempt],
    answered: set[str],
) -> Translation:
    sentence = segment.text
    if reason := _why_copied(sentence):
        return Translation(segment, sentence, 0.0, Origin.COPIED, reason)
    if kept := recalled.get(sentence):
        origin = Origin.HUMAN if kept.origin is Origin.HUMAN else Origin.MEMORY
        return Translation(segment, kept.text, kept.score, origin, kept.note)
    attempt = made.get(sentence)
    if attempt is None or not attempt.hypothesis.text:
        return Translation(segment, "", 0.0, Origin.FAILED, "the engine answered nothing")
    # A sentence that comes twice in a batch costs once: the second time it is remembered.
    origin = Origin.MEMORY if sentence in answered else Origin.ENGINE
    return Translation(
        segment, attempt.hypothesis.text, attempt.hypothesis.score, origin, attempt.note
    )


def translate_sentences(
    sentences: Sequence[str], engine: Engine, judge: Judge, retry_budget: float
) -> dict[str, Attempt]:
    """
    Translate different sentences: split what is too long, look again at what is doubtful.

    Several threads may do so with one engine, which is then busy without a break.
    """
    parts = {sentence: _parts(sentence, engine) for sentence in sentences}
    proposals = iter(engine.propose([part for some in parts.values() for part in some]))
    attempts = {}
    for sentence, pieces in parts.items():
        if len(pieces) == 1:
            attempts[sentence] = _best(sentence, next(proposals), judge)
            continue
        joined = _join([next(proposals)[0] for _ in pieces])
        note = f"too long for the model: translated in {len(pieces)} parts"
        attempts[sentence] = judge.attempt(sentence, joined, note)
    wrong = _affordable(attempts, engine, retry_budget)
    chosen = attempts | _second_look(wrong, attempts, engine, judge)
    return {sentence: _admit_loop(attempt) for sentence, attempt in chosen.items()}


def _best(sentence: str, hypotheses: Sequence[Hypothesis], judge: Judge) -> Attempt:
    """
    The first hypothesis of the beam, or a later one that gives less cause for doubt.

    The others come for nothing: four of a beam of four cost no more than its first (2.76 against
    2.77 s of processor time for 300 sentences).
    """
    best = judge.attempt(sentence, hypotheses[0], "")
    for hypothesis in hypotheses[1:]:
        if not any(best.weight):
            break
        other = judge.attempt(sentence, hypothesis, "another hypothesis of the beam")
        best = _lightest(best, other)
    return best


def _parts(sentence: str, engine: Engine) -> list[str]:
    longest = min(engine.longest, LONGEST)
    # A piece has at least one character: most sentences need not be counted.
    if len(sentence) < longest or engine.length(sentence) <= longest:
        return [sentence]
    return [part.strip() for part in split_clauses(sentence, lambda p: engine.length(p) <= longest)]


def _join(hypotheses: Sequence[Hypothesis]) -> Hypothesis:
    if len(hypotheses) == 1:
        return hypotheses[0]
    return Hypothesis(
        " ".join(hypothesis.text for hypothesis in hypotheses if hypothesis.text),
        sum(hypothesis.score for hypothesis in hypotheses) / len(hypotheses),
        is_complete=all(hypothesis.is_complete for hypothesis in hypotheses),
    )


_FIRST_WORD = re.compile(r"^\W*([^\W\d_]+)")


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


def _affordable(attempts: Mapping[str, Attempt], engine: Engine, retry_budget: float) -> list[str]:
    """
    The sentences with errors, worst first, as many as the budget of extra time allows.

    An answer that did not come to its end is none: it is asked for again at any price.
    """
    wrong = [sentence for sentence, attempt in attempts.items() if attempt.weight[0]]
    wrong.sort(key=lambda sentence: attempts[sentence].weight, reverse=True)
    left = retry_budget * sum(len(sentence) for sentence in attempts)
    chosen = []
    for sentence in wrong:
        left -= _COST_OF_RETRY * len(sentence)
        if left < 0 and attempts[sentence].hypothesis.is_complete:
            continue
        if engine.length(sentence) <= min(engine.longest, LONGEST):
            chosen.append(sentence)
    return chosen


def _second_look(
    wrong: Sequence[str], attempts: Mapping[str, Attempt], engine: Engine, judge: Judge
) -> dict[str, Attempt]:
    """
    The rest of the ladder: in parts, then a wider beam without repeats.

    Each rung is one call to the engine for all sentences on it. The first answer stays unless
    another has fewer or lighter findings. Parts first: they mend more than the wider beam in a
    third of its time, and with the beam after them nothing is lost (of 40 sentences with errors
    of three dev sets 9 keep one in either order, chrF2 55.3 in both, from 51.9).
    """
    best = {sentence: attempts[sentence] for sentence in wrong}
    parts = {s: some for s in wrong if len(some := _halves(s, engine)) > 1}
    hypotheses = iter(engine.translate([part for some in parts.values() for part in some]))
    for sentence, some in parts.items():
        joined = _join([next(hypotheses) for _ in some])
        candidate = judge.attempt(sentence, joined, "second look: in parts")
        best[sentence] = _lightest(best[sentence], candidate)
    still_wrong = [sentence for sentence in wrong if best[sentence].weight[0]]
    for sentence, others in zip(still_wrong, engine.alternatives(still_wrong), strict=True):
        candidates = [judge.attempt(sentence, o, "second look with a wider beam") for o in others]
        best[sentence] = _lightest(best[sentence], *candidates)
    return best


def _lightest(*attempts: Attempt) -> Attempt:
    """The attempt with the fewest and lightest findings; of equals the first."""
    return min(attempts, key=lambda attempt: attempt.weight)


def _halves(sentence: str, engine: Engine) -> list[str]:
    """Split at the best border near the middle; a short sentence stays whole."""
    length = engine.length(sentence)
    if length < _WORTH_SPLITTING:
        return [sentence]
    return [
        c.strip() for c in split_clauses(sentence, lambda p: engine.length(p) <= length // 2 + 1)
    ]


def _admit_loop(attempt: Attempt) -> Attempt:
    if attempt.hypothesis.is_complete:
        return attempt
    return replace(attempt, note="the engine did not come to an end of the sentence")
