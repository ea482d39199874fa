"""Cycles: rows of a table with one cell a line, told by the period in which words and numbers come again.

The headings come first, one a line, then rows of as many cells, with one or several labels before the numbers.
"""

import re
from typing import NamedTuple

from indicators.cells import LABELS, NUMBERED, TOTAL, UNIT_LINE, YEAR, Cell, is_unit

# The columns of one-cell-a-line tables whose cells are words: nothing is measured there.
_WORDS = re.compile(
    r"备注|说明|(?:指标|目标)?(?:属性|性质)|.*(?:负责人|联系人|责任(?:单位|部门)|牵头(?:单位|部门)|地点|内容|类型|名称)"
)
_SERIES = 3  # years of a figure
_WITH_UNIT = re.compile(r"\([^()]+\)$|%$")  # 参保人数(万人)
_UNITS = re.compile(r"(?:计量)?单位")


class Reading(NamedTuple):
    """A run of cells read as a table.

    rows: the cells of each, and its offsets; labels: columns of words; stop: the cell after the last row;
    numbers: how many there are; quality: how far the headings bear it out; sure: its labels are told by more
    than one word a row.
    """

    header: list[str]
    rows: list[tuple[list[Cell | None], int, int]]
    labels: int
    stop: int
    numbers: int
    quality: int
    sure: bool


def periodic(run: list[Cell], start: int, n: int) -> Reading | None:
    """Read run[start:] as a header of n cells and rows of n; None where words and numbers repeat otherwise.

    A row may lack the first of several labels (a township over its villages), and a total those beside it.
    """
    lost = bool(_UNITS.fullmatch(run[start].text))  # the heading of the labels: units stand beside something
    body = start + n - lost
    header = [""] * lost + [c.text for c in run[start:body]]
    if len(set(header)) < n or any(
        (c.is_value and not YEAR.fullmatch(c.text)) or len(c.text) > 16 or UNIT_LINE.search(c.text)
        for c in run[start:body]
    ):
        return None
    first = run[body : body + n]
    if len(first) < n or (lost and not all(is_unit(run[k + 1].text) for k in (body, body + n) if k + 1 < len(run))):
        return None
    kinds = [c.is_value for c in first]
    numbered = kinds[0] and bool(NUMBERED.fullmatch(header[0]))
    labels = int(numbered)
    while labels < n and not kinds[labels]:
        labels += 1
    if labels == n or (labels == numbered and not YEAR.fullmatch(first[0].text)) or labels - numbered > 3:
        return None
    if any(not kinds[j] and not first[j].is_empty and not _WORDS.fullmatch(header[j]) for j in range(labels, n)):
        return None
    labels = max(labels, 1)
    words = [j for j in range(labels, n) if _WORDS.fullmatch(header[j])]

    def fits(at: int, columns: list[int]) -> bool:
        cells = run[at : at + len(columns)]
        if numbered and at + len(columns) < len(run) and _counts_on(cells, run[at + len(columns)]):
            return False
        return len(cells) == len(columns) and all(
            c.is_empty or j in words or c.is_value == (j >= labels or kinds[j])
            for c, j in zip(cells, columns, strict=True)
        )

    every = list(range(n))
    shapes = [every]
    measured = labels - numbered == 2 and _UNITS.fullmatch(header[labels - 1])
    if measured:  # a ratio may go without its unit, but no unit without its metric
        shapes.append([j for j in every if j != labels - 1])
    for dropped in range(1, 1 if measured else labels - numbered):
        shapes.append([j for j in every if not numbered <= j < numbered + dropped])
        if numbered:
            shapes.append([j for j in every if not j < numbered + dropped])
    total = [int(numbered and labels > 1), *range(labels, n)]
    rows: list[tuple[list[Cell | None], int, int]] = []
    at = stop = body
    passed = 0
    while at < len(run):
        summed = TOTAL.fullmatch(run[at].text.replace(" ", ""))
        shape = next(
            (
                s
                for s in ([total] if summed else []) + shapes
                if fits(at, s) or (summed and s is total and _sums(run, at, s))
            ),
            None,
        )
        if shape is None:
            # Which cells of a shorter row are missing cannot be told: it is passed over.
            nxt = next(
                (k for k in range(at + 1, min(at + n, len(run))) if not run[k].is_value and run[k - 1].is_value),
                None,
            )
            if nxt is None or passed or not any(fits(nxt, s) for s in shapes) or not run[at + 1].is_value:
                break
            passed, at = passed + 1, nxt
            continue
        cells: list[Cell | None] = [None] * n
        for k, j in enumerate(shape):
            cells[j] = run[at + k]
        rows.append((cells, run[at].start, run[at + len(shape) - 1].end))
        at = stop = at + len(shape)
        passed = 0
    numbers = sum(c.is_value for cells, _, _ in rows for c in cells[labels:] if c)
    if len(rows) < 2 or (len(rows) < 3 and n < 3) or numbers < 4:
        return None
    named = sum(bool(LABELS.fullmatch(re.sub(r"\s", "", h))) for h in header[:labels])
    misplaced = sum(bool(LABELS.fullmatch(re.sub(r"\s", "", h))) for h in header[labels:])
    full = sum(all(c is not None for c in cells) for cells, _, _ in rows)
    sure = lost or bool(words) or (named >= min(labels, 2) and labels > 1) or (labels > 1 and full * 2 > len(rows))
    units = all(_WITH_UNIT.search(h) for j, h in enumerate(header) if j >= labels and j not in words)
    return Reading(header, rows, labels, stop, numbers, (named + lost + units - misplaced) * 2, sure)


def _counts_on(cells: list[Cell], following: Cell) -> bool:
    """Whether the last of a numbered row's cells is the number of the next row: one of its own is missing."""
    first, last = cells[0].text, cells[-1].text
    return (
        first.isdecimal()
        and last.isdecimal()
        and int(last) == int(first) + 1
        and not (following.is_value or following.is_empty or TOTAL.fullmatch(following.text.replace(" ", "")))
    )


def _sums(run: list[Cell], at: int, shape: list[int]) -> bool:
    cells = run[at + 1 : at + len(shape)]
    return len(cells) == len(shape) - 1 and all(c.is_value or c.is_empty for c in cells)


def series(run: list[Cell], first: int) -> tuple[int, int] | None:
    """Return where a figure's years with a number each below them begin and end: 2019年, 2020年, 2021年, 46, 49, 52.

    `first` is the place of the first number, or of the first year.
    """
    while first and YEAR.fullmatch(run[first - 1].text):
        first -= 1
    years = next((i for i in range(first, len(run)) if not YEAR.fullmatch(run[i].text)), first) - first
    stop = first + 2 * years
    if years < _SERIES or stop > len(run) or (stop < len(run) and run[stop].is_value):
        return None
    numbers = run[first + years : stop]
    return (first, stop) if all(c.is_value and not YEAR.fullmatch(c.text) for c in numbers) else None
