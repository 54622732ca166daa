"""The digest of a run: the same story once, newest first."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.corpus.digesting import references_of
from translate.data import (
    Article,
    Block,
    BlockKind,
    Finding,
    Origin,
    Report,
    Segment,
    Severity,
    Summary,
    SummarySentence,
    TranslatedArticle,
    Translation,
)
from translate.digest import DigestEntry, Reference, groups_of, resemblance, sketch_of
from translate.rendering import parse, render
from translate.rendering.digest import render_digest

ARTICLES = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "articles").glob("*.json"))
]


def german(article):
    return "\n".join(s["de"] for block in article["blocks"] for s in block["sentences"])


def test_different_articles_are_not_grouped():
    groups = groups_of([sketch_of(german(article)) for article in ARTICLES])
    assert groups == [[index] for index in range(len(ARTICLES))]


@pytest.mark.parametrize("article", ARTICLES[:8], ids=lambda article: article["id"])
def test_agency_copy_is_recognized(article):
    """Another headline, a paragraph less, a byline, two sentences put otherwise."""
    sentences = german(article).split("\n")
    edited = [f"{article['title_de']} – was wir wissen", "Von unserer Redaktion", *sentences[:-3]]
    edited[4] = "Das teilte ein Sprecher am Abend mit."
    sketches = [sketch_of(" ".join(sentences)), sketch_of(" ".join(edited))]
    assert groups_of(sketches) == [[0, 1]]


def test_groups_do_not_depend_on_who_comes_first():
    texts = [german(article) for article in ARTICLES[:6]] * 2
    order = list(range(len(texts)))
    random.Random(3).shuffle(order)
    groups = groups_of([sketch_of(texts[index]) for index in order])
    assert sorted(sorted(order[i] % 6 for i in group) for group in groups) == [
        [n, n] for n in range(6)
    ]


def test_copies_of_copies_are_one_group():
    """The first and the last differ much, but each is like the one between."""
    words = german(ARTICLES[0]).split()
    texts = [words[:140], words[30:170], words[60:200]]
    assert groups_of([sketch_of(" ".join(text)) for text in texts]) == [[0, 1, 2]]


def test_empty_articles_are_not_the_same():
    assert groups_of([sketch_of(""), sketch_of("…"), ()]) == [[0], [1], [2]]


@given(st.text(max_size=80))
def test_every_text_is_like_itself(text):
    sketch = sketch_of(text)
    assert resemblance(sketch, sketch) == (1.0 if sketch else 0.0)


def test_sketches_stay_what_they_are():
    """They are kept between runs: a change of the numbers would part old from new."""
    assert sketch_of("Der Bundestag hat ein Gesetz beschlossen.")[:3] == SKETCH


SKETCH = (1085341108, 1152235134, 666263003)


def test_the_digest_reads_so():
    text = german(ARTICLES[0])
    entries = [
        DigestEntry("Older", "b/older.md", "b/older.txt", "2026-01-01", ("One.", "Two.", "Three.")),
        DigestEntry("Copy", "c.md", "c.txt", "2026-01-02", ("Same.",), 0, sketch_of("Da. " + text)),
        DigestEntry("New", "a b.md", "a b.txt", "2026-01-03", ("It is.",), 2, sketch_of(text)),
        DigestEntry("Undated", "z.md", "z.txt"),
    ]
    assert render_digest(entries, "Came in on 2026-01-03") == (
        "# Came in on 2026-01-03\n\n"
        "4 articles, 3 stories\n\n"
        "## [New](a%20b.md)\n\n"
        "2026-01-03 · a b.txt · ⚠ 2 worth checking\n\n"
        "It is.\n\n"
        "Also in: [Copy](c.md) (2026-01-02 · c.txt)\n\n"
        "## [Older](b/older.md)\n\n"
        "2026-01-01 · b/older.txt\n\n"
        "One. Two.\n\n"
        "## [Undated](z.md)\n\n"
        "z.txt\n"
    )


def test_nothing_came_in():
    assert render_digest([]) == "# New articles\n\n0 articles\n"


def test_markup_in_a_title_stays_text():
    digest = render_digest([DigestEntry("A [b](c) <i>", "a.md", "a.txt", summary=("# No.",))])
    assert "[A \\[b\\](c) &lt;i>](a.md)" in digest
    assert "\n\\# No.\n" in digest


def test_each_sentence_leads_to_its_paragraph():
    """
    By the passage's words, which a browser looks for; without a passage, to the article. A
    doubtful one keeps its mark.
    """
    entry = DigestEntry(
        "Title", "a b.md", "a.txt", "", ("One (1).", "Two.", "Three."),
        references=(
            Reference("¶2", "Die Nord-Süd, Ost & [West]"),
            Reference("¶3, ¶4", is_doubtful=True),
        ),
    )  # fmt: skip
    assert (
        "One (1). ([¶2](a%20b.md#:~:text=Die%20Nord%2DS%C3%BCd%2C%20Ost%20%26%20%5BWest%5D)) "
        "Two. ([¶3, ¶4](a%20b.md)) ⚠\n"
    ) in render_digest([entry])


def test_a_summary_is_traced_to_the_rows_of_a_written_article():
    """A sentence that stands in no row, because a model or a person wrote it, has no passage."""
    german = ("Titel", "Eins steht hier, und zwar lang. Zwei.", "Drei | vier.")
    english = ("Title", "One stands here. Two.", "Three | four.")
    kinds = (BlockKind.TITLE, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH)
    sentences = (("One stands here.", (1,)), ("Three | four.", (2,)), ("Both.", (1, 2)))
    article = TranslatedArticle(
        article=Article("a.txt", tuple(map(Block, kinds, german))),
        source_digest="b2:00",
        translations=tuple(
            Translation(Segment(source, block), target, 0.0, Origin.ENGINE)
            for block, (source, target) in enumerate(zip(german, english, strict=True))
        ),
        summary=Summary(tuple(SummarySentence(*each) for each in sentences), "extractive"),
        report=Report((Finding("names", Severity.WARNING, "in doubt", 2),)),
        signature="echo",
    )
    written = parse(render(article, is_draft=False).encode())
    assert list(references_of(written)) == [
        Reference("¶2", "Eins steht hier, und zwar"),
        Reference("¶3", "Drei | vier.", is_doubtful=True),
        Reference("¶2, ¶3"),
    ]
