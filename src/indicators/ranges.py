"""Ranges: two numbers that make one quantity (3-5万元), and listed numbers that share a unit (15、22个)."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from indicators import numerals, units
from indicators.numerals import Numeral

_CONNECTOR = re.compile(r" ?(?:\((?:含|不含)\))? ?(?P<word>-{1,2}|~{1,2}|至|到|[与和](?=[^,。;\n]{1,14}?之?间))\s?")
# 从40元增加到850元 and 从3万到5万元 state two levels, 3至5万元 one range.
_FROM = re.compile(r"[从由自][^,。;:\n0-9]{0,8}$")
_LISTED = re.compile(r"(?:(?:、|和|及|与) ?(?P<last>-?[0-9][0-9,]*(?:\.[0-9]+)?))+ ?(?P<scale>[万亿]*)")
_SCALED = re.compile(r"(?:(?:、|和|及|与) ?[0-9][0-9,]*(?:\.[0-9]+)?[万亿]+)+")
_OPENS = re.compile(r"(?:[一-龥]|[0-9万亿]、)$")  # after a mark, 2、150个 is point two of a list


class Pair(NamedTuple):
    """The two ends of a range in the base unit, or, where `apart` holds, the first of two levels."""

    low: Decimal
    high: Decimal
    unit: units.Found | None
    end: int
    apart: bool


def read(text: str, number: Numeral, unit: units.Found | None, covered: Sequence[int]) -> Pair | None:
    """Read the upper number behind a number (and its unit, where it has one of its own: 1万元-5万元)."""
    if number.high is not None:
        return None
    match = _CONNECTOR.match(text, unit.end if unit else number.end)
    second = numerals.read(text, match.end()) if match else None
    if match is None or second is None or covered[second.start] or second.value < 0:
        return None
    second_unit = units.match(text, second.end)
    if unit and (second_unit is None or second_unit.base != unit.base):
        return None
    low, high = _ends(text, number, second, unit, second_unit)
    end = second_unit.end if second_unit else second.end
    apart = match["word"] in ("至", "到") and from_to(text, number.start)
    if apart:
        return None if unit or second_unit is None else Pair(low, high, second_unit, number.end, True)
    return Pair(low, high, second_unit, end, False) if low < high else None


def from_to(text: str, start: int) -> bool:
    """Whether the words before a number announce two levels (从, 由): 从3万到5万元 is no range."""
    found = _FROM.search(text, max(0, start - 12), start)
    return found is not None and "中" not in found.group()  # 从新增财力中提取10%至15% is a range


def _ends(
    text: str, number: Numeral, second: Numeral, unit: units.Found | None, second_unit: units.Found | None
) -> tuple[Decimal, Decimal]:
    """Give both ends their scale: 3-5万 is 30,000 to 50,000, 8000至1万 is 8,000 to 10,000."""
    low, high = number.value, second.high or second.value
    if unit is None and number.scale == 1 and second.scale != 1 and low < second.value / second.scale:
        low *= second.scale
    elif number.chinese and second.chinese and number.scale == 1 and low < 10:
        step = numerals.parse("一" + text[second.end - 1]) if text[second.end - 1] in "百千" else None
        low = low * step if step and low * step < second.value else low
    upper = second_unit.factor if second_unit else Decimal(1)
    return low * (unit.factor if unit else upper), high * upper


def listed(text: str, number: Numeral) -> tuple[units.Found, Decimal] | None:
    """Find the unit and scale that a number shares with those behind it: 分别提高15、22个百分点."""
    if number.chinese or not _OPENS.search(text, max(0, number.start - 2), number.start):
        return None
    if number.scale != 1:  # 4.7亿、59.3亿和384.2亿吨公里
        match = _SCALED.match(text, number.end)
        unit = units.match(text, match.end()) if match else None
        return (unit, Decimal(1)) if unit and unit.base != "年" else None
    match = _LISTED.match(text, number.end)
    unit = units.match(text, match.end()) if match else None
    if match is None or unit is None or unit.base == "年":
        return None
    scale = numerals.parse("一" + match["scale"]) if match["scale"] else Decimal(1)
    return (unit, scale) if scale is not None else None
