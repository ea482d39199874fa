"""Toponyms: which region each name in a document means.

A name is resolved by the region right before it (湖北省黄冈市红安县), by the document's own region, by the
other regions that the document names; a name that stays doubtful is no mention. Relative words (全省, 我区,
该镇) point into the document's own region first. How that one is chosen stands in regions.py.
"""

from dataclasses import dataclass
from itertools import takewhile

from indicators.gazetteer import Candidate, Gazetteer, Hit, Need, Region, contains, follows, gazetteer
from indicators.surroundings import surroundings
from indicators.text import Span
from indicators.unlisted import Unlisted

_LIST_MARKS = frozenset("、和与及")
_OPENERS = frozenset(' 、,;:。.("“”《》[]\n\r\t\u3000|')
# Relative words reach back over so many characters when they do not point into the document's own region.
_REACH = 2000


@dataclass(frozen=True, slots=True)
class Mention:
    """A region named in the text: offsets, the region, and whether a relative word (全省, 该镇) names it."""

    start: int
    end: int
    region: Region
    relative: bool


def chain(region: Region) -> list[Region]:
    """Return the region and what it lies in, the smallest first, without the nation.

    >>> [r.name for r in chain(Region("150623", "鄂托克前旗", 3))]
    ['鄂托克前旗', '鄂尔多斯市', '内蒙古自治区']
    """
    known = gazetteer().by_code
    found = [region] if region.level else []
    code = region.code
    if region.level == 5 and len(code) == 9:
        found += [t for t in gazetteer().townships(code[:6]) if t.code == code]
    for outer in (code[:6], code[:4] + "00", code[:2] + "0000"):
        r = known.get(outer)
        if found and r is not None and r.level < found[-1].level:
            found.append(r)
    return found


def fits(region: Region, kind: str) -> bool:
    """Return whether a relative word of this kind (省, 区, 市 …) can mean the region."""
    name, level = region.name, region.level
    if not name.endswith(kind):
        return False
    match kind:
        case "省" | "自治区":
            return level == 1
        case "区":
            return level == 3 or (level == 1 and name.endswith("自治区"))
        case "市":
            return level in (1, 2, 3)
        case "盟" | "州" | "地区":
            return level == 2
        case "县" | "旗":
            return level == 3
        case "村" | "嘎查":
            return level == 5
    return level == 4


class Resolver:
    """Resolves the names of one document; `known` grows by reading, `home` is set once it is decided."""

    def __init__(self, year: int | None = None) -> None:
        self.gazetteer: Gazetteer = gazetteer()
        self.year = year
        self.home: Region | None = None
        # Whether title or publisher name home; a home that was only guessed yields to what stands nearer.
        self.firm = False
        # Code → prefecture that the texts call 地区: 全区 of such a text means one.
        self.areas: dict[str, Region] = {}
        self.known: dict[str, Region] = {}
        self.unlisted = Unlisted()
        self._rules = surroundings()

    def hits(self, texts: list[str]) -> list[list[Hit]]:
        """Find the names in the texts, townships among them where a text names their county; fill `known`."""
        found = [self.gazetteer.named(text) for text in texts]
        self.unlisted.text = texts[-1]
        for text, row in zip(texts, found, strict=True):
            self._learn(text, row)
        # A second time: what the first reading learned decides names that stood earlier.
        for text, row in zip(texts, found, strict=True):
            self._learn(text, row)
        counties = [code for code, region in self.known.items() if region.level in (2, 3)]
        if not counties:
            return found
        found = [
            merged(row, self.gazetteer.township_hits(text, counties)) for text, row in zip(texts, found, strict=True)
        ]
        for text, row in zip(texts, found, strict=True):
            self._learn(text, row)
        return found

    def _learn(self, text: str, hits: list[Hit]) -> None:
        for mention, _ in self.read(text, [h for h in hits if not h.kind], learn=True):
            region = mention.region
            if region.level > 3:  # a place that no list has carries its county's code
                region = self.gazetteer.by_code.get(region.code, region)
            self.known.setdefault(region.code, region)

    def read(self, text: str, hits: list[Hit], learn: bool = False) -> list[tuple[Mention, bool]]:
        """Return the mentions of a text, each with whether it is an aside; nested names in a row are one."""
        found: list[tuple[Mention, bool]] = []
        run: Mention | None = None

        def close() -> None:
            nonlocal run
            if run is not None:
                if not run.relative:
                    end, region = self.unlisted.behind(text, run.end, run.region)
                    run = Mention(run.start, end, region, False)
                found.append((run, self._aside(text, run, found)))
                run = None

        for i, hit in enumerate(hits):
            if run is not None and run.end != hit.start:
                close()
            last = found[-1][0] if found else None
            following = hits[i + 1] if i + 1 < len(hits) else None
            if hit.kind:
                close()
                region = self._relative(text, hit, found)
            else:
                outer = run.region if run is not None else None
                region = self._choose(text, hit, outer, last, following)
            if region is None or (not hit.kind and self._rules.other_name(text, hit, region, following)):
                close()
                continue
            end = hit.end if hit.kind else self._rules.name_end(text, hit, region)
            if end is None:
                close()
                continue
            if not hit.kind:
                region = self._called(text, hit, region)
            if run is not None and follows(run.region, region):
                if learn:
                    self.known.setdefault(run.region.code, run.region)
                run = Mention(run.start, end, region, False)
            else:
                close()
                run = Mention(hit.start, end, region, bool(hit.kind))
        close()
        return found

    def _choose(
        self, text: str, hit: Hit, outer: Region | None, last: Mention | None, following: Hit | None
    ) -> Region | None:
        """Decide which region a name means, or None while it is doubtful."""
        candidates = hit.candidates
        if outer is not None and outer.level:
            inner = [c for c in candidates if contains(outer, c.region)]
            if inner:
                # 湖北荆州 is the city, though the text names its 荆州区 as well.
                return self._best([c for c in inner if outer.level == 1 and c.region.level == 2] or inner)
        if following is not None and following.start == hit.end:
            around = [
                c
                for c in candidates
                if c.need < Need.CHAIN and any(contains(c.region, f.region) for f in following.candidates)
            ]
            if around:
                return self._best(around)
        usable = [
            c
            for c in candidates
            if c.need is Need.FREE
            or (c.region.level == 2 and self._rules.prefecture(text, hit.end))
            or (c.need is Need.KNOWN and self._is_known(c.region))
            or self._listed(text, hit, c, last, following)
        ]
        if len(usable) > 1 and (level := self._level_beside(text, hit, last, following)):
            usable = [c for c in usable if c.region.level == level] or usable  # 果洛、玉树两州
        return self._best(usable)

    def _level_beside(self, text: str, hit: Hit, last: Mention | None, following: Hit | None) -> int:
        """Return the level of the region that stands beside a name in a list, or 0."""
        if last is not None and last.end + 1 == hit.start and text[last.end] in _LIST_MARKS:
            return last.region.level
        if following is not None and following.start == hit.end + 1 and text[hit.end] in _LIST_MARKS:
            levels = {c.region.level for c in following.candidates if c.need is Need.FREE}
            return levels.pop() if len(levels) == 1 else 0
        return 0

    def _called(self, text: str, hit: Hit, region: Region) -> Region:
        """Return the region under the name that it has in this text: 菏泽 of a text on 菏泽地区 is that."""
        short = hit.end - hit.start < len(region.name)
        then = self._rules.called_then(text, hit, region, self.year)
        return self.areas.get(region.code, then) if short else then

    def _best(self, candidates: list[Candidate]) -> Region | None:
        if len(candidates) < 2:
            return candidates[0].region if candidates else None
        scored = sorted(((self._score(c), c.region) for c in candidates), key=lambda s: -s[0])
        return scored[0][1] if scored[0][0] > scored[1][0] else None

    def _score(self, candidate: Candidate) -> int:
        """Rate how near a candidate lies to what the document is known to speak of."""
        region, home = candidate.region, self.home
        prefecture, province = region.code[:4] + "00", region.code[:2] + "0000"
        if home is not None and home.level:
            if region == home:
                return 9
            if contains(region, home):
                return 8
            if contains(home, region):
                return 7
        if region.code in self.known:
            return 6
        if prefecture in self.known:
            return 5
        if home is not None and home.level:
            if home.code[:4] == region.code[:4]:
                return 4
            if home.code[:2] == region.code[:2]:
                return 3
        if province in self.known:
            return 2
        # 吉林 is the province until something speaks for the city.
        return 1 if candidate.need is Need.FREE and region.level == 1 else 0

    def _is_known(self, region: Region) -> bool:
        return region.code in self.known or (
            self.home is not None and (region == self.home or contains(region, self.home))
        )

    def _listed(self, text: str, hit: Hit, candidate: Candidate, last: Mention | None, following: Hit | None) -> bool:
        """Return whether a list speaks for a doubtful name: 应县 in 怀仁市、应县, 德州 in 青岛、德州."""
        region, home = candidate.region, self.home
        before = last is not None and last.end + 1 == hit.start and text[last.end] in _LIST_MARKS
        after = following is not None and following.start == hit.end + 1 and text[hit.end] in _LIST_MARKS
        left = [last.region] if last is not None and before else []
        right = following.candidates if following is not None and after else ()
        both = [*left, *(c.region for c in right)]
        # 文昌、琼海、万宁 in a report of 海南省: each speaks for the other.
        if home is not None and contains(home, region) and any(contains(home, r) for r in both):
            return True
        if candidate.need is Need.CHAIN:
            return False
        beside = [*left, *(c.region for c in right if c.need is Need.FREE)]
        if region.level == 2:
            return any(r.level in (1, 2) for r in beside)
        near = region.code[:4]
        if any(r.code.startswith(near) and r.level > 1 for r in beside):
            return True
        full = hit.end - hit.start == len(region.name)
        opened = hit.start == 0 or text[hit.start - 1] in _OPENERS
        return full and opened and any(r.code.startswith(near) and r.level > 1 for r in self.known.values())

    def _relative(self, text: str, hit: Hit, done: list[tuple[Mention, bool]]) -> Region | None:
        """Return the region of a relative word: 该县 is the nearest county before, 全县 is home's."""
        if hit.kind == "当地":
            here = (m for m, aside in reversed(done) if not aside and m.region.level)
            last = next(here, None)
            return last.region if last is not None and "\n" not in text[last.end : hit.start] else None
        own = self.meant(self.home, hit.kind) if self.home is not None else None
        near = takewhile(lambda pair: hit.start - pair[0].end <= _REACH, reversed(done))
        before = ((m, r) for m, aside in near if not aside if (r := self.meant(m.region, hit.kind)) is not None)
        nearest = next(before, None)
        if nearest is not None and text[hit.start] != "该":
            mention, region = nearest
            # In a newspaper 全市 speaks of the city of its own paragraph.
            beside = mention.region == region and "\n" not in text[mention.end : hit.start]
            if self.firm or not beside or own in self.areas.values():
                return own or region
        return nearest[1] if nearest is not None else own

    def meant(self, region: Region, kind: str) -> Region | None:
        """Return which of a region and those around it a relative word of this kind means."""
        around = chain(region)
        areas = (self.areas[r.code] for r in around if r.code in self.areas)
        area = next(areas, None) if kind in ("区", "地区") else None
        # 全区 of 喀什地区 is 新疆: only where the province is no 自治区 may it be the prefecture.
        if area is not None and (kind == "地区" or not around[-1].name.endswith("自治区")):
            return area
        return next((r for r in around if fits(r, kind)), None)

    def _aside(self, text: str, run: Mention, found: list[tuple[Mention, bool]]) -> bool:
        listed = found and run.start - found[-1][0].end == 1 and text[run.start - 1] in _LIST_MARKS
        # In the report of a county 省委 and 自治区党委 only say who acts.
        above = self.home is not None and contains(run.region, self.home)
        return (
            bool(listed and found[-1][1])
            or (above and self._rules.organ(text, run.end))
            or self._rules.aside(text, run.start, run.end, run.region)
        )

    def with_unlisted(self, text: str, found: list[tuple[Mention, bool]]) -> list[tuple[Mention, bool]]:
        """Add the places that no list has where they stand alone."""
        named = [(Span(m.start, m.end), m.region) for m, _ in found]
        more = self.unlisted.alone(text, named, self.home)
        added = [(Mention(span.start, span.end, place, False), False) for span, place in more]
        return sorted([*found, *added], key=lambda pair: pair[0].start)


def merged(names: list[Hit], towns: list[Hit]) -> list[Hit]:
    """Merge two lists of hits: the earlier and longer one wins where they overlap."""
    kept: list[Hit] = []
    for hit in sorted([*names, *towns], key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
