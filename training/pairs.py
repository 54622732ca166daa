"""Sentence pairs: read them, put their writing right, and say which are left out and why."""

from __future__ import annotations

import lzma
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from training.recipe import TrainingError

SOURCES = Path(__file__).with_name("sources.toml")
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """A German sentence, its English, and the source it was found in."""

    german: str
    english: str
    source: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What sources.toml says about a source."""

    weight: float
    origin: str
    licence: str
    noisy: bool = False


def read_origins(path: Path = SOURCES) -> dict[str, Origin]:
    """Read sources.toml, in its order."""
    return {name: Origin(**entry) for name, entry in tomllib.loads(path.read_text("utf-8")).items()}


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield the pairs of a `German TAB English TAB weight TAB source` file. TrainingError."""
    number = 0
    opened = lzma.open if path.suffix == ".xz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield _pair(path, number, line)
    except FileNotFoundError:
        raise TrainingError(f"{path}: no such file; name its folder with --data") from None
    except (EOFError, lzma.LZMAError) as error:
        raise TrainingError(
            f"{path}: cut off or damaged after line {number} ({error}); fetch it again"
        ) from error


def _pair(path: Path, number: int, line: str) -> Pair:
    fields = line.rstrip("\n").split("\t")
    if len(fields) != COLUMNS or not line.endswith("\n"):
        raise TrainingError(
            f"{path}: line {number} is cut off or has {len(fields)} fields where {COLUMNS} "
            "are expected; fetch the file again"
        )
    return Pair(fields[0], fields[1], fields[3])


_STRAIGHT = str.maketrans({**dict.fromkeys("“”„«»‟", '"'), **dict.fromkeys("‘’‚‛", "'")})
_INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\ufeff]")


def tidy(pair: Pair) -> Pair:
    """
    Put the writing of both sides right: characters, English quotation marks, first letters.

    English gets straight quotation marks whatever the German has: the sources disagree among
    themselves, and a model that has seen both kinds mixes them. A capital at the start of the
    German is given to the English too, or sentences learn to begin in lower case.

        >>> tidy(Pair("„Ja“,  sagte sie.", "“yes,” she said.", "own")).english
        '"yes," she said.'
        >>> tidy(Pair("Energiepolitik", "energy policy", "own")).english
        'Energy policy'
        >>> tidy(Pair("iPhones wurden teurer.", "iPhones became dearer.", "own")).english
        'iPhones became dearer.'
    """
    german = _spaced(pair.german)
    english = _spaced(pair.english).translate(_STRAIGHT)
    if german[:1].isupper() and english[:1].islower():
        first = english.split()[0]
        if first.islower() and first not in german.split():
            english = capitalised(english)
    return replace(pair, german=german, english=english)


def _spaced(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def capitalised(text: str) -> str:
    """
    Raise the first letter, and only that.

    >>> capitalised("vergangene Woche")
    'Vergangene Woche'
    """
    return text[:1].upper() + text[1:]


_ENGLISH_WORDS = frozenset(
    ["the", "of", "and", "to", "in", "is", "was", "for", "that", "with", "are"]
)
_GERMAN_WORDS = frozenset(["der", "die", "das", "und", "nicht", "ist", "ein", "eine", "mit", "den"])
_NUMBER = re.compile(r"\d[\d.,\u00a0' ]*\d|\d")
LONGEST = 90  # words; longer lines are lists and misalignments
SHORT = 40  # characters; below, lengths vary too much to say anything
RATIO = 2.3


def fault(pair: Pair, *, noisy: bool) -> str:
    """
    Name what is wrong with a tidied pair; an empty string if nothing is.

        >>> fault(Pair("Er kam 1998 nach Bonn.", "He came to Bonn in 1989.", "web"), noisy=True)
        'numbers differ'
        >>> fault(Pair("Der Satz ist nicht da.", "Der Satz ist nicht da.", "web"), noisy=False)
        'not translated'
        >>> fault(Pair("Guten Tag.", "Good day.", "own"), noisy=False)
        ''
    """
    german, english = pair.german, pair.english
    if not german or not english:
        return "empty"
    if max(len(german.split()), len(english.split())) > LONGEST:
        return "too long"
    longer, shorter = max(len(german), len(english)), min(len(german), len(english))
    if longer > SHORT and longer > RATIO * shorter:
        return "lengths differ"
    if german == english and len(german.split()) > 4:
        return "not translated"
    return _noise(german, english) if noisy else ""


def _noise(german: str, english: str) -> str:
    if _count(english, _GERMAN_WORDS) > _count(english, _ENGLISH_WORDS) + 1:
        return "English side is German"
    if _count(german, _ENGLISH_WORDS) > _count(german, _GERMAN_WORDS) + 1:
        return "German side is English"
    return "" if _long_numbers(german) == _long_numbers(english) else "numbers differ"


def _count(text: str, words: frozenset[str]) -> int:
    return sum(word in words for word in text.lower().split())


def _long_numbers(text: str) -> set[str]:
    """Numbers of three and more digits, without separators: a translation keeps them."""
    digits = (re.sub(r"\D", "", match) for match in _NUMBER.findall(text))
    return {number for number in digits if len(number) > 2}


def key(text: str) -> str:
    """
    Reduce a sentence to what its writings share: letters and digits.

    >>> key("„Ja“, sagte sie.") == key("Ja sagte sie")
    True
    """
    return "".join(filter(str.isalnum, text.lower()))
