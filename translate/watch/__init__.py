"""
Translate what changes, as it changes: notice, wait until it is quiet, run, notice again.

`watchfiles` says that something happened, never what is to be done: each run compares the corpus
with the state, so that an event that comes twice, late or not at all costs nothing but time. A
folder that is away (unmounted, not there yet) is waited for, and nothing in it counts as deleted.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace

from translate.corpus import STATE_FILE, STATE_FOLDER, Counts, Progress
from translate.data import Outcome, Skipped
from translate.errors import LockedError, SettingsError, TranslateError
from translate.settings import Settings
from translate.store import Store
from translate.watch.alive import ALIVE_FILE, Alive
from translate.watch.changes import Changes
from translate.watch.places import device_of, has_articles, identity_of, is_on_network
from translate.watch.rhythm import LEAST_SETTLE, SETTLE, Rhythm

__all__ = ["ALIVE_FILE", "Rhythm", "RunOnce", "settings_of_watch", "watch"]

# Runs once, tells the given progress how it goes on, and says what became of the files.
RunOnce = Callable[[Progress], Counts]


def settings_of_watch(settings: Settings) -> Settings:
    """
    Fill in what a watch has another default for.

        >>> settings_of_watch(Settings()).settle
        2.0

    Raises `SettingsError` for what only a single run can do.
    """
    if settings.force or settings.dry_run or settings.limit is not None:
        raise SettingsError("watch runs again and again: drop force, dry_run and limit")
    return replace(settings, settle=_settle_of(settings))


def _settle_of(settings: Settings) -> float:
    settle = SETTLE if settings.settle is None else settings.settle
    if settle < LEAST_SETTLE:
        raise SettingsError(
            f"settle is at least {LEAST_SETTLE} s for a watch, which waits until files are whole, "
            f"not {settle:g}; leave it out for {SETTLE:g} s"
        )
    return settle


def watch(
    settings: Settings,
    run: RunOnce,
    progress: Progress,
    *,
    poll: bool | None = None,
    rhythm: Rhythm | None = None,
) -> None:
    """
    Run now and after every burst of changes, until `progress.is_asked_to_stop()`.

    `poll` asks the file system instead of being told; None chooses by the kind of file system.

    Raises what the first run raises, but for a lock: what is wrong at the start is said at once,
    what goes wrong later is noted and tried again.
    """
    settings = settings_of_watch(settings)
    settle = _settle_of(settings)
    rhythm = rhythm or Rhythm(settle=settle, burst=10 * settle, tick=min(1.0, settle))
    polls = is_on_network(settings.corpus) if poll is None else poll
    changes = Changes(settings, rhythm, progress, polls=polls)
    with contextlib.closing(changes):
        _Watch(settings, rhythm, progress, changes, run).until_stopped()


class _Watch:
    """The loop, and when it is to run next; all times are those of the monotonic clock."""

    def __init__(
        self,
        settings: Settings,
        rhythm: Rhythm,
        progress: Progress,
        changes: Changes,
        run: RunOnce,
    ) -> None:
        self._settings = settings
        self._rhythm = rhythm
        self._progress = progress
        self._changes = changes
        self._run_once = run
        self._alive = Alive(settings.out, rhythm.beat)
        self._first_change: float | None = None
        self._last_change = 0.0
        self._next_sweep = 0.0
        self._next_line = time.monotonic() + rhythm.line
        self._not_before = 0.0
        self._retry = rhythm.retry
        self._said = ""
        self._state = "waiting"
        self._runs = self._translated = self._failed = 0
        self._out_device = -1

    def until_stopped(self) -> None:
        try:
            while not self._progress.is_asked_to_stop():
                self._step()
        finally:
            self._alive.tell("stopped", self._runs, self._translated, self._failed)

    def _step(self) -> None:
        has_changed = self._changes.look()
        now = time.monotonic()
        if self._progress.is_asked_to_stop():
            return
        if has_changed is None:
            self._wait_for_folder(f"{self._settings.corpus}: not there; waiting for it")
            return
        if has_changed:
            self._mark(now)
        if self._is_due(now):
            self._run(now)
        self._beat()

    def _mark(self, now: float) -> None:
        self._first_change = self._first_change or now
        self._last_change = now

    def _is_due(self, now: float) -> bool:
        if now < self._not_before:
            return False
        if self._first_change is None:
            return now >= self._next_sweep
        is_quiet = now - self._last_change >= self._rhythm.settle
        # The very first run has no burst to wait for.
        return is_quiet or now - self._first_change >= self._rhythm.burst or not self._runs

    def _run(self, now: float) -> None:
        is_first = not self._runs
        try:
            if reason := self._why_away():
                self._not_before = now + self._rhythm.tick
                self._wait_for_folder(reason)
                return
            self._first_change = None
            self._state = "running"
            self._beat()
            counts = self._run_once(self._listener())
        except LockedError as error:
            self._state = "waiting"
            self._try_again(error, self._rhythm.retry)
        except TranslateError as error:
            if identity_of(self._settings.corpus) is None:
                self._mark(now)  # it went away meanwhile: that is no failure
                return
            if is_first:
                raise
            self._state = "failing"
            self._try_again(error, self._retry)
            self._retry = min(2 * self._retry, self._rhythm.longest_retry)
        else:
            if self._said:
                self._progress.warn(f"{self._settings.corpus}: goes on")
            self._said, self._state, self._retry = "", "waiting", self._rhythm.retry
            self._runs += 1
            self._translated += counts.translated
            self._failed = counts.failed
            self._next_sweep = time.monotonic() + self._rhythm.sweep
            self._out_device = device_of(self._settings.out)

    def _listener(self) -> Progress:
        """Hear from a run that it goes on, and which files were too young for it."""
        began = time.time()

        def look(outcome: Outcome, output: str) -> None:
            del output
            if (
                isinstance(outcome, Skipped)
                and outcome.is_for_now
                and self._was_young(outcome.path, began)
            ):
                self._mark(time.monotonic())
            self._beat()

        return Progress(
            outcome=look,
            sentences=lambda _: self._beat(),
            is_asked_to_stop=self._progress.is_asked_to_stop,
        )

    def _was_young(self, path: str, began: float) -> bool:
        """Whether a skipped file had hardly been written when the run began: look at it again."""
        try:
            age = began - (self._settings.corpus / path).stat().st_mtime
        except OSError:
            return False
        return -self._rhythm.burst < age <= self._rhythm.settle + self._rhythm.tick

    def _try_again(self, error: TranslateError, seconds: float) -> None:
        now = time.monotonic()
        self._mark(now)
        self._not_before = now + seconds
        self._say_once(f"{error} (trying again)")

    def _why_away(self) -> str:
        """Why the folders cannot be those that we know, or nothing."""
        settings = self._settings
        if self._out_device not in (-1, device_of(settings.out)):
            return f"{settings.out}: on another disk than before, not mounted? waiting for it"
        if not has_articles(settings) and _knows_articles(settings):
            return (
                f"{settings.corpus}: empty, not mounted? waiting for it, nothing counts as "
                f"deleted; if you did empty it, say so with: translate run"
            )
        return ""

    def _wait_for_folder(self, reason: str) -> None:
        self._mark(time.monotonic())
        self._say_once(reason)
        self._state = "away"
        self._beat()

    def _say_once(self, message: str) -> None:
        if message != self._said:
            self._said = message
            self._progress.warn(message)

    def _beat(self) -> None:
        self._alive.tell(self._state, self._runs, self._translated, self._failed)
        if (now := time.monotonic()) >= self._next_line:
            self._next_line = now + self._rhythm.line
            self._progress.note(
                f"{self._settings.corpus}: {self._state}; {self._runs} runs, "
                f"{self._translated} translated so far"
            )


def _knows_articles(settings: Settings) -> bool:
    state = settings.out / STATE_FOLDER / STATE_FILE
    if not state.is_file():
        return False
    with Store.look(state) as store:
        return any(not article.gone for article in store.articles().values())
