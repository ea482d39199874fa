"""Turns Chinese government reports into tidy tables of typed indicators.

import indicators
frame = indicators.extract("seeds/")    # one row for each number that a report states
frame = indicators.read("out/")         # the table that `indicators extract` wrote
pairs = indicators.diff(frame, "b.txt") # the same metrics in two reports, folders or tables
found = indicators.audit(frame)         # the arithmetic that the reports allow, checked
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

__version__ = "0.1.0"
__all__ = ["__version__", "audit", "diff", "extract", "read"]


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
    Returns one row for each observation with the columns of the table `indicators.parquet` (README, "Columns");
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


def read(path: str | Path = "out/") -> pandas.DataFrame:
    """Read an `indicators.parquet` that `indicators extract` wrote, from its folder or the file itself.

    Returns a DataFrame with one row for each observation. Raises FileNotFoundError where no table is, and
    indicators.table.TableError for a file that is damaged or no such table.
    """
    from indicators import table

    return table.to_pandas(table.read(Path(path)))


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
