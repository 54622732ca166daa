"""
What cleaning does on pages that nothing was written or learnt for, estimated by folds.

    python -m benchmarks.cleaning_folds [--folds 10] [--news PAIRS.tsv.xz] [--keep-phrases]

Each fold of the labelled articles of `tests/articles` is cleaned with weights learnt without it
(from the other articles and the pages of sets a and b) and without the phrases that occur in no
other labelled article: somebody may have written them down for this very article. That is too
strict (a phrase that every site has, but one article of forty, goes too), so that the truth lies
between this figure and the one with `--keep-phrases`.
"""

# ruff: noqa: SLF001 - it hides lines of a list that nothing else needs to change

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from benchmarks.cleaning import read_articles, score
from benchmarks.pages import read_pages
from training.furniture_weights import learn, news_pages, page_of
from translate.cleaning import layout, lines, phrases

PAGES = ("a", "b")
_CACHED = (
    *("_patterns", "_fitting", "_groups", "_any_patterns", "_any_other_pattern"),
    *("_any_open_pattern", "_reasons_of"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--news", type=Path, help="training pairs, for pages of nothing but text")
    parser.add_argument("--keep-phrases", action="store_true", help="hide no phrase")
    parser.add_argument("--verbose", action="store_true", help="name each miss")
    options = parser.parse_args()
    articles = read_articles()
    pages = [page for name in PAGES for page in read_pages(name)]
    news = news_pages(options.news) if options.news else []
    found = {} if options.keep_phrases else _articles_of_phrases(articles)
    total: Counter[str] = Counter()
    for fold in range(options.folds):
        held_out = articles[fold :: options.folds]
        names = {article["id"] for article in held_out}
        others = [article for article in articles if article["id"] not in names]
        hidden = {phrase for phrase, ids in found.items() if ids <= names}
        with _without(hidden):
            chains = [page_of(page) for page in others + pages]
            weights = learn(chains, [page_of(page) for page in news])
            with patch.object(layout, "_weights", lambda weights=weights: weights):
                for article in held_out:
                    counts, misses = score(article)
                    total += counts + Counter(hidden=len(hidden) / len(held_out))
                    if options.verbose:
                        print(*(f"{article['id']} {miss}" for miss in misses), sep="\n")
    print(f"phrases hidden          {total['hidden']:.0f}")
    print(f"sentences in blocks     {total['found']}/{total['sentences']}")
    print(f"furniture in furniture  {total['aside']}/{total['furniture']}")
    print(f"furniture left in text  {total['left']}")
    print(f"titles right            {total['titles']}/{total['articles']}")


def _articles_of_phrases(articles: Iterable[dict]) -> dict[str, set[str]]:
    """The phrases that fit a line of furniture, each with the articles that have such a line."""
    found: dict[str, set[str]] = defaultdict(set)
    compiled = [
        (
            line,
            re.compile(
                f"{phrases._BEFORE}(?:{phrases._pattern(line)}){phrases._AFTER}", re.IGNORECASE
            ),
        )
        for line in phrases._lines("furniture")
        if not line.startswith("[")
    ]
    for article in articles:
        parts = {
            " ".join(part.split())
            for line in article["furniture"]
            for part in (line, *phrases._COLUMN_BORDER.split(line))
        }
        for line, pattern in compiled:
            if any(pattern.fullmatch(part) for part in parts):
                found[line].add(article["id"])
    return found


@contextmanager
def _without(hidden: set[str]) -> Iterator[None]:
    """Read the phrase list as if the hidden phrases had never been written."""
    read = phrases._lines

    def visible(name: str) -> Iterator[str]:
        return (line for line in read(name) if name != "furniture" or line not in hidden)

    _forget()
    try:
        with patch.object(phrases, "_lines", visible):
            yield
    finally:
        _forget()


def _forget() -> None:
    for name in _CACHED:
        getattr(phrases, name).cache_clear()
    lines.site_signs_of.cache_clear()
    lines.signs_of.cache_clear()


if __name__ == "__main__":
    main()
