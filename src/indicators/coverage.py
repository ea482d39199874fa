"""Coverage: how many numbers of reports the rules name, and which phrases the next rule should be written for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators import corpus, documents, quantities
from indicators.context import Observation
from indicators.corpus import Report
from indicators.documents import Document, DocumentError
from indicators.extraction import observe
from indicators.match import Rulebook
from indicators.rules import GENERAL, Rule, load, shipped

if TYPE_CHECKING:
    from indicators.quantities import Quantity
    from indicators.table import Row

_BEFORE = re.compile(r"[一-龥A-Za-z]{1,8}$")
_SHOWN = 60  # characters of a sentence


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words around numbers that no named rule takes: as a pattern, how often, in how many documents, and where."""

    pattern: str
    count: int
    documents: int
    sentence: str


@dataclass(slots=True)
class Coverage:
    """What rules make of a set of reports.

    quantities: numbers with a unit that were seen; rows: observations; named: rows whose metric a rule names;
    unclaimed: quantities that gave no row, by the words before them and their unit; subjects: what rows measure that
    no rule names.
    """

    documents: int = 0
    quantities: int = 0
    rows: int = 0
    named: int = 0
    unclaimed: list[Phrase] = field(default_factory=list)
    subjects: list[Phrase] = field(default_factory=list)

    @property
    def claimed_share(self) -> float:
        """The part of the quantities that gave a row, in percent; 100 where there is none."""
        return 100 * min(self.rows / self.quantities, 1) if self.quantities else 100.0

    @property
    def named_share(self) -> float:
        """The part of the rows that a rule names, in percent; 100 where there is none."""
        return 100 * self.named / self.rows if self.rows else 100.0

    def to_json(self) -> dict[str, Any]:
        """Give the form that `indicators coverage --json` prints."""

        def phrases(found: list[Phrase]) -> list[dict[str, Any]]:
            return [
                {"pattern": p.pattern, "count": p.count, "documents": p.documents, "sentence": p.sentence}
                for p in found
            ]

        return {
            "documents": self.documents, "quantities": self.quantities, "rows": self.rows, "named": self.named,
            "general": self.rows - self.named, "claimed_percent": round(self.claimed_share, 2),
            "named_percent": round(self.named_share, 2), "unclaimed": phrases(self.unclaimed),
            "subjects": phrases(self.subjects),
        }  # fmt: skip


class _Tally:
    """Counts phrases, with the first sentence of each."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._documents: defaultdict[str, set[str]] = defaultdict(set)
        self._sentences: dict[str, str] = {}

    def add(self, pattern: str, document: str, sentence: str) -> None:
        self._times[pattern] += 1
        self._documents[pattern].add(document)
        self._sentences.setdefault(pattern, " ".join(sentence.split())[:_SHOWN])

    def ranked(self) -> list[Phrase]:
        """The phrases, those of most documents first, then those said most."""
        found = [Phrase(p, n, len(self._documents[p]), self._sentences[p]) for p, n in self._times.items()]
        return sorted(found, key=lambda p: (-p.documents, -p.count, p.pattern))


def of(path: str | Report, packs: Sequence[Path] = (), progress: Callable[[int, int], None] | None = None) -> Coverage:
    """Measure what the tables of a folder hold, or, where it has none, what rules make of its reports.

    packs: added to the shipped rules. Raises what `of_reports` and `of_tables` raise, and indicators.rules.RuleError.
    """
    if isinstance(path, str) and (Path(path) / "indicators.parquet").exists():
        return of_tables(Path(path))
    return of_reports(path, load(shipped(), *packs), progress)


def of_reports(
    path: Path | str | Report, rules: list[Rule], progress: Callable[[int, int], None] | None = None
) -> Coverage:
    """Measure what rules make of a report or a folder of them; reports that cannot be read are left out.

    `progress` is called with documents done and in all. Raises FileNotFoundError.
    """
    reports = corpus.find(path).reports
    book, coverage = Rulebook(rules), Coverage()
    silent, subjects = _Tally(), _Tally()
    for done, report in enumerate(reports):
        if progress:
            progress(done, len(reports))
        try:
            document = documents.read(report)
        except (DocumentError, OSError):
            continue
        observations, row = observe(document, book)
        coverage.documents += 1
        coverage.quantities += row["quantities"]
        coverage.rows += len(observations)
        coverage.named += sum(o.rule is not None for o in observations)
        for o in observations:
            if o.rule is None:
                sentence = document.source[o.sentence.start : o.sentence.end]
                subjects.add(_pattern(o.subject.name, o.quantity), report.name, sentence)
        for q in _unclaimed(document, observations):
            silent.add(_pattern(_words(document.text, q), q), report.name, _line(document, q))
    coverage.unclaimed, coverage.subjects = silent.ranked(), subjects.ranked()
    return coverage


def of_tables(folder: Path) -> Coverage:
    """Measure the tables that `indicators extract` wrote; what gave no row is counted there, but not kept.

    Raises FileNotFoundError and indicators.table.TableError.
    """
    from indicators import table

    rows: list[Row] = table.read(folder).to_pylist()
    known: list[Row] = table.read(folder, "documents").to_pylist()
    subjects = _Tally()
    named = 0
    for row in rows:
        if (row["metric"] or "").startswith(f"{GENERAL}."):
            phrase = f"{row['metric_name'] or ''}…{row['unit'] or ''}"
            subjects.add(phrase, row["document"] or "", row["sentence"] or "")
        else:
            named += 1
    return Coverage(
        documents=sum(d["status"] != "failed" for d in known),
        quantities=sum(d["quantities"] or 0 for d in known),
        rows=len(rows),
        named=named,
        subjects=subjects.ranked(),
    )


def _unclaimed(document: Document, observations: list[Observation]) -> list[Quantity]:
    """The quantities of a text that stand in no row, furniture and repeated passages left out."""
    taken = bytearray(len(document.text))
    for o in observations:
        taken[o.quantity.start : o.quantity.end] = b"\x01" * (o.quantity.end - o.quantity.start)
    found = quantities.find(document.text)
    return [q for q in found if q.unit and not taken[q.start] and not document.skipped(q.start)]


def _pattern(words: str, quantity: Quantity) -> str:
    return f"{words}…{quantity.unit}"


def _words(text: str, quantity: Quantity) -> str:
    m = _BEFORE.search(text, max(0, quantity.outer_start - 8), quantity.outer_start)
    return m[0] if m else ""


def _line(document: Document, quantity: Quantity) -> str:
    start = document.text.rfind("\n", 0, quantity.start) + 1
    return document.source[max(start, quantity.start - _SHOWN // 2) : quantity.end + _SHOWN // 2].split("\n")[0]
