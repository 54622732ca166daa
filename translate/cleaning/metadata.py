"""
Metadata lines: who wrote an article and when, as it stands above or below the text.

Such a line is recognised by what is left when dates, times and words like "Stand" are taken out:
nothing, or names.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from translate.data import Furniture

DATE_LINE = "date line"
BYLINE = "byline"
DATELINE = "dateline"

_LONGEST = 160  # characters
_MOST_WORDS = 14  # spaces in a line of metadata that ends with a full stop
_DIGIT_OR_BRACKET = re.compile(r"[\d(]")
_BARE_TIME = 10  # characters; "21.35 Uhr" alone may head a ticker's entry
_MONTHS = (
    ("jan", "januar", "jän", "jänner"),
    ("feb", "februar", "feber"),
    ("mär", "märz", "mrz"),
    ("apr", "april"),
    ("mai",),
    ("jun", "juni"),
    ("jul", "juli"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("okt", "oktober"),
    ("nov", "november"),
    ("dez", "dezember"),
)
_MONTH_NUMBERS = {name: i for i, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:\.\s?(?P<month>\d{{1,2}})\.|\.?\s?(?P<name>{_MONTH})\b\.?)"
    r"\s?(?P<year>\d{4}|\d\d)\b|\b(?P<iso>\d{4}-\d\d-\d\d)(?:T[\d:+.Z-]+)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*(?:uhr|h|mesz|mez|cest|cet)\b)*", re.IGNORECASE
)
_AGO = re.compile(r"\bvor \d+ (?:min\w*|stunden?|tag(?:en)?|std\.?|h)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b\d+\s*(?:(?:leser)?kommentare?|postings?|beiträge|reaktionen|bilder|fotos|wörter|zeichen"
    r"|(?:lese)?min(?:uten)?\.?(?: (?:lesezeit|lesen|lesedauer|read))?)\b"
    r"|\blese(?:zeit|dauer)\b:?\s*(?:ca\.\s*)?\d*\s*(?:min(?:uten)?\b\.?)?",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"\b(?:stand|aktualisiert|update|updated|veröffentlicht|publiziert|erschienen|erstellt"
    r"|(?:erst|original)?(?:publikation|veröffentlichung)|letzte änderung|letztes update"
    r"|zuletzt|geändert|bearbeitet|datum|publikation|online seit|online|heute|gestern|am|um|ab"
    r"|vom|seit|uhr"
    r"|h|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so"
    r"|mesz|mez|zuletzt aktualisiert|letzte aktualisierung|aktualisierung|erstmals|lesezeit"
    r"|min)\b\.?",
    re.IGNORECASE,
)
_LEADING_FILLERS = re.compile(r"^(?:(?:stand|am|um|ab|vom)\b[ ,.:|–-]*)+", re.IGNORECASE)
_TRAILING_FILLERS = re.compile(
    r"(?:[ ,.:|–-]+(?:am|um|vom|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag))+$",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\s,;:|/•·()\[\]–—-]+")
_PARTICLE = r"(?:von|van|de|der|den|da|di|del|zu|zur|zum|bin|al|ten|le|la|el|[a-z]’)"
_NAME_WORD = r"(?:[A-ZÄÖÜÉ][\w.’'-]*)"
_NAME = rf"{_NAME_WORD}(?:\s+(?:{_PARTICLE}\s+)*{_NAME_WORD}){{1,4}}"
_NAMES = rf"{_NAME}(?:\s*(?:,|und|&|/|sowie)\s*{_NAME}){{0,4}}"
_GENRE = (
    r"(?:[\w-]*(?:[Kk]ommentar|[Ii]nterview|[Aa]nalyse|[Rr]eportage|[Bb]eitrag|[Kk]olumne|[Gg]losse"
    r"|[Ee]ssay|[Rr]ezension|[Kk]ritik|[Pp]orträt|[Pp]rotokoll|[Ll]eitartikel|[Bb]ericht|[Tt]ext|[Nn]achruf"
    r"|[Ff]otos?|[Bb]ilder[n]?|[Vv]ideo|[Ee]inordnung|[Mm]einung|[Aa]ufgezeichnet|[Rr]edakteur(?:in|s)?"
    r"|[Kk]orrespondent(?:in|en)?|[Rr]eporter(?:in)?|[Aa]utor(?:in)?|[Gg]espräch|[Aa]rtikel))"
)
_ARTICLE = (
    r"(?:[Ee]in|[Ee]ine|[Dd]as|[Dd]er|[Dd]ie|[Uu]nser|[Uu]nserem|[Uu]nserer|[Uu]nseren|[Ee]inem)"
)
_WRITTEN = (
    r"(?:[Gg]eschrieben|[Vv]erfasst|[Gg]eposted|[Gg]epostet|[Ee]ingestellt|[Vv]eröffentlicht"
    r"|[Ee]rstellt)"
)
_BYLINE = re.compile(
    rf"(?:(?:{_ARTICLE}\s+)?(?:(?:{_GENRE}(?:\s+und\s+{_GENRE})?|{_WRITTEN})\s*:?\s+)?"
    rf"(?:[Vv][Oo][Nn]|[Bb]y):?"
    rf"(?:\s+{_ARTICLE}\s+{_GENRE})?|{_GENRE}(?:\s+und\s+{_GENRE})?\s*[:|]"
    rf"|(?:Aus\s+\S+(?:\s\S+)?\s+|Es\s+)?(?:[Bb]erichtet|[Bb]erichten|[Bb]erichteten):?)"
    rf"\s+(?P<names>{_NAMES})(?P<rest>.{{0,60}})"
)
_ROLES = re.compile(
    rf"{_NAME}\s*\((?:Text|Bild|Bilder|Foto|Fotos|Video|Grafik|Grafiken|Illustration\w*|Protokoll"
    rf"|Redaktion|dpa|afp|AFP|apa|APA)\)(?:\s*(?:,|und|/|;)\s*{_NAME}\s*\([^)]{{2,30}}\))*"
)
_AGENCY = r"(?:dpa|afp|apa|reuters|epd|kna|sda|ots|sid|ap|dts|rtr)(?:[/,-]\s?\w{2,12}){0,3}"
_DATELINE = re.compile(
    rf"{_NAME_WORD}(?:[ /-]{_NAME_WORD}){{0,4}},?\s*(?:\(|- )(?i:{_AGENCY})\)?\.?\s*[–—-]?"
)
# What a date line may hold beside the date: a place, an agency; a byline: names and a place.
_AGENCY_REST = re.compile(rf"(?:{_NAME_WORD})?[ ,(/–-]*(?i:{_AGENCY})?\)?")
_NAME_REST = re.compile(
    rf"(?:{_WRITTEN} (?:am )?)?(?:(?:[Vv]on )?{_NAMES}(?:,? {_NAME_WORD})?|[Vv]on {_NAME_WORD})"
    rf"(?:[ ,(/–-]+(?i:{_AGENCY})\)?)?"
)
_BARE_NAME = re.compile(rf"{_NAME}(?:,\s*{_NAME_WORD})?")


@lru_cache(maxsize=8192)  # a line is asked for its place and for its signs
def reason_of(text: str) -> str:
    """
    What kind of metadata a line near the edge of an article is, or an empty string.

        >>> reason_of("Stand: 25.06.2026, 18:42 Uhr"), reason_of("Von Henrike Sandmann, Genf")
        ('date line', 'byline')
        >>> reason_of("Von Stuttgart nach Rijeka"), reason_of("Am Dienstag regnet es.")
        ('', '')
    """
    if len(text) > _LONGEST:
        return ""
    if _DATELINE.fullmatch(text):
        return DATELINE
    if text.endswith(".") and _is_sentence(text):
        return ""
    rest = _without_dates(text)
    if _DATE.search(text) or _AGO.search(text) or (_TIME.search(text) and len(text) > _BARE_TIME):
        if not rest or _AGENCY_REST.fullmatch(rest):
            return DATE_LINE
        if _NAME_REST.fullmatch(rest):
            return BYLINE
    return BYLINE if _is_byline(text, rest) else ""


def _is_sentence(text: str) -> bool:
    """Whether a line with a full stop cannot be metadata: no date, no names, or many words."""
    return text.count(" ") >= _MOST_WORDS or not _DIGIT_OR_BRACKET.search(text)


def _is_byline(text: str, rest: str) -> bool:
    byline = _BYLINE.fullmatch(rest)
    names_authors = byline and _is_short_rest(byline["rest"]) and not text.endswith(".")
    return bool(names_authors or _ROLES.fullmatch(text))


def is_bare_name(text: str) -> bool:
    """Two to five capitalised words: a name, if it stands beside a date line."""
    return bool(_BARE_NAME.fullmatch(text))


def _is_short_rest(rest: str) -> bool:
    """What may follow names in a byline: a place, a role, an agency; no words of a sentence."""
    return not rest or (
        bool(re.match(r"\s*(?:[,|/(•·–-]|aus |in )", rest)) and not rest.endswith(".")
    )


def _without_dates(text: str) -> str:
    """The words that are left of a line without its dates, times and their trimmings."""
    for pattern in (_DATE, _AGO, _COUNT, _TIME):
        text = pattern.sub(" ", text)
    without_fillers = _SEPARATORS.sub("", _FILLERS.sub(" ", text)).strip(" .")
    if not without_fillers:
        return ""
    words = re.sub(r"\s+", " ", text).strip(" ,;:|/•·–—-")
    return _TRAILING_FILLERS.sub("", _LEADING_FILLERS.sub("", words))


def find_author(furniture: Iterable[Furniture]) -> str:
    """
    The author whom a byline names, or an empty string.

        >>> find_author([Furniture("Von Henrike Sandmann, Genf", BYLINE)])
        'Henrike Sandmann'
    """
    for item in furniture:
        if item.reason != BYLINE:
            continue
        rest = _without_dates(" ".join(item.text.split()))
        if match := _BYLINE.match(rest):
            return match["names"]
        if match := re.match(rf"(?:[Vv]on )?(?P<names>{_NAME})", rest):
            return match["names"]
    return ""


def find_date(furniture: Iterable[Furniture]) -> str:
    """
    The first date in a date line or byline, as ISO 8601, or an empty string.

        >>> find_date([Furniture("16. September 2026, 7:15 Uhr", DATE_LINE)])
        '2026-09-16'
    """
    for item in furniture:
        if item.reason in (DATE_LINE, BYLINE, DATELINE) and (match := _DATE.search(item.text)):
            return _iso_of(match)
    return ""


def as_iso(text: str) -> str:
    """
    The first date in a text as ISO 8601, or the text itself if there is none.

        >>> as_iso("Freitag, 3. Mai 2024"), as_iso("2024-05-03 12:00"), as_iso("im Mai")
        ('2024-05-03', '2024-05-03', 'im Mai')
    """
    match = _DATE.search(text)
    return (_iso_of(match) if match else "") or text


def _iso_of(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    month = int(match["month"]) if match["month"] else _MONTH_NUMBERS[match["name"].lower()]
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    try:
        return dt.date(year, month, int(match["day"])).isoformat()
    except ValueError:
        return ""
