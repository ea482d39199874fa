"""Table: the one schema of what is written, and a way to write it that never leaves half a table."""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
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


def to_pandas(table: pa.Table, categories: bool = False) -> "pandas.DataFrame":
    """Return a table as a DataFrame; whole numbers that may be missing become nullable integers.

    Columns of a closed vocabulary (schemas.WORDS) become Categoricals of all its words in their order, followed by
    words of somebody else's table; with `categories` the other columns of few words, too, sorted.
    """
    import pandas

    nullable: dict[pa.DataType, Any] = {pa.int16(): pandas.Int16Dtype()}
    if any(table.column(f.name).null_count for f in table.schema if f.type == pa.int32()):
        nullable[pa.int32()] = pandas.Int32Dtype()
    closed = {name: words for name in table.column_names if (words := schemas.WORDS.get(re.sub("^[ab]_", "", name)))}
    few = [*closed, *(name for name in schemas.FEW if categories and name in table.column_names)]
    frame: pandas.DataFrame = table.to_pandas(types_mapper=nullable.get, categories=few)
    for name in few:
        found = frame[name].cat
        words = closed.get(name, ())
        frame[name] = found.set_categories([*words, *sorted(set(found.categories) - set(words))])
    return frame


def place(path: Path, name: str = "indicators") -> Path:
    """Return where a table stands, in a folder or by itself: a file, or a folder of files where it is parted."""
    inside = path / f"{name}.parquet"
    return inside if path.is_dir() and (path.name != inside.name or inside.exists()) else path


def read(
    path: Path,
    name: str = "indicators",
    by: Sequence[str] = (),
    choose: Callable[[pa.Table], pa.Table] | None = None,
) -> pa.Table:
    """Read the table of observations, or of documents, from its file or folder; one that is parted year by year.

    by, choose: read only the rows that `choose` leaves of the table with the columns `by`; what stands beside them in a
    group of rows is not kept. Raises FileNotFoundError, TableError and what `choose` raises.
    """
    file = place(path, name)
    with suppress(OSError):  # a folder that only can be read
        placing.settle(file.parent)
    if not file.exists():
        made = f"{path} -o out" if path.is_dir() else f"FOLDER -o {path}"  # reports are given where tables are meant
        raise FileNotFoundError(f"{path}: no {name}.parquet here; make one with: indicators extract {made}")
    before = manifest.read(file.parent)
    try:
        with ExitStack() as stack:
            parts = [stack.enter_context(_Part(each, name)) for each in files(file)]
            if choose is None:
                return pa.concat_tables([part.read() for part in parts])
            return _chosen(parts, by, choose)
    except TableError:
        if manifest.read(file.parent) == before:
            raise
    return read(path, name, by, choose)  # a run has put others there meanwhile


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


class _Part:
    """A Parquet file of a table, open: what is read of it later is still of this file if another takes its place."""

    def __init__(self, file: Path, name: str) -> None:
        from pyarrow import parquet

        self._file, self._name = file, name
        self._schema = schemas.INDICATORS if name == "indicators" else schemas.DOCUMENTS
        with self._damage():
            self._opened = parquet.ParquetFile(file, page_checksum_verification=True)

    def __enter__(self) -> "_Part":
        schema = self._opened.schema_arrow
        made_with = (schema.metadata or {}).get(b"indicators.schema", b"").decode("utf-8", errors="replace")
        if made_with.isdigit() and int(made_with) > int(schemas.VERSION):
            raise TableError(
                f"{self._file}: schema {made_with} is newer than this version reads ({schemas.VERSION});"
                " update indicators"
            )
        if missing := [f.name for f in self._schema if f.name not in schema.names]:
            raise TableError(f"{self._file}: not a table of {self._name}: no column {', '.join(missing[:3])}")
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    @contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError) as error:
            said = str(error).splitlines()[0]
            raise TableError(f"{self._file}: not a readable Parquet file ({said})") from error

    @property
    def groups(self) -> list[int]:
        """The number of rows of each group."""
        return [self._opened.metadata.row_group(n).num_rows for n in range(self._opened.num_row_groups)]

    def read(self, columns: Sequence[str] | None = None, groups: Sequence[int] | None = None) -> pa.Table:
        """Return some columns, or all, of some groups of rows, or all."""
        wanted = range(self._opened.num_row_groups) if groups is None else groups
        with self._damage():
            return self._typed(self._opened.read_row_groups([*wanted], columns=columns and [*columns]))

    def _typed(self, table: pa.Table) -> pa.Table:
        """Give the columns their types, which another program – pandas with its categories – may have changed."""
        for field in self._schema:
            at = table.schema.get_field_index(field.name)
            if at >= 0 and table.schema.field(at).type != field.type:
                try:
                    table = table.set_column(at, field, table.column(at).cast(field.type))
                except pa.ArrowException as error:
                    said = str(error).splitlines()[0]
                    raise TableError(f"{self._file}: column {field.name} is of another type ({said})") from error
            try:
                if at >= 0:
                    table.column(at).validate(full=True)
            except pa.ArrowException as error:  # Parquet holds any bytes
                raise TableError(f"{self._file}: column {field.name} holds what is no UTF-8 or is damaged") from error
        return table


def _chosen(parts: Sequence[_Part], by: Sequence[str], choose: Callable[[pa.Table], pa.Table]) -> pa.Table:
    """Read some columns of all rows, then all columns of those that are chosen, group by group."""
    import numpy

    narrow = pa.concat_tables([part.read(by) for part in parts])
    rows = choose(narrow.append_column("row", pa.array(numpy.arange(narrow.num_rows)))).column("row").to_numpy()
    found, start = [parts[0].read(groups=[])], 0
    for part in parts:
        for number, count in enumerate(part.groups):
            first, last = rows.searchsorted([start, start + count])
            if first < last:
                found.append(part.read(groups=[number]).take(rows[first:last] - start))
            start += count
    return pa.concat_tables(found)
