"""Write the sessions of the pages anew: what the `$ …` line of each console block prints, run in this folder.

python tools/sessions.py
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "README.zh-CN.md", "docs/compare.md", "docs/looking.md", "docs/export.md")
_BLOCK = re.compile(r'```console\n\$ (?:echo "([^"\n]*)" \| )?indicators ([^\n]+)\n(.*?)```', re.DOTALL)


class Session(NamedTuple):
    """A console block: its page, the text that is piped in, the command's words, what the page shows."""

    page: str
    piped: str
    words: list[str]
    shown: str


def sessions(page: str) -> list[Session]:
    """Return the sessions of a page."""
    found = _BLOCK.findall((ROOT / page).read_text("utf-8"))
    return [Session(page, piped, words.split(), shown) for piped, words, shown in found]


def printed(piped: str, words: list[str]) -> str:
    """Run a command of a page and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "indicators.cli", *words],
        cwd=ROOT,
        input=piped + "\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"COLUMNS": "100"},
    )
    return done.stdout


def main() -> None:
    for page in PAGES:
        file = ROOT / page

        def anew(found: re.Match[str]) -> str:
            command = found[0].split("\n")[1]
            return f"```console\n{command}\n{printed(found[1] or '', found[2].split())}```"

        file.write_text(_BLOCK.sub(anew, file.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
