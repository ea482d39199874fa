"""Measure speed and memory, against peers, with many rules, long lines, many documents; print a table of ratios.

    python benchmarks/speed.py                        everything; writes RESULTS.md and results.json here
    python benchmarks/speed.py --quick --only peers   a small corpus and few rounds; writes nothing
    python benchmarks/speed.py --against FILE         and what changed since the run that wrote this JSON

Exit code 0; with --require 1 where something could not be measured or misses its target. See benchmarks/README.md.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import machine
import platformdirs
from bench import FULL, QUICK, Bench
from environments import Missing
from figures import Figure, changes, table
from parts import PARTS

HERE = Path(__file__).resolve().parent


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="PART,…", help=f"some parts only: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="a small corpus, few rounds: minutes instead of an hour")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of each measurement (5; quick: 3)")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="where the corpora are built and kept")
    parser.add_argument("--environments", type=Path, metavar="DIR", help="where the peers are installed and kept")
    parser.add_argument("--results", type=Path, metavar="FILE", help="write the page here")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with the figures of a former run")
    parser.add_argument("--require", action="store_true", help="exit 1 for what is missing or missed")
    chosen = parser.parse_args()
    chosen.parts = chosen.only.split(",") if chosen.only else list(PARTS)
    if unknown := [part for part in chosen.parts if part not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if not (chosen.only or chosen.quick):
        chosen.results = chosen.results or HERE / "RESULTS.md"
        chosen.json = chosen.json or HERE / "results.json"
    return chosen


def main() -> int:
    """Measure the parts, print and write what came out."""
    chosen = options()
    before = json.loads(chosen.against.read_text("utf-8"))["figures"] if chosen.against else {}
    found: dict[str, list[Figure]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(
            Path(temporary),
            chosen.corpus or Path(temporary, "corpora"),
            chosen.environments or platformdirs.user_cache_path("indicators") / "benchmarks",
            QUICK if chosen.quick else FULL,
            chosen.rounds or (3 if chosen.quick else 5),
        )
        for part in chosen.parts:
            figures = found[part] = []
            try:
                for figure in PARTS[part](bench):
                    figures.append(figure)
                    print(figure.row(), file=sys.stderr, flush=True)
            except Missing as error:
                figures.append(Figure(part, part, remark=str(error)))
        said = machine.describe()
        if bench.versions:
            said["peers"] = ", ".join(f"{name} {version}" for name, version in bench.versions.items())
    written = page(said, found, quick=chosen.quick)
    print(written)
    every = [figure for figures in found.values() for figure in figures]
    if chosen.results:
        chosen.results.write_text(written, "utf-8")
    if chosen.json:
        chosen.json.write_text(json.dumps(to_json(said, every), ensure_ascii=False, indent=1) + "\n", "utf-8")
    if before:
        print("\n".join(["since then (* where the spreads do not meet):", *changes(every, before)]))
    return int(chosen.require and any(figure.met is False or not figure.values for figure in every))


def page(said: dict[str, str], found: dict[str, list[Figure]], *, quick: bool = False) -> str:
    """Return the figures as a page: the machine, then a table for each part under what the part is."""
    lines = ["# Speed and memory", ""]
    lines += ["A quick run: small corpora, few rounds.", ""] if quick else []
    lines += ["Written by `python benchmarks/speed.py`; how it is measured: [README.md](README.md).", ""]
    lines += [f"- {key}: {value}" for key, value in said.items()]
    for part, figures in found.items():
        lines += ["", f"## {part.capitalize()}", "", PARTS[part].__doc__ or "", "", table(figures)]
    return "\n".join(lines) + "\n"


def to_json(said: dict[str, str], every: list[Figure]) -> dict[str, Any]:
    """Return all that was measured as JSON holds it: figures by their ids."""
    return {"version": 1, "machine": said, "figures": {figure.id: figure.to_json() for figure in every}}


if __name__ == "__main__":
    sys.exit(main())
