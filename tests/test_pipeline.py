"""Batches go through the engine one behind the other, and nothing is asked twice."""

from __future__ import annotations

import threading
from functools import cache

import pytest

from translate.data import Failure, Format, Origin, Source, TranslatedArticle
from translate.engines.echo import EchoEngine
from translate.errors import EngineError
from translate.pipeline import Prepared, Tools, prepare, translate_batches
from translate.settings import Settings
from translate.summarization.loading import load_summarizer

SETTINGS = Settings(engine="echo")


class Memory:
    """A translation memory that may be used in one thread alone, as SQLite's."""

    def __init__(self):
        self.known = {}
        self.thread = threading.get_ident()

    def recall(self, sentences):
        assert threading.get_ident() == self.thread
        return {s: self.known[s] for s in sentences if s in self.known}

    def remember(self, translations):
        assert threading.get_ident() == self.thread
        self.known |= translations


class Recorder(EchoEngine):
    def __init__(self):
        self.asked = []

    def translate(self, sentences):
        self.asked += sentences
        return super().translate(sentences)


def tools(engine, memory=None):
    memory = memory or Memory()
    return Tools(
        settings=SETTINGS,
        signature="echo",
        engine=lambda: engine,
        summarizer=cache(lambda: load_summarizer(SETTINGS)),
        glossary=lambda: pytest.fail("the echo engine knows no terms"),
        recall=memory.recall,
        remember=memory.remember,
    )


def batch(name, text):
    article = prepare(Source(name, Format.TEXT, text.encode()), SETTINGS)
    assert isinstance(article, Prepared)
    return [article]


FIRST = "Der Rat tagt heute.\n\nDie Stadt baut zwei neue Schulen am Fluss."
SECOND = "Der Rat tagt heute.\n\nDie Bahn fährt wegen des Schnees erst am Abend."


def test_a_fault_of_ours_costs_one_article(monkeypatch):
    """It is said, with the file that brought it to light."""

    def faulty(_):
        raise RecursionError("maximum recursion\ndepth exceeded")

    monkeypatch.setattr("translate.pipeline.clean", faulty)
    outcome = prepare(Source("a.txt", Format.TEXT, b"Die Stadt baut."), Settings())
    assert isinstance(outcome, Failure)
    assert outcome.reason == (
        "a.txt: a fault of translate (RecursionError: maximum recursion depth exceeded); "
        "please report it with the file"
    )


def test_a_sentence_that_is_under_way_is_not_asked_for_again():
    """The second batch begins before the first has answered: it waits for that answer."""
    engine = Recorder()
    outcomes = list(translate_batches([batch("a", FIRST), batch("b", SECOND)], tools(engine)))
    assert [outcome.path for [outcome] in outcomes] == ["a", "b"]
    assert engine.asked.count("Der Rat tagt heute.") == 1
    [[_], [second]] = outcomes
    assert isinstance(second, TranslatedArticle)
    assert [t.origin for t in second.translations] == [Origin.MEMORY, Origin.ENGINE]
    assert second.translations[0].text == "DER RAT TAGT HEUTE."


def test_the_engine_has_the_next_batch_while_one_is_finished():
    class Waiting(EchoEngine):
        """Answers the first batch only when it was asked for the second."""

        def __init__(self):
            self.has_second = threading.Event()

        def translate(self, sentences):
            if any("Bahn" in sentence for sentence in sentences):
                self.has_second.set()
            assert self.has_second.wait(timeout=60)
            return super().translate(sentences)

    made = list(translate_batches([batch("a", FIRST), batch("b", SECOND)], tools(Waiting())))
    assert len(made) == 2


def test_what_is_under_way_is_finished_when_no_more_comes():
    """A run that is asked to stop sends no more batches; those with the engine are paid for."""
    memory = Memory()
    made = list(translate_batches(iter([batch("a", FIRST)]), tools(EchoEngine(), memory)))
    assert len(made) == 1
    assert "Der Rat tagt heute." in memory.known


def test_an_engine_that_breaks_breaks_the_run():
    class Broken(EchoEngine):
        def translate(self, sentences):
            raise EngineError("out of memory")

    with pytest.raises(EngineError, match="out of memory"):
        list(translate_batches([batch("a", FIRST), batch("b", SECOND)], tools(Broken())))
