"""
What lists the articles: the index of all of them, the digest of those that came in.

Both carry a seal: a list that a person has made or changed lacks it or does not match it, stays as
it is, and ours goes beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from translate.corpus.digesting import render_digest_of
from translate.corpus.finding import DIGEST, INDEX
from translate.rendering import IndexEntry, render_index
from translate.rendering.sealing import LIST_SEAL, is_sealed_list, sealed_list
from translate.settings import Settings
from translate.store import Store
from translate.writing import read_if_there, write_atomically

# What lists of earlier builds began with: they had no seal.
_UNSEALED = ("# Articles\n\n| Date | Title | Source | Words | Warnings |\n", "# New articles\n")


def write_index(out: Path, store: Store, note: Callable[[str], None]) -> None:
    entries = [
        IndexEntry(
            title=state.title,
            output=state.output,
            source=state.source,
            published=state.published,
            words=state.words,
            warnings=state.warnings,
            gone=state.gone,
        )
        for state in store.articles().values()
        if state.output
    ]
    write_list(out / INDEX, render_index(entries), note)


def write_digest(settings: Settings, store: Store, note: Callable[[str], None]) -> None:
    """
    Write what came in with this run, once and again where `--digest` says.

    A run that was killed left no line in the history: what it wrote came in with this one. What
    was written again because of a person's edit alone keeps its moment, and did not come in.
    """
    last = next((run.started for run in store.runs(limit=1)), "")
    states = [
        state
        for _, state in sorted(store.articles().items())
        if state.output and state.written > last
    ]
    if not states:
        return
    usual = settings.out / DIGEST
    write_list(usual, render_digest_of(states, settings.out, usual, "New articles"), note)
    if settings.digest and settings.digest != usual:  # named for it: what lies there may go
        text = render_digest_of(states, settings.out, settings.digest, "New articles")
        write_atomically(settings.digest, text.encode())


def write_list(file: Path, text: str, note: Callable[[str], None]) -> None:
    """Write a list with its seal, beside a file of this name that is not ours or was edited."""
    sealed = sealed_list(text).encode()
    if is_ours(read_if_there(file)):
        write_atomically(file, sealed)
        return
    beside = file.with_name(f"{file.stem}.new{file.suffix}")
    note(f"{file.name} is not ours or was edited, and is kept; our list is {beside.name}")
    if is_ours(read_if_there(beside)):
        write_atomically(beside, sealed)


def is_ours(content: bytes | None) -> bool:
    r"""
    Whether a list may be written over: none is there, or ours as we wrote it.

        >>> is_ours(None), is_ours(b"# My notes\n")
        (True, False)
    """
    if content is None:
        return True
    page = content.decode("utf-8", "replace")
    return is_sealed_list(page) or (page.startswith(_UNSEALED) and LIST_SEAL not in page)
