"""Findings: what a check of arithmetic states, computes and concludes, with rounding taken into account."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from indicators.precision import Interval, exact, interval, step
from indicators.sides import Row

CONSISTENT, INCONSISTENT, UNKNOWN = "consistent", "inconsistent", "cannot tell"
VERDICTS = (INCONSISTENT, UNKNOWN, CONSISTENT)
KINDS = ("parts", "share", "change", "growth", "restated")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: the number that a report states, the one that its other numbers give, and what that means.

    rows: the row of the stated number first. stated, computed and tolerance are in `unit`.
    """

    kind: str  # one of KINDS
    verdict: str
    stated: float
    computed: float
    tolerance: float
    unit: str
    rows: tuple[Row, ...]
    formula: str
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the finding as an object for JSON."""
        shown = ("document", "start", "end", "raw", "sentence", "region", "period", "metric_name")
        return {
            "kind": self.kind, "verdict": self.verdict, "stated": self.stated, "computed": self.computed,
            "tolerance": self.tolerance, "unit": self.unit, "formula": self.formula, "note": self.note,
            "rows": [{name: row[name] for name in shown} for row in self.rows],
        }  # fmt: skip


def judge(
    kind: str,
    stated: Row,
    computed: Interval,
    center: Fraction,
    others: Sequence[Row],
    formula: str,
    *,
    certain: bool = True,
    derived: bool = True,
    note: str = "",
) -> Finding:
    """Compare a stated number with what others give, and say what that means.

    computed: the least and greatest value that the others' rounding allows; center: that of the numbers as written;
    both in the unit of the stated one. derived: whether it was worked out, a share or a rate, and may be cut off
    instead of rounded, so that it reaches a whole step from nought. certain: whether the numbers are sure to belong
    together; where they are not, numbers that do not agree prove nothing.
    """
    value = exact(stated["value"])
    low, high = interval(stated)
    if derived and value >= 0:
        high = max(high, value + step(stated))
    elif derived:
        low = min(low, value - step(stated))
    agrees = computed[0] <= high and low <= computed[1]
    tolerance = max(high - value, value - low) + (computed[1] - computed[0]) / 2
    verdict = CONSISTENT if agrees else INCONSISTENT if certain else UNKNOWN
    return Finding(
        kind, verdict, float(value), float(center), float(tolerance), stated["unit"] or "", (stated, *others), formula,
        note,
    )  # fmt: skip
