"""Markdown: markup becomes blanks, everything else keeps its place."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.markdown import Front, plain

# text, with · for the blanks that markup leaves
BLANKED = [
    ("## 一、综合", "··\u00a0一、综合"),
    ("## 一、综合 ##", "··\u00a0一、综合···"),
    ("##一、综合", "··一、综合"),
    ("#1楼", "#1楼"),
    ("增长**4.9%**。", "增长··4.9%··。"),
    ("增长*4.9%*。", "增长·4.9%·。"),
    ("***全年***增长", "···全年···增长"),
    ("_全年_ __增长__", "·全年· ··增长··"),
    ("a_b_c 4_9", "a_b_c 4_9"),
    ("~~4.9~~5.2", "··4.9··5.2"),
    ("5~~10%、6~~8%、2**3、4**5", "5~~10%、6~~8%、2**3、4**5"),
    ("*注：2*3", "*注：2*3"),
    ("2*3 2 * 3 5~10 5-10%", "2*3 2 * 3 5~10 5-10%"),
    ("地区* | 5.1*", "地区* | 5.1*"),
    ("**全年", "**全年"),
    ("李****、王****", "李****、王****"),
    ("`4*9*`和``a`b``", "·4*9*·和··a`b··"),
    ("`全年", "`全年"),
    (r"\*全年\*5\.2", "·*全年·*5·.2"),
    ("见[公报](gb.html)。", "见·公报··········。"),
    ('[公报](http://x.cn/a(1) "题")', "·公报" + "·" * 23),
    ("增加值[1](亿元)", "增加值[1](亿元)"),
    ("赤政发[2022]5号", "赤政发[2022]5号"),
    ("[全年", "[全年"),
    ("甲![图](a.png)乙", "甲···········乙"),
    ("[![图](a.png)](b.html)", "·" * 21),
    ("- 全年", "· 全年"),
    ("  * 全年", "··· 全年"),
    ("+ - 全年", "··· 全年"),
    ("- [x] 全年", "····· 全年"),
    ("1. 全年", "1. 全年"),
    ("-3.2%的增速", "-3.2%的增速"),
    ("> > 全年", "···\u00a0全年"),
    ("> ## 全年", "····\u00a0全年"),
    ("---", "···"),
    ("* * *", "·····"),
    ("公报\n====", "公报\n····"),
    ("| 甲 | 乙 |\n|:--|--:|\n| 1 | 2 |", "| 甲 | 乙 |\n·········\n| 1 | 2 |"),
    ("甲<!-- 1\n2 -->乙", "甲······\n·····乙"),
    ("甲<!-- 乙", "甲<!-- 乙"),
    ("甲<br/>乙<5>丙", "甲·····乙<5>丙"),
    ("```\n2*3*4\n```\n*乙*", "···\n2*3*4\n···\n·乙·"),
    ("```\n*乙*", "```\n·乙·"),
]


@pytest.mark.parametrize(("text", "shown"), BLANKED)
def test_markup_becomes_blanks(text: str, shown: str) -> None:
    assert plain(text) == (shown.replace("·", " ").replace("\u00a0", " "), Front())


FRONTS = [
    ('---\ntitle: "赤峰市公报"\ndate: 2023-03-01 08:00\nauthor: 张三\nsource: 统计局 # 转载\n---\n', Front("赤峰市公报", "统计局", date(2023, 3, 1))),
    ("---\r\n标题：赤峰市公报\r\n日期: 2023年3月1日\r\n来源: '统计局'\r\n...\r\n", Front("赤峰市公报", "统计局", date(2023, 3, 1))),
    ("\ufeff---\ntitle: 公报\ntags:\n  - 统计\n# 注\n\ndate: 2023-02-31\n---\n", Front("公报")),
    ("---\ntitle: >\n  公报\nauthor: 张三\n---\n", Front("", "张三")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "front"), FRONTS)
def test_front_matter_is_read_and_blanked(text: str, front: Front) -> None:
    shown, found = plain(text + "正文")
    assert found == front
    assert shown.strip("\ufeff").split() == ["正文"]


@pytest.mark.parametrize(
    "text",
    ["---\n各位代表：\n---\n", "---\n全年增长3.0%。\n---\n", "---\ntitle: 公报\n", "甲\n---\ntitle: 公报\n---\n"],
)
def test_text_between_rules_is_no_front_matter(text: str) -> None:
    words = [w for w in text.split() if w != "---"]
    shown, front = plain(text)
    assert front == Front()
    assert shown.split() == words


MARKS = st.sampled_from(
    [*"*_~`[]()!<>#-+|:\\\"' \n\r", "---\n", "```", "](", "<!--", "-->", "标题", "4.9", "a: ", "<br>"]
)


@given(st.one_of(st.text(), st.lists(MARKS, max_size=60).map("".join)))
def test_any_text_keeps_its_length_and_line_ends(text: str) -> None:
    shown, _ = plain(text)
    assert len(shown) == len(text)
    assert all(a == b or (b == " " and a not in "\r\n") for a, b in zip(text, shown, strict=True))


@pytest.mark.parametrize("piece", ["*", "**a", "a*", "[", "[a](", "[](", "![", "_a ", "`", "`a", "~~a", "<!--", "<br ", "- ", "> ", "\\", "|-", "# ", "a: b\n", "```\n"])  # fmt: skip
def test_the_time_follows_the_length(piece: str) -> None:
    text = "---\n" + piece * (300_000 // len(piece))
    began = time.process_time()
    plain(text)
    assert time.process_time() - began < 4  # a square of the length would take minutes
