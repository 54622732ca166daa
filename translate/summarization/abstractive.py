"""
Summaries in new words, by a sequence-to-sequence model.

Drafts of many articles are written in one batch. An article that is longer than the model reads
is summarized in parts, whole sentences each, and the parts' drafts together once more, as often
as needed: nothing is cut off. A draft ends at a sentence end, keeps to the length asked for, and
each of its sentences is traced to its paragraphs. Whether it is true is `checking`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from translate.data import BlockKind, Summary, SummarySentence
from translate.models import Model
from translate.settings import Settings
from translate.summarization.extractive import Extractive
from translate.summarization.generation import Generator, load_generator
from translate.summarization.length import length_of
from translate.summarization.sentences import split_sentences
from translate.summarization.text import EnglishText
from translate.summarization.tracing import Tracer

VERSION = 1
# At least a word, and an end.
_WHOLE = re.compile(r"\w.*[.!?…][\"'”’)\]]*$")
# Pieces that a summary sentence may need: twice what news sentences have (30 on average).
_PIECES_PER_SENTENCE = 60
_PIECES_PER_WORD = 2


def signature_of(model: Model, settings: Settings) -> str:
    """The readable line that says how a summary is made, without loading the model."""
    engine = "marian-float32" if settings.engine == "marian" else "ctranslate2-int8"
    return (
        f"{model.short_name}@{model.revision}|engine:{engine}|beam:{settings.beam_size}"
        f"|{length_of(settings).signature}|version:{VERSION}"
    )


class Abstractive:
    """Summarize by writing; what cannot be summarized so is quoted from instead."""

    def __init__(
        self, model: Model, settings: Settings, generator: Generator | None = None
    ) -> None:
        self._length = length_of(settings)
        self._generator = generator or load_generator(model, settings)
        self._signature = signature_of(model, settings)
        self._name = model.short_name

    @property
    def signature(self) -> str:
        return self._signature

    def summarize(self, texts: Sequence[EnglishText]) -> list[Summary]:
        """One summary for each text, in order; an empty one where the text is too short."""
        long_enough = {i: text for i, text in enumerate(texts) if self._length.most_sentences(text)}
        drafts = self._drafts({i: _sentences_of(text) for i, text in long_enough.items()})
        made = {i: self._summary_of(text, drafts.get(i, [])) for i, text in long_enough.items()}
        return [made.get(i, Summary((), self._signature)) for i in range(len(texts))]

    def _summary_of(self, text: EnglishText, draft: list[str]) -> Summary:
        """Cut a draft to its length; where nothing usable is left, quote, and say so."""
        tracer = Tracer(text)
        sentences = tuple(
            SummarySentence(sentence, tracer.blocks(sentence))
            for sentence in self._length.cut(draft, text)
        )
        if not sentences:
            quoting = Extractive(self._length, instead_of=self._name)
            return quoting.summarize([text])[0]
        return Summary(sentences, self._signature)

    def _drafts(self, texts: dict[int, list[str]]) -> dict[int, list[str]]:
        """Write the sentences of a draft for each text, part by part until one part is enough."""
        drafts: dict[int, list[str]] = {}
        pending = {number: sentences for number, sentences in texts.items() if sentences}
        while pending:
            parts = {number: list(self._parts(each)) for number, each in pending.items()}
            jobs = [(number, part) for number, each in parts.items() for part in each]
            answers = self._generator.generate([part for _, part in jobs], self._most_pieces)
            written: dict[int, list[str]] = {number: [] for number in pending}
            for (number, _), answer in zip(jobs, answers, strict=True):
                written[number] += _whole_sentences(answer.text, is_complete=answer.is_complete)
            # One part was all of it; a model that does not shorten would go on for ever.
            drafts |= {
                number: sentences
                for number, sentences in written.items()
                if len(parts[number]) == 1 or not _is_shorter(sentences, pending[number])
            }
            pending = {n: written[n] for n in pending if n not in drafts and written[n]}
        return drafts

    @property
    def _most_pieces(self) -> int:
        length = self._length
        if length.words:
            return length.words * _PIECES_PER_WORD + _PIECES_PER_SENTENCE
        return (length.sentences + 1) * _PIECES_PER_SENTENCE

    def _parts(self, sentences: Sequence[str]) -> Iterator[str]:
        """Join sentences into parts that the model can read whole, of about the same length."""
        fitting = [piece for sentence in sentences for piece in self._fitting(sentence)]
        sizes = [self._generator.count(sentence) for sentence in fitting]
        count = -(-sum(sizes) // self._generator.longest)
        target = sum(sizes) / count
        part: list[str] = []
        filled = 0
        for sentence, size in zip(fitting, sizes, strict=True):
            if part and (filled + size > self._generator.longest or filled >= target):
                yield " ".join(part)
                part, filled = [], 0
            part.append(sentence)
            filled += size
        if part:
            yield " ".join(part)

    def _fitting(self, sentence: str) -> Iterator[str]:
        """A sentence; in halves, and their halves, if the model could not read it whole."""
        words = sentence.split()
        if self._generator.count(sentence) <= self._generator.longest or len(words) == 1:
            yield sentence
            return
        middle = len(words) // 2
        yield from self._fitting(" ".join(words[:middle]))
        yield from self._fitting(" ".join(words[middle:]))


def _sentences_of(text: EnglishText) -> list[str]:
    """The running text: headings and captions are not part of what it tells."""
    outside = (BlockKind.HEADING, BlockKind.CAPTION, BlockKind.TITLE)
    return [sentence.text for sentence in text.sentences if sentence.kind not in outside]


def _whole_sentences(draft: str, *, is_complete: bool) -> list[str]:
    """The sentences of a draft that are finished."""
    sentences = split_sentences(draft)
    if sentences and not is_complete:
        sentences.pop()
    return [each for each in sentences if _WHOLE.search(each)]


def _is_shorter(sentences: Sequence[str], before: Sequence[str]) -> bool:
    return sum(map(len, sentences)) < sum(map(len, before))
