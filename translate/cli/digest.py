"""`translate digest`: what came in, the same story once."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from translate.cli import options
from translate.cli.app import app, say, settings_from


@app.command("digest")
def digest_command(
    since: Annotated[str, typer.Option(help="12h, 7d, 2w or a date")] = "7d",
    out: options.Written = None,
    file: Annotated[
        Path | None, typer.Option("--digest", help="write it here, not to stdout")
    ] = None,
    config: options.Config = None,
) -> None:
    """Show what came in: titles, two sentences, doubts; near-duplicates under one heading."""
    from translate.corpus.digesting import render_digest_since
    from translate.corpus.finding import DIGEST
    from translate.corpus.moments import moment
    from translate.writing import write_atomically

    settings = settings_from(config, out=out)
    start = moment(since, datetime.datetime.now(datetime.UTC), "--since")
    text = render_digest_since(settings.out, start, file or settings.out / DIGEST)
    if file is None:
        print(text, end="")
        return
    write_atomically(file, text.encode())
    say(f"wrote {file}")
