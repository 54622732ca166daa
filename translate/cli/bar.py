"""
The bar of a run on a terminal: how many articles, what goes on, how long it takes.

Articles come in bursts, a batch at a time, so rich's own estimate, which looks at the time between
the last few, would say after the first burst that the rest is done in no time.
"""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from translate.cli.app import printable

# On 80 columns some stay free behind the line: where the `^C` of the terminal begins a new one, the
# bar cannot be wiped away.
_WIDTH = 24
_WIDE = 76  # columns; with fewer, figures alone fit on a line


class _Time(ProgressColumn):
    """Seconds gone until something is done, then the time left: `Task.fields["ends"]`."""

    def render(self, task: Task) -> Text:
        if not task.fields["ends"]:
            return Text(f"{task.elapsed or 0:.0f} s")
        minutes, seconds = divmod(round(max(0, task.fields["ends"] - time.monotonic())), 60)
        return Text(f"{minutes}:{seconds:02} left")


class ArticleBar:
    """A bar over the articles of one run; shown from `start` on, gone when `bar` is left."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        is_wide = console.width >= _WIDE
        self.bar = Bar(
            *([TextColumn("articles")] if is_wide else []),
            MofNCompleteColumn(),
            *([BarColumn(_WIDTH)] if is_wide else []),
            TextColumn("{task.fields[doing]}", markup=False),
            _Time(),
            console=console,
            transient=True,
        )
        self._began = time.monotonic()
        self._sentences = self._done = self._total = 0

    def start(self, total: int) -> None:
        """Show the bar; nothing is done yet."""
        self._total = total
        if total:
            self._task = self.bar.add_task("articles", total=total, doing="reading", ends=0.0)

    def say_phase(self, phase: str) -> None:
        self.bar.update(self._task, doing=phase)

    def count_sentences(self, count: int) -> None:
        self._sentences += count
        speed = self._sentences / (time.monotonic() - self._began)
        self.bar.update(self._task, doing=f"{speed:.0f} sentences/s")

    def advance(self) -> None:
        """One more article is done; the others are expected to take as long."""
        self._done += 1
        now = time.monotonic()
        ends = now + (now - self._began) / self._done * (self._total - self._done)
        self.bar.update(self._task, advance=1, ends=ends)

    def print(self, line: str) -> None:
        """Print a line above the bar."""
        self.bar.console.print(printable(line), markup=False, highlight=False)
