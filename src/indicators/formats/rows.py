"""Rows: the lines of a PDF's page with the cells of a table's row as one.

In goes the Sheet of a page, out come its Lines in the order of the file, but for what is drawn late. Pieces in cells of
ruled lines are laid out as a table; without rules, pieces beside each other are the cells of a row, which has tabs
between them.
"""

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from indicators.formats import heads, tables
from indicators.formats.glyphs import Box, Rule, Sheet
from indicators.formats.lines import Line, around, joined, pieces

# How items and headings begin.
ITEM = re.compile(
    r"第?[一二三四五六七八九十百]+[、章节条部]|[（(][一二三四五六七八九十0-9]+[)）]|[0-9]{1,2}(?:[、)）]|[.．](?![0-9]))|[①-⑳●•■◆]"
)
_NUMBER = re.compile(r"[-+－]?[0-9０-９][0-9０-９.,．，]*[%％]?")
_MOST_SOUGHT = 3000  # pieces of a page; more are those of a map
_THICK = 3  # points: more than the width of a ruled line


def of(sheet: Sheet) -> Iterator[Line]:
    """Yield the lines of a page, a row as one."""
    width = sheet.box[2] - sheet.box[0]
    placed = [(piece, _cell(piece, sheet)) for piece in _ordered(pieces(sheet))]
    for _, group in groupby(placed, lambda found: found[1] is None):
        found = list(group)
        boxed = [(piece, box) for piece, box in found if box]
        yield from _ruled(boxed) or _plain(heads.of([piece for piece, _ in found]), width)


def _ordered(found: Iterable[Line]) -> list[Line]:
    """Put each piece that is drawn after the ones below it before them: spreadsheets draw titles and merged cells last.

    Columns of a page stay as they are, since nothing in the one is below what is in the other.
    """
    found = list(found)
    if len(found) > _MOST_SOUGHT:
        return found
    ordered: list[Line] = []
    at = -1  # of the last piece
    for piece in found:
        if ordered and not _follows(piece, ordered[at]):
            at = next((i for i, other in enumerate(ordered) if _below(other, piece)), len(ordered))
            while 0 < at < len(ordered) and _between_them(ordered[at - 1], piece, ordered[at]):
                at -= 1
            at -= 1
        at += 1
        ordered.insert(at, piece)
    return ordered


def _follows(piece: Line, last: Line) -> bool:
    if piece.beside(last):
        return piece.left > last.left
    return 0 < last.middle - piece.middle < 3 * piece.em and piece.left < last.right and last.left < piece.right


def _below(other: Line, piece: Line) -> bool:
    lower = other.top < piece.middle and other.middle < piece.bottom
    return lower and other.left < piece.right and piece.left < other.right


def _between_them(line: Line, piece: Line, lower: Line) -> bool:
    """Say whether a line just before a lower one is below the piece, too, or is of the same row."""
    near = -lower.em / 2 < line.middle - lower.middle < 3 * lower.em
    return near and line.middle < piece.bottom


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

    Two numbers in one cell are no wrapped text: rows stand there without a ruled line between, or columns. But one
    number may be cut where all the cells of a row are too narrow.
    """
    xs = _edges({x for _, (left, _, right, _) in found for x in (left, right)})
    ys = _edges({-y for _, (_, below, _, above) in found for y in (below, above)})
    texts: dict[tuple[int, int], list[str]] = defaultdict(list)
    cut: dict[tuple[int, int], list[bool]] = defaultdict(list)  # whether each line of a cell with numbers fills it
    spans: dict[tuple[int, int], tuple[int, int]] = {}  # how many columns and rows a cell covers
    for piece, (left, below, right, above) in found:
        row, column = place = _which(ys, -above), _which(xs, left)
        texts[place].append(piece.text)
        cut[place].append(_fills(piece, left, right))
        spans.setdefault(place, (max(_which(xs, right) - column, 1), max(_which(ys, -below) - row, 1)))
    crowded = [place for place, held in texts.items() if sum(bool(_NUMBER.fullmatch(text)) for text in held) > 1]
    apart = any(not all(cut[place][:-1]) or len(texts[place][-1]) >= len(texts[place][0]) for place in crowded)
    if apart:
        divided = _divided(found)
        return _ruled(divided) if divided != found else []
    if len({column for _, column in texts}) < 2:
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
    whole = replace(around(lines), row=True, ruled=True)
    return [replace(whole, text=text) for text in tables.lines(rows)]


def _divided(found: list[tuple[Line, Box]]) -> list[tuple[Line, Box]]:
    """Divide cells between their lines, where all the cells beside each other have as many at the same heights."""
    bands: dict[tuple[float, float], dict[float, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for piece, (left, below, _, above) in found:
        bands[below, above][left].append(piece)
    edges: dict[tuple[float, float], list[float]] = {}
    for (below, above), cells in bands.items():
        lines = list(zip(*(sorted(cell, key=lambda line: -line.middle) for cell in cells.values()), strict=False))
        level = all(max(p.middle for p in line) - min(p.middle for p in line) < line[0].em / 2 for line in lines)
        if level and {len(cell) for cell in cells.values()} == {len(lines)}:
            edges[below, above] = [above, *((a[0].middle + b[0].middle) / 2 for a, b in pairwise(lines)), below]
    divided = []
    for piece, box in found:
        between = pairwise(edges.get((box[1], box[3]), [box[3], box[1]]))
        above, below = next((a, b) for a, b in between if piece.middle > b)
        divided.append((piece, (box[0], below, box[2], above)))
    return divided


def _fills(piece: Line, left: float, right: float) -> bool:
    """Say whether another digit would not have fitted between a piece and the sides of its cell."""
    margin = min(piece.left - left, right - piece.right, 0.6 * piece.em)
    return right - left - 2 * margin < (piece.right - piece.left) * (1 + 1 / len(piece.text))


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


def _plain(found: list[Line], width: float) -> Iterator[Line]:
    """Yield lines without ruled cells; pieces beside each other make a row.

    A piece to the right of up to three short lines, at their height, shows that these are one cell of its row.
    """
    row: list[Line] = []
    hanging: list[Line] = []  # lines below the row's last cell, which may belong to it
    for piece in found:
        if piece.row:
            yield from _closed(row, hanging, width)
            row, hanging = [], []
            yield piece
            continue
        if hanging and piece.beside(hanging[-1]):  # the last of them begins a row of its own
            yield from _closed(row, hanging[:-1], width)
            row, hanging = [hanging[-1]], []
        if row and not hanging and all(piece.beside(cell) for cell in row):
            row.append(piece)
            continue
        if row and all(piece.left >= cell.right - 1 for cell in [*row, *hanging]):
            low = min(line.bottom for line in [*row, *hanging])
            numbers = sum(bool(_NUMBER.fullmatch(line.text)) for line in [row[-1], *hanging])
            if numbers < 2 and low <= piece.middle <= max(cell.top for cell in row) + piece.em / 2:
                stacked = [row.pop(), *hanging]
                row += [replace(around(stacked), text=joined(line.text for line in stacked)), piece]
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
        yield replace(around(row), text=text, row=len(row) > 1 and not prose)
    yield from hanging
