"""
The nouns of the house: what travels from room to room.

Every value is frozen, equal by content and free of connections and models, so it can be
kept in a test as a literal, pickled to another process, and compared with `==`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

# Hashes carry their algorithm, so that a later change of it can be seen in old files.
DIGEST_TAG = "b2:"


def digest_of(content: bytes) -> str:
    """
    Name bytes by their content: BLAKE2b, 16 bytes, tagged.

        >>> digest_of(b"Guten Tag.")
        'b2:2004eae3ba10da29706e425088815bcd'
    """
    return DIGEST_TAG + hashlib.blake2b(content, digest_size=16).hexdigest()


class Format(StrEnum):
    """How a source file is written."""

    TEXT = "txt"
    MARKDOWN = "md"
    HTML = "html"


class BlockKind(StrEnum):
    """What a block is in its article."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    LIST_ITEM = "list item"
    CAPTION = "caption"


class Origin(StrEnum):
    """Where the English of a segment comes from; every segment has exactly one."""

    ENGINE = "engine"
    MEMORY = "memory"
    COPIED = "copied"
    HUMAN = "human"
    FAILED = "failed"


class Severity(StrEnum):
    """How much a finding weighs: an `ERROR` changes what the text says."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it lies in the corpus; `path` is relative to it, with forward slashes."""

    path: str
    format: Format
    content: bytes

    @property
    def digest(self) -> str:
        return digest_of(self.content)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article that stands on its own: its text has no line breaks."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """Page text that is not the article, verbatim, and why it was set aside."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """What was read from a source: its blocks in order, and what is known about it."""

    path: str
    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...] = ()
    author: str = ""
    published: str = ""  # ISO 8601, as far as the source says: 2024-11-29
    url: str = ""
    encoding: str = "utf-8"

    @property
    def title(self) -> str:
        """The title block's text, or nothing: not every article has one."""
        return next((b.text for b in self.blocks if b.kind is BlockKind.TITLE), "")

    @property
    def words(self) -> int:
        return sum(len(block.text.split()) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Segment:
    """
    One sentence of a block. Within a block, `text + trailing` joined is the block's text.

    `block` is the index of the block in `Article.blocks`.
    """

    text: str
    block: int
    trailing: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """
    What an engine answers for one sentence.

    `score` is the mean log-probability per target token (0 is certain). `is_complete` is
    false when the engine stopped at its length limit before the sentence ended.
    """

    text: str
    score: float
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Translation:
    """A segment and its English; `note` says what was special: a retry, a split, a reason."""

    segment: Segment
    text: str
    score: float
    origin: Origin
    note: str = ""


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of a summary and the indexes of the blocks it rests on."""

    text: str
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A short text about an article; `method` says how it was made, with its settings."""

    sentences: tuple[SummarySentence, ...]
    method: str


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Something doubtful about one translation, said so that a reader understands it.

    `segment` is the index in `TranslatedArticle.translations`; None speaks of the whole article.
    """

    check: str
    severity: Severity
    message: str
    segment: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about one article, in the order of its segments."""

    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """Findings of any severity: what the front matter counts."""
        return len(self.findings)


@dataclass(frozen=True, slots=True)
class TranslatedArticle:
    """An article with everything that was made of it: what rendering needs, and no more."""

    article: Article
    source_digest: str
    translations: tuple[Translation, ...]
    summary: Summary
    report: Report
    signature: str
    tags: tuple[str, ...] = ()  # key terms, for Obsidian and static sites

    @property
    def path(self) -> str:
        return self.article.path

    @property
    def origins(self) -> Counter[Origin]:
        """How many segments came from where: every source segment is in this count."""
        return Counter(translation.origin for translation in self.translations)


@dataclass(frozen=True, slots=True)
class Skipped:
    """
    A source that was left alone for a reason that is nobody's fault.

    `is_for_now` says that the reason may be gone next time, so that it is looked at again.
    """

    path: str
    reason: str
    is_for_now: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not become an article, and why, in one sentence."""

    path: str
    reason: str


Outcome = TranslatedArticle | Skipped | Failure
