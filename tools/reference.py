"""Write docs/commands.md and docs/api.md anew: from the help of the commands, from the docstrings of the public API.

python tools/reference.py
"""

import inspect
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

import indicators
from indicators.cli import app, program

DOCS = Path(__file__).resolve().parents[1] / "docs"


def commands() -> str:
    """Return docs/commands.md: every command with its arguments, options and examples."""
    lines = [
        "# Commands",
        "",
        "Written by `tools/reference.py` from what `indicators COMMAND --help` says.",
    ]
    for path, function, command in walk(app):
        lines += ["", f"## {path}", "", *_help(function), *_table(function, command)]
    return "\n".join(lines) + "\n"


def walk(group: typer.Typer, command: Any = None, path: str = "indicators") -> Iterator[tuple[str, Any, Any]]:
    """Give every command below a group: the words that call it, its function, the command that typer makes of it."""
    command = command or program()
    if group.registered_callback:
        yield path, group.registered_callback.callback, command
    for each in group.registered_commands:
        name = each.name or each.callback.__name__
        yield f"{path} {name}", each.callback, command.commands[name]
    for below in group.registered_groups:
        yield from walk(below.typer_instance, command.commands[below.name], f"{path} {below.name}")


def parameters(function: Callable[..., Any], command: Any) -> Iterator[tuple[str, str, str, str]]:
    """Give the parameters of a command: as they are typed, what they take, what they are without, their meaning."""
    hints = typing.get_type_hints(function)
    for parameter in command.params:
        if parameter.hidden or "--help" in parameter.opts:
            continue
        default = getattr(parameter.default, "value", parameter.default)
        if parameter.param_type_name == "argument":
            names, value, shown = (
                f"`{parameter.metavar or parameter.name.upper()}`",
                "",
                "" if parameter.required else "–",
            )
        else:
            names = ", ".join(f"`{name}`" for name in sorted(parameter.opts, key=len))
            value = "" if parameter.is_flag else parameter.metavar or _values(hints.get(parameter.name, str))
            shown = "" if default in (None, False, "", ()) else f"`{default}`"
        yield names, value, shown, parameter.help or ""


def _values(kind: Any) -> str:
    """What an option takes: one of some words, a number, a text."""
    for one in (kind, *typing.get_args(kind)):
        for inner in (one, *typing.get_args(one)):
            if inspect.isclass(inner) and issubclass(inner, Enum):
                return ", ".join(f"`{choice.value}`" for choice in inner)
    return "TEXT"


def _help(function: Callable[..., Any]) -> Iterator[str]:
    """The text of a command's help; what it sets off by itself (examples) as a block of code."""
    for part in (inspect.getdoc(function) or "").split("\n\n"):
        if part.startswith("\b\n"):
            title, *examples = part[2:].split("\n")
            yield from (title, "", "```sh", *(line.strip() for line in examples), "```", "")
        else:
            yield from (" ".join(part.split()), "")


def _table(function: Callable[..., Any], command: Any) -> Iterator[str]:
    yield "| argument or option | value | default | meaning |"
    yield "|---|---|---|---|"
    for cells in parameters(function, command):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def api() -> str:
    """Return docs/api.md: what `import indicators` gives, with its docstrings."""
    lines = [
        "# Python",
        "",
        "Written by `tools/reference.py` from the docstrings. `import indicators` reads no file and loads no large",
        "library; each function loads what it needs.",
    ]
    for name in sorted(indicators.__all__):
        thing = getattr(indicators, name)
        if callable(thing):
            lines += ["", *_described(name, thing, 2)]
    return "\n".join(lines) + "\n"


def _described(name: str, thing: Any, level: int) -> Iterator[str]:
    yield f"{'#' * level} {name}"
    yield ""
    if inspect.isclass(thing):
        yield from (f"class `indicators.{name}`", "", *_text(thing))
        for member, value in vars(thing).items():
            documented = inspect.getdoc(value.fget if isinstance(value, property) else getattr(thing, member, None))
            if member.startswith("_") or not documented:
                continue
            if isinstance(value, property):
                yield from ("", f"`.{member}`: {_text(value.fget)[0]}")
            elif callable(value):
                yield from ("", f"`.{member}{signature(value)}`", "", *_text(value))
        return
    yield from ("```python", f"indicators.{name}{signature(thing)}", "```", "", *_text(thing))


def signature(function: Callable[..., Any]) -> str:
    """Return how a function is called, its types as they are written in the code."""
    found = inspect.signature(function)
    bare = [p.replace(annotation=_Bare(p.annotation)) for p in found.parameters.values() if p.name != "self"]
    return str(found.replace(parameters=bare, return_annotation=_Bare(found.return_annotation)))


class _Bare(str):
    """An annotation that is shown as it is written, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _text(thing: Any) -> list[str]:
    """A docstring as paragraphs; doctests as blocks of code."""
    lines: list[str] = []
    for part in (inspect.getdoc(thing) or "").split("\n\n"):
        if part.startswith(">>>"):
            lines += ["```python", part, "```", ""]
        else:
            lines += [" ".join(part.split()), ""]
    return lines[:-1]


if __name__ == "__main__":
    (DOCS / "commands.md").write_text(commands(), encoding="utf-8")
    (DOCS / "api.md").write_text(api(), encoding="utf-8")
