"""Surroundings: what the words around a region's name make of it.

A name may be part of another one (北京大学), or of a region that no number beside it speaks of (高于全国).
The words stand in data/regions_alias.toml.
"""

import re
from functools import cache

from indicators.gazetteer import Hit, Region, contains, gazetteer

# What may follow a short form: 地区生产总值, 市场, 乡村振兴 and 村民 are other words.
_PREFECTURE = re.compile(r"地区(?!生产|发展|经济|财政|性)")
_UNIT = re.compile(rf"{_PREFECTURE.pattern}|[县旗]|市(?!场|政|区|民|委)|镇|乡(?!村)|村(?![民庄镇委])|街道")
# The office of a prefecture, until about 2000: 商洛行署.
_BRAND = re.compile(r"(?![省市区县旗镇乡])[一-鿿]{1,8}[”\"]")  # “浙江制造”标准
# “人人持证、技能河南”, “平安湖北”: the aim of a campaign, in quotation marks.
_SLOGAN = re.compile("[“、,][一-鿿]{2,3}$"), re.compile("[”、,]")
_OFFICE_OF_PREFECTURE = re.compile(r"行署|行政公署")


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
        self._toward = re.compile(aside["toward_before"]), re.compile(aside["toward_after"])
        self._after_whole = re.compile(aside["after_whole"])
        self._after_nation = re.compile(aside["after_nation"])
        self._organ = re.compile(aside["organ"])
        self._dateline = re.compile(aside["dateline_before"]), re.compile(aside["dateline_after"])
        self._organs = frozenset(alias["nation"]["organs"])
        self._kinds_of_village = frozenset(alias["villages"]["words"])
        self._no_village: tuple[str, ...] = tuple(alias["villages"]["parts"])
        self._no_township: tuple[str, ...] = (*self._no_village, *alias["townships"]["parts"])
        county = alias["county"]
        self._ordinary = frozenset(county["ordinary"])
        self._place = re.compile(county["before"]), re.compile(county["after"])
        self._full = re.compile(county["full_before"]), re.compile(county["full_after"])
        self._heads = re.compile(county["heads"])
        self._prefectures, self._prefectures_until = (
            frozenset(alias["prefectures"]["names"]),
            alias["prefectures"]["until"],
        )
        self.cities_speech = re.compile(county["of_cities"])
        self.nation_publishers: tuple[str, ...] = tuple(alias["nation"]["publishers"])
        organs = "|".join([*(p for p in self.nation_publishers if p != "国家"), *alias["nation"]["opening"]])
        self._nation_speaks = re.compile(
            rf"(?:据|来自)(?:{organs})|(?<![一-鿿])(?:(?:近日|日前),?)?(?:{organs})[^,。;\n]{{0,10}}(?:{alias['nation']['says']})"
        )
        self._nation_cited = re.compile(rf"(?:{organs}|我国|全国)")

    def other_name(self, text: str, hit: Hit, region: Region, following: Hit | None) -> bool:
        """Return whether the name is part of another one: 北京大学, 柳河新方谷农业发展有限公司."""
        # 北京 of 北京海淀医院: the next name says more.
        adjacent = following.candidates if following is not None and following.start == hit.end else ()
        if any(contains(region, c.region) for c in adjacent):
            return False
        if self._name_goes_on.match(text, hit.end):
            return True
        if text[max(hit.start - 1, 0)] in '“"' and _BRAND.match(text, hit.end):
            return True
        if self._slogan(text, hit):
            return True
        ahead = text[hit.end : hit.end + self._reach]
        m = self._body.search(ahead)
        return m is not None and not self._stops.search(ahead[: m.start()])

    def _slogan(self, text: str, hit: Hit) -> bool:
        """Whether a short name ends two or three characters in quotation marks that are still open."""
        line = text[max(0, hit.start - 24) : hit.start]
        quoted = line.rfind("“") > line.rfind("”")
        before, after = _SLOGAN
        return quoted and before.search(line) is not None and after.match(text, hit.end) is not None

    def aside(self, text: str, start: int, end: int, region: Region) -> bool:
        """Return whether the region is only a yardstick, a neighbour, a market or the place of filing."""
        # What ends the line above (全市排名) says nothing of a name that opens its own.
        before, after = text[max(0, start - 12) : start].rpartition("\n")[2], text[end : end + 24]
        if text[start:end] in self._organs:
            return True
        if self._before.search(before) or self._after.match(after):
            return True
        if self._dateline[0].search(before) and self._dateline[1].match(after):
            return True
        if self._toward[0].search(before) and self._toward[1].match(after):
            return True
        if text[start] == "全" and self._after_whole.match(after):
            return True
        return region.level == 0 and self._after_nation.match(after) is not None

    def nation_opens(self, opening: str) -> tuple[bool, bool]:
        """Return whether an organ of the nation speaks in an opening (据农业农村部…), and whether one is named."""
        return bool(self._nation_speaks.search(opening)), bool(self._nation_cited.search(opening))

    def organ(self, text: str, end: int) -> bool:
        """Return whether a name goes on as an organ that leads smaller regions: 台州市委, 自治区党委."""
        return self._organ.match(text, end) is not None

    def prefecture(self, text: str, end: int) -> bool:
        """Return whether a name goes on as that of a prefecture: 安顺地区, 商洛行署."""
        return any(p.match(text, end) is not None for p in (_PREFECTURE, _OFFICE_OF_PREFECTURE))

    def called_then(self, text: str, hit: Hit, region: Region, year: int | None) -> Region:
        """Return a city as the prefecture that it was where the text of that year calls it so: 菏泽地区."""
        base = region.name[:-1]
        if region.level != 2 or base not in self._prefectures or (year or 0) > self._prefectures_until:
            return region
        return Region(region.code, base + "地区", 2) if self.prefecture(text, hit.end) else region

    def ordinary(self, form: str) -> bool:
        """Return whether a county's short form is a common word as well: 新兴, 清水."""
        return form in self._ordinary

    def stands_as_place(self, text: str, hit: Hit) -> bool:
        """Return whether the words around a short form show a place: 来到修水, 修水境内, 修水网, (修水)."""
        before, after = self._place
        return bool(before.search(text[max(0, hit.start - 4) : hit.start]) or after.match(text, hit.end))

    def stands_alone(self, text: str, hit: Hit) -> bool:
        """Return whether a full name that may be half a word stands between no other words: 2015年易县财政收入."""
        before, after = self._full
        return bool(before.search(text[max(0, hit.start - 2) : hit.start]) and after.match(text, hit.end))

    def heads_title(self, title: str, hit: Hit) -> bool:
        """Return whether a short form stands at the head of a title: 饶河2006年统计公报, 2006年饶河政府工作报告."""
        before = title[: hit.start].strip()
        return (not before or before.endswith("年")) and self._heads.match(title, hit.end) is not None

    def name_end(self, text: str, hit: Hit, region: Region) -> int | None:
        """Return where a name ends once the unit behind it is read; None where another region is meant.

        抚州地区 is 抚州市 and 临川市 today's 临川区, but 宜昌县 is not 宜昌市, 罗庄镇 not 罗庄区, and no old
        prefecture a county of today: 晋江地区, 梅县地区.
        """
        name = text[hit.start : hit.end]
        if region.level not in (2, 3):
            return hit.end
        if name == region.name:
            return None if region.level == 3 and len(name) == 2 and _PREFECTURE.match(text, hit.end) else hit.end
        unit = _UNIT.match(text, hit.end)
        if unit is None:
            return hit.end
        if region.level == 2:
            return {"地区": unit.end(), "县": None, "旗": None}.get(unit[0], hit.end)
        return unit.end() if unit[0] in ("县", "市") else None

    def township_name(self, name: str) -> bool:
        """Return whether a name that no list has may be a township's: 旧州乡, but not 示范镇."""
        return 3 <= len(name) <= 7 and not any(part in name for part in self._no_township)

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
