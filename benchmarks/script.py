"""What an analyst would write in an afternoon: each number with its unit and the words before it, as a Parquet file.

    python benchmarks/script.py FOLDER OUT.parquet

Needs pandas and pyarrow, nothing of this project: the measure of what rules, regions and periods cost on top.
"""

import sys
from pathlib import Path

import pandas as pd

NUMBER = (
    r"(?P<before>[^\d,。;、\s]{0,12})(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>万亿|亿|万|千)?(?P<more>多|余)?"
    r"(?P<unit>元|美元|人次|人|户|%|‰|个百分点|亩|公顷|公里|平方米|立方米|吨|公斤|头|件|家|个|所|张|名|处|场|部|条|项|次|天)"
)
SCALES = {"千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12}


def table(texts: dict[str, str]) -> pd.DataFrame:
    """Return a row for each number with a unit: document, before, number, scale, more, unit, value."""
    found = pd.Series(texts, name="text").rename_axis("document").str.extractall(NUMBER).reset_index()
    number = found["number"].str.replace(",", "").astype(float)
    found["value"] = number * found["scale"].map(SCALES).fillna(1).astype(float)
    return found.drop(columns="match")


def extract(files: list[Path], out: Path) -> int:
    """Write the table of some files; return how many rows it has."""
    rows = table({str(file): file.read_text("utf-8") for file in files})
    rows.to_parquet(out, index=False)
    return len(rows)


if __name__ == "__main__":
    extract(sorted(Path(sys.argv[1]).rglob("*.txt")), Path(sys.argv[2]))
