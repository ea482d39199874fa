"""Table: the one schema of what is written, and a way to write it that never leaves half a table."""

import csv
import errno
import io
import json
import os
from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from indicators import __version__, schemas

if TYPE_CHECKING:
    import pandas

FORMATS = ("parquet", "csv", "jsonl")

Row = dict[str, Any]


class TableError(Exception):
    """A table that cannot be read; the message says which and why."""


def _table(rows: Iterable[Row], schema: pa.Schema, rules: str) -> pa.Table:
    metadata = {
        "indicators.schema": schemas.VERSION,
        "indicators.version": __version__,
        "indicators.rules": rules,
    }
    listed = list(rows)
    columns = [_column([row[f.name] for row in listed], f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema.with_metadata(metadata))


_CODES = {pa.int16(): "h", pa.int32(): "i", pa.int64(): "q", pa.float64(): "d", pa.date32(): "i"}
_EPOCH = date(1970, 1, 1).toordinal()


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Lay out a column from its values; pyarrow's own way with lists loads pandas, half a second."""
    valid = sum(1 << i for i, value in enumerate(values) if value is not None)
    missing = [pa.py_buffer(valid.to_bytes(len(values) // 8 + 1, "little"))]
    if pa.types.is_struct(kind):
        return pa.array(values, kind)
    if pa.types.is_list(kind):
        lists = [value or [] for value in values]
        items = _column([item for value in lists for item in value], kind.value_type)
        return pa.Array.from_buffers(kind, len(values), [*missing, _offsets(map(len, lists))], children=[items])
    if pa.types.is_string(kind):
        texts = [(value or "").encode("utf-8", errors="replace") for value in values]
        return pa.Array.from_buffers(
            kind, len(values), [*missing, _offsets(map(len, texts)), pa.py_buffer(b"".join(texts))]
        )
    if pa.types.is_date(kind):
        values = [value and value.toordinal() - _EPOCH for value in values]
    numbers = array(_CODES[kind], (value or 0 for value in values))
    return pa.Array.from_buffers(kind, len(values), [*missing, pa.py_buffer(numbers)])


def _offsets(lengths: Iterable[int]) -> pa.Buffer:
    return pa.py_buffer(array("i", accumulate(lengths, initial=0)))


def indicators(rows: Iterable[Row], rules: str = "") -> pa.Table:
    """Make the table of observations; `rules` is the digest of the rules that made it."""
    return _table(rows, schemas.INDICATORS, rules)


def documents(rows: Iterable[Row], rules: str = "") -> pa.Table:
    """Make the table of documents."""
    return _table(rows, schemas.DOCUMENTS, rules)


def differences(objects: Iterable[Row]) -> pa.Table:
    """Make the table of a comparison from the objects that it prints as JSON: one row a pair, a_ and b_ columns."""
    rows = []
    for each in objects:
        sides = {f"{s}_{name}": (each[s] or {}).get(name) for s in "ab" for name in schemas.SIDE}
        rows.append({**each, **sides})
    return _table(rows, schemas.DIFF, "")


def findings(objects: Iterable[Row]) -> pa.Table:
    """Make the table of an audit from the objects that it prints as JSON."""
    return _table(objects, schemas.FINDINGS, "")


def to_pandas(table: pa.Table) -> "pandas.DataFrame":
    """Return a table as a DataFrame; whole numbers that may be missing become nullable integers."""
    import pandas

    nullable: dict[pa.DataType, Any] = {pa.int16(): pandas.Int16Dtype()}
    if any(table.column(f.name).null_count for f in table.schema if f.type == pa.int32()):
        nullable[pa.int32()] = pandas.Int32Dtype()
    frame: pandas.DataFrame = table.to_pandas(types_mapper=nullable.get)
    return frame


def read(path: Path, name: str = "indicators") -> pa.Table:
    """Read the table of observations, or of documents, from its file or folder.

    Raises FileNotFoundError and TableError.
    """
    from pyarrow import parquet

    file = path / f"{name}.parquet" if path.is_dir() else path
    if not file.is_file():
        raise FileNotFoundError(f"{path}: no {name}.parquet here; make one with: indicators extract FOLDER -o {path}")
    try:
        table = parquet.read_table(file, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{file}: not a readable Parquet file ({str(error).splitlines()[0]})") from error
    schema = schemas.INDICATORS if name == "indicators" else schemas.DOCUMENTS
    made_with = (table.schema.metadata or {}).get(b"indicators.schema", b"").decode("utf-8", errors="replace")
    if made_with.isdigit() and int(made_with) > int(schemas.VERSION):
        raise TableError(
            f"{file}: schema {made_with} is newer than this version reads ({schemas.VERSION}); update indicators"
        )
    missing = [f.name for f in schema if f.name not in table.column_names]
    if missing:
        raise TableError(f"{file}: not a table of {name}: no column {', '.join(missing[:3])}")
    return table


def check_writable(folder: Path) -> None:
    """Raise OSError where a folder, which need not exist yet, cannot hold tables; changes nothing."""
    nearest = folder.absolute()
    while not os.path.lexists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "not a folder, no table can be written there", str(nearest))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "no permission to write tables in this folder", str(nearest))


def write(tables: Mapping[str, pa.Table], folder: Path, formats: Iterable[str] = ("parquet",)) -> list[Path]:
    """Write tables as NAME.parquet, NAME.csv or NAME.jsonl into a folder, made if missing; return the files.

    All files are complete beside their places before the first is renamed, so that a killed run leaves the
    old tables or the new ones. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    targets = {folder / f"{name}.{f}": _WRITERS[f](t) for f in dict.fromkeys(formats) for name, t in tables.items()}
    commit(targets)
    return list(targets)


def commit(targets: Mapping[Path, bytes]) -> None:
    """Write files so that each is complete or as it was: beside their places first, then renamed. Raises OSError."""
    parts = {target: target.with_name(f".{target.name}.part") for target in targets}
    try:
        for target, data in targets.items():
            with parts[target].open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
        for target, part in parts.items():
            os.replace(part, target)
    except BaseException:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise


def _parquet(table: pa.Table) -> bytes:
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def _csv(table: pa.Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it; what it would run as a formula gets a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_cell(v) for v in row.values()])
    return ("\ufeff" + out.getvalue()).encode("utf-8", errors="replace")


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, str) and value.lstrip(" \u00a0\t\r\n")[:1] in ("=", "+", "-", "@"):
        return "'" + value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _jsonl(table: pa.Table) -> bytes:
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in table.to_pylist()]
    return "".join(line + "\n" for line in lines).encode("utf-8", errors="replace")


def encode(table: pa.Table, form: str) -> bytes:
    """Return a table as the bytes of a file: parquet, csv (UTF-8 with a mark, as Excel reads it) or jsonl."""
    return _WRITERS[form](table)


_WRITERS: dict[str, Callable[[pa.Table], bytes]] = {"parquet": _parquet, "csv": _csv, "jsonl": _jsonl}
