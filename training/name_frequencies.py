"""
Make `translate/summarization/english/names.txt`: how often names stand in English news.

    python -m training.name_frequencies ../shared/training/pairs.tsv.xz

Tags are names that an article has more of than others have; what „others“ have is counted here,
once, over the English sides of those sources of `pairs.tsv.xz` that are news or close to it and may
be used openly or for research (classes A and B and our own in SOURCES.md). What is kept are words
and numbers of sentences, never text. Nationalities come from the glossary of names.
"""

from __future__ import annotations

import csv
import lzma
import math
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from translate.summarization.words import tokens

# Sentences taken of each source at most: none of them is to speak for all.
SOURCES = {
    "newstest": 40_000,
    "stsb_mt": 16_000,
    "de_news_llm": 13_000,
    "opennmt10k": 10_000,
    "mlqe_pe": 9_000,
    "europarl_comtrans": 8_000,
    "xquad": 3_000,
    "pud": 1_000,
    **{f"own_news_{letter}": 3_000 for letter in "abcdefg"},
}
LEAST = 4  # capitals within a sentence, from which a word is listed
GLOSSARY = Path("translate/glossary/names.tsv")
OUTPUT = Path("translate/summarization/english/names.txt")
HEAD = """\
# How many of {sentences:,} sentences of English news have a word that is written with a capital
# within some of them: by the nearest power of two, several words to a line. Nationalities are no
# tags, however rare. Made by training/name_frequencies.py, which says of what.
"""


def read_english(path: Path) -> Iterator[str]:
    """Each English sentence once."""
    left = dict(SOURCES)
    seen = set()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            _, english, _, source = line.rstrip("\n").split("\t")
            if left.get(source) and english not in seen:
                left[source] -= 1
                seen.add(english)
                yield english


def count(path: Path) -> tuple[dict[str, int], int]:
    """The sentences that have each name or word, in lower case, and all sentences."""
    having: Counter[str] = Counter()
    with_capital: Counter[str] = Counter()
    sentences = 0
    for english in read_english(path):
        sentences += 1
        _, *rest = tokens(english) or [""]
        having.update({word.lower() for word in rest})
        with_capital.update({word.lower() for word in rest if word[0].isupper()})
    names = {name: having[name] for name, times in with_capital.items() if times >= LEAST}
    return names, sentences


def nationalities() -> list[str]:
    """Single words for peoples and what is theirs, from the glossary."""
    with GLOSSARY.open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    forms = {form for row in rows if row[2:3] == ["nationality"] for form in row[1].split("|")}
    return sorted(form.lower() for form in forms if form.isalpha() and form[0].isupper())


def main() -> None:
    names, sentences = count(Path(sys.argv[1]))
    by_power: dict[int, list[str]] = {}
    for name, times in sorted(names.items()):
        by_power.setdefault(round(math.log2(times)), []).append(name)
    sections = {"nationality": nationalities()}
    sections |= {str(2**power): by_power[power] for power in sorted(by_power, reverse=True)}
    text = HEAD.format(sentences=sentences)
    for name, words in sections.items():
        text += f"\n[{name}]\n{textwrap.fill(' '.join(words), 100, break_on_hyphens=False)}\n"
    OUTPUT.write_text(text, encoding="utf-8")
    print(f"{len(names)} names from {sentences} sentences; written to {OUTPUT}")


if __name__ == "__main__":
    main()
