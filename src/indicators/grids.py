"""Grids: the observations of the tables in a text: each cell with a number is one.

A row's label says of what a number speaks, or where (a region), or when (a year); the heading of its column
says how it is measured; caption and unit line say what both leave out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators import captions, columns, sheets, stacks, subjects, terms, units
from indicators.cells import VALUE, Cell, Row, Sheet, read_unit
from indicators.columns import PERCENT, Column
from indicators.documents import Document
from indicators.keys import tell_apart
from indicators.labels import SUM, Label, Labels, number
from indicators.match import Rulebook
from indicators.observations import Observation
from indicators.outline import Outline
from indicators.quantities import Quantity
from indicators.regions import Places
from indicators.rules import GENERAL, Rule
from indicators.subjects import Subject
from indicators.text import Span

_RATE = re.compile(r"(?:率|比重|占比|比例|百分比)$")
_PER_MILLE = re.compile(r"出生率|死亡率|自然增长率")
_KINDS = (
    (re.compile(r"户"), ("households",)),
    (re.compile(r"人口|人数|人员|劳动力|劳力|生[数源]?$|招生|教师|职工|[男女]"), ("people",)),
    (re.compile(r"面积"), ("area",)),
    (re.compile(r"产量|总产|重量"), ("mass",)),
    (re.compile(r"收入|支出|产值|资金|[金总余]额|投资|价格|增加值"), ("money",)),
    (re.compile(r"里程|长度|公路"), ("length",)),
    (re.compile(r"电量"), ("energy",)),
    (re.compile(r"(?:单位|企业|机构|学校|医院|中心|场馆|站点|项目|个|件|所|家)数?$"), ("count",)),
)  # fmt: skip
_BOUNDS = {
    "≥": "over", ">": "over", "不低于": "over", "以上": "over", "≤": "under", "<": "under", "不超过": "under",
    "以内": "under", "以下": "under", "约": "about", "左右": "about", "上下": "about",
}  # fmt: skip
_GENERAL = {
    "level": ("level", "level"),
    "growth": ("growth", "decline"),
    "change": ("rise", "fall"),
    "share": ("share", "share"),
    "rank": ("rank", "rank"),
}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its offsets, from the header to the last row, and what its cells state, row by row."""

    span: Span
    observations: list[Observation]


def find(document: Document, places: Places, outline: Outline, book: Rulebook, year: int | None) -> list[Grid]:
    """Find the tables of a document and read their cells; offsets are those of the document's text.

    `year` is the document's, for a table that names none. A table whose cells cannot be named gives no grid.
    """
    tables = _sheets(document)
    if not tables:
        return []
    general = {r.id.removeprefix(f"{GENERAL}."): r for r in book.rules if r.pack == GENERAL}
    found = []
    for sheet in tables:
        reader = _Reader(document, places, outline, book, year, sheet, general)
        if observations := list(reader.observe()):
            # A unit line (人/10万人) stands between the caption and the table.
            start = sheet.caption.end if sheet.unit and sheet.caption.end else sheet.span.start
            found.append(Grid(Span(min(start, sheet.span.start), sheet.span.end), observations))
    tell_apart([o for grid in found for o in grid.observations])
    return found


def _sheets(document: Document) -> list[Sheet]:
    text = document.text
    lines = [Span(*m.span()) for m in re.finditer(r"[^\n\r]+", text) if m.group().strip()]
    rowed = list(sheets.find(text, document.source, lines))
    free = [s for s in lines if not any(r.span.start <= s.start < r.span.end for r in rowed)]
    return sorted([*rowed, *stacks.find(text, free)], key=lambda s: s.span)


class _Reader:
    """Reads one table."""

    def __init__(
        self, document: Document, places: Places, outline: Outline, book: Rulebook, year: int | None,
        sheet: Sheet, general: dict[str, Rule],
    ) -> None:  # fmt: skip
        self.planned = outline.plan  # 2021年 and later in a plan of 2021 are goals
        self.document, self.book, self.sheet, self.general = document, book, sheet, general
        self.caption = captions.read(document, places, outline, sheet, year)
        self.columns = columns.of(sheet, self.caption.units, self.caption.words, self.caption.year)
        # Regions that stand over columns: 全市, 浉河区, 固始县.
        heads = [places.inside(c.heading) if c.role == "value" and c.measure == "level" else None for c in self.columns]
        self.over = heads if sum(h is not None for h in heads) > 1 else [None] * len(heads)
        self.columns = [replace(c, words="") if r else c for c, r in zip(self.columns, self.over, strict=True)]
        self.wanting = [c for c in self.columns if c.role == "value" and c.measure == "level" and not c.unit]
        self.parted = {
            c.heading
            for j, c in enumerate(self.columns)
            if any((cell := r.cells[j]) and cell.is_value and "." in cell.text for r in sheet.rows)
        }
        years = [c.period for c in self.columns if c.role == "value" and c.period and c.period.year]
        # 人口数 beside 比重 2020年 and 比重 2010年 in a report of 2021 is that of 2020.
        self.latest = max(years, key=lambda p: (p.year or 0, p.code or ""), default=None)
        self.labels = Labels(sheet, self.columns, places, self.caption.region, self.caption.year)

    def observe(self) -> Iterator[Observation]:
        """Yield an observation for each cell that states a number and can be named."""
        for row, label in zip(self.sheet.rows, self.labels.read(), strict=True):
            for cell, column, over in zip(row.cells, self.columns, self.over, strict=False):
                if cell is None or column.role != "value" or not cell.is_value or self.document.skipped(cell.start):
                    continue
                if observation := self._observation(cell, column, label, row):
                    observation.region = over or observation.region
                    yield observation

    def _observation(self, cell: Cell, column: Column, label: Label, row: Row) -> Observation | None:
        m = VALUE.fullmatch(cell.text)
        name, words = self._name(column, label)
        if m is None or not name:
            return None
        own = PERCENT if m["unit"] == "%" else read_unit(m["unit"]) if m["unit"] else None
        unit = own or self._unit(column, label, name)
        if unit is None and not (self.sheet.header and captions.is_metric(name)):
            return None  # a list of contents has numbers, too, and so have scores and terms
        if column.measure == "change" and unit is not None and unit.base == "%":
            unit = units.Found("百分点", Decimal(1), "points", None, 0)  # 入学率, 比上年增减
        factor = unit.factor if unit else Decimal(1)
        value = number(cell) * factor * column.sign
        measure = column.measure
        if m["lead"] and m["lead"] not in _BOUNDS and m["lead"] != "△" and measure == "level":
            measure = "growth" if unit and unit.base == "%" else "change"
        if measure == "growth" and unit and unit.base == "百分点":
            measure = "change"
        start = cell.start + m.start("number")
        end = cell.start + (m.end("unit") if own else m.end("number"))
        kind, base_unit, per = (unit.kind, unit.base, unit.per) if unit else ("", "", None)
        bound = _BOUNDS.get(m["bound"] or m["lead"] or "", "exact")
        quantity = Quantity(
            start,
            end,
            start,
            end,
            value,
            None,
            base_unit,
            kind,
            per,
            bound,
            None,
            (() if unit else ("unit_missing",)) + (("damaged_text",) if m["lost"] else ()),
        )
        match = self.book.named(name, "", kind, measure, _may_precede)
        general = self.general.get(_GENERAL[measure][value < 0])
        observation = Observation(
            quantity,
            row.span,
            Subject(name, words, name, ""),
            measure,
            1,
            match.rule if match else None,
            general,
        )
        observation.region = label.region or self.caption.region
        observation.period, observation.year = self._time(column, label)
        year, this = observation.year, self.document.year
        late = year and this and (year > this or (self.planned and column.period is not None and year == this))
        past = column.period and self.caption.year and column.period.year and column.period.year < self.caption.year
        observation.status = column.status or ("target" if (self.caption.target and not past) or late else "actual")
        if measure in ("growth", "change"):
            base = column.base or "yoy"
            observation.base = (
                base if base != "start" else f"{observation.year - 1}-12-31" if observation.year else None
            )
        observation.per = per
        observation.flags = quantity.flags
        observation.origins = {
            "region": "row" if label.region else "caption",
            "period": "column" if column.period else "caption",
        }
        return observation

    def _time(self, column: Column, label: Label) -> tuple[str | None, int | None]:
        if label.period:
            return label.period
        if column.period:
            return column.period.code, column.period.year
        latest = self.latest
        if latest and latest.year and not self.caption.dated and latest.year < (self.caption.year or 0):
            return latest.code, latest.year
        if (
            column.month
            and self.caption.period
            and (m := re.fullmatch(r"[0-9]{4}-[0-9]{2}/([0-9]{4}-[0-9]{2})", self.caption.period))
        ):
            return m[1], self.caption.year
        return self.caption.period, self.caption.year

    def _unit(self, column: Column, label: Label, name: str) -> units.Found | None:
        """The unit of a cell: a ratio's own, else the row's, the column's, the unit line's, the noun's."""
        if column.measure in ("growth", "share", "rank"):
            return column.unit or PERCENT
        if label.unit or column.unit:
            return label.unit or column.unit
        if _RATE.search(column.words or label.words):
            return None if _PER_MILLE.search(name) else PERCENT
        if "性别比" in name:  # men to 100 women, whatever the unit line says of the other columns
            return None
        counted = column.heading in self.parted and not re.search("平均|人均|每|规模", column.heading)
        amounts = [u for u in self.caption.units if u.base != "%"] or self.caption.units
        if counted:  # nobody counts people in parts
            amounts = [u for u in amounts if u.factor != 1 or u.kind not in ("people", "households")]
        if len(amounts) == 1:
            return amounts[0]
        spoken = column.words or label.words or name
        if label.parent and not any(noun.search(spoken) for noun, _ in _KINDS):
            spoken = label.parent  # 其中:规模以上 under 工业总产值
        for noun, kinds in _KINDS:
            if noun.search(spoken):
                if found := next((u for u in amounts if u.kind in kinds), None):
                    return found
                if not amounts and kinds[0] in ("people", "households"):
                    return read_unit("人" if kinds[0] == "people" else "户")
        if len(amounts) > 1 and column in self.wanting and len(amounts) == len(self.wanting):
            return amounts[self.wanting.index(column)]  # 单位:户、亩、万元 over 户数, 面积, 产值
        return None

    def _name(self, column: Column, label: Label) -> tuple[str, str]:
        """The metric's name and the words of the table that it is made of."""
        whole = self.caption.topic
        own = captions.of_whom(label.words, whole)
        if summed := SUM.search(own):
            own = "" if own[: summed.start()] in whole else own
        if own and label.parent and (captions.is_metric(label.parent) or not whole):
            own = captions.part(own, label.parent)
        if not own and column.words and column.words.endswith("完成率"):
            name = whole + column.words
        elif not own:
            known = column.words and self.book.named(
                column.words, "", column.unit.kind if column.unit else "", column.measure, _may_precede
            )
            name = column.words if known else captions.headed(column.words, whole)
        else:
            alone = captions.is_metric(own) or not whole or whole in own or own != label.words
            name = own if alone else captions.under(own, whole)
            if captions.is_metric(column.words) or not captions.is_metric(name):
                name = own + self._own_words(column, own)
            else:
                name = column.words + name  # 城市 over 居民消费价格
        if label.place:
            name = subjects.merge(label.place, name, subjects.NAME)
        name = subjects.cut(name, subjects.NAME)
        return name, self._words(column, label, name)

    def _own_words(self, column: Column, own: str) -> str:
        """The words that a heading adds to those of a row: nothing to 发电量, where it says 产量."""
        return "" if column.words in own or (terms.is_head(column.words) and captions.is_metric(own)) else column.words

    def _words(self, column: Column, label: Label, name: str) -> str:
        """The words of the table that speak of a cell: caption, the row above, the row, the column."""
        if not label.words:
            return subjects.merge(label.place, name, subjects.WORDS)
        own = label.words + self._own_words(column, label.words)
        words = subjects.merge(label.place, subjects.merge(label.parent, own, subjects.WORDS), subjects.WORDS)
        return (
            words if words[:3] == self.caption.topic[:3] else subjects.merge(self.caption.topic, words, subjects.WORDS)
        )


def _may_precede(prefix: str) -> bool:
    """Whether words before a rule's own leave its metric what it is."""
    return len(subjects.own(prefix)) < 2
