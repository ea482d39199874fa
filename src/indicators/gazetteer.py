"""Gazetteer: which regions the names in a text may stand for; regions.py decides which of them is meant.

The names come from data/regions.tsv.xz (made by tools/regions.py from published code lists) and what no rule
derives from data/regions_alias.toml. Both are read at first use, once. Townships are many and their names are
common words (发展乡 in 发展乡村), so that they are only looked for in counties which the document names.
"""

import lzma
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

# Peoples whose names stand between a place and 自治州 or 自治县: 恩施土家族苗族自治州 is 恩施州.
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|"
    "赫哲|门巴|珞巴|基诺"
)
_AUTONOMOUS = re.compile(rf"(.+?)族?(?:(?:{_PEOPLES})族|各族|蒙古|哈萨克|柯尔克孜)*自治([州县旗])")
_ETHNIC_TOWN = re.compile(rf"(.{{2,}}?)(?:(?:{_PEOPLES})族)+(乡|镇|苏木)")
_PROVINCE = re.compile(r"(.+?)(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)")
_RISEN = {"镇": "乡", "乡": "镇"}
_NATION_CODE = "100000"
_SICHUAN, _CHONGQING = "510000", "50"


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative region; the code is that of GB/T 2260 (9 digits for a township, 100000 for 全国)."""

    code: str  # empty for a township whose county is not known
    name: str
    level: int  # 0 nation, 1 province, 2 prefecture, 3 county, 4 township, 5 village


NATION = Region(_NATION_CODE, "全国", 0)


class Need(IntEnum):
    """What must hold before a name counts as this region."""

    FREE = 0  # nothing
    KNOWN = 1  # the region is known to the document, or stands right after one that it lies in
    CHAIN = 2  # it stands right after one that it lies in: 北京海淀


class Candidate(NamedTuple):
    """A region that a name may stand for."""

    region: Region
    need: Need


class Hit(NamedTuple):
    """A name found in a text: its offsets and what it may stand for; relative words carry only `kind`."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]
    kind: str = ""


def contains(outer: Region, inner: Region) -> bool:
    """Return whether the inner region lies in the outer one and is another."""
    if outer.level >= inner.level or not outer.code:
        return False
    # The nation's prefix is empty; a village has the code of its township.
    return inner.code.startswith(outer.code if outer.level == 4 else outer.code[: outer.level * 2])


def follows(outer: Region, inner: Region) -> bool:
    """Return whether of two names in a row the second lies in the first, today or once: 淮阴市沭阳县."""
    if contains(outer, inner):
        return True
    if outer.code == _SICHUAN:
        return inner.code.startswith(_CHONGQING)  # until 1997
    return (outer.level, inner.level) == (2, 3) and outer.code[:2] == inner.code[:2]


def short_forms(region: Region) -> Iterable[tuple[str, Need]]:
    """Give the short forms that follow from an official name, with what each needs."""
    name, level = region.name, region.level
    if level == 1:
        if m := _PROVINCE.fullmatch(name):
            yield m[1], Need.FREE
            if name.endswith("自治区"):
                yield m[1] + "自治区", Need.FREE
        return
    need = Need.FREE if level == 2 else Need.CHAIN if name.endswith("区") and level == 3 else Need.KNOWN
    if m := _AUTONOMOUS.fullmatch(name):
        base, suffix = m.groups()
        if len(base) + 1 < len(name):
            yield base + suffix, Need.FREE
            yield base + "自治" + suffix, Need.FREE  # 湘西自治州
        if len(base) >= 2:
            yield base, max(need, Need.KNOWN) if level == 3 else need
        return
    if level == 4:
        if m := _ETHNIC_TOWN.fullmatch(name):
            yield m[1] + m[2], Need.FREE
        return
    base = name.removesuffix("地区") if name.endswith("地区") else name[:-1]
    if len(base) >= 2:
        # 张家港 and 满洲里 are nothing else; two characters may be any word.
        yield base, Need.FREE if need is Need.KNOWN and len(base) > 2 else need


class Gazetteer:
    """All regions of county level and above with their names; townships county by county."""

    def __init__(self) -> None:
        data = files("indicators") / "data"
        self.alias: dict[str, Any] = tomllib.loads((data / "regions_alias.toml").read_text(encoding="utf-8"))
        self.by_code: dict[str, Region] = {_NATION_CODE: NATION}
        self._towns: dict[str, str] = {}
        current, abolished = self._read()
        self.forms: dict[str, list[Candidate]] = {}
        self._fill(current, abolished)
        # 万全区 is no word before 全区.
        self._kinds = {w: kind for w, kind in _relative_words(self.alias).items() if kind or w not in self.forms}
        self._traps: dict[str, list[str]] = {}  # by the characters in them
        for word in (word for word, kind in self._kinds.items() if not kind):
            for character in set(word):
                self._traps.setdefault(character, []).append(word)
        # Sorted, so that nothing depends on the order in which names were entered.
        self._literals = sorted({*self.forms, *self._kinds})
        self._machine = AhoCorasick(
            self._literals,
            matchkind=MatchKind.LeftmostLongest,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )
        self._of_townships = lru_cache(maxsize=256)(self._names_of_townships)  # reports of one region come together

    def _read(self) -> tuple[list[Region], list[Region]]:
        current: list[Region] = []
        abolished: list[tuple[str, Region]] = []
        for code, name, last, towns in _lines():
            level = 1 if code.endswith("0000") else 2 if code.endswith("00") else 3
            region = Region(code, name, level)
            if last:
                abolished.append((last, region))
                continue
            current.append(region)
            self.by_code[code] = region
            if towns:
                self._towns[code] = towns
        abolished.sort(key=lambda pair: (pair[0], pair[1].code), reverse=True)
        older = [Region(code, name, 2 if code.endswith("00") else 3) for name, code in self.alias["abolished"].items()]
        old = [region for _, region in abolished] + older
        for region in old:
            self.by_code.setdefault(region.code, region)
        return current, old

    def _fill(self, current: list[Region], abolished: list[Region]) -> None:
        """Enter every form: official names, hand-kept short ones, derived short ones, the abolished last."""
        forms = self.alias["forms"]
        weak, never, weak_full = (frozenset(forms[key]) for key in ("weak", "never", "weak_full"))
        for region in current:
            need = Need.KNOWN if len(region.name) == 2 or region.name in weak_full else Need.FREE
            self._enter(region.name, region, need)
        for code, names in self.alias["short"].items():
            for name in names:
                self._enter(name, self.by_code[code], Need.KNOWN if name in weak else Need.FREE)
        for word in self.alias["nation"]["words"]:
            self._enter(word, NATION, Need.FREE)
        official = set(self.forms)
        for region in current:
            for form, need in short_forms(region):
                if form in never or (form in official and need is not Need.FREE):
                    continue
                self._enter(form, region, max(need, Need.KNOWN) if form in weak and region.level > 1 else need)
        known = set(self.forms)
        for region in abolished:
            need = Need.KNOWN if len(region.name) == 2 or region.name in weak_full else Need.FREE
            for form, wants in [(region.name, need), *short_forms(region)]:
                if form not in known and form not in never:
                    self._enter(form, region, max(wants, Need.KNOWN) if form in weak else wants)
        for base in self.alias["counties"]["names"]:
            today = [c.region for kind in "市区" for c in self.forms.get(base + kind, ()) if c.region.level == 3]
            for region in today[:1]:
                self._enter(base + "县", Region(region.code, base + "县", 3), Need.FREE)

    def _enter(self, form: str, region: Region, need: Need) -> None:
        row = self.forms.setdefault(form, [])
        if all(c.region.code != region.code for c in row):
            row.append(Candidate(region, need))

    def named(self, text: str) -> list[Hit]:
        """Find the names of county level and above and the relative words (全省, 该县): leftmost, longest."""
        found = []
        for at, start, end in self._machine.find_matches_as_indexes(text):
            form = self._literals[at]
            if (kind := self._kinds.get(form)) is not None:
                if kind:  # an empty kind is a trap
                    found.append(Hit(start, end, (), kind))
                continue
            # 上海市场 is the market of 上海; 江北区域 is no 江北区.
            following = text[end : end + 1]
            if following == "场" and form.endswith("市"):
                form, end = form[:-1], end - 1
            if form in self.forms and not (following == "域" and form.endswith("区")):
                found.append(Hit(start, end, tuple(self.forms[form])))
        return found

    def townships(self, county: str) -> list[Region]:
        """Return the townships of a county, given its code."""
        return [Region(county + row[:3], row[3:], 4) for row in self._towns.get(county, "").split()]

    def _names_of_townships(
        self, counties: tuple[str, ...]
    ) -> tuple[AhoCorasick, list[str], dict[str, list[Candidate]], frozenset[str]]:
        """An automaton over the names of townships, its literals, what they stand for, and those of former times."""
        former: dict[str, Candidate] = {}
        forms: dict[str, list[Candidate]] = {}
        for county in counties:
            for town in self.townships(county):
                for form, _ in [(town.name, Need.FREE), *short_forms(town)]:
                    # 新镇, and 明城镇 of 文明城镇: what stands before it may be half a word.
                    weak = len(form) == 2 or form.endswith(("城镇", "村镇"))
                    candidate = Candidate(town, Need.KNOWN if weak else Need.FREE)
                    forms.setdefault(form, []).append(candidate)
                if town.name[-1] in _RISEN and len(town.name) > 2:  # a 镇 of today was a 乡 before
                    other = town.name[:-1] + _RISEN[town.name[-1]]
                    former.setdefault(other, Candidate(Region(town.code, other, 4), Need.FREE))
        for other, candidate in former.items():
            if other not in forms and other not in self._kinds and not other.endswith(("城镇", "村镇")):
                forms[other] = [candidate]
        for first in {form[0] for form in forms}:  # a trap hides a name that begins within it
            for trap in self._traps.get(first, ()):
                forms.setdefault(trap, [])
        literals = sorted(forms)
        machine = AhoCorasick(literals, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
        return machine, literals, forms, frozenset(former)

    def township_hits(self, text: str, counties: Iterable[str]) -> list[Hit]:
        """Find the townships of the counties (codes) in a text."""
        machine, literals, forms, former = self._of_townships(tuple(sorted(set(counties))))
        found = []
        for at, start, end in machine.find_matches_as_indexes(text):
            if literals[at] in former and text[end : end + 1] in ("村", "镇"):
                continue
            # 发展乡 of 发展乡村振兴: the word goes on.
            if text[end - 1 : end + 1] == "乡村" and text[end : end + 2] not in ("村民", "村委"):
                continue
            if forms[literals[at]]:
                found.append(Hit(start, end, tuple(forms[literals[at]])))
        return found

    @cached_property
    def _counties_of(self) -> dict[str, list[Region]]:
        """Township's name, short form included → the townships of that name."""
        index: dict[str, list[Region]] = {}
        for county in self._towns:
            for town in self.townships(county):
                for form, _ in [(town.name, Need.FREE), *short_forms(town)]:
                    index.setdefault(form, []).append(town)
        return index

    def counties_with(self, town: str) -> list[Region]:
        """Return every township of the nation of that name."""
        return list(self._counties_of.get(town, ()))

    def is_township(self, name: str) -> bool:
        """Return whether a township of the nation has that name, and no common word is like it (中心镇)."""
        return name in self._counties_of and name not in self._kinds


def _relative_words(alias: dict[str, Any]) -> dict[str, str]:
    """Return relative word → the letters that its region's name ends in; a trap maps to nothing."""
    kinds: dict[str, str] = {}
    for unit in ("省", "市", "县", "旗", "盟", "州", "镇", "乡", "苏木", "街道", "村", "嘎查"):
        for word in ("全", "我", "本", "该"):
            kinds[word + unit] = unit
    kinds |= {
        "全区": "区",
        "我区": "区",
        "本区": "区",
        "该区": "区",
        "自治区": "自治区",
        "全自治区": "自治区",
    }
    kinds |= {"省本级": "省", "市本级": "市", "县本级": "县", "旗本级": "旗", "州本级": "州"}
    kinds |= {"当地": "当地", "全地区": "地区", "我地区": "地区"}
    kinds |= {"自治区本级": "自治区", "区本级": "区", "盟本级": "盟", "镇本级": "镇"}
    for letter in alias["traps"]["before_whole"]:
        for unit in "国省市县区旗盟州镇乡村":
            kinds[f"{letter}全{unit}"] = ""
    for word in alias["traps"]["words"]:
        kinds[word] = ""
    return kinds


def _lines() -> Iterator[list[str]]:
    """Yield the regions of the table: code, name, the last year of one that is abolished, townships."""
    table = lzma.decompress((files("indicators") / "data" / "regions.tsv.xz").read_bytes()).decode()
    for line in table.splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def names() -> set[str]:
    """Return the names of all regions of today, without making a gazetteer of them."""
    return {name for _, name, last, _ in _lines() if not last}


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer, read at the first call."""
    return Gazetteer()
