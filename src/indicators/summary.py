"""Summary: what a run did, counted document by document."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators.rules import MEASURES

if TYPE_CHECKING:
    from indicators.table import Row

STATES = ("ok", "empty", "failed")


@dataclass(slots=True)
class Summary:
    """What a run did: documents by status and those that failed, counts of rows, the files written.

    unchanged: documents whose rows a run before had found; claimed: rows with a unit, of the quantities seen;
    unplaced: documents with rows of which no region or no year is known; passed_over: names of files that are no
    reports; slow: what is to be said of rules whose regular expression took too long and was left out.
    """

    states: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    rows: int = 0
    quantities: int = 0
    claimed: int = 0
    measures: Counter[str] = field(default_factory=Counter)
    failed: "list[Row]" = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    def count(self, document: "Row", measures: list[str], units: list[str]) -> None:
        """Count a document and the measures and units of its rows."""
        self.states[document["status"]] += 1
        self.quantities += document["quantities"]
        self.rows += len(measures)
        self.claimed += sum(map(bool, units))
        self.measures.update(measures)
        if document["status"] == "failed":
            self.failed.append(document)
        elif measures and not (document["region"] and document["year"]):
            self.unplaced.append(document["document"])

    def to_json(self) -> dict[str, Any]:
        """Give the form that `indicators extract --json` prints."""
        return {
            "documents": {state: self.states[state] for state in STATES}, "unchanged": self.unchanged,
            "rows": self.rows, "quantities": self.quantities, "claimed": self.claimed,
            "measures": {measure: self.measures[measure] for measure in MEASURES},
            "failed": [{"document": d["document"], "error": d["error"]} for d in self.failed],
            "unplaced": self.unplaced, "passed_over": self.passed_over, "warnings": self.slow,
            "files": [str(file) for file in self.written],
        }  # fmt: skip
