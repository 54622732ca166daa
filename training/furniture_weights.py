"""
Learn the weights that judge page furniture by its layout, from the labelled articles and pages.

    python -m training.furniture_weights --news PAIRS.tsv.xz [--pages a,b,e,f] [--folds 5]

A conditional random field over each page's lines, trained by gradient ascent (Adam) with a ridge;
prints what folds that were held out got right, then writes the weights learnt from all. Lines are
learnt without knowing what the phrase lists say of them, so that the lists' gaps are covered; a
line of the article that is taken for furniture counts `TEXT_WEIGHT` times. Pages made of news
sentences and headlines alone (`--news`: German TAB English TAB weight TAB source) teach what text
is.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.cleaning import read_articles
from benchmarks.pages import read_pages
from translate import reading
from translate.cleaning.characters import repair_characters
from translate.cleaning.furniture import mark_furniture
from translate.cleaning.layout import LEAST_CERTAINTY, Judged, certainties_of, chain_of
from translate.cleaning.pieces import Piece
from translate.cleaning.structure import mark_contents, mark_repetitions, mark_title
from translate.data import BlockKind, Format, Source

WEIGHTS_FILE = Path("translate/cleaning/weights.json")
TEXT_WEIGHT = 2.0
NEWS_SOURCES = ("newstest", "de_news_llm")
NEWS_PAGES = 200
NEWS_WEIGHT = 0.3  # of a page that was labelled by hand
RIDGE = 0.02
STEPS = 150
RATE = 0.08


@dataclass(frozen=True, slots=True)
class Page:
    """A chain to learn from; a line's label is 1 for furniture; known lines have none to learn."""

    name: str
    chain: list[Judged]  # to learn from
    deployed: list[Judged]  # as `clean` sees it
    labels: list[float]
    texts: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", default="a,b,e,f", help="sets to learn from beside the articles")
    parser.add_argument("--news", type=Path, help="training pairs, for pages of nothing but text")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    labelled = read_articles() + [p for name in options.pages.split(",") for p in read_pages(name)]
    pages = [page_of(page) for page in labelled]
    random.Random(1).shuffle(pages)
    news = [page_of(page) for page in news_pages(options.news)] if options.news else []
    if options.folds:
        _cross_validate(pages, news, options.folds, verbose=options.verbose)
    weights = {name: round(value, 2) for name, value in sorted(learn(pages, news).items())}
    weights = {name: value for name, value in weights.items() if abs(value) >= 0.02}
    WEIGHTS_FILE.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", "utf-8")


def news_pages(path: Path) -> list[dict]:
    """Pages without furniture: a headline, and sentences with headlines between them."""
    dice = random.Random(2)
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [line.split("\t") for line in lines]
    texts = [row[0] for row in rows if row[3].strip() in NEWS_SOURCES]
    dice.shuffle(texts)
    sentences = [t for t in texts if t.endswith(".") and len(t) > 30]
    headlines = [t for t in texts if t[-1].isalnum() and 8 < len(t) < 70 and t[0].isupper()]
    questions = [t for t in texts if t[-1] in "?!" and 5 < len(t) < 60 and t[0].isupper()]
    pages = []
    for n in range(NEWS_PAGES):
        lines = [dice.choice(headlines)]
        for _ in range(dice.randint(2, 4)):
            lines += [" ".join(dice.sample(sentences, dice.randint(1, 3))) for _ in range(2)]
            lines.append(dice.choice(dice.choice((headlines, headlines, questions, sentences))))
        lines.append(dice.choice(sentences))
        pages.append({"id": f"news {n}", "raw_de": "\n".join(lines) + "\n", "furniture": []})
    return pages


def page_of(labelled: dict) -> Page:
    source = Source(f"{labelled['id']}.txt", Format.TEXT, labelled["raw_de"].encode())
    blocks = reading.read(source).blocks
    pieces = [Piece(b.kind, repair_characters(b.text), b.text) for b in blocks if b.text.strip()]
    marked = mark_repetitions(mark_title(mark_contents(mark_furniture(pieces))))
    chain = chain_of(marked, spares=False)
    blind = chain_of([_as_line(piece) for piece in marked], spares=False)
    furniture = {"".join(line.split()) for line in labelled["furniture"]}
    # Places come from the marked page, signs from each line whether it is known already or not.
    chain = [
        replace(place, signs=place.signs or sight.signs, known=sight.known)
        for place, sight in zip(chain, blind, strict=True)
    ]
    return Page(
        labelled["id"],
        chain,
        chain_of(marked),
        [float("".join(piece.raw.split()) in furniture) for piece in pieces],
        [piece.text for piece in pieces],
    )


def _as_line(piece: Piece) -> Piece:
    is_title = piece.kind is BlockKind.TITLE
    return replace(piece, reason="", kind=BlockKind.HEADING if is_title else piece.kind)


def learn(pages: Sequence[Page], news: Sequence[Page]) -> dict[str, float]:
    """Weights by Adam: the signs that were seen against those that were expected."""
    weights: dict[str, float] = {}
    mean: dict[str, float] = defaultdict(float)
    spread: dict[str, float] = defaultdict(float)
    for step in range(1, STEPS + 1):
        gradient: dict[str, float] = defaultdict(float)
        for page in pages:
            _add_gradient(page, weights, gradient, 1.0)
        for page in news:
            _add_gradient(page, weights, gradient, NEWS_WEIGHT)
        for name, value in list(gradient.items()):
            slope = value / len(pages) - RIDGE * weights.get(name, 0.0) / 4
            mean[name] = 0.9 * mean[name] + 0.1 * slope
            spread[name] = 0.99 * spread[name] + 0.01 * slope * slope
            rate = RATE * math.sqrt(1 - 0.99**step) / (1 - 0.9**step)
            weights[name] = weights.get(name, 0.0) + rate * mean[name] / (
                math.sqrt(spread[name]) + 1e-6
            )
    return weights


def _add_gradient(
    page: Page, weights: dict[str, float], gradient: dict[str, float], share: float
) -> None:
    """A line's label against its certainty; a step's sameness against that of its neighbours."""
    certainties = certainties_of(page.chain, weights)
    for i, (judged, label, certainty) in enumerate(
        zip(page.chain, page.labels, certainties, strict=True)
    ):
        difference = (label - certainty) * (1.0 if label else TEXT_WEIGHT)
        for sign in judged.signs:
            gradient[sign] += share * difference
        if i:
            # Mean field: the neighbours' labels as if they were independent.
            other = certainties[i - 1]
            expected = certainty * other + (1 - certainty) * (1 - other)
            for sign in judged.steps:
                gradient[sign] += share * (float(label == page.labels[i - 1]) - expected)


def _cross_validate(
    pages: Sequence[Page], news: Sequence[Page], folds: int, *, verbose: bool
) -> None:
    counts: Counter[str] = Counter()
    for fold in range(folds):
        weights = learn([page for i, page in enumerate(pages) if i % folds != fold], news)
        for page in pages[fold::folds]:
            certainties = certainties_of(page.deployed, weights)
            for label, certainty, text, judged in zip(
                page.labels, certainties, page.texts, page.deployed, strict=True
            ):
                kind = "furniture" if label else "text"
                known = "taken for text" if judged.known < 0 else "by rules" if judged.known else ""
                guess = known or ("aside" if certainty > LEAST_CERTAINTY else "kept")
                counts[f"{kind}: {guess}"] += 1
                if verbose and guess == ("kept" if label else "aside"):
                    print(f"{certainty:.2f} {kind} {page.name}: {text[:100]}")
    for name in sorted(counts):
        print(f"{name:50} {counts[name]}")


if __name__ == "__main__":
    main()
