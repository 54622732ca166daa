"""
Stage 2: encoded pairs in, checkpoints out.

    RUN/latest.pt      every few minutes: weights, optimizers, place in the data, budget
    RUN/constant.pt    before the cool-down: where a further run goes on
    RUN/tail-*.pt      weights of the cool-down's end, to be averaged
    RUN/final.pt       the weights to export: the last or the average, whichever is better on dev
    RUN/history.jsonl  loss, BLEU and chrF on dev over the run

A stopped run goes on exactly where it was: order of the data, optimizers and rate are stored.
"""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils import get_total_norm

from training.budget import Budget
from training.checkpoints import average, load_checkpoint, save_checkpoint
from training.encoded import Array, Batches, Encoded
from training.loss import loss
from training.network import Network
from training.optimizers import Optimizers
from training.recipe import Architecture, Recipe, TrainingError
from training.start import grown, network_of

SAVE_EVERY = 300  # seconds
LOG_EVERY = 100  # steps
CHECK_EVERY = 1000  # steps
BAD_STEPS = 10  # in a row: then lowering the rate does not help

PIECES = 250_000_000  # the budget if none is given: 20 passes

Score = Callable[[Network], dict[str, float]]


@dataclass(slots=True)
class Progress:
    """Where a run stands; all of it is stored in a checkpoint."""

    step: int = 0
    pieces: int = 0
    epoch: int = 0
    batch: int = 0  # of the epoch
    rate_factor: float = 1.0  # halved whenever a step was not a number
    skipped: int = 0


@dataclass(slots=True)
class Window:
    """What happened since the last line of the log."""

    began: float = field(default_factory=time.time)
    loss: float = 0.0
    pieces: int = 0


class Trainer:
    """One network on its way through the data."""

    def __init__(
        self, architecture: Architecture, recipe: Recipe, train: Encoded, dev: Encoded, run: Path
    ) -> None:
        self.recipe, self.run = recipe, run
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(recipe.seed)
        self.network = Network(architecture, recipe.dropout).to(self.device)
        self.optimizers = Optimizers(self.network, recipe)
        self.progress = Progress()
        self.budget = Budget.of_pieces(0, 0)
        self._train = Batches(train, recipe.tokens, architecture.padding)
        self._dev = Batches(dev, recipe.tokens, architecture.padding)
        self._parameters = list(self.network.parameters())
        self._workers = _workers(self.device)
        self._stop = threading.Event()
        self._bad = 0
        self._is_constant_kept = False

    # Checkpoints

    def save(self, path: Path) -> None:
        """Write all that `resume` needs. TrainingError: the old file is untouched."""
        contents = {
            "network": self.network.state_dict(),
            "optimizers": self.optimizers.state(),
            "progress": asdict(self.progress),
            "budget": asdict(self.budget),
            "recipe": asdict(self.recipe),
            "random": torch.get_rng_state(),
        }
        save_checkpoint(path, self.network.architecture, contents)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint. TrainingError: damaged, other shape."""
        contents = load_checkpoint(path, self.network.architecture)
        self.network.load_state_dict(contents["network"])
        self.network.begin_with_zeros()
        self.optimizers.load(contents["optimizers"])
        self.progress = Progress(**contents["progress"])
        self.budget = Budget(**contents["budget"])
        torch.set_rng_state(contents["random"])

    def open(self, start: Path | None, hours: float | None, pieces: int | None) -> None:
        """
        Find the place to go on from, and the budget.

        Without a new budget a stopped run ends as it was planned. A new budget goes on from
        before the cool-down, if the last one came so far; `start` gives first weights alone,
        grown to the shape of this run.
        """
        latest, constant = self.run / "latest.pt", self.run / "constant.pt"
        if latest.exists():
            self.resume(latest)
            if (hours or pieces) and self._has_begun_to_cool(constant):
                self.resume(constant)
            _say(f"goes on at step {self.progress.step}, {self.progress.pieces} pieces")
        elif start:
            weights = grown(network_of(start), self.network.architecture).state_dict()
            self.network.load_state_dict(weights)
            self.network.begin_with_zeros()
        if hours:
            self.budget = Budget.of_hours(hours)
        elif pieces or not latest.exists():
            self.budget = Budget.of_pieces(self.progress.pieces, pieces or PIECES)

    def _has_begun_to_cool(self, constant: Path) -> bool:
        """Whether the state is from after the cool-down began, at which `constant` was kept."""
        # Not by the clock: a run that was stopped before has lost nothing by the hours since then.
        return constant.exists() and load_checkpoint(constant)["budget"] == asdict(self.budget)

    # The loop

    def stop(self) -> None:
        """End `fit` after the step that is being computed."""
        self._stop.set()

    def fit(self, score: Score | None = None) -> None:
        """Train to the end of the budget, or until SIGTERM or SIGINT, and save."""
        with _signals(self.stop):
            self._fit(score)

    def _fit(self, score: Score | None) -> None:
        window, saved = Window(), time.time()
        for rows in self._steps():
            used = self.budget.progress(self.progress.pieces)
            self._mark(used)
            rate = self._step(rows, used, window)
            if self.progress.step % LOG_EVERY == 0:
                window = self._log(window, rate)
            if self.progress.step % CHECK_EVERY == 0:
                self._check(score)
                window = Window()
            if time.time() - saved > SAVE_EVERY:
                self._save_or_say()
                saved = time.time()
        self.save(self.run / "latest.pt")
        if not self._stop.is_set():
            self._finish(score)

    def _steps(self) -> Iterator[list[Array]]:
        """Yield the batches of each step, from the stored place on, until the budget is used."""
        progress, count = self.progress, self.recipe.accumulate
        while True:
            order = self._train.epoch(progress.epoch, self.recipe.seed)
            while progress.batch < len(order):
                if self._stop.is_set() or self.budget.progress(progress.pieces) >= 1:
                    return
                rows = order[progress.batch : progress.batch + count]
                progress.batch += len(rows)
                yield rows
            progress.epoch, progress.batch = progress.epoch + 1, 0

    def _step(self, rows: list[Array], used: float, window: Window) -> float:
        rate = self.recipe.rate_at(self.progress.step, used) * self.progress.rate_factor
        results = list(self._workers.map(self._gradients, rows))
        pieces = sum(count for _, _, count in results)
        total = sum(value for _, value, _ in results)
        gradients = [
            torch.stack(parts).sum(0).div_(pieces)
            for parts in zip(*(parts for parts, _, _ in results), strict=True)
        ]
        if self._is_sound(total, gradients):
            for parameter, gradient in zip(self._parameters, gradients, strict=True):
                parameter.grad = gradient
            self.optimizers.step(rate)
            self.network.begin_with_zeros()
            window.loss += total
            window.pieces += pieces
        self.progress.step += 1
        self.progress.pieces += pieces
        return rate

    def _gradients(self, rows: Array) -> tuple[tuple[Tensor, ...], float, int]:
        """Gradients of one batch. Each worker has one core: no waiting at barriers in between."""
        source, target = (side.to(self.device) for side in self._train.tensors(rows))
        total, pieces = loss(self.network, source, target, self.recipe.smoothing)
        return torch.autograd.grad(total, self._parameters), float(total.detach()), pieces

    def _is_sound(self, total: float, gradients: list[Tensor]) -> bool:
        """Skip a step that is not a number, and halve the rate from here on."""
        if total == total and bool(get_total_norm(gradients).isfinite()):  # noqa: PLR0124
            self._bad = 0
            return True
        self._bad += 1
        self.progress.skipped += 1
        self.progress.rate_factor /= 2
        _say(f"step {self.progress.step}: not a number; skipped, and the rate is halved from here")
        if self._bad >= BAD_STEPS:
            raise TrainingError(
                f"{self.run}: {BAD_STEPS} steps in a row were not a number; go on from "
                "constant.pt or latest.pt with a lower --rate"
            )
        return False

    # On the way

    def _mark(self, used: float) -> None:
        """Keep the checkpoint before the cool-down, and weights along its end."""
        cooldown = self.recipe.cooldown
        if not cooldown or used < 1 - cooldown:
            return
        if not self._is_constant_kept:
            self._keep_constant(self.run / "constant.pt")
        # The last quarter of the cool-down: before, the weights still move too far.
        place = int((used - (1 - cooldown / 4)) / (cooldown / 4) * self.recipe.average)
        tail = self.run / f"tail-{place}.pt"
        if place >= 0 and not tail.exists():
            save_checkpoint(tail, self.network.architecture, {"network": self.network.state_dict()})

    def _keep_constant(self, path: Path) -> None:
        """Save once for each budget, also when the run is stopped and resumed in its cool-down."""
        self._is_constant_kept = True
        if path.exists() and load_checkpoint(path)["budget"] == asdict(self.budget):
            return
        for old in self.run.glob("tail-*.pt"):
            old.unlink()
        self.save(path)

    def _save_or_say(self) -> None:
        try:
            self.save(self.run / "latest.pt")
        except TrainingError as error:
            _say(f"{error}; the run goes on")

    def _log(self, window: Window, rate: float) -> Window:
        seconds = time.time() - window.began
        _say(
            f"step {self.progress.step} epoch {self.progress.epoch} "
            f"pieces {self.progress.pieces / 1e6:.2f}M "
            f"loss {window.loss / max(window.pieces, 1):.3f} "
            f"rate {rate:.2e} {window.pieces / seconds:.0f}/s"
        )
        return Window()

    def dev_loss(self) -> float:
        """Return the loss per piece on the development pairs, without smoothing."""
        self.network.eval()
        results = list(self._workers.map(self._dev_loss, self._dev.once()))
        self.network.train()
        return sum(total for total, _ in results) / sum(pieces for _, pieces in results)

    def _dev_loss(self, rows: Array) -> tuple[float, int]:
        source, target = (side.to(self.device) for side in self._dev.tensors(rows))
        with torch.no_grad():
            total, pieces = loss(self.network, source, target, 0.0)
        return float(total), pieces

    def _check(self, score: Score | None) -> None:
        entry: dict[str, Any] = {
            "step": self.progress.step,
            "pieces": self.progress.pieces,
            "dev_loss": round(self.dev_loss(), 4),
            **(score(self.network) if score else {}),
        }
        _say(" ".join(f"{name} {value}" for name, value in entry.items()))
        with (self.run / "history.jsonl").open("a", encoding="utf-8") as history:
            history.write(json.dumps(entry) + "\n")

    def _finish(self, score: Score | None) -> None:
        """Write final.pt: the last weights, or the average of the tail where that is better."""
        self._check(score)
        last, last_loss = _copied(self.network), self.dev_loss()
        states = [load_checkpoint(path)["network"] for path in self.run.glob("tail-*.pt")]
        self.network.load_state_dict(average([*states, last]))
        averaged_loss = self.dev_loss()
        _say(f"dev loss {last_loss:.4f}, of the average {averaged_loss:.4f}")
        if averaged_loss > last_loss:
            self.network.load_state_dict(last)
        save_checkpoint(
            self.run / "final.pt",
            self.network.architecture,
            {"network": self.network.state_dict(), "progress": asdict(self.progress)},
        )


def _copied(network: Network) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}


def _workers(device: str) -> ThreadPoolExecutor:
    """One thread per core, each computing alone; on a GPU one that feeds it."""
    if device == "cuda":
        return ThreadPoolExecutor(1)
    return ThreadPoolExecutor(
        torch.get_num_threads(), initializer=torch.set_num_threads, initargs=(1,)
    )


@contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let SIGTERM and SIGINT stop the run between two steps instead of within one."""
    before = {
        number: signal.signal(number, lambda *_: stop())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)
