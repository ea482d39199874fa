"""Table: the schema, what is written and read again, and a write that fails."""

import csv
import io
import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import indicators
from indicators import placing, schemas, table
from indicators.batch import Extraction, save

ROW: table.Row = {
    "document": "a.txt", "region": "赤峰市", "region_code": "150400", "year": 2022, "period": "2022",
    "metric": "rural.x", "metric_name": "脱贫人口", "measure": "level", "value": 46900.5, "value_high": None,
    "unit": "人", "per": None, "bound": "exact", "status": "actual", "base": None, "subject": "脱贫人口",
    "raw": "4.69万人", "start": 3, "end": 9, "sentence": "脱贫人口4.69万人。", "rule": "rural.x", "flags": [],
}  # fmt: skip
DOCUMENT: table.Row = {
    "document": "a.txt", "sha256": "00", "bytes": 5, "format": "text", "encoding": "utf-8", "title": None,
    "publisher": None, "published": date(2023, 1, 31), "document_number": None, "region": None,
    "region_code": None, "year": None, "characters": 5, "quantities": 1, "indicators": 1, "status": "ok",
    "error": None,
}  # fmt: skip


def result(*rows: table.Row) -> Extraction:
    return Extraction(rows=list(rows), documents=[DOCUMENT], rules="d1")


PAGE = (Path(__file__).parents[1] / "docs" / "columns.md").read_text(encoding="utf-8")
SECTIONS = {
    "indicators.parquet": schemas.INDICATORS,
    "documents.parquet": schemas.DOCUMENTS,
    "Comparisons": schemas.DIFF,
    "Findings of an audit": schemas.FINDINGS,
}


@pytest.mark.parametrize("section", SECTIONS)
def test_the_columns_are_those_that_are_documented(section: str) -> None:
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    assert set(SECTIONS[section].names) <= set(re.findall(r"`([a-z0-9_]+)`", text))


@pytest.mark.parametrize("schema", [schemas.INDICATORS, schemas.DOCUMENTS])
def test_every_column_says_what_it_means(schema: pa.Schema) -> None:
    assert all(field.metadata[b"description"] for field in schema)


VALUES: list[tuple[str, Any]] = [
    ("value", -3.25),
    ("value", 1.5e15),
    ("value_high", 5.0),
    ("year", None),
    ("region", None),
    ("subject", ""),
    ("subject", "𠮷野家与“县”"),
    ("flags", ["unit_missing"]),
    ("flags", ["unit_missing", "damaged_text"]),
]


@pytest.mark.parametrize(("column", "value"), VALUES)
def test_a_value_comes_back_from_parquet(column: str, value: Any, tmp_path: Path) -> None:
    save(result(ROW, ROW | {column: value}, ROW), tmp_path)
    made = table.read(tmp_path)
    made.validate(full=True)
    assert made.column(column).to_pylist() == [ROW[column], value, ROW[column]]


def test_documents_come_back_with_their_dates(tmp_path: Path) -> None:
    save(result(), tmp_path)
    assert parquet.read_table(tmp_path / "documents.parquet").to_pylist() == [DOCUMENT]


def test_a_table_without_rows_has_every_column(tmp_path: Path) -> None:
    save(result(), tmp_path)
    made = table.read(tmp_path)
    assert (made.num_rows, made.column_names) == (0, schemas.INDICATORS.names)


def test_the_file_says_what_made_it_and_nothing_of_the_machine(tmp_path: Path) -> None:
    save(result(ROW), tmp_path)
    metadata = parquet.read_metadata(tmp_path / "indicators.parquet").metadata
    own = {k: v for k, v in metadata.items() if k.startswith(b"indicators.")}
    assert own == {
        b"indicators.schema": schemas.VERSION.encode(),
        b"indicators.version": indicators.__version__.encode(),
        b"indicators.rules": b"d1",
        b"indicators.run": b"",
    }
    assert str(tmp_path).encode() not in (tmp_path / "indicators.parquet").read_bytes()


FORMULAS = [
    ("=1+1", "'=1+1"),
    ("+86", "'+86"),
    ("-3", "'-3"),
    ("@SUM(A1)", "'@SUM(A1)"),
    (" \u00a0=1", "' \u00a0=1"),
    ("衔接资金", "衔接资金"),
]


@pytest.mark.parametrize(("text", "cell"), FORMULAS)
def test_csv_holds_no_formula(text: str, cell: str, tmp_path: Path) -> None:
    save(result(ROW | {"subject": text, "value": -3.2}), tmp_path, ["csv"])
    data = (tmp_path / "indicators.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # for Excel
    row = next(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert (row["subject"], row["value"]) == (cell, "-3.2")


def test_jsonl_holds_one_row_a_line(tmp_path: Path) -> None:
    save(result(ROW, ROW | {"flags": ["unit_missing"]}), tmp_path, ["jsonl"])
    lines = (tmp_path / "indicators.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [ROW, ROW | {"flags": ["unit_missing"]}]
    assert "脱贫人口" in lines[0]


def test_every_format_asked_for_is_written(tmp_path: Path) -> None:
    written = save(result(ROW), tmp_path / "a" / "b", ["csv", "parquet", "csv"])
    names = ["documents.csv", "documents.parquet", "indicators.csv", "indicators.parquet"]
    assert sorted(p.name for p in written) == sorted(p.name for p in (tmp_path / "a" / "b").iterdir()) == names


def test_a_damaged_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no indicators\.parquet"):
        table.read(Path("nowhere"))


def test_every_damage_to_a_file_is_noticed(tmp_path: Path) -> None:
    save(result(*[ROW] * 50), tmp_path)
    file = tmp_path / "indicators.parquet"
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[40] ^= 0xFF
    for damaged in (whole[:-9], whole[: len(whole) // 2], b"", b"PAR1", bytes(flipped)):
        file.write_bytes(damaged)
        with pytest.raises(table.TableError, match=r"indicators\.parquet"):
            table.read(tmp_path)


def test_another_table_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"a": [1]}), tmp_path / "x.parquet")
    with pytest.raises(table.TableError, match="no column document"):
        table.read(tmp_path / "x.parquet")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_tables(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(result(ROW), tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space left"):
        save(result(ROW, ROW), tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_hold_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(NotADirectoryError, match="not a folder"):
        placing.check_writable(tmp_path / "file" / "out")
    placing.check_writable(tmp_path / "new" / "out")
    assert not (tmp_path / "new").exists()


def test_read_gives_a_frame_with_whole_years(tmp_path: Path) -> None:
    save(result(ROW, ROW | {"year": None}), tmp_path)
    frame = indicators.read(tmp_path)
    assert str(frame["year"].dtype) == "Int16"
    assert frame["value"].tolist() == [46900.5, 46900.5]


# Of a column of each type: what pandas (its own types, Arrow's), Polars and DuckDB take it for.
TYPES = [
    ("indicators", "region_code", ("str|object", "string[pyarrow]", "String", "VARCHAR")),
    ("indicators", "year", ("int16", "int16[pyarrow]", "Int16", "SMALLINT")),
    ("indicators", "value", ("float64", "double[pyarrow]", "Float64", "DOUBLE")),
    ("indicators", "value_high", ("float64", "double[pyarrow]", "Float64", "DOUBLE")),
    ("indicators", "start", ("int32", "int32[pyarrow]", "Int32", "INTEGER")),
    ("indicators", "flags", ("object", "list<element: string>[pyarrow]", "List(String)", "VARCHAR[]")),
    ("documents", "bytes", ("int64", "int64[pyarrow]", "Int64", "BIGINT")),
    ("documents", "published", ("object", "date32[day][pyarrow]", "Date", "DATE")),
]


@pytest.mark.parametrize(("name", "column", "types"), TYPES, ids=[t[1] for t in TYPES])
def test_others_take_the_columns_for_what_they_are(
    name: str, column: str, types: tuple[str, ...], tmp_path: Path
) -> None:
    pandas, polars, duckdb = map(pytest.importorskip, ("pandas", "polars", "duckdb"))
    save(result(ROW, ROW), tmp_path)
    file = tmp_path / f"{name}.parquet"
    found = (
        pandas.read_parquet(file, dtype_backend="pyarrow")[column].dtype,
        polars.read_parquet(file).schema[column],
        duckdb.sql(f"select {column} from '{file}'").types[0],
    )
    assert str(pandas.read_parquet(file)[column].dtype) in types[0].split("|")
    assert tuple(map(str, found)) == types[1:]


@pytest.mark.parametrize("words", [{}, {"region": "赤峰"}])
def test_bytes_that_are_no_utf8_are_named(words: dict[str, str], tmp_path: Path) -> None:
    whole = table.indicators([ROW])
    damaged = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\3\0\0\0"), pa.py_buffer(b"\xed\xa0\x80")]
    )
    at = whole.column_names.index("region")
    parquet.write_table(whole.set_column(at, whole.schema.field(at), damaged), tmp_path / "indicators.parquet")
    with pytest.raises(table.TableError, match=r"indicators\.parquet: column region holds what is no UTF-8"):
        indicators.read(tmp_path, **words)
