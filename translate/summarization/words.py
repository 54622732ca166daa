"""English text as content words: what centrality, overlap and similarity are counted over."""

from __future__ import annotations

import re
from functools import lru_cache

from translate.summarization.english import words_of

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,:]\d+)*")
_SHORTEST_STEM = 3  # letters
_FUNCTION_WORDS = frozenset(words_of("function_words.txt"))


def tokens(sentence: str) -> list[str]:
    """
    Find the words and numbers of a sentence, as written.

    >>> tokens("Kim's visit cost $1,200.")
    ['Kim', 's', 'visit', 'cost', '1,200']
    """
    return _TOKEN.findall(sentence)


def content_stems(words: list[str]) -> list[str]:
    """
    Find the stems of the words that carry content, in order.

    >>> content_stems(["The", "ministers", "promised", "aid"])
    ['minister', 'promis', 'aid']
    """
    stems = map(stem, words)
    return [word for word in stems if word]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """
    Bring the forms of a word together, roughly; nothing for a function word.

    Cut after the suffixes of Porter's first step, which is enough to match a plural with its
    singular and a verb with its past: here words are compared, never shown.

        >>> stem("parties"), stem("Party"), stem("attacked"), stem("attacks"), stem("The")
        ('parti', 'parti', 'attack', 'attack', '')
    """
    word = word.lower()
    if word in _FUNCTION_WORDS:
        return ""
    if len(word) <= _SHORTEST_STEM or word[0].isdigit():
        return word
    for suffix in ("ings", "ing", "edly", "ed", "es", "s", "e"):
        if (
            word.endswith(suffix)
            and len(word) - len(suffix) >= _SHORTEST_STEM
            and not word.endswith("ss")
        ):
            word = word[: -len(suffix)]
            break
    return word[:-1] + "i" if word.endswith("y") else word
