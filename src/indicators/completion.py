"""Completion: the words that a shell offers for the values of options.

No message belongs on a line that is being typed: what is broken offers nothing.
"""

import sys
from contextlib import suppress


def lighten() -> None:
    """Keep typer from loading rich to render the help beside each word: that takes longer than to find the words."""
    sys.modules["rich"] = None  # type: ignore[assignment]


def metrics(incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of metrics with their names; where those begin otherwise, names with their ids."""
    with suppress(Exception):
        from indicators.rules import GENERAL, load, shipped

        rules = [rule for rule in load(shipped()) if rule.pack != GENERAL]
        ids = [(rule.id, rule.name) for rule in rules if rule.id.startswith(incomplete)]
        # A bracket in a name would be a word of the shell.
        return ids or [(r.name, r.id) for r in rules if r.name.startswith(incomplete) and r.name.isalnum()]
    return []


def packs(incomplete: str) -> list[tuple[str, str]]:
    """Offer the packs of the shipped rules, with their titles."""
    with suppress(Exception):
        from indicators.rules import titles

        return [(pack, title) for pack, title in titles().items() if pack.startswith(incomplete)]
    return []


def regions(incomplete: str) -> list[str]:
    """Offer the regions whose names begin so; without a beginning there are too many."""
    with suppress(Exception):
        from indicators.gazetteer import names

        return sorted(name for name in names() if incomplete and name.startswith(incomplete))
    return []
