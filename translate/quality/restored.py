"""
Names that the model has spelt wrongly get the German's spelling back: Aferburg, Aschaffenburg.

In: a German sentence and its English. Out: the English. Small models put rare names together from
pieces and lose or double some. A name is only touched where the English has a word like it that is
none: no English word, no transliteration, no other ending of the same word. In 2,265 sentences of
three dev sets 11 words are restored: 7 stand so in the reference, 4 are German nouns that had been
mangled.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from translate.quality.coverage import german_word
from translate.quality.lexicon import is_english_word
from translate.quality.lost_names import NOUN_ENDING
from translate.quality.pair import words_of
from translate.quality.spelling import fold

_SHORTEST = 5  # letters of a name that is restored
_ALIKE = 60.0  # of rapidfuzz's ratio, in percent; by eye on WMT 21, FLORES dev and dev.tsv
_ENDING = 3  # letters at the end that English may write otherwise: Polynesien, Polynesia
_GENITIVE = re.compile(r"['’]s?$")
_ADJECTIVE = re.compile(r"(?:isch|artig)(?:e[nmrs]?)?$")
# Names that both languages transliterate, each in its way: Tkatschow, Tkachev.
_GERMAN_LETTERS = re.compile(r"tsch|dsch|sch|[eo]wa?s?$|[iy]j$")
_ENGLISH_LETTERS = re.compile(r"ch|sh|zh|kh|[eo]va?$|[iy]y?$")


def restore_names(german: str, english: str) -> str:
    """
    Write names as the German does where the English has misspelt them.

        >>> restore_names("Sie wohnt in Aschaffenburg.", "She lives in Aferburg.")
        'She lives in Aschaffenburg.'
        >>> restore_names("Sie war in Polynesien.", "She was in Polynesia.")
        'She was in Polynesia.'
    """
    said = set(words_of(german))
    strange = [word for word in dict.fromkeys(words_of(english)) if _is_strange(word, said)]
    if not strange:
        return english
    names = [word for word in said if _may_be_name(word) and word not in english]
    for word in strange:
        bare = _GENITIVE.sub("", word)
        like = [name for name in names if _is_misspelt(bare, name)]
        if like:
            name = max(like, key=lambda name: (_likeness(bare, name), name))
            english = re.sub(rf"\b{re.escape(bare)}\b", name, english)
    return english


def _is_strange(word: str, said: set[str]) -> bool:
    """Whether an English word with a capital is neither English nor copied."""
    bare = _GENITIVE.sub("", word)
    return bare[:1].isupper() and bare not in said and not is_english_word(bare.lower())


def _may_be_name(word: str) -> bool:
    if not word[0].isupper() or len(word) < _SHORTEST or "-" in word:
        return False
    if NOUN_ENDING.search(word) or _ADJECTIVE.search(word):
        return False
    looked_up = german_word(word.lower())
    return looked_up is None or not looked_up.options or word.lower() in looked_up.options


def _is_misspelt(word: str, name: str) -> bool:
    if word[0] != name[0] or fold(word.lower()) == fold(name.lower()):
        return False
    if _GERMAN_LETTERS.search(name) and _ENGLISH_LETTERS.search(word):
        return False
    stem = min(len(word), len(name) - _ENDING)
    return Prefix.similarity(word, name) < stem and _likeness(word, name) >= _ALIKE


def _likeness(word: str, name: str) -> float:
    return fuzz.ratio(word.lower(), name.lower())
