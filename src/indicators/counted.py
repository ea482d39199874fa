"""Counted: quantities whose unit the text leaves out – 5.7万农牧民, 增长9.2, 改造农村危房8612."""

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from indicators import numerals, units
from indicators.numerals import Numeral

_CLAUSE_END = re.compile(r"\s*(?:[,。;、!?()\n]|$)")
_GROWTH = re.compile(
    r"(?:(?:同比|环比|比上年|较上年|比去年|较去年|年均|分别)[^,。;0-9]{0,6}(?:提高|上升|回落|增加|减少|降低)"
    r"|比[增降减]|增长|下降|上涨|增速|增幅|降幅|涨幅)(?:了|为|达到?|约|超)?\s*$"
)
_RATE = re.compile(r"(?:率|比重|占比|比例)(?:达到?|为|至|到|提高到|上升到|降到|下降到)\s*$")
# A blank where the % was, behind words that a percentage follows: 占39.8 。, 收缴率96 。, 为任务的104 ,
_BLANK = re.compile(r"[ ?]+[,。;、]")
_BEFORE_PERCENT = re.compile(
    r"(?:率|比重|占[^,;。0-9]{0,14}|(?:任务|计划|目标|预算)数?的|[较比][^,;。0-9]{2,12}[多少高低])$"
)
_SHARES = re.compile(r"占(?!地|用)(?:[一-龥]{0,4}(?:目标|任务|计划|预算|总[量数额]))?的?$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}$")
_NOUN_REACH = 12
_LINK = (
    r"(?:高峰时?期?|最多时|已|也|均|共|总计|累计|合计|净增|新增|将)*"
    r"(?:达到?|超过?|突破|为|约|近|逾|有|增至|增加到|至|到|不少于)*\s*$"
)
_MOVED = r"(?:提高|提升|上升|增加|增长|扩大|下降|降低|降|减少|缩小|缩短|回落|升|增)(?:到|至|为)"
_FROM = re.compile(r"(?:由|从)[^,。;:\n0-9]{0,8}$")
_MOVING = re.compile(rf"[^,。;:\n0-9]{{0,4}}{_MOVED}[^,。;:\n0-9]{{0,6}}[0-9]")
_MOVED_TO = re.compile(rf"(?:由|从)[^,。;:\n]{{1,16}}{_MOVED}$")
# What a bare 55万 is money of: 县拨55万、后盾单位28万, 产值少收近3000万, 中央1450万.
_MONEY = re.compile(
    r"(?:(?:资金|投资|投入|款|产值|收入|营收|利润|利税|税收?|补助|补贴|工资|奖金|经费|效益|损失|中央|省级?|[市县]级?财?政?"
    r"|自筹|配套)[一-龥]{0,4}|[拨筹捐贷花赚挣]了?|[多少][收交缴赚挣花拿领])(?:约|近|超|达|为|共)*$"
)
_AMOUNT = re.compile(r"[0-9][万亿]?元[^。\n]*$|(?:资金|投资|拨款|经费|产值|收入)[^。\n]*$")
_PLACE = re.compile(r"个?(?:镇|乡|村|街道|社区|苏木|嘎查|县|区|市|旗|场)(?![一-龥]*[元人户])")
_RULES_OVER = re.compile(r"(?:辖|下设|下辖)[^。;\n]{0,12}$")
_MODIFIER = re.compile(
    r"(?:[名个]|贫困|脱贫|农村|农业|非农业?|牧区|城镇|城乡|建档立卡|困难|返乡|搬迁|在校|在册|在岗|高校"
    r"|失业|下岗|退役|低收入|常住|户籍|流动|新增|监测|已|老)*"
)
_TEN_THOUSAND = 10_000
_GAP = re.compile(r"[? ]{1,3}")
_SCALE = re.compile(r"[万亿]+")
_CHANGED = re.compile(r"(?:提升|上升|前移|前进|后移|跃升|晋升|下降|后退|进位|进|升|降)(?:了|到|至|为)?$")
_PLACES = re.compile(r"排名|排位|位次|名次|前移|后移|前进|后退|进位|跃升")

_INDEX = re.compile(r"(?:指数|系数|收入比|性别比|汇率|比值|得分)(?![一-龥]{0,3}率)")
_ROSE = re.compile(r"(?:增长|上涨|下降|上升|回落|下跌)了?$")
_INDEX_END = re.compile(r"[,;。、)\n]|$|(?:下降|上升|降|升|提高|缩小|扩大|调整)[低高]?[到至为]")


class _Nouns(NamedTuple):
    noun: re.Pattern[str]
    behind: re.Pattern[str]
    done: re.Pattern[str]


@lru_cache(maxsize=1)
def _nouns() -> _Nouns:
    data = tomllib.loads(resources.files(__package__).joinpath("data/counted.toml").read_text("utf-8"))

    def group(name: str) -> str:
        return "|".join(sorted(set(data[name].split()), key=lambda word: (-len(word), word)))

    gap = rf"[^\s,。;:、!?()\[\]“”《》0-9%元]{{0,{_NOUN_REACH}}}?"
    return _Nouns(
        re.compile(
            rf"(?:{gap})(?:(?P<people>{group('people')})|(?P<households>(?:{group('households')})(?![一-龥]{{0,2}}(?:{group('people')}))))"
        ),
        re.compile(
            rf"(?:(?P<people>人数|{group('people')})|(?P<households>户数|用户|{group('households')}))"
            rf"(?:总量|总数|总规模|规模|数量|总人数|人数|数)?(?:[由从](?:[12][0-9]{{3}}年[底末初]?的?|上年的?)?)?{_LINK}"
        ),
        re.compile(rf"(?:{group('done')})[^,。;:!?\n0-9]{{0,14}}$"),
    )


def unit(text: str, number: Numeral) -> units.Found | None:
    """Find the unit that a noun implies: 人 (5.7万农牧民, 总人口32.6万) or 户 (26.75万脱贫户), else None.

    A number without 万 or 多 needs the noun close by: 1256贫困人口, but not the 832 of 832平台.
    """
    match = _nouns().noun.match(text, number.end)
    small = number.scale == 1 and not number.more and not number.headless
    if match is not None and small:
        near = _MODIFIER.fullmatch(match[0][: -len(match[match.lastgroup or 0])]) and number.value >= 10
        plain = not number.chinese and not number.damaged and not _is_year(text, number)
        match = match if near and plain else None
    ends = _CLAUSE_END.match(text, number.end) or _MOVING.match(text, number.end)
    if match is None and not small and ends:
        match = _nouns().behind.search(text, max(0, number.start - 18), number.start)
    if match is None:
        return None
    if match.lastgroup == "people":
        return units.Found("人", Decimal(1), "people", None, number.end)
    return units.Found("户", Decimal(1), "households", None, number.end)


def moved_places(text: str, number: Numeral, found: units.Found) -> units.Found:
    """Make 位 a place where a ranking moves: 全国排名提升4位 is 4 places, 4位专家 4 people."""
    if text[found.end - 1] != "位" or not _CHANGED.search(text, max(0, number.start - 5), number.start):
        return found
    if not _PLACES.search(text, max(0, number.start - 12), number.start):
        return found
    return units.Found("位", Decimal(1), "rank", None, found.end)


def money(text: str, number: Numeral) -> units.Found | None:
    """Find the 元 of an amount that leaves it out: words of money stand before it and in its sentence an amount."""
    if number.scale < _TEN_THOUSAND or number.chinese or not _CLAUSE_END.match(text, number.end):
        return None
    if not _MONEY.search(text, max(0, number.start - 14), number.start):
        return None
    amount = _AMOUNT.search(text, max(0, number.start - 60), number.start)
    return units.Found("元", Decimal(1), "money", None, number.end) if amount else None


def _is_year(text: str, number: Numeral) -> bool:
    return _YEAR.match(text[number.start : number.end]) is not None


def across_damage(text: str, number: Numeral) -> tuple[Decimal, units.Found] | None:
    """Read a unit that damage parts from its number: 14.7?% gives 1 and %, 3.5?亿元 10^8 and 元."""
    gap = _GAP.match(text, number.end)
    if gap is None or "?" not in gap.group():
        return None
    scale = _SCALE.match(text, gap.end())
    found = units.match(text, scale.end() if scale else gap.end())
    factor = numerals.parse("一" + scale.group()) if scale else Decimal(1)
    return (factor, found) if found is not None and factor is not None else None


def lost_percent(text: str, number: Numeral) -> bool:
    """Whether a number behind a growth word has lost its % (同比增长9.2,)."""
    if number.scale != 1 or number.chinese or abs(number.value) >= 1000 or not _CLAUSE_END.match(text, number.end):
        return False
    if _is_year(text, number) or (
        _is_index(text, number) and not _ROSE.search(text, max(0, number.start - 4), number.start)
    ):
        return False
    return bool(
        text.startswith(("%、", "%和"), number.start - 2)  # 分别增长8.9%、9.5,
        or _GROWTH.search(text, max(0, number.start - 16), number.start)
        or _RATE.search(text, max(0, number.start - 10), number.start)
        or ("." in text[number.start : number.end] and _SHARES.search(text, max(0, number.start - 8), number.start))
        or (
            _BLANK.match(text, number.end) is not None
            and _BEFORE_PERCENT.search(text, max(0, number.start - 16), number.start) is not None
        )
    )


def _is_index(text: str, number: Numeral) -> bool:
    """Whether the number is that of an index or ratio, which has no unit (性别比由108.9下降为106.8)."""
    low = max(0, number.start - 40)
    clause = max(low, *(text.rfind(mark, low, number.start) + 1 for mark in ",;。\n"))
    return _INDEX.search(text, clause, number.start) is not None


def lost_unit(text: str, number: Numeral) -> bool:
    """Whether only the unit of a number is missing, as the words around it show.

    改造农村危房8612。 (what was done to what), 由84.7提升至89.6 (from and to), 下辖12镇 (places governed).
    """
    if number.chinese or number.headless or _is_year(text, number):
        return False
    if number.scale == 1 and _is_index(text, number) and _INDEX_END.match(text, number.end):
        return True
    if number.scale == 1 and _PLACE.match(text, number.end):
        return bool(_RULES_OVER.search(text, max(0, number.start - 14), number.start))
    if _FROM.search(text, max(0, number.start - 9), number.start) and _MOVING.match(text, number.end):
        return True
    if not _CLAUSE_END.match(text, number.end) or number.start == 0:
        return False
    if _MOVED_TO.search(text, max(0, number.start - 22), number.start):
        return True
    before = text[number.start - 1]
    if number.scale != 1 and before == "、" and text[number.start - 2] in "万亿":  # 跨越7万亿、8万亿
        return True
    if not re.match(r"[一-龥]", before) or before in "第年月日号至到和及与或共话编":
        return False
    if number.scale == 1 and number.value < 10:
        return False
    return number.scale != 1 or bool(_nouns().done.search(text, max(0, number.start - 24), number.start))
