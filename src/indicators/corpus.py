"""Corpus: the reports of a folder, of a zip archive, the one that a file is or that is piped in; and what is none."""

import os
import re
import stat
import sys
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath

from indicators import archives, remote
from indicators.archives import LARGEST
from indicators.encodings import DocumentError

# suffix → how the file is read.
READABLE = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html",
    ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip
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
# A file within a zip archive → what the archive then is. Names of such files stand in it as they are.
_WITHIN = {b"word/document.xml": "docx", b"xl/workbook.xml": "xlsx"}
PIPE = "-"  # the word for standard input, and for standard output


@dataclass(frozen=True, slots=True)
class Report:
    """A file, or a member of a zip archive, that holds a report; `name` is what the table calls it, with `/`.

    path: on disk, or a URL; form: how it is read, empty where only the bytes can say; error: why it cannot be, empty
    where nothing speaks against it; data: the bytes of one that was piped in.
    """

    name: str
    path: Path | str
    form: str = ""
    error: str = ""
    member: str | None = None
    data: bytes | None = field(default=None, repr=False)

    def read(self) -> bytes:
        """Return the bytes. Raises DocumentError and OSError."""
        if self.error:
            raise DocumentError(self.error)
        if self.member is not None:
            return archives.unpack(self.path, self.member)
        data = self.data
        if data is None:
            data = remote.read(str(self.path), LARGEST + 1) if remote.is_url(self.path) else _read(self.path)
        if len(data) > LARGEST:
            raise DocumentError(f"larger than {LARGEST >> 20} MiB; split it")
        return data


def given(word: str, name: str | None = None) -> str | Report:
    """Return what a word of a command line names: a path or a URL as it is, for `-` the report on standard input.

    name: what that report is to be called; its ending tells the format as that of a file does, without one the bytes
    do. Raises OSError, and ValueError for a name of what is not piped in.
    """
    if word != PIPE:
        if name:
            raise ValueError(f"--stdin-name {name}: no report comes from standard input; give - instead of {word}")
        return word
    if sys.stdin is None:
        raise OSError("standard input is closed; there is no report to read")
    name = name or "stdin"
    suffix = PurePosixPath(name).suffix.lower()
    form = READABLE.get(suffix) or (suffix[1:] if suffix in UNREADABLE else "")
    return Report(_shown(name), PIPE, form, data=sys.stdin.buffer.read(LARGEST + 1))


def _read(path: Path | str) -> bytes:
    with open(path, "rb") as file:
        # The kind may have changed since the folder was listed; a device never ends, and a pipe waits.
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise DocumentError("no regular file")
        return file.read(LARGEST + 1)


def recognise(form: str, data: bytes) -> str:
    """Return how a file is to be read: as its name says, unless the bytes are a web page or a PDF all the same.

    form: what the name says, empty where it says nothing: then Word and Excel are known by their bytes, too.
    Raises DocumentError for a format that is not read, with what to do.
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return "pdf"
    if re.match(rb"(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype html|html)\b", head, re.DOTALL):
        return "html"
    if data.startswith(b"PK\x03\x04") and form in _ZIPPED:
        return _ZIPPED[form]
    if data.startswith(b"PK\x03\x04") and not form:
        return next((known for mark, known in _WITHIN.items() if mark in data), form)
    if advice := UNREADABLE.get(f".{form}"):
        raise DocumentError(f"a .{form} file, which is not read; {advice}")
    return form


@dataclass(slots=True)
class Corpus:
    """The reports in the order of their names, and the names of what was passed over."""

    reports: list[Report] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def find(path: Path | str | Report) -> Corpus:
    """Find the reports of a folder with its subfolders and zip archives, or the one that a file is.

    path: on disk, in a zip archive (reports.zip/a.txt), or a URL of what fsspec reads; or a report that is at hand.
    Links are followed, each folder is read once. Hidden files and what is no regular file (pipes, devices) are no
    reports, nor are the texts that a run keeps (a folder with the file KEPT).
    Raises FileNotFoundError for a path that is missing and for a folder or archive without a report, OSError.
    """
    if isinstance(path, Report):
        return Corpus([path])
    place = remote.place(path)
    if isinstance(place, Path) and (member := _member(place)):
        return Corpus([member])
    if not _is_folder(place):
        name = _shown(PurePosixPath(place).name)
        reports = list(_of_file(str(place), name, PurePosixPath(name).suffix.lower()))
        if not reports:  # a single file is what the user asks for, whatever it is called
            reports = [Report(name, str(place))]
        return Corpus(reports)
    corpus = Corpus()
    for file, name in _walk(str(place)):
        found = [Report(name, file, error="no permission to list this folder")] if name.endswith("/") else None
        found = found or list(_of_file(file, name, PurePosixPath(name).suffix.lower()))
        corpus.reports += found
        if not found:
            corpus.passed_over.append(name)
    if not corpus.reports:
        raise FileNotFoundError(f"{place}: no report (*{', *'.join(READABLE)}, *{archives.SUFFIX}) in this folder")
    corpus.reports.sort(key=lambda report: report.name)
    return corpus


def _is_folder(place: Path | str) -> bool:
    """Say whether a place is a folder; raises FileNotFoundError for what is neither that nor a file."""
    if isinstance(place, str) and remote.is_url(place):
        return remote.is_folder(place)
    path = Path(place)
    if not path.is_dir() and not path.is_file():
        what = "neither a file nor a folder" if path.exists() else "no such file or folder"
        raise FileNotFoundError(f"{path}: {what}")
    return path.is_dir()


def named(folder: Path, name: str) -> Report | None:
    """Return the report that a table of documents calls `name`, below the folder that was extracted; None for none."""
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts or "\0" in name:  # no table of ours has such a name
        return None
    for archive in inside.parents:
        file = folder / archive
        if archive.suffix.lower() == archives.SUFFIX and file.is_file():
            status = file.stat()
            return _members(str(file), str(archive), status.st_mtime_ns, status.st_size).get(name)
    path = folder / name
    return next(iter(find(path).reports)) if path.is_file() else None


def _member(path: Path) -> Report | None:
    """The report that a path leads to within an archive, under the name that the archive's tables have for it."""
    archive = next((each for each in path.parents if each.suffix.lower() == archives.SUFFIX and each.is_file()), None)
    return named(archive.parent, path.relative_to(archive.parent).as_posix()) if archive else None


@lru_cache(maxsize=4)
def _members(path: str, name: str, *state: int) -> dict[str, Report]:
    """The reports of an archive by name, listed once while its state is the same: tables name thousands of them."""
    return {report.name: report for report in _of_archive(path, name)}


def _shown(name: str) -> str:
    """A file's name as text; bytes that are no UTF-8 are spelt out, since a table holds none."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def _walk(top: str) -> Iterator[tuple[str, str]]:
    """Yield the files below a folder with their names; the name of a folder that cannot be listed ends with `/`."""
    seen: set[Hashable] = set()
    todo = [(top, "")]
    while todo:
        folder, above = todo.pop()
        try:
            key, entries = _listed(folder)
        except OSError:
            if not above:
                raise
            yield folder, above
            continue
        if key in seen or (above and any(name == KEPT for name, _, _ in entries)):  # by way of a link
            continue
        seen.add(key)
        folders = []
        for entry, path, is_folder in entries:
            if entry.startswith((".", "~$")) or entry == "__MACOSX":
                continue
            name = above + _shown(entry)
            if is_folder:
                folders.append((path, f"{name}/"))
            else:
                yield path, name
        todo += reversed(folders)


def _listed(folder: str) -> tuple[Hashable, list[tuple[str, str, bool]]]:
    """Return what tells a folder from all others, and what it holds: name, path, whether that is a folder."""
    if remote.is_url(folder):
        return folder, [(e.name, e.url, e.folder) for e in remote.entries(folder)]
    status = os.stat(folder)
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    return (status.st_dev, status.st_ino), [(entry.name, entry.path, _leads_to_folder(entry)) for entry in entries]


def _leads_to_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _of_file(path: str, name: str, suffix: str) -> Iterator[Report]:
    """Yield the report that a file is, those of an archive, or none."""
    try:
        regular = remote.is_url(path) or stat.S_ISREG(os.stat(path).st_mode)
    except OSError as error:
        if suffix in READABLE or suffix == archives.SUFFIX:
            yield Report(name, path, error=f"a link that leads nowhere ({error.strerror})")
        return
    if not regular:
        return
    if suffix == archives.SUFFIX:
        yield from _of_archive(path, name)
    elif suffix in READABLE:
        yield Report(name, path, READABLE[suffix])
    elif suffix in UNREADABLE:
        yield Report(name, path, suffix[1:])


def _of_archive(path: str, name: str) -> Iterator[Report]:
    """Yield the reports of a zip archive; one that cannot be read is a report that says why."""
    try:
        for inner, member, objection in archives.members(path):
            suffix = PurePosixPath(inner).suffix.lower()
            if suffix in READABLE or suffix in UNREADABLE or suffix == archives.SUFFIX:
                yield Report(f"{name}/{inner}", path, READABLE.get(suffix, suffix[1:]), objection, member)
    except DocumentError as error:
        yield Report(name, path, error=str(error))
