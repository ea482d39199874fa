"""Groups: rows that wait until they fill a group of a file, in whatever parts they come."""

from collections.abc import Callable

import pyarrow as pa

GROUP = 30_000  # rows of a row group: what a reader takes at once, and what is held in memory
_PARTS = 256  # tables that may wait before they are made one: each costs some KB, however few its rows


class Groups:
    """Passes tables on in groups of GROUP rows, each of one piece; `waiting` rows are held back until they fill one."""

    def __init__(self, write: Callable[[pa.Table], None]) -> None:
        self._write = write
        self._parts: list[pa.Table] = []
        self.waiting = 0

    def add(self, part: pa.Table) -> None:
        """Take rows behind those that are there."""
        self._parts.append(part)
        self.waiting += part.num_rows
        if len(self._parts) >= _PARTS:
            self._parts = [pa.concat_tables(self._parts).combine_chunks()]
        if self.waiting >= GROUP:
            whole = pa.concat_tables(self._parts)
            full = self.waiting - self.waiting % GROUP
            for start in range(0, full, GROUP):
                self._write(whole.slice(start, GROUP).combine_chunks())  # the pages of a file follow the chunks
            self._parts = [whole.slice(full)]
            self.waiting -= full

    def flush(self) -> None:
        """Pass on what waits, as a group that is not full."""
        if self.waiting:
            parts, self._parts, self.waiting = self._parts, [], 0
            self._write(pa.concat_tables(parts).combine_chunks())
