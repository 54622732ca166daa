"""
Repetition: the English does not go round in circles where the German does not.

Small translation models loop: a word, a phrase or a clause comes again and again. A repeat is
forgiven where the German repeats itself too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import eq

from translate.data import Finding
from translate.quality.coverage import cover
from translate.quality.pair import Pair, error, warning

CHECK = "repetition"

# English that may stand twice in a row: "had had", "that that", "very very", "bye bye".
_MAY_DOUBLE = frozenset(
    "had that very so no yes ha bye is was do her really many more long far bora".split()
)
# Verbs that keep a particle before a preposition: "checked in in Paris", "moved on on Monday".
_PARTICLES = frozenset("in on".split())
_PARTICLE_VERBS = (
    "bring brought call came carr check chip clock come cut dial drop fill get give go got jump "
    "kick let log major mov phon plug pull push put send sent set settl sign slot step stay "
    "switch take took tun turn use walk went"
)
_BEFORE_PARTICLE = re.compile(rf"(?:{_PARTICLE_VERBS.replace(' ', '|')})[a-z]{{0,4}}")
# What English never says twice in a row; of a doubled "her", "in" or "was" half are right.
_ONCE = "a an the and or but if than because of to into from for with their our its"
_DOUBLED = re.compile(rf"(?<![\w'’-])({_ONCE.replace(' ', '|')})((?: \1)+)(?![\w'’-])")
_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]+) \1(?![\w'’-])")
_STUTTER_LENGTH = 12
_STUTTER = re.compile(r"(\S{1,12}?)\1{5,}")
_SENTENCE_END = re.compile(r"[.!?]\W")
_LONG_PHRASE = 6  # words; shorter ones recur by themselves ("in the second half of")
_SENTENCE_APART = 4  # words; a shorter phrase may end one sentence and begin the next
_GREETING = 2  # words; „Guten Tag“ and „Hallo“ are both "Good morning"
_EXPLAINED = 0.5  # share of the German words that have their like in the English


def check_repetition(pair: Pair) -> Iterator[Finding]:
    """Yield a finding for a phrase that stands twice in a row, or a long one that comes again."""
    if stutter := _stuttered(pair):
        yield error(CHECK, f'"{stutter[:40]}" repeats itself without end')
        return
    words = pair.english_lower
    couples = list(pairwise(words))
    if len(set(couples)) == len(couples) and not any(map(eq, words, words[1:])):
        return
    if phrase := _in_a_row(words):
        twice = r"\W+".join(map(re.escape, [*phrase, *phrase]))
        found = re.search(twice, pair.english.replace("’", "'"), re.IGNORECASE)
        if len(phrase) < _SENTENCE_APART and found and _SENTENCE_END.search(found[0]):
            return
        if not _in_a_row(pair.german_lower):
            size = len(phrase)
            is_loop = size > 1 or _thrice(words, phrase[0])
            kind = error if is_loop else warning
            yield kind(CHECK, f'"{" ".join(phrase)}" stands twice in a row, in German once')
        return
    if (phrase := _again(words)) and not _again_german(pair.german_lower):
        yield warning(CHECK, f'"{" ".join(phrase)}" comes again, in German once')


def check_repeated_figures(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding for each figure that German says once and English twice: the engine went round.

    Of 23,848 human news pairs with such figures 33 do so, and 10 of 2,797 answers of the built-in
    model, eight of which say a phrase of the German twice.

    >>> pair = Pair("Sie baut 2025 ein Haus.", "In 2025 she is building a house in 2025.")
    >>> [finding.message for finding in check_repeated_figures(pair)]
    ['"2025" comes again, in German once']
    """
    english = Counter(word for word in pair.english_words if word[0].isdecimal())
    again = [word for word, times in english.items() if times > 1 and len(_digits(word)) > 1]
    if again:
        german = Counter(map(_digits, pair.german_figures))
        for word in again:
            if german[_digits(word)] == 1:
                yield warning(CHECK, f'"{word}" comes again, in German once')


def _digits(figure: str) -> str:
    return "".join(filter(str.isdecimal, figure))


def without_doubled_words(german: str, english: str) -> str:
    """
    Say a small word once that the English says twice in a row, unless the German doubles a word.

    Three in a row are a loop, which has eaten something: they stay, and are reported.

    >>> without_doubled_words("Das ist der Atlantik.", "This is the the Atlantic.")
    'This is the Atlantic.'
    >>> without_doubled_words("Er gab ihr ihren Mantel.", "He gave her her coat.")
    'He gave her her coat.'
    """
    if not _DOUBLED.search(english) or _TWICE.search(german):
        return english
    return _DOUBLED.sub(_once, english)


def _once(match: re.Match[str]) -> str:
    word, more = match.groups()
    return word if more == f" {word}" else match[0]


def check_repeated_sentence(before: tuple[str, str], now: tuple[str, str]) -> Iterator[Finding]:
    """
    Yield a finding when two sentences with different German have the same English.

    „Das ist nicht wahr.“ and „Das stimmt nicht.“ may have: only where the words of one are not
    met by the English it is a loop over sentences.

    >>> before, now = ("Sie kam gestern.", "She came here."), ("Er ging heute.", "She came here.")
    >>> [finding.message for finding in check_repeated_sentence(before, now)]
    ['the English is the same as that of the sentence before, the German is not']
    """
    words = len(now[1].split())
    if now[1] != before[1] or words <= _GREETING or now[0].lower() == before[0].lower():
        return
    if any(cover(Pair(*pair))[0].share < _EXPLAINED for pair in (before, now)):
        kind = warning if words < _LONG_PHRASE else error
        yield kind(
            CHECK, "the English is the same as that of the sentence before, the German is not"
        )


def _stuttered(pair: Pair) -> str:
    """Return a run of the same few letters or signs, six times or more, that German lacks."""
    for part in [word for word in pair.english.split() if len(word) >= _STUTTER_LENGTH]:
        if (match := _STUTTER.search(part)) and match[0] not in pair.german:
            return match[0]
    return ""


def _in_a_row(words: Sequence[str]) -> Sequence[str]:
    """Return the shortest phrase that follows itself directly."""
    last: dict[tuple[str, str], int] = {}
    for i, (word, following) in enumerate(pairwise(words)):
        if word == following and not _may_double(words, i):
            return [word]
        before = last.get((word, following))
        if before is not None and i - before > 1:
            phrase = words[before:i]
            if phrase == words[i : i + len(phrase)] and not all(map(_is_number, phrase)):
                return phrase
        last[word, following] = i
    return ()


def _may_double(words: Sequence[str], index: int) -> bool:
    """Whether the word at that index may come again directly."""
    word = words[index]
    if word in _PARTICLES and index:
        return _BEFORE_PARTICLE.fullmatch(words[index - 1]) is not None
    return word in _MAY_DOUBLE or _is_number(word)


def _thrice(words: Sequence[str], word: str) -> bool:
    """Whether a word stands three times in a row: a slip of the pen is only two."""
    return any(words[i : i + 3] == [word] * 3 for i in range(len(words) - 2))


def _is_number(word: str) -> bool:
    return word[0].isdecimal()


def _again(words: Sequence[str]) -> Sequence[str]:
    """Return the longest long phrase that comes a second time."""
    seen: dict[tuple[str, ...], int] = {}
    for i in range(len(words) - _LONG_PHRASE + 1):
        phrase = tuple(words[i : i + _LONG_PHRASE])
        before = seen.setdefault(phrase, i)
        if before != i and i - before >= _LONG_PHRASE:
            size = _LONG_PHRASE
            while (
                i + size < len(words)
                and words[before + size] == words[i + size]
                and before + size < i
            ):
                size += 1
            return words[i : i + size]
    return ()


def _again_german(words: Sequence[str]) -> bool:
    """Whether two German words in a row, or a long one, come a second time."""
    couples = list(pairwise(words))
    long_words = [word for word in words if len(word) > 9]
    return len(set(couples)) < len(couples) or len(set(long_words)) < len(long_words)
