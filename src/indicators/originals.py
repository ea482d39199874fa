"""Originals: the reports that the rows of a table were found in, and their texts, which offsets point into."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from indicators import archives, corpus, documents, texts
from indicators.corpus import Report
from indicators.encodings import DocumentError

if TYPE_CHECKING:
    from indicators.table import Row


def given(reports: Path, name: str) -> Report:
    """Return the report that a table calls `name`, in what was extracted. Raises FileNotFoundError."""
    if reports.is_dir() or reports.suffix.lower() == archives.SUFFIX:
        report = corpus.named(reports if reports.is_dir() else reports.parent, name)
    else:
        report = next(iter(corpus.find(reports).reports))
    if report is None:
        raise FileNotFoundError(f"{reports / name}: no such file or folder")
    return report


def near(tables: Path) -> list[Path]:
    """List where reports are looked for: the working folder, that of the tables, and the folders right below these."""
    found = []
    for base in dict.fromkeys((Path(), tables.absolute().parent)):
        found.append(base)
        with suppress(OSError):  # one that cannot be listed
            found += sorted(path for path in base.iterdir() if path.is_dir())
    return found


def beside(folders: Iterable[Path], of: Row) -> Report | None:
    """Find the report of a row of the documents table in one of some folders, by its name and SHA-256."""
    if not of or not of["sha256"]:
        return None
    name = str(of["document"])
    first = name.split("/")[0]
    for folder in folders:
        if os.path.lexists(folder / first):  # of many folders most have nothing of this name
            report = corpus.named(folder, name)
            if report and _bytes(report, of) is not None:
                return report
    return None


def text(tables: Path, of: Row, reports: Path | None = None, folders: Iterable[Path] = ()) -> str | None:
    """Return the text of a document as it was decoded, or None where it is not to be had unchanged.

    tables: their folder, which may keep the texts; of: a row of the documents table; reports: the folder, archive or
    file that was extracted; folders: where the report is looked for if that is None.
    """
    kept = texts.read(tables, of["document"], of["characters"])
    if kept is not None:
        return kept
    try:
        report = given(reports, of["document"]) if reports else beside(folders, of)
        if report is None or (data := _bytes(report, of)) is None:
            return None
        return documents.from_bytes(data, report.name, report.form, of["encoding"]).source
    except (OSError, DocumentError):
        return None


def _bytes(report: Report, of: Row) -> bytes | None:
    """The bytes of a report, if they are those that the table was made of."""
    try:
        data = report.read()
    except (OSError, DocumentError):
        return None
    return data if hashlib.sha256(data).hexdigest() == of["sha256"] else None
