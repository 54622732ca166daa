"""What came in since a moment, from the articles as they lie in the output folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from translate.corpus.finding import STATE_FILE, STATE_FOLDER
from translate.digest import DigestEntry, Reference, sketch_of
from translate.errors import CorpusError
from translate.rendering import WrittenArticle, parse, render_digest
from translate.store import ArticleState, Store

# Words of a paragraph that find it again on its page.
_PASSAGE = 5


def render_digest_since(out: Path, since: str, file: Path) -> str:
    """
    The digest of the articles written since a moment, as Markdown for `file`.

    Raises `CorpusError` where no run has written to the folder yet.
    """
    state = out / STATE_FOLDER / STATE_FILE
    if not state.is_file():
        raise CorpusError(f"{out}: no run has written here yet; start with: translate run")
    with Store.look(state) as store:
        states = [state for state in store.articles().values() if state.written >= since]
    return render_digest_of(states, out, file, f"Articles since {since[:10]}")


def render_digest_of(states: Iterable[ArticleState], out: Path, file: Path, heading: str) -> str:
    """The digest of some articles; its links lead from `file` to where they lie."""
    return render_digest(list(_entries(states, out, file)), heading)


def _entries(states: Iterable[ArticleState], out: Path, file: Path) -> Iterator[DigestEntry]:
    for state in states:
        path = out / (state.output or "")
        written = parse(path.read_bytes()) if path.is_file() else None
        if written:
            yield DigestEntry(
                title=state.title,
                output=Path(os.path.relpath(path, file.parent)).as_posix(),
                source=state.source,
                published=state.published,
                summary=written.summary,
                warnings=state.warnings,
                sketch=sketch_of(" ".join(row.source for row in written.rows)),
                references=tuple(references_of(written)),
            )


def references_of(written: WrittenArticle) -> Iterator[Reference]:
    """
    Where each sentence of the summary stands: how the German begins in the row that holds it.

    A sentence that no row holds was written by a model, or its row by a person.
    """
    for sentence, paragraphs, is_doubtful in zip(
        written.summary, written.references, written.doubts, strict=True
    ):
        sources = (row.source for row in written.rows if sentence in row.target)
        passage = " ".join(next(sources, "").split()[:_PASSAGE])
        yield Reference(paragraphs, passage, is_doubtful)
