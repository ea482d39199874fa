"""Selection: the rows of a table that an analyst asks for, by metric, region, year, measure, status and document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Words = str | Iterable[str] | None


class SelectionError(ValueError):
    """A selection that cannot be read, or that no row answers; the message says which and what is like it."""


def named(words: str, names: Iterable[str]) -> set[str]:
    """Return the names that words mean: the name that they are, else all names that contain them.

    >>> sorted(named("生产总值", ["生产总值", "人均生产总值"])), sorted(named("人均", ["生产总值", "人均生产总值"]))
    (['生产总值'], ['人均生产总值'])
    """
    listed = set(names)
    return {words} if words in listed else {name for name in listed if words in name}


def located(words: str, names: Iterable[str]) -> set[str]:
    """Return the regions, by name and by code, that words mean: 湖北 is 湖北省, the code 4211 all that is in 黄冈市.

    >>> sorted(located("湖北", ["湖北省", "黄冈市", "42"])), sorted(located("42", ["420000", "421122", "150000"]))
    (['湖北省'], ['420000', '421122'])
    """
    listed = set(names)
    if words in listed:
        return {words}
    return {name for name in listed if name.startswith(words)} if not words.isdigit() or len(words) < 6 else set()


def years(text: str) -> list[int]:
    """Read a year or a span of years as a person writes them. Raises SelectionError.

    >>> years("2021"), years("2019-2021")
    ([2021], [2019, 2020, 2021])
    """
    span = re.fullmatch(r"([0-9]{4})(?:[-—~]([0-9]{4}))?", text)
    if not span:
        raise SelectionError(f"year {text!r}: a year or a span of years is meant, for example 2021 or 2019-2021")
    if found := list(range(int(span[1]), int(span[2] or span[1]) + 1)):
        return found
    raise SelectionError(f"year {text!r}: the span ends before it begins")


# What of the table each part of a selection is looked for in, and how its words are read.
_COLUMNS = {
    "metric": (("metric", "metric_name"), named),
    "region": (("region", "region_code"), located),
    "measure": (("measure",), lambda words, names: {words}),
    "status": (("status",), lambda words, names: {words}),
    "document": (("document",), named),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked of a table; a part that is None is not asked for, of several values any one is enough.

    metric: an id or a name, else what is in them; region: a name or its beginning, or a code of GB/T 2260, of which one
    with fewer than six digits means all that is within; year: one or several, also in words that `years` reads;
    measure, status: as in the table; document: a name, else what is in it.
    """

    metric: Words = None
    region: Words = None
    year: int | Words | Iterable[int] = None
    measure: Words = None
    status: Words = None
    document: Words = None

    @property
    def columns(self) -> list[str]:
        """The columns that the selection looks at."""
        asked = [part.name for part in fields(self) if getattr(self, part.name) is not None]
        return [column for part in asked for column in (_COLUMNS[part][0] if part in _COLUMNS else (part,))]

    def of(self, table: pa.Table) -> pa.Table:
        """Return the rows of a table of observations that fit, in their order."""
        for part in fields(self):
            asked = getattr(self, part.name)
            if asked is not None and table.num_rows:
                table = table.filter(_fits(table, part.name, asked))
        return table

    def required(self, table: pa.Table) -> pa.Table:
        """Return the rows that fit; raises SelectionError where there is none, with names like those asked for."""
        found = self.of(table)
        if found.num_rows or not table.num_rows:
            return found
        for part in fields(self):
            asked = getattr(self, part.name)
            if asked is None:
                continue
            left = Selection(**{part.name: asked}).of(table)
            if not left.num_rows:
                raise SelectionError(f"no row has the {part.name} {_said(asked)}{_like(table, part.name, asked)}")
            table = left
        raise SelectionError("no row fits all that is asked for")


def _listed(asked: Any) -> list[Any]:
    return [asked] if isinstance(asked, str) or not isinstance(asked, Iterable) else list(asked)


def _fits(table: pa.Table, part: str, asked: Any) -> pa.ChunkedArray:
    import pyarrow as pa
    from pyarrow import compute

    if part == "year":
        wanted = {int(n) for y in _listed(asked) for n in (years(y) if isinstance(y, str) else [y])}
        return compute.is_in(
            table.column("year"), value_set=pa.array([n for n in wanted if abs(n) < 2**15], pa.int16())
        )
    columns, reading = _COLUMNS[part]
    values = {c: {v for v in compute.unique(table.column(c)).to_pylist() if v is not None} for c in columns}
    wanted = set().union(*(reading(words, set().union(*values.values())) for words in _listed(asked)))
    masks = [
        compute.is_in(table.column(c), value_set=pa.array(sorted(wanted & values[c]), pa.string())) for c in columns
    ]
    return masks[0] if len(masks) == 1 else compute.or_(*masks)


def _said(asked: Any) -> str:
    return " or ".join(map(str, _listed(asked)[:3]))


def _like(table: pa.Table, part: str, asked: Any) -> str:
    """Names of the table that are like what was asked for, or those that it has."""
    column = part if part == "year" else _COLUMNS[part][0][-1 if part == "metric" else 0]
    names = sorted({str(v) for v in table.column(column).to_pylist() if v not in (None, "")})
    near = get_close_matches(str(_listed(asked)[0]), names, 3, 0.3)
    return f"; like it are {', '.join(near)}" if near else f"; there are {', '.join(names[:4])} …" if names else ""
