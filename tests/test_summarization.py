"""The built-in summarizer: what it takes, what it leaves, and that it always answers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.data import (
    Article,
    Block,
    BlockKind,
    Finding,
    Origin,
    Segment,
    Severity,
    Translation,
)
from translate.summarization import (
    EnglishSentence,
    EnglishText,
    Extractive,
    english_from,
    english_of,
)
from translate.summarization.coherence import Standing, standings
from translate.summarization.extractive import choose
from translate.summarization.length import LARGEST_SHARE, Length
from translate.summarization.sentences import split_sentences

CASES = Path(__file__).parent / "cases" / "summaries"
ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.json"))


def _uncommented(name):
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


SENTENCE_CASES = "\n".join(_uncommented("sentences.txt")).split("\n===\n")
STANDING_CASES = [line.split(": ", 1) for line in _uncommented("standing.txt") if line]


def sentences_of(*texts, kind=BlockKind.PARAGRAPH):
    return tuple(EnglishSentence(text, number, kind) for number, text in enumerate(texts))


def summary_of(text, count=3):
    return Extractive(count).summarize([text])[0]


def english_in(path):
    """A labelled article's English; block 0 is its title."""
    content = json.loads(path.read_text(encoding="utf-8"))
    sentences = [
        EnglishSentence(sentence["en"], number, BlockKind(block["kind"].replace("_", " ")))
        for number, block in enumerate(content["blocks"], start=1)
        for sentence in block["sentences"]
    ]
    return EnglishText(content["title_en"], tuple(sentences))


NEWS = english_in(ARTICLES[1])


@pytest.mark.parametrize("case", SENTENCE_CASES, ids=lambda case: case[:30])
def test_english_sentence_borders(case):
    """A paragraph falls into the sentences listed under it."""
    paragraph, sentences = case.strip("\n").split("\n---\n")
    assert split_sentences(paragraph) == sentences.split("\n")


@given(st.text(alphabet='aB .!?…"”(’\n1', max_size=60))
def test_splitting_loses_nothing_but_white_space(text):
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(("standing", "sentence"), STANDING_CASES)
def test_what_can_stand_alone(standing, sentence):
    (judged,) = standings(sentences_of(sentence))
    assert judged is Standing[standing.upper()]


def test_a_quotation_over_several_sentences_is_not_torn():
    """None of its sentences is quoted; a sentence after it is free again."""
    block = [
        '"We had a plan for the bridge.',
        "The city knew about it.",
        'Nobody listened," said the engineer.',
        "The bridge was closed on Monday.",
    ]
    judged = standings([EnglishSentence(text, 0) for text in block])
    assert judged[:3] == [Standing.TORN] * 3
    assert judged[3] is Standing.ALONE


def test_a_quotation_never_closed_ends_with_its_sentence():
    block = ['The mayor said: "We had a plan.', "The bridge was closed on Monday."]
    assert standings([EnglishSentence(text, 0) for text in block])[1] is Standing.ALONE


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_summaries_of_the_labelled_articles(path):
    """In the article's order, verbatim, at most a third of it, and each sentence can stand."""
    text = english_in(path)
    chosen = choose(text, Length(3))
    judged = standings(text.sentences)
    assert 1 <= len(chosen) <= 3
    assert chosen == sorted(set(chosen))
    words = sum(len(text.sentences[place].text.split()) for place in chosen)
    assert words <= text.words * LARGEST_SHARE
    for place in chosen:
        assert judged[place] in (Standing.ALONE, Standing.LEANS)
        if judged[place] is Standing.LEANS:
            assert place - 1 in chosen


def test_a_summary_knows_its_blocks():
    for sentence in summary_of(NEWS).sentences:
        (block,) = sentence.blocks
        assert sentence.text in {s.text for s in NEWS.sentences if s.block == block}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_at_most_as_many_sentences_as_asked(count):
    assert len(summary_of(NEWS, count).sentences) <= count


@pytest.mark.parametrize("words", [10, 25, 40, 1000])
def test_at_most_as_many_words_as_asked(words):
    """Whole sentences; never more than a third of the article, whatever was asked."""
    summary = summary_of(NEWS, Length(words=words))
    used = sum(len(sentence.text.split()) for sentence in summary.sentences)
    assert used <= min(words, NEWS.words * LARGEST_SHARE)
    assert summary.method == f"extractive|words:{words}|version:3"


def test_the_method_says_how():
    assert summary_of(NEWS, 2).method == "extractive|sentences:2|version:3"


def test_batches_change_nothing():
    """One article summarized alone reads as in a batch; twice as once."""
    texts = [english_in(path) for path in ARTICLES[:5]]
    together = Extractive().summarize(texts)
    assert together == [summary_of(text) for text in texts]
    assert together == Extractive().summarize(texts)


def test_headings_and_captions_are_not_quoted():
    """Not even when they are the best sentence of the article."""
    best = "Moscow and Kyiv exchange prisoners in Geneva after talks about gas."
    added = (
        EnglishSentence(best, 90, BlockKind.HEADING),
        EnglishSentence(best, 91, BlockKind.CAPTION),
    )
    text = replace(NEWS, sentences=(*added, *NEWS.sentences))
    assert best not in {sentence.text for sentence in summary_of(text, 5).sentences}


@pytest.mark.parametrize(
    "text",
    [
        EnglishText("", ()),
        EnglishText("Title", sentences_of("Only one sentence stands in this article.")),
        EnglishText("Title", sentences_of("", "   ", "…", "!!!")),
        EnglishText("", sentences_of(*['"We will never give up," they shout.'] * 3)),
        EnglishText("", sentences_of(*['"Nobody asked the people of the village."'] * 30)),
        EnglishText("", sentences_of(*["Milk, butter, eggs"] * 30, kind=BlockKind.LIST_ITEM)),
        EnglishText("Title", sentences_of(*["Chapter one of two"] * 9, kind=BlockKind.HEADING)),
    ],
)
def test_nothing_to_say_gives_an_empty_summary(text):
    """One sentence, only quotations, lists only: no summary rather than a bad one."""
    assert summary_of(text).sentences == ()


def test_nothing_is_said_twice():
    text = EnglishText("", sentences_of(*["A train stopped near the town of Kassel."] * 40))
    assert len(summary_of(text).sentences) == 1


def test_an_article_of_20000_sentences():
    """Time and memory grow with its length, not with its square (measured in benchmarks/)."""
    sentences = [
        EnglishSentence(f"Town number {n} counted {n % 97} votes for list {n % 13}.", n // 5)
        for n in range(20_000)
    ]
    assert len(summary_of(EnglishText("The count", tuple(sentences))).sentences) == 3


WILDFIRE = english_from(
    "Wildfire forces 600 people to leave homes near Marseille\n\n"
    "A wildfire has destroyed 40 houses in the hills near Marseille. Strong winds fanned the "
    "flames on Tuesday night and drove them towards the villages of Allauch and Plan-de-Cuques. "
    "About 600 people had to leave their homes. The fire brigade sent 800 men and women, eleven "
    "aircraft and 200 vehicles. Two firefighters were injured. The prefect said the fire would "
    "not be under control before Thursday. Police are questioning a man who is said to have "
    "grilled meat in a dry garden. The motorway to Aubagne was closed for nine hours. It was the "
    "third large fire in the region this summer."
)


def test_a_short_article_keeps_its_lead():
    """What burnt, and where: no other sentence of a short article says that again."""
    assert summary_of(WILDFIRE).sentences[0].text.startswith("A wildfire has destroyed 40 houses")


def test_an_endless_sentence_is_no_trouble():
    """A page of 32,000 words without a full stop among sentences: never chosen, no warning."""
    endless = "and then the town voted again " * 5_300 + "."
    text = EnglishText("The vote", sentences_of(endless, *(s.text for s in NEWS.sentences)))
    assert endless not in {sentence.text for sentence in summary_of(text).sentences}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=12), st.integers(0, 4), st.text(max_size=20))
def test_any_text_is_answered(texts, count, title):
    summary = summary_of(EnglishText(title, sentences_of(*texts)), count)
    assert len(summary.sentences) <= count
    assert all(sentence.text in texts for sentence in summary.sentences)


@pytest.mark.parametrize("severity", Severity)
def test_doubtful_sentences_are_avoided_where_others_are_as_good(severity):
    """A doubt about its translation weighs against a sentence; all doubted, all are as before."""
    gave_way = []
    for path in ARTICLES:
        text = english_in(path)
        for taken in choose(text, Length(2)):
            doubted = replace(text.sentences[taken], doubt=severity)
            others = text.sentences[:taken], text.sentences[taken + 1 :]
            sentences = (*others[0], doubted, *others[1])
            gave_way.append(taken not in choose(replace(text, sentences=sentences), Length(2)))
    assert any(gave_way)
    assert not all(gave_way)
    all_doubted = tuple(replace(sentence, doubt=severity) for sentence in NEWS.sentences)
    assert choose(replace(NEWS, sentences=all_doubted), Length()) == choose(NEWS, Length())


def test_english_of_a_translated_article():
    """The title is set apart, failed segments are left out, blocks keep their numbers."""
    article = Article(
        "a.txt",
        (Block(BlockKind.TITLE, "Titel"), Block(BlockKind.PARAGRAPH, "Eins. Zwei.")),
    )
    translations = [
        Translation(Segment("Titel", 0), "Title", -0.1, Origin.ENGINE),
        Translation(Segment("Eins.", 1, " "), "One.", -0.1, Origin.MEMORY),
        Translation(Segment("Zwei.", 1), "", 0.0, Origin.FAILED, "no answer"),
    ]
    text = english_of(article, translations)
    assert text == EnglishText("Title", (EnglishSentence("One.", 1),))


def test_english_knows_the_worst_doubt_about_a_sentence():
    article = Article("a.txt", (Block(BlockKind.PARAGRAPH, "Eins. Zwei."),))
    translations = [
        Translation(Segment("Eins.", 0, " "), "One.", -0.1, Origin.ENGINE),
        Translation(Segment("Zwei.", 0), "Two.", -0.1, Origin.ENGINE),
    ]
    findings = [
        Finding("names", Severity.WARNING, "", 1),
        Finding("numbers", Severity.ERROR, "", 1),
        Finding("length", Severity.WARNING, "", 1),
        Finding("encoding", Severity.ERROR, ""),
    ]
    doubts = [sentence.doubt for sentence in english_of(article, translations, findings).sentences]
    assert doubts == [None, Severity.ERROR]


def test_a_paragraph_by_a_person_is_split():
    """A person writes into a cell, which holds a paragraph."""
    article = Article("a.txt", (Block(BlockKind.PARAGRAPH, "Eins. Zwei."),))
    by_hand = Translation(Segment("Eins.", 0, " "), "One is here. Two is there.", 0.0, Origin.HUMAN)
    texts = [sentence.text for sentence in english_of(article, [by_hand]).sentences]
    assert texts == ["One is here.", "Two is there."]


@pytest.mark.parametrize(
    ("text", "title", "blocks"),
    [
        ("Talks resume\n\nOne. Two.\n\nThree.", "Talks resume", [1, 1, 2]),
        ("# Talks resume\nOne. Two.", "Talks resume", [1, 1]),
        ("One stands here.\nTwo stands here.", "", [0, 1]),
        ("Wrapped in\nthe middle.\n\nTwo.", "", [0, 1]),
        ("A text is wrapped in\nthe middle of a\nsentence. Then\nit ends.", "", [0, 0]),
        ("", "", []),
        ("No full stop", "", [0]),
    ],
)
def test_running_english(text, title, blocks):
    """Paragraphs are counted as a reader of the file counts them, the title's too."""
    english = english_from(text)
    assert english.title == title
    assert [sentence.block for sentence in english.sentences] == blocks
