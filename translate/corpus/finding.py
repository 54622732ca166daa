"""What lies in the corpus, and under which name each of its files is written."""

from __future__ import annotations

import fnmatch
import itertools
import os
import stat
import unicodedata
from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from translate.data import Failure, Format, Skipped, digest_of
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
STATE_FOLDER = ".translate"
STATE_FILE = "state.sqlite3"
# People's translations once more, beside the state: they alone cannot be made again.
HUMAN_FILE = "human.tmx"
INDEX = "index.md"
DIGEST = "digest.md"
_RESERVED = frozenset({INDEX, DIGEST})

# The longest name that file systems take, in bytes, less what `.new.md` adds to it.
_LONGEST_NAME = 255 - len(".new")

# Told of each file that is not counted, and why.
PassedOver = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """
    A file of the corpus: its path in it, and what the file system says.

    `outcome` is set where it is not to be read: a link out of the corpus, a name that is no text.
    """

    path: str
    root: Path
    size: int = 0
    mtime_ns: int = 0
    outcome: Skipped | Failure | None = None

    @property
    def file(self) -> Path:
        return self.root / self.path

    @property
    def format(self) -> Format:
        return FORMATS[PurePosixPath(self.path).suffix.lower()]


def find(settings: Settings, passed_over: PassedOver) -> list[Found]:
    """
    The articles of a corpus, sorted by path. Hidden files and the output folder are passed over.

    Raises `CorpusError` where there is no such folder, or where it is the output folder.
    """
    found = (
        item
        for item in walk(settings, passed_over)
        if not settings.only or fnmatch.fnmatch(item.path, settings.only)
    )
    return sorted(found, key=lambda item: item.path)


def walk(settings: Settings, passed_over: PassedOver) -> Iterator[Found]:
    """The articles of a corpus as they are come by, `--only` or not; raises as `find` does."""
    root = settings.corpus
    if not root.exists():
        raise CorpusError(f"{root}: no such folder; name the folder that holds the articles")
    if not root.is_dir():
        raise CorpusError(f"{root}: a file, not a folder; name its folder, with --only {root.name}")
    out = os.path.realpath(settings.out)
    if os.path.realpath(root) == out:
        raise CorpusError(f"{root}: corpus and output are one folder; choose another --out")
    return _Walk(root, out, passed_over, follow=settings.follow_symlinks).files()


@dataclass(frozen=True, slots=True)
class _Folder:
    """
    A folder to be listed: how the paths in it begin, and where it lies.

    `above` are the real paths that led here, its own the last, so that no link goes round.
    """

    prefix: str
    place: str
    above: tuple[str, ...]

    def inner(self, path: str, entry: os.DirEntry[str], real: str) -> _Folder:
        return _Folder(f"{path}/", entry.path, (*self.above, real))


@dataclass(frozen=True, slots=True)
class _Walk:
    """One look at a corpus. Links inside it are read; those that lead out only if told to."""

    root: Path
    out: str
    passed_over: PassedOver
    follow: bool
    real_root: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "real_root", os.path.realpath(self.root))

    def files(self) -> Iterator[Found]:
        # No recursion: folders lie in each other as deep as the file system allows.
        ahead = deque([_Folder("", str(self.root), (self.real_root,))])
        while ahead:
            yield from self._list(ahead.popleft(), ahead)

    def _list(self, folder: _Folder, ahead: deque[_Folder]) -> Iterator[Found]:
        """The files of a folder; the folders in it join those that are ahead."""
        try:
            with os.scandir(folder.place) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            raise CorpusError(
                f"{error.filename}: cannot be listed ({error.strerror}); check permissions"
            ) from error
        for entry in entries:
            path = folder.prefix + entry.name
            if not _is_text(path):
                yield self._unnamable(path, entry)
            elif entry.name.startswith("."):
                if not entry.is_dir(follow_symlinks=False):
                    self.passed_over(path, "hidden")
            elif entry.is_symlink():
                yield from self._link(path, entry, folder, ahead)
            elif entry.is_dir(follow_symlinks=False):
                real = f"{folder.above[-1]}{os.sep}{entry.name}"
                if _is_output(entry.path):
                    self.passed_over(path, "a folder that translate has written to")
                elif real != self.out:
                    ahead.append(folder.inner(path, entry, real))
            else:
                yield from self._file(path, entry)

    def _file(self, path: str, entry: os.DirEntry[str]) -> Iterator[Found]:
        if not _is_article(entry.name):
            self.passed_over(path, "not an article: its suffix is not txt, md or html")
            return
        try:
            state = entry.stat()
        except OSError:  # a link to nothing, or gone a moment ago: reading it will say so
            yield Found(path, self.root)
            return
        if not stat.S_ISREG(state.st_mode):
            reason = "not a regular file: reading it might never end"
            yield Found(path, self.root, outcome=Skipped(path, reason, is_for_now=True))
            return
        yield Found(path, self.root, state.st_size, state.st_mtime_ns)

    def _link(
        self, path: str, entry: os.DirEntry[str], folder: _Folder, ahead: deque[_Folder]
    ) -> Iterator[Found]:
        real = os.path.realpath(entry.path)
        is_inside = _is_within(real, self.real_root)
        is_folder = entry.is_dir()
        if not is_inside and not self.follow:
            if is_folder or _is_article(entry.name):
                reason = "a link that leads out of the corpus; --follow-symlinks reads it"
                yield Found(path, self.root, outcome=Skipped(path, reason, is_for_now=True))
        elif not is_folder:
            yield from self._file(path, entry)
        elif is_inside or real in folder.above or _is_within(real, self.out):
            self.passed_over(path, "a link to a folder that is read where it lies")
        else:
            ahead.append(folder.inner(path, entry, real))

    def _unnamable(self, path: str, entry: os.DirEntry[str]) -> Found:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        kind = "folder" if entry.is_dir() else "file"
        reason = f"{shown}: the name of this {kind} is not UTF-8; rename it"
        return Found(shown, self.root, outcome=Failure(shown, reason))


def _is_output(folder: str) -> bool:
    """Whether a run has written to a folder: what lies there is English, or a list of it."""
    return os.path.isfile(os.path.join(folder, STATE_FOLDER, STATE_FILE))  # noqa: PTH113, PTH118


def _is_article(name: str) -> bool:
    # Not pathlib: a third of the time that 100,000 files take.
    return os.path.splitext(name)[1].lower() in FORMATS  # noqa: PTH122


def _is_text(path: str) -> bool:
    """Whether a name can be written down: Python keeps undecodable bytes as lone surrogates."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def assign_outputs(found: Sequence[Found], known: Mapping[str, ArticleState]) -> dict[str, str]:
    """
    Which file each source is written to: `a/b.txt` → `a/b.md`, two never to one.

    A source keeps the output it has; of new ones with the same stem plain text comes first, then
    Markdown, then HTML, and a later one becomes `b.html.md`. Names that differ only in case or
    Unicode form count as the same, because on some file systems they are; and no file takes the
    name of a folder, nor the other way round.
    """
    outputs: dict[str, str] = {}
    new = []
    for item in found:
        state = known.get(item.path)
        if state and state.output:
            outputs[item.path] = state.output
        elif item.outcome is None:
            new.append(item)
    if not new:
        return outputs
    files = set(_RESERVED) | {folded(state.output) for state in known.values() if state.output}
    folders = {parent for item in found for parent in _folders_of(item.path)}
    folders |= {parent for file in files for parent in _folders_of(file)}
    for item in sorted(new, key=lambda item: (list(Format).index(item.format), item.path)):
        output = next(
            name
            for name in _names_for(item.path, files)
            if folded(name) not in files and folded(name) not in folders
        )
        outputs[item.path] = output
        files.add(folded(output))
    return outputs


def _names_for(path: str, files: Container[str]) -> Iterator[str]:
    folder, name = _without_files(str(PurePosixPath(path).parent), files), PurePosixPath(path)
    prefix = "" if folder == "." else f"{folder}/"
    yield prefix + _cut(name.stem, ".md")
    yield prefix + _cut(name.name, ".md")
    yield from (prefix + _cut(name.name, f".{number}.md") for number in itertools.count(2))


def _without_files(folder: str, files: Container[str]) -> str:
    """Rename those folders of a path whose names are taken by files: `a.md/` → `a.md_/`."""
    parts: list[str] = []
    for part in PurePosixPath(folder).parts:
        name = part
        while folded("/".join([*parts, name])) in files:
            name += "_"
        parts.append(name)
    return "/".join(parts) or "."


def _cut(stem: str, ending: str) -> str:
    """A name that the file system takes: one that is too long keeps its start and a digest."""
    if len((stem + ending).encode()) <= _LONGEST_NAME:
        return stem + ending
    ending = f"~{digest_of(stem.encode())[-8:]}{ending}"
    room = _LONGEST_NAME - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + ending


def _folders_of(path: str) -> Iterator[str]:
    name = folded(path)
    position = name.find("/")
    while position >= 0:
        yield name[:position]
        position = name.find("/", position + 1)


def folded(path: str) -> str:
    """A path as file systems may compare it, without regard to case and Unicode form."""
    # Twice normalised: folding case may take a letter apart again.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def leads_out(out: Path, output: str) -> bool:
    """Whether writing an output would leave the output folder, by a link in it or by `..`."""
    folder = (out / output).parent
    return not _is_within(os.path.realpath(folder), os.path.realpath(out))
