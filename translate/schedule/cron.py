"""
A line in the user's crontab, through `crontab -l` and `crontab -` and nothing else.

Two lines belong to a schedule, a comment that describes it and the job; both carry its name. All
other lines stay as they are, byte for byte.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess

from translate.errors import SettingsError
from translate.schedule.schedule import DAY, Schedule, When

_COMMENT = "# {name} by `translate schedule`: {json}"
_OURS = re.compile(r"# (translate-[0-9a-f]{12}) by `translate schedule`: (\{.*\})")


def is_here() -> bool:
    return shutil.which("crontab") is not None


def definition(schedule: Schedule) -> str:
    """
    Make the two lines of a schedule.

    The exit code of a run that found another one at work is no failure, cron needs not know it.

    Raises `SettingsError` for an interval that cron cannot count.
    """
    command = f"cd {shlex.quote(schedule.folder)} && nice -n 10 {shlex.join(schedule.command)}"
    # Cron ends a command at the first % that has no backslash, quoted or not.
    job = f"{command} || [ $? -eq 75 ]".replace("%", "\\%")
    comment = _COMMENT.format(name=schedule.name, json=schedule.as_json())
    return f"{comment}\n{_times(schedule.timing)} {job} # {schedule.name}\n"


def _times(when: When) -> str:
    """
    Say when in cron's five fields.

        >>> from translate.schedule.schedule import every
        >>> _times(every("2h"))
        '0 */2 * * *'
    """
    if when.is_daily:
        return f"{when.minute} {when.hour} * * *"
    if when.minutes == DAY:
        return "0 0 * * *"
    if when.minutes == 60:
        return "0 * * * *"
    if 60 % when.minutes == 0:
        return "* * * * *" if when.minutes == 1 else f"*/{when.minutes} * * * *"
    if when.minutes % 60 == 0 and DAY % when.minutes == 0:
        return f"0 */{when.minutes // 60} * * *"
    steps = [n for n in range(1, DAY + 1) if (60 % n == 0) or (n % 60 == 0 and DAY % n == 0)]
    near = min(steps, key=lambda step: abs(step - when.minutes))
    word = f"{near}m" if near < 60 else f"{near // 60}h"
    raise SettingsError(
        f"{when.text}: cron can only count what divides an hour or a day; "
        f"the nearest is --every {word}"
    )


def installed() -> list[Schedule]:
    """List the schedules in the crontab."""
    found = []
    for line in _lines(_read()):
        if ours := _OURS.fullmatch(line.rstrip("\n")):
            try:
                found.append(Schedule.from_json(ours[2]))
            except ValueError:
                continue
    return found


def install(schedule: Schedule) -> None:
    """Put the lines of a schedule at the end of the crontab, in place of older ones of its name."""
    lines = definition(schedule)
    before = _read()
    rest = _without(before, schedule.name)
    rest += "" if not rest or rest.endswith("\n") else "\n"
    _write(rest + lines, before)


def remove(schedule: Schedule) -> None:
    before = _read()
    _write(_without(before, schedule.name), before)


def _without(crontab: str, name: str) -> str:
    kept = []
    for line in _lines(crontab):
        text = line.rstrip("\n")
        ours = _OURS.fullmatch(text)
        is_job = text.endswith(f" # {name}") and not text.startswith("#")
        if not is_job and not (ours and ours[1] == name):
            kept.append(line)
    return "".join(kept)


def _lines(crontab: str) -> list[str]:
    """The lines with their ends, as cron sees them: what else `splitlines` knows ends none."""
    return re.findall(r"[^\n]*\n|[^\n]+", crontab)


def _read() -> str:
    done = _crontab("-l")
    if done.returncode == 0:
        # Other people's lines may be in any encoding: undecodable bytes come through as they are.
        return done.stdout.decode("utf-8", "surrogateescape")
    said = _complaint(done)
    if "no crontab" in said.lower():  # there is none yet: that is how cron says so
        return ""
    # Anything else must not be taken for an empty crontab, which we would then write.
    raise SettingsError(f"crontab -l: {said}; mend that and ask again")


def _write(content: str, before: str) -> None:
    if content == before:
        return
    encoded = content.encode("utf-8", "surrogateescape")
    done = _crontab("-", encoded) if encoded.strip() else _crontab("-r")
    if done.returncode:
        raise SettingsError(f"crontab: {_complaint(done)}; nothing was changed")


def _complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8", "replace").strip() or "failed"


def _crontab(argument: str, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603
            ["crontab", argument],  # noqa: S607 - the user's own, wherever it is
            input=content,
            capture_output=True,
            check=False,
            timeout=60,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SettingsError(
            f"crontab cannot be called ({error}); install cron, or use --print"
        ) from error
