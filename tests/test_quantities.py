"""Quantities: the table data/quantities.tsv, what it does not show, and properties over made-up reports."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.quantities import Quantity, find, to_json
from indicators.text import normalise

TABLE = Path(__file__).parent / "data" / "quantities.tsv"
BOUNDS = {"exact", "about", "over", "under", "range"}
FULL = str.maketrans({chr(0x21 + i): chr(0xFF01 + i) for i in range(94)})

Row = tuple[str, Decimal, Decimal | None, str, str]


def rows() -> list[tuple[str, list[Row]]]:
    table = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            text, expected = (*line.split("\t"), "")[:2]
            table.append((text, [row(item) for item in expected.split(" | ") if item]))
    return table


def row(item: str) -> Row:
    *head, bound = item.split(" ") if item.split(" ")[-1] in BOUNDS else [*item.split(" "), "exact"]
    *raw, value, unit = head
    low, _, high = value.partition("~")
    return " ".join(raw), Decimal(low), Decimal(high) if high else None, unit.replace("-", ""), bound


def seen(text: str) -> list[Row]:
    return [(text[q.start : q.end], q.value, q.value_high, q.unit, q.bound) for q in find(normalise(text))]


def only(text: str) -> Quantity:
    (quantity,) = find(normalise(text))
    return quantity


@pytest.mark.parametrize(("text", "expected"), rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_table(text: str, expected: list[Row]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_full_width_gives_the_same(text: str, expected: list[Row]) -> None:
    if "?" in text or '"' in text:  # ？ ends a sentence, ? is what scraping leaves
        pytest.skip("a half-width ? is damage, its full width is a mark")
    wide = text.translate(FULL)
    assert [r[1:] for r in seen(wide)] == [r[1:] for r in expected]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("同比增长7.4,增速加快", ("percent_sign_missing",)),
        ("发病率为3.1?%", ("damaged_text",)),
        ("产量达1 200吨", ("damaged_text",)),
        ("改造老旧小区1260。", ("unit_missing",)),
        ("增长7.4%", ()),
    ],
)
def test_flags(text: str, flags: tuple[str, ...]) -> None:
    assert only(text).flags == flags


@pytest.mark.parametrize(
    ("text", "kind", "per", "measure"),
    [
        ("全员劳动生产率12万元/人", "money", "人", None),
        ("补贴标准为300元/人·月", "money", "人·月", None),
        ("人均耕地2.1亩", "area", "人", None),
        ("每人每年补助1200元", "money", "人·年", None),
        ("处理能力3万吨/日", "rate", "日", None),
        ("培训1.2万人次", "visits", None, None),
        ("总量居全省第3位", "rank", None, "rank"),
        ("规模比2015年翻一番", "percent", None, "growth"),
        ("提高2个百分点", "points", None, None),
        ("增长3倍", "multiple", None, None),
        ("装机60兆瓦", "power", None, None),
        ("惠及6万农户", "households", None, None),
    ],
)
def test_kind_per_measure(text: str, kind: str, per: str | None, measure: str | None) -> None:
    quantity = only(text)
    assert (quantity.kind, quantity.per, quantity.measure) == (kind, per, measure)


@pytest.mark.parametrize(
    ("text", "outer"),
    [
        ("带动近300户", "近300户"),
        ("增收5000元以上", "5000元以上"),
        ("投入不少于2亿元", "不少于2亿元"),
        ("面积约1.5万亩左右", "约1.5万亩左右"),
        ("共12家", "12家"),
    ],
)
def test_outer_covers_the_approximators(text: str, outer: str) -> None:
    quantity = only(text)
    assert text[quantity.outer_start : quantity.outer_end] == outer


@pytest.mark.parametrize(
    ("text", "value"),
    [("三分之一", "0.3333333333333333333333333333"), ("3/4", "0.75"), ("三", "3"), ("2.50", "2.50")],
)
def test_bare_numbers(text: str, value: str) -> None:
    (quantity,) = find(text, bare=True)
    assert (quantity.value, quantity.unit) == (Decimal(value), "")
    assert find(text) == []


def test_json() -> None:
    source = "投入４.５万元"
    (quantity,) = find(normalise(source))
    assert to_json(quantity, source) == {
        "text": "４.５万元",
        "start": 2,
        "end": 7,
        "value": 45000,
        "value_high": None,
        "unit": "元",
        "bound": "exact",
    }


PIECES = st.sampled_from(
    [
        *"03三两十百千万亿元人户%个亩吨近约至-~第位从到(),。、“”?/.负几数多余成折度电A \n",
        *("7.5", "12", "2024年", "5月", "1,200", "百分点", "超过", "以上", "左右", "增长", "投入", "农户"),
        *("GDP", "翻一番", "一半", "三成", "分之"),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_offsets(source: str, bare: bool) -> None:
    text = normalise(source)
    last = 0
    for quantity in find(text, bare=bare):
        assert last <= quantity.start < quantity.end <= len(text)
        assert quantity.outer_start <= quantity.start
        assert quantity.end <= quantity.outer_end
        assert quantity.bound in BOUNDS
        assert (quantity.value_high is not None) == (quantity.bound == "range")
        assert bare or quantity.unit or "unit_missing" in quantity.flags
        last = quantity.end


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10**6), places=2))
def test_wan_and_yi_say_the_same(amount: Decimal) -> None:
    yi, wan = only(f"投入资金{amount:f}亿元,"), only(f"投入资金{amount * 10000:f}万元,")
    assert (yi.value, yi.unit, yi.kind) == (wan.value, wan.unit, wan.kind)


@given(
    st.integers(min_value=1, max_value=10**9),
    st.sampled_from(["元", "人", "户", "个", "亩", "吨", "%", "家"]),
)
def test_text_holds_the_number(number: int, unit: str) -> None:
    text = f"全年完成{number:,}{unit},"
    quantity = only(text)
    assert text[quantity.start : quantity.end] == f"{number:,}{unit}"
    assert quantity.value == number
