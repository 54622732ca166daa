"""When a corpus is translated, by which command: the value that every timer is made from."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from translate.errors import SettingsError

_UNITS = {"m": 1, "min": 1, "h": 60, "d": 24 * 60}
_LONGEST = 31 * 24 * 60  # minutes; cron and the calendars of systemd count months after that
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class When:
    """Every so many minutes, or every day at a time of day; `text` is how it was asked for."""

    text: str
    minutes: int = 0
    hour: int = 0
    minute: int = 0

    @property
    def is_daily(self) -> bool:
        return not self.minutes

    @property
    def longest_pause(self) -> int:
        """Minutes from one start to the next."""
        return self.minutes or DAY


def every(text: str) -> When:
    """
    Read an interval: minutes, hours or days.

        >>> every("2h")
        When(text='every 2h', minutes=120, hour=0, minute=0)

    Raises `SettingsError` for anything else, and for less than a minute or more than 31 days.
    """
    found = re.fullmatch(r"\s*(\d{1,6})\s*(m|min|h|d)\s*", text)
    if not found:
        raise SettingsError(f"--every {text!r}: not an interval; say for example 15m, 2h or 1d")
    minutes = int(found[1]) * _UNITS[found[2]]
    if not 1 <= minutes <= _LONGEST:
        raise SettingsError(f"--every {text!r}: must lie between 1m and 31d")
    return When(f"every {found[1]}{found[2][0]}", minutes=minutes)


def at(text: str) -> When:
    """
    Read a time of day, local time.

        >>> at("6:30").text
        'at 06:30'

    Raises `SettingsError` for anything else.
    """
    found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise SettingsError(f"--at {text!r}: not a time of day; say for example 06:30")
    hour, minute = int(found[1]), int(found[2])
    return When(f"at {hour:02}:{minute:02}", hour=hour, minute=minute)


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    A command and when it is run. All paths are absolute; `command[0]` is the executable.

    It is named after its corpus, so that there is one for each corpus and no more.
    """

    when: str
    corpus: str
    out: str
    folder: str
    command: tuple[str, ...]

    @property
    def name(self) -> str:
        return name_of(Path(self.corpus))

    @property
    def timing(self) -> When:
        kind, _, value = self.when.partition(" ")
        return every(value) if kind == "every" else at(value)

    def install_command(self, *also: str) -> str:
        """Say what a person types to install it again, with further options of `install`."""
        kind, _, value = self.when.partition(" ")
        line = ["translate", "schedule", "install", self.corpus, "--out", self.out]
        extra = self.command[5:]
        return shlex.join([*line, f"--{kind}", value, *also, *(["--", *extra] if extra else [])])

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `as_json` wrote. Raises `ValueError` for anything else."""
        try:
            values = json.loads(text)
            values["command"] = tuple(values["command"])
            return cls(**values)
        except (KeyError, TypeError) as error:
            raise ValueError(text) from error


def name_of(corpus: Path) -> str:
    """
    Name the schedule of a corpus.

        >>> name_of(Path("/home/anna/corpus"))
        'translate-4291ab162327'
    """
    path = os.fsencode(corpus.absolute())
    return "translate-" + hashlib.blake2b(path, digest_size=6).hexdigest()


def schedule_for(corpus: Path, out: Path, when: When, extra: tuple[str, ...]) -> Schedule:
    """
    Make the schedule of a corpus with the `translate` command of this installation.

    `extra` are further options of `translate run`. Raises `SettingsError` for a path that no
    timer could hold, and where the command itself cannot be found.
    """
    paths = (str(corpus.absolute()), str(out.absolute()), str(Path.cwd()))
    for text in (*paths, *extra):
        if any(ord(character) < 32 or character == "\x7f" for character in text):
            raise SettingsError(f"{text!r}: a line break or control character; rename it first")
    command = (str(executable()), "run", paths[0], "--out", paths[1], *extra)
    return Schedule(when.text, *paths, command)


def executable() -> Path:
    """
    Find the `translate` command of this installation, absolute.

    It lies beside the interpreter, in a virtual environment as elsewhere; links are not followed,
    so that an upgrade behind `~/.local/bin/python` is followed by the timer too.
    """
    folder = Path(sys.executable).absolute().parent
    for name in ("translate", "translate.exe"):
        if os.access(folder / name, os.X_OK):
            return folder / name
    raise SettingsError(
        f"{folder}: no translate command in it; install the package there with: "
        f"{sys.executable} -m pip install translate-articles"
    )
