"""What the summarizer knows about English: word lists that a linguist can extend."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def lines_of(name: str) -> tuple[str, ...]:
    """Read the lines of a list, without comments and blank ones."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def words_of(name: str) -> tuple[str, ...]:
    """Read the words of a list that has several to a line."""
    return tuple(word for line in lines_of(name) for word in line.split())
