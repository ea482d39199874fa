"""Stacks: tables with one cell a line; only the period of words and numbers tells the columns."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from indicators.cells import (
    LABELS,
    NUMBER,
    NUMBERED,
    SENTENCE,
    TOTAL,
    UNIT_LINE,
    YEAR,
    Cell,
    Row,
    Sheet,
    above,
    cut,
)
from indicators.text import Span

_MAX_LINE = 24  # characters of a cell that has its own line
_FEWEST = 4  # lines that are one number
_MAX_COLUMNS = 14
# The columns of one-cell-a-line tables whose cells are words: nothing is measured there.
_WORDS = re.compile(r"备注|说明|.*(?:负责人|联系人|责任单位|地点|内容|类型|名称)")
_ONE_CELL = re.compile(rf"^[ \t]*{NUMBER}%?[ \t]*\r?$", re.M)


def find(text: str, lines: list[Span]) -> Iterator[Sheet]:
    """Find the tables among the lines of a normalised text that no other table covers."""
    if len(_ONE_CELL.findall(text)) < _FEWEST:
        return
    run: list[Cell] = []
    where: list[int] = []
    for i, line in enumerate([*lines, Span(len(text), len(text))]):
        cell = cut(text, line.start, line.end)
        if (
            cell.text
            and len(cell.text) <= _MAX_LINE
            and not SENTENCE.search(cell.text)
            and "\t" not in cell.text
        ):
            run.append(cell)
            where.append(i)
            continue
        yield from _of_run(text, lines, run, where)
        run, where = [], []


def _of_run(text: str, lines: list[Span], run: list[Cell], where: list[int]) -> Iterator[Sheet]:
    """Find the tables in a run of short lines, one after the other."""
    at = 0
    values = [i for i, cell in enumerate(run) if cell.is_value]
    while True:
        values = values[bisect_left(values, at) :]
        if len(values) < _FEWEST:
            return
        first = values[0]
        best: tuple[int, int, _Read, int] | None = None
        for n in range(2, _MAX_COLUMNS + 1):
            for start in range(max(at, first - 2 * n + 1), first - n + 1):
                made = _periodic(run, start, n)
                if made is None:
                    continue
                caption, unit = above(text, lines, where[start])
                quality = made.quality + bool(unit) * 2 + bool(caption != (0, 0) and start > at)
                key = (made.numbers, quality)
                if quality > 1 and (best is None or key > best[:2]):
                    best = (*key, made, start)
        if best is None:
            at = next((i for i in range(first, len(run)) if not run[i].is_value), len(run))
            continue
        made, start = best[2], best[3]
        caption, unit = above(text, lines, where[start])
        rows = [Row(cells, Span(a, b)) for cells, a, b in made.rows]
        span = Span(run[start].start, run[made.stop - 1].end)
        yield Sheet(span, made.header, rows, caption, unit, made.labels, made.labels > 1)
        at = made.stop


class _Read(NamedTuple):
    header: list[str]
    rows: list[tuple[list[Cell | None], int, int]]
    labels: int
    stop: int
    numbers: int
    quality: int


def _periodic(run: list[Cell], start: int, n: int) -> _Read | None:
    """Read run[start:] as a header of n cells and rows of n; None where words and numbers repeat otherwise.

    A row may lack the first of several labels (a township over its villages), and a total those beside it.
    """
    header = [c.text for c in run[start : start + n]]
    if len(set(header)) < n or any(
        c.is_value or len(c.text) > 16 or UNIT_LINE.search(c.text) for c in run[start : start + n]
    ):
        return None
    first = run[start + n : start + 2 * n]
    if len(first) < n:
        return None
    kinds = [c.is_value for c in first]
    numbered = kinds[0] and bool(NUMBERED.fullmatch(header[0]))
    labels = int(numbered)
    while labels < n and not kinds[labels]:
        labels += 1
    if labels == n or (labels == numbered and not YEAR.fullmatch(first[0].text)) or labels - numbered > 3:
        return None
    if any(
        not kinds[j] and not first[j].is_empty and not _WORDS.fullmatch(header[j]) for j in range(labels, n)
    ):
        return None
    labels = max(labels, 1)
    words = [j for j in range(labels, n) if _WORDS.fullmatch(header[j])]

    def fits(at: int, columns: list[int]) -> bool:
        cells = run[at : at + len(columns)]
        return len(cells) == len(columns) and all(
            c.is_empty or j in words or c.is_value == (j >= labels or kinds[j])
            for c, j in zip(cells, columns, strict=True)
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
                (
                    k
                    for k in range(at + 1, min(at + n, len(run)))
                    if not run[k].is_value and run[k - 1].is_value
                ),
                None,
            )
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
    if len(rows) < 2 or (len(rows) < 3 and n < 3) or numbers < 4:
        return None
    named = sum(bool(LABELS.fullmatch(re.sub(r"\s", "", h))) for h in header[:labels])
    misplaced = sum(bool(LABELS.fullmatch(re.sub(r"\s", "", h))) for h in header[labels:])
    return _Read(header, rows, labels, stop, numbers, named * 2 - misplaced * 2)


def _sums(run: list[Cell], at: int, shape: list[int]) -> bool:
    cells = run[at + 1 : at + len(shape)]
    return len(cells) == len(shape) - 1 and all(c.is_value or c.is_empty for c in cells)
