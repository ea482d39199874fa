"""Columns: what the heading of a table's column says of the numbers below it.

Headings follow the habits of statistical communiqués and yearbooks: 绝对数, 比上年增长(%), 比重(%),
年末数(万人), 12月末, 比年初增加额, 2021年, 产量(万吨), 预算数.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators import cues, periods, units
from indicators.cells import NOTE, NUMBERED, YEAR, Sheet, read_unit
from indicators.periods import Period

PERCENT = units.Found("%", Decimal(1), "percent", None, 1)

_SIGNS = re.compile(r"\([+\-±、/ ]+\)")  # 增(+)减(-)
_SHORT_YEAR = re.compile(r"(?<![0-9])([0-9]{2})(?=年)")
_BRACKETS = re.compile(r"[(\[](?:单位:)?(?P<inside>[^()\[\]]*)[)\]]")
_APART = re.compile(r"^(?P<words>\S.*\S)(?:\s+|\s*[,/、]\s*)(?P<unit>[^\s,/、]+(?:/\S+)?)$")
_PERCENT_SIGN = re.compile(r"(?:±|\+/?-|-)?[%‰]")
_SKIPPED = re.compile(
    r"序号|编号|代码|.*电话|备注|说明|行次|栏次|附注|.*(?:负责人|联系人)|邮编|.*日期|.*时间|年龄|层数"
)
_UNIT = re.compile(r"(?:计量)?单位")
_RANK = re.compile(r"位次|排名|名次|排序|位居")
_OF_PLAN = re.compile(
    r"(?:占|为|完成).*(?P<of>预算|计划|目标|任务)|(?P<off>预算|计划|目标|任务).*(?:完成率|进度|执行率)|完成率|执行率"
)
_BARE_OF_PLAN = re.compile(r"(?:占|为)(?:年初|全年|年度|调整)*(?:预算|计划|目标|任务)数?")  # 为预算
_OF_BASE = re.compile(
    r"(?:决算数?|执行数?|完成数?)?[为占是]?(?:上年|去年)(?:同期)?(?:决算数?|执行数?|完成数?|实绩)?的?"
)
_SHARE = re.compile(r"比重|占比|构成|份额|所占|占[^,]*(?:比例|百分比)?$")
_GROWTH = re.compile(
    r"增长|增速|增幅|增减|同比|环比|涨幅|降幅|升降|涨跌|变动|±|\+/?-|(?:比|较)(?:上|去)[年月季期]|增加|减少|下降|上升|提高"
    r"|与[^,;]{2,8}(?:相比|比较)"
)
_RELATIVE = re.compile(
    r"增长(?!量|额|数|点)|增速|增幅|幅度|同比(?!增[加减]|[^%]*[额量数])|环比|涨幅|降幅|升降幅|涨跌|±|\+/?-|与[^,;]{2,8}(?:相比|比较)"
)
_ABSOLUTE = re.compile(
    r"增加(?!值)|增减|净增|增[量额]|增长[量额数]|变动[量额数]|减少|百分点|(?:比|较)[^,]{1,6}(?:增|减|±)"
)
_FALLS = re.compile(r"下降|减少|降幅|降低|减幅")
_RISES = re.compile(r"增|升|涨|±")
_TARGET = re.compile(r"目标|计划|预期|预计|规划|任务|预算(?!执行|外|内)")
_PLANNED = re.compile(r"年初(?:安排)?(?:预算|计划|目标)")
_YEAR_BEFORE = re.compile("[上去]年")
_MONTH = re.compile(r"[本当]月(?!止|累|末|底)")
_NOT_TARGET = re.compile(r"实际|执行|完成|决算")
# Headings that say only that a value stands below: the row says of what.
_PLAIN = re.compile(
    r"(?:年?平?均|绝对[数量值额]|指标值|数值|数额|数量|总量|总数|金额|数据|结果|水平|数|值|额"
    r"|(?:[年期月]末|[年期]初|1-本月|止|本[年期月]|上[年期月]|当[年期月]|全年|实际|完成|累计|执行|决算|预算|计划|目标|任务|预期|快报|同期|年度|调整后?|变动)*(?:数|值|额|情况|完成)?"
    r"|合计|总计|小计|总额)"
)
_ALL = re.compile(r"全[国省市县旗区州盟镇乡](?:合计|总计)?")
_COMPARED = re.compile(
    r"同比|环比|与[^,;]{2,8}(?:相比|比较)|(?:比|较)(?:多年平均|常年|历年)(?:同期)?|(?:比|较|与|同)(?:上|去)?[年月季期]?(?:同期|同月|末|初|底|年末|年底)?(?:决算数?|执行数?|实绩|基数)?(?:相比)?"
)
_MEASURED = re.compile(
    r"名义|实际|同比|环比|增长速度|增长率|增长|增速|增幅|增减幅?|增加(?!值)|净增|增[量额]|涨跌幅?度?|涨幅|降幅|升降幅?度?|下降|上升|提高|减少|变动|幅度|额$|量$|数$|[±%‰+\-]"
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a heading says of the numbers below it.

    role: value, label, unit (of the row) or skipped; words: the metric's, empty where the rows name it.
    """

    heading: str
    role: str = "value"
    words: str = ""
    unit: units.Found | None = None
    measure: str = "level"
    sign: int = 1
    base: str | None = None  # yoy, pop, start (the end of the year before) or the code of a period
    period: Period | None = None
    month: bool = False  # 本月: the last month of the table's period
    status: str = ""  # empty where the heading does not say


def label(text: str) -> tuple[str, units.Found | None]:
    """Part a label from the unit written with it (粮食(万吨), 粮食产量 万吨); blanks inside words go.

    >>> label("粮 食(万吨)")[0], label("男 性")
    ('粮食', ('男性', None))
    """
    unit: units.Found | None = None
    for m in reversed(list(_BRACKETS.finditer(text))):
        inside = m["inside"].strip()
        found = PERCENT if _PERCENT_SIGN.fullmatch(inside) and "‰" not in inside else read_unit(inside)
        if found is None and "," in inside:  # (上半年,元)
            said, _, last = inside.rpartition(",")
            found = read_unit(last)
            text = text[: m.start()] + said * (found is not None) + text[m.start() :]
            m = next(x for x in _BRACKETS.finditer(text) if x["inside"].strip() == inside)
        if found is not None:
            unit = unit or found
            text = text[: m.start()] + ("±" if inside[:-1] else "") * (found is PERCENT) + text[m.end() :]
    text = NOTE.sub("", text).strip()
    apart = _APART.match(text) if unit is None else None
    if apart and (found := read_unit(apart["unit"])) is not None:
        text, unit = apart["words"], found
    if unit is None and re.search(r"[一-龥±\-]%$", text):
        text, unit = text[:-1], PERCENT
    return re.sub(r"\s+", "", text), unit


def read(heading: str, year: int | None) -> Column:
    """Read the heading of a column; `year` is that of the table, against which 12月末 and 上年 are read."""
    words, unit = label(_SHORT_YEAR.sub(_in_full, _SIGNS.sub("", heading)))
    if _UNIT.fullmatch(words):
        return Column(heading, "unit")
    if _SKIPPED.fullmatch(words):
        return Column(heading, "skipped")
    if YEAR.fullmatch(words):
        number = int(words[:4])
        return Column(heading, unit=unit, period=Period(0, len(words), str(number), number, "at"))
    named = periods.find(words, year)
    # 年初预算数 is the plan of the year, not of its first day.
    planned = _PLANNED.search(words)
    period = None if planned else next((p for p in named if p.role == "at" and p.year), None)
    column = Column(heading, unit=unit, period=period, month=bool(_MONTH.search(words)), words=_words(words, named))
    if _RANK.search(words):
        place = units.Found("位", Decimal(1), "rank", None, 1)
        return replace(column, measure="rank", unit=place, words=_RANK.sub("", words).strip("在全省市县区"))
    if (m := _OF_PLAN.search(words)) and (
        unit is PERCENT or words.endswith(("率", "进度", "的")) or _BARE_OF_PLAN.fullmatch(words)
    ):
        of = m["of"] or m["off"] or ""
        return replace(column, measure="share", unit=PERCENT, words=f"{of}完成率", period=None)
    if _OF_BASE.fullmatch(words) and unit is PERCENT:
        return replace(column, measure="share", words="与上年之比", period=None)
    relative = unit is PERCENT or (unit is None and _RELATIVE.search(words))
    if _GROWTH.search(words) and relative and not _SHARE.search(words):
        return _compared(column, words, named, "growth", PERCENT)
    if unit is not PERCENT and _ABSOLUTE.search(words):
        return _compared(column, words, named, "change", unit)
    if _SHARE.search(words) and (unit is PERCENT or unit is None):
        return replace(
            column,
            measure="share",
            unit=PERCENT,
            words=re.sub(r"(?:所占)?(?:比重|占比|构成|份额|比例|百分比).*$|占.*$", "", column.words),
        )
    if _NOT_TARGET.search(words):
        return replace(column, status="actual")
    return replace(column, status="target" if _TARGET.search(words) else "")


def _in_full(year: re.Match[str]) -> str:
    return ("19" if year[1] > "49" else "20") + year[1]  # 07年预算


def of(sheet: Sheet, amounts: list[units.Found], caption: str, year: int | None) -> list[Column]:
    """Read the headings of a table together: a growth or share speaks of the level at its left.

    `amounts` are the units of the table's unit line, `caption` is its title, `year` the table's own.
    """
    width = len(sheet.rows[0].cells)
    found: list[Column] = []
    level: list[Column] = []
    for j, heading in enumerate(sheet.header or [""] * width):
        column = read(heading, year)
        if j < sheet.labels or column.role != "value":
            below = [r.cells[j] for r in sheet.rows]
            if column.role == "unit" or not heading:
                known = sum(1 for c in below if c and (c.text == "%" or read_unit(c.text)))
                column = replace(column, role="unit" if known * 2 > len(below) else "label")
            elif column.role == "value" or (j < sheet.labels and not NUMBERED.fullmatch(heading)):
                column = replace(column, role="label")
            found.append(column)
            continue
        if column.measure == "level":
            if level and found[-1].measure != "level":
                level = []
            level.append(column)
        elif level:
            column = _inheriting(column, level)
        found.append(column)
    values = [c for c in found if c.role == "value"]
    first_only = not amounts and len(values) > 1 and [c.unit for c in values] == [PERCENT, *[None] * (len(values) - 1)]
    if first_only and values[0].measure == "level":
        found = [replace(c, unit=None) if c is values[0] else c for c in found]  # 全市(%), 城市, 农村
    if first_only or (amounts and all(u.base == "%" for u in amounts)):
        found = [_percent(c, caption) for c in found]
    relative = any(c.unit is PERCENT for c in found if c.role == "value")
    bases = {u.base for u in amounts}
    if (
        not relative and "%" in bases and len(bases) > 1 and "百分点" not in bases
    ):  # 单位:万立方米、% over 用水量, 比上年增减
        vague = [c for c in found if c.measure == "change" and c.unit is None and "增减" in c.heading]
        found = [replace(c, measure="growth", unit=PERCENT) if c in vague else c for c in found]
    return _told_apart(found)


def _percent(column: Column, caption: str) -> Column:
    """A column without words of its measure, where the unit line says %: the caption tells growth from share."""
    if column.role != "value" or column.measure != "level" or column.unit is not None or "性别比" in column.words:
        return column
    if re.search(r"增速|涨跌|涨幅|升降|增长", caption):
        return replace(column, measure="growth", unit=PERCENT, base="yoy")
    return replace(column, measure="share", unit=PERCENT) if re.search(r"构成|比重", caption) else column


def _compared(column: Column, words: str, named: list[Period], measure: str, unit: units.Found | None) -> Column:
    known = cues.context()
    if known.start.search(words):
        base: str | None = "start"
    elif known.pop.search(words):
        base = "pop"
    else:
        code = next((p.code for p in named if p.role == "base" and words[p.start].isdigit()), None)
        base = code or "yoy"
    sign = -1 if _FALLS.search(words) and not _RISES.search(words) else 1
    own = re.sub(_MEASURED, "", _COMPARED.sub("", column.words))
    return replace(column, measure=measure, unit=unit, sign=sign, base=base, words="" if _PLAIN.fullmatch(own) else own)


def _words(text: str, named: list[Period]) -> str:
    """The heading without its periods; nothing where it only says that a value stands below."""
    for p in reversed(named):
        text = text[: p.start] + text[p.end :]
    text = re.sub(r"^[本上当][周旬](?=.)", "", text)
    text = re.sub(r"^[的份末底初]+(?=$|[一-龥]{2})|[()]", "", text)
    return "" if _PLAIN.fullmatch(text) or _ALL.fullmatch(text) else text


def _inheriting(column: Column, level: list[Column]) -> Column:
    """Give a growth, change or share the words, unit and latest period of the levels at its left."""
    words = column.words or level[-1].words
    unit = column.unit or (level[-1].unit if column.measure == "change" else None)
    period = column.period
    if period is None:
        now = [c for c in level if not _YEAR_BEFORE.match(c.heading.replace(" ", ""))]  # 上年完成数 is the base
        dated = [c.period for c in now if c.period and c.words == level[-1].words]
        period = max(dated, key=lambda p: (p.year or 0, p.code or ""), default=None)
    status = ""
    if (
        column.measure != "share" or "完成" not in column.words
    ):  # 比上年增长 of 2013年计划 is planned as well, 完成率 is not
        status = next((c.status for c in reversed(level) if c.period == period), "")
    return replace(column, words=words, unit=unit, period=period, status=column.status or status)


def _told_apart(found: list[Column]) -> list[Column]:
    """Columns that would state the same thing keep the words of their headings: 年初预算数, 调整预算数."""

    def key(c: Column) -> tuple[str, str, str | None, str | None, bool, str]:
        return c.words, c.measure, c.base, c.period.code if c.period else None, c.month, c.status

    values = [key(c) for c in found if c.role == "value"]
    return [
        replace(c, words=label(c.heading)[0] or c.words)
        if c.role == "value" and values.count(key(c)) > 1 and c.measure != "growth"
        else c
        for c in found
    ]
