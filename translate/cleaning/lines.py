"""
Signs of a line: what it looks like, for the judgement of `layout.py`.

A sign is a name that a weight belongs to. Form comes first (length, end mark, capitals, verbs,
dates, pipes), then what sites talk about (`phrases/site_stems.txt`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from translate.cleaning import metadata
from translate.cleaning.phrases import lowered_words_of, subject_of
from translate.data import BlockKind

_Mark = tuple[str, str, re.Pattern[str]]
_WORD = re.compile(r"[^\W\d_][\w’'-]*(?:\.[a-z]{2,3}\b)?")
_SENTENCE_BORDER = re.compile(r"[.!?…](?<=[^\W\d_]{3}.)[“”\"«»]?\s+[„\"»«]?[A-ZÄÖÜ]")
# Each is one sign: its name, characters of which a line must have one to be asked (or any line
# is), and the test. The dear ones begin with a set of characters, to which the engine skips fast,
# and look behind for the rest.
_MARKS: tuple[_Mark, ...] = (
    ("url", ".:", re.compile(
        r"[.:](?:(?<=http:)//|(?<=https:)//|(?<=\bwww\.)"
        r"|(?<=\w\.)(?:de|at|ch|com|net|org|example)\b)"
    )),
    ("mail", "@", re.compile(r"\w@\w")),
    ("handle", "@#", re.compile(r"(?<!\w)[@#]\w")),
    ("pipe", "|•·", re.compile(r"[|•·]")),
    ("arrow", "»›>→▸▶⟩❯‹←«<", re.compile(
        r"[»›>→▸▶⟩❯‹←«]\s|\s[»›>→▸▶⟩❯‹←«]|^[»›>→▸▶⟩❯‹←<]|[»›>→▸▶]$"
    )),
    ("copyright", "©(", re.compile(r"©|\([cC]\)")),
    ("slash", "/", re.compile(r"\w ?/ ?\w")),
    ("rating", "★☆*", re.compile(r"[★☆*]{2}")),
    ("ellipsis", ".…", re.compile(r"\.\.\.$|…$")),
    ("phone", "", re.compile(r"\d{3,}[ /-]+\d{2,}|\+\d\d ")),
    ("code", "", re.compile(r"\b(?=\w*\d)(?=\w*[A-Z])\w{6,}\b|:\d{6,}")),
    ("money", "", re.compile(r"\d (?:€|Euro|Franken|CHF)|[€$]")),
    ("date", "", re.compile(
        r"\d\d?\. ?\d\d?\.(?: ?\d{2,4})?|\d{4}-\d\d|\b20\d\d\b"
        r"|\d\d?\.? (?i:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)"
    )),
    ("time", "", re.compile(r"\b\d\d?[:.]\d\d\b(?!\.)|\bUhr\b")),
    ("ago", "", re.compile(r"\bvor \d+ ")),
    ("number", "", re.compile(r"\d")),
    ("leading number", "", re.compile(r"^\(?\d")),
    ("brackets", "([", re.compile(r"^\(.*\)\.?$|^\[.*\]$")),
    ("slashed end", "/", re.compile(r"\.\s?/\w{2,4}(?:/\w{2,4})*$")),
    ("quotes", '„“»«"', re.compile(r"[„“»«\"]")),
    ("quoted", '„“»«"', re.compile(r"^[„“»«\"].*[“”»«\"]$")),
    ("speech", '“”»«"', re.compile(r"[„»«\"][^“”»«\"]*[.!?,][“”»«\"]|[“«»”],? (?:sagt|so )")),
    ("colon", ":", re.compile(r":\s\S")),
    ("camel", "", re.compile(r"[A-ZÄÖÜ](?<=[a-zäöüß].)[a-zäöü]{3}")),
    ("dash", "–—-", re.compile(r"\s[–—-]\s")),
    ("ticker", "+", re.compile(r"\+\s?\+")),
    ("place", "(", re.compile(r"\([A-Za-z/]{2,12}\)$")),
    ("you", "", re.compile(
        r"[SIDdEei](?:(?<=[\w,] S)ie|(?<=[\w,] I)(?:hnen|hre?[mnrs]?)"
        r"|(?<=\b[Dd])(?:u|ich|ir|eine?[mnrs]?)|(?<=\b[Ee])(?:uch|ure?[mnrs]?)|(?<=\bI)hr)\b"
    )),
    ("we", "", re.compile(
        r"[UuWw](?:(?<=\b[Uu])nser\w*|(?<=\b[Ww])ir|(?<=\bu)ns)\b"
    )),
    ("this text", "", re.compile(
        r"[Dd](?<=\b.)ies(?:e|er|en|em|es) (?:\S+ )?(?:Artikel|Text|Beitrag|Meldung|Thema|Folge"
        r"|Seite|Nachricht|Inhalt|Sendung|Pressemitteilung|Ausgabe|Video|Interview)"
    )),
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_OF_DIGITS = ("phone", "code", "date", "time", "ago", "number", "leading number")
_OF_SITES = (
    *("url", "mail", "handle", "pipe", "copyright", "phone", "code", "ago", "brackets", "you"),
    *("we", "this text"),
)
# The marks to ask for, by whether the line has a digit.
_SITE_MARKS = {
    True: tuple(mark for mark in _MARKS if mark[0] in _OF_SITES),
    False: tuple(mark for mark in _MARKS if mark[0] in _OF_SITES and mark[0] not in _OF_DIGITS),
}
_FORM_MARKS = {
    True: tuple(mark for mark in _MARKS if mark[0] not in _OF_SITES),
    False: tuple(mark for mark in _MARKS if mark[0] not in (*_OF_SITES, *_OF_DIGITS)),
}
_FIRST_WORDS = frozenset(
    "von by text fotos foto bild hier jetzt zum zur zu alle alles mehr weitere auch aus in über "
    "mit das der die ein eine unsere unser was wer wie wo warum wann haben hat ist sind bitte "
    "stand vor am im für nach nur noch dieser diese dieses quelle autor redaktion via".split()
)
_ENDS = {".": "stop", "!": "exclamation", "?": "question", ":": "colon", ",": "comma", "…": "dots"}
_VERBS = frozenset(
    "ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte soll "
    "sollen will wollen muss müssen darf dürfen gibt geht kommt steht liegt bleibt macht sagt "
    "sagte heißt nennt zeigt gilt findet braucht fordert plant sei seien wäre würde bleiben stehen "
    "lässt hält fällt steigt sieht wirkt kostet warnt droht sucht".split()
)
_FUNCTION_WORDS = frozenset(
    "der die das den dem des ein eine einen einem einer eines und oder aber in im an am auf aus "
    "bei beim mit nach von vom vor zu zum zur für über unter durch gegen ohne um nicht auch nur "
    "noch schon so wie als dass wenn weil er sie es sich ihr ihre sein seine man".split()
)
_NO_VERB_IN_T = frozenset(
    "nicht mit seit jetzt statt selbst fast erst meist zuletzt damit somit sonst laut samt oft "
    "dort bereit direkt gut weit rot acht insgesamt".split()
)
_LONGEST_BUTTON = 5  # words
LONGEST_JUDGED = 200  # characters; the longest furniture of the pages learnt from has 160


@lru_cache(maxsize=8192)  # labels, bylines and buttons recur on page after page
def site_signs_of(text: str) -> tuple[str, ...]:
    """
    The signs by which a line says something of its site, or of how it ends: most sentences of
    an article have only the latter.

        >>> site_signs_of("Kommentare öffnen!")
        ('end exclamation', 'about text', 'about action', 'about two subjects', 'about little else')
    """
    found = _marks_in(text, _SITE_MARKS)
    found.append(f"end {_ENDS.get(text[-1], 'none' if text[-1].isalnum() else 'other')}")
    found += [f"about {subject}" for subject in _subjects(_WORD.findall(text.lower()))]
    if reason := metadata.reason_of(text):
        found.append(f"metadata {reason}")
    return tuple(found)


@lru_cache(maxsize=8192)
def signs_of(text: str, kind: BlockKind) -> tuple[str, ...]:
    """
    The signs of one line, whatever stands around it.

        >>> signs_of("Kommentare öffnen", BlockKind.HEADING)[-3:]
        ('infinitive', 'function words 0', 'section')
    """
    words = _WORD.findall(text)
    found = [*site_signs_of(text), *_marks_in(text, _FORM_MARKS), f"kind {kind.value}"]
    found.append(f"words {_bucket(len(words))}")
    if _SENTENCE_BORDER.search(text):
        found.append("sentences")
    if len(text) > 120:
        found.append("long")
    found += _word_signs(words, [word.lower() for word in words])
    if metadata.is_bare_name(text) and not metadata.reason_of(text):
        found.append("bare name")
    return tuple(found)


def _marks_in(text: str, marks: Mapping[bool, Sequence[_Mark]]) -> list[str]:
    characters = set(text)
    return [
        name
        for name, needed, pattern in marks[bool(_DIGIT.search(text))]
        if not (needed and characters.isdisjoint(needed)) and pattern.search(text)
    ]


def _word_signs(words: list[str], lowered: list[str]) -> list[str]:
    if not words:
        return ["no words"]
    found = []
    capitals = sum(not word[0].islower() for word in words)
    function_words = sum(word in _FUNCTION_WORDS for word in lowered)
    if words[0][0].islower():
        found.append("starts small")
    if lowered[0] in _FIRST_WORDS:
        found.append(f"first {lowered[0]}")
    if all(word.isupper() for word in words) and any(len(word) > 3 for word in words):
        found.append("shouts")
    if capitals == len(words):
        found.append("all capital")
    if any(word in _VERBS for word in lowered[1:]):
        found.append("verb")
    elif any(_looks_like_verb(word) for word in words[1:]):
        found.append("maybe verb")
    if len(words) <= _LONGEST_BUTTON and words[-1].endswith("en") and words[-1].islower():
        found.append("infinitive")
    found.append(f"function words {min(4, 10 * function_words // len(words))}")
    if len(words) <= 3 and not lowered_words_of("sections").isdisjoint(lowered):
        found.append("section")
    return found


def _looks_like_verb(word: str) -> bool:
    return word.islower() and word.endswith(("t", "te", "ten")) and word not in _NO_VERB_IN_T


def _subjects(words: list[str]) -> list[str]:
    """What a line is about, once for each subject, and whether that is half of it."""
    hits = [subject for word in words if (subject := subject_of(word))]
    found = list(dict.fromkeys(hits))
    if len(found) > 1:
        found.append("two subjects")
    if found and 2 * len(hits) >= len(words):
        found.append("little else")
    if not found:
        found.append("none of it")
    return found


def _bucket(count: int) -> str:
    for limit in (0, 1, 2, 3, 5, 8, 12, 20):
        if count <= limit:
            return str(limit)
    return "many"
