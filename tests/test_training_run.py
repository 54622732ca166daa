"""The recipe's second stage: training stops, goes on, saves and refuses as it says."""

import errno
import math
import time
from dataclasses import replace

import numpy as np
import pytest
import torch  # noqa: TID253 (the recipe is written in it)

from training import train as training_loop
from training.budget import Budget
from training.checkpoints import load_checkpoint, save_checkpoint
from training.encoded import Encoded
from training.recipe import Architecture, Recipe, TrainingError
from training.train import Trainer

TINY = Architecture(1, 1, width=16, heads=2, vocabulary=40, feed_forward=32)
RECIPE = Recipe(tokens=64, warmup=2, rate=0.01)


def pairs(count=60):
    """The task is to copy: learnt in a few steps even by a tiny network."""
    generator = np.random.default_rng(1)
    rows = [
        np.append(generator.integers(2, 39, generator.integers(3, 12)), 0).astype(np.int16)
        for _ in range(count)
    ]
    return Encoded.of(rows, rows, [1.0] * count)


@pytest.fixture
def trainer(tmp_path):
    """Make a trainer whose files lie in a temporary folder."""
    return lambda name="run": _trainer(tmp_path / name)


def _trainer(run, architecture=TINY, recipe=RECIPE):
    run.mkdir(exist_ok=True)
    return Trainer(architecture, recipe, pairs(), pairs(9), run)


def weights(trainer):
    """All weights in one row."""
    return torch.cat([parameter.detach().flatten() for parameter in trainer.network.parameters()])


def test_training_lowers_the_loss(trainer):
    """The whole loop, down to the weights to export."""
    one = trainer()
    before = one.dev_loss()
    one.open(None, None, pieces=6000)
    one.fit()
    assert one.dev_loss() < before - 0.3
    assert {"latest.pt", "constant.pt", "final.pt", "history.jsonl"} <= {
        path.name for path in one.run.iterdir()
    }


def test_a_target_still_begins_with_zeros(trainer):
    """CTranslate2 takes the first embedding for zero: a learnt one cost the first word."""
    one = trainer()
    one.open(None, None, pieces=300)
    one.fit()
    assert not one.network.embedding.weight[TINY.padding].any()


def test_a_resumed_run_gives_the_same_weights(trainer, monkeypatch):
    """Order of the data, optimizers, rate and budget are all in the checkpoint."""
    whole = trainer("whole")
    whole.open(None, None, pieces=1500)
    whole.fit()

    monkeypatch.setattr(training_loop, "CHECK_EVERY", 7)
    stopped = trainer("stopped")
    stopped.open(None, None, pieces=1500)
    stopped.fit(lambda _: stopped.stop() or {})
    assert 0 < stopped.progress.step < whole.progress.step

    resumed = trainer("stopped")
    resumed.open(None, None, None)
    resumed.fit()
    assert resumed.progress == whole.progress
    assert torch.equal(weights(resumed), weights(whole))


def test_a_new_budget_goes_on_from_before_the_cool_down(trainer):
    """Weights that were cooled down have lost their way to learn more."""
    first = trainer()
    first.open(None, None, pieces=1500)
    first.fit()
    second = trainer()
    second.open(None, None, pieces=500)
    constant = load_checkpoint(first.run / "constant.pt")
    assert second.progress.pieces == constant["progress"]["pieces"] < first.progress.pieces
    assert second.budget == Budget("pieces", second.progress.pieces, second.progress.pieces + 500)


def test_a_run_that_was_stopped_before_its_cool_down_loses_nothing(trainer, monkeypatch):
    """Its hours are over when the next one begins, but its weights never were cooled down."""
    before = trainer()
    before.open(None, None, pieces=300)
    before.fit()
    monkeypatch.setattr(training_loop, "CHECK_EVERY", 7)
    stopped = trainer()
    stopped.open(None, hours=1, pieces=None)
    stopped.fit(lambda _: stopped.stop() or {})
    hours_later = time.time() + 7200
    monkeypatch.setattr(time, "time", lambda: hours_later)
    again = trainer()
    again.open(None, None, pieces=300)
    assert again.progress == stopped.progress


def test_a_run_without_cool_down_goes_on_from_its_end(trainer, tmp_path):
    """Its last weights are the ones to go on from."""
    first = _trainer(tmp_path / "run", recipe=replace(RECIPE, cooldown=0.0))
    first.open(None, None, pieces=300)
    first.fit()
    second = trainer()
    second.open(None, None, pieces=300)
    assert second.progress == first.progress


def test_a_checkpoint_of_another_shape_is_refused(trainer, tmp_path):
    """The message names both shapes and the way out."""
    trainer().save(tmp_path / "run" / "latest.pt")
    other = _trainer(tmp_path / "run", Architecture(2, 1, 16, 2, 40, 32))
    with pytest.raises(TrainingError, match=r"holds 1\+1 layers of width 16.*but 2\+1 layers"):
        other.open(None, None, None)


def test_a_damaged_checkpoint_is_refused(trainer, tmp_path):
    """A file that was cut off is named, not unpickled halfway."""
    file = tmp_path / "latest.pt"
    trainer().save(file)
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(TrainingError, match=r"latest\.pt: not a whole checkpoint"):
        load_checkpoint(file)


def test_a_full_disk_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    """Saving is all or nothing."""
    file = tmp_path / "latest.pt"
    save_checkpoint(file, TINY, {"step": 1})

    def full(_, path):
        path.write_bytes(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(TrainingError, match=r"No space left.*before is untouched"):
        save_checkpoint(file, TINY, {"step": 2})
    assert load_checkpoint(file)["step"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["latest.pt"]


def test_a_run_goes_on_when_it_could_not_save(trainer, monkeypatch, capsys):
    """A full disk may be cleared before the next save."""
    one = trainer()
    one.open(None, None, pieces=300)
    monkeypatch.setattr(training_loop, "SAVE_EVERY", 0)
    save = one.save

    def full(path):
        if path.name == "latest.pt" and one.budget.progress(one.progress.pieces) < 1:
            raise TrainingError("latest.pt: could not be written")
        save(path)

    monkeypatch.setattr(one, "save", full)
    one.fit()
    assert "could not be written; the run goes on" in capsys.readouterr().out


def test_a_step_that_is_not_a_number_is_skipped(trainer, monkeypatch, capsys):
    """It changes no weight, halves the rate and is reported."""
    one = trainer()
    one.open(None, None, pieces=200)
    gradients = one._gradients
    calls = []

    def broken(rows):
        calls.append(rows)
        parts, total, pieces = gradients(rows)
        return (parts, math.nan, pieces) if len(calls) == 3 else (parts, total, pieces)

    monkeypatch.setattr(one, "_gradients", broken)
    one.fit()
    assert (one.progress.skipped, one.progress.rate_factor) == (1, 0.5)
    assert "not a number; skipped, and the rate is halved" in capsys.readouterr().out
    assert weights(one).isfinite().all()


def test_a_run_that_stays_not_a_number_ends_with_a_way_out(trainer):
    """Ten in a row are not an accident."""
    one = trainer()
    one.open(None, None, pieces=5000)
    with torch.no_grad():
        one.network.embedding.weight.fill_(math.nan)
    with pytest.raises(TrainingError, match=r"10 steps in a row.*lower --rate"):
        one.fit()
