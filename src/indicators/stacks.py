"""Stacks: tables with one cell a line; only the order of words and numbers tells rows and columns."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from indicators import columns, headings, runs
from indicators.cells import (
    LABELS,
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
    cut,
    is_prose,
)
from indicators.cycles import Reading, periodic, series
from indicators.text import Span

_FEWEST = 3  # lines that are one number, and rows of one length
_MAX_COLUMNS = 14
_ONE_CELL = re.compile(rf"^[ \t]*+(?:[|│][ \t]*+)?{NUMBER}%?[ \t]*+[|│]?[ \t]*+\r?$", re.M)
# What stands below a table, or between two, and is none of its rows.
_AFTER = re.compile(
    r"(?:备?注|说明|资料来源|数据来源|附件?)\s*[0-9]*\s*[::]|[上下]一[页篇条]|[首尾末]页|(?:返回|打印|关闭)(?:本页|首页|顶部|列表|窗口|$)|"
    r"(?:责任编辑|编辑|作者|来源|发布|浏览|点击|阅读|访问|字号|分享|版权|主办|承办)(?:人|者|量|数|次数|单位|于|到|时间|所有)?\s*(?:[::]|$)|"
    r".*ICP备|.*(?:联系|办公|咨询|举报|监督|服务)电话\s*$|.*(?:电话|手机)(?:号码?)?\s*[::]|.*手机号码?$|传真|邮编|.*日期$|.*时间$"
)
_OF_WHICH = re.compile(r"其\s*中\s*[::]?")
_GROUP = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|[0-9]{1,2}[.、](?![0-9]))(?P<item>.+?)[::]?|(?P<words>.+)[::]"
)
_PLACE = re.compile(r"(?:镇|乡|村|街道|县|区|市|旗|州|盟)$")
_BROKEN = re.compile(r"[及和与、]$|\([^()]*$")


def find(text: str, lines: list[Span]) -> Iterator[Sheet]:
    """Find the tables among the lines of a normalised text that no other table covers."""
    if len(_ONE_CELL.findall(text)) < _FEWEST and not runs.any_in(text):
        return
    run: list[Cell] = []
    where: list[int] = []
    for i, line in enumerate([*lines, Span(len(text), len(text))]):
        cell = _cell(text, line)
        if not cell.text and line.end > line.start:
            continue  # the rule between two rows
        if several := runs.piped(text, line):
            run += several
            where += [i] * len(several)
            continue
        for inside in runs.blanked(text, line):
            yield from _Run(text, lines, inside, [i] * len(inside)).sheets()
        words = text[slice(*line)].strip()
        if (
            run
            and where[-1] == i - 1
            and not run[-1].is_value
            and not run[-1].is_empty
            and headings.goes_on(run[-1].text, words)
        ):  # 户数 / (万户), 比上年 / ±%
            run[-1] = Cell(run[-1].start, line.end, run[-1].text + words)
            where[-1] = i
            continue
        if cell.text and len(cell.text) <= MAX_CELL and not is_prose(cell.text) and not re.search(r"[\t|│]", cell.text):
            run.append(cell)
            where.append(i)
            continue
        yield from _Run(text, lines, run, where).sheets()
        run, where = [], []


def _cell(text: str, line: Span) -> Cell:
    """The cell of a line, without a border at its left or right; none for a line that is all border."""
    written = text[slice(*line)]
    if re.search(r"[|│]", written):
        inner = written.strip(" |│")
        if not inner or (len(inner) > 2 and RULED.fullmatch(inner)):
            return Cell(line.start, line.start, "")
        start = line.start + len(written) - len(written.lstrip(" |│"))
        return cut(text, start, line.start + len(written.rstrip(" |│")))
    return cut(text, line.start, line.end)


class _Group(NamedTuple):
    """A label and the numbers that follow it: places in the run, `first` that of the label's first line."""

    first: int
    label: int
    stop: int

    @property
    def width(self) -> int:
        return self.stop - self.label - 1


class _Body(NamedTuple):
    """Rows of one label and as many numbers each, with the line over them that opens a part of the table."""

    rows: list[tuple[_Group, str]]
    width: int
    first: int
    stop: int


class _Run:
    """Reads a run of short lines."""

    def __init__(self, text: str, lines: list[Span], run: list[Cell], where: list[int]) -> None:
        self.text, self.lines, self.run, self.where = text, lines, run, where
        self.values = [i for i, cell in enumerate(run) if cell.is_value]

    def sheets(self) -> Iterator[Sheet]:
        """Find the tables, one after the other."""
        at = 0
        while len(ahead := self.values[bisect_left(self.values, at) :]) >= _FEWEST:
            body = self._body(at)
            ruled = self._listed(body, at) if body else None
            if (years := series(self.run, ahead[0])) and (over := self._above(years[0]))[0] != (0, 0):
                start, at = years
                head, cells = self.run[start : (start + at) // 2], self.run[(start + at) // 2 : at]
                row = Row([*cells], Span(cells[0].start, cells[-1].end))
                yield Sheet(Span(head[0].start, cells[-1].end), [c.text for c in head], [row], *over, 0)
                continue
            cycle = self._cycle(at, next((i for i in ahead if not YEAR.fullmatch(self.run[i].text)), ahead[0]))
            if cycle and body and not cycle[0].sure and body.first < cycle[0].stop:
                cycle = None  # one label a row: a cycle may take a column's heading for the label's
            if cycle and (ruled is None or self.run[cycle[1]].start < ruled.span.end):
                made, start = cycle
                caption, unit = self._above(start)
                rows = [Row(cells, Span(a, b)) for cells, a, b in made.rows]
                span = Span(self.run[start].start, self.run[made.stop - 1].end)
                yield Sheet(span, made.header, rows, caption, unit, made.labels, made.labels > 1)
                at = made.stop
            elif ruled and body:
                yield ruled
                at = body.stop
            elif body and body.first <= ahead[0]:
                at = body.stop
            else:
                at = next((i for i in range(ahead[0], len(self.run)) if not self.run[i].is_value), len(self.run))

    def _above(self, start: int) -> tuple[Span, str]:
        return above(self.text, self.lines, self.where[start])

    def _cycle(self, at: int, first: int) -> tuple[Reading, int] | None:
        """The best reading by cycles whose first number is at `first`, with its start."""
        best: tuple[int, int, Reading, int] | None = None
        run = self.run[: next((i for i in range(first, len(self.run)) if self._ends(self.run[i].text)), None)]
        for n in range(2, _MAX_COLUMNS + 1):
            for start in range(max(at, first - 2 * n + 1), first - n + 1):
                made = periodic(run, start, n)
                if made is None:
                    continue
                caption, unit = self._above(start)
                quality = made.quality + bool(unit) * 2 + bool(caption != (0, 0) and start > at)
                if quality > 1 and (best is None or (made.numbers, quality) > best[:2]):
                    best = made.numbers, quality, made, start
        return None if best is None else best[2:]

    def _body(self, at: int) -> _Body | None:
        """Find the next rows of one label and k numbers each; a row of fewer or more is passed over."""
        groups = self._groups(at)
        for g, group in enumerate(groups):
            widths = [group.width]
            if g + 1 < len(groups) and groups[g + 1].first == group.stop:
                widths.append(groups[g + 1].width)  # the first row itself lacks a cell
            for width in dict.fromkeys(widths):
                if body := self._rows(groups[g:], width):
                    return body
        return None

    def _rows(self, groups: list[_Group], width: int) -> _Body | None:
        """Read groups as the rows of a table, up to what is none."""
        rows: list[tuple[_Group, str]] = []
        lost, heads, opened, stop = 0, 0, "", groups[0].first
        for k, group in enumerate(groups):
            between = self.run[groups[k - 1].stop : group.first] if k else []
            if len(between) > 1 or any(self._ends(c.text) for c in [*between, self.run[group.label]]):
                break
            if between:
                heads += 1
                opened = _group(between[0]) or opened
            if group.width == width:
                rows.append((group, opened))
                stop = group.stop
                continue
            lost += 1  # which of its cells a row lacks cannot be told
            if lost * 3 > len(groups) or all(g.width != width for g in groups[k + 1 : k + 3]):
                break
        fit = len(rows) >= _FEWEST and heads * 2 <= len(rows) and lost * 3 <= len(rows) + 2
        return _Body(rows, width, groups[0].first, stop) if fit and not self._numbers_rows(rows) else None

    def _groups(self, at: int) -> list[_Group]:
        run, i = self.run, at
        found: list[_Group] = []
        while i < len(run):
            if self._holds_value(i) or i + 1 == len(run) or not self._holds_value(i + 1):
                i += 1
                continue
            stop = i + 1
            while stop < len(run) and self._holds_value(stop):
                stop += 1
            first = i
            over = run[i - 1].text if i > (found[-1].stop if found else at) else ""
            if (_OF_WHICH.fullmatch(over) or _BROKEN.search(over)) and not self._ends(over):
                first = i - 1
            if stop - i - 1 < _MAX_COLUMNS and not self._ends(run[i].text):
                found.append(_Group(first, i, stop))
            i = stop
        return found

    def _holds_value(self, i: int) -> bool:
        return self.run[i].is_value or self.run[i].is_empty

    @staticmethod
    def _ends(words: str) -> bool:
        return bool(UNIT_LINE.search(words) or headings.is_caption(words) or _AFTER.match(words))

    def _numbers_rows(self, rows: list[tuple[_Group, str]]) -> bool:
        """Whether what ends each row is the number of the next one."""
        last = [self.run[group.stop - 1].text for group, _ in rows[:-1]]
        counted = [int(t) for t in last if t.isdecimal() and len(t) < 5]
        return len(counted) == len(last) and all(b - a == 1 for a, b in pairwise(counted))

    def _listed(self, body: _Body, at: int) -> Sheet | None:
        """Make the table of rows of one label, where the lines above them tell what the numbers are."""
        run, rows = self.run, body.rows
        opening, *first = run[rows[0][0].label : rows[0][0].stop]
        top = body.first
        dated = [int(c.text[:4]) for c in first if YEAR.fullmatch(c.text)]
        steps = {b - a for a, b in pairwise(dated)}
        if len(dated) == body.width and (_is_label(opening) or (len(steps) == 1 and steps <= {1, -1})):
            rows = rows[1:]  # 地区, 2020, 2021: headings that are numbers
            top = rows[0][0].first
        group = ""
        if top > at and not self._ends(run[top - 1].text) and (group := _group(run[top - 1])):
            top -= 1
        block, unit_left = self._block(top, at, body.width)
        below = [[run[g.label + 1 + j] for g, _ in rows] for j in range(body.width)]
        told = headings.stacked(block, below)
        place = _PLACE.search(run[top - 1].text)  # a township over its villages is a label
        unnamed = (told is None or not told[0][0]) and not place
        if unnamed and not group and top - 1 > at and any(a.stop < b.first for (a, _), (b, _) in pairwise(rows)):
            # Lines stand between the rows, so that one may stand over the first: 饮用水来源
            shorter, left = self._block(top - 1, at, body.width)
            if (named := headings.stacked(shorter, below)) and headings.is_label(named[0][0]):
                group, top, told, unit_left = run[top - 1].text, top - 1, named, left
        start = top - (told[1] if told else len(block.lines))
        caption, unit = self._above(start - len(unit_left))
        if over := UNIT_LINE.search(run[start - 1].text) if start > at else None:  # a caption and unit of the run's own
            unit = over["unit"]
            caption = self._titled(at, start - 1) or caption
        unit += "".join(unit_left)
        header = (
            told[0] if told else headings.inferred(unit, self.text[slice(*caption)], below) if block.closed else None
        )
        if header is None or NUMBERED.fullmatch(header[0]):
            return None
        if body.width == 1 and (caption == (0, 0) or not (unit or columns.read(header[1], None).unit)):
            # 指标, 数值: then the labels have the units
            own = [columns.label(self._label(g).text)[1] for g, _ in rows]
            if not (header[0] and told and all(own)):
                return None
        made = [
            Row(
                [self._label(g), *run[g.label + 1 : g.stop]],
                Span(run[g.first].start, run[g.stop - 1].end),
                0,
                name or group,
            )
            for g, name in rows
        ]
        return Sheet(Span(run[start].start, run[body.stop - 1].end), header, made, caption, unit)

    def _titled(self, at: int, end: int) -> Span | None:
        """The caption among the cells of a run before its unit line: 附表二 2017年县级支出预算."""
        cells = [c for c in self.run[max(at, end - 2) : end] if not c.is_value]
        same = [c for c in cells if "\n" not in self.text[c.start : self.run[end].start]]
        return Span(same[0].start, same[-1].end) if same else None

    def _label(self, group: _Group) -> Cell:
        """The label of a row, put together where 其中 or a broken word stands on a line of its own."""
        first, last = self.run[group.first], self.run[group.label]
        return last if group.first == group.label else Cell(first.start, last.end, first.text + last.text)

    def _block(self, top: int, at: int, width: int) -> tuple[headings.Block, list[str]]:
        """The words above place `top`, up to a unit line or caption; and what scraping has broken off the unit line."""
        words: list[str] = []
        left: list[str] = []
        closed = False
        for cell in reversed(self.run[max(at, top - 2 * width - 6) : top]):
            year = YEAR.fullmatch(cell.text)
            if closed := headings.ends_unit(cell.text) or headings.is_caption(cell.text):
                break
            if ((cell.is_value or cell.is_empty) and not year) or _AFTER.match(cell.text):
                break
            words.insert(0, cell.text[:4] + "年" if year else cell.text)
        while closed and words and headings.is_of_unit(words[0]):
            left.append(words.pop(0))
        return headings.Block(words, closed), left


def _is_label(cell: Cell) -> bool:
    return bool(LABELS.fullmatch(re.sub(r"\s", "", cell.text)))


def _group(cell: Cell) -> str:
    """The words of a line over rows that are parts of what it names (一、工业, 按行业分:); none of another line."""
    m = _GROUP.fullmatch(cell.text)
    return (m["item"] or m["words"]).strip() if m else ""
