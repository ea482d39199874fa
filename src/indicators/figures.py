"""Figures: one report with all its figures in their places – those that give a row, and those that give none."""

from __future__ import annotations

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators import archives, corpus, documents
from indicators.documents import Document, DocumentError
from indicators.explanations import REPEATED, silent
from indicators.extraction import Setup, observe, to_row
from indicators.match import Rulebook
from indicators.rules import GENERAL, load, shipped
from indicators.text import Index, Span

if TYPE_CHECKING:
    import pandas

    from indicators.table import Row

# A line, its break, and the blank lines below it.
_LINE = re.compile(r"([^\r\n]*)((?:(?:\r\n?|\n)[^\S\r\n]*(?=[\r\n]|\Z))*(?:\r\n?|\n)?)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a report: `text[start:end] == raw`, and its row of the table, or the reason why it gives none."""

    start: int
    end: int
    raw: str
    row: Row | None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the form that `indicators show --json` prints."""
        return {"start": self.start, "end": self.end, "raw": self.raw, "row": self.row, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: of a figure, which `number` counts from 1, of what gives no rows, or plain."""

    text: str
    number: int = 0
    passed_over: bool = False


@dataclass(slots=True)
class Paragraph:
    """A line of a report: its pieces; the break and blank lines below it; what is passed over from here on."""

    pieces: list[Piece]
    gap: str
    begins: list[Span] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The numbers of its figures."""
        return [piece.number for piece in self.pieces if piece.number]


@dataclass
class AnnotatedReport:
    """A report's text as decoded with its figures in their order; in a notebook it shows itself.

    facts: its row of the table of documents; text: what offsets point into, in characters; figures: every quantity,
    claimed and unclaimed (dates, document and list numbers are no quantities); passed_over: page furniture and passages
    that only repeat others, where no quantity is looked for.
    """

    facts: Row
    text: str
    figures: list[Figure]
    passed_over: list[Span]

    @property
    def name(self) -> str:
        """The document's name, as the table has it."""
        return str(self.facts["document"])

    @property
    def title(self) -> str:
        """The report's title, or else its name."""
        return str(self.facts["title"] or self.name)

    @property
    def region(self) -> str | None:
        """The region that the report speaks of where it names no other."""
        region: str | None = self.facts["region"]
        return region

    @property
    def year(self) -> int | None:
        """The year that the report speaks of where it names no other."""
        year: int | None = self.facts["year"]
        return year

    @property
    def rows(self) -> list[Row]:
        """The rows of the table, in the order of the text."""
        return [figure.row for figure in self.figures if figure.row is not None]

    @property
    def named(self) -> int:
        """How many rows have a metric that a rule names; the others have their own words."""
        return sum(not row["metric"].startswith(f"{GENERAL}.") for row in self.rows)

    @cached_property
    def frame(self) -> pandas.DataFrame:
        """The rows as a DataFrame, as `indicators.extract` returns it."""
        from indicators import table

        frame = table.to_pandas(table.indicators(self.rows))
        frame.attrs["failed"] = {}
        return frame

    def __repr__(self) -> str:
        rows = len(self.rows)
        return f"<AnnotatedReport {self.name}: {rows} rows, {len(self.figures) - rows} unclaimed>"

    def _repr_html_(self) -> str:
        from indicators import pages

        return pages.fragment(self)

    def to_html(self) -> str:
        """Return the report as a page of its own: no script, no network, everything of the document escaped."""
        from indicators import pages

        return pages.page(self)

    def to_json(self) -> dict[str, Any]:
        """Give the form that `indicators show --json` prints."""
        published = self.facts["published"]
        return {
            "document": self.facts | {"published": published and published.isoformat()},
            "figures": [figure.to_json() for figure in self.figures],
            "passed_over": [list(span) for span in self.passed_over],
        }

    def paragraphs(self) -> Iterator[Paragraph]:
        """Give the lines of the text; the texts of pieces and gaps together are the report's text.

        A figure that goes on behind a break keeps its lines together; where figures overlap, the later one loses what
        the earlier one has.
        """
        figures = [figure.start for figure in self.figures]
        stretches = [span.start for span in self.passed_over]
        for start, end, stop in self._lines():
            pieces, at = [], start
            for i in range(bisect_left(figures, start), bisect_left(figures, end)):
                first = max(self.figures[i].start, at)
                last = min(max(self.figures[i].end, first), end)
                pieces += [*self._plain(at, first), Piece(self.text[first:last], i + 1)]
                at = last
            pieces += self._plain(at, end)
            begins = self.passed_over[bisect_left(stretches, start) : bisect_left(stretches, stop)]
            yield Paragraph(pieces, self.text[end:stop], begins)

    def _lines(self) -> Iterator[tuple[int, int, int]]:
        """Give where each line begins and ends, and where the next begins; a figure over a break keeps two together."""
        over = Index([Span(f.start, f.end) for f in self.figures if "\n" in f.raw or "\r" in f.raw])
        start = None
        for line in _LINE.finditer(self.text):
            start = line.start() if start is None else start
            if line[0] and not over.at(line.end(1)):
                yield start, line.end(1), line.end()
                start = None

    def _plain(self, start: int, end: int) -> Iterator[Piece]:
        """Part a stretch without figures where a passage without rows begins or ends."""
        low = bisect_right(self.passed_over, start, key=lambda span: span.end)
        high = bisect_left(self.passed_over, end, key=lambda span: span.start)
        for span in self.passed_over[low:high]:
            if start < span.start:
                yield Piece(self.text[start : span.start])
            start, stop = max(start, span.start), min(span.end, end)
            yield Piece(self.text[start:stop], passed_over=True)
            start = stop
        if start < end:
            yield Piece(self.text[start:end])


def read(path: Path | str | corpus.Report, setup: Setup | None = None) -> AnnotatedReport:
    """Read one report with its figures.

    path: a file or URL, or a folder or archive of a single report. Raises FileNotFoundError, ValueError for several
    reports, indicators.documents.DocumentError, indicators.rules.RuleError.
    """
    setup = setup or Setup()
    report, *others = corpus.find(path).reports
    if others:
        above = os.path.dirname(str(path)) if str(path).lower().endswith(archives.SUFFIX) else str(path)
        example = os.path.join(above, report.name)
        raise ValueError(f"{path}: {len(others) + 1} reports; name one of them, for example {example}")
    try:
        document = documents.read(report, setup.encoding)
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from None
    return annotate(document, Rulebook(load(shipped(), *setup.rules)), region=setup.region, year=setup.year)


def annotate(
    document: Document, book: Rulebook, *, region: str | None = None, year: int | None = None
) -> AnnotatedReport:
    """Find the figures of a document. region, year: taken where it names none."""
    observations, facts = observe(document, book, region=region, year=year)
    figures = [Figure(row["start"], row["end"], row["raw"], row) for row in (to_row(o, document) for o in observations)]
    figures += [
        Figure(e.start, e.end, e.raw, None, e.reason)
        for e in silent(document, observations)
        if e.kind and e.reason != REPEATED
    ]
    figures.sort(key=lambda figure: (figure.start, figure.end))
    return AnnotatedReport(facts, document.source, figures, _passed_over(document))


def _passed_over(document: Document) -> list[Span]:
    """The stretches that give no rows; those with nothing but blanks between them are one."""
    joined: list[Span] = []
    for span in sorted([*document.furniture, *document.repeated]):
        if joined and not document.source[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
