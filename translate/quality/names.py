"""
Names: people, places and organisations of the German stand in the English, and no others do.

German writes every noun with a capital, so a German word counts as a name only if the lexicon
says so, or does not know it and it is no compound of known words. Spelling may differ as
transliteration does (Selenskyj, Zelenskyy), and the glossary's English form is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest

from translate.data import Finding
from translate.quality.coverage import cover, english_key, german_word
from translate.quality.dates import meaning
from translate.quality.lexicon import english_capital, glossary_names, lexicon
from translate.quality.pair import Pair, Token, error, read_words, warning
from translate.quality.spelling import Spellings
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
_SHORTEST = 3  # letters of a name
_OFTEN = 10  # sentences: below, only a word spelt alike in both languages is surely a name
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]|[\"“”„»«‘'‚(\[–—-])\s*[\"“”„»«‘'‚(]*\s*$")


Name = tuple[str, ...]  # neighbouring words that make one name


def check_names(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for a name that is lost, added or replaced."""
    german, english = _german_names(pair), _english_names(pair)
    if not german and not english and _surplus(pair) <= _BARE:
        return
    spellings = Spellings(pair.english_lower)
    missing = [name for name in german if not _is_met(name[-1], pair, spellings)]
    added = _unexplained(english, pair) if english else []
    if not missing and not added:
        for word in _perhaps_missing(pair, spellings)[:1]:
            yield warning(CHECK, f'"{word}" seems to be missing in the English')
    elif missing or _lacks_a_noun(pair, spellings):
        yield from _compared([" ".join(n) for n in missing], [" ".join(n) for n in added])


def _compared(missing: Sequence[str], added: Sequence[str]) -> Iterator[Finding]:
    """Set a lost name beside the one that came in its place."""
    for name, other in zip_longest(missing, added):
        if other is None:
            yield warning(CHECK, f'the name "{name}" is missing in the English')
        elif name is None:
            yield warning(CHECK, f'English names "{other}", German does not')
        else:
            kind = warning if other[:2] == name[:2] else error  # Jura, Jurassic
            yield kind(CHECK, f'German names "{name}", English names "{other}"')


def _surplus(pair: Pair) -> float:
    """How many more German words than English ones have no like."""
    german, english = cover(pair)
    return german.unmet - english.unmet


def _perhaps_missing(pair: Pair, english: Spellings) -> list[str]:
    """
    Return unknown German nouns without a like, if the English has no words left to explain them.

    A rare noun leaves its unknown translation behind; a lost name leaves nothing. Measured on
    newstest.dev, WMT 21, FLORES dev and our articles (even lines): 3 to 11 % more of the dropped
    names are found, 0.5 to 2 % more unchanged pairs flagged.
    """
    surplus = _surplus(pair)
    if surplus <= _BARE:
        return []
    return [
        word for before, word in pairwise(pair.german_words)
        if word[0].isupper() and len(word) > 3 and _known_as_name(word) is None
        and surplus > (_BARE if before.lower() in _BEFORE_NAMES else 0)
        and not english.has_like(word)
    ]  # fmt: skip


def _lacks_a_noun(pair: Pair, english: Spellings) -> bool:
    """Whether a capitalised German word is not met in the English: it may have been the name."""
    return any(
        word[0].isupper() and (looked_up := german_word(word.lower())) is not None
        and (looked_up.weight < 1 or _known_as_name(word))
        and not _is_met(word, pair, english)
        for word in pair.german_words
    )  # fmt: skip


def _is_met(word: str, pair: Pair, english: Spellings) -> bool:
    """Whether a German name stands in the English, translated or alike; of a full name the last."""
    looked_up = german_word(word.lower())
    if looked_up and not looked_up.options.isdisjoint(cover(pair)[1].english):
        return True
    return english.has_like(word)


def _german_names(pair: Pair) -> list[Name]:
    """Return the German words that are names, neighbours together."""
    words = pair.german_words
    heads = list(map(_head, words))
    found = [i for i, head in enumerate(heads) if head and _is_name(heads[i], words, i)]
    return _grouped(found, heads, pair.german, lambda: pair.german_tokens) if found else []


@lru_cache(maxsize=200_000)
def _head(word: str) -> str:
    """
    Return what may be a name in a German word: itself, or Brexit of „Brexit-Taktik“.

    >>> _head("Brexit-Taktik"), _head("Regierung")
    ('Brexit', '')
    """
    if not word[0].isupper() or len(word) < _SHORTEST:
        return ""
    first = word.partition("-")[0]
    if first != word and _known_as_name(first):
        return first
    return "" if _known_as_name(word) is False else word


def _is_name(head: str, words: Sequence[str], index: int) -> bool:
    """Whether what may be a name is one, by what stands beside it where that decides."""
    if _known_as_name(head):
        return True
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(words) else ""
    return before.lower() in _INTRODUCES or bool(
        (before and _head(before) == before) or (after and _head(after) == after)
    )


def _grouped(
    found: Sequence[int], words: Sequence[str], text: str, tokens: Callable[[], Sequence[Token]]
) -> list[Name]:
    """Join names that follow one another with only a space between them."""
    names: list[Name] = []
    last = -2
    for i in found:
        if i == last + 1 and text[tokens()[last][2] : tokens()[i][1]] == " ":
            names[-1] += (words[i],)
        else:
            names.append((words[i],))
        last = i
    return names


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


def _english_names(pair: Pair) -> list[Name]:
    """Return the English words that are names, neighbours together; not of headlines."""
    words = pair.english_words
    found = [i for i, is_name in enumerate(map(_may_be_english_name, words)) if is_name]
    if not found or _is_headline(words):
        return []
    tokens = pair.english_tokens
    inside = [
        i for i in found
        if not _SENTENCE_START.search(pair.english[max(0, tokens[i][1] - 6) : tokens[i][1]])
    ]  # fmt: skip
    return _grouped(inside, words, pair.english, lambda: tokens)


def _is_headline(words: Sequence[str]) -> bool:
    return len([word for word in words if word[0].isupper()]) > _TITLE * len(words)


@lru_cache(maxsize=200_000)
def _may_be_english_name(word: str) -> bool:
    if not word[0].isupper() or len(word) < _SHORTEST or word.isupper():
        return False
    key = english_key(word.lower())
    ignored = key in _keys("institutions.en.txt") or key in _keys("peoples.en.txt")
    return english_capital(word) and not ignored


def _unexplained(names: Sequence[Name], pair: Pair) -> list[Name]:
    """Return the names of which the German has no word, nor one that they may stand for."""
    german = Spellings(pair.german_lower)
    options = cover(pair)[0].english
    return [
        name for name in names
        if not any(english_key(w.lower()) in options or german.has_like(w) for w in name)
    ]  # fmt: skip
