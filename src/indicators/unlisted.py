"""Unlisted places: villages, and townships that no list has (any more), told by where they stand.

Also the short names of a list that shares its last word: 黄陂、棠阴两镇, 三元、沙县两区.

A township counts behind its county's full name (诸暨市大唐镇, since then a subdistrict), a village behind its county or
township, and in a township's own text where it opens a sentence (箭路村218户). Afterwards either may stand alone.
"""

import re
from collections.abc import Iterator, Sequence

from indicators.gazetteer import Region, contains, gazetteer
from indicators.surroundings import surroundings
from indicators.text import Span, occurrences

_RECURS = 2  # times that a township's name which no county of today has must stand in the text
_TOWNSHIP = re.compile(r"[一-鿿]{1,3}?(?:镇(?![定静压痛江])|乡(?![镇村亲土愁情道间友贤])|街道)")
_VILLAGE = re.compile(r"([一-鿿]{1,3}?)村|([一-鿿]{1,5}?)嘎查")
_OPENING = re.compile(r"(?:^|(?<=[。\n;]))\s*([一-鿿]{2,3})村(?=[0-9]|[现共]有|,|去年|今年|的)")
_COUNTED = "[两三四五六七八九]个?(镇|乡|街道|县|区|市|旗)"
_TAIL, _REACH = re.compile(_COUNTED), 200  # characters that a list may have
_LIST = re.compile(rf"([一-鿿]{{2,6}}(?:、[一-鿿]{{2,4}})*(?:、|和|与|及)[一-鿿]{{2,4}}?){_COUNTED}")
_ITEM = re.compile(r"[^、和与及]+")


class Unlisted:
    """The unlisted places of one document; `text` is its own text."""

    def __init__(self) -> None:
        self.text = ""
        self._found: dict[str, Region] = {}
        self._rules = surroundings()

    def behind(self, text: str, end: int, region: Region) -> tuple[int, Region]:
        """Return the innermost place that follows a county or township whose name ends at `end`, and its own end."""
        if region.level == 3 and text[end - 1] in "市县区旗" and (m := _TOWNSHIP.match(text, end)) and self._is(m[0]):
            end, region = m.end(), self._found.setdefault(m[0], Region(region.code, m[0], 4))
        m = _VILLAGE.match(text, end) if region.level in (3, 4) else None
        if m is None or not self._rules.village_name(m[1] or m[2]):
            return end, region
        self._found[m[0]] = Region(region.code, m[0], 5)
        return m.end(), self._found[m[0]]

    def _is(self, name: str) -> bool:
        known = self.text.count(name) >= _RECURS or gazetteer().is_township(name)
        return known and self._rules.township_name(name)

    def alone(
        self, text: str, named: Sequence[tuple[Span, Region]], home: Region | None
    ) -> Iterator[tuple[Span, Region]]:
        """Yield the places that stand alone after they were named, outside the names that are `named` already."""
        taken = {at for span, _ in named for at in range(*span)}
        if home is not None and home.level == 4:
            for m in _OPENING.finditer(text):
                if self._rules.village_name(m[1]) and not taken.intersection(range(*m.span(1))):
                    self._found.setdefault(m[1] + "村", Region(home.code, m[1] + "村", 5))
        for span, place in self._lists(text, home):
            if not taken.intersection(range(*span)):
                taken.update(range(*span))
                yield span, place
        for name, place in sorted(self._found.items()):
            first = next((span.end for span, region in named if region == place), 0)
            for span in occurrences(text, name, first):
                if not taken.intersection(range(*span)):
                    taken.update(range(*span))
                    yield span, place

    def _lists(self, text: str, home: Region | None) -> Iterator[tuple[Span, Region]]:
        """Yield the parts of home that a list names short: 黄陂、棠阴两镇."""
        if home is None or not home.code:
            return
        known, county = gazetteer(), home.code[:6]
        towns = {t.name: t for t in known.townships(county)} if home.level in (3, 4) else {}
        at = 0
        for tail in _TAIL.finditer(text):
            m = _LIST.search(text, max(at, tail.start() - _REACH), tail.end())
            if m is None:
                continue
            at = m.end()
            for item in _ITEM.finditer(text, *m.span(1)):
                for length in range(min(4, len(item[0])), 1, -1):
                    name = item[0][-length:] + m[2]
                    inside = [c.region for c in known.forms.get(name, ()) if contains(home, c.region)]
                    place = towns.get(name) or (inside[0] if len(inside) == 1 else None)
                    if place is not None:
                        yield Span(item.end() - length, item.end()), place
                        break
