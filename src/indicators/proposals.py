"""Proposals: a rule for a sentence that was copied from a report, ready to paste into a pack."""

import json
import re
from collections.abc import Iterator

from indicators import terms
from indicators.context import Observation
from indicators.documents import from_text
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import Rule

_NUMBER = "0123456789.,-~至到〇零一二三四五六七八九十百千万亿两几多余 ０１２３４５６７８９．，"


def propose(text: str, rules: list[Rule]) -> list[str]:
    """Return a rule as the lines of a TOML file for each number of a sentence that no rule names.

    rules: those in force. A comment says which rule names a number already. Raises ValueError for a sentence without
    a number, or none with words beside it.
    """
    document = from_text(text)
    observations, _ = observe(document, Rulebook(rules))
    if not observations:
        raise ValueError("no number with a unit here; copy a sentence such as: 全县建成高标准农田12.5万亩")
    lines: list[str] = []
    for n, o in enumerate(observations, 1):
        row = to_row(o, document)
        if o.rule is not None:
            lines += [f"# {row['raw']} is named already: {o.rule.id} ({o.rule.name})", ""]
        elif o.subject.inherited or not (o.subject.left or o.subject.right):
            lines += [f"# {row['raw']} has no words of its own: it goes on with the number before", ""]
        else:
            lines += [*_rule(o, row["raw"], text, n), ""]
    return lines[:-1]


def _rule(o: Observation, raw: str, text: str, n: int) -> Iterator[str]:
    unit = raw.lstrip(_NUMBER) or o.quantity.unit
    left, right = o.subject.left[-16:], o.subject.right[:12]
    *named, last = re.split('[“”"《》]', right)
    right = f"*{last}" if named else right  # a name of its own is no word of a pattern
    pattern = f"{'' if terms.counted(o.quantity.kind) and right and not left else left}…{unit}{right}"
    value = float(o.quantity.value) * o.value_sign
    shown = str(int(value)) if value == int(value) else repr(value)
    fields = f"text = {_quoted(text)}, value = {shown}, measure = {_quoted(o.measure)}"
    fields += f", unit = {_quoted(o.quantity.unit)}"
    yield "[[rule]]"
    yield f'id       = "new_metric_{n}"  # give it a name of small letters, digits and _'
    yield f"name     = {_quoted(terms.bare_noun(o.subject.name))}"
    yield f"unit     = {_quoted(o.quantity.unit)}"
    yield f"patterns = [{_quoted(pattern)}]"
    yield f"examples = [{{ {fields} }}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a basic string of TOML is written as one of JSON
