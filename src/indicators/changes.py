"""Changes: a stated change or growth against the two levels that it lies between – 由1.93增加到18.75亿元, 增长8.7倍."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from indicators import comparability
from indicators.comparability import whole
from indicators.findings import CONSISTENT, Finding, judge
from indicators.likeness import knowledge, plain
from indicators.precision import Interval, exact, interval
from indicators.sides import Row
from indicators.statements import Statement

_UP_DOWN = (
    "增加|提高|上升|扩大|下降|减少|降低|压减|缩小|增长|提升|升高|回落|发展|跃升|扩展|拓展|攀升|缩减|缩短|压缩|净增|上涨|下跌"
    "|减|降|升|增"
)
# 由A增加到B: what stands before A, and between A and B.
_FROM = re.compile(r"(?:由|从)[^,;。]*$")
_TO = re.compile(rf"(?:{_UP_DOWN}|变化|调整)了?(?:到|至|为)|[^,;。0-9]{{1,8}}(?:到|至)$")
# B,比上年的A增加C: what stands between B and A.
_AGAINST = re.compile(
    r"[,(](?:比|较|而?(?:上年末?|去年|[12][0-9]{3}年))[^,;。()0-9]{0,8}?(?:[12][0-9]{3}年)?(?:末|底|初|同期)?的?(?:仅?为|仅?是|只有)?$"
    r"|[,(](?:比|较|同|与|和)[^,;。()]{2,24}的$"
)
# B,比上年增加C,而1996年为A: what stands between C and A.
_AFTER = re.compile(r"[,(](?:而)?(?:上年|去年|[12][0-9]{3}年)[^,;。()0-9]{0,8}?(?:仅?为|仅?是|只有)$")
# B,比上年增加C: what stands between B and C; then between C and its percentage.
_BY = re.compile(rf"[,(](?:比|较)(?:上年末?|去年|年初|上年同期|去年同期|上年底)[^,;。()0-9]{{0,4}}(?:{_UP_DOWN})了?$")
_OR = re.compile(rf"[,、(]?(?:同比|比上年)?(?:{_UP_DOWN}|增幅|降幅|涨幅)(?:为|达|了)?$")
# What stands right before a change of what was named: no words of another matter.
_BARE = re.compile(
    rf"(?:(?:[0-9一二三四五六七八九十]+|[几这])年(?:间|来)?)?(?:年均|年平均|平均每年|累计|净|共|实际|又|再|均|分别)?"
    rf"(?:{_UP_DOWN}|新增|增收|减收|延长)(?:了|幅度)?(?:约|近|达|为)?|(?:增|降|涨|升)幅(?:为|达)?|(?:比|较)(?:上年|去年)(?:{_UP_DOWN})|"
)
# What stands between two levels and a change that is not the one between them.
_OTHER = re.compile(
    r"[;。]|其中|当年|同比|比上年|去年|上年|[高低]于|[高低]出|比.{0,6}(?:平均|全[国省市区县])|平均水平|较(?!.{0,8}年)|可比|同期"
)
_YEARLY = re.compile(r"年均|每年|平均|年平均")
_FAR = 1000  # times: levels further apart, in two sentences, are hardly of one thing
_REAL = "增速可能按可比价格或同口径计算,或两处口径不同"


def find(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Give the changes and growths of a document that its own levels bear out or not."""
    levels: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for statement in statements:
        for row in statement.rows:
            if _level(row):
                levels[_key(row)].append(row)
    told = _told(statements)
    for statement in statements:
        for n, row in enumerate(statement.rows):
            if row["measure"] not in ("growth", "change") or row["value_high"] is not None:
                continue
            if "番" in row["raw"]:  # 翻了两番 is at least that much
                continue
            if pair := _between(statement, n) or _since(statement, row, levels):
                yield _checked(row, *pair, yearly=bool(_YEARLY.search(statement.lead(row))))
            elif finding := _by_its_change(statement, n):
                yield finding
            for first, last in told.get((*_key(row), whole(row["base"] or "-")), ()):
                again = _checked(row, first, last, yearly=False) if row["measure"] == "change" else None
                # Of another day than the change: that it fits says something, that it does not says nothing.
                if again and again.verdict == CONSISTENT and row["unit"] == last["unit"]:
                    yield again


def _told(statements: Sequence[Statement]) -> dict[tuple[object, ...], list[tuple[Row, Row]]]:
    """The pairs of levels that sentences tell of as 由A减少到B, by their metric and the period of the first."""
    pairs: dict[tuple[object, ...], list[tuple[Row, Row]]] = defaultdict(list)
    for statement in statements:
        for first, last in pairwise(statement.rows):
            if not (_level(first) and _level(last)) or _key(first) != _key(last) or not _alike(first, last):
                continue
            if _TO.search(statement.between(first, last)) and _FROM.search(statement.before(first)):
                pairs[(*_key(first), _period(first))].append((first, last))
    return pairs


def _alike(a: Row, b: Row) -> bool:
    """Whether two levels are in one unit, per the same where both say of what."""
    return bool(a["unit"] == b["unit"] and (a["per"] == b["per"] or not a["per"] or not b["per"]))


def _level(row: Row) -> bool:
    return bool(row["measure"] in ("level", "share") and row["value_high"] is None and row["value"])


def _key(row: Row) -> tuple[object, ...]:
    return row["document"], row["region"], row["metric"], row["status"]


def _between(statement: Statement, n: int) -> tuple[Row, Row] | None:
    """The two levels that stand before a change in its sentence: 由A增加到B,增加C; or B,比上年的A增加C,增长x%."""
    rows = statement.rows
    stated, before = rows[n], rows[:n]
    if before and n + 1 < len(rows) and _AFTER.fullmatch(statement.between(stated, rows[n + 1])):
        last, first = before[-1], rows[n + 1]
        beside = _level(first) and _level(last) and _alike(first, last) and _fits(statement, last, stated, last)
        return (first, last) if beside else None
    while before and before[-1]["measure"] in ("growth", "change"):
        before = before[:-1]
    if len(before) < 2:
        return None
    first, last = before[-2:]
    if not (_level(first) and _level(last)) or not _alike(first, last):
        return None
    if _OTHER.search(statement.between(last, stated)) or not _fits(statement, rows[n - 1], stated, last):
        return None
    gap = statement.between(first, last)
    if _AGAINST.fullmatch(gap):
        return last, first
    if not (_TO.search(gap) and _FROM.search(statement.before(first))) or re.search("[;。]", gap):
        return None
    if stated["base"] == "yoy" and _years(first, last) != 1:  # 由2015年…提高到2020年…,同比增长8% is of one year
        return None
    return first, last


def _fits(statement: Statement, previous: Row, stated: Row, level: Row) -> bool:
    """Whether a change is in the unit of a level, where percentages change by 百分点, and of no other matter."""
    units = stated["measure"] == "growth" or stated["unit"] == {"%": "百分点"}.get(level["unit"], level["unit"])
    words = re.split("[,、:(]", statement.between(previous, stated))[-1]
    return bool(units and _BARE.fullmatch(words))


def _since(statement: Statement, stated: Row, levels: dict[tuple[object, ...], list[Row]]) -> tuple[Row, Row] | None:
    """The level that a change is stated with, and that of its base period elsewhere in the document."""
    base = stated["base"] or ""
    if not base or base in ("yoy", "pop") or stated["measure"] != "change":
        return None
    known = levels[_key(stated)]
    now = [r for r in statement.rows if r in known and r["start"] < stated["start"] and _period(r) == _period(stated)]
    then = [r for r in known if _period(r) == whole(base)]
    if not now or not then or len({r["value"] for r in then}) > 1:
        return None
    if len({(r["unit"], r["per"]) for r in (now[-1], then[0])} | {(stated["unit"], now[-1]["per"])}) > 1:
        return None
    sizes = sorted(abs(r["value"]) for r in (now[-1], then[0]))
    return None if sizes[1] > sizes[0] * _FAR else (then[0], now[-1])


def _by_its_change(statement: Statement, n: int) -> Finding | None:
    """A growth whose level and change stand before it: 床位14826张,比上年增加541张,增长3.8%."""
    if n < 2 or statement.rows[n]["measure"] != "growth" or statement.rows[n]["unit"] != "%":
        return None
    last, change, stated = statement.rows[n - 2 : n + 1]
    if not _level(last) or change["measure"] != "change" or not _alike(last, change):
        return None
    if not _BY.fullmatch(statement.between(last, change)) or not _OR.fullmatch(statement.between(change, stated)):
        return None
    b, c = interval(last), interval(change)
    first = b[0] - c[1], b[1] - c[0]
    if first[0] <= 0:
        return None
    center = exact(change["value"]) / (exact(last["value"]) - exact(change["value"])) * 100
    ends = [x / y * 100 for x in c for y in first]
    formula = f"{change['raw']} / ({last['raw']} - {change['raw']}) = {stated['raw']}"
    certain, note = _nominal(stated)
    return judge("growth", stated, (min(ends), max(ends)), center, (last, change), formula, certain=certain, note=note)


def _nominal(stated: Row) -> tuple[bool, str]:
    """Whether a growth follows from levels; that of 生产总值 and 增加值 is stated at constant prices."""
    real = stated["unit"] == "%" and re.search(knowledge()["constant_prices"], stated["metric_name"] or "")
    return (False, _REAL) if real else (True, "")


def _period(row: Row) -> str:
    return whole(row["period"] or "")


def _checked(stated: Row, first: Row, last: Row, *, yearly: bool) -> Finding:
    """Judge a change or growth by its two levels."""
    a, b = interval(first), interval(last)
    before, after = exact(first["value"]), exact(last["value"])
    if stated["measure"] == "change":
        formula = f"{last['raw']} - {first['raw']} = {stated['raw']}"
        computed = b[0] - a[1], b[1] - a[0]
        return judge("change", stated, computed, after - before, (first, last), formula, certain=not yearly)
    years = _years(first, last) if yearly else 1
    certain, note = _nominal(stated)
    formula = f"{last['raw']} / {first['raw']} - 1 = {stated['raw']}"
    if years is None or years < 1:
        years, certain = 1, False
    elif yearly:
        formula = f"({last['raw']} / {first['raw']}) ^ (1/{years}) - 1 = {stated['raw']}"
    computed, center = _growth(a, b, stated, years), _rate(before, after, stated, years)
    return judge("growth", stated, computed, center, (first, last), formula, certain=certain, note=note)


def _years(first: Row, last: Row) -> int | None:
    return None if first["year"] is None or last["year"] is None else int(last["year"]) - int(first["year"])


def _rate(before: Fraction, after: Fraction, stated: Row, years: int = 1) -> Fraction:
    times = after / before
    rate = times - 1 if years == 1 else Fraction(float(times) ** (1 / years)) - 1
    return rate if stated["unit"] == "倍" else rate * 100


def _growth(a: Interval, b: Interval, stated: Row, years: int = 1) -> Interval:
    return _rate(a[1], b[0], stated, years), _rate(a[0], b[1], stated, years)


def across(rows: Iterable[Row]) -> Iterator[Finding]:
    """Check a level and its growth against the level of the year before, mostly in another report.

    Growth at constant prices or on a comparable basis (生产总值, 增加值) follows from no levels: nothing is said of it
    where it does not fit.
    """
    levels: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    growths = []
    for row in rows:
        if row["status"] != "actual" or len(_period(row)) != 4:
            continue
        if _level(row):
            levels[row["metric"], row["region"], row["unit"], row["per"], _period(row)].append(row)
        elif row["measure"] == "growth" and row["unit"] == "%" and comparability.base(row) == "yoy":
            growths.append(row)
    real = re.compile(knowledge()["real_growth"])
    for stated in growths:
        now = [
            r for key, each in levels.items() if key[0] == stated["metric"] and key[1] == stated["region"]
            for r in each if r["document"] == stated["document"] and _period(r) == _period(stated)
        ]  # fmt: skip
        if len({r["value"] for r in now}) != 1:
            continue
        last = now[0]
        past = levels.get((*(last[c] for c in ("metric", "region", "unit", "per")), str(int(_period(last)) - 1)), [])
        past = [r for r in past if r["value"] > 0]
        if not past or last["value"] <= 0:
            continue
        first = past[0]
        same = len({r["value"] for r in past}) == 1 and _words(first) == _words(last) == _words(stated)
        certain = same and not real.search(stated["metric_name"]) and not str(stated["metric"]).startswith("general.")
        formula = f"{last['raw']} / {first['raw']} - 1 = {stated['raw']}"
        computed = _growth(interval(first), interval(last), stated)
        center = _rate(exact(first["value"]), exact(last["value"]), stated)
        note = "" if certain else _REAL
        yield judge("growth", stated, computed, center, (last, first), formula, certain=certain, note=note)


def _words(row: Row) -> str:
    return plain(row["subject"] or "")
