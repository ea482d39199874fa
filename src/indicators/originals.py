"""Originals: the reports that the rows of a table were found in, and their texts, which offsets point into."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from indicators import corpus, documents, texts
from indicators.corpus import Report
from indicators.encodings import DocumentError

if TYPE_CHECKING:
    from indicators.table import Row


def given(reports: Path, name: str) -> Report:
    """Return the report that a table calls `name`, in what was extracted. Raises FileNotFoundError."""
    report = corpus.named(reports, name) if reports.is_dir() else next(iter(corpus.find(reports).reports))
    if report is None:
        raise FileNotFoundError(f"{reports / name}: no such file or folder")
    return report


def beside(tables: Path, of: Row) -> Report | None:
    """Find the report of a row of the documents table, by its name and SHA-256.

    It is looked for in the working folder and in that of the tables, and in the folders right below these.
    """
    if not of or not of["sha256"]:
        return None
    for base in dict.fromkeys((Path(), tables.absolute().parent)):
        for folder in (base, *sorted(path for path in base.iterdir() if path.is_dir())):
            report = corpus.named(folder, str(of["document"]))
            if report and hashlib.sha256(report.read()).hexdigest() == of["sha256"]:
                return report
    return None


def text(tables: Path, of: Row, reports: Path | None = None) -> str | None:
    """Return the text of a document as it was decoded, or None where it is not to be had unchanged.

    tables: their folder, which may keep the texts; of: a row of the documents table; reports: the folder or file that
    was extracted, looked for beside the tables if None.
    """
    kept = texts.read(tables, of["document"], of["characters"])
    if kept is not None:
        return kept
    try:
        report = given(reports, of["document"]) if reports else beside(tables, of)
        document = documents.read(report, of["encoding"]) if report else None
    except (OSError, DocumentError):
        return None
    return document.source if document and document.sha256 == of["sha256"] else None
