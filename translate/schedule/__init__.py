"""
Translate a corpus on a timer of the system: systemd, cron, launchd, the Windows Task Scheduler.

One schedule for each corpus, named after it; what is not ours is never touched. systemd and cron
are installed, definitions for the other two are printed with the commands that install them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from translate.errors import SettingsError
from translate.schedule import cron, launchd, systemd, windows
from translate.schedule.schedule import Schedule, When, at, every, name_of, schedule_for

__all__ = [
    "BackEnd",
    "Place",
    "Schedule",
    "When",
    "at",
    "choose_place",
    "complaint",
    "definition",
    "every",
    "how_to_remove",
    "install",
    "installed",
    "next_start",
    "remove",
    "schedule_for",
]


class BackEnd(StrEnum):
    """What starts the runs."""

    SYSTEMD = "systemd"
    CRON = "cron"
    LAUNCHD = "launchd"
    WINDOWS = "windows"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a schedule is kept; only systemd tells a user's from the machine's."""

    back_end: BackEnd
    user: bool = True

    def __str__(self) -> str:
        if self.back_end is BackEnd.SYSTEMD:
            return "systemd, of this user" if self.user else "systemd, of the machine"
        return self.back_end.value


def choose_place(wanted: str | None = None, *, user: bool | None = None) -> Place:
    """
    Take the place that was asked for, or what this system has: systemd before cron.

    Raises `SettingsError` for an unknown name, and where there is nothing to choose.
    """
    is_user = user if user is not None else not hasattr(os, "geteuid") or os.geteuid() != 0
    if wanted is not None:
        if wanted not in list(BackEnd):
            raise SettingsError(f"--with is one of {', '.join(BackEnd)}, not {wanted!r}")
        if wanted == BackEnd.SYSTEMD:
            return Place(BackEnd.SYSTEMD, is_user)
        if user is False:
            raise SettingsError(f"--machine: only systemd has timers of the machine, not {wanted}")
        return Place(BackEnd(wanted))
    if sys.platform == "darwin":
        return Place(BackEnd.LAUNCHD)
    if sys.platform == "win32":
        return Place(BackEnd.WINDOWS)
    if systemd.is_here():
        return Place(BackEnd.SYSTEMD, is_user)
    if cron.is_here():
        return Place(BackEnd.CRON)
    raise SettingsError(
        "neither systemd nor cron runs here; in a container use: translate watch, "
        "or print a definition with --with and --print"
    )


def definition(schedule: Schedule, place: Place) -> str:
    """Make what `install` would write, as text to read or to put there by hand."""
    if place.back_end is BackEnd.SYSTEMD:
        folder = systemd.folder(user=place.user)
        files = systemd.definitions(schedule, user=place.user).items()
        return "\n".join(f"# {folder / name}\n{content}" for name, content in files)
    if place.back_end is BackEnd.CRON:
        return cron.definition(schedule)
    if place.back_end is BackEnd.LAUNCHD:
        return launchd.definition(schedule)
    return windows.definition(schedule)


def install(schedule: Schedule, place: Place) -> str:
    """
    Install a schedule in place of the one that its corpus had; say which of it was done.

    Raises `SettingsError` where the system refuses, or wants it done by hand.
    """
    before = {where: known for where, known in installed() if known.name == schedule.name}
    if place.back_end is BackEnd.SYSTEMD:
        systemd.install(schedule, user=place.user)
    elif place.back_end is BackEnd.CRON:
        cron.install(schedule)
    else:
        how = launchd if place.back_end is BackEnd.LAUNCHD else windows
        raise SettingsError(f"{place}: install it with: {how.how_to_install(schedule)}")
    for other, known in before.items():
        if other != place and (left := _remove_from(other, known)):
            raise SettingsError(left)
    if before.get(place) == schedule:
        return "installed already, unchanged"
    return f"replaced {', '.join(known.when for known in before.values())}" if before else "new"


def remove(corpus: Path) -> tuple[list[tuple[Place, Schedule]], list[str]]:
    """
    Remove the schedule of a corpus wherever it is installed.

    Returns what was removed, and what one place or another had against it: none keeps the rest
    from being removed.
    """
    name = name_of(corpus)
    removed: list[tuple[Place, Schedule]] = []
    complaints = []
    for place in _places():
        try:
            for schedule in _installed_at(place):
                if schedule.name == name:
                    complaints.append(_remove_from(place, schedule))
                    removed.append((place, schedule))
        except SettingsError as error:
            complaints.append(str(error))
    return removed, [complaint for complaint in complaints if complaint]


def how_to_remove(corpus: Path) -> str:
    """Say the command for a definition that was put there by hand; empty elsewhere."""
    if sys.platform == "darwin":
        return launchd.how_to_remove(name_of(corpus))
    return windows.how_to_remove(name_of(corpus)) if sys.platform == "win32" else ""


def _remove_from(place: Place, schedule: Schedule) -> str:
    """Remove one; what is left to be done by hand, or nothing."""
    if place.back_end is BackEnd.SYSTEMD:
        return systemd.remove(schedule, user=place.user)
    cron.remove(schedule)
    return ""


def installed() -> Iterator[tuple[Place, Schedule]]:
    """List all schedules that `install` put on this system, and where."""
    for place in _places():
        for schedule in _installed_at(place):
            yield place, schedule


def _places() -> Iterator[Place]:
    """Where `install` puts schedules on this system."""
    yield Place(BackEnd.SYSTEMD, user=True)
    yield Place(BackEnd.SYSTEMD, user=False)
    if cron.is_here():
        yield Place(BackEnd.CRON)


def _installed_at(place: Place) -> list[Schedule]:
    if place.back_end is BackEnd.SYSTEMD:
        return systemd.installed(user=place.user)
    return cron.installed()


def next_start(place: Place, schedule: Schedule) -> str:
    """When the next run starts, where the system says so."""
    if place.back_end is not BackEnd.SYSTEMD:
        return ""
    return systemd.next_start(schedule, user=place.user)


def complaint(schedule: Schedule) -> str:
    """
    What is wrong with an installed schedule, and the way out; empty if it can run.

    A virtual environment that was moved or rebuilt leaves a command that is gone, or one whose
    interpreter is: so it is called.
    """
    program = Path(schedule.command[0])
    again = f"install it again with: {schedule.install_command()}"
    if not os.access(program, os.X_OK):
        return f"its command {program} is no longer there; {again}"
    try:
        subprocess.run([program, "--version"], capture_output=True, check=True, timeout=60)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        return f"its command {program} does not start ({error}); {again}"
    for role, folder in (("corpus", schedule.corpus), ("working folder", schedule.folder)):
        if not Path(folder).is_dir():
            return f"its {role} {folder} is not there; mount it, or: translate schedule remove"
    return ""
