"""How long 10,000 rules take to load, and how much slower they make extraction than 400.

    python benchmarks/rules.py [FOLDER]

Rules are copies of the shipped ones with a word of their own in front of each pattern, written to a rule file.
Prints medians of five runs; a cold load compiles the file, a warm one finds it compiled.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from indicators import corpus, documents
from indicators.extraction import observe
from indicators.match import Rulebook
from indicators.rules import GENERAL, Rule, load

RUNS = 5


def pack(rules: list[Rule], count: int) -> str:
    """A rule file of so many rules: the named ones again and again, each time with made-up words."""
    written = ['[pack]\nid = "made"\n']
    for n in range(count):
        rule = rules[n % len(rules)]
        word = f"试{chr(0x4E00 + n % 2000)}{chr(0x5000 + n // 2000)}" if n >= len(rules) else ""
        patterns = [word + p.source for p in rule.patterns if not (p.expression or p.fixed)]
        examples = ", ".join(f"{{ text = {json.dumps(e['text'])}, value = {e['value']} }}" for e in rule.examples)
        written.append(
            f'[[rule]]\nid = "m{n}"\nname = "{(word + rule.name)[:30]}"\nunit = "{rule.unit}"\n'
            f"patterns = {json.dumps(patterns)}\nexamples = [{examples}]\n"
        )
    return "\n".join(written)


def median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "seeds")
    reports = [documents.read(report) for report in corpus.find(folder).reports]
    shipped = load()
    named = [rule for rule in shipped if rule.pack != GENERAL]
    general = [rule for rule in shipped if rule.pack == GENERAL]
    extraction = {}
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["INDICATORS_CACHE"] = f"{temporary}/cache"
        for count in (400, 10_000):
            file = Path(temporary, f"{count}.toml")
            file.write_text(pack(named, count), encoding="utf-8")
            start = time.perf_counter()
            made = load(file)
            cold = time.perf_counter() - start
            warm = median(lambda file=file: load(file))
            rules = made + general
            index = median(lambda rules=rules: Rulebook(rules))
            book = Rulebook(rules)
            extraction[count] = median(lambda book=book: [observe(d, book) for d in reports])
            print(
                f"{count} rules: load {cold:.2f} s cold, {warm:.2f} s warm; index {index:.2f} s; "
                f"extraction {extraction[count]:.2f} s"
            )
    print(f"extraction with 10,000 rules takes {extraction[10_000] / extraction[400]:.2f} times that with 400")


if __name__ == "__main__":
    main()
