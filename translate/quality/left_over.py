"""
Left over: German words that an engine copied, with the capital of a noun or of a first word.

In: a pair. Out: a warning for each. Names look the same, and no list has them all; what tells the
words is their place, and that the lexicon knows another English for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.data import Finding
from translate.quality.lexicon import is_english_word, lexicon
from translate.quality.pair import Known, Pair, read_words, warning
from translate.quality.stems import german_stem
from translate.quality.untranslated import CHECK

_OFTEN = 20  # sentences after which the lexicon is rather complete about a word
_SELDOM = 5  # enough where the place says more
_ARTICLES = frozenset(
    "the a an his her their its this that these those every another no any some one two".split()
)
# Where any word has a capital: the first of a sentence, of a quotation, after a colon.
_FIRST = re.compile(r"(?:^|[.!?:]\s+|[\"“”„«»‘’'(]\s*)([^\W\d_]{3,})(?!\w)")
_NAME_GOES_ON = re.compile(r"[-\s]*[^\W\d_a-zäöüß]|-")


def check_left_over(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding for each word that is left in German.

    >>> pair = Pair("Zahlreiche Minister kamen.", "Zahlreiche ministers came.")
    >>> [finding.message for finding in check_left_over(pair)]
    ['"Zahlreiche" is left in German']
    """
    for word in dict.fromkeys([*_behind_articles(pair), *_at_the_beginning(pair)]):
        if word not in pair.settled_english:
            yield warning(CHECK, f'"{word}" is left in German')


def _behind_articles(pair: Pair) -> Iterator[str]:
    """
    Yield the nouns that are left behind an article: "over the Lenker".

    A name looks the same ("the Saale"), but hardly ever stands alone behind an article, in both
    texts, and in the lexicon with another English: 53 times in 148,542 news pairs.
    """
    words = pair.english_words
    for before, word, after in zip(words, words[1:], [*words[2:], ""], strict=False):
        is_left = before in _ARTICLES and _COUNT[word] >= _OFTEN and word in pair.german_words
        if is_left and not after[:1].isupper():
            yield word


def _at_the_beginning(pair: Pair) -> Iterator[str]:
    """
    Yield the first words that both sides have: "Obendrein told Hamada".

    A surname that is a German word, too, looks the same ("Pfleger said"), but is rare: in 140,186
    news pairs both rules warn 103 times; in 2,797 answers of the built-in model 13 times, and one
    of them is a name.
    """
    left = [match for match in _FIRST.finditer(pair.english) if _is_left(match[1])]
    if left:
        first = {match[1] for match in _FIRST.finditer(pair.german)}
        for match in left:
            if match[1] in first and not _NAME_GOES_ON.match(pair.english, match.end(1)):
                yield match[1]


def _is_left(word: str) -> bool:
    if not word[0].isupper():
        return False
    return _COUNT[word] >= _SELDOM or _IS_SMALL[word]


def _count(word: str) -> int:
    """How often the lexicon has seen a word with a capital that English says otherwise."""
    lower = word.lower()
    if not word[0].isupper() or not word.isalpha() or is_english_word(lower):
        return 0
    entry = lexicon().get(german_stem(lower))
    return entry.count if entry and not entry.name and lower not in entry.english else 0


def _is_small(word: str) -> bool:
    lower = word.lower()
    return lower in read_words("function_words.de.txt") and not is_english_word(lower)


_COUNT = Known(_count)
_IS_SMALL = Known(_is_small)
