"""
Untranslated: the English is English.

In: a pair. Out: findings for German that was copied, in whole or in part, for a wrong language
or script, and for an empty side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from translate.data import Finding
from translate.quality.lexicon import is_english_word, is_german_word
from translate.quality.markup import without_addresses
from translate.quality.pair import Pair, error, warning

CHECK = "untranslated"

# Words that German sentences are full of and English ones are not; "die", "in", "was" are both.
_GERMAN_ONLY = frozenset(
    "der das und ist nicht mit auf ein eine einen einer einem sich dass auch wurde wurden werden "
    "haben bei nach über wird zum zur dem für aus sie sind oder noch wie einen mehr als im vom "
    "ich wir er aber kann nur durch gegen seit habe hatte sein ihre seine sagte beim unter".split()
)
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
_LETTER = re.compile(r"[^\W\d_]")


def check_untranslated(pair: Pair) -> Iterator[Finding]:
    """Yield a finding when the English side is empty, German, or partly German."""
    if not pair.english.strip() or not pair.german.strip():
        yield from _check_empty(pair)
        return
    found = None if pair.english.isascii() else _OTHER_SCRIPT.search(pair.english)
    if found and not _OTHER_SCRIPT.search(pair.german):
        yield error(CHECK, f'the English holds a letter of another script: "{found[0]}"')
    if _is_german(pair):
        yield error(CHECK, f'left in German: "{_shortened(pair.english)}"')
        return
    copied = _copied_words(pair)
    if copied:
        quoted = ", ".join(f'"{word}"' for word in copied[:4])
        yield (error if len(copied) > 2 else warning)(CHECK, f"left in German: {quoted}")


def _check_empty(pair: Pair) -> Iterator[Finding]:
    if _LETTER.search(pair.german):
        yield error(CHECK, "there is no English for this sentence")
    elif _LETTER.search(pair.english):
        yield error(CHECK, "there is English here, but no German")


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _is_german(pair: Pair) -> bool:
    """Whether the English side reads as German: its small words are German ones."""
    words = pair.english_lower
    german = len(_GERMAN_ONLY.intersection(words))
    if german >= 2 and german >= 0.12 * len(words):
        return german >= 3 or _overlap(words, pair.german_lower) > 0.6
    return german > 0 and len(words) >= 3 and _overlap(words, pair.german_lower) > 0.8


def _overlap(words: Sequence[str], others: Sequence[str]) -> float:
    return len(set(others).intersection(words)) / max(1, len(set(words)))


def _copied_words(pair: Pair) -> list[str]:
    """Words written small in both, which English does not know: verbs and adjectives left over."""
    shared = set(pair.german_words).intersection(pair.english_words)
    if not shared:
        return []
    english = without_addresses(pair.english)
    if english != pair.english:
        shared.intersection_update(Pair("", english).english_words)
    small = sorted(word for word in shared if word in _GERMAN_ONLY)
    large = sorted(
        word for word in shared
        if word[0].islower() and len(word) > 3 and is_german_word(word)
        and not is_english_word(word)
    )  # fmt: skip
    # One small word is part of a name: Kirchheim unter Teck.
    return large + small if large or len(small) > 1 else []
