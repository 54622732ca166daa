"""
The command line: parse, build `Settings`, wire, print, exit.

Results go to stdout, progress and messages to stderr. Exit codes: 0 all well, 1 some articles
failed, 2 could not run, 75 another run holds the lock, 130 and 143 interrupted.
"""

from __future__ import annotations

import sys

from translate.cli.app import app
from translate.errors import TranslateError

# Each module adds its commands to the app, in the order of `translate --help`.
from translate.cli import run, single, quality, digest, glossary, memory, models, state, watching  # noqa: F401 # isort: skip


def main() -> None:
    """Run the command line; what went wrong on purpose is one sentence, not a traceback."""
    try:
        app()
    except TranslateError as error:
        print(f"translate: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("translate: interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # `translate text | head` closes our output early: that is no error of ours.
        sys.stderr.close()
        sys.exit(0)
