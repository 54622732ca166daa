"""Segments → translations: memory first, the engine for the rest, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from translate.data import Origin, Segment, Translation
from translate.engines import Engine
from translate.language import is_english
from translate.store import Remembered
from translate.translation.asking import translate_sentences
from translate.translation.judging import TRUSTING, Attempt, Judge


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
