"""
The labelled raw pages of `tests/cases/pages`, in the shape of those in `tests/articles`.

A page begins with `=== name`. Each line after it is a line of the raw page behind a letter
that labels it: `T` title, `H` heading, `P` paragraph, `L` list item, `F` furniture. An empty
line is an empty line of the page.
"""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path(__file__).parent.parent / "tests" / "cases" / "pages"
_KINDS = {"H": "heading", "P": "paragraph", "L": "list_item"}
_BULLET = re.compile(r"^[-*•–]\s+")  # a number stays, it is read out


def read_pages(name: str) -> list[dict]:
    """The pages of one set (`a` to improve the rules on, the others to measure them)."""
    text = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    return [_labelled(page) for page in text.split("=== ")[1:]]


def _labelled(page: str) -> dict:
    name, *lines = page.rstrip("\n").split("\n")
    pairs = [(line[:1], line[2:]) for line in lines]
    return {
        "id": name,
        "title_de": next(text for label, text in pairs if label == "T"),
        "raw_de": "\n".join(text for _, text in pairs) + "\n",
        "furniture": [text for label, text in pairs if label == "F"],
        "blocks": [
            {"kind": _KINDS[label], "sentences": [{"de": _text(label, text)}]}
            for label, text in pairs
            if label in _KINDS
        ],
    }


def _text(label: str, text: str) -> str:
    return _BULLET.sub("", text) if label == "L" else text
