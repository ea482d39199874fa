"""Environments: for each peer a virtual environment of its own, made on first use and kept for the next run."""

import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 900  # seconds for an installation


class Missing(Exception):  # noqa: N818 (it says what it is)
    """A program that cannot be measured here; says why."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is measured: its function in `worker.py`, a title, what pip installs for it.

    slow: it gets a smaller sample.
    """

    name: str
    title: str
    packages: tuple[str, ...] = ()
    slow: bool = False


OURS = Program("indicators", "indicators")
FLOOR = Program("floor", "reading and one counting pass of `regex`")
SCRIPT = Program("script", "script of pandas and re", ("pandas", "pyarrow"))
PEERS = (
    SCRIPT,
    Program("jionlp", "JioNLP, money", ("jionlp",)),
    Program("cn2an", "cn2an, transform", ("cn2an",)),
    # Its resources of emojis fail to load with the releases of emoji from 2 on.
    Program(
        "recognizers",
        "Recognizers-Text, numbers, percentages and money",
        ("recognizers-text-suite", "emoji==1.7.0"),
        slow=True,
    ),
)


def python(program: Program, folder: Path) -> Path:
    """Return the Python that has a program's packages, in a subfolder of `folder`. Raises Missing."""
    if not program.packages:
        return Path(sys.executable)
    place = folder / f"{program.name}-{sys.version_info.major}.{sys.version_info.minor}"
    found = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    known = place / "packages.json"  # written last: an installation that was interrupted is begun anew
    packages = list(program.packages)
    if not (known.is_file() and json.loads(known.read_text("utf-8")) == packages and found.exists()):
        try:
            venv.create(place, clear=True, with_pip=True)
            pip = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
            done = subprocess.run(pip, capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE)
        except (OSError, subprocess.SubprocessError) as error:
            raise Missing(f"not installed: {error}") from None
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
            raise Missing(f"not installed: {errors[-1].removeprefix('ERROR: ')}")
        known.write_text(json.dumps(packages), "utf-8")
    return found
