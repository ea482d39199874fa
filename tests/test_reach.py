"""Reach: how far a year, a region, a goal or a topic reaches – to the next list, the next heading, the next partner."""

import pytest

from test_context import check

TITLES = {
    "": "贵州省遵义市凤冈县2021年工作总结\n",
    "speech": "政府工作报告\n——2000年1月18日在凤冈县第十二届人民代表大会第三次会议上\n一、一九九九年工作回顾\n",
    "plan": "关于印发《凤冈县茶产业三年行动实施方案(2021—2023年)》的通知\n2021-03-02\n",
    "february": "凤冈县召开林业工作会\n2009-02-19 来源:凤冈网\n",
    "prefecture": "恩施州2018年东西部协作工作总结\n",
}

YEARS = [
    # 当年 and 上年 of a speech are those of the year that it reviews
    ("speech", "当年新修梯田2.1万亩,累计31万亩。", "2.1万亩", {"year": 1999}),
    ("speech", "地膜玉米由上年的3.4万亩扩大到5.2万亩。", "3.4万亩", {"year": 1998}),
    ("speech", "地膜玉米由上年的3.4万亩扩大到5.2万亩。", "5.2万亩", {"year": 1999}),
    # what a year is only the background of, or compared with
    ("", "茶叶生产在去年霜冻之后恢复性增长,全年总产量3.6万吨。", "3.6万吨", {"year": 2021, "words": "茶叶 总产量"}),
    ("", "与上年比,一产、三产比重分别提高1.2个和2.3个百分点。", "1.2个", {"year": 2021, "measure": "change"}),
    ("", "常住人口31万人,与2010年第六次全国人口普查的34万人相比减少3万人。", "34万人", {"year": 2010}),
    ("", "2021年毛茶产量1.6万吨,比2016年增加0.4万吨,占当年全市的两成。", "两成", {"year": 2021}),
    ("", "挂果园13万亩,比“十三五”头一年的2016年多出2万亩。", "2万亩", {"year": 2021, "measure": "change"}),
    ("", "“十三五”前三年投入公路资金9.2亿元。", "9.2亿元", {"year": 2018, "period": "2016/2018"}),
    # a paragraph's date behind its first sentence
    ("", "茶叶是第一大产业。截至2020年底,茶园面积42万亩。茶农人均收入9600元。", "9600元", {"year": 2020}),
    # what a plan builds on, and the span of its goals
    ("plan", "一、发展基础\n2020年底,茶园面积42万亩。茶农人均收入9600元,占三成。", "9600元", {"year": 2020, "status": "actual"}),
    ("plan", "三、重点任务\n扶持加工企业12家。", "12家", {"year": 2023, "period": "2021/2023", "status": "target"}),
    # February tells of the year before, and what it says of its own year are goals
    ("february", "去年全县造林3.1万亩。新建苗圃6处。", "6处", {"year": 2008, "status": "actual"}),
    ("february", "去年全县造林3.1万亩。\n2009年林业工作要抓好两项:造林力争4万亩;苗圃发展到9处。", "9处", {"year": 2009, "status": "target"}),
    ("", "目标是新增就业4200人;城乡低保再增加300户,覆盖率达到45%。", "300户", {"status": "target"}),
    ("", "四、2022年目标\n新增就业4900人。", "4900人", {"status": "target", "year": 2022}),
    ("", "三年前这个数只有1.6万户。", "1.6万户", {"year": 2018}),
    ("", "新建村卫生站54间,余下的3间年内交付使用。", "3间", {"status": "target"}),
    ("", "下一年,新增就业4300人。", "4300人", {"year": 2022, "status": "target"}),
    ("", "有行政村159个。至2020年末,有卫生站186间。在岗村医203名。", "203名", {"year": 2020}),
    ("", "培训计划培训3200人,完成投入560万元。", "3200人", {"status": "actual"}),
]  # fmt: skip

REGIONS = [
    # help that crosses regions belongs to where it goes
    ("prefecture", "杭州市援建咸丰县希望小学4所,投资620万元。", "4所", {"region": "咸丰县"}),
    ("prefecture", "杭州市在巴东县投入资金860万元。", "860万元", {"region": "巴东县"}),
    ("prefecture", "杭州46个乡镇与我州52个乡镇结对。", "52个", {"region": "恩施土家族苗族自治州"}),
    ("prefecture", "争取浙江财政援助资金6亿元,新引进企业21家。", "21家", {"region": "恩施土家族苗族自治州"}),
    # goods and people that go somewhere are counted at home
    ("prefecture", "全年向杭州及周边销售农产品3.1亿元。", "3.1亿元", {"region": "恩施土家族苗族自治州"}),
    ("prefecture", "咸丰羊、来凤藤茶、宣恩贡水白柚等特产设立专柜31个。", "31个", {"region": "恩施土家族苗族自治州"}),
    # a list of places that ends, and places together
    ("prefecture", "新建幼儿园,其中利川市38所、巴东县26所、咸丰县15所,在园幼儿4.3万人。", "4.3万人", {"region": "恩施土家族苗族自治州"}),
    ("prefecture", "安排利川市3.1亿元、巴东县2.6亿元,2个县市合计占六成。", "六成", {"region": "恩施土家族苗族自治州"}),
    ("prefecture", "来凤、宣恩、咸丰三县住院补助发放436万元。", "436万元", {"region": "恩施土家族苗族自治州"}),
    ("prefecture", "桐庐县、淳安县、建德市分别与野三关镇、信陵镇、绿葱坡镇结对,捐赠资金60万元、45万元和38万元。", "45万元", {"region": "淳安县"}),
    ("prefecture", "利川市、巴东县分别吸纳3.1万人次和0.8万人次;外出务工的842人。", "842人", {"region": "恩施土家族苗族自治州"}),
    ("", "完成省下达任务的118%。", "118%", {"region": "凤冈县"}),
    # a rank among others and a part of a whole are the region's own
    ("", "财政收入6.2亿元,在全市14个县(市、区)中居第4位;税收占比71%。", "71%", {"region": "凤冈县"}),
    ("", "经济总量不到全市的4%。", "4%", {"region": "凤冈县", "measure": "share"}),
    ("", "农村低保覆盖率比先行试点的湄潭县高3.1个百分点;6.2万名老人领到养老金。", "6.2万名", {"region": "凤冈县"}),
]  # fmt: skip

NAMES = [
    ("", "(一)饮水安全。自来水普及率83%。\n(二)节水行动。年度任务6万亩,实际完成6.2万亩。", "6.2万亩", {"words": "节水行动", "without": "自来水"}),
    ("", "抢修险段14处、长9.6公里。", "9.6公里", {"words": "险段"}),
    ("", "规模以上工业增加值按可比价格计算比上年下降6.3%。", "6.3%", {"words": "规模以上工业增加值", "value": -6.3}),
    ("", "玉树、果洛两州新增就业2000人。", "2000人", {"words": "新增就业", "without": "两州"}),
    ("", "退休人员养老金实现“六连调”,月人均由1065元增至1188元。", "1188元", {"words": "养老金"}),
    ("", "财政收入增长5%(力争7%)。", "7%", {"measure": "growth", "status": "target"}),
    ("", "生产总值增长5.5%左右,规上工业增加值8%,社零5%以上。", "8%", {"measure": "growth", "words": "规上工业增加值"}),
    ("", "投入资金860万元,比上年多储饲草2.1万吨。", "2.1万吨", {"measure": "change", "words": "饲草"}),
    ("", "人口自然增长率控制在9‰以内。", "9‰", {"measure": "level", "unit": "‰"}),
    ("", "奖补资金不超过总投资的50%。", "50%", {"bound": "under"}),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "raw", "expected"), YEARS + REGIONS + NAMES)
def test_reach(title: str, text: str, raw: str, expected: dict[str, object]) -> None:
    check(text, raw, expected, title=TITLES[title])
