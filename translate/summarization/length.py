"""How long a summary may be: in sentences or in words, and never more than a third."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from translate.settings import Settings
from translate.summarization.text import EnglishText

# A summary is never longer than this share of the article's words, and an article of fewer
# sentences than that is its own summary.
LARGEST_SHARE = 1 / 3
FEWEST_SENTENCES = 4


@dataclass(frozen=True, slots=True)
class Length:
    """
    At most so many sentences; with `words`, as many sentences as fit into so many words instead.

    >>> Length(3).signature, Length(words=60).signature
    ('sentences:3', 'words:60')
    """

    sentences: int = 3
    words: int = 0

    @property
    def signature(self) -> str:
        return f"words:{self.words}" if self.words else f"sentences:{self.sentences}"

    def most_sentences(self, text: EnglishText) -> int:
        """How many sentences a summary of `text` may have; 0 if it is too short for one."""
        if len(text.sentences) < FEWEST_SENTENCES:
            return 0
        return len(text.sentences) if self.words else self.sentences

    def most_words(self, text: EnglishText) -> float:
        """How many words a summary of `text` may have."""
        share = text.words * LARGEST_SHARE
        return min(share, self.words) if self.words else share

    def cut(self, sentences: Sequence[str], text: EnglishText) -> list[str]:
        """The first sentences that are short enough together; none is cut in its middle."""
        kept: list[str] = []
        left = self.most_words(text)
        for sentence in sentences[: self.most_sentences(text)]:
            left -= len(sentence.split())
            if left < 0:
                break
            kept.append(sentence)
        return kept


def length_of(settings: Settings) -> Length:
    """Read off the settings how long summaries shall be."""
    return Length(settings.summary_sentences, settings.summary_words)
