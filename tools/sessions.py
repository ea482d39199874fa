"""Write the sessions of the pages anew: what each `$ indicators …` of a console block prints, run in this folder.

python tools/sessions.py
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/compare.md")
_BLOCK = re.compile(r"```console\n\$ indicators ([^\n]+)\n.*?```", re.DOTALL)


def printed(command: str) -> str:
    """Run a command of the page and return what it prints."""
    words = [sys.executable, "-m", "indicators.cli", *command.split()]
    return subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=False).stdout


def main() -> None:
    for page in PAGES:
        file = ROOT / page
        text = file.read_text("utf-8")
        file.write_text(
            _BLOCK.sub(lambda m: f"```console\n$ indicators {m[1]}\n{printed(m[1])}```", text), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
