"""HTML: encodings, layout, the part of a page that is the report, what the page says of it, pages that no one meant."""

import random
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import documents
from indicators.encodings import DocumentError

pytest.importorskip("trafilatura")
from indicators.formats import html

TITLE = "丰宁县2022年国民经济和社会发展统计公报"
SAID = [
    "2022年,全县地区生产总值完成148.4亿元,比上年增长3.5%。",
    "其中,第一产业增加值40.2亿元,增长4.1%;第二产业增加值52.6亿元,增长4.8%。",
    "年末常住人口23.4万人。",
    "全年粮食产量61.3万吨,增长2.2%。",
]
TEXT = "\n".join(SAID)
ONE = f"<p>{SAID[0]}</p>"
PARAGRAPHS = "".join(f"<p>　　{words}</p>\n" for words in SAID)
NAV = '<div class="nav"><ul>' + "".join(f'<li><a href="/{i}">政务栏目{i}</a></li>' for i in range(9)) + "</ul></div>"
FOOT = '<div class="bottom"><p>主办:丰宁县人民政府 承办:丰宁县人民政府办公室</p><p>冀ICP备05000000号 网站标识码:1308000001</p></div>'
NEWS = '<div class="r"><h3>热门新闻</h3><ul>' + "".join(
    f'<li><a href="/n{i}">邻县前{i}个月工业增加值增长{i}.5%</a></li>' for i in range(2, 9)
)
STORIES = '<div class="box">' + "".join(
    f'<div><a href="/s{i}">邻县第{i}批项目开工</a><p>邻县完成投资{i}.7亿元,增长{i}.2%。<a href="/s{i}">[详细]</a></p></div>'
    for i in range(1, 5)
)


def page(content: str, *, head: str = "", top: str = "", bottom: str = "", side: str = NEWS + "</ul></div>") -> str:
    """A page as templates of government sites make it."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}_丰宁县人民政府</title>{head}'
        f'<script>var news = "增长9.9%。";</script></head><body>{NAV}<div class="wrap"><div class="left"><h1>{TITLE}</h1>'
        f"{top}{content}{bottom}</div>{side}</div>{FOOT}</body></html>"
    )


def text(source: str) -> str:
    """The text that a page in UTF-8 gives."""
    return html.read(source.encode()).text


def body(source: str) -> str:
    """The same without a title at its beginning."""
    return text(source).removeprefix(TITLE + "\n")


# ── Encodings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# encoding of the bytes, what the page says of it, what is named
CHARSETS = [
    ("utf-8", '<meta charset="utf-8">', "utf-8"),
    ("utf-8", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "utf-8"),
    ("utf-8", "", "utf-8"),
    ("utf-8-sig", '<meta charset="gb2312">', "utf-8-sig"),
    ("gbk", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
    ("gbk", "<meta charset=utf-8>", "gb18030"),
    ("gbk", '<meta charset="iso-8859-1">', "gb18030"),
    ("gbk", '<meta charset="big5">', "gb18030"),
    ("gbk", '<?xml version="1.0" encoding="GBK"?>', "gb18030"),
    ("gbk", "", "gb18030"),
    ("utf-16", "", "utf-16"),
    ("utf-16-le", '<meta charset="utf-16">', "utf-16-le"),
    ("utf-16-be", "", "utf-16-be"),
]


@pytest.mark.parametrize(("encoding", "meta", "named"), CHARSETS)
def test_bytes_are_read_as_what_they_are(encoding: str, meta: str, named: str) -> None:
    markup = "<!-- much markup about few words -->" * 90
    content = html.read(f"<html><head>{meta}</head>{markup}<p>{SAID[0]}镕基</p></html>".encode(encoding))
    assert (content.text, content.encoding) == (SAID[0] + "镕基", named)


def test_big5_is_taken_where_it_is_declared_and_fits() -> None:
    words = "本縣全年糧食產量61.3萬噸,增長2.2%。"
    content = html.read(f'<meta charset="big5"><p>{words}</p>'.encode("big5"))
    assert (content.text, content.encoding) == (words, "big5")


def test_two_words_of_gbk_that_are_well_formed_utf_8() -> None:
    assert html.read(b"<meta charset=gbk><p>" + "联通".encode("gbk")).text == "联通"


def test_the_users_encoding_goes_first() -> None:
    data = '<meta charset="gb2312"><p>臺灣地區</p>'.encode("big5")
    assert html.read(data, "big5").text == "臺灣地區"
    with pytest.raises(DocumentError, match="not readable as utf-8"):
        html.read(data, "utf-8")


def test_few_broken_bytes_cost_only_themselves() -> None:
    whole = PARAGRAPHS * 5
    assert text(whole).count("万人") == 5
    broken = html.read(whole.encode().replace("万人".encode(), b"\xe4\xb8" + "人".encode(), 1))
    assert (broken.encoding, broken.text.count("万人"), broken.text.count("\ufffd")) == ("utf-8", 4, 1)
    cut = html.read(whole.encode("gbk") + b"\xb9")
    assert (cut.encoding, cut.text.count("万人")) == ("gb18030", 5)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, b"<p>\x80\xff" * 60], ids=["png", "noise"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        html.read(data)


# ── Layout ────────────────────────────────────────────────────────────────────────────────────────────────────────────

# markup, the lines that a browser shows
SHOWN = {
    "a number in pieces": (
        "<p>收入4<span>.9</span><b>亿</b><font>元</font>,增<i>长</i>5%。</p>",
        "收入4.9亿元,增长5%。",
    ),
    "source line ends": ("<p>粮食\n   产量,\r\n增长\n5%。</p>", "粮食产量,\n增长 5%。".replace(",\n", ", ")),
    "full-width comma at a line end": ("<p>粮食产量，\n  增长。</p>", "粮食产量，增长。"),
    "indents": ("<p>&nbsp;&nbsp;　　甲增长5%。&nbsp; </p>", "甲增长5%。"),
    "blanks": ("<p>甲   乙 \t 5%</p>", "甲 乙 5%"),
    "br": ("甲5亿元。<br><br>　　乙6亿元。<br/>丙</br>丁", "甲5亿元。\n乙6亿元。\n丙\n丁"),
    "blocks": ("<div>产量5<div>6</div>7</div><p>8<p>9", "产量5\n6\n7\n8\n9"),
    "after an end tag": ("甲5</p>6乙", "甲5\n6乙"),
    "display": ('<span style="display:block">5</span><span style="display: block">6万</span>', "5\n6万"),
    "raised": ("<p>面积5m<sup>2</sup>,PM<sub>2.5</sub>浓度</p>", "面积5m2,PM2.5浓度"),
    "raised after a digit": ("<p>10<sup>4</sup>千瓦时,3.5<sup> 1</sup>亿元</p>", "10⁴千瓦时,3.5¹亿元"),
    "lowered after a digit": ("<p>第3<sub>2</sub>组<sup>[1]</sup></p>", "第3₂组[1]"),
    "not shown": (
        '<p>甲<!-- 乙 --><script>丙</script><span style="display: none">丁</span>5%<noscript>戊</noscript>'
        "<template><p>己</p></template><span hidden>庚</span><select><option>辛</select>。</p>",
        "甲5%。",
    ),
    "hidden until a script shows it": (
        f'<div id="text" style="display:none">{PARAGRAPHS}</div><p>加载中</p>',
        TEXT + "\n加载中",
    ),
    "no width": ("<p>14\u200b8.4\xad亿元\ufeff</p>", "148.4亿元"),
    "Word": (
        "<p class=MsoNormal><span lang=EN-US>2022</span><span style='mso-bidi-font-size:10pt'>年产量<span lang=EN-US>"
        "61.3<o:p></o:p></span></span>万吨。<![if !supportEmptyParas]>&nbsp;<![endif]><o:p>&nbsp;</o:p></p>"
        '<?xml:namespace prefix = o ns = "urn:o" /><!--[if gte mso 9]><xml>9</xml><![endif]--><p>增长2.2%。</p>',
        "2022年产量61.3万吨。\n增长2.2%。",
    ),
    "pre": ("<pre>指标    总量\n  甲       5\n</pre>", "指标    总量\n  甲       5"),
    "a number cut in two by pre": (
        "<pre>　　年末全县参加城乡居民医疗保险的人数达到38\n5万人。</pre>",
        "　　年末全县参加城乡居民医疗保险的人数达到\n385万人。",
    ),
    "items in pre": (
        "<pre>　　全县乡镇和街道的数量与上年相比没有变化,共5\n2.村的数量不变</pre>",
        "　　全县乡镇和街道的数量与上年相比没有变化,共5\n2.村的数量不变",
    ),
    "lists": ("<ul><li>甲5%<li>乙6%</ul><dl><dt>丙<dd>7%</dl>", "甲5%\n乙6%\n丙\n7%"),
    "after </html>": ("<html><body><p>甲5%</p></body></html><p>乙6%</p>", "甲5%\n乙6%"),
    "entities": ("<p>5&nbsp6 &lt;&foo; &#99999999;&am;&#0;&#x1f;%</p>", "5\xa06 <&foo; \ufffd&am;\ufffd%"),
    "a link over all": (f'<a href="/x">{PARAGRAPHS}', TEXT),
}


@pytest.mark.parametrize(("markup", "lines"), SHOWN.values(), ids=SHOWN)
def test_text_is_what_a_browser_shows(markup: str, lines: str) -> None:
    assert text(markup) == lines


TABLES = {
    "rows": ("<tr><th>指标<th>总量<tr><td><p>产 值</p><td><p>148<span>.4</span></p>", "指标\t总量\n产 值\t148.4"),
    "spans": (
        "<tr><td rowspan=2>指标<td colspan='2'>2022年</tr><tr><td>总量<br>(亿元)<td>增长(%)</tr><tr><td>产值<td>148.4<td>3.5",
        "指标\t2022年\t2022年\n指标\t总量 (亿元)\t增长(%)\n产值\t148.4\t3.5",
    ),
    "empty cells": ("<tr><td>甲<td></td><td>5<tr><td>乙<td>&nbsp;<td>6", "甲\t\t5\n乙\t\t6"),
    "caption": ("<caption>表1 产值</caption><tr><td>甲<td>5亿元", "表1 产值\n甲\t5亿元"),
    "lines of a cell alone": (
        "<tr><td colspan=2>表1 产值<br>单位:亿元<tr><td>甲<td>5<tr><td colspan=2><p>注:1.快报数。<p>2.含乙。",
        "表1 产值\n单位:亿元\n甲\t5\n注:1.快报数。\n2.含乙。",
    ),
    "hidden row": ("<tr style='display:none'><td>丙<td>7<tr><td>甲<td>5<tr><td>乙<td>6", "甲\t5\n乙\t6"),
    "text outside cells": ("总计9亿元<tr><td>甲<td>5亿元</table>", "总计9亿元\n甲\n5亿元"),
    "one column": ("<tr><td>甲增长5%。<p>乙增长6%。</p><tr><td>丙增长7%。", "甲增长5%。\n乙增长6%。\n丙增长7%。"),
    "nested": ("<tr><td>甲增长5%。<td><table><tr><td>乙<td>6%</table>丙增长7%。", "甲增长5%。\n乙\t6%\n丙增长7%。"),
    "prose": (
        f"<tr><td>1<td>{PARAGRAPHS}<td>农业局",
        "\n".join(["1", *SAID, "农业局"]),
    ),
}


@pytest.mark.parametrize(("rows", "lines"), TABLES.values(), ids=TABLES)
def test_tables_become_rows_unless_they_lay_out_the_page(rows: str, lines: str) -> None:
    assert text(f"<body><table>{rows}</table>") == lines


# ── The report's part of the page ─────────────────────────────────────────────────────────────────────────────────────

CONTAINERS = {
    "TRS": '<div class="TRS_Editor">{}</div>',
    "zoom": '<div id="zoom">{}</div>',
    "article": '<div class="article-content"><div>{}</div></div>',
    "pages": '<div class="pages_content">{}</div>',
    "UCAP": "<UCAPCONTENT>{}</UCAPCONTENT>",
    "unnamed": "<div>{}</div>",
    "none": "{}",
    "cell": "<table width=900><tr><td>{}</td></tr></table>",
    "form": "<form id=aspnetForm>{}</form>",
    "named like its surroundings": '<div class="main search footer">{}</div>',
}
WAYS = {
    "p": PARAGRAPHS,
    "br": "&nbsp;&nbsp;" + "<br><br>\n&nbsp;&nbsp;".join(SAID),
    "div": "".join(f"<div>{words}</div>" for words in SAID),
    "sections": "".join(f'<div class="s"><p><font size="3">{words}</font></p></div>' for words in SAID),
}
BELOW = (
    '<div>上一篇:<a href="/1">邻县生产总值增长5.1%</a></div><div>下一篇:</div><div><a href="/2">邻县公报</a></div>'
    '<div class="bdsharebuttonbox">分享到:<a href="#">微信</a></div><p>【打印本页】 【关闭窗口】</p>'
    '<div><h4>相关链接</h4><ul><li><a href="/3">邻县增长9.9%</a></li></ul></div>'
)


@pytest.mark.parametrize("side", [NEWS + "</ul></div>", STORIES + "</div>", ""], ids=["news", "stories", "no side"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
def test_the_report_is_found_whole_and_alone(container: str, way: str, side: str) -> None:
    source = page(container.format(way), top="<div><span>来源:县统计局</span></div>", bottom=BELOW, side=side)
    assert body(source).removeprefix("来源:县统计局\n") == TEXT


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_old_pages_of_tables_in_tables(way: str) -> None:
    source = (
        f"<html><body><table width=1000><tr><td>{NAV}</td></tr><tr><td><table><tr><td width=200>{NEWS}</ul></div></td><td>"
        f"<table><tr><td align=center><font size=5>{TITLE}</font></td></tr><tr><td>来源:县统计局 时间:2023年3月15日</td></tr>"
        f"<tr><td><font size=3>{way}</font></td></tr></table></td></tr></table></td></tr><tr><td>{FOOT}</td></tr></table>"
    )
    content = html.read(source.encode())
    assert (content.text, content.publisher, content.published) == (TEXT, "县统计局", date(2023, 3, 15))


WHOLE = {
    "a page to print": f"<html><body>{PARAGRAPHS}</body></html>",
    "a fragment": PARAGRAPHS,
    "nothing but text": "\n<br>".join(SAID),
    "a lead in a box": page(f'<div class="lead">{SAID[0]}</div><div>{"".join(f"<p>{s}</p>" for s in SAID[1:])}</div>'),
    "a note in a box": page(f'<div>{"".join(f"<p>{s}</p>" for s in SAID[:3])}</div><div class="note">{SAID[3]}</div>'),
}


@pytest.mark.parametrize("source", WHOLE.values(), ids=WHOLE)
def test_nothing_of_the_report_is_lost(source: str) -> None:
    assert body(source) == TEXT


GRID = (
    "<table><tr><th>指标</th><th>单位</th><th>2022年</th><th>比上年增长(%)</th></tr><tr><td>地区生产总值</td><td>亿元</td>"
    "<td>148.4</td><td>3.5</td></tr><tr><td>粮食产量</td><td>万吨</td><td>61.3</td><td>2.2</td></tr></table>"
)
ROWS = "指标\t单位\t2022年\t比上年增长(%)\n地区生产总值\t亿元\t148.4\t3.5\n粮食产量\t万吨\t61.3\t2.2"
FIGURES = {
    "alone": (f'<div class="con"><p>表1 主要指标</p>{GRID}</div>', f"表1 主要指标\n{ROWS}"),
    "in a box": (f'<div class="con"><p>附表</p><div class="w">{GRID}</div><p>注:本表为快报数。</p></div>', f"附表\n{ROWS}\n注:本表为快报数。"),
    "beside the text": (f'<div class="a">{PARAGRAPHS}</div><div class="b">{GRID}</div>', f"{TEXT}\n{ROWS}"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "lines"), FIGURES.values(), ids=FIGURES)
def test_figures_in_a_table_are_not_lost(content: str, lines: str) -> None:
    assert body(page(content)) == lines


HEADLINES = '<div><p><a href="/1">邻县产值增长5.1%</a></p><p><a href="/2">邻县建成道路31公里</a></p></div>'
# name in the markup of the block, what stands above it, what stands below it, the lines
OWN = {
    "TRS": ('class="view TRS_Editor"', "", HEADLINES, TEXT),
    "Hanweb": ('id="zoom"', HEADLINES, "<p>您是第2359位访客</p>", TEXT),
    "WeChat": ('class="rich_media_content" id="js_content"', "", "<div>赞 86 在看 34 台</div>", TEXT),
    "a note below": ('id="vsb_content"', "", "<p>注:1.本表按22.5万人计算。</p><p>阅读9万</p>", f"{TEXT}\n注:1.本表按22.5万人计算。"),
    "a headline above": ('id="ozoom"', "<p>修建道路31公里</p>", "<p>阅读9万</p>", f"修建道路31公里\n{TEXT}"),
    "a statement below": ('class="TRS_Editor"', "", "<div>全年修建道路31公里。</div>", f"{TEXT}\n全年修建道路31公里。"),
    "figures below": ('class="TRS_Editor"', "", f"<div>{GRID}</div>", f"{TEXT}\n{ROWS}"),
    "key figures below": (
        'class="TRS_Editor"', "", "<div><p>粮食 9万吨</p><p>油料 8万吨</p><p>肉类 7万吨</p></div>",
        f"{TEXT}\n粮食 9万吨\n油料 8万吨\n肉类 7万吨",
    ),
    "two blocks": ('class="TRS_Editor"', "", f'<div class="TRS_Editor">{ONE}{GRID}</div>{HEADLINES}', f"{TEXT}\n{SAID[0]}\n{ROWS}"),
    "an empty block": ('class="TRS_Editor"></div><div', "", "", TEXT),
}  # fmt: skip


@pytest.mark.parametrize(("name", "above", "below", "lines"), OWN.values(), ids=OWN)
def test_the_block_of_a_content_system_is_the_report(name: str, above: str, below: str, lines: str) -> None:
    top = f"<div>来源:县统计局</div>{above}"
    shown = body(page(f"<div {name}>{PARAGRAPHS}</div>", top=top, bottom=below, side=""))
    assert shown.removeprefix("来源:县统计局\n") == lines


# What stands around a report in pages that name nothing.
ROUND = {
    "two headlines with dates": '<div><b>相关信息</b></div><table><tr><td><a href="/1">邻县产值增长5%</a></td><td>[2023-3-1]</td></tr><tr>'
    '<td><a href="/2">邻县修路31公里</a></td><td>2023-03-02</td></tr></table>',
    "headlines with a day": "<h4>最新发布</h4>"
    + "".join(f'<p><a href="/{i}">邻县前{i}月产值增长{i}%</a><span>03-0{i}</span></p>' for i in (2, 3)),
    "a file that the text is about": '<div>相关文件:<a href="/1">关于发放补贴31万元的通知</a></div>',
    "who edited it": "<p>(责任编辑:张三)</p>",
    "two links of a column": "<div><h4>通知公告</h4>" + HEADLINES + "</div>",
    "links with abstracts and days": "".join(
        f'<div><a href="/{i}"><div>邻县新闻{i}</div><div>邻县投资{i}亿元,修路31公里。</div></a><span>2023-03-0{i}</span></div>'
        for i in (2, 3, 4)
    ),
    "what may please": "<div><b>您可能关注</b><br><a href='/1'>邻县产值增长5%</a><br><a href='/2'>邻县修路31公里</a></div>",
    "likes": '<p><a href="#">点赞 25</a> <a href="#">分享</a></p>',
    "its address": "<p>文章链接:http://www.example.cn/show.asp?id=109 号</p>",
}


@pytest.mark.parametrize("below", ROUND.values(), ids=ROUND)
def test_what_stands_around_a_report_is_not_of_it(below: str) -> None:
    source = f'<html><body>{NAV}<div class="a"><h1>{TITLE}</h1>{PARAGRAPHS}{below}</div>{FOOT}</body></html>'
    assert body(source) == TEXT


# A line within the block of the text, and whether it is of the text.
TOLD = [
    ("作者:综合股　发表时间:2023/3/15 15:08:33　点击:[ 215 ]", False),
    ("丰宁统计　2023-03-15　来源:县统计局", False),
    ("时间:2023年3月15日　地点:第3会议室", True),
    ("来源:县统计局", True),
    ("2023年3月15日,县统计局公布:", True),
]


@pytest.mark.parametrize(("line", "stays"), TOLD, ids=[line for line, _ in TOLD])
def test_a_line_with_day_and_source_is_no_text(line: str, stays: bool) -> None:
    assert text(f"<p>甲乡增长5%。</p><p>{line}</p>{PARAGRAPHS}").count("\n") == len(SAID) + stays


def test_links_of_the_report_stay() -> None:
    files = "".join(f'<p><a href="/{i}.xls">附件{i}.统计表.xls</a></p>' for i in range(1, 5))
    words = '<p>按照<a href="/5">《统计法》</a>的规定,增长5%。</p>'
    contents = "".join(f'<p><a href="#s{i}">{i}、工作情况</a></p>' for i in range(1, 5))
    shown = text(page(f'<div class="con">{contents}{PARAGRAPHS}{words}{files}</div>'))
    assert shown.endswith(
        "按照《统计法》的规定,增长5%。\n附件1.统计表.xls\n附件2.统计表.xls\n附件3.统计表.xls\n附件4.统计表.xls"
    )
    assert "1、工作情况\n2、工作情况\n3、工作情况\n4、工作情况\n" in shown


def test_reports_of_any_shape_keep_every_line() -> None:
    r = random.Random(47)
    for _ in range(60):
        said = [
            f"第{i}项投入{r.randint(1, 9999) / 10}亿元{r.choice('。;')}" * r.randint(1, 3)
            for i in range(r.randint(1, 30))
        ]
        tag = r.choice(["p", "div", "li", "section", "h3", "blockquote", "dd"])
        blocks = [f"<{tag}>{words}</{tag}>" for words in said]
        cut = r.randint(0, len(blocks))
        parts = [f"<div>{''.join(half)}</div>" for half in (blocks[:cut], blocks[cut:])]
        source = page("".join(parts), side=r.choice([NEWS + "</ul></div>", STORIES + "</div>", ""]), bottom=BELOW)
        assert body(source).split("\n") == said


# ── What the page says of the report ──────────────────────────────────────────────────────────────────────────────────


def tags(**values: str) -> str:
    """Meta tags of these names; `__` stands for a colon."""
    return "".join(f'<meta name="{name.replace("__", ":")}" content="{value}">' for name, value in values.items())


BOX = (
    '<table class="xxgk"><tr><th>索 引 号:</th><td>000014/2023-00012</td><th>主题分类:</th><td>统计</td></tr><tr><th>发文机关</th>'
    "<td>丰宁县人民政府</td><th>成文日期</th><td>2023年03月10日</td></tr><tr><th>标　　题:</th><td colspan=3>公报全文</td></tr>"
    "<tr><th>发文字号:</th><td>丰政发〔2023〕5号</td><th>发布日期:</th><td>2023年03月15日</td></tr></table>"
)
GIVEN = tags(SiteName="丰宁县人民政府", ArticleTitle="统计公报", PubDate="2023-03-15 10:20", ContentSource="县统计局")
# head, above the text, publisher, date of publication, number
SAYINGS = {
    "nothing": ("", "", "", None, ""),
    "meta tags": (GIVEN, "", "县统计局", date(2023, 3, 15), ""),
    "og": (
        '<meta property="article:published_time" content="2023-03-15T08:00:00+08:00">',
        "", "", date(2023, 3, 15), "",
    ),
    "firstpublishedtime": (tags(firstpublishedtime="2023-03-14 08:00"), "", "", date(2023, 3, 14), ""),
    "packed": (tags(publishdate="20230315102030"), "", "", date(2023, 3, 15), ""),
    "an empty source": (tags(ContentSource="本网", SiteName="丰宁县政府网"), "", "丰宁县政府网", None, ""),
    "an office before a site": (tags(ContentSource="丰宁新闻网"), "<p>来源:县统计局</p>", "县统计局", None, ""),
    "an impossible date": (tags(PubDate="2023-02-30"), "", "", None, ""),
    "another date": (tags(PubDate="0000-00-00"), "<p>发布时间:2023-03-15</p>", "", date(2023, 3, 15), ""),
    "labels": ("", "<p>发布时间:2023-03-15 10:20　信息来源:县统计局　字号:[大 中 小]</p>", "县统计局", date(2023, 3, 15), ""),
    "labels run together": (
        "", "<p><span>来源:县统计局</span><span>时间:2023-03-15</span><span>浏览次数:12次</span></p>",
        "县统计局", date(2023, 3, 15), "",
    ),
    "values on lines of their own": (
        "", "<ul><li>来源:</li><li>县统计局</li><li>发布日期:</li><li>2023年3月5日</li></ul>", "县统计局", date(2023, 3, 5), "",
    ),
    "a wide label": ("", "<p>来　源:<a href='/'>县统计局</a> 【字体:大 中 小】</p>", "县统计局", None, ""),
    "a date alone": ("", "<p>2023/3/5 10:20</p>", "", date(2023, 3, 5), ""),
    "the day of the visit": ("", "<p>今天是2024年6月1日 星期六</p>", "", None, ""),
    "a box": ("", BOX, "丰宁县人民政府", date(2023, 3, 15), "丰政发〔2023〕5号"),
    "a line of fields": (
        "", "<div>文号:丰政发[2022]5号 &nbsp; 发文机关:县政府办公室 成文日期:2022年1月4日</div>",
        "县政府办公室", date(2022, 1, 4), "丰政发[2022]5号",
    ),
    "after the address": ("", "<p>http://www.example.cn　2023-03-15 08:50　来源:县统计局</p>", "县统计局", date(2023, 3, 15), ""),
    "an office and a day": ("", "<p>发布于 2023-03-15 17:05<span>丰宁县统计局</span></p>", "丰宁县统计局", date(2023, 3, 15), ""),
    "an office before the day": ("", "<p>丰宁县统计局 2023-03-15</p>", "丰宁县统计局", date(2023, 3, 15), ""),
    "offices alone": (
        "", "<p>丰宁县统计局　国家统计局丰宁调查队</p><p>2023年3月15日</p>", "丰宁县统计局", date(2023, 3, 15), "",
    ),
    "an office as author": ("", "<p>作者:县统计局　时间:2023-03-15</p>", "县统计局", date(2023, 3, 15), ""),
    "a person as author": ("", "<p>作者:张三　时间:2023-03-15</p>", "", date(2023, 3, 15), ""),
    "a number alone": ("", "<p>丰政发〔2023〕5号</p>", "", None, "丰政发〔2023〕5号"),
    "the day of a meeting": ("", "<p>——2023年1月11日在县十届人大三次会议上</p>", "", None, ""),
    "a day in a sentence": ("", "<p>2023年3月15日,县统计局公布如下数据:</p>", "", None, ""),
    "a newspaper": ("", "<p>丰宁日报　2023年3月15日　星期三</p>", "丰宁日报", date(2023, 3, 15), ""),
    "WeChat": (
        tags(og__site_name="微信公众平台"),
        '<p><a id="js_name">丰宁发布</a> <em id="publish_time">2023-03-15 10:00</em></p>', "丰宁发布", date(2023, 3, 15), "",
    ),
    "a size of type is no number": ("", "<p>字号:大 中 小</p><p>文号:无</p>", "", None, ""),
}  # fmt: skip


@pytest.mark.parametrize(("head", "top", "publisher", "published", "number"), SAYINGS.values(), ids=SAYINGS)
@pytest.mark.parametrize(
    "container", ['<div id="zoom">{0}{1}</div>', '{0}<div id="zoom">{1}</div>'], ids=["in", "above"]
)
def test_what_a_page_says_of_its_report(
    container: str, head: str, top: str, publisher: str, published: date | None, number: str
) -> None:
    if top.startswith(("<p>2023/", "<p>今天")) and container.startswith("<"):
        pytest.skip("a line of the text, which is read later")
    content = html.read(page(container.format(top, PARAGRAPHS), head=head).encode())
    assert (content.publisher, content.published, content.number) == (publisher, published, number)
    assert content.text.endswith(TEXT)


TITLES = {
    "ArticleTitle": (f"{GIVEN}<title>别的</title><h1>丰宁</h1>", "统计公报"),
    "h1": (
        "<title>公报_丰宁县政府网</title><h1><a href='/'>丰宁县政府网</a></h1><h1>2022年<br>公报</h1>",
        "2022年公报",
    ),
    "h1 of sections": (
        "<title>2022年公报</title><h1>一、综合</h1><h1>（二）工业</h1><h1>第三章 农业</h1>",
        "2022年公报",
    ),
    "box": (f"<title>丰宁县政府网</title>{BOX}", "公报全文"),
    "og": ('<meta property="og:title" content="公报"><title>公报 - 网</title>', "公报"),
    "site after _": ("<title>2022年公报_统计数据_丰宁县人民政府</title>", "2022年公报"),
    "site after a dash": ("<title>2021-2022年公报-丰宁县统计局</title>", "2021-2022年公报"),
    "site before": ("<title>丰宁县政府网 | 2022年公报</title>", "2022年公报"),
    "SiteName": (tags(SiteName="丰宁之窗") + "<title>2022年公报 - 丰宁之窗</title>", "2022年公报"),
    "no site": ("<title>2021-2022年公报</title>", "2021-2022年公报"),
    "only a site": ("<title>首页 - 丰宁县人民政府</title>", ""),
    "the line that the window has": (
        "<title>丰宁统计 分析 上半年丰宁经济</title><p>分析</p><p>上半年丰宁经济</p>",
        "上半年丰宁经济",
    ),
    "two lines that the window has": (
        "<title>丰宁县人民政府关于春耕的通知-文件</title><p>丰宁县人民政府<br>关于春耕的通知</p>",
        "丰宁县人民政府关于春耕的通知",
    ),
    "the line above the day": (
        "<title>丰宁县政府网</title><p>上半年丰宁经济</p><p>作者:张三　更新时间:2023-7-9</p>",
        "上半年丰宁经济",
    ),
    "two lines above the day": (
        "<title>政策文件</title><p>丰宁县人民政府</p><p>关于春耕的通知</p><p>2023-3-9 10:20</p>",
        "丰宁县人民政府关于春耕的通知",
    ),
    "above a subtitle": ("<p>上半年丰宁经济</p><p>——在县人大常委会上</p><p>时间:2023-7-9</p>", "上半年丰宁经济"),
    "below the paper's name": (
        "<title>丰宁日报</title><p>丰宁日报　2023年7月9日　星期日</p><p>茶叶鼓起“钱袋子”</p>",
        "茶叶鼓起“钱袋子”",
    ),
    "below the number": (
        "<title>县政府文件</title><p>丰宁县人民政府文件</p><p>丰政发〔2023〕5号</p><p>丰宁县人民政府</p><p>关于春耕的通知</p>",
        "丰宁县人民政府关于春耕的通知",
    ),
    "parted at its length": (
        "<title>政府公报</title><p>丰宁县人民政府关于印发</p><p>2023年春耕工作方案的通知</p><p>丰政发〔2023〕5号</p>",
        "丰宁县人民政府关于印发2023年春耕工作方案的通知",
    ),
    "above where it was read": (
        "<title>人大</title><p>2023年工作报告</p><p>在县第十届人民代表大会第三次会议上</p><p>时间:2023-03-25</p>",
        "2023年工作报告",
    ),
    "a motto above the day": (
        "<title>2023年经济运行情况</title><p>求真务实服务发展</p><p>时间:2023-03-25</p>",
        "2023年经济运行情况",
    ),
    "a page to print": ("<title>打印文章 - 上半年丰宁经济</title>", "上半年丰宁经济"),
    "none": ("", ""),
}


@pytest.mark.parametrize(("head", "title"), TITLES.values(), ids=TITLES)
def test_titles(head: str, title: str) -> None:
    assert html.read((head + PARAGRAPHS).encode()).title == title


def test_rows_come_of_a_page_as_of_its_text() -> None:
    content = html.read(page(f'<div id="zoom">{PARAGRAPHS}{GRID}</div>', top=BOX).encode())
    document = documents.from_text(content.text)
    assert document.source == f"{TEXT}\n{ROWS}"
    assert html.read(page(BOX + PARAGRAPHS, side="").encode()).number == "丰政发〔2023〕5号"


# ── Pages that no one meant ───────────────────────────────────────────────────────────────────────────────────────────

EMPTY = ["", " \n", "<!-- 空 -->", "<html></html>", "<script>var a = '5%。'</script><noscript>请启用脚本</noscript>",
         "<frameset cols='1,2'><frame src=a><noframes><body>不支持框架</body></noframes></frameset>"]  # fmt: skip


@pytest.mark.parametrize("source", EMPTY)
def test_pages_without_text_give_none(source: str) -> None:
    assert text(source) == ""


DAMAGED = {
    "500 blocks deep": "<div>" * 500 + ONE,
    "200 tables deep": "<table><tr><td>" * 200 + ONE,
    "fonts without an end": "<font size=2>" * 100_000 + ONE,
    "an attribute of 1 MB": f'<div title="{"x" * 1_000_000}" style="{"display" * 150_000}" class="{"a " * 500_000}">{ONE}</div>',
    "NUL": ONE.replace("亿", "\x00亿\x00"),
    "NUL before": "\x00" + ONE,
    "NUL at the end": ONE + "\x00" * 5000,
    "unclosed": f"<div><table><tr><td><p><b><i>{ONE[:-4]}",
    "blanks": "<p>" + " \n" * 1_000_000 + ONE,
    "an unclosed meta": "<meta " * 50_000 + ">" + ONE,
}


@pytest.mark.parametrize("source", DAMAGED.values(), ids=DAMAGED)
def test_damaged_pages_give_their_text(source: str) -> None:
    assert text(source) == SAID[0]


@pytest.mark.parametrize("tag", ["div", "blockquote", "table><tr><td"])
def test_pages_nested_beyond_measure_are_refused(tag: str) -> None:
    with pytest.raises(DocumentError, match="nested too deep"):
        text(f"<{tag}>" * 100_000 + ONE)


LARGE = {
    "paragraphs": ONE * 40_000,
    "a table": "<table>" + "<tr><td>红山区</td><td>148.4</td></tr>" * 40_000 + "</table>",
    "spans": "<table>" + ("<tr>" + "<td colspan=1000 rowspan=1000>甲乙</td>" * 50 + "</tr>") * 200 + "</table>",
    "blocks named": '<div class="zoom" id="zoom">' * 200
    + (ONE + '<p id="zoom"></p><div id="zoom">甲5万元。</div>') * 5000,
    "a line of blanks": f'<pre><a href="/x">甲</a>{" " * 1_000_000}5%。</pre>{ONE}',
    "links": '<div><a href="/x">' * 500 + ONE * 2000,
}


@pytest.mark.parametrize("source", LARGE.values(), ids=LARGE)
def test_large_pages_take_seconds(source: str) -> None:
    start = time.process_time()
    assert text(source)
    assert time.process_time() - start < 8


@given(st.lists(st.sampled_from(["<p>", "</p>", "<td>", "<table>", "</table>", "<tr>", "<a href=x>", "</a>", "<br>", "5%", "。", "甲", "<div>",
                                 "</div>", "<pre>", "\n", "<sup>2</sup>", "<!--", "-->", "<h1>", "<td colspan=0 rowspan=x>", "&#", "\x0c"])))  # fmt: skip
def test_any_markup_is_read(pieces: list[str]) -> None:
    html.read("".join(pieces).encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        content = html.read(data)
    except DocumentError:
        return
    assert isinstance(content.text, str)
