"""Explanations: why a text gives the rows that it gives – of every number in it, read or passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators import documents, lookalikes, originals, quantities
from indicators.context import Observation, Resolver
from indicators.documents import Document, from_text
from indicators.extraction import observe, to_row
from indicators.match import Match, Rulebook, refusal
from indicators.patterns import GAP
from indicators.rules import GENERAL, Rule

if TYPE_CHECKING:
    from indicators.quantities import Quantity
    from indicators.table import Row

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
# The reasons why a number gives no row.
MASKED = "part of a date, a document or list number, a telephone number or a quoted name"
REPEATED = "page furniture, or a passage that only repeats an earlier one"
QUALIFIES = "only says which things are meant; it stays in the words of the number beside it"
BARE = "no unit, and no word beside it that implies one"
_TOLD = ("metric", "measure", "value", "value_high", "unit", "region", "period", "status", "base", "rule")


@dataclass(frozen=True, slots=True)
class Claim:
    """A rule whose words stand around a number.

    pattern: as the rule file has it; words: the one of its alternatives that the text has; reason: why it lost, empty
    where it won.
    """

    rule: str
    pattern: str
    words: str
    reason: str = ""


@dataclass(slots=True)
class Explanation:
    """What became of one number of a text.

    start, end: offsets in the text as given; reason: why it gives no row, empty where it gives one; kind: what sort
    of quantity it is; names: the rule that names the metric, types: the one that says what kind of statement it is;
    lost: the rules that others beat; origins: where region, period, subject and status came from; row: as in the table;
    table: what a table that is explained again has otherwise.
    """

    raw: str
    start: int
    end: int
    reason: str = ""
    kind: str = ""
    names: Claim | None = None
    types: Claim | None = None
    lost: list[Claim] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    row: Row | None = None
    table: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the form that `indicators explain --json` prints."""

        def claim(c: Claim | None) -> dict[str, str] | None:
            if c is None:
                return None
            return {"rule": c.rule, "pattern": c.pattern, "words": c.words} | ({"reason": c.reason} if c.reason else {})

        return {
            "raw": self.raw, "start": self.start, "end": self.end, "reason": self.reason, "kind": self.kind,
            "names": claim(self.names), "types": claim(self.types), "lost": [claim(c) for c in self.lost],
            "origins": self.origins, "row": self.row, "table": self.table,
        }  # fmt: skip


class _Traced(Rulebook):
    """A rulebook that notes who claimed what it was asked for, and who lost."""

    def __init__(self, rules: list[Rule]) -> None:
        super().__init__(rules)
        self.won: list[Match] = []
        self.lost: list[Claim] = []

    def typed(self, left: str, right: str, kind: str) -> Match | None:
        """Note the general rules that match besides the best."""
        best = super().typed(left, right, kind)
        if best is not None:
            self.won.append(best)
        for entry in self._candidates(left, right, True):
            if (
                entry.rule.pack == GENERAL
                and best
                and entry.rule.id != best.rule.id
                and self._match(entry, left, right)
            ):
                takes = kind in entry.kinds
                why = f"{best.form} stands nearer to the number, or says more" if takes else f"takes no {kind}"
                self.lost.append(Claim(entry.rule.id, entry.pattern, str(entry.form or entry.pattern), why))
        return best

    def named(
        self, left: str, right: str, kind: str, measure: str, accept: Callable[[str], bool], near: int = GAP,
        unit: str = "",
    ) -> Match | None:  # fmt: skip
        """Note the rules whose words match besides the best, each with the reason that it lost."""
        best = super().named(left, right, kind, measure, accept, near, unit)
        if best is not None:
            self.won.append(best)
        for entry in self._candidates(left, right, False):
            if entry.rule.pack == GENERAL or (best and entry.rule.id == best.rule.id):
                continue
            if why := refusal(entry, left, right, kind, measure, accept, near, unit, best):
                self.lost.append(Claim(entry.rule.id, entry.pattern, str(entry.form or entry.pattern), why))
        return best


class Explainer:
    """Explains texts by one set of rules, as `rules.load` returns them."""

    def __init__(self, rules: list[Rule]) -> None:
        self._book = _Traced(rules)

    def text(self, text: str, *, region: str | None = None, year: int | None = None) -> list[Explanation]:
        """Explain every number of a text, in the order of the text.

        region, year: taken where the text names none. Raises ValueError for an unknown region.
        """
        return self.document(from_text(text), region=region, year=year)

    def document(self, document: Document, *, region: str | None = None, year: int | None = None) -> list[Explanation]:
        """Explain every number of a document; see `text`."""
        book = self._book
        traces: dict[int, tuple[list[Match], list[Claim]]] = {}
        types: dict[int, tuple[Match | None, list[Claim]]] = {}

        class Tracing(Resolver):
            def _observation(self, *words: Any, **more: Any) -> Observation:
                named, lost = len(book.won), len(book.lost)
                o = super()._observation(*words, **more)
                traces[o.quantity.start] = book.won[named:], book.lost[lost:]
                return o

            def _typed(self, phrase: Any) -> Match | None:
                lost = len(book.lost)
                best = super()._typed(phrase)
                types[phrase.quantity.start] = best, book.lost[lost:]
                return best

        book.won.clear()
        book.lost.clear()
        observations, _ = observe(document, book, region=region, year=year, resolver=Tracing)
        found = [_of_row(o, document, traces.get(o.quantity.start), types.get(o.quantity.start)) for o in observations]
        return sorted([*found, *silent(document, observations)], key=lambda e: (e.start, e.end))

    def row(self, folder: Path, number: int, reports: Path | None = None) -> list[Explanation]:
        """Explain the row of a table again.

        folder: of the tables, or the file; number: counted from 0, as pandas does; reports: the folder (or file) that
        was extracted. Without it the report is looked for by its name and SHA-256 around the tables and the working
        folder; where it is not there, the sentence is explained alone. `table` of an explanation says what the table
        has otherwise.
        Raises FileNotFoundError, indicators.table.TableError and ValueError: no such row, or a report that has changed.
        """
        from indicators import table

        rows = table.read(folder)
        if not 0 <= number < rows.num_rows:
            raise ValueError(f"no row {number}: the table has rows 0 to {rows.num_rows - 1}")
        row: Row = rows.slice(number, 1).to_pylist()[0]
        home = table.place(folder).parent
        file = home / "documents.parquet"
        known = table.read(file, "documents").to_pylist() if file.is_file() else []
        of: Row = next((d for d in known if d["document"] == row["document"]), {})
        report = originals.given(reports, row["document"]) if reports else originals.beside(originals.near(home), of)
        if report is None:
            text = self.text(row["sentence"] or "", region=of.get("region"), year=of.get("year"))
            found = [e for e in text if e.raw == row["raw"]]
        else:
            document = documents.read(report, of.get("encoding"))
            if document.sha256 != of.get("sha256", document.sha256):
                raise ValueError(
                    f"{report.path}: not the file that was extracted (its SHA-256 differs); extract it again"
                )
            found = [e for e in self.document(document) if (e.start, e.end) == (row["start"], row["end"])]
        for e in found:
            if e.row:
                e.table = {key: row[key] for key in _TOLD if row[key] != e.row[key]}
        return found


def _of_row(
    o: Observation,
    document: Document,
    named: tuple[list[Match], list[Claim]] | None,
    typed: tuple[Match | None, list[Claim]] | None,
) -> Explanation:
    won, lost = named or ([], [])
    names = next((m for m in reversed(won) if o.rule and m.rule.id == o.rule.id), None)
    best, beaten = typed or (None, [])
    q, subject = o.quantity, o.subject
    words = "antecedent" if subject.inherited else "sentence or heading" if subject.borrowed else "clause"
    winners = {rule.id for rule in (o.rule, o.general) if rule}
    return Explanation(
        document.source[q.start : q.end], q.start, q.end,
        kind=q.kind,
        names=_claim(o.rule, names),
        types=_claim(o.general, best if best and o.general and best.rule.id == o.general.id else None),
        lost=list(dict.fromkeys(c for c in [*lost, *beaten] if c.rule not in winners)),
        origins={**o.origins, "subject": words},
        row=to_row(o, document),
    )  # fmt: skip


def _claim(rule: Rule | None, match: Match | None) -> Claim | None:
    """The claim of a rule that won; without a match it comes from the number whose subject this one inherits."""
    if rule is None:
        return None
    return Claim(rule.id, match.pattern, str(match.form or match.pattern)) if match else Claim(rule.id, "", "")


def silent(document: Document, observations: list[Observation]) -> Iterator[Explanation]:
    """Give the numbers of a document that stand in none of its observations, each with the reason.

    `kind` is set where the number is a quantity: those are unclaimed, unless they are REPEATED.
    """
    text = document.text
    rows = [o.quantity for o in observations]
    read = {q.start for q in rows}

    def of(start: int, end: int, reason: str, kind: str = "") -> Explanation:
        return Explanation(document.source[start:end], start, end, reason, kind)

    passed: list[Quantity] = [q for q in quantities.find(text) if q.start not in read]
    passed = [q for q in passed if not any(q.start < r.end and r.start < q.end for r in rows)]
    for q in passed:
        yield of(q.start, q.end, REPEATED if document.skipped(q.start) else QUALIFIES, q.kind)
    covered = lookalikes.mask(text)
    taken = bytearray(len(text))
    for q in [*rows, *passed]:
        taken[q.outer_start : q.outer_end] = b"\x01" * (q.outer_end - q.outer_start)
    for m in _NUMBER.finditer(text):
        if not taken[m.start()]:
            reason = MASKED if covered[m.start()] else REPEATED if document.skipped(m.start()) else BARE
            yield of(m.start(), m.end(), reason)
