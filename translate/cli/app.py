"""The Typer application that the command modules add themselves to, and what they share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from translate import __version__
from translate.errors import SettingsError
from translate.settings import Settings, load_settings, unknown_variables

app = typer.Typer(
    name="translate",
    help="Translate folders of German articles into side-by-side Markdown, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def settings_of(context: typer.Context, **also: Any) -> Settings:
    """
    Settings from the options that a command was given, from environment and file.

    A command's options are named as the settings are (`json_lines` is `json`); those that are no
    setting are left to it. `also` are settings that it has another name for.

    Raises `SettingsError` for what cannot be honoured.
    """
    settable = {field.name for field in fields(Settings)}
    given = {
        name.removesuffix("_lines"): value
        for name, value in context.params.items()
        if _is_given(context, name)
    }
    options = {name: value for name, value in given.items() if name in settable}
    config = given.get("config")
    settings = settings_from(Path(config) if config else None, **{**options, **also})
    if settings.engine == "echo":
        idle = ("beam_size", "retry_budget", "workers", "device")
        refuse(context, idle, "the echo engine has no model; drop it or --engine echo")
    if settings.quiet:
        refuse(context, ("verbose",), "a quiet run names no files; drop it or --quiet")
    if settings.dry_run:
        refuse(context, ("metrics", "digest"), "a dry run writes nothing; drop it or --dry-run")
    return settings


def refuse(context: typer.Context, options: Iterable[str], why: str) -> None:
    """
    Refuse options that were given where they have no effect: none is ignored without a word.

    What environment and settings file say is for many runs, and is left aside where it is idle.

    Raises `SettingsError` for the first of them.
    """
    for parameter in context.command.params:
        if parameter.name in options and _is_given(context, parameter.name):
            raise SettingsError(f"{parameter.opts[0]}: {why}")


def _is_given(context: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line, be it as an empty text."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def settings_from(config: Path | None = None, **options: Any) -> Settings:
    """Settings from single options, environment and file; None was not given."""
    for complaint in unknown_variables(os.environ):
        say(f"translate: {complaint}")
    settings = load_settings(options, os.environ, config)
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
    """A message for the person at the terminal; for nobody where standard error is closed."""
    if sys.stderr is not None:
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
