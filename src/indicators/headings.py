"""Headings: the lines over the rows of a table put together: one heading for each column."""

import re
from itertools import combinations
from typing import NamedTuple

from indicators import columns
from indicators.cells import LABELS, NOTE, UNIT_LINE, YEAR, Cell, is_unit, read_unit

_CAPTION = re.compile(r"[\[(]?(?:续|附)?表\s*[0-9一二三四五六七八九十]+[-.0-9]*")
_UNIT_LEFT = re.compile(r"单\s*位\s*[::]\s*$")
# The headings of the parts of one column: 男, 女 under 人口数; 绝对数, 比重 under 2020年.
_PARTS = re.compile(
    r"男性?|女性?|城镇|乡村|农村|城市|[总合小]计|人数|户数|数量|金额|面积|产量|绝对[数值量额]|总量|占比|比重.{0,3}|"
    r"(?:比上年)?(?:增长|增减|增速|±).{0,4}|同比.{0,6}|[上下]半年|第?[一二三四]季度"
)
_WHOLE = re.compile(r"性别比|[位名]次|排[位名序]")  # a column that has no parts
_COUNTED = re.compile(r"(?:人口|户|人|个|件|所|家)数$")
_OPEN_END = re.compile(r"[及和与、]$")
_COMPARED_END = re.compile(r"(?:[比较]上?年?(?:同期|末)?|同比)$")
_COMPARED_START = re.compile(r"[增减±涨升]")

_UNIT_ALONE = re.compile(r"\(([^()]{1,8})\)")
_COMPARISON, _SIGNS = re.compile(r"(?:[比较]上?年?(?:同期|末)?|同比)$"), re.compile(r"(?:增减|±|增长)%?")


class Block(NamedTuple):
    """The words over the first row of a table with one cell a line, top to bottom.

    closed: a unit line or a caption stands right over them.
    """

    lines: list[str]
    closed: bool


def stacked(block: Block, below: list[list[Cell]]) -> tuple[list[str], int] | None:
    """Give each column of a table with one cell a line its heading; the labels' comes first, perhaps empty.

    `below` are the cells of each column of numbers. Returns the headings and how many lines of the block they
    take; None where they cannot be told.
    """
    lines, taken = _wrapped(block.lines)
    width = len(below)
    for top in range(len(lines)):
        named = is_label(lines[top])
        whole = top == 0 and block.closed
        last = len(lines) - top in (1, width)
        if not named and not whole and not last:
            continue
        heads = lines[top + 1 :] if named else lines[top:]
        found: list[str] | None = None
        if named:
            found = _under_one(lines[top], heads, below)
        elif whole:
            # The heading of the labels may be lost (a blank cell), or be of words that no list holds.
            tries = [("", heads), (heads[0], heads[1:])]
            for label, rest in tries if len(heads) == width or _has_parts(heads) else reversed(tries):
                found = found or _under_one(label, rest, below)
        elif any(says_something(h) for h in heads):
            found = _under_one("", heads, below)
        if found:
            return found, sum(taken[top:])
    return None


def _under_one(label: str, heads: list[str], below: list[list[Cell]]) -> list[str] | None:
    """The headings of one reading, where they suit the numbers below them."""
    width = len(below)
    if 0 < len(heads) < width:
        heads = [h for line in heads for h in re.split(r"\s*[/|、]\s*|\s{2,}", line) if h]
        if len(heads) == width + 1 and not label:
            label, heads = heads[0], heads[1:]
    if len(heads) == width:
        # 累计, 同比%, 本月, 同比%: each growth is that of the column before it
        levels = [h for h in heads if columns.read(h, None).measure == "level"]
        return [label, *heads] if _suit(heads, below) and len(set(levels)) == len(levels) else None
    if len(heads) < width:
        return None
    return next(([label, *h] for h in _nested(heads, width) if _suit(h, below)), None)


def _nested(heads: list[str], width: int) -> list[list[str]]:
    """The ways to put the last of the headings under those before: 人口数, 比重 over 2020年, 2010年."""
    parents = len(heads) - width
    found: list[list[str]] = []
    for each in range(2, (len(heads) - parents) // parents + 1):
        top, leaves = heads[: len(heads) - parents * each], heads[len(heads) - parents * each :]
        first = leaves[:each]
        if len(top) < parents or len(set(first)) < each:
            continue
        if parents == 1 and (not _alike(first) or _alike([*first, top[-1]])):
            continue
        if any(leaves[i : i + each] != first for i in range(0, len(leaves), each)):
            continue
        # The latest headings are the likeliest: what has no parts stands before what has.
        able = [j for j, heading in enumerate(top) if not _WHOLE.search(heading)]
        for chosen in sorted(combinations(able, parents), reverse=True):
            made: list[str] = []
            for j, heading in enumerate(top):
                made += [under(heading, leaf) for leaf in first] if j in chosen else [heading]
            found.append(made)
    return found


def _alike(heads: list[str]) -> bool:
    """Whether headings are those of the parts of one column: all years, or all of what a column is parted by."""
    bare = [columns.label(h)[0] for h in heads]
    return all(YEAR.fullmatch(h) for h in bare) or all(_PARTS.fullmatch(h) for h in bare)


def _has_parts(heads: list[str]) -> bool:
    return any(_alike(heads[i:]) and not _alike(heads[i - 1 :]) for i in range(2, len(heads) - 1))


def _suit(heads: list[str], below: list[list[Cell]]) -> bool:
    """Whether the numbers can be what the headings say: no share is over 100, no people are counted in parts."""
    for heading, cells in zip(heads, below, strict=True):
        column = columns.read(heading, None)
        numbers = [
            float(re.sub(r"[, %+]", "", c.text)) for c in cells if re.fullmatch(r"[-+]?[0-9, ]+(?:\.[0-9]+)?%?", c.text)
        ]
        if column.measure == "share" and "完成" not in column.words and any(abs(n) > 100.5 for n in numbers):
            return False
        if column.unit is None and _COUNTED.search(column.words) and all("." in c.text for c in cells if c.is_value):
            return False
    return True


def goes_on(above: str, words: str) -> bool:
    """Whether a line only goes on with the heading above it: its unit in brackets, or what a comparison lacks."""
    if above.endswith((")", "%")):
        return False
    unit = _UNIT_ALONE.fullmatch(words)
    return bool(unit and is_unit(unit[1])) or bool(_COMPARISON.search(above) and _SIGNS.fullmatch(words))


def is_label(heading: str) -> bool:
    """Whether words are those that stand over a column of labels."""
    return bool(LABELS.fullmatch(NOTE.sub("", re.sub(r"\s", "", heading))))


def says_something(heading: str) -> bool:
    """Whether words are those of a column of numbers: a unit, a year, a measure, or that a value stands below."""
    column = columns.read(heading, None)
    return column.unit is not None or column.period is not None or column.measure != "level" or not column.words


def _wrapped(lines: list[str]) -> tuple[list[str], list[int]]:
    """Put together the lines of one heading (比上年, 增长(%)); count the lines of each."""
    found: list[str] = []
    taken: list[int] = []
    for line in lines:
        if found and (
            (line[0] in "(%" and not found[-1].endswith((")", "%")))
            or _OPEN_END.search(found[-1])
            or (_COMPARED_END.search(found[-1]) and _COMPARED_START.match(line))
        ):
            found[-1] += line
            taken[-1] += 1
        else:
            found.append(line)
            taken.append(1)
    return found, taken


def ends_unit(line: str) -> bool:
    """Whether a line is a unit line, whole or cut off after its colon."""
    return bool(UNIT_LINE.search(line) or _UNIT_LEFT.search(line))


def is_of_unit(line: str) -> bool:
    """Whether a line is what scraping has broken off a unit line: 万元 or %."""
    if re.fullmatch(r"\s*单\s*位\s*", line):  # the heading of labels
        return False
    return all(not part or is_unit(part) for part in re.split(r"[、,/()\s]+", line))


def is_caption(line: str) -> bool:
    """Whether a line begins as the numbered captions of tables do: 表2-1, 附表3, 续表1."""
    return bool(_CAPTION.match(line))


def inferred(unit: str, caption: str, below: list[list[Cell]]) -> list[str] | None:
    """Headings that no line gives, from the unit line: 万元、% over two columns is an amount and its growth.

    The % may be lost itself (单位:万元、). A second column with a whole of 100 holds shares.
    """
    if len(below) == 1:  # a title, its unit, and a label and a number in turn
        return ["", "绝对数"] if caption and read_unit(unit) is not None else None
    first, mark, second = unit.partition("、")
    if len(below) != 2 or not mark or second.strip() not in ("", "%") or read_unit(first) is None:
        return None
    texts = [c.text for c in below[1] if c.is_value]
    if (
        not texts
        or not all(len(t.partition(".")[0].strip("-+")) < 4 for t in texts)
        or not any("." in t for t in texts)
    ):
        return None
    whole = any(re.fullmatch(r"100(?:\.0+)?%?", t) for t in texts)
    growing = re.search("增长|增速|增减|变化", caption)
    return ["", "绝对数", "比重(%)" if whole and not growing else "比上年增长(%)"]


def joined(top: list[list[Cell]], width: int) -> list[str] | None:
    """Put the lines of a header together, column by column; None where they do not fit the width."""
    last = [c.text for c in top[-1]]
    if len(top) == 1:
        if len(last) > width or sum(map(bool, last)) == width:
            last = [t for t in last if t]
        return _widened(last, width)
    above = joined(top[:-1], width) if len(top) > 2 else [c.text for c in top[0]]
    if above is None:
        return None
    if len(last) == width and len(above) <= width and not all(last):
        filled, over = [], ""
        for j in range(width):
            over = (above[j] if j < len(above) else "") or (over if last[j] else "")
            filled.append(under(over, last[j]))
        return filled
    below = [t for t in last if t]
    heads = [t for t in above if t]
    labels = width - len(below)
    groups = heads[labels:]
    if not groups and len(heads) + len(below) == width:
        return heads + below  # one line, broken in two
    if labels < 0 or not groups or len(below) % len(groups):
        return _widened(below, width)
    each = len(below) // len(groups)
    return heads[:labels] + [under(groups[j // each], t) for j, t in enumerate(below)]


def under(group: str, heading: str) -> str:
    """Make one heading of two lines: a period leads, so that it is read as one (2020年 under 比重), a measure ends."""
    if is_unit(heading):
        return f"{group}({heading})"  # 亿元 under 固定资产投资
    ends = columns.read(group, None).measure != "level" == columns.read(heading, None).measure
    return heading + group if ends or heading[:1].isdigit() else group + heading


def _widened(header: list[str], width: int) -> list[str] | None:
    """Fit a header line to the width: the heading of the labels may be missing."""
    if len(header) == width:
        return header
    if len(header) == width - 1 and not LABELS.fullmatch(header[0].replace(" ", "")):
        return ["", *header]
    return None
