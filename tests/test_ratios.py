"""Ratios: what stands in proportion, and the clock times, scores and scales that only look like it."""

from decimal import Decimal

import pytest

from indicators import ratios
from indicators.text import normalise

# A text, and the parts of the ratio in it with whether they make up a whole; none where there is no ratio.
RATIOS = [
    ("三次产业结构为8.6:41.2:50.2", [8.6, 41.2, 50.2], True),
    ("三次产业之比由12.1 :45.3 :42.6", [12.1, 45.3, 42.6], True),
    ("一、二、三产业比例调整为15∶47∶38", [15, 47, 38], True),
    ("产业构成由上年的33.1：29.5：37.4", [33.1, 29.5, 37.4], True),
    ("城乡居民收入比为1.92:1", [1.92], False),
    ("总人口性别比为104.8:100", [104.8], False),
    ("生师比降至17.6:1", [17.6], False),
    ("下午15:30:20开始", [], None),  # a clock time, though it adds up to no 100
    ("上午10:30:60", [], None),
    ("主队以3:1获胜", [], None),
    ("地图比例尺1:50000", [], None),
    ("三次产业结构为8.6:41.2:60.2", [], None),  # no whole of 100
    ("粮经比例为6:4", [], None),  # neither a whole nor against one
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts", "whole"), RATIOS)
def test_a_ratio_is_told_by_the_words_before_it(text: str, parts: list[float], whole: bool | None) -> None:
    text = normalise(text)
    start = next(i for i, c in enumerate(text) if c.isdigit())
    ratio = ratios.read(text, start)
    assert [p.value for p in ratio.parts] == [Decimal(str(p)) for p in parts] if ratio else parts == []
    assert (ratio.whole if ratio else None) == whole


def test_parts_have_their_offsets() -> None:
    text = "三次产业结构为8.6: 41.2:50.2。"
    ratio = ratios.read(text, text.index("8.6"))
    assert ratio
    assert [text[p.start : p.end] for p in ratio.parts] == ["8.6", "41.2", "50.2"]
    assert text[ratio.parts[-1].stop] == "。"
