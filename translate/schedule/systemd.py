"""
A service and a timer for systemd, of a user (`~/.config/systemd/user`) or of the machine.

Options as in systemd.service(5), systemd.exec(5) and systemd.timer(5); the tests put the files
before `systemd-analyze verify`.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from translate.errors import SettingsError
from translate.schedule.schedule import DAY, Schedule, When
from translate.writing import write_atomically

_SERVICE = """\
# Written by `translate schedule install`; changes are lost with the next one.
# Keep your own in: systemctl {user}edit {name}.service
[Unit]
Description=Translate new articles in {description} (translate schedule)

[Service]
Type=oneshot
ExecStart={command}
WorkingDirectory={folder}
# 75: another run is still at it. 130 and 143: stopped. None of them is a failure.
SuccessExitStatus=75 130 143
# Asked to stop, a run finishes what is under way.
TimeoutStopSec=5min
Nice=10
CPUSchedulingPolicy=batch
IOSchedulingClass=idle
# The built-in model takes 0.2 GB (2 cores); the rest is room for larger ones and for torch.
MemoryHigh=3G
MemoryMax=4G
# A run needs no privileges and no network. (Not MemoryDenyWriteExecute: CTranslate2 writes its
# inner loops for the processor it finds.)
NoNewPrivileges=yes
RestrictAddressFamilies=AF_UNIX
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
{hardening}
[X-Translate]
Schedule={json}
"""

# They need privileges to set up: a machine's service has them, a user's has not everywhere.
_HARDENING = """\
PrivateTmp=yes
PrivateNetwork=yes
ProtectSystem=full
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictNamespaces=yes
"""

_TIMER = """\
# Written by `translate schedule install`; changes are lost with the next one.
[Unit]
Description=Translate new articles in {description}, {when}

[Timer]
{trigger}
# A night that the machine slept through is made up for.
Persistent=true

[Install]
WantedBy=timers.target
"""


def is_here() -> bool:
    """Whether systemd runs this machine, as sd_booted(3) looks."""
    return Path("/run/systemd/system").is_dir()


def definitions(schedule: Schedule, *, user: bool) -> dict[str, str]:
    """Make the unit files, by their names."""
    description = _escaped(schedule.corpus)
    service = _SERVICE.format(
        name=schedule.name,
        user="--user " if user else "",
        description=description,
        command=_command_line(schedule.command),
        folder=_escaped(schedule.folder),
        hardening="" if user else _HARDENING,
        json=schedule.as_json(),
    )
    timer = _TIMER.format(
        description=description, when=schedule.when, trigger=_trigger(schedule.timing)
    )
    return {f"{schedule.name}.service": service, f"{schedule.name}.timer": timer}


def _trigger(when: When) -> str:
    """Say when in systemd's calendar, which can be made up for; else from start to start."""
    if when.is_daily:
        return f"OnCalendar=*-*-* {when.hour:02}:{when.minute:02}:00"
    if when.minutes == DAY:
        return "OnCalendar=*-*-* 00:00:00"
    if 60 % when.minutes == 0:
        return f"OnCalendar=*:0/{when.minutes}"
    if when.minutes % 60 == 0 and DAY % when.minutes == 0:
        return f"OnCalendar=0/{when.minutes // 60}:00"
    return f"OnActiveSec=1min\nOnUnitActiveSec={when.minutes}min"


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _command_line(command: tuple[str, ...]) -> str:
    r"""
    Quote a command for `ExecStart`: spaces, quotes, backslashes, `%` and `$` stay what they are.

        >>> _command_line(("/bin/translate", "run", "100% $HOME"))
        '"/bin/translate" "run" "100%% $$HOME"'
    """
    program, *arguments = [
        _escaped(part.replace("\\", "\\\\").replace('"', '\\"')) for part in command
    ]
    # systemd replaces variables in the arguments, not in the path of the program.
    return " ".join(f'"{part}"' for part in [program, *(a.replace("$", "$$") for a in arguments)])


def folder(*, user: bool) -> Path:
    if not user:
        return Path("/etc/systemd/system")
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "systemd" / "user"


def installed(*, user: bool) -> list[Schedule]:
    """List the schedules whose service files lie there."""
    schedules = map(_read, sorted(folder(user=user).glob("translate-*.service")))
    return [schedule for schedule in schedules if schedule]


def _read(path: Path) -> Schedule | None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        texts = [line.removeprefix("Schedule=") for line in lines if line.startswith("Schedule=")]
        return Schedule.from_json(texts[0]) if texts else None
    except (OSError, ValueError):
        return None


def install(schedule: Schedule, *, user: bool) -> None:
    """
    Write the units and start the timer.

    Raises `SettingsError` where systemd refuses; units that were not there before are not left.
    """
    units = definitions(schedule, user=user)
    new = [name for name in units if not (folder(user=user) / name).exists()]
    for name, content in units.items():
        write_atomically(folder(user=user) / name, content.encode())
    timer = f"{schedule.name}.timer"
    try:
        _systemctl("daemon-reload", user=user)
        _systemctl("enable", timer, user=user)
        # Restarted, because a timer that runs keeps the times it was started with.
        _systemctl("restart", timer, user=user)
    except SettingsError as error:
        for name in new:
            (folder(user=user) / name).unlink(missing_ok=True)
        raise SettingsError(f"{error}; mend that and ask again, or use --with cron") from error


def remove(schedule: Schedule, *, user: bool) -> str:
    """
    Stop the timer and delete the two files that `install` wrote, also where systemd is mute.

    Returns what is left to be done then, or nothing. Raises `SettingsError` where the files cannot
    be deleted.
    """
    refusal = _refusal("disable", "--now", f"{schedule.name}.timer", user=user)
    for ending in ("timer", "service"):
        unit = folder(user=user) / f"{schedule.name}.{ending}"
        try:
            unit.unlink(missing_ok=True)
        except OSError as error:
            raise SettingsError(
                f"{unit}: cannot be removed ({error.strerror}); try it as its owner, such as root"
            ) from error
    refusal = _refusal("daemon-reload", user=user) or refusal
    reload = f"systemctl {'--user ' if user else ''}daemon-reload"
    return f"{refusal}; where it runs, it forgets the timer with: {reload}" if refusal else ""


def _refusal(*arguments: str, user: bool) -> str:
    """What systemd says against something, or nothing."""
    try:
        _systemctl(*arguments, user=user)
    except SettingsError as error:
        return str(error)
    return ""


def next_start(schedule: Schedule, *, user: bool) -> str:
    """When the timer starts the next run, in systemd's words; empty where it does not say."""
    try:
        return _systemctl(
            "show", f"{schedule.name}.timer", "--property=NextElapseUSecRealtime", "--value",
            user=user,
        ).strip()  # fmt: skip
    except SettingsError:
        return ""


def _systemctl(*arguments: str, user: bool) -> str:
    command = ["systemctl", *(["--user"] if user else []), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    except FileNotFoundError as error:
        raise SettingsError(f"{command[0]} is not here") from error
    except subprocess.SubprocessError as error:
        said = getattr(error, "stderr", "")
        reason = said.strip() if isinstance(said, str) else ""  # a time-out leaves bytes
        last = (reason or str(error)).splitlines()[-1]
        raise SettingsError(f"{' '.join(command)}: {last}") from error
    return done.stdout
