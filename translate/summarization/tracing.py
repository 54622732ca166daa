"""
Where a written sentence comes from: the article's sentences that share its content words.

No embeddings: a summarizer that stays with its article uses the article's words, and a sentence
that does not is what we want to find. A word counts by how few of the article's sentences have it.
"""

from __future__ import annotations

import math
from collections import Counter

from translate.data import BlockKind
from translate.summarization.text import EnglishText
from translate.summarization.words import content_stems, tokens

# A second and third paragraph is named if it holds at least this share of the sentence's weight
# that the paragraphs named before do not; three are as many as a reader follows.
_ADDED_SHARE = 0.2
_MOST_BLOCKS = 3


class Tracer:
    r"""
    Traces sentences to one article.

        >>> from translate.summarization.text import english_from
        >>> tracer = Tracer(english_from(
        ...     "The talks in Geneva began on Tuesday.\nThe Bundestag passed a law on clubs."
        ... ))
        >>> tracer.blocks("A law on clubs passed the Bundestag.")
        (1,)
        >>> tracer.support("Martians landed.")
        0.0
    """

    def __init__(self, text: EnglishText) -> None:
        self._text = text
        self._stems = [_stems(sentence.text) for sentence in text.sentences]
        found_in = Counter(stem for stems in self._stems for stem in stems)
        count = len(self._stems)
        self._weights = {stem: math.log(1 + count / times) for stem, times in found_in.items()}
        self._unknown = math.log(1 + count)
        self._blocks: dict[int, set[str]] = {}
        for sentence, stems in zip(text.sentences, self._stems, strict=True):
            if sentence.kind is not BlockKind.HEADING:
                self._blocks.setdefault(sentence.block, set()).update(stems)

    def blocks(self, sentence: str) -> tuple[int, ...]:
        """The blocks that a sentence rests on, in ascending order; none if nothing supports it."""
        wanted = _stems(sentence)
        whole = self._weight(wanted)
        found: list[int] = []
        while wanted and len(found) < _MOST_BLOCKS:
            block, stems = max(
                self._blocks.items(),
                key=lambda item: (self._weight(wanted & item[1]), -item[0]),
                default=(0, set()),
            )
            added = self._weight(wanted & stems)
            if not added or (found and added < whole * _ADDED_SHARE):
                break
            found.append(block)
            wanted = wanted - stems
        return tuple(sorted(found))

    def support(self, sentence: str) -> float:
        """The share of a sentence's content that stands somewhere in the article: 0 to 1."""
        wanted = _stems(sentence)
        known = {stem for stem in wanted if stem in self._weights}
        return self._weight(known) / (self._weight(wanted) or 1.0)

    def nearest(self, sentence: str) -> int:
        """The place of the article's sentence that is most like it; the first one if none is."""
        wanted = _stems(sentence)
        return max(
            range(len(self._stems)),
            key=lambda place: (self._likeness(wanted, self._stems[place]), -place),
        )

    def likeness(self, sentence: str, place: int) -> float:
        """How much of both sentences' content is shared: 0 to 1."""
        return self._likeness(_stems(sentence), self._stems[place])

    def _likeness(self, one: set[str], other: set[str]) -> float:
        return self._weight(one & other) / (self._weight(one | other) or 1.0)

    def _weight(self, stems: set[str]) -> float:
        # In a fixed order: a sum of floats depends on it, and sets have none.
        return sum(self._weights.get(stem, self._unknown) for stem in sorted(stems))


def _stems(sentence: str) -> set[str]:
    return set(content_stems(tokens(sentence)))
