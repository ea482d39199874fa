"""What several test modules share: the seeds, their extraction, and a way to run the command line."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import indicators
from indicators.batch import Extraction, extract

settings.register_profile("untimed", deadline=None)  # how long an example takes depends on the machine's load
settings.load_profile("untimed")
_CACHE = tempfile.TemporaryDirectory()  # compiled packs of the tests, gone with them
os.environ["INDICATORS_CACHE"] = _CACHE.name

ROOT = Path(__file__).resolve().parents[1]
# A program that a test starts finds the same package, installed or not, from any folder.
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(indicators.__file__).parents[1])}

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write tests/goldens/ anew")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the seed reports."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def extraction(seeds: Path) -> Extraction:
    """The rows of the seed reports."""
    return extract(seeds)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `indicators ARGUMENTS` in a folder of its own; keywords go to subprocess.run."""

    def command(*arguments: object, **keywords: object) -> "subprocess.CompletedProcess[str]":
        environment = ENVIRONMENT | keywords.pop("env", {})  # type: ignore[operator]
        options = {
            "cwd": tmp_path,
            "capture_output": True,
            "encoding": "utf-8",
            "env": environment,
            "timeout": 120,
        }
        words = [sys.executable, "-m", "indicators.cli", *map(str, arguments)]
        return subprocess.run(words, **(options | keywords))  # type: ignore[call-overload,no-any-return]

    return command
