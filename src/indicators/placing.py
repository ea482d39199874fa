"""Placing: files that are written beside their places and renamed into them, so that none is ever seen by half."""

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_PLACED = ".indicators.placing"  # names the files that are being put in place


def check_writable(folder: Path) -> None:
    """Raise OSError where a folder, which need not exist yet, cannot hold tables; changes nothing."""
    nearest = folder.absolute()
    while not os.path.lexists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "not a folder, no table can be written there", str(nearest))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "no permission to write tables in this folder", str(nearest))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder, made if missing, where the file system has locks; they end with the process.

    Raises BlockingIOError where another run has the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise BlockingIOError(error.errno, "another run writes tables here; wait for it", str(folder)) from None
    except OSError:  # a file system without locks
        pass
    try:
        yield
    finally:
        os.close(descriptor)


def commit(targets: Mapping[Path, bytes]) -> None:
    """Write files of one folder so that each is complete or as it was. Raises OSError."""
    try:
        for target, data in targets.items():
            with part(target).open("wb") as file:
                file.write(data)
                to_disk(file)
        for target in targets:
            os.replace(part(target), target)
    except BaseException:
        for target in targets:
            with suppress(OSError):
                part(target).unlink(missing_ok=True)
        raise


def part(target: Path) -> Path:
    """Return where a file is written before it is in place."""
    return target.with_name(f".{target.name}.part")


def to_disk(file: BinaryIO) -> None:
    """Wait until what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def begin(folder: Path, targets: Iterable[Path]) -> None:
    """List files that are complete beside their places: whoever comes by puts them there. Raises OSError."""
    commit({folder / _PLACED: "\n".join(target.name for target in targets).encode()})


def settle(folder: Path) -> None:
    """Put the files in place that `begin` has listed, here or in a run that was killed then. Raises OSError."""
    placed = folder / _PLACED
    try:
        names = placed.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return
    for name in names:
        target = folder / Path(name).name
        with suppress(FileNotFoundError):  # in place already
            os.replace(part(target), target)
    with suppress(OSError, AttributeError):  # not on Windows
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    placed.unlink(missing_ok=True)
