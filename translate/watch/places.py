"""Which folder, on which disk: what tells an unmounted corpus from an emptied one."""

from __future__ import annotations

import os
from pathlib import Path

from translate.corpus.finding import walk
from translate.settings import Settings

# File systems whose changes, made on another machine or on the host of a container, are not
# reported to this one: they have to be asked.
_NETWORK_FILE_SYSTEMS = frozenset(
    {"9p", "afs", "ceph", "cifs", "fakeowner", "fuse.glusterfs", "fuse.grpcfuse", "fuse.osxfs",
     "fuse.rclone", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs"}
)  # fmt: skip


def identity_of(folder: Path) -> tuple[int, int] | None:
    """Which folder this is, by device and inode; None while it is away."""
    try:
        state = folder.stat()
        with os.scandir(folder) as entries:  # a stale network share answers `stat` from its cache
            next(entries, None)
    except OSError:
        return None
    return (state.st_dev, state.st_ino) if folder.is_dir() else None


def device_of(folder: Path) -> int:
    """Name the device that a folder lies on, or would lie on."""
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    return place.stat().st_dev


def is_on_network(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Whether a folder lies on a file system that does not report what others change in it."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux: its own notification is trusted
        return False
    place = folder.absolute()
    best, kind = -1, ""
    for line in lines:
        _device, point, file_system, *_ = line.split(" ")
        mount = Path(point.replace("\\040", " "))
        if (mount == place or mount in place.parents) and len(mount.parts) >= best:
            best, kind = len(mount.parts), file_system
    return kind in _NETWORK_FILE_SYSTEMS


def has_articles(settings: Settings) -> bool:
    """Whether there is a single article in the corpus: a mount point without its disk has none."""
    return any(True for _ in walk(settings, lambda *_: None))
