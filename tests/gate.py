"""
The quality gate: scores on pinned samples must not fall below their floors.

    make gate                      compare
    make gate ARGS=--update        raise floors to what is reached (less the noise)
    python -m tests.gate --update --allow-regression "why"      lower one, with a reason

Not part of the default tests: it translates 40 articles with the built-in model. Floors and the
reason of each lowering stand in gate.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from translate import quality
from translate.cleaning import clean
from translate.data import (
    Article,
    Block,
    BlockKind,
    Format,
    Origin,
    Segment,
    Severity,
    Source,
    Translation,
)
from translate.engines import load_engine
from translate.evaluation import score
from translate.reading import read
from translate.segmentation import split
from translate.settings import Settings
from translate.summarization import english_of
from translate.summarization.extractive import Extractive

HERE = Path(__file__).parent
FLOORS = HERE / "gate.json"
# Less than this is noise of another processor's rounding, not a loss.
NOISE = 0.3


def articles() -> list[dict]:
    return [json.loads(f.read_text("utf-8")) for f in sorted((HERE / "articles").glob("*.json"))]


def translation_scores() -> dict[str, float]:
    """The built-in model on the human translations of our own articles."""
    pairs = [(s["de"], s["en"]) for a in articles() for b in a["blocks"] for s in b["sentences"]]
    engine = load_engine(Settings())
    english = [h.text for h in engine.translate([german for german, _ in pairs])]
    scores = {s.metric: s.value for s in score(english, [reference for _, reference in pairs])}
    return {"translation BLEU": scores["BLEU"], "translation chrF2": scores["chrF2"]}


def segmentation_scores() -> dict[str, float]:
    """Share of blocks of our own articles whose sentences are found exactly, in percent."""
    blocks = [[s["de"] for s in b["sentences"]] for a in articles() for b in a["blocks"]]
    exact = sum([p.strip() for p in split(" ".join(block))] == block for block in blocks)
    return {"blocks segmented exactly": 100 * exact / len(blocks)}


def cleaning_scores() -> dict[str, float]:
    """Sentences kept in, and furniture kept out of, the blocks, in percent."""
    kept = sentences = aside = furniture = 0
    for labelled in articles():
        source = Source(f"{labelled['id']}.txt", Format.TEXT, labelled["raw_de"].encode())
        blocks = [block.text for block in clean(read(source)).blocks]
        text = "\n".join(blocks)
        gold = [s["de"] for b in labelled["blocks"] for s in b["sentences"]]
        kept += sum(sentence in text for sentence in gold)
        sentences += len(gold)
        aside += sum(line.strip() not in blocks for line in labelled["furniture"])
        furniture += len(labelled["furniture"])
    return {"sentences kept": 100 * kept / sentences, "furniture aside": 100 * aside / furniture}


def quality_scores() -> dict[str, float]:
    """Human translations that no check calls an error, in percent."""
    pairs = [(s["de"], s["en"]) for a in articles() for b in a["blocks"] for s in b["sentences"]]
    clean_pairs = sum(
        not any(f.severity is Severity.ERROR for f in quality.check_pair(*pair)) for pair in pairs
    )
    return {"human translations without error": 100 * clean_pairs / len(pairs)}


def summary_scores() -> dict[str, float]:
    """ROUGE-1 of extractive summaries of the reference translations."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer, total = RougeScorer(["rouge1"], use_stemmer=True), 0.0
    for labelled in articles():
        blocks = [Block(BlockKind.TITLE, labelled["title_de"])]
        made = [
            Translation(Segment(labelled["title_de"], 0), labelled["title_en"], 0, Origin.ENGINE)
        ]
        for block in labelled["blocks"]:
            for sentence in block["sentences"]:
                segment = Segment(sentence["de"], len(blocks))
                made.append(Translation(segment, sentence["en"], 0, Origin.ENGINE))
            kinds = {kind.value: kind for kind in BlockKind}
            kind = kinds.get(block["kind"], BlockKind.PARAGRAPH)
            blocks.append(Block(kind, " ".join(s["de"] for s in block["sentences"])))
        article = Article(labelled["id"], tuple(blocks))
        (summary,) = Extractive(3).summarize([english_of(article, made)])
        text = " ".join(sentence.text for sentence in summary.sentences)
        total += scorer.score(labelled["summary_en"], text)["rouge1"].fmeasure
    return {"summary ROUGE-1": 100 * total / len(articles())}


def measure() -> dict[str, float]:
    parts = (
        translation_scores, segmentation_scores, cleaning_scores, quality_scores, summary_scores,
    )  # fmt: skip
    return {name: round(value, 2) for part in parts for name, value in part().items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", metavar="REASON", default="")
    arguments = parser.parse_args()
    kept = (
        json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {"floors": {}, "reasons": []}
    )
    floors, reached = kept["floors"], measure()
    fallen = []
    for name, value in reached.items():
        floor = floors.get(name)
        is_low = floor is not None and value < floor
        fallen += [name] if is_low else []
        told = "new" if floor is None else f"floor {floor:.2f}"
        print(f"{name:34} {value:7.2f}  {told}{'  TOO LOW' if is_low else ''}")
    if arguments.update and (not fallen or arguments.allow_regression):
        for name, value in reached.items():
            least = round(value - NOISE, 2)
            if name in fallen or least > floors.get(name, -1):
                floors[name] = least
        if fallen:
            kept["reasons"].append({"lowered": fallen, "reason": arguments.allow_regression})
        FLOORS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")
        return 0
    if fallen:
        print(f"below its floor: {', '.join(fallen)}; mend it, or lower the floor with a reason")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
