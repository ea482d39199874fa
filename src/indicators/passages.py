"""Passages: the lines of a text – those that scraping has wrapped, and those that only repeat earlier ones."""

import re
from collections import Counter

from indicators.text import Span, sentences

_STOPS = re.compile(r"[。!！?？:;]\s*$")
_YEAR_LINE = re.compile(r"\s*(?:19|20)[0-9]{2}(?:[-~至](?:19|20)[0-9]{2})?年[代度初底末]?\s*")
_ROW = re.compile(r"[\t|│]|\S {2,}\S.*\S {2,}\S")  # of a table: it is no part of a paragraph
_NARROW = re.compile("[\\0-\u2e80]+")
_UNBROKEN = re.compile(r"[0-9.,]+%?")
_SLACK = 4  # columns by which a wrapped line may be shorter or longer: no break inside a number or before a mark
# A passage shorter than this (characters without blanks) may stand twice by chance: a table's cell, a caption.
_REPEAT = 20
_DECK = 12  # lines in which a title, its page furniture and its deck stand


def _width(line: str) -> int:
    """How wide a line is on a screen, in half-width columns."""
    line = line.rstrip()
    return len(line) + len(_NARROW.sub("", line))


def unwrap(text: str, source: str = "") -> str:
    """Turn line ends that break a paragraph at a fixed width into blanks; everything else keeps its lines.

    `source` is the text before it was normalised, whose full-width digits are as wide as characters. A text is
    wrapped where most of its longer lines have one width on the screen, or any, and end in the middle of a sentence.
    """
    lines = text.split("\n")
    widths = [_width(line) for line in (source or text).split("\n")]
    if len(widths) != len(lines):
        return text
    prose = [not _ROW.search(line) for line in lines]  # rows of a table are as wide as they are
    counted = Counter(w for w, is_prose in zip(widths, prose, strict=True) if w > 30 and is_prose)
    if not counted:
        return text
    width = max(counted, key=lambda w: (sum(counted[w + d] for d in range(-_SLACK, _SLACK + 1)), w))
    full = [i for i, w in enumerate(widths) if prose[i] and abs(w - width) <= _SLACK]
    broken = sum(not _STOPS.search(lines[i]) for i in full)
    even = 36 <= width <= 180 and len(full) >= 6 and len(full) * 2 >= counted.total() and broken * 2 >= len(full)
    long = [i for i, w in enumerate(widths[:-1]) if prose[i] and w > 50 and lines[i + 1].strip()]
    ragged = len(long) >= 5 and sum(not _STOPS.search(lines[i]) for i in long) * 5 >= len(long) * 3
    if not even and not ragged:
        return text
    parts = []
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else ""
        unbroken = _UNBROKEN.match(following)  # a number that the line had no room for
        room = 2 * len(unbroken.group()) if unbroken and widths[i] < width else 0
        reaches = (even and abs(widths[i] - width) <= _SLACK + 2 + room) or (
            ragged and widths[i] > 50 and not _STOPS.search(line)
        )
        apart = (
            re.match(r"\s{2,}", following)
            or _ROW.search(line)
            or _ROW.search(following)
            or _YEAR_LINE.fullmatch(following)
            or _YEAR_LINE.fullmatch(line)
        )
        soft = reaches and following.strip() and not apart
        parts.append(line[:-1] + "  " if soft and line.endswith("\r") else line + (" " if soft else "\n"))
    return "".join(parts)[:-1]


def lines(text: str) -> list[Span]:
    """Return the lines that hold anything, without their ends."""
    return [Span(*m.span()) for m in re.finditer(r"[^\n\r]+", text) if m.group().strip(" \t?")]


def _key(text: str, span: Span) -> str:
    return "".join(text[span.start : span.end].split()).replace("?", "")


def repeats(text: str, rows: list[Span]) -> list[Span]:
    """Passages that only repeat an earlier one: runs of lines and single sentences, blanks left aside."""
    found: list[Span] = []
    keys = [_key(text, s) for s in rows]
    first: dict[str, int] = {}
    i = 0
    while i < len(rows):
        j = first.get(keys[i])
        n = 0
        if j is not None:
            while i + n < len(rows) and j + n < i and keys[i + n] == keys[j + n]:
                n += 1
            if sum(len(k) for k in keys[i : i + n]) >= _REPEAT * 2 or (n and len(keys[i]) >= _REPEAT):
                found.append(Span(rows[i].start, rows[i + n - 1].end))
                i += n
                continue
        first.setdefault(keys[i], i)
        i += 1
    for row in rows[:_DECK]:  # the lines under a newspaper's title say again what the text says
        line = text[row.start : row.end].strip(" ?")
        if len(line) >= _REPEAT and not _STOPS.search(line) and re.search(r"[0-9][^,;]*[,;]", line):
            at = text.find(line, row.end)
            if at >= 0 and not any(s.start <= at < s.end for s in found):
                found.append(Span(at, at + len(line)))
    seen: set[str] = set()
    for s in sentences(text):
        key = _key(text, s)
        if len(key) >= _REPEAT and key in seen:
            found.append(s)
        seen.add(key)
    return found
