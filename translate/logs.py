"""
What happened, for machines: events as JSON objects on stdout (`--json`) or in a `--log-file`.

In a file each event has a `time` (UTC). The file is opened for every line, so that logrotate may
move it away at any moment, and a watch that runs for months writes to the new one.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from translate.corpus import Counts, Progress
from translate.data import Failure, Outcome, Skipped
from translate.errors import SettingsError, TranslateError


def article_event(outcome: Outcome, output: str) -> dict[str, Any]:
    """
    Describe what became of one file.

        >>> article_event(Skipped("a.txt", "looks French"), "")["status"]
        'skipped'
    """
    event: dict[str, Any] = {"event": "article", "path": outcome.path}
    if isinstance(outcome, (Failure, Skipped)):
        status = "failed" if isinstance(outcome, Failure) else "skipped"
        return {**event, "status": status, "reason": outcome.reason}
    origins = outcome.origins
    return {
        **event,
        "status": "translated",
        "output": output,
        "segments": {origin.value: count for origin, count in sorted(origins.items())},
        "warnings": outcome.report.warnings,
        "findings": [
            {
                "check": finding.check,
                "severity": finding.severity.value,
                "message": finding.message,
                "segment": finding.segment,
            }
            for finding in outcome.report.findings
        ],
    }


def summary_event(counts: Counts, seconds: float, exit_code: int) -> dict[str, Any]:
    """Describe how a run ended."""
    return {
        "event": "summary",
        "translated": counts.translated,
        "unchanged": counts.unchanged,
        "skipped": counts.skipped,
        "failed": counts.failed,
        "errors": counts.errors,
        "warnings": counts.warnings,
        "seconds": round(seconds, 2),
        "exit_code": exit_code,
    }


class Log:
    """A file of JSON lines; without a path it keeps silent."""

    def __init__(self, path: Path | None, complain: Callable[[str], None]) -> None:
        """
        Look whether the file can be written.

        Raises `SettingsError` where it cannot: a log that is asked for is not left out quietly.
        """
        self._path = path
        self._complain = complain
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.open("a", encoding="utf-8").close()
            except OSError as error:
                raise SettingsError(
                    f"{path}: cannot be written ({error.strerror}); choose another --log-file"
                ) from error

    def write(self, event: dict[str, Any]) -> None:
        """Append one event. A disk that fills up meanwhile stops the log, not the run."""
        if self._path is None:
            return
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": now, **event}, ensure_ascii=False) + "\n"
        try:
            # A name that is no text is written as JSON spells it: "\\udce4".
            with self._path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(line)
        except OSError as error:
            self._complain(f"{self._path}: cannot be written any more ({error.strerror})")
            self._path = None

    def failure(self, error: TranslateError) -> None:
        event = {"event": "error", "kind": type(error).__name__, "message": str(error)}
        self.write({**event, "exit_code": error.exit_code})

    def listening(self, progress: Progress) -> Progress:
        """Write down all that a run tells, and tell it on."""
        if self._path is None:
            return progress

        def start(found: int, to_do: int, signature: str, is_draft: bool) -> None:
            self.write({"event": "start", "found": found, "to_do": to_do, "signature": signature})
            progress.started(found, to_do, signature, is_draft)

        def tell(outcome: Outcome, output: str) -> None:
            self.write(article_event(outcome, output))
            progress.outcome(outcome, output)

        def note(message: str) -> None:
            self.write({"event": "note", "message": message})
            progress.note(message)

        def warn(message: str) -> None:
            self.write({"event": "warning", "message": message})
            progress.warn(message)

        return replace(progress, started=start, outcome=tell, note=note, warn=warn)
