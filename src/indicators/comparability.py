"""Comparability: whether two numbers may stand side by side – unit, denominator, length of period, base."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from indicators.units import dimension

# A metric with these words is one of each person, household or year, whether its number says so again or not.
_PER_HEAD = re.compile("均|标准|每|单产|强度|密度|单价")
_TIMES = {
    "年": Fraction(1),
    "月": Fraction(12),
    "个月": Fraction(12),
    "季": Fraction(4),
    "天": Fraction(365),
    "日": Fraction(365),
}
_ALIKE = {"名": "人", "位": "人", "生": "人", "孩": "人"}
_YEAR = re.compile(r"([0-9]{4})")


ONE = Fraction(1)


@lru_cache(maxsize=1024)
def units(a: str, b: str) -> tuple[str, Fraction, Fraction] | None:
    """Return the unit that two are compared in, and what each is multiplied by; None where none equals the other.

    The unit is the greater of the two, whichever comes first: 亩 and 公顷 compare in 公顷.
    """
    if a == b:
        return a, ONE, ONE
    (kind, size), (other_kind, other_size) = dimension(a), dimension(b)
    if kind != other_kind:
        return None
    common = max((size, a), (other_size, b))
    return common[1], size / common[0], other_size / common[0]


@lru_cache(maxsize=1024)
def pers(a: str | None, b: str | None, metric: str) -> tuple[str | None, Fraction, Fraction] | None:
    """Return the denominator that two are compared in, and what each number is multiplied by; None where none fits.

    Months are brought to years: 610元 per 月 is 7320元 per 年. What only one of them states must be what the metric's
    name implies: 人均纯收入 is per 人 with or without.
    """
    if a == b:
        return a, ONE, ONE
    (time, rest), (other_time, other_rest) = _parts(a), _parts(b)
    implied = bool(_PER_HEAD.search(metric))
    if rest != other_rest and not (implied and (not rest or not other_rest)):
        return None
    if time == other_time or (implied and (not time or not other_time)):
        return (a or b), ONE, ONE
    if not time or not other_time:
        return None
    common = min(_TIMES[time], _TIMES[other_time])
    longest = a if common == _TIMES[time] else b
    return longest, _TIMES[time] / common, _TIMES[other_time] / common


def _parts(per: str | None) -> tuple[str, frozenset[str]]:
    """Split a denominator into its time and the rest: 人·年 → 年, {人}."""
    names = (per or "").split("·") if per else []
    times = [n for n in names if n in _TIMES]
    return (times[0] if times else ""), frozenset(_ALIKE.get(n, n) for n in names if n not in _TIMES)


@lru_cache(maxsize=4096)
def length(period: str | None) -> str:
    """Return how long a period is and in which part of the year it lies, apart from the year itself.

    Two periods of one length can be compared: 2021 and 2022, 2021-S1 and 2022-S1, 2016/2020 and 2021/2025; the
    last day of a year counts as the year, whose stock it states.

    >>> length("2022"), length("2021-12-31"), length("2021-S1"), length("2016/2020")
    ('', '', 'S1', '/5')
    """
    if not period:
        return ""
    if "/" in period:
        first, last = period.split("/", 1)
        years = _YEAR.match(first), _YEAR.match(last)
        if first.isdigit() and last.isdigit() and all(years):
            return f"/{int(last) - int(first) + 1}"
        return f"{first[5:]}/{last[5:]}"
    return whole(period)[5:]


def whole(period: str) -> str:
    """Return the year for its last day, whose stock is the year's; other periods as they are."""
    return period.removesuffix("-12-31") if "/" not in period else period


def base(row: Mapping[str, Any]) -> str:
    """Return what a growth or change is measured against, relative to its own period: yoy, pop, -5, or nothing.

    A base period that is the year before is the same as yoy: 比2020年增长 of 2021.
    """
    stated = row["base"] or ""
    year = _YEAR.match(stated)
    if not year or row["year"] is None:
        return stated
    back = int(row["year"]) - int(year[1])
    return "yoy" if back == 1 else f"-{back}"
