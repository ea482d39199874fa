"""Periods: when a number holds, from 2022年, 上半年, 截至6月底, “十四五”时期, 近三年 and their like.

A period is written the SDMX way: 2022, 2021-S1, 2021-Q3, 2021-06, 2021-06-30, and 2012/2020 for a span.
"""

import re
from calendar import monthrange
from dataclasses import dataclass

from indicators.numerals import parse
from indicators.text import Index, Span, scan

# 一五 began in 1953; the tenth plan (2001–2005) is the first that today's reports still name.
_PLANS = {
    "七五": 1986,
    "八五": 1991,
    "九五": 1996,
    "十五": 2001,
    "十一五": 2006,
    "十二五": 2011,
    "十三五": 2016,
    "十四五": 2021,
    "十五五": 2026,
}

# The years of the national censuses of population.
_CENSUSES = (1953, 1964, 1982, 1990, 2000, 2010, 2020)

_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2}|[一二][零〇○0-9一二三四五六七八九]{3}(?=年))"
_WORD = (
    r"今年|去年|前年|上一年度?|上年度?|本年|明年|下一年度?|当年|同年|[这那]一年|全年|年末|年底|岁末"
    r"|年初(?!预算|计划|目标|任务|安排|确定|制定|下达|部署|提出|人代会)"  # 年初预算 is that of the year
)
_NUM = "[0-9]{1,2}|十[一二]?|[一二三四五六七八九]"
_QUARTER = r"[第前]?[一二三四1-4](?:至[二三四])?个?季度"
_PART = (
    rf"上半年|下半年|{_QUARTER}|[0-9]{{1,2}}[ ]?月?[ ]?[-~至到][ ]?[0-9]{{1,2}}[ ]?月(?:份|底|末)?"
    rf"|(?:{_NUM})[ ]?月份?(?:[ ]?(?:{_NUM}|[二三]十[一二三四五六七八九]?|三十一?)[ ]?日|底|末|初)?"
    r"|底|末|初(?![中级步始次])"
)
_PATTERN = re.compile(
    rf"""
      (?<=[由从较])(?P<bare_year>(?:19|20)[0-9]{{2}})(?=的)
    | (?P<span_a>{_YEAR})[ ]?年?度?[ ]?(?:[-~至到]|--)[ ]?(?P<span_b>{_YEAR})(?:[ ]?年度?|(?=[),、]))
    | (?P<plan>[“"‘]?(?P<plan_name>十[一二三四五]?五|[七八九]五)[”"’]?(?:规划)?
        (?P<plan_at>时期|期间|(?<=十[一二三四]五)(?=发展|规划|回顾|工作|成就|成效|任务|目标)|末|初|以来|[前后][一二两三四]年|这?五年|规划期)?)
    | (?<![年第])[“"‘]?(?P<census>第?[一二三四五六七](?:普|次(?:全国)?人口普查))[”"’]?
    | (?P<last>近|过去|最近|(?<!学)前|这(?!一年(?!来|多))|连续)(?P<last_n>[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,2}})
        (?P<last_u>个?年|年)(?:来|间|里|时间)?
    | (?<![0-9一二两三四五六七八九十提])(?P<ago>[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,2}})年(?:之)?前
        (?![半一二三四五六七八九十0-9景后])
    | (?:未来|今后)的?(?P<next_n>[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,2}})个?年(?:内|里|间|时间)?
    | (?P<since_n>[一二两三四五六七八九十]{{1,2}})年(?P<since_u>来|间|(?=平均|年均))
    | (?P<century>(?:本|20|二十)[ ]?世纪末)
    | (?P<year>{_YEAR})\s{{0,3}}年度?(?:[ ]?(?P<part>{_PART}))?
    | (?P<word>{_WORD})(?!结转|结余|累计结余)(?P<part_w>{_PART})?
    | (?P<bare>上半年|下半年|{_QUARTER}|[前头](?:[1-9]|1[01]|[一二三四五六七八九十]|十一)个月
      |(?<![0-9])[0-9]{{1,2}}[-~至][0-9]{{1,2}}月(?:份|底|末)?
      |(?<![0-9年])(?:[0-9]|1[0-2])月份?(?:[0-9]{{1,2}}日|底|末|初)?(?![0-9])
      |(?<=[至到在])(?:{_NUM})月(?:底|末))
    """,
    re.VERBOSE,
)
# The characters that a period begins with.
_FIRST = re.compile('[0-9“"‘零〇○一二两三四五六七八九十第近过最前这那连未今本去上明下当同全年岁头]')
_PRICE = re.compile(
    r"(?:年)?(?:不变价|可比价|价格|现价|为基期|版|修订(?!数|后)|届|式|款|[）)]?号|第[一二三四五六七八九十](?!次))"
)
# When a thing was made is not when it is counted: 2008年前后铺设的管网.
_MADE = re.compile(r"(?:前后|左右)?[一-龥]{0,3}(?:铺设|修建|兴建|建造|安装|栽种|栽植|创办)的")
_AS_OF = re.compile(r"(?:截至|截止|截止到|截至到|到|至|迄)(?:目前|)?[“\"]?\Z")
_BASE = re.compile(
    r"(?:(?<![占之配差])比(?!重|例)|较|与|同|跟|和|超过?|高于|低于|超出|高出|相比|相当于|对比|为|是|占(?!比))(?:于|了)?[^,;:。\s]{0,2}\Z|(?<![之占配差])[比较][^,;:。]{1,14}的\s?\Z"
)
_FROM = re.compile(r"(?:由|从)[^,;。0-9\n]{0,14}\Z")
_SINCE = re.compile(r"(?:开始|起(?!付|降|诉|步)|以来|以后|之后|后(?!续|备|期|勤))")
_BEGAN = re.compile("[一-龥]{1,8}(?:以来|之后)")
_BEHIND = ("在", "经", "经历", "继", "因", "受", "剔除", "扣除")
_AFTERMATH = re.compile(r"[^,;。0-9]{1,10}(?:之后|后|影响下|冲击下)")
_SAME_TIME = re.compile(r"(?:同期(?:水平|相比|的|增|减|下降|上升|提高|翻)|(?:全年)?水平)")
_ON_BASE = re.compile(r"[^,;。]{0,30}?的?基础上")
_THEN = re.compile(r"(?:恢复[到至]|相当于|[只仅]有|为|是|占|[不仅只]及)\Z")
_OF_THEN = re.compile(r"的(?:近|约|将近|接近|超过?)?[0-9.一二两三四五六七八九十]+(?:多|余)?(?:%|倍|成)")
_LISTED_IN = re.compile(r"[列纳][入进]了?\Z")  # 列入“十三五”双控的渔船
_DUE, _FAR = re.compile(r"(?:要|应|需)?(?:达到|实现)的"), re.compile(r"(?:[离距与]|距离)[^,;。0-9]{0,12}\Z")
_TITLED = re.compile(r"《[^》]{2,80}》")
_OFFSETS = {"去年": -1, "上": -1, "前年": -2, "明年": 1, "下": 1}
_FLOATING = frozenset({"全年", "年初", "年末", "年底", "岁末"})
_STOP = re.compile(r"[。\n]")
_BASE_AFTER = re.compile(r"(?:同期|总规模|总量|水平|相比|持平|的[0-9.]+(?:%|倍))")
_APART = re.compile(r"[,;。:\n]")
_TO = re.compile(r"(?:到|至|提前到)\Z")


@dataclass(frozen=True, slots=True)
class Period:
    """A mention of a period: offsets, its code, reference year, and the part that it plays.

    role: at (the number holds then) · base (比2012年, 由2011年的) · since (2013年起) · none (2010年不变价).
    """

    start: int
    end: int
    code: str | None
    year: int | None
    role: str
    floating: bool = False  # 全年, 上半年, 6月底: of the year that is spoken of


def _digits(text: str) -> int:
    if text[0] in "0123456789":
        return int(text)
    value = parse(text)
    return int(value) if value is not None else 0


def _year_of(text: str) -> int:
    if text.isascii():
        return int(text)
    return int(text.translate(str.maketrans("零〇○一二三四五六七八九", "000123456789")))


def _month_end(year: int, month: int) -> str:
    return f"{year}-{month:02d}-{monthrange(year, month)[1]:02d}"


def part_code(year: int, part: str | None, *, as_of: bool = False) -> str:
    """Return the code of a part of a year (上半年, 前三季度, 1-9月, 6月底, 底); the year itself for none.

    >>> part_code(2021, "6月底"), part_code(2021, "前三季度"), part_code(2021, None)
    ('2021-06-30', '2021-01/2021-09', '2021')
    """
    if not part:
        return str(year)
    part = part.replace(" ", "")
    if part in ("底", "末"):
        return f"{year}-12-31"
    if part == "初":
        return f"{year}-01-01"
    if part in ("上半年", "下半年"):
        return f"{year}-S{1 if part[0] == '上' else 2}"
    if "季度" in part:
        found = re.findall("[一二三四1-4]", part)
        last = "一二三四".find(found[-1]) + 1 or int(found[-1])
        if part[0] == "前" or len(found) > 1:
            return f"{year}-01/{year}-{last * 3:02d}" if last < 4 else str(year)
        return f"{year}-Q{last}"
    if m := re.fullmatch(rf"[前头]({_NUM})个月", part):
        return f"{year}-01/{year}-{_digits(m[1]):02d}"
    if m := re.match(r"([0-9]{1,2})月?[-~至到]([0-9]{1,2})月", part):
        a, b = int(m[1]), int(m[2])
        return f"{year}-{a:02d}/{year}-{b:02d}" if 1 <= a <= b <= 12 and (a, b) != (1, 12) else str(year)
    if m := re.match(rf"({_NUM})月份?(.*)", part):
        month = _digits(m[1])
        if not 1 <= month <= 12:
            return str(year)
        if m[2] in ("底", "末") or (as_of and not m[2]):
            return _month_end(year, month)
        if m[2] == "初":
            return f"{year}-{month:02d}-01"
        if m[2]:
            day = _digits(m[2][:-1])
            return f"{year}-{month:02d}-{day:02d}" if 1 <= day <= monthrange(year, month)[1] else f"{year}-{month:02d}"
        return f"{year}-{month:02d}"
    return str(year)


def _role(text: str, m: re.Match[str]) -> str:
    before, after = text[max(0, m.start() - 16) : m.start()], text[m.end() : m.end() + 40]
    if _PRICE.match(after) or _MADE.match(after):
        return "none"
    if m["word"] and _AFTERMATH.match(after) and before.endswith(_BEHIND):
        return "none"  # 在去年大旱之后恢复性增长
    began = before.endswith("自") and _BEGAN.match(after)  # 自1999年试点以来
    if began or _SINCE.match(after) or (m["plan_at"] == "以来"):
        return "since"
    # 2020年和2021年 lists two periods
    if _BASE.search(before[-4:] if before.rstrip()[-1:] != "的" else before) and not re.search(
        r"(?:分别|总额|作|列)为$|[年度月期][和与]$", before
    ):
        of_then = before[-1:] != "占" and _OF_THEN.match(after)  # 是2015年的近4倍
        if before[-1:] in "为是占" and not (of_then or _BASE_AFTER.match(after)):
            return "at"
        if before[-1:] in "和与同" and not re.search(
            r"^[^,;。]{0,10}(?:持平|增|减|高|低|多|少)|^[^,;。]{0,36}相比|^(?:同期|末|底)?比(?:,|较)", after
        ):
            return "at"
        return "base"
    if _DUE.match(after) and _FAR.search(before):
        return "base"  # 离省里要求2025年达到的58%还差26个百分点
    if _SAME_TIME.match(after) or _ON_BASE.match(after) or (_THEN.search(before) and _OF_THEN.match(after)):
        return "base"  # 恢复至2019年同期水平的81%
    if _FROM.search(before):
        return "from"
    return "at"


def find(text: str, year: int | None = None) -> list[Period]:
    """Return the periods named in a normalised text, sorted by offset.

    `year` is the document's year, against which 今年, 去年 and 6月底 are read; without it these have no year.
    """
    found: list[Period] = []
    named: int | None = None  # the year of this sentence, that 当年, 全年 and 年底 point back to
    named_at = 0
    closed: tuple[int, int] | None = None  # the year whose end the paragraph tells of, and where: 截至2018年底,…。当年…
    told: int | None = None  # the year told of last, that 这一年 points back to
    titled = Index([Span(*m.span()) for m in _TITLED.finditer(text)]).at
    for m in scan(_PATTERN, _FIRST, text):
        if (title := titled(m.start())) and title.start < m.start():  # a year in the name of a document or a plan
            continue
        role = _role(text, m)
        as_of = bool(_AS_OF.search(text[max(0, m.start() - 6) : m.start()]))
        code: str | None = None
        at: int | None = None
        floating = False
        if m["bare_year"]:  # 由2010的5.7亿元
            at = int(m["bare_year"])
            code = str(at)
        elif m["span_a"]:
            a, b = _year_of(m["span_a"]), _year_of(m["span_b"])
            code, at = (f"{a}/{b}", b) if a < b else (str(b), b)
        elif m["plan"]:
            if not (m["plan_at"] or m["plan"][0] in '“"‘') or _LISTED_IN.search(
                text[max(0, m.start() - 4) : m.start()]
            ):
                continue
            a = _PLANS[m["plan_name"]]
            code, at = f"{a}/{a + 4}", a + 4
            if m["plan_at"] == "末":
                code = f"{a + 4}-12-31"
            elif m["plan_at"] == "初":
                code, at = str(a), a
            elif m["plan_at"] and (some := re.fullmatch("([前后])([一二两三四])年", m["plan_at"])):
                n = _digits(some[2])  # “十三五”前三年
                code, at = (f"{a}/{a + n - 1}", a + n - 1) if some[1] == "前" else (f"{a + 5 - n}/{a + 4}", a + 4)
        elif m["century"]:
            at = 2000
            code = "2000"
        elif m["census"]:
            at = _CENSUSES["一二三四五六七".index(m["census"].lstrip("第")[0])]
            code = str(at)
        elif m["last"] or m["since_n"]:
            n = _digits(m["last_n"] or m["since_n"])
            if not 1 < n <= 60:
                continue
            if year is not None:
                code, at, floating = f"{year - n + 1}/{year}", year, True
        elif m["ago"]:
            if year is None:
                continue
            at = year - _digits(m["ago"])  # 五年前这一比重只有12%
            code = str(at)
        elif m["next_n"]:
            n = _digits(m["next_n"])
            if not 1 < n <= 60 or year is None:
                continue
            code, at = f"{year + 1}/{year + n}", year + n
        elif m["year"]:
            at = _year_of(m["year"])
            if role != "base":
                named, named_at = at, m.end()
            code = part_code(at, m["part"], as_of=as_of)
            if role == "at" and m["part"] in ("底", "末"):
                closed = at, m.end()
        elif m["word"]:
            word = m["word"]
            floating = word in _FLOATING
            same = named is not None and not _STOP.search(text, named_at, m.start())
            if word in ("当年", "同年") and not same:
                if closed and "\n" not in text[closed[1] : m.start()]:
                    named, same = closed[0], True
                else:
                    floating = True
            base = named if same and word in ("当年", "同年", "全年", "年末", "年底", "年初") else year
            if word[1:] == "一年":  # 这一年
                base = told or year
            if base is None:
                found.append(Period(m.start(), m.end(), None, None, "none"))
                continue
            at = base + _OFFSETS.get(word[:1] if word[0] in "上下" else word, 0)
            if role == "at" and (word in ("去年", "前年", "明年") or word[0] == "上"):
                named, named_at = at, m.end()  # 上年…,全年…
            part = {"年末": "底", "年底": "底", "岁末": "底", "年初": "初"}.get(word) or m["part_w"]
            code = part_code(at, part, as_of=as_of)
            if (
                word in ("上年", "上年度", "上一年", "上一年度", "年初")
                and role == "at"
                and re.match("(?:末|底)?[^,。]{0,6}(?:增|减)", text[m.end() :][:9])
            ):
                role = "base"
        else:
            if year is None:
                found.append(Period(m.start(), m.end(), None, None, "none"))
                continue
            beside = found[-1] if found and not _APART.search(text, found[-1].end, m.start()) else None
            near = beside.year if beside and m.start() - beside.end < 6 else None
            at, floating = near or year, not near  # 去年7、8月间
            code = part_code(at, m["bare"], as_of=as_of)
        told = at if role == "at" and at else told
        end = m.end()
        if role == "since" and (after := _SINCE.match(text, end)):
            end = after.end()
        found.append(Period(m.start(), end, code, at, role, floating))
    return found
