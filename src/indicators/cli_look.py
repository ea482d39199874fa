"""The commands for looking at tables: report."""

import json
from pathlib import Path
from typing import Annotated

import typer

from indicators.faults import faults, say

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
