"""`translate status` and `translate doctor`: how things stand, and what to do about it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from translate.cli.app import Config, Json, ModelsDir, app, settings_from


@app.command("status")
def status_command(
    corpus: Annotated[Path | None, typer.Argument(help="folder of articles; default corpus")] = None,
    out: Annotated[Path | None, typer.Option(help="folder written to; default out")] = None,
    json_lines: Json = False,
    config: Config = None,
) -> None:
    """Say what is translated, what is open, and how the last run went."""
    from translate.corpus.status import status_of

    status = status_of(settings_from(config, corpus=corpus, out=out))
    if json_lines:
        print(json.dumps(asdict(status), ensure_ascii=False))
        return
    print(f"{status.found} articles in {status.corpus}: {status.up_to_date} up to date, "
          f"{status.open} to translate, {status.skipped} skipped")  # fmt: skip
    print(f"{status.gone} whose source is gone, {status.memory} sentences in memory, "
          f"state {status.state_bytes / 1e6:.1f} MB")  # fmt: skip
    if run := status.last_run:
        print(f"last run {run.started}: {run.translated} translated, {run.unchanged} unchanged, "
              f"{run.skipped} skipped, {run.failed} failed in {run.seconds:.1f} s")  # fmt: skip
    else:
        print("no run yet")


@app.command("doctor")
def doctor_command(models_dir: ModelsDir = None) -> None:
    """Check this installation: Python, packages, models, processor, disk."""
    from translate.doctor import examine

    is_well = True
    for finding in examine(settings_from(models_dir=models_dir)):
        is_well = is_well and finding.is_well
        print(f"{'ok ' if finding.is_well else 'BAD'} {finding.subject}: {finding.message}")
    raise typer.Exit(0 if is_well else 1)
