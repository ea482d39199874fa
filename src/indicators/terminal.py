"""Terminal: where a person reads – how wide it is, whether it takes colours, progress – and how text gets there.

Names and words that come out of files are shown with their control characters spelt out and are no markup.
"""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, BinaryIO, TextIO
from unicodedata import category

from indicators.verbosity import Level, level


def printable(text: str) -> str:
    r"""Spell out what would steer the terminal: control characters, marks of direction, lone surrogates.

    >>> printable("报告\x1b[31m\n.txt")
    '报告\\x1b[31m\\n.txt'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def legible(text: str) -> str:
    r"""Spell out what would steer the terminal, but leave tabs and blanks of any width as they are.

    >>> legible("  一、\t工业\x1b[31m\u202e")
    '  一、\t工业\\x1b[31m\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(c if c == "\t" or category(c) == "Zs" else printable(c) for c in text)


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a stream is open and a terminal."""
    return stream is not None and stream.isatty()


def styled() -> bool:
    """Say whether standard output may be coloured.

    NO_COLOR forbids it and FORCE_COLOR allows it, whatever they are set to (no-color.org, force-color.org); else a
    terminal that is not dumb may have it.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb")


def colours(when: str) -> bool:
    """Say whether standard output takes colours: `when` is always, never, or auto (see `styled`)."""
    return styled() if when == "auto" else when == "always"


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on standard error while reports are read; give None where that is no terminal, or dumb.

    Those who want quiet have none, and who wants details has those instead.
    """
    if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb" or level() is not Level.usual:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("reading reports", total=None)

    def update(done: int, total: int) -> None:
        bar.start()  # only once there is something to wait for
        bar.update(task, completed=done, total=total)

    try:
        yield update
    finally:
        bar.stop()


def show_json(found: Any, beside: bool = False) -> None:
    """Print what JSON can carry on standard output, or beside it, on standard error."""
    stream = sys.stderr if beside else sys.stdout
    if stream is not None:  # print would take standard output instead
        print(json.dumps(found, ensure_ascii=False, indent=2), file=stream)


def output(form: str) -> BinaryIO:
    """Return standard output for the bytes of a format.

    Raises OSError where it is closed, and ValueError for Parquet where a person would see it.
    """
    if sys.stdout is None:
        raise OSError("standard output is closed; name a file or folder with -o")
    if form == "parquet" and sys.stdout.isatty():
        raise ValueError("Parquet is no text for a terminal; name a file or folder with -o, or another --format")
    return sys.stdout.buffer


def put(data: bytes, file: Path | None) -> None:
    """Write bytes to a file, complete or not at all, or to standard output; make a missing folder. Raises OSError.

    A link is followed; a device or a pipe (/dev/stdout, /dev/null) takes them as it is and is not replaced by a file.
    """
    if file is None:
        if sys.stdout is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
    elif file.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder; name a file in it", str(file))
    elif file.exists() and not file.is_file():
        with file.open("wb") as opened:
            opened.write(data)
    else:
        from indicators.placing import commit

        place = file.resolve() if file.is_symlink() else file
        place.parent.mkdir(parents=True, exist_ok=True)
        commit({place: data})


def width(text: str) -> int:
    """Return how many columns a text takes: a Chinese character takes two."""
    from rich.cells import cell_len

    return cell_len(text)


def columns(
    heads: Sequence[str],
    groups: Sequence[tuple[str, Sequence[tuple[Sequence[str], Sequence[str]]]]],
    right: Sequence[str],
) -> Iterator[str]:
    """Lay out groups of lines under common heads, aligned by the width of wide characters.

    groups: a title, then lines, each with its cells and what is to stand below it. The first cell is cut where the
    terminal is narrow; a pipe has no width and cuts nothing.
    """
    from rich.cells import set_cell_size

    lines = [[printable(cell) for cell in cells] for _, rows in groups for cells, _ in rows]
    if not lines:
        return
    sizes = [max(map(width, column)) for column in zip(heads, *lines, strict=True)]
    sizes[0] = min(sizes[0], max(12, room() - sum(sizes[1:]) - 2 * (len(sizes) - 1)))

    def laid(cells: Sequence[str]) -> str:
        out = []
        for cell, head, size in zip(cells, heads, sizes, strict=True):
            text = cell if width(cell) <= size else set_cell_size(cell, size - 2) + "…"
            blank = " " * (size - width(text))
            out.append(blank + text if head in right else text + blank)
        return "  ".join(out).rstrip()

    yield laid(heads)
    rest = iter(lines)
    for title, rows in groups:
        yield ""
        yield f"[{printable(title)}]"
        for _, quoted in rows:
            yield laid(next(rest))
            for line in quoted:
                yield f"    {printable(line)}"


def room() -> int:
    """Return how many columns the terminal has; without one (a pipe) as many as anything takes."""
    if not is_terminal(sys.stdout):
        return 10_000
    return get_terminal_size().columns


def reading() -> int:
    """Return how many columns a text to read has: those of the terminal, or of COLUMNS; 100 where there is neither."""
    return get_terminal_size((100, 24)).columns
