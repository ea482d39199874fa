"""Templates: the files in `data/pages/` that pages are made of; what is put into one is escaped."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def asset(name: str) -> str:
    """Return a file that pages are made of: a template, a style sheet or a script."""
    return resources.files("indicators").joinpath("data/pages", name).read_text("utf-8")


def style(*names: str, scope: str = "") -> Markup:
    """Return style sheets one after another; with `scope` they hold only below that class, and change nothing else."""
    from markupsafe import Markup

    css = "".join(map(asset, names))
    return Markup(f".{scope} {{\n{css.replace(':root', '&')}}}\n" if scope else css)


@cache
def environment() -> Environment:
    """Return the environment of the templates: what is put into one is escaped, but for `style(…)`."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    found = Environment(
        autoescape=True, loader=FunctionLoader(asset), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.globals["style"] = style
    return found
