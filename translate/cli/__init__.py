"""
The command line: parse, build `Settings`, wire, print, exit.

Results go to stdout, progress and messages to stderr. Exit codes: 0 all well, 1 some articles
failed, 2 could not run, 75 another run holds the lock, 130 and 143 interrupted, 141 the reader of
our output went away.
"""

from __future__ import annotations

import errno
import sys

from translate.cli.app import app
from translate.errors import TranslateError

# Each module adds its commands to the app, in the order of `translate --help`.
from translate.cli import run, single, quality, digest, glossary, memory, models, state, watching  # noqa: F401 # isort: skip

_SIGPIPE = 13  # `signal` has it on POSIX alone


def main() -> None:
    """Run the command line; what went wrong on purpose is one sentence, not a traceback."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except TranslateError as error:
        print(f"translate: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("translate: interrupted", file=sys.stderr)
        sys.exit(130)
    except SystemExit as stop:
        # `translate text | head` closes our output early. Typer gives 1, as if articles had failed.
        if isinstance(stop.__context__, BrokenPipeError):
            sys.exit(128 + _SIGPIPE)
        raise
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        where = error.filename or "standard output"
        print(f"translate: {where}: {error.strerror}; make room and start again", file=sys.stderr)
        sys.stdout = None  # what it still holds cannot be written at the end either
        sys.exit(2)
