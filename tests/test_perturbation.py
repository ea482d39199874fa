"""Perturbations: a row moves exactly as its sentence does – its number, unit, region or year, and nothing else."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import documents
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import load

# Own sentences of several fields; {r} a region, {y} a year, {a} {b} numbers.
SENTENCES = [
    "{y}年{r}城镇新增就业{a}万人,同比增长{b}%。",
    "{y}年,{r}一般公共预算收入{a}亿元,比上年增长{b}%。",
    "{y}年底,{r}常住人口{a}万人,城镇化率达到{b}%。",
    "{r}{y}年投入{a}亿元支持养老项目,受益老人{b}万人。",
    "{y}年{r}粮食总产量{a}万吨,其中玉米{b}万吨。",
    "{y}年,{r}新建公路{a}公里,占全部里程的{b}%。",
    "{y}年{r}接待游客{a}万人次,旅游收入{b}亿元。",
    "截至{y}年6月底,{r}累计发放贷款{a}亿元,惠及{b}万户农户。",
    "{y}年{r}农村低保标准提高到每人每年{a}元,增长{b}%。",
    "{y}年{r}建成高标准农田{a}万亩、水库{b}座。",
]
COUNTIES = ["凤冈县", "盐池县", "鄂托克前旗", "红安县", "利川市", "巫山县", "城固县", "闽清县"]
FIELDS = ("metric", "metric_name", "measure", "unit", "per", "bound", "status", "base", "subject", "rule")

numbers = st.decimals(min_value="1.1", max_value="98.9", places=1)
counties = st.sampled_from(COUNTIES)
years = st.integers(2006, 2023)


@cache
def book() -> Rulebook:
    return Rulebook(load())


def rows(sentence: str) -> list[dict[str, Any]]:
    document = documents.from_text(sentence)
    return [to_row(o, document) for o in observe(document, book())[0]]


def shape(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[f] for f in FIELDS)


@cache
def plain(sentence: str) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(shape, rows(sentence.format(r="凤冈县", y=2019, a="12.3", b="4.5"))))


@pytest.mark.parametrize("sentence", SENTENCES)
@settings(max_examples=12, deadline=None)
@given(r=counties, y=years, a=numbers, b=numbers)
def test_a_row_moves_as_its_sentence_does(sentence: str, r: str, y: int, a: Decimal, b: Decimal) -> None:
    found = rows(sentence.format(r=r, y=y, a=a, b=b))
    assert tuple(map(shape, found)) == plain(sentence)
    assert {row["region"] for row in found} == {r}
    assert {row["year"] for row in found} == {y}
    scale = {"万": 10_000, "亿": 100_000_000}
    for row, number in zip(found, (a, b), strict=True):
        written = row["raw"].removeprefix(str(number))
        assert row["value"] == pytest.approx(float(number) * scale.get(written[:1], 1))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_plan_is_a_target_and_nothing_else_moves(sentence: str) -> None:
    result = rows(sentence.format(r="盐池县", y=2021, a="6.2", b="3.1"))
    for before, after in zip(
        result,
        rows(sentence.format(r="盐池县", y=2021, a="6.2", b="3.1").replace("盐池县", "盐池县力争", 1)),
        strict=True,
    ):
        assert after["status"] == "target"
        assert before["status"] == "actual"
        assert [after[f] for f in ("metric", "measure", "value", "unit", "region")] == [
            before[f] for f in ("metric", "measure", "value", "unit", "region")
        ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("投入0.86亿元建设水厂。", "投入8600万元建设水厂。"),
        ("新增耕地1.2万亩。", "新增耕地12000亩。"),
        ("增长百分之八点六。", "增长8.6%。"),
        ("培训二千三百人。", "培训2300人。"),
        ("装机容量81兆瓦。", "装机容量8.1万千瓦。"),
        ("财政收入达到１２.５亿元，增长６％。", "财政收入达到12.5亿元,增长6%。"),
        ("发放补贴1,260.5万元。", "发放补贴1260.5万元。"),
    ],
)
def test_another_writing_of_a_number_gives_the_same_row(one: str, other: str) -> None:
    keep = ("metric", "measure", "value", "value_high", "unit", "bound", "status")
    assert [[r[f] for f in keep] for r in rows(one)] == [[r[f] for f in keep] for r in rows(other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2020年全县脱贫人口人均纯收入12600元。", "全县脱贫人口人均纯收入2020年为12600元。"),
        ("新建农村公厕36座。", "农村公厕新建36座。"),
        ("实现社会消费品零售总额32亿元。", "社会消费品零售总额实现32亿元。"),
        ("城镇登记失业率为3.2%。", "城镇登记失业率控制在3.2%。"),
        ("完成造林面积2.6万亩。", "造林面积完成2.6万亩。"),
    ],
)
def test_another_order_of_the_words_keeps_value_year_and_measure(one: str, other: str) -> None:
    keep = ("measure", "value", "unit", "year")
    assert [[r[f] for f in keep] for r in rows(one)] == [[r[f] for f in keep] for r in rows(other)]
    assert len(rows(one)) == 1


def test_order_of_independent_sentences_does_not_matter() -> None:
    sentences = [s.format(r=r, y=2020, a="7.7", b="2.2") for s, r in zip(SENTENCES, COUNTIES, strict=False)]
    forward = {(r["raw"], r["region"], shape(r)) for s in [sentences] for r in rows("\n".join(s))}
    backward = {(r["raw"], r["region"], shape(r)) for r in rows("\n".join(sentences[::-1]))}
    assert forward == backward
