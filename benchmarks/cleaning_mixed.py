"""
Cleaning on pages that nobody wrote: the text of one labelled page amid the furniture of others.

    python -m benchmarks.cleaning_mixed [--pages 800] [--verbose]

The lines above and below the title come from one page, those amid the text, at random places, from
another, and the tail from a third: many more neighbourhoods than the labelled pages have. Some
mixtures hold what no page would (a table of contents of another article), so that the figures are
for comparison.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from dataclasses import dataclass

from benchmarks.cleaning import read_articles, score
from benchmarks.pages import read_pages

SETS = "abcdefghj"
MOST_AMID = 4  # lines of furniture put into a text
LEAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """A labelled page, its furniture by place."""

    page: dict
    above: list[str]
    below: list[str]
    amid: list[str]
    tail: list[str]
    body: list[str]

    @classmethod
    def of(cls, page: dict) -> Parts:
        furniture = {line.strip() for line in page["furniture"]}
        lines = [line for line in page["raw_de"].split("\n") if line.strip()]
        text = [i for i, line in enumerate(lines) if line.strip() not in furniture]
        title = next((i for i in text if lines[i].strip() == page["title_de"]), text[0])
        first, last = next((i for i in text if i > title), text[-1]), text[-1]
        aside = [i for i in range(len(lines)) if i not in set(text)]
        return cls(
            page,
            [lines[i] for i in aside if i < title],
            [lines[i] for i in aside if title < i < first],
            [lines[i] for i in aside if first < i < last],
            lines[last + 1 :],
            [lines[i] for i in text if i != title],
        )


def mixed(text: Parts, head: Parts, amid: Parts, tail: Parts, dice: random.Random) -> dict:
    """One page out of the parts of four, in the shape of a labelled one."""
    body, inserted = list(text.body), amid.amid
    if len(inserted) > MOST_AMID:
        inserted = dice.sample(inserted, MOST_AMID)
    for line in inserted:
        body.insert(dice.randrange(1, len(body)), line)
    title = text.page["title_de"]
    lines = [*head.above, title, *head.below, *body, *tail.tail]
    return {
        "id": f"{text.page['id']} amid {head.page['id']}",
        "title_de": title,
        "raw_de": "\n".join(lines) + "\n",
        "furniture": [*head.above, *head.below, *inserted, *tail.tail],
        "blocks": text.page["blocks"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=800)
    parser.add_argument("--verbose", action="store_true", help="name each sentence that is lost")
    options = parser.parse_args()
    dice = random.Random(7)
    pages = [*read_articles(), *(page for name in SETS for page in read_pages(name))]
    parts = [part for page in pages if len((part := Parts.of(page)).body) >= LEAST_LINES]
    total: Counter[str] = Counter()
    for _ in range(options.pages):
        page = mixed(*(dice.choice(parts) for _ in range(4)), dice)
        counts, misses = score(page)
        total += counts
        if options.verbose:
            print(*(f"{page['id']} {m}" for m in misses if m.startswith("found")), sep="\n")
    for name, right, of in (
        ("sentences in blocks", "found", "sentences"),
        ("furniture set aside", "aside", "furniture"),
        ("titles right", "titles", "articles"),
    ):
        print(f"{name:22}{total[right]}/{total[of]}  {total[right] / total[of]:.2%}")


if __name__ == "__main__":
    main()
