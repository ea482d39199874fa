"""Figures: what was measured, with spread and target; as rows of a Markdown table, as JSON, against former ones."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from typing import Any

AT_LEAST, AT_MOST = "≥", "≤"
# The figure's id (any text for *): what it should be.
TARGETS = {
    "peers/*/script": (AT_LEAST, 1.0),
    "peers/*/recognizers": (AT_LEAST, 60.0),
    "peers/*/jionlp": (AT_LEAST, 3.0),
    "peers/*/quantities": (AT_LEAST, 40_000.0),
    "peers/*/floor": (AT_LEAST, 0.10),
    "rules/absent": (AT_MOST, 1.5),
    "rules/present": (AT_MOST, 2.0),
    "lines/*": (AT_MOST, 1.5),
    "startup/script": (AT_MOST, 1.0),
    "startup/seconds": (AT_MOST, 1.5),
    "startup/memory": (AT_MOST, 250.0),
    "jobs/two": (AT_LEAST, 1.7),
    "memory/*/growth": (AT_MOST, 1.3),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was measured, once in each round: the value of each; none where it could not be, for a reason.

    what: a line of the table; unit: `x` for ratios; remark: what belongs to it, such as the mentions found.
    """

    id: str
    what: str
    values: list[float] = field(default_factory=list)
    unit: str = "x"
    remark: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def target(self) -> tuple[str, float] | None:
        return next((target for name, target in TARGETS.items() if fnmatch(self.id, name)), None)

    @property
    def met(self) -> bool | None:
        """Whether the median meets the target; None without a target or a measurement."""
        if self.target is None or not self.values:
            return None
        sign, bound = self.target
        return self.median >= bound if sign == AT_LEAST else self.median <= bound

    def row(self) -> str:
        """Return the figure as a row of `table`."""
        target = f"{self.target[0]} {shown(self.target[1], self.unit)}" if self.target else ""
        if not self.values:
            return f"| {self.what} | not measured | | {target} | | {self.remark} |"
        spread = f"{shown(min(self.values))}–{shown(max(self.values))}" if len(self.values) > 1 else ""
        met = {True: "yes", False: "no", None: ""}[self.met]
        return f"| {self.what} | {shown(self.median, self.unit)} | {spread} | {target} | {met} | {self.remark} |"

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON holds it, with median, target and whether it is met."""
        target = None if self.target is None else "{} {:g}".format(*self.target)
        return asdict(self) | {"median": self.median if self.values else None, "target": target, "met": self.met}


def ratio(theirs: Iterable[float], ours: Iterable[float]) -> list[float]:
    """Return, round by round, how many times as long theirs took.

    >>> ratio([3.0, 4.0], [1.5, 1.0])
    [2.0, 4.0]
    """
    return [their / our for their, our in zip(theirs, ours, strict=True)]


def shown(value: float, unit: str = "") -> str:
    """Write a value with three digits that count.

    >>> shown(0.01234, "x"), shown(1234.5), shown(52.0)
    ('0.0123 x', '1,234', '52.0')
    """
    number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:#.3g}" if value else "0"
    return f"{number} {unit}".rstrip()


def table(figures: Iterable[Figure]) -> str:
    """Return figures as a Markdown table."""
    head = "| | median | least–most | target | met | |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(figure.row() for figure in figures)])


def changes(now: Iterable[Figure], before: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a line for each figure of both runs: medians and change; * where the spreads do not meet."""
    lines = []
    for figure in now:
        former = before.get(figure.id, {}).get("values")
        if not former or not figure.values:
            continue
        old, new = statistics.median(former), figure.median
        several = len(former) > 1 and len(figure.values) > 1
        apart = several and (max(former) < min(figure.values) or max(figure.values) < min(former))
        mark = " *" if apart else ""
        lines.append(f"{figure.id:34} {shown(old):>9} → {shown(new, figure.unit):12} {new / old - 1:+7.0%}{mark}")
    return lines
