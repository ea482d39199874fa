"""Patterns: the small language in which a rule says which words surround which kind of quantity.

    投入…亿元        literal words, `…` for the number with a few words around it, a unit that names the kind
    (规上|规模以上)工业增加值…元    alternatives; an empty one makes a part optional
    投入*衔接资金…元   `*` for up to eight characters inside the clause
    …万人脱贫        words may follow the unit
    {subject}增长…%   the metric's words
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import product

from indicators.units import resolve

GAP = 12  # characters that may stand between the words and the number: 达到, 累计完成 …
STAR = 8  # characters that `*` may stand for
ANY = "any"  # the kind of a pattern that ends with its …
_MAX_FORMS = 256
_MARKS = r",;:。！!？\n"
_OTHERS = _MARKS + "0-9、和与及"  # another number or another item of a list begins here
ANYTHING = rf"[^{_OTHERS}]{{0,{GAP}}}"
_UNIT = re.compile(r"[^\s(|)*{}…,。]+")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong and what is legal."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to read a pattern, its alternatives chosen: what must stand left and right of the number."""

    left: tuple[str, ...]  # literal pieces, a `*` between each two; a piece may be empty
    right: tuple[str, ...]

    @property
    def key(self) -> str:
        """The longest literal piece, by which candidates are found; empty where there is none."""
        return max(self.left + self.right, key=len, default="")

    @property
    def weight(self) -> int:
        """How many literal characters the form asks for."""
        return sum(map(len, self.left + self.right))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: the kinds of quantity that it takes, the base units it names, and its forms."""

    source: str
    kinds: frozenset[str]
    units: frozenset[str]
    forms: tuple[Form, ...]


def _expand(source: str) -> list[str]:
    """Write out the alternatives of a pattern: a(b|c)d → abd, acd."""
    parts: list[list[str]] = []
    at = 0
    while at < len(source):
        start = source.find("(", at)
        if start < 0:
            parts.append([source[at:]])
            break
        end = source.find(")", start)
        inner = source[start + 1 : end]
        if end < 0 or "(" in inner:
            raise PatternError("an alternative needs ( | ) without another bracket inside")
        parts += [[source[at:start]], inner.split("|")]
        at = end + 1
    if ")" in "".join(p[0] for p in parts if len(p) == 1):
        raise PatternError("a ) without its (")
    size = 1
    for part in parts:
        size *= len(part)
    if size > _MAX_FORMS:
        raise PatternError(f"{size} combinations of alternatives; {_MAX_FORMS} at most: split the pattern")
    return ["".join(choice) for choice in product(*parts)] or [""]


def named_unit(unit: str) -> tuple[str, str]:
    """Return the kind and base unit that a unit names in a pattern, scaled or not (亿元, 万人次); 位次 names ranks."""
    if unit == "位次":
        return "rank", "位"
    found = resolve(unit) or resolve(unit.lstrip("十百千万亿")) or resolve("个" + unit)
    return (found.kind, found.base) if found else ("", "")


@cache
def _split_unit(text: str) -> tuple[str, str, str]:
    """Split what follows `…` into kind, base unit and the words after the unit; the longest unit wins."""
    if not text:
        return ANY, "", ""
    m = _UNIT.match(text)
    run = m.group() if m else ""
    for end in range(len(run), 0, -1):
        kind, base = named_unit(run[:end])
        if kind:
            return kind, base, text[end:]
    return "", "", text


def parse(source: str) -> Pattern:
    """Compile a pattern as written in a rule file. Raises PatternError."""
    kinds: set[str] = set()
    units: set[str] = set()
    forms: dict[Form, None] = {}
    for written in _expand(source):
        if written.count("…") != 1:
            raise PatternError("a pattern holds the number once: write it as …")
        left, _, rest = written.partition("…")
        kind, base, right = _split_unit(rest)
        if not kind:
            raise PatternError(f"unknown unit {rest[:4] or '(none)'} after …")
        kinds.add(kind)
        units.add(base)
        before, after = (tuple(side.replace("{subject}", "*").split("*")) if side else () for side in (left, right))
        forms[Form(before, after)] = None
    return Pattern(source, frozenset(kinds), frozenset(units), tuple(forms))


def _regex(form: Form, link: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    gap = rf"[^{_MARKS}]{{0,{STAR}}}?"
    left = gap.join(map(re.escape, form.left))
    right = gap.join(map(re.escape, form.right))
    return (
        re.compile(rf"({left}){link}$") if left else None,
        re.compile(rf"[^{_OTHERS}]{{0,{STAR}}}?({right})") if right else None,
    )


class Matcher:
    """Tests one form against the words left and right of a number; compiled on first use.

    `link` is what may stand between the words and the number: anything short by default.
    """

    __slots__ = ("_compiled", "form", "link")

    def __init__(self, form: Form, link: str = ANYTHING) -> None:
        self.form = form
        self.link = link
        self._compiled: tuple[re.Pattern[str] | None, re.Pattern[str] | None] | None = None

    def match(self, left: str, right: str) -> tuple[int, int, int] | None:
        """Return where in `left` the words begin and end and where in `right` they end, or None."""
        if not all(p in left for p in self.form.left) or not all(p in right for p in self.form.right):
            return None  # so that most forms are never compiled
        if self._compiled is None:
            self._compiled = _regex(self.form, self.link)
        before, after = self._compiled
        begin, stop, end = len(left), len(left), 0
        if before:
            m = before.search(left)
            if not m:
                return None
            begin, stop = m.span(1)
        if after:
            m = after.match(right)
            if not m:
                return None
            end = m.end(1)
        return begin, stop, end
