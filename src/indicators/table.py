"""Table: the one schema of what is written, and a way to write it that never leaves half a table."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from indicators import __version__, manifest, placing, schemas

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]
Columns = dict[str, list[Any]]  # by name, of one length
PARTED = "indicators.parquet"  # the one that is a folder where it is large
_BATCH = 5_000


class TableError(Exception):
    """A table that cannot be read; the message says which and why."""


def metadata(rules: str = "", run: str = "") -> dict[str, str]:
    """Return what a table's file says of its making: versions, digest of the rules, digest of all that made it."""
    return {
        "indicators.schema": schemas.VERSION,
        "indicators.version": __version__,
        "indicators.rules": rules,
        "indicators.run": run,
    }


def make(rows: Iterable[Row], schema: pa.Schema, said: Mapping[str, str] | None = None) -> pa.Table:
    """Make a table of rows; `said` is the metadata of its file, that of `metadata()` where it is None."""
    listed = list(rows)
    return lay({f.name: [row[f.name] for row in listed] for f in schema}, schema, said)


def lay(columns: Columns, schema: pa.Schema, said: Mapping[str, str] | None = None) -> pa.Table:
    """Make a table of columns, as `make` does of rows."""
    arrays = [_column(columns[f.name], f.type) for f in schema]
    return pa.Table.from_arrays(arrays, schema=schema.with_metadata(said or metadata()))


_CODES = {pa.int16(): "h", pa.int32(): "i", pa.int64(): "q", pa.float64(): "d", pa.date32(): "i"}
_EPOCH = date(1970, 1, 1).toordinal()


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Lay out a column from its values; pyarrow's own way with lists loads pandas, half a second."""
    # Digits of base two are read in one pass; adding bit by bit would take the square of the length.
    valid = int("".join(["0" if value is None else "1" for value in reversed(values)]) or "0", 2)
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
    return make(rows, schemas.INDICATORS, metadata(rules))


def differences(objects: Iterable[Row]) -> pa.Table:
    """Make the table of a comparison from the objects that it prints as JSON: one row a pair, a_ and b_ columns."""
    rows = []
    for each in objects:
        sides = {f"{s}_{name}": (each[s] or {}).get(name) for s in "ab" for name in schemas.SIDE}
        rows.append({**each, **sides})
    return make(rows, schemas.DIFF)


def findings(objects: Iterable[Row]) -> pa.Table:
    """Make the table of an audit from the objects that it prints as JSON."""
    return make(objects, schemas.FINDINGS)


def rows(table: pa.Table) -> Iterator[Row]:
    """Give the rows of a table one by one; only some thousand are made at once."""
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def to_pandas(table: pa.Table) -> "pandas.DataFrame":
    """Return a table as a DataFrame; whole numbers that may be missing become nullable integers."""
    import pandas

    nullable: dict[pa.DataType, Any] = {pa.int16(): pandas.Int16Dtype()}
    if any(table.column(f.name).null_count for f in table.schema if f.type == pa.int32()):
        nullable[pa.int32()] = pandas.Int32Dtype()
    frame: pandas.DataFrame = table.to_pandas(types_mapper=nullable.get)
    return frame


def place(path: Path, name: str = "indicators") -> Path:
    """Return where a table stands, in a folder or by itself: a file, or a folder of files where it is parted."""
    inside = path / f"{name}.parquet"
    return inside if path.is_dir() and (path.name != inside.name or inside.exists()) else path


def read(path: Path, name: str = "indicators") -> pa.Table:
    """Read the table of observations, or of documents, from its file or folder; one that is parted year by year.

    Raises FileNotFoundError and TableError.
    """
    file = place(path, name)
    with suppress(OSError):  # a folder that only can be read
        placing.settle(file.parent)
    if not file.exists():
        raise FileNotFoundError(f"{path}: no {name}.parquet here; make one with: indicators extract FOLDER -o {path}")
    before = manifest.read(file.parent)
    try:
        return pa.concat_tables([_read(each, name) for each in files(file)])
    except TableError:
        if manifest.read(file.parent) == before:
            raise
    return read(path, name)  # a run has put others there meanwhile


def files(table: Path) -> list[Path]:
    """Return the Parquet files of a table; of one that is parted, and of what is beside it, checked by its manifest.

    Raises TableError where these are not the files of the manifest.
    """
    if not table.is_dir() and not (table.name == "documents.parquet" and table.with_name(PARTED).is_dir()):
        return [table]
    try:
        return manifest.files(table)
    except manifest.ManifestError as error:
        raise TableError(str(error)) from error
    except OSError as error:
        raise TableError(f"{table}: {error.strerror or error}") from error


def _read(file: Path, name: str) -> pa.Table:
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(file, page_checksum_verification=True).read()
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
