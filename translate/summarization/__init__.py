"""
Translations → Summary: a few sentences that say what an article says, each with its source.

A summarizer is given the English of many articles at once (`EnglishText`) and answers with a
`Summary` for each. `Extractive` quotes, and is built in; `Abstractive` writes, and needs a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from translate.data import Summary
from translate.summarization.extractive import Extractive
from translate.summarization.text import EnglishSentence, EnglishText, english_from, english_of

__all__ = [
    "EnglishSentence",
    "EnglishText",
    "Extractive",
    "Summarizer",
    "english_from",
    "english_of",
]


class Summarizer(Protocol):
    """The seam, like `Engine`: how it works is its own business, its signature says how it was."""

    @property
    def signature(self) -> str:
        """The readable line that says how a summary was made."""
        ...

    def summarize(self, texts: Sequence[EnglishText]) -> list[Summary]:
        """One summary for each text, in order; an empty one where there is nothing to say."""
        ...
