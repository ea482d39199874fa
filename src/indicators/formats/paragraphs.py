"""Paragraphs: the text of a PDF from the lines of its pages.

In go pages of Lines, out come paragraphs, and rows of tables between them. Headers, footers and page numbers go, lines
that were wrapped are rejoined, over pages too, and blanks within numbers are closed.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest
from statistics import median
from typing import NamedTuple

from indicators.formats.lines import COLUMN, Line, joined
from indicators.formats.rows import ITEM

_ZONE = 0.15  # of the page's height at its top and foot, where headers and page numbers stand
_SHARE = 0.4  # of the pages that a header stands on at least: it may be on odd pages only
_NARROW = 10  # ems: the lines of so narrow a text are a list, names on a cover

# Numbers of pages: - 3 -, 第3页 共20页, 3/20.
_PAGE = re.compile(
    r"[-—–－·]+[0-9]{1,4}[-—–－·]+|第[0-9一二三四五六七八九十百]+页(?:[,，/／]?[(（]?共[0-9一二三四五六七八九十百]+页[)）]?)?"
    r"|[0-9]{1,4}[/／][0-9]{1,4}(?:页)?|Page[0-9]+(?:of[0-9]+)?"
)
_ENDED = re.compile(r"[。！？!?；;：:][”’\"』」）)]*$")
_CLINGING = re.compile(r"[，。、；：？！”’）》〉】〕\])]+$")
_FIGURE = re.compile(r"(?:^|\t)[-+－]?[0-9０-９][0-9０-９.,．，]*[%％]?(?:\t|$)")  # as a cell
_COMMA = re.compile("[，、,]")
_MARK = re.compile("[，、,。；;]")
_SENTENCE = re.compile("[，,。；;]")
# A bracket that one line opens and the next closes.
_OPENED = re.compile("[（(《“][^）)》”]*$")
_CLOSING = re.compile("[^（(《“]*[）)》”]")
# What goes above and below a table.
_UNIT = re.compile("[(（]?(?:计量|金额)?单位[:：]")
_BELOW = re.compile(f"{_UNIT.pattern}|(?:注|资料来源|数据来源)[:：]")
_CAPTION = re.compile("(?:续|附)?[表图][0-9一二三四五六七八九十]")
# Blanks within a number, with what stands for them. 1. 5个村 may be an item of a list, 2021 2022 are two numbers.
_IN_NUMBER = (
    (re.compile(r"(?<![0-9.])(?:[0-9] ){2,}[0-9](?![0-9.])(?= ?[年亿万元个户人%])"), lambda m: m[0].replace(" ", "")),
    (re.compile(r"(?<=[^\s。；;:：0-9.])([0-9]+)\. (?=[0-9])"), r"\1."),
    (re.compile(r"(?<=[0-9]) \. ?(?=[0-9])"), "."),
    (re.compile(r"(?<=[0-9]) ,(?=[0-9]{3}(?![0-9]))"), ","),
    (re.compile(r"(?<=[0-9]) (?=[%％‰])"), ""),
    (re.compile(r"(?<=[０-９]) (?=[０-９](?![０-９]))|(?<=(?<![０-９])[０-９]) (?=[０-９])"), ""),
)


class Page(NamedTuple):
    """The lines of a page, and where it begins and ends."""

    lines: list[Line]
    bottom: float
    top: float


class _Outer(NamedTuple):
    """A line at the top or foot of a page; apart: from the text, said: its words, to be found on other pages."""

    line: Line
    apart: bool
    said: tuple[object, ...]


class _Block(NamedTuple):
    """Measures of a text: its margins; most: the characters after which its lines break, if that is what breaks them;
    flush: many lines reach the right margin; indented: paragraphs begin to the right of the left one; prose: it has
    sentences."""

    left: float
    right: float
    most: float
    flush: bool
    indented: bool
    prose: bool


def of(pages: list[Page]) -> Iterator[str]:
    """Yield the rows of tables, and paragraphs with their lines rejoined."""
    kept = _without_heads(_without_margins(pages))
    starts = {id(lines[0]) for lines in kept if lines}
    margins = _Margins(line for lines in kept for line in lines if not line.row)
    step = _step(kept)
    held: list[Line] = []
    for line in (line for lines in kept for line in lines):
        if held and not _goes_on(held[-1], line, margins, step, id(line) in starts):
            yield _closed(joined(part.text for part in held))
            held = []
        held.append(line)
    if held:
        yield _closed(joined(part.text for part in held))


def _closed(text: str) -> str:
    """Take out the blanks within numbers.

    >>> _closed("投入4. 9亿元,增长13. 04 %,2 0 2 2年1 ,234人")
    '投入4.9亿元,增长13.04%,2022年1,234人'
    """
    if " " in text:
        for pattern, closed in _IN_NUMBER:
            text = pattern.sub(closed, text)
    return text


def _without_margins(pages: list[Page]) -> list[list[Line]]:
    """Return the lines of the pages but headers, footers and page numbers.

    These are the one or two lines at the top or foot which stand on many pages, the same but for digits, farther from
    the text than its lines from each other or in letters of another size. A bare number must count the pages.
    """
    step = _step(page.lines for page in pages)
    ends = [outer for number, page in enumerate(pages) for outer in _outer(page, number, step)]
    common = Counter(said for end in ends for said in {outer.said for outer in end})
    enough = max(2, _SHARE * len(pages))
    dropped: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for end in ends:
        for i in range(len(end), 0, -1):
            if end[i - 1].apart and all(said == ("page",) or common[said] >= enough for *_, said in end[:i]):
                for outer in end[:i]:
                    dropped[outer.said].append(outer.line)
                break
    gone = {id(line) for lines in dropped.values() for line in lines}
    # Where the text comes close to it, too.
    heights = {
        said: median(line.middle for line in lines) for said, lines in dropped.items() if len(lines) * 2 >= common[said]
    }
    near = (o.line for end in ends for o in end if abs(o.line.middle - heights.get(o.said, math.inf)) < 3)
    gone |= {id(line) for line in near}
    return [[line for line in page.lines if id(line) not in gone] for page in pages]


def _without_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the lines of pages but the heading rows of a table that are said again where it goes on."""
    table: list[str] = []  # its rows since the last line that is none
    again = 0  # how many of the first ones have just been said again
    found: list[list[Line]] = []
    for lines in pages:
        found.append([])
        for line in lines:
            if not line.row:
                table, again = [], 0
            elif again < len(table) - 1 and line.text == table[again] and not _FIGURE.search(line.text):
                again += 1
                continue
            else:
                table.append(line.text)
                again = 0
            found[-1].append(line)
    return found


def _outer(page: Page, number: int, step: float) -> Iterator[list[_Outer]]:
    """Yield the two lines at the top of a page, then those at its foot, outermost first."""
    zone = _ZONE * (page.top - page.bottom)
    ordered = sorted((line for line in page.lines if not line.ruled), key=lambda line: -line.middle)
    for side, outer in (("top", ordered[:3]), ("foot", ordered[:-4:-1])):
        found: list[_Outer] = []
        for line, inner in zip_longest(outer[:2], outer[1:3]):
            if line is None or (page.top - line.middle if side == "top" else line.middle - page.bottom) > zone:
                break
            apart = inner is None or abs(line.middle - inner.middle) > 1.3 * step
            apart = apart or abs(line.em - inner.em) > line.em / 10
            text = re.sub(r"\s", "", line.text)
            said = int(text) - number if re.fullmatch("[0-9]{1,4}", text) else re.sub("[0-9０-９]+", "#", text)
            found.append(_Outer(line, apart, ("page",) if _PAGE.fullmatch(text) else (side, said, round(line.em))))
        yield found


def _step(pages: Iterable[list[Line]]) -> float:
    """Return how far the lines of pages stand from each other."""
    steps = [a.middle - b.middle for lines in pages for a, b in pairwise(lines) if a.middle > b.middle]
    return median(steps) if steps else 0.0


class _Margins:
    """Where the text of pages begins and ends, left and right."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lefts: dict[int, list[Line]] = defaultdict(list)
        self._known: dict[tuple[int, int], _Block] = {}
        for line in lines:
            self._lefts[round(line.left)].append(line)
        sizes = [line.em for found in self._lefts.values() for line in found]
        self.em = median(sizes) if sizes else 0.0
        self._main = max(self._lefts.values(), key=len, default=[])
        self._few = max(5, sum(map(len, self._lefts.values())) / 20)

    def around(self, line: Line) -> _Block:
        """Return the measures of the text that a line is of."""
        key = round(line.left), round(line.em)
        if key not in self._known:
            self._known[key] = self._measured(line)
        return self._known[key]

    def _measured(self, line: Line) -> _Block:
        x, reach = round(line.left), round(3.2 * line.em)
        lefts = {at: self._lefts[at] for at in range(x - reach, x + reach + 1) if at in self._lefts}
        near = [other for at in lefts for other in lefts[at] if abs(other.em - line.em) < line.em / 5]
        main = self._main[0]
        if len(near) < self._few and main.left <= line.left and main not in near:
            whole = self.around(main)
            if line.right <= whole.right + line.em:
                return whole
        least = max(1, len(near) / 10)
        left = next((at for at in sorted(lefts) if len(lefts[at]) + len(lefts.get(at + 1, ())) >= least), x)
        # A mark that clings to the last character may stand outside.
        ends = sorted(s.right - line.em * len(m[0]) if (m := _CLINGING.search(s.text)) else s.right for s in near)
        right = ends[-min(len(ends), math.ceil(len(near) / 20))]
        lengths = Counter(_length(other, left) for other in near)
        most = max(lengths)
        even = lengths[most] >= max(3, len(near) / 5)
        flush = sum(end > right - 1.5 * line.em for end in ends) > len(ends) / 3
        inner = sum(1.5 * line.em < other.left - left < 2.5 * line.em for other in near)
        prose = any(_SENTENCE.search(other.text) for other in near)
        return _Block(left, right, most if even else math.inf, flush, inner * 10 > len(near), prose)


def _length(line: Line, left: float) -> int:
    return len(line.text) + round(max(line.left - left, 0) / line.em)


def _goes_on(a: Line, b: Line, margins: _Margins, step: float, turned: bool) -> bool:
    """Say whether the paragraph of a line goes on in the next; `turned`: that begins a page."""
    if a.row or b.row or abs(a.em - b.em) > 0.15 * a.em:
        return False
    around, edge = margins.around(a), margins.around(b)
    down = a.middle - b.middle
    if (not turned and down > 2.2 * max(step, a.em)) or around.right - around.left < _NARROW * a.em:
        return False
    ended, item = _ENDED.search(a.text) is not None, ITEM.match(b.text) is not None
    if not item and _OPENED.search(a.text) and _CLOSING.match(b.text):
        return True
    middles = abs(a.left + a.right - b.left - b.right)
    marked = _MARK.search(a.text) is not None
    if middles < a.em and min(a.em, b.em) > 1.15 * margins.em and len(a.text) > 5 and not (marked or item):
        return True  # the lines of a title, which is written larger
    above = _CAPTION.match(b.text) and (ended or not marked)
    if not around.prose or above or _BELOW.match(b.text) or _UNIT.match(a.text):
        return False
    full = _is_full(a, b.head, around)
    if ended and (item or not full or (not turned and down > 1.3 * step)):
        return False
    # A short line without any mark is a heading or a signature.
    if ended and not _MARK.search(b.text) and not _is_full(b, b.em, edge):
        return False
    centred = abs(a.left - b.left) > a.em / 2 > middles
    if centred and not marked:  # the lines of a title are one where it had to be wrapped
        wide = a.right - a.left + b.head > around.right - around.left - a.em / 5
        return wide and a.left > around.left + 0.5 and not item  # else its own are the only margins known
    prose, headed = _COMMA.search(a.text) is not None, ITEM.match(a.text) is not None
    if b.left - edge.left > COLUMN * b.em:  # as a new paragraph: but all may be indented, or hang below their number
        hung = a.left < b.left - a.em / 2 if headed else abs(a.left - b.left) < a.em / 2 and prose
        return full and hung and not ended and not item
    if full or item:
        return full
    # Nothing says where text breaks that is ragged: a sentence that has not ended goes on.
    going = prose or re.search("[0-9.]$", a.text) is not None
    wide = a.right - a.left > 0.6 * (around.right - around.left)
    within = around.indented and abs(b.left - around.left) < b.em / 2  # where no paragraph begins
    return going and wide and (within or not (around.flush or headed))


def _is_full(line: Line, following: float, block: _Block) -> bool:
    """Say whether what follows would not have fitted into a line."""
    slack = 0 if _ENDED.search(line.text) else line.em / 5
    return line.right + following > block.right - slack or _length(line, block.left) >= block.most
