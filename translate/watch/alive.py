"""The heartbeat: `out/.translate/alive`, for a monitor that asks whether we live."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from translate.corpus import STATE_FOLDER
from translate.errors import TranslateError
from translate.writing import write_atomically

ALIVE_FILE = "alive"


@dataclass(frozen=True, slots=True)
class Beat:
    """What a heartbeat said, and how many seconds ago."""

    pid: int
    state: str
    age: float


def last_beat(out: Path) -> Beat | None:
    """Read the heartbeat beside an output; None where nobody ever watched."""
    path = out / STATE_FOLDER / ALIVE_FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        age = time.time() - path.stat().st_mtime
        return Beat(int(content["pid"]), str(content["state"]), age)
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Alive:
    """
    The file that a monitor looks at: its age says whether we live, its content how we are.

    Between changes of state it is only touched, so that it costs no disk its sleep.
    """

    def __init__(self, out: Path, beat: float) -> None:
        self._path = out / STATE_FOLDER / ALIVE_FILE
        self._beat = beat
        self._next = 0.0
        self._content: dict[str, object] = {}

    def tell(self, state: str, runs: int, translated: int, failed: int) -> None:
        """Write what has changed; touch the file now and then if nothing has."""
        content: dict[str, object] = {
            "pid": os.getpid(),
            "state": state,
            "runs": runs,
            "translated": translated,
            "failed": failed,
        }
        now = time.monotonic()
        if content == self._content and now < self._next:
            return
        self._next = now + self._beat
        if state == "away" and not self._path.parent.is_dir():
            return  # nothing is written below a mount point that waits for its disk
        with contextlib.suppress(TranslateError, OSError):  # a full disk is told by the run
            if content == self._content and self._path.exists():
                os.utime(self._path)
                return
            since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            line = json.dumps({**content, "since": since}) + "\n"
            write_atomically(self._path, line.encode())
            self._content = content
