"""The commands that compare and check: diff and audit."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from indicators import completion
from indicators.faults import faults
from indicators.options import Rules
from indicators.verbosity import detail, note, say

if TYPE_CHECKING:
    from indicators.sides import Side


class Measure(StrEnum):
    """What a number states of its metric."""

    level = "level"
    growth = "growth"
    change = "change"
    share = "share"
    rank = "rank"


class View(StrEnum):
    """How a comparison is written."""

    table = "table"
    json = "json"
    csv = "csv"
    parquet = "parquet"
    md = "md"
    html = "html"


class By(StrEnum):
    """What the documents that are compared have in common."""

    year = "year"
    region = "region"


class Kind(StrEnum):
    """The classes of a pair."""

    changed = "changed"
    same = "same"
    restated = "restated"
    target_met = "target_met"
    target_missed = "target_missed"
    only_in_a = "only_in_a"
    only_in_b = "only_in_b"


def _percent(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(text.removesuffix("%"))
    except ValueError:
        raise ValueError(f"--min-change {text!r} is no percentage; for example 10%") from None


def _form(view: View | None, as_json: bool) -> str:
    if as_json and view not in (None, View.json):
        raise ValueError(f"--json and --format {view}: give one of both")
    return "json" if as_json else (view or View.table).value


def _remark(side: "Side") -> None:
    """Say what is to be said of a side."""
    from indicators.replies import homes
    from indicators.terminal import printable

    for line in homes(side):
        detail(line)
    for line in side.notes:
        note(f"note: {printable(line)}")
    for line in side.failed:
        say(f"note: {printable(line)}")


def diff(
    a: Annotated[
        str,
        typer.Argument(
            help="A report, a folder, a Parquet file; with --in a document; - for a report on standard input.",
            metavar="A",
        ),
    ],
    b: Annotated[str, typer.Argument(help="What A is compared with, of the same kinds.", metavar="B")],
    within: Annotated[
        Path | None, typer.Option("--in", help="A folder of tables that has A and B as documents.", metavar="DIR")
    ] = None,
    by: Annotated[
        list[By] | None,
        typer.Option(help="Of many documents, compare those of one year or region; may be given twice."),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            help="Only this metric: its id or name, or a part.", metavar="NAME", autocompletion=completion.metrics
        ),
    ] = None,
    measure: Annotated[Measure | None, typer.Option(help="Only numbers of this measure.")] = None,
    min_change: Annotated[
        str | None, typer.Option(help="Only changes of at least this percentage.", metavar="P%")
    ] = None,
    only: Annotated[list[Kind] | None, typer.Option(help="Only pairs of this class; may be repeated.")] = None,
    sentences: Annotated[bool, typer.Option("--sentences", help="The sentences of both sides too.")] = False,
    view: Annotated[
        View | None, typer.Option("--format", help="How the pairs are written, as a table if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="A file instead of standard output.", metavar="FILE")
    ] = None,
    rules: Rules = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 also where there are differences.")] = False,
) -> None:
    """Compare what two reports, folders or tables say of the same metrics.

    \b
    Examples:
      indicators diff 2021.txt 2022.txt
      indicators diff 001 004 --in out/ --sentences
      indicators diff - 2022.txt < 2021.txt
      indicators diff reports/2021 reports/2022 --by region --only changed --min-change 10% --format csv -o diff.csv

    Exit code 0: no difference; 1: differences; 2: wrong usage, or something that cannot be read.
    """
    with faults():
        from indicators import corpus, differences, sides, terminal, views

        least = _percent(min_change)
        form = _form(view, as_json)
        if out is None:
            terminal.output(form)
        if a == b == corpus.PIPE:
            raise ValueError("- and -: standard input can be one of both only")
        with terminal.progress() as progress:
            first, second = (sides.read(corpus.given(side), within, rules, progress) for side in (a, b))
        found = differences.compare(first, second, by or ())
        found.pairs = differences.chosen(found.pairs, metric, measure, only or (), least)
        _remark(first)
        _remark(second)
        for line in found.notes:
            note(f"note: {terminal.printable(line)}")
        terminal.put(views.render(found, form, sentences), out)
        if found.different and not exit_zero:
            raise typer.Exit(1)


def audit(
    reports: Annotated[
        str,
        typer.Argument(
            help="A report, a folder of reports or tables, a Parquet file; - for a report on standard input.",
            metavar="PATH",
        ),
    ],
    everything: Annotated[bool, typer.Option("--all", help="Also what holds.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All findings as one JSON array.")] = False,
    rules: Rules = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 also where something does not hold.")] = False,
) -> None:
    """Check the arithmetic that reports allow: sums, shares, changes, growths, figures stated twice.

    \b
    Examples:
      indicators audit seeds/
      indicators audit out/ --json > findings.json

    Exit code 0: nothing is inconsistent; 1: something is; 2: wrong usage, or something that cannot be read.
    """
    with faults():
        from indicators import audits, corpus, sides, terminal, views

        with terminal.progress() as progress:
            side = sides.read(corpus.given(reports), None, rules, progress)
        found = audits.audit(side)
        _remark(side)
        lines = views.findings_json(found) if as_json else views.findings(found, everything)
        for line in lines:
            print(line)
        if audits.inconsistent(found) and not exit_zero:
            raise typer.Exit(1)
