"""
Recall and precision of reading and cleaning on the labelled articles of `tests/articles`,
or on a set of the pages in `tests/cases/pages`.

    python -m benchmarks.cleaning [--verbose] [--ids FIRST-LAST] [--pages a]
    python -m benchmarks.cleaning --speed
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from benchmarks.pages import read_pages
from translate import reading
from translate.cleaning import clean
from translate.data import Article, Format, Source
from translate.language import language_of_blocks
from translate.segmentation import segment

ARTICLES = Path(__file__).parent.parent / "tests" / "articles"
SHORTEST_TEXT = 60  # characters; shorter lines are the same on page after page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="name each miss")
    parser.add_argument("--ids", default="0-99", help="only these articles, as FIRST-LAST")
    parser.add_argument("--pages", help="this set of pages instead of the articles")
    parser.add_argument("--speed", action="store_true", help="articles a second, on one core")
    options = parser.parse_args()
    if options.speed:
        read, split = speed(read_articles())
        print(f"articles/s of CPU time  {read:.0f}, split into sentences too {split:.0f}")
        return
    total: Counter[str] = Counter()
    for labelled in read_pages(options.pages) if options.pages else read_articles(options.ids):
        counts, misses = score(labelled)
        total += counts
        if options.verbose:
            for miss in misses:
                print(labelled["id"], miss)
    print(f"sentences in blocks     {total['found']}/{total['sentences']}")
    print(f"furniture in furniture  {total['aside']}/{total['furniture']}")
    print(f"furniture left in text  {total['left']}")
    print(f"kinds right             {total['kinds']}/{total['blocks']}")
    print(f"titles right            {total['titles']}/{total['articles']}")


def read_articles(ids: str = "0-99") -> list[dict]:
    """The labelled articles whose numbers lie in `ids`."""
    first, last = map(int, ids.split("-"))
    articles = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(ARTICLES.glob("*"))]
    return [article for article in articles if first <= int(article["id"]) <= last]


def speed(articles: list[dict], copies: int = 20) -> tuple[float, float]:
    """
    Articles a second of CPU time, read, cleaned and told from English, and with segmentation. In
    each copy the lines of text differ, so that nothing but labels comes from a cache, as in a
    corpus. The median of the copies: other work on the machine slows some of them.
    """
    seconds = [_seconds(articles, copy) for copy in range(copies)]
    read, split = (sorted(column)[copies // 2] for column in zip(*seconds, strict=True))
    return len(articles) / read, len(articles) / split


def _seconds(articles: list[dict], copy: int) -> tuple[float, float]:
    sources = [
        Source(f"{article['id']}.txt", Format.TEXT, _varied(article["raw_de"], copy).encode())
        for article in articles
    ]
    start = time.process_time()
    cleaned = [clean(reading.read(source)) for source in sources]
    for article in cleaned:
        language_of_blocks(article.blocks)
    middle = time.process_time()
    for article in cleaned:
        segment(article)
    return middle - start, time.process_time() - start


def _varied(raw: str, copy: int) -> str:
    lines = raw.split("\n")
    return "\n".join(f"Zum {copy}. Mal: {x}" if len(x) > SHORTEST_TEXT else x for x in lines)


def score(labelled: dict) -> tuple[Counter[str], list[str]]:
    """Counts of one article, and what went wrong in it, a line each."""
    content = labelled["raw_de"].encode()
    article = clean(reading.read(Source(labelled["id"] + ".txt", Format.TEXT, content)))
    counts: Counter[str] = Counter(articles=1)
    misses: list[str] = []

    def count(name: str, of: str, *, is_right: bool, miss: str) -> None:
        counts.update({of: 1, name: int(is_right)})
        if not is_right:
            misses.append(f"{name}: {miss}")

    texts = [block.text for block in article.blocks]
    aside = Counter(_squeezed(item.text) for item in article.furniture)
    counts["titles"] = int(article.title == labelled["title_de"])
    if not counts["titles"]:
        misses.append(f"title: {article.title!r}")
    for block in labelled["blocks"]:
        sentences = [sentence["de"] for sentence in block["sentences"]]
        for sentence in sentences:
            is_found = any(sentence in text for text in texts)
            count("found", "sentences", is_right=is_found, miss=sentence)
        whole = " ".join(sentences)
        kinds = [b.kind.value for b in article.blocks if b.text == whole]
        wanted = block["kind"].replace("_", " ")
        count(
            "kinds", "blocks", is_right=wanted in kinds, miss=f"{wanted} not {kinds} {whole[:60]}"
        )
    gold = _squeezed("".join([labelled["title_de"], *_sentences(labelled)]))
    for line in labelled["furniture"]:
        count("aside", "furniture", is_right=aside[_squeezed(line)] > 0, miss=line)
        aside[_squeezed(line)] -= 1
    for text in texts:
        if _squeezed(text) not in gold:
            counts["left"] += 1
            misses.append(f"left in text: {text}")
    return counts, misses + _lost(article, labelled)


def _lost(article: Article, labelled: dict) -> list[str]:
    """Text that was set aside although it is the article's."""
    gold = {_squeezed(sentence) for sentence in _sentences(labelled)}
    return [
        f"swallowed: {f}"
        for f in article.furniture
        if _squeezed(f.text) in gold and f.reason != "duplicate"
    ]


def _sentences(labelled: dict) -> list[str]:
    return [sentence["de"] for block in labelled["blocks"] for sentence in block["sentences"]]


def _squeezed(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    main()
