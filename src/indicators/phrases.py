"""Phrases: the words left and right of each quantity in its clause, and which quantities form one list."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from indicators.quantities import Quantity
from indicators.text import NOWHERE, Index, Span

_MARK = re.compile(r"[,;:。！!？\n\r\t|]|--")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_QUOTED = re.compile(r"《[^》]*》")
_EACH = re.compile("分别|先后|依次|均")
_JOIN = re.compile(r"\s*(?:、|/|和|及|与|以及|并|或)\s*")


@dataclass(slots=True)
class Phrase:
    """A quantity with the words that may speak of it.

    clause: from the last clause mark to the next; left: words before the number that belong to it; right: those
    after; joined: it goes on a list with the quantity before (、 和 or nothing between); nested: it stands in
    brackets; chained: the next quantity stands in the same clause and is no list item.
    """

    quantity: Quantity
    clause: Span
    left: Span
    right: Span
    joined: bool = False
    nested: bool = False
    chained: bool = False
    beyond: Span = NOWHERE  # words after the next quantity, for a chained one


def split(text: str, sentence: Span, quantities: list[Quantity]) -> list[Phrase]:
    """Return the phrases of the quantities of one sentence, in order."""
    start, end = sentence
    quoted = [Span(*m.span()) for m in _QUOTED.finditer(text, start, end)]
    covers = Index([Span(q.outer_start, q.outer_end) for q in quantities]).at
    marks = [
        m.span()
        for m in _MARK.finditer(text, start, end)
        if not covers(m.start()) and not any(s.start <= m.start() < s.end for s in quoted)
    ]
    nested: list[Span] = []
    for m in _BRACKETS.finditer(text, start, end):
        marks = [(s, e) for s, e in marks if not m.start() < s < m.end()] if not _counts(m, quantities) else marks
        if any(m.start() < q.start < m.end() and q.end < m.end() for q in quantities):
            nested.append(Span(*m.span()))
            marks += [(m.start(), m.start() + 1), (m.end() - 1, m.end())]
    marks.sort()
    starts, ends = [s for s, _ in marks], [e for _, e in marks]
    found: list[Phrase] = []
    for i, q in enumerate(quantities):
        first, last = bisect_right(ends, q.outer_start), bisect_left(starts, q.outer_end)
        a = ends[first - 1] if first else start
        b = starts[last] if last < len(starts) else end
        before = quantities[i - 1] if i and quantities[i - 1].outer_end > a else None
        after = quantities[i + 1] if i + 1 < len(quantities) and quantities[i + 1].outer_start < b else None
        phrase = Phrase(
            q,
            Span(a, b),
            Span(before.outer_end if before else a, q.outer_start),
            Span(q.outer_end, after.outer_start if after else b),
            nested=any(n.start < q.start < n.end for n in nested),
        )
        if before and found:
            _join(text, found[-1], phrase)
        found.append(phrase)
    return found


def share_bounds(text: str, run: list[Phrase]) -> list[Phrase]:
    """Give every number of a list the limit that its first or last one carries: 分别不超过6.8万吨、0.7万吨."""
    if len(run) < 2 or not _EACH.search(text, run[0].clause.start, run[0].quantity.start):
        return run
    first, last = run[0].quantity, run[-1].quantity
    limit = first.bound if first.outer_start < first.start else last.bound if last.end < last.outer_end else "exact"
    if limit not in ("over", "under"):
        return run
    return [replace(p, quantity=replace(p.quantity, bound=limit)) if p.quantity.bound == "exact" else p for p in run]


def _counts(bracket: re.Match[str], quantities: list[Quantity]) -> bool:
    """Say whether a bracket holds a number; the marks of one that only notes something part nothing."""
    return any(bracket.start() < q.start < bracket.end() for q in quantities)


def _join(text: str, first: Phrase, second: Phrase) -> None:
    """Share the words between two quantities of one clause out to them."""
    between = Span(first.quantity.outer_end, second.quantity.outer_start)
    # The marks inside brackets part nothing: 县(市、区).
    words = _BRACKETS.sub(lambda m: "_" * len(m.group()), text[between.start : between.end])
    head = _JOIN.match(words)
    tails = list(_JOIN.finditer(words))
    tail = tails[-1] if tails and tails[-1].end() == len(words) else None
    if not words.strip():
        second.joined = True
        first.right, second.left = Span(between.end, between.end), between
    elif head:
        second.joined = True
        first.right = Span(between.start, between.start)
        second.left = Span(between.start + head.end(), between.end)
    elif tail:
        second.joined = True
        first.right = Span(between.start, between.start + tail.start())
        second.left = Span(between.end, between.end)
    elif tails and tails[0].group().strip() == "、" and len(words) - tails[0].end() > 1:
        # 116名干部、教师155名: the mark parts what each of the two counts
        second.joined = True
        first.right = Span(between.start, between.start + tails[0].start())
        second.left = Span(between.start + tails[0].end(), between.end)
    else:
        first.chained = True
        first.beyond = second.right
