"""The Typer application that the command modules add themselves to, and what they share."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from translate import __version__
from translate.settings import Settings, load_settings, unknown_variables

app = typer.Typer(
    name="translate",
    help="Translate folders of German articles into side-by-side Markdown, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def settings_from(config: Path | None = None, **options: Any) -> Settings:
    """Settings from options, environment and file; a flag that was not given counts as unset."""
    given = {
        name: value
        for name, value in options.items()
        # By identity: a 0 was given, though it equals False.
        if value is not None and value is not False and value not in ([], "")
    }
    for complaint in unknown_variables(os.environ):
        say(f"translate: {complaint}")
    settings = load_settings(given, os.environ, config)
    folder = settings.models_dir
    if folder is not None and not folder.is_dir():
        say(f"translate: {folder}: no such folder; models are looked for in the other places alone")
    return settings


# File names come from anywhere: none may move the cursor, colour the screen or ring the bell.
_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def printable(message: str) -> str:
    r"""
    Take from a message what would move the cursor or colour the screen.

    >>> printable("\x1b[31mred.txt")
    '\ufffd[31mred.txt'
    """
    return message.translate(_CONTROLS)


def say(message: str) -> None:
    """A message for the person at the terminal."""
    print(printable(message), file=sys.stderr, flush=True)


def plural(count: int, noun: str) -> str:
    """
    Write a number with its noun.

    >>> plural(1, "error"), plural(1200, "error")
    ('1 error', '1,200 errors')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"translate {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="say which")
    ] = False,
) -> None:
    del version  # its callback has done all there is to do
