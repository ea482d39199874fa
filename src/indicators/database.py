"""Database: the tables as an SQLite file, with views for the questions that are asked first.

indicators   the rows; `row` is the place in the Parquet table, counted from 0, flags are a JSON array
documents    the files that they come from
periods      every period of the rows with its first and last day, and its `span`: which part of a year it is (S1,
             Q3, 06-30; nothing for a year or its last day), or over how many years (/5)
columns      what every column means; about: which version and rules have made the rows
latest       of each region, metric, measure, unit, denominator, status and base the rows whose period ends last
by_year      the same as a line with a column for each year. No number is left out: what differs within one year
             stands in further lines, `variant` 2, 3 …; the upper ends of ranges in lines whose `limit_of` is high
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from indicators import comparability, days, schemas
from indicators.table import rows as each_row

_INDEXED = ("metric", "region", "year", "document")
_SERIES = ("region", "region_code", "metric", "metric_name", "measure", "unit", "per", "status", "base")
_VIEWS = {
    ("periods", "period"): "时期", ("periods", "first"): "第一天", ("periods", "last"): "最后一天",
    ("periods", "span"): "年内的哪一部分(S1、Q3、06-30;全年与年末为空),或跨几年(/5)",
    ("indicators", "row"): "行号:在 Parquet 表中的位置,从 0 起",
    ("latest", "*"): "各地区、指标、类型、单位、分母、状态、基期中,时期结束最晚的行;列同 indicators",
    ("by_year", "span"): "同 periods.span",
    ("by_year", "variant"): "同一年有不同数值时,各数值分列各行:1、2、3 …",
    ("by_year", "limit_of"): "high 为区间上限;其余为数值(区间取下限)",
    ("by_year", "2022 …"): "该年的数值,基本单位;unknown 为无年份者",
}  # fmt: skip


def write(path: Path, rows: pa.Table, documents: pa.Table | None, said: Mapping[str, str]) -> None:
    """Write a database where no file stands.

    rows: with their place as `row`; said: what the tables say of their making. Raises OSError.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            for order in ("journal_mode=off", "synchronous=off", f"user_version={schemas.VERSION}"):
                database.execute(f"PRAGMA {order}")
            database.execute("BEGIN")
            _fill(database, "indicators", rows)
            _fill(database, "documents", schemas.DOCUMENTS.empty_table() if documents is None else documents)
            _explain(database, rows, said)
            for column in _INDEXED:
                database.execute(f'CREATE INDEX "indicators_{column}" ON indicators ("{column}")')
            database.execute(_latest())
            database.execute(_by_year(database))
            database.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(f"SQLite: {error}") from error


def _fill(database: sqlite3.Connection, name: str, whole: pa.Table) -> None:
    columns = ", ".join(f'"{f.name}" {_kind(f.type)}' + " PRIMARY KEY" * (f.name == "row") for f in whole.schema)
    database.execute(f"CREATE TABLE {name} ({columns})")
    places = ", ".join("?" * whole.num_columns)
    database.executemany(
        f"INSERT INTO {name} VALUES ({places})", (list(map(_cell, r.values())) for r in each_row(whole))
    )


def _kind(kind: pa.DataType) -> str:
    return "INTEGER" if pa.types.is_integer(kind) else "REAL" if pa.types.is_floating(kind) else "TEXT"


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return value if value is None or isinstance(value, int | float | str) else str(value)


def _explain(database: sqlite3.Connection, rows: pa.Table, said: Mapping[str, str]) -> None:
    database.execute('CREATE TABLE periods (period TEXT PRIMARY KEY, "first" TEXT, "last" TEXT, span TEXT)')
    database.executemany("INSERT INTO periods VALUES (?, ?, ?, ?)", _periods(rows))
    database.execute('CREATE TABLE columns ("table" TEXT, "column" TEXT, meaning TEXT)')
    tables = {"indicators": schemas.INDICATORS, "documents": schemas.DOCUMENTS}
    meanings = {(name, f.name): f.metadata[b"description"].decode() for name, s in tables.items() for f in s}
    database.executemany(
        "INSERT INTO columns VALUES (?, ?, ?)", ((*of, meaning) for of, meaning in (meanings | _VIEWS).items())
    )
    database.execute("CREATE TABLE about (name TEXT, value TEXT)")
    database.executemany("INSERT INTO about VALUES (?, ?)", said.items())


def _periods(rows: pa.Table) -> Iterator[tuple[str | None, ...]]:
    for period in sorted(filter(None, rows.column("period").unique().to_pylist())):
        first, last = map(str, days.of(period) or ("", ""))
        yield period, first or None, last or None, comparability.length(period)


def _latest() -> str:
    key = ", ".join(f'i."{name}"' for name in _SERIES)
    return f"""CREATE VIEW latest AS SELECT * FROM indicators WHERE "row" IN (
        SELECT "row" FROM (SELECT i."row", rank() OVER (PARTITION BY {key}
            ORDER BY coalesce(p."last", i."year" || '-12-31') DESC) AS place
        FROM indicators i LEFT JOIN periods p USING (period)) WHERE place = 1) ORDER BY "row\""""


def _by_year(database: sqlite3.Connection) -> str:
    years = [year for (year,) in database.execute("SELECT DISTINCT year FROM indicators ORDER BY year IS NULL, year")]
    series = ", ".join(f'"{name}"' for name in _SERIES)
    columns = "".join(
        f""", max(CASE WHEN "year" IS {"NULL" if year is None else year} THEN "value" END) AS "{year or "unknown"}\""""
        for year in years
    )
    stated = f"""SELECT {series}, coalesce(span, '') AS span, "year", "value", '' AS limit_of, "row"
        FROM indicators LEFT JOIN periods USING (period)"""
    upper = stated.replace("\"value\", ''", "\"value_high\", 'high'") + ' WHERE "value_high" IS NOT NULL'
    return f"""CREATE VIEW by_year AS
        WITH stated AS ({stated} UNION ALL {upper}),
        once AS (SELECT {series}, span, limit_of, "year", "value", min("row") AS "row" FROM stated
            GROUP BY {series}, span, limit_of, "year", "value"),
        counted AS (SELECT *, row_number() OVER (
            PARTITION BY {series}, span, limit_of, "year" ORDER BY "row") AS variant FROM once)
        SELECT {series}, span, variant, limit_of{columns} FROM counted
        GROUP BY {series}, span, variant, limit_of ORDER BY {series}, span, variant, limit_of"""
