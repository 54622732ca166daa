"""
Changing files so that a crash leaves the old state or the new one, and one run at a time.

`os.replace` within one folder is atomic; the file is on disk before it takes the name, and the
folder after.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from translate.errors import CorpusError, LockedError

_TEMPORARY_PREFIX = ".translate-"


def write_atomically(path: Path, content: bytes) -> None:
    """
    Replace a file's content: others see the old bytes or the new ones, never a part.

    Raises `CorpusError` where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=_TEMPORARY_PREFIX, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 - mkstemp's 0600 is for secrets
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be written ({error.strerror}); "
            f"check the folder's permissions and the disk, or choose another --out"
        ) from error


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
        holder.write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        lock.release()


def _who(holder: Path) -> str:
    try:
        content = json.loads(holder.read_text(encoding="utf-8"))
        return f" (process {content['pid']}, since {content['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
