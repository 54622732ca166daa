"""
Make `translate/quality/data/gaps.en.tsv`: small words that do not follow one another.

Counts neighbours in the English of `pairs.tsv.xz` (the sources of `quality_lexicon`). Two words
that are frequent and yet never neighbours have lost what stood between them: "in the of",
"between and", "the,". What is kept are pairs of function words, never text.

    python training/quality_gaps.py ../shared/training/pairs.tsv.xz
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from training.quality_lexicon import OUTPUT, read_pairs
from translate.quality.pair import read_words

# What a name follows: a word that wants another one after it.
BEFORE = tuple(
    "the a an their his her its our my your this of in at from with between into for to by on near "
    "as under against about after before during since through over among across toward towards "
    "within behind and or both such according like than".split()
)
PUNCTUATION = tuple(".,;:!?)")
TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[.,;:!?()]")
EXPECTED = 20  # neighbours there would be by chance; fewer prove nothing
SHARE = 0.05  # of that, which is surely too few; even lines of the four sets in docs/quality.md
LEAST = 300  # times a word must occur


def too_rare(sentences: set[str]) -> dict[str, list[str]]:
    """Map each word of `BEFORE` to what hardly ever follows it though both are frequent."""
    followers = (read_words("function_words.en.txt") - {"n't"}) | set(PUNCTUATION)
    words: Counter[str] = Counter()
    couples: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        tokens = TOKEN.findall(sentence.lower().replace("’", "'"))
        words.update(tokens)
        couples.update(couple for couple in pairwise(tokens) if couple[0] in BEFORE)
    total = sum(words.values())
    rare = defaultdict(list)
    for first in BEFORE:
        for second in sorted(followers):
            expected = words[first] * words[second] / total
            is_known = words[second] >= LEAST and expected >= EXPECTED
            if is_known and couples[first, second] + 0.5 < SHARE * expected:
                rare[first].append(second)
    return rare


def main() -> None:
    rare = too_rare({english for _, english in read_pairs(Path(sys.argv[1]))})
    lines = ["# An English word, and what never follows it unless something has been lost."]
    lines += [f"{first}\t{' '.join(seconds)}" for first, seconds in rare.items()]
    output = OUTPUT.with_name("gaps.en.tsv")
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{output}: {sum(map(len, rare.values()))} pairs")


if __name__ == "__main__":
    main()
