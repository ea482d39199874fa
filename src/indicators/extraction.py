"""Extraction: one report → documents → text → quantities → match → context → rows of the table."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from indicators import documents, grids, periods, quantities, regions
from indicators.context import Observation, Resolver
from indicators.documents import Document, DocumentError
from indicators.encodings import MIXED
from indicators.match import Rulebook
from indicators.outline import outline
from indicators.quantities import Quantity
from indicators.rules import digest, load, shipped

if TYPE_CHECKING:
    from indicators.corpus import Report
    from indicators.table import Row


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
        "document": document.name, "sha256": document.sha256, "bytes": document.size, "format": document.form,
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
    sentence = document.source[o.sentence.start : o.sentence.end].strip()
    damaged = ("。" in raw or "\ufffd" in sentence) and "damaged_text" not in o.flags  # 9。3%
    mixed = document.encoding == MIXED
    return {
        "document": document.name,
        "region": o.region.name if o.region else None, "region_code": (o.region.code or None) if o.region else None,
        "year": o.year, "period": o.period, "metric": o.metric, "metric_name": o.name, "measure": o.measure,
        "value": float(q.value) * o.value_sign, "value_high": None if high is None else float(high) * o.value_sign,
        "unit": q.unit, "per": o.per, "bound": q.bound, "status": o.status, "base": o.base,
        "subject": document.as_written(o.subject.words, o.sentence),
        "raw": raw, "start": q.start, "end": q.end,
        "sentence": sentence,
        "rule": o.rule.id if o.rule else o.general.id if o.general else None,
        "flags": [*o.flags, *["damaged_text"] * damaged, *["mixed_encoding"] * mixed],
    }  # fmt: skip


def failed(name: str, error: str, data: bytes | None = None) -> Row:
    """Return the row of a document that cannot be read, with the reason, and what is known of its bytes."""
    sha256, size = (None, None) if data is None else (hashlib.sha256(data).hexdigest(), len(data))
    return {
        "document": name, "sha256": sha256, "bytes": size, "format": None, "encoding": None, "title": None,
        "publisher": None, "published": None, "document_number": None, "region": None, "region_code": None,
        "year": None, "characters": None, "quantities": 0, "indicators": 0, "status": "failed", "error": error,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setup:
    """What an extraction is told: packs added to the shipped ones; region and year of reports that name none; encoding.

    Raises ValueError for an unknown region or encoding.
    """

    rules: tuple[Path, ...] = ()
    region: str | None = None
    year: int | None = None
    encoding: str | None = None

    def __post_init__(self) -> None:
        if self.region:
            regions.lookup(self.region)
        if self.encoding:
            try:
                known = codecs.lookup(self.encoding)
                "".encode(known.name)  # base64 and its like are codecs, but no encodings of text
            except LookupError:
                message = f"unknown encoding {self.encoding!r}; for example utf-8, gb18030, big5, utf-16"
                raise ValueError(message) from None


@dataclass(slots=True)
class Found:
    """What a report gave: its row of the table of documents, its rows, and its text as decoded."""

    document: Row
    rows: list[Row]
    text: str = ""


class Extractor:
    """Extracts one report after another with the same rules. Raises indicators.rules.RuleError."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        rules = load(shipped(), *setup.rules)
        self.digest = digest(rules)
        self._book = Rulebook(rules)

    @property
    def slow(self) -> list[str]:
        """What is to be said of rules whose regular expression took too long and was left out since."""
        return list(self._book.slow.values())

    def extract(self, report: Report, data: bytes | None = None) -> Found:
        """Extract a report, of its bytes where they have been read; one that fails gives a row that says why."""
        setup = self._setup
        try:
            data = report.read() if data is None else data
            document = documents.from_bytes(data, report.name, report.form, setup.encoding)
            observations, row = observe(document, self._book, region=setup.region, year=setup.year)
            return Found(row, [to_row(o, document) for o in observations], document.source)
        except DocumentError as error:
            return Found(failed(report.name, str(error), data), [])
        except OSError as error:
            return Found(failed(report.name, error.strerror or str(error), data), [])
        except Exception as error:
            # A defect that one report brings to light must not cost the others.
            return Found(failed(report.name, f"internal error: {type(error).__name__}: {error}", data), [])
