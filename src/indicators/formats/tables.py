"""Tables: the cells of a format's table as lines of text, a row a line with tabs between the cells."""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*\s*%?")
_MOST = 1000  # columns or rows that one cell may span, as browsers have it


class Cell(NamedTuple):
    """A cell of a table: its text, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    r"""Lay out the rows of a table as lines with tabs between the cells; empty rows are left out.

    A cell that covers several columns or rows stands in each, so that a heading is over all its columns; a number
    stands once, since it was stated once. A row of one cell (a caption, a remark) is a line of its own.

    >>> head = [Cell("地区", rows=2), Cell("2022年", columns=2)], [Cell("总量"), Cell("增速")]
    >>> lines([*head, [Cell("赤峰市"), Cell("3"), Cell("4")]])
    ['地区\t2022年\t2022年', '地区\t总量\t增速', '赤峰市\t3\t4']
    """
    found = []
    hanging: dict[int, Cell] = {}  # column → the cell that reaches down into it
    for row in rows:
        cells: list[str] = []
        waiting = deque(row)
        end = max(hanging, default=-1)
        while waiting or len(cells) <= end:
            at = len(cells)
            if at in hanging:
                above = hanging.pop(at)
                cells.append("" if _NUMBER.fullmatch(above.text) else above.text)
                if above.rows > 1:
                    hanging[at] = above._replace(rows=above.rows - 1)
                continue
            if not waiting:
                cells.append("")
                continue
            cell = waiting.popleft()
            text = _BLANKS.sub(" ", cell.text).strip()
            for i in range(min(max(cell.columns, 1), _MOST)):
                if i and at + i in hanging:
                    break  # two cells claim one place: the one above was there first
                cells.append("" if i and _NUMBER.fullmatch(text) else text)
                if cell.rows > 1:
                    hanging[at + i] = Cell(text, 1, min(cell.rows, _MOST) - 1)
        hanging = {at: cell for at, cell in hanging.items() if cell.rows > 0}
        if not any(cells):
            continue
        alone = len(row) == 1 and len(set(cells)) == 1
        found.append(cells[0] if alone else "\t".join(cells).rstrip("\t"))
    return found
