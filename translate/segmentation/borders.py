"""
Where a German sentence ends: text in, the offsets of its borders out.

One compiled expression finds every mark that could end a sentence (`.`, `!`, `?`, `…`, runs of
them or a smiley, with the quotes and brackets that close after them). For each, the word before
and the word after decide, in the order in which a reader would: is this the full stop of a
number, of an abbreviation, of an initial, or of a sentence? Every step looks at a window of fixed
size, so that the time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.segmentation.lexicon import Lexicon, Use, load_lexicon

# Longer than any entry of the lists with the words around it; bounds the work for each mark.
WINDOW = 60
# How far back the bracket is looked for that a closing one belongs to.
ASIDE = 300

_EMOJI = r"[\u2600-\u27BF\U0001F300-\U0001FAFF\uFE0F\u200D]"
_SMILEY = rf"[:;=]-?[)(DPp](?!\w)|{_EMOJI}"
_ELISION = r"[\[(](?:\.{3}|…)[\])]"
# Without a way to fail after the first mark: no text makes it slow. Only sets of characters are
# possessive: groups go wrong then before Python 3.11.5 (github.com/python/cpython/issues/106052).
_MARK = re.compile(
    # All that may come first in one class: the engine skips to it fast.
    rf"(?P<mark>[.!?…:;=\u2600-\u27BF\U0001F300-\U0001FAFF](?:"
    r"(?<=[.!?…])[.!?…]*+(?:[ \u00a0][.!?…]++(?!\w))*"
    rf"|(?<=\s[:;=])-?[)(DP](?!\w)|(?<={_EMOJI}){_EMOJI}*+))"
    rf"(?P<closing>[\"'”“»«›‹’‘)\]*_]*+(?:\s?(?:{_SMILEY}|{_ELISION}))*)"
    r"(?P<space>\s*+)"
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_NEXT = re.compile(r"(?P<opening>[^\w\s]{0,4}\s?[^\w\s]{0,3})(?P<word>[^\W_][\w-]{0,40})")
_OPENING = "\"'„“”»«›‹‚‘’([{`*_¿¡-–—/"
_LOOSE_QUOTES = frozenset("\"'”“»«") | {"''"}
# What makes a small letter no proof that the sentence goes on: „(dpa) Das …“, „@name schreibt“.
_SET_OFF = re.compile(r"[(\[@#]")

_LIST_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})*|[^\W\d_]|[ivxIVX]+")
_ORDINAL = re.compile(r"(?:\d{1,3}\.?[-–/])?\d{1,3}")
_DAY_AND_MONTH = re.compile(r"(?:\d{1,2}\.?[-–/])?[0-3]?\d\.(?:0?[1-9]|1[0-2])")
# Metre, gram, hour, litre, second, ton: letters that a number is measured in.
_UNITS = frozenset("mghlst")
_ROMAN = re.compile(r"[IVX]+")
_ADJECTIVE = re.compile(r"[a-zäöüß]{2,}e[nmrs]?")
# No German word ends like these (Marktpl., Mitgl., mtl., Kennz.) or has no vowel; with two letters
# it may be a unit (km).
_CLIPPED = re.compile(
    r"[^\W\d_aeiouyäöüAEIOUYÄÖÜ][^\W\d_A-ZÄÖÜaeiouyäöü]{2,4}|[\w-]+(?:str|nr|pl|tgl|mtl|nnz|zgl)"
)
_DOTTED = re.compile(r"[^\W\d_]{1,4}(?:\.-?[^\W\d_]{1,4})+")
_SHORT = re.compile(r"[^\W\d_]{1,4}")
_SHORT_PART = re.compile(r"[^\w\s]{0,3}(?P<part>[^\W\d_]{1,4}\.)")
_COMPOUND = re.compile(r"[-–/&+]")
# Words that are no abbreviation though a small letter follows: `gut. wir`, not `Dir. der`.
_ORDINARY = re.compile(r"[a-zäöüß]{3,}|\w{5,}")

_GLUED_BEFORE = re.compile(r"[a-zäöüß]{2}|\d[€%]|.[)\"“”»]")
_GLUED_AFTER = re.compile(r"[„“»«\"(]?[A-ZÄÖÜ](?!nnen\b)[a-zäöüß]")
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
    is_lower: bool  # the word after goes on in small letters
    is_aside: bool  # a bracket closes that was opened inside the sentence
    is_informal: bool  # the sentence began with a small letter, so the next one may too

    @property
    def before_token(self) -> str:
        """Give what stands before the token: `am` in `am 3.`, the bracket in `Ost (3.`"""
        words = self.before.split()[-2:]
        if words[-1].startswith(("(", "[")):
            return words[-1][0]
        return words[0] if len(words) > 1 else ""

    def starts(self, lexicon: Lexicon) -> bool:
        """Tell whether the word after has its capital only because a sentence starts with it."""
        return self.word[0].isupper() and self.word.lower() in lexicon.starters


def find_borders(text: str) -> Iterator[int]:
    """
    Yield the offsets at which a new sentence starts, in order.

        >>> list(find_borders("Am 3. Oktober war es so weit. Dr. Wolf kam."))
        [30]
    """
    lexicon = load_lexicon()
    start = 0
    for match in _MARK.finditer(text):
        end = match.end()
        if end == len(text):
            return
        if not (match["space"] or _is_glued(text, match)):
            continue
        is_new_paragraph = "\n" in match["space"] and _BLANK_LINE.search(match["space"])
        place = _look_around(text, start, match)
        if is_new_paragraph or (place and _is_border(place, lexicon)):
            yield end
            start = end


def _is_glued(text: str, match: re.Match[str]) -> bool:
    """Tell whether a space was forgotten (`gut.Wir`), which is not so in `www.Beispiel.de`."""
    at, end = match.start(), match.end()
    if not (_GLUED_AFTER.match(text, end) and _GLUED_BEFORE.match(text, max(at - 2, 0), at)):
        return False
    return not _ADDRESS.search(text, max(at - WINDOW, 0), end + WINDOW)


def _look_around(text: str, start: int, match: re.Match[str]) -> _Place | None:
    """Take down what stands around a mark; None if there is no word before or after it."""
    at, closing = match.start(), match["closing"]
    before = text[max(start, at - WINDOW) : at]
    words = before.rsplit(None, 1)
    token = words[-1].lstrip(_OPENING) if words else ""
    if not token and len(words) > 1 and words[-1] in _LOOSE_QUOTES:
        token = words[-1]  # as machines write it: `" Wahnsinn ".`
    following = _NEXT.match(text, match.end())
    if following is None or not token or token[-1] in ",;:":
        return None
    word = following["word"]
    return _Place(
        before=before,
        token=token,
        mark=match["mark"],
        closing=closing,
        word=word,
        is_first=before.lstrip(_OPENING + " ") == token and at - start <= WINDOW,
        is_lower=word[0].islower() and not _SET_OFF.search(following["opening"]),
        is_aside=")" in closing and "(" in text[max(start + 1, at - ASIDE) : at],
        is_informal=text[start].islower(),
    )


def _is_border(place: _Place, lexicon: Lexicon) -> bool:
    if place.is_aside and not place.starts(lexicon):
        return False
    if place.mark == ".":
        return _ends_at_full_stop(place, lexicon)
    if "!" in place.mark or "?" in place.mark:
        return not place.is_lower or _goes_on_in_lower_case(place, lexicon)
    if place.mark[0] in ".…":
        return _ends_at_ellipsis(place, lexicon)
    return place.starts(lexicon)  # a smiley in place of a mark


def _goes_on_in_lower_case(place: _Place, lexicon: Lexicon) -> bool:
    """Tell whether a small letter starts a sentence, as informal writers have it after `!!!`."""
    if place.closing.strip("*_ ") or place.word in lexicon.continuations:
        return False
    if place.is_informal or len(place.mark) > 1:
        return True
    # `toll! wir kommen`, but not the name in `bei Jeopardy! in der Sendung`
    return place.token.islower() and place.word in lexicon.starters


def _ends_at_ellipsis(place: _Place, lexicon: Lexicon) -> bool:
    """Take an ellipsis before a capital for an end, unless a word like `der …` leads on."""
    if place.is_lower:
        return place.is_informal and _goes_on_in_lower_case(place, lexicon)
    return place.token.lower() not in lexicon.determiners or place.starts(lexicon)


def _ends_at_full_stop(place: _Place, lexicon: Lexicon) -> bool:
    if place.is_first and _LIST_NUMBER.fullmatch(place.token):
        return False
    if place.token[-1].isdigit():
        return not place.is_lower and _ends_at_number(place, lexicon)
    use = _use(place, lexicon)
    match use:
        case Use.INSIDE | Use.ANYWHERE:
            return use is Use.ANYWHERE and place.starts(lexicon)
        case Use.BEFORE_NUMBER:
            is_number = place.word[0].isdigit() or _ROMAN.fullmatch(place.word)
            return not (is_number or place.is_lower)
        case Use.ENDING:
            return not place.is_lower
        case None:
            return not place.is_lower or _ends_before_lower_case(place, lexicon)


def _ends_before_lower_case(place: _Place, lexicon: Lexicon) -> bool:
    """
    Tell whether a full stop ends a sentence though a small letter follows.

    Mostly it is that of an abbreviation we do not know; only a word that starts sentences tells
    otherwise, or a writer who uses no capitals.
    """
    if not _ORDINARY.fullmatch(place.token):
        return False
    is_start = place.is_informal or place.word in lexicon.starters
    return is_start and not place.closing and place.word not in lexicon.continuations


def _use(place: _Place, lexicon: Lexicon) -> Use | None:
    """Say how what stands before the full stop is abbreviated, or None for an ordinary word."""
    token = place.token
    for key in _keys(place):
        if use := lexicon.abbreviations.get(key):
            return use
    if token.isalpha() and (len(token) == 1 or _ROMAN.fullmatch(token)):
        return None if _is_name_of_letter(place, lexicon) else Use.ANYWHERE
    if _CLIPPED.fullmatch(token):
        return Use.ANYWHERE
    is_dotted = _DOTTED.fullmatch(token) and token.rpartition(".")[2] not in lexicon.domains
    return Use.ANYWHERE if is_dotted else None


def _keys(place: _Place) -> Iterator[str]:
    """Yield the names under which the lists may know it, longest first: `z.B` before `B`."""
    token = place.token
    if _SHORT.fullmatch(token):
        yield from reversed(list(_compounds(place)))
    yield token
    if place.is_first:
        yield token[0].lower() + token[1:]
    if len(parts := _COMPOUND.split(token)) > 1:
        yield parts[-1]


def _compounds(place: _Place) -> Iterator[str]:
    """Join the short words with full stops before this one to it: `d.R`, `i.d.R`."""
    key = place.token
    for word in reversed(place.before.split()[:-1]):
        if not (match := _SHORT_PART.fullmatch(word)):
            return
        key = match["part"] + key
        yield key


def _is_name_of_letter(place: _Place, lexicon: Lexicon) -> bool:
    """Tell `Plan B.` and `15 m.` from initials and the numbers of kings."""
    before = place.before_token
    is_unit = place.token in _UNITS and before[-1:].isdigit() and place.word[0].isalpha()
    return is_unit or before.lstrip(_OPENING) in lexicon.letter_nouns


def _ends_at_number(place: _Place, lexicon: Lexicon) -> bool:
    """Tell `1989.`, `3:2.` and `auf Seite 3.` from `am 3.` and `der 1.`, which a noun follows."""
    if place.starts(lexicon):
        return True
    if _DAY_AND_MONTH.fullmatch(place.token):
        return place.before_token.lower() not in lexicon.determiners
    return not _ORDINAL.fullmatch(place.token) or _is_cardinal(place, lexicon)


def _is_cardinal(place: _Place, lexicon: Lexicon) -> bool:
    """Tell by the words around it whether a number is counted with, and its full stop an end."""
    before = place.before_token.lstrip(_OPENING)
    is_cardinal = before in lexicon.cardinal_nouns
    if is_cardinal and before.istitle() and before.isalpha():
        return True  # `auf Platz 3. Platz 1 ging an …`: no noun has an ordinal behind it
    if place.word[0].isdigit() or _is_counted(place.word, lexicon):
        return False
    if is_cardinal:
        return True
    # After a comma, colon, dash or bracket it is a title or a list: `Karl Peake, 2. Viscount …`
    is_adjective = before.lower() in lexicon.determiners or _ADJECTIVE.fullmatch(before)
    return before[-1:].isalnum() and not is_adjective


def _is_counted(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a noun, or the first or last part of a compound, takes an ordinal number."""
    parts = word.split("-")
    return any(
        noun in lexicon.ordinal_nouns or noun.capitalize() in lexicon.ordinal_nouns
        for noun in (parts[0], parts[-1])
    )
