"""The notebook of examples/: it runs, its outputs are those that are kept, and it takes nothing but the published API."""

import re
import runpy
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

import indicators
from conftest import ENVIRONMENT, ROOT

TOOL = runpy.run_path(str(ROOT / "tools" / "notebook.py"))
NOTEBOOK = TOOL["NOTEBOOK"]
KEPT = nbformat.read(NOTEBOOK, as_version=4)
CODE = [cell for cell in KEPT.cells if cell.cell_type == "code"]


_STYLE = re.compile("<style>.*?</style>", re.DOTALL)  # how it looks may change, what it says may not


def outputs(cell: Any) -> list[Any]:
    """What a cell gives; of a picture only that there is one, since each machine has fonts of its own."""
    return [
        {kind: None if kind.startswith("image/") else _STYLE.sub("", said) for kind, said in each.data.items()}
        if "data" in each
        else (each.name, each.text)
        for each in cell.outputs
    ]


def test_a_run_gives_the_outputs_that_are_kept(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(seeds, tmp_path / "seeds")
    (tmp_path / "examples").mkdir()
    copy = shutil.copy(NOTEBOOK, tmp_path / "examples")
    monkeypatch.setenv("PYTHONPATH", ENVIRONMENT["PYTHONPATH"])
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))  # no settings of whoever runs the tests
    run = TOOL["executed"](Path(copy))
    assert [cell.source for cell in run.cells] == [cell.source for cell in KEPT.cells]
    given = [outputs(cell) for cell in run.cells if cell.cell_type == "code"]
    assert given == [outputs(cell) for cell in CODE]
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "ipython") == ["examples", "seeds"]
    assert [p.name for p in (tmp_path / "examples").iterdir()] == [NOTEBOOK.name]  # it leaves nothing behind


def test_it_takes_only_what_is_published() -> None:
    source = "\n".join(cell.source for cell in CODE)
    used = set(re.findall(r"\bindicators\.(\w+)(?=[(,)])", source))
    assert {"extract", "read", "wide", "diff", "audit", "read_report"} <= used <= set(indicators.__all__)
    assert re.findall(r"^.*\bimport\b.*indicators.*$", source, re.M) == ["import indicators"]


def test_what_is_kept_shows_pictures_and_nothing_of_a_machine() -> None:
    assert sum("image/png" in each.get("data", {}) for cell in CODE for each in cell.outputs) == 3
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert len(text) < 300_000
    assert set(KEPT.metadata) == {"kernelspec", "language_info"}
    assert all(cell.metadata == {} for cell in KEPT.cells)
    said = str([outputs(cell) for cell in CODE])
    assert not re.search(r"(?<![\w<])/(?:home|tmp|usr|work|Users|private)/|[A-Z]:\\\\", said)
