"""Lines: the pieces of text that the glyphs of a PDF's page make.

In goes the Sheet of a page, out come its Lines in the order of the file: characters that follow each other to the
right, parted at wide blanks and ruled lines. Blanks stay only where they part words or numbers.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from indicators.formats.glyphs import Glyph, Rule, Sheet

# Blanks between characters, in ems: a word's, one that is meant between Chinese characters, a column's, one of numbers.
_WORD, _MEANT, COLUMN, _NUMBERS = 0.2, 0.7, 1.2, 0.75
# What cannot be parted at the end of a line: numbers or Latin words with the marks between them, as some programs have
# it, a character; with the marks that cling to it.
_MARKS = r"[，。、；：？！”’）》〉】〕％\])…]*"
_UNPARTED = re.compile(rf"[“‘（《〈【〔\[(]*(?:[0-9A-Za-z.,%/-]+(?:{_MARKS}[0-9A-Za-z.,%/-]+)*|.){_MARKS}")


@dataclass(slots=True)
class Line:
    """A piece of a line, or a row of a table: its text and place, its em.

    head: the width of what cannot be parted from its start; row: it is a row; ruled: and ruled lines part its cells.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    em: float
    head: float = 0.0
    row: bool = False
    ruled: bool = False

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.bottom + self.top) / 2

    def beside(self, other: "Line") -> bool:
        """Say whether both stand on one line and apart."""
        low = min(self.top - self.bottom, other.top - other.bottom)
        on_line = min(self.top, other.top) - max(self.bottom, other.bottom) > low / 2
        return on_line and (self.left >= other.right - 1 or self.right <= other.left + 1)


def pieces(sheet: Sheet) -> Iterator[Line]:
    """Yield the pieces of a page in the order of the file."""
    for run in _runs(sheet.glyphs):
        yield from _parted(run, sheet.upright)


def around(lines: list[Line]) -> Line:
    """Return the first of some lines with the place of all."""
    return replace(
        lines[0],
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        bottom=min(line.bottom for line in lines),
        top=max(line.top for line in lines),
    )


def joined(texts: Iterable[str]) -> str:
    """Join the lines of one text: with a blank between two Latin words, else with nothing.

    >>> joined(["开通app", "mini", "二期"])
    '开通app mini二期'
    """
    parts: list[str] = []
    for text in texts:
        ends = parts[-1][-1:] + text[:1] if parts else ""
        if len(ends) == 2 and ends.isascii() and ends.isalpha():
            parts.append(" ")
        parts.append(text)
    return "".join(parts)


def _runs(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the characters that follow each other on one line to the right."""
    run: list[Glyph] = []
    low = high = math.nan
    for glyph in glyphs:
        if not (glyph.bottom == low and glyph.top == high and glyph.left >= run[-1].left):
            height = glyph.top - glyph.bottom
            overlap = min(high, glyph.top) - max(low, glyph.bottom)
            smaller = min(high - low, height)
            if run and (overlap <= smaller / 2 or glyph.left < run[-1].left - smaller / 2):
                yield run
                run = []
            if not run or height > high - low:
                low, high = glyph.bottom, glyph.top
        run.append(glyph)
    if run:
        yield run


def _parted(run: list[Glyph], upright: list[Rule]) -> Iterator[Line]:
    """Part a run at wide blanks and ruled lines."""
    chars = "".join([g.char for g in run])
    chinese = [_is_chinese(c) for c in chars]
    low, high = min([g.bottom for g in run]), max([g.top for g in run])
    widths = [g.right - g.left for g, is_chinese in zip(run, chinese, strict=True) if is_chinese]
    em = max(median(widths) if widths else median([g.size for g in run]), 1.0)
    gaps = [b.left - a.right for a, b in pairwise(run)]
    apart = _apart([gap for gap, a, b in zip(gaps, chinese, chinese[1:], strict=False) if a and b], len(run), em)
    near = upright[bisect_left(upright, (run[0].left - em,)) : bisect_right(upright, (run[-1].right + em,))]
    crossing = [rule.at for rule in near if rule.covers((low + high) / 2)]
    starts, blanks = [0], {}
    for i, gap in enumerate(gaps, 1):
        if gap <= _WORD * em and not crossing and not run[i].spaced:
            continue
        a, b = chars[i - 1], chars[i]
        if apart and ((chinese[i - 1] and chinese[i]) or apart > 0.25 * em):
            gap -= apart
        numbers = (a.isdigit() or a in "%％") and (b.isdigit() or b in "-－+")
        # A text that is too long for its cell runs over the line, into the next.
        rule = bisect_left(crossing, min(run[i - 1].right, run[i].left) - em / 4)
        ruled = rule < len(crossing) and crossing[rule] <= run[i].left + em / 4
        if ruled or gap > (_NUMBERS if numbers else COLUMN) * em:
            starts.append(i)
        elif gap > _WORD * em or run[i].spaced:
            blanks[i] = gap / em
    for start, end in pairwise([*starts, len(run)]):
        cuts = [start, *(i for i in blanks if start < i < end), end]
        words = [chars[a:b] for a, b in pairwise(cuts)]
        text = words[0]
        for i, a, b in zip(cuts[1:], words, words[1:], strict=False):
            text += " " + b if _is_meant(a, b, blanks[i]) else b
        kept = _UNPARTED.match(chars, start, end)
        head = run[kept.end() - 1].right - run[start].left if kept else em
        yield Line(text, run[start].left, run[end - 1].right, low, high, em, head)


def _is_chinese(char: str) -> bool:
    return char >= "\u2e80" and char.isalpha()


def _apart(gaps: list[float], length: int, em: float) -> float:
    """Return how far characters are set apart, as in titles and justified lines; nothing where they are columns."""
    if len(gaps) > 1:
        apart, most = median(gaps), 2.5 * em
    elif gaps and length == 2:
        apart, most = gaps[0], 4 * em
    else:
        return 0.0
    return apart if 0 < apart <= most else 0.0


def _is_meant(a: str, b: str, blank: float) -> bool:
    """Say whether a blank between two words was meant: these are Latin or numbers, or no single characters.

    None is before a mark or after a bracket that opens: justified lines are stretched there.
    """
    if b[0] in "，。、；：？！”’）》〉】〕％" or a[-1] in "（《〈【〔“‘":
        return False
    if all(c.isascii() or "！" <= c <= "～" for c in (a[-1], b[0])):
        return True
    return blank > _MEANT and _is_chinese(a[-1]) and _is_chinese(b[0]) and len(a) > 1 < len(b)
