"""Extraction: files → documents → text → quantities → match → context → rows of the table."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from indicators import documents, grids, periods, quantities, regions
from indicators.context import Observation, Resolver
from indicators.documents import TEXT_SUFFIXES, Document, DocumentError
from indicators.match import Rulebook
from indicators.outline import outline
from indicators.quantities import Quantity
from indicators.rules import digest, load, shipped

if TYPE_CHECKING:
    from indicators.table import Row


@dataclass(slots=True)
class Extraction:
    """What a run found: rows of both tables, the digest of the rules, and files of other formats passed over.

    slow: what is to be said of rules whose regular expression took too long and was left out.
    """

    rows: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
    rules: str = ""
    passed_over: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[Row]:
        """The documents that could not be read."""
        return [d for d in self.documents if d["status"] == "failed"]


def find_files(path: Path) -> tuple[list[tuple[Path, str]], list[str]]:
    """Return the reports of a folder, or the one file, with their names in the table, and the names passed over.

    Raises FileNotFoundError for a path that is missing and for a folder without a report.
    """
    if path.is_file():
        return [(path, _shown(path.name))], []
    if not path.is_dir():
        what = "neither a file nor a folder" if path.exists() else "no such file or folder"
        raise FileNotFoundError(f"{path}: {what}")
    reports, others = [], []
    for file in sorted(path.rglob("*"), key=lambda p: p.relative_to(path).as_posix()):
        name = file.relative_to(path).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or not file.is_file():
            continue
        if file.suffix.lower() in TEXT_SUFFIXES:
            reports.append((file, _shown(name)))
        else:
            others.append(_shown(name))
    if not reports:
        raise FileNotFoundError(f"{path}: no report (*{', *'.join(TEXT_SUFFIXES)}) in this folder")
    return reports, others


def _shown(name: str) -> str:
    """A file's name as text; bytes that are no UTF-8 are spelt out, since a table holds none."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def observe(
    document: Document,
    book: Rulebook,
    *,
    region: str | None = None,
    year: int | None = None,
    resolver: type[Resolver] = Resolver,
) -> tuple[list[Observation], Row]:
    """Find the observations of one document; return them with the document's row (indicators not yet counted).

    region, year: taken where the document names none; resolver: a subclass may watch how each number is resolved.
    """
    text = document.text
    year = document.year or year
    found = [q for q in quantities.find(text) if not document.skipped(q.start) and _finite(q)]
    title = f"{document.title} {document.dateline}".strip()
    places = regions.places(text, title=title, publisher=document.publisher, default=region, year=year)
    sections = outline(document)
    tables = grids.find(document, places, sections, book, year)
    if tables:  # rows are no headings
        sections = outline(replace(document, furniture=document.furniture + [t.span for t in tables]))
    cells = [o for table in tables for o in table.observations if _finite(o.quantity)]
    prose = [q for q in found if not any(t.span.start <= q.start < t.span.end for t in tables)]
    prose = [q for q in prose if not places.covers(q.start)]  # 三元、沙县两区
    resolved = resolver(document, places, periods.find(text, year), sections, book, year).observe(prose)
    observations = sorted([*resolved, *cells], key=lambda o: o.quantity.start)
    found = prose + [o.quantity for o in cells]
    row: Row = {
        "document": document.name, "sha256": document.sha256, "bytes": document.size, "format": "text",
        "encoding": document.encoding, "title": document.title, "publisher": document.publisher,
        "published": document.published, "document_number": document.number,
        "region": places.home.name if places.home else None,
        "region_code": (places.home.code or None) if places.home else None,
        "year": year, "characters": len(text), "quantities": sum(bool(q.unit) for q in found),
        "indicators": len(observations), "status": "ok" if text.strip() else "empty", "error": None,
    }  # fmt: skip
    return observations, row


def _finite(quantity: Quantity) -> bool:
    """A number of hundreds of digits is damage; the table's column would hold it as infinite."""
    return isfinite(quantity.value) and isfinite(quantity.value_high or 0)


def to_row(o: Observation, document: Document) -> Row:
    """Return an observation as a row of the table."""
    q = o.quantity
    high = q.value_high
    raw = document.source[q.start : q.end]
    damaged = "。" in raw and "damaged_text" not in o.flags  # 9。3%
    return {
        "document": document.name,
        "region": o.region.name if o.region else None, "region_code": (o.region.code or None) if o.region else None,
        "year": o.year, "period": o.period, "metric": o.metric, "metric_name": o.name, "measure": o.measure,
        "value": float(q.value) * o.value_sign, "value_high": None if high is None else float(high) * o.value_sign,
        "unit": q.unit, "per": o.per, "bound": q.bound, "status": o.status, "base": o.base,
        "subject": document.as_written(o.subject.words, o.sentence),
        "raw": raw, "start": q.start, "end": q.end,
        "sentence": document.source[o.sentence.start : o.sentence.end].strip(),
        "rule": o.rule.id if o.rule else o.general.id if o.general else None,
        "flags": [*o.flags, *["damaged_text"] * damaged],
    }  # fmt: skip


def _failed(name: str, error: str) -> Row:
    return {
        "document": name, "sha256": None, "bytes": None, "format": None, "encoding": None, "title": None,
        "publisher": None, "published": None, "document_number": None, "region": None, "region_code": None,
        "year": None, "characters": None, "quantities": 0, "indicators": 0, "status": "failed", "error": error,
    }  # fmt: skip


def extract(
    path: Path,
    *,
    rules: list[Path] | None = None,
    region: str | None = None,
    year: int | None = None,
    encoding: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Extraction:
    """Extract a file or every report of a folder; a document that cannot be read is a row that says why.

    `rules` are packs added to the shipped ones; `progress` is called with documents done and in all.
    Raises FileNotFoundError, ValueError (unknown region or encoding) and indicators.rules.RuleError.
    """
    files, others = find_files(path)
    if region:
        regions.lookup(region)
    if encoding:
        _check_encoding(encoding)
    loaded = load(shipped(), *(rules or []))
    book = Rulebook(loaded)
    result = Extraction(rules=digest(loaded), passed_over=others)
    for done, (file, name) in enumerate(files):
        if progress:
            progress(done, len(files))
        try:
            document = documents.read(file, name, encoding)
            observations, row = observe(document, book, region=region, year=year)
            rows = [to_row(o, document) for o in observations]
        except DocumentError as error:
            rows, row = [], _failed(name, str(error))
        except OSError as error:
            rows, row = [], _failed(name, error.strerror or str(error))
        except Exception as error:
            # A defect that one report brings to light must not cost the others.
            rows, row = [], _failed(name, f"internal error: {type(error).__name__}: {error}")
        result.rows += rows
        result.documents.append(row)
    if progress:
        progress(len(files), len(files))
    result.slow = list(book.slow.values())
    return result


def _check_encoding(name: str) -> None:
    try:
        known = codecs.lookup(name)
        "".encode(known.name)  # base64 and its like are codecs, but no encodings of text
    except LookupError:
        raise ValueError(f"unknown encoding {name!r}; for example utf-8, gb18030, big5, utf-16") from None


def save(extraction: Extraction, folder: Path, formats: Iterable[str] = ("parquet",)) -> list[Path]:
    """Write both tables of a run into a folder, made if missing; return the files. Raises OSError."""
    from indicators import table

    tables = {
        "indicators": table.indicators(extraction.rows, extraction.rules),
        "documents": table.documents(extraction.documents, extraction.rules),
    }
    return table.write(tables, folder, formats)
