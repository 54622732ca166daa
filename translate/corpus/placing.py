"""Translated articles → files: over what we wrote, beside what a person changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from translate.corpus.editing import Edit, Recall
from translate.corpus.finding import Found, leads_out
from translate.data import Failure, Outcome, Skipped, TranslatedArticle, digest_of
from translate.rendering import (
    WrittenArticle,
    english_title,
    is_sealed,
    parse,
    render,
    render_changes,
)
from translate.segmentation import split
from translate.settings import Settings
from translate.store import ArticleState
from translate.writing import read_if_there, write_atomically


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article was written, what is to be recorded of it, and what is to be said."""

    output: str
    state: ArticleState
    note: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """
    The output folder of one run: what is known of it, and what people did to it.

    `edits` are the outputs that people changed, `recall` is the memory.
    """

    settings: Settings
    fingerprint: str
    now: str
    is_draft: bool
    known: Mapping[str, ArticleState]
    edits: Mapping[str, Edit]
    recall: Recall

    def refused(self, outcome: Outcome, output: str) -> Outcome:
        """The outcome, or a failure where its file would lie outside the output folder."""
        if not isinstance(outcome, TranslatedArticle) or not leads_out(self.settings.out, output):
            return outcome
        return Failure(
            outcome.path,
            f"{outcome.path}: its output {self.settings.out / output} would lie outside of "
            f"{self.settings.out}, behind a link; remove the link",
        )

    def skip(self, outcome: Skipped, item: Found) -> ArticleState:
        """What is to be recorded of a source that was skipped; an older output stays its own."""
        before = self.known.get(outcome.path) or self._state(item)
        if before.output and (self.settings.out / before.output).is_file():
            before = seen(before, self.settings.out / before.output)
        return replace(
            before,
            size=item.size,
            mtime_ns=item.mtime_ns,
            source_digest="",
            fingerprint=self.fingerprint,
            skipped=outcome.reason,
            gone="",
        )

    def write(self, translated: TranslatedArticle, output: str, item: Found) -> Placed:
        """Write an article; a file that is not as we left it is kept, and we write beside it."""
        path = self.settings.out / output
        existing = read_if_there(path)
        content = self._render(translated, existing).encode()
        state = self._described(translated, output, item)
        if existing is None or self._is_ours(translated.path, output, existing):
            if content != existing:
                write_atomically(path, content)
            return Placed(output, as_written(state, path, content))
        if content == existing:
            return Placed(output, as_written(state, path, content))
        beside = self._beside(output)
        write_atomically(self.settings.out / beside, content)
        note = f"{output} was edited by hand and is kept; new version: {beside}"
        return Placed(beside, _as_edited(state, path, self.known.get(translated.path)), note)

    def _is_ours(self, source: str, output: str, existing: bytes) -> bool:
        digest = digest_of(existing)
        before = self.known.get(source)
        if before and before.output == output and before.output_digest == digest:
            return True
        edit = self.edits.get(source)
        if edit and edit.can_be_rendered and edit.digest == digest:
            return True
        return is_sealed(existing.decode("utf-8", "replace"))

    def _beside(self, output: str) -> str:
        """A name beside an output that is free, or holds a version of ours that nobody changed."""
        stem = str(PurePosixPath(output).with_suffix(""))
        outputs = {state.output for state in self.known.values()}
        number = 1
        while True:
            name = f"{stem}.new.md" if number == 1 else f"{stem}.new{number}.md"
            there = read_if_there(self.settings.out / name)
            is_free = there is None or is_sealed(there.decode("utf-8", "replace"))
            if is_free and name not in outputs:
                return name
            number += 1

    def _render(self, translated: TranslatedArticle, existing: bytes | None) -> str:
        written = parse(existing) if existing else None
        return render(
            translated,
            self.settings.rows,
            is_draft=self.is_draft,
            fingerprint=self.fingerprint,
            changes=self._changes(translated, written) if written else "",
        )

    def _changes(self, translated: TranslatedArticle, written: WrittenArticle) -> str:
        """What changed in the source since the version that lies there; the list stays with it."""
        if written.front_matter["source_digest"] == translated.source_digest:
            return written.changes
        before = self.known.get(translated.path)
        if before is None or written.front_matter.get("source") != translated.path:
            return ""
        sentences = list(_sentences_before(written, translated))
        known = self.recall(str(written.front_matter.get("translator", "")), sentences)
        return render_changes(translated, sentences, known, before.written[:10])

    def _state(self, item: Found) -> ArticleState:
        return ArticleState(
            source=item.path,
            size=item.size,
            mtime_ns=item.mtime_ns,
            source_digest="",
            fingerprint=self.fingerprint,
            written=self.now,
        )

    def _described(self, translated: TranslatedArticle, output: str, item: Found) -> ArticleState:
        return replace(
            self._state(item),
            source_digest=translated.source_digest,
            output=output,
            title=english_title(translated),
            published=translated.article.published,
            words=translated.article.words,
            warnings=translated.report.warnings,
        )


def _sentences_before(written: WrittenArticle, translated: TranslatedArticle) -> Iterable[str]:
    """The German sentences of an older version, cut as today where their block is still there."""
    blocks: dict[str, list[str]] = {}
    for index, block in enumerate(translated.article.blocks):
        blocks[block.text.strip()] = [
            t.segment.text for t in translated.translations if t.segment.block == index
        ]
    for row in written.rows:
        yield from blocks.get(row.source) or (sentence.strip() for sentence in split(row.source))


def as_written(state: ArticleState, path: Path, content: bytes) -> ArticleState:
    """Note what we wrote, so that a person's edit of it can be told."""
    written = parse(content)
    return replace(
        seen(state, path),
        output_digest=digest_of(content),
        cells=written.cells if written else b"",
        frame=written.frame if written else "",
    )


def _as_edited(state: ArticleState, path: Path, before: ArticleState | None) -> ArticleState:
    """The file that lies there is still the one that a person made of our last version."""
    if before is None or before.output != state.output:
        return seen(state, path)
    return replace(
        seen(state, path),
        output_digest=before.output_digest,
        cells=before.cells,
        frame=before.frame,
    )


def seen(state: ArticleState, path: Path) -> ArticleState:
    """Note size and time of an output as it lies there now."""
    there = path.stat()
    return replace(state, output_size=there.st_size, output_mtime_ns=there.st_mtime_ns)
