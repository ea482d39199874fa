"""Turns Chinese government reports into tidy tables of typed indicators.

import indicators
frame = indicators.extract("seeds/")    # one row for each number that a report states
frame = indicators.read("out/")         # the table that `indicators extract` wrote
pairs = indicators.diff(frame, "b.txt") # the same metrics in two reports, folders or tables
found = indicators.audit(frame)         # the arithmetic that the reports allow, checked
table = indicators.wide(frame)          # a line for each region, a column for each year
indicators.read_report("b.txt")         # in a notebook: the report with its figures marked and explained
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas

    from indicators.figures import AnnotatedReport

__version__ = "0.1.0"
__all__ = ["__version__", "audit", "diff", "extract", "read", "read_report", "wide"]


def extract(
    path: str | Path,
    *,
    rules: str | Path | None = None,
    region: str | None = None,
    year: int | None = None,
    encoding: str | None = None,
) -> pandas.DataFrame:
    """Extract the indicators of a report, or of every report in a folder, as a DataFrame.

    path: a report (text, Markdown; with the extra `formats` HTML, PDF, DOCX, XLSX), a zip archive of them, or a folder,
    searched with its subfolders. rules: a pack or a folder of packs added to the
    shipped ones. region, year: taken where a report names none. encoding: of the files, guessed if None.
    Returns one row for each observation with the columns of the table `indicators.parquet` (README, "Columns"):
    measure, bound and status as Categoricals of all their words, in the order that sorting keeps (with pandas 2 group
    by them with `observed=True`, or words that no row has make groups of their own), other words as texts;
    `frame.attrs["failed"]` maps each document that could not be read to the reason.
    Raises FileNotFoundError for a missing path or a folder without reports, ValueError for an unknown region,
    indicators.rules.RuleError for broken rule files.
    """
    from indicators import table
    from indicators.batch import extract as run

    result = run(Path(path), rules=[Path(rules)] if rules else (), region=region, year=year, encoding=encoding)
    frame = table.to_pandas(table.indicators(result.rows))
    frame.attrs["failed"] = {d["document"]: d["error"] for d in result.documents if d["status"] == "failed"}
    return frame


def read(
    path: str | Path = "out/",
    *,
    metric: str | Iterable[str] | None = None,
    region: str | Iterable[str] | None = None,
    year: int | str | Iterable[int] | None = None,
    measure: str | Iterable[str] | None = None,
    status: str | Iterable[str] | None = None,
    document: str | Iterable[str] | None = None,
    categories: bool = False,
) -> pandas.DataFrame:
    """Read an `indicators.parquet` that `indicators extract` wrote, or the rows of it that are asked for.

    path: the folder of the tables or the file itself. metric: an id or a name, else what is in one (人均纯收入);
    region: a name or its beginning, or a code of GB/T 2260, of which a short one means all that is within (42);
    year: 2022, [2015, 2020], "2019-2022"; measure, status: as in the table; document: a name, else what is in one.
    Of several values any one is enough. Of a large table only the rows that fit are held in memory.
    Returns a DataFrame with one row for each observation, in the order of the table, with the types of `extract`;
    categories: also document, region, metric, unit and the other columns of few words as Categoricals, for tables of
    millions of rows: a third less memory; then group with `observed=True`, which pandas 2 does not by itself.
    Raises FileNotFoundError where no table is, ValueError where no row fits, with names like what was asked for, and
    indicators.table.TableError for a file that is damaged or no such table.
    """
    from indicators import table
    from indicators.selection import Selection

    asked = Selection(metric, region, year, measure, status, document)
    rows = table.read(Path(path), by=asked.columns, choose=asked.required if asked.columns else None)
    return table.to_pandas(rows, categories)


def read_report(
    path: str | Path,
    *,
    rules: str | Path | None = None,
    region: str | None = None,
    year: int | None = None,
    encoding: str | None = None,
) -> AnnotatedReport:
    """Read one report with all its figures in their places; in a notebook it shows itself.

    path: a file or URL, or a folder or archive with a single report. rules, region, year, encoding: as in `extract`.
    Returns the report with `frame` (its rows, as `extract` gives them), `text` (as decoded), `figures` (each with start
    and end, offsets into the text in characters, raw, and its row, or the reason why it gives none), name, title,
    region, year; `to_html()` makes a page of it.
    Raises FileNotFoundError, ValueError for several reports or an unknown region or encoding,
    indicators.documents.DocumentError for one that cannot be read, indicators.rules.RuleError for broken rule files.
    """
    from indicators import figures
    from indicators.extraction import Setup

    return figures.read(path, Setup((Path(rules),) if rules else (), region, year, encoding))


def diff(
    a: str | Path | pandas.DataFrame,
    b: str | Path | pandas.DataFrame,
    *,
    within: str | Path | None = None,
    by: Sequence[str] = (),
    rules: str | Path | None = None,
) -> pandas.DataFrame:
    """Compare what two reports, folders, tables or DataFrames say of the same metrics.

    a, b: a report or a folder of reports (extracted here), a folder or Parquet file that `indicators extract` wrote, or
    a DataFrame of its rows; with `within`, a folder of tables, the names of two of its documents. by: "region", "year"
    or both: of many documents those are compared that have these in common. rules: as in `extract`.
    Returns one row for each pair, and for each row that the other side lacks: class, metric, measure, unit, both sides
    as a_… and b_… with values in that unit, change (b - a), change_percent, match (exact or probable), score, flags;
    `attrs["notes"]` lists what is to be said of the comparison.
    Raises FileNotFoundError, ValueError for a side that cannot be compared, indicators.table.TableError.
    """
    from indicators import differences, sides, table

    packs = [Path(rules)] if rules else []
    first, second = (sides.read(side, Path(within) if within else None, packs) for side in (a, b))
    found = differences.compare(first, second, by)
    frame = table.to_pandas(table.differences(pair.to_json() for pair in found.pairs))
    frame.attrs["notes"] = [*first.notes, *first.failed, *second.notes, *second.failed, *found.notes]
    return frame


def audit(reports: str | Path | pandas.DataFrame, *, rules: str | Path | None = None) -> pandas.DataFrame:
    """Check the arithmetic that reports allow: parts and wholes, shares, changes, growths, restated figures.

    reports: what `diff` takes as a side. rules: as in `extract`. Returns one row for each check: kind (parts, share,
    change, growth, restated), verdict (inconsistent, cannot tell, consistent), stated, computed and tolerance in
    `unit`, formula, note, and `rows`: the rows of the numbers, the stated one first, each with document, start, end,
    raw, sentence. Raises as `diff` does.
    """
    from indicators import audits, sides, table

    found = audits.audit(sides.read(reports, None, [Path(rules)] if rules else []))
    return table.to_pandas(table.findings(finding.to_json() for finding in found))


def wide(
    frame: pandas.DataFrame,
    index: str | Sequence[str] = "region",
    columns: str | Sequence[str] = "year",
    values: str = "value",
    duplicates: Literal["raise", "first", "last"] = "raise",
) -> pandas.DataFrame:
    """Turn rows of `extract` or `read` into a table with a line for each region and a column for each year.

    index, columns: one or several columns of the frame, none in both; values: the one that fills the cells.
    No line mixes what cannot be compared. Whatever else tells rows apart – region, year, metric, measure, unit, per,
    status, base, and the length of the period, which is empty for a year, S1 for its first half, 06-30 for a day –
    becomes a further level of the index unless it is the same in all rows. So any rows can be looked at; choosing one
    metric and one measure first makes levels go, and naming a level in `index` makes it stay. What is the same in all
    rows stands in `attrs`: `attrs["unit"]` is the unit where no level says it.
    Equal values of several documents are one. Different ones for one cell are a ValueError that names the first of
    them, unless `duplicates` says that the first or the last row counts.
    Returns a DataFrame: regions in the order of their codes, metrics of their ids, measures as level, growth, change,
    share, rank, years ascending, NaN where no row is; a word that is missing in the frame is empty in the index. Rows
    without a value are left out. Raises ValueError also for a frame that lacks a column.
    """
    from indicators import pivots

    return pivots.wide(frame, index, columns, values, duplicates)
