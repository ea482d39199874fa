"""Native: the stages of extraction compiled to machine code by mypyc, as a wheel for this Python and this machine.

    pip install setuptools 'mypy[mypyc]'
    python tools/native.py [DIR]        (dist/ by default; takes minutes and a C compiler)

An experiment, of which docs/scale.md gives the figures: what is released is plain Python. Modules are compiled as they
stand; before such a wheel is used its rows are to be compared with those of plain Python.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_STAGES = """
text numerals units bounds ranks listings shares ratios ranges counted lookalikes quantities patterns match toponyms
surroundings unlisted townships spoken counties home regions periods cues outline phrases terms wording subjects
observations lists wholes naming articles areas dating status keys context cells columns headings breaks sheets cycles
runs stacks labels captions grids markdown passages furniture years
"""  # what stays Python is no part of reading a text, or more than mypyc 2.4 can compile
_SETUP = """
from mypyc.build import mypycify
from setuptools import setup

setup(
    name="indicators", version={version!r}, install_requires={requires!r}, package_dir={{"": "src"}},
    packages=["indicators", "indicators.formats"], package_data={{"indicators": ["data/*", "rules/*", "py.typed"]}},
    entry_points={{"console_scripts": ["indicators = indicators.cli:main"]}},
    ext_modules=mypycify([*{files!r}, "--config-file", "mypy.ini"], opt_level="2"),
)
"""
_CONFIG = "[mypy]\nstrict = true\nignore_missing_imports = true\nmypy_path = src\n"


def build(folder: Path) -> Path:
    """Build the wheel into a folder and return it. Raises CalledProcessError where it cannot be built."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        shutil.copytree(ROOT / "src", place / "src", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "rules", place / "src" / "indicators" / "rules")
        files = [f"src/indicators/{stage}.py" for stage in _STAGES.split()]
        written = _SETUP.format(version=project["version"], requires=project["dependencies"], files=files)
        (place / "setup.py").write_text(written, "utf-8")
        (place / "mypy.ini").write_text(_CONFIG, "utf-8")
        words = [sys.executable, "setup.py", "--quiet", "bdist_wheel", "--dist-dir", os.fspath(folder.resolve())]
        subprocess.run(words, cwd=place, check=True)
    return max(folder.glob("indicators-*-*.whl"), key=lambda wheel: wheel.stat().st_mtime)


if __name__ == "__main__":
    print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))
