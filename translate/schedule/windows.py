"""A task for the Windows Task Scheduler, as XML of its schema 1.2."""

from __future__ import annotations

import subprocess
from xml.sax.saxutils import escape

from translate.schedule.schedule import Schedule, When

_TASK = """\
<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Translate new articles in {corpus}, {when}</Description>
  </RegistrationInfo>
  <Triggers>
{trigger}
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>true</DisallowStartIfOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>8</Priority>
  </Settings>
  <Actions>
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""

_DAILY = """\
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{hour:02}:{minute:02}:00</StartBoundary>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>"""

_REPEATED = """\
    <TimeTrigger>
      <Repetition>
        <Interval>PT{minutes}M</Interval>
      </Repetition>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
    </TimeTrigger>"""


def definition(schedule: Schedule) -> str:
    """Make the task. A start that the machine slept through is made up for."""
    return _TASK.format(
        corpus=escape(schedule.corpus),
        when=schedule.when,
        trigger=_trigger(schedule.timing),
        command=escape(schedule.command[0]),
        arguments=escape(subprocess.list2cmdline(schedule.command[1:])),
        folder=escape(schedule.folder),
    )


def _trigger(when: When) -> str:
    if when.is_daily:
        return _DAILY.format(hour=when.hour, minute=when.minute)
    return _REPEATED.format(minutes=when.minutes)


def how_to_install(schedule: Schedule) -> str:
    """Say the PowerShell commands; read as text, the task may have any encoding."""
    again = schedule.install_command("--with", "windows", "--print")
    return (
        f"{again} > task.xml; "
        f"Register-ScheduledTask {schedule.name} -Xml (Get-Content task.xml -Raw)"
    )


def how_to_remove(name: str) -> str:
    return f"Unregister-ScheduledTask {name}"
