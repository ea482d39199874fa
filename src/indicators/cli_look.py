"""The commands that let people look: show."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from indicators.faults import faults


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
