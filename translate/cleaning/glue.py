"""
Glue: where a scraper took a link out, two words or two sentences may touch (`RusslandDazu`).

Split only on evidence, since German and its brand names hold capitals too (`YouTube`, `GmbH`,
`LehrerInnen`): the second part is a word that is capital only at the start of a sentence, or
both parts stand as words of their own elsewhere in the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from translate.cleaning.phrases import words_of
from translate.data import Block, BlockKind

_WORD = re.compile(r"\w+")
# Any of the signs below, looked for first because it is cheap: it begins with a set of
# characters, to which the engine skips fast.
_GLUE_SIGN = re.compile(
    r"[A-ZÄÖÜ.!?,“](?:(?<=[a-zäöüß\d][A-ZÄÖÜ])|(?<=[A-ZÄÖÜ])[A-ZÄÖÜ]{2}[a-zäöüß]"
    r"|(?<=[.!?,])[“”«»]?[A-ZÄÖÜa-zäöü]|(?<=“)[a-zäöüß])"
)
# A word with a capital after a small letter, a digit or two capitals.
_CAMEL = re.compile(
    r"(?<![\w@#/.&])([^\W\d_]*[a-zäöüß]{2}|\d{2,}|[A-ZÄÖÜ]{2,})([A-ZÄÖÜ][a-zäöüß]+)(?![\w@/])"
)
# Not inside an address: what stands before the stop has no other stop, slash or at sign.
_AFTER_STOP = re.compile(
    r"(?<![\w./@:-])([„“\"»«(]?[\w-]*[a-zäöüß]{3}[.!?])(?=[A-ZÄÖÜ][a-zäöüß]+[\s,])"
)
_AFTER_QUOTE = re.compile(
    r"(?<=[a-zäöüß]{2}[.!?,][“”«»])(?=[A-ZÄÖÜa-zäöü][a-zäöüß]+[\s,])"
    r"|(?<=[^\W\d_]{2}“)(?=[a-zäöüß]{2,}[\s,])"
)
_GLUED_ENDS = tuple("der die das dem des und sagte wurde wird auch nach mit zum zur".split())
_LOWER_GLUE = re.compile(rf"([A-ZÄÖÜ][a-zäöüß]{{4,}})({'|'.join(_GLUED_ENDS)})")
_TORN_WORD = re.compile(rf"[A-ZÄÖÜ](?<!\w.)[a-zäöüß]{{4,}}(?:{'|'.join(_GLUED_ENDS)})(?!\w)")
# "Reisen" + "der" is "Reisender": a participle, not two words.
_INFINITIVE = ("en", "ern", "eln")
# "LehrerIn", "StudentIn": gendered, not glued to "In".
_SHORTEST_LEFT = 4
_LONGEST_HEADING = 80  # characters before the border; a torn heading is short
_LEAST_WORDS = 3  # fewer are a subject ("Die EU"), not a heading
_LEAST_REST = 80  # characters; what follows a heading is a paragraph
_CONJUNCTIONS = frozenset({"Und", "Oder", "Sowie"})  # they join more often than they start


@dataclass(frozen=True)
class Vocabulary:
    """The words of an article, counted when they are asked for."""

    text: str

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        return cls("\n".join(texts))

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word stands in the article."""
        return Counter(_WORD.findall(self.text))

    @cached_property
    def torn(self) -> Mapping[str, str]:
        """The words that are two, with the border between."""
        candidates = (word for word in set(_TORN_WORD.findall(self.text)) if self._may_be_two(word))
        return {word: torn for word in candidates if (torn := _torn(word, self.words))}

    def _may_be_two(self, word: str) -> bool:
        """Whether the first part may stand alone somewhere: a cheap test before all is counted."""
        match = _LOWER_GLUE.fullmatch(word)
        return match is not None and self.text.count(match.group(1)) > self.text.count(word)


def _torn(word: str, words: Counter[str]) -> str:
    """
    Separate `Selenskyjder`: `Selenskyj` stands in the article, the whole nowhere else.

        >>> _torn("Selenskyjder", Counter({"Selenskyj": 3, "Selenskyjder": 1}))
        'Selenskyj der'
        >>> _torn("Reisender", Counter({"Reisen": 2, "Reisender": 1}))
        ''
    """
    match = _LOWER_GLUE.fullmatch(word)
    if not match or words[word] > 1 or not words[match.group(1)]:
        return ""
    left, right = match.groups()
    return "" if left.endswith(_INFINITIVE) else f"{left} {right}"


def unglue(block: Block, vocabulary: Vocabulary) -> list[Block]:
    """
    Separate what a removed link glued together: words, sentences, a heading and its paragraph.

        >>> block = Block(BlockKind.PARAGRAPH, "Kiew bekommt Gas aus RusslandDazu kommt Öl.")
        >>> unglue(block, Vocabulary.of([block.text]))[0].text
        'Kiew bekommt Gas aus Russland. Dazu kommt Öl.'
    """
    if block.kind is BlockKind.PARAGRAPH:
        heading, rest = _torn_heading(block.text)
        if heading:
            return [Block(BlockKind.HEADING, heading), *unglue(Block(block.kind, rest), vocabulary)]
    return [Block(block.kind, _separate(block.text, vocabulary))]


def _torn_heading(text: str) -> tuple[str, str]:
    """A heading and its paragraph that a scraper put on one line, or two empty strings."""
    head = text[: _LONGEST_HEADING + 40]
    if not _GLUE_SIGN.search(head):
        return "", ""
    borders = [m.end(1) for m in _CAMEL.finditer(head) if _starts_sentence(m)]
    borders += [m.end() for m in _AFTER_STOP.finditer(head) if not m.group().endswith(".")]
    for border in sorted(borders)[:1]:
        heading, rest = text[:border], text[border:]
        is_clean = not re.search(r"[.!?:,;„“\"»«]", heading[:-1])
        is_phrase = len(heading.split()) >= _LEAST_WORDS
        if border <= _LONGEST_HEADING and is_clean and is_phrase and len(rest) >= _LEAST_REST:
            return heading, rest
    return "", ""


def _separate(text: str, vocabulary: Vocabulary) -> str:
    if _GLUE_SIGN.search(text):
        text = _CAMEL.sub(lambda match: _split_camel(match, vocabulary), text)
        text = _AFTER_QUOTE.sub(" ", _AFTER_STOP.sub(r"\1 ", text))
    if vocabulary.torn:
        text = _WORD.sub(lambda match: vocabulary.torn.get(match.group(), match.group()), text)
    return text


def _split_camel(match: re.Match[str], vocabulary: Vocabulary) -> str:
    left, right = match.groups()
    if _starts_sentence(match):
        return f"{left} {right}" if right in _CONJUNCTIONS else f"{left}. {right}"
    known = vocabulary.words[left] and vocabulary.words[right]
    is_name = (
        match.group() in words_of("names_with_capitals") or vocabulary.words[match.group()] > 1
    )
    return (
        f"{left} {right}" if known and not is_name and len(left) >= _SHORTEST_LEFT else left + right
    )


def _starts_sentence(match: re.Match[str]) -> bool:
    left, right = match.groups()
    return (
        right in words_of("sentence_starts")
        and (len(left) >= _SHORTEST_LEFT or not left[-1].islower())
        and match.group() not in words_of("names_with_capitals")
    )
