"""
The built-in summarizer: the sentences of the article that say most of it, in their order.

Each sentence gets the probability that an editor would keep it, from what it is like
(`features`) and weights learnt on news (`training/summary_weights.py`). Then sentences are taken
one after another: the best one that adds something new (maximal marginal relevance) and that a
reader understands where it will stand (`coherence`). Deterministic, and linear in the length.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from translate.data import Severity, Summary, SummarySentence
from translate.summarization.coherence import Standing, standings
from translate.summarization.features import FEATURES, Profile, profile
from translate.summarization.length import Length
from translate.summarization.terms import Numbers
from translate.summarization.text import EnglishText

VERSION = 3
# Cosine from which a sentence only says again what one in the summary says already.
_SAYS_THE_SAME = 0.6
# Beyond it a probability is 0 or 1; a sentence of 32,000 words has thousands, and `exp` overflows.
_LARGEST_LOGIT = 30.0
# In an article of fewer sentences the lead's bonus counts twice: nothing else in it says where and
# to whom it happened. It keeps 84 instead of 79 of 100 leads of such BBC articles (CNN/DailyMail 83
# instead of 67, ours 70 instead of 60) at no cost beyond chance (ROUGE-1 of all BBC articles -0.08
# ± 0.11); three times the bonus costs 0.20 ± 0.16, keeping every lead 0.53 ± 0.23.
_SHORT_ARTICLE = 12
# What a sentence is worth by the worst doubt about its translation. Measured on the labelled
# articles: doubted sentences of the built-in model have 0.89 of the overlap (ROUGE-1) with the
# reference translation that the others have (70 of 564). Less than that, because a summary is read
# on trust: with these factors 9 of 120 summary sentences are doubtful instead of 15, at no cost in
# ROUGE-1 (34.2, as without them); with 0.6 and 0.4 it is 6, at 33.6.
TRUST: Mapping[Severity | None, float] = {None: 1.0, Severity.WARNING: 0.8, Severity.ERROR: 0.6}


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: a weight for each feature, and how to choose by the outcome."""

    features: Numbers
    length_exponent: float
    redundancy: float
    lead_bonus: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences of the running text, with their place in the article."""

    places: tuple[int, ...]
    standings: tuple[Standing, ...]
    profile: Profile
    trust: Numbers


class Extractive:
    r"""
    Summarize by quoting.

    `instead_of` names the model that should have written and cannot; the signature says so.

        >>> from translate.summarization.text import english_from
        >>> text = english_from(
        ...     "Talks resume in Geneva\n\nTalks between Ukraine and Russia resumed in Geneva. "
        ...     "The hotel is old. It has a lift. Diplomats talk about 320 prisoners. "
        ...     "The weather in the city was fine all day long."
        ... )
        >>> [sentence.text for sentence in Extractive(1).summarize([text])[0].sentences]
        ['Talks between Ukraine and Russia resumed in Geneva.']
    """

    def __init__(self, length: Length | int = 3, instead_of: str = "") -> None:
        self._length = Length(length) if isinstance(length, int) else length
        self._instead_of = instead_of

    @property
    def signature(self) -> str:
        instead = f"|instead-of:{self._instead_of}" if self._instead_of else ""
        return f"extractive|{self._length.signature}{instead}|version:{VERSION}"

    def summarize(self, texts: Sequence[EnglishText]) -> list[Summary]:
        """One summary for each text, in order; an empty one where the text is too short."""
        return [Summary(self._sentences_of(text), self.signature) for text in texts]

    def _sentences_of(self, text: EnglishText) -> tuple[SummarySentence, ...]:
        chosen = choose(text, self._length)
        sentences = [text.sentences[place] for place in chosen]
        return tuple(SummarySentence(each.text, (each.block,)) for each in sentences)


def choose(text: EnglishText, length: Length) -> list[int]:
    """Find the places in `text.sentences` of what a summary shall quote, in ascending order."""
    count = length.most_sentences(text)
    candidates = find_candidates(text)
    if candidates is None or count < 1:
        return []
    weights = learnt_weights()
    if length.words:
        # Measured in words, a long sentence is worth no more than the short ones it displaces.
        weights = replace(weights, length_exponent=0.0)
    chosen = select(candidates, weights, count, length.most_words(text))
    return [candidates.places[index] for index in chosen]


def select(candidates: Candidates, weights: Weights, count: int, room: float) -> list[int]:
    """
    Choose at most `count` candidates of at most `room` words together, in ascending order.

    One after another the sentence that is worth most beside those chosen, with the one it leans
    on.
    """
    value = values_of(candidates.profile, weights) * candidates.trust
    chosen: list[int] = []
    likeness = np.zeros(len(value))
    while len(chosen) < count:
        worth = value * (1 - weights.redundancy * likeness)
        worth[likeness > _SAYS_THE_SAME] = -np.inf
        unit = _best_unit(candidates, worth, chosen, count - len(chosen), room)
        if not unit:
            break
        for index in unit:
            chosen.append(index)
            room -= candidates.profile.lengths[index]
            likeness = np.maximum(likeness, candidates.profile.terms.likeness_to(index))
    return sorted(chosen)


def find_candidates(text: EnglishText) -> Candidates | None:
    """Set aside what is no running text; None where nothing is left to choose from."""
    judged = standings(text.sentences)
    places = tuple(i for i, standing in enumerate(judged) if standing is not Standing.OUTSIDE)
    if not places:
        return None
    kept = tuple(judged[place] for place in places)
    measured = profile(
        text.title,
        [text.sentences[place].text for place in places],
        [standing is Standing.LEANS for standing in kept],
    )
    trust = np.array([TRUST[text.sentences[place].doubt] for place in places])
    return Candidates(places, kept, measured, trust)


def values_of(measured: Profile, weights: Weights) -> Numbers:
    """
    Say what each sentence is worth: the probability that it is kept, times length to a power.

    The power is 0 if a summary is measured by its words, and near 1 if by its sentences: a
    longer sentence says more. The value was chosen with the weights.
    """
    logits = np.clip(measured.features @ weights.features, -_LARGEST_LOGIT, _LARGEST_LOGIT)
    kept = 1 / (1 + np.exp(-logits))
    relative = measured.lengths / measured.lengths.mean()
    value: Numbers = kept * relative**weights.length_exponent
    value[0] *= 1 + weights.lead_bonus * (2 if len(value) < _SHORT_ARTICLE else 1)
    return value


def _best_unit(
    candidates: Candidates, worth: Numbers, chosen: Sequence[int], count: int, words: float
) -> tuple[int, ...]:
    """Find what to take next: at most `count` sentences and `words`; nothing if none fits."""
    best: tuple[int, ...] = ()
    best_worth = -np.inf
    for index in np.argsort(-worth, kind="stable").tolist():
        if worth[index] <= best_worth:  # also where nothing but repetition is left
            break
        unit = () if index in chosen else _with_support(candidates, index, chosen)
        length = sum(candidates.profile.lengths[each] for each in unit)
        if not unit or len(unit) > count or length > words:
            continue
        # Two sentences are worth as much as they are on average: both take up room. The lead is
        # welcome in any case. (On the labelled articles, that is worth 0.7 ROUGE-1 and 0.9 ROUGE-2;
        # BBC and CNN/DailyMail stay as they are, within 0.1.)
        mean = sum(worth[each] for each in unit) / len(unit)
        unit_worth = worth[index] if unit[0] == 0 else mean
        if unit_worth > best_worth:
            best, best_worth = unit, unit_worth
    return best


def _with_support(candidates: Candidates, index: int, chosen: Sequence[int]) -> tuple[int, ...]:
    """Add the sentence before if this one leans on it; nothing if it cannot stand."""
    if candidates.standings[index] is Standing.ALONE:
        return (index,)
    if candidates.standings[index] is Standing.TORN:
        return ()
    before = index - 1
    follows = index > 0 and candidates.places[before] == candidates.places[index] - 1
    if not follows:
        return ()
    if before in chosen:
        return (index,)
    return (before, index) if candidates.standings[before] is Standing.ALONE else ()


@cache
def learnt_weights() -> Weights:
    """Read weights.json, written by `training/summary_weights.py`."""
    content = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return Weights(
        np.array([content["features"][name] for name in FEATURES]),
        content["length_exponent"],
        content["redundancy"],
        content["lead_bonus"],
    )
