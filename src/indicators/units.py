"""Units: the words that measure or count, their base units and kinds (the table is data/units.toml)."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a text writes it: surface × factor = base unit; units of one kind measure the same thing."""

    surface: str
    base: str
    factor: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    """A unit found in a text: base unit, factor, kind, denominator, and the offset where it ends."""

    base: str
    factor: Decimal
    kind: str
    per: str | None
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """The unit table: surfaces, the followers that make one part of another word, the longest surface."""

    units: dict[str, Unit]
    unless: dict[str, str]  # regular expressions
    longest: dict[str, int]  # by the first character of a surface
    small: frozenset[str]  # classifiers that may follow 两 to 九 in a statement
    equal: dict[str, tuple[str, Fraction]]  # base unit → dimension, how many of the dimension's unit it is


@lru_cache(maxsize=1)
def table() -> Table:
    """Load the unit table from the package, on first use."""
    data = tomllib.loads(resources.files(__package__).joinpath("data/units.toml").read_text("utf-8"))
    units: dict[str, Unit] = {}
    for kind in data["kind"]:
        for surface in kind.get("same", "").split():
            units[surface] = Unit(surface, surface, Decimal(1), kind["name"])
        for surface, written in kind.get("as", {}).items():
            base, _, factor = written.partition(" ")
            units[surface] = Unit(surface, base, Decimal(factor or 1), kind["name"])
    return Table(
        units,
        data["not_before"],
        {surface[0]: len(surface) for surface in sorted(units, key=len)},
        frozenset(data["small"].split()),
        {u: (name, Fraction(n)) for name, same in data["equal"].items() for u, n in same.items()},
    )


def dimension(unit: str) -> tuple[str, Fraction]:
    """Return what a base unit measures and its size there: 亩 and 公顷 are both area, 2000/3 and 10000.

    Units that count (个, 家, 处, 户) are one dimension, since reports choose among them freely; a unit that no
    other equals is a dimension of its own.
    """
    known = table()
    if unit in known.equal:
        return known.equal[unit]
    found = known.units.get(unit)
    return ("count" if found and found.kind in ("count", "households") else unit), Fraction(1)


def resolve(surface: str) -> Unit | None:
    """Look up one surface: 兆瓦 is 1000 千瓦 of kind power; None where the table does not have it.

    Of a compound unit (元/人, 吨/日) the kind is what `match` gives it: money stays money, others are a rate.
    """
    unit = table().units.get(surface)
    if unit is None and "/" in surface:
        found = match(surface, 0)
        if found is not None and found.end == len(surface):
            return Unit(surface, found.base, found.factor, found.kind)
    return unit


def match(text: str, start: int) -> Found | None:
    """Read the longest unit that begins at an offset (blanks before it allowed), with its denominator.

    Money keeps its own unit and gives the denominator as `per` (元/人·年: 元, per 人·年); other compounds
    stay one unit (吨/日, 微克/立方米), as the tables have them.
    """
    known = table()
    while start < len(text) and text[start] in " ":
        start += 1
    if start >= len(text) or text[start] not in known.longest:
        return None
    unit, end = _longest(text, start, known)
    if unit is None:
        return None
    base, factor, kind = unit.base, unit.factor, unit.kind
    if text[end : end + 1] == "(":  # 29万头(只), 12台(套), 5万人(次)
        inside = text.find(")", end, end + 5)
        other = text[end + 1 : inside] if inside > 0 else ""
        if other == "次" or other in known.units:
            joined = known.units.get(unit.surface + other) if other == "次" else None
            base, kind = (joined.base, joined.kind) if joined else (base, kind)
            end = inside + 1
    below: list[str] = []
    while text[end : end + 1] == "/" or (below and text[end : end + 1] == "·"):
        name, stop = _below(text, end + 1, known)
        if not name:
            break
        below.append(name)
        end = stop
    if not below and (every := _EVERY.match(text, end)):  # 350立方米每秒
        name, stop = _below(text, every.end(), known)
        if name and _ENDS.match(text, stop):
            below.append(name)
            end = stop
    if "/" in base:  # 分/千瓦时 is 0.01 元 for a 千瓦时
        base, _, name = base.partition("/")
        below.append(name)
    per = "·".join(below) or None
    if per is not None and kind not in ("money", "percent"):
        base, kind = f"{base}/{per}", "rate"
    return Found(base, factor, kind, per, end)


_SWITCH = re.compile(r"[,;。:!?\n0-9]")
_PER = re.compile(
    r"每(?:个|位|名)?(?P<each>[百千万]?(?:平方公里|平方米|立方米|公里|公斤|公顷|村|县|乡镇|人|户|亩|吨|斤|头|只|年|月|天|日|次|所|家|度"
    r"|生|孩|床|班|场|件|套|台|辆|座|株|棵))"
    r"|(?P<mean>[人户亩村县校日月年])均"
)
_SPREAD = {"money", "area", "mass", "volume", "energy", "length", "rate", "count", "livestock", "power"}


def per_words(text: str, start: int, kind: str) -> str | None:
    """Read the denominator that the words before a number give: 人均0.8亩 is per 人, 每人每年1万元 per 人·年.

    In: normalised text, the number's offset and its unit's kind. The words count back to the last mark.
    """
    if kind not in _SPREAD:
        return None
    low = max(0, start - 20)
    words = text[low:start]
    if "每" not in words and "均" not in words:
        return None
    cut = max((m.end() for m in _SWITCH.finditer(text, low, start)), default=low)
    names = [m["each"] or m["mean"] for m in _PER.finditer(text, cut, start)]
    return "·".join(dict.fromkeys(names)) or None


_WITHIN = re.compile(r"[一-龥] [一-龥]")
_BROKEN = 3  # characters: shorter units may be two words
_EVERY = re.compile(r"每(?=[秒天日时小年月人户亩吨])")
_ENDS = re.compile(r"[,。;、)的]|$")
# What only a denominator calls by these names: 元/月, 吨/h.
_DENOMINATORS = {
    "年": "年", "月": "月", "日": "日", "天": "天", "时": "小时", "h": "小时", "s": "秒", "d": "日", "a": "年"
}  # fmt: skip


def _longest(text: str, start: int, known: Table) -> tuple[Unit | None, int]:
    longest = known.longest.get(text[start : start + 1], 0)
    blank = text.find(" ", start + 1, start + longest) - start
    if blank > 0 and _WITHIN.match(text, start + blank - 1):  # 平方公 里: a wrapped line leaves a blank in it
        joined = text[start : start + blank] + text[start + blank + 1 : start + longest + 1]
        for length in range(len(joined), max(blank, _BROKEN - 1), -1):
            unit = known.units.get(joined[:length])
            if unit is not None and _whole(text, unit.surface, start + length + 1, known):
                return unit, start + length + 1
    for length in range(min(longest, len(text) - start), 0, -1):
        unit = known.units.get(text[start : start + length])
        if unit is not None and _whole(text, unit.surface, start + length, known):
            return unit, start + length
    return None, start


def _below(text: str, start: int, known: Table) -> tuple[str, int]:
    """Read a denominator: 人, 平方公里, 百人, 月; empty where none begins at the offset."""
    head = start + 1 if text[start : start + 1] in tuple("十百千万") else start
    unit, end = _longest(text, head, known)
    if unit is not None:
        return text[start:head] + unit.base, end
    name = _DENOMINATORS.get(text[start : start + 1])
    return (name, start + 1) if name else ("", start)


def _whole(text: str, surface: str, end: int, known: Table) -> bool:
    """Whether a surface stands as a word of its own: m not in max, 家 not in 家庭, 人 not in 人民."""
    last = surface[-1]
    if last.isascii() and last.isalpha() and text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return False
    unless = known.unless.get(surface)
    return unless is None or _follower(unless).match(text, end) is None


@cache
def _follower(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)  # when its unit is met: there are a hundred of them
