"""Context: what each number of a sentence measures, where, when, how sure; one table for each mechanism."""

from functools import cache

import pytest

from indicators import documents
from indicators.extraction import observe
from indicators.match import Rulebook
from indicators.rules import load

# Each case: a text, and for some of its numbers as written what the row must say. Fields: name (a part of the
# metric's name or subject), measure, value, unit, region, year, period, status, base, per.


@cache
def book() -> Rulebook:
    return Rulebook(load())


def rows(text: str, title: str = "贵州省遵义市凤冈县2021年工作总结\n") -> dict[str, dict[str, object]]:
    document = documents.from_text(title + text)
    observations, _ = observe(document, book())
    found: dict[str, dict[str, object]] = {}
    for o in observations:
        raw = document.source[o.quantity.start : o.quantity.end]
        found.setdefault(raw, {}).update(
            label=f"{o.name}\n{o.subject.words}", measure=o.measure, value=float(o.quantity.value) * o.value_sign,
            unit=o.quantity.unit, region=o.region.name if o.region else None, year=o.year, period=o.period,
            status=o.status, base=o.base, per=o.per, name=o.name, flags=o.flags, bound=o.quantity.bound,
        )  # fmt: skip
    return found


def check(text: str, raw: str, expected: dict[str, object], **kw: str) -> None:
    found = rows(text, **kw)
    assert raw in found, f"{raw} not among {list(found)}"
    row = found[raw]
    for key, want in expected.items():
        if key == "words":
            for word in str(want).split():
                assert word in str(row["label"]), f"{word} not in {row['label']!r}"
        elif key == "without":
            for word in str(want).split():
                assert word not in str(row["name"]), f"{word} in {row['name']!r}"
        else:
            assert row[key] == want, f"{key}: {row[key]!r}, expected {want!r}"


INHERITED = [
    ("全年接待游客82.6万人次,同比增长9.4%。", "9.4%", {"words": "游客", "measure": "growth", "base": "yoy"}),
    ("完成技改投资12.3亿元,占工业投资的41.5%。", "41.5%", {"words": "技改投资", "measure": "share"}),
    ("新建村级养老院12所,总数达86所。", "86所", {"words": "村级养老院", "measure": "level"}),
    ("民营企业出口7.4亿元,增速居全省第3。", "3", {"words": "出口", "measure": "rank", "unit": "位"}),
    ("外出务工2.6万人,达到年度目标的104.2%。", "104.2%", {"words": "外出务工", "measure": "share"}),
    ("认定示范农场26家,累计认定118家。", "118家", {"words": "示范农场"}),
    ("全县有传统村落34个,省级挂牌的9个。", "9个", {"words": "传统村落"}),
    ("财政收入增长8.2%,达到15.6亿元。", "15.6亿元", {"words": "财政收入", "measure": "level"}),
    ("森林覆盖率稳步提高,达到63.5%。", "63.5%", {"words": "森林覆盖率", "measure": "level"}),
    ("服务业较快增长,实现增加值46.2亿元。", "46.2亿元", {"words": "服务业 增加值"}),
    ("茶园1.2万公顷,产量3560吨。", "3560吨", {"words": "茶园 产量"}),
]

PARTS = [
    ("一般公共预算支出36亿元,其中民生支出28亿元。", "28亿元", {"words": "民生支出"}),
    ("拨付抗旱资金860万元,其中市级300万元。", "300万元", {"words": "市级 抗旱资金"}),
    ("进出口总额9.6亿元。其中,出口6.1亿元,进口3.5亿元。", "3.5亿元", {"words": "进口"}),
    ("社会消费品零售总额52亿元。按地域分,城镇31亿元;乡村21亿元。", "21亿元", {"words": "乡村 零售总额"}),
    ("共有学校46所(小学28所,中学18所)。", "18所", {"words": "中学"}),
    ("居民消费价格上涨1.1%。其中,食品类下降0.6%。", "0.6%", {"words": "食品类 价格", "value": -0.6}),
]  # fmt: skip

LISTS = [
    ("农村低保和特困供养标准分别达到5280元、7920元。", "5280元", {"words": "低保 标准"}),
    ("农村低保和特困供养标准分别达到5280元、7920元。", "7920元", {"words": "特困 标准"}),
    (
        "种植业产值12亿元,畜牧业产值9亿元,同比分别增长3.1%和7.8%。",
        "3.1%",
        {"words": "种植业", "measure": "growth"},
    ),
    (
        "种植业产值12亿元,畜牧业产值9亿元,同比分别增长3.1%和7.8%。",
        "7.8%",
        {"words": "畜牧业", "measure": "growth"},
    ),
    ("新建便民服务站12个、充电站8座。", "8座", {"words": "新建 充电站"}),
    ("带动1.2万农民和3000脱贫人口增收。", "1.2万", {"words": "农民 增收", "unit": "人"}),
    ("识别监测对象86户、305人。", "305人", {"words": "监测对象"}),
    ("监测对象86户305人。", "86户", {"words": "监测对象", "unit": "户"}),
    ("广播、电视综合人口覆盖率分别达到99.1%和98.7%。", "99.1%", {"words": "广播 覆盖率", "measure": "level"}),
]

AROUND = [
    ("投入2.3亿元支持41个水利项目建设。", "2.3亿元", {"words": "水利项目"}),
    ("投入2.3亿元支持41个水利项目建设。", "41个", {"words": "水利项目"}),
    ("1620家种植大户结对帮扶386个村。", "1620家", {"words": "种植大户"}),
    ("新增停车位1860个。", "1860个", {"words": "新增 停车位", "measure": "level"}),
    ("统筹安排560万元专项资金用于校舍维修。", "560万元", {"words": "专项资金"}),
    ("65岁及以上老年人4.6万人。", "4.6万人", {"words": "65岁及以上"}),
    ("500人以上集中安置点6个。", "6个", {"words": "500人以上集中安置点"}),
]

MEASURES = [
    ("贫困发生率由9.8%下降到1.2%。", "9.8%", {"words": "贫困发生率", "measure": "level", "year": None}),
    ("贫困发生率由9.8%下降到1.2%。", "1.2%", {"words": "贫困发生率", "measure": "level", "year": 2021}),
    ("用电量下降3.2%。", "3.2%", {"measure": "growth", "value": -3.2}),
    ("进口总额负增长2.1%。", "2.1%", {"measure": "growth", "value": -2.1}),
    ("登记失业率比上年回落0.3个百分点。", "0.3个百分点", {"measure": "change", "value": -0.3, "unit": "百分点", "base": "yoy"}),
    ("存款余额186亿元,比年初增加12亿元。", "12亿元", {"measure": "change", "words": "存款余额", "base": "2020-12-31"}),
    ("技能人才比2018年增加3200人。", "3200人", {"measure": "change", "base": "2018", "words": "技能人才"}),
    ("产值由3亿元增加到12亿元,增长3倍。", "3倍", {"measure": "growth", "unit": "倍"}),
    ("第三产业比重达到46.8%。", "46.8%", {"measure": "share", "words": "第三产业"}),
    ("80%以上的小区建成充电设施。", "80%", {"measure": "share", "words": "小区"}),
    ("自来水普及率为96.5%。", "96.5%", {"measure": "level", "words": "自来水普及率"}),
    ("综合排名居全省第5位。", "5位", {"measure": "rank", "value": 5}),
    ("生产总值翻一番。", "翻一番", {"measure": "growth", "value": 100, "unit": "%"}),
    ("居民消费价格涨幅控制在3%左右。", "3%", {"measure": "growth", "words": "居民消费价格"}),
]  # fmt: skip

PERIODS = [
    ("2019年改造危房320户。", "320户", {"year": 2019, "period": "2019"}),
    ("今年上半年签约项目26个。", "26个", {"year": 2021, "period": "2021-S1"}),
    ("截至9月底,累计发放贷款6.8亿元。", "6.8亿元", {"year": 2021, "period": "2021-09-30"}),
    ("去年转移就业3.1万人。", "3.1万人", {"year": 2020}),
    ("“十三五”时期建成公路860公里。", "860公里", {"year": 2020, "period": "2016/2020"}),
    ("近三年培训2.4万人次。", "2.4万人次", {"year": 2021, "period": "2019/2021"}),
    ("2016-2020年工业产值年均增长7.2%。", "7.2%", {"period": "2016/2020", "base": "2015"}),
    ("前三季度完成投资42亿元。", "42亿元", {"period": "2021-01/2021-09"}),
    ("一季度完成投资9亿元。", "9亿元", {"period": "2021-Q1"}),
    ("1-9月完成投资42亿元。", "42亿元", {"period": "2021-01/2021-09"}),
    ("2019年遭遇大旱,粮食减产。这一年,返销粮8600吨。", "8600吨", {"year": 2019}),
    ("上一年度投入6200万元。", "6200万元", {"year": 2020}),
    ("五年累计投入12.6亿元。", "12.6亿元", {"without": "五年"}),
    ("上年末贷款余额96亿元。", "96亿元", {"year": 2020, "period": "2020-12-31"}),
    ("执行2300元的标准(2010年不变价)。", "2300元", {"year": 2021}),
    ("二〇一八年建成水库3座。", "3座", {"year": 2018}),
    ("落实《农田建设规划(2021-2025年)》等12个文件。", "12个", {"year": 2021}),
]

REGIONS = [
    ("赤峰市18.8万人、通辽市9.9万人,分别占全区的33.9%和17.8%。", "9.9万人", {"region": "通辽市"}),
    (
        "赤峰市18.8万人、通辽市9.9万人,分别占全区的33.9%和17.8%。",
        "33.9%",
        {"region": "赤峰市", "measure": "share"},
    ),
    ("全县脱贫人口3.2万人。", "3.2万人", {"region": "凤冈县"}),
    ("上海市投入帮扶资金3800万元,实施项目26个。", "3800万元", {"region": "上海市"}),
    ("上海市投入帮扶资金3800万元,实施项目26个。", "26个", {"region": "上海市"}),
    ("城镇居民人均可支配收入36800元。", "36800元", {"region": "凤冈县", "words": "城镇"}),
    ("绥阳、湄潭等6个县率先摘帽。", "6个", {"region": "凤冈县"}),
    ("茶园和竹林分别占到全省的2.1%和3.4%。", "2.1%", {"region": "凤冈县"}),
    ("其中绥阳县0.7万人、湄潭县0.5万人;再就业8600人。", "8600人", {"region": "凤冈县"}),
    ("增速高于全国平均水平1.6个百分点。", "1.6个百分点", {"region": "凤冈县"}),
    ("全省财政下达我县资金6200万元。", "6200万元", {"region": "凤冈县"}),
]

STATUSES = [
    ("力争新建高标准农田6万亩。", "6万亩", {"status": "target"}),
    ("计划投入资金2亿元,新建厂房3万平方米。", "3万平方米", {"status": "target"}),
    ("到2025年,常住人口城镇化率达到65%。", "65%", {"status": "target", "year": 2025}),
    ("纳入年度实施计划的项目86个。", "86个", {"status": "actual"}),
    ("将低保标准提高到6200元。", "6200元", {"status": "actual"}),
    ("全年争取上级资金8.6亿元。", "8.6亿元", {"status": "actual"}),
    ("改厕任务3200户,已完成3260户。", "3200户", {"status": "target"}),
    ("改厕任务3200户,已完成3260户。", "3260户", {"status": "actual"}),
    ("一、2021年工作回顾\n建成公园6个。\n二、2022年工作安排\n建设公园9个。", "9个", {"status": "target", "year": 2022}),
    ("一、2021年工作回顾\n建成公园6个。\n二、2022年工作安排\n建设公园9个。", "6个", {"status": "actual", "year": 2021}),
    ("年度计划目标为:新增就业6000人,培训3000人次。实际新增就业6420人。", "3000人次", {"status": "target"}),
    ("年度计划目标为:新增就业6000人,培训3000人次。实际新增就业6420人。", "6420人", {"status": "actual"}),
]  # fmt: skip

HEADINGS = [
    ("一、2021年工作\n建成公园6个。\n二、今年的目标和任务\n建设公园9个。", "9个", {"status": "target"}),
    ("一、上半年工作\n建成公园6个。\n二、下半年安排\n建设公园9个。", "9个", {"status": "target"}),
    ("三、重点工作推进情况\n建成公园6个。", "6个", {"status": "actual"}),
    # a point of a list has a region and a period of its own, which the others do not share
    ("二、2022年工作安排\n1.建成公园9个,到2025年达到20个;\n2.改造小区3处,绥阳县1处;", "9个", {"status": "target", "year": 2022}),
    ("二、2022年工作安排\n1.建成公园9个,到2025年达到20个;\n2.改造小区3处,绥阳县1处;", "3处", {"region": "凤冈县"}),
    # headings inside a line into which scraping has run the whole text
    ("一、工作总结。" + "全县上下团结一心、克难攻坚,各项工作有序推进。" * 14 + "建成公园6个。二、2022年工作计划。建设公园9个。", "9个", {"status": "target", "year": 2022}),
    # a county that a clause names before the number
    ("湄潭县、余庆县增加值分别增长20%、17%,凤冈县增速最低,为6%。", "6%", {"region": "凤冈县", "measure": "growth"}),
    # a paragraph that opens with the end of a year speaks of it until it says 目前
    ("截至2020年末,有医院76个。实有床位1.4万张。目前在建医院3个。", "1.4万张", {"period": "2020-12-31"}),
    ("截至2020年末,有医院76个。实有床位1.4万张。目前在建医院3个。", "3个", {"year": 2021}),
    # who looks back on a year speaks of it to the paragraph's end
    ("他在回顾2019年工作时说,成绩来之不易。建成公园6个。\n建设公园9个。", "6个", {"year": 2019}),
]  # fmt: skip

TOPICS = [
    ("(一)抓好易地搬迁后续扶持。投入资金680万元。", "680万元", {"words": "易地搬迁"}),
    ("1.凤冈县绿源茶业有限公司\n占地面积26000平方米。", "26000平方米", {"words": "绿源茶业 占地面积"}),
    ("开展“护苗行动”,覆盖3600人。", "3600人", {"words": "护苗行动"}),
    ("每人每年补助1200元。", "1200元", {"per": "人·年"}),
    # A heading that is cut off within a quotation says nothing.
    ("二、坚持“菜篮子、米袋子”一起抓。覆盖3600人。", "3600人", {"without": "“ 菜篮子"}),
]


@pytest.mark.parametrize(("text", "raw", "expected"), INHERITED + PARTS + LISTS + AROUND)
def test_subjects(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), MEASURES)
def test_measures_and_bases(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), PERIODS)
def test_periods(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), REGIONS)
def test_regions(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), STATUSES)
def test_statuses(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), HEADINGS)
def test_headings(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), TOPICS)
def test_topics_and_denominators(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


def test_numbers_of_one_key_get_names_of_their_own() -> None:
    found = rows("新认定消费帮扶产品120款,累计认定消费帮扶产品860款。")
    assert found["120款"]["name"] != found["860款"]["name"]


def test_a_name_is_a_name() -> None:
    text = "全面推进农村危房改造、安全饮水、街巷硬化、村村通电、广播电视、校舍建设、标准卫生室、文化活动室、养老保障等26项工程。"
    row = rows(text)["26项"]
    assert len(str(row["name"])) <= 30
    assert all(len(part) <= 40 for part in str(row["label"]).split("\n"))


# Known to be wrong, with the reason; an improvement that makes one right must move it up into its table.
KNOWN_FAILURES = [
    pytest.param(
        "国家乡村振兴局会同有关部门优化了33项主要政策。", "33项", {"region": "全国"}, id="a national office acts for the nation"
    ),
    pytest.param(
        "2020年底贫困人口由3.6万人减少到0,贫困发生率由2.8%降为0.3%。", "2.8%", {"year": 2019}, id="when the first of from-to was"
    ),
    pytest.param(
        "居民储蓄存款余额连续三年增长,人均达3.2万元。", "3.2万元", {"name": "人均居民储蓄存款余额"}, id="人均 of a clause without a number"
    ),
]  # fmt: skip


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("text", "raw", "expected"), KNOWN_FAILURES)
def test_known_failures(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


LISTED = [
    ("桐城市、枞阳县和怀宁县的棉花产量分别是3.1万吨、2.4万吨和1.9万吨。", "2.4万吨", {"region": "枞阳县", "words": "棉花产量"}),
    ("湄潭县、余庆县茶园面积分别达到60万亩和18万亩,同比分别增长2%和3%。", "3%", {"region": "余庆县", "words": "茶园面积"}),
    ("2019年、2020年和2021年茶叶产量分别为7.1万吨、7.8万吨和8.3万吨。", "7.8万吨", {"year": 2020, "words": "茶叶产量"}),
    ("2019-2021年旅游收入分别增长12.1%、3.4%、9.8%。", "12.1%", {"year": 2019, "measure": "growth"}),
    ("全县增速高于全国、全省1.2和0.9个百分点。", "0.9个百分点", {"region": "凤冈县"}),
    ("一产、二产增加值分别增长6%、5.1%,分别居全市第三、第八。", "八", {"words": "二产", "measure": "rank"}),
    ("社会消费品零售总额增长7.3%,增速在全市排第6位。", "6位", {"words": "零售总额", "measure": "rank"}),
]  # fmt: skip

AHEAD = [
    ("未来五年,规划投资86亿元。", "86亿元", {"period": "2022/2026"}),
    ("未来三年,全县计划改造老旧小区26个。", "26个", {"period": "2022/2024", "year": 2024, "status": "target"}),
    ("“十四五”期间,全县水利投资将达18亿元。按项目类型划分,防洪项目5.2亿元。", "5.2亿元", {"period": "2021/2025"}),
    ("订单最多的还有纺织厂、制药厂和水泥厂,其产值分别为2亿元、3亿元和4亿元。", "3亿元", {"words": "制药厂 产值"}),
]

SHARES = [
    ("高技术制造业、装备制造业增加值占工业增加值的比重分别上升到16.3%、34.6%。", "16.3%",
     {"words": "高技术制造业增加值 比重", "measure": "share"}),
    ("高技术制造业、装备制造业增加值占工业增加值的比重分别上升到16.3%、34.6%,分别提高0.6和1.0个百分点。", "1.0个百分点",
     {"words": "装备制造业", "measure": "change"}),
]  # fmt: skip

ASIDE = [
    ("新增“贵州绿茶”标准12项。", "12项", {"region": "凤冈县"}),
    ("我县是遵义市三个试点县之一,2021年建成茶园5.2万亩。", "5.2万亩", {"region": "凤冈县"}),
    ("全县辖两镇(龙泉镇、进化镇),86个行政村。", "86个", {"region": "凤冈县"}),
]

BLANKS = [
    ("财政总收入增长 12.6%,税收收入增长 11.2%。", "11.2%", {"measure": "growth", "words": "税收收入"}),
    ("空气污染天数共6天,同比减少21天。", "21天", {"measure": "change", "value": -21, "words": "污染天数"}),
]


@pytest.mark.parametrize(("text", "raw", "expected"), [*LISTED, *AHEAD, *SHARES, *ASIDE, *BLANKS])
def test_lists_asides_and_blanks(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


def test_the_work_report_of_a_year_plans_that_year() -> None:
    text = "2026年2月2日\n一、2025年工作回顾\n新增就业4.1万人。\n二、2026年重点工作\n新建学校11所。\n"
    title = "2026年青海省政府工作报告\n"
    check(text, "11所", {"status": "target", "year": 2026}, title=title)
    check(text, "4.1万人", {"status": "actual", "year": 2025}, title=title)


def test_a_goal_named_once_is_one_wherever_it_is_named() -> None:
    text = "明确目标任务:到2027年,水质优良率达到81%。\n持续推进治理。到2027年,垃圾处理率达到92%。\n"
    check(text, "92%", {"status": "target", "year": 2027}, title="关于打好攻坚战的报道\n")


def test_a_deck_that_the_text_repeats_counts_once() -> None:
    deck = "1月至9月,凤冈县接待游客82万人次,同比增加19万人次"
    text = f"{deck}\n本报讯 记者获悉,{deck};旅游收入6.1亿元。\n"
    document = documents.from_text("凤冈旅游回暖\n" + text)
    observations, _ = observe(document, book())
    assert [float(o.quantity.value) for o in observations] == [820000, 190000, 610000000]


def test_numbers_under_a_place_or_a_year_are_of_it() -> None:
    text = "龙泉镇\n全镇有茶园3.1万亩。\n进化镇\n全镇有茶园2.4万亩。\n"
    check(text, "2.4万亩", {"region": "进化镇"}, title="贵州省凤冈县各镇茶园情况\n")
    text = "2016年\n建成水库2座\n2019年\n治理河道31公里\n2021年\n新修渠道46公里\n"
    check(text, "31公里", {"year": 2019, "status": "actual"}, title="凤冈县水利建设历程\n")


def test_a_heading_that_follows_lost_ones_closes_those_below_it() -> None:
    text = "(二)市本级情况\n1.收入决算\n2022年收入27.7亿元。\n三、2023年预算\n(一)收入\n收入31.7亿元。\n"
    check(text, "31.7亿元", {"year": 2023, "status": "target"}, title="凤冈县2022年决算和2023年预算的报告\n")


def test_neighbours_and_milestones_are_no_place_and_no_list() -> None:
    text = "凤冈县位于贵州省东北部,东与石阡县相邻,南面与余庆县相连。2021年,全县耕地41万亩。\n"
    check(text, "41万亩", {"region": "凤冈县"}, title="县情概况\n")
    text = "一般预算支出216.6亿元。城镇居民可支配收入迈上3万元台阶,达到31580元、净增9878元。\n"
    check(text, "31580元", {"words": "可支配收入", "measure": "level"})
    check(text, "9878元", {"words": "可支配收入", "measure": "change"})
    check("完成造林205万亩,是“十二五”的1.8倍。\n", "1.8倍", {"words": "造林"})
    check("主干道平均车速由每小时21公里提高到每小时26公里。\n", "26公里", {"words": "平均车速"})


def test_a_list_of_goals_ends_with_what_is_done_but_not_with_what_it_builds_on() -> None:
    text = "规划目标是:在已建成茶园31万亩的基础上,新增茶园8万亩。\n"
    check(text, "8万亩", {"status": "target"})
    text = "规划目标是:新增茶园8万亩。目前已建成茶园31万亩。\n"
    check(text, "31万亩", {"status": "actual"})


def test_points_whose_brackets_are_lost_stay_in_their_section() -> None:
    text = "一、2021年工作回顾\n建成公园6个。\n二、2022年主要工作任务\n一 以招商引资为主攻点,实现新突破。引进企业40家。\n二 以增收为核心,推进产业化。调购牲畜64万头。"
    title = "2022年凤冈县政府工作报告\n"
    check(text, "6个", {"status": "actual", "year": 2021}, title=title)
    check(text, "40家", {"status": "target", "year": 2022}, title=title)
    check(text, "64万头", {"status": "target", "year": 2022}, title=title)
