"""The commands that read: extract, coverage, quantities and explain."""

import json
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from indicators.faults import faults
from indicators.options import Region, Rules, Year
from indicators.verbosity import detail, note, say


class Partition(StrEnum):
    """When the table is a folder of files by year."""

    auto = "auto"
    year = "year"
    none = "none"


class Format(StrEnum):
    """The file formats of a table."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"


def extract(
    path: Annotated[
        str,
        typer.Argument(
            help="A report, a zip archive, a folder of them, or a URL of these; - for a report on standard input.",
            metavar="PATH",
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--out",
            help="Folder for the tables, out/ if left out; - for the rows on standard output, which PATH - has anyway.",
            metavar="DIR",
        ),
    ] = None,
    rules: Rules = None,
    region: Region = None,
    year: Year = None,
    formats: Annotated[
        list[Format] | None,
        typer.Option("--format", help="parquet if left out, on standard output jsonl; may be repeated for several."),
    ] = None,
    partition: Annotated[
        Partition,
        typer.Option(help="Parquet of observations as a folder of a file a year; auto: above a million rows."),
    ] = Partition.auto,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of the reports, guessed otherwise.", metavar="NAME")
    ] = None,
    jobs: Annotated[
        str | None,
        typer.Option(help="Processes that read side by side, 1 if left out; auto: one for each core.", metavar="N"),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="A Dask scheduler whose workers read; local: one here.", metavar="ADDRESS")
    ] = None,
    save_text: Annotated[
        bool, typer.Option("--save-text", help="Keep the decoded texts, which offsets point into, in DIR/text.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read everything again, also what has not changed.")] = False,
    stdin_name: Annotated[
        str | None,
        typer.Option(
            help="What a report on standard input is called, stdin if left out; its ending tells the format.",
            metavar="NAME",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The summary as a JSON object; on standard error if rows go to the other.")
    ] = False,
) -> None:
    """Extract the indicators of a report, or of every report in a folder, into tables.

    \b
    Examples:
      indicators extract seeds/
      indicators extract report.txt -o tables --format csv --format parquet
      indicators extract reports/ --rules my-rules/ --region 赤峰市 --year 2022
      indicators extract reports.zip --jobs auto --save-text
      indicators extract s3://bucket/reports --cluster tcp://scheduler:8786
      indicators extract - --format jsonl < report.txt | jq .value

    Text, Markdown, HTML, PDF, DOCX and XLSX are read, also in zip archives. A second run reads only what changed; an
    interrupted one goes on where it stopped. Exit code 0: all done; 1: some documents failed or a rule was left out,
    the others are written; 2: wrong usage, broken rules, or a folder that cannot be written.
    """
    with faults():
        from indicators import batch, corpus, replies, stream, terminal
        from indicators.extraction import Setup

        if cluster and jobs:
            raise ValueError("--cluster and --jobs: the workers of a cluster are as many as it has; give one of both")
        setup = Setup(tuple(rules or ()), region, year, encoding)
        told = [f.value for f in formats or []]
        streamed = (out or path) == corpus.PIPE

        def tell(document: dict[str, Any], unchanged: bool) -> None:
            detail(replies.document(document, unchanged))

        if streamed:
            _refuse(jobs=jobs, cluster=cluster, save_text=save_text, partition=partition != "auto", format=told[1:])
            form = told[0] if told else "jsonl"
            file = terminal.output(form)  # before anything is read
            result = stream.run(corpus.given(path, stdin_name), file, form, setup, each=tell)
        else:
            with terminal.progress() as progress:
                result = batch.run(
                    corpus.given(path, stdin_name),
                    Path(out or "out"),
                    setup,
                    formats=told or ["parquet"],
                    partition=partition.value,
                    jobs=_jobs(jobs or "1"),
                    cluster=cluster,
                    text=save_text,
                    fresh=fresh,
                    progress=progress,
                    each=tell,
                )
        if as_json:
            terminal.show_json(result.to_json(), beside=streamed)
        else:
            for line in replies.failures(result):
                say(line)
            for line in replies.summary(result):
                note(line)
        if result.failed or result.slow:
            raise typer.Exit(1)


def _refuse(**given: object) -> None:
    """Raise ValueError for options that only tables in a folder have."""
    for name in (name for name, value in given.items() if value):
        what = "several times --format is" if name == "format" else f"--{name.replace('_', '-')} is"
        raise ValueError(f"{what} for tables in a folder, not for standard output; name a folder with -o")


def _jobs(words: str) -> int:
    if words == "auto":
        return os.cpu_count() or 1
    if not words.isdigit() or not 0 < int(words) <= 256:
        raise ValueError(f"--jobs takes a number from 1 to 256, or auto; not {words!r}")
    return int(words)


def coverage(
    path: Annotated[
        str,
        typer.Argument(
            help="A report, a folder of them, or the folder of tables; - for a report on standard input.",
            metavar="PATH",
        ),
    ],
    rules: Rules = None,
    top: Annotated[int, typer.Option(help="Phrases shown of each kind.", metavar="N", min=0)] = 20,
    fail_under: Annotated[
        float | None, typer.Option(help="Exit 1 if rules name less than this percentage of the rows.", metavar="P")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it as one JSON object.")] = False,
) -> None:
    """Show how many numbers of reports the rules name, and the phrases that the next rule should be written for.

    \b
    Examples:
      indicators coverage seeds/
      indicators coverage out/ --fail-under 50

    Exit code 0: done; 1: less than --fail-under; 2: wrong usage, or something that cannot be read.
    """
    with faults():
        from indicators import corpus, replies, terminal
        from indicators.coverage import of

        with terminal.progress() as progress:
            found = of(corpus.given(path), rules or (), progress)
        if as_json:
            terminal.show_json(found.to_json())
        else:
            replies.show_coverage(found, top)
        if fail_under is not None and found.named_share < fail_under:
            say(f"indicators: rules name {found.named_share:.1f} % of the rows, less than {fail_under:g} %")
            raise typer.Exit(1)


def quantities(
    text: Annotated[list[str], typer.Argument(help="Texts; - reads lines from standard input.", metavar="TEXT")],
    bare: Annotated[bool, typer.Option("--bare", help="Also numbers without a unit.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array for each text.")] = False,
) -> None:
    """Show the quantities that are found in a text; of standard input, one JSON array for each line.

    \b
    Examples:
      indicators quantities "近6万名群众增收,人均1.2万元"
      indicators quantities --bare --json - < lines.txt
    """
    from indicators.quantities import find, to_json
    from indicators.replies import show_quantities
    from indicators.text import normalise

    piped = text == ["-"]
    for source in _lines() if piped else text:
        found = find(normalise(source), bare=bare)
        if as_json or piped:
            print(json.dumps([to_json(q, source) for q in found], ensure_ascii=False))
        else:
            show_quantities(found, source)


def _lines() -> Iterator[str]:
    if sys.stdin is not None:
        for line in sys.stdin.buffer:
            yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def explain(
    text: Annotated[str, typer.Argument(help="A sentence; with --row the folder of tables.", metavar="TEXT|DIR")],
    row: Annotated[int | None, typer.Option(help="A row of the tables in DIR, counted from 0.", metavar="N")] = None,
    reports: Annotated[
        Path | None, typer.Option(help="With --row: the reports that were extracted.", metavar="PATH")
    ] = None,
    rules: Rules = None,
    region: Region = None,
    year: Year = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array of an object for each number.")] = False,
) -> None:
    """Explain every number of a sentence, or a row of a table: who claimed it, who lost, where the rest came from.

    \b
    Examples:
      indicators explain "2022年赤峰市投入衔接资金4.9亿元,增长13%"
      indicators explain --row 12 out/ --reports seeds/
    """
    with faults():
        from indicators import replies, terminal
        from indicators.explanations import Explainer
        from indicators.rules import load, shipped

        explainer = Explainer(load(shipped(), *(rules or [])))
        if row is None:
            found = explainer.text(text, region=region, year=year)
        else:
            found = explainer.row(Path(text), row, reports)
        if as_json:
            terminal.show_json([e.to_json() for e in found])
        else:
            for explanation in found:
                print("\n".join(replies.explained(explanation)))
