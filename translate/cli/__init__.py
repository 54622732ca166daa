"""
The command line: parse, build `Settings`, wire, print, exit.

Results go to stdout, progress and messages to stderr. Exit codes: 0 all well, 1 some articles
failed, 2 could not run, 75 another run holds the lock, 130 and 143 interrupted, 141 the reader of
our output went away.
"""

from __future__ import annotations

import errno
import io
import sys

from translate.cli.app import app, say
from translate.errors import TranslateError

# Each module adds its commands to the app, in the order of `translate --help`.
from translate.cli import run, single, quality, digest, glossary, memory, models, state, watching  # noqa: F401 # isort: skip

_SIGPIPE = 13  # `signal` has it on POSIX alone
# What the system may refuse wherever a file is touched: no bug of ours, so no traceback.
_WAYS_OUT = {
    errno.EACCES: "check its permissions and those of the folders above it",
    errno.EPERM: "check its permissions and those of the folders above it",
    errno.EROFS: "choose a place that can be written",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "mend the links",
    errno.ENOSPC: "make room and start again",
    errno.EDQUOT: "make room and start again",
    errno.EIO: "check the disk",
}


def main() -> None:
    """Run the command line; what went wrong, but for our own bugs, is one sentence."""
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A file name that is no text is printed as the bytes that it is.
            sys.stdout.reconfigure(errors="surrogateescape")
        try:
            app()
        finally:
            if sys.stdout is not None:  # closed before we came
                sys.stdout.flush()
    except TranslateError as error:
        say(f"translate: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        say("translate: interrupted")
        sys.exit(130)
    except SystemExit as stop:
        # `translate text | head` closes our output early. Typer gives 1, as if articles had failed.
        if isinstance(stop.__context__, BrokenPipeError):
            sys.exit(128 + _SIGPIPE)
        raise
    except OSError as error:
        if error.errno not in _WAYS_OUT:
            raise
        # Where the system refuses a write, it names no file. Ours are named by `writing`.
        where = error.filename or "standard output or a file"
        say(f"translate: {where}: {error.strerror}; {_WAYS_OUT[error.errno]}")
        if error.filename is None:
            sys.stdout = None  # what it still holds cannot be written at the end either
        sys.exit(2)
