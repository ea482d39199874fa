"""Cells: tables that scraping has left as text, found by their layout and put back into rows and columns.

Two layouts are known: rows of cells set apart by tabs, pipes or runs of blanks, and one cell a line, where only the
period of words and numbers shows how many columns there were. What the cells mean is no matter of this module.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from indicators import units
from indicators.text import Span

MAX_CELL = 40  # characters; a longer one is prose
_MAX_LINE = 24  # characters of a cell that has its own line
_MAX_COLUMNS = 14
_DIGITS = 24  # characters of a number; a longer one is damage
_REACH = 3  # lines above a table in which its caption and its unit stand

_NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
VALUE = re.compile(
    rf"(?P<lead>[▲▼△↑↓≥≤><约]|增长|上升|提高|增加|下降|减少|降低|不低于|不超过)?\s?(?P<number>{_NUMBER})"
    r"\s?(?P<unit>[^0-9\s(),.\-][^0-9\s(),.]{0,5}?)??(?P<bound>左右|上下|以上|以内|以下)?(?:\([^()]*\)|[①-⑳*])?"
)
_NO_UNIT = re.compile(r"[年月日号时组期届]")
_EMPTY = re.compile(r"[-…./\\·xX×*]{0,6}|无|空")
YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")
TOTAL = re.compile(r"(?:总|合|小|共|累)计|总数")
UNIT_LINE = re.compile(r"(?:计量|金额|货币)?单\s*位\s*(?:名称)?[::]\s*(?P<unit>[^:()\[\]]+)")
_SCALE = re.compile(r"(?:十|百|千)?[万亿]+|百|千|十")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SENTENCE = re.compile(r"[。;!?！？]|,(?![0-9]{3})")
_RULED = re.compile(r"[\s|:=+\-┌┬┐├┼┤└┴┘│┃━╋]*")
# 指  标: blanks that only set a word to the width of its column.
_SPACED = frozenset("指标 项目 合计 总计 小计 地区 单位 年份 名称 备注 序号 男性 女性 科目 类别 县区 乡镇 全市 全县 全省 全区 其他 其它".split())
# What stands over a column of labels.
LABELS = re.compile(
    r"序号|编号|指标|项目|科目|地区|区域|[市县区镇乡村旗](?:别|名|名称)?|[县旗]市?区|旗县|乡镇|镇街|街道|行政村|嘎查村?|村组?|社区|单位(?:名称)?|部门|名称|类别|分类|品种|作物|品名|"
    r"年份|年度|月份|时间|行业|产业|企业(?:名称)?|姓名|性别|年龄|民族|分组|分项|内容|盟市|州市|省份|项目名称|指标名称|受教育程度|.{0,4}名称|.{0,4}类[别型]"
)  # fmt: skip
# The columns of one-cell-a-line tables whose cells are words: nothing is measured there.
_WORDS = re.compile(r"备注|说明|.*(?:负责人|联系人|责任单位|地点|内容|类型|名称)")
NUMBERED = re.compile(r"序号|编号|代码|行次|栏次")
_ONE_CELL = re.compile(rf"^[ \t]*{_NUMBER}%?[ \t]*\r?$", re.M)
_IN_ROW = re.compile(rf"(?:[\t|│]|  )[ \t]*{_NUMBER}(?=[ \t]*(?:[\t|│%\r\n(]|  |$))")


class Cell(NamedTuple):
    """A cell: offsets of its text without the blanks around it; an empty one has none."""

    start: int
    end: int
    text: str

    @property
    def is_value(self) -> bool:
        """Whether the cell states a number, with or without its unit."""
        m = VALUE.fullmatch(self.text)
        if m is None or len(m["number"]) > _DIGITS:
            return False
        return m["unit"] is None or not _NO_UNIT.match(m["unit"]) and read_unit(m["unit"]) is not None

    @property
    def is_empty(self) -> bool:
        """Whether the cell states nothing: -, …, or no character at all."""
        return bool(_EMPTY.fullmatch(self.text))


@dataclass(slots=True)
class Row:
    """A row of a table: a cell, or None, for each column; the blanks before its label; the subheading it stands under."""

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
    caption: Span = Span(0, 0)
    unit: str = ""
    labels: int = 1  # columns of words at the left
    spans: bool = field(default=False)  # an empty label stands for the one above it


def read_unit(surface: str) -> units.Found | None:
    """Read all of a surface as one unit with its scale; None where it is no unit.

    >>> found = read_unit("万吨"); (found.base, found.factor)
    ('吨', Decimal('10000'))
    """
    surface = surface.strip()
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


def find(text: str, source: str) -> list[Sheet]:
    """Find the tables of a normalised text, in order; `source` is the same text before normalising, for its widths."""
    rowed = _IN_ROW.search(text) is not None
    lined = len(_ONE_CELL.findall(text)) > 3
    if not rowed and not lined:
        return []
    lines = [Span(*m.span()) for m in re.finditer(r"[^\n\r]+", text) if m.group().strip()]
    sheets = list(_rowed(text, source, lines)) if rowed else []
    if lined:
        taken = [s.span for s in sheets]
        free = [s for s in lines if not any(t.start <= s.start < t.end for t in taken)]
        sheets += _lined(text, free)
    return sorted(sheets, key=lambda s: s.span)


# --- rows of cells ---


def _cells(text: str, line: Span) -> list[Cell]:
    """Split a line at its tabs, else its pipes, else its runs of blanks."""
    written = text[line.start : line.end]
    if "\t" in written:
        mark = r"\t"
    elif re.search(r"[|│]", written):
        mark = r"[|│]"
    else:
        mark = r" {2,}"
        line = Span(line.end - len(written.lstrip()), line.start + len(written.rstrip()))
    found: list[Cell] = []
    at = line.start
    for end in [m.start() for m in re.finditer(mark, text[line.start : line.end])]:
        found.append(_cell(text, at, line.start + end))
        at = line.start + end + 1
    found.append(_cell(text, at, line.end))
    if mark == " {2,}":
        found = _unspaced(found)
    elif mark != r"\t":
        while found and not found[0].text:
            found.pop(0)
    while found and not found[-1].text:
        found.pop()
    return found


def _cell(text: str, start: int, end: int) -> Cell:
    inner = text[start:end].strip()
    if not inner:
        return Cell(start, start, "")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Cell(start, start + len(inner), inner)


def _unspaced(cells: list[Cell]) -> list[Cell]:
    joined: list[Cell] = []
    for cell in cells:
        if joined and joined[-1].text + cell.text in _SPACED:
            cell = Cell(joined[-1].start, cell.end, joined.pop().text + cell.text)
        joined.append(cell)
    return joined


def _filled(cells: list[Cell]) -> list[Cell]:
    return [c for c in cells if c.text]


def _is_row(cells: list[Cell]) -> bool:
    """Whether cells make a row of numbers: a label and at least one number or mark for none."""
    return len(_filled(cells)) > 1 and any(c.is_value for c in cells[1:]) and not _all_years(cells)


def _all_years(cells: list[Cell]) -> bool:
    rest = [c for c in cells[1:] if c.text]
    return len(rest) > 1 and all(YEAR.fullmatch(c.text) for c in rest)


def _rowed(text: str, source: str, lines: list[Span]) -> Iterator[Sheet]:
    at = 0
    split = [_cells(text, line) for line in lines]
    while at < len(lines):
        if not _fits(split[at]) or len(_filled(split[at])) < 2 or UNIT_LINE.search(text, *lines[at]):
            at += 1
            continue
        top = at
        while at < len(lines) and _fits(split[at]) and len(_filled(split[at])) > 1 and not _is_row(split[at]):
            at += 1
        head = [i for i in range(top, at) if not UNIT_LINE.search(text, *lines[i])]
        body: list[tuple[int, str]] = []
        group = ""
        while at < len(lines) and _fits(split[at]):
            filled = _filled(split[at])
            if _is_row(split[at]):
                body.append((at, group))
            elif len(filled) == 1 and body and at + 1 < len(lines) and _is_row(split[at + 1]) and _fits(split[at + 1]):
                group = filled[0].text
            elif not _RULED.fullmatch(text, *lines[at]):
                break
            at += 1
        head = head[-3:]
        if body and (sheet := _sheet(text, source, lines, split, head, body)):
            yield sheet
        at = max(at, top + 1)


def _fits(cells: list[Cell]) -> bool:
    return bool(cells) and all(len(c.text) <= MAX_CELL and not _SENTENCE.search(c.text) for c in cells)


def _sheet(
    text: str, source: str, lines: list[Span], split: list[list[Cell]], head: list[int], body: list[tuple[int, str]]
) -> Sheet | None:
    """Align the lines of one table; None where the columns cannot be told or too little speaks for a table."""
    head = [i for i in head if not _RULED.fullmatch(text, *lines[i])]
    rows = [split[i] for i, _ in body]
    if not head and body[0][0] and (named := _single(text, lines[body[0][0] - 1], max(map(len, rows)))):
        head = [body[0][0] - 1]
        split[head[0]] = named
    top = [split[i] for i in head]
    blanks = not any(re.search(r"[\t|│]", text[lines[i].start : lines[i].end]) for i, _ in body)
    aligned = _by_blanks(text, source, lines, split, head, body) if blanks else _by_marks(top, rows)
    if aligned is None:
        return None
    header, cells = aligned
    first = head[0] if head else body[0][0]
    caption, unit = _above(text, lines, first)
    kept = [(b, c) for b, c in zip(body, cells, strict=True) if c is not None]
    numbers = sum(c.is_value for _, row in kept for c in row[1:] if c)
    if not kept or len(kept) < 2 and (not header or numbers < 2) or not header and not unit and len(kept) < 3:
        return None
    made = [
        Row(c, Span(c0.start, lines[i].end), _indent(text, source, lines[i], c0), group)
        for (i, group), c in kept
        if (c0 := next(x for x in c if x and x.text))
    ]
    header, made = _unfolded(header, made)
    labels = _labels(header, [r.cells for r in made])
    return Sheet(Span(lines[first].start, lines[body[-1][0]].end), header, made, caption, unit, labels, labels > 1)


def _single(text: str, line: Span, width: int) -> list[Cell]:
    """The header of a line whose cells stand one blank apart, where it has as many as the rows; else nothing."""
    cells = [Cell(line.start + m.start(), line.start + m.end(), m.group()) for m in re.finditer(r"\S+", text[slice(*line)])]
    return cells if len(cells) == width > 1 and _fits(cells) and not any(c.is_value for c in cells) else []


def _unfolded(header: list[str], rows: list[Row]) -> tuple[list[str], list[Row]]:
    """Put the halves of a table that stand side by side (指标 数值 指标 数值) under one another."""
    width = len(rows[0].cells)
    step = next((k for k in range(2, width // 2 + 1) if width % k == 0 and header == header[:k] * (width // k)), 0)
    if not header or not step or not header[0]:
        return header, rows
    halves = []
    for at in range(0, width, step):
        for row in rows:
            cells = row.cells[at : at + step]
            if cells[0] is not None and cells[0].text:
                halves.append(Row(cells, row.span, 0, row.group))
    return header[:step], halves


def _indent(text: str, source: str, line: Span, first: Cell) -> int:
    return sum(2 if c == "　" else 1 for c in source[line.start : first.start] if c != "|")


def _labels(header: list[str], rows: list[list[Cell | None]]) -> int:
    """Count the columns at the left that hold words (or numbers of rows) rather than values."""
    count = 0
    for column in range(len(rows[0])):
        named = header[column] if column < len(header) else ""
        cells = [row[column] for row in rows]
        words = sum(1 for c in cells if c and c.text and not c.is_value and not c.is_empty)
        values = sum(1 for c in cells if c and c.is_value)
        if words <= values and column and not NUMBERED.fullmatch(named):
            break
        count += 1
    return max(count, 1)


def _by_marks(top: list[list[Cell]], rows: list[list[Cell]]) -> tuple[list[str], list[list[Cell | None] | None]] | None:
    """Align rows whose empty cells are marked; a column that is empty everywhere is left over from a merged one."""
    width = max(map(len, rows))
    padded = [row + [Cell(row[-1].end, row[-1].end, "")] * (width - len(row)) for row in rows]
    wide = max((len(t) for t in top), default=width)
    used = list(range(width))
    if wide != width:
        used = [j for j in used if any(row[j].text for row in padded)]
    cells: list[list[Cell | None] | None] = [[row[j] for j in used] for row in padded]
    if not top:
        return [], cells
    width = len(used)
    header = _headings(top, width)
    return None if header is None else (header, cells)


def _headings(top: list[list[Cell]], width: int) -> list[str] | None:
    """Put the lines of a header together, column by column; None where they do not fit the width."""
    last = [c.text for c in top[-1]]
    if len(top) == 1:
        if len(last) > width or sum(map(bool, last)) == width:
            last = [t for t in last if t]
        return _widened(last, width)
    above = _headings(top[:-1], width) if len(top) > 2 else [c.text for c in top[0]]
    if above is None:
        return None
    if len(last) == width and len(above) <= width and not all(last):
        filled, over = [], ""
        for j in range(width):
            over = (above[j] if j < len(above) else "") or (over if last[j] else "")
            filled.append(_under(over, last[j]))
        return filled
    below = [t for t in last if t]
    heads = [t for t in above if t]
    labels = width - len(below)
    groups = heads[labels:]
    if labels < 0 or not groups or len(below) % len(groups):
        return _widened(below, width)
    each = len(below) // len(groups)
    return heads[:labels] + [_under(groups[j // each], t) for j, t in enumerate(below)]


def _under(group: str, heading: str) -> str:
    """One heading of two lines: a period leads, so that it is read as one (2020年 under 比重)."""
    return heading + group if heading[:1].isdigit() else group + heading


def _widened(header: list[str], width: int) -> list[str] | None:
    """Fit a header line to the width: the heading of the labels may be missing, trailing columns may be empty."""
    if len(header) == width:
        return header
    if len(header) == width - 1 and not LABELS.fullmatch(header[0].replace(" ", "")):
        return ["", *header]
    return None


def _by_blanks(
    text: str, source: str, lines: list[Span], split: list[list[Cell]], head: list[int], body: list[tuple[int, str]]
) -> tuple[list[str], list[list[Cell | None] | None]] | None:
    """Align rows set apart by blanks: by the number of their cells, else by where these stand under the header."""
    rows = [split[i] for i, _ in body]
    counts = [len(row) for row in rows]
    width = max(counts)
    header: list[str] | None = []
    places: list[tuple[int, int]] = []
    if head:
        width = max(width, len(split[head[-1]]))
        header = _headings([split[i] for i in head], width)
        if header is None:
            return None
        if len(split[head[-1]]) == width:
            places = [_place(source, lines[head[-1]], c) for c in split[head[-1]]]
    cells: list[list[Cell | None] | None] = []
    for (i, _), row in zip(body, rows, strict=True):
        if len(row) == width:
            cells.append(list(row))
        else:
            cells.append(_placed(source, lines[i], row, places) if places else None)
    return header or [], cells


def _place(source: str, line: Span, cell: Cell) -> tuple[int, int]:
    """The columns of a screen that a cell fills, Chinese characters two wide."""
    before = sum(2 if c >= "⺀" else 1 for c in source[line.start : cell.start])
    return before, before + sum(2 if c >= "⺀" else 1 for c in source[cell.start : cell.end])


def _placed(source: str, line: Span, row: list[Cell], places: list[tuple[int, int]]) -> list[Cell | None] | None:
    """Put each cell under the heading that it overlaps or stands nearest to; None where two fall together."""
    placed: list[Cell | None] = [None] * len(places)
    placed[0] = row[0]
    for cell in row[1:]:
        a, b = _place(source, line, cell)
        gaps = [max(c - b, a - d, 0) * 100 + abs(a + b - c - d) for c, d in places]
        j = gaps.index(min(gaps))
        if placed[j] is not None:
            return None
        placed[j] = cell
    return placed


def _above(text: str, lines: list[Span], first: int) -> tuple[Span, str]:
    """Find caption and unit in the lines above line `first`."""
    unit = ""
    for i in range(first - 1, max(first - 1 - _REACH, -1), -1):
        start, end = lines[i]
        m = UNIT_LINE.search(text, start, end)
        if m:
            unit = unit or m["unit"].strip()
            end = m.start()
            if not text[start:end].strip(" \t([|"):
                continue
        words = text[start:end].strip(" \t([:")
        if not words or len(words) > 50 or _SENTENCE.search(words) or _RULED.fullmatch(words):
            break
        if re.fullmatch(r"[\[(]?(?:续?表[0-9一二三四五六七八九十\-]*|续表)[\])]?", words):
            continue
        start += len(text[start:end]) - len(text[start:end].lstrip(" \t(["))
        return Span(start, start + len(words)), unit
    return Span(0, 0), unit


# --- one cell a line ---


def _lined(text: str, lines: list[Span]) -> Iterator[Sheet]:
    run: list[Cell] = []
    where: list[int] = []
    for i, line in enumerate([*lines, Span(len(text), len(text))]):
        cell = _cell(text, line.start, line.end)
        if cell.text and len(cell.text) <= _MAX_LINE and not _SENTENCE.search(cell.text) and "\t" not in cell.text:
            run.append(cell)
            where.append(i)
            continue
        yield from _of_run(text, lines, run, where)
        run, where = [], []


def _of_run(text: str, lines: list[Span], run: list[Cell], where: list[int]) -> Iterator[Sheet]:
    """Find the tables in a run of short lines, one after the other."""
    at = 0
    while True:
        first = next((i for i in range(at, len(run)) if run[i].is_value), None)
        if first is None or sum(c.is_value for c in run[first:]) < 4:
            return
        best: tuple[int, int, _Lined, int] | None = None
        for n in range(2, _MAX_COLUMNS + 1):
            for start in range(max(at, first - 2 * n + 1), first - n + 1):
                made = _periodic(run, start, n)
                if made is None:
                    continue
                caption, unit = _above(text, lines, where[start])
                quality = made.quality + bool(unit) * 2 + bool(caption != (0, 0) and start > at)
                key = (made.numbers, quality)
                if quality > 1 and (best is None or key > best[:2]):
                    best = (*key, made, start)
        if best is None:
            at = next((i for i in range(first, len(run)) if not run[i].is_value), len(run))
            continue
        made, start = best[2], best[3]
        caption, unit = _above(text, lines, where[start])
        rows = [Row(cells, Span(a, b)) for cells, a, b in made.rows]
        span = Span(run[start].start, run[made.stop - 1].end)
        yield Sheet(span, made.header, rows, caption, unit, made.labels, made.labels > 1)
        at = made.stop


class _Lined(NamedTuple):
    header: list[str]
    rows: list[tuple[list[Cell | None], int, int]]
    labels: int
    stop: int
    numbers: int
    quality: int


def _periodic(run: list[Cell], start: int, n: int) -> _Lined | None:
    """Read run[start:] as a header of n cells and rows of n; None where words and numbers do not repeat that way.

    A row may lack the first of several labels (a township over its villages), and a total those beside it.
    """
    header = [c.text for c in run[start : start + n]]
    if len(set(header)) < n or any(c.is_value or len(c.text) > 16 or UNIT_LINE.search(c.text) for c in run[start : start + n]):
        return None
    first = run[start + n : start + 2 * n]
    if len(first) < n:
        return None
    kinds = [c.is_value for c in first]
    numbered = kinds[0] and bool(NUMBERED.fullmatch(header[0]))
    labels = int(numbered)
    while labels < n and not kinds[labels]:
        labels += 1
    if labels == n or labels == numbered and not YEAR.fullmatch(first[0].text) or labels - numbered > 3:
        return None
    if any(not kinds[j] and not first[j].is_empty and not _WORDS.fullmatch(header[j]) for j in range(labels, n)):
        return None
    labels = max(labels, 1)
    words = [j for j in range(labels, n) if _WORDS.fullmatch(header[j])]

    def fits(at: int, columns: list[int]) -> bool:
        cells = run[at : at + len(columns)]
        return len(cells) == len(columns) and all(
            c.is_empty or j in words or c.is_value == (j >= labels or kinds[j]) for c, j in zip(cells, columns, strict=True)
        )

    every = list(range(n))
    shapes = [every]
    for dropped in range(1, labels - numbered):
        shapes.append([j for j in every if not numbered <= j < numbered + dropped])
        if numbered:
            shapes.append([j for j in every if not j < numbered + dropped])
    total = [int(numbered and labels > 1), *range(labels, n)]
    rows: list[tuple[list[Cell | None], int, int]] = []
    at = stop = start + n
    lost = 0
    while at < len(run):
        summed = TOTAL.fullmatch(run[at].text.replace(" ", ""))
        shape = next((s for s in ([total] if summed else []) + shapes if fits(at, s) or summed and s is total and _sums(run, at, s)), None)
        if shape is None:
            # A row with fewer cells than the others: which are missing is not to be told, so it is passed over.
            nxt = next((k for k in range(at + 1, min(at + n, len(run))) if not run[k].is_value and run[k - 1].is_value), None)
            if nxt is None or lost or not any(fits(nxt, s) for s in shapes) or not run[at + 1].is_value:
                break
            lost, at = lost + 1, nxt
            continue
        cells: list[Cell | None] = [None] * n
        for k, j in enumerate(shape):
            cells[j] = run[at + k]
        rows.append((cells, run[at].start, run[at + len(shape) - 1].end))
        at = stop = at + len(shape)
        lost = 0
    numbers = sum(c.is_value for cells, _, _ in rows for c in cells[labels:] if c)
    if len(rows) < 2 or len(rows) < 3 and n < 3 or numbers < 4:
        return None
    named = sum(bool(LABELS.fullmatch(re.sub(r"\s", "", h))) for h in header[:labels])
    misplaced = sum(bool(LABELS.fullmatch(re.sub(r"\s", "", h))) for h in header[labels:])
    return _Lined(header, rows, labels, stop, numbers, named * 2 - misplaced * 2)


def _sums(run: list[Cell], at: int, shape: list[int]) -> bool:
    cells = run[at + 1 : at + len(shape)]
    return len(cells) == len(shape) - 1 and all(c.is_value or c.is_empty for c in cells)
