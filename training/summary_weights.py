"""
Learn the weights of the built-in summarizer from articles with reference summaries.

    python -m training.summary_weights --bbc BBC.jsonl --cnn CNN.jsonl

Both files have an article a line: {"id", "article", "summary"}. In the BBC articles the summary is
made of the article's own sentences, so each sentence is labelled kept or not; the highlights of
CNN/DailyMail are written by hand, and those sentences are labelled kept that come nearest to them
together (greedy, by ROUGE-1 + ROUGE-2, at most four). A logistic regression learns from both. The
two numbers that say how to choose by its outcome are searched by five-fold cross-validation. Only
numpy is needed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from translate.summarization.extractive import (
    Candidates,
    Weights,
    find_candidates,
    select,
)
from translate.summarization.features import FEATURES
from translate.summarization.length import FEWEST_SENTENCES, Length
from translate.summarization.terms import Numbers
from translate.summarization.text import EnglishText, english_from

FOLDS = 5
# How often an article counts: there are ten times more extracts than highlights.
EXTRACT_WEIGHT, HIGHLIGHTS_WEIGHT = 1.0, 15.0
RIDGE = 1.0
# Set by hand: whoever reads a summary first wants to know what happened, and where. It costs 0.3
# ROUGE-1 on the BBC articles and puts the lead into 67 of 100 summaries instead of 45.
LEAD_BONUS = 0.5
WEIGHTS_FILE = Path("translate/summarization/weights.json")


@dataclass(frozen=True, slots=True)
class Example:
    """An article to learn from; `labels` speak of the candidates; it counts `weight` times."""

    text: EnglishText
    reference: str
    candidates: Candidates
    labels: Numbers
    weight: float

    @property
    def sentences(self) -> list[str]:
        return [self.text.sentences[place].text for place in self.candidates.places]


def read_examples(path: Path, weight: float) -> list[Example]:
    """Read a file with an article a line; those too short to be summarized are left out."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    made = [example_of(english_from(row["article"]), row["summary"], weight) for row in rows]
    return [example for example in made if example]


def example_of(text: EnglishText, reference: str, weight: float) -> Example | None:
    """Label an article's sentences; only an extract weighs 1."""
    candidates = find_candidates(text)
    if candidates is None or len(text.sentences) < FEWEST_SENTENCES:
        return None
    sentences = [text.sentences[place].text for place in candidates.places]
    label = kept_in if weight == EXTRACT_WEIGHT else greedy_oracle
    return Example(text, reference, candidates, label(sentences, reference), weight)


def kept_in(sentences: Sequence[str], summary: str) -> Numbers:
    """1 for each sentence that stands in the summary, letter by letter."""
    letters = re.sub(r"\W+", "", summary).lower()
    return np.array([re.sub(r"\W+", "", each).lower() in letters for each in sentences], float)


def greedy_oracle(sentences: Sequence[str], summary: str, most: int = 4) -> Numbers:
    """1 for each sentence of the selection that comes nearest to the summary."""
    reference = grams_of([summary])
    chosen: list[int] = []
    best = 0.0
    while len(chosen) < most:
        gains = [
            (sum(rouge([sentences[i] for i in [*chosen, new]], reference)), -new)
            for new in range(len(sentences))
            if new not in chosen
        ]
        gain, new = max(gains, default=(0.0, 0))
        if gain <= best:
            break
        best = gain
        chosen.append(-new)
    labels = np.zeros(len(sentences))
    labels[chosen] = 1
    return labels


def grams_of(sentences: Iterable[str]) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """Words and pairs of words as `rouge-score` counts them, without its stemmer."""
    words = re.sub(r"[^a-z0-9]+", " ", " ".join(sentences).lower()).split()
    return Counter(zip(words, strict=False)), Counter(itertools.pairwise(words))


def rouge(
    sentences: Sequence[str],
    reference: tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]],
) -> tuple[float, float]:
    """ROUGE-1 and ROUGE-2 (F1) of an extract."""
    scores = []
    for mine, theirs in zip(grams_of(sentences), reference, strict=True):
        both = (mine & theirs).total()
        scores.append(2 * both / max(1, mine.total() + theirs.total()))
    return scores[0], scores[1]


def fit(examples: Sequence[Example], steps: int = 12) -> Numbers:
    """Logistic regression by Newton's method; each article counts alike, not each sentence."""
    columns = np.vstack([example.candidates.profile.features for example in examples])
    labels = np.concatenate([example.labels for example in examples])
    counts = np.concatenate(
        [np.full(len(each.labels), 10 * each.weight / len(each.labels)) for each in examples]
    )
    penalty = np.eye(len(FEATURES)) * RIDGE
    penalty[-1, -1] = 1e-6
    weights = np.zeros(len(FEATURES))
    for _ in range(steps):
        kept = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        gradient = columns.T @ (counts * (kept - labels)) + penalty @ weights
        curvature = (columns.T * (counts * kept * (1 - kept))) @ columns + penalty
        weights = weights - np.linalg.solve(curvature, gradient)
    return weights


def cross_fit(examples: Sequence[Example], weights: Weights) -> list[Weights]:
    """For each example, weights learnt without its fold."""
    folds = [
        fit([example for i, example in enumerate(examples) if i % FOLDS != fold])
        for fold in range(FOLDS)
    ]
    return [replace(weights, features=folds[i % FOLDS]) for i in range(len(examples))]


def search(examples: Sequence[Example], learnt: Sequence[Weights]) -> Weights:
    """Try each combination; the best by ROUGE-1 + ROUGE-2, all kinds of article counting alike."""
    references = [grams_of([example.reference]) for example in examples]
    best, best_score = learnt[0], 0.0
    for exponent, redundancy in itertools.product((0.5, 0.75, 1.0, 1.25), (0.0, 0.3, 0.6, 0.9)):
        tried = replace(best, length_exponent=exponent, redundancy=redundancy)
        scores: dict[float, list[tuple[float, float]]] = {}
        leads = 0
        for example, reference, fold in zip(examples, references, learnt, strict=True):
            weights = replace(tried, features=fold.features)
            room = Length().most_words(example.text)
            chosen = select(example.candidates, weights, 3, room)
            leads += 0 in chosen
            score = rouge([example.sentences[index] for index in chosen], reference)
            scores.setdefault(example.weight, []).append(score)
        means = {weight: np.mean(each, axis=0) * 100 for weight, each in scores.items()}
        total = float(np.mean([mean.sum() for mean in means.values()]))
        shown = " ".join(f"{mean[0]:.2f}/{mean[1]:.2f}" for mean in means.values())
        print(f"{exponent=} {redundancy=}: {shown} lead kept {leads / len(examples):.2f}")
        if total > best_score:
            best, best_score = tried, total
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--bbc", type=Path, required=True)
    parser.add_argument("--cnn", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    arguments = parser.parse_args()
    examples = read_examples(arguments.bbc, EXTRACT_WEIGHT)
    examples += read_examples(arguments.cnn, HIGHLIGHTS_WEIGHT)
    start = Weights(np.zeros(len(FEATURES)), 0.5, 0.6, LEAD_BONUS)
    best = search(examples, cross_fit(examples, start))
    learnt = fit(examples)
    content = {
        "features": {
            name: round(float(value), 3) for name, value in zip(FEATURES, learnt, strict=True)
        },
        "length_exponent": best.length_exponent,
        "redundancy": best.redundancy,
        "lead_bonus": best.lead_bonus,
    }
    arguments.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"{len(examples)} articles; written to {arguments.out}")


if __name__ == "__main__":
    main()
