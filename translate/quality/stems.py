"""
Words and their stems: German and English forms that differ only in their ending fall together.

The stems serve comparison, not display: `lexicon.tsv` was made with these very functions, so a
change here means making it again (`training/quality_lexicon.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*", re.UNICODE)

_GERMAN_ENDING = re.compile(r"(?:ern|em|er|en|es|est|st|e|s|n|t)$")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


@lru_cache(maxsize=200_000)
def german_stem(word: str) -> str:
    """
    Cut a German word's endings, at most twice, and its umlauts; after the idea of CISTEM.

        >>> german_stem("Häuser"), german_stem("Hauses"), german_stem("gespielt")
        ('haus', 'haus', 'gespiel')
    """
    stem = word.lower().translate(_UMLAUTS)
    for _ in range(2):
        if len(stem) < 5:
            break
        shorter = _GERMAN_ENDING.sub("", stem)
        if len(shorter) < 3:
            break
        stem = shorter
    return stem


@lru_cache(maxsize=200_000)
def english_stem(word: str) -> str:
    """
    Cut an English word's endings, so that plural, tense and British spelling do not matter.

        >>> [english_stem(word) for word in ("Parties", "party", "voted", "votes", "labour's")]
        ['parti', 'parti', 'vot', 'vot', 'labor']
    """
    stem = word.lower().replace("’", "'").removesuffix("'s")
    if len(stem) > 5:
        stem = stem.replace("our", "or").replace("isation", "ization")
        stem = re.sub(r"is(e[sd]?|ing)$", r"iz\1", stem)
    if len(stem) < 4:
        return stem
    for ending in ("ingly", "edly", "ing", "ies", "ied", "ed", "es", "ly", "s", "e", "y"):
        if stem.endswith(ending) and len(stem) - len(ending) >= 3:
            if ending == "s" and stem.endswith("ss"):
                break
            stem = stem[: -len(ending)] + ("i" if ending in ("ies", "ied", "y") else "")
            break
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        stem = stem[:-1]
    return stem
