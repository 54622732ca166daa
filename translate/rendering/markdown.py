"""A translated article as side-by-side Markdown, and the index of all of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from translate.data import BlockKind, Finding, Origin, TranslatedArticle, Translation
from translate.rendering.cells import cell_of
from translate.rendering.escaping import escape, escape_line
from translate.rendering.front_matter import front_matter_line
from translate.rendering.parsing import DOUBT
from translate.rendering.sealing import sealed

Rows = Literal["paragraph", "sentence"]

DRAFT_NOTICE = (
    "Draft by the built-in model, good for the gist. "
    "For the full model: `translate models pull opus-mt-de-en`"
)

# The longest title taken from the first sentence of an article that has none, in characters.
_TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line of the index."""

    title: str
    output: str
    source: str
    published: str = ""
    words: int = 0
    warnings: int = 0
    gone: str = ""


def render(
    translated: TranslatedArticle,
    rows: Rows = "paragraph",
    *,
    is_draft: bool,
    fingerprint: str = "",
    changes: str = "",
) -> str:
    """
    Write an article as Markdown: front matter, summary, table, doubts, what was left out.

    `fingerprint` is that of the settings, so that the state can be rebuilt from the article;
    `changes` is the section about a source that changed (`rendering.changes`).
    """
    sections = [
        _front_matter(translated, fingerprint),
        _heading(translated),
        f"> {DRAFT_NOTICE}\n" if is_draft else "",
        _summary(translated),
        _table(translated, rows),
        changes,
        _worth_checking(translated),
        _left_out(translated),
    ]
    return sealed("\n".join(section for section in sections if section))


def english_title(translated: TranslatedArticle) -> str:
    """The title's English, or the start of the first sentence where there is no title."""
    return _title_of(translated, [translation.text for translation in translated.translations])


def _title_of(translated: TranslatedArticle, texts: Sequence[str]) -> str:
    blocks = translated.article.blocks
    titles = [
        text
        for text, translation in zip(texts, translated.translations, strict=True)
        if blocks[translation.segment.block].kind is BlockKind.TITLE
    ]
    return " ".join(titles) or _shorten(next((text for text in texts if text), ""))


def _shorten(sentence: str) -> str:
    if len(sentence) <= _TITLE_LENGTH:
        return sentence.rstrip(".")
    return sentence[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def _source_title(translated: TranslatedArticle) -> str:
    return _title_of(translated, [t.segment.text for t in translated.translations])


def _front_matter(translated: TranslatedArticle, fingerprint: str) -> str:
    article = translated.article
    optional = {"published": _date(article.published), "author": article.author, "url": article.url}
    values = {
        "title": english_title(translated),
        "source_title": _source_title(translated),
        "source": article.path,
        "source_digest": translated.source_digest,
        **{name: value for name, value in optional.items() if value},
        **({"tags": list(translated.tags)} if translated.tags else {}),
        "words": article.words,
        "translator": translated.signature,
        "summarizer": translated.summary.method,
        "warnings": translated.report.warnings,
        **({"settings": fingerprint} if fingerprint else {}),
    }
    lines = [front_matter_line(name, value) for name, value in values.items()]
    return f"---\n{''.join(lines)}---"


def _date(published: str) -> Any:
    """A plain date as YAML writes dates, unquoted; anything longer stays text."""
    try:
        return datetime.date.fromisoformat(published)
    except ValueError:
        return published


def _heading(translated: TranslatedArticle) -> str:
    english = escape(english_title(translated)).strip()
    german = escape(_source_title(translated), inside="*").strip()
    # A heading may end in a run of `#` that counts as its frame.
    english = f"{english[:-1]}\\#" if english.endswith("#") else english
    return f"# {english}\n" + (f"*{german}*\n" if german else "")


def _summary(translated: TranslatedArticle) -> str:
    doubtful = {
        translated.translations[finding.segment].text
        for finding in translated.report.findings
        if finding.segment is not None
    }
    lines = []
    for sentence in translated.summary.sentences:
        where = ", ".join(f"¶{block + 1}" for block in sentence.blocks)
        # A sentence that is quoted takes the doubt about it along.
        mark = f" {DOUBT}" if sentence.text in doubtful else ""
        lines.append(f"- {escape_line(sentence.text)} ({where}){mark}")
    return "\n".join(["**Summary**", *lines, ""]) if lines else ""


def _table(translated: TranslatedArticle, rows: Rows) -> str:
    """One row for each block, or for each sentence; row n is ¶n when rows are blocks."""
    doubtful = {finding.segment for finding in translated.report.findings}
    lines = ["| German | English |", "|:--|:--|"]
    for kind, row in _rows(translated, rows):
        german = "".join(t.segment.text + t.segment.trailing for _, t in row).strip()
        english = " ".join(t.text for _, t in row if t.text)
        mark = f" {DOUBT}" if any(index in doubtful for index, _ in row) else ""
        lines.append(f"| {cell_of(german, kind)} | {cell_of(english, kind)}{mark} |")
    return "\n".join([*lines, ""])


def _rows(
    translated: TranslatedArticle, rows: Rows
) -> Iterator[tuple[BlockKind, list[tuple[int, Translation]]]]:
    blocks = translated.article.blocks
    by_block: list[list[tuple[int, Translation]]] = [[] for _ in blocks]
    for index, translation in enumerate(translated.translations):
        by_block[translation.segment.block].append((index, translation))
    for block, row in zip(blocks, by_block, strict=True):
        if rows == "paragraph" or any(t.segment.text == "|" for _, t in row):
            yield block.kind, row  # also the row of a table, which has cells and no sentences
        else:
            yield from ((block.kind, [item]) for item in row)


def _worth_checking(translated: TranslatedArticle) -> str:
    failed = [t for t in translated.translations if t.origin is Origin.FAILED]
    if not translated.report.findings and not failed:
        return ""
    lines = [_doubt(finding, translated) for finding in translated.report.findings]
    return "\n".join(["## Worth checking", *lines, ""])


def _doubt(finding: Finding, translated: TranslatedArticle) -> str:
    where = ""
    if finding.segment is not None:
        where = f" ¶{translated.translations[finding.segment].segment.block + 1}"
    return f"- {DOUBT}{where} **{finding.check}**: {escape(finding.message)}"


def _left_out(translated: TranslatedArticle) -> str:
    lines = [
        f"- {escape_line(furniture.text)} — *{furniture.reason}*"
        for furniture in translated.article.furniture
    ]
    return "\n".join(["## Left out", *lines, ""]) if lines else ""


def render_index(entries: Sequence[IndexEntry]) -> str:
    """
    The table of all articles, newest first.

        >>> print(render_index([IndexEntry("Strike ends", "a.md", "a.txt", "2026-01-02", 120, 1)]))
        # Articles
        <BLANKLINE>
        | Date | Title | Source | Words | Warnings |
        |:--|:--|:--|--:|--:|
        | 2026-01-02 | [Strike ends](a.md) | a.txt | 120 | 1 |
        <BLANKLINE>
    """
    lines = [
        "# Articles",
        "",
        "| Date | Title | Source | Words | Warnings |",
        "|:--|:--|:--|--:|--:|",
    ]
    in_order = sorted(entries, key=lambda entry: entry.output)
    for entry in sorted(in_order, key=lambda entry: entry.published[:10], reverse=True):
        title = escape(entry.title, inside="[]").strip()
        source = escape(entry.source) + (" (source gone)" if entry.gone else "")
        lines.append(
            f"| {escape(entry.published[:10])} | [{title}]({quote(entry.output)}) | {source} "
            f"| {entry.words} | {entry.warnings or ''} |"
        )
    return "\n".join([*lines, ""])
