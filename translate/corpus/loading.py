"""Files of the corpus → prepared articles, one batch ahead of the engine."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from translate.corpus.finding import Found
from translate.data import Failure, Skipped, Source
from translate.pipeline import Prepared, prepare
from translate.settings import Settings

_Item = TypeVar("_Item")


def load(item: Found, settings: Settings) -> Prepared | Skipped | Failure:
    """Read a file and prepare it; what the file system refuses is a failure of this file alone."""
    if item.outcome is not None:
        return item.outcome
    if item.size > settings.max_file_size:
        return Failure(
            item.path,
            f"{item.path}: {item.size:,} bytes, more than {settings.max_file_size:,}; "
            f"split it, or raise max_file_size",
        )
    try:
        content = _read_settled(item, settings.settle or 0.0)
    except OSError as error:
        return Failure(
            item.path,
            f"{item.path}: cannot be read ({error.strerror}); check that it is there and yours",
        )
    if content is None:
        reason = "still being written; left for the next run"
        return Skipped(item.path, reason, is_for_now=True)
    return prepare(Source(item.path, item.format, content), settings)


def _read_settled(item: Found, settle: float) -> bytes | None:
    """The bytes of a file, or None if it changes meanwhile or was changed `settle` seconds ago."""
    with item.file.open("rb") as file:
        before = os.fstat(file.fileno())
        # A clock that is wrong may date a file into the future: that is no reason to wait for it.
        if 0 <= time.time() - before.st_mtime < settle:
            return None
        content = file.read()
        after = os.fstat(file.fileno())
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if is_same and len(content) == after.st_size else None


def one_ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """Make the next item in another thread while the consumer is busy with this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        upcoming = pool.submit(next, items, None)
        while (item := upcoming.result()) is not None:
            upcoming = pool.submit(next, items, None)
            yield item
