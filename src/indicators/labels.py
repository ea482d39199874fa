"""Labels: what a table's row says before its numbers: words, region, period, and what it is a part of."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from indicators import captions, columns, periods, units
from indicators.cells import NOTE, TOTAL, VALUE, YEAR, Cell, Row, Sheet, read_unit
from indicators.columns import PERCENT, Column
from indicators.regions import Places, Region

_PART = re.compile(r"\s*(?:#|其\s*中\s*[::]?|-{1,3}|·)\s*")
_ITEM = re.compile(
    r"(?P<cn>[一二三四五六七八九十]{1,2}、)|(?P<bracket>\([一二三四五六七八九十]{1,2}\))|(?P<digit>[0-9]{1,2}[.、](?![0-9]))|(?P<small>\([0-9]{1,2}\))"
)
_ITEMS = ("cn", "bracket", "digit", "small")
_UNNUMBERED = 1000
SUM = re.compile(r"(?:总|合|小)计$")
_HOME = re.compile(r"全[国省市县旗区州盟镇乡](?:合计|总计)?|(?:总|合|小)计|总数")
_REGIONAL = re.compile(
    r"地区|区域|(?:项目|实施|建设|所在)(?:地点?|[县区乡镇村]+)|.{0,2}[市县区镇乡村旗](?:别|名|名称)?|[县旗]市?区|旗县|镇街|街道|嘎查村?|盟市|州市|省份|市州|村组"
)
_NOTED = re.compile(r"\([^()]*\)$")  # 1964年(二普)
_TOWNSHIP = re.compile(r"[一-龥]{2,6}(?:镇|乡|街道|苏木)")
_VILLAGE = re.compile(r"[一-龥]{2,8}(?:村|嘎查|社区)")


@dataclass(slots=True)
class Label:
    """What a row says before its numbers."""

    words: str = ""
    parent: str = ""
    unit: units.Found | None = None
    region: Region | None = None
    period: tuple[str | None, int | None] | None = None
    place: str = ""  # a region that the gazetteer does not have
    total: bool = False


class Labels:
    """Reads the labels of one table's rows."""

    def __init__(
        self, sheet: Sheet, heads: list[Column], places: Places, home: Region | None, year: int | None
    ) -> None:
        self.sheet, self.columns, self.places, self.home, self.year = sheet, heads, places, home, year
        self.regional = self._is_regional()

    def read(self) -> list[Label]:
        """Return the label of each row, in order."""
        found: list[Label] = []
        carried: dict[int, Cell] = {}
        for row in self.sheet.rows:
            label = Label()
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

    def _is_regional(self) -> bool:
        header = [c.heading.replace(" ", "") for c in self.columns[: self.sheet.labels]]
        if any(_REGIONAL.fullmatch(h) for h in header):
            return True
        own = [
            self._region(c)
            for r in self.sheet.rows
            for c in r.cells[: self.sheet.labels]
            if c and not TOTAL.fullmatch(c.text)
        ]
        return sum(r is not None for r in own) * 2 > len(self.sheet.rows)

    def _region(self, cell: Cell) -> Region | None:
        """The region that a cell names with all of its text, but for a footnote's mark and blanks (清 城 区)."""
        words = NOTE.sub("", cell.text)
        for m in self.places.between(cell.start, cell.end):
            if m.start == cell.start and m.end == cell.start + len(words):
                return m.region
        return self.places.inside(words) if re.search(r"\s", words) else None

    def _take(self, label: Label, parts: list[str], cell: Cell, column: Column) -> None:
        """Read one cell of a row's labels: a region, a period, a total or words."""
        words, unit = columns.label(cell.text)
        label.unit = label.unit or unit
        named = periods.find(words, self.year)
        if YEAR.fullmatch(words):
            label.period = words[:4], int(words[:4])
        elif named and named[0].year and not _NOTED.sub("", words[: named[0].start] + words[named[0].end :]):
            label.period = named[0].code, named[0].year
        elif self.regional and _HOME.fullmatch(words):
            label.region = label.region or self.home
            label.total = True
        elif self.regional and (region := self._region(cell)):
            label.region = region
        elif self.regional and _VILLAGE.fullmatch(words):
            town = label.region or self.home
            label.region = Region(town.code if town and town.level >= 3 else "", words, 5)
        elif self.regional and _TOWNSHIP.fullmatch(words) and self.home and self.home.level == 3:
            label.region = Region("", words, 4)  # abolished since, or too new for the list
        elif cell.is_value:
            return
        elif self.regional and _REGIONAL.fullmatch(column.heading.replace(" ", "")):
            label.place = words
        else:
            label.total = bool(TOTAL.fullmatch(words))
            if not label.total:
                parts.append(cell.text)

    def _nest(self, labels: list[Label]) -> None:
        """Give each row the one that it is a part of: # and 其中, numbering, indents, sums that close."""
        stack: list[tuple[int, str, units.Found | None]] = []
        whole: tuple[str, Decimal | None] = ("", None)
        unit: units.Found | None = None  # the whole's: 商品房销售额(亿元), 其中:住宅
        numbered = False  # an unnumbered row belongs to the numbered one above it
        members = 0  # rows still to come that belong to the 其中 above
        named = Counter(label.words for label in labels)
        for i, (row, label) in enumerate(zip(self.sheet.rows, labels, strict=True)):
            if not label.words:
                continue
            written = label.words
            mark = _PART.match(written)
            words = columns.label(written[mark.end() :] if mark else written)[0]
            item = _ITEM.match(words)
            words = words[item.end() :] if item else words
            label.words = words
            named[written] -= 1
            named[words] += 1
            if item:
                depth, numbered = _ITEMS.index(item.lastgroup or "cn") + 1, True
            else:
                depth = row.indent + (_UNNUMBERED if numbered else 0)
            if SUM.search(words):
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
            if stack and label.unit is None and not captions.is_metric(words):
                label.unit = stack[-1][2]  # 第一产业, set in below 地区生产总值(亿元)
            label.parent = label.parent or (stack[-1][1] if stack else "") or row.group
            stack.append((depth, words, label.unit))
            whole, unit = (words, value), label.unit
            if not item and captions.is_metric(words):
                members = self._parts(labels, i, value, named)

    def _value(self, row: Row) -> Decimal | None:
        for cell, column in zip(row.cells, self.columns, strict=False):
            if column.role == "value" and column.measure == "level":
                return number(cell) if cell and cell.is_value else None
        return None

    def _parts(self, labels: list[Label], at: int, whole: Decimal | None, named: Counter[str]) -> int:
        """Count the rows after `at` that only sums or repetition tell to be its parts: 铁路 after 货运量."""
        total, again = Decimal(0), False
        count = 0
        for i in range(at + 1, len(labels)):
            row, label = self.sheet.rows[i], labels[i]
            written, value = label.words, self._value(row)
            if (
                not written
                or (row.indent, row.group) != (self.sheet.rows[at].indent, self.sheet.rows[at].group)
                or label.unit not in (None, labels[at].unit)
                or _PART.match(written)
                or _ITEM.match(written)
                or captions.is_metric(columns.label(written)[0])
            ):
                break
            count += 1
            again = again or named[written] > 1
            total += value or 0
            if count > 1 and whole and abs(total - whole) <= max(whole / 1000, min(Decimal("0.15"), whole / 20)):
                return count
        return count if again and labels[at].unit is not None else 0

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


def number(cell: Cell) -> Decimal:
    m = VALUE.fullmatch(cell.text)
    if m is None:
        raise ValueError(f"not a number: {cell.text!r}")
    value = Decimal(re.sub(r"[, +]", "", m["number"]))
    return -value if m["lead"] and m["lead"] in ("▼", "↓", "下降", "减少", "降低") else value
