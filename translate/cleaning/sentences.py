"""
Sentences: what a line says, of its page or of the world.

A whole sentence that speaks neither of its page nor to its reader is the article's, whatever it
names: newspapers write about cookies, comments and newsletters too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from translate.cleaning.lines import signs_of, site_signs_of
from translate.cleaning.pieces import Piece
from translate.data import BlockKind

# Address, as far as it cannot be "she" or "they": after a word, "Sie" is the reader.
# It begins with a set of characters, to which the engine skips fast.
ADDRESS = re.compile(
    r"[SIdeUu](?:(?<=[\w,] S)ie|(?<=[\w,] I)(?:hnen|hre?[mnrs]?)|(?<=\b[Uu])nser\w*"
    r"|(?<=\bd)(?:u|ich|ir|eine?[mnrs]?)|(?<=\be)(?:uch|ure?[mnrs]?))\b"
)
# Whoever is quoted speaks in the article, whatever words they use.
SPEECH = re.compile(
    # What a colon follows is a title: "Hier ist Bayern": Der Newsletter …
    r"^[„“\"»«‚](?![^„“”»«\"]{2,60}[“”»«\"]\s?:)|\b(?:sagte|sagt|erklärte|betonte|meinte|schrieb|antwortete"
    r"|riet|rief|fragte|twitterte|postete|so der|so die|heißt es|hieß es)\b"
)
_OF_THE_PAGE = frozenset((
    *("you", "this text", "url", "mail", "handle", "copyright", "pipe", "code", "ago"),
    *("brackets", "metadata date line", "metadata byline", "metadata dateline"),
))  # fmt: skip
_OF_THE_PAGE_OR_US = _OF_THE_PAGE | {"we", "about little else"}
_ABOUT_SITES = frozenset(("about channel", "about action", "about text", "about technique"))
# Five words, no label in front, and a full stop.
_SENTENCE = re.compile(r"(?![^:.]{2,40}:)(?:\S+ ){4}.*\S[.!?…][“”\"«»]?")
_VERBS = frozenset(("verb", "maybe verb"))
_LONG_SENTENCE = 8  # spaces; it names much of a site only by telling of it
_LABEL = re.compile(r"[\w-]+: ")
# What a page says of itself, and how it speaks to its reader without naming them.
_HERE = re.compile(
    r"\b(?:hier|jetzt|bitte|kostenlos\w*|gratis\w*|ich|mein\w*|klick\w*"
    r"|(?:nichts zu|mehr) verpassen|diese[rsmn]? (?:\S+ )?(?:web\w+|element|karte|grafik|post|bild"
    r"|foto|audio\w*|story"
    r"|newsletter|podcast|funktion|debatte|forum))\b"
    r"|^(?:das|die|der) (?:video|audio\w*|wiedergabe|element|inhalt|artikel|text|beitrag"
    r"|redaktion)\b|^(?:das|dies) ist eine? \S*(?:nachricht|meldung|text|beitrag|artikel)\b"
    r"|^ihre? e-mail|^(?:leser\w+|zuschriften|gastbeiträge|kommentare) geben\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def names_page(text: str) -> bool:
    """
    Whether a line speaks of the page it stands on, to its reader, or of little but what sites do.

        >>> names_page("Diesen Artikel drucken"), names_page("Faire Preise für Milch")
        (True, False)
    """
    signs = frozenset(site_signs_of(text))
    is_about_site = "about little else" in signs and not _ABOUT_SITES.isdisjoint(signs)
    return is_about_site or not _OF_THE_PAGE.isdisjoint(signs)


@lru_cache(maxsize=8192)
def is_statement(text: str) -> bool:
    """
    Whether a text is a whole sentence that speaks neither of its page nor to its reader.

        >>> is_statement("Facebook hat seine Community-Richtlinien am Dienstag verschärft.")
        True
        >>> is_statement("Kommentare sind hier leider nicht mehr möglich.")
        False
    """
    return _says_of_page(text) == frozenset()


@lru_cache(maxsize=8192)
def is_advice(text: str) -> bool:
    """
    Whether a text is such a sentence to the reader, which prompts of a site may be too.

        >>> is_advice("Lesen Sie Ihren Zähler jeden Monat ab.")
        True
        >>> is_advice("Abonnieren Sie hier unseren täglichen Newsletter.")
        False
    """
    return _says_of_page(text) == {"you"}


def _says_of_page(text: str) -> frozenset[str]:
    """The signs by which a whole sentence is not the article's."""
    if not _SENTENCE.fullmatch(text):
        return frozenset(("no sentence",))
    if _HERE.search(text):
        return frozenset(("here",))
    signs = _OF_THE_PAGE_OR_US.intersection(site_signs_of(text))
    return signs - {"about little else"} if text.count(" ") >= _LONG_SENTENCE else signs


def states(piece: Piece) -> bool:
    """Whether a paragraph is a statement."""
    return piece.kind is BlockKind.PARAGRAPH and is_statement(piece.text)


def states_below_label(piece: Piece) -> bool:
    """Whether a paragraph is one below a label: "Foto: So nennt er seinen Hund."."""
    label = _LABEL.match(piece.text)
    if not label or piece.kind is not BlockKind.PARAGRAPH:
        return False
    rest = piece.text[label.end() :]
    return is_statement(rest) and not _VERBS.isdisjoint(signs_of(rest, piece.kind))
