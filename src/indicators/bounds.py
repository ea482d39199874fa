"""Bounds: the words around a number that make it approximate (近, 约, 不少于, 以上, 左右 …)."""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

# 超过了300, 至少是3, 约占30%, 不低于人民币5万元
_FILLER = r"(?:了|为|是|有|占|达到?|至|到|在|等于|人民币|\(含\))?\s*"
_LEAST = "再|要|新增|建成|完成|达到|培育|引进|实现|安排|新建"
# What _FILLER and _LEAST end in.
_ENDS = "了为是有占达到至在于币)再要增成育进现排建"
_LONGEST = 12


class Bound(NamedTuple):
    """What an approximator says (about, over or under) and the offset at which it begins or ends."""

    bound: str
    offset: int


EXACT = Bound("exact", 0)


class _Words(NamedTuple):
    ends: frozenset[str]  # the last characters of what `before` finds, blanks apart
    before: re.Pattern[str]
    headless: re.Pattern[str]
    after: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads(resources.files(__package__).joinpath("data/approximators.toml").read_text("utf-8"))
    unless: dict[str, str] = data["not_after"]

    def guarded(word: str) -> str:
        return (f"(?<![{unless[word]}])" if word in unless else "") + re.escape(word)

    def group(name: str, words: str) -> str:
        longest_first = sorted(words.split(), key=lambda word: (-len(word), word))
        return f"(?P<{name}>{'|'.join(guarded(word) for word in longest_first)})"

    bounds = ("about", "over", "under")
    before = "|".join(group(name, data["before"][name]) for name in bounds)
    after = "|".join(group(name, data["after"][name]) for name in bounds)
    ends = {word[-1] for name in (*bounds, "over_headless") for word in data["before"][name].split()}
    return _Words(
        frozenset(ends) | frozenset(_ENDS),
        re.compile(rf"(?:(?:{before}){_FILLER}|(?P<least>(?:至少|起码)(?:{_LEAST})+))$"),
        re.compile(rf"{group('over', data['before']['over_headless'])}$"),
        re.compile(rf" ?(?:\((?:含|不含)\))?(?:{after})"),
    )


def before(text: str, start: int, *, headless: bool = False) -> Bound | None:
    """Find the approximator that ends where a number begins.

    In: normalised text, the number's offset, and whether the number is a scale without a digit (百, 千万),
    before which 上, 过 and 破 approximate, too. Out: the bound and the offset of the approximator.
    """
    words = _words()
    if not start or not (text[start - 1] in words.ends or text[start - 1].isspace()):
        return None
    low = max(0, start - _LONGEST)
    match = words.before.search(text, low, start)
    if match is None and headless:
        match = words.headless.search(text, low, start)
    if match is None:
        return None
    return Bound("over" if match.lastgroup == "least" else str(match.lastgroup), match.start())


def after(text: str, end: int) -> Bound | None:
    """Find the approximator that begins where a number's unit ends; out: the bound and where it ends."""
    match = _words().after.match(text, end)
    return Bound(str(match.lastgroup), match.end()) if match else None
