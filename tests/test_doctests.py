"""The examples in docstrings: each is run as it stands."""

import doctest
import importlib
import pkgutil

import pytest

import indicators

MODULES = sorted(m.name for m in pkgutil.walk_packages(indicators.__path__, "indicators."))


def finder(module: str) -> list[doctest.DocTest]:
    found = doctest.DocTestFinder(recurse=True).find(importlib.import_module(module))
    return [test for test in found if test.examples]


@pytest.mark.parametrize("module", [m for m in MODULES if finder(m)])
def test_examples_of_docstrings(module: str) -> None:
    results = doctest.testmod(importlib.import_module(module))
    assert results.attempted > 0
    assert results.failed == 0


def test_there_are_examples() -> None:
    assert sum(len(finder(m)) for m in MODULES) >= 10
