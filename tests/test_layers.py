"""Layers: a module imports only what stands before it, and importing costs next to nothing."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from conftest import ENVIRONMENT

SOURCE = Path(__file__).resolve().parents[1] / "src" / "indicators"
FILES = {
    p.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): p
    for p in SOURCE.rglob("*.py")
    if p != SOURCE / "__init__.py"
}
MODULES = sorted(FILES)
# The way of the data; helpers of a stage may stand anywhere before it.
STAGES = [
    "text", "encodings", "remote", "archives", "corpus", "formats", "sandbox", "numerals", "units", "quantities", "patterns", "rules", "cues", "terms", "subjects", "match", "documents",
    "regions", "periods", "outline", "phrases", "observations", "wording", "lists", "wholes", "naming", "distribution", "articles", "areas", "dating", "status", "keys", "context",
    "grids", "extraction", "journal", "workers", "placing", "cluster", "schemas", "manifest", "table", "groups", "partitions", "writers", "texts", "originals", "former", "batch", "selection", "comparability", "pivots", "precision", "sides", "likeness", "blocks", "pairing", "meetings", "differences",
    "statements", "quotations", "findings", "accounts", "sums", "proportions", "changes", "restatements", "audits", "examples", "stream", "terminal", "replies", "views", "notes", "templates", "pages", "figures", "margins", "pager", "vocabulary", "overview", "dashboard", "days", "workbook", "database", "sdmx", "datapackage", "exports", "cli_compare", "cli_look", "cli_read", "cli_rules", "cli",
]  # fmt: skip


def imported(module: str) -> set[str]:
    """The modules of this package that a module imports anywhere, those for type checking only left out."""
    tree = ast.parse(FILES[module].read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in _running(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "indicators":
            package = str(node.module).removeprefix("indicators").removeprefix(".")
            found |= {package, *(f"{package}.{alias.name}".removeprefix(".") for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("indicators.") for a in node.names if a.name.startswith("indicators.")}
    return found & set(MODULES)


def _running(node: ast.AST):  # type: ignore[no-untyped-def]
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _running(child)


GRAPH = {module: imported(module) for module in MODULES}


def test_no_module_imports_itself_by_way_of_others() -> None:
    order = list(TopologicalSorter(GRAPH).static_order())  # raises CycleError
    assert set(order) == set(MODULES)


def behind(module: str) -> set[str]:
    """All modules that a module imports, directly or not."""
    found: set[str] = set()
    todo = [module]
    while todo:
        for name in GRAPH[todo.pop()] - found:
            found.add(name)
            todo.append(name)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_knows_nothing_of_later_ones(stage: str) -> None:
    later = STAGES[STAGES.index(stage) + 1 :]
    assert behind(stage) & set(later) == set()


def test_the_architecture_names_every_module() -> None:
    page = (SOURCE.parents[1] / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [module for module in MODULES if f"`{module.split('.')[-1]}`" not in page] == []


def script(code: str) -> str:
    """What a program prints in a fresh interpreter."""
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True, env=ENVIRONMENT)
    return done.stdout.strip()


def test_importing_every_module_reads_no_data_file() -> None:
    code = f"""
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import importlib
for name in {[m for m in MODULES if not m.startswith("formats.")]!r}:  # those are loaded where such a file is met
    importlib.import_module(f"indicators.{{name}}")
print([o for o in opened if "indicators" in o and not o.endswith((".py", ".pyc")) and "__pycache__" not in o])
"""
    assert script(code) == "[]"


FORMATS = ("trafilatura", "pypdfium2", "docx", "openpyxl", "lxml")
HEAVY = (
    *FORMATS,
    "pandas",
    "pyarrow",
    "cn2an",
    "numpy",
    "rich",
    "fsspec",
    "dask",
    "distributed",
    "jinja2",
    "xlsxwriter",
)


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["extract", "--help"], ["rules", "--help"]])
def test_help_loads_no_heavy_library(words: list[str]) -> None:
    code = f"""
import sys
sys.argv = ["indicators", *{words!r}]
from indicators.cli import main
try:
    main()
except SystemExit as done:
    print(done.code, [m for m in {HEAVY!r} if m in sys.modules])
"""
    assert script(code).splitlines()[-1] == "0 []"


def test_extracting_loads_neither_pandas_nor_cn2an(seeds: Path, tmp_path: Path) -> None:
    code = f"""
import sys
sys.argv = ["indicators", "extract", {str(seeds)!r}, "-o", {str(tmp_path / "out")!r}]
from indicators.cli import main
try:
    main()
except SystemExit as done:
    print(done.code, [m for m in ("pandas", "cn2an") if m in sys.modules])
"""
    assert script(code).splitlines()[-1] == "0 []"
