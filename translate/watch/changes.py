"""What happens in the corpus, as `watchfiles` reports it."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change
from watchfiles import watch as watch_files

from translate.corpus import Progress
from translate.corpus.finding import FORMATS
from translate.settings import Settings
from translate.watch.places import identity_of
from translate.watch.rhythm import Rhythm


class Changes:
    """What is reported about the corpus, over all its disappearances."""

    def __init__(
        self, settings: Settings, rhythm: Rhythm, progress: Progress, *, polls: bool
    ) -> None:
        self._root = settings.corpus.absolute()
        self._out = settings.out.absolute()
        self._rhythm = rhythm
        self._progress = progress
        self._polls = polls
        self._reports: Generator[set[tuple[Change, str]], None, None] | None = None
        self._identity: tuple[int, int] | None = None

    def look(self) -> bool | None:
        """
        Wait for one tick at most. Whether something changed; None while the folder is away.

        A folder that is new, or another one than before under the same name, has changed.
        """
        identity = identity_of(self._root)
        if identity is None:
            self.close()
            time.sleep(self._rhythm.tick)
            return None
        is_new = identity != self._identity
        try:
            if is_new:
                self.close()
                self._reports, self._identity = self._open(), identity
            # The first step starts the watching, so that nothing falls between it and a run.
            return bool(next(self._reports or iter(()), None)) or is_new
        except (OSError, RuntimeError) as error:
            self._give_way(error)
            return True

    def close(self) -> None:
        if self._reports is not None:
            self._reports.close()
        self._reports = self._identity = None

    def _open(self) -> Generator[set[tuple[Change, str]], None, None]:
        tick = int(self._rhythm.tick * 1000)
        return watch_files(
            self._root,
            watch_filter=self._counts,
            debounce=tick,
            step=min(100, tick),
            rust_timeout=tick,
            yield_on_timeout=True,
            stop_event=_Stop(self._progress),
            raise_interrupt=False,
            force_polling=self._polls or None,
            poll_delay_ms=int(self._rhythm.settle * 1000),
            ignore_permission_denied=True,
        )

    def _counts(self, change: Change, name: str) -> bool:
        """Whether a change may matter: not hidden, not our own, not the contents of other files."""
        path = Path(name)
        if path == self._out or self._out in path.parents:
            return False
        inside = path.relative_to(self._root).parts if self._root in path.parents else ()
        if any(part.startswith(".") for part in inside):
            return False
        return change is not Change.modified or path.suffix.lower() in FORMATS

    def _give_way(self, error: Exception) -> None:
        """After the system refused to tell us (its limit of watches is reached), ask it instead."""
        self.close()
        if not self._polls and identity_of(self._root) is not None:
            self._progress.warn(
                f"{self._root}: changes are not reported ({error}); asking every "
                f"{self._rhythm.settle:g} s instead. On Linux, raise fs.inotify.max_user_watches"
            )
            self._polls = True


@dataclass(frozen=True, slots=True)
class _Stop:
    """The event that watchfiles looks at while it waits."""

    progress: Progress

    def is_set(self) -> bool:
        return self.progress.is_asked_to_stop()
