"""An article on the page shows the text that went in, and nothing of it becomes markup."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.conftest import ROOT
from translate.data import (
    Article,
    Block,
    BlockKind,
    Finding,
    Furniture,
    Origin,
    Report,
    Segment,
    Severity,
    Summary,
    SummarySentence,
    TranslatedArticle,
    Translation,
)
from translate.rendering import (
    IndexEntry,
    is_sealed,
    parse,
    render,
    render_changes,
    render_index,
    sealed,
    unsealed,
)
from translate.rendering.escaping import escape, escape_line, has_markup, unescape

MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False}).enable("table")

NASTY = [
    line.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\0", "\0")
    .replace("\\u2028", "\u2028").replace("\\u2029", "\u2029")
    for line in (ROOT / "tests/cases/nasty_strings.txt").read_text("utf-8").split("\n")[1:]
    if line
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.sampled_from("ab *_`|\\<>[]()!&;#-+=~^$%:.1\n\r•⚠ä\"'"), max_size=30),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)

# What a page may consist of; anything else is smuggled in.
HARMLESS = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "table_open",
    "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close",
    "th_open", "th_close", "td_open", "td_close", "bullet_list_open", "bullet_list_close",
    "list_item_open", "list_item_close", "text", "softbreak", "strong_open", "strong_close",
    "em_open", "em_close", "text_special",
}  # fmt: skip


def shown(text):
    """Text as a page shows it: line breaks and runs of spaces are one space."""
    text = re.sub(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", " ", text)
    return " ".join(text.replace("\0", "\ufffd").split())


def words_of(token):
    return "".join(
        child.content if child.type != "softbreak" else " " for child in token.children or []
    )


def body_of(page):
    return page.split("\n---\n", 1)[1]


def cells_of(page):
    """The texts of the table's cells, as a reader of Markdown sees them."""
    tokens = MARKDOWN.parse(body_of(page))
    return [
        words_of(tokens[number + 1])
        for number, token in enumerate(tokens)
        if token.type == "td_open"
    ]


def types_of(page):
    tokens = MARKDOWN.parse(body_of(page))
    return {t.type for t in tokens} | {c.type for t in tokens for c in t.children or []}


def article_of(texts, kinds, furniture=(), **known):
    """An article whose blocks and translations are these texts, German and English."""
    blocks = tuple(Block(kind, german) for kind, (german, _) in zip(kinds, texts, strict=True))
    translations = tuple(
        Translation(Segment(german, index), english, 0.0, Origin.ENGINE)
        for index, (german, english) in enumerate(texts)
    )
    return TranslatedArticle(
        article=Article(
            "a.txt", blocks, tuple(Furniture(text, "menu") for text in furniture), **known
        ),
        source_digest="b2:00",
        translations=translations,
        summary=Summary((SummarySentence(texts[0][1], (0,)),), "extractive"),
        report=Report((Finding("numbers", Severity.ERROR, texts[-1][0], len(texts) - 1),)),
        signature="echo",
    )


ARTICLES = st.lists(
    st.tuples(st.tuples(TEXTS, TEXTS), st.sampled_from(list(BlockKind))), min_size=1, max_size=5
)


@settings(max_examples=150, deadline=None)
@given(blocks=ARTICLES, furniture=st.lists(TEXTS, max_size=2), author=TEXTS)
def test_text_can_do_nothing_to_the_page(blocks, furniture, author):
    """Two columns with the text that went in; no HTML, link, code, heading or rule comes of it."""
    texts, kinds = [text for text, _ in blocks], [kind for _, kind in blocks]
    article = article_of(texts, kinds, furniture, author=author)
    page = render(article, is_draft=False)
    cells = cells_of(page)
    assert len(cells) == 2 * len(blocks)
    for row, ((german, english), kind) in enumerate(blocks):
        bullet = "• " if kind is BlockKind.LIST_ITEM else ""
        mark = " ⚠" if row == len(blocks) - 1 else ""
        assert shown(cells[2 * row]) == shown(bullet + german)
        assert shown(cells[2 * row + 1]) == shown(bullet + english + mark)
    assert types_of(page) <= HARMLESS
    head, _, rest = page[4:].partition("\n---\n")
    values = yaml.safe_load(head)
    assert values.get("author", "") == author
    assert values["source_digest"] == "b2:00"
    assert rest.startswith("# ")


@settings(max_examples=150, deadline=None)
@given(blocks=ARTICLES)
def test_an_article_is_read_back(blocks):
    """Each row gives its German and English again: what edits are found by."""
    texts, kinds = [text for text, _ in blocks], [kind for _, kind in blocks]
    written = parse(render(article_of(texts, kinds), is_draft=False).encode())
    assert written is not None
    assert written.is_as_written
    rows = [(shown(row.source), shown(row.target)) for row in written.rows]
    for (german, english), row in zip(texts, rows, strict=True):
        wanted = shown(german), shown(english)
        unmarked = wanted[0], wanted[1].removesuffix("⚠").rstrip()
        assert row in (wanted, unmarked)


@given(TEXTS)
@example("\\|")
@example("a\\")
def test_escaping_is_undone_by_reading(text):
    assert shown(unescape(escape(text))) == shown(text)
    assert shown(unescape(escape(text, inside="*"))) == shown(text)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_strings_are_shown_as_they_are(text):
    """In a cell, at the start of a list item, in a heading, in the index."""
    page = MARKDOWN.parse(f"| {escape(text.strip())} | x |\n|--|--|\n")
    assert shown(words_of(page[4])) == shown(text)
    item = MARKDOWN.parse(f"- {escape_line(text)} — x\n")
    assert [token.type for token in item if token.type == "inline"] == ["inline"]
    assert shown(words_of(item[3])) == shown(f"{text} — x")
    index = render_index([IndexEntry(text, "a.md", text)])
    rows = MARKDOWN.parse(index)
    links = [c for t in rows for c in t.children or [] if c.type == "link_open"]
    assert [link.attrs["href"] for link in links] == ["a.md"]


def test_german_stays_findable_in_the_raw_file():
    text = "Die Lehrer*innen der 10b [Anm. d. Red.] zahlen 3 € & mehr: „Ja!“ (S. 5–7) @ 50 %"
    assert escape(text) == text


@pytest.mark.parametrize(
    ("cell", "is_markup"),
    [
        ("plain, 5 < 6 & 7 > 3", False), ("2 * 3", False), ("snake_case and more_of_it", False),
        (r"\*escaped\* \`too\`", False), ("[Anm.]", False),
        ("*emphasis*", True), ("a `code`", True), ("[a](b)", True), ("<b>bold</b>", True),
        ("~~gone~~", True), ("==marked==", True), ("[[link]]", True), ("_emphasis_", True),
    ],
)  # fmt: skip
def test_markup_in_a_cell_is_told_from_text(cell, is_markup):
    assert has_markup(cell) is is_markup


def test_a_seal_is_broken_by_any_change():
    page = sealed("---\ntitle: x\n---\n# x\n\ntext\n")
    assert is_sealed(page)
    assert is_sealed(page.replace("\n", "\r\n"))
    assert sealed(unsealed(page)) == page
    for position in range(len(page)):
        assert not is_sealed(page[:position] + "§" + page[position + 1 :])


def test_text_cannot_forge_a_seal():
    """A seal counts in the front matter alone."""
    page = sealed("---\ntitle: x\n---\n| article_digest: b2:00 |\n")
    assert not is_sealed(page.replace("title: x", "title: y"))
    assert not is_sealed("---\ntitle: x\n---\narticle_digest: b2:00\n---\n")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"# mine\n", b"\xff\xfe", b"---\n: [\n---\n", b"---\ntitle: x\n---\nno table\n",
        b"---\nsource_digest: x\n---\n| German | English |\n|:--|:--|\n| a | b | c |\n",
    ],
)  # fmt: skip
def test_what_is_not_ours_is_not_read_as_ours(content):
    assert parse(content) is None


def test_the_index_is_newest_first_and_undated_last():
    entries = [
        IndexEntry("Old", "old.md", "old.txt", "2024-01-01"),
        IndexEntry("None", "none.md", "none.txt"),
        IndexEntry("New B", "b.md", "b.txt", "2026-05-05T10:00:00"),
        IndexEntry("New A", "a.md", "a.txt", "2026-05-05"),
    ]
    lines = render_index(entries).splitlines()[4:]
    assert [line.split("](")[0].split("[")[1] for line in lines] == [
        "New A",
        "New B",
        "Old",
        "None",
    ]


def test_a_long_list_of_changes_is_cut():
    texts = [(f"Satz {number}.", f"Sentence {number}.") for number in range(30)]
    article = article_of(texts, [BlockKind.PARAGRAPH] * 30)
    lines = render_changes(article, [], {}, "2026-01-01").splitlines()
    assert lines[0] == "## Changed since 2026-01-01"
    assert lines[-1] == "- … and 18 more"
    assert render_changes(article, [german for german, _ in texts], {}, "2026-01-01") == ""
