"""Accounts: what is equal by definition – 生产总值 and its three industries, 税收 and 非税收入, an urban share."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from indicators.findings import Finding, judge
from indicators.precision import exact, interval
from indicators.sides import Row

_COUNTED_BY = re.compile("户籍|常住|现价|不变价|预算数|决算数")  # 常住人口 is no sum of 户籍人口
_NEAR = 400  # characters between the numbers of one account


@lru_cache(maxsize=1)
def definitions() -> dict[str, Any]:
    """Load data/identities.toml on first use."""
    data = tomllib.loads(resources.files(__package__).joinpath("data/identities.toml").read_text("utf-8"))
    return {**data, "complements": [pair.split() for pair in data["complements"]["pairs"]]}


def find(rows: Iterable[Row]) -> Iterator[Finding]:
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
        for ratio in definitions()["ratio"]:
            if all(ratio[key] in one for key in ("share", "part", "whole")):
                yield from _ratio(*(one[ratio[key]] for key in ("share", "part", "whole")))
        for identity in definitions()["identity"]:
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
    if not _together([stated, *others]):
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


def _together(rows: list[Row]) -> bool:
    """Whether rows stand near one another and are counted alike: 一产6.83亿元 far off is of an investment."""
    counted = {word for r in rows for word in _COUNTED_BY.findall(r["subject"] or "")}
    places = [r["start"] for r in rows]
    return len(counted) < 2 and max(places) - min(places) <= _NEAR


def _ratio(share: Row, part: Row, whole: Row) -> Iterator[Finding]:
    if (part["unit"], part["per"]) != (whole["unit"], whole["per"]) or share["unit"] != "%" or not part["value"]:
        return
    if part["value"] > whole["value"] or not _together([share, part, whole]):
        return
    (low, high), (least, most) = interval(part), interval(whole)
    center = exact(part["value"]) / exact(whole["value"]) * 100
    formula = f"{part['raw']} / {whole['raw']} = {share['raw']}"
    yield judge("share", share, (low / most * 100, high / least * 100), center, (part, whole), formula)
