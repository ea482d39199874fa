"""How long 10,000 rules take to load, and how much slower they make extraction than 400.

    python benchmarks/rules.py [FOLDER]

Rules are copies of the shipped ones with a word of their own in front of each pattern. Prints medians of five runs.
"""

import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

from indicators import documents
from indicators.extraction import find_files, observe
from indicators.match import Rulebook
from indicators.patterns import parse
from indicators.rules import GENERAL, Rule, load

RUNS = 5


def copies(rules: list[Rule], count: int) -> list[Rule]:
    """The first rules, then as many more with made-up words as are wanted in all."""
    named = [r for r in rules if r.pack != GENERAL]
    general = [r for r in rules if r.pack == GENERAL]
    made = named[:count]
    n = 0
    while len(made) < count:
        rule = named[n % len(named)]
        word = f"试{chr(0x4E00 + n % 2000)}{chr(0x5000 + n // 2000)}"
        patterns = tuple(parse(word + p.source) for p in rule.patterns if not p.expression)
        made.append(replace(rule, id=f"made.m{n}", patterns=patterns))
        n += 1
    return made + general


def median(run: object) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()  # type: ignore[operator]
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "seeds")
    reports = [documents.read(file, name) for file, name in find_files(folder)[0]]
    shipped = load()
    results = {}
    for count in (400, 10_000):
        rules = copies(shipped, count)
        book = Rulebook(rules)
        results[count] = median(lambda book=book: [observe(d, book) for d in reports])
        print(f"{count} rules: index {median(lambda rules=rules: Rulebook(rules)):.2f} s, extraction {results[count]:.2f} s")
    print(f"extraction with 10,000 rules takes {results[10_000] / results[400]:.2f} times that with 400")


if __name__ == "__main__":
    main()
