"""The command line: each command parses its words and calls the library once.

Data go to files or standard output, everything else to standard error. Exit codes: 0 all done, 1 some
documents or examples failed, 2 wrong usage or broken rule files, 128 + n when stopped by signal n.
"""

import gc
import os
import signal
import sys
from typing import Annotated, Any

import typer

from indicators import __version__, completion, options
from indicators.cli_compare import audit, diff
from indicators.cli_look import export, report, show
from indicators.cli_read import coverage, explain, extract, quantities
from indicators.cli_rules import rules_app
from indicators.verbosity import say

# Libraries that take long to load (pyarrow) and the stages themselves are imported where a command needs
# them, so that --help and --version answer at once.

app = typer.Typer(
    name="indicators",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
)
for command in (extract, show, report, diff, audit, export, coverage, quantities, explain):
    app.command()(command)
app.add_typer(rules_app, name="rules", short_help="List, check, test and begin rule files.")


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
      indicators extract - < report.txt                rows of one report, as JSON Lines
      indicators show report.txt                       a report with its figures marked and explained
      indicators report out/ -o report.html            a page of the tables with charts and sentences
      indicators export out/ --format xlsx             the tables for Excel
      indicators diff 2021.txt 2022.txt                what two reports say of the same metrics
      indicators audit seeds/                          sums, shares and growths that do not fit
      indicators quantities "投入4.69亿元,增长3.2%"    the quantities of a sentence
      indicators rules test                            run the examples of the rules

    -q and -v may stand before or behind the name of a command.
    """


def program() -> Any:
    """Return the commands of this program, each with the options that all of them have."""
    return options.everywhere(typer.main.get_command(app))


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
    if "_INDICATORS_COMPLETE" in os.environ:
        completion.lighten()
    try:
        try:
            program()()
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
