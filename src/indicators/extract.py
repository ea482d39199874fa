"""Extract: files → documents → text → quantities → match → context → rows of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indicators import documents, periods, quantities, regions
from indicators.context import Observation, Resolver
from indicators.documents import TEXT_SUFFIXES, Document, DocumentError
from indicators.match import Rulebook
from indicators.outline import outline
from indicators.rules import digest, load, shipped

if TYPE_CHECKING:
    from indicators.table import Row


@dataclass(slots=True)
class Extraction:
    """What a run found: rows of both tables, the digest of the rules, and files of other formats passed over."""

    rows: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
    rules: str = ""
    passed_over: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[Row]:
        """The documents that could not be read."""
        return [d for d in self.documents if d["status"] == "failed"]


def find_files(path: Path) -> tuple[list[tuple[Path, str]], list[str]]:
    """Return the reports of a folder, or the one file, with their names in the table, and the names passed over.

    Raises FileNotFoundError for a path that is missing and for a folder without a report.
    """
    if path.is_file():
        return [(path, path.name)], []
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file or folder")
    reports, others = [], []
    for file in sorted(path.rglob("*"), key=lambda p: p.relative_to(path).as_posix()):
        name = file.relative_to(path).as_posix()
        if not file.is_file() or any(part.startswith(".") for part in name.split("/")):
            continue
        if file.suffix.lower() in TEXT_SUFFIXES:
            reports.append((file, name))
        else:
            others.append(name)
    if not reports:
        raise FileNotFoundError(f"{path}: no report (*{', *'.join(TEXT_SUFFIXES)}) in this folder")
    return reports, others


def observe(
    document: Document, book: Rulebook, *, region: str | None = None, year: int | None = None
) -> tuple[list[Observation], Row]:
    """Find the observations of one document; return them with the document's row (indicators not yet counted)."""
    text = document.text
    year = document.year or year
    found = [q for q in quantities.find(text) if not document.skipped(q.start)]
    places = regions.places(text, title=document.title, publisher=document.publisher, default=region)
    resolver = Resolver(document, places, periods.find(text, year), outline(document), book, year)
    observations = list(resolver.observe(found))
    row: Row = {
        "document": document.name, "sha256": document.sha256, "bytes": document.size, "format": "text",
        "encoding": document.encoding, "title": document.title, "publisher": document.publisher,
        "published": document.published, "document_number": document.number,
        "region": places.home.name if places.home else None, "region_code": places.home.code if places.home else None,
        "year": year, "characters": len(text), "quantities": sum(bool(q.unit) for q in found),
        "indicators": len(observations), "status": "ok" if text.strip() else "empty", "error": None,
    }  # fmt: skip
    return observations, row


def to_row(o: Observation, document: Document) -> Row:
    """Return an observation as a row of the table."""
    q = o.quantity
    high = q.value_high
    return {
        "document": document.name,
        "region": o.region.name if o.region else None, "region_code": o.region.code if o.region else None,
        "year": o.year, "period": o.period, "metric": o.metric, "metric_name": o.name, "measure": o.measure,
        "value": float(q.value) * o.value_sign, "value_high": None if high is None else float(high) * o.value_sign,
        "unit": q.unit, "per": o.per, "bound": q.bound, "status": o.status, "base": o.base,
        "subject": o.subject.words, "raw": document.source[q.start : q.end], "start": q.start, "end": q.end,
        "sentence": document.source[o.sentence.start : o.sentence.end].strip(),
        "rule": o.rule.id if o.rule else o.general.id if o.general else None, "flags": list(o.flags),
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
    Raises FileNotFoundError, ValueError (unknown region) and indicators.rules.RuleError.
    """
    files, others = find_files(path)
    if region:
        regions.lookup(region)
    loaded = load(shipped(), *(rules or []))
    book = Rulebook(loaded)
    result = Extraction(rules=digest(loaded), passed_over=others)
    for done, (file, name) in enumerate(files):
        if progress:
            progress(done, len(files))
        try:
            document = documents.read(file, name, encoding)
        except DocumentError as error:
            result.documents.append(_failed(name, str(error)))
            continue
        except OSError as error:
            result.documents.append(_failed(name, error.strerror or str(error)))
            continue
        observations, row = observe(document, book, region=region, year=year)
        result.rows += [to_row(o, document) for o in observations]
        result.documents.append(row)
    if progress:
        progress(len(files), len(files))
    return result
