"""Restatements: one figure – metric, region, period – that two reports state with two values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from indicators.comparability import ONE, base, whole
from indicators.findings import CONSISTENT, INCONSISTENT, UNKNOWN, Finding
from indicators.meetings import unnamed, words_in_common
from indicators.precision import agree, exact, step
from indicators.sides import Home, Row

_LEAST = 0.4  # of the words of both subjects, for two values to be those of one figure


def find(rows: Iterable[Row], homes: Mapping[str, Home]) -> Iterator[Finding]:
    """Give the figures that two documents state, equal or not.

    Where both documents are of the figure's own year they may state it of two days or with two scopes; then
    nothing follows from two values.
    """
    groups: dict[tuple[object, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["period"] and not (unnamed(row) and len(row["metric_name"] or "") < 4):
            key = (*(row[c] for c in _FIGURE), whole(row["period"]), base(row))
            groups[key][row["document"]].append(row)
    for documents in groups.values():
        one = [each[0] for each in documents.values() if len({r["value"] for r in each}) == 1]
        for a, b in combinations(one, 2):
            yield from _compared(a, b, homes)


_FIGURE = ("metric", "region", "measure", "unit", "per", "status")


def _compared(a: Row, b: Row, homes: Mapping[str, Home]) -> Iterator[Finding]:
    words = max(words_in_common(a, b), words_in_common(a, b, part=True))
    if words < _LEAST:
        return
    if agree(a, b, ONE):
        verdict, note = CONSISTENT, ""
    elif any(_looks_back(row, homes) for row in (a, b)) and {a["bound"], b["bound"]} == {"exact"}:
        verdict, note = INCONSISTENT, "同一指标、地区、时期,两份报告数值不同"
    else:
        verdict, note = UNKNOWN, "两份报告均为当年,时点或口径可能不同"
    tolerance = float(max(step(a), step(b)) / 2)
    formula = f"{a['raw']} = {b['raw']}"
    yield Finding(
        "restated", verdict, float(exact(a["value"])), float(exact(b["value"])), tolerance, a["unit"] or "", (a, b),
        formula, note,
    )  # fmt: skip


def _looks_back(row: Row, homes: Mapping[str, Home]) -> bool:
    """Whether a figure is of a year that had ended before its document's."""
    home = homes[row["document"]].year
    return home is not None and row["year"] is not None and int(row["year"]) < int(home)
