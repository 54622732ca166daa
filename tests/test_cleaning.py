"""Furniture is set aside with a reason, text is repaired, and nothing vanishes."""

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.cleaning import score
from benchmarks.pages import read_pages
from translate import reading
from translate.cleaning import clean
from translate.cleaning.characters import repair_characters
from translate.cleaning.furniture import mark_furniture
from translate.cleaning.glue import Vocabulary, unglue
from translate.cleaning.pieces import Piece
from translate.data import Article, Block, BlockKind, Format, Source
from translate.errors import ReadError
from translate.reading.text import kind_of_line

TESTS = Path(__file__).parent
ARTICLES = [json.loads(p.read_text("utf-8")) for p in sorted((TESTS / "articles").glob("*.json"))]
PARAGRAPH = BlockKind.PARAGRAPH


def _article(text: str) -> Article:
    return clean(reading.read(Source("a.txt", Format.TEXT, text.encode())))


def _lines(name: str) -> list[str]:
    lines = (TESTS / "cases" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("labelled", ARTICLES, ids=lambda labelled: labelled["id"])
def test_labelled_article(labelled):
    """Each sentence stands in a block, each line of furniture is set aside and in no block."""
    article = _article(labelled["raw_de"])
    texts = [block.text for block in article.blocks]
    for block in labelled["blocks"]:
        for sentence in block["sentences"]:
            assert any(sentence["de"] in text for text in texts), sentence["de"]
    aside = Counter(item.text.strip() for item in article.furniture)
    missing = Counter(line.strip() for line in labelled["furniture"]) - aside
    assert not missing
    assert not set(texts) & set(labelled["furniture"])
    assert article.title == labelled["title_de"]


@pytest.mark.parametrize(
    ("pages", "floor"),
    [
        *[("a", 0.98), ("b", 0.95), ("c", 0.94), ("d", 0.95), ("g", 0.92), ("h", 0.95)],
        *[("j", 0.95), ("l", 0.95), ("m", 0.98)],
    ],
)
def test_labelled_pages(pages, floor):
    """Of pages in other hands' styles no sentence is lost and little furniture stays."""
    counts = Counter()
    for page in read_pages(pages):
        counts += score(page)[0]
    assert counts["found"] == counts["sentences"]
    assert counts["aside"] >= floor * counts["furniture"]
    assert counts["titles"] >= 0.9 * counts["articles"]


@pytest.mark.parametrize(
    ("pages", "floor"), [("e", 0.96), ("f", 0.97), ("i", 0.97), ("k", 0.99), ("n", 1)]
)
def test_pages_with_unusual_articles(pages, floor):
    """Advice, tickers, lists, short answers: nearly every line of the article stays."""
    counts = Counter()
    for page in read_pages(pages):
        counts += score(page)[0]
    assert counts["found"] >= floor * counts["sentences"]


def test_layout_tells_a_button_from_a_subheading():
    """Between paragraphs, what names something of the site is a button, else a subheading."""
    prose = (
        "Der Hafen in Hamburg ist im vergangenen Jahr weiter gewachsen. Das sagte der Senat heute."
    )
    lines = ("Kritik aus der Stadt", f"Auch {prose}", "Kommentare aufklappen", f"Und {prose}")
    article = _article("\n".join(("Hafen wächst weiter", prose, *lines)))
    assert [item.text for item in article.furniture] == ["Kommentare aufklappen"]


def test_a_ticker_keeps_its_times():
    """Times at the head of several lines are a ticker's entries, not date lines."""
    prose = "Der Pegel steigt weiter, sagte eine Sprecherin der Stadt. Die Feuerwehr füllt Säcke."
    article = _article(
        "Hochwasser in Köln: Die Lage am Abend\n"
        + "".join(f"{hour}.30 Uhr\nUm {hour} Uhr: {prose}\n" for hour in (21, 19, 17, 15))
    )
    assert [block.text for block in article.blocks][1::2] == [
        "21.30 Uhr", "19.30 Uhr", "17.30 Uhr", "15.30 Uhr",
    ]  # fmt: skip


def test_a_huge_file_loses_nothing():
    """Furniture is looked for near the edges of a huge file; every line is kept somewhere."""
    lines = ["Anzeige", *(f"Zeile {number} im Hafen" for number in range(5000)), "Teilen"]
    article = _article("\n".join(lines))
    kept = Counter(b.text for b in article.blocks) + Counter(f.text for f in article.furniture)
    assert kept == Counter(lines)
    assert {"Anzeige", "Teilen"} <= {item.text for item in article.furniture}


@pytest.mark.parametrize(
    "above", ["Anzeige", "Wie finden Sie das?", "Ja.", "Kritik", "• Ein Hafen"]
)
def test_a_line_of_nothing_visible_is_no_text(above):
    """It is set aside wherever it stands; pages have such lines between their boxes."""
    prose = "Der Hafen in Hamburg ist weiter gewachsen. Das sagte der Senat am Dienstag."
    article = _article(f"Hafen wächst\n\n{prose}\n\n{above}\n\n\u202e\n\nMerken\n\nAuch {prose}\n")
    assert all(block.text for block in article.blocks)
    assert f"Auch {prose}" in [block.text for block in article.blocks]


@pytest.mark.parametrize("line", _lines("furniture.txt"))
def test_line_is_furniture_or_text(line):
    """A line between two paragraphs is furniture by its words, and text if it only holds them."""
    sign, text = line.split(maxsplit=1)
    around = Piece(PARAGRAPH, "Ein Satz steht hier.", "Ein Satz steht hier.")
    piece = Piece(kind_of_line(text), repair_characters(text), text)
    marked = mark_furniture([around, piece, around])
    assert bool(marked[1].reason) == (sign == "-")
    assert not marked[0].reason
    assert not marked[2].reason


@pytest.mark.parametrize("line", _lines("last_lines.txt"))
def test_last_line_is_text_or_furniture(line):
    """The last sentence of an article stays, whatever it names; what stands below it goes."""
    sign, text = line.split(maxsplit=1)
    prose = "Der Stadtrat von Neustadt hat am Montag lange über die neue Brücke gestritten."
    article = _article(f"Stadtrat streitet über die neue Brücke\n\n{prose}\n\n{text}\n")
    assert (text in [block.text for block in article.blocks]) == (sign == "+")
    assert (text in [item.text for item in article.furniture]) == (sign == "-")


@pytest.mark.parametrize(
    "rows",
    [
        ("FC Bayern – Mainz 05 4:0", "Jena – Suhl 1:2", "Dortmund – Union Berlin 1:1"),
        ("Dax 18.432,10 +0,8 %", "MDax 26.110,55 -0,2 %", "Euro Stoxx 4.988,20 +0,5 %"),
        ("Hassia Bingen 24 Punkte", "SV Gonsenheim 22 Punkte", "TSV Schott 19 Punkte"),
        ("20.15 Uhr, Das Erste: Tatort", "21.45 Uhr, ZDF: Der Alte", "22.30 Uhr, Arte: Rom"),
        ("Sag es dem Wind (1986)", "Nachtzug nach Triest (1982)", "Alles auf Null (2003)"),
        ("Die Liste der Wünsche ist lang:", "Faire Preise", "Weniger Papier"),
        ("Mit freundlichen Grüßen", "Martha Keller", "Ihr Förderverein"),
    ],
)
@pytest.mark.parametrize("below", ["", "Am Sonntag geht es weiter. Das teilte die Stadt mit."])
def test_a_list_without_marks_stays_whole(rows, below):
    """Lines made alike are kept together, amid the text and at its end; furniture below goes."""
    prose = "Der Hafen in Hamburg ist weiter gewachsen. Das sagte der Senat am Dienstag."
    article = _article("\n".join(("Hafen wächst weiter", prose, *rows, below, "Artikel teilen")))
    texts = [block.text for block in article.blocks]
    assert texts == ["Hafen wächst weiter", prose, *rows, *([below] if below else [])]


def test_news_by_the_minute_is_no_list():
    """Below the text, lines that begin with a time are links of the page."""
    prose = "Der Hafen in Hamburg ist weiter gewachsen. Das sagte der Senat am Dienstag."
    news = ("12:31 Dax dreht ins Minus", "12:10 Brücke wieder frei", "11:58 Sturm zieht auf")
    article = _article("\n".join(("Hafen wächst weiter", prose, *news)))
    assert [item.text for item in article.furniture] == list(news)


def test_numbered_parts_are_no_labels():
    """Headings that count the parts of a text stay, whatever stands around them."""
    prose = "Bautzen hat viele Türme. Auf fünf davon sind wir gestiegen."
    days = [f"Tag {day}: Türme" for day in (1, 2, 3)]
    lines = [line for day in days for line in ("Merken", day, f"{day[:5]} war schön. {prose}")]
    article = _article("\n".join(("Drei Tage in Bautzen", prose, *lines)))
    assert [block.text for block in article.blocks][2::2] == days


def test_a_table_is_no_menu():
    """Rows with figures are text; without figures, bars are those of a menu."""
    prose = "Die Renten steigen um 3,1 Prozent. Das hat das Ministerium am Montag mitgeteilt."
    rows = "Land | Gold | Silber\nNorwegen | 16 | 8\nItalien | 10 | 6"
    article = _article(f"Mehr Rente\n{prose}\n{rows}\nAuch {prose}\nStart | Abo | Suche\n")
    assert [block.text for block in article.blocks][2:5] == rows.split("\n")
    assert [item.text for item in article.furniture] == ["Start | Abo | Suche"]


@pytest.mark.parametrize(
    "rows",
    [
        ["Bereich | Ausgaben", ":--|--:", "Schulen | 12,3 Mio. Euro", "Kultur | 3,3 Mio. Euro"],
        ["Wache | Leitung", "|:--|:--|", "Nord | Eva Kern", "Süd | Jan Holm"],
    ],
)
def test_a_table_of_markdown(rows):
    """Money has a unit of two words; a drawn rule makes a table of any words."""
    prose = "Die Stadt hat am Montag ihren Haushalt vorgelegt. Er wächst um drei Prozent."
    lines = [f"| {row.strip('| ')} |" for row in rows]
    article = _article("\n".join(("Haushalt", prose, *lines, f"Auch {prose}")))
    kept = [row for n, row in enumerate(rows) if n != 1]
    assert [block.text for block in article.blocks][2:-1] == kept


def test_a_caption_with_its_credit_is_no_title():
    """A line below the title that ends with a credit is a caption, however long it is."""
    caption = "Hinrich Behnken vor seinem Geschäft. Am 30. April ist hier Schluss. Foto: Kern"
    article = _article(
        f"Der letzte Laden schließt\nVon Eva Kern\n{caption}\n"
        "Hinrich Behnken stapelt die letzten Dosen ins Regal. Dann ist Schluss.\n"
    )
    assert article.title == "Der letzte Laden schließt"
    assert article.blocks[1] == Block(BlockKind.CAPTION, caption)


def test_a_caption_below_the_byline_is_no_title():
    """The title stands above the byline, the line above a credit is a caption."""
    article = _article(
        "Winterwetter stört Großbritannien\nVon Eva Kern\nDie alte Brücke am Montagmorgen\n"
        "Foto: dpa\nAuf der Insel liegt Schnee. Das stört den Verkehr.\n"
    )
    kinds = [block.kind.value for block in article.blocks]
    assert article.title == "Winterwetter stört Großbritannien"
    assert kinds == ["title", "caption", "paragraph"]


def test_a_deck_is_no_title():
    """Of two long lines above byline and date, the upper one is the title; both stay."""
    title = "Stadt verschiebt den Bau der neuen Brücke"
    deck = "Die Opposition spricht von einer vertanen Chance für die Stadt"
    prose = "Der Stadtrat hat am Montag lange gestritten. Am Ende stimmten 14 Räte dafür."
    article = _article(f"{title}\n{deck}\nEva Kern\n3. Mai 2026\n{prose}\n")
    assert article.title == title
    assert [block.text for block in article.blocks] == [title, deck, prose]


def test_a_title_below_an_advertising_label_stays():
    """What sells something below a label is no advertisement if nothing else is the title."""
    title = "Touristinnen zahlten für Nudeln 430 Euro"
    article = _article(
        f"Start\nAnzeige\n{title}\n3. Mai 2026\nDas Essen war teuer. Die beiden klagen nun.\n"
    )
    assert article.title == title


def test_byline_and_date_below_the_lead():
    """Who wrote it and when may stand below the first paragraph; both are kept."""
    article = _article(
        "Hafen wächst weiter\nDer Hafen in Hamburg wächst. Das sagte der Senat.\n"
        "Eva Kern\n3. Mai 2026, 7:15 Uhr\nMehr Schiffe kommen. Viele sind groß.\n"
    )
    assert (article.author, article.published) == ("Eva Kern", "2026-05-03")
    assert len(article.blocks) == 3


@pytest.mark.parametrize("case", "\n".join(_lines("glued.txt")).split("\n===\n"))
def test_glued_words(case):
    """Words glued at a link's border are separated; names with capitals inside are not."""
    text, wanted = case.split("\n---\n")
    blocks = unglue(Block(PARAGRAPH, text), Vocabulary.of([text]))
    assert [block.text for block in blocks] == wanted.split("\n")


def test_characters_are_repaired_and_quotes_stay():
    """Invisible characters go, spaces become plain, what speaks („…“, «…», …) stays."""
    text = "\ufeffz.\u00a0B. Ver\u00adfas\u00adsung \u200b„Ja …“ «Nein» 1\u202f000\x07 Bu\u0308rger"
    assert repair_characters(text) == "z. B. Verfassung „Ja …“ «Nein» 1 000 Bürger"


def test_emoji_sequences_stay_whole():
    """The joiner inside an emoji is no stray character."""
    assert repair_characters("👨\u200d👩\u200d👧 da\u200dheim") == "👨\u200d👩\u200d👧 daheim"


def test_author_and_date_are_kept_from_their_lines():
    """A byline and a date line are furniture, and what they say is kept."""
    article = _article(
        "Hafen wächst weiter als geplant\nVon Eva Kern, Hamburg\n3. Mai 2026, 7:15 Uhr\n"
        "Der Hafen in Hamburg wächst. Das sagte der Senat.\n"
    )
    assert (article.author, article.published) == ("Eva Kern", "2026-05-03")
    assert [item.reason for item in article.furniture] == ["byline", "date line"]


def test_a_repeated_title_and_caption_are_duplicates():
    """The first title and the first caption stay, their copies are set aside."""
    article = _article(
        "Hafen wächst weiter als geplant\n\nDer Hafen wächst. Das sagte der Senat.\n\n"
        "Ein Kran im Hafen von Hamburg\nEin Kran im Hafen von Hamburg\n\n"
        "Hafen wächst weiter als geplant\n\nMehr Schiffe kommen. Viele sind groß.\n"
    )
    kinds = [block.kind.value for block in article.blocks]
    assert kinds == ["title", "paragraph", "caption", "paragraph"]
    assert [item.reason for item in article.furniture] == ["duplicate", "duplicate"]


def test_a_short_question_may_be_asked_twice():
    """What is short and stands apart is no duplicate."""
    article = _article("Warum?\nWeil es so ist. Ja.\nWarum?\nWeil es nicht anders geht. Nein.\n")
    assert len(article.blocks) == 4


def test_kicker_and_breadcrumb_stand_above_the_title():
    """The title is found below the section's name and a breadcrumb with glued words."""
    article = _article(
        "HomeNachrichtenHafen wächst weiter als geplant\n\nHamburger Hafen\n\n"
        "Hafen wächst weiter als geplant\n\nDer Hafen wächst. Das sagte der Senat.\n"
    )
    assert article.title == "Hafen wächst weiter als geplant"
    assert [item.reason for item in article.furniture] == ["breadcrumb", "section name or kicker"]


def test_no_title_is_invented():
    """A text that starts with a paragraph has none; a section's name is none."""
    assert _article("Der Hafen wächst. Das sagte der Senat.\nMehr folgt.").title == ""
    assert _article("Wirtschaft\n\nDer Hafen wächst. Das sagte der Senat.").title == ""


def test_an_advertisement_goes_with_its_label_but_text_stays():
    """Only a line that sells something goes with the label above it."""
    article = _article(
        "Hafen wächst\n\nDer Hafen wächst. Das sagte der Senat.\nAnzeige\n"
        "Pumpen im Test: Dieses Modell kostet nur 39,99 Euro\nAnzeige\nKritik aus der Stadt\n"
        "Viele Bürger sind dagegen. Sie klagen.\n"
    )
    assert [block.text for block in article.blocks][2:] == [
        "Kritik aus der Stadt",
        "Viele Bürger sind dagegen. Sie klagen.",
    ]


def test_furniture_is_kept_verbatim():
    """What is left out can be read as it stood in the source."""
    article = _article("Der Hafen wächst. Das sagte der Senat.\nTeilen  |  Merken  |  Drucken\n")
    assert article.furniture[0].text == "Teilen  |  Merken  |  Drucken"


def test_nothing_but_furniture_is_an_error():
    """A page of labels alone is no article."""
    with pytest.raises(ReadError, match=r"a\.txt: nothing but page furniture"):
        _article("Anzeige\nTeilen\nMenü\n")
