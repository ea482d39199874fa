"""Sums: parts against their whole – 其中 after a total, a total after its parts, shares that make up a hundred."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indicators.accounts import definitions
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
_STRIDE = 60  # characters between a total and its parts, and from part to part
_TELLING = 20  # steps: a total of fewer is soon met by chance
_FEWEST = 3  # shares, before those of a list with 其他 are taken for all of them


def find(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Give the sums that the sentences of a document state, and those of sentences and lines in a row."""
    for statement in statements:
        levels = [r for r in statement.rows if r["measure"] == "level" and r["value_high"] is None]
        yield from _of_which(statement, levels)
        yield from _totals(statement, levels)
        yield from _hundred(statement)
    yield from _in_a_row(
        [(s, r) for s in statements for r in s.rows if r["measure"] == "level" and r["value_high"] is None]
    )


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


def _in_a_row(levels: Sequence[tuple[Statement, Row]]) -> Iterator[Finding]:
    """A total whose parts follow it one after the other, in further sentences or lines too: 共74个。公立25个,民营49个.

    They add up to it or nothing follows; two that make up all between them (男, 女) must add up.
    """
    for n, (holder, whole) in enumerate(levels):
        parts: list[tuple[Statement, Row]] = []
        last = whole
        for statement, row in levels[n + 1 :]:
            if not _like(whole, row) or row["start"] - last["end"] > _STRIDE or row["value"] >= whole["value"]:
                break
            parts.append((statement, row))
            last = row
            finding = _added([r for _, r in parts], whole, certain=False)
            if len(parts) == 2 and _complements(*parts) and _part_of(holder, whole, parts):
                yield _added([r for _, r in parts], whole, certain=True)
                break
            if len(parts) > 1 and _closely(finding) and whole["value"] / max(float(step(whole)), 1.0) >= _TELLING:
                yield finding
                break
            if finding.computed > finding.stated * 2:
                break


def _part_of(holder: Statement, whole: Row, parts: Sequence[tuple[Statement, Row]]) -> bool:
    """Whether 其中 stands between a total and its parts, all of one sentence and one period."""
    here = all(s is holder and r["period"] == whole["period"] for s, r in parts)
    return here and re.search("[,;。(]其中", holder.between(whole, parts[0][1])) is not None


def _complements(a: tuple[Statement, Row], b: tuple[Statement, Row]) -> bool:
    """Whether the words at two numbers are the same but for two that make up all between them: 男生, 女生."""
    words = [(s.lead(r).removeprefix("其中"), s.noun(r)) for s, r in (a, b)]
    for one, other in definitions()["complements"]:
        for first, second in ((one, other), (other, one)):
            for mine, theirs in zip(*words, strict=True):
                if first in mine and second in theirs and mine.replace(first, "") == theirs.replace(second, ""):
                    return True
    return False


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
