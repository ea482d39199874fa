"""Turns Chinese government reports into tidy tables of typed indicators.

import indicators
frame = indicators.extract("seeds/")    # one row for each number that a report states
frame = indicators.read("out/")         # the table that `indicators extract` wrote
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

__version__ = "0.1.0"
__all__ = ["__version__", "extract", "read"]


def extract(
    path: str | Path,
    *,
    rules: str | Path | None = None,
    region: str | None = None,
    year: int | None = None,
    encoding: str | None = None,
) -> pandas.DataFrame:
    """Extract the indicators of a report, or of every report in a folder, as a DataFrame.

    path: a text file or a folder, searched with its subfolders. rules: a pack or a folder of packs added to the
    shipped ones. region, year: taken where a report names none. encoding: of the files, guessed if None.
    Returns one row for each observation with the columns of the table `indicators.parquet` (README, "Columns");
    `frame.attrs["failed"]` maps each document that could not be read to the reason.
    Raises FileNotFoundError for a missing path or a folder without reports, ValueError for an unknown region,
    indicators.rules.RuleError for broken rule files.
    """
    from indicators import table
    from indicators.extraction import extract as run

    result = run(Path(path), rules=[Path(rules)] if rules else [], region=region, year=year, encoding=encoding)
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
