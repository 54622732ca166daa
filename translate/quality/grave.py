"""
Grave words: no rape, murder or terrorism in the English that the German does not speak of.

Small translation models take a rare word for one that is spelt alike (Unterführung, "abduction").
Few mistakes harm more, and few words are translated so literally: of 148,542 news pairs 136 are
flagged (the list was extended by some of them), of 3,297 sentences of the built-in model 5, each an
invention.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from translate.data import Finding
from translate.quality.pair import Known, Pair, read_lines, warning

CHECK = "grave"


def check_grave_words(pair: Pair) -> Iterator[Finding]:
    """
    Yield a finding for each grave English word for which nothing in the German can stand.

    >>> [f.message for f in check_grave_words(Pair("Stetige Annäherung", "Step rape"))]
    ['English says "rape", nothing in the German does']
    """
    # With a capital it is a name as often: Die Welt, The Walking Dead.
    grave = [word for word in dict.fromkeys(pair.english_words) if _GERMAN[word]]
    if not grave:
        return
    german = pair.german.lower()
    for word in grave:
        if not _is_meant(_GERMAN[word], german, pair) and word not in pair.settled_english:
            yield warning(CHECK, f'English says "{word}", nothing in the German does')


def _is_meant(parts: Sequence[str], german: str, pair: Pair) -> bool:
    """Whether one of the parts stands in the German, a part after "=" as a whole word."""
    return any(
        part[1:] in pair.german_lower if part[0] == "=" else part in german for part in parts
    )


@cache
def _table() -> dict[str, tuple[str, ...]]:
    rows = (line.split("\t") for line in read_lines("grave_words.tsv"))
    return {form: tuple(german.split()) for forms, german in rows for form in forms.split()}


# By English word: the parts of German words that may stand for it; none for a harmless word.
_GERMAN: Known[tuple[str, ...]] = Known(lambda word: _table().get(word, ()))
