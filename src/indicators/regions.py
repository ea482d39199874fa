"""Regions of a document: every region it names, and the one that it speaks of.

The document's own region (home) comes from its title, then its publisher, its signature, the relative words
it uses (全省, 我县), and the regions it names most; a user's default counts only where the report names none.
"""

import difflib
import re
from bisect import bisect_left
from collections import Counter
from itertools import pairwise

from indicators.gazetteer import NATION, Candidate, Hit, Region, contains, gazetteer
from indicators.surroundings import surroundings
from indicators.toponyms import Mention, Resolver, chain, fits, merged
from indicators.townships import hits, leads, own_township

__all__ = ["Mention", "Places", "Region", "chain", "lookup", "places"]

# A region must have this part of all the names to be the document's own by number alone.
_DOMINANT = 0.4
_EARLY = 300  # characters; a region named here counts threefold
_SIGNATURE = 150  # characters at the end in which the author signs
_OFFICE = re.compile(
    r"[一-鿿]{0,14}(?:局|政府|委员会|办公室|办|厅|党委|政协|人大|行署|公署)[\s,。0-9一二三四五六七八九〇年月日()]*$",
    re.M,
)
_NEAR = 8  # characters between a parent region and a short form that it speaks for: 云浮市领导来到新兴
_LEADING = 0.6  # the part of all short forms named that the report's own must have
_TOWN = re.compile(r"(?=([一-鿿]{2,6}?(?:镇|乡|苏木|街道)))")


class Places:
    """The regions of one document; `asides` are named, but no number beside them speaks of them (高于全国).

    `home` is the region that the document speaks of; both lists are sorted, and no two mentions overlap.
    """

    def __init__(self, home: Region | None, mentions: list[Mention], asides: list[Mention]) -> None:
        self.home = home
        self.mentions = mentions
        self.asides = asides
        self._starts = [m.start for m in mentions]

    def between(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that lie within text[start:end]."""
        found = self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [m for m in found if m.end <= end]

    def before(self, offset: int) -> Mention | None:
        """Return the latest mention that ends at or before the offset."""
        i = bisect_left(self._starts, offset) - 1
        while i >= 0 and self.mentions[i].end > offset:
            i -= 1
        return self.mentions[i] if i >= 0 else None


def places(text: str, *, title: str = "", publisher: str = "", default: str | None = None) -> Places:
    """Find the regions of a document: normalised text, what is known of its title and publisher in.

    `default` names a region (as for `lookup`) for a report that names none; ValueError where it is none.
    """
    resolver = Resolver()
    texts = [title, publisher, text]
    rows = resolver.hits(texts)
    if not resolver.known and (named := _rare_town(title) or _rare_town(publisher)) is not None:
        resolver.known[named.code[:6]] = gazetteer().by_code[named.code[:6]]
        rows = resolver.hits(texts)
    of_title, of_publisher, of_text = (
        [m for m, aside in resolver.read(t, [h for h in row if not h.kind]) if not aside]
        for t, row in zip(texts, rows, strict=True)
    )
    relative = Counter(h.kind for h in rows[2] if h.kind and text[h.start] not in "该当")
    home = _named(of_title, of_publisher) or _signed(text, of_text)
    if leads(relative, text) and all(m.region.level < 3 for m in of_title):
        town = own_township(title, text, resolver.known)
        if town is not None and (home is None or contains(home, town)):
            home = town
            rows = _reread(resolver, texts, rows, town)
    resolver.firm = home is not None
    resolver.areas = {
        m.region for t, of in zip(texts, (of_title, of_publisher, of_text), strict=True) for m in of if _is_area(t, m)
    }
    if home is None and not leads(relative, text):
        home = _short_county(texts, rows, of_text, resolver)
        rows = rows if home is None else _reread(resolver, texts, rows, home)
    # A report that says 全县 is none of the nation's, whatever national meeting its title names.
    if home is None and not relative and _national(of_title, of_publisher, publisher):
        home = NATION
    home = home or _relative_home(of_text, relative, resolver) or _dominant(of_text)
    if home is None and default is not None:
        home = lookup(default)
    resolver.home = home
    read = resolver.with_villages(text, resolver.read(text, rows[2]))
    return Places(home, [m for m, aside in read if not aside], [m for m, aside in read if aside])


def _reread(resolver: Resolver, texts: list[str], rows: list[list[Hit]], town: Region) -> list[list[Hit]]:
    """Return the names of the texts once their township is known: its county's townships, or it alone."""
    if town.code:
        county = gazetteer().by_code[town.code[:6]]
        resolver.known.setdefault(county.code, county)
        return resolver.hits(texts)
    return [merged(row, hits(text, town)) for text, row in zip(texts, rows, strict=True)]


def _rare_town(name: str) -> Region | None:
    """Return the township in a title that names no county, where only one of the nation has that name."""
    for m in _TOWN.finditer(name):
        if len(m[1]) > 3 and len(found := gazetteer().counties_with(m[1])) == 1:
            return found[0]
    return None


def _named(title: list[Mention], publisher: list[Mention]) -> Region | None:
    """Return the region of the title (of several, the publisher's own), or else the publisher's."""
    speakers = [m.region for m in publisher if m.region.level]
    regions = [m.region for m in title if m.region.level]
    for region in regions:
        # 北京市支援内蒙古自治区…, published in Inner Mongolia, is a report of Inner Mongolia.
        if any(region in chain(s) or s in chain(region) for s in speakers):
            return _innermost(region, regions)
    first = next(iter(regions + speakers), None)
    return None if first is None else _innermost(first, regions)


def _innermost(region: Region, others: list[Region]) -> Region:
    """Return the smallest of a chain, 江陵县 of (湖北省)关于荆州市江陵县…, but none of two neighbours."""
    inner = sorted((r for r in others if contains(region, r)), key=lambda r: r.level)
    nested = all(a == b or contains(a, b) for a, b in pairwise(inner))
    return inner[-1] if inner and nested else region


def _is_area(text: str, mention: Mention) -> bool:
    """Return whether a mention calls its region a prefecture of the old kind: 抚州地区, 商洛行署."""
    rules, end = surroundings(), mention.end
    return mention.region.level == 2 and (text.endswith("地区", mention.start, end) or rules.prefecture(text, end))


def _short_county(
    texts: list[str], rows: list[list[Hit]], mentions: list[Mention], resolver: Resolver
) -> Region | None:
    """Return the county of a report that says 我县 or 全县 and writes its name in short only: 来到修水.

    Two characters may be any word: one must stand as a place, the name must recur and lead all others like it.
    """
    rules, named, placed = surroundings(), Counter[str](), set[str]()
    ours, said = Counter[str](), Counter[str]()
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
                near = any(0 <= hit.start - m.end <= _NEAR and _holds(m.region, hit.candidates) for m in parents)
                if near or not rules.ordinary(form):
                    named[form] += 1
                    placed |= {form} if near or rules.stands_as_place(text, hit) else set()
    form, times = next(iter(named.most_common(1)), ("", 0))
    if times < 2 or form not in placed or times < _LEADING * named.total():
        return None
    for kind in sorted(("县", "旗", "市", "区"), key=lambda k: (-ours[k], -said[k])):
        if not said[kind] or not (ours[kind] or said[kind] == max(said.values())):
            continue
        # 我市 of a report on 各县 is a prefecture's, 我区 beside 自治区 or 抚州地区 that region's.
        if (kind == "市" and rules.cities_speech.search(texts[2])) or (
            kind == "区" and (said["自治区"] or resolver.areas)
        ):
            continue
        county = _only(
            [c.region for c in gazetteer().forms.get(form + kind, ()) if c.region.level == 3], resolver.known
        )
        rivals = Counter(r for m in mentions for r in chain(m.region) if fits(r, kind))
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


def _national(title: list[Mention], publisher: list[Mention], publisher_name: str) -> bool:
    """Return whether title or publisher speak for the nation."""
    names = title + publisher
    return bool(names) or publisher_name.startswith(surroundings().nation_publishers)


def _signed(text: str, mentions: list[Mention]) -> Region | None:
    """Return the region of the office that signs at the end, alone on its line."""
    for mention in reversed(mentions):
        if mention.end < len(text) - _SIGNATURE:
            return None
        line = text.rfind("\n", 0, mention.start) + 1
        if mention.region.level and not text[line : mention.start].strip() and _OFFICE.match(text, mention.end):
            return mention.region
    return None


def _weights(mentions: list[Mention]) -> Counter[Region]:
    weights: Counter[Region] = Counter()
    for mention in mentions:
        weights[mention.region] += 3 if mention.start < _EARLY else 1
    return weights


def _relative_home(mentions: list[Mention], relative: Counter[str], resolver: Resolver) -> Region | None:
    """Return the region named most among those that the relative words can mean: 阜平县 for 全县."""
    weights = _weights(mentions)
    for kind, _ in sorted(relative.items(), key=lambda pair: (-pair[1], pair[0])):
        if kind in ("村", "嘎查"):
            continue
        fitting: Counter[Region] = Counter()
        for region, weight in weights.items():
            if (own := resolver.meant(region, kind)) is not None:
                # A region itself counts more than one that lies in it.
                fitting[own] += weight * (3 if own == region else 1)
        if fitting:
            return _leader(fitting, fitting.total())
    return None


def _dominant(mentions: list[Mention]) -> Region | None:
    """Return the region that most names of the text mean, the nation included, or None."""
    weights = _weights(mentions)
    if not weights:
        return None
    top = max(weights, key=weights.__getitem__)
    # 我国 and 全国 are said in passing everywhere: they count against no region.
    total = sum(weight for region, weight in weights.items() if region.level or top == NATION)
    return _leader(weights, total) if weights[top] >= 2 else None


def _leader(weights: Counter[Region], total: int) -> Region | None:
    """Return the region of most weight, or None where it is one of many: 全市 of an essay on cities."""
    (top, weight), *others = weights.most_common(2)  # of equals the first named
    tied = any(weight == w and not (contains(r, top) or contains(top, r)) for r, w in others)
    return None if tied or weight < _DOMINANT * total else top


def lookup(name: str) -> Region:
    """Return the region of a name or a code: 赤峰市, 科右前旗, 北京市朝阳区, 敖勒召其镇, 150623.

    ValueError where there is none, with names that are near, or where several regions have the name.

    >>> lookup("科右前旗")
    Region(code='152221', name='科尔沁右翼前旗', level=3)
    """
    known = gazetteer()
    name = name.strip()
    if name in known.by_code:
        return known.by_code[name]
    if re.fullmatch(r"[0-9]{9}", name):
        towns = [t for t in known.townships(name[:6]) if t.code == name]
        if towns:
            return towns[0]
    found = [c.region for c in known.forms.get(name, ())]
    found = [r for r in found if r.name == name] or found or known.counties_with(name)
    if len(found) > 1 and len(higher := [r for r in found if r.level == min(f.level for f in found)]) == 1:
        found = higher  # 吉林 is the province
    if len(found) == 1:
        return found[0]
    if found:
        full = "、".join("".join(r.name for r in reversed(chain(region))) for region in found[:5])
        raise ValueError(f"region {name!r} is not unique: write {full}{' …' if len(found) > 5 else ''}")
    resolver = Resolver()
    hits = resolver.hits([name])[0]
    read = [m for m, _ in resolver.read(name, [h for h in hits if not h.kind])]
    if len(read) == 1 and (read[0].start, read[0].end) == (0, len(name)):
        return read[0].region
    close = difflib.get_close_matches(name, known.forms, n=20, cutoff=0.6)
    close.sort(key=lambda form: (known.forms[form][0].region.level, form))  # 赤峰市 before 赤水市
    hint = f" – did you mean {' or '.join(close[:3])}?" if close else ""
    raise ValueError(f"unknown region {name!r}{hint}")
