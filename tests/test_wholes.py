"""Wholes: heads and names that a number leaves to those before it, in sentences of communiqués and summaries."""

import pytest

from test_context import check

INDUSTRIES = [
    ("三次产业结构为9.1:40.6:50.3。", "40.6", {"words": "第二产业", "measure": "share", "unit": "%"}),
    ("三次产业结构由2020年的10.2:41.1:48.7调整为9.1:40.6:50.3。", "41.1", {"words": "第二产业", "year": 2020}),
    ("三次产业结构由2020年的10.2:41.1:48.7调整为9.1:40.6:50.3。", "50.3", {"words": "第三产业", "year": 2021}),
    ("三次产业增加值分别增长3.2%、5.6%和7.1%。", "5.6%", {"words": "第二产业增加值", "measure": "growth"}),
    ("第一、第二、第三产业增加值占生产总值的比重依次是11.4%、38.9%和49.7%。", "11.4%", {"words": "第一产业增加值", "measure": "share"}),
    ("第二、三产业各增长4.5%和6.2%。", "4.5%", {"words": "第二产业", "measure": "growth"}),
    ("第三产业增加值86亿元,增长7.7%,对经济增长的贡献率为52.3%。", "52.3%", {"words": "第三产业 贡献率"}),
    ("三次产业贡献率分别为6.1%、40.2%、53.7%,分别拉动经济增长0.4、-0.2、3.6个百分点。", "-0.2", {"words": "第二产业 拉动", "value": -0.2, "unit": "百分点"}),
    ("财政总收入12.6亿元,相当于地区生产总值的8.4%。", "8.4%", {"words": "财政总收入", "measure": "share"}),
]  # fmt: skip

PRICES = [
    ("全年居民消费价格上涨2.1%。其中,食品烟酒上涨4.3%,居住下降0.6%。", "4.3%", {"words": "食品烟酒 价格"}),
    ("全年居民消费价格上涨2.1%。其中,食品烟酒上涨4.3%,居住下降0.6%。", "0.6%", {"words": "居住 价格", "value": -0.6}),
    ("居民消费价格上涨1.2%。八大类中,衣着、医疗保健分别上涨0.8%、2.5%,交通和通信下降1.9%。", "2.5%", {"words": "医疗保健 价格"}),
    ("教育支出增长6.2%,医疗保健支出增长3.1%。", "3.1%", {"words": "医疗保健支出", "without": "价格"}),
]  # fmt: skip

GROUPS = [
    ("幼儿入园率全县不低于92%,其中城区96%以上、农村90%以上。", "90%", {"words": "农村 入园率", "measure": "level"}),
    ("家庭医生签约率达到78%,乡镇85%。", "85%", {"words": "乡镇 签约率", "measure": "level"}),
    ("园区实现营业收入286亿元。其中,湄潭经济开发区96亿元。", "96亿元", {"words": "湄潭经济开发区 营业收入"}),
    ("参合筹资每人320元,中央负担160元,省96元,市县两级64元。", "96元", {"words": "省 负担"}),
    ("新增就业2.1万人,占年度目标2.4万人的87.5%。", "2.4万人", {"words": "新增就业", "status": "target"}),
    ("新增就业2.1万人,占年度目标2.4万人的87.5%。", "87.5%", {"words": "新增就业", "measure": "share"}),
    ("外出务工3.2万人,回乡创业860人,分别完成年度任务的98.1%、104.4%。", "104.4%", {"words": "回乡创业", "measure": "share"}),
    ("举办家政服务、电焊、茶艺三类培训,分别为320人、260人和185人。", "260人", {"words": "电焊 培训"}),
    ("财政收入过亿元的乡(镇、街道)从上年4个增加到7个。", "7个", {"words": "乡"}),
    ("安防设施36条180公里,1260万元;桥梁改造5座,840万元。", "1260万元", {"words": "安防设施"}),
    ("养老、医疗、失业三项保险参保人数分别为6.42万人、5.87万人、4.16万人。", "5.87万人", {"words": "医疗 参保人数", "without": "养老"}),
    ("养老、医疗、失业三项保险参保人数分别为6.42万人、5.87万人、4.16万人,比年初净增1260人、845人和-310人。", "-310人", {"words": "失业", "measure": "change", "value": -310}),
    ("金融机构存、贷款余额分别为457亿元、398亿元,比年初增加21亿元和44亿元。", "457亿元", {"words": "存款余额", "without": "贷款"}),
    ("金融机构存贷款余额分别为457亿元、398亿元,比年初增加21亿元和44亿元。", "44亿元", {"words": "贷款余额", "measure": "change"}),
    ("低保标准为城市每人每月560元、农村每人每年4560元。", "4560元", {"words": "农村 低保标准"}),
    ("发放贴息贷款46笔、530万元,同比分别增加12笔和210万元。", "210万元", {"words": "贴息贷款", "measure": "change"}),
    ("户籍人口6980人,人均产值8900元,首次跨过800美元线。", "800美元", {"words": "人均产值", "without": "线", "bound": "over"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "raw", "expected"), INDUSTRIES)
def test_industries_are_three(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), PRICES)
def test_groups_of_an_index_are_prices(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)


@pytest.mark.parametrize(("text", "raw", "expected"), GROUPS)
def test_groups_share_the_head_before_them(text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected)
