"""
Negation: what the German denies, the English denies, and the other way round.

German and English negate in different places („nicht ... sondern“, "fail to"), so a missing
negator counts only where no other word of the sentence can have taken its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from translate.data import Finding
from translate.quality.pair import Pair, Token, error, read_lines, warning

CHECK = "negation"

_NUMBERED = re.compile(r"\b[Nn]o\.? ?\d")


def check_negation(pair: Pair) -> Iterator[Finding]:
    """Yield a finding where one side negates and the other has nothing that could."""
    german, german_hints = _negators(pair.german_lower, "de")
    english, english_hints = _negators(pair.english_lower, "en")
    english = [w for w in english if w != "no" or not _NUMBERED.search(pair.english)]
    german, english = _without_doubles(german, "weder"), _without_doubles(english, "neither")
    if len(german) == len(english):
        return
    if german and not english:
        if not english_hints:
            yield error(CHECK, f"German negates ({_quoted(german)}), English does not")
        else:
            yield warning(CHECK, f"German negates ({_quoted(german)}), English does not")
    elif english and not german:
        if not german_hints:
            yield error(CHECK, f"English negates ({_quoted(english)}), German does not")
        else:
            yield warning(CHECK, f"English negates ({_quoted(english)}), German does not")
    else:
        yield warning(CHECK, f"count {german} {english}")


def _without_doubles(words: list[str], first: str) -> list[str]:
    """Count "neither ... nor" once."""
    return [word for word in words if word != "nor"] if first in words else words


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in dict.fromkeys(words))


def _negators(words: Sequence[str], language: str) -> tuple[list[str], list[str]]:
    negators, hints = [], []
    for word in words:
        kind = _kind(word, language)
        if kind == "negates":
            negators.append(word)
        elif kind == "hints":
            hints.append(word)
    return negators, hints


@lru_cache(maxsize=200_000)
def _kind(word: str, language: str) -> str:
    """
    Tell whether a lower-case word negates, hints at it, or neither.

        >>> _kind("keinerlei", "de"), _kind("unmöglich", "de"), _kind("doesn't", "en")
        ('negates', 'hints', 'negates')
    """
    exact, beginnings, endings = _patterns(language)
    if word in exact:
        return exact[word]
    for part, kind in beginnings:
        if word.startswith(part) and len(word) >= len(part) + _rest(part):
            return kind
    for part, kind in endings:
        if word.endswith(part):
            return kind
    return ""


def _rest(beginning: str) -> int:
    """How much must follow: "un" alone begins many words that deny nothing."""
    return 3 if len(beginning) < 4 else 0  # noqa: PLR2004


@lru_cache(maxsize=2)
def _patterns(
    language: str,
) -> tuple[dict[str, str], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    rows = [line.split("\t") for line in read_lines(f"negation.{language}.tsv")]
    return (
        {pattern.strip("*"): kind for pattern, kind in rows if len(pattern.strip("*")) > 3 or "*" not in pattern},
        tuple((pattern[:-1], kind) for pattern, kind in rows if pattern.endswith("*")),
        tuple((pattern[1:], kind) for pattern, kind in rows if pattern.startswith("*")),
    )
