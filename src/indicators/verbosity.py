"""Verbosity: what is said on standard error, as much as the user wants to hear.

Errors are always said, notes unless the user wants quiet, details only to those who want them.
"""

import sys
from enum import IntEnum


class Level(IntEnum):
    """How much a user wants to hear."""

    quiet = -1
    usual = 0
    verbose = 1


_level = Level.usual


def level() -> Level:
    """Return how much the user of this process wants to hear."""
    return _level


def choose(level: Level) -> None:
    """Set how much the user of this process wants to hear."""
    global _level
    _level = level


def say(line: str) -> None:
    """Print a line to standard error: what has gone wrong."""
    if sys.stderr is not None:  # print would take standard output instead
        print(line, file=sys.stderr)


def note(line: str) -> None:
    """Say what is good to know: a summary, a remark."""
    if _level > Level.quiet:
        say(line)


def detail(line: str) -> None:
    """Say what only those want to know who look into a run."""
    if _level is Level.verbose:
        say(line)
