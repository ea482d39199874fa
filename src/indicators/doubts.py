"""Doubts: what is legal in a rule file and seldom meant – no words, the words of another rule, no example."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indicators.patterns import Form, Pattern
from indicators.rules import GENERAL, Rule, RuleError, load, shipped


@dataclass(frozen=True, slots=True)
class Check:
    """How many rules files have, and lines file:line: rule: what, for each mistake and for each warning."""

    rules: int
    mistakes: list[str]
    warnings: list[str]

    def to_json(self) -> dict[str, Any]:
        """Give the form that `indicators rules check --json` prints."""
        return asdict(self)


def check(path: Path | None = None) -> Check:
    """Check a rule file or a folder of them, among the shipped rules; these themselves if None.

    Raises FileNotFoundError.
    """
    try:
        rules = load(path or shipped())
        return Check(len(rules), [], list(doubts(rules, load(shipped(), path) if path else None)))
    except RuleError as error:
        return Check(0, error.messages, [])


def doubts(rules: Iterable[Rule], among: Iterable[Rule] | None = None) -> Iterator[str]:
    """Yield a line file:line: rule: what for each doubtful pattern of the rules, in their order.

    `among` are all the rules in force, by default the rules themselves: none of them should have the same words.
    """
    checked = [r for r in rules if r.pack != GENERAL]
    owners: defaultdict[Form, list[tuple[Rule, Pattern]]] = defaultdict(list)
    for rule in [r for r in among if r.pack != GENERAL] if among is not None else checked:
        for pattern in rule.patterns:
            for form in pattern.forms:
                owners[form].append((rule, pattern))
    for rule in checked:
        for pattern in rule.patterns:
            where = f"{rule.file}:{rule.line_of(pattern.source)}: rule {rule.id}: pattern {pattern.source}"
            if any(not form.key for form in pattern.forms):
                yield f"{where}: has no words; it takes what no other rule names of {_units(pattern)}"
            for other in _rivals(rule, pattern, owners):
                yield f"{where}: {other.id} ({other.file}:{other.line}) has the same words; which claims is not told"
            texts = [example["text"] for example in rule.examples]
            if pattern.expression:
                yield f"{where}: is a regular expression, tried on every number of its kind; words are found faster"
            elif not any(_has(text, form) for text in texts for form in pattern.forms):
                yield f"{where}: no example has its words; add one"


def _units(pattern: Pattern) -> str:
    return " or ".join(sorted(pattern.units - {""} or pattern.kinds))


def _rivals(rule: Rule, pattern: Pattern, owners: dict[Form, list[tuple[Rule, Pattern]]]) -> list[Rule]:
    """The other rules that a number could be claimed by with equal right."""
    found = {
        other.id: other
        for form in pattern.forms
        for other, theirs in owners[form]
        if other.id != rule.id and theirs.kinds & pattern.kinds and _meet(theirs, pattern)
        if rule.measure is None or other.measure in (None, rule.measure)
    }
    return list(found.values())


def _meet(a: Pattern, b: Pattern) -> bool:
    """Whether two patterns take the same units: counted things are told apart by theirs."""
    return "count" not in a.kinds or bool(a.units & b.units)


def _has(text: str, form: Form) -> bool:
    return all(piece in text for piece in (*form.left, *form.right))
