"""
Where a German sentence ends: text in, the offsets of its borders out.

One compiled expression finds every mark that could end a sentence (`.`, `!`, `?`, `…` and runs
of them, with the quotes, brackets and smileys that close after them). For each, the word before
and the word after decide, in the order in which a reader would: is this the full stop of a
number, of an initial, of an abbreviation, or of a sentence? Every step looks at a window of fixed
size, so that the time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.segmentation.lexicon import Lexicon, load_lexicon

# Longer than any entry of the lists with the words around it; bounds the work for each mark.
WINDOW = 60
# How far back the bracket is looked for that a closing one belongs to.
ASIDE = 300

_SMILEY = r"[:;=]-?[)(DPp](?!\w)|[\u2600-\u27BF\U0001F300-\U0001FAFF\uFE0F\u200D]"
_ELISION = r"[\[(](?:\.{3}|…)[\])]"
# Possessive throughout and without a way to fail after the first mark: no text makes it slow.
_MARK = re.compile(
    r"(?P<mark>[.!?…]++(?:[ \u00a0][.!?…]++)*+)"
    rf"(?P<closing>[\"'”“»«›‹’‘)\]*_]*+(?:\s?(?:{_SMILEY}|{_ELISION}))*+)"
    r"(?P<space>\s*+)"
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_NEXT = re.compile(r"(?P<opening>[^\w\s]{0,4}\s?[^\w\s]{0,3})(?P<word>[^\W_][\w-]{0,40})")
_OPENING = "\"'„“”»«›‹‚‘’([{`*_¿¡-–—/"

_ORDINAL = re.compile(r"(?:\d{1,2}\.?[-–/])?\d{1,2}")
_DAY_AND_MONTH = re.compile(r"(?:\d{1,2}\.?[-–/])?[0-3]?\d\.(?:0?[1-9]|1[0-2])")
_ROMAN = re.compile(r"[IVX]+")
_DOTTED = re.compile(r"[^\W\d_]{1,4}(?:\.-?[^\W\d_]{1,4})+")
_CLIPPED = re.compile(r"[^\W\d_aeiouyäöüAEIOUYÄÖÜ][^\W\d_A-ZÄÖÜaeiouyäöü]{2,4}|\w{3,}str")
_COMPOUND = re.compile(r"[-–/&+]")

_GLUED_BEFORE = re.compile(r"[a-zäöüß]{2}|\d[€%]|.[)\"“”»]")
_GLUED_AFTER = re.compile(r"[„“»«\"(]?[A-ZÄÖÜ][a-zäöüß]")
_ADDRESS = re.compile(r"://|www\.|@|\\|/\w")


@dataclass(slots=True)
class _Place:
    """A mark and the words around it: all that the rules look at."""

    before: str  # the sentence so far, at most WINDOW characters of it
    token: str  # the word before the mark, without brackets and quotes before it
    mark: str
    closing: str
    word: str  # the word after
    is_first: bool  # the word before is the first of its sentence
    is_aside: bool  # a bracket closes that was opened inside the sentence
    is_informal: bool  # the sentence began with a small letter, so the next one may too

    @property
    def is_lower(self) -> bool:
        return self.word[0].islower()

    def starts(self, lexicon: Lexicon) -> bool:
        """Whether the next word has a capital only because a sentence starts with it."""
        return self.word[0].isupper() and self.word.lower() in lexicon.starters


def find_borders(text: str) -> Iterator[int]:
    """
    The offsets at which a new sentence starts, in order.

        >>> list(find_borders("Am 3. Oktober war es so weit. Dr. Wolf kam."))
        [30]
    """
    lexicon = load_lexicon()
    start = 0
    for match in _MARK.finditer(text):
        end = match.end()
        if end == len(text):
            return
        if (match["space"] or _is_glued(text, match)) and _is_border(text, start, match, lexicon):
            yield end
            start = end


def _is_glued(text: str, match: re.Match[str]) -> bool:
    """Whether a space was forgotten (`gut.Wir`), which is not so in `www.Beispiel.de`."""
    at, end = match.start(), match.end()
    if not (_GLUED_AFTER.match(text, end) and _GLUED_BEFORE.match(text, max(at - 2, 0), at)):
        return False
    around = text[max(at - WINDOW, 0) : end + WINDOW]
    return not _ADDRESS.search(around) and not text.startswith("Innen", end)


def _is_border(text: str, start: int, match: re.Match[str], lexicon: Lexicon) -> bool:
    following = _NEXT.match(text, match.end())
    if "\n" in match["space"] and _BLANK_LINE.search(match["space"]):
        return True
    at = match.start()
    before = text[max(start, at - WINDOW) : at]
    words = before.rsplit(None, 1)
    token = words[-1].lstrip(_OPENING) if words else ""
    if following is None or not token or token[-1] in ",;:":
        return False
    mark, closing = match["mark"], match["closing"]
    place = _Place(
        before=before,
        token=token,
        mark=mark,
        closing=closing,
        word=following["word"],
        is_first=at - start < WINDOW and text[start:at].lstrip(_OPENING + " ") == token,
        is_aside=")" in closing and "(" in text[max(start + 1, at - ASIDE) : at],
        is_informal=text[start].islower(),
    )
    if place.is_aside and not place.starts(lexicon):
        return False
    if mark == ".":
        return _ends_at_full_stop(place, lexicon)
    if "!" in mark or "?" in mark:
        return not place.is_lower or _goes_on_in_lower_case(place, lexicon)
    return _ends_at_ellipsis(place, lexicon)


def _goes_on_in_lower_case(place: _Place, lexicon: Lexicon) -> bool:
    """Whether a small letter starts a sentence, as informal writers have it after `!!!`."""
    if place.closing.strip("*_ ") or place.word in lexicon.verbs_of_speech:
        return False
    return place.is_informal or len(place.mark) > 1 or place.word in lexicon.starters


def _ends_at_ellipsis(place: _Place, lexicon: Lexicon) -> bool:
    """An ellipsis set close to its word ends a sentence; with a space it mostly is a pause."""
    if place.is_lower:
        return place.is_informal and _goes_on_in_lower_case(place, lexicon)
    return not place.before[-1].isspace() or place.starts(lexicon)


def _ends_at_full_stop(place: _Place, lexicon: Lexicon) -> bool:
    token = place.token
    if token[-1].isdigit():
        return _ends_at_number(place, lexicon)
    if len(token) == 1 or _ROMAN.fullmatch(token):
        ends = _ends_at_letter(place, lexicon)
    else:
        ends = None
    for key in _abbreviations(place):
        if key in lexicon.inside:
            return False
        if key in lexicon.ending:
            return not place.is_lower
        if key in lexicon.anywhere:
            return place.starts(lexicon)
        if key in lexicon.before_number and (
            place.word[0].isdigit() or _ROMAN.fullmatch(place.word)
        ):
            return False
    if ends is not None:
        return ends
    if _CLIPPED.fullmatch(token) or (_DOTTED.fullmatch(token) and not _is_address(token, lexicon)):
        return place.starts(lexicon)
    return not place.is_lower or _ends_before_lower_case(place, lexicon)


def _ends_before_lower_case(place: _Place, lexicon: Lexicon) -> bool:
    """
    A full stop before a small letter mostly is that of an abbreviation we do not know.

    Only a word that starts sentences tells otherwise, or a writer who uses no capitals.
    """
    token = place.token
    if len(token) < 3 or not (token.islower() or len(token) > 4):
        return False
    return (place.is_informal or place.word in lexicon.starters) and _goes_on_in_lower_case(
        place, lexicon
    )


def _is_address(token: str, lexicon: Lexicon) -> bool:
    return token.rpartition(".")[2] in lexicon.domains


def _ends_at_letter(place: _Place, lexicon: Lexicon) -> bool:
    """`B.` is an initial, a point of a list or a king's number, rarely the end: `Plan B.`"""
    if place.is_first:
        return False
    if _word_before(place) in lexicon.letter_nouns:
        return not place.is_lower
    return place.starts(lexicon)


def _ends_at_number(place: _Place, lexicon: Lexicon) -> bool:
    """`am 3.` and `der 1.` go on with a noun; `1989.`, `3:2.` and `auf Seite 3.` end."""
    token, word = place.token, place.word
    if place.is_lower:
        return False
    if place.starts(lexicon):
        return not (place.is_first and len(token) < 4)
    if _DAY_AND_MONTH.fullmatch(token):
        return False
    if not token.isdigit() and not _ORDINAL.fullmatch(token):
        return True
    if place.is_first and len(token) < 4:
        return False
    if word[0].isdigit():
        return len(token) > 2
    before = _word_before(place)
    if len(token) < 4 and (word in lexicon.ordinal_nouns or before in lexicon.determiners):
        return False
    return len(token) > 2 or before in lexicon.cardinal_nouns


def _word_before(place: _Place) -> str:
    """The word before the word before the mark, bare: `am` in `am 3.`"""
    words = place.before.split()
    return words[-2].strip(_OPENING + ".,;:") if len(words) > 1 else ""


def _abbreviations(place: _Place) -> Iterator[str]:
    """The names under which the lists may know what stands before the mark, longest first."""
    token = place.token
    if len(token) <= 4:
        parts = place.before.split()[:-1]
        key, keys = token, []
        while parts and parts[-1].endswith(".") and len(parts[-1]) < 6:
            key = parts.pop().lstrip(_OPENING) + key
            keys.append(key)
        yield from reversed(keys)
    yield token
    if len(parts := _COMPOUND.split(token)) > 1:
        yield parts[-1]
