"""Shares: proportions written in words – 百分之五, 三分之二, 三成五, 八折, 一半, 翻一番."""

import re
from dataclasses import dataclass
from decimal import Decimal

from indicators import lookalikes, numerals, ranges

# 百分之, 千分之 and 万分之 are rates and read as percent. With a digit before 分之 (三分之二, 一千分之一)
# the words are a fraction: beside other words it is a share of something (五分之三的村: 60 %), alone it is a
# plain number (0.6), because nothing says of what.
_RATES = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "百万": Decimal(10**6)}

_NUM = rf"(?:[0-9][0-9,]*(?:\.[0-9]+)?|[{numerals.DIGITS}十百千万亿]+(?:点[零〇一二三四五六七八九]+)?)"
FRACTION = rf"(?P<minus>负)?(?P<below>百万|[百千万]|{_NUM})分 ?之 ?(?P<above>{_NUM})(?P<vague>几|多)?"
_NEXT = re.compile(r"、([二三四五六七八九])(?![一-龥]*分之)")
_SECOND = re.compile(rf"(?:-{{1,2}}|~{{1,2}}|至|到) ?{FRACTION}")
WORDS = (
    r"翻(?:了|一|两|二|三|四|几)*番|翻[0-9](?:\.[0-9]+)?番"
    r"|(?<!时间)(?<!时间[已快将])(?<!任务)(?<!双)(?<![通经超])过半数?(?=[,。;、的]|$|[一-龥])"
    r"|(?<!参)半数(?!据)|一半|(?<!一)半成(?![品本熟])"
)
_TIMES = {"一": 1, "": 1, "两": 2, "二": 2, "三": 3, "四": 4}
# 三成五, 2.5成, 十成; 成 begins many words (成立, 成员), so in running text something must end or bound it.
_TENTHS = re.compile(r"成(?P<more>半|[一二三四五六七八九](?![一-龥]|十))?(?P<over>多|有余)?")
_TENTHS_END = re.compile(
    r"$|[,。;:、!?()\s]|以上|以下|左右|的|和|还|花|投|流|至|到|不[到足]|用于|由|是|为|被|出|来自|农|企|干|村|群|居|贫|在|人(?!员)|市场|产业|耕|收入|以|上升|下降|提高|提升|增[加至长到]|[扩缩][大小]|[升降]|减少"
)
_TO = re.compile(r"-{1,2}|~{1,2}|至|到")
_AFTER = frozenset("折成-~至到")  # what may follow the first number of such a share
_DISCOUNT = re.compile(r"折(?![叠算合射旧价扣磨腾返子断回中线])")


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion found in a text: offsets, value in percent (or a bare ratio), its bound and measure."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    unit: str
    bound: str
    measure: str | None = None


def fraction(text: str, match: re.Match[str]) -> Share | None:
    """Read a match of FRACTION: 百分之八十五点六 is 85.6 %, 千分之三 0.3 %, 三分之二 of something 66.67 %."""
    rate = _RATES.get(match["below"])
    sign = Decimal(-1 if match["minus"] else 1)
    start, end = match.start(), match.end()
    if match["above"] == "百" or match["above"].startswith(("百", "千")):
        top, high = numerals.parse("一" + match["above"]), None
    else:
        found = numerals.read(text, match.start("above"))
        if found is None:
            return None
        top, high, end = found.value, found.high, max(found.end, end)
    below = rate or numerals.parse(match["below"])
    if top is None or not below:
        return None
    bound = "over" if match["vague"] else "exact"
    following = _NEXT.match(text, end)  # 百分之五、六
    if following and high is None and top == (numerals.parse(following[1]) or 0) - 1:
        high, end = top + 1, following.end()
    if rate is None and not lookalikes.in_word(text, start, end):
        return Share(start, end, sign * top / below, high and sign * high / below, "", bound)
    percent = sign * 100
    other = _SECOND.match(text, end)
    if other and high is None and other["below"] == match["below"] and not ranges.from_to(text, start):
        second = numerals.read(text, other.start("above"))
        high, end = (second.value, max(second.end, other.end())) if second else (None, end)
    return Share(start, end, top * percent / below, None if high is None else high * percent / below, "%", bound)


def word(text: str, match: re.Match[str]) -> Share:
    """Read a match of WORDS: 翻一番 is a growth of 100 %, 翻两番 of 300 %, 一半 50 %, 过半 over 50 %."""
    written = match.group()
    start, end = match.span()
    if written.endswith("番"):
        times = written[1:-1].lstrip("了")
        doublings = Decimal(times) if times[:1].isdigit() and times.isascii() else Decimal(_TIMES.get(times, 1))
        value = (Decimal(2) ** doublings - 1) * 100
        return Share(start, end, value, None, "%", "exact", "growth")
    if written == "半成":
        return Share(start, end, Decimal(5), None, "%", "exact")
    return Share(start, end, Decimal(50), None, "%", "over" if written[0] == "过" else "exact")


def tenths(text: str, number: numerals.Numeral, *, bare: bool) -> Share | None:
    """Read 成 and 折 behind a number: 三成五 is 35 %, 九成以上 90 %, 八折 80 %, 八五折 85 %."""
    if text[number.end : number.end + 1] not in _AFTER:
        return None
    discount = _DISCOUNT.match(text, number.end)
    if discount and 0 < number.value < 100:
        written = text[number.start : number.end]
        value = number.value if number.value >= 10 or len(written) > 1 else number.value * 10
        if number.high is not None:  # 八九折 reads like 八五折: two digits of one number
            value = number.value * 10 + number.high % 10
        return Share(number.start, discount.end(), value, None, "%", "exact")
    upper = None
    if (link := _TO.match(text, number.end)) and (second := numerals.read(text, link.end())):
        upper = second if _TENTHS.match(text, second.end) and second.value <= 10 else None
    match = _TENTHS.match(text, upper.end if upper else number.end)
    if match is None or not 0 < number.value <= 10 or number.scale != 1:
        return None
    if not _TENTHS_END.match(text, match.end()) and not (match["more"] or match["over"]) and not bare:
        return None
    value = number.value * 10
    if match["more"]:
        value += 5 if match["more"] == "半" else numerals.parse(match["more"]) or 0
    high = upper.value if upper else number.high
    high = None if high is None else high * 10
    return Share(number.start, match.end(), value, high, "%", "over" if match["over"] else "exact")
