"""Lookalikes: numbers that state no quantity – dates, document and list numbers, quoted names, idioms.

An error preference stands behind this module: a missing row is better than a wrong one.
"""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import NamedTuple

from indicators import bounds, numerals, units
from indicators.numerals import Numeral
from indicators.text import scan

_CN = "零〇○一二三四五六七八九十"
_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][零〇○一二三四五六七八九]{3})"
_DAY = rf"(?:[0-9]{{1,2}}|[{_CN}]{{1,3}})"
_TO = r" ?(?:[-~至到、和及与]|--) ?"

# Each alternative begins with one of a few characters (_FIRST): the scan over a text stays one pass.
_SPANS = re.compile(
    "|".join(
        (
            r"《[^》\n]{1,80}》",
            r"“[^”\n。!！?？]{1,14}”",
            r"‘[^’\n]{1,14}’",
            r"「[^」\n]{1,14}」",
            r'"[^"\n,。;:]{1,12}"',
            # document numbers: [2021]2号, (2021)第15号, 000014349/2024-01468
            r"[\[(](?:19|20)[0-9]{2}[\])] ?第? ?[0-9]+ ?号?",
            r"(?<![0-9.,])[0-9]{6,}/[0-9]{4}-[0-9]+",
            r"[\[(](?:19|20)[0-9]{2}(?=卷[\])])",
            # 2021-07-29 10:54:35, 2021.7.29
            rf"(?<![0-9]){_YEAR}([-./])[0-9]{{1,2}}\1[0-9]{{1,2}}(?![0-9万亿元%])"
            r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?",
            # 2012-2020年, 2021-2025, 2021年至2025年, 2020、2021年
            rf"(?<![0-9.]){_YEAR} ?年?(?:{_TO}(?:{_YEAR}|[0-9]{{2}}(?= ?年)))+"
            r"(?![0-9万亿元个人户%.,]) ?(?:年[度代末底初]?)?",
            # 2021年7月29日, 2024年1-9月, 97年底, 1990年代
            rf"(?<![0-9.]){_YEAR} {{0,3}}(?:年|(?=[上下]半年|[一二三四1-4]季度|末))(?:{_TO}{_DAY}(?= ?月))?"
            rf"(?: ?{_DAY}(?:{_TO}{_DAY})? ?月份?(?: ?{_DAY} ?[日号])?)?",
            r"(?<![0-9.])(?:[5-9][0-9] ?年(?=[底初末代度]|不变价|可比价)|[0-9]{2} ?年(?=[0-9]{1,2}月))",
            r"(?<![0-9.])[0-9]{2}世纪|[一二]?十[一二]?世纪|(?<![0-9.])[0-9]0年代",
            # damaged dates: 2024719日, 198310月
            r"(?<![0-9.])(?:19|20)[0-9]{2}[01]?[0-9][0-3]?[0-9]? ?[日月](?![均产增销供发])",
            # 1-9月, 6月底, 5月12日, 十二月
            rf"(?<![0-9.第个]){_DAY}(?:{_TO}{_DAY})? ?月(?!租|薪|工资|收入)份?"
            rf"(?: ?{_DAY}(?:{_TO}{_DAY})? ?[日号])?",
            rf"(?<![0-9.]){_DAY}(?:{_TO}{_DAY})? ?日(?![元均产供增处]|内|以)",
            r"(?:近|(?<![提目])前|未来|今后|过去|此后|往后)[0-9一二两三四五六七八九十]{1,3} ?多? ?个?"
            r"(?:月|年|季度|天|周)(?!以)",
            rf"[0-9{_CN}]+ ?周年|(?<![0-9.])[0-9{_CN}多几]{{1,4}} ?年(?:以|之)?前",
            r"\([一-龥]{1,12}(?:为|=) ?1\)",  # 城乡居民收入比(农村为1)2.68
            # clock times and ratios
            r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?(?: ?: ?[0-9]+(?:\.[0-9]+)?)+",
            r"(?<![0-9.])[0-9]{1,2}[时点](?=[0-9]{1,2}分|[至到-]|整|许)(?:[0-9]{1,2}分)?",
            # 7·20, 12.4
            r"(?<![0-9.])[0-9]{1,2}·[0-9]{1,2}(?![0-9])",
            # telephone numbers
            r"(?<![0-9])(?:0[0-9]{2,3}-[0-9]{7,8}|1[3-9][0-9]{9})(?![0-9万亿元])",
            # meetings and terms of office: 十二届四次会议, 第十九届五中全会, 三次全会
            rf"(?:第[{_CN}0-9]+|[{_CN}]+|[0-9]+(?=届[{_CN}0-9]+[次中]))届(?:人大|政协|党委|委员会|市委|省委)?"
            rf"[{_CN}0-9]*(?:次(?:[、和][{_CN}0-9]+次)*|中全会)?",
            rf"第[{_CN}0-9]+次(?:全国|全体|会议|代表|党代|人口|经济|农业|污染)",
            rf"[{_CN}]{{1,3}}次(?:全会|全体会议|党代会|代表大会|产业|能源|电池|污染|革命)",
        )
    )
)
# The characters that a span begins with: the alternatives are tried at no other.
_FIRST = re.compile(rf"[《“‘「\"\[(0-9{_CN}近前未今过此往第多几]")
# Others, which may lie over those.
_RARE = re.compile(
    "|".join(
        (
            rf"(?<![0-9A-Za-z-])-+{_YEAR} ?年",  # the dash before the date of a speech
            r"[0-9]+ ?字节|(?<=[转见])第?[0-9]{1,2}版|[一二三四][、和至-][二三四五](?=类|级(?!台阶))",
            rf"(?<=等)[0-9{_CN}]{{1,3}}[位名](?=(?:委员|代表)(?:[:,]|同志|$))",
            # captions, web addresses, paths of files, the name of a survey, the lengths of a page
            # 头8个月, 首4个月 of a year; 最大8小时平均, a way to measure; how often a page was read
            rf"(?:头|(?<!榜)首)[0-9{_CN}]{{1,3}}个?(?:月|季度)",
            r"[0-9]{1,2}小时(?:滑动)?(?:平均|第[0-9]{1,2}百分位)|24小时(?=[值轮]|不|在线|服务|营业|开放|响应|动态|监[测控]|巡)",
            r"(?<![0-9.])[0-9]{1,2}个方面",
            r"[0-9]{1,2}年(?=(?:免费|义务|基础)教育|一贯)",
            rf"(?<![一-龥]排)(?:居|列|排)?前[{_CN}0-9]{{1,3}}[位名](?=的(?![一-龥]{{0,2}}[,。;]))",
            r"(?:浏览|访问|点击|阅读)(?:次数|人数|量|数|统计)?[::]? ?[0-9]+ ?人?次?",
            r"[图表] ?[0-9]{1,2}(?:[-.][0-9]{1,2})?(?![0-9.%万亿])",
            r"(?:显示|全文|共计?|约) ?[0-9]{2,} ?字(?!节)",
            r"[0-9.]+%(?:人口|的?样本)?抽样",
            r"(?:https?://|www\.|[A-Za-z]:\\)[!-~]+",
            # what an index is measured by, and the years that a mean or a sum spans
            r"(?:=|以[^,;。()\n]{1,10}(?:为|作为)) ?100(?![0-9.%])",
            rf"(?<![0-9.])[0-9{_CN}两]{{1,3}} ?年(?=年均|平均|累计|共(?!同)|净增)",
        )
    )
)
_FIRST_OF_RARE = re.compile(rf"[\-0-9.{_CN}两第头首居列排前浏访点阅图表显全共约A-Za-z=以]")
# What opens a line; list numbers may be glued to a year: 1.2020年 is point one of the year 2020.
_HEAD = re.compile(
    rf"[^\S\n]*(?:[0-9]{{1,2}}(?:[.、](?={_YEAR} ?年|(?![0-9]))|\))|(?:抄送|联系人|联系电话|附件|主题词) ?:[^\n]*)"
)
_LINE = re.compile(r"\n(?=[^\S\n]*[0-9抄联附主])")  # where a line begins that may be opened so
_HAN = re.compile(r"[一-龥]")


class _Words(NamedTuple):
    idioms: dict[str, tuple[tuple[int, tuple[str, ...]], ...]]  # numeral → where it stands in which idioms
    abstract: re.Pattern[str]
    pointing: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads(resources.files(__package__).joinpath("data/lookalikes.toml").read_text("utf-8"))
    numeral = re.compile(rf"[{_CN}两百千万亿陆数几拾]")
    by_first: dict[str, dict[int, list[str]]] = {}
    for idiom in data["idioms"].split():
        for at in (m.start() for m in numeral.finditer(idiom)):
            by_first.setdefault(idiom[at], {}).setdefault(at, []).append(idiom)
    abstract = "|".join(map(re.escape, sorted(data["abstract"].split(), key=lambda w: (-len(w), w))))
    return _Words(
        {first: tuple((at, tuple(found)) for at, found in by_at.items()) for first, by_at in by_first.items()},
        re.compile(rf"(?:{abstract}|[“《\"])"),
        frozenset(data["pointing"]),
    )


def mask(text: str) -> bytearray:
    """Mark the characters of a normalised text that belong to a date, a document number or a quoted name.

    Out: one byte for each character, 1 where a number that begins there is no quantity.
    """
    covered = bytearray(len(text))
    lines = (_HEAD.match(text, start) for start in chain((0,), (m.end() for m in _LINE.finditer(text))))
    for match in chain(scan(_SPANS, _FIRST, text), scan(_RARE, _FIRST_OF_RARE, text), filter(None, lines)):
        start, end = match.span()
        covered[start:end] = b"\x01" * (end - start)
    return covered


# PM2.5年均浓度, ISO9001, G60: a number glued to letters belongs to a name – unless it has a unit of money
# or is a percentage (GDP3.5万亿元).
_GLUED = re.compile(r"[A-Za-z][A-Za-z&]*-?$")
_TIME = frozenset(("年", "天", "周", "个月", "岁"))
_SPAN_OF_TIME = re.compile(r"时间|期限|期间|之久")
_HALF_OR_MORE = re.compile(r"半(?![年月天数个成])|多(?=[,。;、时的]|$)")
# 产值过亿元企业15家, 突破千亿元大关: the round sum names a class
_CLASS = re.compile(r"(?:以上)?的?(?:[规限]上|重大|重点|工业|产业)?(?:项目|企业|产业|集群|园区|村|乡镇|县|大关|级)")
_ONLY = re.compile(r"仅[^,。;0-9]{0,2}$")
_CLASSIFIED = ("count", "people", "households", "frequency", "livestock", "time")
_RATIOS = ("money", "percent", "points", "multiple")


def may_begin(text: str, number: Numeral) -> bool:
    """Whether a number may begin here: not inside another number, a word (登陆), an idiom, or behind 第."""
    before = text[number.start - 1] if number.start else ""
    if not number.chinese:
        return before not in (".", "第") and not before.isdigit()
    written = text[number.start : number.end]
    if len(written) == 1 and written in numerals.FINANCIAL and in_word(text, number.start, number.end):
        return False
    return not _pointed_at(text, number.start) and not _in_idiom(text, number.start)


def glued(text: str, number: Numeral) -> bool:
    """Whether letters stand directly before the number."""
    return _GLUED.search(text, max(0, number.start - 8), number.start) is not None


def headless_cue(text: str, number: Numeral) -> bool:
    """Whether the words around a scale without a digit make it a number: 上百家, 近千亩, 百余户, not 百姓."""
    return number.more or bounds.before(text, number.start, headless=True) is not None


def counts(text: str, number: Numeral, unit: units.Found) -> bool:
    """Whether a number with a unit measures or counts: no name, no denominator, no article (一个)."""
    if not number.chinese:
        if glued(text, number):
            return unit.kind in _RATIOS
        if number.start and text[number.start - 1] == "每":
            return False
        return not (unit.base == "年" and 1900 <= number.value <= 2100 and number.scale == 1)
    if number.value == 0 or unit.base == "届":
        return False
    if number.headless:
        return headless_cue(text, number) and not (unit.kind == "money" and _CLASS.match(text, unit.end))
    limit = bounds.after(text, unit.end) or _HALF_OR_MORE.match(text, unit.end)
    if unit.base in _TIME and (number.high is None or unit.base == "年"):
        return limit is not None or _SPAN_OF_TIME.match(text, unit.end) is not None
    abstract = unit.kind == "count" and _is_abstract(text, unit.end)
    if number.value >= 10 or number.value % 1 or number.high is not None:
        return not abstract
    if unit.kind in ("percent", "points", "multiple"):
        return True
    written, surface = text[number.start : number.end], text[number.end : unit.end].strip()
    if written == "二" and unit.kind in _CLASSIFIED:  # 两 counts, 二 orders: 二轮承包, 二期
        return False
    if surface not in units.table().small or abstract:
        return False
    low = max(0, number.start - 4)
    near = bounds.before(text, number.start) or _ONLY.search(text, low, number.start)
    return number.value > 1 or bool(limit or number.more or near)


def _in_idiom(text: str, start: int) -> bool:
    """Whether the Chinese numeral at this offset is part of a fixed word: 千方百计, 四川, 三农."""
    idioms = _words().idioms.get(text[start], ())
    return any(start >= at and text.startswith(written, start - at) for at, written in idioms)


def _is_abstract(text: str, end: int) -> bool:
    """Whether the words after a classifier name a way of sorting (三个阶段, 四个“不摘”), not things."""
    return _words().abstract.match(text, end) is not None


def _pointed_at(text: str, start: int) -> bool:
    """Whether the character before a number points (第三个, 这两项, 每三年) instead of counting."""
    if start > 0 and text[start - 1] in _words().pointing:
        return text[start - 2 : start] not in ("先后", "前后")
    return False


def in_word(text: str, start: int, end: int) -> bool:
    """Whether Chinese characters touch text[start:end] on either side."""
    return bool((start > 0 and _HAN.match(text[start - 1])) or (end < len(text) and _HAN.match(text[end])))
