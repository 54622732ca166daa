"""
Translation memory ↔ TMX 1.4b, the format that OmegaT, Trados and their like exchange.

Both ways are streamed: a memory of a hundred thousand units needs no more room than one of ten.
Files come from elsewhere, so entities and external references in them are refused.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from translate import __version__
from translate.data import Origin
from translate.errors import ReadError
from translate.store import HUMAN, Unit

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DATE = "%Y%m%dT%H%M%SZ"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LINE_ENDS = {"\r": "&#13;"}

# What XML 1.0 cannot say, not even as a reference.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Codes of the format a text came from: no words of its own.
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})

_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="translate" creationtoolversion="{__version__}" segtype="sentence" \
o-tmf="translate" adminlang="en" srclang="de" datatype="plaintext"/>
<body>
"""
_FOOT = "</body>\n</tmx>\n"


def write_tmx(units: Iterable[Unit]) -> Iterator[str]:
    """
    Give the text of a TMX file piece by piece.

        >>> unit = Unit("Ja & nein.", "Yes & no.", Origin.HUMAN, "human", "2026-01-02T03:04:05Z")
        >>> print("".join(write_tmx([unit])).splitlines()[5])  # doctest: +ELLIPSIS
        <tu creationdate="20260102T030405Z"><prop type="x-origin">human</prop>...
    """
    yield _HEAD
    for unit in units:
        yield _unit_as_xml(unit)
    yield _FOOT


def _unit_as_xml(unit: Unit) -> str:
    date = f' creationdate="{_as_tmx_date(unit.created)}"' if unit.created else ""
    article = f'<prop type="x-article">{_text(unit.article)}</prop>' if unit.article else ""
    return (
        f'<tu{date}><prop type="x-origin">{unit.origin.value}</prop>'
        f'<prop type="x-signature">{_text(unit.signature)}</prop>{article}'
        f'<tuv xml:lang="de"><seg>{_text(unit.source)}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{_text(unit.target)}</seg></tuv></tu>\n'
    )


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text), _LINE_ENDS)


def _as_tmx_date(created: str) -> str:
    return datetime.datetime.fromisoformat(created).astimezone(datetime.UTC).strftime(_DATE)


def read_tmx(path: Path) -> Iterator[Unit | str]:
    """
    Read the units of a TMX file; one that is of no use is given as the reason, in one sentence.

    Units of our own keep their signature and origin, those of others count as a person's work.

    Raises `ReadError` for a file that is no TMX or that holds entities.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    body: Element | None = None
    number = 0
    try:
        with path.open("rb") as file:
            for event, element in iterparse(file, events=("start", "end")):
                if event == "start" and element.tag == "body":
                    body = element
                elif event == "end" and element.tag == "tu":
                    number += 1
                    yield _unit_of(element, number)
                    if body is not None:
                        body.clear()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except DefusedXmlException as error:
        raise ReadError(
            f"{path}: refused, it holds entities or external references; export it without them"
        ) from error
    except (ParseError, UnicodeDecodeError, LookupError) as error:
        raise ReadError(f"{path}: not a TMX file ({error}); is it whole?") from error
    if body is None:
        raise ReadError(f"{path}: not a TMX file, it has no body; is it the right one?")


def _unit_of(element: Element, number: int) -> Unit | str:
    texts: dict[str, str] = {}
    for variant in element.iter("tuv"):
        language = variant.get(_LANG) or variant.get("lang") or ""
        segment = variant.find("seg")
        if segment is not None:
            texts.setdefault(language.lower().split("-")[0].split("_")[0], _words_of(segment))
    source, target = texts.get("de", "").strip(), texts.get("en", "").strip()
    if "de" not in texts or "en" not in texts:
        there = ", ".join(sorted(texts)) or "none"
        return f"unit {number}: not German and English (languages: {there})"
    props = {prop.get("type"): prop.text or "" for prop in element.iter("prop")}
    made = accepted(
        source, target, props.get("x-origin", ""), props.get("x-signature", ""), f"unit {number}"
    )
    if isinstance(made, str):
        return made
    date = element.get("changedate") or element.get("creationdate") or ""
    article = props.get("x-article", "") if made.origin is Origin.HUMAN else ""
    return replace(made, created=_from_tmx_date(date), article=article)


def accepted(source: str, target: str, origin: str, signature: str, where: str) -> Unit | str:
    """
    One entry of a file, or why it is of no use; what is not of our engines is a person's work.

    Only a person who used this tool can have said that a sentence has no English.

        >>> accepted("Ja.", "", "engine", "echo", "line 1")
        "line 1: no English text for 'Ja.'"
    """
    if not source:
        return f"{where}: no German text"
    if not target and (origin, signature) != (Origin.HUMAN, HUMAN):
        return f"{where}: no English text for {source[:40]!r}"
    if origin == Origin.ENGINE and signature:
        return Unit(source, target, Origin.ENGINE, signature)
    return Unit(source, target, Origin.HUMAN, HUMAN)


def _words_of(segment: Element) -> str:
    """The text of a segment without the codes in it; highlighted text is text."""
    parts = [segment.text or ""]
    for child in segment:
        if child.tag not in _CODES:
            parts.append(_words_of(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _from_tmx_date(date: str) -> str:
    try:
        moment = datetime.datetime.strptime(date, _DATE).replace(tzinfo=datetime.UTC)
    except ValueError:
        return ""
    return moment.isoformat(timespec="seconds")
