"""Sums: parts against their whole – 其中 after a total, a total after its parts, shares that make up a hundred."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from indicators.findings import Finding, judge
from indicators.precision import exact, interval, step
from indicators.sides import Row
from indicators.statements import Statement

_OF_WHICH = re.compile(r"其中|包括|分别(?:为|是)|[:(]")
_TOTAL = re.compile(
    r"(?:共计|合计|总计|总共|共有|一共|加起来|共|等共?(?:[0-9]+|[一二三四五六七八九十]+)[类项个种级批方])[^,;。:]{0,8}$"
)
_LINK = re.compile(r"、[^,;。:、0-9]{0,16}$|(?:和|与|及|以及)[^,;。:、0-9]{0,12}$")
_REST = re.compile(r"其他|其它|其余|余下")
_JOINED = re.compile(r"^(?:和|与|及|、|以及)$")
_COUNTED_BY = re.compile("户籍|常住|现价|不变价|预算数|决算数")  # 常住人口 is no sum of 户籍人口
_NEAR = 400  # characters between the numbers of one account
_FEWEST = 3  # shares, before those of a list with 其他 are taken for all of them


def find(statement: Statement) -> Iterator[Finding]:
    """Give the sums that a sentence states."""
    levels = [r for r in statement.rows if r["measure"] == "level" and r["value"] is not None]
    yield from _of_which(statement, levels)
    yield from _totals(statement, levels)
    yield from _hundred(statement)


def _like(a: Row, b: Row) -> bool:
    """Whether two numbers can be added: 10个 and 171个, not 四类."""
    return (a["unit"] or "") == (b["unit"] or "") and (a["per"] or "") == (b["per"] or "")


def _added(parts: Sequence[Row], whole: Row, *, certain: bool) -> Finding:
    ends = [interval(p) for p in parts]
    total = sum((exact(p["value"]) for p in parts), start=exact(0.0))
    computed = sum((e[0] for e in ends), start=exact(0.0)), sum((e[1] for e in ends), start=exact(0.0))
    formula = " + ".join(p["raw"] for p in parts) + f" = {whole['raw']}"
    return judge("parts", whole, computed, total, parts, formula, certain=certain, derived=False)


def _of_which(statement: Statement, levels: list[Row]) -> Iterator[Finding]:
    """A total, then 其中 and its parts; they are all of it where the total names each (中央和自治区 …, 其中中央 …)."""
    for n, whole in enumerate(levels):
        parts: list[Row] = []
        for row in levels[n + 1 :]:
            gap = statement.between(parts[-1] if parts else whole, row)
            if ";" in gap or "。" in gap or (not parts and not _OF_WHICH.search(gap)) or not _like(whole, row):
                break
            if parts and _OF_WHICH.search(gap):
                break
            parts.append(row)
        parts = [p for p in parts if p["value"] < whole["value"]]
        if len(parts) > 1:
            certain = _names_all(statement, whole, parts) or bool(_REST.search(statement.lead(parts[-1])))
            finding = _added(parts, whole, certain=certain)
            if certain or _closely(finding):
                yield finding


def _closely(finding: Finding) -> bool:
    """Whether a sum comes as near to its total as the roughest of its numbers is written: no mere chance."""
    roughest = max(step(row) for row in finding.rows) / 2
    return abs(exact(finding.stated) - exact(finding.computed)) <= roughest


def _names_all(statement: Statement, whole: Row, parts: Sequence[Row]) -> bool:
    """Whether the words before a total list what its parts begin with: 中央和自治区财政资金共计, 中央 …, 自治区 …."""
    words = statement.before(whole)[-60:]
    spans = []
    for part in parts:
        lead = re.sub(r"^.*?其中|^(?:包括|分别为)", "", statement.lead(part))
        for size in range(len(lead), 1, -1):
            at = words.rfind(lead[:size])
            if at >= 0:
                spans.append((at, at + size))
                break
        else:
            return False
    return all(_JOINED.match(words[a[1] : b[0]]) for a, b in pairwise(spans))


def _totals(statement: Statement, levels: list[Row]) -> Iterator[Finding]:
    """Parts one after the other, then 共, 合计 or 等四类 and their sum."""
    for n, whole in enumerate(levels):
        if not _TOTAL.search(statement.before(whole)):
            continue
        parts: list[Row] = []
        for row in reversed([r for r in levels[:n] if _like(whole, r)]):
            gap = statement.between(row, parts[0] if parts else whole)
            if ";" in gap or "。" in gap or (parts and not _LINK.search(gap)):
                break
            if parts and row["value"] > whole["value"]:
                break
            parts.insert(0, row)
        for first in range(len(parts) - 1):
            finding = _added(parts[first:], whole, certain=True)
            if _closely(finding):
                yield finding
                break
        else:
            if len(parts) > 1 and "," not in statement.between(parts[-1], whole):
                yield _added(parts, whole, certain=True)


def _hundred(statement: Statement) -> Iterator[Finding]:
    """Shares of one whole that end with 其他: together they are all of it."""
    shares = [r for r in statement.rows if r["measure"] == "share" and r["unit"] == "%" and r["value_high"] is None]
    if len(shares) < _FEWEST or not _REST.search(statement.between(shares[-2], shares[-1])):
        return
    whole: Row = {**shares[-1], "value": 100.0, "raw": "100%"}
    rest = exact(100.0) - sum((exact(r["value"]) for r in shares[:-1]), start=exact(0.0))
    width = sum(((interval(r)[1] - interval(r)[0]) / 2 for r in shares[:-1]), start=exact(0.0))
    formula = " + ".join(r["raw"] for r in shares) + f" = {whole['raw']}"
    yield judge("parts", shares[-1], (rest - width, rest + width), rest, shares[:-1], formula, derived=False)


@lru_cache(maxsize=1)
def _identities() -> list[dict[str, list[str]]]:
    data = tomllib.loads(resources.files(__package__).joinpath("data/identities.toml").read_text("utf-8"))
    found: list[dict[str, list[str]]] = data["identity"]
    return found


def accounts(rows: Iterable[Row]) -> Iterator[Finding]:
    """Check what national accounts and budgets define: 生产总值 is the sum of the three industries' value added.

    Rows of one document, region, period and status; a metric with two values there is left alone.
    """
    groups: dict[tuple[object, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["measure"] in ("level", "share") and row["value_high"] is None:
            key = tuple(row[c] for c in ("document", "region", "period", "status"))
            groups[key][row["metric"]].append(row)
    for metrics in groups.values():
        one = {name: each[0] for name, each in metrics.items() if len({r["value"] for r in each}) == 1}
        for identity in _identities():
            names = [*identity.get("whole", []), *identity["parts"], *identity.get("less", [])]
            if all(name in one for name in names):
                yield from _account(identity, one)


def _account(identity: dict[str, list[str]], one: dict[str, Row]) -> Iterator[Finding]:
    parts, less = ([one[name] for name in identity.get(key, [])] for key in ("parts", "less"))
    if "whole" in identity:
        stated, others = one[identity["whole"][0]], [*parts, *less]
    else:  # they make up a hundred: the last is what the others leave
        stated, others, less, parts = parts[-1], parts[:-1], parts[:-1], []
    if len({(r["unit"], r["per"]) for r in (stated, *others)}) > 1:
        return
    counted = {word for r in (stated, *others) for word in _COUNTED_BY.findall(r["subject"] or "")}
    if len(counted) > 1:
        return
    places = [r["start"] for r in (stated, *others)]
    if max(places) - min(places) > _NEAR:  # 一产6.83亿元 of another paragraph is of its investment
        return
    start = exact(100.0) if "whole" not in identity else exact(0.0)
    center = start + sum((exact(r["value"]) for r in parts), start=exact(0.0))
    center -= sum((exact(r["value"]) for r in less), start=exact(0.0))
    low = high = start
    for row in parts:
        low, high = low + interval(row)[0], high + interval(row)[1]
    for row in less:
        low, high = low - interval(row)[1], high - interval(row)[0]
    sign = " + ".join(r["raw"] for r in parts) if parts else "100%"
    formula = " - ".join([sign, *(r["raw"] for r in less)]) + f" = {stated['raw']}"
    yield judge("parts", stated, (low, high), center, others, formula, derived=False)
