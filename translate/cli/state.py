"""`translate status` and `translate doctor`: how things stand, and what to do about it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import options
from translate.cli.app import app, plural, settings_from

if TYPE_CHECKING:
    from translate.corpus.status import Status


_HISTORY = 20  # runs: with one a night, three weeks


@app.command("status")
def status_command(
    corpus: options.Corpus = None,
    out: options.Written = None,
    history: Annotated[
        bool, typer.Option("--history", help=f"also the last {_HISTORY} runs")
    ] = False,
    json_lines: options.Json = False,
    config: options.Config = None,
) -> None:
    """Say what is translated, what is open, and how the last runs went."""
    from translate.corpus.status import status_of

    settings = settings_from(config, corpus=corpus, out=out)
    status = status_of(settings, history=_HISTORY if history else 1)
    if json_lines:
        content = asdict(status)
        runs = content.pop("history")
        content["last_run"] = runs[0] if runs else None
        print(json.dumps({**content, **({"history": runs} if history else {})}))
        return
    _show(status)
    if history:
        _show_history(status)


def _show(status: Status) -> None:
    print(f"{plural(status.found, 'article')} in {status.corpus}: {status.up_to_date} up to date, "
          f"{status.open} to translate, {status.skipped} skipped")  # fmt: skip
    if status.outdated:
        print(f"{status.outdated} of those up to date: made with other settings, so that a run "
              f"with those of now makes them again")  # fmt: skip
    print(f"{status.gone} whose source is gone, {status.memory} sentences in memory, "
          f"state {status.state_bytes / 1e6:.1f} MB")  # fmt: skip
    if run := status.last_run:
        print(f"last run {run.started}: {run.translated} translated, {run.unchanged} unchanged, "
              f"{run.skipped} skipped, {run.failed} failed in {run.seconds:.1f} s")  # fmt: skip
    else:
        print("no run yet")


def _show_history(status: Status) -> None:
    titles = ("translated", "unchanged", "skipped", "failed", "sentences")
    print(f"\n{'started':<29}  {'seconds':>7}  {'  '.join(titles)}")
    for run in status.history:
        print(f"{run.started:<29}  {run.seconds:7.1f}  {run.translated:10}  {run.unchanged:9}  "
              f"{run.skipped:7}  {run.failed:6}  {run.sentences:9}")  # fmt: skip


@app.command("doctor")
def doctor_command(
    corpus: options.Corpus = None,
    out: options.Written = None,
    model: options.Model = None,
    models_dir: options.ModelsDir = None,
    config: options.Config = None,
) -> None:
    """Check Python, packages, models, processor, disk, state, lock, watch and timers."""
    from translate.doctor import examine

    settings = settings_from(config, corpus=corpus, out=out, model=model, models_dir=models_dir)
    is_well = True
    for finding in examine(settings):
        is_well = is_well and finding.is_well
        print(f"{'ok ' if finding.is_well else 'BAD'} {finding.subject}: {finding.message}")
    raise typer.Exit(0 if is_well else 1)
