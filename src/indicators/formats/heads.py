"""Heads: the heading cells of a PDF's table that no ruled lines part.

In go the pieces of a page, out come the same with those of a heading as its rows, laid out over the columns. A heading
is read where it has cells that were wrapped, or two rows, of which one is over several columns of the other. The file
has its cells in their order: a row from left to right, a cell from top to bottom.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from indicators.formats import tables
from indicators.formats.lines import Line, around, joined

_FIGURE = re.compile(r"[-+－]?[0-9０-９][0-9０-９.,．，]*[%％]?|[-—－–…]+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_NO_HEAD = re.compile("[，,。；;：:！？]|^[一二三四五六七八九十]+、|^(?:续|附)?[表图][0-9一二三四五六七八九十]")
_MOST_ROWS = 40  # of a table that tell where its columns are
_MOST_CELLS = 200  # of a heading
_REACHES = (2.0, 1.6, 1.3)  # ems from line to line in a cell, the most first: rows may be as close

Column = tuple[float, float]  # from where to where


class _Row(NamedTuple):
    """A row of figures: from which piece to which, and its cells."""

    start: int
    stop: int
    cells: list[Line]


def of(found: list[Line]) -> list[Line]:
    """Return the pieces with the headings of tables as rows."""
    out: list[Line] = []
    end = 0
    rows = list(_rows(found))
    for i, row in enumerate(rows):
        if row.start < end or (i and rows[i - 1].stop == row.start):
            continue  # of a heading, or not the first row of a table
        columns, body = _columns(rows[i : i + _MOST_ROWS])
        step = row.cells[-1].middle - rows[i + 1].cells[-1].middle if body > 1 else 0.0
        begin = _begin(found, end, row, columns, max(2.5 * row.cells[0].em, 2 * step))
        head = _laid_out(found[begin : row.start], columns) if body > 1 or len(columns) > 2 else []
        if head:
            out += found[end:begin] + head
            end = row.start
        out += found[end : row.stop]
        end = row.stop
    return out + found[end:]


def _rows(found: list[Line]) -> Iterator[_Row]:
    """Yield the rows of figures among the pieces."""
    start = 0
    while start < len(found):
        stop = start + 1
        while stop < len(found) and found[stop].beside(found[stop - 1]) and found[stop].left > found[stop - 1].left:
            stop += 1
        figures = [p.text for p in found[start + 1 : stop] if _FIGURE.fullmatch(p.text)]
        if len(figures) * 2 >= stop - start - 1 > 0 and not all(_YEAR.fullmatch(text) for text in figures):
            label = _label(found, start)
            cells = [around(found[label:start]), *found[start:stop]] if label < start else found[start:stop]
            yield _Row(label, stop, cells)
        start = stop


def _label(found: list[Line], start: int) -> int:
    """Return where a wrapped label begins, of whose lines some are above the middle of its row and some below."""
    first = found[start]
    label = start
    while label and start - label < 3 and found[label - 1].right < first.left:
        if abs(found[label - 1].middle - first.middle) > 2 * first.em:
            break
        label -= 1
    heights = [line.middle - first.middle for line in found[label:start]]
    return label if heights and heights[0] > 0 > heights[-1] else start


def _columns(rows: list[_Row]) -> tuple[list[Column], int]:
    """Return the columns of the table that begins with the first of some rows, and how many of them have all."""
    columns = [(cell.left, cell.right) for cell in rows[0].cells]
    body = 1
    for before, row in pairwise(rows):
        if row.start - before.stop > 2 or len(row.cells) != len(columns):
            break
        wider = [(min(a, cell.left), max(b, cell.right)) for (a, b), cell in zip(columns, row.cells, strict=True)]
        if any(b[0] < a[1] for a, b in pairwise(wider)):
            break
        columns = wider
        body += 1
    return columns, body


def _begin(found: list[Line], least: int, row: _Row, columns: list[Column], apart: float) -> int:
    """Return where the heading above a row begins: with the first piece over the first column.

    apart: how far its lines may be from each other and from the row.
    """
    first = row.cells[0]
    low, begin = first.top, row.start
    for i in range(row.start - 1, max(least - 1, row.start - _MOST_CELLS), -1):
        piece = found[i]
        within = columns[0][0] - piece.em < piece.left and piece.right < columns[-1][1] + 2 * piece.em
        if not within or piece.row or _NO_HEAD.search(piece.text) or abs(piece.em - first.em) > first.em / 5:
            break
        if piece.middle < first.top or piece.bottom - low > apart:
            break
        low = max(low, piece.top)
        if _column(piece, columns) == 0:
            begin = i
    return begin


def _column(piece: Line, columns: list[Column]) -> int:
    """Return the column in which the middle of a piece is."""
    middle = (piece.left + piece.right) / 2
    return sum((a[1] + b[0]) / 2 < middle for a, b in pairwise(columns))


def _laid_out(pieces: list[Line], columns: list[Column]) -> list[Line]:
    """Lay out the pieces of a heading; nothing where they are no heading, or one that needs it not."""
    for reach in _REACHES:
        cells = _cells(pieces, reach)
        for levels in _levels(cells):
            if (len(levels) > 1 or len(cells) < len(pieces)) and (rows := _rows_of(levels, columns)):
                whole = replace(around(pieces), row=True)
                return [replace(whole, text=text) for text in tables.lines(rows)]
    return []


def _levels(cells: list[Line]) -> Iterator[list[list[Line]]]:
    """Yield how cells may be one or two rows: in the order of the file, then by their heights."""
    levels: list[list[Line]] = []
    for cell in cells:
        if levels and cell.left >= levels[-1][-1].right - 1:
            levels[-1].append(cell)
        else:
            levels.append([cell])
    yield levels
    rising = sorted(cells, key=lambda cell: cell.middle)
    for i, (a, b) in enumerate(pairwise(rising), 1):
        if b.middle - a.middle > a.em / 8:
            yield [sorted(part, key=lambda cell: cell.left) for part in (rising[i:], rising[:i])]


def _cells(pieces: list[Line], reach: float) -> list[Line]:
    """Join the lines of cells; those of a cell are at most `reach` ems apart."""
    cells: list[list[Line]] = []
    for piece in pieces:
        above = next((cell for cell in reversed(cells) if _goes_on(cell[-1], piece, reach)), None)
        if above:
            above.append(piece)
        else:
            cells.append([piece])
    return [replace(around(cell), text=joined(line.text for line in cell)) for cell in cells]


def _rows_of(levels: list[list[Line]], columns: list[Column]) -> list[list[tables.Cell]]:
    """Return the rows of a heading of one or two levels over the columns; nothing where they do not fit."""
    leaves = [_column(cell, columns) for cell in levels[-1]]
    if len(levels) == 1:
        whole = leaves == list(range(len(columns)))
        return [[tables.Cell(cell.text) for cell in levels[0]]] if whole else []
    if len(levels) > 2 or not all(a < b for a, b in pairwise(leaves)):
        return []
    spans = _spans(levels[0], dict(zip(leaves, levels[1], strict=True)), columns)
    if not spans:
        return []
    upper = [tables.Cell(cell.text, *span) for cell, span in zip(levels[0], spans, strict=True)]
    return [upper, [tables.Cell(cell.text) for cell in levels[1]]]


def _goes_on(a: Line, b: Line, reach: float) -> bool:
    """Say whether a piece is the next line of a cell: below, and centred or flush with it."""
    edges = (a.left - b.left, a.right - b.right, (a.left + a.right - b.left - b.right) / 2)
    return 0 < a.middle - b.middle < reach * a.em and min(map(abs, edges)) < a.em / 4


def _spans(upper: list[Line], leaves: dict[int, Line], columns: list[Column]) -> list[tuple[int, int]]:
    """Return how many columns and rows each cell of the upper row covers; nothing where they do not cover all.

    A cell without another below it covers two rows. The others share the columns between these, each its nearest.
    """
    spans: list[tuple[int, int]] = []
    free = list(range(len(columns)))
    waiting: list[Line] = []
    for cell in [*upper, None]:
        at = len(columns) if cell is None else _column(cell, columns)
        if cell is not None and at in leaves:
            waiting.append(cell)
            continue
        between = [column for column in free if column < at]
        free = [column for column in free if column > at]
        shared = _shared(waiting, between, leaves)
        if shared is None:
            return []
        spans += [(count, 1) for count in shared] + [(1, 2)] * (cell is not None)
        waiting = []
    return spans


def _shared(cells: list[Line], between: list[int], leaves: dict[int, Line]) -> list[int] | None:
    """Share columns among the cells above them: how many each has, None where they do not fit."""
    if not cells or not set(between) <= leaves.keys():
        return None if cells or between else []
    middles = [(cell.left + cell.right) / 2 for cell in cells]
    below = [(leaves[column].left + leaves[column].right) / 2 for column in between]
    nearest = [min(range(len(cells)), key=lambda i: abs(middles[i] - at)) for at in below]
    groups = [[at for at, i in zip(below, nearest, strict=True) if i == n] for n in range(len(cells))]
    if not all(groups) or nearest != sorted(nearest):
        return None
    widest = (below[-1] - below[0]) / max(len(below) - 1, 1)
    fit = all(
        abs((g[0] + g[-1]) / 2 - at) < max(widest / 2, cells[0].em) for g, at in zip(groups, middles, strict=True)
    )
    return [len(group) for group in groups] if fit else None
