"""
Changing files so that a crash leaves the old state or the new one, and one run at a time.

`os.replace` within one folder is atomic; the file is on disk before it takes the name, and the
folder after.
"""

from __future__ import annotations

import contextlib
import datetime
import itertools
import json
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from translate.errors import CorpusError, LockedError

_TEMPORARY_PREFIX = ".translate-"
# What `tempfile.mkstemp` makes of the prefix, and nothing else.
_TEMPORARY = re.compile(r"\.translate-[a-z0-9_]{8}")

# How long to wait for the holder of a lock to write its name beside it, in seconds.
_PATIENCE = 1.0


def write_atomically(path: Path, content: bytes | Iterable[bytes]) -> None:
    """
    Replace a file's content: others see the old bytes or the new ones, never a part.

    Content that comes in pieces is never held as a whole. A device or a pipe, which has no old
    bytes to lose, is written to and not replaced by a file.

    Raises `CorpusError` where it cannot be written.
    """
    pieces = (content,) if isinstance(content, bytes) else content
    with _our_words(path):
        if _is_special(path):
            with path.open("wb") as file:
                file.writelines(pieces)
            return
        _make_folder(path.parent)
        descriptor, temporary = tempfile.mkstemp(prefix=_TEMPORARY_PREFIX, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 - mkstemp's 0600 is for secrets
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
            raise
        _sync_folder(path.parent)


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def read_if_there(path: Path) -> bytes | None:
    """
    The bytes of an output, or None where nothing has this name.

    Raises `CorpusError` where something has, and it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be read, so it cannot be seen whether it was edited "
            f"({error.strerror}); check its permissions, or move it away"
        ) from error


def remove(path: Path, root: Path) -> None:
    """
    Remove a file, and the folders above it that are empty now, up to `root`.

    Raises `CorpusError` where it cannot be removed.
    """
    with _our_words(path):
        path.unlink(missing_ok=True)
        _sync_folder(path.parent)
        remove_empty(path.parent, root)


def move(path: Path, target: Path, root: Path) -> None:
    """
    Move a file within one file system, over nothing that is there, and tidy up after it.

    Raises `CorpusError` where it cannot be moved.
    """
    with _our_words(path):
        _make_folder(target.parent)
        os.replace(path, target)  # noqa: PTH105
        _sync_folder(target.parent)
        _sync_folder(path.parent)
        remove_empty(path.parent, root)


def remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder and those above it as long as they are empty and below `root`."""
    with contextlib.suppress(OSError):
        while folder != root and root in folder.parents:
            folder.rmdir()
            folder = folder.parent


@contextlib.contextmanager
def _our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be written ({error.strerror}); "
            f"check the folder's permissions and the disk, or choose another place"
        ) from error


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it; `mkdir(parents=True)` recurses, too deep for some."""
    missing = itertools.takewhile(lambda above: not above.is_dir(), (folder, *folder.parents))
    for above in reversed(list(missing)):
        above.mkdir(exist_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows has no such thing, and needs none
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Lying:
    """
    What lies in an output folder: size and time of each Markdown file, by its path.

    `temporaries` are what a killed run left behind.
    """

    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    temporaries: list[Path] = field(default_factory=list)


def look_around(out: Path) -> Lying:
    """List an output folder once; links to folders are not followed out of it."""
    lying = Lying()
    lying.temporaries.extend(
        path for path in out.glob(".*/.*") if _TEMPORARY.fullmatch(path.name) and path.is_file()
    )
    open_folders = [("", str(out))]
    while open_folders:
        prefix, folder = open_folders.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    _look_at(entry, prefix, lying, open_folders)
        except OSError:  # not there yet, or not ours to read: writing will say so
            continue
    return lying


def _look_at(
    entry: os.DirEntry[str], prefix: str, lying: Lying, open_folders: list[tuple[str, str]]
) -> None:
    if entry.is_dir(follow_symlinks=False):
        if not entry.name.startswith("."):
            open_folders.append((f"{prefix}{entry.name}/", entry.path))
    elif entry.name.endswith(".md"):
        with contextlib.suppress(OSError):  # a link to nothing, or gone a moment ago
            state = entry.stat()
            lying.files[prefix + entry.name] = (state.st_size, state.st_mtime_ns)
    elif _TEMPORARY.fullmatch(entry.name):
        lying.temporaries.append(Path(entry.path))


@contextlib.contextmanager
def locked(state_folder: Path) -> Iterator[None]:
    """
    Hold the output folder for one run. The lock ends with the process, however it ends.

    Raises `LockedError` that says who holds it, `CorpusError` where it cannot be written.
    """
    holder = state_folder / "lock.json"
    try:
        state_folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(state_folder / "lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockedError(
            f"{state_folder.parent}: another run is writing here{_who(holder)}; "
            f"wait for it to end, or choose another --out"
        ) from error
    except OSError as error:
        raise CorpusError(
            f"{state_folder.parent}: cannot be written ({error.strerror}); "
            f"check its permissions, or choose another --out"
        ) from error
    try:
        since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        write_atomically(holder, json.dumps({"pid": os.getpid(), "since": since}).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        lock.release()


def _who(holder: Path) -> str:
    """Name the holder; one that has only just taken the lock has not written its name yet."""
    patience = time.monotonic() + _PATIENCE
    while time.monotonic() < patience:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads(holder.read_text(encoding="utf-8"))
            if _is_alive(int(content["pid"])):
                return f" (process {content['pid']}, since {content['since']})"
        time.sleep(_PATIENCE / 20)
    return ""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process, but a living one
        return True
    return True
