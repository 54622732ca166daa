"""
Measure summaries: ROUGE against lead-3 and sumy's LexRank, TextRank and LSA, facts kept, speed.

    python -m benchmarks.summaries --bbc BBC.jsonl --cnn CNN.jsonl --articles FOLDER

Each article's weights are learnt without its fifth of the articles (`training.summary_weights`),
so every figure is on text that they have not seen; the labelled articles of the project are never
learnt from. Two ways to be as long as our summary: as many sentences; as many words (a system's
sentences in its own order, each one that still fits). All systems get the same sentences, title
and furniture set aside, so lead-3 is the first three sentences of running text.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from training.summary_weights import (
    EXTRACT_WEIGHT,
    HIGHLIGHTS_WEIGHT,
    Example,
    cross_fit,
    example_of,
    read_examples,
)
from translate.data import BlockKind
from translate.engines import load_engine
from translate.models import BUILT_IN_MODEL
from translate.settings import Settings
from translate.summarization import EnglishSentence, EnglishText, Extractive
from translate.summarization.checking import check_summary
from translate.summarization.extractive import learnt_weights, select
from translate.summarization.length import Length
from translate.summarization.loading import load_summarizer

ROUGES = ("rouge1", "rouge2", "rougeL")
BASELINES = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer, "LSA": LsaSummarizer}


class Words:
    """sumy's tokenizer without its download: letters, with an apostrophe inside."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", sentence))


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article, what we choose, and the order in which each baseline would."""

    sentences: list[str]
    reference: str
    ours: list[int]
    orders: dict[str, list[int]]


def baseline_order(name: str, sentences: Sequence[str], blocks: Sequence[int]) -> list[int]:
    """Rank sentences with sumy, best first; with its stemmer and its stop words."""
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence, block in zip(sentences, blocks, strict=True):
        paragraphs.setdefault(block, []).append(Sentence(sentence, Words()))
    summarizer = BASELINES[name](Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    order: list[int] = []

    def keep_all(ranked):
        ranked = list(ranked)
        order.extend(each.order for each in ranked)
        return ranked

    summarizer(ObjectDocumentModel([Paragraph(each) for each in paragraphs.values()]), keep_all)
    return order


def rank(example: Example, weights) -> Ranked:
    sentences = example.sentences
    blocks = [example.text.sentences[place].block for place in example.candidates.places]
    ours = select(example.candidates, weights, 3, Length().most_words(example.text))
    orders = {name: baseline_order(name, sentences, blocks) for name in BASELINES}
    orders["lead"] = list(range(len(sentences)))
    return Ranked(sentences, example.reference, ours, orders)


def as_many_sentences(ranked: Ranked, order: list[int]) -> list[int]:
    return sorted(order[: len(ranked.ours)])


def as_many_words(ranked: Ranked, order: list[int]) -> list[int]:
    left = sum(len(ranked.sentences[index].split()) for index in ranked.ours)
    chosen = []
    for index in order:
        length = len(ranked.sentences[index].split())
        if length <= left:
            chosen.append(index)
            left -= length
    return sorted(chosen)


def rouge(ranked: Ranked, chosen: list[int], scorer: RougeScorer) -> list[float]:
    scores = scorer.score(ranked.reference, "\n".join(ranked.sentences[i] for i in chosen))
    return [100 * scores[name].fmeasure for name in ROUGES]


def print_table(title: str, articles: Sequence[Ranked], length: Callable) -> None:
    """A Markdown table: a system a row, then our lead over the best baseline with its spread."""
    scorer = RougeScorer(list(ROUGES))
    print(f"\n{title}\n\n| system | ROUGE-1 | ROUGE-2 | ROUGE-L | words |\n|:--|--:|--:|--:|--:|")
    scores = {}
    for name in ("translate", "lead", *BASELINES):
        chosen = [
            each.ours if name == "translate" else length(each, each.orders[name])
            for each in articles
        ]
        scores[name] = np.array(
            [rouge(each, places, scorer) for each, places in zip(articles, chosen, strict=True)]
        )
        words = np.mean(
            [
                sum(len(each.sentences[place].split()) for place in places)
                for each, places in zip(articles, chosen, strict=True)
            ]
        )
        cells = " | ".join(f"{score:.2f}" for score in scores[name].mean(axis=0))
        print(f"| {name} | {cells} | {words:.0f} |")
    rival = max(
        (name for name in scores if name != "translate"), key=lambda n: scores[n][:, 0].mean()
    )
    ahead = scores["translate"] - scores[rival]
    error = ahead.std(axis=0) / len(ahead) ** 0.5
    spread = ", ".join(
        f"{mean:+.2f} ± {1.96 * e:.2f}" for mean, e in zip(ahead.mean(axis=0), error, strict=True)
    )
    print(f"\nAhead of {rival} by {spread} (95 % of the mean, {len(ahead)} articles).")


def measure_files(bbc: Path, cnn: Path) -> None:
    examples = read_examples(bbc, EXTRACT_WEIGHT) + read_examples(cnn, HIGHLIGHTS_WEIGHT)
    fitted = cross_fit(examples, learnt_weights())
    for title, weight in (("BBC", EXTRACT_WEIGHT), ("CNN/DailyMail", HIGHLIGHTS_WEIGHT)):
        articles = [
            rank(example, weights)
            for example, weights in zip(examples, fitted, strict=True)
            if example.weight == weight
        ]
        print_table(f"**{title}, as many sentences**", articles, as_many_sentences)
        print_table(f"**{title}, as many words**", articles, as_many_words)


def contents_of(folder: Path) -> list[dict]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def english_in(content: dict, translations: dict[str, str]) -> EnglishText:
    """Take the English out of a labelled article, or its translations; block 0 is its title."""
    sentences = [
        EnglishSentence(
            translations.get(sentence["de"], sentence["en"]),
            number,
            BlockKind(block["kind"].replace("_", " ")),
        )
        for number, block in enumerate(content["blocks"], start=1)
        for sentence in block["sentences"]
    ]
    title = translations.get(content["title_de"], content["title_en"])
    return EnglishText(title, tuple(sentences))


def translate_all(contents: Sequence[dict]) -> dict[str, str]:
    """Translate the articles with the built-in model."""
    german = [content["title_de"] for content in contents]
    german += [s["de"] for c in contents for block in c["blocks"] for s in block["sentences"]]
    hypotheses = load_engine(Settings(model=BUILT_IN_MODEL)).translate(german)
    return {source: h.text for source, h in zip(german, hypotheses, strict=True)}


def measure_articles(contents: Sequence[dict], translations: dict[str, str], name: str) -> None:
    """ROUGE and the share of the labelled facts that stand in the summary, letter by letter."""
    examples = [
        example_of(english_in(each, translations), each["summary_en"], HIGHLIGHTS_WEIGHT)
        for each in contents
    ]
    kept = [(c, e) for c, e in zip(contents, examples, strict=True) if e is not None]
    articles = [rank(example, learnt_weights()) for _, example in kept]
    print_table(f"**{name}, as many sentences**", articles, as_many_sentences)
    print_table(f"**{name}, as many words**", articles, as_many_words)
    print("\n| system | facts kept |\n|:--|--:|")
    for system in ("translate", "lead", *BASELINES):
        found = []
        for (content, _), each in zip(kept, articles, strict=True):
            is_ours = system == "translate"
            places = each.ours if is_ours else as_many_words(each, each.orders[system])
            text = " ".join(each.sentences[place] for place in places)
            found += [fact["en"] in text for fact in content["facts"]]
        print(f"| {system} | {100 * np.mean(found):.1f} % |")


def measure_model(contents: Sequence[dict], folder: Path) -> None:
    """An abstractive model on the labelled articles: ROUGE, facts, what was replaced, its time."""
    texts = [english_in(content, {}) for content in contents]
    began = time.perf_counter()
    summarizer = load_summarizer(Settings(summarizer=str(folder)))
    loaded = time.perf_counter()
    drafts = summarizer.summarize(texts)
    seconds = time.perf_counter() - loaded
    checked = [check_summary(draft, text) for draft, text in zip(drafts, texts, strict=True)]
    scorer = RougeScorer(list(ROUGES))
    written = ["\n".join(s.text for s in each.summary.sentences) for each in checked]
    scores = [
        [scorer.score(content["summary_en"], text)[name].fmeasure * 100 for name in ROUGES]
        for content, text in zip(contents, written, strict=True)
    ]
    facts = [
        fact["en"] in text
        for content, text in zip(contents, written, strict=True)
        for fact in content["facts"]
    ]
    print(f"\n**{summarizer.signature}** on the reference translation\n")
    print("ROUGE-1/2/L " + " / ".join(f"{score:.2f}" for score in np.mean(scores, axis=0)))
    print(f"facts kept {100 * np.mean(facts):.1f} %")
    print(f"findings {sum(len(each.findings) for each in checked)}")
    print(f"loaded in {loaded - began:.1f} s, {seconds / len(texts):.2f} s an article")


def measure_speed(bbc: Path) -> None:
    """Articles a second on one core (of its own time), and what 20,000 sentences need."""
    texts = [example.text for example in read_examples(bbc, EXTRACT_WEIGHT)]
    extractive = Extractive()
    extractive.summarize(texts[:50])
    began = time.process_time()
    extractive.summarize(texts)
    rate = len(texts) / (time.process_time() - began)
    print(f"\nSpeed: {rate:.0f} articles/s on one core ({len(texts)} BBC articles, already split).")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sentences = [sentence for text in texts for sentence in text.sentences][:20_000]
    long = EnglishText("", tuple(replace(each, block=i) for i, each in enumerate(sentences)))
    began = time.process_time()
    extractive.summarize([long])
    seconds = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"One article of {len(sentences):,} sentences: {seconds:.2f} s, {grown:.0f} MB more.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--bbc", type=Path, required=True)
    parser.add_argument("--cnn", type=Path, required=True)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="measure this abstractive model alone")
    arguments = parser.parse_args()
    if arguments.model:
        measure_model(contents_of(arguments.articles), arguments.model)
        return
    measure_speed(arguments.bbc)
    contents = contents_of(arguments.articles)
    measure_articles(contents, {}, "Reference translation")
    measure_articles(contents, translate_all(contents), "Built-in model's translation")
    measure_files(arguments.bbc, arguments.cnn)


if __name__ == "__main__":
    main()
