"""Catalogue: the metrics that rules name – chosen, listed, written as Markdown – and the schema of their files."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from indicators.patterns import named_unit
from indicators.rules import EXAMPLE_FIELDS, GENERAL, MEASURES, RULE_FIELDS, STATUSES, Rule

_MEANINGS = {
    "id": "letters, digits and _; the metric's id is the pack's id, a dot and this",
    "name": "the metric's Chinese name, at most 30 characters",
    "unit": "its base unit: 元, 人, %, 个 …",
    "patterns": "phrases as a report writes them, with … for the number: 投入…亿元",
    "examples": "sentences that must give a row of this rule, with the fields that the row must have",
    "counterexamples": "sentences that must give none",
    "measure": "what every number of the rule states; without it the words around the number say so",
    "status": "actual or target, where the words leave no choice",
    "base": "what its changes are measured against",
    "sign": "- where the words make the number a fall",
    "note": "a remark for those who read the file",
}


def select(rules: Iterable[Rule], *, pack: str = "", unit: str = "", word: str = "") -> list[Rule]:
    """Return the rules of a pack, of a unit (亿元 stands for 元), and with a word in id, name or patterns, by id."""
    base = named_unit(unit)[1] or unit
    return sorted(
        (
            r
            for r in rules
            if (not pack or r.pack == pack)
            and (not unit or base == r.unit or any(base in p.units for p in r.patterns))
            and (not word or word in r.id or word in r.name or any(word in p.source for p in r.patterns))
        ),
        key=lambda r: r.id,
    )


def to_json(rule: Rule) -> dict[str, Any]:
    """Give a rule the form that `indicators rules list --json` prints."""
    return {
        "id": rule.id, "name": rule.name, "unit": rule.unit, "measure": rule.measure,
        "patterns": [p.source for p in rule.patterns], "examples": [e["text"] for e in rule.examples],
        "file": rule.file, "line": rule.line,
    }  # fmt: skip


def markdown(rules: Iterable[Rule]) -> Iterator[str]:
    """Give the lines of a list of all metrics, pack by pack: id, name, unit, patterns, an example."""
    named = [r for r in rules if r.pack != GENERAL]
    yield "# Metrics"
    yield ""
    yield f"The {len(named)} metrics that the shipped rules name, by pack."
    yield "Made by `indicators rules list --markdown`; not edited by hand."
    for pack in sorted({r.pack for r in named}):
        yield from ("", f"## {pack}", "", "| id | name | unit | patterns | example |", "|---|---|---|---|---|")
        for r in select(named, pack=pack):
            patterns = " · ".join(f"`{_cell(p.source)}`" for p in r.patterns)
            example = _cell(r.examples[0]["text"]) if r.examples else ""
            yield f"| {r.id} | {r.name} | {r.unit} | {patterns} | {example} |"


def _cell(text: str) -> str:
    return re.sub(r"\|", r"\\|", text)


def _table() -> dict[str, Any]:
    """A pattern with fields of its own."""
    text = {"type": "string"}
    fields = {
        "text": text | {"pattern": "…"}, "regex": text | {"pattern": "…"}, "sign": text | {"enum": ["+", "-"]},
        "measure": text | {"enum": list(MEASURES)}, "status": text | {"enum": list(STATUSES)}, "base": text,
    }  # fmt: skip
    one = [{"required": ["text"]}, {"required": ["regex"]}]
    return {"type": "object", "properties": fields, "oneOf": one, "additionalProperties": False}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a rule file, for completion and checks in editors."""
    text: dict[str, Any] = {"type": "string"}
    number: dict[str, Any] = {"type": "number"}
    kinds: dict[str, dict[str, Any]] = {
        "id": text | {"pattern": "^[a-z][a-z0-9_]*$"},
        "name": text | {"maxLength": 30},
        "patterns": {"type": "array", "minItems": 1, "items": {"anyOf": [text | {"pattern": "…"}, _table()]}},
        "counterexamples": {"type": "array", "items": text},
        "measure": text | {"enum": list(MEASURES)},
        "status": text | {"enum": list(STATUSES)},
        "sign": text | {"enum": ["+", "-"]},
    }
    numbers = {"value": number, "value_high": number, "year": {"type": "integer"}}
    example = {
        "type": "object",
        "properties": {name: numbers.get(name, kinds.get(name, text)) for name in EXAMPLE_FIELDS},
        "required": ["text", "value"],
        "additionalProperties": False,
    }
    kinds["examples"] = {"type": "array", "items": example}
    rule = {
        "type": "object",
        "properties": {name: kinds.get(name, text) | {"description": _MEANINGS[name]} for name in RULE_FIELDS},
        "required": ["id", "patterns"],
        "additionalProperties": False,
    }
    pack = {
        "type": "object",
        "properties": {"id": kinds["id"], "title": text},
        "required": ["id"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A pack of rules of indicators",
        "type": "object",
        "properties": {"pack": pack, "rule": {"type": "array", "items": rule}},
        "required": ["pack"],
        "additionalProperties": False,
    }
