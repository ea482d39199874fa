"""Export: the rows in Excel, SQLite, SDMX-CSV, CSV and JSON Lines, read back by others; the data package of them."""

import csv
import hashlib
import json
import math
import os
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas
import pyarrow as pa
import pytest

from conftest import Run
from indicators import datapackage, days, exports, sdmx, table, workbook
from indicators.batch import Extraction, save
from indicators.selection import Selection
from indicators.writers import Writer
from test_table import DOCUMENT, ROW

openpyxl = pytest.importorskip("openpyxl")
frictionless = pytest.importorskip("frictionless")
unescape = pytest.importorskip("openpyxl.utils.escape").unescape

FILES = {
    "csv": ["indicators.csv", "documents.csv"],
    "jsonl": ["indicators.jsonl", "documents.jsonl"],
    "xlsx": ["indicators.xlsx"],
    "sqlite": ["indicators.sqlite"],
    "sdmx-csv": ["indicators.sdmx.csv"],
}


@pytest.fixture(scope="module")
def out(extraction: Extraction, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the seeds with every export beside them."""
    folder = tmp_path_factory.mktemp("export")
    save(extraction, folder)
    exports.write(exports.read(folder), folder, exports.FORMATS)
    return folder


@pytest.fixture(scope="module")
def rows(out: Path) -> list[table.Row]:
    return table.read(out).to_pylist()


def made(folder: Path, *own: table.Row) -> Path:
    """Tables of rows that differ from ROW; each has a place of its own in the text."""
    with Writer(folder) as writer:
        writer.add([DOCUMENT], [ROW | {"start": i} | row for i, row in enumerate(own)])
        writer.commit()
    return folder


def exported(folder: Path, form: str, *own: table.Row) -> Path:
    exports.write(exports.read(made(folder, *own)), folder, [form])
    return folder / FILES[form][0]


def test_every_format_has_its_files_and_the_package(out: Path) -> None:
    assert set(FILES) == set(exports.FORMATS)
    names = {name for files in FILES.values() for name in files} | {"datapackage.json"}
    assert {p.name for p in out.iterdir()} == names | {"indicators.parquet", "documents.parquet"}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_flat_files_are_those_of_extract(form: str, out: Path, extraction: Extraction, tmp_path: Path) -> None:
    save(extraction, tmp_path, [form])
    for name in FILES[form]:
        assert (out / name).read_bytes() == (tmp_path / name).read_bytes()


# --- Excel ------------------------------------------------------------------------------------------------------------


def sheet(file: Path, name: str = workbook.ROWS) -> list[dict[str, Any]]:
    """The lines of a sheet; empty cells are None, as the texts of the table are that are empty."""
    heads, *lines = openpyxl.load_workbook(file, read_only=True)[name].iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def test_the_sheet_has_every_row_in_chinese(out: Path, rows: list[table.Row]) -> None:
    lines = sheet(out / "indicators.xlsx")
    assert len(lines) == len(rows)
    measures = {"level": "水平", "growth": "增速", "change": "增减", "share": "占比", "rank": "位次"}
    bounds = {"exact": "准确", "about": "约", "over": "以上", "under": "以下", "range": "区间"}
    same = {"地区": "region", "地区代码": "region_code", "年份": "year", "时期": "period", "指标": "metric_name",
            "指标编号": "metric", "数值": "value", "区间上限": "value_high", "单位": "unit", "分母": "per", "文件": "document",
            "原文数字": "raw", "起点": "start", "终点": "end", "句子": "sentence", "规则": "rule", "原文用语": "subject"}  # fmt: skip
    for i, (line, row) in enumerate(zip(lines, rows, strict=True)):
        assert {title: line[title] for title in same} == {
            title: row[name] or None if row[name] == "" else row[name] for title, name in same.items()
        }
        assert (line["行号"], line["类型"], line["精确程度"]) == (i, measures[row["measure"]], bounds[row["bound"]])
        assert line["状态"] == {"actual": "实际", "target": "目标"}[row["status"]]
        assert line["对比基期"] == {"yoy": "同比"}.get(row["base"], row["base"])
        assert line["亿元"] == (row["value"] / 1e8 if row["unit"] == "元" and not row["per"] else None)
        assert line["万人"] == (row["value"] / 1e4 if row["unit"] == "人" and not row["per"] else None)
    assert "文字受损" in {line["存疑"] for line in lines}


def test_the_workbook_is_laid_out_for_reading_and_printing(out: Path) -> None:
    book = openpyxl.load_workbook(out / "indicators.xlsx")
    assert book.sheetnames == ["指标", "文件", "说明"]
    first = book["指标"]
    assert (first.freeze_panes, first.print_title_rows) == ("A2", "$1:$1")
    assert first.auto_filter.ref == first.dimensions
    assert (
        first.page_setup.orientation,
        first.page_setup.fitToHeight,
        first.sheet_properties.pageSetUpPr.fitToPage,
    ) == ("landscape", 0, True)
    assert first["P3"].alignment.wrap_text
    assert first["P1"].value == "句子"
    meant = {(line[0].value, line[1].value) for line in book["说明"].iter_rows(min_row=7) if line[2].value}
    assert {("指标", cell.value) for cell in first[1]} <= meant
    assert book["说明"]["B4"].value == (table.read(out).schema.metadata[b"indicators.rules"]).decode()


def test_documents_have_their_dates(out: Path) -> None:
    lines = sheet(out / "indicators.xlsx", "文件")
    documents = table.read(out / "documents.parquet", "documents").to_pylist()
    assert [line["发布日期"] and line["发布日期"].date() for line in lines] == [d["published"] for d in documents]
    assert {line["状态"] for line in lines} == {"正常"}


def cut(character: str, count: int) -> str:
    """What fits into a cell of a text that is too long."""
    note = f"……(原文{count}字,表格容纳不下,此处截断)"
    return character * ((32_767 - len(note)) // (len(character.encode("utf-16-le")) // 2)) + note


HOSTILE = [
    ("=1+1", "=1+1"),
    ("@SUM(A1)", "@SUM(A1)"),
    ("{=A1}", "{=A1}"),
    ("http://example.org/", "http://example.org/"),
    ("150400", "150400"),
    ("_x0041_", "_x0041_"),
    ("\x00\x1b[31m红", "\\x00\\x1b[31m红"),
    ("\ufffe", "\\ufffe"),
    ("一\n二\t三", "一\n二\t三"),
    ("<r><t>粗</t></r>", " <r><t>粗</t></r>"),
    ("a&b<c>\"d'", "a&b<c>\"d'"),
    ("字" * 32_767, "字" * 32_767),
    ("字" * 40_000, cut("字", 40_000)),
    ("𠮷" * 20_000, cut("𠮷", 20_000)),
]


@pytest.mark.parametrize(("text", "cell"), HOSTILE, ids=lambda text: ascii(text[:8]))
def test_a_text_stays_a_text(text: str, cell: str, tmp_path: Path) -> None:
    file = exported(tmp_path, "xlsx", {"sentence": text, "unit": text, "flags": [text]})
    cells = {c.column: c for c in openpyxl.load_workbook(file)["指标"][2]}
    assert {unescape(cells[column].value) for column in (8, 16, 17)} == {cell}
    assert {cells[column].data_type for column in (8, 16, 17)} <= {"s", "inlineStr"}
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767


def test_more_rows_than_a_sheet_takes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST", 3)
    tables = exports.read(made(tmp_path, *[{}] * 4))
    with pytest.raises(ValueError, match="4 rows, and a sheet of Excel takes 3: choose rows with --metric"):
        exports.write(tables, tmp_path / "new", ["csv", "xlsx"])
    assert list((tmp_path / "new").iterdir()) == []


# --- SQLite -----------------------------------------------------------------------------------------------------------


def asked(file: Path, question: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(file) as database:
        return database.execute(question).fetchall()


def test_the_database_has_every_row(out: Path, rows: list[table.Row]) -> None:
    with sqlite3.connect(out / "indicators.sqlite") as database:
        frame = pandas.read_sql("SELECT * FROM indicators", database)
        documents = pandas.read_sql("SELECT * FROM documents", database)
    found = json.loads(frame.to_json(orient="records", double_precision=15))
    assert [line.pop("row") for line in found] == list(range(len(rows)))
    assert [line | {"flags": json.loads(line["flags"])} for line in found] == rows
    known = table.read(out / "documents.parquet", "documents").to_pylist()
    assert documents["published"].fillna("").tolist() == [str(d["published"] or "") for d in known]


def test_every_column_of_the_database_is_explained(out: Path) -> None:
    explained = set(asked(out / "indicators.sqlite", 'SELECT "table", "column" FROM columns'))
    for name in ("indicators", "documents", "periods"):
        columns = {(name, c[1]) for c in asked(out / "indicators.sqlite", f"PRAGMA table_info({name})")}
        assert columns <= explained
    indices = {line[1] for line in asked(out / "indicators.sqlite", "PRAGMA index_list(indicators)")}
    assert {"indicators_metric", "indicators_region", "indicators_year"} <= indices


def test_by_year_drops_no_number(out: Path, rows: list[table.Row]) -> None:
    names = ["region", "metric", "measure", "unit", "status"]
    with sqlite3.connect(out / "indicators.sqlite") as database:
        wide = pandas.read_sql("SELECT * FROM by_year", database)
    years = [c for c in wide.columns if c.isdigit() or c == "unknown"]
    cells = wide.melt(names, years).dropna(subset="value")
    found = {tuple(line) for line in cells[[*names, "variable", "value"]].itertuples(index=False)}
    stated = {
        (*(row[name] for name in names), str(row["year"] or "unknown"), value)
        for row in rows
        for value in (row["value"], row["value_high"])
        if value is not None
    }
    assert found == stated


SERIES: list[tuple[str, list[table.Row], list[int], list[tuple[Any, ...]]]] = [
    ("years", [{"year": 2021, "period": "2021", "value": 1.0}, {}], [1], [("", 1, "", 1.0, 46900.5)]),
    ("parts of a year", [{"period": "2022-S1", "value": 1.0}, {}], [1], [("", 1, "", 46900.5), ("S1", 1, "", 1.0)]),
    ("an end of a year is the year", [{"period": "2022-12-31"}, {}], [0, 1], [("", 1, "", 46900.5)]),
    ("a span ends with its last year", [{"period": "2012/2022", "value": 1.0}, {"year": 2021, "period": "2021"}], [0],
     [("", 1, "", 46900.5, None), ("/11", 1, "", None, 1.0)]),
    ("the same twice", [{}, {}], [0, 1], [("", 1, "", 46900.5)]),
    ("two values", [{}, {"value": 1.0}, {}], [0, 1, 2], [("", 1, "", 46900.5), ("", 2, "", 1.0)]),
    ("a range", [{"value_high": 5e4, "bound": "range"}], [0], [("", 1, "", 46900.5), ("", 1, "high", 5e4)]),
    ("no year", [{"year": None, "period": None}, {}], [1], [("", 1, "", 46900.5, 46900.5)]),
    ("no year alone", [{"year": None, "period": None}], [0], [("", 1, "", 46900.5)]),
    ("two places of one name", [{"region_code": "110105", "year": 2020, "period": "2020"}, {}], [0, 1],
     [("", 1, "", 46900.5, None), ("", 1, "", None, 46900.5)]),
    ("actual and target", [{"status": "target"}, {"year": 2021, "period": "2021"}], [0, 1],
     [("", 1, "", 46900.5, None), ("", 1, "", None, 46900.5)]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "own", "latest", "wide"), SERIES, ids=[s[0] for s in SERIES])
def test_views(said: str, own: list[table.Row], latest: list[int], wide: list[tuple[Any, ...]], tmp_path: Path) -> None:
    file = exported(tmp_path, "sqlite", *own)
    assert asked(file, "SELECT row FROM latest") == [(row,) for row in latest]
    assert [line[9:] for line in asked(file, "SELECT * FROM by_year")] == wide


def test_views_of_no_rows(tmp_path: Path) -> None:
    file = exported(tmp_path, "sqlite")
    assert asked(file, "SELECT * FROM latest") == asked(file, "SELECT * FROM by_year") == []


# --- SDMX -------------------------------------------------------------------------------------------------------------

TIMES = [
    ("2022", ("A", "2022")),
    ("2021-S1", ("S", "2021-S1")),
    ("2021-Q3", ("Q", "2021-Q3")),
    ("2021-06", ("M", "2021-06")),
    ("2021-06-30", ("D", "2021-06-30")),
    ("2012/2020", ("_O", "2012-01-01/P9Y")),
    ("2021-01/2021-09", ("_O", "2021-01-01/P9M")),
    ("2021-03-05/2021-03-20", ("_O", "2021-03-05/P16D")),
    ("2021-01-01/2022-12-31", ("_O", "2021-01-01/P2Y")),
    ("2021-13", None),
    ("2021-02-30", None),
    ("2021-S3", None),
    ("2020/2012", None),
    ("2021年", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("period", "expected"), TIMES)
def test_times(period: str | None, expected: tuple[str, str] | None) -> None:
    assert sdmx.time(period) == expected
    assert (days.of(period) is None) == (expected is None)


STATES = [
    ({}, "A"),
    ({"flags": ["inherited_subject"]}, "A"),
    ({"bound": "about"}, "E"),
    ({"bound": "range"}, "E"),
    ({"status": "target", "bound": "about"}, "F"),
    ({"status": "target", "flags": ["damaged_text"]}, "U"),
]


@pytest.mark.parametrize(("own", "state"), STATES)
def test_observation_status(own: table.Row, state: str, tmp_path: Path) -> None:
    (line,) = sdmx_lines(exported(tmp_path, "sdmx-csv", own))
    assert line["OBS_STATUS"] == state


def sdmx_lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_sdmx_has_every_row_with_a_period_once(out: Path, rows: list[table.Row]) -> None:
    lines = sdmx_lines(out / "indicators.sdmx.csv")
    timed = [row for row in rows if row["period"]]
    assert 0 < len(rows) - len(timed) < 5
    assert {(line["STRUCTURE"], line["STRUCTURE_ID"], line["ACTION"]) for line in lines} == {
        ("dataflow", "INDICATORS:OBSERVATIONS(1.0)", "I")
    }
    assert max(Counter(tuple(line[name] for name in sdmx.KEY) for line in lines).values()) == 1
    for line, row in zip(lines, timed, strict=True):
        assert (float(line["OBS_VALUE"]), line["REF_AREA"], line["INDICATOR"]) == (
            row["value"],
            row["region_code"],
            row["metric"],
        )
        assert line["UNIT_MEASURE"] == (f"{row['unit']}/{row['per']}" if row["per"] else row["unit"])
        assert (line["SENTENCE"], line["RAW"], line["BASE"]) == (row["sentence"], row["raw"], row["base"] or "_Z")


def test_sdmx_says_what_it_leaves_out(run: Run, tmp_path: Path) -> None:
    made(tmp_path, {"period": None, "year": None}, {"region": None, "region_code": None})
    done = run("export", tmp_path, "--format", "sdmx-csv")
    assert "note: 1 rows without a period are not in SDMX-CSV\n" in done.stderr
    assert [line["REF_AREA"] for line in sdmx_lines(tmp_path / "indicators.sdmx.csv")] == ["_U"]


# --- data package -----------------------------------------------------------------------------------------------------


def errors(folder: Path) -> list[Any]:
    """What frictionless finds wrong with a data package: kinds of errors and columns."""
    report = frictionless.validate(str(folder / datapackage.NAME))
    assert report.valid == (not report.flatten(["type"]))
    return [tuple(error) for error in report.flatten(["type", "fieldName"])]


def test_the_package_of_all_formats_is_valid(out: Path) -> None:
    assert errors(out) == []
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["path"] for r in package["resources"] if r["type"] == "file"] == ["indicators.sqlite"]
    tables = {r["name"]: r["schema"] for r in package["resources"] if r["type"] == "table"}
    assert tables["indicators-csv"]["primaryKey"] == ["document", "start"]
    assert tables["indicators-xlsx"]["foreignKeys"][0]["reference"]["resource"] == "documents-xlsx"
    assert tables["indicators-sdmx"]["primaryKey"] == list(sdmx.KEY)
    assert tables["indicators-jsonl"]["fields"][3] == {
        "name": "year",
        "type": "integer",
        "title": "年份",
        "description": "年份:时段的最后一年",
    }


@pytest.mark.parametrize("form", exports.FORMATS)
@pytest.mark.parametrize("own", [[], [{}, {"flags": ["unit_missing"], "year": None, "unit": "", "value_high": 5e4}]])
def test_a_package_of_a_format_is_valid(form: str, own: list[table.Row], tmp_path: Path) -> None:
    exported(tmp_path, form, *own)
    assert errors(tmp_path) == []


ODD: list[list[table.Row]] = [
    [{"measure": "height", "status": "perhaps", "bound": "circa"}, {}],
    [{"value": math.nan}, {"value_high": math.inf}, {"value": -math.inf}],
    [{"flags": [None, "x"]}, {"flags": None}],
    [{"document": ""}, {}],
    [{"document": None, "metric": None, "sentence": None, "raw": None, "measure": None}, {}],
]


@pytest.mark.parametrize("form", exports.FORMATS)
@pytest.mark.parametrize("own", ODD, ids=str)
def test_a_package_of_somebody_elses_rows_says_what_they_hold(form: str, own: list[table.Row], tmp_path: Path) -> None:
    exported(tmp_path, form, *own)
    assert errors(tmp_path) == []


def test_numbers_that_are_none_are_empty_and_counted(run: Run, tmp_path: Path) -> None:
    made(tmp_path, {"value": math.nan}, {"value_high": -math.inf}, {})
    done = run("export", tmp_path, *[word for form in exports.FORMATS for word in ("--format", form)])
    assert "note: 2 numbers that are NaN or infinite are left empty\n" in done.stderr
    lines = (tmp_path / "indicators.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    assert [(row["value"], row["value_high"]) for row in found] == [(None, None), (46900.5, None), (46900.5, None)]
    assert [line["数值"] for line in sheet(tmp_path / "indicators.xlsx")] == [None, 46900.5, 46900.5]


def test_a_day_that_excel_does_not_know_is_a_text(tmp_path: Path) -> None:
    days_of = (date(1, 1, 1), date(1899, 12, 31), date(1900, 3, 1), date(9999, 12, 31))
    with Writer(tmp_path) as writer:
        writer.add([DOCUMENT | {"document": str(day), "published": day} for day in days_of], [ROW])
        writer.commit()
    exports.write(exports.read(tmp_path), tmp_path, ["xlsx"])
    assert [str(line["发布日期"])[:10] for line in sheet(tmp_path / "indicators.xlsx", "文件")] == list(
        map(str, days_of)
    )


def replaced(old: str, new: str) -> Callable[[Path], None]:
    return lambda file: file.write_bytes(file.read_bytes().replace(old.encode(), new.encode(), 1))  # type: ignore[return-value]


def in_a_cell(column: int, value: object) -> Callable[[Path], None]:
    def spoil(file: Path) -> None:
        book = openpyxl.load_workbook(file)
        book["指标"].cell(2, column).value = value
        book.save(file)

    return spoil


SPOILT = [
    ("csv", "indicators.csv", replaced(",level,", ",lvl,"), ("constraint-error", "measure")),
    ("csv", "indicators.csv", replaced(",2022,2022,", ",MMXXII,2022,"), ("type-error", "year")),
    ("csv", "indicators.csv", replaced("a.txt,", "b.txt,"), ("foreign-key", None)),
    ("csv", "documents.csv", replaced(",2023-01-31,", ",31.1.2023,"), ("type-error", "published")),
    ("jsonl", "indicators.jsonl", replaced('"bound": "exact"', '"bound": "circa"'), ("constraint-error", "bound")),
    ("jsonl", "indicators.jsonl", replaced('"start": 1', '"start": 0'), ("primary-key", None)),
    ("sdmx-csv", "indicators.sdmx.csv", replaced(",46900.5,", ",viel,"), ("type-error", "OBS_VALUE")),
    ("xlsx", "indicators.xlsx", in_a_cell(5, "高度"), ("constraint-error", "类型")),
    ("xlsx", "indicators.xlsx", in_a_cell(6, "多"), ("type-error", "数值")),
]  # fmt: skip


@pytest.mark.parametrize(("form", "name", "spoil", "error"), SPOILT)
def test_a_spoilt_value_is_found(
    form: str, name: str, spoil: Callable[[Path], None], error: tuple[str, str | None], tmp_path: Path
) -> None:
    exported(tmp_path, form, {}, {})
    spoil(tmp_path / name)
    assert {kind for kind, _ in errors(tmp_path)} & {"hash-count", "byte-count"}
    package = json.loads((tmp_path / datapackage.NAME).read_text(encoding="utf-8"))
    for resource in package["resources"]:  # now with the digest of the spoilt file
        data = (tmp_path / resource["path"]).read_bytes()
        resource |= {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    (tmp_path / datapackage.NAME).write_text(json.dumps(package), encoding="utf-8")
    assert error in errors(tmp_path)


def test_a_damaged_database_is_found(tmp_path: Path) -> None:
    file = exported(tmp_path, "sqlite", {})
    file.write_bytes(file.read_bytes().replace("脱贫".encode(), "致富".encode()))
    assert errors(tmp_path) == [("hash-count", None)]


# --- what is exported, and where --------------------------------------------------------------------------------------


def test_a_selection_keeps_the_places_of_its_rows_and_their_documents(
    out: Path, rows: list[table.Row], tmp_path: Path
) -> None:
    wanted = [i for i, row in enumerate(rows) if row["region"] == "湖北省" and row["measure"] == "growth"]
    tables = exports.read(out, Selection(region="湖北", measure="growth"))
    assert tables.documents is not None
    exports.write(tables, tmp_path, ["sqlite", "xlsx"])
    assert asked(tmp_path / "indicators.sqlite", "SELECT row FROM indicators") == [(i,) for i in wanted]
    assert [line["行号"] for line in sheet(tmp_path / "indicators.xlsx")] == wanted
    assert tables.documents.column("document").to_pylist() == sorted({rows[i]["document"] for i in wanted})


def test_a_parted_table_and_a_file_alone_are_exported(
    extraction: Extraction, rows: list[table.Row], tmp_path: Path
) -> None:
    with Writer(tmp_path / "parted", partition="year") as writer:
        writer.add(extraction.documents, extraction.rows)
        writer.commit()
    for path in (tmp_path / "parted", tmp_path / "parted" / "indicators.parquet"):
        tables = exports.read(path)
        assert tables.documents is not None
        assert sorted(r["sentence"] for r in tables.rows.to_pylist()) == sorted(r["sentence"] for r in rows)
    (tmp_path / "alone").mkdir()
    pandas.DataFrame(rows).to_parquet(tmp_path / "alone" / "indicators.parquet")  # years as float64, without metadata
    tables = exports.read(tmp_path / "alone" / "indicators.parquet")
    exports.write(tables, tmp_path / "alone", exports.FORMATS)
    assert not (tmp_path / "alone" / "documents.csv").exists()
    assert errors(tmp_path / "alone") == []
    assert len(sheet(tmp_path / "alone" / "indicators.xlsx")) == len(rows)


def test_columns_of_another_type_are_named(tmp_path: Path) -> None:
    frame = pandas.DataFrame([ROW | {"value": "viel"}])
    frame.to_parquet(tmp_path / "indicators.parquet")
    with pytest.raises(table.TableError, match=r"indicators\.parquet: column value is of another type"):
        exports.read(tmp_path)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_rows_give_the_same_bytes(seed: str, out: Path, run: Run, tmp_path: Path) -> None:
    words = [word for form in exports.FORMATS for word in ("--format", form)]
    done = run("export", out, *words, "-o", "new", env={"PYTHONHASHSEED": seed, "TZ": f"UTC-{seed}", "LANG": "C"})
    assert done.returncode == 0
    for file in (tmp_path / "new").iterdir():
        assert file.read_bytes() == (out / file.name).read_bytes(), file.name


def test_the_command_sums_up_what_it_wrote(run: Run, out: Path, rows: list[table.Row], tmp_path: Path) -> None:
    words = ["export", out, "--format", "csv", "--region", "湖北", "--region", "敖勒", "--year", "2021-2024"]
    done = run(*words, "-o", tmp_path / "a", "--json")
    said = json.loads(done.stdout)
    count = sum(row["region"] in ("湖北省", "敖勒召其镇") and row["year"] in range(2021, 2025) for row in rows)
    assert (said["rows"], said["documents"], done.stderr) == (count, 2, "")
    assert len(pandas.read_csv(tmp_path / "a" / "indicators.csv")) == count > 50
    assert [Path(file["path"]).name for file in said["files"]] == [
        "indicators.csv",
        "documents.csv",
        "datapackage.json",
    ]
    for file in said["files"]:
        assert hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() == file["sha256"]
    lines = run(*words, "-o", tmp_path / "a").stderr.splitlines()
    assert lines[:2] == [f"rows        {said['rows']}", "documents   2"]


MISTAKES = [
    (["nowhere", "--format", "csv"], "no indicators.parquet here"),
    (["{}", "--format", "csv", "--metric", "脱贫人口人均收人"], "no row has the metric 脱贫人口人均收人; like it are 脱贫人口"),
    (["{}", "--format", "csv", "--year", "二〇二二"], "a year or a span of years is meant"),
    (["{}", "--format", "csv", "--region", "湖北", "--document", "000"], "no row has the document 000; there are 004"),
    (["{}", "--format", "csv", "-o", "{}/indicators.parquet"], "not a folder"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), MISTAKES)
def test_a_mistake_is_one_line(words: list[str], message: str, run: Run, out: Path) -> None:
    done = run("export", *(word.format(out) for word in words))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert message in done.stderr


@pytest.mark.parametrize("theirs", ['{"name": "mine", "resources": []}', "[", ""])
def test_a_package_of_somebody_else_stays(theirs: str, run: Run, out: Path, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(theirs, encoding="utf-8")
    done = run("export", out, "--format", "csv", "-o", tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        f"indicators: {tmp_path}/datapackage.json: not of this program; choose another folder with -o\n",
    )
    assert [p.read_text(encoding="utf-8") for p in tmp_path.iterdir()] == [theirs]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["export", "{}", "--format", "csv", "--format", "xlsx"], "indicators.xlsx"),
        (["export", "{}", "--format", "csv"], "datapackage.json"),
        (["extract", "a.txt", "--format", "csv"], "indicators.csv"),
        (["extract", "a.txt"], "documents.parquet"),
    ],
)
def test_a_folder_in_the_place_of_a_file_stays(
    words: list[str], name: str, run: Run, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("全县投入资金3亿元。", encoding="utf-8")
    (tmp_path / "new" / name).mkdir(parents=True)
    (tmp_path / "new" / name / "mine.txt").touch()
    done = run(*(word.format(out) for word in words), "-o", "new")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert f"new/{name}: " in done.stderr
    assert [p.name for p in (tmp_path / "new").rglob("[!.]*")] == [name, "mine.txt"]


@pytest.mark.skipif(os.name == "nt", reason="no limit of file sizes")
@pytest.mark.parametrize("form", exports.FORMATS)
def test_a_disk_without_room_is_one_line(form: str, run: Run, out: Path, tmp_path: Path) -> None:
    import resource

    (tmp_path / "tmp").mkdir()
    words = ["export", out, "--format", form, "-o", "new"]
    done = run(
        *words,
        env={"TMPDIR": str(tmp_path / "tmp")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failed_export_leaves_the_old_files(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path, {})
    exports.write(exports.read(folder), folder, exports.FORMATS)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    tables = exports.read(made(tmp_path / "other", {}, {}))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space left"):
        exports.write(tables, folder, exports.FORMATS)
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before


class Batches:
    """A table that notes how many rows are taken from it at once."""

    def __init__(self, whole: pa.Table) -> None:
        self._whole = whole
        self.sizes: list[int] = []

    def __getattr__(self, name: str) -> Any:
        assert name != "to_pylist"
        return getattr(self._whole, name)

    def to_batches(self, max_chunksize: int) -> list[pa.RecordBatch]:
        batches: list[pa.RecordBatch] = self._whole.to_batches(max_chunksize=max_chunksize)
        self.sizes += [batch.num_rows for batch in batches]
        return batches


def test_rows_become_objects_a_batch_at_a_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(table, "_BATCH", 10)
    tables = exports.read(made(tmp_path, *[{}] * 95))
    batches = Batches(tables.rows)
    exports.write(exports.Tables(batches, tables.documents, tables.said), tmp_path / "new", ["xlsx", "sqlite"])
    assert (max(batches.sizes), sum(batches.sizes)) == (10, 2 * 95)
