"""
Names: people, places and organisations of the German stand in the English, and no others do.

Spelling may differ as transliteration does (Selenskyj, Zelenskyy), and the glossary's English
form is accepted. Which German words are names is weighed in `lost_names`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

from translate.data import Finding
from translate.quality.coverage import cover, english_key, german_word
from translate.quality.lexicon import english_capital
from translate.quality.lost_names import institutions, is_content, known_as_name, loss
from translate.quality.pair import Known, Pair, Token, error, read_words, warning
from translate.quality.spelling import Spellings, fold

CHECK = "names"

_TITLE = 0.6  # share of capitals that makes an English headline, where they mean nothing
_SHORTEST = 3  # letters of a name
_LOST = -0.25  # logits; tuned on the same lines as the weights
_ALL = range(-1, 10_000)  # indexes of all words
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]|[\"“”„»«‘'‚(\[–—-])\s*[\"“”„»«‘'‚(]*\s*$")
# A name that has become an adjective: Judean, Arthurian, Japanese.
_FRONT = 3  # letters that the name and its adjective share
_DERIVED = re.compile(r"(?:an|ic|ese|ish)s?$")

Name = tuple[str, ...]  # neighbouring words that make one name


def check_names(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for a name that is lost, added or replaced."""
    more = added(pair)
    left = _without_translation(pair)
    # Most words are no lost names however little else is met: no need to compare spellings.
    if not more and not any(loss(pair, i, _ALL) > _LOST for i in left):
        return
    left = _without_spelling(pair, left)
    lost = [i for i in left if loss(pair, i, left) > _LOST]
    if not lost and not (more and any(_may_be_replaced(pair.german_words[i]) for i in left)):
        return
    words = [word.partition("-")[0] for word in pair.german_words]
    missing = _grouped(lost, words, pair.german, lambda: pair.german_tokens)
    yield from _compared(_once(missing), [" ".join(name) for name in _once(more)])


def _once(names: Sequence[Name]) -> list[Name]:
    """
    Keep the fullest form of each name, uninflected where it stands so somewhere.

    >>> _once([("Müllers",), ("Köln",), ("Müller",), ("Peter", "Köln")])
    [('Müller',), ('Peter', 'Köln')]
    """
    bare = [frozenset(word.lower().rstrip("'’s") for word in name) for name in names]
    fullest = [key for key in dict.fromkeys(bare) if not any(key < other for other in bare)]
    return [
        min((name for name, other in zip(names, bare, strict=True) if other == key), key=_letters)
        for key in fullest
    ]


def _letters(name: Name) -> int:
    return sum(map(len, name))


def _compared(missing: Sequence[Name], added: Sequence[str]) -> Iterator[Finding]:
    """Set a lost name beside the one that came in its place."""
    for words, other in zip_longest(missing, added):
        name = " ".join(words or ())
        if words is None:
            yield warning(CHECK, f'English names "{other}", German does not')
        elif other is None and not any(map(known_as_name, words)):
            yield warning(CHECK, f'"{name}" seems to be missing in the English')
        elif other is None:
            yield warning(CHECK, f'the name "{name}" is missing in the English')
        else:
            kind = warning if other[:2] == name[:2] else error  # Jura, Jurassic
            yield kind(CHECK, f'German names "{name}", English names "{other}"')


def unmet(pair: Pair) -> list[int]:
    """Return the indexes of German nouns and names that have no like in the English."""
    return _without_spelling(pair, _without_translation(pair))


def _without_translation(pair: Pair) -> list[int]:
    words = pair.german_words
    found = [i for i, is_noun in enumerate(map(_CONTENT.__getitem__, words)) if is_noun]
    if pair.settled_german:
        found = [i for i in found if words[i] not in pair.settled_german]
    stems = cover(pair)[1].english
    return [i for i in found if stems.isdisjoint(_options(words[i]))]


def _without_spelling(pair: Pair, indexes: Sequence[int]) -> list[int]:
    words = pair.german_words
    spellings = Spellings(pair.english_lower)
    left = [i for i in indexes if not spellings.has_like(words[i].partition("-")[0])]
    adjectives = _fronts_of_adjectives(pair) if left else ()
    return [i for i in left if fold(words[i].lower())[:_FRONT] not in adjectives]


def _fronts_of_adjectives(pair: Pair) -> set[str]:
    """Return the first letters of English adjectives that may come from a name: Judean."""
    return {
        fold(word.lower())[:_FRONT] for word in pair.english_words
        if word[0].isupper() and _DERIVED.search(word)
    }  # fmt: skip


@lru_cache(maxsize=100_000)
def _options(word: str) -> frozenset[str]:
    """Return the English stems that a German word may be, the first part of one with a hyphen."""
    looked_up = german_word(word.partition("-")[0].lower())
    return looked_up.options if looked_up else frozenset()


def _may_be_replaced(word: str) -> bool:
    """Whether a word without a like may have been a name: it is one, or a rare noun."""
    looked_up = german_word(word.lower())
    return looked_up is not None and (looked_up.weight < 1 or bool(known_as_name(word)))


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


def _english_names(pair: Pair) -> list[Name]:
    """Return the English words that are names, neighbours together; not of headlines."""
    words = pair.english_words
    found = [i for i, is_name in enumerate(map(_ENGLISH_NAMES.__getitem__, words)) if is_name]
    same = frozenset(pair.german_words)
    if same.issuperset([words[i] for i in found]) or _is_headline(words):
        return []
    tokens = pair.english_tokens
    inside = [
        i for i in found
        if not _SENTENCE_START.search(pair.english[max(0, tokens[i][1] - 6) : tokens[i][1]])
    ]  # fmt: skip
    return _grouped(inside, words, pair.english, lambda: tokens)


def _is_headline(words: Sequence[str]) -> bool:
    return len([word for word in words if word[0].isupper()]) > _TITLE * len(words)


def _may_be_english_name(word: str) -> bool:
    if not word[0].isupper() or len(word) < _SHORTEST or word.isupper():
        return False
    if word.startswith(("I'", "I’")):  # I'm, I'll
        return False
    key = english_key(word.lower())
    return english_capital(word) and key not in institutions() and key not in _peoples()


_CONTENT = Known(is_content)
_ENGLISH_NAMES = Known(_may_be_english_name)


@lru_cache(maxsize=1)
def _peoples() -> frozenset[str]:
    return frozenset(english_key(word.lower()) for word in read_words("peoples.en.txt"))


def added(pair: Pair) -> list[Name]:
    """Return the English names of which the German has no word, nor one that they may stand for."""
    names = _english_names(pair)
    if not names:
        return []
    german = Spellings(pair.german_lower)
    options = cover(pair)[0].english
    return [
        name for name in names
        if pair.settled_english.isdisjoint(name) and not any(
            english_key(w.lower()) in options or german.has_like(w) or _is_derived(w, pair)
            for w in name
        )
    ]  # fmt: skip


def _is_derived(word: str, pair: Pair) -> bool:
    """Whether a word is an adjective that may come from a name of the German: Judäa, Judean."""
    if not _DERIVED.search(word):
        return False
    front = fold(word.lower())[:_FRONT]
    return any(w[0].isupper() and fold(w.lower())[:_FRONT] == front for w in pair.german_words)
