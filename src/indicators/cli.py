"""The command line: each command parses its words and calls the library once.

Data go to files or standard output, everything else to standard error. Exit codes: 0 all done, 1 some
documents or examples failed, 2 wrong usage or broken rule files, 128 + n when stopped by signal n.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from indicators import __version__
from indicators.cli_compare import audit, diff
from indicators.cli_look import export, report, show
from indicators.cli_rules import rules_app
from indicators.faults import faults, say

# Libraries that take long to load (pyarrow) and the stages themselves are imported where a command needs
# them, so that --help and --version answer at once.

app = typer.Typer(
    name="indicators",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
)
app.add_typer(rules_app, name="rules", short_help="List, check, test and begin rule files.")
app.command()(diff)
app.command()(audit)
app.command()(report)
app.command()(show)
app.command()(export)


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


def _version(value: bool) -> None:
    if value:
        print(f"indicators {__version__}")
        raise typer.Exit


@app.callback()
def indicators(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turn Chinese government reports into tidy tables of typed indicators.

    \b
    Examples:
      indicators extract seeds/                        tables of every report in a folder, into out/
      indicators diff 2021.txt 2022.txt                what two reports say of the same metrics
      indicators audit seeds/                          sums, shares and growths that do not fit
      indicators show report.txt                       a report with its figures marked and explained
      indicators export out/ --format xlsx             the tables for Excel
      indicators quantities "投入4.69亿元,增长3.2%"    the quantities of a sentence
      indicators rules test                            run the examples of the rules
    """


@app.command()
def extract(
    path: Annotated[str, typer.Argument(help="A report, a zip archive, a folder of them, or a URL of these.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the tables.", metavar="DIR")] = Path("out"),
    rules: Annotated[
        list[Path] | None,
        typer.Option(help="A rule file or a folder of them, added to the shipped rules.", metavar="PATH"),
    ] = None,
    region: Annotated[str | None, typer.Option(help="Region of reports that name none.", metavar="NAME")] = None,
    year: Annotated[
        int | None, typer.Option(help="Year of reports that name none.", metavar="N", min=1800, max=2200)
    ] = None,
    formats: Annotated[list[Format] | None, typer.Option("--format", help="May be given more than once.")] = None,
    partition: Annotated[
        Partition,
        typer.Option(help="Parquet of observations as a folder of a file a year; auto: above a million rows."),
    ] = Partition.auto,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of the reports, guessed otherwise.", metavar="E")
    ] = None,
    jobs: Annotated[
        str | None, typer.Option(help="Processes that read side by side; auto: one for each core.", metavar="N")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="A Dask scheduler whose workers read; local: one here.", metavar="ADDRESS")
    ] = None,
    save_text: Annotated[
        bool, typer.Option("--save-text", help="Keep the decoded texts, which offsets point into, in DIR/text.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read everything again, also what has not changed.")] = False,
) -> None:
    """Extract the indicators of a report, or of every report in a folder, into tables.

    \b
    Examples:
      indicators extract seeds/
      indicators extract report.txt -o tables --format csv --format parquet
      indicators extract reports/ --rules my-rules/ --region 赤峰市 --year 2022
      indicators extract reports.zip --jobs auto --save-text
      indicators extract s3://bucket/reports --cluster tcp://scheduler:8786

    Text, Markdown, HTML, PDF, DOCX and XLSX are read, also in zip archives. A second run reads only what changed; an
    interrupted one goes on where it stopped. Exit code 0: all done; 1: some documents failed or a rule was left out,
    the others are written; 2: wrong usage, broken rules, or a folder that cannot be written.
    """
    with faults():
        from indicators import batch, terminal
        from indicators.extraction import Setup

        if cluster and jobs:
            raise ValueError("--cluster and --jobs: the workers of a cluster are as many as it has; give one of both")
        setup = Setup(tuple(rules or ()), region, year, encoding)
        written = [f.value for f in formats or [Format.parquet]]
        with terminal.progress() as progress:
            result = batch.run(
                path,
                out,
                setup,
                formats=written,
                partition=partition.value,
                jobs=_jobs(jobs or "1"),
                cluster=cluster,
                text=save_text,
                fresh=fresh,
                progress=progress,
            )
        for line in terminal.summary(result):
            say(line)
        if result.failed or result.slow:
            raise typer.Exit(1)


def _jobs(words: str) -> int:
    if words == "auto":
        return os.cpu_count() or 1
    if not words.isdigit() or not 0 < int(words) <= 256:
        raise ValueError(f"--jobs takes a number from 1 to 256, or auto; not {words!r}")
    return int(words)


@app.command()
def quantities(
    text: Annotated[list[str], typer.Argument(help="Texts; - reads lines from standard input.")],
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
    from indicators.terminal import show_quantities
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


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="A sentence; with --row the folder of tables.", metavar="TEXT|DIR")],
    row: Annotated[int | None, typer.Option(help="A row of the tables in DIR, counted from 0.", metavar="N")] = None,
    reports: Annotated[
        Path | None, typer.Option(help="With --row: the reports that were extracted.", metavar="PATH")
    ] = None,
    rules: Annotated[list[Path] | None, typer.Option(help="Rules added to the shipped ones.", metavar="PATH")] = None,
    region: Annotated[str | None, typer.Option(help="Region of a text that names none.", metavar="NAME")] = None,
    year: Annotated[int | None, typer.Option(help="Year of a text that names none.", metavar="N")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each number.")] = False,
) -> None:
    """Explain every number of a sentence, or a row of a table: who claimed it, who lost, where the rest came from.

    \b
    Examples:
      indicators explain "2022年赤峰市投入衔接资金4.9亿元,增长13%"
      indicators explain --row 12 out/ --reports seeds/
    """
    with faults():
        from indicators import terminal
        from indicators.explanations import Explainer
        from indicators.rules import load, shipped

        explainer = Explainer(load(shipped(), *(rules or [])))
        if row is None:
            found = explainer.text(text, region=region, year=year)
        else:
            found = explainer.row(Path(text), row, reports)
        if as_json:
            print(json.dumps([e.to_json() for e in found], ensure_ascii=False, indent=2))
        else:
            for explanation in found:
                print("\n".join(terminal.explained(explanation)))


@app.command()
def coverage(
    path: Annotated[Path, typer.Argument(help="A report, a folder of them, or the folder of tables.")],
    rules: Annotated[list[Path] | None, typer.Option(help="Rules added to the shipped ones.", metavar="PATH")] = None,
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
    """
    with faults():
        from indicators import terminal
        from indicators.coverage import of_reports, of_tables
        from indicators.rules import load, shipped

        if (path / "indicators.parquet").exists():
            found = of_tables(path)
        else:
            with terminal.progress() as progress:
                found = of_reports(path, load(shipped(), *(rules or [])), progress)
        if as_json:
            print(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        else:
            terminal.show_coverage(found, top)
        if fail_under is not None and found.named_share < fail_under:
            say(f"indicators: rules name {found.named_share:.1f} % of the rows, less than {fail_under:g} %")
            raise typer.Exit(1)


def _stop(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def main() -> None:
    """Run the command line; no traceback reaches the user."""
    # What loading makes lives to the end: looking through it for garbage is a tenth of a short run.
    gc.set_threshold(100_000)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    if hasattr(signal, "SIGPIPE"):  # a reader that goes away (| head) ends the command quietly
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except OSError as error:
        say(f"indicators: {error.strerror or error}")
        _leave(2)
    except Exception as error:
        if "INDICATORS_DEBUG" in os.environ:
            raise
        say(f"indicators: internal error: {type(error).__name__}: {error} (INDICATORS_DEBUG=1 shows where)")
        _leave(70)


def _leave(code: int) -> None:
    """Exit without the interpreter's last flush, which would fail on a closed or full output again."""
    os._exit(code)


if __name__ == "__main__":
    main()
