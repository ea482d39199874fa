"""Grids: the observations of the tables in a text: each cell with a number is one.

A row's label says of what a number speaks, or where (a region), or when (a year); the heading of its column
says how it is measured; caption and unit line say what both leave out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators import captions, columns, periods, sheets, stacks, subjects, units
from indicators.cells import NUMBERED, VALUE, Cell, Row, Sheet, read_unit
from indicators.columns import PERCENT, Column
from indicators.documents import Document
from indicators.labels import SUM, Label, Labels, number
from indicators.match import Rulebook
from indicators.keys import tell_apart
from indicators.observations import Observation
from indicators.outline import Outline
from indicators.quantities import Quantity
from indicators.regions import Places
from indicators.rules import GENERAL, Rule
from indicators.subjects import Subject
from indicators.text import Span, normalise

_RATE = re.compile(r"(?:率|比重|占比|比例|百分比)$")
_PER_MILLE = re.compile(r"出生率|死亡率|自然增长率")
_SPLIT_UNITS = re.compile(r"[、,;\s]+|和")
_KINDS = (
    (re.compile(r"户"), ("households",)),
    (re.compile(r"人口|人数|人员|劳动力|劳力|生[数源]?$|教师|职工|[男女]"), ("people",)),
    (re.compile(r"面积"), ("area",)),
    (re.compile(r"产量|总产|重量"), ("mass",)),
    (re.compile(r"收入|支出|产值|资金|[金总余]额|投资|价格|增加值"), ("money",)),
    (re.compile(r"里程|长度|公路"), ("length",)),
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


def find(
    document: Document, places: Places, outline: Outline, book: Rulebook, year: int | None
) -> list[Grid]:
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
            found.append(Grid(sheet.span, observations))
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
        self.document, self.places, self.book, self.sheet, self.general = (
            document,
            places,
            book,
            sheet,
            general,
        )
        self.home = places.home
        self.year, self.period = year, str(year) if year else None
        self.target = False
        caption = document.text[slice(*sheet.caption)]
        sections = outline.path(sheet.span.start)
        if section := next((s for s in reversed(sections) if s.period), None):
            if section.period:
                self.period, self.year = section.period.code, section.period.year
        elif titled := [
            p for p in periods.find(normalise(document.title), year) if p.role == "at" and p.year == year
        ]:
            self.period = titled[-1].code
        named = periods.find(caption, year)
        if at := next((p for p in named if p.role == "at" and p.year), None):
            self.period, self.year = at.code, at.year
        inside = places.between(*sheet.caption)
        if inside:
            self.home = inside[0].region
        dropped = [Span(p.start, p.end) for p in named]
        dropped += [Span(m.start - sheet.caption.start, m.end - sheet.caption.start) for m in inside]
        self.topic = captions.topic(subjects.without(caption, Span(0, len(caption)), sorted(dropped)))
        if not caption and sections and not sections[-1].is_line and len(sections[-1].topic) <= 16:
            self.topic = captions.topic(sections[-1].topic)
        self.target = bool(re.search(r"目标|计划表|任务(?:分解)?表|预期", caption))
        self.units = [
            u for s in _SPLIT_UNITS.split(sheet.unit) if s and (u := PERCENT if s == "%" else read_unit(s))
        ]
        self.columns = self._columns(caption)
        self.wanting = [c for c in self.columns if c.role == "value" and c.measure == "level" and not c.unit]
        self.labels = Labels(sheet, self.columns, places, self.home, self.year)

    def _columns(self, caption: str) -> list[Column]:
        width = len(self.sheet.rows[0].cells)
        header = self.sheet.header or [""] * width
        found: list[Column] = []
        level: list[Column] = []
        for j, heading in enumerate(header):
            column = columns.read(heading, self.year)
            if j < self.sheet.labels or column.role != "value":
                below = [r.cells[j] for r in self.sheet.rows]
                if column.role == "unit" or not heading:
                    known = sum(1 for c in below if c and (c.text == "%" or read_unit(c.text)))
                    column = replace(column, role="unit" if known * 2 > len(below) else "label")
                elif column.role == "value" or (j < self.sheet.labels and not NUMBERED.fullmatch(heading)):
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
        if self.units and all(u.base == "%" for u in self.units):
            measure = (
                "growth"
                if re.search(r"增速|涨跌|涨幅|升降|增长", caption)
                else "share"
                if re.search(r"构成|比重", caption)
                else ""
            )
            if measure:
                found = [
                    replace(c, measure=measure, unit=PERCENT, base="yoy" if measure == "growth" else None)
                    if c.role == "value" and c.measure == "level" and c.unit is None
                    else c
                    for c in found
                ]
        return _told_apart(found)

    def observe(self) -> Iterator[Observation]:
        """Yield an observation for each cell that states a number and can be named."""
        for row, label in zip(self.sheet.rows, self.labels.read(), strict=True):
            for cell, column in zip(row.cells, self.columns, strict=False):
                if (
                    cell is None
                    or column.role != "value"
                    or not cell.is_value
                    or self.document.skipped(cell.start)
                ):
                    continue
                if observation := self._observation(cell, column, label, row):
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
            () if unit else ("unit_missing",),
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
        observation.region = label.region or self.home
        observation.period, observation.year = self._time(column, label)
        late = self.document.year and observation.year and observation.year > self.document.year
        past = column.period and self.year and column.period.year and column.period.year < self.year
        observation.status = column.status or ("target" if (self.target and not past) or late else "actual")
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
        if (
            column.month
            and self.period
            and (m := re.fullmatch(r"[0-9]{4}-[0-9]{2}/([0-9]{4}-[0-9]{2})", self.period))
        ):
            return m[1], self.year
        return self.period, self.year

    def _unit(self, column: Column, label: Label, name: str) -> units.Found | None:
        """The unit of a cell: a ratio's own, else the row's, the column's, the unit line's, the noun's."""
        if column.measure in ("growth", "share", "rank"):
            return column.unit or PERCENT
        if label.unit or column.unit:
            return label.unit or column.unit
        if _RATE.search(column.words or label.words):
            return None if _PER_MILLE.search(name) else PERCENT
        amounts = [u for u in self.units if u.base != "%"] or self.units
        if len(amounts) == 1:
            return amounts[0]
        if len(amounts) > 1 and column in self.wanting and len(amounts) == len(self.wanting):
            return amounts[self.wanting.index(column)]  # 单位:户、亩、万元 over 户数, 面积, 产值
        for noun, kinds in _KINDS:
            if noun.search(column.words or label.words or name):
                if found := next((u for u in amounts if u.kind in kinds), None):
                    return found
                if not amounts and kinds[0] in ("people", "households"):
                    return read_unit("人" if kinds[0] == "people" else "户")
        return None

    def _name(self, column: Column, label: Label) -> tuple[str, str]:
        """The metric's name and the words of the table that it is made of."""
        whole = self.topic
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
        return (
            ""
            if column.words in own or (subjects.is_head(column.words) and captions.is_metric(own))
            else column.words
        )

    def _words(self, column: Column, label: Label, name: str) -> str:
        """The words of the table that speak of a cell: caption, the row above, the row, the column."""
        if not label.words:
            return subjects.merge(label.place, name, subjects.WORDS)
        own = label.words + self._own_words(column, label.words)
        words = subjects.merge(label.place, subjects.merge(label.parent, own, subjects.WORDS), subjects.WORDS)
        return words if words[:3] == self.topic[:3] else subjects.merge(self.topic, words, subjects.WORDS)


def _may_precede(prefix: str) -> bool:
    """Whether words before a rule's own leave its metric what it is."""
    return len(subjects.own(prefix)) < 2


def _inheriting(column: Column, level: list[Column]) -> Column:
    """Give a growth, change or share the words, unit and latest period of the levels at its left."""
    words = column.words or level[-1].words
    unit = column.unit or (level[-1].unit if column.measure == "change" else None)
    period = column.period
    if period is None:
        dated = [c.period for c in level if c.period and c.words == level[-1].words]
        period = max(dated, key=lambda p: (p.year or 0, p.code or ""), default=None)
    return replace(column, words=words, unit=unit, period=period)


def _told_apart(found: list[Column]) -> list[Column]:
    """Columns that would state the same thing keep the words of their headings: 年初预算数, 调整预算数."""

    def key(c: Column) -> tuple[str, str, str | None, str | None, bool, str]:
        return c.words, c.measure, c.base, c.period.code if c.period else None, c.month, c.status

    values = [key(c) for c in found if c.role == "value"]
    return [
        replace(c, words=columns.label(c.heading)[0] or c.words)
        if c.role == "value" and values.count(key(c)) > 1 and c.measure != "growth"
        else c
        for c in found
    ]
