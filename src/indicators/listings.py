"""Listings: quantities that complete one another – a unit that a list leaves out, two limits that make a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indicators.quantities import Quantity

# A place or a giver and nothing else; what counts, sums or grows is no item of the list.
_ITEM = re.compile(r"(?:[,、;]|,?(?:和|及))(?![一-龥]*[数总增减升降达为超共有近约均户人])[一-龥]{1,4}")
_BETWEEN = re.compile(r"[,、 ]*(?:并且?|且|和|但|而)?\s*")


def completed(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Give an amount that leaves its unit out that of the one before it in its list: 沈阳2.7万人次,大连1.9万."""
    last: Quantity | None = None
    for quantity in found:
        scaled = text[quantity.end - 1] in "万亿" and "unit_missing" in quantity.flags and not quantity.unit
        if scaled and last and last.unit and last.kind not in ("percent", "points", "multiple", "rank"):
            whole = text[last.start : last.end].rstrip("人次户元亩吨只头羽台件个")[-1:] in "万亿"
            if whole and _ITEM.fullmatch(text, last.outer_end, quantity.outer_start):
                quantity = replace(quantity, unit=last.unit, kind=last.kind)
        yield quantity
        last = quantity


def paired(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join a lower and an upper limit that stand side by side: 1000以上,1500以下 is one range."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.bound, quantity.bound) == ("over", "under")
            and last.unit == quantity.unit
            and last.value < quantity.value
            and _BETWEEN.fullmatch(text, last.outer_end, quantity.outer_start)
        ):
            joined[-1] = replace(
                last, end=quantity.end, outer_end=quantity.outer_end, value_high=quantity.value, bound="range"
            )
        else:
            joined.append(quantity)
    return joined
