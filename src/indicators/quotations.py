"""Quotations: the sentences of rows with what stands before and after them in their report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indicators.sides import Row
from indicators.statements import Statement, statements

_REACH = 120  # characters before and after a sentence
_END = re.compile(r"[。!?;!?;\n]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence of a document, `start` its offset there; before and after: the text around it, as it is written.

    Where the text is not at hand these are the nearest sentences that rows stand in, with … for what is between.
    """

    document: str
    start: int
    before: str
    sentence: str
    after: str

    def offset(self, row: Row) -> int:
        """Return where the number of a row stands in the sentence, in characters."""
        return int(row["start"]) - self.start


def quotations(rows: Iterable[Row], text_of: Callable[[str], str | None]) -> tuple[list[Quotation], dict[int, int]]:
    """Quote the sentences of rows, each once, in the order of documents and text.

    text_of: the text of a document, None where it is not to be had. Returns the quotations and, by the place of each
    row in `rows`, the place of its quotation.
    """
    listed = list(rows)
    places = {id(row): n for n, row in enumerate(listed)}
    documents: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements(listed):
        documents[statement.document].append(statement)
    quoted: list[Quotation] = []
    of: dict[int, int] = {}
    for document, own in documents.items():
        text = text_of(document)
        for n, statement in enumerate(own):
            of |= {places[id(row)]: len(quoted) for row in statement.rows}
            around = own[max(n - 1, 0) : n], own[n + 1 : n + 2]
            at_hand = text is not None and _stands(statement, text)
            quoted.append(_in_text(statement, text or "") if at_hand else _among(statement, *around))
    return quoted, of


def _stands(statement: Statement, text: str) -> bool:
    """Say whether a sentence stands in a text where its rows say; in the text of another run it does not."""
    return statement.start >= 0 and text.startswith(statement.rows[0]["sentence"] or "", statement.start)


def _in_text(statement: Statement, text: str) -> Quotation:
    sentence = statement.rows[0]["sentence"] or ""
    start, end = statement.start, statement.start + len(sentence)
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if start > _REACH and (mark := _END.search(before)):
        before = before[mark.end() :]
    if end + _REACH < len(text):
        marks = list(_END.finditer(after))
        after = after[: marks[-1].end()] if marks else after
    return Quotation(statement.document, start, before, sentence, after)


def _among(statement: Statement, before: list[Statement], after: list[Statement]) -> Quotation:
    """Quote a sentence among the sentences of other rows, since its text is not at hand."""
    sentence = statement.rows[0]["sentence"] or ""
    left = right = ""
    for other in before:
        gap = statement.start - other.start - len(other.text)
        left = (other.rows[0]["sentence"] or "") + ("…" if gap > 0 else "")
    for other in after:
        gap = other.start - statement.start - len(sentence)
        right = ("…" if gap > 0 else "") + (other.rows[0]["sentence"] or "")
    return Quotation(statement.document, statement.start, left, sentence, right)
