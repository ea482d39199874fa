"""Numerals: one table of surfaces and values, and properties over all numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import numerals

TABLE = [
    # in digits
    ("0", "0"),
    ("86", "86"),
    ("3.14", "3.14"),
    ("2,350", "2350"),
    ("1,234,567.8", "1234567.8"),
    ("-45.5", "-45.5"),
    # in Chinese characters
    ("零", "0"),
    ("七", "7"),
    ("两", "2"),
    ("十", "10"),
    ("十八", "18"),
    ("六十", "60"),
    ("二百零三", "203"),
    ("两千", "2000"),
    ("三千零四十", "3040"),
    ("八万", "80000"),
    ("二十万亿", "20000000000000"),  # a round ten before 万亿, which peers misread
    ("二十一万亿", "21000000000000"),
    ("三亿零五十万", "300500000"),
    ("一万五千亿", "1500000000000"),
    ("三万五", "35000"),  # the last step is left out
    ("二〇二四", "2024"),
    ("贰拾伍", "25"),
    ("叁佰贰拾", "320"),
    ("负十二", "-12"),
    ("六点八", "6.8"),
    ("三点五亿", "350000000"),
    ("十二点零五", "12.05"),
    # mixed
    ("16.4亿", "1640000000"),  # binary floats give 1639999999.9999998
    ("4.69亿", "469000000"),
    ("7.2万亿", "7200000000000"),
    ("2万3千", "23000"),
    ("6万5000", "65000"),
    ("4千零8", "4008"),
    ("3百万", "3000000"),
]

NO_NUMERAL = ["", "元", "1,23", "12,3456", "1.2.3", "点五", "三农", "二百来", "十几", "万元", "百花"]


@pytest.mark.parametrize(("surface", "value"), TABLE)
def test_parse(surface: str, value: str) -> None:
    assert numerals.parse(surface) == Decimal(value)


@pytest.mark.parametrize("surface", NO_NUMERAL)
def test_parse_refuses(surface: str) -> None:
    assert numerals.parse(surface) is None


@pytest.mark.parametrize(
    ("text", "value", "high", "more"),
    [
        ("三五百", "300", "500", False),
        ("十七八", "17", "18", False),
        ("二三十", "20", "30", False),
        ("几十万", "100000", None, True),  # one of the order that is named
        ("数十亿", "1000000000", None, True),
        ("十几万", "100000", None, True),
        ("六十余", "60", None, True),
        ("40多万", "400000", None, True),
        ("3万余", "30000", None, True),
    ],
)
def test_read_vague(text: str, value: str, high: str | None, more: bool) -> None:
    found = numerals.read(text, 0)
    assert found is not None
    assert (found.value, found.high, found.more) == (Decimal(value), high and Decimal(high), more)
    assert found.end == len(text)


@pytest.mark.parametrize(
    ("text", "end"), [("500千瓦", 3), ("三百千瓦", 2), ("6百分点", 1), ("20来自", 2), ("8余额", 1)]
)
def test_read_leaves_the_next_word_alone(text: str, end: int) -> None:
    found = numerals.read(text, 0)
    assert found is not None
    assert found.end == end


def in_chinese(number: int) -> str:
    """Write a number below 10^12 in Chinese characters, in full."""
    if number == 0:
        return "零"
    text, gap = "", False
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group, number = divmod(number, scale)
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        inner, zero = "", False
        for step, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, group = divmod(group, step)
            if digit:
                inner += ("零" if zero and inner else "") + "零一二三四五六七八九"[digit] + mark
                zero = False
            else:
                zero = True
        text += inner + name
        gap = False
    return text


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_round_trip(number: int) -> None:
    assert numerals.parse(in_chinese(number)) == number


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_grouped_round_trip(number: int) -> None:
    assert numerals.parse(f"{number:,}") == number
    assert numerals.parse(str(number)) == number


@given(st.decimals(min_value=0, max_value=10**6, places=3), st.sampled_from(["万", "亿", "万亿"]))
def test_scales_are_exact(number: Decimal, scale: str) -> None:
    factor = {"万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    assert numerals.parse(f"{number:f}{scale}") == number * factor
