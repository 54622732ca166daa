"""
Plant mistakes in the translations of real articles: what is found, what is flagged without.

    python -m benchmarks.quality_corpus ../shared/corpus [--sentences]

Each article is translated as `translate run` does it. Then every mistake of `benchmarks/quality.py`
is planted in each sentence that gave no cause for doubt, wherever it can be planted.
`--sentences` prints the sentences in which an error is found though nothing was planted, to be
judged by eye, and the planted mistakes that nobody noticed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.quality import MUTATIONS, is_error, mutated
from translate import glossary, quality
from translate.data import Format, Segment, Source
from translate.engines import load_engine
from translate.pipeline import Prepared, prepare
from translate.settings import Settings
from translate.translation import Judge, translate

PLANTED = [name for name in MUTATIONS if name != "translations swapped"]


def read_articles(folder: Path, settings: Settings) -> Iterator[tuple[str, tuple[Segment, ...]]]:
    for path in sorted(folder.rglob("*.txt")):
        item = prepare(Source(path.name, Format.TEXT, path.read_bytes()), settings)
        if isinstance(item, Prepared):
            yield path.name, item.segments


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="a folder with articles (.txt)")
    parser.add_argument("--sentences", action="store_true", help="print what to judge by eye")
    arguments = parser.parse_args()
    settings = Settings()
    engine, terms = load_engine(settings), glossary.load([])
    judge = Judge(quality.check_pair, partial(quality.mend, glossary=terms))
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    print("| article | sentences | clean | warnings only | errors | planted | found |")
    print("|:--|--:|--:|--:|--:|--:|--:|")
    notes = []
    for name, segments in read_articles(arguments.corpus, settings):
        made = translate(segments, {}, lambda: engine, judge, settings.retry_budget)
        answers = [(t, quality.check_pair(t.segment.text, t.text, t.score)) for t in made]
        clean = [(t.segment.text, t.text) for t, answer in answers if not answer]
        errors = [(t, answer) for t, answer in answers if is_error(answer)]
        notes += [f"{t.segment.text}\n    {t.text}\n    {a[0].message}" for t, a in errors]
        here: Counter[bool] = Counter()
        for mistake in PLANTED:
            for case in mutated(clean, mistake):
                is_found = bool(quality.check_pair(*case))
                here[is_found] += 1
                planted[mistake] += 1
                found[mistake] += is_found
                if not is_found:
                    notes.append(f"not found, {mistake}: {case[0]}\n    {case[1]}")
        warned = len(made) - len(clean) - len(errors)
        shown = f"| {len(made)} | {len(clean)} | {warned} | {len(errors)} | {here.total()} |"
        print(f"| {name} {shown} {here[True] / max(1, here.total()):.3f} |")
    print("\n| planted mistake | cases | found |\n|:--|--:|--:|")
    for mistake, cases in planted.items():
        print(f"| {mistake} | {cases} | {found[mistake] / cases:.3f} |")
    if arguments.sentences:
        print("", *notes, sep="\n")


if __name__ == "__main__":
    main()
