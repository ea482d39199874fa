"""Proposals: a rule for a sentence that was copied from a report, ready to paste into a pack."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from indicators import terms
from indicators.context import Observation
from indicators.documents import from_text
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import Rule

_NUMBER = "0123456789.,-~至到〇零一二三四五六七八九十百千万亿两几多余 ０１２３４５６７８９．，"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule for one number of a sentence, or the reason why none is proposed; `raw` is the number as it is written."""

    raw: str
    rule: dict[str, Any] | None = None
    reason: str = ""

    def lines(self) -> Iterator[str]:
        """Give the lines of a rule file, those of a comment where no rule is proposed."""
        if self.rule is None:
            yield f"# {self.raw} {self.reason}"
            return
        (example,) = self.rule["examples"]
        fields = ", ".join(f"{name} = {_quoted(value)}" for name, value in example.items())
        yield "[[rule]]"
        yield f"id       = {_quoted(self.rule['id'])}  # give it a name of small letters, digits and _"
        yield f"name     = {_quoted(self.rule['name'])}"
        yield f"unit     = {_quoted(self.rule['unit'])}"
        yield f"patterns = {_quoted(self.rule['patterns'])}"
        yield f"examples = [{{ {fields} }}]"

    def to_json(self) -> dict[str, Any]:
        """Give the form that `indicators rules new --json` prints."""
        return asdict(self)


def propose(text: str, rules: list[Rule]) -> list[Proposal]:
    """Propose a rule for each number of a sentence that no rule names.

    rules: those in force. Raises ValueError for a sentence without a number that has a unit.
    """
    document = from_text(text)
    observations, _ = observe(document, Rulebook(rules))
    if not observations:
        raise ValueError("no number with a unit here; copy a sentence such as: 全县建成高标准农田12.5万亩")
    found = []
    for n, o in enumerate(observations, 1):
        raw = to_row(o, document)["raw"]
        if o.rule is not None:
            found.append(Proposal(raw, reason=f"is named already: {o.rule.id} ({o.rule.name})"))
        elif o.subject.inherited or not (o.subject.left or o.subject.right):
            found.append(Proposal(raw, reason="has no words of its own: it goes on with the number before"))
        else:
            found.append(Proposal(raw, _rule(o, raw, text, n)))
    return found


def _rule(o: Observation, raw: str, text: str, n: int) -> dict[str, Any]:
    unit = raw.lstrip(_NUMBER) or o.quantity.unit
    left, right = o.subject.left[-16:], o.subject.right[:12]
    *named, last = re.split('[“”"《》]', right)
    right = f"*{last}" if named else right  # a name of its own is no word of a pattern
    pattern = f"{'' if terms.counted(o.quantity.kind) and right and not left else left}…{unit}{right}"
    value = float(o.quantity.value) * o.value_sign
    example = {
        "text": text, "value": int(value) if value == int(value) else value, "measure": o.measure,
        "unit": o.quantity.unit,
    }  # fmt: skip
    return {
        "id": f"new_metric_{n}", "name": terms.bare_noun(o.subject.name), "unit": o.quantity.unit,
        "patterns": [pattern], "examples": [example],
    }  # fmt: skip


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)  # texts, numbers and lists of TOML are written as those of JSON
