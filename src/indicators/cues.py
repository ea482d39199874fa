"""Cues: the words of official prose that steer outline, subjects and context, read from data/cues.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class OutlineCues:
    """What a heading must say to open a section of plans or of results."""

    plan: re.Pattern[str]
    result: re.Pattern[str]
    basis: re.Pattern[str]
    plan_in_plan: re.Pattern[str]
    plan_title: re.Pattern[str]
    plan_whole: re.Pattern[str]
    opens_plan: re.Pattern[str]
    reviews: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class SubjectCues:
    """Words that are no part of a metric's name, and those that shape it."""

    lead: re.Pattern[str]
    tail: re.Pattern[str]
    relational: frozenset[str]
    generic: re.Pattern[str]
    heads: re.Pattern[str]
    verbs: re.Pattern[str]
    last_verb: re.Pattern[str]
    predicates: re.Pattern[str]
    prices: re.Pattern[str]
    link: str


@dataclass(frozen=True, slots=True)
class ContextCues:
    """Words that tell a target from a result and name what a growth is measured against."""

    target: re.Pattern[str]
    actual: re.Pattern[str]
    target_noun: re.Pattern[str]
    target_list: re.Pattern[str]
    list_ends: re.Pattern[str]
    target_exceeded: re.Pattern[str]
    target_after: re.Pattern[str]
    target_itself: re.Pattern[str]
    target_due: re.Pattern[str]
    yoy: re.Pattern[str]
    pop: re.Pattern[str]
    start: re.Pattern[str]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files("indicators") / "data" / "cues.toml").read_text(encoding="utf-8"))


def _any(words: list[str]) -> str:
    """Join alternatives, regular expressions, the longest first."""
    return "|".join(sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def outline() -> OutlineCues:
    """Return the cues of headings."""
    raw = _read()["outline"]
    return OutlineCues(
        re.compile(_any(raw["plan"])),
        re.compile(_any(raw["result"])),
        re.compile(_any(raw["basis"])),
        re.compile(_any(raw["plan_in_plan"])),
        re.compile(raw["plan_title"]),
        re.compile(raw["plan_whole"]),
        re.compile(raw["opens_plan"]),
        re.compile(raw["reviews"]),
    )


@cache
def subject() -> SubjectCues:
    """Return the cues of subjects."""
    raw = _read()["subject"]
    return SubjectCues(
        lead=re.compile(f"(?:{'|'.join(raw['lead'])})+"),
        tail=re.compile(f"(?:{'|'.join(raw['tail'])})+$"),
        relational=frozenset(raw["relational"]),
        generic=re.compile(f"(?:{_any(raw['generic'])}|[的和与及、])*"),
        heads=re.compile(f"(?:{_any(raw['heads'])})$"),
        verbs=re.compile(_any(raw["verbs"])),
        last_verb=re.compile(f"(?:{_any(raw['verbs'])}|{raw['last_verb']})$"),
        predicates=re.compile(_any(raw["predicates"])),
        prices=re.compile(f"(?:{_any(raw['prices'])}|[类和与及、]|等)+"),
        link=raw["link"],
    )


@cache
def context() -> ContextCues:
    """Return the cues of status and base."""
    raw = _read()
    return ContextCues(**{k: re.compile(v) for k, v in (raw["status"] | raw["base"]).items()})
