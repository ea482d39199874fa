"""Measure accuracy: extract seeds/ and score the table against the annotations in benchmarks/gold/.

python benchmarks/accuracy.py [--errors N] [--json]
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the command as a user does, then the scorer on what it wrote."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "indicators.cli", "extract", str(HERE.parent / "seeds"), "-o", out]
        subprocess.run(command, check=True)
        score = [sys.executable, str(HERE / "score.py"), f"{out}/indicators.parquet", str(HERE / "gold")]
        return subprocess.run([*score, *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
