"""Numerals: the ways a Chinese text writes a number, and the exact Decimal that each stands for.

cn2an reads what is written in Chinese characters below 10,000; decimals, the scales 万 and 亿 and what mixes
digits with characters (3万4000, 25万6千, 5亿1万4千6百) are put together here, because cn2an computes with
floats (16.4亿 becomes 1639999999.9999998) and rejects 1,234 and 4.78万亿.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": 0,  # what many pages write for 〇
    "两": 2,
}
_STEPS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8)}
_LONGEST, _MOST_SCALES = 100_000, 100  # characters, and 万 and 亿 among them: what has more is no number
_TRADITIONAL = str.maketrans("萬億點負", "万亿点负")
_UNITS = str.maketrans("萬億點負", "万亿点负", "多余")
_DAMAGE = str.maketrans("", "", " ?,")
_VAGUE = str.maketrans("", "", "几数多余来、")

DIGITS: str = "".join(_DIGITS)
FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")

# 百分 begins a percentage and 千瓦 is a unit: neither 百 nor 千 belongs to the number there.
_HUNDREDS = r"百(?!分)|千(?![瓦克伏升卡焦帕赫])"
_PLAIN = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
# What scraping does to a number: 10 000人, 3. 5万, 14.?7%. Only before something that is counted or measured.
_DAMAGED = (
    r"(?:[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?(?![0-9.])|[0-9]+(?:\. | \.|\?\.|\.\?|\.\.)[0-9]+"
    r"|(?<=[一-龥])[0-9]+\.[0-9]{1,2} [0-9]{1,2}(?![0-9.,])"
    r"|(?<=[一-龥])(?<![图表第页版件卷])[0-9]{1,2} [0-9]{1,3}(?:\.[0-9]+)?(?![0-9.,]))"
    r"(?= {0,2}(?:[余多]?[万亿元人名户家个亩吨%处座所台辆头只件项次条张担眼例匹羽株棵幢栋间顶床艘孔组套批笔宗]"
    r"|[起册部枚盏口天]|[度斤]|公|平方|立方|[毫厘]米|千[瓦公米升])"
    r"|(?<=[0-9]\. [0-9]) +[,。;、])"
)
_MORE = r"多|余(?![额热缺粮震款地])|来(?![自源到临看说的访])"
# 3千米 is three kilometres, 两千米 two thousand metres: behind digits 千 is part of the unit.
_ASCII = (
    rf"(?P<digits>{_DAMAGED}|{_PLAIN}(?:点[0-9]+(?=[倍万亿%]|个百))?)(?P<more>{_MORE})?"
    rf"(?: {{0,3}}(?P<scale>(?:[百千][多余]?)?[万亿萬億]+|百(?!分)|千(?![瓦克伏升卡焦帕赫米])))?"
    rf"(?P<rest>(?:零?[0-9]+(?![0-9.,])(?:[万亿]|百(?!分)|千(?![瓦克伏升卡焦帕赫米]))?)+)?(?P<after>{_MORE}|几)?"
)
_CHINESE = (
    # 七、八百元 is 700 to 800; 二、三产业 and the heads of lists are left alone
    r"(?P<chinese>(?:(?<=[一-龥])(?<!第)[一二三四五六七八]、(?=[二三四五六七八九](?:[十百千万个名户里]|公里)))?"
    rf"(?:几(?=[十百千万亿])|(?<![人户总次指系参基件额倍少多分岁年天头级位个])数(?=[十百千万亿]))?"
    rf"(?:[{DIGITS}十拾佰仟万亿萬億]|{_HUNDREDS})+"
    rf"(?:点[零〇一二三四五六七八九]+)?(?:几(?![十百千]))?(?:(?:{_MORE})?[万亿萬億]+)?(?:{_MORE})?)"
)
# 减负20亿元 is no negative number: 负 is a sign at the head of a clause or after 为, 到 and the like.
_SIGN = (
    r"(?P<sign>(?:(?<![0-9A-Za-z一-龥)\-])|(?<=[为是到达至长速幅率的比和与及由从]))-(?=[0-9])"
    rf"|(?:(?<![一-龥])|(?<=[为是到达至长]))负(?=[0-9十百千{DIGITS}]))"
)
NUMBER = rf"{_SIGN}?(?:{_ASCII}|{_CHINESE})"

_NUMBER = re.compile(NUMBER)
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SMALL = re.compile(r"([一二两三四五六七八九]?)(?:(十)([一二三四五六七八九]?)|([百千]))")
_PIECE = re.compile(r"零?([0-9]+(?:\.[0-9]+)?)([十百千]?)")
_ADJACENT = re.compile(r"(|.*[十百千万亿])([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number found in a text: offsets, value, and what its writing says about it."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None  # 三五百: 300 to 500
    scale: Decimal  # the 万 or 亿 it ends in, for a range whose lower number leaves it out
    more: bool  # 多, 余, 来, 几 or 数 stands in it: the value is a lower bound
    chinese: bool
    headless: bool  # 百亿, 千亩, 万人: a scale with no digit before it
    damaged: bool


def parse(text: str) -> Decimal | None:
    """Read a numeral as an exact number; None where the text is not one numeral.

    >>> parse("4.7万"), parse("三万五千零六"), parse("25万6千"), parse("二百来")
    (Decimal('47000.0'), Decimal('35006'), Decimal('256000'), None)
    """
    body = text.strip().translate(_TRADITIONAL)
    negative = body[:1] in ("-", "负")
    body = body[1:].lstrip() if negative else body
    if "," in body:
        if not re.match(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])", body):
            return None
        body = body.replace(",", "")
    value = _value(body) if body else None
    return -value if negative and value is not None else value


def read(text: str, start: int) -> Numeral | None:
    """Read the number that begins at an offset of normalised text, with its scale and inner 多 / 余 / 几."""
    match = _NUMBER.match(text, start)
    return from_match(match) if match else None


def from_match(match: re.Match[str]) -> Numeral | None:
    """Make the numeral that a match of NUMBER stands for; None where its characters are no number."""
    sign = -1 if match["sign"] else 1
    end = match.end()
    if match["chinese"]:
        return _from_chinese(match, sign)
    digits = match["digits"]
    clean = digits.translate(_DAMAGE).replace("点", ".").replace("..", ".")
    damaged = " " in digits or "?" in digits or ".." in digits
    scale = (match["scale"] or "").translate(_UNITS)
    more = bool(match["more"] or match["after"]) or len(scale) < len(match["scale"] or "")
    rest = match["rest"]
    if rest and ("." in clean or not match["scale"] or "," in digits):
        rest, end, more = None, match.start("rest"), bool(match["more"])
    value = _value(clean + scale + (rest or ""))
    if value is None:
        return None
    return Numeral(match.start(), end, value * sign, None, _trailing(scale + (rest or "")), more, False, False, damaged)


def _from_chinese(match: re.Match[str], sign: int) -> Numeral | None:
    written = match["chinese"].translate(_TRADITIONAL)
    body = written.translate(_VAGUE)
    low, high = _value(body), None
    adjacent = _ADJACENT.fullmatch(body) if len(body) > 1 and "点" not in body else None
    if adjacent:
        head, one, two, tail = adjacent.groups()
        first, second = _DIGITS[one], _DIGITS[two]
        if second == first + 1 or (first, second) == (3, 5):
            low, high = _value(head + one + tail), _value(head + two + tail)
    if low is None:
        return None
    return Numeral(
        match.start(),
        match.end(),
        low * sign,
        high,
        _trailing(body),
        body != written.replace("、", ""),
        True,
        body[0] in "百千万亿佰仟",
        False,
    )


@lru_cache(maxsize=1024)
def _trailing(written: str) -> Decimal:
    """Multiply the 万 and 亿 that a numeral ends in: 万亿 gives 10^12, 四千 gives 1."""
    scale = Decimal(1)
    for character in reversed(written):
        if character not in _SCALES:
            break
        scale *= _SCALES[character]
    return scale


@lru_cache(maxsize=4096)
def _value(body: str) -> Decimal | None:
    """Add up a numeral without its sign: what precedes 亿 and 万 is multiplied, what follows is added."""
    if len(body) > _LONGEST or body.count("万") + body.count("亿") > _MOST_SCALES:
        return None
    for mark, scale in (("亿", _SCALES["亿"]), ("万", _SCALES["万"])):
        head, found, tail = body.rpartition(mark)
        if not found:
            continue
        left = _value(head) if head else Decimal(1)
        if left is None:
            return None
        if not tail:
            return left * scale
        if len(tail) == 1 and _DIGITS.get(tail):  # 三万五 is short for 三万五千
            return left * scale + _DIGITS[tail] * scale / 10
        right = _value(tail.lstrip("零〇") or "零")
        return None if right is None or right >= scale else left * scale + right
    return _section(body)


def _section(body: str) -> Decimal | None:
    """Read a numeral without 万 and 亿: 8500.5, 4千6百, 九千六百六十五, 六点六, 二〇二二."""
    if not body:
        return None
    if body.isascii():
        return Decimal(body) if _DECIMAL.fullmatch(body) else None
    whole, point, fraction = body.partition("点")
    if point:
        digits = "".join(str(_DIGITS[c]) for c in fraction if c in _DIGITS)
        left = _section(whole)
        if left is None or not digits or len(digits) != len(fraction):
            return None
        return left + Decimal(f"0.{digits}")
    if re.search(r"[0-9]", body):
        pieces = _PIECE.findall(body)
        if "".join(a + b for a, b in pieces) != body.replace("零", ""):
            return None
        return sum((Decimal(number) * _STEPS.get(step, 1) for number, step in pieces), Decimal(0))
    if all(c in _DIGITS for c in body):
        return Decimal("".join(str(_DIGITS[c]) for c in body))
    return _chinese(body)


@lru_cache(maxsize=4096)
def _chinese(section: str) -> Decimal | None:
    """Let cn2an read a numeral below 10,000 in Chinese characters; it raises KeyError, too, on junk.

    Loading cn2an takes as long as reading a report: the numerals of everyday prose (十, 二十五) go without.
    """
    section = section.lstrip("零〇")
    if small := _SMALL.fullmatch(section):
        head, ones = _DIGITS.get(small[1], 1), _DIGITS.get(small[3] or "", 0)
        return Decimal(head * _STEPS[small[2] or small[4]] + ones)
    if section[:1] in ("百", "千", "佰", "仟"):
        section = "一" + section
    import cn2an

    try:
        return Decimal(cn2an.cn2an(section, "normal"))
    except (ValueError, KeyError, TypeError):
        return None
