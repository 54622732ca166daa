"""Bytes become articles: decoding, plain text, Markdown, HTML; bad input says what to do."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from translate.cleaning import clean
from translate.cleaning.characters import repair_characters
from translate.data import Article, Block, BlockKind, Format, Source
from translate.errors import ReadError
from translate.reading import read
from translate.reading.html import _blocks_of
from translate.reading.visible import lines_outside

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
    assert [item.text for item in article.furniture] == ["tags: [Bahn, Züge]"]


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


@pytest.mark.parametrize("start", ["<html>", "<!DOCTYPE html><html>", "\n<HTML lang='de'>"])
def test_a_page_that_is_called_a_text(start):
    """Browsers and scrapers save pages under any name."""
    text = "Es gießt im Norden seit Montag. Die Elbe steigt, und die Keller laufen voll."
    article = _read(f"{start}<body><h1>Regen</h1><p>{text}</p><p>Auch {text}</p></body></html>")
    assert ("paragraph", text) in _blocks(article)


def test_a_text_that_is_called_a_page():
    article = _read("Regen\n\nEs gießt, und 3 < 4 gilt noch.", Format.HTML)
    assert _blocks(article)[1] == ("paragraph", "Es gießt, und 3 < 4 gilt noch.")


def test_front_matter_in_a_text_file():
    """Metadata between two fences are read as such, whatever the file is called."""
    article = _read("---\ntitle: Neue Züge\nauthor: Eva Kern\n---\n\nDie Bahn kauft Züge.\n")
    assert (article.title, article.author) == ("Neue Züge", "Eva Kern")


WRONG_CHARSETS = (
    "undefined hex rot13 base64 zlib unicode_escape raw_unicode_escape utf-7 idna punycode mbcs "
    "utf-16 utf-16le utf-32 x-user-defined replacement utf-8 latin1 us-ascii windows-1252"
)


@pytest.mark.parametrize("charset", WRONG_CHARSETS.split())
def test_a_wrong_charset_is_none(charset):
    """What is no encoding of the web, or cannot be this page's, counts as undeclared."""
    text = "Größe, Öl und „Übermut“: Der Hafen in Hamburg wächst, sagte der Senat. " * 3
    page = f'<meta charset="{charset}"><h1>Öl</h1><article><p>{text}</p></article>'
    article = _read(page.encode("cp1252"), Format.HTML)
    assert (article.blocks[-1].text, article.encoding) == (text.strip(), "cp1252")


def _cases(name):
    """The cases of a file, each as (what is read, the blocks that it gives)."""
    lines = (Path(__file__).parent / "cases" / name).read_text("utf-8").split("\n")
    cases = [line.split(" → ") for line in lines if " → " in line]
    return [(source.replace("\\n", "\n"), wanted) for source, wanted in cases]


MARKDOWN_CASES = _cases("markdown.txt")


@pytest.mark.parametrize(("markdown", "wanted"), MARKDOWN_CASES)
def test_markdown_cases(markdown, wanted):
    """Each case of `cases/markdown.txt` is read as its right side says."""
    article = _read(f"Ein Satz. Noch einer.\n\n{markdown}\n", Format.MARKDOWN)
    assert " / ".join(text for _, text in _blocks(article)[1:]) == wanted


@given(cases=st.lists(st.sampled_from(MARKDOWN_CASES), max_size=8))
def test_no_word_of_markdown_is_lost(cases):
    """Whatever stands above and below, a case keeps its letters."""
    # Half a comment reaches as far as the next end of one.
    cases = [case for case in cases if case[0].count("<!--") == case[0].count("-->")]
    text = "\n\n".join(["Ein Satz.", *(markdown for markdown, _ in cases)])
    kept = [text for _, text in _blocks(_read(text, Format.MARKDOWN))]
    wanted = ["Ein Satz.", *(wanted.replace(" / ", "") for _, wanted in cases)]
    assert _letters(kept) == _letters(wanted)


def test_a_scrapers_entities_in_plain_text():
    """Debris of HTML is decoded; what only looks like it stays."""
    article = _read("AT&amp;T stieg um 5&nbsp;% &#8211; mit R&D; und ?a=1&copy=2.")
    assert article.blocks[0].text == "AT&T stieg um 5\u00a0% – mit R&D; und ?a=1&copy=2."


def _front_matter(head):
    article = _read(f"---\n{head}\n---\nDer Text steht hier.\n", Format.MARKDOWN)
    assert article.blocks[-1].text == "Der Text steht hier."
    return article


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("title: Streik: Bahn steht still", "Streik: Bahn steht still"),
        ('title: "Wir" sagt er', '"Wir" sagt er'),
        ('title: "Neu: Züge"', "Neu: Züge"),
        ("title: >-\n  Neue\n  Züge", "Neue Züge"),
        ("title: 1984", "1984"),
        ("title: 12:30", "12:30"),
        ("title: A &amp; B", "A & B"),
        ("tags: [\ntitle: Neue Züge", "Neue Züge"),
        ("title: Neue Züge\nkein Schlüssel\nauthor: Eva", "Neue Züge"),
        ("# von Hand\nTitle : Neue Züge", "Neue Züge"),
        ("title: " + "[" * 400, "[" * 400),
        ("title: &a [x]\nauthor: [*a, *a]", "x"),
    ],
)
def test_front_matter_that_is_no_yaml_costs_nothing(head, title):
    """A key is read as YAML, or as it stands; what no field says is set aside."""
    article = _front_matter(head)
    assert article.title == title
    said = " ".join([title, article.author, *(item.text for item in article.furniture)])
    missing = set(re.findall(r"\w{3,}", head)) - set(re.findall(r"\w+", said))
    assert missing <= {"title", "Title", "author", "tags", "amp"}


def test_what_front_matter_says_beside_the_fields_is_furniture():
    """Each key that no field of the article says stands outside, as it was written."""
    head = (
        "title: A Titel\nheadline: B Titel\nurl: http://x.de/a\nsource: Süddeutsche Zeitung\n"
        "created: 2024-05-03\ndate: 2024-05-04 10:30\nauthor: Eva Kern\ndraft: true\nleer:\n"
        "byline: Von Eva Kern, Berlin\ntags:\n  - Bahn\n  - Züge\n# von Hand"
    )
    article = _read(f"---\n{head}\n---\n# B Titel\n\nText.\n", Format.MARKDOWN)
    assert (article.title, article.author, article.url) == (
        *("B Titel", "Eva Kern", "http://x.de/a"),
    )
    assert article.published == "2024-05-04 10:30"
    assert [item.text for item in article.furniture] == [
        "title: A Titel",
        "source: Süddeutsche Zeitung",
        "created: 2024-05-03",
        "draft: true",
        "byline: Von Eva Kern, Berlin",
        "tags: - Bahn - Züge # von Hand",
    ]


def test_speech_between_two_rulers_is_text():
    """A colon makes no key of the words before it, nor of text a line that stands beside keys."""
    for text in ("Er sagte: Ja.", "Hinweis: Das ist alt.\nEs stammt von 2020."):
        article = _read(f"---\n{text}\n---\nMehr folgt.\n", Format.MARKDOWN)
        assert " ".join(text for _, text in _blocks(article)) == " ".join(
            [*text.split("\n"), "Mehr folgt."]
        )


PROSE = "Der Hafen in Hamburg wächst seit Jahren, und das sagte am Montag auch der Senat. "


def _page(middle):
    body = f"<p>{PROSE * 2}</p>{middle}<p>Ende. {PROSE * 2}</p>"
    return f"<html><body><article><h1>Hafen</h1>{body}</article></body></html>"


def _words_or_refusal(page):
    try:
        article = _read(page, Format.HTML)
    except ReadError as error:
        return str(error)
    return " ".join([*(b.text for b in article.blocks), *(f.text for f in article.furniture)])


@pytest.mark.parametrize("tag", ["b", "div", "span", "ul><li", "blockquote", "figure><figcaption"])
@pytest.mark.parametrize(("depth", "may_refuse"), [(40, False), (400, True), (3000, True)])
def test_a_page_that_nests_deeply(tag, depth, may_refuse):
    """However deep a page nests, its words are in the article, or it is refused as a file."""
    words = _words_or_refusal(_page(f"<{tag}>" * depth + "Mitte, sagte er." + f"</{tag}>" * depth))
    is_refused = may_refuse and re.match(r"a\.html: .*(?:deep|recursion).*; save", words)
    assert is_refused or ("Mitte, sagte er." in words and "Ende." in words)


def test_a_deep_caption_is_read():
    """Spans in spans are no reason to lose a caption, or its credit."""
    inside = "<span>" * 1200 + "Kräne im Hafen.<i class=credit>© Bo</i>" + "</span>" * 1200
    article = _read(_page(f"<figure><figcaption>{inside}</figcaption></figure>"), Format.HTML)
    assert ("caption", "Kräne im Hafen.") in _blocks(article)
    assert [item.text for item in article.furniture] == ["© Bo"]


@pytest.mark.parametrize(
    ("name", "is_credit"),
    [
        *[(name, True) for name in ("credit", "photo-credit", "img__copyright", "copyrightHolder")],
        *[(name, True) for name in ("bildquelle", "caption-source", "CREDITS", "a author")],
        *[(name, False) for name in ("resource-caption", "accredited", "authority", "brights")],
    ],
)
def test_words_of_a_class_name_a_credit(name, is_credit):
    """`resource` has nothing to do with a source."""
    figure = (
        f"<figure><figcaption><p class='{name}'>Kräne am Kai im Hafen.</p></figcaption></figure>"
    )
    captions = [
        text for kind, text in _blocks(_read(_page(figure), Format.HTML)) if kind == "caption"
    ]
    assert captions == ([] if is_credit else ["Kräne am Kai im Hafen."])


def test_text_beside_the_paragraphs_of_a_quotation_is_kept():
    """What stands in a quotation outside its paragraphs is quoted too, in its place."""
    quotation = "<quote>Text <hi>vor</hi> <p>Absatz</p> Text nach<lb/>und Ende</quote>"
    items = "<list><item>Eins <hi>fett</hi> mehr<list><item>Zwei</item></list>Drei</item></list>"
    tree = etree.fromstring(f"<body>{quotation}<p>Vier</p>Fünf{items}</body>")
    assert [(block.kind.value, block.text) for block in _blocks_of(tree)] == [
        *[("quote", text) for text in ("Text vor", "Absatz", "Text nach", "und Ende")],
        *[("paragraph", text) for text in ("Vier", "Fünf")],
        *[("list item", text) for text in ("Eins fett mehr", "Zwei", "Drei")],
    ]


def test_a_line_inside_a_block_is_not_outside():
    """A line that a longer block holds is the article's; one that differs by a word is not."""
    block = Block(
        BlockKind.PARAGRAPH, PROSE * 2 + "Das war es für heute aus dem Hafen von Hamburg."
    )
    inside = "Das war es für heute aus dem Hafen von Hamburg."
    lines = [inside, inside.replace("heute", "morgen"), PROSE.strip(), "Hamburg"]
    assert list(lines_outside(lines, [block])) == [lines[1], "Hamburg"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "# a" + " " * 300_000 + "x",
            "# a" + " #" * 150_000 + " x",
            "[a]: " + "b" * 300_000 + " x",
        ),
        *(
            "Satz. " + "<!-- " * 60_000,
            "Satz. " + "<br" * 100_000,
            "<!--\n" * 60_000 + "Satz. -->x",
        ),
        *("---\ntitle: " + "[" * 300_000 + "\n---\nSatz.", "---\n" + "a: b\n" * 60_000 + "Satz."),
    ],
)
def test_what_looks_like_markup_takes_linear_time(text):
    """Marks by the hundred thousand are read in one pass; a quadratic one would not come back."""
    assert _read("\n" + text, Format.MARKDOWN).blocks


def test_a_page_of_many_lines_takes_linear_time():
    """So are the lines of a page that stand outside of its article."""
    count = 20_000
    lines = [f"Eine Zeile außerhalb des Textes mit der Nummer {i}" for i in range(count)]
    blocks = [Block(BlockKind.PARAGRAPH, f"Ein Absatz mit der Nummer {i}") for i in range(count)]
    assert list(lines_outside(lines, blocks)) == lines
