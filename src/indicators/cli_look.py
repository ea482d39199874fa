"""The commands that let people look and hand the tables on: show, report, export."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from indicators import completion
from indicators.faults import faults
from indicators.options import Region, Rules, Year
from indicators.rules import MEASURES, STATUSES
from indicators.verbosity import note

Measure = StrEnum("Measure", {m: m for m in MEASURES})  # type: ignore[misc]
Status = StrEnum("Status", {s: s for s in STATUSES})  # type: ignore[misc]


class Notes(StrEnum):
    """Where the notes of a report stand."""

    auto = "auto"
    margin = "margin"
    below = "below"
    none = "none"


class Colour(StrEnum):
    """When a text is coloured."""

    auto = "auto"
    always = "always"
    never = "never"


def show(
    document: Annotated[
        str, typer.Argument(help="A report: a file or a URL; - for one on standard input.", metavar="DOC")
    ],
    notes: Annotated[
        Notes, typer.Option(help="Where the notes stand; auto: from 110 columns on in the margin, else below.")
    ] = Notes.auto,
    html: Annotated[
        Path | None, typer.Option(help="Write a page of its own instead; - for standard output.", metavar="FILE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    rules: Rules = None,
    region: Region = None,
    year: Year = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of the report, guessed otherwise.", metavar="NAME")
    ] = None,
    color: Annotated[Colour, typer.Option(help="Colours; auto: on a terminal, without NO_COLOR.")] = Colour.auto,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Print at once, not page by page.")] = False,
) -> None:
    """Show a report with its figures coloured and numbered, and what each of them says.

    \b
    Examples:
      indicators show report.txt
      indicators show report.txt --html report.html
      indicators show report.txt --notes none --color always --no-pager | less -R

    A target is underlined and has a * behind its number; a quantity that gives no row has a ?. Exit code 0; 2: wrong
    usage, or something that cannot be read.
    """
    with faults():
        from indicators import corpus, figures, margins, pager, terminal
        from indicators.extraction import Setup

        if html is not None and as_json:
            raise ValueError("--html and --json: give one of both")
        report = figures.read(corpus.given(document), Setup(tuple(rules or ()), region, year, encoding))
        if html is not None:
            terminal.put(report.to_html().encode(), None if str(html) == "-" else html)
        elif as_json:
            terminal.show_json(report.to_json())
        else:
            lines = margins.lines(report, terminal.reading(), notes.value)
            pager.show(margins.render(lines, terminal.colours(color.value)), not no_pager)


# What is chosen of a table: every option may be given more than once, any of its values is enough.
_Metric = Annotated[
    list[str] | None,
    typer.Option(
        help="Only this metric: its id or name, or a part.", metavar="NAME", autocompletion=completion.metrics
    ),
]
_Region = Annotated[
    list[str] | None,
    typer.Option(
        help="Only this region: name, beginning or code; a short code means all within.",
        metavar="NAME",
        autocompletion=completion.regions,
    ),
]
_Year = Annotated[list[str] | None, typer.Option(help="Only this year, or a span: 2019-2022.", metavar="N")]
_Measure = Annotated[list[Measure] | None, typer.Option(help="Only numbers of this measure.")]
_Status = Annotated[list[Status] | None, typer.Option(help="Only what is actual, or a target.")]
_Document = Annotated[
    list[str] | None, typer.Option(help="Only this document, or all that have this in their name.", metavar="NAME")
]


def report(
    tables: Annotated[Path, typer.Argument(help="The folder of tables, or its indicators.parquet.", metavar="DIR")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The page; - is standard output.", metavar="FILE")] = Path(
        "report.html"
    ),
    title: Annotated[str, typer.Option(help="What stands above the page.")] = "指标报告",
    diff: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Compare two documents of the tables, or two reports.", metavar="A B"),
    ] = None,
    audit: Annotated[bool, typer.Option("--audit", help="Check the arithmetic of the rows.")] = False,
    metric: _Metric = None,
    region: _Region = None,
    year: _Year = None,
    measure: _Measure = None,
    status: _Status = None,
    document: _Document = None,
    reports: Annotated[
        Path | None,
        typer.Option(help="What was extracted, for the text around sentences; else looked for.", metavar="PATH"),
    ] = None,
    limit: Annotated[int, typer.Option(help="Rows that the page holds at most.", metavar="N", min=1)] = 20_000,
    as_json: Annotated[bool, typer.Option("--json", help="What was written as a JSON object.")] = False,
) -> None:
    """Write a page to look at tables with: charts, a table to search and sort, each number in its sentence.

    \b
    Examples:
      indicators report out/ -o report.html
      indicators report out/ --diff 000 004 --audit --title 乡村振兴
      indicators report out/ --region 15 --year 2019-2022

    The page is one file that needs no network. Exit code 2: wrong usage, or something that cannot be read.
    """
    with faults():
        from indicators import corpus, dashboard, replies, terminal
        from indicators.overview import overview
        from indicators.selection import Selection

        chosen = Selection(
            metric or None, region or None, year or None, measure or None, status or None, document or None
        )
        piped = str(out) == corpus.PIPE
        found = overview(tables, chosen, limit=limit, reports=reports, compared=diff, audited=audit)
        page = dashboard.page(found, title)
        terminal.put(page, None if piped else out)
        if as_json:
            terminal.show_json(found.told() | {"page": str(out), "bytes": len(page)}, beside=piped)
        else:
            for line in replies.paged(found, str(out)):
                note(line)


class Target(StrEnum):
    """The formats of an export."""

    csv = "csv"
    xlsx = "xlsx"
    sqlite = "sqlite"
    sdmx_csv = "sdmx-csv"
    jsonl = "jsonl"


def export(
    path: Annotated[Path, typer.Argument(help="A folder of tables, or an indicators.parquet.", metavar="PATH")],
    formats: Annotated[list[Target], typer.Option("--format", help="May be given more than once.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the files, else that of the tables.", metavar="DIR")
    ] = None,
    metric: _Metric = None,
    region: _Region = None,
    year: _Year = None,
    measure: _Measure = None,
    status: _Status = None,
    document: _Document = None,
    as_json: Annotated[bool, typer.Option("--json", help="What was written, as one JSON object.")] = False,
) -> None:
    """Write tables for other programs: Excel, SQLite, CSV, SDMX-CSV, JSON Lines.

    \b
    Examples:
      indicators export out/ --format xlsx
      indicators export out/ --format sqlite --format csv -o shared/
      indicators export out/ --format xlsx --region 赤峰 --year 2019-2022 --measure level

    Every option that chooses rows may be given more than once: any of its values is enough. A datapackage.json
    (Frictionless) describes the files of the last export. Exit code 0: all written; 2: wrong usage, no such row, a
    table that cannot be read, a folder that cannot be written.
    """
    with faults():
        from indicators import exports, replies, table, terminal
        from indicators.selection import Selection

        chosen = Selection(
            metric or None, region or None, year or None, measure or None, status or None, document or None
        )
        folder = table.place(path).parent if out is None else out
        done = exports.write(exports.read(path, chosen), folder, [f.value for f in formats])
        if as_json:
            terminal.show_json(done.to_json())
        else:
            for line in replies.exported(done):
                note(line)
