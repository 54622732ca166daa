"""The engine without a model: it answers in capitals. For tests and dry runs."""

from __future__ import annotations

from collections.abc import Sequence

from translate.data import Hypothesis


class EchoEngine:
    """
    Answers each sentence with itself in capitals.

        >>> EchoEngine().translate(["Guten Tag."])
        [Hypothesis(text='GUTEN TAG.', score=0.0, is_complete=True)]
    """

    signature = "echo"
    longest = 160  # words here; as many as a real model takes pieces

    def length(self, sentence: str) -> int:
        return len(sentence.split())

    def translate(self, sentences: Sequence[str]) -> list[Hypothesis]:
        return [Hypothesis(sentence.upper(), score=0.0) for sentence in sentences]

    def propose(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        return [[hypothesis] for hypothesis in self.translate(sentences)]

    def alternatives(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        return self.propose(sentences)
