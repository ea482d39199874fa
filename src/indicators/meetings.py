"""Meetings: which rows of two sides speak of one metric – exactly by its id, or probably by its words.

Rows meet within a group of documents (one report against another, or those of one region and year). They must agree in
metric, measure, dimension of the unit, denominator, status and base; region and period are what is compared.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import log10

from indicators import comparability
from indicators.blocks import blocks
from indicators.comparability import ONE
from indicators.likeness import LEAST, contradict, flow_and_stock, likeness, near, plain
from indicators.pairing import assign
from indicators.precision import agree
from indicators.sides import Row, Side
from indicators.units import dimension

# What it costs two rows of one metric to meet, where others of that metric could: the order in which they are chosen.
_OWN, _RESTATED, _SAME, _SHIFTED, _APART = 0.0, 0.02, 0.1, 0.2, 0.4
_OTHER_LENGTH = 0.3
_WORDS, _CONTRADICTION, _MAGNITUDE, _ORDER = 1.0, 0.6, 0.1, 1e-3
# One id is not one metric for certain where the words have little in common or one figure is a thousand of the other.
_FEW_WORDS, _FAR = 0.4, 3.0
_NEAR = 12  # characters of a subject that name the metric itself
_SURE = 0.99  # no probable meeting is certain
_UNIT_LEFT_OUT = 0.9  # the score of rows of one metric of which one states no unit


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two rows of one metric, the unit that they are compared in and what each value is multiplied by."""

    a: Row
    b: Row
    unit: str
    factor_a: Fraction
    factor_b: Fraction
    per: str | None = None
    score: float | None = None  # of a probable meeting

    @property
    def same_period(self) -> bool:
        """Whether both speak of one region and one period."""
        return self.a["region"] == self.b["region"] and _period(self.a) == _period(self.b)

    @property
    def comparable(self) -> bool:
        """Whether both speak of periods of one length: half a year is not to be compared with a year."""
        lengths = {comparability.length(row["period"]) for row in (self.a, self.b) if row["period"]}
        return len(lengths) < 2

    @property
    def equal(self) -> bool:
        """Whether both state one number, written as exactly as each is."""
        return agree(self.a, self.b, ONE if self.factor_a is self.factor_b else self.factor_b / self.factor_a)


def words_in_common(x: Row, y: Row, part: bool = False) -> float:
    """How alike the subjects of two rows are, from 0 to 1; with `part` the shorter and a part of the longer."""
    from rapidfuzz import fuzz

    measure = fuzz.partial_ratio if part else fuzz.ratio
    return measure(plain(x["subject"] or ""), plain(y["subject"] or "")) / 100


def _end(row: Row) -> str:
    """The words of a subject that stand next to its number."""
    return plain(row["subject"] or "")[-_NEAR:]


def _magnitudes(m: Meeting) -> float:
    """How many powers of ten lie between two values; 0 where one is zero, at most 10."""
    a, b = abs(m.a["value"]), abs(m.b["value"])
    if m.factor_a is not m.factor_b:
        a, b = a * float(m.factor_a), b * float(m.factor_b)
    return min(abs(log10(a / b)), 10.0) if a and b else 0.0


def _period(row: Row) -> str:
    return comparability.whole(row["period"] or "")


def unnamed(row: Row) -> bool:
    """Whether no rule names a row's metric, so that its id comes from its own words."""
    return str(row["metric"]).startswith("general.")


@dataclass(slots=True)
class _Group:
    """The rows of one group of documents on both sides, and how they may meet."""

    a: Side
    b: Side

    def factors(self, x: Row, y: Row) -> tuple[str, Fraction, Fraction, str | None] | None:
        """The common unit of two rows, their factors and denominator; None where these, base or region forbid."""
        if not self._places(x, y):
            return None
        bases = comparability.base(x), comparability.base(y)
        if all(bases) and bases[0] != bases[1]:
            return None
        common = comparability.units(x["unit"] or "", y["unit"] or "")
        per = comparability.pers(x["per"], y["per"], x["metric_name"] if x["metric"] == y["metric"] else "")
        if common is None or per is None:
            return None
        if per[1] is ONE and per[2] is ONE:
            return *common, per[0]
        return common[0], common[1] * per[1], common[2] * per[2], per[0]

    def _places(self, x: Row, y: Row) -> bool:
        """One region, or each the region that its own document is about."""
        if x["region"] == y["region"]:
            return True
        homes = self.a.homes[x["document"]].region, self.b.homes[y["document"]].region
        return homes[0] != homes[1] and homes == (x["region"], y["region"])

    def _offset(self, side: Side, row: Row) -> int | None:
        year = side.homes[row["document"]].year
        return None if year is None or row["year"] is None else int(row["year"]) - int(year)

    def distance(self, m: Meeting) -> float:
        """How far apart the periods of two rows are, as a cost."""
        offsets = self._offset(self.a, m.a), self._offset(self.b, m.b)
        own = offsets == (0, 0)
        cost = 0.0 if m.comparable else _OTHER_LENGTH
        if _period(m.a) == _period(m.b):
            return _OWN if own else _SAME if m.equal else _RESTATED
        if own:
            return cost + _SHIFTED / 4
        if offsets[0] == offsets[1]:
            return cost + _SHIFTED
        apart = abs(int(m.a["year"] or 0) - int(m.b["year"] or 0))
        return cost + _APART + min(apart, 100) / 1000

    def cost(self, m: Meeting) -> float:
        """What it costs two rows of one metric to meet: periods that lie apart, other words, words that exclude."""
        cost = self.distance(m) + _WORDS * (1 - words_in_common(m.a, m.b)) + _MAGNITUDE * _magnitudes(m)
        return cost + (_CONTRADICTION if contradict(plain(m.a["subject"] or ""), plain(m.b["subject"] or "")) else 0.0)

    def meet(
        self,
        rows: tuple[list[Row], list[Row]],
        key: Callable[[Row], object],
        allowed: Callable[[Row, Row], Meeting | None],
        cost: Callable[[Meeting], float],
    ) -> list[Meeting]:
        """Pair rows that have one key, are allowed to meet, and cost the least together."""
        buckets: dict[object, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, each in enumerate(rows):
            for n, row in enumerate(each):
                buckets[key(row)][side].append(n)
        met: list[Meeting] = []
        for mine, others in buckets.values():
            for left, right in blocks(rows, mine, others):
                met += self._assigned(rows, product(left, right), allowed, cost)
        return met

    def _assigned(
        self,
        rows: tuple[list[Row], list[Row]],
        candidates: Iterable[tuple[int, int]],
        allowed: Callable[[Row, Row], Meeting | None],
        cost: Callable[[Meeting], float],
    ) -> Iterator[Meeting]:
        meetings: dict[tuple[int, int], Meeting] = {}
        costs: dict[tuple[int, int], float] = {}
        for i, j in candidates:
            meeting = allowed(rows[0][i], rows[1][j])
            if meeting is not None:
                meetings[i, j] = meeting
                apart = abs(i / len(rows[0]) - j / len(rows[1]))  # where all else is equal: in the order of the text
                costs[i, j] = cost(meeting) + _ORDER * apart
        return (meetings[pair] for pair in assign(costs))

    def exact(self, x: Row, y: Row) -> Meeting | None:
        """Two rows of one metric whose units and the rest agree; probable where words or size speak against it."""
        found = self.factors(x, y)
        if not found or contradict(_end(x), _end(y)):
            return None
        meeting = Meeting(x, y, *found)
        if flow_and_stock(x, y, 10 ** _magnitudes(meeting)):
            return None
        words = max(words_in_common(x, y), words_in_common(x, y, part=True))
        doubtful = words < _FEW_WORDS or _magnitudes(meeting) >= _FAR
        return replace(meeting, score=round(words, 2)) if doubtful else meeting

    def unit_left_out(self, x: Row, y: Row) -> Meeting | None:
        """Two rows of one metric of which one states no unit: 改造农村危房8612."""
        if not self._places(x, y) or bool(x["unit"]) == bool(y["unit"]):
            return None
        return Meeting(x, y, x["unit"] or y["unit"], ONE, ONE, x["per"] or y["per"], _UNIT_LEFT_OUT)

    def followed(self, met: Iterable[Meeting]) -> tuple[list[Row], list[Row]]:
        """The rows that may meet one of another period: all that have not met, and what is only stated again."""
        taken: tuple[set[int], set[int]] = (set(), set())
        for m in met:
            own = self._own(self.a, m.a), self._own(self.b, m.b)
            if own[0] or not own[1]:
                taken[1].add(id(m.b))
            if own[1] or not own[0]:
                taken[0].add(id(m.a))
        return [r for r in self.a.rows if id(r) not in taken[0]], [r for r in self.b.rows if id(r) not in taken[1]]

    def _own(self, side: Side, row: Row) -> bool:
        """Whether a row is of the period that its document is about."""
        return _period(row) == comparability.whole(side.homes[row["document"]].period or "")

    def apart(self, x: Row, y: Row) -> Meeting | None:
        """Two rows of one metric that state two figures."""
        meeting = self.exact(x, y)
        return None if meeting is None or meeting.same_period else meeting

    def target(self, x: Row, y: Row) -> Meeting | None:
        """A target and the result of the same region and period, or of what each document is about."""
        meeting = self.exact(x, y)
        return meeting if meeting and _period(x) == _period(y) and x["region"] == y["region"] else None

    def probable(
        self, rows: tuple[list[Row], list[Row]], status: bool, allowed: Callable[[Row, Row], Meeting | None]
    ) -> list[Meeting]:
        """Rows of which one at least has no named metric, by the likeness of their words; of one status on request."""
        buckets: dict[object, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
        for side, each in enumerate(rows):
            for row in each:
                key = row["measure"], dimension(row["unit"] or "")[0], row["status"] if status else None
                buckets[key][side].append(row)
        met: list[Meeting] = []
        for mine, others in buckets.values():
            if mine and others:
                candidates = near([r["metric_name"] for r in mine], [r["metric_name"] for r in others])
                met += self._assigned((mine, others), candidates, allowed, self._unlikeness)
        return met

    def _unlikeness(self, m: Meeting) -> float:
        return 1 - (m.score or 0) + self.distance(m)

    def alike(self, x: Row, y: Row) -> Meeting | None:
        """Two rows that are probably of one metric."""
        if not unnamed(x) and not unnamed(y):
            return None
        found = self.factors(x, y)
        if not found:
            return None
        meeting = Meeting(x, y, *found)
        score = likeness(x, y, 10 ** _magnitudes(meeting))
        return replace(meeting, score=min(round(score, 2), _SURE)) if score >= LEAST else None

    def alike_target(self, x: Row, y: Row) -> Meeting | None:
        """A target and what is probably its result."""
        return self.alike(x, y) if _period(x) == _period(y) and x["region"] == y["region"] else None


def meetings(a: Side, b: Side) -> tuple[list[Meeting], list[Meeting]]:
    """Return the meetings of two sides: of rows of one status, and of targets with their results.

    First rows meet that state one figure, of the same region and period; then those whose period or region is what is
    compared. A figure of its report's own year may do both: stated again a year later, and followed by the next year's.
    Apart from that no row of a side meets twice within a list.
    """
    group = _Group(a, b)
    met = group.meet((a.rows, b.rows), lambda r: (_key(r), r["region"], _period(r)), group.exact, group.cost)
    met += group.meet(group.followed(met), _key, group.apart, group.cost)
    left = _left(a.rows, b.rows, met)
    met += group.meet(left, lambda r: (r["metric"], r["measure"], r["status"]), group.unit_left_out, group.cost)
    met += group.probable(_left(a.rows, b.rows, met), True, group.alike)
    # A result that both reports state is no news of the plan.
    stated = {id(row) for m in met if m.same_period for row in (m.a, m.b)}
    plans, results = (
        tuple([r for r in side.rows if (r["status"] == "target") == planned and id(r) not in known] for side in (a, b))
        for planned, known in ((True, frozenset[int]()), (False, stated))
    )
    targets: list[Meeting] = []
    for planned, reached in ((plans[0], results[1]), (results[0], plans[1])):
        certain = group.meet((planned, reached), _metric, group.target, group.cost)
        targets += [*certain, *group.probable(_left(planned, reached, certain), False, group.alike_target)]
    return met, targets


def _metric(row: Row) -> object:
    kind = dimension(row["unit"] or "")[0]
    # A rate is a level or a share, as its sentence has it: 优良天数比例91.2%, 占91.2%.
    rate = kind == "percent" and row["measure"] in ("level", "share")
    return row["metric"], "rate" if rate else row["measure"], kind


def _key(row: Row) -> object:
    return _metric(row), row["status"]


def _left(a: list[Row], b: list[Row], met: Iterable[Meeting]) -> tuple[list[Row], list[Row]]:
    taken = {id(row) for m in met for row in (m.a, m.b)}
    return [r for r in a if id(r) not in taken], [r for r in b if id(r) not in taken]
