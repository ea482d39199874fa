"""Exports: the rows that are asked for, and their documents, as files for other programs, with a data package."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from indicators import database, datapackage, manifest, placing, schemas, sdmx, vocabulary, workbook, writers
from indicators import table as tables_of
from indicators.datapackage import Resource
from indicators.partitions import File
from indicators.rules import MEASURES, STATUSES
from indicators.selection import Selection

_BATCH = 5_000  # rows that are objects of Python at once
_CLOSED = {
    "indicators": {"measure": MEASURES, "status": STATUSES, "bound": tuple(vocabulary.BOUNDS)},
    "documents": {"status": tuple(vocabulary.STATES)},
}
_WORDS = {"indicators": vocabulary.INDICATORS, "documents": vocabulary.DOCUMENTS}
_TITLES = {"indicators": "指标:每行一个数字", "documents": "文件:每行一份报告"}
_KEYS = {"indicators": ("document", "start"), "documents": ("document",)}
# The columns that the dimensions of SDMX are made of.
_DIMENSIONS = ("region_code", "metric", "measure", "status", "base", "document", "start", "period")
Place = Callable[[str], Path]  # where a file of this name is written


@dataclass(frozen=True, slots=True)
class Tables:
    """What is exported.

    rows: with their place in the whole table as `row`; documents: None where there is no such table; said: the metadata
    of the tables; endless: how many numbers were NaN or infinite, which few formats can hold; they are empty.
    """

    rows: pa.Table
    documents: pa.Table | None
    said: Mapping[str, str]
    endless: int = 0

    @property
    def both(self) -> Iterator[tuple[str, pa.Table]]:
        """The tables by name, with the columns that the schemas have."""
        yield "indicators", self.rows.drop_columns("row")
        if self.documents is not None:
            yield "documents", self.documents


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: rows, documents, each file with its path, format, bytes and SHA-256.

    untimed: rows that SDMX-CSV leaves out, since they have no period; 0 where it is not written; endless: numbers that
    were NaN or infinite and are empty.
    """

    rows: int
    documents: int | None
    files: list[dict[str, Any]]
    untimed: int = 0
    endless: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return it as an object of JSON."""
        left_out = {"untimed": self.untimed, "endless": self.endless}
        return {"rows": self.rows, "documents": self.documents, **left_out, "files": self.files}


def read(path: Path, selection: Selection | None = None) -> Tables:
    """Read the rows that a selection asks for from a folder of tables or a Parquet file, with the documents beside it.

    Of a selection only the documents of its rows are given. Raises FileNotFoundError, TableError, SelectionError.
    """
    from pyarrow import compute

    selection = selection or Selection()
    found = tables_of.place(path)
    whole = tables_of.read(path)
    said = {k.decode(): v.decode() for k, v in (whole.schema.metadata or {}).items() if k.startswith(b"indicators.")}
    rows = whole.select(schemas.INDICATORS.names).cast(schemas.INDICATORS)  # with the meanings of its columns
    rows = selection.required(rows.add_column(0, "row", pa.array(range(rows.num_rows), pa.int64())))
    rows, endless = _finite(rows)
    beside = found.with_name("documents.parquet")
    if not beside.exists():
        return Tables(rows, None, said, endless)
    documents = tables_of.read(beside, "documents").select(schemas.DOCUMENTS.names).cast(schemas.DOCUMENTS)
    if selection != Selection():
        documents = documents.filter(compute.is_in(documents.column("document"), rows.column("document").unique()))
    return Tables(rows, documents, said, endless)


def _finite(rows: pa.Table) -> tuple[pa.Table, int]:
    """Empty the numbers that are NaN or infinite, and count them."""
    from pyarrow import compute

    endless = 0
    for name in ("value", "value_high"):
        values = rows.column(name)
        finite = compute.is_finite(values)
        endless += compute.sum(compute.invert(finite)).as_py() or 0
        column = compute.if_else(finite, values, pa.scalar(None, pa.float64()))
        rows = rows.set_column(rows.column_names.index(name), rows.schema.field(name), column)
    return rows, endless


def write(tables: Tables, folder: Path, formats: Iterable[str]) -> Export:
    """Write tables in some of FORMATS into a folder, made if missing, with a `datapackage.json`: all of it or nothing.

    Raises ValueError for more rows than a format takes, and OSError.
    """
    placing.check_writable(folder)
    targets: list[Path] = []

    def part(name: str) -> Path:
        placing.check_file(folder / name)
        targets.append(folder / name)
        placing.remove(placing.part(targets[-1]))  # what a killed run left
        return placing.part(targets[-1])

    with placing.locked(folder):
        placing.settle(folder)
        datapackage.check_replaceable(folder)
        try:
            resources = [r for form in dict.fromkeys(formats) for r in _FORMATS[form](tables, part)]
            files = {t.name: _measured(t) for t in targets}
            package = datapackage.encode(resources, files, tables.said)
            part(datapackage.NAME).write_bytes(package)
            files[datapackage.NAME] = _measured(targets[-1])
            placing.begin(folder, targets)
        except BaseException:
            for target in targets:
                with suppress(OSError):
                    placing.remove(placing.part(target))
            raise
        placing.settle(folder)
    untimed = tables.rows.num_rows - _timed(tables.rows).num_rows if sdmx.FORMAT in formats else 0
    listed = [{"path": str(folder / name), **said} for name, said in files.items()]
    documents = None if tables.documents is None else tables.documents.num_rows
    return Export(tables.rows.num_rows, documents, listed, untimed, tables.endless)


def _measured(target: Path) -> dict[str, Any]:
    """Wait until a file is on the disk, and return its size and digest."""
    with placing.part(target).open("rb+") as file:
        placing.to_disk(file)
    said = manifest.entry(placing.part(target), target.name, 0)
    return {"bytes": said["bytes"], "sha256": said["sha256"]}


def _flat(form: str) -> Callable[[Tables, Place], list[Resource]]:
    """The writer of a format that has a file for each table."""

    def write(tables: Tables, part: Place) -> list[Resource]:
        found = []
        for name, whole in tables.both:
            _grow(writers.file(part(f"{name}.{form}"), whole.schema, form), whole)
            refers = name == "indicators" and _refer(tables)
            resource = Resource(
                f"{name}-{form}", f"{name}.{form}", form, _TITLES[name], whole.schema if whole.num_rows else None,
                titles=_WORDS[name], closed=_closed(_CLOSED[name], name, whole), key=_key(whole, _KEYS[name]),
                refers=("document", f"documents-{form}", "document") if refers else None,
            )  # fmt: skip
            found.append(resource)
        return found

    return write


def _sdmx(tables: Tables, part: Place) -> list[Resource]:
    name, rows = "indicators.sdmx.csv", _timed(tables.rows)
    _grow(File(part(name), sdmx.SCHEMA, sdmx.SdmxCsv), rows)
    key = sdmx.KEY if _key(rows.select(_DIMENSIONS), _DIMENSIONS) else ()
    closed = _closed(sdmx.CLOSED, "indicators", rows)
    return [Resource("indicators-sdmx", name, "csv", "指标:SDMX-CSV 2.0", sdmx.SCHEMA, closed=closed, key=key)]


def _timed(rows: pa.Table) -> pa.Table:
    return rows.filter(sdmx.timed(rows))


def _xlsx(tables: Tables, part: Place) -> list[Resource]:
    name = "indicators.xlsx"
    workbook.write(part(name), tables.rows, tables.documents, tables.said)
    keys = {workbook.ROWS: ("行号",), workbook.DOCUMENTS: ("文件",)}
    sheets = {workbook.ROWS: tables.rows, workbook.DOCUMENTS: tables.documents}
    return [
        Resource(
            f"{of}-xlsx", name, "xlsx", _TITLES[of], workbook.SHEETS[sheet], sheet,
            closed=_closed(workbook.CLOSED[sheet], of, whole),
            key=keys[sheet] if of == "indicators" or _key(whole, _KEYS[of]) else (),
            refers=("文件", "documents-xlsx", "文件") if of == "indicators" and _refer(tables) else None,
        )
        for of, (sheet, whole) in zip(_TITLES, sheets.items(), strict=True)
        if whole is not None
    ]  # fmt: skip


def _sqlite(tables: Tables, part: Place) -> list[Resource]:
    name = "indicators.sqlite"
    database.write(part(name), tables.rows, tables.documents, tables.said)
    return [Resource("indicators-sqlite", name, "sqlite", "指标与文件:SQLite 数据库")]


_FORMATS: dict[str, Callable[[Tables, Place], list[Resource]]] = {
    "csv": _flat("csv"), "xlsx": _xlsx, "sqlite": _sqlite, sdmx.FORMAT: _sdmx, "jsonl": _flat("jsonl"),
}  # fmt: skip
FORMATS = tuple(_FORMATS)


def _grow(file: File, whole: pa.Table) -> None:
    try:
        for batch in whole.to_batches(max_chunksize=_BATCH):
            file.write(pa.Table.from_batches([batch]))
        file.close()
    except BaseException:
        file.abort()
        raise


def _closed(words: Mapping[str, Iterable[str]], name: str, whole: pa.Table) -> dict[str, Iterable[str]]:
    """Return the closed vocabularies of a file's columns, without those that a table of somebody else adds to.

    name: of the table; the file calls its columns as it does, in capitals or in Chinese.
    """
    added = {c for c, known in _CLOSED[name].items() if {*whole.column(c).unique().to_pylist()} - {None, "", *known}}
    called = {each for c in added for each in (c, c.upper(), _WORDS[name][c])}
    return {column: known for column, known in words.items() if column not in called}


def _key(whole: pa.Table, names: Sequence[str]) -> tuple[str, ...]:
    """Return columns if together they name one row each, else none; each row has to be of a document."""
    once = whole.group_by(list(names)).aggregate([]).num_rows == whole.num_rows
    nameless = {None, ""} & {*whole.column("document").unique().to_pylist()}
    return tuple(names) if once and not nameless else ()


def _refer(tables: Tables) -> bool:
    """Say whether every row's document is in the table of documents."""
    from pyarrow import compute

    if tables.documents is None:
        return False
    names = tables.rows.column("document").unique()
    return bool(compute.all(compute.is_in(names, value_set=tables.documents.column("document")), min_count=0).as_py())
