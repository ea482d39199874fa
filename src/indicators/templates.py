"""Templates: the files that pages are made of; whatever is put into one is escaped."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def asset(name: str) -> str:
    """Return a file that pages are made of: a template, style sheet or script of `data/pages/`."""
    return resources.files("indicators").joinpath("data", "pages", name).read_text("utf-8")


@cache
def environment() -> Environment:
    """Return the environment of the templates in `data/pages/`; it escapes what is put into them."""
    import jinja2

    return jinja2.Environment(
        autoescape=True, loader=jinja2.FunctionLoader(asset), undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
