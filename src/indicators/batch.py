"""Batch: the reports of a folder, one after another or side by side, as rows in memory or as tables in a folder."""

import hashlib
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indicators import __version__, corpus, remote, workers
from indicators.corpus import Report
from indicators.extraction import Extractor, Setup, failed
from indicators.journal import Journal, key, unpack
from indicators.rules import digest, load, shipped
from indicators.summary import Summary
from indicators.workers import Alone, Answer, Crew, Task, Team

if TYPE_CHECKING:
    from indicators.table import Row
    from indicators.writers import Writer

Progress = Callable[[int, int], None]
Each = Callable[["Row", bool], None]


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
    path: Path | str | Report,
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


class _Run:
    """One run into a folder: what is new of each report is found in any order, all is written in the order of names."""

    def __init__(self, crew: Crew, out: Path, run: str, text: bool, fresh: bool, each: Each | None) -> None:
        from indicators import placing
        from indicators.former import Former

        placing.settle(out)
        self._crew, self._out, self._digest, self._text, self._each = crew, out, run, text, each
        self._former: Former | None = None if fresh else Former(out, run)
        self.journal = Journal(out, hashlib.sha256(f"{run} {text}".encode()).digest(), fresh=fresh)
        self._failed: dict[str, str] = {}
        self._same: dict[str, str] = {}  # documents whose rows stand in the former tables, with their SHA-256

    def write(self, reports: list[Report], writer: Callable[[str], "Writer"], progress: Progress | None) -> Summary:
        """Find and write the rows of all reports, those of one while the next are read.

        writer: gives the tables for the digest that they are to be known by.
        """
        summary = Summary()
        chunks = _chunks(reports, self._crew)
        with writer(self._digest) as tables:
            found: set[int] = set()
            written = done = 0
            for number, answers in self._crew.each((n, self._tasks(chunk)) for n, chunk in enumerate(chunks)):
                for report, answer in zip(chunks[number], answers, strict=True):
                    self._take(report, answer)
                found.add(number)
                done += len(answers)
                if progress:
                    progress(done, len(reports))
                while written in found:
                    found.remove(written)
                    for report in chunks[written]:
                        document = self._write(report, tables, summary)
                        if self._each:
                            self._each(document, report.name in self._same)
                    written += 1
            if not self._crew.slow:
                summary.written = tables.commit()
                return summary
        return self._once_more(reports, writer, sorted(self._crew.slow))

    def _once_more(self, reports: list[Report], writer: Callable[[str], "Writer"], slow: list[str]) -> Summary:
        """Write all rows again where a rule was left out: so that no later run takes them over."""
        from indicators.former import Former

        summary = Summary(slow=slow)
        self._former = self._former and Former(self._out, self._digest)
        with writer("") as tables:
            for report in reports:
                self._write(report, tables, summary)
            summary.written = tables.commit()
        return summary

    def _tasks(self, reports: Iterable[Report]) -> list[Task]:
        """Tell of each report which content need not be extracted."""
        tasks = []
        for report in reports:
            known = {self.journal.sha256(key(report.name, report.form)), self._in_tables(report.name)}
            tasks.append(Task(report, tuple(sha256 for sha256 in known if sha256)))
        return tasks

    def _in_tables(self, name: str) -> str | None:
        """The SHA-256 of the content that a document had in the former tables; None where its text is missing."""
        from indicators import texts

        row = self._former.document(name) if self._former else None
        whole = row and (not self._text or texts.read(self._out, name, row["characters"]) is not None)
        return str(row["sha256"]) if row and whole else None

    def _take(self, report: Report, answer: Answer) -> None:
        """Note what became of a report; its rows go to the journal."""
        if answer.sha256 is None:
            self._failed[report.name] = str(answer.error)
        elif answer.packed is not None:
            self.journal.add(key(report.name, report.form), answer.sha256, answer.packed, lasting=answer.lasting)
        elif self.journal.sha256(key(report.name, report.form)) != answer.sha256:
            self._same[report.name] = answer.sha256

    def _write(self, report: Report, writer: "Writer", summary: Summary) -> "Row":
        """Write what a report gave, count it, and return its row of the table of documents."""
        from indicators import texts

        name = report.name
        if name in self._failed:
            document = failed(name, self._failed[name])
            writer.add([document], [])
            summary.count(document, [], [])
        elif name in self._same:
            assert self._former
            former, rows = self._former.document(name, self._same[name]), self._former.rows(name)
            assert former
            document = former
            writer.add([document], rows)
            summary.count(document, rows["measure"].to_pylist(), rows["unit"].to_pylist())
            summary.unchanged += 1
        else:
            found = unpack(self.journal[key(name, report.form)])
            document, columns = found.document, found.columns
            writer.add([document], columns or [])
            summary.count(document, columns.get("measure", []), columns.get("unit", []))
            if self._text and document["status"] != "failed":
                texts.keep(self._out, name, found.text)
        return document


# What a document weighs in a chunk, where it takes longer than text.
_WEIGHTS = {"pdf": 8, "docx": 2, "xlsx": 2}


def _chunks(reports: list[Report], crew: Crew) -> list[list[Report]]:
    """Part reports into what is asked for at once: more of them where there is much to do, since asking costs time."""
    room = max(1, min(crew.most, len(reports) // (8 * crew.places)))
    chunks: list[list[Report]] = []
    left = 0
    for report in reports:
        if left <= 0:
            chunks.append([])
            left = room
        chunks[-1].append(report)
        left -= _WEIGHTS.get(report.form, 1)
    return chunks


def run(
    path: Path | str | Report,
    out: Path,
    setup: Setup | None = None,
    *,
    formats: Iterable[str] = ("parquet",),
    partition: str = "auto",
    jobs: int = 1,
    cluster: str | None = None,
    text: bool = False,
    fresh: bool = False,
    progress: Progress | None = None,
    each: Each | None = None,
) -> Summary:
    """Extract a file or every report of a folder or URL into the tables of a folder.

    Documents that a run before has read with the same rules and program, into the tables or before it was interrupted,
    are not read again, unless `fresh`. jobs: how many processes read at once; cluster: the address of a scheduler of
    Dask whose workers read instead, or `local`; text: keep the decoded texts, too; partition: as in Writer; each: is
    called with the row of each document as it is written, and whether it was not read again.
    Raises what `extract` raises, OSError where the folder cannot be written or another run writes there, and
    indicators.cluster.ClusterError.
    """
    from indicators import placing, table
    from indicators.table import TableError
    from indicators.writers import Writer

    setup = setup or Setup()
    placing.check_writable(out)
    if isinstance(path, Report):
        place, found = path.path, corpus.find(path)
    else:
        place = remote.place(path)
        found = corpus.find(place.absolute() if isinstance(place, Path) and cluster else place)
    with ExitStack() as ending:
        crew, rules = _crew(setup, text, jobs, cluster, place)
        ending.callback(crew.close)
        ending.enter_context(placing.locked(out))
        this = _Run(crew, out, _digest(setup, rules), text, fresh, each)
        ending.callback(this.journal.close)

        def writer(digest: str) -> Writer:
            return Writer(out, formats, table.metadata(rules, digest), partition)

        try:
            summary = this.write(found.reports, writer, progress)
            this.journal.remove()
            summary.passed_over = found.passed_over
            return summary
        except TableError:  # the former tables are damaged just where they were to be taken over
            pass
    return run(
        path, out, setup, formats=formats, partition=partition, jobs=jobs, cluster=cluster, text=text, fresh=True,
        progress=progress, each=each,
    )  # fmt: skip


def _crew(setup: Setup, text: bool, jobs: int, cluster: str | None, place: Path | str) -> tuple[Crew, str]:
    """Return who extracts, and the digest of the rules. Raises RuleError, and ClusterError for no cluster."""
    if jobs == 1 and not cluster:
        extractor = Extractor(setup)
        return Alone(extractor, text, most=16 if remote.is_url(place) else 1), extractor.digest
    rules = digest(load(shipped(), *setup.rules))
    if not cluster:
        return Team(setup, text, jobs), rules
    from indicators.cluster import Cluster

    return Cluster(cluster, setup, text, rules, place), rules


def _digest(setup: Setup, rules: str) -> str:
    """A digest of all that makes the rows of a document: program, Python, rules, what the user said."""
    said = (__version__, sys.version, rules, setup.region, setup.year, setup.encoding)
    return hashlib.sha256(repr(said).encode() + workers.program()).hexdigest()
