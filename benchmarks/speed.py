"""Measure speed: wall and processor time and peak memory of whole commands, the median of several runs.

python benchmarks/speed.py [--runs 5] [PATH ...]      (seeds/ by default)

Prints one line for each command; exit code 1 where extracting the seeds takes more than 1.5 s or 250 MiB.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
MAX_SECONDS, MAX_MEBIBYTES = 1.5, 250.0


def measure(words: list[str]) -> tuple[float, float, float]:
    """Run `indicators WORDS`; return its wall and processor time in seconds and its peak memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "indicators.cli", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"indicators {' '.join(words)}: exit code {process.returncode}")
    scale = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, Linux KiB
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale


def main() -> int:
    """Measure --help and the extraction of each path."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[SEEDS])
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    slow = False
    with tempfile.TemporaryDirectory() as out:
        for words in [["--help"], *(["extract", str(path), "-o", out] for path in args.paths)]:
            measure(words)  # fills the caches of files and bytecode
            runs = [measure(words) for _ in range(args.runs)]
            seconds, processor, memory = (statistics.median(column) for column in zip(*runs, strict=True))
            fastest, slowest = min(runs)[0], max(runs)[0]
            shown = " ".join([words[0], *(Path(word).name for word in words[1:2])])
            spread = f"[{fastest:.2f}-{slowest:.2f}]"
            print(f"{shown:16} {seconds:5.2f} s {spread}, processor {processor:5.2f} s, {memory:5.0f} MiB")
            slow |= str(SEEDS) in words and (seconds > MAX_SECONDS or memory > MAX_MEBIBYTES)
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
