"""Translated articles → files: over what we wrote, beside what a person changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from translate.corpus.editing import Edit, Recall
from translate.corpus.finding import Found, folded, leads_out
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


@dataclass(frozen=True)
class Places:
    """
    The output folder of one run: what is known of it, and what people did to it.

    `planned` says where the articles of this run are written, `edits` are the outputs that people
    changed, `recall` is the memory.
    """

    settings: Settings
    fingerprint: str
    now: str
    is_draft: bool
    known: Mapping[str, ArticleState]
    planned: Mapping[str, str]
    edits: Mapping[str, Edit]
    recall: Recall

    def refused(self, outcome: Outcome, output: str) -> Outcome:
        """The outcome, or a failure where its file cannot lie: one name is not the whole run."""
        if not isinstance(outcome, TranslatedArticle):
            return outcome
        why = self._why_refused(output)
        name = self.settings.out / output
        return Failure(outcome.path, f"{outcome.path}: its output {name} {why}") if why else outcome

    def _why_refused(self, output: str) -> str:
        out = self.settings.out
        if leads_out(out, output):
            return f"would lie outside of {out}, behind a link; remove the link"
        if (out / output).is_dir():
            return "is the name of a folder; move the folder away"
        above = [folder for folder in (out / output).parents if out in folder.parents]
        if file := next((folder for folder in above if folder.is_file()), None):
            return f"would lie below {file}, which is a file; move the file away"
        return ""

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
        names = itertools.chain(
            [f"{stem}.new.md"], (f"{stem}.new{number}.md" for number in itertools.count(2))
        )
        return next(name for name in names if self._is_free(name))

    def _is_free(self, name: str) -> bool:
        path = self.settings.out / name
        if folded(name) in self._taken or path.is_dir():
            return False
        there = read_if_there(path)
        return there is None or is_sealed(there.decode("utf-8", "replace"))

    @cached_property
    def _taken(self) -> frozenset[str]:
        """The names that belong to an article, be it written by now or not."""
        known = (state.output for state in self.known.values() if state.output)
        return frozenset(map(folded, itertools.chain(known, self.planned.values())))

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
