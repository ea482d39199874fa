"""Ranks: places in an order (居全国第1位, 总数全国第二, 居首位), told apart from ordinals (第0451号)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from indicators import numerals

FIRST = r"首位|榜首"
_SCOPE = (
    r"(?:全国|全世界|世界|全球|亚洲|国内|全省|全区|全市|全县|全旗|全州|全盟|全镇|我省|我区|我市|我县|我州|省内|区内|市内|中部|西部|东部"
    r"|东北|华东|华北|华中|西北|西南|中南|沿海|长三角|珠三角|同类|同行业|全行业|各省|省份|省区市|自治区|地级市|盟市|市州|县市|城市)"
)
_PLACED = (
    r"(?:居|列|排名?|位次?|名次|位列|排在|排到|跃升|跃居|升至|升到|上升|晋升|进入|跻身|保持|稳居|连续|蝉联|获得?|夺得?|取得|进位|总量|增速"
    r"|增幅|规模|数量|总数|综合|考核|评价|评比|得分|产量|名列|升|成绩|由)"
)
_CUE = re.compile(rf"(?:{_SCOPE}|{_PLACED})[^,。;:、\n0-9“”]{{0,9}}(?:第[0-9一二三四五六七八九十]+[位名]?[、和])*$")
_CUE_NEAR = re.compile(rf"(?:{_SCOPE}|居|列|排|位)[^,。;:\n0-9“”]{{0,5}}$")
_END = re.compile(r"\s*(?:$|[,。;:、!?）)(\n]|的(?!一)|和|与|及|且|并|而|左右|以内|上升|提升|升|跃|前移)")
_LARGE = re.compile(r"大(?![学会道街坝])")
_PLACE = re.compile(r" ?(?:位次|位|名)(?![置于称额牌书省市党副厅局])")
_FORMER = re.compile(r"前 ?$")


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank found in a text: the offsets of its number with 位 or 名, and the place."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None


def first(text: str, start: int, end: int) -> Rank | None:
    """Read 首位 and 榜首 at text[start:end] as place 1, where the words before it say of what: 居全国首位."""
    return Rank(start, end, Decimal(1)) if _CUE_NEAR.search(text, max(0, start - 14), start) else None


def read(text: str, number: numerals.Numeral) -> Rank | None:
    """Read a number behind 第 or 前 as a rank; None for an ordinal or where nothing says what is ranked."""
    start, end = number.start, number.end
    if number.scale != 1 or not 0 < number.value < 1000 or number.value % 1:
        return None
    place = _PLACE.match(text, end)
    stop = place.end() if place else end
    ordinal = start
    while ordinal > 0 and text[ordinal - 1] == " ":
        ordinal -= 1
    if ordinal > 0 and text[ordinal - 1] == "第":
        cue = _CUE.search(text, max(0, ordinal - 24), ordinal - 1)
        if cue is None and not (place and _END.match(text, stop) and number.value > 1):  # 放在第一位
            return None
        if place or _END.match(text, stop) or (_LARGE.match(text, end) and cue):
            return Rank(start, stop, number.value, number.high)
        return None
    former = _FORMER.search(text, max(0, start - 2), start)
    if former is None:
        return None
    cue = _CUE.search(text, max(0, former.start() - 14), former.start())
    return Rank(start, stop, number.value, number.high) if cue and (place or _END.match(text, end)) else None
