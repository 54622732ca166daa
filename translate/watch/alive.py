"""The heartbeat: `out/.translate/alive`, for a monitor that asks whether we live."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import time
from pathlib import Path

from translate.errors import TranslateError
from translate.writing import write_atomically

ALIVE_FILE = "alive"


class Alive:
    """
    The file that a monitor looks at: its age says whether we live, its content how we are.

    Between changes of state it is only touched, so that it costs no disk its sleep.
    """

    def __init__(self, path: Path, beat: float) -> None:
        self._path = path
        self._beat = beat
        self._next = 0.0
        self._content: dict[str, object] = {}

    def tell(
        self, state: str, runs: int, translated: int, failed: int, *, is_change: bool = False
    ) -> None:
        content = {
            "pid": os.getpid(),
            "state": state,
            "runs": runs,
            "translated": translated,
            "failed": failed,
        }
        now = time.monotonic()
        is_change = is_change or content["state"] != self._content.get("state")
        if not is_change and now < self._next:
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
            self._content = dict(content)
