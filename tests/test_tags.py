"""Tags name what an article is about; names are found by their capitals."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.name_frequencies import LEAST, count
from translate.summarization import EnglishSentence, EnglishText, english_from, tags
from translate.summarization.names import names_in
from translate.summarization.tags import rarity_of, tags_of

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.json"))
CASES = Path(__file__).parent / "cases" / "summaries" / "names.txt"
NAME_CASES = [
    line.split(" => ")
    for line in CASES.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]

NEWS = english_from(
    "Putin visits Pyongyang\n\n"
    "On Tuesday Vladimir Putin met Kim Jong Un in Pyongyang. Putin thanked the North Korean army. "
    "According to the Kremlin, President Putin will travel to Vietnam on Thursday. The Kremlin "
    "said no more. Critics in Washington see the visit of the president with concern."
)


@pytest.mark.parametrize(("sentence", "names"), NAME_CASES)
def test_names_in_a_sentence(sentence, names):
    assert names_in([EnglishSentence(sentence, 0)]) == [name for name in names.split("; ") if name]


def test_tags_are_the_names_of_an_article():
    """Weekdays, titles and first words are none; a last name is the person."""
    tags = tags_of(NEWS)
    assert tags[0] == "Vladimir-Putin"
    assert set(tags) == {"Vladimir-Putin", "Pyongyang", "Kremlin"}


def test_names_said_once_fill_up_to_three():
    text = english_from("A bridge opens\n\nIn Kassel, Eva Holm opened a bridge. It is long.")
    assert set(tags_of(text)) == {"Kassel", "Eva-Holm"}


def test_words_of_a_headline_are_no_tags():
    """Its capitals say nothing; a name that the text has, too, is one."""
    text = english_from(
        "Kassel Asks Bonn for Cooperation Against Floods\n\n"
        "The city of Kassel and Eva Holm want help. The cooperation with Bonn is to be closer."
    )
    assert set(tags_of(text)) == {"Kassel", "Bonn", "Eva-Holm"}


def test_a_name_within_a_word_of_the_headline_does_not_count():
    """The Omanis of the headline are not Oman: what stands in it counts twice, and comes first."""
    text = english_from(
        "Omanis ask Cairo for help\n\nAhmed Said, who comes from Oman, flew to Cairo."
    )
    assert tags_of(text)[0] == "Cairo"
    assert tags._times(text)["Oman"] == 1


def test_nationalities_are_no_tags():
    """However often: the country is one."""
    text = EnglishText("", (EnglishSentence("The Swiss in the Swiss Alps and in Vaduz.", 0),) * 3)
    assert tags_of(text) == ("Vaduz", "Swiss-Alps")


def test_what_the_news_are_full_of_is_worth_less():
    """By its rarest word; one that never stood in the news is rarest."""
    order = ["Germany", "Federal Court", "Korea", "North Koreanisch", "Innerthal"]
    rarities = [rarity_of(name) for name in order]
    assert rarities == sorted(rarities)
    assert min(rarities) > 0


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_tags_suit_front_matter(path):
    """Obsidian takes no space in a tag, nor one of digits alone."""
    article = json.loads(path.read_text(encoding="utf-8"))
    sentences = tuple(
        EnglishSentence(s["en"], n)
        for n, block in enumerate(article["blocks"])
        for s in block["sentences"]
    )
    tags = tags_of(EnglishText(article["title_en"], sentences))
    assert len(tags) <= 5
    for tag in tags:
        assert tag
        assert not set(tag) & set(" #,.;:'\"")
        assert not tag.isdigit()


@given(st.text(max_size=60))
def test_any_text_has_its_names(text):
    names_in((EnglishSentence(text, 0),))


def test_names_are_counted_over_sentences(tmp_path):
    """Each sentence once, whatever its case; first words and sources not asked for do not count."""
    own = "Gestern.\tYesterday Kassel won in Kassel.\t0.8\town_news_a\n"
    other = "Gestern.\tYesterday Kassel won in Kassel again.\t0.8\tmulti30k\n"
    more = [f"Satz.\tSentence {n} is about Kassel, kassel.\t0.8\tpud\n" for n in range(LEAST - 1)]
    path = tmp_path / "pairs.tsv.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines([own, own, other, *more])
    assert count(path) == ({"kassel": LEAST}, LEAST)


def test_rarities_are_of_the_sentences_that_were_counted():
    """The script writes the number into the list's head; it is used as a constant."""
    path = Path(tags.__file__).parent / "english" / "names.txt"
    assert f"of {tags.SENTENCES:,} sentences" in path.read_text(encoding="utf-8")
