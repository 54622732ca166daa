"""
The numbers of an English sentence, in figures and in words, brought to one form.

"200", "two hundred" and "Two-hundred" come out the same; so do "3.5 billion" and "3.5bn".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from translate.summarization.english import words_of

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_FIGURE = re.compile(r"\d+(?:,\d+)*(?:\.\d+)?")
_BETWEEN = ("", " ", "-", "\u00a0")  # what may stand between the words of one number
_HUNDRED = 100.0


def _values_of(name: str) -> dict[str, float]:
    words = words_of(name)
    return {word: float(value) for word, value in zip(words[::2], words[1::2], strict=True)}


_WORDS = _values_of("numbers.txt")
_SCALES = _values_of("scales.txt")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands; `text` is its value in figures, or "40m" for 40 m or 40e6."""

    text: str
    start: int
    end: int


def numbers_in(sentence: str) -> list[Number]:
    """
    Find the numbers of a sentence, in order.

    >>> [n.text for n in numbers_in("Two hundred and fifty of 1,200 got half a million, or €3.5bn")]
    ['250', '1200', '500000', '3500000000']
    >>> [n.text for n in numbers_in("One of twenty-five three-year-olds; several hundred came")]
    ['25', '3']
    """
    tokens = list(_TOKEN.finditer(sentence))
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        reading = _Reading(sentence, tokens, place)
        if reading.has_number:
            found.append(reading.number)
        place = max(reading.place, place + 1)
    return found


def readings_of(text: str) -> tuple[str, ...]:
    """
    Say what a number may mean.

    >>> readings_of("40m"), readings_of("40")
    (('40', '40000000'), ('40',))
    """
    if not text.endswith("m"):
        return (text,)
    return text[:-1], _written(float(text[:-1]) * _SCALES["m"])


class _Reading:
    """Reads one number from a place on, as far as it goes."""

    def __init__(self, sentence: str, tokens: Sequence[re.Match[str]], place: int) -> None:
        self._sentence = sentence
        self._tokens = tokens
        self._first = self.place = place
        self._total = 0.0  # thousands and millions that are complete
        self._current: float | None = None  # what the next scale multiplies
        self._last_scale = 0.0
        self._is_figure = self._is_ambiguous = False
        self._open()
        while self._take():
            pass

    @property
    def has_number(self) -> bool:
        is_one = self.place == self._first + 1 and self._word(self._first) == "one"
        return (bool(self._total) or self._current is not None) and not is_one

    @property
    def number(self) -> Number:
        value = _written(self._total + (self._current or 0.0))
        span = self._tokens[self._first].start(), self._tokens[self.place - 1].end()
        return Number(value + ("m" if self._is_ambiguous else ""), *span)

    def _open(self) -> None:
        """„A hundred“, „half a million“: what may stand for the number before a scale."""
        words = tuple(map(self._word, range(self.place, self.place + 3)))
        halves = words[0] == "half"
        if halves and words[1] in ("a", "an") and len(words[2]) > 1 and words[2] in _SCALES:
            self._current, self.place = 0.5, self.place + 2
        elif words[0] in ("a", "an") and len(words[1]) > 1 and words[1] in _SCALES:
            self._current, self.place = 1.0, self.place + 1

    def _take(self) -> bool:
        """Take the next word if it goes on with the number."""
        word = self._word(self.place)
        if not word or (self.place > self._first and self._gap(self.place) not in _BETWEEN):
            return False
        if word == "and":
            return self._take_and()
        if word in _SCALES:
            return self._take_scale(word)
        if _FIGURE.fullmatch(word) and self._current is None and not self._total:
            self._is_figure = True
            return self._add(float(word.replace(",", "")))
        return word in _WORDS and self._fits(_WORDS[word]) and self._add(_WORDS[word])

    def _add(self, value: float) -> bool:
        self._current = (self._current or 0.0) + value
        self.place += 1
        return True

    def _fits(self, value: float) -> bool:
        """„Twenty“ takes „five“, „two hundred“ takes „fifty“; no figure takes a word."""
        current = self._current
        if self._is_figure:
            return False
        if current is None:
            return True
        is_tens = current % _HUNDRED >= 20 and current % 10 == 0 and value < 10
        return is_tens or (current >= _HUNDRED > value and current % _HUNDRED == 0)

    def _take_scale(self, word: str) -> bool:
        is_behind_figure = self._is_figure and not self._gap(self.place)
        if self._current is None or (len(word) == 1 and not is_behind_figure):
            return False
        self._last_scale = scale = _SCALES[word]
        self._is_ambiguous = word == "m" and self._tokens[self.place][0] == "m"
        if self._is_ambiguous:
            scale = 1.0
        if scale <= _HUNDRED:
            self._current *= scale
        else:
            self._total, self._current = self._total + self._current * scale, None
        self.place += 1
        return not self._is_ambiguous

    def _take_and(self) -> bool:
        """„Two and a half“, „two hundred and fifty“; not „of two hundred and three hundred“."""
        one, two = self._word(self.place + 1), self._word(self.place + 2)
        if one == "a" and two == "half" and self._current is not None:
            self._current += 0.5
            self.place += 3
            return True
        goes_on = self._last_scale >= _HUNDRED and one in _WORDS and not self._is_figure
        if not goes_on or _SCALES.get(two) == self._last_scale:
            return False
        self.place += 1
        return True

    def _word(self, place: int) -> str:
        return self._tokens[place][0].lower() if place < len(self._tokens) else ""

    def _gap(self, place: int) -> str:
        """What stands between a token and the one before."""
        return self._sentence[self._tokens[place - 1].end() : self._tokens[place].start()]


def _written(value: float) -> str:
    return f"{value:.10g}"
