"""Selection: which rows of a table are meant by a metric, a region, years; what is said where none is."""

from typing import Any

import pyarrow as pa
import pytest

from indicators import table
from indicators.batch import Extraction
from indicators.selection import Selection, SelectionError, years


@pytest.fixture(scope="module")
def rows(extraction: Extraction) -> pa.Table:
    return table.indicators(extraction.rows)


# what is asked for, a column, its distinct values in the rows that are given
ASKED: list[tuple[dict[str, Any], str, set[Any]]] = [
    ({"metric": "脱贫人口人均纯收入"}, "metric_name", {"脱贫人口人均纯收入"}),
    ({"metric": "rural.income_per_capita_alleviated"}, "metric_name", {"脱贫人口人均纯收入"}),
    ({"metric": "人均纯收入", "measure": "growth"}, "metric_name", {"脱贫人口人均纯收入"}),
    ({"region": "湖北"}, "region", {"湖北省"}),
    ({"region": "420000"}, "region", {"湖北省"}),
    ({"region": "4200001"}, "region", set()),
    ({"region": ["湖北", "北京"]}, "region", {"湖北省", "北京市"}),
    ({"year": 2022}, "year", {2022}),
    ({"year": range(2020, 2022)}, "year", {2020, 2021}),
    ({"year": 10**9}, "year", set()),
    ({"status": "target"}, "status", {"target"}),
    ({"document": "004"}, "document", {"004_79d4da4845f265e2.txt"}),
    ({"metric": []}, "metric", set()),
]


@pytest.mark.parametrize(("asked", "column", "values"), ASKED, ids=[str(a) for a, _, _ in ASKED])
def test_rows_that_are_asked_for(rows: pa.Table, asked: dict[str, Any], column: str, values: set[Any]) -> None:
    assert set(Selection(**asked).of(rows).column(column).to_pylist()) == values


def test_a_short_code_means_all_that_is_within(rows: pa.Table) -> None:
    found = Selection(region="15").of(rows)
    codes = set(found.column("region_code").to_pylist())
    assert {"150000"} < codes
    assert all(code.startswith("15") for code in codes)
    assert found.num_rows == sum((c or "").startswith("15") for c in rows.column("region_code").to_pylist())


def test_nothing_asked_for_is_the_whole_table(rows: pa.Table) -> None:
    assert Selection().of(rows).equals(rows)


# what is asked for, what the message says
MISSED: list[tuple[dict[str, Any], str]] = [
    ({"metric": "脱贫人口人均收入"}, "no row has the metric 脱贫人口人均收入; like it are 脱贫人口人均纯收入"),
    ({"region": "湖北", "year": 1999}, "no row has the year 1999; there are 20"),
    ({"measure": "levl"}, "no row has the measure levl; like it are level"),
]


@pytest.mark.parametrize(("asked", "said"), MISSED, ids=[said for _, said in MISSED])
def test_what_no_row_answers_is_said(rows: pa.Table, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(SelectionError, match=said):
        Selection(**asked).required(rows)


@pytest.mark.parametrize("text", ["", "20x1", "2021-", "二〇二一"])
def test_no_year(text: str) -> None:
    with pytest.raises(SelectionError, match="for example 2021"):
        years(text)


def test_an_empty_table_has_no_such_rows_and_no_fault(rows: pa.Table) -> None:
    assert Selection(year=2022).required(rows.slice(0, 0)).num_rows == 0
