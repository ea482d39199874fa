"""Batch: the reports of a folder, one after another or side by side, as rows in memory or as tables in a folder."""

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.pool import ThreadPool
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any

from indicators import __version__, corpus
from indicators.corpus import Report
from indicators.encodings import DocumentError
from indicators.extraction import Extractor, Setup, failed
from indicators.journal import Journal, unpack
from indicators.workers import Elsewhere, Here

if TYPE_CHECKING:
    from indicators.table import Row
    from indicators.writers import Writer

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Extraction:
    """What a run found: rows of both tables, the digest of the rules, and the names of files passed over.

    slow: what is to be said of rules whose regular expression took too long and was left out.
    """

    rows: "list[Row]" = field(default_factory=list)
    documents: "list[Row]" = field(default_factory=list)
    rules: str = ""
    passed_over: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)

    @property
    def failed(self) -> "list[Row]":
        """The documents that could not be read."""
        return [d for d in self.documents if d["status"] == "failed"]


def extract(
    path: Path,
    *,
    rules: Iterable[Path] = (),
    region: str | None = None,
    year: int | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Extraction:
    """Extract a file or every report of a folder into memory; a document that cannot be read is a row that says why.

    `rules` are packs added to the shipped ones; `progress` is called with documents done and in all.
    Raises FileNotFoundError, ValueError (unknown region or encoding) and indicators.rules.RuleError.
    """
    found = corpus.find(path)
    extractor = Extractor(Setup(tuple(rules), region, year, encoding))
    result = Extraction(rules=extractor.digest, passed_over=found.passed_over)
    for done, report in enumerate(found.reports):
        if progress:
            progress(done, len(found.reports))
        each = extractor.extract(report)
        result.rows += each.rows
        result.documents.append(each.document)
    if progress:
        progress(len(found.reports), len(found.reports))
    result.slow = extractor.slow
    return result


def save(extraction: Extraction, folder: Path, formats: Iterable[str] = ("parquet",)) -> list[Path]:
    """Write both tables of an extraction into a folder, made if missing; return the files. Raises OSError."""
    from indicators import table
    from indicators.writers import Writer

    with Writer(folder, formats, table.metadata(extraction.rules)) as writer:
        writer.add(extraction.documents, extraction.rows)
        return writer.commit()


@dataclass(slots=True)
class Summary:
    """What a run into a folder did: documents by status and those that failed, counts of rows, the files written.

    unchanged: documents whose rows a run before had found; the rest as in Extraction.
    """

    states: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    rows: int = 0
    quantities: int = 0
    claimed: int = 0
    measures: Counter[str] = field(default_factory=Counter)
    failed: "list[Row]" = field(default_factory=list)
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


class _Run:
    """One run into a folder: finds what is new of each report, then writes all of them in their order."""

    def __init__(self, extractor: Extractor, setup: Setup, out: Path, text: bool, fresh: bool, jobs: int) -> None:
        from indicators import placing
        from indicators.former import Former

        placing.settle(out)
        self._out, self._text = out, text
        self.rules = extractor.digest
        self.digest = _digest(setup, self.rules)
        self.former: Former | None = None if fresh else Former(out, self.digest)
        self.journal = Journal(out, hashlib.sha256(f"{self.digest} {text}".encode()).digest(), fresh=fresh)
        self._workers: SimpleQueue[Here | Elsewhere] = SimpleQueue()
        self._all = [Here(extractor, text)] if jobs == 1 else [Elsewhere(setup, text) for _ in range(jobs)]
        for worker in self._all:
            self._workers.put(worker)
        self._lock = Lock()
        self._stopped = False
        self.failed: dict[str, str] = {}
        self.same: dict[str, Row] = {}  # documents whose rows stand in the former tables
        self.keys: dict[str, bytes] = {}

    def find(self, report: Report) -> None:
        """Find the rows of one report, unless they are known; many threads may do so side by side."""
        if self._stopped:
            return
        try:
            data = report.read()
        except (DocumentError, OSError) as error:
            self.failed[report.name] = (isinstance(error, OSError) and error.strerror) or str(error)
            return
        sha256 = hashlib.sha256(data).hexdigest()
        if self.former and (row := self.former.document(report.name, sha256)) and self._has_text(row):
            self.same[report.name] = row
            return
        key = hashlib.sha256(f"{report.name}\0{report.form}\0{sha256}".encode()).digest()
        self.keys[report.name] = key
        with self._lock:
            if key in self.journal:
                return
        worker = self._workers.get()
        try:
            packed, reason = worker.extract(report, data)
        finally:
            self._workers.put(worker)
        with self._lock:
            # A failure may come from without (memory, a library that is missing), so that it is tried again.
            self.journal.add(key, packed, lasting=reason is None and not worker.slow)

    def _has_text(self, row: "Row") -> bool:
        from indicators import texts

        return not self._text or texts.kept(self._out, row["document"], row["characters"])

    def write(self, reports: list[Report], writer: "Writer") -> Summary:
        """Write the rows of all reports in their order."""
        from indicators import texts

        summary = Summary(slow=self.slow)
        for report in reports:
            name = report.name
            if name in self.failed:
                row = failed(name, self.failed[name])
                writer.add([row], [])
                summary.count(row, [], [])
            elif name in self.same:
                assert self.former
                row, rows = self.same[name], self.former.rows(name)
                writer.add([row], rows)
                summary.count(row, rows["measure"].to_pylist(), rows["unit"].to_pylist())
                summary.unchanged += 1
            else:
                found = unpack(self.journal[self.keys[name]])
                writer.add([found.document], found.rows)
                summary.count(found.document, [r["measure"] for r in found.rows], [r["unit"] for r in found.rows])
                if self._text and found.document["status"] != "failed":
                    texts.keep(self._out, name, found.text)
        return summary

    @property
    def slow(self) -> list[str]:
        """What is to be said of rules that took too long in any worker."""
        return sorted({line for worker in self._all for line in worker.slow})

    def close(self) -> None:
        """End the workers and leave the journal to a run that goes on."""
        self._stopped = True
        for worker in self._all:
            worker.close()
        self.journal.close()


def run(
    path: Path,
    out: Path,
    setup: Setup | None = None,
    *,
    formats: Iterable[str] = ("parquet",),
    jobs: int = 1,
    text: bool = False,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Extract a file or every report of a folder into the tables of a folder.

    Documents that a run before has read with the same rules and program, into the tables or before it was interrupted,
    are not read again, unless `fresh`. jobs: how many processes read at once; text: keep the decoded texts, too.
    Raises what `extract` raises, OSError where the folder cannot be written or another run writes there.
    """
    from indicators import placing, table
    from indicators.table import TableError
    from indicators.writers import Writer

    setup = setup or Setup()
    placing.check_writable(out)
    found = corpus.find(path)
    extractor = Extractor(setup)
    with placing.locked(out):
        this = _Run(extractor, setup, out, text, fresh, jobs)
        try:
            for done, _ in enumerate(_each(this.find, found.reports, jobs)):
                if progress:
                    progress(done, len(found.reports))
            said = table.metadata(this.rules, "" if this.slow else this.digest)
            with Writer(out, formats, said) as writer:
                summary = this.write(found.reports, writer)
                summary.written = writer.commit()
            this.journal.remove()
        except TableError:  # the former tables are damaged just where they were to be taken over
            summary = None
        finally:
            this.close()
    if summary is None:
        return run(path, out, setup, formats=formats, jobs=jobs, text=text, fresh=True, progress=progress)
    summary.passed_over = found.passed_over
    return summary


def _each(find: Callable[[Report], None], reports: list[Report], jobs: int) -> Iterator[Any]:
    if jobs == 1:
        for report in reports:
            find(report)
            yield
    else:
        with ThreadPool(jobs) as pool:
            yield from pool.imap_unordered(find, reports)


def _digest(setup: Setup, rules: str) -> str:
    """A digest of all that makes the rows of a document: program, Python, rules, what the user said."""
    said = (__version__, sys.version, rules, setup.region, setup.year, setup.encoding)
    return hashlib.sha256(repr(said).encode() + _program()).hexdigest()


@cache
def _program() -> bytes:
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in sorted(p for p in here.rglob("*") if p.suffix in (".py", ".toml", ".tsv", ".xz")):
        digest.update(file.relative_to(here).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.digest()
