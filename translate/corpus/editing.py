"""
What people changed in a written article: learnt cell by cell, and never overwritten.

An edit of English cells alone can be rendered again around. Anything else a person did (notes, a
new heading, a row more) cannot be mapped back, and then the file stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from translate.data import TranslatedArticle, digest_of
from translate.rendering import Row, WrittenArticle, cell_digest, is_cell_of, parse
from translate.rendering.parsing import CELL_BYTES
from translate.segmentation import split
from translate.store import ArticleState

# What the memory knows of German sentences, by the signature of the article they stood in.
Recall = Callable[[str, Iterable[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Edit:
    """
    An article that is not as we left it.

    `cells` are the German and English of rows a person changed, `sentences` the single sentences
    among them that changed. `digest` names the bytes that were looked at.
    """

    cells: Mapping[str, str]
    sentences: Mapping[str, str]
    can_be_rendered: bool
    digest: str

    def stands_in(self, translated: TranslatedArticle) -> bool:
        """Whether an article says what the person wrote, wherever the German of a cell comes."""
        blocks: defaultdict[str, set[str]] = defaultdict(set)
        sentences: defaultdict[str, set[str]] = defaultdict(set)
        for block, group in groupby(translated.translations, key=lambda t: t.segment.block):
            some = list(group)
            english = " ".join(t.text for t in some if t.text)
            blocks[translated.article.blocks[block].text.strip()].add(english)
            for translation in some:
                sentences[translation.segment.text.strip()].add(translation.text)
        return all(
            (blocks.get(german) or sentences[german]) == {english}
            for german, english in self.cells.items()
        )


def find_edit(
    content: bytes, state: ArticleState, recall: Recall, own: Mapping[str, str]
) -> Edit | None:
    """
    Compare an article with what we recorded; None means that it is still that.

    `own` is what a person wrote into it before.

    One of ours that is not the recorded one (written by a run that was killed, restored from a
    copy) is an edit without cells: rendering it again makes file and record one.
    """
    digest = digest_of(content)
    if digest == state.output_digest:
        return None
    written = parse(content)
    if written is not None and written.is_as_written:
        return Edit({}, {}, can_be_rendered=True, digest=digest)
    if written is None or not state.frame:
        return Edit({}, {}, can_be_rendered=False, digest=digest)
    rows = _changed_rows(written, state)
    cells = {row.source: row.target for row in rows if row.source}
    is_clear = all(row.is_plain and row.source for row in rows)
    # The same paragraph twice, translated by people in two ways: both are to stay.
    by_people = {*rows, *(row for row in written.rows if own.get(row.source) == row.target)}
    is_clear &= all(cells.get(row.source, row.target) == row.target for row in by_people)
    signature = str(written.front_matter.get("translator", ""))
    sentences: dict[str, str] = {}
    for row in rows:
        sentences |= _changed_sentence(row, lambda some: recall(signature, some), state.cells)
    return Edit(cells, sentences, is_clear and written.frame == state.frame, digest)


def _changed_rows(written: WrittenArticle, state: ArticleState) -> list[Row]:
    before = _cells(state.cells)
    if written.frame == state.frame and len(before) == len(written.rows):
        return [
            row
            for row, cell in zip(written.rows, before, strict=True)
            if cell_digest(row.english) != cell
        ]
    # Rows may have moved: what was nowhere before is new.
    return [row for row in written.rows if cell_digest(row.english) not in before]


def _cells(digests: bytes) -> Sequence[bytes]:
    return [digests[i : i + CELL_BYTES] for i in range(0, len(digests), CELL_BYTES)]


def _changed_sentence(
    row: Row, recall: Callable[[Iterable[str]], Mapping[str, str]], before: bytes
) -> dict[str, str]:
    """
    The one sentence of a paragraph that a person changed, if the others are as they were.

    What the row was is known from the memory, and certain only if its digest is the recorded one.
    """
    german = [sentence.strip() for sentence in split(row.source)]
    if len(german) < 2:
        return {}
    known = recall(german)
    english = [known.get(sentence, sentence) for sentence in german]
    if not any(is_cell_of(cell, row, " ".join(english)) for cell in _cells(before)):
        return {}
    first, last, left = 0, len(english), row.target
    while first < last and left.startswith(f"{english[first]} "):
        left = left[len(english[first]) + 1 :]
        first += 1
    while first < last and left.endswith(f" {english[last - 1]}"):
        left = left[: -len(english[last - 1]) - 1]
        last -= 1
    return {german[first]: left.strip()} if last - first == 1 and left.strip() else {}
