"""Restatements: one figure – metric, region, period – that two reports state with two values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from indicators.comparability import ONE, base, whole
from indicators.findings import CONSISTENT, INCONSISTENT, UNKNOWN, Finding
from indicators.likeness import core
from indicators.meetings import unnamed, words_in_common
from indicators.precision import agree, exact, step
from indicators.sides import Home, Row
from indicators.text import normalise

_DIGITS = 4  # digits without the noughts at the end, of a number that is hardly met twice by chance
_WORDS = 3  # characters of a name that says what is counted
_LEAST = 0.4  # of the words of both subjects, for two values to be those of one figure


def find(rows: Iterable[Row], homes: Mapping[str, Home]) -> Iterator[Finding]:
    """Give the figures that two documents state, equal or not: the value that most state, and each other beside it.

    Where both documents are of the figure's own year they may state it of two days or with two scopes; then
    nothing follows from two values.
    """
    groups: dict[tuple[object, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["period"] and not (unnamed(row) and len(row["metric_name"] or "") < 4):
            key = (*(row[c] for c in _FIGURE), whole(row["period"]), base(row))
            groups[key][row["document"]].append(row)
    for documents in groups.values():
        one = [each[0] for each in documents.values() if len({r["value"] for r in each}) == 1]
        values: dict[object, list[Row]] = defaultdict(list)
        for row in one:
            values[row["value"], row["value_high"]].append(row)
        stated = sorted(values.values(), key=len, reverse=True)
        for same in stated:  # one pair for all that agree, so that the cost follows the figures
            if len(same) > 1:
                yield from _compared(same[0], same[1], homes)
        for other in stated[1:]:
            yield from _compared(stated[0][0], other[0], homes)


_FIGURE = ("metric", "region", "measure", "unit", "per", "status")


def _compared(a: Row, b: Row, homes: Mapping[str, Home]) -> Iterator[Finding]:
    words = max(words_in_common(a, b), words_in_common(a, b, part=True))
    if words < _LEAST:
        return
    if agree(a, b, ONE):
        verdict, note = CONSISTENT, ""
    elif {a["bound"], b["bound"]} != {"exact"}:
        verdict, note = UNKNOWN, "至少一处为约数"
    elif any(_looks_back(row, homes) for row in (a, b)):
        verdict, note = INCONSISTENT, "同一指标、地区、时期,两份报告数值不同"
    else:
        verdict, note = UNKNOWN, "两份报告均为当年,时点或口径可能不同"
    tolerance = float(max(step(a), step(b)) / 2)
    formula = f"{a['raw']} {'=' if verdict == CONSISTENT else '≠'} {b['raw']}"
    yield Finding(
        "restated", verdict, float(exact(a["value"])), float(exact(b["value"])), tolerance, a["unit"] or "", (a, b),
        formula, note,
    )  # fmt: skip


def mistyped(rows: Iterable[Row]) -> Iterator[Finding]:
    """Give figures that one document states in two sentences with one digit changed or two changed over.

    1163个 and 1363个 of the same words, region and period; other differences may be those of two scopes.
    """
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if row["measure"] == "level" and row["value_high"] is None and len(_digits(row).rstrip("0")) >= _DIGITS:
            key = tuple(row[c] for c in ("document", "region", "unit", "per", "status", "year"))
            groups[(*key, len(_digits(row)))].append(row)
    for each in groups.values():
        for a, b in combinations(each, 2):
            if a["sentence"] != b["sentence"] and _slip(_digits(a), _digits(b)) and _same_words(a, b):
                yield Finding(
                    "restated", INCONSISTENT, float(exact(a["value"])), float(exact(b["value"])),
                    float(max(step(a), step(b)) / 2), a["unit"] or "", (a, b), f"{a['raw']} ≠ {b['raw']}",
                    "同一份报告两处数值只差一位,或有笔误",
                )  # fmt: skip


def _digits(row: Row) -> str:
    return "".join(c for c in normalise(row["raw"] or "") if c.isdigit())


def _slip(a: str, b: str) -> bool:
    """Whether two numbers of one length differ in one digit, or in two that have changed places."""
    apart = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return len(apart) == 1 or (len(apart) == 2 and a[apart[0]] == b[apart[1]] and a[apart[1]] == b[apart[0]])


def _same_words(a: Row, b: Row) -> bool:
    short, long = sorted((core(r["metric_name"] or "") for r in (a, b)), key=len)
    return len(short) >= _WORDS and (long.startswith(short) or long.endswith(short))


def _looks_back(row: Row, homes: Mapping[str, Home]) -> bool:
    """Whether a figure is of a year that had ended before its document's."""
    home = homes[row["document"]].year
    return home is not None and row["year"] is not None and int(row["year"]) < int(home)
