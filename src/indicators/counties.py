"""Counties whose names are doubtful: named in short by their own report (来到修水 … 我县) or by that of their city
(义乌、永康、浦江 … 我市), or with a full name that may be half a word (易县, 和县, 新华区).

Two characters may be any word, so that several things must speak for a name before it counts.
"""

import re
from collections import Counter, defaultdict

from indicators.gazetteer import Candidate, Hit, Need, Region, contains, gazetteer
from indicators.surroundings import surroundings
from indicators.toponyms import Mention, Resolver, chain, fits

_NEAR = 8  # characters between a parent region and a short form that it speaks for: 云浮市领导来到新兴
_LEADING = 0.6  # the part of all short forms named that the report's own must have
_TITLE_WEIGHT, _STANDS = 2, 2  # a doubtful full name counts from the title alone, or said twice in the text
# The county's own organs, as its report names them: 县人民医院, 县委.
_COUNTY_ORGAN = re.compile(
    r"(?:(?<![一-鿿])|(?<=[的由在经向对给和与]))县(?:委|政府|人大|政协|财政|人民医院|中医院|妇幼|疾控|一中|直)"
)
_THAN = re.compile("[低高多少快慢]于$|超过$")
_VISITED = re.compile("[到赴去在从向、和]$")
_CLUSTER = 3  # so many counties of one prefecture, named in short, speak for one another


def standing(texts: list[str], rows: list[list[Hit]]) -> dict[str, Region]:
    """Return code → county for the doubtful full names of title, publisher and text that stand by themselves.

    One that several counties share (河东区) counts where a region around one of them is named as well.
    """
    rules, times, meant = surroundings(), Counter[str](), dict[str, list[Region]]()
    around: set[Region] = set()
    for text, row, weight in zip(texts, rows, (_TITLE_WEIGHT, _TITLE_WEIGHT, 1), strict=True):
        for hit in row:
            form = text[hit.start : hit.end]
            around.update(c.region for c in hit.candidates if c.need is Need.FREE and c.region.level in (1, 2))
            doubtful = [c.region for c in hit.candidates if c.need is Need.KNOWN]
            if text is texts[0] and rules.heads_title(text, hit) and [r.level for r in doubtful] == [2]:
                times[form], meant[form] = _STANDS, doubtful  # 保定2015年统计公报
                continue
            full = [r for r in doubtful if r.name == form]
            if full and rules.stands_alone(text, hit):
                times[form] += weight
                meant[form] = full
    found = {}
    for form, counties in meant.items():
        if len(counties) > 1:
            counties = [c for c in counties if any(contains(outer, c) for outer in around)]
        if times[form] >= _STANDS and len(counties) == 1:
            found[counties[0].code] = counties[0]
    return found


def short_county(
    texts: list[str], rows: list[list[Hit]], mentions: list[Mention], resolver: Resolver, paper: Region | None = None
) -> Region | None:
    """Return the county of a report that says 我县 or 全县 and writes its name in short only: 来到修水.

    Two characters may be any word: one must stand as a place, the name must recur and lead all others like it. `paper`
    is the region of the newspaper that prints it: one of its counties is meant before any other.
    """
    rules, named, local, placed = surroundings(), Counter[str](), Counter[str](), set[str]()
    ours, said, visited = Counter[str](), Counter[str](), set[str]()
    for text, row in zip(texts, rows, strict=True):
        parents = [m for m in mentions if m.region.level in (1, 2)] if text is texts[2] else []
        for hit in row:
            form = text[hit.start : hit.end]
            if hit.kind:
                said[hit.kind] += 1
                ours[hit.kind] += form[0] in "我本"
            elif (
                len(form) == 2
                and {c.region.level for c in hit.candidates} == {3}
                and rules.name_end(text, hit, hit.candidates[0].region) == hit.end
            ):
                if text is texts[0] and rules.heads_title(text, hit):
                    named[form] += _TITLE_WEIGHT
                    placed.add(form)
                    continue
                near = any(0 <= hit.start - m.end <= _NEAR and _holds(m.region, hit.candidates) for m in parents)
                if paper is not None and _holds(paper, hit.candidates):
                    near = True
                    local[form] += 1
                if _THAN.search(text, max(0, hit.start - 3), hit.start):
                    continue  # 低于房县2.4个百分点
                if near or not rules.ordinary(form):
                    named[form] += 1
                    visited |= {form} if _VISITED.search(text, max(0, hit.start - 2), hit.start) else set()
                    placed |= {form} if near or rules.stands_as_place(text, hit) else set()
    said["县"] += len(_COUNTY_ORGAN.findall(texts[2]))
    named = local if max(local.values(), default=0) > 1 else named
    form, times = next(iter(named.most_common(1)), ("", 0))
    if times < 2 and len(named) == 1 and form not in visited and max(said["县"], said["旗"]) > said["市"]:
        placed.add(form)  # 竹山经济稳中有进: the one county that a text which says 全县 names
    elif times < 2:
        return None
    if form not in placed or times < _LEADING * named.total():
        return None
    for kind in sorted(("县", "旗", "市", "区"), key=lambda k: (-ours[k], -said[k])):
        if not said[kind] or not (ours[kind] or said[kind] == max(said.values())):
            continue
        # 我市 of a report on 各县 is a prefecture's, 我区 beside 自治区 or 抚州地区 that region's.
        if (kind == "市" and rules.cities_speech.search(texts[2])) or (
            kind == "区" and (said["自治区"] or resolver.areas)
        ):
            continue
        found = [c.region for c in gazetteer().forms.get(form + kind, ()) if c.region.level == 3]
        if kind == "县" and not found:
            found = [c.region for c in gazetteer().forms.get(form, ()) if c.region.name.endswith("自治县")]
        county = _only(found, resolver.known)
        rivals = Counter(
            r
            for m in mentions
            if not m.relative and not (named is local and paper and not contains(paper, m.region))
            for r in chain(m.region)
            if fits(r, kind)
        )
        if county is not None and max(rivals.values(), default=0) < times:
            return county
    return None


def _holds(outer: Region, candidates: tuple[Candidate, ...]) -> bool:
    return any(contains(outer, c.region) for c in candidates)


def _only(found: list[Region], known: dict[str, Region]) -> Region | None:
    """Return the one region of several, or the one that lies in a prefecture or a province which is known."""
    for level in (2, 1):
        if len(found) > 1:
            outer = [r for r in known.values() if r.level == level]
            found = [f for f in found if any(contains(r, f) for r in outer)] or found
    return found[0] if len(found) == 1 else None


def clusters(texts: list[str], rows: list[list[Hit]]) -> dict[Region, list[Region]]:
    """Return the cities of which several counties are named in short, with these counties: 义乌、永康、浦江.

    Each name must stand as a place somewhere; a name that is a common word as well (永康) always does so.
    """
    rules, placed = surroundings(), defaultdict[str, int](int)
    meant: dict[str, tuple[Region, ...]] = {}
    for text, row in zip(texts, rows, strict=True):
        for i, hit in enumerate(row):
            form = text[hit.start : hit.end]
            if hit.kind or len(form) != 2 or {c.region.level for c in hit.candidates} != {3}:
                continue
            following = row[i + 1] if i + 1 < len(row) else None
            region = hit.candidates[0].region
            if rules.name_end(text, hit, region) == hit.end and not rules.other_name(text, hit, region, following):
                placed[form] += rules.stands_as_place(text, hit)
                meant[form] = tuple(c.region for c in hit.candidates)
    found: defaultdict[Region, dict[str, Region]] = defaultdict(dict)
    for form in sorted(form for form, times in placed.items() if times):
        for county in meant[form]:
            if len(around := chain(county)) > 1 and not county.name.endswith("区"):
                found[around[1]][form] = county
    return {city: list(forms.values()) for city, forms in found.items() if len(forms) >= _CLUSTER}
