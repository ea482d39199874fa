"""Ratios: numbers parted by colons – the shares of a whole (3.0:48.0:49.0) and what stands against one (2.41:1).

Colons part clock times and scores as well: only the words before a ratio make it one.
"""

import re
from decimal import Decimal
from typing import NamedTuple

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_RATIO = re.compile(rf"{_NUMBER}(?:\s?:\s?{_NUMBER})+(?![0-9:%.])")
_PART = re.compile(_NUMBER)
_REACH = 60  # characters: 三次产业结构由2015年的41.7:22.3:36.0调整为42.3:21.2:36.5
# The three industries are the whole whose parts everybody knows in their order.
_COMPOSITION = re.compile(r"(?:三次|三大|一二三|一、二、三次?|第一、第?二、第?三次?)产业|三产|产业(?:结构|构成|比)")
_AGAINST_ONE = re.compile(r"(?:[之入差别床师资产]比|比例|比值)[^,;。\n]{0,24}$")
_WHOLE = Decimal(100)
_SLACK = Decimal(1)  # parts are rounded
_ONE = (Decimal(1), Decimal(100))


class Part(NamedTuple):
    """One number of a ratio: its offsets, its value, and where the next number (or the ratio's end) begins."""

    start: int
    end: int
    stop: int
    value: Decimal


class Ratio(NamedTuple):
    """A ratio: its parts, and whether they are percentages of one whole."""

    parts: list[Part]
    whole: bool


def read(text: str, start: int) -> Ratio | None:
    """Read the ratio that begins at an offset of a normalised text; None for clock times, scores and lists of places.

    Of a ratio to one (2.41:1, 108.3:100) only the first number states something.
    """
    match = _RATIO.match(text, start)
    if match is None or (start and text[start - 1] in ".:"):
        return None
    numbers = list(_PART.finditer(text, *match.span()))
    stops = [*(m.start() for m in numbers[1:]), match.end()]
    parts = [Part(*m.span(), stop, Decimal(m.group())) for m, stop in zip(numbers, stops, strict=True)]
    before = text[text.rfind("。", max(0, start - _REACH), start) + 1 or max(0, start - _REACH) : start]
    if len(parts) == 3 and abs(sum(p.value for p in parts) - _WHOLE) <= _SLACK and _COMPOSITION.search(before):
        return Ratio(parts, True)
    if len(parts) == 2 and parts[1].value in _ONE and _AGAINST_ONE.search(before):
        return Ratio([parts[0]._replace(end=match.end(), stop=match.end())], False)
    return None
