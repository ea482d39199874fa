"""Home: the region that a document speaks of.

It comes from the title, then the publisher and the signature, then the opening of a portrait (成都市位于…), then the
level of which the text speaks (我市) and the region of that level which it names; then from the regions named most. A
text by an organ of the nation which lists provinces is the nation's.
A region that is only the yardstick (居全省第1, 在甘肃省的地位) is nobody's home.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from indicators.gazetteer import NATION, Region, contains
from indicators.spoken import Spoken, level
from indicators.surroundings import surroundings
from indicators.toponyms import Mention, Resolver, chain, fits

# A region must have this part of all the names to be the document's own by number alone.
_DOMINANT = 0.4
_EARLY = 300  # characters; a region named here counts threefold
_SIGNATURE = 150  # characters at the end in which the author signs
_OFFICE = re.compile(
    r"[一-鿿]{0,14}(?:局|政府|委员会|办公室|办|厅|党委|政协|人大|行署|公署)[\s,。0-9一二三四五六七八九〇年月日()]*$",
    re.M,
)
MEDIA = re.compile(r"(?:报|网|台|融媒体?(?:中心)?|客户端|新闻|在线|发布)$")
_PORTRAIT = re.compile(r"(?:\([^)]{1,12}\)|,)?(?:是|位于|地处|地跨|坐落|古称|简称|隶属)")
_OFTEN, _ALMOST_ALL = 4, 0.6  # a region named so often in full, and so much of all, is home whatever 全省 says
# A city's own county must have this part of what is said of all its counties to be meant by 我市.
_ONE_COUNTY = 0.6
_PROVINCES, _PROVINCE_LEADS = 3, 0.5  # a survey names so many, none of them so much


def named(title: list[Mention], publisher: list[Mention]) -> Region | None:
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


def national(title: list[Mention], publisher: list[Mention], publisher_name: str) -> bool:
    """Return whether title or publisher speak for the nation."""
    names = title + publisher
    return bool(names) or publisher_name.startswith(surroundings().nation_publishers)


def signed(text: str, mentions: list[Mention]) -> Region | None:
    """Return the region of the office that signs at the end, alone on its line."""
    for mention in reversed(mentions):
        if mention.end < len(text) - _SIGNATURE:
            return None
        line = text.rfind("\n", 0, mention.start) + 1
        if mention.region.level and not text[line : mention.start].strip() and _OFFICE.match(text, mention.end):
            return mention.region
    return None


def of_paper(publisher: list[Mention], spoken: Spoken, resolver: Resolver) -> Region | None:
    """Return the region of a newspaper or station, where 全市 or 我县 of the text can mean it."""
    for mention in publisher:
        for kind in spoken.kinds()[:1]:
            if (meant := resolver.meant(mention.region, kind)) is not None:
                return meant
    return None


def portrayed(text: str, mentions: list[Mention]) -> Region | None:
    """Return the region that a portrait opens with: 成都市是四川省省会, 怒江州位于云南省西北部."""
    first = next((m for m in mentions if m.region.level), None)
    if first is None or text[: first.start].strip(" ?\n") or not _PORTRAIT.match(text, first.end):
        return None
    return first.region


def _weights(mentions: list[Mention]) -> Counter[Region]:
    weights: Counter[Region] = Counter()
    for mention in mentions:
        weights[mention.region] += 3 if mention.start < _EARLY else 1
    return weights


def of_level(
    text: str,
    mentions: list[Mention],
    spoken: Spoken,
    resolver: Resolver,
    clusters: Mapping[Region, Sequence[Region]],
) -> Region | None:
    """Return the region named most among those of the level that the text speaks of: 阜平县 for 全县.

    Counties of one city among which none leads speak for the city: 义乌市、永康市、兰溪市 … 我市.
    """
    kinds = spoken.kinds()
    for kind in kinds:
        # 全市 of a text that names a province only is no 全省.
        if kind in ("村", "嘎查") or (2 <= level(kinds[0]) <= 3 and level(kind) < level(kinds[0])):
            continue
        fitting: Counter[Region] = Counter()
        for m in mentions:
            if (own := resolver.meant(m.region, kind)) is not None:
                # A region that is named itself (东港市椅圈镇) counts more than one that only lies in it.
                itself = own == m.region or text.startswith(own.name, m.start)
                fitting[own] += (3 if m.start < _EARLY else 1) * (3 if itself else 1)
        for city, counties in clusters.items():
            if fits(city, kind):
                fitting[city] += len(counties)
        if fitting := _gathered(fitting, kind):
            return _leader(fitting, fitting.total())
    return None


def _gathered(fitting: Counter[Region], kind: str) -> Counter[Region]:
    """Return the weights with those of counties among which none leads given to the city around them."""
    groups: dict[Region, Counter[Region]] = {}
    for region, weight in fitting.items():
        outer = chain(region)[1] if len(chain(region)) > 1 else None
        if outer is not None and region.level == 3 and fits(outer, kind):
            groups.setdefault(outer, Counter())[region] = weight
    gathered = fitting.copy()
    for city, counties in groups.items():
        if len(counties) > 1 and max(counties.values()) < _ONE_COUNTY * counties.total():
            gathered[city] += counties.total()
            for county in counties:
                del gathered[county]
    return gathered


def survey(text: str, mentions: list[Mention], spoken: Spoken, resolver: Resolver) -> bool:
    """Return whether a text that opens with an organ of the nation lists provinces of which none leads.

    A report that says 我省, or 全市 other than of a region just named on that line, is no survey.
    """
    named = Counter(chain(m.region)[-1] for m in mentions if m.region.level and chain(m.region))
    speaks, cites = surroundings().nation_opens(text[:_EARLY])
    if not (cites if len(named) >= _PROVINCES else speaks and not named):
        return False
    if named and max(named.values()) >= _PROVINCE_LEADS * named.total():
        return False
    if spoken.acts:
        return False
    for word in spoken.words:
        line = text.rfind("\n", 0, word.start) + 1
        near = [m.region for m in mentions if m.region.level and line <= m.start < word.start]
        if text[word.start] == "我" or not near or resolver.meant(near[-1], word.kind) is None:
            return False
    return True


def named_by_far(mentions: list[Mention], spoken: Spoken, resolver: Resolver) -> Region | None:
    """Return the region that a text names in full again and again, though it says 全省 now and then."""
    named = Counter(m.region for m in mentions if 1 <= m.region.level <= 3)
    top, times = next(iter(named.most_common(1)), (NATION, 0))
    beside = sum(n for region, n in named.items() if not contains(region, top))
    kinds = spoken.kinds()
    if times < _OFTEN or times < _ALMOST_ALL * beside or not kinds:
        return None
    meant = resolver.meant(top, kinds[0])
    outer = meant is not None and contains(meant, top)
    return top if outer and 2 * spoken.count(kinds[0]) < times else None


def around(mentions: list[Mention]) -> Region | None:
    """Return the prefecture or county that a text names and in which all the others lie: 塔城地区 of 沙湾县, 裕民县."""
    named = {m.region for m in mentions if m.region.level >= 2}
    for region in sorted(named, key=lambda r: -r.level):
        others = named - set(chain(region))
        if len(others) > 1 and all(contains(region, other) for other in others):
            return region
    return None


def dominant(mentions: list[Mention], spoken: Spoken) -> Region | None:
    """Return the region that most names of the text mean, the nation included, or None."""
    weights = _weights(mentions)
    if not weights:
        return None
    top = max(weights, key=weights.__getitem__)
    # 我国 and 全国 are said in passing everywhere: they count against no region.
    total = sum(weight for region, weight in weights.items() if region.level or top == NATION)
    home = _leader(weights, total) if weights[top] >= 2 else None
    times = sum(m.region == home for m in mentions)
    # Where 我市 is said and none is named, a province that is named now and then is not what it means.
    smaller = home is not None and any(
        home.level < level(kind) <= 3 and 2 * spoken.count(kind) >= times for kind in spoken.kinds()[:1]
    )
    return None if smaller else home


def _leader(weights: Counter[Region], total: int) -> Region | None:
    """Return the region of most weight, or None where it is one of many: 全市 of an essay on cities."""
    (top, weight), *others = weights.most_common(2)  # of equals the first named
    tied = any(weight == w and not (contains(r, top) or contains(top, r)) for r, w in others)
    return None if tied or weight < _DOMINANT * total else top
