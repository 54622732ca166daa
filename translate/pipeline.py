"""
The road of one article, left to right; nobody walks back.

    read → clean → segment → translate → summarize → check

The unit of work is a batch of articles, so that the engine fills its batches across them. A
source becomes exactly one outcome: a translated article, a skip or a failure with its reason.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from translate import engines, quality
from translate.cleaning import clean
from translate.data import (
    DIGEST_TAG,
    Article,
    Failure,
    Finding,
    Origin,
    Outcome,
    Report,
    Segment,
    Skipped,
    Source,
    TranslatedArticle,
    Translation,
    digest_of,
)
from translate.engines import Engine
from translate.errors import ArticleError, SettingsError
from translate.glossary import Glossary
from translate.language import GERMAN, language_of_blocks
from translate.reading import read
from translate.segmentation import segment
from translate.settings import Settings
from translate.store import Remembered
from translate.summarization import Summarizer, english_of
from translate.summarization.checking import carried_doubts, check_summary
from translate.summarization.tags import tags_of
from translate.translation import (
    TRUSTING,
    Attempt,
    Judge,
    answer,
    human_translations,
    sentences_to_translate,
    to_remember,
    translate_sentences,
)

# Segments of one batch, and batches with the engine. The others fill the gaps that one leaves when
# its answers are judged, when its last doubtful ones are looked at again, and when it is
# summarized and written. Enough for the engine to sort by length and to keep all its replicas
# busy, few enough that an interrupted run finishes what is under way within seconds.
BATCH_SEGMENTS = 200
_UNDER_WAY = 3
_SHOWN = 200  # characters of an exception's own words

Batch = Sequence["Prepared | Skipped | Failure"]


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


def signature_of(settings: Settings) -> str:
    """
    How translations are made: the engine's signature, and the user's glossary if there is one.

    It keys the memory and stands in the front matter. The names that come with the tool are part
    of its version. Raises `SettingsError` for a glossary that cannot be read or is not wanted.
    """
    engine = engines.signature(settings)
    if not settings.glossary:
        return engine
    if settings.engine == "echo":
        raise SettingsError("the echo engine knows no terms; drop --glossary or --engine echo")
    try:
        content = b"\0".join(path.read_bytes() for path in settings.glossary)
    except OSError as error:
        raise SettingsError(
            f"{error.filename}: cannot be read ({error.strerror}); check --glossary"
        ) from error
    return f"{engine}|glossary:{digest_of(content).removeprefix(DIGEST_TAG)[:8]}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source that has been read, cleaned and segmented."""

    source: Source
    article: Article
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Tools:
    """
    What the stages work with, wired once by the driver.

    `engine`, `summarizer` and `glossary` are loaded when first called, so that a run with nothing
    to do loads none of them. `recall` and `remember` are the translation memory, used in the
    driver's thread; `recall_human` gives what people made of sentences and paragraphs, `edits_of`
    what they wrote into the article of one source, by its path: the last at the end.
    """

    settings: Settings
    signature: str
    engine: Callable[[], Engine]
    summarizer: Callable[[], Summarizer]
    glossary: Callable[[], Glossary]
    recall: Callable[[Sequence[str]], Mapping[str, Remembered]]
    remember: Callable[[Mapping[str, Remembered]], None]
    recall_human: Callable[[Iterable[str]], Mapping[str, str]] = lambda _: {}
    edits_of: Callable[[str], Mapping[str, str]] = lambda _: {}

    @cached_property
    def judge(self) -> Judge:
        """The echo engine answers in German capitals: there is nothing to judge."""
        if self.settings.engine == "echo":
            return TRUSTING
        return Judge(self.doubts_about, self.mended)

    def mended(self, german: str, english: str) -> str:
        """An answer without slips, its names as the glossary has them."""
        return quality.mend(german, english, self.glossary())

    def doubts_about(self, german: str, english: str, score: float | None) -> list[Finding]:
        """What the checks and the user's terms have against a sentence."""
        return quality.check_pair(german, english, score, self.glossary())


def prepare(source: Source, settings: Settings) -> Prepared | Skipped | Failure:
    """
    Read, clean and segment one source; what is wrong with it becomes an outcome.

    So does a fault of ours that it brings to light: one page must not stop the others.
    """
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
    except Exception as error:  # noqa: BLE001
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:_SHOWN]
        return Failure(
            source.path,
            f"{source.path}: a fault of translate ({reason}); please report it with the file",
        )


def batches(
    prepared: Iterable[Prepared | Skipped | Failure], size: int = BATCH_SEGMENTS
) -> Iterator[Batch]:
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


def translate_batches(batches: Iterable[Batch], tools: Tools) -> Iterator[list[Outcome]]:
    """
    Translate, summarize and check batches of prepared articles; one outcome for each item.

    The engine has the next batches while one is finished. `tools` are used in the thread of the
    caller alone, but for the engine and the checks.
    """
    under_way: deque[_UnderWay] = deque()
    with ThreadPoolExecutor(max_workers=_UNDER_WAY) as pool:
        for batch in batches:
            under_way.append(_begin(batch, tools, pool, under_way))
            if len(under_way) == _UNDER_WAY:
                yield _end(under_way.popleft(), tools)
        while under_way:
            yield _end(under_way.popleft(), tools)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A batch that is with the engine: what it asked for, and what will be made of it."""

    batch: Batch
    by_people: Sequence[Translation | None]
    asked: frozenset[str]
    made: Future[dict[str, Attempt]]


def _begin(
    batch: Batch, tools: Tools, pool: ThreadPoolExecutor, under_way: Iterable[_UnderWay]
) -> _UnderWay:
    """Ask the engine for what neither people nor the memory know and no batch has asked for."""
    prepared = [item for item in batch if isinstance(item, Prepared)]
    human = tools.recall_human(_texts(prepared))
    by_people = [
        made
        for item in prepared
        for made in human_translations(
            item.article.blocks, item.segments, human, tools.edits_of(item.source.path)
        )
    ]
    sentences = sentences_to_translate(_left(prepared, by_people))
    known = {*tools.recall(sentences), *(s for other in under_way for s in other.asked)}
    missing = [sentence for sentence in sentences if sentence not in known]
    made: Future[dict[str, Attempt]] = Future()
    if missing:
        engine, judge, budget = tools.engine(), tools.judge, tools.settings.retry_budget
        made = pool.submit(translate_sentences, missing, engine, judge, budget)
    else:
        made.set_result({})
    return _UnderWay(batch, by_people, frozenset(missing), made)


def _end(under_way: _UnderWay, tools: Tools) -> list[Outcome]:
    """Wait for the engine, keep what it made, and finish the articles."""
    prepared = [item for item in under_way.batch if isinstance(item, Prepared)]
    left = _left(prepared, under_way.by_people)
    made = under_way.made.result()
    # What an earlier batch asked for is in the memory by now.
    recalled = tools.recall([s for s in sentences_to_translate(left) if s not in made])
    answered = answer(left, recalled, made)
    # Kept before anything is written: a crash from here on costs no sentence again.
    tools.remember(to_remember(answered))
    rest = iter(answered)
    translations = [by_people or next(rest) for by_people in under_way.by_people]
    finished = iter(_finish(prepared, translations, tools))
    return [next(finished) if isinstance(item, Prepared) else item for item in under_way.batch]


def _left(prepared: Iterable[Prepared], by_people: Iterable[Translation | None]) -> list[Segment]:
    """The segments that people left to us."""
    segments = (segment for item in prepared for segment in item.segments)
    return [s for s, made in zip(segments, by_people, strict=True) if made is None]


def _texts(prepared: Sequence[Prepared]) -> Iterator[str]:
    """What a person may have translated: sentences, and paragraphs as a whole."""
    for item in prepared:
        yield from (segment.text for segment in item.segments)
        yield from (block.text.strip() for block in item.article.blocks)


def _judged(translations: Sequence[Translation], tools: Tools) -> Report:
    """Check an article; what a person wrote is not for us to doubt."""
    if tools.judge is TRUSTING:
        return Report()
    findings = quality.check(translations, tools.glossary()).findings
    by_people = {n for n, t in enumerate(translations) if t.origin is Origin.HUMAN}
    return Report(tuple(f for f in findings if f.segment not in by_people))


def _finish(
    prepared: Sequence[Prepared], translations: Sequence[Translation], tools: Tools
) -> Iterator[TranslatedArticle]:
    """Deal the translations of a batch out to their articles; check and summarize each."""
    position = 0
    dealt = []
    for item in prepared:
        dealt.append(tuple(translations[position : position + len(item.segments)]))
        position += len(item.segments)
    reports = [_judged(own, tools) for own in dealt]
    english = [
        english_of(item.article, own, report.findings)
        for item, own, report in zip(prepared, dealt, reports, strict=True)
    ]
    summaries = tools.summarizer().summarize(english)
    for item, own, text, report, summary in zip(
        prepared, dealt, english, reports, summaries, strict=True
    ):
        checked = check_summary(summary, text)
        carried = carried_doubts(checked.summary, own, report)
        yield TranslatedArticle(
            article=item.article,
            source_digest=item.source.digest,
            translations=own,
            summary=checked.summary,
            report=Report((*checked.findings, *report.findings, *carried)),
            signature=tools.signature,
            tags=tuple(tags_of(text)),
        )
