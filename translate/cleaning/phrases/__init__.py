r"""
Phrases: what a German speaker knows about page furniture, as plain text files to extend.

`furniture.txt` groups phrases under their reason:

    [advertising label]
    Anzeige                 the whole line, capitals and end punctuation aside
    Lesen Sie auch: …       an ellipsis stands for any further words
    /\d+ Kommentare?/        between slashes, a regular expression for the whole line

    [contact details @ edge]    counts only before the first paragraph or after the last one

An expression that begins with any words (`.{0,60}`) is tried only on lines that name something of
`site_stems.txt`.

The other files are word lists. `#` starts a comment line.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from translate.data import Furniture

# A furniture line with an open end is no longer than this: paragraphs are never swallowed.
LONGEST_PHRASE = 260  # characters; the longest among the labelled articles developed on has 131

_BORDER_SIGNS = frozenset("|•·/\t")
_COLUMN_BORDER = re.compile(r"\s{2,}|\s[|•·/]\s|\t")
_WORD = re.compile(r"[\w-]+")
# How a phrase with an open start is written as an expression.
_OPEN_STARTS = ("(?:.{", "(?:(?:.{", ".*")
# At 3 the first article takes as long as with one expression for all, and the others two thirds.
_MOST_INITIALS = 3
_EDGE = " @ edge"
_BEFORE = r"[\s»›>→▶•·*|+\[(–-]*"
_DECORATION = re.compile(_BEFORE)
_AFTER = r"[\s:.!?…»›>→▶|+\])*-]*"


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """
    The phrases of one reason as one pattern; `is_edge` ones count at an article's edges only.
    Those that may begin with any words are apart: trying them is dear.
    """

    reason: str
    pattern: re.Pattern[str]
    open_pattern: re.Pattern[str]
    is_edge: bool

    def fits(self, text: str, *, names_site: bool) -> bool:
        if self.pattern.fullmatch(text):
            return True
        return names_site and bool(self.open_pattern.fullmatch(text))


def furniture_of(text: str, *, at_edge: bool) -> Furniture | None:
    """
    The furniture that a whole line is by its words, or None. Columns count one by one.

        >>> furniture_of("LESEN SIE AUCH:  Japan wählt", at_edge=False).reason
        'related link'
        >>> furniture_of("Die Anzeige wurde erstattet.", at_edge=True)
    """
    if len(text) > LONGEST_PHRASE:
        return None
    line = " ".join(text.split())
    reason = _reason_of(line, at_edge=at_edge)
    if not reason and (len(line) < len(text) or not _BORDER_SIGNS.isdisjoint(text)):
        parts = [part for part in _COLUMN_BORDER.split(text) if part.strip()]
        if len(parts) > 1:
            reasons = [_reason_of(part, at_edge=at_edge) for part in parts]
            reason = reasons[0] if all(reasons) else ""
    return Furniture(text, reason) if reason else None


def _reason_of(text: str, *, at_edge: bool) -> str:
    anywhere, edge = _reasons_of(text)
    return edge if at_edge else anywhere


@lru_cache(maxsize=4096)  # labels and buttons recur on page after page
def _reasons_of(text: str) -> tuple[str, str]:
    """The reasons for which a line is furniture wherever it stands, and at an article's edge."""
    fits = any(pattern.fullmatch(text) for pattern in _any_patterns(_initial_of(text)))
    names_site = any(map(subject_of, _WORD.findall(text.lower())))
    opens = names_site and bool(_any_open_pattern().fullmatch(text))
    if not fits and not opens:
        return "", ""
    groups = [group for group in _groups() if group.fits(text, names_site=names_site)]
    anywhere = next((group.reason for group in groups if not group.is_edge), "")
    return anywhere, next((group.reason for group in groups), "")


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a list: `words_of("sections")`."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def lowered_words_of(name: str) -> frozenset[str]:
    """The words of a list, without their capitals."""
    return frozenset(word.lower() for word in words_of(name))


def names_word_of(text: str, name: str) -> bool:
    """
    Whether a text holds a word of a list in which a star stands for any ending.

        >>> names_word_of("Hier geht es zum Abonnement!", "channels")
        True
    """
    return bool(_word_pattern(name).search(text))


@dataclass(frozen=True, slots=True)
class Stems:
    """Words of one subject, in lower case: whole, as beginnings (`foto*`), as ends (`*foto`)."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]


@cache
def stems_of(name: str) -> dict[str, Stems]:
    """The stems of a list under its [subjects]: `stems_of("site_stems")["media"]`."""
    words: dict[str, list[str]] = {}
    for line in _lines(name):
        if line.startswith("["):
            subject = words.setdefault(line[1:-1], [])
        else:
            subject += line.split()
    return {subject: _stems(of_it) for subject, of_it in words.items()}


def _stems(words: list[str]) -> Stems:
    return Stems(
        frozenset(word for word in words if "*" not in word),
        tuple(word[:-1] for word in words if word.endswith("*")),
        tuple(word[1:] for word in words if word.startswith("*")),
    )


@lru_cache(maxsize=16384)
def subject_of(word: str) -> str:
    """
    What of a site a lower-case word names, by `site_stems.txt`, or an empty string.

        >>> subject_of("fotostrecke"), subject_of("regierung")
        ('media', '')
    """
    for subject, stems in stems_of("site_stems").items():
        if word in stems.whole or word.startswith(stems.starts) or word.endswith(stems.ends):
            return subject
    return ""


@cache
def _word_pattern(name: str) -> re.Pattern[str]:
    words = (re.escape(word).replace(r"\*", r"[\w-]*") for word in sorted(words_of(name)))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])", re.IGNORECASE)


@cache
def _patterns() -> dict[str, list[str]]:
    """The expressions of the phrases under their headings."""
    phrases: dict[str, list[str]] = {}
    heading = ""
    for line in _lines("furniture"):
        if line.startswith("[") and line.endswith("]"):
            heading = line[1:-1]
        else:
            phrases.setdefault(heading, []).append(_pattern(line))
    return phrases


@cache
def _groups() -> tuple[PhraseGroup, ...]:
    return tuple(
        PhraseGroup(
            heading.removesuffix(_EDGE),
            _joined([p for p in patterns if not p.startswith(_OPEN_STARTS)]),
            _joined([p for p in patterns if p.startswith(_OPEN_STARTS)]),
            heading.endswith(_EDGE),
        )
        for heading, patterns in _patterns().items()
    )


def _initial_of(text: str) -> str:
    start = _DECORATION.match(text)
    return text[start.end() : start.end() + 1].lower() if start else ""


@cache
def _any_patterns(initial: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """
    All phrases that a line with this first letter may be, but those with an open start: first
    those that begin with it, then those that may begin with anything.
    """
    return _joined([p for p in _fitting() if initial in _few_initials(p)]), _any_other_pattern()


@cache
def _any_other_pattern() -> re.Pattern[str]:
    return _joined([pattern for pattern in _fitting() if not _few_initials(pattern)])


@cache
def _any_open_pattern() -> re.Pattern[str]:
    patterns = itertools.chain(*_patterns().values())
    return _joined([pattern for pattern in patterns if pattern.startswith(_OPEN_STARTS)])


@cache
def _fitting() -> list[str]:
    patterns = itertools.chain(*_patterns().values())
    return [pattern for pattern in patterns if not pattern.startswith(_OPEN_STARTS)]


def _few_initials(pattern: str) -> frozenset[str]:
    """Nothing if there are many: each letter would compile the expression anew."""
    letters = _initials(pattern)
    return letters if len(letters) <= _MOST_INITIALS else frozenset()


@cache
def _initials(pattern: str) -> frozenset[str]:
    r"""
    The letters that an expression may begin with, or nothing if that is hard to say.

        >>> sorted(_initials(r"(?:mehr (?:zu|zum)|(?:alle )?lesen).{3,}"))
        ['a', 'l', 'm']
        >>> _initials(r"\d{1,5}")
        frozenset()
    """
    if not pattern.startswith("(?:"):
        is_plain = pattern[:1].isalpha() and pattern[1:2] not in tuple("?*{+|")
        return frozenset(pattern[0].lower()) if is_plain else frozenset()
    parts, end = _alternatives(pattern)
    rest = pattern[end:]
    if rest[:1] in tuple("?*{"):
        parts.append(rest[1:] if rest[0] == "?" else "")
    letters = [_initials(part) for part in parts]
    return frozenset().union(*letters) if all(letters) else frozenset()


def _alternatives(pattern: str) -> tuple[list[str], int]:
    """The alternatives of the group that an expression begins with, and where it ends."""
    parts, depth, start, i = [], 0, 3, 0
    while i < len(pattern):
        character = pattern[i]
        if character == "\\":
            i += 1
        elif character == "[":
            i = pattern.index("]", i + 2)
        elif character == "(":
            depth += 1
        elif character in "|)" and depth == 1:
            parts.append(pattern[start:i])
            start = i + 1
        if character == ")":
            depth -= 1
            if not depth:
                break
        i += 1
    return parts, i + 1


def _joined(patterns: list[str]) -> re.Pattern[str]:
    alternatives = "|".join(patterns) or "(?!)"
    return re.compile(f"{_BEFORE}(?:{alternatives}){_AFTER}", re.IGNORECASE)


def _pattern(phrase: str) -> str:
    r"""
    A phrase as a regular expression.

        >>> _pattern("Mehr zu: …")
        'Mehr\\s+zu:.*'
    """
    if len(phrase) > 1 and phrase.startswith("/") and phrase.endswith("/"):
        return f"(?:{phrase[1:-1]})"
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return words.replace(r"\s+…", ".*").replace("…", ".*")


def _lines(name: str) -> Iterator[str]:
    text = (files(__name__) / f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()
