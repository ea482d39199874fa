"""Pivots: observations as lines and columns of numbers, where no line mixes what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from indicators.comparability import length
from indicators.schemas import WORDS

if TYPE_CHECKING:
    import numpy
    import pandas

# What tells two observations apart, in the order of the levels that are added; `length` is that of the period.
TELLING = ("region", "year", "metric_name", "measure", "unit", "per", "status", "base", "length")
# A name, and the code by which names are put in order; of two that are called the same (鼓楼区) it tells which.
_CODES = {"region": "region_code", "metric_name": "metric"}
_NEEDED = ("document", "period", *_CODES.values(), *(name for name in TELLING if name != "length"))


class PivotError(ValueError):
    """Rows that make no table of one value a cell; the message says which and what to do."""


def wide(
    frame: pandas.DataFrame,
    index: str | Sequence[str] = "region",
    columns: str | Sequence[str] = "year",
    values: str = "value",
    duplicates: Literal["raise", "first", "last"] = "raise",
) -> pandas.DataFrame:
    """Turn rows into a table of lines and columns, as `indicators.wide` says. Raises PivotError."""
    import pandas

    if duplicates not in ("raise", "first", "last"):
        raise PivotError(f'duplicates={duplicates!r}: "raise", "first" or "last" is meant')
    lines, across = _listed(index), _listed(columns)
    if both := sorted({*lines} & {*across}):
        raise PivotError(f"{', '.join(both)}: in index and in columns, may be in one of them")
    rows = _rows(frame, [*lines, *across], values)
    lines += _further(rows, [*lines, *across])
    line, line_names = _keys(rows, lines)
    column, column_names = _keys(rows, across)
    cell = line * len(column_names) + column
    filled = rows[values].groupby(cell)
    if duplicates == "raise" and (counts := filled.nunique()).max() > 1:
        several = counts.index[counts > 1]
        raise _conflict(rows[cell == several[0]], values, [*lines, *across], len(several) - 1)
    chosen = filled.last() if duplicates == "last" else filled.first()
    table: pandas.DataFrame = chosen.set_axis(
        pandas.MultiIndex.from_arrays(divmod(chosen.index.to_numpy(), max(len(column_names), 1)))
    ).unstack()
    table.index, table.columns = line_names, column_names
    same = {name: rows[name].dropna().tolist()[:1] for name in TELLING if name not in (*lines, *across)}
    table.attrs = {name: word for name, words in same.items() for word in words if word != ""}
    return table


def _listed(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _rows(frame: pandas.DataFrame, keys: Sequence[str], values: str) -> pandas.DataFrame:
    """The rows with a value; texts instead of categories, empty ones for missing ones; the lengths of periods."""
    import pandas

    needed = [*dict.fromkeys([*keys, *_NEEDED, values])]
    if missing := [name for name in needed if name not in ("length", *frame.columns)]:
        raise PivotError(f"no column {', '.join(missing)} in the frame; wide takes rows of indicators.extract or read")
    rows = frame.loc[frame[values].notna(), [name for name in needed if name in frame.columns]].reset_index(drop=True)
    for name in rows.columns:
        if isinstance(rows[name].dtype, pandas.CategoricalDtype):
            rows[name] = rows[name].astype(rows[name].cat.categories.dtype)
        if not pandas.api.types.is_numeric_dtype(rows[name]):
            rows[name] = rows[name].fillna("")
    lengths = {period: length(period) for period in rows["period"].unique()}
    return rows.assign(length=rows["period"].map(lengths))


def _further(rows: pandas.DataFrame, keys: Sequence[str]) -> list[str]:
    """What else tells the rows apart than the keys: all that is not the same in all of them."""
    further = []
    dated = ("year", "length") if "period" in keys else ()
    for name in TELLING:
        code = _CODES.get(name)
        if code in keys:
            further += [name] * (name not in keys and _several(rows, str(code), name))
            continue
        if name not in (*keys, *dated) and rows[name].nunique(dropna=False) > 1:
            further.append(name)
        if code and _several(rows, name, code):
            further.append(code)
    return further


def _several(rows: pandas.DataFrame, one: str, other: str) -> bool:
    """Tell whether rows that have the one in common differ in the other."""
    return len(rows[[one, other]].drop_duplicates()) > rows[one].nunique(dropna=False)


def _keys(rows: pandas.DataFrame, names: Sequence[str]) -> tuple[numpy.ndarray[Any, Any], pandas.Index[Any]]:
    """Number the combinations of words that the rows have in these columns, in order, and list them as an index."""
    import numpy
    import pandas

    words, places = zip(*(_places(rows, name) for name in names), strict=True)
    found, numbers = numpy.unique(numpy.column_stack(places), axis=0, return_inverse=True)
    levels = [pandas.Index(each.reindex(found[:, n]), name=names[n]) for n, each in enumerate(words)]
    index = levels[0] if len(levels) == 1 else pandas.MultiIndex.from_arrays(levels)
    return numbers.reshape(-1), index


def _places(rows: pandas.DataFrame, name: str) -> tuple[pandas.Series[Any], numpy.ndarray[Any, Any]]:
    """The words of a column in order, and for each row the place of its word; the place after the last is no word."""
    import numpy
    import pandas

    numbers, found = pandas.factorize(rows[name])
    first: Iterable[Any] = WORDS.get(name, ())
    if name in _CODES:
        coded = rows.loc[rows[_CODES[name]] != "", [name, _CODES[name]]].drop_duplicates()
        first = coded.sort_values(_CODES[name])[name]
    ranks = {word: rank for rank, word in reversed([*enumerate(first)])}
    order = sorted(range(len(found)), key=lambda n: (ranks.get(found[n], len(ranks)), found[n]))
    place = numpy.empty(len(found) + 1, dtype=numpy.int64)
    place[order], place[-1] = range(len(found)), len(found)  # the number of what is missing is -1
    words = pandas.Series(found).iloc[order].reset_index(drop=True)
    if name == "year" and len(order) == place[numbers].max(initial=-1) + 1:
        words = words.astype("int64")
    return words, place[numbers]


def _conflict(rows: pandas.DataFrame, values: str, keys: Sequence[str], others: int) -> PivotError:
    """Say which values meet in one cell, and where each of them stands."""
    first = rows.drop_duplicates(values)
    where = " ".join(str(word) for word in rows[[*keys]].iloc[0].dropna() if word != "")
    what = ", ".join(
        f"{_said(value)} ({document})" for value, document in zip(first[values], first["document"], strict=True)
    )
    return PivotError(
        f"{where}: {what}" + (f", and {others} more cells with several values" if others else "")
        + '; choose rows, for example of one document, or say duplicates="first" or "last"'
    )  # fmt: skip


def _said(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
