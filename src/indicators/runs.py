"""Runs: rows of a table that scraping has put on one line, with pipes or single blanks between the cells.

| 甲 | 3 | 2.1 | 乙 | 5 | 4.2 |, or in the middle of prose: 单位:万元 科目 预算数 占比 教育 14397 23.0 农林水 8810 14.1.
"""

import re
from itertools import pairwise

from indicators.cells import MAX_CELL, NUMBER, UNIT_LINE, Cell, cut, is_prose
from indicators.text import Span

_MANY_PIPES = re.compile(r"(?:[|│][^|│\n]{1,40}){12}")
_MANY_BLANKS = re.compile(
    rf"(?: {NUMBER}%? +[^\s。;]{{0,8}}[一-龥][^\s。;]{{0,14}}(?: [^\s0-9。;]{{1,6}})?(?: {NUMBER}%?)+){{2}}"
)
_PIPES = 3  # in a line that holds more than one cell
_TOKEN = re.compile(r"[^\s。;!?！？]+")
_LABELLED = re.compile(rf"(?P<label>[^\s0-9]*[一-龥)][^\s0-9]*?)(?P<value>{NUMBER}%?)")  # 居住6.9
_LONG = 20  # characters of a cell between blanks
_FEWEST, _SHARE = 6, (0.35, 0.85)  # numbers in a run, and their part of its cells


def any_in(text: str) -> bool:
    """Whether a text may hold such rows."""
    return bool(_MANY_PIPES.search(text) or _MANY_BLANKS.search(text))


def piped(text: str, line: Span) -> list[Cell]:
    """The cells of a line with several pipes; nothing where one of them is prose."""
    written = text[slice(*line)]
    marks = [m.start() for m in re.finditer(r"[|│]", written)]
    if len(marks) < _PIPES:
        return []
    edges = [-1, *marks, len(written)]
    cells = [cut(text, line.start + a + 1, line.start + b) for a, b in pairwise(edges)]
    cells = [c for c in cells if c.text]
    fit = all(len(c.text) <= MAX_CELL and not is_prose(c.text) for c in cells)
    return cells if fit and len(cells) > 1 else []


def blanked(text: str, line: Span) -> list[list[Cell]]:
    """The runs of short words and numbers in a line that are a table's cells, each run from its caption on."""
    if not _MANY_BLANKS.search(text, *line):
        return []
    found: list[list[Cell]] = [[]]
    last = line.start
    for m in _TOKEN.finditer(text, *line):
        broken = text[last : m.start()].strip() or is_prose(m.group())
        if broken or len(m.group()) > _LONG:
            found.append([])
        if len(m.group()) <= _LONG and not is_prose(m.group()):
            found[-1] += _parted(text, m)
        last = m.end()
    return [run for run in found if _is_table(run)]


def _parted(text: str, token: re.Match[str]) -> list[Cell]:
    """A token as one cell, or as a label and the number that has lost its blank."""
    m = _LABELLED.fullmatch(text, *token.span())
    if m is None or UNIT_LINE.search(token.group()):
        return [cut(text, *token.span())]
    return [cut(text, *m.span("label")), cut(text, *m.span("value"))]


def _is_table(run: list[Cell]) -> bool:
    values = sum(c.is_value for c in run)
    low, high = _SHARE
    return values >= _FEWEST and low * len(run) <= values <= high * len(run)
