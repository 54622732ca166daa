"""The state, made again from the written articles after its file was lost or damaged."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from translate.corpus.finding import INDEX
from translate.data import Origin, digest_of
from translate.rendering import WrittenArticle, parse
from translate.segmentation import split
from translate.store import ArticleState, Remembered, Store

# Kept by one transaction: a thousand articles are some megabytes.
_CHUNK = 1_000


def rebuild(store: Store, out: Path, outputs: Mapping[str, tuple[int, int]]) -> int:
    """
    Record the articles that lie in an output folder; how many there are.

    An article says in its front matter which source, bytes and settings it was made of, and by
    its seal whether a person has changed it since: then it is never overwritten. Sentences come
    back into the memory where a row holds a single one. A crash on the way is mended by doing it
    again: the state counts as rebuilt from the end on.
    """
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    sources: set[str] = set()
    articles = _articles(out, outputs)
    while chunk := list(itertools.islice(articles, _CHUNK)):
        with store.transaction():
            for state, written in chunk:
                signature = str(written.front_matter["translator"])
                store.memory.remember(signature, _sentences(written), now)
                # Of an edited article and its `.new.md`, the first in order is the article.
                if state.source not in sources:
                    store.record([state])
                    sources.add(state.source)
    store.mark_rebuilt()
    return len(sources)


def _articles(
    out: Path, outputs: Mapping[str, tuple[int, int]]
) -> Iterator[tuple[ArticleState, WrittenArticle]]:
    for output in sorted(outputs, key=lambda name: (name.endswith(".new.md"), name)):
        if output == INDEX:
            continue
        try:
            content = (out / output).read_bytes()
        except OSError:
            continue
        written = parse(content)
        if written and {"source", "translator"} <= written.front_matter.keys():
            yield _state(output, content, written, outputs[output]), written


def _state(
    output: str, content: bytes, written: WrittenArticle, lying: tuple[int, int]
) -> ArticleState:
    values = written.front_matter
    size, mtime_ns = lying
    is_ours = written.is_as_written
    return ArticleState(
        source=str(values["source"]),
        size=-1,  # as nothing was recorded of the source, its digest will be compared
        mtime_ns=-1,
        source_digest=str(values["source_digest"]),
        fingerprint=str(values.get("settings", "")),
        written=datetime.datetime.fromtimestamp(mtime_ns / 1e9, datetime.UTC).isoformat(
            timespec="seconds"
        ),
        output=output,
        output_digest=digest_of(content) if is_ours else "",
        title=str(values.get("title", "")),
        published=str(values.get("published", "")),
        words=_number(values.get("words")),
        warnings=_number(values.get("warnings")),
        output_size=size,
        output_mtime_ns=mtime_ns,
        cells=written.cells if is_ours else b"",
        frame=written.frame if is_ours else "",
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _sentences(written: WrittenArticle) -> dict[str, Remembered]:
    """The rows of an untouched article that hold one sentence each."""
    if not written.is_as_written:
        return {}
    return {
        row.source: Remembered(row.target, 0.0, Origin.ENGINE, "from a written article")
        for row in written.rows
        if row.source and row.target and row.is_plain and len(split(row.source)) == 1
    }
