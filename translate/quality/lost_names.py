"""
Lost names: how surely a German word without its like in the English is a name.

German writes every noun with a capital, and a rare noun is as unknown as a name. What tells them
apart is the word itself, what stands before and after it, and whether the English has words left
that may stand for it. Weighed by logistic regression (`training/quality_names.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from translate.quality.coverage import cover, english_key, german_word
from translate.quality.dates import meaning
from translate.quality.gaps import find_gap
from translate.quality.lexicon import glossary_names, lexicon
from translate.quality.pair import Pair, read_words
from translate.quality.stems import german_stem

# Endings of German nouns that are no names, however rare the noun is.
NOUN_ENDING = re.compile(
    r"(?:ung|heit|keit|schaft|ion|tät|ismus|chen|lein|nis|tum|ing|eur|ler|anz|enz|ment|age|ier|"
    r"ist|ant|ent|tor|ik|ie|ur|iker|zeug|werk|tum|sel|ling)(?:en|e|s|es|n|innen|in)?$"
)
_INTRODUCES = frozenset(
    "herr herrn frau präsident präsidentin minister ministerin kanzler kanzlerin sprecher "
    "sprecherin chef chefin trainer richter richterin könig königin papst professor doktor dr "
    "sagte sagt so erklärte betonte stadt ort gemeinde dorf namens insel bürgermeister "
    "außenminister".split()
)
_NO_NAMES = frozenset(
    "chr prof tel dr nr str abs art jan anm uhr deutsch hierzulande tsd mio mrd bio celsius "
    "fahrenheit".split()
)
# A noun that follows these without an article is a place or a person more often than not.
_BEFORE_NAMES = frozenset("in aus nach von bei gegen für mit laut um an auf über und bis".split())
_BEFORE_NOUNS = frozenset(
    "der die das den dem des ein eine einen einem einer eines im am zum zur beim vom ins ans kein "
    "keine keinen keinem keiner dieser diese dieses diesem diesen jeder jede jedes jedem jeden "
    "sein seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres unsere unseren "
    "unserer alle allen aller viele vielen vieler mehr mehrere einige zwei drei vier".split()
)
_ADJECTIVE = re.compile(r"isch(?:e[nmrs]?)?$")
_SHORTEST = 3  # letters of a name
_OFTEN = 10  # sentences: below, only a word spelt alike in both languages is surely a name
_SHORT = 5  # letters: rare nouns are long


# How much each speaks for a lost name, in logits: logistic regression over the German words
# without a like, in human translations with and without a name left out (even lines of
# newstest.dev, WMT 21, FLORES dev and our articles; `training/quality_names.py`).
WEIGHTS: Mapping[str, float] = {
    "known as a name": 3.07,
    "unknown": 1.61,
    "capital in English": 2.05,
    "log of sentences seen": -0.20,
    "plural": -0.62,
    "short": 0.74,
    "compound": 1.77,
    "acronym": -1.56,
    "after a preposition": 0.29,
    "after an article": -1.33,
    "after a name": 3.51,
    "before a capital": 1.90,
    "beside a name that is met": -1.86,
    "at the beginning": -1.45,
    "introduced": 2.16,
    "German words left": 0.14,
    "English words left": -0.17,
    "English words unmet": -0.20,
    "gap in the English": 1.90,
    "base": -1.04,
}


def loss(pair: Pair, index: int, unmet: Collection[int]) -> float:
    """
    Weigh one of the German words without a like; above 0 it is a lost name as likely as not.

    The more words are `unmet`, the more it weighs.
    """
    place = _weight(_evidence_of_place(pair, index, unmet))
    return _weight_of_word(pair.german_words[index]) + _weight_of_pair(pair) + place


def evidence(pair: Pair, index: int, unmet: Collection[int]) -> dict[str, float]:
    """Return what `WEIGHTS` weighs, for the word of that index; `unmet` are all of them."""
    return {
        **_evidence_of_word(pair.german_words[index]),
        **_evidence_of_place(pair, index, unmet),
        **_evidence_of_pair(pair),
    }


def _weight(found: Mapping[str, float]) -> float:
    return sum([WEIGHTS[name] * value for name, value in found.items() if value])


@lru_cache(maxsize=50_000)
def _weight_of_word(word: str) -> float:
    return _weight(_evidence_of_word(word))


@lru_cache(maxsize=8)
def _weight_of_pair(pair: Pair) -> float:
    return _weight(_evidence_of_pair(pair))


def _evidence_of_word(word: str) -> dict[str, float]:
    head = word.partition("-")[0]
    entry = lexicon().get(german_stem(head))
    known = known_as_name(head)
    return {
        "known as a name": known is True,
        "unknown": known is None,
        "capital in English": entry is not None and bool(entry.name),
        "log of sentences seen": math.log1p(entry.count) if entry else 0.0,
        "plural": head.endswith("en"),
        "short": len(head) < _SHORT,
        "compound": head != word,
        "acronym": head.isupper(),
    }


def _evidence_of_place(pair: Pair, index: int, unmet: Collection[int]) -> dict[str, float]:
    before, after = _neighbour(pair, index, -1), _neighbour(pair, index, 1)
    is_after_name = bool(before) and may_be_name(before) == before
    is_before_name = bool(after) and may_be_name(after) == after
    return {
        "after a preposition": before in _BEFORE_NAMES,
        "after an article": before.lower() in _BEFORE_NOUNS,
        "after a name": is_after_name,
        "before a capital": after[:1].isupper(),
        "beside a name that is met": (is_after_name and index - 1 not in unmet)
        or (is_before_name and index + 1 not in unmet),
        "at the beginning": not before,
        "introduced": before.lower() in _INTRODUCES,
    }


def _evidence_of_pair(pair: Pair) -> dict[str, float]:
    german, english = cover(pair)
    left = german.unmet - english.unmet
    return {
        "German words left": max(0, left),
        "English words left": max(0, -left),
        "English words unmet": english.unmet,
        "gap in the English": bool(find_gap(pair.english)),
        "base": 1,
    }


def _neighbour(pair: Pair, index: int, step: int) -> str:
    """Return the word beside a word with nothing but a space between them, or nothing."""
    words = pair.german_words
    if not 0 <= index + step < len(words):
        return ""
    first = min(index, index + step)
    return words[index + step] if f"{words[first]} {words[first + 1]}" in pair.german else ""


@lru_cache(maxsize=200_000)
def may_be_name(word: str) -> str:
    """
    Return what may be a name in a German word: itself, or Brexit of „Brexit-Taktik“.

    >>> may_be_name("Brexit-Taktik"), may_be_name("Regierung")
    ('Brexit', '')
    """
    if not word[0].isupper() or len(word) < _SHORTEST:
        return ""
    first = word.partition("-")[0]
    if first != word and known_as_name(first):
        return first
    return "" if known_as_name(word) is False else word


def is_content(word: str) -> bool:
    """Whether a German word is a noun or a name, by its capital: no function word, no month."""
    head = word.partition("-")[0]
    return (
        word[0].isupper() and len(head) >= _SHORTEST and head.lower() not in _NO_NAMES
        and german_word(head.lower()) is not None and not meaning(word, "de")
    )  # fmt: skip


@lru_cache(maxsize=100_000)
def known_as_name(word: str) -> bool | None:
    """Whether a capitalised German word is a name; None when it depends on what stands before."""
    lower = word.lower()
    looked_up = german_word(lower)
    if (
        looked_up is None
        or word.isupper()
        or lower in _NO_NAMES
        or "-" in word
        or _ADJECTIVE.search(lower)
        or meaning(word, "de")
    ):
        return False
    if lower in glossary_names() or lower.removesuffix("s") in glossary_names():
        return True
    stem = german_stem(lower)
    if entry := lexicon().get(stem):
        is_sure = entry.count >= _OFTEN or english_key(lower) in entry.english
        return bool(entry.name) and is_sure and entry.name.lower() not in institutions()
    if looked_up.options or NOUN_ENDING.search(lower) or _ends_in_noun(lower):
        return False
    return None


def _ends_in_noun(word: str) -> bool:
    """Whether a known German word is the head of this one: „Hyper|märkten“, „Gegen|partei“."""
    for cut in range(2, len(word) - 3):
        entry = lexicon().get(german_stem(word[cut:]))
        least = 10 if len(word) - cut > 4 else 150
        if entry and entry.count >= least and not entry.name:
            return True
    return False


@lru_cache(maxsize=1)
def institutions() -> frozenset[str]:
    return frozenset(english_key(word.lower()) for word in read_words("institutions.en.txt"))
