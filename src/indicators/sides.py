"""Sides: what is compared – reports, folders, tables or documents of a table – as rows with their documents' home."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from indicators.corpus import Report

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]
# What a comparison reads of a row; a table without one of these cannot be compared.
COLUMNS = (
    "document", "region", "region_code", "year", "period", "metric", "metric_name", "measure", "value", "value_high",
    "unit", "per", "bound", "status", "base", "subject", "raw", "start", "end", "sentence", "rule", "flags",
)  # fmt: skip


class SideError(ValueError):
    """A side that cannot be compared; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """The region and year that a document speaks of where it names no other, and the period of most of its rows."""

    region: str | None
    year: int | None
    period: str | None = None


@dataclass(slots=True)
class Side:
    """Rows to compare, for each of their documents its home, and what is to be said of reading them.

    notes: remarks; failed: what could not be read, and why.
    """

    rows: list[Row] = field(default_factory=list)
    homes: dict[str, Home] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[Row], documents: Iterable[Mapping[str, Any]] = ()) -> Side:
        """Make a side of rows; the home of a document that is not listed is what most of its rows name.

        Rows are taken as `usable` gives them.
        """
        told = {d["document"]: (d["region"], d["year"]) for d in documents}
        fit, notes = usable(rows)
        side = cls(fit, {name: Home(*home) for name, home in told.items()}, notes)
        by_document: dict[str, list[Row]] = defaultdict(list)
        for row in side.rows:
            by_document[row["document"]].append(row)
        for document, own in by_document.items():
            region, year = told.get(document) or (_most(own, "region"), _most(own, "year"))
            side.homes[document] = Home(region, year, _most(own, "period"))
        return side

    def parted(self, key: Callable[[str], object]) -> dict[object, Side]:
        """The side in parts, each of the documents for which `key` gives the same."""
        parts: dict[object, Side] = defaultdict(Side)
        for document, home in self.homes.items():
            parts[key(document)].homes[document] = home
        keys = {document: key(document) for document in self.homes}
        for row in self.rows:
            parts[keys[row["document"]]].rows.append(row)
        return dict(parts)


_TEXTS = ("document", "metric", "metric_name", "measure", "unit", "subject", "raw", "sentence")
_USUAL: Row = {**dict.fromkeys(_TEXTS, ""), "bound": "exact", "status": "actual", "start": 0, "end": 0}


def usable(rows: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """Return rows of anybody's table as they can be worked with, and what is to be said of them.

    What such a table leaves out is empty, exact and actual; a row without a number that counts is left out.
    """
    listed = list(rows)
    fit = [_filled(row) for row in listed if _counts(row)]
    without = len(listed) - len(fit)
    return fit, [f"{without} {'row' if without == 1 else 'rows'} without a number that counts left out"] * bool(without)


def _filled(row: Row) -> Row:
    missing = {name: usual for name, usual in _USUAL.items() if row[name] is None}
    if row["flags"] is None or None in row["flags"]:
        missing["flags"] = [flag for flag in row["flags"] or () if flag]
    return {**row, **missing} if missing else row


_LARGEST = 1e100  # what is larger, or smaller than one of it, is damage; its ratios would be no numbers


def _counts(row: Row) -> bool:
    high = row["value_high"]
    return row["value"] is not None and all(
        v == 0 or 1 / _LARGEST < abs(v) < _LARGEST for v in (row["value"], *([] if high is None else [high]))
    )


def _most(rows: list[Row], column: str) -> Any:
    """The value that most rows have; of two as frequent the one that stands first."""
    counts = Counter(row[column] for row in rows if row[column] is not None)
    return counts.most_common(1)[0][0] if counts else None


def read(
    what: str | Path | Report | pandas.DataFrame,
    within: Path | None = None,
    rules: list[Path] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Side:
    """Read one side: a report, a folder of reports or of tables, a Parquet file, or a DataFrame of such rows.

    within: a folder of tables; then words name one of its documents, by its whole name, its stem or its beginning.
    rules: packs added where reports are extracted. Raises FileNotFoundError, SideError, indicators.table.TableError and
    what an extraction raises.
    """
    if isinstance(what, Report):
        return _of_reports(what, rules, progress)
    if not isinstance(what, str | Path):
        return _of_frame(what)
    if within is not None:
        tables = _of_tables(within)
        document = _named(str(what), sorted(tables.homes), within)
        part = tables.parted(lambda name: name == document)[True]
        part.notes += tables.notes
        return part
    path = Path(what)
    if path.suffix == ".parquet" or (path / "indicators.parquet").exists():
        return _of_tables(path)
    return _of_reports(path, rules, progress)


def _of_frame(frame: pandas.DataFrame) -> Side:
    import pyarrow as pa

    missing = [c for c in COLUMNS if c not in frame.columns]
    if missing:
        raise SideError(f"no column {', '.join(missing[:3])} in the table; it takes what indicators.extract returns")
    return Side.of(pa.Table.from_pandas(frame[list(COLUMNS)], preserve_index=False).to_pylist())


def _of_tables(path: Path) -> Side:
    from indicators import table

    rows = table.read(path).select(list(COLUMNS)).to_pylist()
    file = table.place(path)
    if file.is_dir():  # by year: of rows that fit as well as others, those that stand first are taken
        rows.sort(key=lambda row: (row["document"], row["start"]))
    return Side.of(rows, [d for d in documents(path) if d["status"] != "failed"])


def documents(tables: Path) -> list[Row]:
    """Return the rows of the documents table beside a table of observations; none where there is no such table."""
    from indicators import table

    file = table.place(tables)
    if not file.with_name("documents.parquet").is_file() or file.name != "indicators.parquet":
        return []
    listed: list[Row] = table.read(file.with_name("documents.parquet"), "documents").to_pylist()
    return [document for document in listed if document["document"]]


def _of_reports(path: Path | Report, rules: list[Path] | None, progress: Callable[[int, int], None] | None) -> Side:
    from indicators.batch import extract

    result = extract(path, rules=rules or (), progress=progress)
    where = path.path if isinstance(path, Report) else path
    failed = [f"{where}: {d['document']} cannot be read: {d['error']}" for d in result.failed]
    if len(failed) == len(result.documents):
        raise SideError(failed[0])
    side = Side.of(result.rows, [d for d in result.documents if d["status"] != "failed"])
    side.failed = failed
    return side


def _named(name: str, documents: list[str], folder: Path) -> str:
    """Find the one document that a name means. Raises SideError for none and for several."""
    for fits in (
        [d for d in documents if d == name],
        [d for d in documents if name in (PurePosixPath(d).name, PurePosixPath(d).stem)],
        [d for d in documents if PurePosixPath(d).name.startswith(name)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise SideError(f"{name}: {len(fits)} documents of {folder} have this name: {', '.join(fits[:4])}")
    near = get_close_matches(name, documents, 1) or documents[:1]
    raise SideError(f"{name}: no such document in {folder}" + (f"; one is {near[0]}" if near else ", it has none"))
