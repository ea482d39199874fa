"""Archives: the members of a zip archive, on disk or below a URL: their names, their bytes, and what is refused."""

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from pathlib import Path, PurePosixPath

from indicators import remote
from indicators.encodings import DocumentError

SUFFIX = ".zip"
LARGEST = 512 << 20  # bytes of a file that is read at all
_RATIO = 100  # how many times its size a member of an archive may unpack to
_SMALL = 10 << 20  # bytes of a member that may unpack to more: blank pages do
_END = 22  # bytes of the record that an archive ends with; fsspec cannot look for it in less
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, KeyError, ValueError)


def members(where: str | Path) -> Iterator[tuple[str, str, str]]:
    """Yield of each file of an archive that is not hidden its name, the name it has within, and why it is refused.

    The last is empty for most. Raises DocumentError for what is no archive.
    """
    try:
        listed = _opened(where).infolist()
    except (*_BROKEN, OSError, DocumentError) as error:
        raise DocumentError(f"not a readable zip archive ({error})") from error
    last = {member.filename: member for member in listed}  # of two with one name the later one counts, as in unzip
    for member in last.values():
        name = _name(member)
        hidden = "__MACOSX" in PurePosixPath(name).parts or PurePosixPath(name).name.startswith((".", "~$"))
        if not member.is_dir() and (not hidden or _leads_out(name)):
            yield name, member.filename, _objection(member, name)


def unpack(where: str | Path, member: str) -> bytes:
    """Return the bytes of a member by the name it has within. Raises DocumentError and OSError."""
    with _errors(where):
        try:
            archive = _opened(where)
            size = archive.getinfo(member).file_size
            with archive.open(member) as file:
                data = file.read(size + 1)  # what is declared may not be true
        except _BROKEN as error:
            raise DocumentError(f"not readable in its archive ({error})") from error
        except zlib.error as error:
            raise DocumentError(f"damaged in its archive ({error})") from error
    if len(data) > size:
        raise DocumentError("unpacks to more than it declares; refused")
    return data


def _errors(where: str | Path) -> AbstractContextManager[None]:
    return remote.errors() if remote.is_url(where) else nullcontext()


def _opened(where: str | Path) -> zipfile.ZipFile:
    if remote.is_url(where):
        return _kept(where, remote.state(str(where)))
    status = os.stat(where)
    return _kept(where, f"{status.st_dev} {status.st_ino} {status.st_size} {status.st_mtime_ns}")


@lru_cache(maxsize=4)
def _kept(where: str | Path, state: str) -> zipfile.ZipFile:
    """Reading the list of an archive of ten thousand members takes a tenth of a second: once while it is the same."""
    if not remote.is_url(where):
        return zipfile.ZipFile(where)
    with remote.errors():
        file = remote.opened(str(where))
        if file.seek(0, os.SEEK_END) < _END:
            raise DocumentError("File is not a zip file")
        return zipfile.ZipFile(file)


def _objection(member: zipfile.ZipInfo, name: str) -> str:
    """Why a member of an archive is not read."""
    if _leads_out(name):
        return "a name that leads out of the archive; refused"
    if PurePosixPath(name).suffix.lower() == SUFFIX:
        return "an archive within an archive; unpack it"
    if member.flag_bits & 1:
        return "encrypted; unpack the archive with its password"
    if member.file_size > LARGEST:
        return f"unpacks to more than {LARGEST >> 20} MiB; refused"
    if member.file_size > _SMALL and member.file_size > _RATIO * max(member.compress_size, 1):
        return f"unpacks to more than {_RATIO} times its size; refused"
    return ""


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":"


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member; Windows in China writes it in GBK and says nothing, where the format means CP 437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        written = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
