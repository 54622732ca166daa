"""Bytes become articles: decoding, plain text, Markdown, HTML; bad input says what to do."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.cleaning import clean
from translate.cleaning.characters import repair_characters
from translate.data import Article, BlockKind, Format, Source
from translate.errors import ReadError
from translate.reading import read

CORPUS = Path(__file__).parent.parent / "corpus"


def _read(text: str | bytes, format_: Format = Format.TEXT) -> Article:
    content = text.encode() if isinstance(text, str) else text
    return read(Source(f"a.{format_.value}", format_, content))


def _blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in article.blocks]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Molière aß Brötchen.".encode(), "utf-8"),
        ("\ufeffMolière aß Brötchen.".encode(), "utf-8"),
        ("Molière aß Brötchen.".encode("cp1252"), "cp1252"),
        ("Molière aß Brötchen.".encode("utf-16"), "utf-16-le"),
        ("\ufeffMolière aß Brötchen.".encode("utf-16-be"), "utf-16-be"),
        ("\ufeffMolière aß Brötchen.".encode("utf-32-le"), "utf-32-le"),
        ("Molière aß Brötchen.".encode("utf-16-le"), "utf-16-le"),
        ("Molière aß Brötchen.".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_encodings(content, encoding):
    """Each encoding that German text comes in is read without a guess, and named."""
    article = _read(content)
    assert (article.blocks[0].text, article.encoding) == ("Molière aß Brötchen.", encoding)


def test_a_stray_byte_does_not_garble_a_utf8_file():
    """A file of UTF-8 with a Windows quotation mark in it keeps its umlauts."""
    article = _read("Über Größe und Öl sagte er: ".encode() + b"\x84Ja\x93.")
    assert article.blocks[0].text == "Über Größe und Öl sagte er: „Ja“."


def test_a_page_is_read_in_the_charset_it_declares():
    """`€` is another byte in ISO 8859-15."""
    page = '<meta charset="iso-8859-15"><h1>Öl</h1><article><p>{}</p></article>'
    text = "Das Fass Öl kostet am Freitag in Rotterdam 70 €, sagte ein Händler der Börse. " * 3
    article = _read(page.format(text).encode("iso-8859-15"), Format.HTML)
    assert "70 €, sagte ein Händler" in article.blocks[-1].text


@pytest.mark.parametrize(
    ("content", "format_", "message"),
    [
        (b"", Format.TEXT, "empty"),
        (b" \n\t\n", Format.TEXT, "empty"),
        (b"\0\1\2\3 text \0", Format.TEXT, "binary"),
        (b"%PDF-1.7 text", Format.TEXT, "a PDF"),
        (b"\xff\xd8\xff\xe0 JFIF", Format.TEXT, "JPEG"),
        (bytes(range(1, 32)) * 9 + b"\xff", Format.TEXT, "binary"),
        (b"\x81\x8d\x8f\x90\x9d", Format.TEXT, "neither UTF-8"),
        (b'---\ntitle: "x\nlist: [\n---\nText.', Format.MARKDOWN, "front matter"),
        (b"<html><body><div id=root></div></body></html>", Format.HTML, "no article"),
        (b"<!-- -->", Format.HTML, "no "),
    ],
)
def test_bad_input_is_one_sentence_with_a_way_out(content, format_, message):
    """The message names the file, the cause and what to do."""
    with pytest.raises(ReadError, match=rf"^a\.{format_.value}: .*{message}.*; .+$"):
        _read(content, format_)


PAYWALL = """<html><head><title>Steuern</title></head><body><article><h1>Steuern steigen</h1>
<p>Die Regierung plant eine große Reform. Was das für Familien bedeutet, lesen Sie hier.</p>
<div><h2>Weiterlesen mit Abo</h2><p>Jetzt abonnieren und weiterlesen.</p></div>
</article></body></html>"""

CONSENT = """<html><body><h1>Willkommen</h1><p>Wir und unsere Partner verwenden Cookies, um Inhalte
und Werbung zu personalisieren. Mit Werbung weiter: Besuchen Sie unsere Seite wie gewohnt mit
Tracking. Ihre Einwilligung können Sie jederzeit widerrufen.</p><button>Alle akzeptieren</button>
</body></html>"""


@pytest.mark.parametrize(("page", "message"), [(PAYWALL, "paywall"), (CONSENT, "consent page")])
def test_a_stub_is_no_article(page, message):
    """A teaser in front of a paywall and a consent page are failures, not articles."""
    with pytest.raises(ReadError, match=message):
        _read(page, Format.HTML)


def test_hard_wrapped_lines_are_joined():
    """Wrapped lines are one paragraph, and the words divided between them are mended."""
    article = _read(
        "Der Ausschuss hat am Dienstag über die neue Ver-\n"
        "fassung beraten und dabei die Lage an der Nord-\n"
        "und Ostsee besprochen. Gäste aus Nordrhein-\n"
        "Westfalen waren dabei. Es ging um einen 46-\n"
        "jährigen Mann.\n"
        "Danach war die Sitzung nach einer Stunde zu Ende.\n"
    )
    joined = (
        "Der Ausschuss hat am Dienstag über die neue Verfassung beraten und dabei die Lage an der "
        "Nord- und Ostsee besprochen. Gäste aus Nordrhein-Westfalen waren dabei. Es ging um einen "
        "46-jährigen Mann."
    )
    last = "Danach war die Sitzung nach einer Stunde zu Ende."
    assert [text for _, text in _blocks(article)] == [joined, last]


def test_a_paragraph_on_each_line_stays_so():
    """A scraped file is not wrapped, although its lines follow each other."""
    lines = [
        "Überschrift des Artikels",
        "Die Bahn hat am Montag angekündigt, dass sie die Preise erhöht. Das sagte ein Sprecher.",
        "Der Minister reagierte gelassen auf die Ankündigung der Bahn am Montag.",
        "Zuletzt waren die Preise gesunken.",
    ]
    article = _read("\n".join(lines))
    assert [text for _, text in _blocks(article)] == lines
    assert article.title == lines[0]


def test_headings_and_lists_in_plain_text():
    """Short lines are headings, marked lines are items, speakers' questions are paragraphs."""
    article = _read(
        "Neue Züge\n\nDie Bahn kauft Züge. Sie sind rot.\n\nWo ist der Haken?\n\n"
        "- teuer\n- spät,\n  sehr spät\n\nDZ: Woran liegt das?\n\n"
        "1. bestellen\n2. warten\n\n– Das sagte er im Ausschuss. Dann ging er.\n"
    )
    assert _blocks(article) == [
        ("title", "Neue Züge"),
        ("paragraph", "Die Bahn kauft Züge. Sie sind rot."),
        ("heading", "Wo ist der Haken?"),
        ("list item", "teuer"),
        ("list item", "spät, sehr spät"),
        ("paragraph", "DZ: Woran liegt das?"),
        ("list item", "1. bestellen"),
        ("list item", "2. warten"),
        ("paragraph", "– Das sagte er im Ausschuss. Dann ging er."),
    ]


MARKDOWN = """---
title: Neue Züge
author: [Eva Kern, Jan Lux]
date: 2026-05-03
url: https://example.org/zug_(rot)
tags: [Bahn, Züge]
---
# Neue Züge

Die Bahn kauft [Züge](https://example.org/zug_(rot)). Sie sind **rot** und *schnell*.

![Ein Zug](zug.jpg)

## Der Haken

- teuer
- spät,
  sehr spät

> Ich warte,
> sagte er.

```
a = 1
```
"""


def test_markdown():
    """Front matter becomes metadata, markup becomes kinds, links become their text."""
    article = _read(MARKDOWN, Format.MARKDOWN)
    assert _blocks(article) == [
        ("title", "Neue Züge"),
        ("paragraph", "Die Bahn kauft Züge. Sie sind rot und schnell."),
        ("caption", "Ein Zug"),
        ("heading", "Der Haken"),
        ("list item", "teuer"),
        ("list item", "spät, sehr spät"),
        ("quote", "Ich warte, sagte er."),
        ("paragraph", "a = 1"),
    ]
    assert (article.author, article.published) == ("Eva Kern, Jan Lux", "2026-05-03")
    assert article.url == "https://example.org/zug_(rot)"
    assert [item.text for item in article.furniture] == ["tags: Bahn, Züge"]


def test_a_list_of_nothing_but_links_ends_the_article():
    """Below the text, items that are links are teasers; an item that holds one is text."""
    article = clean(
        _read(
            "# Türme\n\nBautzen hat viele Türme. Auf fünf sind wir gestiegen.\n\n"
            "- Der [Reichenturm](/turm) ist schief\n\n- [Görlitz](/a)\n- [Radeln](/b)\n",
            Format.MARKDOWN,
        )
    )
    assert [item.text for item in article.furniture] == ["Görlitz", "Radeln"]
    assert article.blocks[-1].text == "Der Reichenturm ist schief"


def test_two_rulers_are_no_front_matter():
    """A paragraph between rulers is text."""
    article = _read("---\n\nHallo. Es regnet.\n\n---\nMehr folgt.\n", Format.MARKDOWN)
    assert [text for _, text in _blocks(article)] == ["Hallo. Es regnet.", "Mehr folgt."]


PAGES = sorted(CORPUS.rglob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path):
    """A page gives title, author, date, address and text; the rest of it is furniture."""
    page = path.read_text("utf-8")
    article = clean(_read(page, Format.HTML))
    assert all((article.title, article.author, article.published, article.url))
    paragraphs = re.findall(r"<(?:p class=\"article__teaser\"|p|li|h2)>([^<]+)</", page)
    body = page[page.index("<h1>") : page.index("</article>")]
    texts = {block.text for block in article.blocks}
    aside = {item.text for item in article.furniture}
    for paragraph in paragraphs:
        assert paragraph in texts | aside
        if f"<p>{paragraph}" in body or f'teaser">{paragraph}' in body:
            assert paragraph in texts
    for line in ("Anzeige", "Mehr zum Thema", "Impressum", "Meistgelesen", "Jetzt abonnieren"):
        assert line in aside
        assert line not in texts


def test_hidden_text_is_no_furniture():
    """Scripts, styles and hidden boxes are not what a reader sees."""
    text = "Der Hafen in Hamburg wächst seit Jahren, und das sagte am Montag auch der Senat. " * 4
    page = (
        "<html><body><script>var x = 1</script><style>p {}</style><div hidden>Geheim</div>"
        f"<nav>Menü</nav><article><h1>Hafen</h1><p>{text}</p></article></body></html>"
    )
    assert [item.text for item in _read(page, Format.HTML).furniture] == ["Menü"]


def test_a_year_in_the_text_is_no_date():
    """Only what a page says about itself is its date of publication."""
    text = "Die Senatorin ist seit 2020 im Amt und kommt aus Kiel, der Hafen wächst dennoch. " * 4
    page = f"<html><body><article><h1>Hafen</h1><p>{text}</p></article></body></html>"
    assert clean(_read(page, Format.HTML)).published == ""
    byline = "<div>Von Eva Kern</div><div>3. Mai 2026</div>"
    article = clean(_read(page.replace("</h1>", "</h1>" + byline), Format.HTML))
    assert (article.author, article.published) == ("Eva Kern", "2026-05-03")


def test_a_kicker_above_the_heading_of_a_page_is_set_aside():
    """A short line between the top of an article and its title is the title's kicker."""
    text = "Der Hafen in Hamburg wächst seit Jahren, das sagte der Senat am Montag. " * 3
    page = f"<article><p>Seehandel</p><h1>Mehr Schiffe als gedacht</h1><p>{text}</p></article>"
    article = clean(_read(f"<html><body>{page}</body></html>", Format.HTML))
    assert [block.kind.value for block in article.blocks] == ["title", "paragraph"]
    assert [item.text for item in article.furniture] == ["Seehandel"]


def test_kinds_of_a_page():
    """Headings, items and quotes of a page keep their kinds, and nested markup its text."""
    text = "Der Hafen in Hamburg <a href='/x'>wächst</a> seit Jahren, das sagte der <b>Senat</b>. "
    page = (
        f"<html><body><article><h1>Hafen</h1><p>{text * 3}</p><h2>Kritik</h2><p>{text * 2}</p>"
        f"<blockquote><p>Wir zahlen das nicht noch einmal.</p></blockquote><ul><li>teuer und laut"
        f"</li><li>spät und groß</li></ul><p>{text}</p></article></body></html>"
    )
    kinds = [kind for kind, _ in _blocks(_read(page, Format.HTML))]
    assert kinds == [
        *("title", "paragraph", "heading", "paragraph", "quote", "list item", "list item"),
        "paragraph",
    ]


@pytest.mark.parametrize(
    "text", ["wort " * 200_000, "[" * 500_000, "*a " * 300_000, "> " * 300_000]
)
@pytest.mark.parametrize("format_", [Format.TEXT, Format.MARKDOWN])
def test_one_long_line(text, format_):
    """A line of a megabyte is read in one pass; a quadratic one would not come back."""
    article = _read("Ein Satz. " + text + "Ende.", format_)
    assert article.blocks[-1].kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)


# What Markdown and plain text use as marks is not among the characters: they may be dropped.
_WORDS = st.text("abcdeäöüßABCDEÄÖÜ0123456789.,:;!?„“»«…–%/&'|()", min_size=1, max_size=12)
_LINES = st.lists(_WORDS, min_size=1, max_size=12).map(" ".join)
_KNOWN = st.sampled_from(
    ["", "", "Anzeige", "Lesen Sie auch: Mehr", "Von Eva Kern", "3. Mai 2026", "Kommentare (3)"]
)
_TEXTS = st.lists(_LINES | _KNOWN, min_size=1, max_size=12).map("\n".join)


def _letters(texts):
    """Characters and how often, without spaces, stops and dashes that repairs add or take."""
    return sorted(re.sub(r"[\s.–]", "", repair_characters("\n".join(texts))))


@given(text=_TEXTS, format_=st.sampled_from([Format.TEXT, Format.MARKDOWN]))
def test_no_character_is_lost(text, format_):
    """Every character of the text is in a block or in the furniture after cleaning."""
    try:
        article = clean(_read(text, format_))
    except ReadError:
        return
    kept = [block.text for block in article.blocks] + [item.text for item in article.furniture]
    assert _letters(kept) == _letters([text])


def test_captions_stay_and_credits_go():
    """An image's caption is text, in its place; who made the image stands outside."""
    prose = "Der Hafen in Hamburg ist im vergangenen Jahr weiter gewachsen. Das sagte der Senat."
    figure = (
        "<figure><img src=a><figcaption><span>Kräne im Hafen am Montag.</span>"
        "<small class=credit>Foto: Eva Kern/dpa</small></figcaption></figure>"
        "<figure><figcaption>Der Senator <b>Max</b> spricht. Bild: Meyer</figcaption></figure>"
        "<figure><figcaption><div>Die Werft am Abend.<!-- 2 --> <span><span class=credit>© Bo"
        "</span></span></div></figcaption></figure>"
    )
    article = _read(
        f"<html><head><title>Hafen wächst</title></head><body><article><h1>Hafen wächst</h1>"
        f"<p>{prose}</p>{figure}<p>Auch {prose}</p></article></body></html>",
        Format.HTML,
    )
    assert [block for block in _blocks(article) if block[0] == "caption"] == [
        ("caption", "Kräne im Hafen am Montag."),
        ("caption", "Der Senator Max spricht."),
        ("caption", "Die Werft am Abend."),
    ]
    outside = [item.text for item in article.furniture]
    assert outside == ["Foto: Eva Kern/dpa", "Bild: Meyer", "© Bo"]


def test_what_cannot_be_seen_ends_no_line():
    """A zero-width space behind a full stop does not make a heading of the sentence."""
    article = _read("Neue Züge\u200b\n\nDie Bahn kauft Züge.\u200b\n\ufeffSie sind rot.\u200b\n")
    assert [kind for kind, _ in _blocks(article)] == ["title", "paragraph", "paragraph"]


def test_an_indented_file_reads_like_any_other():
    """Spaces that all lines begin with mean nothing."""
    text = "Neue Züge\n\nDie Bahn kauft Züge. Sie sind:\n- rot\n- lang\nDas gefällt allen.\n"
    assert _blocks(_read("    " + text.replace("\n", "\n    "))) == _blocks(_read(text))


def test_a_list_with_blank_lines_is_a_list():
    """Items that blank lines part stay items: numbers that go on, bullets that are the same."""
    article = _read("Das Ergebnis ist da.\n\n1. Kiel\n\n2. Jena\n\n– ohne Gewähr\n\n– vorläufig\n")
    assert _blocks(article)[1:] == [
        ("list item", "1. Kiel"),
        ("list item", "2. Jena"),
        ("list item", "ohne Gewähr"),
        ("list item", "vorläufig"),
    ]


def test_front_matter_in_a_text_file():
    """Metadata between two fences are read as such, whatever the file is called."""
    article = _read("---\ntitle: Neue Züge\nauthor: Eva Kern\n---\n\nDie Bahn kauft Züge.\n")
    assert (article.title, article.author) == ("Neue Züge", "Eva Kern")
