"""The commands that let people look: show, report."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from indicators.faults import faults, say


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
    document: Annotated[str, typer.Argument(help="A report: a file or a URL.", metavar="DOC")],
    notes: Annotated[
        Notes, typer.Option(help="Where the notes stand; auto: from 110 columns on in the margin, else below.")
    ] = Notes.auto,
    html: Annotated[
        Path | None, typer.Option(help="Write a page of its own instead; - for standard output.", metavar="FILE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    rules: Annotated[list[Path] | None, typer.Option(help="Rules added to the shipped ones.", metavar="PATH")] = None,
    region: Annotated[str | None, typer.Option(help="Region of a report that names none.", metavar="NAME")] = None,
    year: Annotated[
        int | None, typer.Option(help="Year of a report that names none.", metavar="N", min=1800, max=2200)
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of the report, guessed otherwise.", metavar="E")
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
        from indicators import figures, margins, pager, terminal
        from indicators.extraction import Setup

        if html is not None and as_json:
            raise ValueError("--html and --json: give one of both")
        report = figures.read(document, Setup(tuple(rules or ()), region, year, encoding))
        if html is not None:
            terminal.put(report.to_html().encode(), None if str(html) == "-" else html)
        elif as_json:
            print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        else:
            lines = margins.lines(report, terminal.reading(), notes.value)
            pager.show(margins.render(lines, terminal.colours(color.value)), not no_pager)


_Metric = Annotated[str | None, typer.Option(help="Only this metric: its id or name, or a part.", metavar="M")]
_Region = Annotated[
    str | None, typer.Option(help="Only this region; a short code means all within: 15.", metavar="NAME|CODE")
]
_Year = Annotated[str | None, typer.Option(help="Only this year or these: 2021, 2019-2021.", metavar="YEARS")]


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
        from indicators import dashboard, terminal
        from indicators.overview import overview
        from indicators.selection import Selection, years

        chosen = Selection(metric, region, years(year) if year else None)
        found = overview(tables, chosen, limit=limit, reports=reports, compared=diff, audited=audit)
        page = dashboard.page(found, title)
        for note in found.notes:
            say(f"note: {terminal.printable(note)}")
        terminal.put(page, None if str(out) == "-" else out)
        told = {"page": str(out), "bytes": len(page), "rows": len(found.rows), "documents": len(found.documents)}
        if as_json and str(out) != "-":
            print(json.dumps(told, ensure_ascii=False))
        elif str(out) != "-":
            say(f"page        {terminal.printable(str(out))} ({told['rows']} rows, {told['documents']} documents)")
