"""Branches: what else a user may meet in numbers, rule files, tables and comparisons, and no other test does."""

import errno
import json
import os
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators import differences, numerals, pairing, placing, quantities, schemas, sides, table, writers
from indicators.differences import Pair
from indicators.pairing import assign
from indicators.rules import RuleError, load
from indicators.sides import Row, Side, SideError
from indicators.table import TableError
from indicators.text import normalise
from indicators.writers import Writer

# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surface", "value"),
    [
        ("4千6百", "4600"),
        ("2千零8", "2008"),
        ("十3", None),  # a digit behind a character that it does not belong to
        ("3十百", None),
        ("几5", None),
    ],
)
def test_digits_and_characters_make_a_numeral_or_none(surface: str, value: str | None) -> None:
    assert numerals.parse(surface) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("投资3万6千元", [("3万6千元", 36000, "元")]),
        ("投资3.6万5千元", []),  # behind a decimal no lower step can follow: neither number is certain
        ("投资1,200万3千元", []),
        ("惠及3万20000人", []),  # two numbers that damage has joined
        ("惠及3万2000人", [("3万2000人", 32000, "人")]),
        ("种植10000(6500)亩", [("10000", 10000, "亩")]),  # the number before the bracket has the unit behind it
        ("把民生放在首位", []),
        ("产量居全国首位", [("首位", 1, "位")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_numbers_that_stand_against_others(text: str, found: list[tuple[str, int, str]]) -> None:
    seen = quantities.find(normalise(text))
    assert [(text[q.start : q.end], int(q.value), q.unit) for q in seen] == found


# --- rule files -------------------------------------------------------------------------------------------------------

HEAD = '[pack]\nid = "mine"\n[[rule]]\nid = "aid"\n'
PATTERNS = 'patterns = ["帮扶资金…元"]\n'

# the rest of a rule file, and the line and the words of what is said of it
MISTAKES = [
    (f'name = "{"帮" * 31}"\n' + PATTERNS, 5, "name is a text of at most 30 characters"),
    ("name = 3\n" + PATTERNS, 5, "name is a text of at most 30 characters"),
    ('name = "甲"\n' + PATTERNS + 'counterexamples = "投入3元"\n', 7, "counterexamples is a list of texts"),
    ('name = "甲"\n' + PATTERNS + "counterexamples = [3]\n", 7, "counterexamples is a list of texts"),
    ('name = "甲"\n' + PATTERNS + 'examples = "投入3元"\n', 7, "examples is a list of { text"),
    ('name = "甲"\n' + PATTERNS + 'examples = ["投入3元"]\n', 7, "examples is a list of { text"),
    # the line of the very pattern in a list of several lines
    ('name = "甲"\npatterns = [\n  "投入…元",\n  "安排…园",\n  "拨付…元",\n]\n', 8, "pattern 安排…园: unknown unit"),
    # written with an escape, it stands on no line as such: the line of the field
    ('name = "甲"\nnote = "b"\npatterns = ["\\u5b89\\u6392…园"]\n', 7, "pattern 安排…园: unknown unit"),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "line", "said"), MISTAKES)
def test_a_mistake_is_told_with_its_line(rest: str, line: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(HEAD + rest, encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load(tmp_path / "mine.toml")
    (message,) = error.value.messages
    assert message.startswith(f"mine.toml:{line}: rule mine.aid: {said}")


# --- tables -----------------------------------------------------------------------------------------------------------

DOCUMENT: Row = dict.fromkeys(schemas.DOCUMENTS.names) | {
    "document": "a.txt", "quantities": 0, "indicators": 0, "status": "empty",
}  # fmt: skip


@pytest.mark.parametrize("name", ["indicators", "documents"])
@pytest.mark.parametrize(
    ("version", "refused"), [(str(int(schemas.VERSION) + 1), True), (schemas.VERSION, False), ("draft", False)]
)
def test_a_table_of_a_newer_version_is_refused(name: str, version: str, refused: bool, tmp_path: Path) -> None:
    made = table.make([], writers.TABLES[name], {"indicators.schema": version})
    (tmp_path / f"{name}.parquet").write_bytes(writers.encode(made, "parquet"))
    if refused:
        with pytest.raises(TableError, match=f"schema {version} is newer than this version reads"):
            table.read(tmp_path, name)
    else:
        assert table.read(tmp_path, name).num_rows == 0


@pytest.mark.parametrize("form", writers.FORMATS)
def test_a_report_that_gives_no_row_is_a_document_all_the_same(form: str, tmp_path: Path) -> None:
    with Writer(tmp_path, [form]) as writer:
        writer.add([DOCUMENT], schemas.INDICATORS.empty_table())  # as a run that goes on finds it
        writer.commit()
    lines = {"parquet": 0, "csv": 1, "jsonl": 0}[form]  # a CSV has a head
    assert (tmp_path / f"documents.{form}").stat().st_size > 0
    if form == "parquet":
        assert table.read(tmp_path).num_rows == 0
        assert table.read(tmp_path, "documents")["document"].to_pylist() == ["a.txt"]
    else:
        assert (tmp_path / f"indicators.{form}").read_text("utf-8-sig").count("\n") == lines
        assert (tmp_path / f"documents.{form}").read_text("utf-8-sig").count("a.txt") == 1


def test_tables_that_cannot_be_begun_leave_the_old_ones_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Writer(tmp_path) as writer:
        writer.add([DOCUMENT], [])
        writer.commit()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    opened = Path.open

    def full(path: Path, *arguments: Any, **keywords: Any) -> Any:
        if path == placing.part(tmp_path / "documents.csv"):
            raise OSError(errno.ENOSPC, "no space left on device", str(path))
        return opened(path, *arguments, **keywords)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OSError, match="no space left"):
        Writer(tmp_path, ["parquet", "csv"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("folder", [".", "new", "new/deeper"])
def test_a_folder_without_permission_is_told_before_anything_is_read(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)  # root may write everywhere
    with pytest.raises(PermissionError, match="no permission to write tables") as error:
        placing.check_writable(tmp_path / folder)
    assert error.value.filename == str(tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- comparisons ------------------------------------------------------------------------------------------------------


def row(**values: Any) -> Row:
    """A row as extraction gives them: 24,000 new jobs of 赤峰市 in 2021."""
    usual: Row = dict.fromkeys(sides.COLUMNS) | {
        "document": "a", "region": "赤峰市", "region_code": "150400", "year": 2021, "period": "2021",
        "metric": "employment.new_jobs", "metric_name": "城镇新增就业", "measure": "level", "value": 24000.0,
        "unit": "人", "bound": "exact", "status": "actual", "subject": "城镇新增就业", "raw": "24000人", "start": 0, "end": 6,
        "sentence": "城镇新增就业24000人。", "rule": "employment.new_jobs", "flags": [],
    }  # fmt: skip
    return usual | values


def figure(year: int, value: float, **values: Any) -> Row:
    return row(year=year, period=str(year), value=value, raw=f"{value:.0f}人", start=int(value), **values)


def side(document: str, region: str | None, year: int | None, rows: Iterable[Row]) -> Side:
    return Side.of([r | {"document": document} for r in rows], [{"document": document, "region": region, "year": year}])


def pairs(a: Side, b: Side) -> list[tuple[str, float | None, float | None]]:
    return [(p.kind, p.a_value, p.b_value) for p in differences.compare(a, b).pairs]


# A later report is A: what it restates of the year before is that year's figure, which its own figure follows, too.
FOLLOWED = [
    ([figure(2022, 30000.0), figure(2021, 24000.0)], [figure(2021, 24000.0)], [("changed", 30000, 24000), ("same", 24000, 24000)]),
    ([figure(2022, 30000.0), figure(2021, 24000.0)], [figure(2021, 24100.0)], [("changed", 30000, 24100), ("restated", 24000, 24100)]),
    ([figure(2022, 30000.0)], [figure(2021, 24000.0)], [("changed", 30000, 24000)]),
]  # fmt: skip


@pytest.mark.parametrize(("later", "earlier", "expected"), FOLLOWED)
def test_a_figure_that_the_later_report_restates_is_followed_all_the_same(
    later: list[Row], earlier: list[Row], expected: list[tuple[str, float, float]]
) -> None:
    found = pairs(side("a", "赤峰市", 2022, later), side("b", "赤峰市", 2021, earlier))
    assert sorted(found, key=str) == sorted(expected, key=str)
    mirrored = pairs(side("b", "赤峰市", 2021, earlier), side("a", "赤峰市", 2022, later))
    assert sorted(((k, b, a) for k, a, b in mirrored), key=str) == sorted(expected, key=str)


def target(low: float, high: float, **values: Any) -> Row:
    return row(value=low, value_high=high, bound="range", status="target", raw=f"{low:g}-{high:g}", **values)


RATE = {"metric": "employment.rate", "metric_name": "城镇登记失业率", "subject": "城镇登记失业率", "unit": "%"}


@pytest.mark.parametrize(
    ("planned", "result", "kind"),
    [
        (target(20000.0, 25000.0), row(value=20000.0), "target_met"),
        (target(20000.0, 25000.0), row(value=26000.0), "target_met"),  # more than was aimed at
        (target(20000.0, 25000.0), row(value=19000.0), "target_missed"),
        (target(3.5, 4.0, **RATE), row(value=3.9, **RATE), "target_met"),  # less is better
        (target(3.5, 4.0, **RATE), row(value=3.0, **RATE), "target_met"),
        (target(3.5, 4.0, **RATE), row(value=4.1, **RATE), "target_missed"),
    ],
)
def test_a_range_that_was_aimed_at_is_met_or_missed(planned: Row, result: Row, kind: str) -> None:
    plan, report = side("a", "赤峰市", 2021, [planned]), side("b", "赤峰市", 2021, [result])
    assert [pair[0] for pair in pairs(plan, report)] == [kind]
    assert [pair[0] for pair in pairs(report, plan)] == [kind]


OTHER = {"metric": "fiscal.revenue", "metric_name": "一般公共预算收入", "subject": "一般公共预算收入", "unit": "元"}


@pytest.fixture
def found() -> differences.Diff:
    a = [
        figure(2021, 24000.0),
        figure(2021, 500.0, **OTHER),
        figure(2021, 3.0, measure="growth", unit="%", subject="增长"),
    ]
    b = [figure(2022, 30000.0), figure(2022, 510.0, **OTHER)]
    return differences.compare(side("a", "赤峰市", 2021, a), side("b", "赤峰市", 2022, b))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["employment.new_jobs", "fiscal.revenue", "employment.new_jobs"]),
        ({"metric": "fiscal"}, ["fiscal.revenue"]),
        ({"metric": "新增就业"}, ["employment.new_jobs", "employment.new_jobs"]),
        ({"metric": "粮食"}, []),
        ({"measure": "growth"}, ["employment.new_jobs"]),
        ({"only": ["changed"]}, ["employment.new_jobs", "fiscal.revenue"]),
        ({"only": ["only_in_a", "same"]}, ["employment.new_jobs"]),
        ({"min_change": 10.0}, ["employment.new_jobs"]),  # 25 %, 2 % and none
        ({"min_change": 2.0, "metric": "fiscal"}, ["fiscal.revenue"]),
    ],
    ids=json.dumps,
)
def test_pairs_are_chosen(options: dict[str, Any], expected: list[str], found: differences.Diff) -> None:
    chosen = differences.chosen(found.pairs, **options)
    assert sorted(p.row["metric"] for p in chosen) == sorted(expected)
    assert all(isinstance(p, Pair) for p in chosen)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: differences.chosen([], only=["changd"]), "class 'changd': legal are changed, same"),
        (lambda: differences.compare(Side(), Side(), by=["month"]), "by 'month': legal are year, region"),
    ],
)
def test_a_word_that_is_none_of_the_legal_ones_is_refused(call: Any, said: str) -> None:
    with pytest.raises(SideError, match=re.escape(said)):
        call()


def test_documents_that_share_neither_region_nor_year_are_not_compared() -> None:
    a, b = (
        Side.of(
            [figure(year, 24000.0, region=region, document=f"{region}{year}") for region in regions],
            [{"document": f"{region}{year}", "region": region, "year": year} for region in regions],
        )
        for regions, year in ((("赤峰市", "通辽市"), 2021), (("包头市", "乌海市"), 2022))
    )
    found = differences.compare(a, b)
    assert [p.kind for p in found.pairs].count("only_in_a") == [p.kind for p in found.pairs].count("only_in_b") == 2
    assert len(found.pairs) == 4


@pytest.mark.parametrize(
    ("value", "document", "different"), [(24000.0, "b", False), (24001.0, "b", True), (None, "b", True)]
)
def test_sides_are_different_or_not(value: float | None, document: str, different: bool) -> None:
    other = [] if value is None else [figure(2021, value)]
    a, b = side("a", "赤峰市", 2021, [figure(2021, 24000.0)]), side(document, "赤峰市", 2021, other)
    assert differences.compare(a, b).different is different


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ({(0, 0): 0.3, (0, 1): 0.1, (0, 2): 0.2}, [(0, 1)]),  # one row for three: the cheapest
        ({(0, 0): 0.3, (1, 0): 0.1, (2, 0): 0.1}, [(1, 0)]),  # of two as cheap the first
        ({}, []),
    ],
)
def test_one_row_among_many_takes_the_cheapest(
    costs: dict[tuple[int, int], float], expected: list[tuple[int, int]]
) -> None:
    assert assign(costs) == expected


def test_thousands_of_rows_that_say_one_thing_meet_once_each_the_cheapest_first() -> None:
    many = pairing._LARGEST + 1
    costs = {(i, j): float(abs(i - j)) for i in range(many) for j in (i - 1, i, i + 1) if 0 <= j < many}
    assert assign(costs) == [(i, i) for i in range(many)]
    costs[0, 1] = costs[1, 0] = -1.0  # these two before all others
    assert assign(costs)[:3] == [(0, 1), (1, 0), (2, 2)]
