"""Surroundings: what the words around a region's name make of it.

A name may be part of another one (北京大学), or of a region that no number beside it speaks of (高于全国).
The words stand in data/regions_alias.toml.
"""

import re
from functools import cache

from indicators.gazetteer import Hit, Region, contains, gazetteer


class Surroundings:
    """The patterns of regions_alias.toml for the words around a name, compiled."""

    def __init__(self) -> None:
        alias = gazetteer().alias
        after, aside = alias["after"], alias["aside"]
        words = "|".join(after["words"])
        self._name_goes_on = re.compile(rf"(?:{words}|{after['roads']})")
        self._body = re.compile("|".join(after["bodies"]))
        self._stops = re.compile(after["body_stops"])
        self._reach: int = after["body_reach"]
        self._before = re.compile(aside["before"])
        self._after = re.compile(aside["after"])
        self._after_whole = re.compile(aside["after_whole"])
        self._after_nation = re.compile(aside["after_nation"])
        self._dateline = re.compile(aside["dateline_before"]), re.compile(aside["dateline_after"])
        self._organs = frozenset(alias["nation"]["organs"])
        self._kinds_of_village = frozenset(alias["villages"]["words"])
        self._no_village: tuple[str, ...] = tuple(alias["villages"]["parts"])
        self.nation_publishers: tuple[str, ...] = tuple(alias["nation"]["publishers"])

    def other_name(self, text: str, hit: Hit, region: Region, following: Hit | None) -> bool:
        """Return whether the name is part of another one: 北京大学, 柳河新方谷农业发展有限公司."""
        # 北京 of 北京海淀医院: the next name says more.
        adjacent = following.candidates if following is not None and following.start == hit.end else ()
        if any(contains(region, c.region) for c in adjacent):
            return False
        if self._name_goes_on.match(text, hit.end):
            return True
        ahead = text[hit.end : hit.end + self._reach]
        m = self._body.search(ahead)
        return m is not None and not self._stops.search(ahead[: m.start()])

    def aside(self, text: str, start: int, end: int, region: Region) -> bool:
        """Return whether the region is only a yardstick, a neighbour, a market or the place of filing."""
        before, after = text[max(0, start - 12) : start], text[end : end + 24]
        if text[start:end] in self._organs:
            return True
        if self._before.search(before) or self._after.match(after):
            return True
        if self._dateline[0].search(before) and self._dateline[1].match(after):
            return True
        if text[start] == "全" and self._after_whole.match(after):
            return True
        return region.level == 0 and self._after_nation.match(after) is not None

    def village_name(self, words: str) -> bool:
        """Return whether what stands before 村 may be a name: 大关村, but not 贫困村."""
        # 大河乡村民 are the people of 大河乡.
        if words in self._kinds_of_village or words.endswith(("乡", "镇")):
            return False
        return not any(part in words for part in self._no_village)


@cache
def surroundings() -> Surroundings:
    """Return the patterns, read at the first call."""
    return Surroundings()
