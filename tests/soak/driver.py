"""
One `translate run` in a process of its own, with a fault at a chosen step.

The faults are made from outside, by putting themselves around the functions that touch the disk:
the package itself knows nothing of them.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from translate import cli, writing
from translate.engines.echo import EchoEngine

# The steps of writing and recording; `kill` there stands for a power cut at that moment.
KILL_STEPS = {
    "before a file is written": "mkstemp",
    "before a file is on disk": "fsync",
    "before a file takes its name": "replace",
    "after a file took its name": "has replaced",
    "before the memory is kept": "INSERT OR REPLACE INTO memory",
    "before the articles are recorded": "INSERT OR REPLACE INTO articles",
    "before a commit": "COMMIT",
    "before the run is recorded": "INSERT INTO runs",
}
# These come where the state was lost: it is made, not filled yet, filled in part.
REBUILD_STEPS = {
    "before rebuilding begins": "SELECT 1 FROM rebuilt",
    "before people's edits come back": "INSERT OR IGNORE INTO edits",
    "before the first articles are known again": "INSERT OR REPLACE INTO articles",
    "before the state counts as rebuilt": "INSERT OR IGNORE INTO rebuilt",
}
ERROR_STEPS = {
    "disk full": ("fsync", errno.ENOSPC),
    "permission lost": ("mkstemp", errno.EACCES),
    "read-only output": ("mkstemp", errno.EROFS),
    "cannot take its name": ("replace", errno.EACCES),
}

# What SQLite's trace gives before a statement of a script.
_COMMENTS = re.compile(r"\A(\s|--.*\n)+")


def run(
    arguments: list[str], step: str = "", number: int = 1, error: int = 0, log: str = ""
) -> None:
    """
    Run the command line; at the `number`th time of `step`, die or get the error of that number.

    `log` is a file that receives the sentences the engine is asked for. The exit code is that of
    the command line.
    """
    _install(_Fault(step, number, error))
    if log:
        _log_engine(Path(log))
    sys.argv = ["translate", *arguments]
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    cli.main()


class _Fault:
    def __init__(self, step: str, number: int, error: int) -> None:
        self._step, self._left, self._error = step, number, error

    def at(self, step: str) -> None:
        if not self._step or not _COMMENTS.sub("", step).startswith(self._step):
            return
        self._left -= 1
        if self._left == 0:
            if not self._error:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left = 1  # the disk stays full
            raise OSError(self._error, os.strerror(self._error))


def _install(fault: _Fault) -> None:
    def around(function: Callable[..., Any], step: str, after: str = "") -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            fault.at(step)
            result = function(*arguments, **options)
            fault.at(after)
            return result

        return call

    tempfile.mkstemp = around(tempfile.mkstemp, "mkstemp")
    writing.os.fsync = around(os.fsync, "fsync")
    writing.os.replace = around(os.replace, "replace", "has replaced")
    connect = sqlite3.connect

    def traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(fault.at)
        return connection

    sqlite3.connect = traced


def _log_engine(log: Path) -> None:
    translate = EchoEngine.translate

    def logged(self: EchoEngine, sentences: Any) -> Any:
        with log.open("a", encoding="utf-8") as file:
            file.writelines(f"{sentence}\n" for sentence in sentences)
        time.sleep(0.02)  # an engine takes its time, and can be killed in it
        return translate(self, sentences)

    EchoEngine.translate = logged
