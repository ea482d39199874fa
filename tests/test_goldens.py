"""Goldens: the rows of the seed reports as CSV, so that a reader of a change sees which rows move.

`pytest tests/test_goldens.py --update-goldens` writes them anew.
"""

import csv
import io
from pathlib import Path

import pytest

from indicators.batch import Extraction

GOLDENS = Path(__file__).parent / "goldens"
NAMES = [
    "000_3234dcc8fb7d49c9",
    "001_071915109ad7c09b",
    "002_424cb6e161ab8233",
    "003_22257a9988ea3be4",
    "004_79d4da4845f265e2",
]
# The sentence and the document are left out: the offsets say where a row stands.
COLUMNS = (
    "start", "end", "raw", "value", "value_high", "unit", "per", "bound", "measure", "status", "base",
    "region", "region_code", "year", "period", "metric", "metric_name", "subject", "rule", "flags",
)  # fmt: skip


def rows_of(extraction: Extraction, name: str) -> str:
    """The rows of one report as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in extraction.rows:
        if row["document"] == f"{name}.txt":
            writer.writerow([";".join(v) if isinstance(v, list) else v for v in (row[c] for c in COLUMNS)])
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_those_of_the_golden(name: str, extraction: Extraction, request: pytest.FixtureRequest) -> None:
    golden = GOLDENS / f"{name}.csv"
    rows = rows_of(extraction, name)
    if request.config.getoption("--update-goldens"):
        golden.write_text(rows, encoding="utf-8")
    assert rows.splitlines() == golden.read_text(encoding="utf-8").splitlines()


def test_every_seed_has_a_golden(seeds: Path) -> None:
    assert sorted(p.stem for p in seeds.glob("*.txt")) == NAMES
