"""Proportions: a stated share against its numerator and its denominator – 2718个贫困嘎查村, 占贫困嘎查村总数的95.9%."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicators.findings import CONSISTENT, INCONSISTENT, Finding, judge
from indicators.likeness import plain
from indicators.precision import exact, interval
from indicators.sides import Row
from indicators.statements import Statement
from indicators.units import dimension

# 占全区贫困嘎查村总数的95.9%: what it is a share of.
_OF = re.compile(
    r"占(?:到|了)?(?P<all>全[国省市区县旗州盟乡镇村]|我[国省市区县旗]|该[省市区县]|当地)?(?P<of>[^,;。:、()0-9%]{2,24}?)"
    r"(?P<sum>总[数量额]?|合计|人数)?(?:的?(?:比重|比例|百分比|份额))?(?:的|约|近|达到?|为|到|[ ]|了|超过?)*$"
)
# 占全区11165个嘎查村的76%: the denominator stands within.
_WITHIN = re.compile(r"占(?:到|了)?[^,;。、0-9%]{0,12}$")
# What stands between a numerator and its share: 471起,占39.7%; 73人(占24%).
_AGAIN = re.compile(r"^[;,][^。]{0,40}[,(]占(?:比)?(?:为|达|约)?$")  # ;用于基础设施19386万元,占36.8%
_BESIDE = re.compile(
    r"[^,;。:、()0-9]{0,12}[,(]?(?:约)?占(?:比|[^,;。:、()0-9%]{0,16}的?(?:比重|比例)?)(?:为|达到?|约|近)?"
)
_MAJORITY = 3  # shares of a list that fit one total, before another that does not is wrong
_LINKS = re.compile("分别|依次|其中|各|均|约|仅|就|共|则|已|也|又|所|可")
_NEXT = re.compile(r"[、和及,以]{1,2}")
_BACK = 400  # characters: a denominator further back is another paragraph's


def find(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Give the shares of a document whose numerator and denominator are stated too."""
    levels: dict[str, list[tuple[Statement, Row]]] = defaultdict(list)
    for statement in statements:
        for row in statement.rows:
            if _level(row):
                levels[row["document"]].append((statement, row))
    listed: list[_Share] = []
    for statement in statements:
        of, everywhere, last = "", False, None
        for row in statement.rows:
            if row["measure"] != "share" or row["unit"] != "%" or row["value_high"] is not None:
                continue
            named = _OF.search(statement.before(row))
            if named:
                of, everywhere = plain(named["of"]), bool(named["all"])
            elif last is None or not (_NEXT.fullmatch(gap := statement.between(last, row)) or _AGAIN.search(gap)):
                of = ""  # in a list of shares (分别占全区贫困人口的33.9%、19%) the words stand once
            last = row
            finding = _within(statement, row) or _named(statement, row, of, everywhere, levels[row["document"]])
            if finding:
                yield finding
            elif (part := _right_before(statement, row)) and _settled(row):
                listed.append(_Share(row, part, of))
    for siblings in _siblings(listed):
        yield from _in_a_list(siblings, [row for _, row in levels[siblings[0].share["document"]]])


@dataclass(frozen=True, slots=True)
class _Share:
    """A share that stands right behind its numerator, and the words for what it is of, if any: 471起,占39.7%."""

    share: Row
    part: Row
    of: str


def _right_before(statement: Statement, share: Row) -> Row | None:
    before = [r for r in statement.rows if r["start"] < share["start"]]
    if not before or not _level(before[-1]):
        return None
    return before[-1] if _BESIDE.fullmatch(statement.between(before[-1], share)) else None


def _siblings(listed: Sequence[_Share]) -> Iterator[list[_Share]]:
    """Group shares that follow one another, in one unit and of the same words."""
    group: list[_Share] = []
    for each in listed:
        if group and not (
            each.part["document"] == group[-1].part["document"]
            and each.part["unit"] == group[-1].part["unit"]
            and each.of == group[-1].of
            and each.part["start"] - group[-1].share["end"] < _BACK
        ):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _in_a_list(siblings: list[_Share], levels: Sequence[Row]) -> Iterator[Finding]:
    """Check shares of one list against the total that most of them fit; what does not fit it is inconsistent.

    A single share proves nothing by not fitting a total, nor do two.
    """
    least = max(each.part["value"] for each in siblings)
    start = siblings[0].part["start"]
    unit = siblings[0].part["unit"]
    best: list[Finding] = []
    for whole in levels:
        near = start - _BACK <= whole["start"] < start and whole["unit"] == unit
        if not near or whole["value"] < least or whole["region"] != siblings[0].part["region"]:
            continue
        found = [_percent(each.share, each.part, whole, certain=True) for each in siblings]
        if _fitting(found) >= max(_fitting(best), 1):  # of equal ones the nearest
            best = found
    fitting = _fitting(best)
    for finding in best:
        if finding.verdict == CONSISTENT or (fitting >= _MAJORITY and fitting * 2 > len(best)):
            yield finding


def _fitting(found: Sequence[Finding]) -> int:
    return sum(finding.verdict == CONSISTENT for finding in found)


def _percent(share: Row, part: Row, whole: Row, *, certain: bool) -> Finding:
    (low, high), (least, most) = interval(part), interval(whole)
    computed = low / most * 100, high / least * 100
    center = exact(part["value"]) / exact(whole["value"]) * 100
    formula = f"{part['raw']} / {whole['raw']} = {share['raw']}"
    return judge("share", share, computed, center, (part, whole), formula, certain=certain)


def _level(row: Row) -> bool:
    return bool(row["measure"] == "level" and row["value_high"] is None and row["value"] > 0)


def _within(statement: Statement, share: Row) -> Finding | None:
    """A share whose denominator stands between 占 and it; the numerator is the number before 占."""
    before = [r for r in statement.rows if r["start"] < share["start"]]
    if len(before) < 2:
        return None
    part, whole = before[-2:]
    if not (_level(part) and _level(whole) and _WITHIN.search(statement.before(whole))):
        return None
    gap = statement.between(part, whole)
    if ";" in gap or "。" in gap or dimension(part["unit"] or "") != dimension(whole["unit"] or ""):
        return None
    if part["value"] > whole["value"]:
        return None
    # The same noun behind both (8532个嘎查村, 11165个嘎查村) makes them certain.
    certain = statement.noun(whole)[:2] == statement.noun(part)[:2] != ""
    finding = _percent(share, part, whole, certain=certain)
    return finding if certain or finding.verdict == CONSISTENT else None


def _named(
    statement: Statement, share: Row, of: str, everywhere: bool, levels: Sequence[tuple[Statement, Row]]
) -> Finding | None:
    """A share of something that another sentence counts: 占贫困嘎查村总数的95.9%; everywhere: 占全区…的."""
    if len(of) < 2:
        return None
    parts = [
        r
        for r in statement.rows
        if _level(r) and r["start"] < share["start"] and ";" not in statement.between(r, share)
    ]
    parts = parts[::-1]
    # The noun that the share names, behind or before the number, is surer than what the table says the share is of.
    here = [r for r in parts if r["region"] == share["region"]]
    same = [r for r in here if _is(statement, r, of)] or [r for r in here if r["metric"] == share["metric"]][:1]
    if not same:
        return None
    part = same[0]
    wholes = [
        (s, r)
        for s, r in levels
        if r is not part
        and _about(r, part, everywhere)
        and r["value"] >= part["value"]
        and r["start"] < part["start"]
        and _is(s, r, of)
    ]
    if not wholes:
        return None
    last = max(wholes, key=lambda each: each[1]["start"])
    certain = (
        (_is(statement, part, of) or part["metric"] == share["metric"])
        and share["start"] - last[1]["start"] < _BACK
        and _exactly(last[0], last[1], of)
        and _settled(share)
        and _of_the_same(statement, part, share)
    )
    finding = _percent(share, part, last[1], certain=certain)
    if finding.verdict == CONSISTENT:
        return finding
    for _, whole in wholes:
        if _percent(share, part, whole, certain=False).verdict == CONSISTENT:
            return finding if finding.verdict == INCONSISTENT else _percent(share, part, whole, certain=False)
    return finding if finding.verdict == INCONSISTENT else None


def _of_the_same(statement: Statement, part: Row, share: Row) -> bool:
    """Whether the words before 占, if there are any, are what the numerator counts: 农业产值占…, not 工业产值."""
    words = _LINKS.sub("", plain(re.split("[,;。:、(]", statement.before(share).rpartition("占")[0])[-1]))
    return not re.search("[一-龥]{2}", words) or bool(re.search("[0-9]", words)) or _is(statement, part, words)


def _settled(share: Row) -> bool:
    return (share["bound"] or "exact") == "exact" and share["status"] == "actual"


def _about(a: Row, b: Row, everywhere: bool) -> bool:
    """Whether two rows speak of one year and region, or of all of the region that the other lies in."""
    region = a["region"] == b["region"] or (everywhere and _contains(a, b))
    return region and a["year"] == b["year"] and dimension(a["unit"] or "")[0] == dimension(b["unit"] or "")[0]


def _contains(outer: Row, inner: Row) -> bool:
    """Whether one region has the other in it, by their codes: 150000 has 150400."""
    return str(inner["region_code"] or "").startswith(str(outer["region_code"] or "-").rstrip("0") or "-")


def _is(statement: Statement, row: Row, of: str) -> bool:
    """Whether a number counts what the words name: right behind it, right before it, or by its metric."""
    return (
        plain(statement.noun(row)).startswith(of)
        or plain(statement.lead(row)).endswith(of)
        or of in (plain(row["metric_name"] or ""), plain(row["subject"] or ""))
    )


def _exactly(statement: Statement, row: Row, of: str) -> bool:
    """Whether no word before or behind what a number counts makes it less than all of it."""
    if of in (plain(row["subject"] or ""), plain(row["metric_name"] or "")):
        return True
    noun, lead = plain(statement.noun(row)), plain(statement.lead(row))
    return noun in (of, of + "总数") or bool(re.fullmatch(f"[国省市区县旗州]?(?:共?有)?{re.escape(of)}(?:总数)?", lead))
