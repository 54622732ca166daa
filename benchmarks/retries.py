"""
What second looks bring, and what they cost: findings, scores and processor time by budget.

    python -m benchmarks.retries ../shared/eval/wmt21.de ../shared/eval/wmt21.en
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

from translate import glossary, quality
from translate.data import Segment
from translate.engines import load_engine
from translate.evaluation import read_lines, score
from translate.settings import Settings
from translate.translation import TRUSTING, Judge, translate

# None takes the first answer without a check; 0 re-ranks the beam, which costs the checks alone.
BUDGETS = (None, 0.0, 0.1, 0.25, 1.0)


def main() -> None:
    german, english = (read_lines(Path(name)) for name in sys.argv[1:3])
    engine = load_engine(Settings())
    terms = glossary.load([])
    judge = Judge(quality.check_pair, partial(quality.mend, glossary=terms))
    segments = [Segment(line, number) for number, line in enumerate(german)]
    engine.translate(german[:8])
    print("| budget | processor time | errors | warnings | BLEU | chrF2 |")
    print("|--:|--:|--:|--:|--:|--:|")
    first = 0.0
    for budget in BUDGETS:
        began = time.process_time()
        chosen = TRUSTING if budget is None else judge
        made = translate(segments, {}, lambda: engine, chosen, budget or 0.0)
        seconds = time.process_time() - began
        first = first or seconds
        hypotheses = [translation.text for translation in made]
        pairs = zip(german, hypotheses, strict=True)
        found = Counter(f.severity.value for pair in pairs for f in quality.check_pair(*pair))
        scores = {s.metric: s.value for s in score(hypotheses, english)}
        name = "no checks" if budget is None else f"{budget:.2f}"
        print(
            f"| {name} | {seconds / first:.2f} × | {found['error']} | {found['warning']} "
            f"| {scores['BLEU']:.2f} | {scores['chrF2']:.2f} |"
        )


if __name__ == "__main__":
    main()
