"""
The road of one article, left to right; nobody walks back.

    read → clean → segment → translate → summarize → check

The unit of work is a batch of articles, so that the engine fills its batches across them. A
source becomes exactly one outcome: a translated article, a skip or a failure with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from translate import quality
from translate.cleaning import clean
from translate.data import (
    Article,
    Failure,
    Outcome,
    Report,
    Segment,
    Skipped,
    Source,
    TranslatedArticle,
    Translation,
)
from translate.engines import Engine
from translate.errors import ArticleError
from translate.language import GERMAN, language_of_blocks
from translate.reading import read
from translate.segmentation import segment
from translate.settings import Settings
from translate.store import Remembered
from translate.summarization import Summarizer
from translate.translation import Doubts, no_doubts, sentences_to_translate, to_remember, translate

# Segments of one batch. Enough for the engine to sort by length and to keep all its replicas busy
# (benchmarks/run.py: from 400 on the gain is under 2 %), few enough that an interrupted run
# finishes its batch within seconds.
BATCH_SEGMENTS = 800


_LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source that has been read, cleaned and segmented."""

    source: Source
    article: Article
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """
    What the stages work with, wired once by the driver.

    `engine` and `summarizer` are loaded when first called, so that a run with nothing to do loads
    no model. `recall` and `remember` are the translation memory, used in the driver's thread.
    """

    settings: Settings
    signature: str
    engine: Callable[[], Engine]
    summarizer: Callable[[], Summarizer]
    recall: Callable[[Sequence[str]], Mapping[str, Remembered]]
    remember: Callable[[Mapping[str, Remembered]], None]

    @property
    def doubts(self) -> Doubts:
        """The echo engine answers in German capitals: there is nothing to judge."""
        return no_doubts if self.settings.engine == "echo" else quality.check_pair


def prepare(source: Source, settings: Settings) -> Prepared | Skipped | Failure:
    """Read, clean and segment one source; what is wrong with it becomes an outcome."""
    try:
        article = clean(read(source))
        language = GERMAN if settings.any_language else language_of_blocks(article.blocks)
        if language != GERMAN:
            return Skipped(
                source.path,
                f"looks {_LANGUAGES.get(language, language)}; translate it with --any-language",
            )
        return Prepared(source, article, segment(article))
    except ArticleError as error:
        return Failure(source.path, str(error))


def batches(
    prepared: Iterable[Prepared | Skipped | Failure], size: int = BATCH_SEGMENTS
) -> Iterator[list[Prepared | Skipped | Failure]]:
    """Cut a stream of sources into batches of about `size` segments, in order."""
    batch: list[Prepared | Skipped | Failure] = []
    segments = 0
    for item in prepared:
        batch.append(item)
        segments += len(item.segments) if isinstance(item, Prepared) else 0
        if segments >= size:
            yield batch
            batch, segments = [], 0
    if batch:
        yield batch


def translate_batch(
    batch: Sequence[Prepared | Skipped | Failure], tools: Tools
) -> list[Outcome]:
    """Translate, summarize and check a batch of prepared articles; one outcome for each item."""
    prepared = [item for item in batch if isinstance(item, Prepared)]
    segments = [segment for item in prepared for segment in item.segments]
    recalled = tools.recall(sentences_to_translate(segments))
    translations = translate(segments, recalled, tools.engine, tools.doubts)
    # Kept before anything is written: a crash from here on costs no sentence again.
    tools.remember(to_remember(translations))
    finished = iter(_finish(prepared, translations, tools))
    return [next(finished) if isinstance(item, Prepared) else item for item in batch]


def _finish(
    prepared: Sequence[Prepared], translations: Sequence[Translation], tools: Tools
) -> Iterator[TranslatedArticle]:
    """Deal the translations of a batch out to their articles; summarize and check each."""
    position = 0
    dealt = []
    for item in prepared:
        dealt.append(tuple(translations[position : position + len(item.segments)]))
        position += len(item.segments)
    articles = [item.article for item in prepared]
    summaries = tools.summarizer().summarize(
        list(zip(articles, dealt, strict=True)), tools.settings.summary_sentences
    )
    for item, own, summary in zip(prepared, dealt, summaries, strict=True):
        yield TranslatedArticle(
            article=item.article,
            source_digest=item.source.digest,
            translations=own,
            summary=summary,
            report=Report() if tools.doubts is no_doubts else quality.check(own),
            signature=tools.signature,
        )
