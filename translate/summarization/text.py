"""What a summarizer reads: an article's English, sentence by sentence, each knowing its block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from translate.data import Article, BlockKind, Finding, Origin, Severity, Translation
from translate.summarization.sentences import split_sentences

# A first paragraph this short, without a full stop, is a headline.
_LONGEST_HEADLINE = 20  # words


@dataclass(frozen=True, slots=True)
class EnglishSentence:
    """
    One sentence; `block` is the index of its block, which is of the kind `kind`.

    `doubt` is the worst that the checks have found against its translation.
    """

    text: str
    block: int
    kind: BlockKind = BlockKind.PARAGRAPH
    doubt: Severity | None = None


@dataclass(frozen=True, slots=True)
class EnglishText:
    """An article in English: its title, or nothing, and the sentences of all other blocks."""

    title: str
    sentences: tuple[EnglishSentence, ...]

    @property
    def words(self) -> int:
        """All words, the title's too: what a third of an article is a third of."""
        return sum(len(sentence.text.split()) for sentence in self.sentences) + len(
            self.title.split()
        )


def english_of(
    article: Article, translations: Sequence[Translation], findings: Iterable[Finding] = ()
) -> EnglishText:
    """Collect the English of a translated article; a sentence that failed is left out."""
    doubts = _doubts(findings)
    title, sentences = [], []
    for number, translation in enumerate(translations):
        text = " ".join(translation.text.split())
        block = translation.segment.block
        kind = article.blocks[block].kind
        if not text or translation.origin is Origin.FAILED:
            continue
        if kind is BlockKind.TITLE:
            title.append(text)
        else:
            # What a person wrote into a cell can be a whole paragraph.
            parts = split_sentences(text) if translation.origin is Origin.HUMAN else [text]
            doubt = doubts.get(number)
            sentences += [EnglishSentence(part, block, kind, doubt) for part in parts]
    return EnglishText(" ".join(title), tuple(sentences))


def _doubts(findings: Iterable[Finding]) -> dict[int, Severity]:
    """The worst doubt about each translation that has one."""
    doubts: dict[int, Severity] = {}
    for finding in findings:
        number = finding.segment
        if number is not None and doubts.get(number) is not Severity.ERROR:
            doubts[number] = finding.severity
    return doubts


def english_from(text: str) -> EnglishText:
    r"""
    Read running English: a paragraph a line, or paragraphs between blank lines.

    A first paragraph that is short and has no full stop is the title. It counts as a paragraph
    all the same, so that the blocks are the paragraphs that a reader of the file counts.

        >>> english_from("Talks resume\n\nThe talks resumed. Nobody was late.").title
        'Talks resume'
    """
    blocks = _paragraphs(text)
    title = ""
    if len(blocks) > 1 and _is_headline(blocks[0]):
        title = blocks[0].removeprefix("# ")
    sentences = tuple(
        EnglishSentence(sentence, number)
        for number, block in enumerate(blocks)
        if not (title and number == 0)
        for sentence in split_sentences(block)
    )
    return EnglishText(title, sentences)


def _paragraphs(text: str) -> list[str]:
    """Blank lines part paragraphs; without any, each line is one, unless lines are wrapped."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if "" not in lines and not _are_wrapped(lines):
        return [line for line in lines if line]
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [" ".join(paragraph) for paragraph in paragraphs if paragraph]


def _are_wrapped(lines: list[str]) -> bool:
    """Whether most lines stop in the middle of a sentence: the next one begins in lower case."""
    goes_on = sum(line[:1].islower() for line in lines[1:])
    return goes_on * 2 > len(lines) - 1


def _is_headline(paragraph: str) -> bool:
    return len(paragraph.split()) <= _LONGEST_HEADLINE and not paragraph.endswith((".", ":", "…"))
