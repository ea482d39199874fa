"""Pager: text that is longer than the screen, through a program that shows it page by page."""

import os
import shlex
import signal
import subprocess
import sys


def show(text: str, paged: bool = True) -> None:
    """Print a text; on a terminal through $PAGER, or less, which ends at once where the text fits the screen.

    An empty PAGER, or one that cannot be read or started, is none. Leaving the pager early is no error.
    """
    if sys.stdout is None:
        return
    try:
        words = shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:  # a quote without its end
        words = []
    if not paged or not words or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        sys.stdout.write(text)
        return
    # F: quit if it fits one screen, R: colours, X: leave the text on the screen; what git gives less, too.
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8"} | os.environ
    # Ctrl-C is the pager's while it runs: it stops a search there, and must not leave it without this program.
    taken = {signal.SIGINT: signal.signal(signal.SIGINT, lambda number, frame: None)}
    if hasattr(signal, "SIGPIPE"):  # a pager that is left early stops reading
        taken[signal.SIGPIPE] = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        with subprocess.Popen(words, stdin=subprocess.PIPE, env=environment) as process:
            process.communicate(text.encode("utf-8", errors="backslashreplace"))
    except OSError:
        sys.stdout.write(text)
    finally:
        for number, before in taken.items():
            signal.signal(number, before)
