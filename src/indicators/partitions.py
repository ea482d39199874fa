"""Partitions: the Parquet file of a table, which becomes a folder of files, one or more a year, when it grows large.

The files hold every column and are called `2022.parquet`, `2022_002.parquet` (what is too much for one) or
`unknown.parquet` (no year). Folders are read in the order of names: so the rows stand by year, and within one as in the
single file. A name such as `year=2022/…` would be a second column of that name, which pandas and Polars refuse.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa

from indicators import groups, manifest, placing
from indicators.groups import Groups

MODES = ("auto", "year", "none")
ABOVE = 1_000_000  # rows above which a table is parted
LARGEST = 5_000_000  # rows of a file
_WAITING = 10  # groups' rows that may wait for all years together: what is held in memory


class Format(Protocol):
    """What writes a table into a file, in groups of rows."""

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None: ...
    def write(self, part: pa.Table) -> None: ...
    def close(self) -> None: ...


class Parquet:
    """The format of all tables that this program reads again."""

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        from pyarrow import parquet

        self._writer = parquet.ParquetWriter(file, schema, compression="zstd", write_page_checksum=True)

    def write(self, part: pa.Table) -> None:
        """Write a group of rows. Raises OSError."""
        self._writer.write_table(part, row_group_size=groups.GROUP)

    def close(self) -> None:
        """Write the end of the file. Raises OSError."""
        self._writer.close()


class File:
    """One file of a table that is written, in groups; `form` is its format."""

    def __init__(self, path: Path, schema: pa.Schema, form: Callable[[BinaryIO, pa.Schema], Format] = Parquet) -> None:
        self.path, self.rows = path, 0
        self._file: BinaryIO = path.open("wb")
        try:
            self._format = form(self._file, schema)
        except BaseException:
            self._file.close()
            raise

    def write(self, part: pa.Table) -> None:
        """Write a group. Raises OSError."""
        self._format.write(part)
        self.rows += part.num_rows

    def close(self) -> None:
        """Finish the file and wait until it is on the disk. Raises OSError."""
        self._format.close()
        placing.to_disk(self._file)
        self._file.close()

    def abort(self) -> None:
        """Leave the file as it is."""
        with suppress(OSError, ValueError, pa.ArrowException):
            self._format.close()  # one that stays open complains when it goes
        with suppress(OSError):
            self._file.close()


def name(year: int | None, number: int) -> str:
    """Return the name of the nth file of a year; names sort as years do.

    >>> name(2022, 1), name(2022, 2), name(None, 1)
    ('2022.parquet', '2022_002.parquet', 'unknown.parquet')
    """
    stem = "unknown" if year is None else f"{year:04}"
    return f"{stem}.parquet" if number == 1 else f"{stem}_{number:03}.parquet"


class _Year:
    """The rows of one year: a file, and the next one when that is full."""

    def __init__(self, folder: Path, year: int | None, schema: pa.Schema) -> None:
        self._folder, self.year, self._schema = folder, year, schema
        self.files: list[File] = []
        self.groups = Groups(self.write)

    def write(self, part: pa.Table) -> None:
        if not self.files or self.files[-1].rows + part.num_rows > LARGEST:
            if self.files:
                self.files[-1].close()
            path = self._folder / name(self.year, len(self.files) + 1)
            self.files.append(File(path, self._schema))
        self.files[-1].write(part)

    def close(self) -> None:
        self.groups.flush()
        self.files[-1].close()


class Partitions:
    """A folder of Parquet files of a table with a column `year`, made at a place where nothing stands.

    It takes its rows in groups of the same size, so that its bytes follow from the rows and their order alone.
    """

    def __init__(self, place: Path, schema: pa.Schema) -> None:
        place.mkdir()
        self._place, self._schema = place, schema
        self._years: dict[int | None, _Year] = {}

    def write(self, part: pa.Table) -> None:
        """Write a group of rows of any years. Raises OSError."""
        from pyarrow import compute

        order = compute.sort_indices(part, sort_keys=[("year", "ascending")])  # stable; without a year last
        runs = compute.run_end_encode(part["year"].combine_chunks().take(order))
        start = 0
        for year, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            self._year(year).groups.add(part.take(order.slice(start, end - start)))
            start = end
        while sum(year.groups.waiting for year in self._years.values()) > _WAITING * groups.GROUP:
            max(self._years.values(), key=lambda year: year.groups.waiting).groups.flush()

    def _year(self, year: int | None) -> _Year:
        if year not in self._years:
            self._years[year] = _Year(self._place, year, self._schema)
        return self._years[year]

    def close(self) -> None:
        """Finish all files. Raises OSError."""
        if not self._years:  # a folder without a file is a table without columns
            self._year(None).write(self._schema.empty_table())
        for year in self._years.values():
            year.close()
        placing.folder_to_disk(self._place)

    def abort(self) -> None:
        """Leave the files as they are."""
        for year in self._years.values():
            for file in year.files:
                file.abort()

    def entries(self, table: str) -> list[dict[str, Any]]:
        """Return what a manifest says of the files, which are to stand in a folder of this name."""
        files = sorted((file for year in self._years.values() for file in year.files), key=lambda file: file.path)
        return [manifest.entry(file.path, f"{table}/{file.path.name}", file.rows) for file in files]


class Growing:
    """A Parquet file that becomes a folder once it has more rows than `above`; at once where that is negative.

    What it becomes is the same, byte for byte, as if it had been one from the first row on.
    """

    def __init__(self, place: Path, schema: pa.Schema, above: int | None) -> None:
        self._place, self._schema, self._above = place, schema, above
        self._held: File | Partitions
        at_once = above is not None and above < 0
        self._held = Partitions(place, schema) if at_once else File(place, schema)

    @property
    def parted(self) -> Partitions | None:
        """The folder, if it has become one."""
        return self._held if isinstance(self._held, Partitions) else None

    def write(self, part: pa.Table) -> None:
        """Write a group. Raises OSError."""
        held = self._held
        if self._above is not None and isinstance(held, File) and held.rows + part.num_rows > self._above:
            self._part(held)
        self._held.write(part)

    def _part(self, held: File) -> None:
        from pyarrow import parquet

        manifest.check_replaceable(self._place.parent, parted=True)
        held.close()
        whole = placing.part(self._place)
        os.replace(self._place, whole)
        self._held = Partitions(self._place, self._schema)
        with parquet.ParquetFile(whole, page_checksum_verification=True) as file:
            for number in range(file.num_row_groups):
                group = file.read_row_group(number).replace_schema_metadata(self._schema.metadata)
                self._held.write(group.combine_chunks())
        whole.unlink()

    def close(self) -> None:
        """Finish what is written. Raises OSError."""
        self._held.close()

    def abort(self) -> None:
        """Leave what is written as it is."""
        self._held.abort()
