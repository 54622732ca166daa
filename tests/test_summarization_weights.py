"""The weights of the built-in summarizer, and the script that learns them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from rouge_score.rouge_scorer import RougeScorer

from training.summary_weights import (
    fit,
    grams_of,
    greedy_oracle,
    kept_in,
    main,
    read_examples,
    rouge,
)
from translate.summarization.extractive import learnt_weights, values_of
from translate.summarization.features import FEATURES

ARTICLE = """Bridge opens in Cologne

The city of Cologne opened a new bridge over the Rhine on Monday. The bridge cost the city of
Cologne about 12 million euros. Many people came to the Rhine with their children.

The weather was fine on Monday and the music was loud. The old bridge in Cologne will be closed in
October."""
KEPT = "The city of Cologne opened a new bridge over the Rhine on Monday."


@pytest.fixture
def files(tmp_path):
    """Two tiny files in the form of the real ones."""
    extracts, highlights = tmp_path / "bbc.jsonl", tmp_path / "cnn.jsonl"
    row = {"id": "1", "article": ARTICLE, "summary": KEPT}
    extracts.write_text("\n".join([json.dumps(row)] * 6), encoding="utf-8")
    highlights.write_text("\n".join([json.dumps(row)] * 6), encoding="utf-8")
    return extracts, highlights


def test_every_feature_has_a_weight():
    assert learnt_weights().features.shape == (len(FEATURES),)
    assert np.isfinite(learnt_weights().features).all()


@pytest.mark.parametrize(
    "summary", ["The bridge cost the city 12 million euros.", "Nothing.", "the the the the Rhine"]
)
def test_rouge_is_that_of_rouge_score(summary):
    """The script has its own few lines, since it needs the score a hundred thousand times."""
    scorer = RougeScorer(["rouge1", "rouge2"])
    expected = scorer.score(KEPT, summary)
    ours = rouge([summary], grams_of([KEPT]))
    assert ours == pytest.approx([expected["rouge1"].fmeasure, expected["rouge2"].fmeasure])


def test_extracts_are_labelled_letter_by_letter():
    """White space and case do not matter: the references glue their sentences together."""
    assert kept_in(["One is kept.", "Two is not."], "Zero.One is  kept.Three.").tolist() == [1, 0]


def test_highlights_are_labelled_by_the_best_selection():
    sentences = ["The weather was fine.", "A bridge opened.", "Cologne paid 12 million euros."]
    summary = "A bridge opened. Cologne paid 12 million euros."
    assert greedy_oracle(sentences, summary).tolist() == [0, 1, 1]


def test_what_is_kept_is_learnt(files):
    examples = read_examples(files[0], 1.0)
    weights = learnt_weights()
    learnt = type(weights)(fit(examples), 0.0, 0.0, 0.0)
    values = values_of(examples[0].candidates.profile, learnt)
    assert int(values.argmax()) == int(examples[0].labels.argmax())


def test_the_script_writes_weights(files, tmp_path, monkeypatch, capsys):
    out = tmp_path / "weights.json"
    paths = ["--bbc", files[0], "--cnn", files[1], "--out", out]
    monkeypatch.setattr("sys.argv", ["summary_weights", *map(str, paths)])
    main()
    content = json.loads(out.read_text(encoding="utf-8"))
    assert set(content["features"]) == set(FEATURES)
    assert "12 articles" in capsys.readouterr().out
