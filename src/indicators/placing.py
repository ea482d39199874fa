"""Placing: files that are written beside their places and renamed into them, so that none is ever seen by half."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_PLACED = ".indicators.placing"  # names the files that are being put in place
_GONE = "/"  # stands there before the name of one that is to be removed


def check_writable(folder: Path) -> None:
    """Raise OSError where a folder, which need not exist yet, cannot hold tables; changes nothing."""
    nearest = folder.absolute()
    while not os.path.lexists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "not a folder, no table can be written there", str(nearest))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "no permission to write tables in this folder", str(nearest))


def check_file(target: Path) -> None:
    """Raise FileExistsError where a folder stands in the place of a file: what it holds would be gone."""
    if target.is_dir():
        raise FileExistsError(errno.EEXIST, "a folder, and a file would take its place; move it away", str(target))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder, made if missing, where the file system has locks; they end with the process.

    Raises BlockingIOError where another run has the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folder
        yield
        return
    try:
        _lock(descriptor, wait=False)
    except BlockingIOError as error:
        os.close(descriptor)
        raise BlockingIOError(error.errno, "another run writes tables here; wait for it", str(folder)) from None
    try:
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, *, wait: bool) -> None:
    """Lock what is open, where there are locks; raises BlockingIOError where another has it and one is not to wait."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise
    except OSError:  # a file system without locks
        pass


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


def folder_to_disk(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    with suppress(OSError, AttributeError):  # not on Windows
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that it holds; it need not be there. Raises OSError."""
    with suppress(FileNotFoundError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def begin(folder: Path, targets: Iterable[Path], gone: Iterable[Path] = ()) -> None:
    """List files, or folders of files, that are complete beside their places: whoever comes by puts them there.

    targets: in the order in which they are placed; gone: what is to be removed after them. Raises OSError.
    """
    names = [*(target.name for target in targets), *(_GONE + target.name for target in gone)]
    commit({folder / _PLACED: "\n".join(names).encode()})


def settle(folder: Path) -> None:
    """Put the files in place that `begin` has listed, here or in a run that was killed then. Raises OSError."""
    placed = folder / _PLACED
    try:
        listed = placed.open("rb")
    except FileNotFoundError:
        return
    with listed:
        _lock(listed.fileno(), wait=True)  # of two who come by, one puts in place
        if not (placed.exists() and os.path.samestat(os.fstat(listed.fileno()), placed.stat())):
            settle(folder)  # the other one has done so; there may be new ones
            return
        names = listed.read().decode("utf-8").split("\n")
        targets = [folder / Path(name).name for name in names if not name.startswith(_GONE)]
        for target in targets:
            _place(target)
        for name in names:
            if name.startswith(_GONE):
                remove(folder / Path(name).name)
        folder_to_disk(folder)
        for target in targets:
            remove(_old(target))
        placed.unlink(missing_ok=True)


def _place(target: Path) -> None:
    new = part(target)
    if not new.exists():  # in place already
        return
    if target.exists() and (target.is_dir() or new.is_dir()):  # nothing is renamed over a folder
        remove(_old(target))
        os.replace(target, _old(target))
    with suppress(FileNotFoundError):  # another one was faster, where there are no locks
        os.replace(new, target)


def _old(target: Path) -> Path:
    """Return where what a folder replaces, or what replaces a folder, stands until all is in place."""
    return target.with_name(f".{target.name}.old")
