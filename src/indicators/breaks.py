"""Breaks: what scraping breaks in rows between pipes – a cell on two lines, two rows on one, a lost mark."""

import re
from collections import Counter

from indicators.cells import NUMBER, Cell
from indicators.text import Span

_GLUED = re.compile(rf"([一-龥]{{2,12}}) +({NUMBER})")


def rejoined(text: str, lines: list[Span]) -> list[Span]:
    """Put together the lines of a row that a wrapped cell has parted: | 地区 | 投入 / 强度(%) |."""
    joined: list[Span] = []
    for line in lines:
        above = text[joined[-1].start : joined[-1].end].strip() if joined else ""
        here = text[line.start : line.end].strip()
        wrapped = above.startswith("|") and not above.endswith("|")
        if wrapped and here.endswith("|") and not here.startswith("|"):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def parted(text: str, lines: list[Span], split: list[list[Cell]]) -> tuple[list[Span], list[list[Cell]]]:
    """Part two rows that have run together on one line between pipes: | 新余市 | 8.21 | 0.87 | | 鹰潭市 | 7.90 |.

    Out: the lines and their cells; a parted line counts twice.
    """
    piped = [text[line.start : line.start + 1] == "|" for line in lines]
    widths = Counter(len(cells) for cells, pipe in zip(split, piped, strict=True) if pipe)
    width = widths.most_common(1)[0][0] if widths else 0
    found: list[tuple[Span, list[Cell]]] = []
    for line, cells, pipe in zip(lines, split, piped, strict=True):
        at = next((i for i in range(2, len(cells) - 2) if not cells[i].text and not cells[i + 1].is_value), 0)
        if pipe and at and len(cells) > width and abs(at - width) < 2:
            middle = cells[at].start
            found += [(Span(line.start, middle), cells[:at]), (Span(middle, line.end), cells[at + 1 :])]
        else:
            found.append((line, cells))
    return [line for line, _ in found], [cells for _, cells in found]


def unglued(row: list[Cell], width: int) -> list[Cell]:
    """Part a label from its first number where the mark between them is lost: 景德镇市 16.92 | -3.8 | 2.19."""
    m = _GLUED.fullmatch(row[0].text) if len(row) == width - 1 else None
    if m is None:
        return row
    start = row[0].start
    return [Cell(start, start + m.end(1), m[1]), Cell(start + m.start(2), row[0].end, m[2]), *row[1:]]
