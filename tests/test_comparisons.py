"""Comparisons: what a number is measured against, and what is measured."""

import pytest

from test_context import check

AGAINST = [
    # the level that is measured against is of its own year, and nothing goes on with it
    ("茶叶产量1.86万吨,较2018年的1.52万吨增长22.4%。", "1.52万吨", {"words": "茶叶产量", "year": 2018}),
    ("茶叶产量1.86万吨,较2018年的1.52万吨增长22.4%。", "22.4%", {"words": "茶叶产量", "year": 2021, "measure": "growth", "base": "2018"}),
    ("平均每户3.05人,比2010年的3.42人少0.37人。", "0.37人", {"value": -0.37, "measure": "change", "year": 2021}),
    ("化学需氧量、氨氮排放量分别为4.1万吨、0.5万吨,较2015年的4.8万吨、0.6万吨下降14.6%、16.7%。", "0.6万吨", {"words": "氨氮", "year": 2015}),
    ("化学需氧量、氨氮排放量分别为4.1万吨、0.5万吨,较2015年的4.8万吨、0.6万吨下降14.6%、16.7%。", "16.7%", {"words": "氨氮", "year": 2021}),
    ("与2015年的0.82吨标准煤相比,万元产值能耗降至0.63吨标准煤。", "0.82吨标准煤", {"words": "能耗", "year": 2015}),
    ("旅游收入较10年前增长4.2倍。", "4.2倍", {"words": "旅游收入", "measure": "growth"}),
    ("较大规模养殖场36家。", "36家", {"words": "较大规模养殖场"}),  # 较大 compares nothing
    ("研发投入占比由2016年的1.1%提高到1.9%。", "1.1%", {"words": "研发投入", "year": 2016, "measure": "share"}),
    ("收入之比由2016年的2.4:1缩小到2.1:1。", "2.1:1", {"words": "收入之比", "year": 2021}),
]  # fmt: skip

FROM = [
    ("“十三五”以来变化明显。“十三五”期间,森林覆盖率由58.2%提高到62.6%。", "58.2%", {"year": 2015}),
    ("贫困人口比2014年底减少3.6万人,贫困发生率由11.2%降至0.8%。", "11.2%", {"year": 2014}),
    ("覆盖率由目前的72%扩大到85%。", "72%", {"status": "actual"}),
]  # fmt: skip

RESTATED = [
    ("粮食总产21万吨,比上年减产1.5万吨(3000万斤)。", "3000万斤", {"measure": "change", "value": -30000000}),
    ("压减高耗水作物8600亩。", "8600亩", {"measure": "change", "value": -8600}),
    ("烤烟比去年少种1.2万亩。", "1.2万亩", {"measure": "change", "value": -12000}),
    ("农业总产值以年均5.3%的速度递增。", "5.3%", {"measure": "growth", "words": "农业总产值"}),
    ("研发强度、专利密度分别提高0.6个、1.2个百分点。", "0.6个", {"unit": "百分点", "words": "研发强度"}),
    ("主要污染物分别不超过3.2万吨、0.8万吨。", "0.8万吨", {}),
]  # fmt: skip

ASKED = [
    ("增长7.6%,离全年9%的目标还有差距。", "9%", {"status": "target"}),
    ("持证率达71%,低于4.5%的控制线。", "4.5%", {"status": "target"}),
    ("列入年内开工计划的公路36公里,概算2600万元。", "2600万元", {"status": "target"}),
    ("(全年预计可达18万吨),前三季度蔬菜产量13万吨。", "13万吨", {"status": "actual"}),
    ("对虾产量可望恢复到8万吨。", "8万吨", {"status": "target"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "raw", "expected"), AGAINST + FROM)
def test_what_is_measured_against(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), RESTATED)
def test_changes_said_otherwise(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), ASKED)
def test_what_was_asked_for(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)
