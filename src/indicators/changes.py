"""Changes: a stated change or growth against the two levels that it lies between – 由1.93增加到18.75亿元, 增长8.7倍."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from indicators import comparability
from indicators.comparability import whole
from indicators.findings import Finding, judge
from indicators.likeness import knowledge, plain
from indicators.precision import Interval, exact, interval
from indicators.sides import Row
from indicators.statements import Statement

_TO = re.compile(
    r"(?:增加|提高|上升|扩大|下降|减少|降低|压减|缩小|增长|提升|升高|减|降|升|增|回落|发展|跃升|扩展|拓展|变化|攀升|缩减|压缩|调整)[了]?(?:到|至|为)|达到?"
)
_FROM = re.compile(r"(?:由|从|比|较)[^,;。]*$")
_YEARLY = re.compile(r"年均|每年|平均|年平均")
# What stands between two levels and a change that is not the one between them.
_OTHER = re.compile(
    r"[;。]|其中|当年|同比|比上年|去年|上年|[高低]于|[高低]出|比.{0,6}(?:平均|全[国省市区县])|平均水平|较(?!.{0,8}年)"
)
_FAR = 1000  # times: levels further apart, in two sentences, are hardly of one thing


_REAL = "增速可能按可比价格或同口径计算,或两处口径不同"


def find(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Give the changes and growths of a document that its own levels bear out or not."""
    levels: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for statement in statements:
        for row in statement.rows:
            if _level(row):
                levels[_key(row)].append(row)
    for statement in statements:
        for row in statement.rows:
            if row["measure"] not in ("growth", "change") or row["value_high"] is not None:
                continue
            pair = _from_to(statement, row) or _since(statement, row, levels)
            if pair:
                yield _checked(row, *pair, yearly=bool(_YEARLY.search(statement.lead(row))))


def _level(row: Row) -> bool:
    return bool(row["measure"] == "level" and row["value_high"] is None and row["value"])


def _key(row: Row) -> tuple[object, ...]:
    return row["document"], row["region"], row["metric"], row["status"]


def _from_to(statement: Statement, stated: Row) -> tuple[Row, Row] | None:
    """The two levels of 由A增加到B, right before a change that follows them in its sentence."""
    before = [r for r in statement.rows if r["start"] < stated["start"]]
    if len(before) < 2:
        return None
    first, last = before[-2:]
    if not (_level(first) and _level(last)) or any(first[c] != last[c] for c in ("metric", "unit", "per")):
        return None
    if stated["metric"] != last["metric"]:
        return None
    gap = statement.between(first, last)
    if not _TO.search(gap) or ";" in gap or not _FROM.search(statement.before(first)):
        return None
    years = _years(first, last)
    if stated["base"] == "yoy" and years != 1:  # 由2015年…提高到2020年…,同比增长8% is of one year
        return None
    return (first, last) if not _OTHER.search(statement.between(last, stated)) else None


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
    if sizes[1] > sizes[0] * _FAR:
        return None
    return then[0], now[-1]


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
    formula = f"{last['raw']} / {first['raw']} - 1 = {stated['raw']}"
    if years is None or (yearly and years < 1):
        return judge(
            "growth", stated, _growth(a, b, stated), _rate(before, after, stated), (first, last), formula, certain=False
        )
    if yearly:
        formula = f"({last['raw']} / {first['raw']}) ^ (1/{years}) - 1 = {stated['raw']}"
    computed = _growth(a, b, stated, years)
    real = re.search(knowledge()["constant_prices"], stated["metric_name"]) and stated["unit"] == "%"
    return judge(
        "growth", stated, computed, _rate(before, after, stated, years), (first, last), formula,
        certain=not real, note=_REAL if real else "",
    )  # fmt: skip


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
        a, b = interval(first), interval(last)
        formula = f"{last['raw']} / {first['raw']} - 1 = {stated['raw']}"
        note = "" if certain else _REAL
        yield judge(
            "growth", stated, _growth(a, b, stated), _rate(exact(first["value"]), exact(last["value"]), stated),
            (last, first), formula, certain=certain, note=note,
        )  # fmt: skip


def _words(row: Row) -> str:
    return plain(row["subject"] or "")
