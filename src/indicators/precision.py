"""Precision: how exactly a row states its number, from the digits that are written.

62.46亿元 means anything from 62.455 to 62.465亿元; 3660个 is a count and exact; 近6万 and 240多个 say less.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from indicators.text import normalise
from indicators.units import resolve

Interval = tuple[Fraction, Fraction]

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.([0-9]+))?")
_SCALE = re.compile(r"[多余来几]?([十百千万亿]*)")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_COUNTED = frozenset({"count", "people", "households", "visits", "livestock"})
# How far 近, 约, 多, 不足 reach from the number they stand at: a convention of this project, wide on purpose.
LOOSE = Fraction(1, 10)


def exact(value: float) -> Fraction:
    """Return a value of the table as the decimal that it was written as: 4.1, not 4.0999999999999996447."""
    return Fraction(repr(value))


def step(row: Mapping[str, Any]) -> Fraction:
    """Return the weight of the last digit that a row's number is written with, in its base unit; 0 for a count.

    >>> float(step({"raw": "62.46亿元", "value": 6246000000.0, "unit": "元"}))
    1000000.0
    """
    return _step(row["raw"] or "", row["value"], row["unit"] or "", row.get("value_high") is not None)


@lru_cache(maxsize=16384)
def _step(written_as: str, number: float, named: str, is_range: bool) -> Fraction:
    raw = normalise(written_as)
    numbers = list(_NUMBER.finditer(raw))
    value = abs(exact(number))
    scale = Fraction(1)
    decimals = 0
    if len(numbers) == 1 or (numbers and is_range):
        written = Fraction(numbers[0][0].replace(",", ""))
        decimals = len(numbers[0][1] or "")
        scale = value / written if written and value else scale
    elif numbers:  # 1亿2000万: the last part says how fine
        decimals = len(numbers[-1][1] or "")
        after = _SCALE.match(raw, numbers[-1].end())
        for sign in after[1] if after else "":
            scale *= _SCALES[sign]
    unit = resolve(named)
    counted = unit is None or unit.kind in _COUNTED
    if counted and not decimals and scale == 1:
        return Fraction(0)
    return scale / Fraction(10**decimals)


def interval(row: Mapping[str, Any]) -> Interval:
    """Return the least and the greatest value that a row's number may stand for, in its base unit.

    A rounded number reaches half a step to each side, a range from end to end, and 近 or 多 a tenth further.
    """
    low = exact(row["value"])
    high = low if row.get("value_high") is None else exact(row["value_high"])
    low, high = min(low, high), max(low, high)
    half = step(row) / 2
    bound = row.get("bound") or "exact"
    below = max(abs(low) * LOOSE, half) if bound in ("about", "under") else half
    above = max(abs(high) * LOOSE, half) if bound in ("about", "over") else half
    return low - below, high + above


def agree(a: Mapping[str, Any], b: Mapping[str, Any], factor: Fraction = Fraction(1)) -> bool:
    """Say whether one row's number is the other's, or a rounding of it; `factor` brings b to the unit of a.

    >>> a = {"raw": "4.9亿元", "value": 490000000.0, "unit": "元"}
    >>> agree(a, {"raw": "48967万元", "value": 489670000.0, "unit": "元"})
    True
    >>> agree(a, {"raw": "4.96亿元", "value": 496000000.0, "unit": "元"})
    False
    >>> agree({"raw": "3万亩", "value": 3e4, "unit": "亩"}, {"raw": "3.5万亩", "value": 3.5e4, "unit": "亩"})
    False
    """
    high, other_high = a.get("value_high"), b.get("value_high")
    if factor == 1 and a["value"] == b["value"] and high == other_high:
        return True
    value, other = exact(a["value"]), exact(b["value"]) * factor
    if (high is None) != (other_high is None):
        return False
    if high is not None and exact(high) != exact(other_high) * factor:  # type: ignore[arg-type]
        return False
    if value == other:
        return True
    steps = step(a), step(b) * factor
    # Numbers of equal precision that differ are two numbers; a coarser one may be a rounding of a finer (3.5 is 4).
    coarse, fine = (value, other) if steps[0] > steps[1] else (other, value)
    half = max(steps) / 2
    return steps[0] != steps[1] and coarse * fine >= 0 and abs(coarse) - half <= abs(fine) < abs(coarse) + half
