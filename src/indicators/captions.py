"""Captions: what a table is about, where and when, and the names of metrics that its rows and columns make."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indicators import cues, periods, subjects, terms, units
from indicators.cells import Sheet, read_unit
from indicators.columns import PERCENT
from indicators.documents import Document
from indicators.outline import Outline
from indicators.regions import Places, Region
from indicators.text import Span, normalise
from indicators.years import STAMP

_WHOLE = re.compile(r"^(?:[年期]末|全[国省市县旗区州盟])*总(?P<what>[一-龥]{2,})$")
_AMOUNT = re.compile(r"(?:余额|总额|总量|总计|合计)$")
_METRIC = re.compile(r"(?:率|数|额|量|值|人口|费|积|产值|指数|收入|支出|余额|总值|之比|性别比)$")
_TITLE = re.compile(r"(?:公报|报告|总结|通报|简报|通知|公示|公告|附[表件][0-9一二三四五]*)$")
_AREAS = r"(?:[市县区镇乡村旗州盟]|苏木|街道)+(?:\([市县区旗、镇乡]+\))?"
_GROUPS = re.compile(r"男性?|女性?|城镇|乡村|农村|城市")
_PEOPLE = re.compile(r"^[^和与及、]{0,6}(?:人口|户数|人数)$")
_CAPTION_HEAD = re.compile(
    rf"(?:(?:附?表|图)\s*[0-9一二三四五六七八九十]*[-.0-9]*[:.、]?|[一二三四五六七八九十]+、|\([一二三四五六七八九十0-9]+\)|[0-9]+[.、](?![0-9])|各种|年份|部分(?:主要)?(?=县|市|区|乡|镇|城市|省|行业|企业|地区)|[分各按](?:行业|产业|三次产业|登记注册类型|经济类型|地区|乡镇|县区|旗县区?|{_AREAS})?|主要|历年|(?:经济社会|国民经济|社会经济|经济|社会)(?:和社会)?(?:发展|运行)?(?=$|主要|基本|指标|情况)|末|底|年|全[国省市县旗区州盟镇]|\s)+"
)
_CAPTION_TAIL = re.compile(
    r"(?:(?:按?(?:年龄|性别|民族|城乡|地区|行业|受教育程度|户籍)(?:组|别|结构)?(?=构成|分布|情况|$)|(?:及其?|与|和)?(?:主要|基本|完成|构成|分布|变化|发展|运行|执行|收支|统计|明细|对比|汇总|一览|比重|增减|增长速度|增速|增长|(?:比上年)?(?:涨跌|升降)?幅度|涨跌|比上年|使用|管理|实施|[预决]算)?(?:情况|状况|数据|指标|表))|(?:分别)?(?:情况)?(?:如下(?:表(?:所示)?)?|[见如]下表(?:所示)?)|"
    r"(?:及其?|与|和)?(?:主要)?(?:构成|分布|比重|增减|增长速度|增速|增长|明细|统计|一览|比上年|涨跌幅度?|升降幅度?|[(][^()]*[)]))$"
)
_WHOSE = re.compile(r".{0,4}(?:居民|农民|农牧民|职工)(?:家庭)?(?:人均|平均每人)?")
_SPLIT_UNITS = re.compile(r"[、,;\s]+|和")
_CENSUS = re.compile(r"((?:19|20)[0-9]{2})年[0-9]{1,2}月[0-9]{1,2}日零时")  # the moment of which a census speaks
_SHORT = 6  # characters: a heading of no more may want its caption


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands over a table says of all its cells; period and year are the document's where it names none."""

    words: str
    topic: str
    region: Region | None
    period: str | None
    year: int | None
    dated: bool  # by the caption or the section, not only by the document
    target: bool
    units: list[units.Found]


def read(document: Document, places: Places, outline: Outline, sheet: Sheet, year: int | None) -> Caption:
    """Read the caption and unit line of a table; `year` is the document's."""
    caption = document.text[slice(*sheet.caption)]
    moment = _CENSUS.search(document.text) if "普查" in document.title else None
    sections = outline.path(sheet.span.start)
    results = None if any(s.plan for s in sections) or outline.plan else document.result_year
    year = int(moment[1]) if moment else results or year
    period, dated = str(year) if year else None, moment is not None
    if section := next((s.period for s in reversed(sections) if s.period), None):
        period, year, dated = section.code, section.year, True
    elif titled := [p for p in periods.find(normalise(document.title), year) if p.role == "at" and p.year == year]:
        period = titled[-1].code
    named = periods.find(caption, year)
    if at := next((p for p in named if p.role == "at" and p.year), None):
        period, year, dated = at.code, at.year, True
    elif stamp := STAMP.search(caption):
        year, dated = int(stamp["year"]), True
        period = periods.part_code(year, stamp["month"] + "月")
    inside = places.between(*sheet.caption)
    dropped = [Span(p.start, p.end) for p in named]
    dropped += [Span(m.start - sheet.caption.start, m.end - sheet.caption.start) for m in inside]
    about = topic(re.split(r"[|│]", subjects.without(caption, Span(0, len(caption)), sorted(dropped)))[0])
    if not caption and sections and not sections[-1].is_line and len(sections[-1].topic) <= 16:
        about = topic(sections[-1].topic)
    return Caption(
        caption,
        about,
        inside[0].region if inside else places.home,
        period,
        year,
        dated,
        bool(re.search(r"目标|计划表|任务(?:分解)?表|预期", caption)),
        list(_units(sheet.unit)),
    )


def _units(line: str) -> Iterator[units.Found]:
    for part in _SPLIT_UNITS.split(line):
        whole = PERCENT if part == "%" else read_unit(part)
        for unit in [whole] if whole else map(read_unit, part.replace("%", "").split("/")):  # 元/公斤, but 万元/%
            if unit is not None:
                yield unit
        if not whole and "%" in part:
            yield PERCENT


def topic(words: str) -> str:
    """What a caption is about: 表1 2012年人口构成情况 → 人口."""
    words = re.sub(r"\s", "", words)
    if _TITLE.search(words):
        return ""
    before = None
    while before != words:
        before = words
        head = _CAPTION_HEAD.match(words)
        words = words[head.end() :] if head else words
        words = _CAPTION_TAIL.sub("", words) if len(words) > 2 else words
    words = re.sub("^(?:受教育程度|年龄|性别|民族)(?=人口)", "", words.strip("()[]:、的和及比较"))
    return (
        ""
        if re.fullmatch(r"(?:主要|基本|有关|预期)?(?:指标|数据|情况|统计|目标|任务)?", words)
        else words[: subjects.NAME]
    )


def is_metric(words: str) -> bool:
    """Whether a label names a metric by itself: 存款余额 does, 男性 and 小麦 do not."""
    return bool(words) and bool(_WHOLE.match(words) or _METRIC.search(words) or cues.subject().heads.search(words))


def part(part: str, whole: str) -> str:
    """Name a part by its whole: 男性 of 总人口 is 男性人口, 个人贷款 of 中长期贷款 is 中长期个人贷款."""
    if m := _WHOLE.match(whole):
        return part if m["what"] in part else part + m["what"]
    whole = re.sub(r"^全[国省市县旗区州盟镇乡](?=[一-龥]{2})", "", whole)
    if whole.endswith("生产总值"):  # only a region has one; its industries have their value added
        return part if "增加值" in part or "总产值" in part else part + "增加值"
    amount = "额" if whole.endswith("零售总额") else ""
    whole = _AMOUNT.sub("", whole) or whole
    for length in range(min(len(whole) - 1, 6), 1, -1):
        if whole[-length:] in part and not part.endswith("业"):  # 零售业 is no part of 零售额
            return subjects.merge(whole[:-length], part, subjects.NAME)
    return subjects.merge(whole, part, subjects.NAME) if is_metric(part) else part + whole + amount


def under(own: str, topic: str) -> str:
    """Name a row whose label is no metric by the caption's: 小麦 under 粮食产量 is 小麦粮食产量."""
    if (
        m := re.search(r"(?:产品|品种|作物|行业|产业|项目)(?P<head>[一-龥]{2,6})$", topic)
    ) and cues.subject().heads.search(m["head"]):
        return own + m["head"]
    return own + topic


def of_whom(own: str, topic: str) -> str:
    """Name whose income a row states, where the caption says so: 可支配收入 under 农村居民人均收支."""
    m = _WHOSE.match(topic)
    if m is None or re.search(r"居民|农民", own) or not re.search(r"收入|支出|消费", own):
        return own
    return (m.group().removesuffix("人均") if "均" in own else m.group()) + own


def headed(words: str, topic: str) -> str:
    """Name a column of a table whose rows are regions or years: 产量 under 粮食生产 is 粮食产量."""
    words = re.sub(rf"^[分各]{_AREAS}(?=[一-龥]{{2}})", "", words)
    if not words:
        return topic
    if _GROUPS.fullmatch(words) and is_metric(topic):
        return part(words + "性" if words in "男女" else words, topic)
    if words in topic:
        return topic
    if _PEOPLE.search(topic) and not is_metric(words) and not terms.is_generic(words):
        return part(words, topic)
    if terms.is_head(words) or terms.is_generic(words) or terms.is_relational(words):
        holder = re.sub(r"(?:生产|种植|建设|发展|工作)$", "", terms.holder(topic) or topic)
        return subjects.merge(holder, words, subjects.NAME)
    return _joined(topic, words) if len(words) <= _SHORT else words


def _joined(outer: str, inner: str) -> str:
    """Put two phrases together, saying once what ends the one and begins the other: 食用菌种植, 种植户数."""
    shared = next((n for n in range(min(len(outer), len(inner)), 0, -1) if outer.endswith(inner[:n])), 0)
    return subjects.merge(outer[: len(outer) - shared], inner, subjects.NAME)
