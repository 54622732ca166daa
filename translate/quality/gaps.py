"""
Gaps: places in the English where a word has fallen out, "south of, Alaska", "between and".

In: an English sentence. Out: the gap as it stands there, or nothing.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from translate.quality.pair import read_lines

_PUNCTUATION = frozenset(".,;:!?)")


def find_gap(english: str) -> str:
    """
    Return two neighbours that never are neighbours, or a word that nothing may end with.

        >>> find_gap("They went to the in Alaska."), find_gap("They live south of, Alaska.")
        ('the in', 'of,')
        >>> find_gap("They went to the zoo in Alaska.")
        ''
    """
    couples, ends = _gaps()
    words = english.split()
    if words:
        words[0] = words[0][0].lower() + words[0][1:]
    if not couples.isdisjoint(pairwise(words)):
        return next(" ".join(couple) for couple in pairwise(words) if couple in couples)
    if words and words[-1][-1].isalnum():  # a heading
        words[-1] += "."
    if not ends.isdisjoint(words):
        return next(word for word in words if word in ends)
    return ""


@lru_cache(maxsize=1)
def _gaps() -> tuple[frozenset[tuple[str, str]], frozenset[str]]:
    rows = [line.split("\t") for line in read_lines("gaps.en.tsv")]
    couples = {(first, second) for first, rest in rows for second in rest.split()}
    ends = {first + second for first, second in couples if second in _PUNCTUATION}
    return frozenset(couples), frozenset(ends)
