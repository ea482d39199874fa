"""The commands that hand the tables on: export."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from indicators.faults import faults, say
from indicators.rules import MEASURES, STATUSES

Measure = StrEnum("Measure", {m: m for m in MEASURES})  # type: ignore[misc]
Status = StrEnum("Status", {s: s for s in STATUSES})  # type: ignore[misc]


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
    metric: Annotated[
        list[str] | None, typer.Option(help="Only this metric: its id or name, or a part.", metavar="M")
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option(help="Only this region: its name or code, or how it begins.", metavar="R")
    ] = None,
    year: Annotated[list[str] | None, typer.Option(help="Only this year, or a span: 2019-2022.", metavar="N")] = None,
    measure: Annotated[list[Measure] | None, typer.Option(help="Only numbers of this measure.")] = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only what is actual, or a target.")] = None,
    document: Annotated[
        list[str] | None, typer.Option(help="Only this document, or all that have this in their name.", metavar="D")
    ] = None,
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
        from indicators import exports, selection, table, terminal

        chosen = selection.Selection(
            metric or None,
            region or None,
            [y for span in year or () for y in selection.years(span)] or None,
            measure or None,
            status or None,
            document or None,
        )
        folder = table.place(path).parent if out is None else out
        done = exports.write(exports.read(path, chosen), folder, [f.value for f in formats])
        if as_json:
            print(json.dumps(done.to_json(), ensure_ascii=False, indent=2))
        else:
            for line in terminal.exported(done):
                say(line)
