"""Examples: the sentences that rules carry, run both ways.

Each example must give a row of its rule with the fields that it states, each counterexample none; each
pattern must be hit by an example; and no two rules may claim one number with equal right.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from indicators.context import Observation
from indicators.documents import from_text
from indicators.extraction import observe, to_row
from indicators.match import Match, Rulebook, refusal
from indicators.patterns import GAP, Form, Pattern
from indicators.rules import GENERAL, Rule

_SHOWN = ("value", "value_high", "unit", "measure", "region", "year", "period", "status", "bound", "base")


@dataclass(frozen=True, slots=True)
class Failure:
    """An example, counterexample or pattern that does not hold: its place, what was expected, what came.

    nearest: the pattern of the rule that comes nearest to claiming the sentence, and what it lacks.
    """

    file: str
    line: int
    rule: str
    sentence: str
    expected: str
    came: str
    nearest: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the form that `indicators rules test --json` prints."""
        return asdict(self)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: rule {self.rule}: {self.sentence}"
        nearest = f"\n    nearest  {self.nearest}" if self.nearest else ""
        return f"{where}\n    expected {self.expected}\n    came     {self.came}{nearest}"


class _Watched(Rulebook):
    """A rulebook that can leave out rules or patterns and notes rules that claim a number equally."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        super().__init__(rules)
        self.rivals: list[tuple[Rule, Rule]] = []
        self.won: set[tuple[str, str]] = set()  # rules and their patterns that claimed a number
        self._barred: Rule | None = None
        self._only: tuple[Rule, Pattern] | None = None
        self._asked: Rule | None = None
        self._refusals: list[str] = []

    def _candidates(self, left: str, right: str, general: bool) -> list[Any]:
        return [entry for entry in super()._candidates(left, right, general) if self._in_force(entry)]

    def _in_force(self, entry: Any) -> bool:
        if self._only is None:
            return self._barred is None or entry.rule.id != self._barred.id
        rule, pattern = self._only
        if entry.rule.id == rule.id:
            return entry.form in pattern.forms if entry.form else entry.pattern == pattern.source
        return rule.pack != GENERAL and entry.rule.pack == GENERAL

    def named(self, *words: Any, **more: Any) -> Match | None:
        best = super().named(*words, **more)
        if best:
            self.won.add((best.rule.id, best.pattern))
        if best and not self._only:
            self._barred = best.rule
            second = super().named(*words, **more)
            self._barred = None
            if second and second.weight == best.weight:
                self.rivals.append((best.rule, second.rule))
        if self._asked:
            self._refusals += self._refused(self._asked, best, *words, **more)
        return best

    def typed(self, *words: Any) -> Match | None:
        best = super().typed(*words)
        if best:
            self.won.add((best.rule.id, best.pattern))
        return best

    def _refused(
        self, rule: Rule, best: Match | None, left: str, right: str, kind: str, measure: str,
        accept: Callable[[str], bool], near: int = GAP, unit: str = "",
    ) -> Iterator[str]:  # fmt: skip
        for entry in self._candidates(left, right, rule.pack == GENERAL):
            mine = entry.rule.id == rule.id
            if mine and (why := refusal(entry, left, right, kind, measure, accept, near, unit, best)):
                yield f"{entry.pattern}: {why}"

    def nearest(self, rule: Rule, sentence: str) -> str:
        """Say which pattern of a rule comes nearest to claiming a sentence, and what it lacks."""
        self._asked = rule
        self._refusals.clear()
        self.observe(sentence)
        self._asked = None
        if self._refusals:
            return self._refusals[0]
        forms = [(pattern.source, form) for pattern in rule.patterns for form in pattern.forms]
        if not forms:
            return ""
        pattern, form = max(forms, key=lambda each: _in_common(each[1], sentence))
        missing = [piece for piece in (*form.left, *form.right) if piece not in sentence]
        why = f"{'、'.join(missing)} is not in the sentence" if missing else "no number stands right beside its words"
        return f"{pattern}: {why}"

    def observe(self, sentence: str) -> list[dict[str, Any]]:
        """Return the rows of a sentence, each with the general rule that typed it under `typed`."""
        self.rivals.clear()
        document = from_text(sentence)
        return [to_row(o, document) | {"typed": _typed(o)} for o in observe(document, self)[0]]

    def hits(self, rule: Rule, pattern: Pattern, sentence: str) -> bool:
        """Say whether a pattern of a rule, alone, claims a number of the sentence."""
        if not _has_words(pattern, sentence):
            return False
        self._only = rule, pattern
        try:
            return any(rule.id in (row["rule"], row["typed"]) for row in self.observe(sentence))
        finally:
            self._only = None


def _in_common(form: Form, sentence: str) -> float:
    """The share of a form's characters that stand in a sentence in runs, for each piece the longest."""
    matcher = SequenceMatcher(b=sentence, autojunk=False)
    common = 0
    for piece in (*form.left, *form.right):
        matcher.set_seq1(piece)
        common += matcher.find_longest_match().size
    return common / max(form.weight, 1)


def _has_words(pattern: Pattern, sentence: str) -> bool:
    """Say whether the words of one of its forms stand in a sentence; of a regular expression nobody knows."""
    return not pattern.forms or any(all(p in sentence for p in (*f.left, *f.right)) for f in pattern.forms)


def _typed(observation: Observation) -> str | None:
    return observation.general.id if observation.general else None


def _equal(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(wanted - got) <= 1e-9 * max(1.0, abs(wanted), abs(got))
    return bool(wanted == got)


def _holds(row: dict[str, Any], example: dict[str, Any]) -> bool:
    return all(_equal(value, row[key]) for key, value in example.items() if key != "text")


def _stated(fields: dict[str, Any]) -> str:
    return ", ".join(f"{key} {fields[key]}" for key in _SHOWN if fields.get(key) not in (None, ""))


def _claimant(row: dict[str, Any]) -> str:
    return " typed by ".join(dict.fromkeys(name for name in (row["rule"], row["typed"]) if name)) or "no rule"


def _described(rows: list[dict[str, Any]]) -> str:
    return " | ".join(f"{row['raw']} → {_claimant(row)} ({_stated(row)})" for row in rows) or "no row"


def _of_rule(rows: list[dict[str, Any]], rule: Rule) -> list[dict[str, Any]]:
    return [row for row in rows if rule.id == (row["typed"] if rule.pack == GENERAL else row["rule"])]


def _failures(book: _Watched, rule: Rule) -> Iterator[Failure]:
    def failure(text: str, expected: str, came: str, nearest: str = "") -> Failure:
        return Failure(rule.file, rule.line_of(text), rule.id, text, expected, came, nearest)

    claimed_texts = set()
    won: set[tuple[str, str]] = set()
    for example in rule.examples:
        text = example["text"]
        book.won.clear()
        rows = book.observe(text)
        if _of_rule(rows, rule):
            claimed_texts.add(text)
            won |= book.won
        if not any(_holds(row, example) for row in _of_rule(rows, rule)):
            nearest = "" if text in claimed_texts else book.nearest(rule, text)
            expected = f"a row of this rule with {_stated(example)}"
            yield failure(text, expected, _described(rows), nearest)
        for first, second in dict.fromkeys((a.id, b.id) for a, b in book.rivals):
            if rule.id in (first, second):
                yield failure(
                    text,
                    "one rule that is more specific than the others",
                    f"{first} and {second} claim it equally",
                )
    for text in rule.counterexamples:
        if claimed := _of_rule(book.observe(text), rule):
            yield failure(text, "no row of this rule", _described(claimed))
    for pattern in rule.patterns:
        if (rule.id, pattern.source) in won:
            continue
        if not any(book.hits(rule, pattern, example["text"]) for example in rule.examples):
            yield failure(pattern.source, "an example that this pattern claims", "none of the rule's examples")


def run(rules: Iterable[Rule], among: Iterable[Rule] | None = None) -> list[Failure]:
    """Run the examples and counterexamples of rules; return what does not hold, in the order of the rules.

    `among` are all the rules in force, by default the rules themselves; the best of them claims a sentence.
    """
    tested = list(rules)
    book = _Watched(tested if among is None else among)
    return [failure for rule in tested for failure in _failures(book, rule)]
