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
    ("工业增加值增速由一季度的-3.6%回升到5.1%。", "-3.6%", {"measure": "growth", "value": -3.6}),
    ("工业增加值增速由一季度的-3.6%回升到5.1%。", "5.1%", {"measure": "growth"}),
    ("小学入学率提高3%达到98%。", "98%", {"measure": "level"}),
    ("固定资产投资32亿元,同比-11.3%。", "-11.3%", {"measure": "growth", "value": -11.3, "words": "固定资产投资"}),
    ("甲区工业增加值增长8.2%,乙区增速最低,为3.1%。", "3.1%", {"measure": "growth"}),
    ("亏损企业亏损额2.4亿元,减亏18%。", "18%", {"measure": "growth", "value": -18}),
    ("投资86亿元,落后时序进度3.5个百分点。", "3.5个百分点", {"measure": "change", "value": -3.5}),
    ("招聘教师120人,比上年少招26人。", "26人", {"measure": "change", "value": -26}),
    ("城乡居民收入差距比上年拉大58元。", "58元", {"measure": "change", "value": 58}),
    ("财政收入6.2亿元,其中税收4.1亿元,占比提高到66.1%。", "66.1%", {"measure": "share"}),
    ("存款余额426亿元,存贷比却由61.2%降至54%。", "54%", {"words": "存贷比", "measure": "level"}),
    ("农民人均纯收入1987元,扣除价格因素实际增长3.5%。", "3.5%", {"words": "农民人均纯收入", "measure": "growth"}),
    ("城市建成区由19.2平方公里拓展到31.5平方公里。", "31.5平方公里", {"words": "建成区"}),
    ("粮食产量210万吨,比受灾的2016年增加98万吨。", "98万吨", {"measure": "change", "year": 2021, "base": "2016"}),
    ("农业总产值(按90年不变价计算)52.3亿元。", "52.3亿元", {"words": "农业总产值"}),
    ("城乡居民收入比由上年同期的2.46缩小到2.45。", "2.46", {"words": "城乡居民收入比", "year": 2020, "without": "同期"}),
    ("城镇居民收入、农民收入分别增长8.9%、9.5,收入比缩小。", "9.5", {"unit": "%", "words": "农民收入", "measure": "growth", "flags": ("percent_sign_missing",)}),
    ("人均期望寿命比2015年提高1.3岁。", "1.3岁", {"words": "期望寿命", "measure": "change"}),
    ("农民人均纯收入1500元,虽然仍比全省平均水平低135元。", "135元", {"words": "农民人均纯收入", "value": -135}),
    ("农业总产值以年均5.3%的速度递增。", "5.3%", {"measure": "growth", "words": "农业总产值"}),
    ("研发强度、专利密度分别提高0.6个、1.2个百分点。", "0.6个", {"unit": "百分点", "words": "研发强度"}),
    ("主要污染物分别不超过3.2万吨、0.8万吨。", "0.8万吨", {}),
]  # fmt: skip

ASKED = [
    ("增长7.6%,离全年9%的目标还有差距。", "9%", {"status": "target"}),
    ("持证率达71%,低于4.5%的控制线。", "4.5%", {"status": "target"}),
    ("列入年内开工计划的公路36公里,概算2600万元。", "2600万元", {"status": "target"}),
    ("(全年预计可达18万吨),前三季度蔬菜产量13万吨。", "13万吨", {"status": "actual"}),
    ("生产总值增长9.6%,低于年初确定的12%目标2.4个百分点。", "12%", {"status": "target", "measure": "growth", "words": "生产总值"}),
    ("生产总值增长9.6%,达不到年初12%的目标。", "12%", {"status": "target", "measure": "growth", "words": "生产总值"}),
    ("四季度须完成投资91亿元。", "91亿元", {"status": "target"}),
    ("生产总值增长8%,但与年初确定的9%的预期目标仍有差距。", "9%", {"status": "target", "words": "生产总值", "measure": "growth"}),
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


MORE = [
    ("城镇居民人均可支配收入36120元,微增0.8%;农村居民18650元,增长6.2%。", "18650元", {"words": "农村居民 可支配收入"}),
    ("城镇居民人均可支配收入36120元,微增0.8%;农村居民18650元,增长6.2%。", "0.8%", {"words": "城镇居民 可支配收入", "value": 0.8}),
    ("城市低保标准由每人每月620元提到660元,农村由每人每年4980元提到5340元。", "5340元", {"words": "农村 低保标准"}),
    ("到位衔接资金2.6亿元,中央1.5亿元、省8000万元、县3000万元。", "8000万元", {"words": "省 衔接资金"}),
    ("医疗机构床位3260张,每千人口6.2张。", "6.2张", {"words": "床位 每千人口"}),
    ("货物周转量46.9亿吨公里,铁路、公路、水运分别完成3.2亿、28.1亿和15.6亿吨公里。", "28.1亿", {"words": "公路", "unit": "吨公里", "value": 2810000000}),
    ("财政收入2018年仅6.2亿元,2019年、2020年先后突破8亿元和10亿元。", "10亿元", {"words": "财政收入", "year": 2020, "bound": "over"}),
    ("增速居前,在13个县(区)中排第3位。", "3位", {"measure": "rank"}),
    ("规模以上企业(年主营业务收入2000万元及以上,下同)86家。", "86家", {"words": "规模以上企业"}),
    ("销售额达960万元,离2000万元的目标还有距离。", "2000万元", {"status": "target", "words": "销售额"}),
    ("参保率目前不到三成,要求2023年底扩大到80%以上。", "80%", {"status": "target", "year": 2023}),
    ("利税3.6亿元,而上年同期为2.1亿元;亏损额860万元。", "860万元", {"year": 2021}),
    ("去年7、8月间,每公斤豇豆卖到6.2元。", "6.2元", {"year": 2020}),
    ("比第七次全国人口普查减少2600人。", "2600人", {"base": "2020", "value": -2600}),
    ("产值翻了一番多。", "翻了一番", {"bound": "over", "value": 100}),
    ("竹材价格比年初下跌58元。", "58元", {"measure": "change", "value": -58}),
    ("农民收入高出绥阳县860元。", "860元", {"measure": "change", "value": 860}),
    ("自然口径下降6.1%。", "6.1%", {"value": -6.1}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "raw", "expected"), MORE)
def test_what_is_left_out(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)
