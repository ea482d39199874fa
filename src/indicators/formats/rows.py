"""Rows: the lines of a PDF's page with the cells of a table's row as one.

In goes the Sheet of a page, out come its Lines in the order of the file. Pieces in cells of ruled lines are laid out
as a table; without rules, pieces beside each other are the cells of a row, which has tabs between them.
"""

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from indicators.formats import tables
from indicators.formats.glyphs import Box, Rule, Sheet
from indicators.formats.lines import Line, joined, pieces

# How items and headings begin.
ITEM = re.compile(
    r"第?[一二三四五六七八九十百]+[、章节条部]|[（(][一二三四五六七八九十0-9]+[)）]|[0-9]{1,2}(?:[、)）]|[.．](?![0-9]))|[①-⑳●•■◆]"
)
_NUMBER = re.compile(r"[-+－]?[0-9０-９][0-9０-９.,．，]*[%％]?")
_THICK = 3  # points: more than the width of a ruled line


def of(sheet: Sheet) -> Iterator[Line]:
    """Yield the lines of a page, a row as one."""
    width = sheet.box[2] - sheet.box[0]
    placed = [(piece, _cell(piece, sheet)) for piece in pieces(sheet)]
    for _, group in groupby(placed, lambda found: found[1] is None):
        found = list(group)
        boxed = [(piece, box) for piece, box in found if box]
        yield from _ruled(boxed) or _plain([piece for piece, _ in found], width)


def _cell(piece: Line, sheet: Sheet) -> Box | None:
    """Return the cell of ruled lines around a piece; a table may be open at its sides."""
    x, y = (piece.left + piece.right) / 2, piece.middle
    left, right = _between(sheet.upright, x, y)
    below, above = _between(sheet.level, y, x)
    if math.isinf(below) or math.isinf(above) or (math.isinf(left) and math.isinf(right)):
        return None
    return left, below, right, above


def _between(rules: list[Rule], at: float, across: float) -> tuple[float, float]:
    """Return the nearest rules on both sides of a place, infinity where there is none."""
    i = bisect_right(rules, (at, math.inf))
    before = next((rule.at for rule in reversed(rules[:i]) if rule.covers(across)), -math.inf)
    return before, next((rule.at for rule in rules[i:] if rule.covers(across)), math.inf)


def _ruled(found: list[tuple[Line, Box]]) -> list[Line]:
    """Lay out pieces in their cells as the rows of a table; nothing where they make none.

    Two numbers in one cell are no wrapped text: rows stand there without a ruled line between, or columns.
    """
    xs = _edges({x for _, (left, _, right, _) in found for x in (left, right)})
    ys = _edges({-y for _, (_, below, _, above) in found for y in (below, above)})
    texts: dict[tuple[int, int], list[str]] = defaultdict(list)
    spans: dict[tuple[int, int], tuple[int, int]] = {}  # how many columns and rows a cell covers
    for piece, (left, below, right, above) in found:
        row, column = place = _which(ys, -above), _which(xs, left)
        texts[place].append(piece.text)
        spans.setdefault(place, (max(_which(xs, right) - column, 1), max(_which(ys, -below) - row, 1)))
    crowded = any(sum(bool(_NUMBER.fullmatch(text)) for text in held) > 1 for held in texts.values())
    if crowded or len({column for _, column in texts}) < 2:
        return []
    rows: list[list[tables.Cell]] = []
    taken: dict[int, int] = {}  # column → the row up to which a cell from above reaches
    for row in range(len(ys) - 1):
        rows.append([])
        column = 0
        while column < len(xs) - 1:
            columns, down = spans.get((row, column), (1, 0))
            if down:
                rows[-1].append(tables.Cell(joined(texts[row, column]), columns, down))
                taken.update(dict.fromkeys(range(column, column + columns), row + down))
            elif taken.get(column, 0) <= row:
                rows[-1].append(tables.Cell(""))
            column += columns
    if sum(bool(cell.text) for cells in rows for cell in cells) < len(texts):
        return []  # cells that overlap: none may be lost
    lines = [piece for piece, _ in found]
    whole = replace(_around(lines), row=True, ruled=True)
    return [replace(whole, text=text) for text in tables.lines(rows)]


def _edges(values: Iterable[float]) -> list[float]:
    """Sort edges; those of one drawn line, which has a width, count once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _THICK:
            found.append(value)
    return found


def _which(edges: list[float], value: float) -> int:
    """Return which of the edges a value is."""
    return bisect_right(edges, value) - 1


def _around(lines: list[Line]) -> Line:
    """Return the first of some lines with the place of all."""
    return replace(
        lines[0],
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        bottom=min(line.bottom for line in lines),
        top=max(line.top for line in lines),
    )


def _plain(found: list[Line], width: float) -> Iterator[Line]:
    """Yield lines without ruled cells; pieces beside each other make a row.

    A piece to the right of up to three short lines, at their height, shows that these are one cell of its row.
    """
    row: list[Line] = []
    hanging: list[Line] = []  # lines below the row's last cell, which may belong to it
    for piece in found:
        if hanging and piece.beside(hanging[-1]):  # the last of them begins a row of its own
            yield from _closed(row, hanging[:-1], width)
            row, hanging = [hanging[-1]], []
        if row and not hanging and all(piece.beside(cell) for cell in row):
            row.append(piece)
            continue
        if row and all(piece.left >= cell.right - 1 for cell in [*row, *hanging]):
            low = min(line.bottom for line in [*row, *hanging])
            if low <= piece.middle <= max(cell.top for cell in row) + piece.em / 2:
                stacked = [row.pop(), *hanging]
                row += [replace(_around(stacked), text=joined(line.text for line in stacked)), piece]
                hanging = []
                continue
        last = hanging[-1] if hanging else row[-1] if row else piece
        narrow = max(last.right - last.left, piece.right - piece.left) < 0.4 * width
        below = 0 < last.middle - piece.middle < 2 * piece.em and piece.left < last.right and piece.right > last.left
        if narrow and below and len(hanging) < 2 and not re.search("[，。；]", last.text + piece.text):
            hanging.append(piece)
            continue
        yield from _closed(row, hanging, width)
        row, hanging = [piece], []
    yield from _closed(row, hanging, width)


def _closed(row: list[Line], hanging: list[Line], width: float) -> Iterator[Line]:
    """Yield a row as a line; a sentence with wide blanks in it is no row of a table."""
    if row:
        row = sorted(row, key=lambda cell: cell.left)
        gap = max((b.left - a.right for a, b in pairwise(row)), default=0.0)
        close = gap < 3 * row[0].em and not any(_NUMBER.fullmatch(cell.text) for cell in row)
        whole = len(row) == 2 and row[-1].right - row[0].left > 0.7 * width
        whole = whole or (len(row) == 2 and ITEM.fullmatch(row[0].text) is not None)  # 第一章  基本情况
        prose = close and (whole or any(re.search("[，、,].*[，。；,]", cell.text) for cell in row))
        text = (" " if prose else "\t").join(cell.text for cell in row)
        yield replace(_around(row), text=text, row=len(row) > 1 and not prose)
    yield from hanging
