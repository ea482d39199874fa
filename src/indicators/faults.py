"""Faults: what a user can mend, as one clear line for each mistake and exit code 2."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from indicators.verbosity import say

__all__ = ["faults", "say"]


@contextmanager
def faults() -> Iterator[None]:
    """Turn what a user can mend into one clear line for each mistake and exit code 2."""
    from indicators.documents import DocumentError
    from indicators.rules import RuleError
    from indicators.terminal import printable

    try:
        yield
    except RuleError as error:
        for message in error.messages:
            say(printable(message))
        raise typer.Exit(2) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename and error.strerror else ""
        what = where + (error.strerror or str(error))
        say(f"indicators: {printable(what)}")
        raise typer.Exit(2) from None
    except (ValueError, DocumentError) as error:
        say(f"indicators: {printable(str(error))}")
        raise typer.Exit(2) from None
    except Exception as error:
        if type(error).__name__ != "TableError":  # its module loads pyarrow
            raise
        say(f"indicators: {printable(str(error))}")
        raise typer.Exit(2) from None
