"""
How well and how fast German sentence borders are found, beside a plain expression and sentencex.

    python benchmarks/segmentation.py [EVAL_FOLDER]

F1 counts the borders inside paragraphs whose sentences were joined with single spaces. Texts that
are one sentence a line are joined in random paragraphs of five; some of their lines hold two
sentences and some are headlines without a mark, which no splitter can know: read them as a
comparison, with the recall beside it. Speed is sentences a second on one core over all texts
(best of five), and its ratio to the plain expression in the same run.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import sentencex

from translate.segmentation import split

Splitter = Callable[[str], list[str]]
Paragraph = list[str]  # its sentences

ROOT = Path(__file__).parent.parent
_PLAIN = re.compile(r"[.!?…]+[\"”“»«)]*\s+(?=[„“»«\"(]?[A-ZÄÖÜ0-9])")
PARAGRAPH_LENGTH = 5
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of borders: found and right, found and wrong, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        found = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def score(paragraphs: Iterable[Paragraph], splitter: Splitter) -> Score:
    """Compare the borders inside each paragraph, its sentences joined with single spaces."""
    right = wrong = missed = 0
    for sentences in paragraphs:
        gold = _borders(sentence + " " for sentence in sentences)
        found = _borders(splitter(" ".join(sentences)))
        right += len(gold & found)
        wrong += len(found - gold)
        missed += len(gold - found)
    return Score(right, wrong, missed)


def _borders(pieces: Iterable[str]) -> set[int]:
    """Give the offset of the first character of each piece but the first."""
    offsets, offset = set(), 0
    for piece in pieces:
        offsets.add(offset)
        offset += len(piece)
    return offsets - {0}


def speed(paragraphs: Iterable[Paragraph], splitter: Splitter) -> float:
    """Measure sentences a second of processor time: other work on the machine counts little."""
    texts = [" ".join(sentences) for sentences in paragraphs]
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in texts:
            splitter(text)
        seconds.append(time.process_time() - start)
    return sum(map(len, paragraphs)) / min(seconds)


def split_plainly(text: str) -> list[str]:
    """Split after a mark before a capital or a digit: what everybody writes first."""
    offsets = [0, *(match.end() for match in _PLAIN.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(offsets)]


def split_with_sentencex(text: str) -> list[str]:
    return list(sentencex.segment("de", text))


SPLITTERS: dict[str, Splitter] = {
    "plain expression": split_plainly,
    "sentencex": split_with_sentencex,
    "translate": split,
}


def read_paragraphs(path: Path) -> list[Paragraph]:
    """Read one sentence a line, with blank lines between paragraphs if there are any."""
    text = path.read_text(encoding="utf-8").strip()
    if "\n\n" in text:
        return [paragraph.splitlines() for paragraph in text.split("\n\n")]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    random.Random(1).shuffle(lines)
    return [lines[i : i + PARAGRAPH_LENGTH] for i in range(0, len(lines), PARAGRAPH_LENGTH)]


def read_articles(folder: Path) -> list[Paragraph]:
    """Read the labelled articles' blocks; a heading is one unit by itself and left out."""
    articles = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))]
    return [
        [sentence["de"] for sentence in block["sentences"]]
        for article in articles
        for block in article["blocks"]
        if block["kind"] != "heading"
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT.parent / "shared" / "eval")
    folder = parser.parse_args().folder
    texts = {"articles": read_articles(ROOT / "tests" / "articles")}
    for name in ("segmentation.dev.txt", "flores.dev.de", "wmt21.de"):
        if (folder / name).is_file():
            texts[name] = read_paragraphs(folder / name)
    print(f"{'text':22}{'splitter':18}{'F1':>8}{'recall':>8}{'wrong':>7}{'missed':>7}")
    for name, paragraphs in texts.items():
        for label, splitter in SPLITTERS.items():
            s = score(paragraphs, splitter)
            row = f"{s.f1:8.4f}{s.recall:8.4f}{s.wrong:7}{s.missed:7}"
            print(f"{name:22}{label:18}{row}")
    everything = [paragraph for paragraphs in texts.values() for paragraph in paragraphs]
    speeds = {label: speed(everything, splitter) for label, splitter in SPLITTERS.items()}
    for label, value in speeds.items():
        ratio = value / speeds["plain expression"]
        print(f"{label:18}{value:10,.0f} sentences/s  {ratio:6.3f} x plain expression")


if __name__ == "__main__":
    main()
