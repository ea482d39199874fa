"""Writers: tables as files of several formats, written row by row beside their places and put in place together."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa

from indicators import placing, schemas, table
from indicators.table import Row

FORMATS = ("parquet", "csv", "jsonl")
TABLES = {"indicators": schemas.INDICATORS, "documents": schemas.DOCUMENTS}
GROUP = 30_000  # rows of a row group: what a reader takes at once, and what is held in memory
_BATCH = 2_000  # rows that become columns at once
_PARTS = 256  # tables that may wait before they are made one: each costs some KB, however few its rows


class _Format(Protocol):
    """A file that takes a table in parts, of GROUP rows each but the last."""

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None: ...
    def write(self, part: pa.Table) -> None: ...
    def close(self) -> None: ...


class _Parquet:
    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        from pyarrow import parquet

        self._writer = parquet.ParquetWriter(file, schema, compression="zstd", write_page_checksum=True)

    def write(self, part: pa.Table) -> None:
        self._writer.write_table(part, row_group_size=GROUP)

    def close(self) -> None:
        self._writer.close()


class _Csv:
    """UTF-8 with a byte order mark, so that Excel reads it; what it would run as a formula gets a quote."""

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self._file = file
        file.write(b"\xef\xbb\xbf")
        self._lines([schema.names])

    def write(self, part: pa.Table) -> None:
        self._lines([_cell(v) for v in row.values()] for row in part.to_pylist())

    def _lines(self, rows: Iterable[Iterable[Any]]) -> None:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(rows)
        self._file.write(out.getvalue().encode("utf-8", errors="replace"))

    def close(self) -> None:
        pass


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


_FORMATS: dict[str, Callable[[BinaryIO, pa.Schema], _Format]] = {"parquet": _Parquet, "csv": _Csv, "jsonl": _Jsonl}


def encode(whole: pa.Table, form: str) -> bytes:
    """Return a table as the bytes of a file: parquet, csv (UTF-8 with a mark, as Excel reads it) or jsonl."""
    file = io.BytesIO()
    writer = _FORMATS[form](file, whole.schema)
    writer.write(whole)
    writer.close()
    return file.getvalue()


class _Growing:
    """One table as it grows: its rows go to every format in groups of the same size, whatever parts they come in."""

    def __init__(self, schema: pa.Schema, files: Mapping[str, BinaryIO]) -> None:
        self._schema = schema
        self._writers = [_FORMATS[form](file, schema) for form, file in files.items()]
        self._rows: list[Row] = []
        self._parts: list[pa.Table] = []
        self._waiting = 0

    def add(self, rows: "list[Row] | pa.Table") -> None:
        if isinstance(rows, list):
            self._rows += rows
            if len(self._rows) >= _BATCH:
                self._pack()
        elif rows.num_rows:
            self._pack()
            self._take(rows.cast(self._schema).replace_schema_metadata(self._schema.metadata))

    def _pack(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self._take(table.make(rows, self._schema, self._schema.metadata))

    def _take(self, part: pa.Table) -> None:
        self._parts.append(part)
        self._waiting += part.num_rows
        if len(self._parts) >= _PARTS:
            self._parts = [pa.concat_tables(self._parts).combine_chunks()]
        if self._waiting >= GROUP:
            whole = pa.concat_tables(self._parts)
            full = self._waiting - self._waiting % GROUP
            for start in range(0, full, GROUP):
                self._write(whole.slice(start, GROUP))
            self._parts = [whole.slice(full)]
            self._waiting -= full

    def _write(self, part: pa.Table) -> None:
        part = part.combine_chunks()  # the pages of a file follow the chunks
        for writer in self._writers:
            writer.write(part)

    def close(self) -> None:
        self._pack()
        if self._waiting:
            self._write(pa.concat_tables(self._parts))
        while self._writers:
            self._writers.pop().close()

    def abort(self) -> None:
        while self._writers:
            with suppress(OSError, ValueError, pa.ArrowException):
                self._writers.pop().close()  # one that stays open complains when it goes


class Writer:
    """The tables of a run in a folder, made if missing. Nothing there changes before `commit`; all of it does then.

    `said` is the metadata of the files. Methods raise OSError; `abort` after one leaves the old files alone.
    """

    def __init__(
        self, folder: Path, formats: Iterable[str] = ("parquet",), said: Mapping[str, str] | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        placing.settle(folder)
        self._folder = folder
        for name in TABLES:
            for form in FORMATS:  # what a killed run left, of whatever format
                placing.part(folder / f"{name}.{form}").unlink(missing_ok=True)
        self._files: dict[Path, BinaryIO] = {}
        self._tables: dict[str, _Growing] = {}
        try:
            for form in dict.fromkeys(formats):
                for name in TABLES:
                    target = folder / f"{name}.{form}"
                    self._files[target] = placing.part(target).open("wb")
            for name, schema in TABLES.items():
                files = {t.suffix[1:]: f for t, f in self._files.items() if t.stem == name}
                self._tables[name] = _Growing(schema.with_metadata(said or table.metadata()), files)
        except BaseException:
            self.abort()
            raise

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *error: object) -> None:
        self.abort()

    def add(self, documents: list[Row], rows: "list[Row] | pa.Table") -> None:
        """Add documents and their rows, as such or as a table of them; in the order in which they are to stand."""
        self._tables["documents"].add(documents)
        self._tables["indicators"].add(rows)

    def commit(self) -> list[Path]:
        """Finish the files and put them in place; return them."""
        for each in self._tables.values():
            each.close()
        for file in self._files.values():
            placing.to_disk(file)
            file.close()
        placing.begin(self._folder, self._files)
        files, self._files = self._files, {}  # there is no way back
        placing.settle(self._folder)
        return list(files)

    def abort(self) -> None:
        """Leave what was there, and nothing beside it."""
        for each in self._tables.values():
            each.abort()
        for target, file in self._files.items():
            with suppress(OSError):
                file.close()
            with suppress(OSError):
                placing.part(target).unlink(missing_ok=True)
