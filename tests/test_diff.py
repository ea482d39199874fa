"""Comparing two sides: which rows meet, what class a pair has, and what holds of every comparison."""

import json
import math
import random
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import indicators
from conftest import ROOT, Run
from indicators import audits, cli_compare, comparability, differences, sides, views
from indicators.batch import Extraction, save
from indicators.pairing import assign
from indicators.rules import MEASURES
from indicators.sides import SideError

YEAR_1, YEAR_2 = "赤峰市2021年工作总结\n", "赤峰市2022年工作总结\n"

# Two reports, then the pairs: class, match, unit, values, change in percent, flags.
CASES = [
    ("2021年,全市新增就业2.4万人。", "2022年,全市新增就业3万人。",
     [("changed", "exact", "人", 24000, 30000, 25.0, [])]),
    ("2021年,全市新增就业2.4万人。", "2022年,全市新增就业24000人。",
     [("same", "exact", "人", 24000, 24000, 0.0, [])]),
    ("2020年,全市粮食产量60亿斤。", "2020年,全市粮食产量61亿斤。",  # one figure, two values
     [("restated", "exact", "斤", 6e9, 6.1e9, 1.6667, [])]),
    ("2021年,全市粮食产量120.5亿斤。", "2022年,全市粮食产量602.5万吨。",  # 2 斤 are 1 公斤
     [("same", "exact", "吨", 6025000, 6025000, 0.0, [])]),
    ("2021年,全市建成高标准农田15万亩。", "2022年,全市建成高标准农田1.2万公顷。",  # 15 亩 are 1 公顷
     [("changed", "exact", "公顷", 10000, 12000, 20.0, [])]),
    ("2021年,全市农村低保标准每人每月610元。", "2022年,全市农村低保标准每人每年7800元。",  # 12 months
     [("changed", "exact", "元", 7320, 7800, 6.5574, [])]),
    ("2021年上半年,全市新增就业1.2万人。", "2022年,全市新增就业2.3万人。",
     [("changed", "exact", "人", 12000, 23000, None, ["not_comparable"])]),
    ("2021年上半年,全市新增就业1.2万人。", "2022年上半年,全市新增就业1.5万人。",
     [("changed", "exact", "人", 12000, 15000, 25.0, [])]),
    ("2022年,力争全市新增就业2.5万人。", "2022年,全市新增就业2.3万人。",
     [("target_missed", "exact", "人", 25000, 23000, -8.0, [])]),
    ("2022年,力争全市新增就业2万人。", "2022年,全市新增就业2.3万人。",
     [("target_met", "exact", "人", 20000, 23000, 15.0, [])]),
    ("2022年,全市城镇登记失业率力争控制在4%以内。", "2022年,全市城镇登记失业率3.6%。",  # less is better
     [("target_met", "exact", "%", 4, 3.6, -10.0, [])]),
    ("2022年,全市城镇登记失业率力争控制在4%以内。", "2022年,全市城镇登记失业率4.2%。",
     [("target_missed", "exact", "%", 4, 4.2, 5.0, [])]),
    ("2021年,全市投入衔接资金4.9亿元。", "2021年,全市投入衔接资金48967万元。",  # one is a rounding of the other
     [("same", "exact", "元", 490000000, 489670000, -0.0673, [])]),
    ("2021年,全市新建智慧牧场监测站36座。", "2022年,全市建成智慧牧场监测站48座。",  # no rule names it
     [("changed", "probable", "座", 36, 48, 33.3333, [])]),
    ("2021年,全市新建城镇居民文化长廊12座。", "2022年,全市新建农村居民文化长廊15座。",  # alike, and not the same
     [("only_in_a", None, "座", 12, None, None, []), ("only_in_b", None, "座", None, 15, None, [])]),
    ("2021年,全市空气质量优良天数比例86.8%。", "2022年,全市空气质量优良天数占91.2%。",  # a rate is a level or a share
     [("changed", "exact", "%", 86.8, 91.2, 5.0691, [])]),
    ("2021年末,全市规模以上工业企业27户。", "2022年末,全市规模以上工业企业29家。",  # both count enterprises
     [("changed", "exact", "户", 27, 29, 7.4074, [])]),
    ("2021年,全市新增养老床位2150张。", "2022年末,全市养老床位总数1.62万张。",  # what is added, what there is
     [("only_in_a", None, "张", 2150, None, None, []), ("only_in_b", None, "张", None, 16200, None, [])]),
    ("2021年,全市累计建成高标准农田613万亩。", "2022年,全市新建高标准农田28.4万亩。",
     [("only_in_a", None, "亩", 6130000, None, None, []), ("only_in_b", None, "亩", None, 284000, None, [])]),
    ("2021年,全市征收水资源费318万元。", "2022年,全市水资源费入库351万元。",  # in any order, whatever is done
     [("changed", "exact", "元", 3180000, 3510000, 10.3774, [])]),
    ("2021年,全市新增就业2.4万人。", "2022年,松山区新增就业0.5万人。",  # another place is no change
     [("only_in_a", None, "人", 24000, None, None, []), ("only_in_b", None, "人", None, 5000, None, [])]),
]  # fmt: skip


def compared(tmp_path: Path, a: str, b: str) -> pd.DataFrame:
    (tmp_path / "a.txt").write_text(YEAR_1 + a, encoding="utf-8")
    (tmp_path / "b.txt").write_text(YEAR_2 + b, encoding="utf-8")
    return indicators.diff(tmp_path / "a.txt", tmp_path / "b.txt")


def said(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    columns = ["class", "match", "unit", "a_value", "b_value", "change_percent"]
    rows = [tuple(None if pd.isna(x) else x for x in row) for row in frame[columns].itertuples(index=False)]
    return [(*row, list(flags)) for row, flags in zip(rows, frame["flags"], strict=True)]


@pytest.mark.parametrize(("a", "b", "expected"), CASES)
def test_classes(tmp_path: Path, a: str, b: str, expected: list[object]) -> None:
    assert said(compared(tmp_path, a, b)) == expected


def test_a_plan_meets_the_plan_and_the_result(tmp_path: Path) -> None:
    frame = compared(
        tmp_path, "2021年,全市新增就业2.4万人。2022年,力争新增就业2.5万人。", "2022年,全市新增就业2.6万人。"
    )
    assert said(frame) == [
        ("changed", "exact", "人", 24000, 26000, 8.3333, []),
        ("target_met", "exact", "人", 25000, 26000, 4.0, []),
    ]


def test_a_half_year_is_stated_again_and_followed_by_its_year(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("赤峰市2021年上半年工作总结\n全市新增就业1.2万人。引进企业31家。", encoding="utf-8")
    (tmp_path / "b.txt").write_text(
        "赤峰市2021年工作总结\n2021年,全市新增就业2.3万人,其中上半年新增就业1.2万人。引进企业80家。", encoding="utf-8"
    )
    frame = indicators.diff(tmp_path / "a.txt", tmp_path / "b.txt")
    jobs = frame[frame.metric.str.startswith("employment.")]
    assert said(jobs) == [
        ("changed", "exact", "人", 12000, 23000, None, ["not_comparable"]),
        ("same", "exact", "人", 12000, 12000, 0.0, []),
    ]


def test_a_target_that_is_stated_again_still_meets_its_result(tmp_path: Path) -> None:
    frame = compared(
        tmp_path, "2022年,力争全市新增就业2.5万人。", "2022年,全市新增就业2.6万人,完成年度目标任务2.5万人的104%。"
    )
    pairs = {row[0]: row[3:5] for row in said(frame) if row[1]}
    assert pairs["target_met"] == (25000, 26000)
    assert pairs["same"] == (25000, 25000)


def test_many_figures_of_one_metric_meet_by_their_words(tmp_path: Path) -> None:
    a = "2021年,全市脱贫人口实现就业20.3万人。通过协作帮助脱贫人口实现区外转移就业2.9万人。"
    b = "2022年,协作帮助脱贫人口实现区外转移就业3.1万人。全市脱贫人口实现就业20.6万人。"
    pairs = {row[3:5] for row in said(compared(tmp_path, a, b))}
    assert pairs == {(203000, 206000), (29000, 31000)}


def mirrored(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """The pairs as they would be with the sides changed over, without their order."""
    other = {"only_in_a": "only_in_b", "only_in_b": "only_in_a"}
    rows = frame[["class", "a_document", "a_start", "b_document", "b_start", "score"]].astype(object)
    return sorted((other.get(r[0], r[0]), str(r[3]), str(r[4]), str(r[1]), str(r[2]), str(r[5])) for r in rows.values)


@pytest.mark.parametrize(("a", "b"), list(permutations(["000", "001", "002", "004"], 2)))
def test_comparisons_mirror(extraction: Extraction, tmp_path: Path, a: str, b: str) -> None:
    save(extraction, tmp_path)
    there, back = indicators.diff(a, b, within=tmp_path), indicators.diff(b, a, within=tmp_path)
    straight = there[["class", "a_document", "a_start", "b_document", "b_start", "score"]].astype(object)
    assert sorted(tuple(map(str, row)) for row in straight.values) == mirrored(back)
    changes = dict(zip(there["a_start"].astype(str) + there["b_start"].astype(str), there["change"], strict=True))
    for start_a, start_b, change in zip(back["a_start"], back["b_start"], back["change"], strict=True):
        if change == change:
            assert changes[f"{start_b}{start_a}"] == pytest.approx(-change)


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_a_report_does_not_differ_from_itself(extraction: Extraction, tmp_path: Path, seed: str) -> None:
    save(extraction, tmp_path)
    frame = indicators.diff(seed, seed, within=tmp_path)
    assert len(frame) > 40
    assert set(frame["class"]) == {"same"}
    assert set(frame["match"]) == {"exact"}


@pytest.mark.parametrize(("a", "b"), [("000", "001"), ("000", "004"), ("002", "000")])
def test_every_row_is_in_the_comparison_and_meets_once(extraction: Extraction, tmp_path: Path, a: str, b: str) -> None:
    save(extraction, tmp_path)
    whole = sides.read(tmp_path)
    found = differences.compare(sides.read(a, tmp_path), sides.read(b, tmp_path))
    for side, name in (("a", a), ("b", b)):
        rows = [getattr(p, side) for p in found.pairs if getattr(p, side) and not p.kind.startswith("target")]
        assert len({r["start"] for r in rows}) == len(rows)
        figures = {
            (r["metric"], r["period"], r["region"], r["value"]) for r in whole.rows if r["document"].startswith(name)
        }
        assert {(r["metric"], r["period"], r["region"], r["value"]) for r in rows} == figures


def test_the_pairs_of_the_benchmark_meet(extraction: Extraction, tmp_path: Path) -> None:
    save(extraction, tmp_path)
    lines = (ROOT / "benchmarks/gold/pairs.jsonl").read_text("utf-8").splitlines()
    matches = []
    for wanted in map(json.loads, lines):
        (a, at, _), (b, other, _) = wanted["a"], wanted["b"]
        frame = indicators.diff(a, b, within=tmp_path)
        met = frame[(frame.a_start <= at) & (at < frame.a_end) & (frame.b_start <= other) & (other < frame.b_end)]
        matches += list(met["match"])
    assert len(matches) == len(lines)
    assert matches.count("exact") >= 15


def table(**columns: object) -> pd.DataFrame:
    """A table of one row as an extraction gives it, with some columns changed."""
    row = {
        "document": "a", "region": "赤峰市", "region_code": "150400", "year": 2021, "period": "2021",
        "metric": "economy.gdp", "metric_name": "地区生产总值", "measure": "level", "value": 1e9, "value_high": None,
        "unit": "元", "per": None, "bound": "exact", "status": "actual", "base": None, "subject": "地区生产总值",
        "raw": "10亿元", "start": 0, "end": 4, "sentence": "地区生产总值10亿元", "rule": "economy.gdp", "flags": [],
    }  # fmt: skip
    return pd.DataFrame([row | columns])


def test_equal_keys_lose_no_row() -> None:
    a = pd.concat([table(value=v, raw=f"{v}元", start=n, end=n + 3) for n, v in enumerate((100.0, 200.0, 300.0))])
    b = a[a.value > 100].assign(document="b")
    frame = indicators.diff(a, b)
    assert dict(frame["class"].value_counts()) == {"same": 2, "only_in_a": 1}
    assert frame.loc[frame["class"] == "only_in_a", "a_value"].item() == 100


def test_repeated_figures_are_compared_once_and_said() -> None:
    frame = indicators.diff(pd.concat([table(), table(start=50, end=54)]), table(document="b"))
    assert list(frame["class"]) == ["same"]
    assert frame.attrs["notes"] == ["A: 1 row only repeats a figure of its document; compared once"]


def test_empty_sides() -> None:
    frame = indicators.diff(table().head(0), table())
    assert list(frame["class"]) == ["only_in_b"]
    assert frame.attrs["notes"] == ["A has no rows"]
    assert len(indicators.diff(table().head(0), table().head(0))) == 0


def test_a_row_without_a_number_is_said_to_be_left_out() -> None:
    frame = indicators.diff(
        pd.concat([table(), table(value=float("nan"), start=9), table(value=1e300, start=19)]), table()
    )
    assert list(frame["class"]) == ["same"]
    assert frame.attrs["notes"] == ["2 rows without a number that counts left out"]


def test_missing_columns_are_named() -> None:
    with pytest.raises(SideError, match="no column measure, unit in the table"):
        indicators.diff(table().drop(columns=["measure", "unit"]), table())


def archive(*homes: tuple[str, int, float]) -> pd.DataFrame:
    """A table of documents that each state one figure of their region and year."""
    return pd.concat(
        [
            table(document=f"{region}{year}", region=region, year=year, period=str(year), value=value, raw=f"{value}元")
            for region, year, value in homes
        ]
    )


@pytest.mark.parametrize(
    ("by", "met", "notes"),
    [
        ((), {("赤峰市2021", "赤峰市2021"), ("通辽市2021", "通辽市2021")}, []),
        (("region",), {("赤峰市2021", "赤峰市2021"), ("通辽市2021", "通辽市2021")}, []),
        (("year",), {("赤峰市2021", "赤峰市2021"), ("通辽市2021", "通辽市2021")}, []),
    ],
)
def test_many_documents_meet_by_region_and_year(
    by: tuple[str, ...], met: set[tuple[str, str]], notes: list[str]
) -> None:
    a = archive(("赤峰市", 2021, 1.0), ("通辽市", 2021, 2.0))
    b = archive(("赤峰市", 2021, 1.5), ("通辽市", 2021, 2.5))
    frame = indicators.diff(a, b, by=by)
    assert set(zip(frame["a_document"], frame["b_document"], strict=True)) == met
    assert frame.attrs["notes"] == notes


def test_years_apart_are_compared_by_region_and_it_is_said() -> None:
    a = archive(("赤峰市", 2021, 1.0), ("通辽市", 2021, 2.0))
    b = archive(("赤峰市", 2022, 1.5), ("通辽市", 2022, 2.5))
    frame = indicators.diff(a, b)
    assert set(frame["a_document"] + frame["b_document"]) == {"赤峰市2021赤峰市2022", "通辽市2021通辽市2022"}
    assert frame.attrs["notes"] == ["no document of A has the region and year of one of B; compared by region"]


def test_regions_apart_are_compared_by_year() -> None:
    a, b = archive(("赤峰市", 2021, 1.0), ("赤峰市", 2022, 2.0)), archive(("通辽市", 2021, 3.0), ("通辽市", 2022, 4.0))
    frame = indicators.diff(a, b, by=["year"])
    assert set(frame["a_document"] + frame["b_document"]) == {"赤峰市2021通辽市2021", "赤峰市2022通辽市2022"}
    assert set(frame["class"]) == {"changed"}


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 20), max_size=14))
def test_assignment_is_the_best(costs: dict[tuple[int, int], int]) -> None:
    """As many pairs as can be, and of these the cheapest: tried against every way to pair five with five."""
    chosen = assign(costs)
    best = (0, 0)
    for order in permutations(range(5)):
        # An order pairs row n with order[n] where that may be.
        pairs = [(n, m) for n, m in enumerate(order) if (n, m) in costs]
        best = max(best, (len(pairs), -sum(costs[p] for p in pairs)))
    assert (len(chosen), -sum(costs[p] for p in chosen)) == best
    assert len({a for a, _ in chosen}) == len({b for _, b in chosen}) == len(chosen)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("亩", "公顷", "公顷"), ("公顷", "亩", "公顷"), ("斤", "吨", "吨"), ("家", "个", "家"), ("%", "‰", "%"),
        ("元", "美元", None), ("人", "人次", None), ("%", "百分点", None), ("户", "人", None),
    ],
)  # fmt: skip
def test_units(a: str, b: str, expected: str | None) -> None:
    found = comparability.units(a, b)
    assert (found[0] if found else None) == expected
    back = comparability.units(b, a)
    assert (back and (back[0], back[2], back[1])) == found


@pytest.mark.parametrize(
    ("period", "other", "comparable"),
    [
        ("2021", "2022", True), ("2021", "2022-S1", False), ("2021-S1", "2022-S1", True), ("2021", "2022-12-31", True),
        ("2021", "2022-06-30", False), ("2016/2020", "2021/2025", True), ("2012/2020", "2012/2021", False),
        ("2021-01/2021-09", "2022-01/2022-09", True), ("2021-01/2021-09", "2022-01/2022-10", False),
    ],
)  # fmt: skip
def test_lengths_of_periods(period: str, other: str, comparable: bool) -> None:
    assert (comparability.length(period) == comparability.length(other)) is comparable


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_any_table_can_be_compared_and_checked(extraction: Extraction, seed: int) -> None:
    """Rows of the seeds with holes and odd values in them: nothing fails, no row is lost, no number becomes infinite."""
    chance = random.Random(seed)
    odd = {
        "value": [0.0, -5.5, 1e300, 1e-9, 1e99, 1e-99, math.nan, None], "period": [None, "", "2021/2025", "2021-S1", "xx", "/"], "year": [None],
        "raw": [None, "", "1,234.5万元", "三百", "1.2.3", "9" * 30], "unit": [None, "", "亩", "公顷", "%"], "per": [None, "月"],
        "region": [None], "subject": [None, ""], "metric_name": [None, ""], "sentence": [None, ""], "base": [None, "2012"],
        "bound": [None, "over", "about"], "status": ["target", "actual"], "value_high": [None, 5.0], "flags": [None],
    }  # fmt: skip
    tables = []
    for _ in range(2):
        rows = [dict(chance.choice(extraction.rows)) for _ in range(30)]
        for row in rows:
            row |= {name: chance.choice(odd[name]) for name in chance.sample(sorted(odd), 3)}
            row["document"] = chance.choice("ab")
        tables.append(sides.Side.of(rows))
    found = differences.compare(*tables, chance.choice([(), ("year",), ("region",)]))
    assert {id(p.a) for p in found.pairs if p.a} >= {id(r) for r in differences._once(tables[0], "A", []).rows}
    for form in views.FORMATS:
        assert views.render(found, form, True)
    checked = audits.audit(tables[0])
    assert json.loads("".join(views.findings_json(checked))) == [f.to_json() for f in checked]
    assert all(math.isfinite(f.computed) and math.isfinite(f.tolerance) for f in checked)
    assert list(views.findings(checked, True))


def test_the_command_line_offers_what_the_library_has() -> None:
    assert [v.value for v in cli_compare.View] == list(views.FORMATS)
    assert [k.value for k in cli_compare.Kind] == list(differences.CLASSES)
    assert [b.value for b in cli_compare.By] == list(differences.BY)
    assert [m.value for m in cli_compare.Measure] == list(MEASURES)


class TestCommand:
    """`indicators diff`: exit codes, formats, filters, faults."""

    @pytest.fixture
    def reports(self, tmp_path: Path) -> Path:
        (tmp_path / "a.txt").write_text(YEAR_1 + "2021年,全市新增就业2.4万人,粮食产量60亿斤。", encoding="utf-8")
        (tmp_path / "b.txt").write_text(YEAR_2 + "2022年,全市新增就业3万人,粮食产量60亿斤。", encoding="utf-8")
        return tmp_path

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (["a.txt", "a.txt"], 0), (["a.txt", "b.txt"], 1), (["a.txt", "b.txt", "--exit-zero"], 0),
            (["a.txt", "b.txt", "--only", "same"], 0), (["a.txt", "b.txt", "--min-change", "30%"], 0),
            (["a.txt", "b.txt", "--min-change", "25%"], 1), (["a.txt", "b.txt", "--metric", "粮食"], 0),
            (["a.txt", "b.txt", "--metric", "employment.", "--measure", "level"], 1),
            (["a.txt", "none.txt"], 2), (["a.txt", "b.txt", "--min-change", "much"], 2), (["a.txt", "b.txt", "--only", "x"], 2),
        ],
    )  # fmt: skip
    def test_exit_codes(self, run: Run, reports: Path, words: list[str], code: int) -> None:
        done = run("diff", *words)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr

    def test_table_with_sentences(self, run: Run, reports: Path) -> None:
        lines = run("diff", "a.txt", "b.txt", "--sentences").stdout.splitlines()
        assert "[就业与社会保障]" in lines
        row = next(line for line in lines if line.startswith(("新增就业", "城镇新增就业")))
        assert row.split() == [
            row.split()[0],
            "水平",
            "赤峰市",
            "2021→2022",
            "24000人",
            "30000人",
            "+6000人",
            "+25%",
            "变化",
        ]
        assert "    A: 2021年,全市新增就业2.4万人,粮食产量60亿斤。" in lines
        assert lines[-1] == "变化 1  相同 1"

    def test_json(self, run: Run, reports: Path) -> None:
        pairs = json.loads(run("diff", "a.txt", "b.txt", "--format", "json").stdout)
        changed = next(p for p in pairs if p["class"] == "changed")
        assert {
            "class",
            "metric",
            "metric_name",
            "measure",
            "unit",
            "a",
            "b",
            "change",
            "change_percent",
            "match",
            "score",
        } <= set(changed)
        assert {"document", "region", "period", "value", "start", "end", "sentence"} <= set(changed["a"])
        assert (changed["a"]["document"], changed["a"]["value"], changed["change"]) == ("a.txt", 24000, 6000)

    @pytest.mark.parametrize("form", ["csv", "parquet"])
    def test_files(self, run: Run, reports: Path, form: str) -> None:
        assert run("diff", "a.txt", "b.txt", "--format", form, "-o", f"d.{form}").returncode == 1
        read = pd.read_csv if form == "csv" else pd.read_parquet
        assert sorted(read(reports / f"d.{form}")["class"]) == ["changed", "same"]

    @pytest.mark.parametrize("form", ["md", "html", "table"])
    def test_what_a_document_contains_stays_text(self, run: Run, tmp_path: Path, form: str) -> None:
        bad = "2021年,<script>alert(1)</script>|[/red]\x1b[31m茶旅驿站36座。"
        (tmp_path / "a.txt").write_text(YEAR_1 + bad, encoding="utf-8")
        (tmp_path / "b.txt").write_text(YEAR_2 + "2022年,全市新增就业3万人。", encoding="utf-8")
        out = run("diff", "a.txt", "b.txt", "--format", form, "--sentences").stdout
        assert "36座" in out
        assert "\x1b" not in out
        assert form == "table" or "<script>" not in out

    def test_documents_of_a_table(self, run: Run, reports: Path) -> None:
        assert run("extract", ".", "-o", "out").returncode == 0
        assert run("diff", "a", "b", "--in", "out").returncode == 1
        done = run("diff", "a", "aa.txt", "--in", "out")
        assert (done.returncode, done.stderr) == (2, "indicators: aa.txt: no such document in out; one is a.txt\n")

    def test_a_newer_table_is_refused(self, run: Run, reports: Path) -> None:
        import pyarrow.parquet as pq

        run("extract", ".", "-o", "out")
        made = pq.read_table(reports / "out/indicators.parquet")
        pq.write_table(made.replace_schema_metadata({"indicators.schema": "99"}), reports / "new.parquet")
        done = run("diff", "new.parquet", "a.txt")
        assert done.returncode == 2
        assert "schema 99 is newer than this version reads" in done.stderr

    def test_a_table_without_columns_is_refused(self, run: Run, reports: Path) -> None:
        pd.DataFrame({"document": ["a"]}).to_parquet(reports / "other.parquet")
        done = run("diff", "other.parquet", "a.txt")
        assert done.returncode == 2
        assert "not a table of indicators: no column region" in done.stderr

    def test_wide_characters_align(self, run: Run, reports: Path) -> None:
        from rich.cells import cell_len

        lines = [line for line in run("diff", "a.txt", "b.txt").stdout.splitlines() if "水平" in line]
        assert len({cell_len(line[: line.index("水平")]) for line in lines}) == 1
