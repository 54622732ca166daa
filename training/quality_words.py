"""
Make `translate/quality/data/english_words.txt`: the stems of English words written small.

From the word lists of Debian's wamerican and wbritish (SCOWL), and from words that stand at least
twice in the project's sentence pairs.

    python training/quality_words.py PAIRS.tsv.xz american-english british-english
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter
from pathlib import Path

from translate.quality.stems import english_stem

OUTPUT = Path(__file__).parents[1] / "translate" / "quality" / "data" / "english_words.txt"
LEAST = 2  # times that a word must stand in the pairs, lest every slip of the pen be a word
NOT_OURS = ("wmt_testsuite_distilled_deen", "web30k", "contrawsd", "numbers")
WORD = re.compile(r"(?<![\w'’@./-])[a-z]{2,}(?![\w'’@/-])")
HEADER = """\
# Stems of English words written small, as stems.py cuts them; made by training/quality_words.py.
# From SCOWL (wordlist.sourceforge.net), Copyright 2000-2011 by Kevin Atkinson: "Permission to use,
# copy, modify, distribute and sell these word lists, the associated scripts, the output created
# from the scripts, and its documentation for any purpose is hereby granted without fee, provided
# that the above copyright notice appears in all copies and that both that copyright notice and
# this permission notice appear in supporting documentation. Kevin Atkinson makes no
# representations about the suitability of this array for any purpose. It is provided "as is"
# without express or implied warranty."
"""


def main() -> None:
    pairs, *lists = map(Path, sys.argv[1:])
    words = {word for path in lists for word in path.read_text(encoding="utf-8").split()}
    counts: Counter[str] = Counter()
    with lzma.open(pairs, "rt", encoding="utf-8") as lines:
        for line in lines:
            _, english, _, source = line.rstrip("\n").split("\t")
            if source not in NOT_OURS:
                counts.update(WORD.findall(english))
    words.update(word for word, count in counts.items() if count >= LEAST)
    stems = sorted({english_stem(word) for word in words if WORD.fullmatch(word)})
    OUTPUT.write_text(HEADER + "\n".join(stems) + "\n", encoding="utf-8")
    print(f"{len(stems)} stems in {OUTPUT}")


if __name__ == "__main__":
    main()
