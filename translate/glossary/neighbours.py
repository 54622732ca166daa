"""
Words beside a name that make it another one's: Mrs. Wiens, the Hotel Moskau, Athen Reisen.

In: a German sentence, its English, and where in it a German form of a term was left. Out: whether
it is sure to be the term. People are called so wherever they stand; a place's name is borrowed.
"""

from __future__ import annotations

import re

from translate.glossary.terms import Term

# Who comes after these is a person.
_TITLES = frozenset(
    "mr mrs ms miss mister dr prof professor sir lord lady herr herrn frau madame monsieur".split()
)
# What these are called stays as it is.
_BEARERS = frozenset(
    "hotel hostel inn guesthouse café cafe coffeehouse restaurant bar pub nightclub club cinema "
    "kino theatre theater band song album single film movie novel book series musical magazine "
    "newspaper daily tabloid ship ferry yacht brand".split()
)
# English has names for these that keep the old form.
_FIXED = re.compile(r"Peking (?:duck|man|opera|university)\b", re.IGNORECASE)
_BEFORE = re.compile(r"([\w’'-]+)\.?\s+[\"“„«‘'‚]?$")
_AFTER = re.compile(r"[\"”“»’'‘]?\s+([\w’'-]+)")
_SHORTEST = 3  # letters; "In" opens sentences of both languages
_WINDOW = 60  # characters that a neighbouring word is looked for in


def is_another_name(term: Term, german: str, english: str, span: tuple[int, int]) -> bool:
    """
    Whether what stands in a span of the English is something else that is called like a term.

    A capitalised neighbour that was copied with it from the German makes one name with it. A
    term of a user's file that is of no kind may be a person.

        >>> rome = Term("Rom", ("Rome",), kind="place")
        >>> is_another_name(rome, "Die Band Rom spielte.", "The band Rom played.", (9, 12))
        True
        >>> is_another_name(rome, "Rom wartet.", "Rom waits.", (0, 3))
        False
    """
    if term.kind == "person":
        return False
    start, end = span
    form = english[start:end]
    before = _BEFORE.search(english[max(0, start - _WINDOW) : start])
    after = _AFTER.match(english[end : end + _WINDOW])
    left, right = before[1] if before else "", after[1] if after else ""
    if term.kind != "organisation" and not _BEARERS.isdisjoint((left.lower(), right.lower())):
        return True
    if term.kind and (left.lower() in _TITLES or _is_copied(left, f"{left} {form}", german)):
        return True
    if _is_copied(right, f"{form} {right}", german) or _is_compound(form, english[end:], german):
        return True
    return bool(_FIXED.match(english, start))


def _is_copied(neighbour: str, both: str, german: str) -> bool:
    is_name = neighbour[:1].isupper() and (len(neighbour) >= _SHORTEST or neighbour.isupper())
    return is_name and re.search(rf"(?<!\w){re.escape(both)}(?!\w)", german) is not None


def _is_compound(form: str, rest: str, german: str) -> bool:
    """„Rhein-Neckar“, copied whole, is one name."""
    tail = re.match(r"-[\w-]+", rest[:_WINDOW])
    return tail is not None and f"{form}{tail[0]}" in german
