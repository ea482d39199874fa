"""Years: the year that a report speaks of, and that of its results, from title, date and text."""

import re
from collections import Counter
from datetime import date

from indicators.furniture import DATE
from indicators.text import normalise

# The letter O stands for 〇 on many pages.
_CHINESE_YEAR = re.compile(r"[一二][零〇○Oo0-9一二三四五六七八九]{3}年")
_DIGITS = str.maketrans("零〇○Oo一二三四五六七八九", "00000123456789")
_YEAR = r"((?:19|20)[0-9]{2})"
_BLANK = re.compile(r"(?<=[0-9])\s(?=年)")
# A speech that reviews a year is given at the beginning of the next.
_SPEECH = re.compile(r"向大会(?:报告|作)")
# Its date heads a line: what the text says of another's speech, 学习2020年9月22日在…大会上的讲话, does not.
_SPOKEN = re.compile(
    rf"(?m:^)[^0-9一-龥\n]*{DATE.pattern}[\s,]*(?:上午|下午)?[\s,]*在[^。;\n]{{2,60}}?(?:会议|大会|全会|次会)上?"
)
_REVIEW = re.compile(rf"{_YEAR}年(?:政府)?工作(?:的)?(?:回顾|总结)")
# A heading of what is to be done in a year closes the report of the year before: 三、2009年工作安排.
_AHEAD = re.compile(
    rf"(?m:^)[^0-9一-龥\n]*(?:[一二三四五六七八九十]{{1,2}}[、.])?\s*{_YEAR}年(?:度|的)?(?:全[省市县区旗州盟镇乡局])?(?:主要)?"
    r"(?:重点)?(?:工作|奋斗|发展)?(?:的)?(?:安排|打算|计划|思路|谋划|建议|任务|目标|重点|要点|部署|设想)"
    r"(?![^\n]{0,12}(?:完成|落实|情况|回顾))[^。,;:\n]{0,14}(?:(?m:$)|(?=[。:]))"
)
_AIMS = r"(?:预期目标|主要目标|建议目标|奋斗目标|计划|力争|确保|打算|安排|争取)(?!完成|执行|情况)"
_PLANNED = re.compile(
    rf"(?:(?m:^)|(?<=。))[^0-9一-龥\n]*{_YEAR}年(?!(?:至|到|-))[^。;\n0-9]{{0,20}}?{_AIMS}"
    rf"|(?<=[;,])(?:力争|争取|谋划好?)?{_YEAR}年{_AIMS}"
)
_SIGNED = re.compile(
    rf"(?m:^)[^\n。]{{0,24}}(?:局|厅|处|委员会|办公室|政府|总队|调查队|中心)[\s?]+{_YEAR}年([0-9]{{1,2}})月\s*(?m:$)"
)
# A year alone on its line, or the caption of a table: 2013年某县主要农产品产量及增长情况.
_MONTHED = re.compile(rf"(?m:^)[^0-9\n]*{_YEAR}年[0-9]{{1,2}}月\s*(?m:$)")
_LINE = re.compile(
    rf"(?m:^)[\s(附表0-9:、.一二三四五六七八九十]{{0,60}}{_YEAR}年(?:[^\n。,;:]{{2,30}}(?:情况|指标|产量|数据|统计|一览|构成|[表数值量])[)\s]*)?\s*(?m:$)"
)
_REPLY = re.compile("答复|复函")
_TITLED = re.compile(rf"{_YEAR}(?:年|度|-)(?!.*(?:19|20)[0-9]{{2}}年)")
# 今年 of 2017年工作总结及2018年工作计划 is the year that is summed up.
_SUMMED_UP = re.compile(
    rf"{_YEAR}年[^年]*(?:总结|工作情况|回顾)[^年]*(?:19|20)[0-9]{{2}}年[^年]*(?:计划|打算|安排|思路|要点|重点)"
)
# A year that a clause opens with after 到 is one of a goal; so is one before 计划.
_NO_GOAL = r"(?<![0-9])(?<![,。;:\s…划]到)(?<!力争)(?<!争取)(?<!确保)(?<!计划)(?<![较比])"
_NO_BASE = r"(?!价格|不变价|可比价|相比|同期)(?!(?:计划|将|拟|力争|确保|预计)(?!完成情况|执行))"
_REACHED = re.compile(rf"{_NO_GOAL}{_YEAR}年{_NO_BASE}")
# A year after 由 or before 的2.1倍 is one that something is measured from.
_NAMED = re.compile(rf"{_NO_GOAL}(?<![由从]){_YEAR}年(?!的?(?:近|约)?[0-9.]+(?:倍|%)){_NO_BASE}")
_ANY = re.compile(rf"(?<![0-9]){_YEAR}年")
_TWO_YEARS = re.compile(
    rf"{_YEAR}年[^年]*(?:执行情况|完成情况|落实情况|工作总结|工作情况|决算)[^年]*(?:19|20)[0-9]{{2}}年"
)
# The national censuses of population, of agriculture and of the economy, by their order.
_CENSUS_TITLE = re.compile(r"第([一二三四五六七八])次(?:全国)?(人口|农业|经济)普查")
_CENSUSES = {
    "人口": (1953, 1964, 1982, 1990, 2000, 2010, 2020, 2030),
    "农业": (1996, 2006, 2016, 2026),
    "经济": (2004, 2008, 2013, 2018, 2023, 2028),
}
# The moment that a census counts at.
_CENSUS = re.compile(rf"{_YEAR}年[0-9]{{1,2}}月[0-9]{{1,2}}日零时")
# A report that speaks of 今年 is of the last year that it names.
# Documents that lay down what is to be done are of the year of their date.
_RULES = re.compile(r"方案|通知|意见|办法|规划|计划|要点|决定")
_SPAN = re.compile(r"((?:19|20)[0-9]{2})年?[-~至到](?:19|20)[0-9]{2}年")  # of a plan's span the first year counts
_SPEAKS = re.compile("各位代表|请予审议|向大会")
# A budget report says in its opening which year it closes and which it opens.
_TWO_BUDGETS = re.compile(rf"{_YEAR}年[^。\n]{{0,14}}预算执行情况[^。\n]{{0,4}}(?:和|与|及)[^。\n]{{0,4}}{_YEAR}年")
_OPENED = re.compile(rf"(?:^|\n)[^0-9一-龥\n]*{_YEAR}年(?:度)?(?:,|全[省市县区州旗盟镇]|我|是)")
_HEADER = re.compile(rf"{_YEAR}年?[\s|]+{_YEAR}年?[\s|]+[^\n0-9]{{0,6}}(?:增|比|±)")
_BOOK = re.compile(
    rf"以《[^》\n]{{2,12}}年鉴\s*-{{0,2}}\s*{_YEAR}》"
)  # of bulletins: the yearbook comes out a year later
_LAST, _THIS = re.compile("去年"), re.compile("今年|目前")
_BACK = re.compile("(?<![较比与同])去年(?!同期|底|末)|过去一年|上年工作")
_PAST_YEAR = re.compile("过去的?一年|去年工作")
_DONE_NOW = re.compile("今年(?:以来|已|[12]月|一季度|前)|截至目前|目前|近日|日前|昨日|1-2月")
_WHOLE = re.compile("(?<![前今去上])(?:全年|年末|年底)")
_BULLETINS = 9  # the month until which bulletins of the year before come out
_EARLY = 4  # the month until which a text tells of the year before
_PROFILE = re.compile("概况|县情|市情|区情|简介")
_NOW = re.compile(r"(?<![比较])今年|本年度|一年来")
# The month of a table, alone in a cell or at the end of a line: 2012.9.
STAMP = re.compile(r"(?m:^|(?<=[|│\s(]))(?P<year>(?:19|20)[0-9]{2})\.(?P<month>0?[1-9]|1[0-2])(?=\s*(?:[|│)\n\r]|$))")
# A newspaper or an agency tells the news of the day it comes out.
_NEWS = re.compile(r"本报|本刊|新华社|中新[网社]|人民网|央视|日报|晚报|记者|通讯员")


# A yearbook tells of the year before the one that it is called by.
_YEARBOOK = re.compile(r"年鉴[(《]?(?P<a>(?:19|20)[0-9]{2})|(?P<b>(?:19|20)[0-9]{2})(?:年(?:版)?)?[一-龥]{0,6}年鉴")
_NUMBERED = re.compile(rf"[\[(]{_YEAR}[\])]")
_OPENING = 600  # characters of a text that say what it is


def plain(text: str) -> str:
    """Write years in Arabic digits.

    >>> plain("二〇〇四年、二00五年和二O一三年")
    '2004年、2005年和2013年'
    """
    text = _BLANK.sub("", text)
    return _CHINESE_YEAR.sub(lambda m: m.group().translate(_DIGITS), text)


def _named(body: str, pattern: re.Pattern[str] = _NAMED) -> Counter[int]:
    """How often a text without its dates names each year; a year that is a line's heading counts twice."""
    body = plain(DATE.sub("", body))
    return Counter(int(y) for y in pattern.findall(body) + _LINE.findall(body))


def _reviewed(body: str) -> int | None:
    """The year that a speech to an assembly reviews."""
    m = _REVIEW.search(plain(body)) if _SPEECH.search(body) else None
    return int(m[1]) if m else None


def of_report(title: str, published: date | None, body: str, number: str = "") -> int | None:
    """Return the year that a report speaks of: its title's, else that of its publication as far as the text agrees.

    A site may publish a report years later: where the text's last years lie two years or more before the date of
    publication, the latest year that it names more than once counts. `body` is the text below the page furniture;
    the document's number (金政[2016]12号) tells its year where nothing else does.
    """
    told = _told(title, published, body)
    numbered = _NUMBERED.search(normalise(number))
    return told if told is not None or numbered is None else int(numbered[1])


def signed(body: str) -> date | None:
    """The month in which an office signs at a text's end without a day: 宁夏教育厅发展规划处 2009年4月."""
    m = _SIGNED.search(plain(body[-400:]))
    return date(int(m[1]), int(m[2]), 1) if m and 1 <= int(m[2]) <= 12 else None


def _census(title: str) -> int | None:
    """The year of the census that a title names: 第三次全国农业普查 counted 2016."""
    m = _CENSUS_TITLE.search(title)
    order = "一二三四五六七八".index(m[1]) if m else 0
    return _CENSUSES[m[2]][order] if m and order < len(_CENSUSES[m[2]]) else None


def _told(title: str, published: date | None, body: str) -> int | None:
    heading = plain(normalise(title))
    spoken = _SPOKEN.search(plain(body[:_OPENING]))
    if yearbook := _YEARBOOK.search(title + body[:_OPENING]):  # which may print a speech of its own year
        return int(spoken[1]) if spoken else int(yearbook["a"] or yearbook["b"]) - 1
    if m := _SUMMED_UP.search(heading) or _TITLED.search(heading):
        span = _SPAN.search(heading) if _RULES.search(title) else None
        return int(span[1]) if span and m[1] in span[0] else int(m[1])  # of a plan's span the first year counts
    if reviewed := _reviewed(body):
        return reviewed + 1
    if spoken:
        return int(spoken[1])  # a site may publish the speech later
    if census := _census(heading):
        return published.year if published else census
    if not published and _RULES.search(title) and (month := _MONTHED.search(plain(body[:_OPENING]))):
        return int(month[1])  # under the title of a plan
    spoken_of = _SPAN.sub(r"\1年", body) if _RULES.search(title) else body
    named = _named(spoken_of) or _named(spoken_of, _REACHED)
    limit = published.year if published else max(named, default=0)
    known = [y for y, n in named.items() if y <= limit and n > 1] or [y for y in named if y <= limit]
    latest = max(known, default=None)
    planned = _year_planned(body)
    if latest is None:
        if published:
            return published.year
        if stamp := STAMP.search(body):
            return int(stamp["year"])
        book = _BOOK.search(plain(body))
        return planned - 1 if planned else int(book[1]) - 1 if book else None
    if published:
        recent = any(published.year - 2 < y <= published.year for y in named)
        news = _NEWS.search(body[:_OPENING]) and _NOW.search(body)
        old = latest <= published.year - 2 and named[latest] > 1  # named once it may be what is compared with
        return published.year if recent or news or not old else latest
    if ahead := _AHEAD.search(plain(body)):
        this = _NOW.search(plain(body), ahead.end())  # 今年 of the year that is planned, or of the one that ends
        return int(ahead[1]) if this else int(ahead[1]) - 1
    if planned and planned >= latest:
        return planned - 1  # …。2005年的主要预期目标是:…
    header = _HEADER.search(plain(body))
    if header and int(header[2]) == int(header[1]) + 1 == latest:
        return latest  # 2016年 2017年 增减%
    opened = None if _SPEAKS.search(body) else _OPENED.search(plain(body[:_OPENING]))
    if opened and int(opened[1]) >= latest - 1:
        return int(opened[1])
    carries = str(latest) in plain(body[:400]) or named[latest] * 2 > named.total() or bool(_NOW.search(body))
    return latest if carries else None


def _year_planned(body: str) -> int | None:
    """The latest year that a sentence opens with to say what is aimed at in it: 2015年,售电量力争突破80亿千瓦时."""
    return max((int(m[1] or m[2]) for m in _PLANNED.finditer(plain(body))), default=None)


def _over(body: str) -> bool:
    """Say whether a text speaks of a whole year as over, after 去年 and before any 今年: 去年…。全年城镇新增就业…."""
    last, this = _LAST.search(body), _THIS.search(body)
    before = body[: this.start()] if this else body
    return last is not None and _WHOLE.search(before, last.end()) is not None


def _looks_back(body: str, year: int) -> bool:
    """Say whether a text of January or February tells of the year before as often as of what is done already."""
    back = len(_BACK.findall(body)) + len(re.findall(rf"(?<![较比与同和]){year - 1}年(?!同期)", plain(body)))
    return back > len(_DONE_NOW.findall(body))


def of_results(title: str, year: int | None, published: date | None, body: str) -> int | None:
    """Return the year of a report's results where it is not the report's own: a work report's is the year before.

    2020年预算执行情况和2021年预算草案的报告 → 2020; 2021年政府工作报告 → 2020; a page published in the first months
    of a year whose figures are of the year before. None where results and report share their year.
    """
    title = plain(normalise(title))
    if m := _TWO_YEARS.search(title) or _TWO_BUDGETS.search(plain(body[:_OPENING])):
        return int(m[1]) if int(m[1]) != year else None
    if year is None or _REPLY.search(title):  # a reply tells how things stand
        return None
    if _reviewed(body) == year - 1:
        return year - 1
    if census := _census(title):
        return census if census != year else None
    if str(year) not in title and (m := _CENSUS.search(body)):
        return int(m[1])
    named = _named(body)
    reviews_itself = re.search(f"{year}年工作(?:回顾|总结)", body)
    spoken = _SPOKEN.search(plain(body[:_OPENING]))
    month = int(spoken[2]) if spoken else 0
    opens, closes = 1 <= month <= 4, month >= 11  # a speech at the beginning of its year, or when that is all but over
    last = named[year - 1] >= max(named[year], 1)
    if last and str(year) not in title and not closes and _SPEAKS.search(body):
        return year - 1
    back = _named(body, _ANY)[year - 1] or _PAST_YEAR.search(plain(body[:_OPENING]))
    if "工作报告" in title and (opens or back) and not (reviews_itself or closes):
        return year - 1
    if str(year) in title:
        return None
    late = published is not None and published.month > 6 and _NOW.search(body)  # 今年 is the year of the date
    if published and published.year == year and published.month <= _BULLETINS and "本公报" in body:
        return year - 1
    opened = _OPENED.search(plain(body[:_OPENING]))
    over = named[year - 1] > 1 or (opened and int(opened[1]) == year - 1 and not _NOW.search(body))
    if published and published.year == year and not (named[year] or late) and over and not _RULES.search(title):
        return year - 1  # the bulletin of a year comes out in the next
    if published is None and (ahead := _AHEAD.search(plain(body))) and int(ahead[1]) == year:
        return year - 1
    if published is None or published.year != year:
        return None
    ahead = _AHEAD.search(plain(body))
    if ahead and int(ahead[1]) == year and (published.month <= _EARLY or not _NOW.search(body)):
        return year - 1
    if published.month < _EARLY:  # 去年 is told of as often as the year by its number
        named[year - 1] += len(_LAST.findall(body)[1:])
        named[year] += len(_THIS.findall(body))
    if published.month < _EARLY and (_over(body) or (published.month < _EARLY - 1 and _looks_back(body, year))):
        return year - 1
    early = published.month <= _EARLY or _PROFILE.search(title)
    return year - 1 if early and named[year - 1] > named[year] else None
