"""Frames: what analysts hold in a notebook – chosen rows, columns of categories, pivots that mix nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indicators
from indicators import batch, schemas
from indicators.extraction import Setup

CLOSED = ["measure", "bound", "status"]


@pytest.fixture(scope="module")
def frame(seeds: Path) -> pd.DataFrame:
    return indicators.extract(seeds)


@pytest.fixture(scope="module", params=["none", "year"])
def out(request: pytest.FixtureRequest, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the seeds, as one file and as a folder by year."""
    folder = tmp_path_factory.mktemp(request.param)
    batch.run(str(seeds), folder, Setup(), partition=request.param)
    return folder


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain objects, whatever their types."""
    plain = frame.astype(object)
    return [
        {name: [*value] if name == "flags" else None if pd.isna(value) else value for name, value in row.items()}
        for row in plain.to_dict("records")
    ]


# --- types


def test_closed_vocabularies_are_categories_of_all_their_words(frame: pd.DataFrame, out: Path) -> None:
    for each in (frame, indicators.read(out), indicators.read(out, measure="rank"), frame[frame.measure == "rank"]):
        assert {name: tuple(each[name].cat.categories) for name in CLOSED} == schemas.WORDS
        assert not any(isinstance(each[name].dtype, pd.CategoricalDtype) for name in schemas.FEW)
    assert frame.sort_values("measure").measure.unique().tolist() == ["level", "growth", "change", "share", "rank"]


def test_the_vocabularies_are_what_the_columns_say() -> None:
    for name, words in schemas.WORDS.items():
        said = schemas.INDICATORS.field(name).metadata[b"description"].decode()
        assert [word for word in said.replace("·", " ").replace(":", " ").split() if word in words] == [*words]


def test_open_vocabularies_are_categories_on_request(out: Path) -> None:
    plain, dense = indicators.read(out), indicators.read(out, categories=True)
    assert {n for n in dense if isinstance(dense[n].dtype, pd.CategoricalDtype)} == {*CLOSED, *schemas.FEW}
    assert records(dense) == records(plain)
    assert dense.region.cat.categories.tolist() == sorted(plain.region.dropna().unique())
    assert dense.memory_usage(deep=True).sum() < plain.memory_usage(deep=True).sum()


def test_words_of_somebody_else_are_kept(frame: pd.DataFrame, tmp_path: Path) -> None:
    own = frame.assign(measure=frame.measure.astype(object).where(frame.measure != "rank", "index"))
    own.to_parquet(tmp_path / "indicators.parquet")
    read = indicators.read(tmp_path)
    assert (read.measure == "index").sum() == (frame.measure == "rank").sum()
    assert read.measure.cat.categories.tolist() == [*schemas.WORDS["measure"], "index"]


def test_grouping_by_an_open_vocabulary_makes_no_empty_groups(frame: pd.DataFrame) -> None:
    some = frame[frame.measure == "growth"]
    assert (some.groupby(["document", "metric_name"]).size() > 0).all()
    assert (some.groupby(["metric_name", "measure"], observed=True).size() > 0).all()


# --- the same rows in any types

FORMS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "texts": lambda f: f.astype(dict.fromkeys(CLOSED, object)),
    "categories": lambda f: f.astype(dict.fromkeys(schemas.FEW, "category")),
    "concatenated": lambda f: pd.concat([f.iloc[:99], f.iloc[99:].astype(dict.fromkeys(CLOSED, object))]),
    "filtered": lambda f: pd.concat([f, f.assign(document="x")]).query("document != 'x'"),
}


@pytest.mark.parametrize("form", FORMS)
def test_comparing_checking_and_pivoting_take_any_types(form: str, frame: pd.DataFrame) -> None:
    other = FORMS[form](frame)
    first, second = sorted(frame.document.unique())[:2]

    def diff(rows: pd.DataFrame) -> pd.DataFrame:
        return indicators.diff(rows[rows.document == first], rows[rows.document == second])

    assert records(diff(other)) == records(diff(frame))
    assert indicators.audit(other).formula.tolist() == indicators.audit(frame).formula.tolist()
    pd.testing.assert_frame_equal(
        indicators.wide(other, duplicates="first"), indicators.wide(frame, duplicates="first"), check_index_type=False
    )


def test_a_frame_that_pandas_wrote_is_a_table(frame: pd.DataFrame, tmp_path: Path) -> None:
    FORMS["categories"](frame).to_parquet(tmp_path / "indicators.parquet")
    assert records(indicators.read(tmp_path)) == records(frame)
    assert indicators.read(tmp_path, region="湖北", year=2022).region.unique().tolist() == ["湖北省"]
    assert indicators.audit(tmp_path).formula.tolist() == indicators.audit(frame).formula.tolist()


# --- reading what is asked for

ASKED: list[tuple[dict[str, Any], Callable[[pd.DataFrame], Any]]] = [
    ({"metric": "人均纯收入"}, lambda f: f.metric_name.str.contains("人均纯收入")),
    ({"region": "15"}, lambda f: f.region_code.str.startswith("15")),
    ({"year": range(2021, 2023)}, lambda f: f.year.between(2021, 2022)),
    ({"year": "2021-2022"}, lambda f: f.year.between(2021, 2022)),
    ({"year": numpy.int64(2022)}, lambda f: f.year == 2022),
    ({"measure": ["growth", "share"], "year": 2022}, lambda f: f.measure.isin(["growth", "share"]) & (f.year == 2022)),
    ({"status": "target", "document": "002"}, lambda f: (f.status == "target") & f.document.str.startswith("002")),
]


@pytest.mark.parametrize(("asked", "fits"), ASKED, ids=[str(asked) for asked, _ in ASKED])
def test_read_gives_the_rows_that_are_asked_for(
    asked: dict[str, Any], fits: Callable[[pd.DataFrame], Any], out: Path
) -> None:
    whole = indicators.read(out)
    wanted = whole[fits(whole).fillna(False).astype(bool)]
    assert len(wanted) > 0
    assert records(indicators.read(out, **asked)) == records(wanted)


def test_read_says_what_no_row_answers(out: Path) -> None:
    with pytest.raises(ValueError, match="no row has the metric 脱贫人口人均收入; like it are 脱贫人口人均纯收入"):
        indicators.read(out, metric="脱贫人口人均收入")


def test_rows_that_are_asked_for_are_found_in_any_group_of_rows(frame: pd.DataFrame, tmp_path: Path) -> None:
    frame.to_parquet(tmp_path / "indicators.parquet", row_group_size=7)
    wanted = frame[frame.unit == "元"].document.unique()[:2]
    found = indicators.read(tmp_path, document=[*wanted], measure="level")
    assert records(found) == records(frame[frame.document.isin(wanted) & (frame.measure == "level")])


# --- pivots

ROW = {
    "document": "a.txt", "region": "湖北省", "region_code": "420000", "year": 2021, "period": "2021",
    "metric": "rural.income", "metric_name": "人均收入", "measure": "level", "value": 1.0, "unit": "元", "per": None,
    "status": "actual", "base": None,
}  # fmt: skip


def rows(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([ROW | each for each in changes]).astype({"year": "Int16"})


def test_wide_has_a_line_for_each_region_and_a_column_for_each_year() -> None:
    table = rows(
        {"year": 2022, "period": "2022", "value": 2.0},
        {"region": "内蒙古自治区", "region_code": "150000", "value": 3.0},
        {},
    ).pipe(indicators.wide)
    assert (table.index.tolist(), table.columns.tolist()) == (["内蒙古自治区", "湖北省"], [2021, 2022])
    assert table.fillna(0).to_numpy().tolist() == [[3, 0], [1, 2]]
    said = {"metric_name": "人均收入", "measure": "level", "unit": "元", "status": "actual"}
    assert table.attrs == said


# what tells a second row apart from the first, the levels that the table gets
APART: list[tuple[dict[str, Any], list[str]]] = [
    ({"metric": "rural.other", "metric_name": "人均支出"}, ["region", "metric_name"]),
    ({"metric": "rural.other"}, ["region", "metric"]),  # two metrics of one name
    ({"region_code": "429004"}, ["region", "region_code"]),  # two places of one name
    ({"measure": "growth", "unit": "%", "base": "yoy"}, ["region", "measure", "unit", "base"]),
    ({"unit": "户"}, ["region", "unit"]),
    ({"per": "人"}, ["region", "per"]),
    ({"status": "target"}, ["region", "status"]),
    ({"period": "2021-S1"}, ["region", "length"]),
    ({"period": "2019/2021"}, ["region", "length"]),
]


@pytest.mark.parametrize(("change", "levels"), APART, ids=[str(change) for change, _ in APART])
def test_a_line_never_mixes_what_cannot_be_compared(change: dict[str, Any], levels: list[str]) -> None:
    table = indicators.wide(rows({}, change | {"value": 5.0}))
    assert [*table.index.names] == levels
    assert sorted(table[2021].tolist()) == [1, 5]


def test_the_last_day_of_a_year_is_the_year() -> None:
    assert indicators.wide(rows({}, {"year": 2022, "period": "2022-12-31"})).index.names == ["region"]


def test_measures_and_statuses_stand_in_their_order() -> None:
    changes = [{"measure": m, "status": s} for m in ("rank", "share", "level") for s in ("target", "actual")]
    table = indicators.wide(rows(*changes), index=["status", "measure"], columns="period")
    assert table.index.tolist() == [(s, m) for s in ("actual", "target") for m in ("level", "share", "rank")]


def test_a_level_that_is_named_stays() -> None:
    assert indicators.wide(rows({}), index=["region", "unit"]).index.tolist() == [("湖北省", "元")]


def test_equal_values_are_one_and_others_a_conflict() -> None:
    same = rows({}, {"document": "b.txt"})
    assert indicators.wide(same).to_numpy().tolist() == [[1]]
    other = rows({}, {"document": "b.txt", "value": 14705.5}, {"year": 2022, "value": 7.0}, {"year": 2022})
    with pytest.raises(
        ValueError, match=r"湖北省 2021: 1 \(a.txt\), 14705.5 \(b.txt\), and 1 more .* duplicates=\"first\""
    ):
        indicators.wide(other)
    assert indicators.wide(other, duplicates="first").to_numpy().tolist() == [[1, 7]]
    assert indicators.wide(other, duplicates="last").to_numpy().tolist() == [[14705.5, 1]]


def test_a_row_without_region_or_year_is_not_lost() -> None:
    table = indicators.wide(rows({"region": None, "region_code": None, "value": 2.0}, {"year": None, "period": None}))
    assert table.index.tolist() == ["湖北省", ""]
    assert table.fillna(0).to_numpy().tolist() == [[0, 1], [2, 0]]


def test_cells_may_hold_words() -> None:
    assert indicators.wide(rows({}), values="document").to_numpy().tolist() == [["a.txt"]]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"index": "place"}, "no column place in the frame"),
    ({"index": "year"}, "year: in index and in columns"),
    ({"duplicates": "mean"}, '"raise", "first" or "last"'),
]


@pytest.mark.parametrize(("asked", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_makes_no_pivot_is_said(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        indicators.wide(rows({}), **asked)


def test_no_rows_make_an_empty_table() -> None:
    assert indicators.wide(rows({}).iloc[:0]).shape == (0, 0)


KEYS = ["region", "year", "metric_name", "measure", "unit", "per", "status", "base", "period"]
some_rows = st.lists(
    st.fixed_dictionaries(
        {
            "region": st.sampled_from(["湖北省", "赤峰市", None]),
            "year": st.sampled_from([2021, 2022, None]),
            "period": st.sampled_from(["2021", "2022", "2021-S1", None]),
            "metric_name": st.sampled_from(["人均收入", "常住人口"]),
            "metric": st.sampled_from(["a.x", "b.y"]),
            "measure": st.sampled_from(schemas.WORDS["measure"]),
            "unit": st.sampled_from(["元", "人", "%", ""]),
            "per": st.sampled_from([None, "人"]),
            "base": st.sampled_from([None, "yoy"]),
            "status": st.sampled_from(schemas.WORDS["status"]),
            "value": st.sampled_from([1.0, 2.0, None]),
        }
    ),
    max_size=8,
)


@settings(deadline=None)
@given(some_rows, st.permutations(KEYS), st.integers(1, 4))
def test_each_cell_is_a_row_and_each_row_is_told(changes: list[dict[str, Any]], keys: list[str], split: int) -> None:
    frame = pd.DataFrame([ROW | each for each in changes], columns=[*ROW]).astype({"year": "Int16", "value": float})
    index, columns = keys[:split], keys[split : split + 1]
    try:
        table = indicators.wide(frame, index=index, columns=columns)
        taken = "first"
    except ValueError:
        table, taken = indicators.wide(frame, index=index, columns=columns, duplicates="first"), ""
    stated = frame[frame.value.notna()]

    def told(row: Any) -> tuple[Any, ...]:
        words = dict(row)
        return tuple("" if pd.isna(words.get(k)) else words[k] for k in ("unit", "measure", "region", "status", "per"))

    known = {(*told(row), row["value"]) for row in stated.to_dict("records")}
    cells = [
        (*told(table.attrs | dict(zip(table.index.names, line if isinstance(line, tuple) else (line,), strict=True)) | {columns[0]: column}), value)
        for (line, series) in table.iterrows()
        for column, value in series.items()
        if not pd.isna(value)
    ]  # fmt: skip
    assert set(cells) <= known
    if taken:
        assert set(cells) == known
    assert len(cells) <= len(stated)
