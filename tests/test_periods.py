"""Periods: what a phrase says of when a number holds, read against the year of its report."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.periods import Period, find, part_code
from indicators.text import normalise

# text, code, year, role; the year of the report is 2022
ONE = [
    # years
    ("2022年全市", "2022", 2022, "at"),
    ("2020年度", "2020", 2020, "at"),
    ("二〇二二年", "2022", 2022, "at"),
    ("1997年", "1997", 1997, "at"),
    ("１９９７年", "1997", 1997, "at"),
    ("到2025年,", "2025", 2025, "at"),
    # words that point to the report's year
    ("今年", "2022", 2022, "at"),
    ("全年", "2022", 2022, "at"),
    ("去年", "2021", 2021, "at"),
    ("前年", "2020", 2020, "at"),
    ("明年", "2023", 2023, "at"),
    ("上年同期", "2021", 2021, "at"),
    # parts of a year
    ("2021年上半年完成", "2021-S1", 2021, "at"),
    ("下半年", "2022-S2", 2022, "at"),
    ("2021年前三季度", "2021-01/2021-09", 2021, "at"),
    ("一季度", "2022-Q1", 2022, "at"),
    ("第三季度", "2022-Q3", 2022, "at"),
    ("2020年二季度", "2020-Q2", 2020, "at"),
    ("2021年1-9月", "2021-01/2021-09", 2021, "at"),
    ("2022年1-12月", "2022", 2022, "at"),  # the whole year
    ("12月份", "2022-12", 2022, "at"),
    ("2022年11月", "2022-11", 2022, "at"),
    ("2022年3月5日", "2022-03-05", 2022, "at"),
    ("3月5日", "2022-03-05", 2022, "at"),
    ("2022年2月31日", "2022-02", 2022, "at"),  # there is no such day; the month stays
    # points of time
    ("截至2021年6月底", "2021-06-30", 2021, "at"),
    ("截至6月底", "2022-06-30", 2022, "at"),
    ("截至2024年2月底", "2024-02-29", 2024, "at"),
    ("2022年底", "2022-12-31", 2022, "at"),
    ("到2020年末", "2020-12-31", 2020, "at"),
    ("2022年初", "2022-01-01", 2022, "at"),
    ("年底前", "2022-12-31", 2022, "at"),
    # spans; the year is the last
    ("2012-2020年", "2012/2020", 2020, "at"),
    ("2012—2020年", "2012/2020", 2020, "at"),
    ("2021至2023年", "2021/2023", 2023, "at"),
    ("近三年来", "2020/2022", 2022, "at"),
    ("过去五年", "2018/2022", 2022, "at"),
    ("连续三年", "2020/2022", 2022, "at"),
    ("五年间", "2018/2022", 2022, "at"),
    ("“十四五”时期", "2021/2025", 2025, "at"),
    ("“十三五”末", "2020-12-31", 2020, "at"),
    ("未来五年", "2023/2027", 2027, "at"),
    ("今后3年内", "2023/2025", 2025, "at"),
    ("“八五”期间", "1991/1995", 1995, "at"),
    ("目标是:“十四五”期间", "2021/2025", 2025, "at"),  # a list opens, nothing is compared
    ("“十三五”前三年", "2016/2018", 2018, "at"),
    ("“十三五”后两年", "2019/2020", 2020, "at"),
    ("五年前这一比重", "2017", 2017, "at"),
    ("比十年前提高", "2012", 2012, "base"),
    ("下一年新增", "2023", 2023, "at"),
    ("到本世纪末", "2000", 2000, "at"),
    # blanks that scraping leaves, and a year that its line ends with
    ("2021 年", "2021", 2021, "at"),
    ("2021 年 6 月底", "2021-06-30", 2021, "at"),
    ("2016 - 2020 年", "2016/2020", 2020, "at"),
    ("2021\n年末", "2021-12-31", 2021, "at"),
    # periods at which the number does not hold
    ("比2012年底减少", "2012-12-31", 2012, "base"),
    ("与2015年相比", "2015", 2015, "base"),
    ("较年初增加", "2022-01-01", 2022, "base"),
    ("占2019年的3%", "2019", 2019, "base"),
    ("2013年起", "2013", 2013, "since"),
    ("自2014年以来", "2014", 2014, "since"),
    ("按2010年不变价", "2010", 2010, "none"),
    ("与上年比较", "2021", 2021, "base"),
    ("比连遭两次洪灾的2016年", "2016", 2016, "base"),
    ("在去年大旱之后", "2021", 2021, "none"),
    ("2018年初中巩固率", "2018", 2018, "at"),  # 初 belongs to 初中
]


@pytest.mark.parametrize(("text", "code", "year", "role"), ONE)
def test_a_phrase_names_one_period(text: str, code: str, year: int, role: str) -> None:
    assert [(p.code, p.year, p.role) for p in find(normalise(text), 2022)] == [(code, year, role)]


MANY = [
    ("由2012年14.7%下降到2020年4.1%", [("2012", "from"), ("2020", "at")]),
    ("2019年动工,当年完成3亿元", [("2019", "at"), ("2019", "at")]),
    ("2021年产量2万吨,比2016年多1万吨,占当年的两成", [("2021", "at"), ("2016", "base"), ("2021", "at")]),
    ("2020年和2021年分别增长", [("2020", "at"), ("2021", "at")]),
]


@pytest.mark.parametrize(("text", "expected"), MANY)
def test_a_sentence_names_several(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(p.code, p.role) for p in find(text, 2022)] == expected


NONE = [
    "13月",
    "十四五规划",  # a document's name
    "2022人",
    "第2022号",
    "电话2022-3456789",
    "一带一路",
    "上年结转",  # an item of this year's budget
    "为年初预算的102%",  # the budget that was adopted then
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_period(text: str) -> None:
    assert find(text, 2022) == []


@pytest.mark.parametrize("text", ["今年", "上半年", "6月底", "近三年", "年底"])
def test_without_a_year_relative_words_name_none(text: str) -> None:
    assert [p.year for p in find(text) if p.year] == []


@pytest.mark.parametrize(("text", "shown"), [("到2016年底,", "2016年底"), ("(2012-2020年)", "2012-2020年")])
def test_offsets_cover_the_words(text: str, shown: str) -> None:
    (period,) = find(text)
    assert text[period.start : period.end] == shown


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_any_month_of_any_year(year: int, month: int) -> None:
    (period,) = find(f"{year}年{month}月,")
    assert (period.code, period.year) == (f"{year}-{month:02d}", year)
    assert part_code(year, f"{month}月") == period.code


@given(st.text(alphabet="年月日今去上半底初末比较到至截由起近第一三五十季度0129-“”,。", max_size=40))
def test_periods_come_in_order_and_apart(text: str) -> None:
    found: list[Period] = find(text, 2022)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= p.start < p.end <= len(text) for p in found)
