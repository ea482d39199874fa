"""Regions of a document: every region it names, and the one that it speaks of.

How the document's own region is chosen stands in home.py, counties.py and townships.py; a user's default counts
only where the report names none.
"""

import difflib
import re
from bisect import bisect_left, bisect_right
from collections import Counter

from indicators import home as elections
from indicators.counties import clusters, short_county, standing
from indicators.gazetteer import NATION, Hit, Region, contains, gazetteer
from indicators.spoken import Spoken
from indicators.surroundings import surroundings
from indicators.toponyms import Mention, Resolver, chain, merged
from indicators.townships import hits, leads, own_township

__all__ = ["Mention", "Places", "Region", "chain", "lookup", "places"]

_TOWN = re.compile(r"(?=([一-鿿]{2,6}?(?:镇|乡|苏木|街道)))")


class Places:
    """The regions of one document; `asides` are named, but no number beside them speaks of them (高于全国).

    `home` is the region that the document speaks of; both lists are sorted, and no two mentions overlap.
    `survey` says that home is the nation because the text goes from province to province.
    """

    def __init__(
        self, home: Region | None, mentions: list[Mention], asides: list[Mention], survey: bool = False
    ) -> None:
        self.home = home
        self.survey = survey
        self.mentions = mentions
        self.asides = asides
        self._starts = [m.start for m in mentions]

    def between(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that lie within text[start:end]."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        return [m for m in self.mentions[first:last] if m.end <= end] if first < last else []

    def inside(self, words: str) -> Region | None:
        """Return the region in home (or home itself) that words name, though blanks part them: 清 城 区, 桑  木  镇."""
        name, known = re.sub(r"\s", "", words), gazetteer()
        if self.home is None:
            return None
        found = [c.region for c in known.forms.get(name, ()) if c.region == self.home or contains(self.home, c.region)]
        if not found and self.home.level >= 3:
            found = [t for t in known.townships(self.home.code[:6]) if t.name == name]
        return found[0] if len(found) == 1 else None

    def covers(self, offset: int) -> bool:
        """Say whether a name that is no relative word lies over the offset."""
        i = bisect_right(self._starts, offset) - 1
        return i >= 0 and offset < self.mentions[i].end and not self.mentions[i].relative

    def before(self, offset: int) -> Mention | None:
        """Return the latest mention that ends at or before the offset."""
        i = bisect_left(self._starts, offset) - 1
        while i >= 0 and self.mentions[i].end > offset:
            i -= 1
        return self.mentions[i] if i >= 0 else None


def places(
    text: str, *, title: str = "", publisher: str = "", default: str | None = None, year: int | None = None
) -> Places:
    """Find the regions of a document: normalised text, what is known of its title and publisher in.

    `default` names a region (as for `lookup`) for a report that names none; ValueError where it is none. `year` is
    the report's: until about 2000 many cities were prefectures, 菏泽地区.
    """
    resolver = Resolver(year)
    texts = [title, publisher, text]
    rows = resolver.hits(texts)
    if doubtful := {code: c for code, c in standing(texts, rows).items() if code not in resolver.known}:
        resolver.known |= doubtful
        rows = resolver.hits(texts)
    if not resolver.known and (named := _rare_town(title) or _rare_town(publisher)) is not None:
        resolver.known[named.code[:6]] = gazetteer().by_code[named.code[:6]]
        rows = resolver.hits(texts)
    of_title, of_publisher, of_text = (
        [m for m, aside in resolver.read(t, [h for h in row if not h.kind]) if not aside]
        for t, row in zip(texts, rows, strict=True)
    )
    relative = Counter(h.kind for h in rows[2] if h.kind and text[h.start] not in "该当")
    spoken = Spoken(text, rows[2])
    paper = re.split(r"[\s0-9]", publisher, maxsplit=1)[0]  # 株洲日报  2009-06-11
    media = bool(elections.MEDIA.search(paper))  # 六安日报 need not speak of 六安
    home = elections.named(of_title, [] if media else of_publisher) or elections.signed(text, of_text)
    if leads(relative, text) and all(m.region.level < 3 for m in of_title):
        town = own_township(title, text, resolver.known)
        if town is not None and (home is None or contains(home, town)):
            home = town
            rows = _reread(resolver, texts, rows, town)
    resolver.firm = home is not None
    resolver.areas = {
        m.region.code: m.region
        for t, of in zip(texts, (of_title, of_publisher, of_text), strict=True)
        for m in of
        if _is_area(t, m)
    }
    if home is None and not leads(relative, text):
        papers = [m.region for m in of_publisher or _mentioned(publisher) if m.region.level in (1, 2)] if media else []
        home = short_county(texts, rows, of_text, resolver, next(iter(papers), None))
        rows = rows if home is None else _reread(resolver, texts, rows, home)
    # A report that says 全县 is none of the nation's, whatever national meeting its title names.
    if home is None and not relative and elections.national(of_title, of_publisher, publisher):
        home = NATION
    home = home or elections.portrayed(text, of_text)
    survey = home is None and elections.survey(text, of_text, spoken, resolver)
    home = NATION if survey else home
    groups = clusters(texts, rows) if home is None or home.level in (1, 2) else {}
    home = (
        home
        or elections.named_by_far(of_text, spoken, resolver)
        or elections.of_level(text, of_text, spoken, resolver, groups)
        or elections.around(of_text)
        or elections.dominant(of_text, spoken)
    )
    if home is None and media:
        home = elections.of_paper(of_publisher or _mentioned(publisher), spoken, resolver)
    if home is None and default is not None:
        home = lookup(default)
    if home is not None and home in groups:
        resolver.known |= {county.code: county for county in groups[home]}
        rows = resolver.hits(texts)
    resolver.home = home
    read = resolver.with_unlisted(text, resolver.read(text, rows[2]))
    return Places(home, [m for m, aside in read if not aside], [m for m, aside in read if aside], survey)


def _mentioned(publisher: str) -> list[Mention]:
    """The region that the name of a paper begins with: 六安日报."""
    known = gazetteer()
    for end in range(min(len(publisher), 5), 1, -1):
        found = [c.region for c in known.forms.get(publisher[:end], ())]
        if len(found) == 1:
            return [Mention(0, end, found[0], False)]
    return []


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


def _is_area(text: str, mention: Mention) -> bool:
    """Return whether a mention calls its region a prefecture of the old kind: 抚州地区, 商洛行署."""
    rules, end = surroundings(), mention.end
    return mention.region.level == 2 and (text.endswith("地区", mention.start, end) or rules.prefecture(text, end))


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
