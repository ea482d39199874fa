"""Writers: tables as files of several formats, written row by row beside their places and put in place together."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa

from indicators import manifest, partitions, placing, schemas, table
from indicators.groups import Groups
from indicators.partitions import File, Format, Parquet
from indicators.table import Columns, Row

FORMATS = ("parquet", "csv", "jsonl")
TABLES = {"indicators": schemas.INDICATORS, "documents": schemas.DOCUMENTS}
_BATCH = 2_000  # rows that become columns at once


class Csv:
    """UTF-8 with a byte order mark, so that Excel reads it; what it would run as a formula gets a quote."""

    MARK = b"\xef\xbb\xbf"

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self._file = file
        file.write(self.MARK)
        self.lines([schema.names])

    def write(self, part: pa.Table) -> None:
        """Write a group of rows. Raises OSError."""
        self.lines(row.values() for row in part.to_pylist())

    def lines(self, rows: Iterable[Iterable[Any]]) -> None:
        """Write rows given as their cells. Raises OSError."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows([_cell(v) for v in row] for row in rows)
        self._file.write(out.getvalue().encode("utf-8", errors="replace"))

    def close(self) -> None:
        """Nothing follows the last row."""


_FORMULA = tuple("=+-@＝＋－＠")  # what spreadsheets take for the beginning of a formula (OWASP, CSV injection)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = ";".join(map(str, value))
    if isinstance(value, str) and value.lstrip(" \u00a0\t\r\n")[:1] in _FORMULA:
        return "'" + value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


class _Jsonl:
    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self._file = file

    def write(self, part: pa.Table) -> None:
        lines = (json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in part.to_pylist())
        self._file.write("".join(lines).encode("utf-8", errors="replace"))

    def close(self) -> None:
        pass


_FORMATS: dict[str, Callable[[BinaryIO, pa.Schema], Format]] = {"parquet": Parquet, "csv": Csv, "jsonl": _Jsonl}


def file(path: Path, schema: pa.Schema, form: str) -> File:
    """Open a file for one table in one of FORMATS, which takes its rows in groups. Raises OSError."""
    return File(path, schema, _FORMATS[form])


def encode(whole: pa.Table, form: str) -> bytes:
    """Return a table as the bytes of a file: parquet, csv (UTF-8 with a mark, as Excel reads it) or jsonl."""
    out = io.BytesIO()
    writer = _FORMATS[form](out, whole.schema)
    writer.write(whole)
    writer.close()
    return out.getvalue()


class Stream:
    """The observations as they go to an open file, in one of FORMATS; nothing is written before the first document.

    `said` is the metadata of the table. Methods raise OSError.
    """

    def __init__(self, file: BinaryIO, form: str, said: Mapping[str, str]) -> None:
        self._file, self._form, self._schema = file, form, schemas.INDICATORS.with_metadata(said)
        # Parquet that breaks off could pass for a whole table; nobody can read it before its end, anyway.
        self._whole = io.BytesIO() if form == "parquet" else None
        self._format: Format | None = None
        self._groups = Groups(self._write)

    def add(self, rows: list[Row]) -> None:
        """Add the rows of a document; all but Parquet is passed on at once, for who reads it at the other end."""
        self._format = self._format or _FORMATS[self._form](self._whole or self._file, self._schema)
        if rows:
            self._groups.add(table.make(rows, self._schema, self._schema.metadata))
        if self._whole is None:
            self._groups.flush()
            self._file.flush()

    def _write(self, part: pa.Table) -> None:
        assert self._format
        self._format.write(part)

    def close(self) -> None:
        """Write what is left; the file stays open."""
        if self._format:
            self._groups.flush()
            self._format.close()
            if self._whole is not None:
                self._file.write(self._whole.getbuffer())
        self._file.flush()


class _Sheet(Protocol):
    """A table in one format as it is written beside its place."""

    def write(self, part: pa.Table) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


class _Growing:
    """One table as it grows: its rows go to every sheet in groups of the same size, whatever parts they come in."""

    def __init__(self, schema: pa.Schema, sheets: Sequence[_Sheet]) -> None:
        self._schema = schema
        self._sheets = sheets
        self._columns: Columns = {name: [] for name in schema.names}
        self._length = 0  # of the columns
        self._groups = Groups(self._write)
        self.count = 0

    def add(self, rows: "list[Row] | Columns | pa.Table") -> None:
        if isinstance(rows, pa.Table):
            self.count += rows.num_rows
            if rows.num_rows:
                self._pack()
                self._groups.add(rows.cast(self._schema).replace_schema_metadata(self._schema.metadata))
            return
        before = self._length
        for name, column in self._columns.items():
            column += rows[name] if isinstance(rows, dict) else [row[name] for row in rows]
            self._length = len(column)
        self.count += self._length - before
        if self._length >= _BATCH:
            self._pack()

    def _pack(self) -> None:
        if self._length:
            self._groups.add(table.lay(self._columns, self._schema, self._schema.metadata))
            self._columns, self._length = {name: [] for name in self._columns}, 0

    def _write(self, part: pa.Table) -> None:
        for sheet in self._sheets:
            sheet.write(part)

    def flush(self) -> None:
        self._pack()
        self._groups.flush()


class Writer:
    """The tables of a run in a folder, made if missing. Nothing there changes before `commit`; all of it does then.

    `said` is the metadata of the files; partition: whether `indicators.parquet` is a folder of one file or more a year:
    `auto` where it is large, `year` always, `none` never. Methods raise OSError; `abort` after one leaves the old files
    alone. Raises ValueError for another partition.
    """

    def __init__(
        self,
        folder: Path,
        formats: Iterable[str] = ("parquet",),
        said: Mapping[str, str] | None = None,
        partition: str = "auto",
    ) -> None:
        if partition not in partitions.MODES:
            raise ValueError(f"tables are parted by one of {', '.join(partitions.MODES)}; not {partition!r}")
        folder.mkdir(parents=True, exist_ok=True)
        placing.settle(folder)
        self._folder, self._said = folder, said or table.metadata()
        self._targets = {folder / f"{name}.{form}": name for form in dict.fromkeys(formats) for name in TABLES}
        if folder / table.PARTED in self._targets:
            manifest.check_replaceable(folder, parted=partition == "year")
        for target in self._targets:
            if target.name != table.PARTED:
                placing.check_file(target)
        above = {"auto": partitions.ABOVE, "year": -1, "none": None}[partition]
        for name in (*(f"{name}.{form}" for name in TABLES for form in FORMATS), manifest.NAME):
            part = placing.part(folder / name)  # what a killed run left, of whatever format
            placing.remove(part)
            placing.remove(placing.part(part))
        self._sheets: dict[Path, _Sheet] = {}
        self._parquet: partitions.Growing | None = None
        self._begun = False
        try:
            for target, name in self._targets.items():
                part, schema = placing.part(target), TABLES[name].with_metadata(self._said)
                if target.name == table.PARTED:
                    self._sheets[target] = self._parquet = partitions.Growing(part, schema, above)
                else:
                    self._sheets[target] = file(part, schema, target.suffix[1:])
        except BaseException:
            self.abort()
            raise
        self._tables = {
            name: _Growing(
                schema.with_metadata(self._said), [self._sheets[t] for t, of in self._targets.items() if of == name]
            )
            for name, schema in TABLES.items()
        }

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *error: object) -> None:
        self.abort()

    def add(self, documents: list[Row], rows: "list[Row] | Columns | pa.Table") -> None:
        """Add documents and their rows, as such, as columns or as a table; in the order in which they are to stand."""
        self._tables["documents"].add(documents)
        self._tables["indicators"].add(rows)

    def commit(self) -> list[Path]:
        """Finish the files and put them in place; return them."""
        for each in self._tables.values():
            each.flush()
        for sheet in self._sheets.values():
            sheet.close()
        named = self._folder / manifest.NAME
        parted = self._parquet and self._parquet.parted
        if parted:
            self._write_manifest(named, parted)
        gone = [named] if self._parquet and not parted and manifest.read(self._folder) else []
        placing.begin(self._folder, [*self._targets, *([named] if parted else [])], gone)
        self._begun = True  # there is no way back
        placing.settle(self._folder)
        return list(self._targets)

    def _write_manifest(self, named: Path, parted: partitions.Partitions) -> None:
        documents = self._folder / "documents.parquet"
        entries = [
            *parted.entries(table.PARTED),
            manifest.entry(placing.part(documents), documents.name, self._tables["documents"].count),
        ]
        with placing.part(named).open("wb") as out:
            out.write(manifest.encode(entries, self._said))
            placing.to_disk(out)

    def abort(self) -> None:
        """Leave what was there, and nothing beside it."""
        for sheet in self._sheets.values():
            sheet.abort()
        if self._begun:
            return
        for target in (*self._targets, self._folder / manifest.NAME):
            for path in (placing.part(target), placing.part(placing.part(target))):
                with suppress(OSError):
                    placing.remove(path)
