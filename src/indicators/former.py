"""Former tables: what a run before wrote of documents that are still the same, to be taken over as it stands."""

from heapq import heappop, heappush
from pathlib import Path

import pyarrow as pa

from indicators import schemas, table
from indicators.table import Row, TableError

_BATCH = 2_048  # rows of a file that are held at once


class Former:
    """The tables of a folder, if the run that wrote them was the same in all but the documents; else of none.

    `run` is the digest of all that makes the rows. A damaged file counts as none.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self._documents: dict[str, Row] = {}
        self._rank: dict[str, int] = {}
        self._files: list[_Forward] = []
        self._heads: list[tuple[int, int]] = []  # of every file: the document that stands next there, the file's number
        if not (folder / table.PARTED).exists():
            return
        try:
            documents = table.read(folder, "documents")
            self._files = [_Forward(file) for file in table.files(folder / table.PARTED)]
        except (TableError, OSError, pa.ArrowException):
            return
        said = {(s.metadata or {}).get(b"indicators.run", b"") for s in (documents.schema, *self._schemas())}
        whole = all(schema.equals(schemas.INDICATORS) for schema in self._schemas())
        listed = documents.to_pylist()
        counted = sum(row["indicators"] for row in listed)
        if not whole or said != {run.encode()} or counted != sum(file.count for file in self._files):
            return
        self._rank = {row["document"]: rank for rank, row in enumerate(listed)}
        self._documents = {row["document"]: row for row in listed if row["status"] != "failed"}

    def _schemas(self) -> list[pa.Schema]:
        return [file.schema for file in self._files]

    def document(self, name: str, sha256: str | None = None) -> Row | None:
        """Return the row of a document, if it has this content where one is given; None without one."""
        row = self._documents.get(name)
        return row if row and sha256 in (None, row["sha256"]) else None

    def rows(self, name: str) -> pa.Table:
        """Return the rows of a document, as they stood in one file; documents are asked for in the tables' order.

        Raises TableError where a file is damaged there, or the order of the rows cannot be told.
        """
        rank = self._rank[name]
        parts: list[pa.Table] = []
        try:
            if not self._heads:
                for number in range(len(self._files)):
                    self._wait(number)
            while self._heads and self._heads[0][0] <= rank:
                found, number = heappop(self._heads)
                part = self._files[number].take()
                if found == rank:
                    parts.append(part)
                self._wait(number)
        except (OSError, pa.ArrowException, KeyError) as error:
            raise TableError(str(error)) from error
        rows = pa.concat_tables(parts) if parts else schemas.INDICATORS.empty_table()
        if rows.num_rows != self._documents[name]["indicators"]:
            raise TableError(f"{name}: its rows do not stand in its place")
        return rows if len(self._files) == 1 else _in_order(rows)

    def _wait(self, number: int) -> None:
        document = self._files[number].document
        if document is not None:
            heappush(self._heads, (self._rank[document], number))


def _in_order(rows: pa.Table) -> pa.Table:
    """Put rows of several years into the order in which their document has them: by where they stand in the text."""
    at = rows["start"].to_pylist()
    if len(set(at)) != len(at):
        raise TableError("several rows at one place: which of two years stood first cannot be told")
    return rows.take(pa.array(sorted(range(len(at)), key=at.__getitem__), pa.int64()))


class _Forward:
    """A file of a table that is read from its beginning to its end; `document` is the one whose rows stand next.

    Raises OSError and pyarrow.ArrowException, as its methods do.
    """

    def __init__(self, path: Path) -> None:
        from pyarrow import parquet

        file = parquet.ParquetFile(path, page_checksum_verification=True)
        self.schema, self.count = file.schema_arrow, file.metadata.num_rows
        self._batches = file.iter_batches(batch_size=_BATCH)
        self._runs: list[tuple[str, pa.RecordBatch]] = []

    @property
    def document(self) -> str | None:
        """The document whose rows stand next, None at the end."""
        while not self._runs:
            batch = next(self._batches, None)
            if batch is None:
                return None
            self._runs = _runs(batch)
        return self._runs[-1][0]

    def take(self) -> pa.Table:
        """Return the rows that stand next, all of one document; more of it may follow."""
        return pa.Table.from_batches([self._runs.pop()[1]])


def _runs(batch: pa.RecordBatch) -> list[tuple[str, pa.RecordBatch]]:
    """Part a batch by its documents, the last one first."""
    from pyarrow import compute

    encoded = compute.run_end_encode(batch["document"])
    found, start = [], 0
    for document, end in zip(encoded.values.to_pylist(), encoded.run_ends.to_pylist(), strict=True):
        found.append((document, batch.slice(start, end - start)))
        start = end
    return found[::-1]
