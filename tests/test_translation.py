"""Every segment gets its translation; nothing is cut off, sent twice or lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.data import Finding, Hypothesis, Origin, Segment, Severity
from translate.engines.echo import EchoEngine
from translate.store import Remembered
from translate.translation import LONGEST, Judge, sentences_to_translate, to_remember, translate


class Recorder(EchoEngine):
    """The echo engine that remembers what it was asked, with other answers where told so."""

    def __init__(self, answers: dict[str, str] | None = None, others: Sequence[str] = ()) -> None:
        self.asked: list[str] = []
        self.answers = answers or {}
        self.others = list(others)
        self.beam: list[Hypothesis] = []

    def translate(self, sentences):
        self.asked += sentences
        return [
            Hypothesis(self.answers.get(sentence, sentence.upper()), -0.5) for sentence in sentences
        ]

    def propose(self, sentences):
        return [[first, *self.beam] for first in self.translate(sentences)]

    def alternatives(self, sentences):
        return [[Hypothesis(other, -0.9) for other in self.others] for _ in sentences]


def segments(*texts: str) -> list[Segment]:
    return [Segment(text, number) for number, text in enumerate(texts)]


def test_memory_first_engine_for_the_rest():
    engine = Recorder()
    recalled = {"Ja, bitte.": Remembered("Yes, please.", -0.1, Origin.ENGINE)}
    made = translate(segments("Ja, bitte.", "Nein, danke."), recalled, lambda: engine)
    assert [(t.text, t.origin) for t in made] == [
        ("Yes, please.", Origin.MEMORY),
        ("NEIN, DANKE.", Origin.ENGINE),
    ]
    assert engine.asked == ["Nein, danke."]


def test_the_engine_is_not_loaded_when_the_memory_knows_all():
    recalled = {"Ja.": Remembered("Yes.", 0.0, Origin.HUMAN)}
    (made,) = translate(segments("Ja."), recalled, lambda: pytest.fail("loaded for nothing"))
    assert made.origin is Origin.HUMAN


def test_a_sentence_that_comes_twice_is_sent_once():
    engine = Recorder()
    made = translate(segments("Das ist gut.", "Nein.", "Das ist gut."), {}, lambda: engine)
    assert engine.asked == ["Das ist gut.", "Nein."]
    assert [t.origin for t in made] == [Origin.ENGINE, Origin.ENGINE, Origin.MEMORY]
    assert list(to_remember(made)) == ["Das ist gut.", "Nein."]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.234,5", "no letters"),
        ("* * *", "no letters"),
        ("", "no letters"),
        ("We will not be intimidated by this decision.", "already English"),
    ],
)
def test_what_needs_no_translation_is_copied(text, reason):
    (made,) = translate(segments(text), {}, lambda: pytest.fail("sent to the engine"))
    assert (made.text, made.origin, made.note) == (text, Origin.COPIED, reason)


def test_too_long_is_split_and_nothing_is_lost():
    engine = Recorder()
    words = [f"Wort{number}" for number in range(3000)]
    (made,) = translate(segments(" ".join(words)), {}, lambda: engine)
    assert made.text.split() == [word.upper() for word in words]
    assert all(len(part.split()) <= LONGEST for part in engine.asked)
    assert "too long for the model" in made.note


def test_an_empty_answer_is_a_failure_with_a_reason():
    engine = Recorder({"Hallo Welt.": ""})
    (made,) = translate(segments("Hallo Welt."), {}, lambda: engine)
    assert (made.origin, made.note) == (Origin.FAILED, "the engine answered nothing")
    assert to_remember([made]) == {}


def doubt_of(word: str):
    def doubts(german: str, english: str, score: float | None) -> list[Finding]:
        return [Finding("number", Severity.ERROR, "wrong")] if word in english else []

    return doubts


class TestSecondLook:
    """A doubtful answer is tried again; the candidate with the fewest doubts is kept."""

    def test_another_hypothesis_is_taken_if_it_is_better(self):
        engine = Recorder({"Es kamen elf.": "Twelve came."}, others=["Twelve!", "Eleven came."])
        made = translate(
            segments("Es kamen elf."),
            {},
            lambda: engine,
            Judge(doubt_of("Twelve")),
            retry_budget=10,
        )
        assert (made[0].text, made[0].note) == ("Eleven came.", "second look with a wider beam")

    def test_a_longer_sentence_is_first_tried_in_parts(self):
        german = "Es kamen elf von allen Gästen der Stadt, obwohl wir sie so spät geladen hatten."
        engine = Recorder({german: "Twelve came."}, others=["Eleven came."])
        (made,) = translate(
            segments(german), {}, lambda: engine, Judge(doubt_of("Twelve")), retry_budget=10
        )
        assert made.text == german.upper()
        assert made.note == "second look: in parts"

    def test_the_rest_of_the_beam_costs_nothing(self):
        engine = Recorder({"Es kamen elf.": "Twelve came."})
        engine.beam = [Hypothesis("Eleven came.", -0.7)]
        (made,) = translate(
            segments("Es kamen elf."), {}, lambda: engine, Judge(doubt_of("Twelve")), retry_budget=0
        )
        assert (made.text, made.note) == ("Eleven came.", "another hypothesis of the beam")

    def test_the_first_answer_stays_if_nothing_is_better(self):
        engine = Recorder({"Es kamen elf.": "Twelve came."}, others=["Twelve did come."])
        judge = Judge(doubt_of(""))
        made = translate(segments("Es kamen elf."), {}, lambda: engine, judge, retry_budget=10)
        assert (made[0].text, made[0].note) == ("Twelve came.", "")

    def test_what_did_not_come_to_an_end_is_asked_again_without_a_budget(self):
        """Also behind an answer that is worse, and for which there is no time."""

        class Endless(Recorder):
            def translate(self, sentences):
                done = super().translate(sentences)
                return [replace(d, is_complete="LOOP" not in d.text) for d in done]

        engine = Endless(others=["He came."])
        two = (Finding("x", Severity.ERROR, "!"),) * 2
        judge = Judge(lambda german, _, __: two if german == "Es kamen elf." else ())
        made = translate(
            segments("Es kamen elf.", "Er kam loop."), {}, lambda: engine, judge, retry_budget=0
        )
        assert [t.text for t in made] == ["ES KAMEN ELF.", "He came."]

    def test_the_budget_is_kept(self):
        engine = Recorder({"Es kamen elf.": "Twelve came."}, others=["Eleven came."])
        made = translate(
            segments("Es kamen elf."), {}, lambda: engine, Judge(doubt_of("Twelve")), retry_budget=0
        )
        assert made[0].text == "Twelve came."

    def test_a_loop_that_never_ends_is_admitted(self):
        class Endless(Recorder):
            def translate(self, sentences):
                return [Hypothesis("so so so so", -0.1, is_complete=False) for _ in sentences]

            def propose(self, sentences):
                return [[hypothesis] for hypothesis in self.translate(sentences)]

            def alternatives(self, sentences):
                return [[Hypothesis("so so", -0.1, is_complete=False)] for _ in sentences]

        (made,) = translate(segments("Na ja."), {}, Endless)
        assert made.note == "the engine did not come to an end of the sentence"


@given(st.lists(st.text(max_size=40), max_size=12))
def test_one_translation_for_each_segment_in_order(texts):
    """Whatever the text, every segment is accounted for."""
    given_segments = segments(*texts)
    made = translate(given_segments, {}, EchoEngine)
    assert [t.segment for t in made] == given_segments
    sent = set(sentences_to_translate(given_segments))
    for t in made:
        assert t.text or t.origin is not Origin.ENGINE
        assert (t.origin is Origin.COPIED) == (t.segment.text not in sent)
