"""Sheets: tables whose rows are lines, with tabs, pipes or runs of blanks between the cells."""

import re
from collections.abc import Iterator

from indicators import breaks, columns, headings
from indicators.cells import (
    CLOSE,
    MAX_CELL,
    NUMBER,
    NUMBERED,
    RULED,
    UNIT_LINE,
    YEAR,
    Cell,
    Row,
    Sheet,
    above,
    close,
    cut,
    is_prose,
)  # fmt: skip
from indicators.text import Span

# 指  标: blanks that only set a word to the width of its column.
_SPACED = re.compile(
    "指标|项目|合计|总计|小计|地区|单位|年份|名称|备注|序号|男性|女性|科目|类别|县区|乡镇|全[市县省区]|其[他它]"
)
_FEWEST = 3  # rows of a label and one number
_IN_ROW = re.compile(rf"(?:[|│]|(?<![ \t])(?: ?\t|  ))[ \t]*+{NUMBER}(?=[ \t]*(?:[\t|│%\r\n(]|  |$))")


def find(text: str, source: str, lines: list[Span]) -> Iterator[Sheet]:
    """Find the tables among the lines of a normalised text; `source`: the text before, for its widths."""
    if not _IN_ROW.search(text) and not CLOSE.search(text):
        return
    at = 0
    lines = breaks.rejoined(text, lines)
    lines, split = breaks.parted(text, lines, [_cells(text, line) for line in lines])
    _pair(text, lines, split)
    while at < len(lines):
        if not _fits(split[at]) or len(_filled(split[at])) < 2 or UNIT_LINE.search(text, *lines[at]):
            at += 1
            continue
        top = at
        while at < len(lines) and _fits(split[at]) and len(_filled(split[at])) > 1 and not _is_row(split[at]):
            at += 1
        head = [
            i
            for i in range(top, at)
            if not UNIT_LINE.search(text, *lines[i]) and not headings.is_caption(text[slice(*lines[i])].strip())
        ]
        body: list[tuple[int, str]] = []
        group = ""
        while at < len(lines) and _fits(split[at]):
            filled = _filled(split[at])
            if _is_row(split[at]):
                body.append((at, group))
            elif (
                len(filled) == 1
                and (body or head)
                and at + 1 < len(lines)
                and _is_row(split[at + 1])
                and _fits(split[at + 1])
            ):
                group = filled[0].text
            elif not RULED.fullmatch(text, *lines[at]):
                break
            at += 1
        head = head[-3:]
        if body and (sheet := _sheet(text, source, lines, split, head, body)):
            yield sheet
        at = max(at, top + 1)


def _cells(text: str, line: Span) -> list[Cell]:
    """Split a line at its tabs, else its pipes, else its runs of blanks."""
    written = text[line.start : line.end]
    if "\t" in written:
        mark = r"\t"
    elif re.search(r"[|│]", written):
        mark = r"[|│]"
    elif found := close(text, line):
        return found
    else:
        mark = r" {2,}"
        line = Span(line.end - len(written.lstrip()), line.start + len(written.rstrip()))
    found = []
    at = line.start
    for end in [m.start() for m in re.finditer(mark, text[line.start : line.end])]:
        found.append(cut(text, at, line.start + end))
        at = line.start + end + 1
    found.append(cut(text, at, line.end))
    if mark == " {2,}":
        found = _unspaced(found)
    elif mark != r"\t" and re.match(r"(?s)\s*[|│].*[|│]\s*$", written):  # a border at both ends; else a cell is empty
        found.pop(0)
    while found and not found[-1].text:
        found.pop()
    return found


def _unspaced(cells: list[Cell]) -> list[Cell]:
    joined: list[Cell] = []
    for cell in cells:
        word = joined[-1].text + cell.text if joined else ""
        if joined and (_SPACED.fullmatch(word) or re.fullmatch("[一-龥]{2}", word)):
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


def _fits(cells: list[Cell]) -> bool:
    return bool(cells) and all(len(c.text) <= MAX_CELL and (c.is_value or not is_prose(c.text)) for c in cells)


def _sheet(
    text: str,
    source: str,
    lines: list[Span],
    split: list[list[Cell]],
    head: list[int],
    body: list[tuple[int, str]],
) -> Sheet | None:
    """Align the lines of one table; None where columns cannot be told or too little speaks for a table."""
    head = [i for i in head if not RULED.fullmatch(text, *lines[i])]
    rows = [split[i] for i, _ in body]
    width = max(map(len, rows))
    rows = [breaks.unglued(row, width) for row in rows]
    double: list[str] = []
    if len(head) == 1 and len(split[head[0]]) < width and (named := _single(text, lines[head[0]], width)):
        split[head[0]] = named
    if not head and body[0][0] and (named := _single(text, lines[body[0][0] - 1], width)):
        head = [body[0][0] - 1]
        split[head[0]] = named
    elif not head and body[0][0] > 1:
        double = _double(text, lines[body[0][0] - 2 : body[0][0]], [row for row in rows if len(row) == width])
    top = [split[i] for i in head]
    full = [_filled(row) for row in top + rows]
    if len({len(row) for row in top + rows}) > 1 and len({len(row) for row in full}) == 1:
        top, rows = full[: len(top)], full[len(top) :]  # two tabs set some cells to the width of others
    blanks = not any(re.search(r"[\t|│]", text[lines[i].start : lines[i].end]) for i, _ in body)
    aligned = _by_blanks(text, source, lines, split, head, body) if blanks else _by_marks(top, rows)
    if aligned is None:
        return None
    header, cells = aligned
    header = header or double
    first = head[0] if head else body[0][0] - 2 * bool(double)
    caption, unit = above(text, lines, first)
    kept = [(b, c) for b, c in zip(body, cells, strict=True) if c is not None]
    numbers = sum(c.is_value for _, row in kept for c in row[1:] if c)
    if not kept or (len(kept) < 2 and (not header or numbers < 2)):
        return None
    if not header and not unit and len(kept) < 3:
        return None
    made = [
        Row(c, Span(c0.start, lines[i].end), _indent(text, source, lines[i], c0), group)
        for (i, group), c in kept
        if (c0 := next(x for x in c if x and x.text))
    ]
    header, made = _unfolded(header, made)
    labels = _labels(header, [r.cells for r in made])
    return Sheet(Span(lines[first].start, lines[body[-1][0]].end), header, made, caption, unit, labels, labels > 1)


def _double(text: str, over: list[Span], rows: list[list[Cell]]) -> list[str]:
    """The header of two lines, single blanks between their cells, the lower one under the last of the upper.

    乡镇 常住人口 占全县比重 / 2010年 2000年.
    """
    cells = [
        _unspaced([cut(text, a.start + m.start(), a.start + m.end()) for m in re.finditer(r"\S+", text[slice(*a)])])
        for a in over
    ]
    words = [c.text for line in cells for c in line]
    if not all(map(_fits, cells)) or len(cells[1]) >= len(rows[0]) or not headings.is_label(words[0]):
        return []
    below = [[row[j] for row in rows] for j in range(1, len(rows[0]))]
    told = headings.stacked(headings.Block(words, False), below)
    return told[0] if told and told[1] == len(words) else []


def _single(text: str, line: Span, width: int) -> list[Cell]:
    """The header of a line whose cells stand one blank apart and are as many as the rows'; else nothing.

    The heading of the labels may be missing, where each of the others tells what a number is.
    """
    cells = [
        Cell(line.start + m.start(), line.start + m.end(), m.group())
        for m in re.finditer(r"\S+(?: (?:[(%]\S*))*", text[slice(*line)])
    ]
    if not _fits(cells) or any(c.is_value and not YEAR.fullmatch(c.text) for c in cells):
        return []
    told = [headings.says_something(c.text) for c in cells]
    if len(cells) == width - 1:
        return cells if all(told) else []
    return cells if len(cells) == width > 1 and (any(told[1:]) or headings.is_label(cells[0].text)) else []


def _pair(text: str, lines: list[Span], split: list[list[Cell]]) -> None:
    """Split rows of a label and one number with a blank between, where a header or their units make them a table."""
    at = 0
    while at < len(lines):
        rows: list[list[Cell]] = []
        while at + len(rows) < len(lines) and len(row := close(text, lines[at + len(rows)], 1)) == 2:
            rows.append(row)
        if len(rows) >= _FEWEST:
            head = _single(text, lines[at - 1], 2) if at else []
            told = len(head) == 2 and headings.is_label(head[0].text) and headings.says_something(head[1].text)
            if told or all(columns.label(label.text)[1] for label, _ in rows):
                split[at : at + len(rows)] = rows
        at += max(len(rows), 1)


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
    """Align rows whose empty cells are marked; a column without any cell is left of a merged one."""
    width = max(map(len, rows))
    if not top and sum(len(row) == width for row in rows) * 2 < len(rows):
        return None  # the lines are no rows
    padded = [row + [Cell(row[-1].end, row[-1].end, "")] * (width - len(row)) for row in rows]
    wide = max((len(t) for t in top), default=width)
    used = list(range(width))
    if wide != width:
        used = [j for j in used if any(row[j].text for row in padded)]
    cells: list[list[Cell | None] | None] = [[row[j] for j in used] for row in padded]
    if not top:
        return [], cells
    width = len(used)
    header = headings.joined(top, width)
    return None if header is None else (header, cells)


def _by_blanks(
    text: str,
    source: str,
    lines: list[Span],
    split: list[list[Cell]],
    head: list[int],
    body: list[tuple[int, str]],
) -> tuple[list[str], list[list[Cell | None] | None]] | None:
    """Align rows with blanks between cells: by the number of cells, else by their place under the header."""
    rows = [split[i] for i, _ in body]
    counts = [len(row) for row in rows]
    width = max(counts)
    header: list[str] | None = []
    places: list[tuple[int, int]] = []
    if head:
        width = max(width, len(split[head[-1]]))
        header = headings.joined([split[i] for i in head], width)
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
