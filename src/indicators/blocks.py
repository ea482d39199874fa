"""Blocks: parts of many rows of one key that are small enough to compare each with each."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from indicators.sides import Row

_BLOCK = 400  # pairs of rows of one key that are compared each with each


def _stated(row: Row) -> object:
    return tuple(row[c] for c in ("region", "period", "unit", "per", "base", "value", "value_high", "subject"))


_LADDER: tuple[Callable[[Row], object], ...] = (
    _stated,
    lambda row: (row["document"], row["region"], row["period"], row["base"]),
    lambda row: (row["region"], row["period"], row["base"]),
    lambda row: row["region"],
)


def blocks(
    rows: tuple[list[Row], list[Row]], mine: list[int], others: list[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Part the rows of one key into blocks that are small enough to compare each with each.

    What says the same of one region and period meets at once; where thousands are left, rows meet within one document's
    name, then one region and period, then one region, and at last in the order of their values.
    """
    for same in _LADDER:
        if same is not _stated and len(mine) * len(others) <= _BLOCK:
            break
        parts: dict[object, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, each in enumerate((mine, others)):
            for n in each:
                parts[same(rows[side][n])][side].append(n)
        mine, others = [], []
        for left, right in parts.values():
            whole = same is _stated or len(left) * len(right) <= _BLOCK
            met = min(len(left), len(right)) if whole else 0
            if same is _stated:
                yield from (([i], [j]) for i, j in zip(left, right, strict=False))
            elif met:
                yield left, right
                met = max(len(left), len(right))
            mine += left[met:]
            others += right[met:]
    if len(mine) * len(others) <= _BLOCK:
        yield mine, others
        return
    ordered = [sorted(each, key=lambda n: (r[n]["value"], n)) for r, each in zip(rows, (mine, others), strict=True)]
    yield from (([i], [j]) for i, j in zip(*ordered, strict=False))
