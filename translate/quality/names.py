"""
Names: people, places and organisations of the German stand in the English, and no others do.

German writes every noun with a capital, so a German word counts as a name only if the lexicon
says so, or does not know it and it is no compound of known words. Spelling may differ as
transliteration does (Selenskyj, Zelenskyy), and the glossary's English form is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from translate.data import Finding
from translate.quality.coverage import cover, english_key, german_word
from translate.quality.dates import meaning
from translate.quality.lexicon import english_capital, glossary_names, lexicon
from translate.quality.pair import Pair, Token, error, read_words, warning
from translate.quality.spelling import folded_words, is_alike
from translate.quality.stems import german_stem

CHECK = "names"

_TITLE = 0.6  # share of capitals that makes an English headline, where they mean nothing
# Endings of German nouns that are no names, however rare the noun is.
_NOUN_ENDING = re.compile(
    r"(?:ung|heit|keit|schaft|ion|tät|ismus|chen|lein|nis|tum|ing|eur|ler|anz|enz|ment|age|ier|"
    r"ist|ant|ent|tor|ik|ie|ur|iker|zeug|werk|tum|sel|ling)(?:en|e|s|es|n|innen|in)?$"
)
_INTRODUCES = frozenset(
    "herr herrn frau präsident präsidentin minister ministerin kanzler kanzlerin sprecher "
    "sprecherin chef chefin trainer richter richterin könig königin papst professor doktor dr "
    "sagte sagt so erklärte betonte stadt ort gemeinde dorf namens insel bürgermeister "
    "außenminister".split()
)
_NO_NAMES = frozenset("chr prof tel dr nr str abs art jan anm deutsch hierzulande".split())
# A noun that follows these without an article is a place or a person more often than not.
_BEFORE_NAMES = frozenset("in aus nach von bei gegen für mit laut um an auf über und bis".split())
_BARE = -2  # how many more English words than German ones may be without a like
_ADJECTIVE = re.compile(r"isch(?:e[nmrs]?)?$")
_OFTEN = 10  # sentences: below, only a word spelt alike in both languages is surely a name
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]|[\"“”„»«‘'‚(\[–—-])\s*[\"“”„»«‘'‚(]*\s*$")


@dataclass(frozen=True, slots=True)
class Name:
    """Neighbouring words that make one name, and which token comes first."""

    words: tuple[str, ...]
    first: int

    @property
    def text(self) -> str:
        return " ".join(self.words)


def check_names(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for a name that is lost, added or replaced."""
    german, english = _german_names(pair), _english_names(pair)
    if not german and not english and _surplus(pair) <= _BARE:
        return
    english_text = folded_words(pair.english_lower)
    missing = [name for name in german if not _is_met(name, pair, english_text)]
    added = _unexplained(english, pair) if english else []
    if not missing and not added:
        for word in _perhaps_missing(pair, english_text)[:1]:
            yield warning(CHECK, f'"{word}" seems to be missing in the English')
        return
    if added and not missing and not _lacks_a_noun(pair, english_text):
        return
    for name in list(missing):
        if added:
            other = added.pop(0).text
            kind = warning if other[:2] == name.text[:2] else error  # Jura, Jurassic
            yield kind(CHECK, f'German names "{name.text}", English names "{other}"')
            missing.remove(name)
    for name in missing:
        yield warning(CHECK, f'the name "{name.text}" is missing in the English')
    for name in added:
        yield warning(CHECK, f'English names "{name.text}", German does not')


def _surplus(pair: Pair) -> float:
    """How many more German words than English ones have no like."""
    german, english = cover(pair)
    return german.unmet - english.unmet


def _perhaps_missing(pair: Pair, english: frozenset[str]) -> list[str]:
    """
    Return unknown German nouns without a like, if the English has no words left to explain them.

    A rare noun leaves its unknown translation behind; a lost name leaves nothing. Measured on
    newstest.dev, WMT 21, FLORES dev and our articles (even lines): 3 to 11 % more of the dropped
    names are found, 0.5 to 2 % more unchanged pairs flagged.
    """
    surplus = _surplus(pair)
    return [
        word for before, word in pairwise(pair.german_words)
        if word[0].isupper() and len(word) > 3 and _known_as_name(word) is None
        and surplus > (_BARE if before.lower() in _BEFORE_NAMES else 0)
        and not is_alike(word, english)
    ]  # fmt: skip


def _lacks_a_noun(pair: Pair, english: frozenset[str]) -> bool:
    """Whether a capitalised German word is not met in the English: it may have been the name."""
    stems = frozenset(map(english_key, pair.english_lower))
    return any(
        word[0].isupper() and (looked_up := german_word(word.lower())) is not None
        and (looked_up.weight < 1 or _known_as_name(word))
        and looked_up.options.isdisjoint(stems) and not is_alike(word, english)
        for word in pair.german_words
    )  # fmt: skip


def _german_names(pair: Pair) -> list[Name]:
    """Group the German words that look like names."""
    if not any(map(_stands_out, pair.german_words)):
        return []
    tokens = [_without_tail(token) for token in pair.german_tokens]
    flags = [_is_german_name(tokens, i) for i in range(len(tokens))]
    return _grouped(tokens, flags, pair.german)


@lru_cache(maxsize=200_000)
def _stands_out(word: str) -> bool:
    """Whether a German word, or what stands before its hyphen, may be a name at all."""
    if not word[0].isupper() or len(word) < 3:
        return False
    return _known_as_name(word) is not False or bool(_known_as_name(word.partition("-")[0]))


def _without_tail(token: Token) -> Token:
    """Take the name of a compound: Brexit of „Brexit-Taktik“."""
    text, start, end = token
    first = text.partition("-")[0]
    if first != text and text[0].isupper() and _known_as_name(first):
        return first, start, end
    return token


def _grouped(tokens: Sequence[Token], flags: Sequence[bool], text: str) -> list[Name]:
    names: list[Name] = []
    i = flags.index(True) if True in flags else len(tokens)
    while i < len(tokens):
        j = i
        while (
            j < len(tokens)
            and flags[j]
            and (j == i or text[tokens[j - 1][2] : tokens[j][1]] == " ")
        ):
            j += 1
        if j > i:
            names.append(Name(tuple(token[0] for token in tokens[i:j]), i))
        i = max(j, i + 1)
    return names


def _is_german_name(tokens: Sequence[Token], index: int) -> bool:
    text = tokens[index][0]
    if not text[0].isupper() or len(text) < 3:
        return False
    known = _known_as_name(text)
    if known is not None:
        return known
    before = tokens[index - 1][0] if index else ""
    after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    return before.lower() in _INTRODUCES or _may_be_name(before) or _may_be_name(after)


def _may_be_name(word: str) -> bool:
    """Whether a neighbour strengthens the case: two unknown capitalised words are a full name."""
    return word[:1].isupper() and len(word) > 2 and _known_as_name(word) is not False


@lru_cache(maxsize=100_000)
def _known_as_name(word: str) -> bool | None:
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
        return (
            bool(entry.name) and is_sure and entry.name.lower() not in _keys("institutions.en.txt")
        )
    if looked_up.options or _NOUN_ENDING.search(lower) or _ends_in_noun(lower):
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


@lru_cache(maxsize=4)
def _keys(name: str) -> frozenset[str]:
    return frozenset(english_key(word.lower()) for word in read_words(name))


def _is_met(name: Name, pair: Pair, english: frozenset[str]) -> bool:
    """Whether the name's last word stands in the English, translated or alike: the surname."""
    looked_up = german_word(name.words[-1].lower())
    if looked_up and not looked_up.options.isdisjoint(map(english_key, pair.english_lower)):
        return True
    return is_alike(name.words[-1], english)


def _english_names(pair: Pair) -> list[Name]:
    flags = list(map(_may_be_english_name, pair.english_words))
    if not any(flags) or _is_headline(pair.english_words):
        return []
    tokens = pair.english_tokens
    flags = [
        flag and not _SENTENCE_START.search(pair.english[max(0, token[1] - 6) : token[1]])
        for flag, token in zip(flags, tokens, strict=True)
    ]
    return _grouped(tokens, flags, pair.english)


def _is_headline(words: Sequence[str]) -> bool:
    return len([word for word in words if word[0].isupper()]) > _TITLE * len(words)


@lru_cache(maxsize=200_000)
def _may_be_english_name(word: str) -> bool:
    if not word[0].isupper() or len(word) < 3 or word.isupper():
        return False
    key = english_key(word.lower())
    return english_capital(word) and key not in (
        _keys("institutions.en.txt") | _keys("peoples.en.txt")
    )


def _unexplained(names: Sequence[Name], pair: Pair) -> list[Name]:
    """Return the names of which the German has no word, nor one that they may stand for."""
    german = folded_words(pair.german_lower)
    options = frozenset(
        option for word in map(german_word, pair.german_lower) if word for option in word.options
    )
    return [
        name
        for name in names
        if not any(english_key(w.lower()) in options or is_alike(w, german) for w in name.words)
    ]
