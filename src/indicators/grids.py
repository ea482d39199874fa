"""Grids: the observations of the tables in a text: each cell with a number is one.

A row's label says of what a number speaks, or where (a region), or when (a year); the heading of its column says how
it is measured; caption and unit line say what both leave out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators import cells, columns, cues, periods, subjects, units
from indicators.cells import NUMBERED, TOTAL, VALUE, YEAR, Cell, Row, Sheet, read_unit
from indicators.columns import PERCENT, Column
from indicators.context import Observation
from indicators.documents import Document
from indicators.match import Rulebook
from indicators.outline import Outline
from indicators.quantities import Quantity
from indicators.regions import Places, Region
from indicators.rules import GENERAL, Rule
from indicators.subjects import Subject
from indicators.text import Span, normalise

_PART = re.compile(r"\s*(?:#|其\s*中\s*[::]?|-{1,3}|·)\s*")
_ITEM = re.compile(r"(?P<cn>[一二三四五六七八九十]{1,2}、)|(?P<bracket>\([一二三四五六七八九十]{1,2}\))|(?P<digit>[0-9]{1,2}[.、](?![0-9]))|(?P<small>\([0-9]{1,2}\))")
_ITEMS = ("cn", "bracket", "digit", "small")
_UNNUMBERED = 1000
_SUM = re.compile(r"(?:总|合|小)计$")
_HOME = re.compile(r"全[国省市县旗区州盟镇乡](?:合计|总计)?|(?:总|合|小)计|总数")
_REGIONAL = re.compile(r"地区|区域|.{0,2}[市县区镇乡村旗](?:别|名|名称)?|[县旗]市?区|旗县|镇街|街道|嘎查村?|盟市|州市|省份|市州|村组")
_VILLAGE = re.compile(r"[一-龥]{2,8}(?:村|嘎查|社区)")
_WHOLE = re.compile(r"^(?:[年期]末|全[国省市县旗区州盟])*总(?P<what>[一-龥]{2,})$")
_AMOUNT = re.compile(r"(?:余额|总额|总量|总计|合计)$")
_RATE = re.compile(r"(?:率|比重|占比|比例|百分比)$")
_PER_MILLE = re.compile(r"出生率|死亡率|自然增长率")
_METRIC = re.compile(r"(?:率|数|额|量|值|人口|费|积|产值|指数|收入|支出|余额|总值|之比)$")
_TITLE = re.compile(r"(?:公报|报告|总结|通报|简报|通知|公示|公告|附[表件][0-9一二三四五]*)$")
_CAPTION_HEAD = re.compile(r"(?:附?表\s*[0-9一二三四五六七八九十]*[-.0-9]*[:.、]?|[一二三四五六七八九十]+、|\([一二三四五六七八九十0-9]+\)|[0-9]+[.、](?![0-9])|[分各按](?:地区|乡镇|县区|旗县区?|[市县区镇乡村旗州盟]+)?|主要|历年|(?:经济社会|国民经济|社会经济|经济|社会)(?:和社会)?(?:发展|运行)?(?=$|主要|基本|指标|情况)|末|底|年|全[国省市县旗区州盟镇]|\s)+")
_CAPTION_TAIL = re.compile(
    r"(?:(?:按?(?:年龄|性别|民族|城乡|地区|行业|受教育程度|户籍)(?:组|别|结构)?(?=构成|分布|情况|$)|(?:及其?|与|和)?(?:主要|基本|完成|构成|分布|变化|发展|运行|执行|收支|统计|明细|对比|汇总|一览|比重|增减|增长速度|增速|增长|(?:比上年)?(?:涨跌|升降)?幅度|涨跌|比上年|使用|管理|实施|[预决]算)?(?:情况|状况|数据|指标|表))|"
    r"(?:及其?|与|和)?(?:主要)?(?:构成|分布|比重|增减|增长速度|增速|增长|明细|统计|一览|比上年|涨跌幅度?|升降幅度?|[(][^()]*[)]))$"
)
_SHORT = 6  # characters: a heading of no more may want its caption
_SPLIT_UNITS = re.compile(r"[、,;\s]+|和")
_KINDS = (
    (re.compile(r"户"), ("households",)),
    (re.compile(r"人口|人数|人员|劳动力|学生|职工|[男女]"), ("people",)),
    (re.compile(r"面积"), ("area",)),
    (re.compile(r"产量|总产|重量"), ("mass",)),
    (re.compile(r"收入|支出|产值|资金|[金总余]额|投资|价格|增加值"), ("money",)),
    (re.compile(r"里程|长度|公路"), ("length",)),
)  # fmt: skip
_BOUNDS = {
    "≥": "over", ">": "over", "不低于": "over", "以上": "over", "≤": "under", "<": "under", "不超过": "under",
    "以内": "under", "以下": "under", "约": "about", "左右": "about", "上下": "about",
}  # fmt: skip
_GENERAL = {"level": ("level", "level"), "growth": ("growth", "decline"), "change": ("rise", "fall"), "share": ("share", "share"), "rank": ("rank", "rank")}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the text: its offsets, header to last row, and what its cells state, in the order of the text."""

    span: Span
    observations: list[Observation]


@dataclass(slots=True)
class _Label:
    """What a row says before its numbers."""

    words: str = ""
    parent: str = ""
    unit: units.Found | None = None
    region: Region | None = None
    period: tuple[str | None, int | None] | None = None
    place: str = ""  # a region that the gazetteer does not have
    total: bool = False


def find(document: Document, places: Places, outline: Outline, book: Rulebook, year: int | None) -> list[Grid]:
    """Find the tables of a document and read their cells; offsets are those of the document's text.

    `year` is the document's, for a table that names none. A table in which no cell can be named gives no grid.
    """
    sheets = cells.find(document.text, document.source)
    if not sheets:
        return []
    general = {r.id.removeprefix(f"{GENERAL}."): r for r in book.rules if r.pack == GENERAL}
    found = []
    for sheet in sheets:
        reader = _Reader(document, places, outline, book, year, sheet, general)
        if observations := list(reader.observe()):
            found.append(Grid(sheet.span, observations))
    return found


class _Reader:
    """Reads one table."""

    def __init__(
        self, document: Document, places: Places, outline: Outline, book: Rulebook, year: int | None, sheet: Sheet,
        general: dict[str, Rule],
    ) -> None:  # fmt: skip
        self.document, self.places, self.book, self.sheet, self.general = document, places, book, sheet, general
        self.home = places.home
        self.year, self.period = year, str(year) if year else None
        self.target = False
        caption = document.text[slice(*sheet.caption)]
        sections = outline.path(sheet.span.start)
        if section := next((s for s in reversed(sections) if s.period), None):
            if section.period:
                self.period, self.year = section.period.code, section.period.year
        elif titled := [p for p in periods.find(normalise(document.title), year) if p.role == "at" and p.year == year]:
            self.period = titled[-1].code
        named = periods.find(caption, year)
        if at := next((p for p in named if p.role == "at" and p.year), None):
            self.period, self.year = at.code, at.year
        inside = places.between(*sheet.caption)
        if inside:
            self.home = inside[0].region
        dropped = [Span(p.start, p.end) for p in named]
        dropped += [Span(m.start - sheet.caption.start, m.end - sheet.caption.start) for m in inside]
        self.topic = _topic(subjects.without(caption, Span(0, len(caption)), sorted(dropped)))
        if not caption and sections and not sections[-1].is_line and len(sections[-1].topic) <= 16:
            self.topic = _topic(sections[-1].topic)
        self.target = bool(re.search(r"目标|计划表|任务(?:分解)?表|预期", caption))
        self.units = [u for s in _SPLIT_UNITS.split(sheet.unit) if s and (u := PERCENT if s == "%" else read_unit(s))]
        self.columns = self._columns(caption)
        self.regional = self._is_regional()

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
                elif column.role == "value" or j < self.sheet.labels and not NUMBERED.fullmatch(heading):
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
            measure = "growth" if re.search(r"增速|涨跌|涨幅|升降|增长", caption) else "share" if re.search(r"构成|比重", caption) else ""
            if measure:
                found = [replace(c, measure=measure, unit=PERCENT, base="yoy" if measure == "growth" else None) if c.role == "value" and c.measure == "level" and c.unit is None else c for c in found]
        return _told_apart(found)

    def _is_regional(self) -> bool:
        header = [c.heading.replace(" ", "") for c in self.columns[: self.sheet.labels]]
        if any(_REGIONAL.fullmatch(h) for h in header):
            return True
        own = [self._region(c) for r in self.sheet.rows for c in r.cells[: self.sheet.labels] if c and not TOTAL.fullmatch(c.text)]
        return sum(r is not None for r in own) * 2 > len(self.sheet.rows)

    def _region(self, cell: Cell) -> Region | None:
        """The region that a cell names with all of its text."""
        for m in self.places.between(cell.start, cell.end):
            if m.start == cell.start and m.end == cell.end:
                return m.region
        return None

    # --- rows ---

    def observe(self) -> Iterator[Observation]:
        """Yield an observation for each cell that states a number and can be named."""
        for row, label in zip(self.sheet.rows, self._labels(), strict=True):
            for cell, column in zip(row.cells, self.columns, strict=False):
                if cell is None or column.role != "value" or not cell.is_value or self.document.skipped(cell.start):
                    continue
                if observation := self._observation(cell, column, label, row):
                    yield observation

    def _labels(self) -> list[_Label]:
        found: list[_Label] = []
        carried: dict[int, Cell] = {}
        for row in self.sheet.rows:
            label = _Label()
            parts: list[str] = []
            for j, column in enumerate(self.columns):
                cell = row.cells[j]
                if column.role == "unit" and cell and cell.text:
                    label.unit = PERCENT if cell.text == "%" else read_unit(cell.text)
                if column.role != "label":
                    continue
                if cell is None or not cell.text:
                    cell = carried.get(j) if self.sheet.spans and not label.total else None
                elif not cell.is_empty:
                    carried = {k: c for k, c in carried.items() if k < j} | {j: cell}
                if cell is None or cell.is_empty:
                    continue
                self._take(label, parts, cell, column)
            label.words = parts[-1] if parts else ""
            label.parent = "".join(parts[:-1])
            found.append(label)
        self._nest(found)
        return found

    def _take(self, label: _Label, parts: list[str], cell: Cell, column: Column) -> None:
        """Read one cell of a row's labels: a region, a period, a total or words."""
        words, unit = columns.label(cell.text)
        label.unit = label.unit or unit
        named = periods.find(words, self.year)
        if YEAR.fullmatch(words):
            label.period = words[:4], int(words[:4])
        elif named and (named[0].start, named[0].end) == (0, len(words)) and named[0].year:
            label.period = named[0].code, named[0].year
        elif self.regional and _HOME.fullmatch(words):
            label.region, label.total = label.region or self.home, True
        elif self.regional and (region := self._region(cell)):
            label.region = region
        elif self.regional and _VILLAGE.fullmatch(words):
            town = label.region or self.home
            if town and town.level >= 4:
                label.region = Region(town.code, words, 5)
            else:
                label.place = words
        elif cell.is_value:
            return
        elif self.regional and _REGIONAL.fullmatch(column.heading.replace(" ", "")):
            label.place = words
        else:
            label.total = bool(TOTAL.fullmatch(words))
            if not label.total:
                parts.append(cell.text)

    def _nest(self, labels: list[_Label]) -> None:
        """Give each row the row that it is a part of: # and 其中, numbering, indentation, and sums that close."""
        stack: list[tuple[int, str]] = []
        whole: tuple[str, Decimal | None] = ("", None)
        unit: units.Found | None = None  # the whole's: 商品房销售额(亿元), 其中:住宅
        numbered = False  # an unnumbered row belongs to the numbered one above it
        members = 0  # rows still to come that belong to the 其中 above
        for i, (row, label) in enumerate(zip(self.sheet.rows, labels, strict=True)):
            if not label.words:
                continue
            written = label.words
            mark = _PART.match(written)
            words = columns.label(written[mark.end() :] if mark else written)[0]
            item = _ITEM.match(words)
            words = words[item.end() :] if item else words
            label.words = words
            if item:
                depth, numbered = _ITEMS.index(item.lastgroup or "cn") + 1, True
            else:
                depth = row.indent + (_UNNUMBERED if numbered else 0)
            if _SUM.search(words):
                depth, members = 0, 0
            value = self._value(row)
            if mark:
                members = members - 1 if members and "其" not in mark.group() else self._closing(i, whole[1])
                label.parent, label.unit = whole[0] or label.parent, label.unit or unit
                continue
            if members > 0:
                members -= 1
                label.parent, label.unit = whole[0], label.unit or unit
                continue
            while stack and stack[-1][0] >= depth:
                stack.pop()
            label.parent = label.parent or (stack[-1][1] if stack else "") or row.group
            stack.append((depth, words))
            whole, unit = (words, value), label.unit

    def _value(self, row: Row) -> Decimal | None:
        for cell, column in zip(row.cells, self.columns, strict=False):
            if column.role == "value" and column.measure == "level":
                return _number(cell) if cell and cell.is_value else None
        return None

    def _closing(self, at: int, whole: Decimal | None) -> int:
        """Count the rows after `at` that add up with it to the whole: they stand under the same 其中."""
        first = self._value(self.sheet.rows[at])
        if whole is None or first is None or not 0 < first < whole:
            return 0
        total = first
        for k, row in enumerate(self.sheet.rows[at + 1 : at + 12], start=1):
            first_cell = next((c for c in row.cells if c and c.text), None)
            value = self._value(row)
            if value is None or first_cell is None or _PART.match(first_cell.text):
                return 0
            total += value
            if abs(total - whole) <= max(whole / 1000, Decimal("0.15")):
                return k
            if total > whole:
                return 0
        return 0

    # --- cells ---

    def _observation(self, cell: Cell, column: Column, label: _Label, row: Row) -> Observation | None:
        m = VALUE.fullmatch(cell.text)
        name, words = self._name(column, label)
        if m is None or not name:
            return None
        own = PERCENT if m["unit"] == "%" else read_unit(m["unit"]) if m["unit"] else None
        unit = own or self._unit(column, label, name)
        if unit is None and not (self.sheet.header and _is_metric(name)):
            return None  # a list of contents has numbers, too, and so have scores and terms
        factor = unit.factor if unit else Decimal(1)
        value = _number(cell) * factor * column.sign
        measure = column.measure
        if m["lead"] and m["lead"] not in _BOUNDS and m["lead"] != "△" and measure == "level":
            measure = "growth" if unit and unit.base == "%" else "change"
        if measure == "growth" and unit and unit.base == "百分点":
            measure = "change"
        start = cell.start + m.start("number")
        end = cell.start + (m.end("unit") if own else m.end("number"))
        kind, base_unit, per = (unit.kind, unit.base, unit.per) if unit else ("", "", None)
        bound = _BOUNDS.get(m["bound"] or m["lead"] or "", "exact")
        quantity = Quantity(start, end, start, end, value, None, base_unit, kind, per, bound, None, () if unit else ("unit_missing",))
        match = self.book.named(name, "", kind, measure, _may_precede)
        general = self.general.get(_GENERAL[measure][value < 0])
        observation = Observation(
            quantity, row.span, Subject(name, words, name, ""), measure, 1, match.rule if match else None, general
        )
        observation.region = label.region or self.home
        observation.period, observation.year = self._time(column, label)
        late = self.document.year and observation.year and observation.year > self.document.year
        past = column.period and self.year and column.period.year and column.period.year < self.year
        observation.status = column.status or ("target" if self.target and not past or late else "actual")
        if measure in ("growth", "change"):
            base = column.base or "yoy"
            observation.base = base if base != "start" else f"{observation.year - 1}-12-31" if observation.year else None
        observation.per = per
        observation.flags = quantity.flags
        observation.origins = {"region": "row" if label.region else "caption", "period": "column" if column.period else "caption"}
        return observation

    def _time(self, column: Column, label: _Label) -> tuple[str | None, int | None]:
        if label.period:
            return label.period
        if column.period:
            return column.period.code, column.period.year
        if column.month and self.period and (m := re.fullmatch(r"[0-9]{4}-[0-9]{2}/([0-9]{4}-[0-9]{2})", self.period)):
            return m[1], self.year
        return self.period, self.year

    def _unit(self, column: Column, label: _Label, name: str) -> units.Found | None:
        """The unit of a cell: the column's for a ratio, else the row's, the column's, the unit line's, the noun's."""
        if column.measure in ("growth", "share", "rank"):
            return column.unit or PERCENT
        if label.unit or column.unit:
            return label.unit or column.unit
        if _RATE.search(column.words or label.words):
            return None if _PER_MILLE.search(name) else PERCENT
        amounts = [u for u in self.units if u.base != "%"] or self.units
        if len(amounts) == 1:
            return amounts[0]
        for noun, kinds in _KINDS:
            if noun.search(column.words or label.words or name):
                if found := next((u for u in amounts if u.kind in kinds), None):
                    return found
                if not amounts and kinds[0] in ("people", "households"):
                    return read_unit("人" if kinds[0] == "people" else "户")
        return None

    def _name(self, column: Column, label: _Label) -> tuple[str, str]:
        """The metric's name and the words of the table that it is made of."""
        own = label.words
        whole = self.topic
        if summed := _SUM.search(own):
            own = "" if own[: summed.start()] in whole else own
        if own and label.parent and (_is_metric(label.parent) or not whole):
            own = _part(own, label.parent)
        if not own and column.words and column.words.endswith("完成率"):
            name = whole + column.words
        elif not own:
            known = column.words and self.book.named(column.words, "", column.unit.kind if column.unit else "", column.measure, _may_precede)
            name = column.words if known else _headed(column.words, whole)
        else:
            alone = _is_metric(own) or not whole or whole in own or own != label.words
            name = own if alone else _under(own, whole)
            if _is_metric(column.words) or not _is_metric(name):
                name = own + self._own_words(column, own)
            else:
                name = column.words + name  # 城市 over 居民消费价格
        if label.place:
            name = subjects.merge(label.place, name, subjects.NAME)
        name = subjects.cut(name, subjects.NAME)
        return name, self._words(column, label, name)

    def _own_words(self, column: Column, own: str) -> str:
        """The words that a heading adds to those of a row: nothing to 发电量, where it says 产量."""
        return "" if column.words in own or subjects.is_head(column.words) and _is_metric(own) else column.words

    def _words(self, column: Column, label: _Label, name: str) -> str:
        """The words of the table that speak of a cell: caption, the row above, the row, the column."""
        if not label.words:
            return subjects.merge(label.place, name, subjects.WORDS)
        own = label.words + self._own_words(column, label.words)
        words = subjects.merge(label.place, subjects.merge(label.parent, own, subjects.WORDS), subjects.WORDS)
        return words if words[:3] == self.topic[:3] else subjects.merge(self.topic, words, subjects.WORDS)


def _number(cell: Cell) -> Decimal:
    m = VALUE.fullmatch(cell.text)
    if m is None:
        raise ValueError(f"not a number: {cell.text!r}")
    value = Decimal(re.sub(r"[, +]", "", m["number"]))
    return -value if m["lead"] and m["lead"] in ("▼", "↓", "下降", "减少", "降低") else value


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
        replace(c, words=columns.label(c.heading)[0] or c.words) if c.role == "value" and values.count(key(c)) > 1 and c.measure != "growth" else c
        for c in found
    ]


def _topic(words: str) -> str:
    """What a caption is about: 表1 2012年人口构成情况 → 人口."""
    words = re.sub(r"\s", "", words)
    if _TITLE.search(words):
        return ""
    before = None
    while before != words:
        before = words
        head = _CAPTION_HEAD.match(words)
        words = words[head.end() :] if head else words
        words = _CAPTION_TAIL.sub("", words) if len(words) > 2 else words
    words = words.strip("()[]:、的和及比较")
    return "" if re.fullmatch(r"(?:主要|基本|有关|预期)?(?:指标|数据|情况|统计|目标|任务)?", words) else words[: subjects.NAME]


def _part(part: str, whole: str) -> str:
    """Name a part by its whole: 男性 of 总人口 is 男性人口, 个人贷款 of 中长期贷款 is 中长期个人贷款."""
    if m := _WHOLE.match(whole):
        return part if m["what"] in part else part + m["what"]
    whole = _AMOUNT.sub("", whole) or whole
    for length in range(min(len(whole) - 1, 6), 1, -1):
        if whole[-length:] in part:
            return subjects.merge(whole[:-length], part, subjects.NAME)
    return subjects.merge(whole, part, subjects.NAME) if _is_metric(part) else part + whole


def _is_metric(words: str) -> bool:
    """Whether a label names a metric by itself: 存款余额 does, 男性 and 小麦 do not."""
    return bool(words) and bool(_WHOLE.match(words) or _METRIC.search(words) or cues.subject().heads.search(words))


def _under(own: str, topic: str) -> str:
    """Name a row whose label is no metric by the caption's: 小麦 under 粮食产量 is 小麦粮食产量."""
    if (m := re.search(r"(?:产品|品种|作物|行业|产业|项目)(?P<head>[一-龥]{2,6})$", topic)) and cues.subject().heads.search(m["head"]):
        return own + m["head"]
    return own + topic


def _headed(words: str, topic: str) -> str:
    """Name a column of a table whose rows are regions or years: 产量 under 粮食生产 is 粮食产量."""
    if not words:
        return topic
    if words in topic:
        return topic
    if subjects.is_head(words) or subjects.is_generic(words) or subjects.is_relational(words):
        holder = re.sub(r"(?:生产|种植|建设|发展|工作)$", "", subjects.holder(topic) or topic)
        return subjects.merge(holder, words, subjects.NAME)
    return _joined(topic, words) if len(words) <= _SHORT else words


def _joined(outer: str, inner: str) -> str:
    """Put two phrases together, saying once what ends the one and begins the other: 食用菌种植, 种植户数."""
    shared = next((n for n in range(min(len(outer), len(inner)), 0, -1) if outer.endswith(inner[:n])), 0)
    return subjects.merge(outer[: len(outer) - shared], inner, subjects.NAME)
