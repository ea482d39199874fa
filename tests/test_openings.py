"""Openings: what the first lines of a report say of the region and the year that it speaks of."""

import pytest

from indicators import documents, regions

COUNTY = "全县粮食总产量12.3万吨,增长3.2%。"
CITY = "全市粮食总产量12.3万吨,增长3.2%。"

# The opening, the region that the report speaks of, its year, and that of its results where it is another.
OPENINGS = [
    ("霍邱县2016年国民经济和社会发展统计公报\n霍邱县统计局\n2017年4月\n" + COUNTY, "霍邱县", 2016, None),
    ("2018年政府工作报告\n——2018年1月10日在霍邱县第十七届人民代表大会第三次会议上\n县长 张某\n一、2017年工作回顾\n" + COUNTY, "霍邱县", 2018, 2017),
    ("政府工作报告\n2009年2月18日在阜阳市第三届人民代表大会第五次会议上\n各位代表:\n过去一年," + CITY, "阜阳市", 2009, 2008),
    ("首页>政务公开>统计公报\n宿松:2012年国民经济和社会发展统计公报\n发布时间:2013-03-22\n" + COUNTY, "宿松县", 2012, None),
    # a government that reports on its five years does so in December, of a year not yet over
    ("政府工作报告\n——2012年12月26日在张家界市第六届人民代表大会第一次会议上\n各位代表:\n全市生产总值由2007年的156亿元增加到今年的338亿元。2011年," + CITY, "张家界市", 2012, None),
    ("当前位置:首页 > 走进汪清\n汪清县县情概况\n发布日期:2020-05-18\n2019年末户籍人口21.4万人。\n2019年,全县生产总值51.8亿元。财政收入3.7亿元。2020年4月退出贫困县序列。", "汪清县", 2020, 2019),
    ("第2版(经济)\n1989.02.18\n棉麻油烟一齐上\n本报记者 肖河\n地处河南省周口地区,去年棉花总产250万担。去年底全区大牲畜存栏152万头。去年人均收入321元。今年粮食总产稳定在38亿公斤。", "周口地区", 1989, 1988),
    ("前八月我市园区收入增长\n本报讯 省工信部门通报了2018年1-8月全省产业园区运行情况。衡阳市园区收入2036.7亿元。", "衡阳市", 2018, None),
    ("湘西自治州2013年国民经济和社会发展统计公报\n全州实现生产总值418.9亿元。", "湘西土家族苗族自治州", 2013, None),
    # a speech that the text only speaks of
    ("饶河县党建工作总结\n发布时间:2021-12-20\n今年以来,认真学习2020年9月22日在全国大会上的讲话,2021年,全县新建阵地12个。", "饶河县", 2021, None),
    ("县教育局2019年工作总结\n2019年,霍山县教育局在县委领导下," + COUNTY, "霍山县", 2019, None),
    ("安徽省第七次全国人口普查公报(第二号)\n——地区人口情况\n安徽省统计局\n2021年5月18日\n以2020年11月1日零时为标准时点,全省常住人口6102.7万人。", "安徽省", 2021, 2020),
    ("一季度全市经济运行情况\n2021-04-25\n淮北市统计局\n一季度," + CITY, "淮北市", 2021, None),
    ("庐江县汤池镇2014年工作总结和2015年工作计划\n2014年,汤池镇团结带领全镇人民,全镇粮食总产量1.3万吨。", "汤池镇", 2014, None),
    ("对市政协十三届三次会议第112号提案的答复\n王委员:现答复如下:\n截至目前," + CITY + "\n芜湖市民政局\n2020年7月8日", "芜湖市", 2020, None),
    ("二○一○年广德县政府工作报告\n" + COUNTY, "广德县", 2010, None),
    ("人民日报1995年3月2日第3版\n山东寿光蔬菜走四方\n本报济南3月1日电 山东省寿光市去年蔬菜总产量18亿公斤。", "寿光市", 1995, None),
    ("2022年全国农民工监测调查报告\n国家统计局\n2022年全国农民工总量29562万人。", "全国", 2022, None),
    ("关于2019年财政预算执行情况和2020年财政预算草案的报告\n——2020年1月6日在定西市第四届人民代表大会第五次会议上\n" + CITY, "定西市", 2020, 2019),
    ("(2021年1月20日)\n各位代表:\n现在,我代表凤冈县人民政府向大会报告工作。\n" + COUNTY, "凤冈县", 2021, None),
    ("鼓楼区2020年政府工作报告\n今年是南京市发展的关键一年。全区一般公共预算收入80亿元。", "鼓楼区", 2020, None),
    # a paper's city is the text's where nothing else is said, but not where 全县 speaks of another
    ("我市召开扶贫工作会\n来源:六安日报 时间:2018-05-02\n今年以来," + CITY, "六安市", 2018, None),
    ("扶贫攻坚 | 宕昌:产业富民\n2019-10-11 09:12 来源:每日甘肃网\n截至目前,宕昌县" + COUNTY, "宕昌县", 2019, None),
    # no title: the heading of what is to be done tells which year is over
    ("贷款1.2亿元,增长8.1%。\n武冈市茶叶面积3.2万亩。武冈市新建公路42公里。\n三、2013年工作打算\n全市计划造林2万亩。", "武冈市", 2012, None),
    ("县畜牧局工作总结\n发布时间:2017-01-09\n生猪出栏42万头。嘉祥县新建猪场31个。\n二、2017年工作计划\n全县生猪出栏46万头。", "嘉祥县", 2017, 2016),
    # a newspaper of January tells of a whole year that is over
    ("我省外贸稳中向好\n2012-01-28 来源:辽宁日报\n去年,我省出台12条措施。全年进出口总额960亿美元,增长18.9%。", "辽宁省", 2012, 2011),
    # the line under a headline says whom it is about, though no list has the township any more
    ("1995年8月3日经济日报 第3版\n第3版(农村)\n专栏:乡镇新事\n一条皮带连四海\n——浙江永康县芝英乡纪事\n芝英乡有皮带厂320家。全乡去年产值2.1亿元。芝英乡人说,全乡富了。", "芝英乡", 1995, None),
    # a county named in short: by a paper of its city, and by its own organs
    ("(上接第1版)\n……浏阳花炮办给的数:1至4月,全市出口9200万美元。东莞只降了2%。花炮七成出自浏阳。\n来源:长沙晚报 2011-05-20", "浏阳市", 2011, None),
    ("个百分点;财政收入4.1亿元。富川脐橙卖到桂林市,周末到富川摘橙的人多了。县人民医院建成,县委作了部署。经济总量不到全市的3%。", "富川瑶族自治县", None, None),
    ("、财政收入4.1亿元。尉氏县新建公路42公里。尉氏县造林2万亩。\n二、2013年的主要任务\n今年全县生产总值增长9%。", "尉氏县", 2013, 2012),
    ("和田地区2013年就业工作情况\n(二○一四年二月十八日)\n2013年,全地区新增就业2.1万人。", "和田地区", 2013, None),
    ("和田地区2013年就业工作情况\n(二○一四年二月三二日)\n2013年,全地区新增就业2.1万人。", "和田地区", 2013, None),
    # the foot of a page, a label widened by blanks, a year in a bracket, an office that signs in a month
    ("文    号:无\n怀远县农业农村局2019年工作总结及2020年工作计划\n发文日期:2020-01-15\n" + COUNTY, "怀远县", 2019, None),
    ("怀远县农村工作会议召开\n2009-02-20 来源:怀远网\n去年" + COUNTY + "去年新修公路31公里。\n责任编辑:王某    打印本页", "怀远县", 2009, 2008),
    ("关于印发《怀远县糯稻产业实施方案(2021—2023年)》的通知\n2021-04-02\n" + COUNTY, "怀远县", 2021, None),
    ("在校生增长2%。\n全省共有小学4117所。安徽省教育厅规划处有关负责人。\n本公报不含军校。\n安徽省教育厅规划处  2009年4月", "安徽省", 2009, 2008),
    ("滁州市第三次全国农业普查主要数据公报(第二号)\n滁州市统计局\n2018-03-20\n2006年末占8.8%。2006年为12%。" + CITY, "滁州市", 2018, 2016),
    ("怀远县治理内涝\n2012-07-24 来源:怀远县水利局\n与2010年同期相比,受灾减少。" + COUNTY, "怀远县", 2012, None),
    # a fragment: its region opens it, its organs tell the level, the caption of a table tells the year
    ("花山区三年来的变化,是市委、市政府和区委坚强领导的结果,是全区人民奋斗的结果。2023年地区生产总值78亿元,增速高出全市2个百分点。", "花山区", 2023, None),
    ("个百分点,民营经济占58%。\n二、农业\n粮食总产41万吨。\n2015年霍邱县主要农产品产量及增长情况\n三、建设\n建成保障房1400套,2016年计划再建1600套。", "霍邱县", 2015, None),
    # a yearbook prints the speech of a year, a portal has a name of its own
    ("首页 > 地方志 > 安庆年鉴(2005卷) > 特载\n怀宁县政府工作报告(摘要)\n——2005年2月21日在怀宁县第十四届人民代表大会第三次会议上\n2004年," + COUNTY, "怀宁县", 2005, 2004),
    ("霍山县人民政府门户网站\n您现在的位置: 首页 > 乡镇街道 > 诸佛庵镇 > 规划总结\n诸佛庵镇2016年工作总结及2017年工作思路\n发布时间:2017-01-18\n全镇粮食总产量1.3万吨。", "诸佛庵镇", 2016, None),
    ("八月中旬,长江干流发生洪水。\n" + "怀宁县水利局2016年工作总结\n我县圩区受灾。" + COUNTY, "怀宁县", 2016, None),
    # 今年 that goals are compared with is the year before
    ("巩固了成果。\n今年下达宿松县任务6万人。宿松县新修梯田4万亩。\n三、2014年工作思路\n争取投资2亿元,比今年增长15%。", "宿松县", 2013, None),
    # the document's number tells its year where nothing else does
    ("关于印发金寨县“十三五”脱贫攻坚规划的通知\n金政〔2016〕12号\n各乡镇人民政府:\n到2020年," + COUNTY, "金寨县", 2016, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "region", "year", "results"), OPENINGS)
def test_openings(text: str, region: str, year: int, results: int | None) -> None:
    document = documents.from_text(text)
    title = f"{document.title} {document.dateline}".strip()
    home = regions.places(document.text, title=title, publisher=document.publisher).home
    assert (home and home.name, document.year, document.result_year) == (region, year, results)
