"""Audits: the arithmetic that reports themselves allow, checked with rounding taken into account."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from indicators import accounts, changes, proportions, restatements, sums
from indicators.findings import INCONSISTENT, KINDS, VERDICTS, Finding
from indicators.sides import Side
from indicators.statements import Statement, statements


def audit(side: Side) -> list[Finding]:
    """Check every sum, share, change, growth and restated figure of a side; what does not hold comes first.

    Within a sentence and a document, then between documents of one region. Each finding says what is stated, what the
    other numbers give and how far rounding may take them apart.
    """
    found: list[Finding] = []
    for _, each in groupby(statements(side.rows), key=lambda s: s.document):
        found += _of_document(list(each))
    found += accounts.find(side.rows)
    found += changes.across(side.rows)
    found += restatements.find(side.rows, side.homes)
    found += restatements.mistyped(side.rows)
    return sorted(_once(found), key=_order)


def _of_document(parts: Sequence[Statement]) -> Iterator[Finding]:
    yield from sums.find(parts)
    yield from proportions.find(parts)
    yield from changes.find(parts)


def _once(found: Sequence[Finding]) -> Iterator[Finding]:
    """Leave out what was found by two ways."""
    seen: set[object] = set()
    for finding in found:
        key = (finding.kind, frozenset((r["document"], r["start"]) for r in finding.rows))
        if key not in seen:
            seen.add(key)
            yield finding


def _order(finding: Finding) -> tuple[object, ...]:
    first = finding.rows[0]
    return VERDICTS.index(finding.verdict), KINDS.index(finding.kind), first["document"], first["start"]


def inconsistent(found: Sequence[Finding]) -> bool:
    """Say whether any finding does not hold."""
    return any(finding.verdict == INCONSISTENT for finding in found)
