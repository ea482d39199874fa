"""Patterns: the small language in which a rule says which words surround which kind of quantity.

投入…亿元        literal words, `…` for the number with a few words around it, a unit that names the kind
(规上|规模以上)工业增加值…元    alternatives; an empty one makes a part optional
投入*衔接资金…元   `*` for up to eight characters inside the clause
{ regex = "…" }    a regular expression around the number, as the last resort
…万人脱贫        words may follow the unit
{subject}增长…%   the metric's words
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import product
from math import prod
from time import perf_counter
from typing import Any, NamedTuple

from indicators.units import resolve

TIME_LIMIT = 0.05  # seconds that a regular expression may take for one number
TOTAL_LIMIT, USUAL = (
    5.0,
    0.002,
)  # seconds in all, from which on it may take no more than that for each; most take 0.00002
MOST_STARS = 5  # in a pattern
MOST_REPEATED = 100_000  # the numbers in the braces of a regular expression, multiplied
GAP = 12  # characters that may stand between the words and the number: 达到, 累计完成 …
KEY = 6  # characters of a literal by which it is found: more would find few less, and take long to index
STAR = 8  # characters that `*` may stand for
ANY = "any"  # the kind of a pattern that ends with its …
_MAX_FORMS = 256
_MARKS = r",;:。！!？\n"
_OTHERS = _MARKS + "0-9、和与及"  # another number or another item of a list begins here
_MARK = re.compile(rf"[{_MARKS}]")
ANYTHING = rf"[^{_OTHERS}]{{0,{GAP}}}"
_UNIT = re.compile(r"[^\s(|)*{}…,。]+")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong and what is legal."""


class Form(NamedTuple):
    """One way to read a pattern, its alternatives chosen: what must stand left and right of the number."""

    left: tuple[str, ...]  # literal pieces, a `*` between each two; a piece may be empty
    right: tuple[str, ...]

    @property
    def key(self) -> str:
        """The beginning of the longest literal piece, by which candidates are found; empty where there is none."""
        return max(self.left + self.right, key=len, default="")[:KEY]

    def __str__(self) -> str:
        """The form as a pattern of its own: 投入*…."""
        return "*".join(self.left) + "…" + "*".join(self.right)

    @property
    def weight(self) -> int:
        """How many literal characters the form asks for."""
        return sum(map(len, self.left + self.right))


class Expression:
    """A regular expression around a number: it ends right before it, and begins right behind its unit.

    `match` is as that of a Matcher; it raises TimeoutError, with what is wrong, where the expression needs more than
    TIME_LIMIT seconds for one number, or, beyond TOTAL_LIMIT seconds, more than USUAL for each.
    """

    __slots__ = ("_left", "_numbers", "_right", "_seconds")

    def __init__(self, left: str, right: str) -> None:
        import regex  # loaded where a rule needs it

        self._left, self._right = regex.compile(rf"(?:{left})\Z"), regex.compile(right)
        self._numbers, self._seconds = 0, 0.0

    def match(self, left: str, right: str) -> tuple[int, int, int] | None:
        """Return where in `left` the words begin and end and where in `right` they end, or None."""
        start = perf_counter()
        try:
            before = self._left.search(left, timeout=TIME_LIMIT)
            after = self._right.match(right, timeout=TIME_LIMIT)
        except TimeoutError:
            raise TimeoutError(f"takes more than {TIME_LIMIT:g} s for one number") from None
        self._numbers += 1
        self._seconds += perf_counter() - start
        if self._seconds > TOTAL_LIMIT and self._seconds > self._numbers * USUAL:
            raise TimeoutError(f"has taken {self._seconds:.1f} s for {self._numbers} numbers")
        return (before.start(), before.end(), after.end()) if before and after else None


class Pattern(NamedTuple):
    """A compiled pattern: the kinds of quantity that it takes, the base units it names, its forms and their keys.

    fixed: what its table sets for it alone (sign, measure, status, base); expression: in place of forms.
    """

    source: str
    kinds: frozenset[str]
    units: frozenset[str]
    forms: tuple[Form, ...]
    fixed: tuple[tuple[str, Any], ...] = ()
    expression: Expression | None = None
    keys: tuple[str, ...] = ()  # of the forms, in their order: asked for as often as there are rules


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
            raise PatternError(f"{size} or more combinations of alternatives; {_MAX_FORMS} at most: split the pattern")
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


def _sides(written: str, what: str) -> tuple[str, str, str, str]:
    """Part a pattern at its number: the words before, the kind and base of the unit behind it, and the words after."""
    if written.count("…") != 1:
        raise PatternError(f"{what} holds the number once: write it as …")
    left, _, rest = written.partition("…")
    kind, base, right = _split_unit(rest)
    if not kind:
        raise PatternError(f"unknown unit {rest[:4] or '(none)'} after …")
    return left, kind, base, right


def parse(source: str) -> Pattern:
    """Compile a pattern as written in a rule file. Raises PatternError."""
    kinds: set[str] = set()
    units: set[str] = set()
    forms: dict[Form, None] = {}
    for written in _expand(source):
        if written.count("*") > MOST_STARS:  # each is tried at each of its lengths
            raise PatternError(f"{written.count('*')} of *; {MOST_STARS} at most: split the pattern")
        left, kind, base, right = _sides(written, "a pattern")
        kinds.add(kind)
        units.add(base)
        before, after = (tuple(side.replace("{subject}", "*").split("*")) if side else () for side in (left, right))
        forms[Form(before, after)] = None
    keys = tuple(sys.intern(form.key) for form in forms)
    return Pattern(source, frozenset(kinds), frozenset(units), tuple(forms), keys=keys)


def parse_regex(source: str) -> Pattern:
    """Compile a regular expression with … for the number and its unit: 安排[^,]{0,9}资金…亿元. Raises PatternError."""
    left, kind, base, right = _sides(source, "a regular expression")
    import regex

    # Compiling writes repetitions out: (a{9999}){9999} would take all the memory that there is.
    if prod(max(int(n[-6:] or 0), 1) for n in re.findall(r"(?<=[{,])[0-9]+(?=[,}])", source)) > MOST_REPEATED:
        raise PatternError(f"its repetitions make more than {MOST_REPEATED:,}; write fewer")
    try:
        expression = Expression(left, right)
    except regex.error as error:
        raise PatternError(f"no regular expression: {error}") from None
    except RecursionError:
        raise PatternError("a regular expression nested too deep") from None
    return Pattern(source, frozenset({kind}), frozenset({base}), (), (), expression)


def _ends(text: str, at: int, pieces: tuple[str, ...]) -> Iterator[int]:
    """Yield where pieces that begin at an offset may end, the nearest first; `*` stands between each two."""
    if not text.startswith(pieces[0], at):
        return
    at += len(pieces[0])
    if len(pieces) == 1:
        yield at
        return
    mark = _MARK.search(text, at, at + STAR)
    last, rest = mark.start() if mark else at + STAR, pieces[1:]
    here = text.find(rest[0], at, last + len(rest[0]))
    while here >= 0:
        yield from _ends(text, here, rest)
        here = text.find(rest[0], here + 1, last + len(rest[0]))


class Matcher:
    """Tests one form against the words left and right of a number.

    `link` is what may stand between the words and the number: anything short by default. Nothing is compiled
    for a form: there are thousands, and a run meets few of them twice.
    """

    __slots__ = ("_link", "_reach", "form")

    def __init__(self, form: Form, link: str = ANYTHING) -> None:
        self.form = form
        self._link = _linking(link)
        self._reach = GAP if link == ANYTHING else sys.maxsize  # characters that a link can have

    def match(self, left: str, right: str) -> tuple[int, int, int] | None:
        """Return where in `left` the words begin and end and where in `right` they end, or None."""
        before = self._before(left) if self.form.left else (len(left), len(left))
        after = self._after(right) if self.form.right else 0
        return None if before is None or after is None else (*before, after)

    def _before(self, left: str) -> tuple[int, int] | None:
        pieces, links = self.form.left, self._link.fullmatch
        first, nearest = pieces[0], len(left) - self._reach  # words that end before it cannot be linked
        if len(pieces) == 1:  # as most are
            begin = left.find(first, max(0, nearest - len(first)))
            while begin >= 0:
                if links(left, stop := begin + len(first)):
                    return begin, stop
                begin = left.find(first, begin + 1)
            return None
        begin = left.find(first)
        while begin >= 0:
            for stop in _ends(left, begin, pieces):
                if stop >= nearest and links(left, stop):
                    return begin, stop
            begin = left.find(first, begin + 1)
        return None

    def _after(self, right: str) -> int | None:
        # Words behind the unit follow it at once: 57个贫困县, but not 12家医院帮扶贫困县.
        for start in dict.fromkeys((0, len(right) - len(right.lstrip(" 的")))):
            for end in _ends(right, start, self.form.right):
                return end
        return None


@cache
def _linking(link: str) -> re.Pattern[str]:
    return re.compile(link)
