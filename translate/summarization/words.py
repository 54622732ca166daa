"""English text as content words: what centrality, overlap and similarity are counted over."""

from __future__ import annotations

import re
from functools import lru_cache

from translate.summarization.english import words_of

_TOKEN = re.compile(r"\w+(?:[.,:]\d+)*")
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
    return [stem for stem, _ in map(term, words) if stem]


@lru_cache(maxsize=65536)
def term(word: str) -> tuple[str, str]:
    """
    Bring the forms of a word together: roughly, by its stem, and in lower case alone.

    Both are empty for a function word. The stem is cut after the suffixes of Porter's first
    step, which is enough to match a plural with its singular and a verb with its past: here words
    are compared, never shown.

        >>> term("Parties"), term("Party"), term("attacked"), term("The")
        (('parti', 'parties'), ('parti', 'party'), ('attack', 'attacked'), ('', ''))
    """
    lower = word.lower()
    if lower in _FUNCTION_WORDS:
        return "", ""
    if len(lower) <= _SHORTEST_STEM or lower[0].isdigit():
        return lower, lower
    stem = lower
    for suffix in ("ings", "ing", "edly", "ed", "es", "s", "e"):
        if lower.endswith(suffix) and len(lower) - len(suffix) >= _SHORTEST_STEM:
            stem = lower if lower.endswith("ss") else lower[: -len(suffix)]
            break
    return (stem[:-1] + "i" if stem.endswith("y") else stem), lower


def is_content(word: str) -> bool:
    """Whether a word says more than grammar does."""
    return bool(term(word)[0])
