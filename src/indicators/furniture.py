"""Furniture: what a page says of its report – labelled fields, title, dateline and signature."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from indicators.text import Span, normalise

# Labels that government sites print around a report (GB/T 33476 names most of them).
_KEYS = {
    "title": "标题|名称|信息名称|文件名称",
    "published": "发布时间|发布日期|发文日期|成文日期|公开日期|生成日期|印发日期|发文时间|成文时间|时间|日期",
    "publisher": "发布人|发布机构|发文机关|发文单位|发布单位|公开单位|信息来源|来源|来 源|作者",
    "number": "文号|发文字号|文件编号|公文文号",
    "other": "是否有效|索引号|"
    "主题分类|信息分类|主题词|浏览次数|点击数|点击率|阅读次数|访问量|效力属性|有效性|效力状态|概述"
    "|内容概述|体裁分类|组配分类|服务对象|责任编辑|编辑|专栏|栏目|版次|字号|字体|打印|分享到|分享|公开方式|公开范围|审核|废止日期",
}
_IN_LABEL = r"(?<=[一-龥])(?=[一-龥])"  # 文    号: blanks widen a short label
# These stand without a value more often than with one on the next line.
_ALONE = frozenset(("浏览次数", "点击数", "阅读次数", "字号", "字体", "打印", "分享到", "分享"))
# A label stands at the line's start or after a blank; with its colon it may also follow the value before.
_KEY = re.compile(
    r"(?:(?:(?<=\s)|^|(?<=[•·|]))[•·|\s]*|(?=[一-龥]{3,4}:))\[?(?:"
    + "|".join(f"(?P<{name}>{re.sub(_IN_LABEL, ' *', words)})" for name, words in _KEYS.items())
    + r")(?:\]?\s*[:=]|(?=\s|$))"
)
_MARGIN = " \t?？•·|:=：\xa0　"
# 2018年1-8月 is no date.
DATE = re.compile(
    r"((?:19|20)[0-9]{2})\s*[年./-]\s*([0-9]{1,2})\s*(?:月|[./-](?!\s*[0-9]{1,2}\s*月))\s*([0-9]{1,2})\s*日?"
)
_NUMERALS = "零一二三四五六七八九"
_CHINESE_DATE = re.compile(
    r"([一二][零〇○Oo0-9一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DAY_FIRST = re.compile(r"(?<![0-9.])([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})(?![0-9])")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_NUMBER = re.compile(r"[一-龥]{2,12}(?:\[[0-9]{4}\]|\((?:19|20)[0-9]{2}\))\s*第?[0-9]+号")
_TITLE = re.compile(
    r"(?:报告|公报|总结|通知|意见|方案|规划|纲要|综述|情况|计划|答复|办法|决定|要点|讲话|函|简介|概况|预算|决算|报|概述"
    r"|复函|说明|建议|工作|思路|打算|设想|汇报|(?:对比|情况|决算|预算|统计|明细|汇总|分配|公开|一览)表)[)\]》]?$"
)
_BEGUN = re.compile(
    r"^[^。,;]{0,16}关于(?:印发|对|加快|做好|进一步|推进|报送|下达|公布|开展|[一-龥]{2,6}[省市县区州旗])"
)
_GOES_ON = re.compile(r"\s*\n[ \t]*((?:与|和|及|暨|以及)[^\n。;]{4,60}?)[ \t\r]*(?=\n)")
# The line under a headline that says whom it is about: ——浙江诸暨市大唐镇见闻.
_SUBTITLE = re.compile(r"\s*\n\s*(-- ?[^\n。;]{4,30}?)[ \t\r?]*(?=\n)")
_LONG = 48  # characters: a line with a comma as long as that is no title, unless it ends like one
# A title that scraping has run into the text after it.
_RUN_ON = re.compile(
    r"\s*[^。;,:!\n]{4,48}?(?:公报|工作报告|的报告|工作总结|实施方案|发展规划|的通知|的意见)(?!》|会|材料|精神|\((?:19|20)[0-9]{2})(?=[0-9\[(]|.*。)"
)
_CHROME = re.compile(
    r">|<<|[=|]|^(?:list|首页|(?:您的?|您现在的?)?(?:当前)?位置|打印|关闭|字号|分享|上一篇|下一篇|返回|第[0-9]+版)"
    r"|(?:门户网站?|政府网|政务网|信息网|官方网站|官网|公众网|网站)$"
)
_PERSON = re.compile(r"(?:长|主任|书记|主席|记者|编辑|作者)[::]? *[一-龥]{1,4}(?: *· *[一-龥]{1,4}| [一-龥]{1,3})*$")
# 在城固县第十九届人民代表大会第二次会议上: whose assembly heard the report.
_DATELINE = re.compile(r"在([一-龥]{2,14}?)第[一二三四五六七八九十百]{1,4}届(?:人民代表大会|人大|政协|委员会)")
_ITEM = re.compile(
    r"[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章节部]|\([一二三四五六七八九十]+\)|[0-9]+[.、]"
)
_MONTH_LINE = re.compile(r"[\s?](?:19|20)[0-9]{2}年[0-9]{1,2}月$")  # who signs, and in which month
_PROPER = re.compile(r"[一-龥]{4,}")
_PAGE = re.compile(
    r"\s*(?:第\s*[0-9]{1,2}\s*版(?:\s*\([一-龥]{1,8}\))?|[-·—]\s*[0-9]{1,3}\s*[-·—]|第\s*[0-9]{1,3}\s*页(?:\s*共\s*[0-9]{1,3}\s*页)?)\s*"
)  # its number
# □本报记者 李四 《河源日报》1995年1月19日 第2版: the paper that a byline or a page head names
_PAPER = re.compile(r"(?<![一-龥])[一-龥]{2,6}(?:日|晚|时|晨|早|商|周|都市)报(?![一-龥])")
_SIGNATURE = re.compile(r"[一-龥 ]{4,30}")
_OFFICE = re.compile(r"[一-龥]{2,20}(?:局|厅|委|委员会|政府|办公室|部|院)")


@dataclass(slots=True)
class Furniture:
    """What a page says of its report, and the lines that say it."""

    title: str = ""
    publisher: str = ""
    published: date | None = None
    number: str = ""
    dateline: str = ""
    spans: list[Span] = field(default_factory=list)
    pages: list[Span] = field(default_factory=list)  # lines that only number the pages

    def take(self, key: str, value: str) -> None:
        """Keep the first fitting value of a label."""
        if key == "published" and self.published is None:
            m = DATE.search(normalise(value))
            try:
                self.published = date(int(m[1]), int(m[2]), int(m[3])) if m else None
            except ValueError:
                self.published = None
        elif key == "number" and value.endswith("号"):
            self.number = self.number or value
        elif key in ("title", "publisher") and _PROPER.search(value):
            setattr(self, key, getattr(self, key) or value)
            if key == "publisher" and (m := DATE.search(normalise(value))):  # 来源:河源日报1995年1月19日
                self.published = None
                self.take("published", m.group())


def read(source: str, text: str, lines: list[Span]) -> Furniture:
    """Read the furniture of a report: the decoded text, the same normalised, and its lines."""
    found = Furniture()
    _labels(found, source, text, lines)
    head = _DAY_FIRST.sub(r"\3-\2-\1", _CHINESE_DATE.sub(_in_digits, text[:240]))  # 26.01.2016
    m = DATE.search(head)
    if m and "。" not in head[head.rfind("\n", 0, m.start()) + 1 : m.start()]:  # a later sentence tells a story
        found.take("published", m.group())  # (2021年3月5日在…会议上)
    if m := _DATELINE.search(text[:600]):
        found.dateline = m[1]
    _paper(found, source, text, lines)
    found.title = found.title or re.sub(r"\s*[\r\n]\s*", "", _title(found, source, text, lines))
    _signature(found, text, lines)
    found.pages = [line for line in lines if _PAGE.fullmatch(text, *line)]
    if not found.number and (m := _NUMBER.search(text[:3000])):
        found.number = source[m.start() : m.end()]
    return found


def _in_digits(m: re.Match[str]) -> str:
    """Write 二○一四年二月十八日 as 2014年2月18日."""
    year = "".join("0" if c in "零〇○Oo" else c if c.isdigit() else str(_NUMERALS.index(c)) for c in m[1])
    month, day = (_upto_99(m[2]), _upto_99(m[3]))
    return f"{year}年{month}月{day}日"


def _upto_99(words: str) -> int:
    """Read 一 to 九十九; 0, which no date has, for numerals that damage has run together (三二, 十二十)."""
    tens, ten, ones = words.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (
        (_NUMERALS.index(tens or "一") * 10 + (_NUMERALS.index(ones) if ones else 0)) if ten else _NUMERALS.index(tens)
    )


def _labels(found: Furniture, source: str, text: str, lines: list[Span]) -> None:
    """Take the labelled fields of the first lines; a label's value may stand on the next line."""
    waiting = ""
    for line in lines[:40]:
        words = text[line.start : line.end]
        keys = list(_KEY.finditer(words)) if len(words) < 400 else []
        lead = _CLOCK.sub("", words[: keys[0].start()]).strip(_MARGIN) if keys else ""
        if keys and (not lead or (len(words) < 90 and DATE.match(lead))):
            found.spans.append(line)
            found.take("published", lead)
            waiting = ""
            for key, following in zip(keys, [*keys[1:], None], strict=True):
                end = following.start() if following else len(words)
                value = source[line.start + key.end() : line.start + end].strip(_MARGIN)
                if value:
                    found.take(str(key.lastgroup), value)
                elif key.group().strip() not in _ALONE:
                    waiting = str(key.lastgroup)
        elif waiting:
            if len(words) < 80 and "。" not in words:
                found.spans.append(line)
                found.take(waiting, source[line.start : line.end].strip())
            waiting = ""
        elif len(words) < 120 and "。" not in words and (m := re.search(_KEYS["published"], words)):
            found.take("published", words[m.end() :])  # a title and its date run together on one line


def _paper(found: Furniture, source: str, text: str, lines: list[Span]) -> None:
    """Take the newspaper that stands with its date in one of the first lines."""
    for start, end in lines[:8]:
        words = text[start:end]
        if len(words) < 80 and "。" not in words and DATE.search(words) and (m := _PAPER.search(words)):
            found.take("publisher", source[start + m.start() : start + m.end()])
            return


def _title(found: Furniture, source: str, text: str, lines: list[Span]) -> str:
    """The first of the opening lines that ends like a title, else the first that has no sentence in it."""
    plain = ""
    if lines and (m := _RUN_ON.match(text, lines[0].start, lines[0].end)):
        return source[m.start() : m.end()].strip()
    for line in lines[:15]:
        shown = source[line.start : line.end].strip(_MARGIN)
        words = normalise(shown)
        if line in found.spans or not 4 <= len(words) <= 90 or re.search("[。;]|[,、和与及的]$", words):
            continue
        if (
            re.fullmatch("(?:[0-9]{4}[-~至])?[0-9]{4}年[代度]?", words)
            or _PAGE.fullmatch(words)
            or _MONTH_LINE.search(words)
            or _CHROME.search(words)
            or _ITEM.match(words)
            or _PERSON.search(words)
            or DATE.search(words[:12])
        ):
            continue
        if _TITLE.search(re.sub(r"\(.{1,12}\)$", "", words)):
            return _first_line(source, text, line) + shown + _second_line(source, text, line)
        if "," in words and len(words) > _LONG:
            continue
        if not plain and not text[: line.end].rstrip().endswith(":"):
            below = _SUBTITLE.match(text, line.end)
            plain = shown + (source[below.start(1) : below.end(1)] if below and not DATE.search(below[1]) else "")
    return plain


def _first_line(source: str, text: str, line: Span) -> str:
    """What the line above begins of a title that is parted at its length: 关于印发…三年行动 / 方案的通知."""
    start = text.rfind("\n", 0, max(line.start - 1, 0)) + 1
    above = source[start : line.start].strip(_MARGIN + "\r\n")
    words = normalise(above)
    broken = _BEGUN.search(words) and not (_TITLE.search(words) or re.search("[。;:,》]$", words))
    return above if broken and len(words) <= 40 else ""


def _second_line(source: str, text: str, line: Span) -> str:
    """What the next line adds to a title that is parted before 与 or 和: …预算执行情况 / 与2008年预算草案的报告."""
    m = _GOES_ON.match(text, line.end)
    return source[m.start(1) : m.end(1)] if m and _TITLE.search(m[1]) else ""


def _signature(found: Furniture, text: str, lines: list[Span]) -> None:
    """Take a date alone on one of the last lines, under the name of who signs; else an office above the text."""
    shown = [text[s.start : s.end].strip() for s in lines]
    for above, last in reversed(list(pairwise(shown))[-12:]):
        if DATE.fullmatch(last):
            found.take("published", last)
            if not found.publisher and _SIGNATURE.fullmatch(above):
                found.publisher = re.sub(" +", " ", above)
            return
    found.publisher = found.publisher or next((s for s in shown[:4] if _OFFICE.fullmatch(s)), "")
