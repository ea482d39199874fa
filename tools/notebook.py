"""Run the notebook of examples/ and write it anew with what it gives, as far as that is the same on every machine.

python tools/notebook.py
"""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "examples" / "analyse.ipynb"
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed(notebook: Path) -> nbformat.NotebookNode:
    """Run a notebook in its folder and return it with its outputs. Raises CellExecutionError where a cell fails."""
    nb = nbformat.read(notebook, as_version=4)
    NotebookClient(nb, timeout=300, kernel_name="python3", resources={"metadata": {"path": notebook.parent}}).execute()
    nb.metadata = nbformat.from_dict(_METADATA)
    for number, cell in enumerate(nb.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict({})  # the times of its run
        if cell.cell_type == "code":
            # A library that complains of this machine, of a missing font for example, says nothing of the notebook.
            cell.outputs = [each for each in cell.outputs if each.get("name") != "stderr"]
    return nb


if __name__ == "__main__":
    nbformat.write(executed(NOTEBOOK), NOTEBOOK)
