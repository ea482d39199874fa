"""Passages: the lines of a text – those that scraping has wrapped, and those that only repeat earlier ones."""

import re
from collections import Counter

from indicators.text import Span, sentences

_STOPS = re.compile(r"[。!！?？:;]\s*$")
# A passage shorter than this (characters without blanks) may stand twice by chance: a table's cell, a caption.
_REPEAT = 20


def unwrap(text: str) -> str:
    """Turn line ends that break a paragraph at a fixed width into blanks; everything else keeps its lines.

    A text is wrapped where most of its longer lines have one width and end in the middle of a sentence.
    """
    lines = text.split("\n")
    widths = Counter(len(line.rstrip()) for line in lines if len(line.strip()) > 15)
    if not widths:
        return text
    width = max(widths, key=lambda w: sum(widths[w + d] for d in (-1, 0, 1)))
    full = sum(widths[width + d] for d in (-1, 0, 1))
    open_ended = sum(
        not _STOPS.search(line) for line in lines if abs(len(line.rstrip()) - width) <= 1 and len(line.strip()) > 15
    )
    if not 18 <= width <= 90 or full < 6 or full * 2 < widths.total() or open_ended * 2 < full:
        return text
    parts = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        soft = abs(len(line.rstrip()) - width) <= 2 and following.strip() and not re.match(r"\s{2,}", following)
        parts.append(line + (" " if soft else "\n"))
    return "".join(parts)[:-1]


def lines(text: str) -> list[Span]:
    """Return the lines that hold anything, without their ends."""
    return [Span(*m.span()) for m in re.finditer(r"[^\n\r]+", text) if m.group().strip(" \t?")]


def repeats(text: str, rows: list[Span]) -> list[Span]:
    """Passages that only repeat an earlier one: runs of lines and single sentences, blanks left aside."""
    found: list[Span] = []
    keys = [re.sub(r"[\s?]+", "", text[s.start : s.end]) for s in rows]
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
    seen: set[str] = set()
    for s in sentences(text):
        key = re.sub(r"[\s?]+", "", text[s.start : s.end])
        if len(key) >= _REPEAT and key in seen:
            found.append(s)
        seen.add(key)
    return found
