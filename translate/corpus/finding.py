"""What lies in the corpus, and under which name each of its files is written."""

from __future__ import annotations

import fnmatch
import itertools
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from translate.data import Format
from translate.errors import CorpusError
from translate.settings import Settings
from translate.store import ArticleState

FORMATS = {
    ".txt": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
}
INDEX = "index.md"
DIGEST = "digest.md"
_RESERVED = frozenset({INDEX, DIGEST})

# Told of each file that is not counted, and why.
PassedOver = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the corpus: its path in it, and what the file system says."""

    path: str
    file: Path
    size: int
    mtime_ns: int

    @property
    def format(self) -> Format:
        return FORMATS[self.file.suffix.lower()]


def find(settings: Settings, passed_over: PassedOver) -> list[Found]:
    """
    The articles of a corpus, sorted by path. Hidden files and the output folder are passed over.

    Raises `CorpusError` where there is no such folder.
    """
    root = settings.corpus
    if not root.exists():
        raise CorpusError(f"{root}: no such folder; name the folder that holds the articles")
    if not root.is_dir():
        raise CorpusError(f"{root}: a file, not a folder; name its folder, with --only {root.name}")
    found = []
    for file in _walk(root, settings.out.resolve(), passed_over):
        path = file.relative_to(root).as_posix()
        if file.suffix.lower() not in FORMATS:
            passed_over(path, "not an article: its suffix is not txt, md or html")
        elif not settings.only or fnmatch.fnmatch(path, settings.only):
            found.append(_look_at(file, path))
    return sorted(found, key=lambda item: item.path)


def _walk(
    root: Path, out: Path, passed_over: PassedOver
) -> Iterator[Path]:
    for folder, names, files in os.walk(root, onerror=_refuse_unreadable):
        here = Path(folder)
        names[:] = sorted(
            name
            for name in names
            if not name.startswith(".") and (here / name).resolve() != out
        )
        for name in sorted(files):
            if name.startswith("."):
                passed_over((here / name).relative_to(root).as_posix(), "hidden")
            else:
                yield here / name


def _refuse_unreadable(error: OSError) -> None:
    raise CorpusError(f"{error.filename}: cannot be listed ({error.strerror}); check permissions")


def _look_at(file: Path, path: str) -> Found:
    try:
        state = file.stat()
    except OSError:  # a dangling link, or gone a moment ago: reading it will say so
        return Found(path, file, 0, 0)
    return Found(path, file, state.st_size, state.st_mtime_ns)


def assign_outputs(found: Sequence[Found], known: Mapping[str, ArticleState]) -> dict[str, str]:
    """
    Which file each source is written to: `a/b.txt` → `a/b.md`, two never to one.

    A source keeps the output it has; of new ones with the same stem plain text comes first, then
    Markdown, then HTML, and a later one becomes `b.html.md`. Names that differ only in case or Unicode form count as the same, because on
    some file systems they are.
    """
    outputs = {item.path: known[item.path].output or "" for item in found if item.path in known}
    outputs = {path: output for path, output in outputs.items() if output}
    taken = set(_RESERVED) | {_folded(state.output) for state in known.values() if state.output}
    new = [item for item in found if item.path not in outputs]
    for item in sorted(new, key=lambda item: (list(Format).index(item.format), item.path)):
        output = next(name for name in _names_for(item.path) if _folded(name) not in taken)
        outputs[item.path] = output
        taken.add(_folded(output))
    return outputs


def _names_for(path: str) -> Iterator[str]:
    yield str(PurePosixPath(path).with_suffix(".md"))
    yield f"{path}.md"
    yield from (f"{path}.{number}.md" for number in itertools.count(2))


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
