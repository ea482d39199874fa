"""Former tables: what a run before wrote of documents that are still the same, to be taken over as it stands."""

from itertools import accumulate
from pathlib import Path

import pyarrow as pa

from indicators import schemas, table
from indicators.table import Row, TableError


class Former:
    """The tables of a folder, if the run that wrote them was the same in all but the documents; else of none.

    `run` is the digest of all that makes the rows. A damaged file counts as none.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self._documents: dict[str, Row] = {}
        self._start: dict[str, int] = {}
        self._group: tuple[int, pa.Table] | None = None
        if not (folder / "indicators.parquet").is_file():
            return
        from pyarrow import parquet

        try:
            documents = table.read(folder, "documents")
            self._rows = parquet.ParquetFile(folder / "indicators.parquet", page_checksum_verification=True)
        except (TableError, OSError, pa.ArrowException):
            return
        said = [(t.metadata or {}).get(b"indicators.run", b"") for t in (documents.schema, self._rows.schema_arrow)]
        listed = documents.to_pylist()
        starts = list(accumulate((row["indicators"] for row in listed), initial=0))
        whole = self._rows.schema_arrow.equals(schemas.INDICATORS)
        if not whole or said != [run.encode()] * 2 or starts[-1] != self._rows.metadata.num_rows:
            return
        self._start = {row["document"]: at for row, at in zip(listed, starts, strict=False)}
        self._documents = {row["document"]: row for row in listed if row["status"] != "failed"}

    def document(self, name: str, sha256: str) -> Row | None:
        """Return the row of a document that has this content, or None."""
        row = self._documents.get(name)
        return row if row and row["sha256"] == sha256 else None

    def rows(self, name: str) -> pa.Table:
        """Return the rows of a document. Raises TableError where the file is damaged there."""
        at, count = self._start[name], self._documents[name]["indicators"]
        parts = []
        try:
            for number in range(self._rows.num_row_groups):
                size = self._rows.metadata.row_group(number).num_rows
                if at < size and count:
                    part = self._read(number).slice(at, count)
                    parts.append(part)
                    count -= part.num_rows
                at = max(at - size, 0)
        except (OSError, pa.ArrowException) as error:
            raise TableError(str(error)) from error
        return pa.concat_tables(parts) if parts else self._rows.schema_arrow.empty_table()

    def _read(self, number: int) -> pa.Table:
        if self._group is None or self._group[0] != number:
            self._group = number, self._rows.read_row_group(number)
        return self._group[1]
