"""Statements: the rows of one sentence with the words around their numbers, as a table keeps them."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from indicators.sides import Row
from indicators.text import normalise

_MARK = re.compile(r"[,;。:!?、()\n]")
_NOUN = re.compile(r"[一-龥]+?(?=的|[^一-龥]|$)")


@dataclass(slots=True)
class Statement:
    """A sentence of a document, normalised, with its rows in order; `start` is its offset in the document."""

    document: str
    text: str
    start: int
    rows: list[Row] = field(default_factory=list)

    def between(self, a: Row, b: Row) -> str:
        """The text between the numbers of two rows."""
        return self.text[a["end"] - self.start : b["start"] - self.start]

    def before(self, row: Row) -> str:
        """The text before a row's number."""
        return self.text[: row["start"] - self.start]

    def after(self, row: Row) -> str:
        """The text behind a row's number."""
        return self.text[row["end"] - self.start :]

    def lead(self, row: Row) -> str:
        """The words right before a row's number, back to a mark or number: 中央资金 of 共62亿元,中央资金20亿元."""
        words = _MARK.split(self.before(row))[-1]
        return re.split(r"[0-9%]", words)[-1].strip()

    def noun(self, row: Row) -> str:
        """The words right behind a row's number: 贫困嘎查村集中在 of 2718个贫困嘎查村集中在57个…."""
        found = _NOUN.match(self.after(row))
        return found[0] if found else ""


def statements(rows: Iterable[Row]) -> Iterator[Statement]:
    """Give the sentences of rows in the order of documents and text.

    A table has no offset of a sentence: it is found from where the numbers stand in it and in the document.
    """
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["document"], row["sentence"] or ""].append(row)
    found = []
    for (document, sentence), members in groups.items():
        ordered = sorted(members, key=_start)
        text, taken = normalise(sentence), set[int]()
        for n, first in enumerate(ordered):
            if id(first) in taken:
                continue
            start, fitting = first["start"], [first]
            if first["raw"] and first["raw"] in sentence:
                # Only rows as near as the sentence is long can stand in the same occurrence of it.
                near = ordered[n : bisect_right(ordered, start + len(sentence), key=_start)]
                start, fitting = _placed(sentence, [row for row in near if id(row) not in taken])
            found.append(Statement(document, text, start, fitting))
            taken.update(map(id, fitting))
    yield from sorted(found, key=lambda s: (s.document, s.start))


def _start(row: Row) -> int:
    return int(row["start"])


def _placed(sentence: str, rows: list[Row]) -> tuple[int, list[Row]]:
    """Find where the sentence of the first row begins, and the rows that stand in the same occurrence of it."""
    first = rows[0]
    best: tuple[int, list[Row]] = (first["start"], [first])
    at = sentence.find(first["raw"])
    while at >= 0:
        start = first["start"] - at
        fitting = [r for r in rows if r["start"] >= start and sentence.startswith(r["raw"], r["start"] - start)]
        if len(fitting) >= len(best[1]):
            best = (start, fitting)
        at = sentence.find(first["raw"], at + 1)
    return best
