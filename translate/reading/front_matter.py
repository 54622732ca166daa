"""
Front matter → the fields of an article, and the rest of it verbatim.

Read key by key, each as YAML where it is some and as it stands where it is none: one unquoted
colon (`title: Streik: Bahn steht still`) costs neither the article nor the other keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from translate.reading.addresses import is_address
from translate.reading.entities import decode_entities

_FENCED = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"[\"']?(\w[\w:. -]{0,60}?)[\"']?[ \t]{0,9}:(?:[ \t]|$)")
_BELONGS = (" ", "\t", "- ", "#", "]", "}")  # how a line begins that is no key
_LONGEST_ENTRY = 2000  # characters read as YAML, whose parser is slow
_NAMES = {
    "title": ("title", "titel", "headline"),
    "author": ("author", "authors", "autor", "byline", "creator"),
    "published": ("published", "date", "datum", "created", "pubdate", "datetime"),
    "url": ("url", "source", "quelle", "link", "canonical", "canonical_url", "source_url"),
}
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)
_EMPTY = frozenset({"null", "none", "false", "~"})  # what YAML and those who write it by hand put
_BRACKETS = " \n[]{}\"'|>-"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the front matter in lower case, and its text; a line without a key has none."""

    key: str
    text: str


def split_front_matter(text: str) -> tuple[list[Entry], str]:
    r"""
    The entries between the two fences that a text begins with, and what follows them.

    A paragraph between two rulers looks alike, but its lines are no keys.

        >>> split_front_matter("---\ntitle: Regen\n---\nEs gießt.")
        ([Entry(key='title', text='title: Regen')], 'Es gießt.')
        >>> split_front_matter("---\nEr sagte: Es gießt.\n---\nSie ging.")[0]
        []
    """
    match = _FENCED.match(text)
    lines = match.group(1).rstrip("\n").split("\n") if match else []
    keys = [key.group(1) for line in lines if (key := _KEY.match(line))]
    others = sum(not _KEY.match(line) and not _belongs(line) for line in lines)
    if not match or not _are_keys(keys, others):
        return [], text
    return list(_entries(lines)), text[match.end() :]


def _are_keys(keys: Sequence[str], others: int) -> bool:
    """Whether a head holds keys; a line without one is a slip where known ones stand."""
    if others:
        return others < len(keys) and any(key.lower() in _KNOWN for key in keys)
    return any(" " not in key for key in keys)


def _belongs(line: str) -> bool:
    return not line.strip() or line.startswith(_BELONGS)


def _entries(lines: Sequence[str]) -> Iterator[Entry]:
    """Each key with the lines that belong to it."""
    key, current = "", list[str]()
    for line in lines:
        match = _KEY.match(line)
        if current and (match or not _belongs(line)):
            yield Entry(key, "\n".join(current))
            current = []
        if not current:
            key = match.group(1).lower() if match else ""
        current.append(line)
    yield Entry(key, "\n".join(current))


def value_of(entries: Sequence[Entry], field: str) -> str:
    """What the first of several spellings of a field's key holds, or an empty string."""
    for name in _NAMES[field]:
        for entry in entries:
            value = _value(entry) if entry.key == name else ""
            if value and (field != "url" or is_address(value)):
                return value
    return ""


def rest_of(entries: Sequence[Entry], fields: Mapping[str, str]) -> list[str]:
    r"""
    The entries that no field of the article says as a whole, each as one line.

        >>> entries, _ = split_front_matter("---\ntitle: Regen\nlang: de\nurl: dpa\n---\n")
        >>> rest_of(entries, {"title": "Regen", "url": ""})
        ['lang: de', 'url: dpa']
    """
    said = {(name, _letters(text)) for field, text in fields.items() for name in _NAMES[field]}
    return [
        " ".join(entry.text.split())
        for entry in entries
        if _raw(entry).strip(_BRACKETS) and (entry.key, _letters(_raw(entry))) not in said
    ]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, decode_entities(text)))


def _value(entry: Entry) -> str:
    value = " ".join(decode_entities(_as_text(_as_yaml(entry.text))).split())
    return "" if value.casefold() in _EMPTY else value


def _raw(entry: Entry) -> str:
    """What stands behind the key."""
    return entry.text.partition(":")[2] if entry.key else entry.text


def _as_yaml(text: str) -> Any:
    """The value of an entry, in which every scalar is text: a title may be `1984` or `12:30`."""
    import yaml

    try:
        if len(text) <= _LONGEST_ENTRY:
            ((_, value),) = yaml.load(text, Loader=yaml.BaseLoader).items()  # noqa: S506 makes text
            return value
    except (yaml.YAMLError, ValueError, AttributeError, RecursionError):
        pass
    return text.partition(":")[2].strip()


def _as_text(value: Any) -> str:
    """A scalar, or a list of scalars or of people with their names; nothing of what is deeper."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name_of, value)))
    return _name_of(value)


def _name_of(value: Any) -> str:
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else ""
