"""A launch agent for macOS, as a property list: launchd.plist(5)."""

from __future__ import annotations

import plistlib

from translate.schedule.schedule import Schedule


def definition(schedule: Schedule) -> str:
    """Make the property list. launchd makes up for one start that the machine slept through."""
    when = schedule.timing
    content: dict[str, object] = {
        "Label": schedule.name,
        "ProgramArguments": list(schedule.command),
        "WorkingDirectory": schedule.folder,
        "Nice": 10,
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "StandardOutPath": f"{schedule.out}/.translate/launchd.log",
        "StandardErrorPath": f"{schedule.out}/.translate/launchd.log",
    }
    if when.is_daily:
        content["StartCalendarInterval"] = {"Hour": when.hour, "Minute": when.minute}
    else:
        content["StartInterval"] = 60 * when.minutes
    return plistlib.dumps(content, sort_keys=False).decode()


def how_to_install(schedule: Schedule) -> str:
    place = f"~/Library/LaunchAgents/{schedule.name}.plist"
    again = schedule.install_command("--with", "launchd", "--print")
    return f"{again} > {place} && launchctl bootstrap gui/$(id -u) {place}"


def how_to_remove(name: str) -> str:
    place = f"~/Library/LaunchAgents/{name}.plist"
    return f"launchctl bootout gui/$(id -u) {place}; rm {place}"
