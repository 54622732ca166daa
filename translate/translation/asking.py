"""
Sentences → attempts: what the engine makes of sentences, and what second looks make of doubts.

What is too long for the model is translated in parts; what is doubtful is looked at again in the
rest of its beam, in parts, and with a wider beam.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from translate.data import Hypothesis
from translate.engines import Engine
from translate.segmentation import split_clauses
from translate.translation.judging import Attempt, Judge, lightest

# Marian models are trained on sentences of up to about 100 words and drop clauses of longer ones
# (github.com/Helsinki-NLP/Opus-MT/issues/60, …/OPUS-CAT/issues/93), long before their positions
# end. In pieces; 160 are about 100 German words.
LONGEST = 160

# A second look takes about twice as long as the first: the parts, then perhaps a beam of eight
# for one of four. What it brings: benchmarks/retries.py.
_COST_OF_RETRY = 2

# In pieces. Of what is shorter, no half has a meaning of its own.
_WORTH_SPLITTING = 12


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
        best = lightest(best, other)
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
        best[sentence] = lightest(best[sentence], candidate)
    still_wrong = [sentence for sentence in wrong if best[sentence].weight[0]]
    for sentence, others in zip(still_wrong, engine.alternatives(still_wrong), strict=True):
        candidates = [judge.attempt(sentence, o, "second look with a wider beam") for o in others]
        best[sentence] = lightest(best[sentence], *candidates)
    return best


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
