"""The digest of a run as Markdown: what came in, newest first, the same story once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from translate.digest import DigestEntry, Reference, groups_of
from translate.rendering.escaping import escape, escape_line
from translate.rendering.parsing import DOUBT

_SENTENCES = 2


def render_digest(entries: Sequence[DigestEntry], heading: str = "New articles") -> str:
    """
    Write what came in: title, link, two sentences, warnings; near-duplicates under one heading.

    Of articles that are nearly the same the newest stands for all, the others are named after
    „also in“.

        >>> entry = DigestEntry("Strike ends", "a.md", "a.txt", "2026-01-02", ("It is over.",), 1)
        >>> print(render_digest([entry]))
        # New articles
        <BLANKLINE>
        1 article
        <BLANKLINE>
        ## [Strike ends](a.md)
        <BLANKLINE>
        2026-01-02 · a.txt · ⚠ 1 worth checking
        <BLANKLINE>
        It is over.
        <BLANKLINE>
    """
    by_name = sorted(entries, key=lambda entry: entry.output)
    ordered = sorted(by_name, key=lambda entry: entry.published, reverse=True)
    groups = groups_of([entry.sketch for entry in ordered])
    counted = f"{len(entries)} article{'' if len(entries) == 1 else 's'}"
    if len(groups) < len(entries):
        counted += f", {len(groups)} stories"
    blocks = [f"# {escape_line(heading)}", counted]
    for group in groups:
        first, *others = (ordered[index] for index in group)
        blocks += _story(first, others)
    return "\n\n".join(blocks) + "\n"


def _story(first: DigestEntry, others: Sequence[DigestEntry]) -> list[str]:
    blocks = [f"## {_link(first)}", " · ".join(_details(first))]
    if first.summary:
        blocks.append(" ".join(_sentences(first)))
    if others:
        named = "; ".join(f"{_link(entry)} ({' · '.join(_details(entry))})" for entry in others)
        blocks.append(f"Also in: {named}")
    return blocks


def _sentences(entry: DigestEntry) -> Iterator[str]:
    """The first sentences of a summary, each with a link to its paragraph, and its doubt."""
    references = itertools.chain(entry.references, itertools.repeat(Reference("")))
    for number, (text, reference) in enumerate(
        zip(entry.summary[:_SENTENCES], references, strict=False)
    ):
        yield escape(text).strip() if number else escape_line(text)
        if reference.paragraphs:
            yield f"([{reference.paragraphs}]({quote(entry.output)}{_fragment(reference)}))"
        if reference.is_doubtful:
            yield DOUBT


def _fragment(reference: Reference) -> str:
    """
    A text fragment: a browser scrolls to the passage and marks it.

    It needs no anchor in the article, whose table holds text alone; a reader that does not know
    such fragments opens the article. A hyphen would be read as part of the fragment's syntax.
    """
    passage = quote(reference.passage, safe="").replace("-", "%2D")
    return f"#:~:text={passage}" if passage else ""


def _link(entry: DigestEntry) -> str:
    title = escape(entry.title, inside="[]").strip() or escape(entry.source, inside="[]")
    return f"[{title}]({quote(entry.output)})"


def _details(entry: DigestEntry) -> list[str]:
    doubts = f"{DOUBT} {entry.warnings} worth checking" if entry.warnings else ""
    details = (escape(entry.published[:10]), escape(entry.source), doubts)
    return [detail for detail in details if detail]
