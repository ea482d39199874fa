"""Grids: tables left in the text as lines of cells, or as one cell a line, give one observation a cell."""

import time

import pytest

from indicators import documents
from indicators.cells import read_unit
from indicators.columns import read
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import load, shipped
from indicators.table import Row

BOOK = Rulebook(load(shipped()))
FIELDS = ("metric_name", "measure", "value", "unit", "period", "base", "status", "region")


def rows(text: str, **defaults: int) -> list[Row]:
    document = documents.from_text(text)
    found = [to_row(o, document) for o in observe(document, BOOK, **defaults)[0]]  # type: ignore[arg-type]
    for row in found:
        assert text[row["start"] : row["end"]] == row["raw"]
        assert len(row["metric_name"]) <= 30
        assert len(row["subject"]) <= 40
    return found


def facts(text: str, *fields: str) -> list[tuple[object, ...]]:
    return [tuple(row[f] for f in fields) for row in rows(text)]


# --- rows of cells ---

TABS = """2021年柳河县农业公报
主要农产品产量
指标\t2021年\t2020年\t比上年增长(%)
粮食（万吨）\t30.5\t29.8\t2.3
#玉米（万吨）\t20.1\t19.5\t3.1
油料(吨)\t4,512\t4,300\t4.9
生猪出栏 万头\t12.6\t-\t…
"""


def test_units_in_labels_years_in_headings_and_marks_for_none() -> None:
    assert facts(TABS, "metric_name", "measure", "value", "unit", "period", "base") == [
        ("粮食总产量", "level", 305000, "吨", "2021", None),
        ("粮食总产量", "level", 298000, "吨", "2020", None),
        ("粮食总产量", "growth", 2.3, "%", "2021", "yoy"),
        ("玉米产量", "level", 201000, "吨", "2021", None),
        ("玉米产量", "level", 195000, "吨", "2020", None),
        ("玉米产量", "growth", 3.1, "%", "2021", "yoy"),
        ("油料产量", "level", 4512, "吨", "2021", None),
        ("油料产量", "level", 4300, "吨", "2020", None),
        ("油料产量", "growth", 4.9, "%", "2021", "yoy"),
        ("生猪出栏", "level", 126000, "头", "2021", None),
    ]


BUDGET = """2023年平山县财政预算执行情况报告
2022年一般公共预算收入完成情况表
                                           单位：万元
项  目      预算数     执行数     为预算的%    比上年增长%
一、税收收入   52000     50310     96.8      -3.2
  增值税     21000     20115     95.8      -6.0
二、非税收入   18000     19020    105.7       8.8
收入合计    70000     69330     99.0      -0.2
"""


def test_a_budget_set_with_blanks() -> None:
    found = rows(BUDGET)
    assert [(r["measure"], r["status"], r["year"]) for r in found[:4]] == [
        ("level", "target", 2022),
        ("level", "actual", 2022),
        ("share", "actual", 2022),
        ("growth", "actual", 2022),
    ]
    assert [r["value"] for r in found[:4]] == [520000000, 503100000, 96.8, -3.2]
    assert [r["metric_name"] for r in found[::4]] == [
        "税收收入",
        "增值税收入",
        "非税收入",
        "一般公共预算收入",
    ]
    assert "税收收入" in found[4]["subject"], "an indented row is a part of the one above it"


def test_columns_that_would_state_the_same_keep_their_words() -> None:
    text = """2019年平山县财政决算
单位：万元
科目\t年初预算数\t调整预算数\t决算数\t决算数为上年决算数的%
住房保障支出\t21000\t23010\t22800\t104.2
文化旅游支出\t6000\t6100\t6050\t99.0
"""
    found = rows(text)[:4]
    assert len({(r["metric"], r["measure"], r["status"], r["period"]) for r in found}) == 4
    assert {r["period"] for r in found} == {"2019"}, "年初预算数 is the plan of the year"


CENSUS = """2020年涿鹿县第七次全国人口普查公报
人口年龄构成
单位：人、%
年　龄\t人口数\t比重
总　计\t312045\t100.00
0－14岁\t52041\t16.68
15－59岁\t190004\t60.89
60岁及以上\t70000\t22.43
其中：65岁及以上\t50001\t16.02
"""


def test_a_census_with_two_units_in_its_unit_line() -> None:
    found = rows(CENSUS)
    assert [(r["value"], r["unit"], r["measure"]) for r in found[:4]] == [
        (312045, "人", "level"),
        (100, "%", "share"),
        (52041, "人", "level"),
        (16.68, "%", "share"),
    ]
    assert all("人口" in r["metric_name"] + r["subject"] for r in found)
    assert "0-14岁" in found[2]["metric_name"]


PIPES = """赤峰市2022年经济运行情况
2022年各旗县区主要指标
| 地区 | 地区生产总值(亿元) | 增长(%) | 固定资产投资增速(%) |
|---|---|---|---|
| 全市 | 2148.4 | 4.2 | 17.3 |
| 红山区 | 420.1 | 3.9 | 20.5 |
| 敖汉旗 | 180.2 | 5.1 | -4.4 |
全市经济稳中有进，全年新增就业3.1万人。
"""


def test_regions_as_rows_between_pipes_and_the_prose_after_them() -> None:
    assert facts(PIPES, "region", "metric_name", "measure", "value")[:9] == [
        ("赤峰市", "地区生产总值", "level", 214840000000),
        ("赤峰市", "地区生产总值", "growth", 4.2),
        ("赤峰市", "固定资产投资", "growth", 17.3),
        ("红山区", "地区生产总值", "level", 42010000000),
        ("红山区", "地区生产总值", "growth", 3.9),
        ("红山区", "固定资产投资", "growth", 20.5),
        ("敖汉旗", "地区生产总值", "level", 18020000000),
        ("敖汉旗", "地区生产总值", "growth", 5.1),
        ("敖汉旗", "固定资产投资", "growth", -4.4),
    ]
    assert rows(PIPES)[9]["raw"] == "3.1万人"


def test_years_as_rows() -> None:
    text = """赤峰市2021年旅游业情况
历年旅游收入
年份    接待游客(万人次)    旅游收入(亿元)
2019    1950.2    301.5
2020    1102.7    155.8
2021    1403      210
注：2020年受疫情影响，接待游客下降43.5%。
"""
    assert facts(text, "period", "value", "unit") == [
        ("2019", 19502000, "人次"),
        ("2019", 30150000000, "元"),
        ("2020", 11027000, "人次"),
        ("2020", 15580000000, "元"),
        ("2021", 14030000, "人次"),
        ("2021", 21000000000, "元"),
        ("2020", -43.5, "%"),
    ]


def test_a_column_of_units_and_two_halves_side_by_side() -> None:
    text = """平山县2022年1-11月主要经济指标
指标\t单位\t1-11月\t同比增长(%)\t指标\t单位\t1-11月\t同比增长(%)
工业增加值\t亿元\t120.1\t5.5\t进出口总额\t亿美元\t3.1\t-8
固定资产投资\t亿元\t88\t9.1\t实际利用外资\t万美元\t1200\t10
"""
    assert [(r["value"], r["unit"]) for r in rows(text)] == [
        (12010000000, "元"), (5.5, "%"), (310000000, "美元"), (-8, "%"),
        (8800000000, "元"), (9.1, "%"), (12000000, "美元"), (10, "%"),
    ]  # fmt: skip
    assert {r["period"] for r in rows(text)} == {"2022-01/2022-11"}


def test_a_header_of_two_lines_with_merged_cells() -> None:
    text = """2021年平山县农业公报
作物\t2021年\t\t2020年\t
\t产量(吨)\t比上年增长%\t产量(吨)\t比上年增长%
小麦\t12000\t2.1\t11753\t1.0
玉米\t20311\t-3.5\t21048\t4
"""
    assert facts(text, "metric_name", "measure", "value", "period")[:4] == [
        ("小麦产量", "level", 12000, "2021"),
        ("小麦产量", "growth", 2.1, "2021"),
        ("小麦产量", "level", 11753, "2020"),
        ("小麦产量", "growth", 1.0, "2020"),
    ]


def test_a_stock_at_the_year_s_end_and_its_change() -> None:
    text = """2021年平山县统计公报
常住人口
指标    年末数（人）    比上年末增减（人）    比重（%）
常住人口    421003    -2015    100
其中：城镇    201500    3020    47.86
      乡村    219503    -5035    52.14
"""
    found = rows(text)
    assert [(r["measure"], r["value"], r["period"], r["base"]) for r in found[:3]] == [
        ("level", 421003, "2021-12-31", None),
        ("change", -2015, "2021-12-31", "2020-12-31"),
        ("share", 100, "2021-12-31", None),
    ]
    assert all("人口" in r["metric_name"] for r in found)


def test_targets_beside_results() -> None:
    text = """2023年平山县政府工作报告
2023年主要预期目标
指标名称\t2022年实际\t2023年目标
地区生产总值(亿元)\t301.2\t320
城镇登记失业率(%)\t3.4\t4.5以内
"""
    assert facts(text, "value", "unit", "status", "year", "bound") == [
        (30120000000, "元", "actual", 2022, "exact"),
        (32000000000, "元", "target", 2023, "exact"),
        (3.4, "%", "actual", 2022, "exact"),
        (4.5, "%", "target", 2023, "under"),
    ]


def test_a_part_takes_the_unit_of_its_whole() -> None:
    text = """2021年平山县房地产开发情况
指标\t绝对量\t比上年增长（%）
商品房销售面积（万平方米）\t87.8\t-23.0
其中：住宅\t74.4\t-30.0
商品房销售额（亿元）\t85.8\t-27.9
"""
    assert facts(text, "value", "unit", "metric_name")[2] == (744000, "平方米", "住宅商品房销售面积")


# --- one cell a line ---

VILLAGES = """2021年阜平县乡村振兴简报
2021年各乡镇食用菌种植情况
单位：户、亩、万元
乡镇
村
种植户数
面积
产值
城南庄镇
东河村
32
120.5
240
西沟村
18
60
118.2
天生桥镇
大泉村
41
200
-
小石村
7
22
30
合计
98
402.5
388.2
下一步，我们将继续抓好食用菌产业，力争2022年产值达到500万元。
"""


def test_a_township_over_its_villages() -> None:
    assert facts(VILLAGES, "region", "metric_name", "value", "unit") == [
        ("东河村", "食用菌种植户数", 32, "户"),
        ("东河村", "食用菌面积", 120.5, "亩"),
        ("东河村", "食用菌产值", 2400000, "元"),
        ("西沟村", "食用菌种植户数", 18, "户"),
        ("西沟村", "食用菌面积", 60, "亩"),
        ("西沟村", "食用菌产值", 1182000, "元"),
        ("大泉村", "食用菌种植户数", 41, "户"),
        ("大泉村", "食用菌面积", 200, "亩"),
        ("小石村", "食用菌种植户数", 7, "户"),
        ("小石村", "食用菌面积", 22, "亩"),
        ("小石村", "食用菌产值", 300000, "元"),
        ("阜平县", "食用菌种植户数", 98, "户"),
        ("阜平县", "食用菌面积", 402.5, "亩"),
        ("阜平县", "食用菌产值", 3882000, "元"),
        ("阜平县", "产值", 5000000, "元"),
    ]
    codes = [r["region_code"] for r in rows(VILLAGES)]
    assert codes[0] == codes[3] != codes[6], "a village has the code of its township"


def test_numbered_rows_places_and_a_total() -> None:
    text = """2019年敖汉旗扶贫资金公示
扶贫项目明细
序号
项目名称
建设地点
投资额(万元)
受益户数
1
肉牛养殖小区
新惠镇
120
45
2
节水灌溉工程
四家子镇
88.5
130
3
光伏电站
长胜镇
310
212
合计
518.5
387
特此公示。
"""
    assert facts(text, "region", "metric_name", "value", "unit") == [
        ("新惠镇", "肉牛养殖小区投资额", 1200000, "元"),
        ("新惠镇", "肉牛养殖小区受益户数", 45, "户"),
        ("四家子镇", "节水灌溉工程投资额", 885000, "元"),
        ("四家子镇", "节水灌溉工程受益户数", 130, "户"),
        ("长胜镇", "光伏电站投资额", 3100000, "元"),
        ("长胜镇", "光伏电站受益户数", 212, "户"),
        ("敖汉旗", "扶贫项目投资额", 5185000, "元"),
        ("敖汉旗", "扶贫项目受益户数", 387, "户"),
    ]


def test_rows_are_no_headings_of_the_prose_after_them() -> None:
    text = """2021年平山县教育情况
学校类别
学校数(所)
在校生数(人)
专任教师(人)
初中
21
15230
1302
小学
88
31022
2011
幼儿园
120
12033
—
2021年，全县教育投入5.2亿元，增长6.1%。
"""
    found = rows(text)
    assert len(found) == 10
    assert "幼儿园" not in found[-1]["metric_name"] + found[-1]["subject"]


# --- what is no table ---

NONE = [
    "平山县2021年工作总结\n目录\n一、工作回顾\t1\n二、存在问题\t5\n三、工作打算\t9\n",
    "平山县会议日程\n8:30  签到\n9:00  开幕\n12:00  午餐\n",
    "办事指南\n事项名称\t办理时限\t联系电话\n营业执照\t3\t85551234\n卫生许可\t5\t85554321\n",
    "平山县2021年获奖名单\n姓名\t单位\t得分\n张三\t县教育局\t95\n李四\t县卫健局\t93\n",
    "联系人  张三  电话  0311-8288  传真  82883333\n邮编  050400\n",
    "平山县要闻\n上一页\n1\n2\n3\n4\n下一页\n尾页\n",
    "一、工作情况\n1\n2\n3\n二、存在问题\n4\n5\n",
]


@pytest.mark.parametrize("text", NONE)
def test_lists_pages_and_contacts_are_no_tables(text: str) -> None:
    assert rows(text) == []


# --- headings ---


@pytest.mark.parametrize(
    ("heading", "measure", "unit", "base", "words"),
    [
        ("绝对数", "level", None, None, ""),
        ("年末数(万人)", "level", "人", None, ""),
        ("比上年增长(%)", "growth", "%", "yoy", ""),
        ("比上年±%", "growth", "%", "yoy", ""),
        ("增速", "growth", "%", "yoy", ""),
        ("环比增长%", "growth", "%", "pop", ""),
        ("降幅(%)", "growth", "%", "yoy", ""),
        ("比年初增加额", "change", None, "start", ""),
        ("增减额(亿元)", "change", "元", "yoy", ""),
        ("比2020年增长%", "growth", "%", "2020", ""),
        ("比重(%)", "share", "%", None, ""),
        ("所占比重%", "share", "%", None, ""),
        ("产量(万吨)", "level", "吨", None, "产量"),
        ("固定资产投资增速(%)", "growth", "%", "yoy", "固定资产投资"),
        ("位次", "rank", "位", None, ""),
        ("为预算的%", "share", "%", None, "预算完成率"),
    ],
)
def test_headings(heading: str, measure: str, unit: str | None, base: str | None, words: str) -> None:
    column = read(heading, 2021)
    assert (column.measure, column.unit.base if column.unit else None) == (measure, unit)
    assert (column.base, column.words) == (base, words)


@pytest.mark.parametrize(
    ("surface", "base", "factor"),
    [("万吨", "吨", 10000), ("亿千瓦时", "千瓦时", 10**8), ("千公顷", "公顷", 1000), ("元/人", "元", 1)],
)
def test_units_with_their_scale(surface: str, base: str, factor: int) -> None:
    unit = read_unit(surface)
    assert unit is not None
    assert (unit.base, int(unit.factor)) == (base, factor)


def test_words_are_no_units() -> None:
    assert read_unit("县教育局") is None
    assert read_unit("万") is None


def test_a_text_without_tables_costs_next_to_nothing() -> None:
    text = "全县完成投资3.2亿元，同比增长5.1%，新建农村公路36公里。\n" * 400
    document = documents.from_text(text)
    from indicators.grids import _sheets

    start = time.perf_counter()
    assert _sheets(document) == []
    assert time.perf_counter() - start < 0.05


def test_cells_one_blank_apart() -> None:
    text = """平山县2021年脱贫人口收入监测表
乡镇 户数 人口 人均纯收入（元）
平山镇 210 630 12300
温塘镇 95 301 11800
合计 305 931 12100
"""
    found = [(r["region"], r["value"], r["unit"]) for r in rows(text)]
    assert found[:3] == [("平山镇", 210, "户"), ("平山镇", 630, "人"), ("平山镇", 12300, "元")]
    assert found[6:] == [("平山县", 305, "户"), ("平山县", 931, "人"), ("平山县", 12100, "元")]


def test_the_units_of_a_unit_line_in_the_order_of_the_columns() -> None:
    text = """2021年平山县教育事业统计
（单位：所、人）

学校类别

学校数

在校生数

初中

21

15230

小学

88

31022

幼儿园

120

12033
"""
    assert [r["unit"] for r in rows(text)] == ["所", "人"] * 3


def test_the_caption_says_whose_income_a_row_states() -> None:
    text = """2021年平山县统计公报
农村居民人均收支情况
单位：元
指标\t2021年\t增长（%）
可支配收入\t13200\t10.0
人均消费支出\t10300\t5.1
"""
    assert "农村居民" in rows(text)[0]["metric_name"]


# --- one cell a line, as pages leave it ---

HOUSEHOLDS = """2022年阜平县户籍人口公报
表1-2 2022年末各乡镇户籍人口数
单位：人、%
地  区
户籍人口数
比重[1]
2022年
2021年
全  县
200,000
100.00
100.00
阜平镇[2]
90100
45.05
44.90
城 南 庄 镇
70900
35.45
－
天生桥镇
39000
19.50
19.80
2022年，全县出生1503人。
"""
TRADE = """2021年柳河县商贸简报
2021年社会消费品零售总额
（单位：万元、%）
绝对数 / 比上年增长
社会消费品零售总额
51200
3.5
#城镇
30100
4.0
乡村
21100
2.8
一、批发和零售业
46000
3.9
二、住宿和餐饮业
5200
-1.1
二、对外贸易
"""
FORESTS = """2021年围场县林业公报
主要林业指标
指标名称
计量单位
2021年
2020年
比上年增长(%)
造林面积
万亩
12.5
11.9
5.0
木材产量
立方米
4,100
4,300
-4.7
林业总产值
亿元
8.8
8.1
8.6
森林覆盖率
59.1
58.7
…
"""
SCHOOLS = """2020年敖汉旗教育统计
各学段在校学生
单位：人
学段
2018
2019
2020
学前
8,012
8,100
8,207
小学
31,022
30,871
30,655
初中
15,200
15,310
15,402
"""
LAID_OUT = {"households": HOUSEHOLDS, "trade": TRADE, "forests": FORESTS, "schools": SCHOOLS}


def table(text: str, *fields: str) -> list[tuple[object, ...]]:
    """The facts of a text's table, without those of the prose about it."""
    return [tuple(r[f] for f in fields) for r in rows(text) if r["raw"] not in ("1503人",)]


def test_sub_columns_of_years_under_the_last_heading() -> None:
    assert table(HOUSEHOLDS, "region", "period", "measure", "value", "unit") == [
        ("阜平县", "2022-12-31", "level", 200000, "人"),
        ("阜平县", "2022", "share", 100, "%"),
        ("阜平县", "2021", "share", 100, "%"),
        ("阜平镇", "2022-12-31", "level", 90100, "人"),
        ("阜平镇", "2022", "share", 45.05, "%"),
        ("阜平镇", "2021", "share", 44.9, "%"),
        ("城南庄镇", "2022-12-31", "level", 70900, "人"),
        ("城南庄镇", "2022", "share", 35.45, "%"),
        ("天生桥镇", "2022-12-31", "level", 39000, "人"),
        ("天生桥镇", "2022", "share", 19.5, "%"),
        ("天生桥镇", "2021", "share", 19.8, "%"),
    ]


def test_headings_on_one_line_and_parts_of_a_whole() -> None:
    assert table(TRADE, "metric_name", "measure", "value") == [
        ("社会消费品零售总额", "level", 512000000),
        ("社会消费品零售总额", "growth", 3.5),
        ("城镇消费品零售额", "level", 301000000),
        ("城镇消费品零售额", "growth", 4.0),
        ("乡村消费品零售额", "level", 211000000),
        ("乡村消费品零售额", "growth", 2.8),
        ("批发和零售业社会消费品零售额", "level", 460000000),
        ("批发和零售业社会消费品零售额", "growth", 3.9),
        ("住宿和餐饮业社会消费品零售额", "level", 52000000),
        ("住宿和餐饮业社会消费品零售额", "growth", -1.1),
    ]


def test_a_ratio_without_a_unit_of_its_own_among_units() -> None:
    found = rows(FORESTS)
    assert [(r["value"], r["unit"]) for r in found[-2:]] == [(59.1, "%"), (58.7, "%")]
    assert "森林覆盖率" in found[-1]["metric_name"]
    assert [r["value"] for r in found[3:6]] == [4100, 4300, -4.7]


def test_years_that_are_numbers_are_headings() -> None:
    assert [(r["period"], r["value"]) for r in rows(SCHOOLS)[:3]] == [("2018", 8012), ("2019", 8100), ("2020", 8207)]
    assert len(rows(SCHOOLS)) == 9


FACTS = ("region", "metric_name", "measure", "period", "value", "unit", "base")


@pytest.mark.parametrize("name", LAID_OUT)
@pytest.mark.parametrize("layout", ["\n\n{}", "\n  \u3000\u00a0\n\n　　{}", "\n{} |", "\n| {} |", "\n\t{}\u00a0"])
def test_blanks_and_borders_about_the_cells_change_nothing(name: str, layout: str) -> None:
    title, *lines = LAID_OUT[name].strip().split("\n")
    laid_out = title + "".join(layout.format(line) for line in lines) + "\n"
    assert table(laid_out, *FACTS) == table(LAID_OUT[name], *FACTS)


@pytest.mark.parametrize("text", [*LAID_OUT.values(), VILLAGES])
def test_a_missing_cell_shifts_no_other(text: str) -> None:
    fields = ("region", "sentence", "measure", "period", "value", "unit", "base")
    whole = set(table(text, *fields))
    lines = text.split("\n")
    body = [i for i, line in enumerate(lines) if line[:1].isdigit() and "年" not in line and len(line) < 10]
    for i in body:
        found = table("\n".join(lines[:i] + lines[i + 1 :]), *fields)
        assert set(found) <= whole, lines[i - 2 : i + 2]


def test_one_number_a_row_needs_a_unit_and_a_caption() -> None:
    text = "2021年平山县农业公报\n表3 各乡镇粮食产量{}\n乡镇\n产量\n平山镇\n1203.5\n温塘镇\n2,041\n西柏坡镇\n1822\n"
    assert table(text.format("（吨）"), "region", "value", "unit") == [
        ("平山镇", 1203.5, "吨"), ("温塘镇", 2041, "吨"), ("西柏坡镇", 1822, "吨"),
    ]  # fmt: skip
    assert rows(text.format("")) == []


UNHEADED = """2021年平山县工业公报
规模以上工业分行业{}
单位:万元、{}
采矿业
120311
{}
制造业
80211
3.9
电力、热力、燃气及水生产和供应业
40100
7.4
"""


@pytest.mark.parametrize(
    ("caption", "mark", "second", "measure"),
    [
        ("增加值及增速", "%", "5.1", "growth"),
        ("增加值及增速", "", "-5.1", "growth"),
        ("增加值及增速", "\n%", "5.1", "growth"),
        ("增加值构成", "%", "100.0", "share"),
    ],
)
def test_columns_without_headings_under_a_unit_line_of_two_units(
    caption: str, mark: str, second: str, measure: str
) -> None:
    found = rows(UNHEADED.format(caption, mark, second))
    assert [(r["measure"], r["value"], r["unit"]) for r in found[:2]] == [
        ("level", 1203110000, "元"),
        (measure, float(second), "%"),
    ]
    assert len(found) == 6


def test_men_to_a_hundred_women_are_no_percent() -> None:
    text = """平山县第七次全国人口普查公报(第三号)
现将2020年11月1日零时全县人口性别构成公布如下：
表3-1 各乡镇人口性别构成
单位：%
地区
占总人口比重
性别比
男
女
全县
51.20
48.80
104.92
平山镇
51.02
48.98
104.16
温塘镇
51.50
48.50
106.19
"""
    assert table(text, "region", "metric_name", "measure", "value", "unit", "year")[:4] == [
        ("平山县", "男性人口", "share", 51.2, "%", 2020),
        ("平山县", "女性人口", "share", 48.8, "%", 2020),
        ("平山县", "人口性别比", "level", 104.92, "", 2020),
        ("平山镇", "男性人口", "share", 51.02, "%", 2020),
    ]


def test_a_table_after_another() -> None:
    text = """2021年平山县统计公报
表1 固定资产投资
单位：亿元、%
指标
绝对数
增长
固定资产投资
50.3
5.1
#工业投资
12.2
9.9
民间投资
30.1
2.0
表2 各乡镇户数
单位：户
乡镇
户数
平山镇
5001
温塘镇
3002
西柏坡镇
1003
上一页
1
2
"""
    assert [(r["value"], r["unit"]) for r in rows(text)[5:]] == [(2, "%"), (5001, "户"), (3002, "户"), (1003, "户")]


def test_industries_of_a_gross_product_have_value_added() -> None:
    text = """2020年平山县统计公报
单位：亿元、%
指标
绝对数
比上年增长
地区生产总值
300.5
3.1
#建筑业
21.2
4.0
金融业
18.8
6.1
"""
    assert rows(text)[2]["metric_name"] == "建筑业增加值"


STACKED_NONE = [
    "平山县部门通讯录\n县教育局\n82881111\n82881112\n县民政局\n82882221\n82882222\n县财政局\n82883331\n82883332\n",
    "平山县通知\n关于春节放假的通知\n2022-01-20\n关于植树的通知\n2022-03-10\n关于防汛的通知\n2022-06-01\n",
    "平山县要闻\n首页\n新闻\n12\n公告\n35\n政策\n8\n互动\n102\n上一页\n1\n2\n3\n",
    "平山县热点排行\n全县春耕有序推进\n1203\n我县召开防汛会议\n988\n县领导调研项目\n877\n",
    "平山县规划\n目录\n第一章 发展基础\n1\n第二章 总体要求\n5\n第三章 产业发展\n9\n第四章 保障措施\n15\n",
    "平山县公开招聘公告\n联系电话\n0311-82881234\n岗位\n人数\n县医院\n12\n县中医院\n8\n县疾控中心\n5\n",
    "平山县成绩单\n姓名\n笔试成绩\n面试成绩\n张三\n78.5\n80.1\n李四\n77.5\n82.1\n王五\n70.5\n80.0\n",
]


@pytest.mark.parametrize("text", STACKED_NONE)
def test_lists_with_one_entry_a_line_are_no_tables(text: str) -> None:
    assert rows(text) == []


# --- cells between borders, a line each; rows with single blanks; pairs ---

BORDERED = """2015年平山县统计公报
表4 2015年各种运输方式完成客货运量
|
{0}计量单位
|
全年累计
|
同比增长(%)
|
客运量
|
万人
|
920.5
|
-3.1
|
铁路
|
万人
|
210.2
|
6.4
|
公路
|
万人
|
710.3
|
-5.6
|
货运量
|
万吨
|
1530
|
2.2
|
铁路
|
万吨
|
400
|
-1.0
|
公路
|
万吨
|
1100
|
3.7
|
民用汽车保有量
|
万辆
|
8.9
|
12.0
|
全年邮政业务总量3.2亿元，比上年增长8.1%。
"""


@pytest.mark.parametrize("heading", ["", "指标\n|\n"])
def test_parts_that_nothing_marks_and_a_heading_that_is_lost(heading: str) -> None:
    found = rows(BORDERED.format(heading))
    assert [(r["value"], r["unit"], r["measure"]) for r in found[:4]] == [
        (9205000, "人", "level"),
        (-3.1, "%", "growth"),
        (2102000, "人", "level"),
        (6.4, "%", "growth"),
    ]
    assert [r["metric_name"] for r in found[2:12:2]] == [
        "铁路客运量",
        "公路客运量",
        "货物运输量",
        "铁路货运量",
        "公路货运量",
    ]
    assert found[12]["metric_name"] == "民用汽车保有量"
    assert len(found) == 16, "the last two are those of the sentence"
    assert {r["year"] for r in found} == {2015}


@pytest.mark.parametrize("years", ["2012年 2011年", "2012 2011"])
@pytest.mark.parametrize("heading", ["", "指标\n|\n"])
def test_years_over_cells_between_borders(years: str, heading: str) -> None:
    first, second = years.split()
    text = f"""2012年平山县统计公报
表5 全社会用电量
|
{heading}单位
|
{first}
|
{second}
|
用电量
|
万千瓦时
|
5200
|
5000
|
第一产业
|
万千瓦时
|
200
|
190
|
第二产业
|
万千瓦时
|
5000
|
4810
|
"""
    assert facts(text, "metric_name", "value", "period") == [
        ("全社会用电量", 52000000, "2012"),
        ("全社会用电量", 50000000, "2011"),
        ("第一产业用电量", 2000000, "2012"),
        ("第一产业用电量", 1900000, "2011"),
        ("第二产业用电量", 50000000, "2012"),
        ("第二产业用电量", 48100000, "2011"),
    ]


def test_rows_that_add_up_to_no_row_above_are_no_parts() -> None:
    text = """2015年平山县统计公报
主要指标
指标\t单位\t绝对数
货运量\t万吨\t1530
原煤\t万吨\t410
水泥\t万吨\t95
"""
    assert [r["subject"] for r in rows(text)] == ["货运量", "原煤", "水泥"]


UNITS_BETWEEN = """1998年平山县国民经济统计公报
主要工业产品产量如下：

    1998年 比上年增长%
原煤 1250 万吨 -7.5
发电量 86.4 亿千瓦时 3.2
其中：水电 20.1 亿千瓦时 -11.0
粗 钢 1,146 万吨 5.1
布 24 亿米 -3.4

工业企业效益有所好转。
"""


def test_rows_with_single_blanks_and_units_between() -> None:
    found = rows(UNITS_BETWEEN)
    assert [(r["value"], r["unit"], r["raw"]) for r in found[::2]] == [
        (12500000, "吨", "1250 万吨"),
        (8640000000, "千瓦时", "86.4 亿千瓦时"),
        (2010000000, "千瓦时", "20.1 亿千瓦时"),
        (11460000, "吨", "1,146 万吨"),
        (2400000000, "米", "24 亿米"),
    ]
    assert [(r["measure"], r["value"]) for r in found[1::2]] == [("growth", v) for v in (-7.5, 3.2, -11, 5.1, -3.4)]
    assert [r["metric_name"] for r in found[6:10:2]] == ["粗钢产量", "布产量"]
    assert "发电量" in found[4]["subject"], "水电 is a part of it"


def test_rows_with_single_blanks_under_a_unit_line() -> None:
    text = """1999年平山县统计公报
主要畜产品产量
单位：吨
品名 1999年 1998年 增长%
猪肉 4009 4100 -2.2
牛 肉 512 470 8.9
禽蛋 3200 3010 6.3
"""
    assert facts(text, "metric_name", "measure", "value", "period")[:6] == [
        ("猪肉产量", "level", 4009, "1999"),
        ("猪肉产量", "level", 4100, "1998"),
        ("猪肉产量", "growth", -2.2, "1999"),
        ("牛肉产量", "level", 512, "1999"),
        ("牛肉产量", "level", 470, "1998"),
        ("牛肉产量", "growth", 8.9, "1999"),
    ]


@pytest.mark.parametrize("years", ["2000年 2004年 2005年", "2000 2004 2005"])
def test_a_column_of_units_and_years_with_single_blanks(years: str) -> None:
    text = f"""2005年平山县统计公报
主要年份国民经济指标
指标 单位 {years}
生产总值 亿元 12.5 30.1 35.2
财政收入 万元 5100 9800 12030
城镇登记失业率 % 3.9 4.1 4.0
"""
    found = facts(text, "value", "unit", "period")
    assert found[:4] == [
        (1250000000, "元", "2000"),
        (3010000000, "元", "2004"),
        (3520000000, "元", "2005"),
        (51000000, "元", "2000"),
    ]
    assert found[6:] == [(3.9, "%", "2000"), (4.1, "%", "2004"), (4.0, "%", "2005")]


@pytest.mark.parametrize("year", ["年", ""])
def test_years_as_labels_with_single_blanks(year: str) -> None:
    text = f"""2008年平山县统计公报
历年粮食产量
年份 产量(万吨) 比上年增长(%)
2006{year} 20.5 -1.2
2007{year} 21.3 3.9
2008{year} 22.0 3.3
"""
    assert facts(text, "metric_name", "measure", "value", "period")[:3] == [
        ("粮食总产量", "level", 205000, "2006"),
        ("粮食总产量", "growth", -1.2, "2006"),
        ("粮食总产量", "level", 213000, "2007"),
    ]


PAIRS = """2008年平山县统计公报
主要指标
指标 数值
生产总值(亿元) 62.3
财政收入(万元) 35100
年末总人口(万人) 38.6
城镇化率(%) 31.2
"""


@pytest.mark.parametrize(
    "text", [PAIRS, PAIRS.replace("指标 数值\n", ""), PAIRS.replace(" ", "\t"), PAIRS.replace(" ", "\n")]
)
def test_pairs_of_a_label_with_its_unit_and_a_number(text: str) -> None:
    assert facts(text, "value", "unit") == [
        (6230000000, "元"),
        (351000000, "元"),
        (386000, "人"),
        (31.2, "%"),
    ]


SINGLE_NONE = [
    "平山县值班安排\n姓名 电话\n张三 82881111\n李四 82882222\n王五 82883333\n",
    "平山县规划\n目录 页码\n总则 1\n目标 5\n任务 12\n保障 20\n",
    "平山县热点\n项目 数值\n新闻 12\n公告 35\n政策 8\n",
    "平山县天气\n时间 气温\n上午 12\n下午 20\n夜间 8\n",
    "平山县成绩单\n姓名 笔试 面试\n张三 78.5 80.1\n李四 77.5 82.1\n王五 70.5 80.0\n",
    "平山县赛果\n单位\n|\n主场\n|\n客场\n|\n县一中\n|\n甲组\n|\n12\n|\n8\n|\n县二中\n|\n乙组\n|\n9\n|\n7\n|\n",
]


@pytest.mark.parametrize("text", SINGLE_NONE)
def test_lists_with_single_blanks_are_no_tables(text: str) -> None:
    assert rows(text) == []


TWO_LINES = """武乡县2010年人口普查公报
表2 分乡镇常住人口
单位:人、%
乡 镇 常住人口 占全县比重[1]
2010年 2000年
合 计 86420 100.00 100.00
洪水镇 31205 36.11 33.40
蟠龙镇 28960 33.51 35.12
涌泉乡 26255 30.38 31.48
"""


def test_the_last_heading_may_have_parts_on_a_second_line() -> None:
    found = [r for r in rows(TWO_LINES) if r["region"] == "蟠龙镇"]
    assert [(r["measure"], r["value"], r["unit"], r["year"]) for r in found] == [
        ("level", 28960, "人", 2010),
        ("share", 33.51, "%", 2010),
        ("share", 35.12, "%", 2000),
    ]


RUN_TOGETHER = """工业产销 | 全县 | 2013.8 |
| 指标名称 | 单位:个、万元 | 累计 | 同比% | 本月 | 同比% | 企业单位数 | 861 | 2.4 | 861 | 2.4 | 工业总产值
| 926400 | 7.1 | 118200 | -0.6 | 其中:规模以上 | 714300 | 8.3 | 90100 | 1.9 | 销售产值 | 901500 | 6.6 | 112800 | -2.2 |
"""


def test_rows_that_scraping_has_run_together() -> None:
    found = facts(RUN_TOGETHER, "metric_name", "measure", "value", "unit", "year")
    assert len(found) == 16
    assert found[0][1:] == ("level", 861, "个", 2013)
    assert [f[1:] for f in found[4:8]] == [
        ("level", 9264000000, "元", 2013),
        ("growth", 7.1, "%", 2013),
        ("level", 1182000000, "元", 2013),
        ("growth", -0.6, "%", 2013),
    ]
    assert found[8][2:4] == (7143000000, "元"), "a part has the unit of its whole"


OWN_UNITS = """沙县2003年统计公报
主要农产品产量:
 2003年 比上年±%
粮食 18.62万吨 -2.1
烤烟 9.8万担 6.4
其中:春烟 7215吨 3.3
"""


def test_values_with_units_of_their_own() -> None:
    assert facts(OWN_UNITS, "measure", "value", "unit") == [
        ("level", 186200, "吨"),
        ("growth", -2.1, "%"),
        ("level", 98000, "担"),
        ("growth", 6.4, "%"),
        ("level", 7215, "吨"),
        ("growth", 3.3, "%"),
    ]


FINAL_ACCOUNTS = """2019年度石城县“三公”经费决算对比表 | ||||
金额单位:万元 | ||||
支出项目 | 本年决算数 | 上年决算数 | 同上年相比增(+)减(-) | |
金额 | 幅度 |||
1.因公出国(境)费 | 6.20 | 10.4 | -4.2 | -40.38% |
2.公务接待费 | 912.50 | 1013.9 | -101.4 | -10.00% |
"""


def test_amount_and_rate_of_a_change_under_one_heading() -> None:
    found = facts(FINAL_ACCOUNTS, "measure", "value", "unit", "year", "status")[:4]
    assert found == [
        ("level", 62000, "元", 2019, "actual"),
        ("level", 104000, "元", 2018, "actual"),
        ("change", -42000, "元", 2019, "actual"),
        ("growth", -40.38, "%", 2019, "actual"),
    ]


PLANNED = """石城县十四五农业规划
主要指标
指标
2020年完成
2025年规划
年均增长(%)
粮食(万吨)
16.8
17.5
0.8
生猪出栏(万头)
26.1
30
2.8
茶园(万亩)
3.4
5
8.0
"""


def test_a_growth_is_as_sure_as_the_level_it_speaks_of() -> None:
    found = facts(PLANNED, "measure", "value", "status", "year")[:3]
    assert found == [
        ("level", 168000, "actual", 2020),
        ("level", 175000, "target", 2025),
        ("growth", 0.8, "target", 2025),
    ]


BY_VILLAGE = """苍溪县2019年扶贫资金分配表
金额单位:万元
编号
项目名称
项目村
安排资金
1
藤椒基地
青溪村
26
2
提灌站
双田村
9.5
3
产业路
龙洞村
14
合计
49.5
"""


def test_a_project_is_of_its_village() -> None:
    found = facts(BY_VILLAGE, "region", "value", "unit")
    assert found[:2] == [("青溪村", 260000, "元"), ("双田村", 95000, "元")]
    assert found[-1] == ("苍溪县", 495000, "元")


def test_years_of_a_figure_with_a_number_each_below_them() -> None:
    text = "临泽县2021年统计公报\n\n图2 2018-2021年全县蔬菜产量(万吨)\n\n2018年\n\n2019年\n\n2020年\n\n2021年\n\n36.20\n\n38.4\n\n41.5\n\n43.1\n\n注:数据为快报数。\n"
    assert facts(text, "metric_name", "period", "value", "unit") == [
        ("蔬菜产量", "2018", 362000, "吨"),
        ("蔬菜产量", "2019", 384000, "吨"),
        ("蔬菜产量", "2020", 415000, "吨"),
        ("蔬菜产量", "2021", 431000, "吨"),
    ]


def test_a_year_with_its_unit_heads_a_column() -> None:
    text = "2012年柳河县统计公报\n主要农产品产量如下:\n        2012年(万吨)    比上年增长(%)\n棉花    8.6    22.9\n油料    31.4    48.1\n水果    187.5    -4.2\n"
    assert [f[1:] for f in facts(text, "metric_name", "value", "unit")][:2] == [(86000, "吨"), (22.9, "%")]


def test_rows_set_in_take_the_unit_of_the_row_over_them() -> None:
    text = "柳河县2021年9月主要经济指标\n指标|1-9月|增长%\n地区生产总值(亿元)|93.6|8.4\n  第一产业|17.4|3.5\n  第二产业|47.0|9.1\n固定资产投资(亿元)|81.3|11.9\n"
    found = {f[0]: f[1:] for f in facts(text, "metric_name", "value", "unit", "measure") if f[3] == "level"}
    assert found["第一产业增加值"] == (1740000000, "元", "level")


def test_one_unit_in_the_first_of_several_headings_is_that_of_all() -> None:
    text = "2013年柳河县统计公报\n表1 2013年居民消费价格比上年涨跌幅度\n指标\t全县(%)\t城市\t农村\n居民消费价格\t2.4\t2.3\t2.6\n食品\t4.0\t3.8\t4.5\n居住\t3.1\t3.3\t-2.7\n"
    assert facts(text, "value", "unit", "measure")[:3] == [
        (2.4, "%", "growth"),
        (2.3, "%", "growth"),
        (2.6, "%", "growth"),
    ]


# --- headings that scraping has broken, regions over columns ---

PAIRS = """宜章县2014年统计公报
社会消费品零售总额
单位:亿元
合 计
52.7
其中:城镇
38.1
乡村
14.6
"""
BROKEN = """宜章县第三次全国农业普查公报
表2-1  农户住房和饮水

指标

户数

(万户)

占比重(%)

住房结构

砖混

8.41

61.0

砖木

3.72

27.0

饮用水来源

自来水

6.93

50.3

井水

5.18

37.6
"""
OVER = """郴州市2018年农村设施公报
表1-2  村级设施
单位:%
              全 市    宜章县    桂东县
通电的村      99.9     100.0     98.7
有图书室的村  64.2     71.5      58.3
有幼儿园的村  31.6     40.2      22.9
"""
COMPARED = """郴州市2017年水资源公报
表1 部分县区水资源量
单位:mm、亿m3、%
行政区 年降水量 水资源总量 与上年比较
宜章县 1533.0 18.62 6.6
桂东县 1478.5 20.05 -2.3
汝城县 1604.7 28.94 7.4
"""
JUNIOR = """宜章县2018年教育公报
表4 义务教育
单位:%、百分点
地 区\t初中三年巩固率\t
\t2018年\t比上年增减
玉溪镇\t99.5\t-0.1
梅田镇\t98.3\t0.4
"""
GOALS = """宜章县油茶产业三年行动实施方案(2021—2023年)
表1  分年度任务
指标\t单位\t2020年\t2021年\t2023年
油茶面积\t万亩\t21.5\t25\t35
新建加工厂\t座\t4\t6\t8
"""


def test_a_title_a_unit_and_pairs_of_label_and_number() -> None:
    assert facts(PAIRS, "metric_name", "value", "unit") == [
        ("社会消费品零售总额", 5270000000, "元"),
        ("城镇消费品零售额", 3810000000, "元"),
        ("乡村消费品零售额", 1460000000, "元"),
    ]


def test_units_on_a_line_of_their_own_and_a_line_over_the_first_rows() -> None:
    found = facts(BROKEN, "value", "unit", "measure")
    assert found[:2] == [(84100, "户", "level"), (61, "%", "share")]
    assert len(found) == 8


def test_regions_over_columns() -> None:
    assert facts(OVER, "region", "value")[:3] == [("郴州市", 99.9), ("宜章县", 100), ("桂东县", 98.7)]


WATER = """白山市2011年水资源公报
表2  用水量构成     单位:万立方米  %
项  目      用水量      比上年增减
合  计      219000      4.1
农业用水    194570      4.6
工业用水    12340       -1.5
"""
DURABLES = """抚松县第三次全国农业普查公报
表3-2  主要耐用消费品平均每百户拥有量
指标
单位
拥有量
比2006年增加
小汽车
辆
24.7
22.9
手机
部
248.0
159.4
彩电
台
112.6
40.1
"""


def test_the_percent_of_a_unit_line_belongs_to_what_is_compared() -> None:
    assert facts(WATER, "measure", "value", "unit")[:2] == [("level", 2190000000, "立方米"), ("growth", 4.1, "%")]


def test_mobile_telephones_do_not_end_a_table() -> None:
    assert [v for (v,) in facts(DURABLES, "value")] == [24.7, 22.9, 248.0, 159.4, 112.6, 40.1]


def test_a_comparison_without_a_verb_is_a_growth() -> None:
    assert facts(COMPARED, "measure", "value", "unit", "period")[:3] == [
        ("level", 1533, "毫米", "2017"),
        ("level", 1862000000, "立方米", "2017"),
        ("growth", 6.6, "%", "2017"),
    ]


def test_a_year_over_junior_schools_is_no_first_of_january_and_rates_differ_in_points() -> None:
    assert facts(JUNIOR, "value", "unit", "measure", "period")[:2] == [
        (99.5, "%", "level", "2018"),
        (-0.1, "百分点", "change", "2018"),
    ]


def test_the_years_of_a_plan_are_goals() -> None:
    assert facts(GOALS, "period", "status")[:3] == [("2020", "actual"), ("2021", "target"), ("2023", "target")]


def test_rows_between_pipes_that_are_broken() -> None:
    """A heading and a label on two lines, a lost mark, an empty cell, and two rows on one line."""
    text = (
        "安徽省2015年科技经费公报\n附表 各市R&D经费情况\n| 地 区 | R&D经费(亿元) | 比上年增长(%) | 投入\n强度(%) |\n"
        "| 合肥市 | 62.05 | 10.4 | 1.55 |\n| 马鞍山市 16.92 | -3.8 | 2.19 |\n| 池州市 | 5.67 | | 0.62 |\n"
        "| 黄 山\n市 | 8.21 | 16.3 | 0.87 | | 宣城市 | 7.90 | 14.9 | 0.75 |\n"
    )
    found = [(r["region"], r["value"]) for r in rows(text) if r["measure"] == "level" and r["unit"] == "元"]
    assert found == [
        ("合肥市", 6205000000), ("马鞍山市", 1692000000), ("池州市", 567000000), ("黄山市", 821000000), ("宣城市", 790000000),
    ]  # fmt: skip
    assert [r["value"] for r in rows(text) if r["measure"] == "growth"] == [10.4, -3.8, 16.3, 14.9]


def test_the_properties_of_a_plan_s_indicators_are_no_numbers() -> None:
    """专栏 of a plan: a number, a label, a unit of its own, two years, and whether it is binding."""
    cells = ["序号", "指 标", "单位", "2020年", "2025年", "属性"]
    cells += ["1", "用水总量", "亿m³", "3.92", "3.85", "约束性", "2", "其中:地下水", "亿m³", "0.84", "0.80", "约束性"]
    cells += [
        "3",
        "农田灌溉水有效利用系数",
        "-",
        "0.621",
        "0.640",
        "约束性",
        "4",
        "农村自来水普及率",
        "%",
        "97.8",
        "99",
        "预期性",
    ]
    text = "凤冈县“十四五”水利发展规划\n2021年5月\n专栏1 “十四五”水利发展主要指标\n" + "\n".join(cells)
    found = [(r["value"], r["unit"], r["year"], r["status"]) for r in rows(text)]
    assert found[:2] == [(392000000, "立方米", 2020, "actual"), (385000000, "立方米", 2025, "target")]
    assert [value for value, *_ in found[4:]] == [0.621, 0.64, 97.8, 99]


def test_a_lost_character_ends_no_cell() -> None:
    text = " 产品名称      单位     产  量     比上年±%\n 原?煤        万吨     1387.6      4.2\n 水?泥        万吨       87.3      12.6\n"
    found = [r["value"] for r in rows("阜新市2006年统计公报\n主要工业产品产量如下:\n" + text)]
    assert found == [13876000, 4.2, 873000, 12.6]


def test_two_tabs_may_part_two_cells() -> None:
    """Cells of short words are set to the width of the others by a second tab."""
    text = (
        "2013年宣城市主要农产品产量及增长情况\n指 标\t\t单位\t产 量\t比上年增长(%)\n粮 食\t\t吨\t532600\t0.8\n"
        "  其中:水稻\t吨\t228410\t1.2\n蔬菜及食用菌\t万吨\t48.7\t5.1\n"
    )
    assert [(r["value"], r["unit"]) for r in rows(text)] == [
        (532600, "吨"), (0.8, "%"), (228410, "吨"), (1.2, "%"), (487000, "吨"), (5.1, "%"),
    ]  # fmt: skip
