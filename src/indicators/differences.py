"""Differences: what two sides say of the same metrics – pairs of rows, the change between them and its class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from indicators.likeness import knowledge
from indicators.meetings import Meeting, meetings
from indicators.precision import LOOSE, exact
from indicators.selection import named
from indicators.sides import Row, Side, SideError

CLASSES = ("changed", "same", "restated", "target_met", "target_missed", "only_in_a", "only_in_b")
BY = ("year", "region")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows of one metric, or a row that the other side lacks; values are in `unit` per `per`.

    change is b − a; change_percent is of |a|. Both are None where the rows are not comparable or one is missing.
    match is exact or probable, score 1 or the likeness of the words.
    """

    kind: str  # one of CLASSES
    a: Row | None
    b: Row | None
    unit: str
    per: str | None
    a_value: float | None
    b_value: float | None
    change: float | None = None
    change_percent: float | None = None
    match: str | None = None
    score: float | None = None
    flags: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """The row that names the pair: that of a, or of b where a has none."""
        found = self.a or self.b
        assert found is not None
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the pair as an object for JSON: the metric, both sides, the change."""
        sides = {
            name: _side(row, value) for name, row, value in (("a", self.a, self.a_value), ("b", self.b, self.b_value))
        }
        row = self.row
        return {
            "class": self.kind, "metric": row["metric"], "metric_name": row["metric_name"], "measure": row["measure"],
            "unit": self.unit, "per": self.per, **sides, "change": self.change, "change_percent": self.change_percent,
            "match": self.match, "score": self.score, "flags": list(self.flags),
        }  # fmt: skip


_SHOWN = ("document", "region", "period", "value", "start", "end", "sentence", "raw", "bound", "status", "metric")


def _side(row: Row | None, value: float | None) -> dict[str, Any] | None:
    return None if row is None else {**{name: row[name] for name in _SHOWN}, "value": value}


@dataclass(slots=True)
class Diff:
    """The pairs of two sides, and what is to be said of the comparison."""

    pairs: list[Pair] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def different(self) -> bool:
        """Whether any pair is more than the same figure twice."""
        return any(pair.kind != "same" for pair in self.pairs)


def compare(a: Side, b: Side, by: Sequence[str] = ()) -> Diff:
    """Compare two sides: one report with another as they are, many with many by the region and year of each.

    by: of which of year and region the documents must be one to be compared; the other may differ. Without it, many
    documents are compared where both are one, else where the region is, else where the year is.
    Raises SideError for another word in `by`.
    """
    for word in by:
        if word not in BY:
            raise SideError(f"by {word!r}: legal are {', '.join(BY)}")
    result = Diff()
    first, second = _once(a, "A", result.notes), _once(b, "B", result.notes)
    for name, side in (("A", first), ("B", second)):
        if not side.rows:
            result.notes.append(f"{name} has no rows")
    for mine, other in _groups(first, second, by, result.notes):
        result.pairs += _compare(mine, other)
    result.pairs.sort(key=_order)
    return result


def _once(side: Side, name: str, notes: list[str]) -> Side:
    """Leave out what a document says again: the same figure of the same metric, region and period."""
    seen: set[object] = set()
    rows = []
    for row in side.rows:
        key = tuple(row[c] for c in _IDENTITY)
        if key not in seen:
            seen.add(key)
            rows.append(row)
    if again := len(side.rows) - len(rows):
        what = "1 row only repeats" if again == 1 else f"{again} rows only repeat"
        notes.append(f"{name}: {what} a figure of its document; compared once")
    return Side(rows, side.homes)


_IDENTITY = (
    "document", "metric", "region", "period", "measure", "value", "value_high", "unit", "per", "bound", "status",
    "base",
)  # fmt: skip


def _groups(a: Side, b: Side, by: Sequence[str], notes: list[str]) -> list[tuple[Side, Side]]:
    """Part both sides into groups of documents that are compared."""
    if not by and len(a.homes) <= 1 and len(b.homes) <= 1:
        return [(a, b)]
    for keys in [tuple(by)] if by else (BY, ("region",), ("year",)):
        parts = _parted(a, keys), _parted(b, keys)
        if by or parts[0].keys() & parts[1].keys():
            break
    if not by and len(keys) < len(BY):
        notes.append(f"no document of A has the region and year of one of B; compared by {keys[0]}")
    return [
        (parts[0].get(key) or Side(), parts[1].get(key) or Side()) for key in sorted({*parts[0], *parts[1]}, key=str)
    ]


def _parted(side: Side, keys: Sequence[str]) -> dict[object, Side]:
    return side.parted(lambda document: tuple(getattr(side.homes[document], key) for key in keys))


def _compare(a: Side, b: Side) -> list[Pair]:
    met, targets = meetings(a, b)
    pairs = [_pair(m) for m in met] + [_target(m) for m in targets]
    taken = {id(row) for m in (*met, *targets) for row in (m.a, m.b)}
    pairs += [Pair("only_in_a", r, None, r["unit"], r["per"], r["value"], None) for r in a.rows if id(r) not in taken]
    pairs += [Pair("only_in_b", None, r, r["unit"], r["per"], None, r["value"]) for r in b.rows if id(r) not in taken]
    return pairs


def _pair(m: Meeting) -> Pair:
    equal = m.equal
    return _numbers(m, "same" if equal else "restated" if m.same_period else "changed")


def _target(m: Meeting) -> Pair:
    return _numbers(m, "target_met" if _met(m) else "target_missed")


def _numbers(m: Meeting, kind: str) -> Pair:
    a, b = exact(m.a["value"]) * m.factor_a, exact(m.b["value"]) * m.factor_b
    change = percent = None
    if m.comparable:
        change = float(b - a)
        percent = round(float((b - a) / abs(a) * 100), 4) if a else None
    return Pair(
        kind, m.a, m.b, m.unit, m.per, float(a), float(b), change, percent,
        match="exact" if m.score is None else "probable", score=1.0 if m.score is None else m.score,
        flags=() if m.comparable else ("not_comparable",),
    )  # fmt: skip


def _met(m: Meeting) -> bool:
    """Say whether a result meets its target: at least as much, or at most where less is better.

    Less is better where the target is an upper bound (不超过), a decrease, or a metric of that kind (失业率).
    """
    target, result = (m.a, m.b) if m.a["status"] == "target" else (m.b, m.a)
    factors = (m.factor_a, m.factor_b) if target is m.a else (m.factor_b, m.factor_a)
    wanted, got = exact(target["value"]) * factors[0], exact(result["value"]) * factors[1]
    slack = abs(wanted) * LOOSE / 2 if target["bound"] == "about" else 0
    if target["bound"] == "range" and target["value_high"] is not None:
        high = exact(target["value_high"]) * factors[0]
        return wanted <= got if not _less_is_better(target) else got <= high
    return got <= wanted + slack if _less_is_better(target) else got >= wanted - slack


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    return re.compile(knowledge()["less_is_better"])


def _less_is_better(target: Row) -> bool:
    falling = target["measure"] in ("growth", "change") and target["value"] < 0
    unwanted = bool(_words().search(target["metric_name"])) and not falling
    return target["bound"] == "under" or falling or (unwanted and target["measure"] != "rank")


def _order(pair: Pair) -> tuple[object, ...]:
    row = pair.row
    return (
        row["metric"].startswith("general."), row["metric"].split(".")[0], pair.a is None or pair.b is None,
        pair.a is None, row["document"], row["start"], CLASSES.index(pair.kind),
    )  # fmt: skip


def counted(pairs: Iterable[Pair]) -> dict[str, int]:
    """Count the pairs of each class, in the order of CLASSES."""
    counts = Counter(pair.kind for pair in pairs)
    return {kind: counts[kind] for kind in CLASSES if counts[kind]}


def chosen(
    pairs: Iterable[Pair],
    metric: str | None = None,
    measure: str | None = None,
    only: Sequence[str] = (),
    min_change: float | None = None,
) -> list[Pair]:
    """Choose pairs: of a metric (id or name, else a part of them), a measure, classes, at least a change in percent.

    min_change leaves out what has no change in percent. Raises SideError for a class that is none.
    """
    for kind in only:
        if kind not in CLASSES:
            raise SideError(f"class {kind!r}: legal are {', '.join(CLASSES)}")
    listed = list(pairs)

    def names(pair: Pair) -> set[str]:
        return {row[c] for row in (pair.a, pair.b) if row for c in ("metric", "metric_name")}

    meant = named(metric, set().union(*map(names, listed))) if metric else set()
    return [
        p
        for p in listed
        if (not metric or names(p) & meant)
        and (not measure or p.row["measure"] == measure)
        and (not only or p.kind in only)
        and (min_change is None or (p.change_percent is not None and abs(p.change_percent) >= min_change))
    ]
