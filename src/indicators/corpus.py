"""Corpus: the reports of a folder, of a zip archive, or the one that a file is; and what is no report."""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from indicators.encodings import DocumentError

# suffix → how the file is read.
READABLE = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html",
    ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip
_ARCHIVE = ".zip"
KEPT = ".indicators.texts"  # stands in a folder of texts that a run has kept: copies of reports
# suffix → what to do; these hold reports, too, so that they are not passed over without a word.
UNREADABLE = {
    ".doc": "save it as .docx", ".wps": "save it as .docx", ".rtf": "save it as .docx", ".odt": "save it as .docx",
    ".xls": "save it as .xlsx", ".et": "save it as .xlsx", ".ods": "save it as .xlsx",
    ".ppt": "save it as .pdf", ".pptx": "save it as .pdf", ".ofd": "save it as .pdf", ".ceb": "save it as .pdf",
    ".mht": "save it as .html", ".mhtml": "save it as .html",
    ".rar": "unpack it", ".7z": "unpack it", ".tar": "unpack it", ".gz": "unpack it", ".tgz": "unpack it",
}  # fmt: skip
# Old suffixes that new files carry at times: both are zip archives inside.
_ZIPPED = {"doc": "docx", "wps": "docx", "xls": "xlsx", "et": "xlsx"}
_LARGEST = 512 << 20  # bytes of a file that is read at all
_RATIO = 100  # how many times its size a member of an archive may unpack to
_SMALL = 10 << 20  # bytes of a member that may unpack to more: blank pages do


@dataclass(frozen=True, slots=True)
class Report:
    """A file, or a member of a zip archive, that holds a report; `name` is what the table calls it, with `/`.

    form: how it is read; error: why it cannot be, empty where nothing speaks against it.
    """

    name: str
    path: Path
    form: str = ""
    error: str = ""
    member: str | None = None

    def read(self) -> bytes:
        """Return the bytes. Raises DocumentError and OSError."""
        if self.error:
            raise DocumentError(self.error)
        if self.member is not None:
            return _unpacked(self.path, self.member)
        with self.path.open("rb") as file:
            # The kind may have changed since the folder was listed; a device never ends, and a pipe waits.
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise DocumentError("no regular file")
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise DocumentError(f"larger than {_LARGEST >> 20} MiB; split it")
        return data


def recognise(form: str, data: bytes) -> str:
    """Return how a file is to be read: as its name says, unless the bytes are a web page or a PDF all the same.

    Raises DocumentError for a format that is not read, with what to do.
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return "pdf"
    if re.match(rb"(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype html|html)\b", head, re.DOTALL):
        return "html"
    if data.startswith(b"PK\x03\x04") and form in _ZIPPED:
        return _ZIPPED[form]
    if advice := UNREADABLE.get(f".{form}"):
        raise DocumentError(f"a .{form} file, which is not read; {advice}")
    return form


@dataclass(slots=True)
class Corpus:
    """The reports in the order of their names, and the names of what was passed over."""

    reports: list[Report] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def find(path: Path) -> Corpus:
    """Find the reports of a folder with its subfolders and zip archives, or the one that a file is.

    Links are followed, each folder is read once. Hidden files and what is no regular file (pipes, devices) are no
    reports, nor are the texts that a run keeps (a folder with the file KEPT).
    Raises FileNotFoundError for a path that is missing and for a folder or archive without a report.
    """
    if path.is_file():
        reports = list(_of_file(path, _shown(path.name), PurePosixPath(path).suffix.lower()))
        if not reports:  # a single file is what the user asks for, whatever it is called
            reports = [Report(_shown(path.name), path, "text")]
        return Corpus(reports)
    if not path.is_dir():
        what = "neither a file nor a folder" if path.exists() else "no such file or folder"
        raise FileNotFoundError(f"{path}: {what}")
    corpus = Corpus()
    for file, name in _walk(path):
        found = [Report(name, file, error="no permission to list this folder")] if name.endswith("/") else None
        found = found or list(_of_file(file, name, PurePosixPath(name).suffix.lower()))
        corpus.reports += found
        if not found:
            corpus.passed_over.append(name)
    if not corpus.reports:
        raise FileNotFoundError(f"{path}: no report (*{', *'.join(READABLE)}, *{_ARCHIVE}) in this folder")
    corpus.reports.sort(key=lambda report: report.name)
    return corpus


def named(folder: Path, name: str) -> Report | None:
    """Return the report that a table of documents calls `name`, below the folder that was extracted; None for none."""
    inside = PurePosixPath(name)
    for archive in inside.parents:
        if archive.suffix.lower() == _ARCHIVE and (folder / archive).is_file():
            members = _of_archive(folder / archive, str(archive))
            return next((report for report in members if report.name == name), None)
    path = folder / name
    return next(iter(find(path).reports)) if path.is_file() else None


def _shown(name: str) -> str:
    """A file's name as text; bytes that are no UTF-8 are spelt out, since a table holds none."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _walk(top: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files below a folder with their names; the name of a folder that cannot be listed ends with `/`."""
    seen: set[tuple[int, int]] = set()
    todo = [(top, "")]
    while todo:
        folder, above = todo.pop()
        try:
            key = _identity(folder)
            entries = sorted(os.scandir(folder), key=lambda e: os.fsencode(e.name))
        except OSError:
            if not above:
                raise
            yield folder, above
            continue
        if key in seen or (above and any(entry.name == KEPT for entry in entries)):  # by way of a link
            continue
        seen.add(key)
        folders = []
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name == "__MACOSX":
                continue
            name = above + _shown(entry.name)
            if _is_folder(entry):
                folders.append((Path(entry.path), f"{name}/"))
            else:
                yield Path(entry.path), name
        todo += reversed(folders)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _of_file(path: Path, name: str, suffix: str) -> Iterator[Report]:
    """Yield the report that a file is, those of an archive, or none."""
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        if suffix in READABLE or suffix == _ARCHIVE:
            yield Report(name, path, error=f"a link that leads nowhere ({error.strerror})")
        return
    if not regular:
        return
    if suffix == _ARCHIVE:
        yield from _of_archive(path, name)
    elif suffix in READABLE:
        yield Report(name, path, READABLE[suffix])
    elif suffix in UNREADABLE:
        yield Report(name, path, suffix[1:])


def _of_archive(path: Path, name: str) -> Iterator[Report]:
    """Yield the reports of a zip archive; one that cannot be read is a report that says why."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Report(name, path, error=f"not a readable zip archive ({error})")
        return
    last = {member.filename: member for member in members}  # of two with one name the later one counts, as in unzip
    for member in last.values():
        inner = _member_name(member)
        parts = PurePosixPath(inner).parts
        hidden = "__MACOSX" in parts or PurePosixPath(inner).name.startswith((".", "~$"))
        if member.is_dir() or (hidden and not _leads_out(inner)):
            continue
        suffix = PurePosixPath(inner).suffix.lower()
        if suffix not in READABLE and suffix not in UNREADABLE and suffix != _ARCHIVE:
            continue
        form = READABLE.get(suffix, suffix[1:])
        yield Report(f"{name}/{inner}", path, form, _objection(member, inner, suffix), member.filename)


def _objection(member: zipfile.ZipInfo, inner: str, suffix: str) -> str:
    """Why a member of an archive is not read."""
    if _leads_out(inner):
        return "a name that leads out of the archive; refused"
    if suffix == _ARCHIVE:
        return "an archive within an archive; unpack it"
    if member.flag_bits & 1:
        return "encrypted; unpack the archive with its password"
    if member.file_size > _LARGEST:
        return f"unpacks to more than {_LARGEST >> 20} MiB; refused"
    if member.file_size > _SMALL and member.file_size > _RATIO * max(member.compress_size, 1):
        return f"unpacks to more than {_RATIO} times its size; refused"
    return ""


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":"


def _member_name(member: zipfile.ZipInfo) -> str:
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


def _unpacked(path: Path, member: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            size = archive.getinfo(member).file_size
            data = file.read(size + 1)  # what is declared may not be true
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, KeyError, ValueError) as error:
        raise DocumentError(f"not readable in its archive ({error})") from error
    except zlib.error as error:
        raise DocumentError(f"damaged in its archive ({error})") from error
    if len(data) > size:
        raise DocumentError("unpacks to more than it declares; refused")
    return data
