"""Measure comparing and checking: 10,000 rows against 10,000, made from the seeds with other values.

    python benchmarks/compare.py [ROWS]

Prints seconds for `diff` and `audit` of tables in memory, the median of five runs with the least and the most.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from indicators import audits, differences, sides
from indicators.batch import extract
from indicators.sides import Row, Side

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5


def tables(rows: int) -> tuple[Side, Side]:
    """Two editions of an archive: the seeds again and again as documents of their own, some values changed."""
    found = extract(ROOT / "seeds").rows
    number = random.Random(1)
    editions: tuple[list[Row], list[Row]] = ([], [])
    for copy in range(rows // len(found) + 1):
        for row in found:
            named = {**row, "document": f"{copy}/{row['document']}"}
            editions[0].append(named)
            editions[1].append({**named, "value": row["value"] * (1.1 if number.random() < 0.1 else 1)})
    return Side.of(editions[0][:rows]), Side.of(editions[1][:rows])


def measured(call: Callable[[], object]) -> str:
    """Time a call; return median (least–most) in seconds."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f}–{max(seconds):.2f})"


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    a, b = tables(rows)
    one = sides.Side.of([{**row, "document": "one", "start": n} for n, row in enumerate(b.rows)])
    print(f"{rows} rows against {rows}")
    print(f"diff, many documents   {measured(lambda: differences.compare(a, b))}")
    print(f"diff, one against one  {measured(lambda: differences.compare(Side.of(a.rows), one))}")
    print(f"audit                  {measured(lambda: audits.audit(b))}")


if __name__ == "__main__":
    main()
