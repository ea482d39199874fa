"""Match: finds the rules whose words surround a quantity; cost follows the matches, not the number of rules."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import ahocorasick_rs

from indicators import cues
from indicators.compiled import many_objects
from indicators.patterns import ANY, ANYTHING, GAP, Expression, Form, Matcher, Pattern
from indicators.rules import GENERAL, Rule
from indicators.terms import is_comparative

# A pattern without a unit takes any amount; percents, points and ranks are spelt out.
_RATIOS = frozenset({"percent", "points", "rank"})


# Classifiers that stand for one another: 565所 or 565个 institutions; 床位 counted in 张 are none of them.
_ALIKE = frozenset(["个", "家", "所", "座", "处", "户", "间", "项", "支", "名"])


def _counts(expected: frozenset[str], unit: str) -> bool:
    return unit in expected or (unit in _ALIKE and not expected.isdisjoint(_ALIKE))


class Match(NamedTuple):
    """A rule that claims a number: where its words begin in the words before, and end in those after."""

    rule: Rule
    begin: int
    end: int
    weight: int
    pattern: str = ""
    form: Form | None = None


class _Entry(NamedTuple):
    rule: Rule
    kinds: frozenset[str]
    units: frozenset[str]
    matcher: Matcher | Expression
    weight: int
    pattern: str

    @property
    def form(self) -> Form | None:
        return self.matcher.form if isinstance(self.matcher, Matcher) else None


def _entry(rule: Rule, pattern: Pattern, form: Form | None) -> _Entry:
    fixed = replace(rule, **dict(pattern.fixed)) if pattern.fixed else rule
    units = pattern.units | {rule.unit}
    if form is None:
        assert pattern.expression
        return _Entry(fixed, pattern.kinds, units, pattern.expression, 1, pattern.source)
    link = cues.subject().link if rule.pack == GENERAL else ANYTHING
    return _Entry(fixed, pattern.kinds, units, Matcher(form, link), form.weight, pattern.source)


def _takes(entry: _Entry, kind: str, measure: str, unit: str) -> bool:
    """Whether a rule may name a metric whose number is of this kind and measure."""
    rule = entry.rule
    if rule.pack == GENERAL or (rule.measure and measure not in (rule.measure, "level")):
        return False  # a rule may say what a number states where the words leave that open
    if (rule.measure or measure == "level") and kind and kind not in entry.kinds and ANY not in entry.kinds:
        return False
    return not (measure == "level" and kind == "count" and unit) or _counts(entry.units, unit)


def refusal(
    entry: _Entry, left: str, right: str, kind: str, measure: str, accept: Callable[[str], bool], near: int, unit: str,
    best: Match | None,
) -> str:  # fmt: skip
    """Say why a rule that knows some words around a number does not name its metric; empty where its words differ.

    The arguments are those of `Rulebook.named`, `best` is what it returned.
    """
    hit = entry.matcher.match(left, right)
    if hit is None:
        return ""
    if entry.rule.measure and measure not in (entry.rule.measure, "level"):
        return f"names a {entry.rule.measure}; this is a {measure}"
    if not _takes(entry, kind, measure, unit):
        return f"takes {' or '.join(sorted(entry.units - {''} or entry.kinds))}; this is {unit or kind}"
    if not hit[2] and len(left) - hit[1] > near:
        return f"its words stand more than {near} characters before the number"
    if not (is_comparative(left[hit[0] : hit[1]]) or accept(left[: hit[0]])):
        return f"{left[: hit[0]]} before its words makes it another metric"
    return f"less specific than {best.form or best.pattern}" if best else ""


class _Index:
    """The forms that have words, by the beginning of the longest literal of each, in one automaton."""

    def __init__(self, by_key: dict[str, list[tuple[Rule, Pattern, Form]]]) -> None:
        self._forms = list(by_key.values())
        self._automaton = ahocorasick_rs.AhoCorasick(by_key)
        self._entries: dict[int, list[_Entry]] = {}  # those of the literals met so far: a run meets few of thousands

    def near(self, left: str, right: str) -> list[_Entry]:
        """Return the entries whose literal stands in the words before or after a number."""
        # A line end between the two sides keeps a literal from matching across the number.
        hits = self._automaton.find_matches_as_indexes(f"{left}\n{right}", overlapping=True)
        found: list[_Entry] = []
        for index in dict.fromkeys([hit[0] for hit in hits]):
            if index not in self._entries:
                self._entries[index] = [_entry(*each) for each in self._forms[index]]
            found += self._entries[index]
        return found


class Rulebook:
    """All rules: those of the pack `general` say what kind of statement a number makes, the others what it measures."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._plain: dict[str, list[_Entry]] = defaultdict(list)  # forms without a word, by kind
        self._expressions: list[_Entry] = []
        self.slow: dict[str, str] = {}  # id of a rule whose regular expression took too long → what is to be said
        self.rules = list(rules)
        keyed: dict[bool, dict[str, list[tuple[Rule, Pattern, Form]]]] = {g: defaultdict(list) for g in (True, False)}
        with many_objects():
            for rule in self.rules:
                by_key = keyed[rule.pack == GENERAL]
                for pattern in rule.patterns:
                    if pattern.expression:
                        self._expressions.append(_entry(rule, pattern, None))
                    for key, form in zip(pattern.keys, pattern.forms, strict=True):
                        if key:
                            by_key[key].append((rule, pattern, form))
                        else:
                            for kind in pattern.kinds:
                                self._plain[kind].append(_entry(rule, pattern, form))
            self._indexes = {general: _Index(by_key) for general, by_key in keyed.items()}

    def _candidates(self, left: str, right: str, general: bool) -> list[_Entry]:
        return self._indexes[general].near(left, right) + self._expressions

    def _match(self, entry: _Entry, left: str, right: str) -> tuple[int, int, int] | None:
        """Match an entry; one whose regular expression takes too long is left out from now on, and named in `slow`."""
        try:
            return entry.matcher.match(left, right)
        except TimeoutError as error:
            rule = entry.rule
            self._expressions.remove(entry)
            said = f"the regular expression {entry.pattern} {error}; it is left out"
            self.slow[rule.id] = f"{rule.file}:{rule.line}: rule {rule.id}: {said}"
            return None

    def typed(self, left: str, right: str, kind: str) -> Match | None:
        """Return the general rule that says what kind of statement a number makes, given the words around it."""
        best: tuple[int, int, bool] | None = None
        found: Match | None = None
        for entry in self._candidates(left, right, True):
            exact = kind in entry.kinds
            if entry.rule.pack != GENERAL or not (exact or (ANY in entry.kinds and kind not in _RATIOS)):
                continue
            if hit := self._match(entry, left, right):
                # The words nearest to the number say most: 占…比重提高…个百分点 is a change.
                rank = (hit[1] if entry.form and entry.form.left else 0, entry.weight, exact)
                if best is None or rank > best:
                    best, found = (
                        rank,
                        Match(entry.rule, hit[0], hit[2], entry.weight, entry.pattern, entry.form),
                    )
        if found:
            return found
        plain = self._plain[kind] + self._plain[ANY]
        return Match(plain[0].rule, len(left), 0, 0, plain[0].pattern) if plain else None

    def named(
        self,
        left: str,
        right: str,
        kind: str,
        measure: str,
        accept: Callable[[str], bool],
        near: int = GAP,
        unit: str = "",
    ) -> Match | None:
        """Return the most specific rule that names the metric of a number, or None.

        `left` and `right` are the words before and after it in its clause. A growth, change, share or rank is
        claimed by the rule of the level that it speaks of, so there the kind is free. `accept` is asked whether
        the words before the rule's own may stand there without making it another metric; `near` is how many
        characters may stand between a rule's words and the number; `unit` tells counted things of a kind apart.
        """
        best: Match | None = None
        for entry in self._candidates(left, right, False):
            if (best and entry.weight <= best.weight) or not _takes(entry, kind, measure, unit):
                continue
            hit = self._match(entry, left, right)
            if hit is None or (not hit[2] and len(left) - hit[1] > near):
                continue
            # A rule that names no metric in words (同比增长…%) takes any.
            if is_comparative(left[hit[0] : hit[1]]) or accept(left[: hit[0]]):
                best = Match(entry.rule, hit[0], hit[2], entry.weight, entry.pattern, entry.form)
        if best is None:  # a rule without words takes what no other names
            plain = (e for e in self._plain[kind] if _takes(e, kind, measure, unit))
            best = next((Match(e.rule, len(left), 0, 0, e.pattern) for e in plain), None)
        return best
