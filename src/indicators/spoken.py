"""Relative words: of which level a report speaks (我市 and 市委、市政府, not the 全省 that it is compared with)."""

import re
from collections import Counter

from indicators.gazetteer import Hit, Region
from indicators.surroundings import surroundings

# The level of what a relative word means; 区 is a district unless the text names an autonomous region.
_LEVELS = {"省": 1, "自治区": 1, "地区": 2, "州": 2, "盟": 2, "市": 2, "县": 3, "旗": 3, "区": 3}
_TOWNSHIP = 4
# One 我市 stands against so many 全省: a city is compared with its province, no province with its cities.
_OWN = 8
# What makes 全省 a yardstick, besides what makes any name an aside: 全省20强, 在全省推广, 全省重点贫困县.
_YARDSTICK = re.compile(
    r"(?:第|前|首|率先|领先|先进|平均|推广|唯一|试点|示范|重点|统一|上下都|[0-9一二三四五六七八九十百]+强|排名|排位|位[居列次]|地位"
    r"|[^,。;、]{0,8}(?:会议|现场会|先进|前列|首位))"
)
_MEASURED = re.compile(r"(?:占|居|高于|低于|高出|超出|快于|慢于|超过|名列|位列|位居|领跑|走在|[是为成]了?)$")
_PEOPLE = re.compile("(?:广大|各族|各级)?(?:人民|干部|上下|党员|群众)")  # 是全区人民团结拼搏的结果
# Who acts: in 市委、市政府的领导下; but 各县委、县政府, and 天水市委 names its city. Of 市委、市政府和区委 both do.
_ACTS = re.compile(
    r"(?:(?<![一-鿿、])|(?<=[在由经向照和及按是]))(?P<kind>省|自治区|市|州|盟|县|旗|区)委(?:、|和)?(?P=kind)(?:人民)?政府"
    r"(?:(?:、|和|及|以及)(?P<own>州|盟|市|县|旗|区)委)?"
)


class Spoken:
    """The relative words of one text by kind (省, 市, 县 …), yardsticks left out."""

    def __init__(self, text: str, hits: list[Hit]) -> None:
        self.own: Counter[str] = Counter()  # 我市, 本市
        self.whole: Counter[str] = Counter()  # 全市, 市本级
        self.words: list[Hit] = []
        for hit in hits:
            if not hit.kind or hit.kind == "当地" or text[hit.start] == "该":
                continue
            if text[hit.start] in "我本":
                self.own[hit.kind] += 1
            elif not _is_yardstick(text, hit):
                self.whole[hit.kind] += 1
            else:
                continue
            self.words.append(hit)
        self.acts = False  # whether 市委、市政府 act
        acting = Counter(m["own"] or m["kind"] for m in _ACTS.finditer(text))
        if acting:
            self.acts = True
            # The smallest that acts; a report of a county names those above it as well.
            kind = max(acting, key=lambda k: (level(k), acting[k]))
            if level(kind) >= max((level(k) for k in self.own + self.whole), default=0):
                self.whole[kind] += acting[kind]

    def kinds(self) -> list[str]:
        """Return the kinds, the one that the text speaks of first: 我市 before 全省."""
        said = self.own + self.whole
        ranked = sorted(said, key=lambda k: (-said[k], -level(k), k))
        if not ranked:
            return []
        top = ranked[0]
        smaller = [k for k in ranked if self.own[k] and level(k) > level(top) and _OWN * self.own[k] >= said[top]]
        # Of several the one said most: a report that says 我县 says 我市 of the city around it.
        first = max(smaller, key=lambda k: (self.own[k] + self.whole[k], level(k)), default=top)
        return [first, *(k for k in ranked if k != first)]

    def count(self, kind: str) -> int:
        """Return how often a kind is said, one's own words counting more."""
        return _OWN * self.own[kind] + self.whole[kind]


def level(kind: str) -> int:
    """Return the level of the regions that a relative word of this kind means."""
    return _LEVELS.get(kind, _TOWNSHIP)


_SOME = Region("", "", 1)


def _is_yardstick(text: str, hit: Hit) -> bool:
    """Return whether 全省 is only what the region is compared with: 居全省第1, 全省20强, 在自治区锦标赛中."""
    if text[hit.start] != "全":
        return text.startswith("自治区", hit.start) and text[max(hit.start - 1, 0)] in "在获被由经居列到"
    if _PEOPLE.match(text, hit.end):
        return False
    if _YARDSTICK.match(text, hit.end) or _MEASURED.search(text[max(0, hit.start - 4) : hit.start]):
        return True
    return surroundings().aside(text, hit.start, hit.end, _SOME)
