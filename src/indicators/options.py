"""Options: those that several commands share, and the two that every command has: -q and -v."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from indicators import completion, verbosity
from indicators.verbosity import Level

Rules = Annotated[
    list[Path] | None,
    typer.Option(help="A rule file or a folder of them, added to the shipped rules; may be repeated.", metavar="PATH"),
]
Region = Annotated[
    str | None,
    typer.Option(help="Region of reports that name none.", metavar="NAME", autocompletion=completion.regions),
]
Year = Annotated[int | None, typer.Option(help="Year of reports that name none.", metavar="N", min=1800, max=2200)]


def everywhere(command: Any) -> Any:
    """Give a command, and every command below it, the options -q and -v, and return it.

    So they may stand before or behind the name of a command.
    """
    command.params += _options()
    for below in getattr(command, "commands", {}).values():
        everywhere(below)
    return command


@cache
def _options() -> list[Any]:
    """The two options as typer makes them of a function's parameters."""
    made = typer.Typer(add_completion=False)
    made.command()(_heard)
    return [option for option in typer.main.get_command(made).params if option.name in Level.__members__]


def _choose(context: typer.Context, option: typer.CallbackParam, given: bool) -> None:
    said = context.meta  # one for all commands of a line
    if given and said.setdefault(__name__, option.name) != option.name:
        raise typer.BadParameter(f"not together with --{said[__name__]}")
    verbosity.choose(Level[said.get(__name__, "usual")])


def _heard(
    quiet: Annotated[
        bool,
        typer.Option("-q", "--quiet", callback=_choose, expose_value=False, help="Say nothing but what went wrong."),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("-v", "--verbose", callback=_choose, expose_value=False, help="Say more, document by document."),
    ] = False,
) -> None:
    """Take what every command takes."""
