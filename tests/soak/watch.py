"""
Soak test of `translate watch`: many changes by several writers, in random order.

    .venv/bin/python -m tests.soak.watch --changes 500 --seconds 180

While the watch runs, writers create, half-write, rewrite, append, rename, move and delete articles
and folders. At the end nothing may be open, and every article must be what one plain run makes of
the corpus, byte for byte but for the list "Changed since", which a plain run cannot know.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from translate import corpus
from translate.corpus.finding import DIGEST, INDEX
from translate.corpus.status import status_of
from translate.settings import Settings

_SUBJECTS = ("Der Bürgermeister", "Die Ministerin", "Ein Sprecher", "Der Verein", "Die Behörde")
_VERBS = ("lobt", "kritisiert", "prüft", "beschließt", "verschiebt", "eröffnet", "erklärt")
_OBJECTS = ("die neue Brücke", "den Haushalt", "das alte Museum", "die Pläne der Stadt", "den Bau")
_TIMES = ("am Montag", "seit Oktober", "nach langer Zeit", "im Frühjahr", "trotz des Regens")


def article(dice: random.Random) -> str:
    """A German article of a few sentences, another one each time."""
    sentences = [
        f"{dice.choice(_SUBJECTS)} {dice.choice(_VERBS)} {dice.choice(_TIMES)} "
        f"{dice.choice(_OBJECTS)}, und das zum {dice.randrange(2, 999)}. Mal."
        for _ in range(dice.randrange(2, 7))
    ]
    return f"Nachricht Nummer {dice.randrange(10**9)}\n\n" + "\n\n".join(sentences) + "\n"


class Writer(threading.Thread):
    """One who changes the corpus: `changes` times, with pauses of up to `pause` seconds."""

    def __init__(self, root: Path, name: str, changes: int, pause: float) -> None:
        super().__init__(name=name)
        self._root = root
        self._changes = changes
        self._pause = pause
        self._dice = random.Random(name)  # the same changes each time
        self._files: list[Path] = []
        self._made = 0

    def run(self) -> None:
        ways = (
            self._create, self._create_slowly, self._create_aside, self._rewrite, self._append,
            self._rename, self._move, self._delete, self._rename_folder,
        )  # fmt: skip
        weights = (4, 3, 2, 3, 2, 2, 2, 2, 1)
        for _ in range(self._changes):
            way = self._dice.choices(ways, weights)[0] if self._files else self._create
            # Another writer may have renamed the folder a moment ago.
            with contextlib.suppress(FileNotFoundError):
                way()
            time.sleep(self._dice.random() * self._pause)

    def _new_path(self) -> Path:
        self._made += 1
        folder = self._root / self._dice.choice(("", "a", "b", "b/c", f"{self.name}-{self._made}"))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}-{self._made}.txt"
        self._files.append(path)
        return path

    def _any(self) -> Path:
        return self._dice.choice(self._files)

    def _create(self) -> None:
        self._new_path().write_text(article(self._dice), encoding="utf-8")

    def _create_slowly(self) -> None:
        text = article(self._dice)
        with self._new_path().open("w", encoding="utf-8") as file:
            for part in (text[: len(text) // 2], text[len(text) // 2 :]):
                file.write(part)
                file.flush()
                time.sleep(self._pause)

    def _create_aside(self) -> None:
        """As browsers and scrapers do: under another name first."""
        path = self._new_path()
        aside = path.with_suffix(".part")
        aside.write_text(article(self._dice), encoding="utf-8")
        aside.rename(path)

    def _rewrite(self) -> None:
        self._any().write_text(article(self._dice), encoding="utf-8")

    def _append(self) -> None:
        with self._any().open("a", encoding="utf-8") as file:
            file.write("\nDie Sitzung dauerte bis in die Nacht, sagte eine Sprecherin.\n")

    def _rename(self) -> None:
        path = self._any()
        self._made += 1
        self._to(path, path.with_name(f"{self.name}-{self._made}.txt"))

    def _move(self) -> None:
        path = self._any()
        folder = self._root / "moved" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        self._to(path, folder / path.name)

    def _to(self, path: Path, target: Path) -> None:
        path.rename(target)
        self._files[self._files.index(path)] = target

    def _delete(self) -> None:
        path = self._any()
        self._files.remove(path)
        path.unlink()

    def _rename_folder(self) -> None:
        """Only a folder of one's own: the files in it go with it."""
        folder = self._any().parent
        if not folder.name.startswith(f"{self.name}-"):
            return
        self._made += 1
        target = folder.with_name(f"{self.name}-{self._made}")
        folder.rename(target)
        self._files = [
            target / file.name if file.parent == folder else file for file in self._files
        ]


def soak(
    folder: Path,
    *,
    changes: int,
    writers: int = 4,
    pause: float = 0.2,
    settle: float = 0.3,
    patience: float = 60.0,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, object]:
    """
    Watch a corpus while it is changed; what it took.

    Raises `AssertionError` for anything that is open, missing, left behind or different at the end.
    """
    root, out = folder / "corpus", folder / "out"
    root.mkdir()
    settings = Settings(corpus=root, out=out, engine="echo")
    command = [sys.executable, "-c", "from translate.cli import main; main()", "watch", str(root)]
    command += ["--out", str(out), "--engine", "echo", "--settle", str(settle)]
    said = folder / "said.txt"
    with said.open("w") as file:
        watch = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    try:
        began = time.monotonic()
        _until(lambda: _state(out) == "waiting", patience, watch, said)
        memory = _resident(watch.pid)
        shares = [changes // writers + (n < changes % writers) for n in range(writers)]
        threads = [Writer(root, f"w{n}", share, pause) for n, share in enumerate(shares)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        say(f"{changes} changes after {time.monotonic() - began:.0f} s")
        _until(lambda: _is_done(settings), patience, watch, said)
        figures = {"seconds": round(time.monotonic() - began, 1), "changes": changes}
        content = json.loads((out / ".translate" / "alive").read_text())
        figures |= {"runs": content["runs"], "translated": content["translated"]}
        figures |= {"resident_mb": [round(memory, 1), round(_resident(watch.pid), 1)]}
        watch.send_signal(signal.SIGTERM)
        code = watch.wait(timeout=patience)
    finally:
        watch.kill()
        watch.wait()
    assert code == 143, said.read_text()
    _compare(settings, folder / "plain", figures)
    return figures


def _until(
    is_so: Callable[[], bool], patience: float, watch: subprocess.Popen[bytes], said: Path
) -> None:
    end = time.monotonic() + patience
    while not is_so():
        assert watch.poll() is None, f"the watch ended: {said.read_text()}"
        assert time.monotonic() < end, f"not done in {patience} s: {said.read_text()[-2000:]}"
        time.sleep(0.2)


def _state(out: Path) -> str:
    try:
        return str(json.loads((out / ".translate" / "alive").read_text())["state"])
    except FileNotFoundError:
        return ""


def _is_done(settings: Settings) -> bool:
    return _state(settings.out) == "waiting" and status_of(settings).open == 0


def _resident(process: int) -> float:
    """Memory of a process in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _compare(settings: Settings, plain: Path, figures: dict[str, object]) -> None:
    counts = corpus.run(Settings(corpus=settings.corpus, out=plain, engine="echo"))
    assert counts.failed == counts.skipped == 0, counts
    status = status_of(settings)
    assert (status.found, status.open) == (counts.translated, 0), status
    figures |= {"articles": status.found, "gone": status.gone}
    for file in sorted(plain.rglob("*.md")):
        if file.name not in (INDEX, DIGEST):  # they tell of the runs, not of the corpus alone
            watched = settings.out / file.relative_to(plain)
            differences = difflib.unified_diff(_comparable(watched), _comparable(file), n=0)
            assert not (lines := list(differences)), (watched, lines)
    left = [path.name for path in settings.out.rglob(".translate-*")]
    assert not left, left


def _comparable(file: Path) -> list[str]:
    text = re.sub(r"\n## Changed since [^\n]*\n(- [^\n]*\n)*", "", file.read_text())
    return re.sub(r"\narticle_digest: \S+", "", text).splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=180.0, help="at most")
    given = parser.parse_args()
    # Half of the time for the changes, with pauses that are half of their longest on average.
    pause = min(0.5, given.seconds / given.changes * given.writers / 2)
    with tempfile.TemporaryDirectory() as folder:
        figures = soak(
            Path(folder), changes=given.changes, writers=given.writers, pause=pause,
            patience=given.seconds / 2, say=lambda text: print(text, file=sys.stderr),
        )  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
