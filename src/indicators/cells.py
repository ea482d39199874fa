"""Cells: what a cell of a table can hold (a number, words, nothing), and the rows and sheets of cells.

A table in a text is what scraping has left of one: `sheets` finds those with a row a line,
`stacks` those with a cell a line, and `grids` reads them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from indicators import units
from indicators.text import Span

MAX_CELL = 40  # characters; a longer one is prose
_DIGITS = 24  # characters of a number; a longer one is damage
_REACH = 3  # lines above a table in which its caption and its unit stand
PLAIN = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?%?"
NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
VALUE = re.compile(
    rf"(?P<lead>[▲▼△↑↓≥≤><约]|增长|上升|提高|增加|下降|减少|降低|不低于|不超过)?\s?(?P<number>{NUMBER})"
    r"(?P<lost>\?)?\s?(?P<unit>[^0-9\s(),.\-?][^0-9\s(),.]{0,5}?)??(?P<bound>左右|上下|以上|以内|以下)?(?:\([^()]*\)|[①-⑳*])?"
)
_NO_UNIT = re.compile(r"[年月日号时组期届]")
_EMPTY = re.compile(r"[-…./\\·xX×*]{0,6}|无|空")
YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")
TOTAL = re.compile(r"(?:总|合|小|共|累)计|总数")
UNIT_LINE = re.compile(r"(?:计量|金额|货币)?单\s*位\s*(?:名称)?[::]\s*(?P<unit>[^:()\[\]|│]+)")
_OF_MANY = re.compile(r"(?P<unit>[^/]+)/(?P<per>(?:10万|十万|万|千|百)[人户])")
_SCALE = re.compile(r"(?:十|百|千)?[万亿]+|百|千|十")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_WORD = r"(?:[一-龥](?: [一-龥]){1,5}|[^\s0-9][^\s。,;:]{0,15}|(?:19|20)[0-9]{2}年?)"
_UNIT = r"[^\s0-9。,;:.…+\-][^\s0-9。,;:]{0,6}"
_OWN_UNIT = r"[万亿千百]*[一-龥]{1,4}"
# A label and numbers, with no more than a blank between them; units may stand beside both.
CLOSE = re.compile(
    rf"^ *(?P<label>(?:其 ?中:? ?)?{_WORD})(?: (?P<unit>{_UNIT}))?"
    rf"(?P<values>(?: (?:{PLAIN}(?:{_OWN_UNIT})?|-|…)(?: {_UNIT})?){{1,14}}) *\r?$",
    re.M,
)
_CLOSE_VALUE = re.compile(rf" (?P<cell>(?:{PLAIN}(?P<own>{_OWN_UNIT})?|-|…)(?: (?P<unit>[^\s0-9.…+\-]\S*))?)")
NOTE = re.compile(r"\s*(?:\[[0-9]{1,2}\]|[①-⑳*])(?=\s*$|\s*[(:])")  # of a footnote: 比重[4]
SENTENCE = re.compile(r"[。;!！？]|,(?![0-9]{3})")
_BRACKETED = re.compile(r"\([^()]*\)")
_EDGE = " \t([|│"  # what may stand around a caption or a unit line
RULED = re.compile(r"[\s|:=+\-┌┬┐├┼┤└┴┘│┃━╋]*")
# What stands over a column of labels.
LABELS = re.compile(
    r"序号|编号|指标|项目|科目|地区|区域|[市县区镇乡村旗](?:别|名|名称)?|[县旗]市?区|旗县|乡镇|镇街|街道|行政村|嘎查村?|村组?|社区|单位(?:名称)?|部门|名称|类别|分类|品种|作物|品名|"
    r"险种|种类|年份|年度|月份|时间|行业|产业|企业(?:名称)?|姓名|性别|年龄|民族|分组|分项|内容|盟市|州市|省份|项目名称|指标名称|受教育程度|.{0,4}名称|.{0,4}类[别型]"
)  # fmt: skip
NUMBERED = re.compile(r"序号|编号|代码|行次|栏次")


class Cell(NamedTuple):
    """A cell: offsets of its text without the blanks around it; an empty one has none."""

    start: int
    end: int
    text: str

    @property
    def is_value(self) -> bool:
        """Whether the cell states a number, with or without its unit."""
        return _is_value(self.text)

    @property
    def is_empty(self) -> bool:
        """Whether the cell states nothing: -, …, or no character at all."""
        return bool(_EMPTY.fullmatch(self.text))


@dataclass(slots=True)
class Row:
    """A row of a table.

    cells: one, or None, for each column; indent: the blanks before its label; group: the subheading above it.
    """

    cells: list[Cell | None]
    span: Span
    indent: int = 0
    group: str = ""


@dataclass(slots=True)
class Sheet:
    """A table: its columns' headings (empty for none), its rows, what stands above it, and its offsets."""

    span: Span
    header: list[str]
    rows: list[Row]
    caption: Span
    unit: str = ""
    labels: int = 1  # columns of words at the left
    spans: bool = False  # an empty label stands for the one above it


def read_unit(surface: str) -> units.Found | None:
    """Read all of a surface as one unit with its scale; None where it is no unit.

    >>> found = read_unit("万吨"); (found.base, found.factor)
    ('吨', Decimal('10000'))
    """
    surface = surface.strip()
    if (m := _OF_MANY.fullmatch(surface)) and (unit := read_unit(m["unit"])):
        return units.Found(unit.base, unit.factor, unit.kind, m["per"], len(surface))
    whole = units.match(surface, 0)
    if whole is not None and whole.end == len(surface):
        return whole
    scale = _SCALE.match(surface)
    if scale is None or scale.end() == len(surface):
        return None
    rest = units.match(surface, scale.end())
    if rest is None or rest.end != len(surface):
        return None
    factor = Decimal(1)
    for character in scale.group():
        factor *= _SCALES[character]
    return units.Found(rest.base, rest.factor * factor, rest.kind, rest.per, rest.end)


def cut(text: str, start: int, end: int) -> Cell:
    """Return the cell of text[start:end], without the blanks around it."""
    inner = text[start:end].strip()
    if not inner:
        return Cell(start, start, "")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Cell(start, start + len(inner), inner)


def close(text: str, line: Span, fewest: int = 2) -> list[Cell]:
    """Split a line of a label and `fewest` numbers or more where single blanks part them; nothing for another line."""
    m = CLOSE.fullmatch(text, *line)
    if m is None:
        return []
    cells = [cut(text, *m.span(name)) for name in ("label", "unit") if m[name]]
    values = list(_CLOSE_VALUE.finditer(text, *m.span("values")))
    if len(values) < fewest or not all(
        is_unit(u) for u in [m["unit"], *(v[name] for v in values for name in ("own", "unit"))] if u
    ):
        return []
    return cells + [cut(text, *v.span("cell")) for v in values]


def is_prose(words: str) -> bool:
    """Whether words are a sentence or a part of one, and no cell; a bracket may hold a comma: 白酒(折65度,商品量)."""
    return bool(SENTENCE.search(_BRACKETED.sub("", words)))


def is_unit(words: str) -> bool:
    """Whether words are those of a unit, and of nothing else."""
    return words == "%" or read_unit(words) is not None


def above(text: str, lines: list[Span], first: int) -> tuple[Span, str]:
    """Find caption and unit in the lines above line `first`."""
    unit = ""
    bare = [i for i in range(max(first - 2 * _REACH, 0), first) if text[slice(*lines[i])].strip(_EDGE)]
    for i in bare[: -1 - _REACH : -1]:  # the lines of a border between cells hold nothing
        start, end = lines[i]
        m = UNIT_LINE.search(text, start, end)
        if m:
            unit = unit or m["unit"].strip()
            end = m.start()
            if not text[start:end].strip(_EDGE):
                continue
        words = text[start:end].strip(_EDGE + ":")
        if not words or len(words) > 50 or is_prose(words) or RULED.fullmatch(words):
            break
        if re.fullmatch(r"单\s*位\s*", words):  # what it says has been broken off
            continue
        if re.fullmatch(r"[\[(]?(?:续?表[0-9一二三四五六七八九十\-]*|续表)[\])]?", words):
            continue
        start += len(text[start:end]) - len(text[start:end].lstrip(_EDGE))
        if not unit and (m := re.search(r"\(([^()]+)\)$", words)) and _are_units(m[1]):
            unit = m[1]
        return Span(start, start + len(words)), unit
    return Span(0, 0), unit


def _are_units(words: str) -> bool:
    return all(map(is_unit, re.split("[、,/]", words)))


@lru_cache(maxsize=4096)  # a cell is asked for each period that its table might have
def _is_value(text: str) -> bool:
    m = VALUE.fullmatch(text)
    if m is None or len(m["number"]) > _DIGITS:
        return False
    return m["unit"] is None or (not _NO_UNIT.match(m["unit"]) and read_unit(m["unit"]) is not None)
