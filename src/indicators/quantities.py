"""Quantities: every number of a text that measures, counts or ranks something, with its unit and its bound.

One pass over the text finds the candidates; each is then read with what stands around it: a second number (a
range), a unit or a noun that implies one, approximators. Rules never repeat this grammar.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators import bounds, counted, listings, lookalikes, numerals, ranges, ranks, ratios, shares, units
from indicators.numerals import Numeral
from indicators.text import parted
from indicators.units import Found

_CANDIDATE = re.compile(
    rf"(?P<fraction>{shares.FRACTION})|(?P<share>{shares.WORDS})|(?P<first>{ranks.FIRST})"
    rf"|(?P<number>(?=[0-9\-负几数{numerals.DIGITS}十百千万亿拾佰仟萬億]){numerals.NUMBER})"
)
# The characters that a candidate begins with.
_FIRST = re.compile(rf"[0-9\-负几数{numerals.DIGITS}十百千万亿拾佰仟萬億翻过半首榜]")
_ASIDE = re.compile(r"\([0-9][0-9.,]*\) ?")  # 约10000(6500)亩
_SLASH = re.compile(r"/(?P<below>[1-9][0-9]*)(?![0-9/.])")
_COIN = r"[0-9零一二三四五六七八九两壹贰叁肆伍陆柒捌玖]"
_CENTS = re.compile(
    rf"(?:(?P<jiao>{_COIN})[角毛]|(?<=块)(?P<mao>{_COIN})(?=[,。;、]))?(?:(?P<fen>{_COIN})分(?![之钟]))?"
)
_POINTS = re.compile(rf" ?(?:、|和|及|与) ?-?[0-9.点{numerals.DIGITS}]+ ?(?=个(?:百|千)分点|个基点)")
_HALF = re.compile(r"半(?![年月天数个成])")
_MORE_AFTER = re.compile(r"多(?![功媒元样种层边式部方渠处地次项个家名人头件条党民语点云晶晚])")
_AND_MORE = re.compile(r"还?多(?![功媒元样种层边式])|有余|强(?![一-龥])")
_APPROXIMABLE = ("time", "length", "mass", "money", "multiple", "area")
_PRICED = re.compile(
    r"(?:价|卖|进账|收入|挣|赚|花|涨|降|补|工[钱资]|[一每][斤亩天月])[^,;。0-9]{0,5}$|[高低贵多少]了?$"
)
_ELECTRICITY = re.compile(r"电(?!话|视|影|商|器|子|梯)[^,。;:\n]*$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a normalised text.

    start, end: offsets of number, scale and unit as written, of the number alone where a noun implies the
    unit; outer_start, outer_end: the same with approximators (近…, …以上); value, value_high: base unit;
    unit: base unit, '' where the text gives none; kind: units of one kind measure the same thing;
    per: denominator; bound: exact, about, over, under or range; measure: rank or growth where the numeral
    itself says so; flags: unit_missing, percent_sign_missing, damaged_text.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    value: Decimal
    value_high: Decimal | None
    unit: str
    kind: str
    per: str | None
    bound: str
    measure: str | None
    flags: tuple[str, ...] = ()


def find(text: str, *, bare: bool = False) -> list[Quantity]:
    """Find the quantities of a normalised text, in order and without overlap.

    In: text as `text.normalise` returns it; bare=True also gives numbers without a unit. Out: offsets into
    that text and, because normalising keeps the length, into the source.

    >>> [(int(q.value), q.unit, q.bound) for q in find("投入近4.69亿元,增长3%,惠及5.7万农牧民")]
    [(469000000, '元', 'about'), (3, '%', 'exact'), (57000, '人', 'exact')]
    """
    text = parted(text)
    covered = lookalikes.mask(text)
    found: list[Quantity] = []
    at = 0
    for begin in _FIRST.finditer(text):
        match = _CANDIDATE.match(text, begin.start()) if begin.start() >= at else None
        if match is None:
            continue
        at = match.end()
        if covered[match.start()]:
            # A mask may cover only the head of a candidate (2021年3.5亿元 never does, 1-9月 does).
            if ratio := ratios.read(text, match.start()):
                found += [_of_ratio(part, ratio.whole) for part in ratio.parts]
                at = ratio.parts[-1].stop
            continue
        for quantity in _read(text, match, covered, bare):
            found.append(quantity)
            at = max(at, quantity.end)
    return listings.paired(text, [*listings.completed(text, found)])


def to_json(quantity: Quantity, source_text: str) -> dict[str, object]:
    """Give a quantity the form that `indicators quantities --json` prints; source_text is not normalised."""
    return {
        "text": source_text[quantity.start : quantity.end],
        "start": quantity.start,
        "end": quantity.end,
        "value": _plain(quantity.value),
        "value_high": None if quantity.value_high is None else _plain(quantity.value_high),
        "unit": quantity.unit,
        "bound": quantity.bound,
    }


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _read(text: str, match: re.Match[str], covered: bytearray, bare: bool) -> Iterator[Quantity]:
    if match["fraction"]:
        share = shares.fraction(text, match)
        if share is not None and (share.unit or bare):
            yield _share(text, share)
        return
    if match["share"]:
        yield _share(text, shares.word(text, match))
        return
    if match["first"]:
        rank = ranks.first(text, *match.span())
        if rank is not None:
            yield _rank(rank)
        return
    number = numerals.from_match(match)
    if number is None:
        return
    rank = ranks.read(text, number)
    if rank is not None:
        yield _rank(rank)
        return
    if not lookalikes.may_begin(text, number):
        return
    tenths = shares.tenths(text, number, bare=bare)
    if tenths is not None:
        yield _share(text, tenths)
        return
    unit = units.match(text, number.end)
    pair = ranges.read(text, number, unit, covered)
    if pair is None:
        yield from _single(text, number, unit, bare)
    elif pair.apart and pair.unit is not None:
        yield _quantity(text, number, replace(pair.unit, end=number.end), pair.low, None)
    elif pair.unit is not None or bare:
        yield _quantity(text, number, pair.unit, pair.low, pair.high, pair.end)


def _single(text: str, number: Numeral, unit: Found | None, bare: bool) -> Iterator[Quantity]:
    """Read a number that is no range: its unit, one that it shares or a noun implies, or what damage left."""
    value, high = number.value, number.high
    if unit is not None and unit.base == "个" and (listed := _POINTS.match(text, unit.end)):
        points = units.match(text, listed.end())  # 提高15.2个、12.7个百分点
        unit = replace(points, end=unit.end) if points else unit
    if unit is not None:
        if bare or lookalikes.counts(text, number, unit):
            unit = counted.moved_places(text, number, unit)
            high = None if high is None else high * unit.factor
            yield _with_cents(text, _quantity(text, number, unit, value * unit.factor, high))
        return
    if shared := ranges.listed(text, number):
        unit, scale = shared
        yield _quantity(text, number, replace(unit, end=number.end), value * scale * unit.factor, None)
    elif (below := _SLASH.match(text, number.end)) and _is_share(text, number.start, below.end()):
        share = replace(number, end=below.end())
        unit = Found("%", Decimal(1), "percent", None, below.end())
        yield _quantity(text, share, unit, value * 100 / Decimal(below["below"]), None)
    elif (aside := _ASIDE.match(text, number.end)) and (unit := units.match(text, aside.end())):
        yield _quantity(text, number, replace(unit, end=number.end), value * unit.factor, None)
    elif apart := counted.across_damage(text, number):
        scale, unit = apart
        yield _flag(_quantity(text, number, unit, value * scale * unit.factor, None), "damaged_text")
    elif lookalikes.glued(text, number) or (number.headless and not lookalikes.headless_cue(text, number)):
        if bare:
            yield _quantity(text, number, None, value, high, number.end)
    elif unit := counted.unit(text, number):
        yield _quantity(text, number, unit, value, high)
    elif unit := counted.money(text, number):
        yield _flag(_quantity(text, number, unit, value, high), "unit_missing")
    elif counted.lost_percent(text, number):
        unit = Found("%", Decimal(1), "percent", None, number.end)
        yield _flag(_quantity(text, number, unit, value, high), "percent_sign_missing")
    elif bare and (below := _SLASH.match(text, number.end)) and Decimal(below["below"]) > value:
        yield _quantity(text, number, None, value / Decimal(below["below"]), None, below.end())
    elif bare:
        yield _quantity(text, number, None, value, high, number.end)
    elif counted.lost_unit(text, number):
        yield _flag(_quantity(text, number, None, value, high, number.end), "unit_missing")


def _is_share(text: str, start: int, end: int) -> bool:
    """Whether the words around a fraction in digits say of what it is (总数的1/3); alone it may be a date."""
    near = bounds.before(text, start)
    start = near.offset if near else start
    return text[start - 1 : start] in ("的", "占") or text.startswith(("以上", "左右"), end)


def _flag(quantity: Quantity, flag: str) -> Quantity:
    return replace(quantity, flags=(*quantity.flags, flag))


def _quantity(
    text: str,
    number: Numeral,
    unit: Found | None,
    value: Decimal,
    high: Decimal | None,
    end: int | None = None,
) -> Quantity:
    """Put a quantity together: electricity, halves, approximators, denominators."""
    base, kind, per = (unit.base, unit.kind, unit.per) if unit else ("", "none", None)
    end = unit.end if unit and end is None else (number.end if end is None else end)
    if base == "度" and (number.scale > 1 or _ELECTRICITY.search(text, max(0, number.start - 24), number.start)):
        base, kind = "千瓦时", "energy"
    if kind == "temperature" and text.startswith("零下", number.start - 2):
        value = -abs(value)
    if base == "块" and _PRICED.search(text, max(0, number.start - 12), number.start):
        base, kind = "元", "money"  # 每斤卖3块2
    if unit and high is None and number.scale == 1 and (half := _HALF.match(text, end)):
        value, end = value + unit.factor / 2, half.end()
    front = bounds.before(text, number.start, headless=number.headless)
    back = bounds.after(text, end)
    if back is None and kind in _APPROXIMABLE and (more := _MORE_AFTER.match(text, end)):
        back = bounds.Bound("over", more.end())
    if front and kind == "points" and text[front.offset : front.offset + 2] in ("高于", "低于", "高过"):
        front = None  # 高于2.1个百分点 compares, it does not bound
    bound = "exact"
    if high is not None:
        bound = "range"
    elif front or back:
        bound = (front or back or bounds.EXACT).bound
    elif number.more and text[number.start : number.end].rstrip("万亿千百十").endswith("来"):
        bound = "about"  # 四十来家
    elif number.more or text.startswith("个多", number.end):
        bound = "over"
    return Quantity(
        number.start,
        end,
        front.offset if front else number.start,
        back.offset if back else end,
        value,
        high,
        base,
        kind,
        per or units.per_words(text, number.start, kind),
        bound,
        None,
        ("damaged_text",) if number.damaged else (),
    )


def _with_cents(text: str, quantity: Quantity) -> Quantity:
    """Take in 角 and 分: 50元6角三分 is 50.63."""
    if quantity.kind != "money" or quantity.value_high is not None or text[quantity.end - 1] not in "元圆角块":
        return quantity
    match = _CENTS.match(text, quantity.end)
    if match is None or not match.group() or (match["jiao"] and text[quantity.end - 1] == "角"):
        return quantity
    value = quantity.value
    for name, factor in (("jiao", Decimal("0.1")), ("mao", Decimal("0.1")), ("fen", Decimal("0.01"))):
        value += (numerals.parse(match[name] or "零") or 0) * factor
    return replace(quantity, value=value, end=match.end(), outer_end=max(match.end(), quantity.outer_end))


def _share(text: str, share: shares.Share) -> Quantity:
    front, back = bounds.before(text, share.start), bounds.after(text, share.end)
    bound = share.bound
    if share.high is not None:
        bound = "range"
    elif bound == "exact" and (front or back):
        bound = (front or back or bounds.EXACT).bound
    elif bound == "exact" and _AND_MORE.match(text, share.end):
        bound = "over"  # 翻了一番多, 一半还多
    return Quantity(
        share.start,
        share.end,
        front.offset if front else share.start,
        back.offset if back else share.end,
        share.value,
        share.high,
        share.unit,
        "percent" if share.unit else "ratio",
        None,
        bound,
        share.measure,
    )


def _of_ratio(part: ratios.Part, whole: bool) -> Quantity:
    """Make a part of a whole a percentage whose sign the text leaves out; what stands against one has no unit."""
    unit, kind, measure = ("%", "percent", "share") if whole else ("", "ratio", None)
    flag = "percent_sign_missing" if whole else "unit_missing"
    return Quantity(
        part.start, part.end, part.start, part.stop, part.value, None, unit, kind, None, "exact", measure, (flag,)
    )


def _rank(rank: ranks.Rank) -> Quantity:
    start, end = rank.start, rank.end
    return Quantity(start, end, start, end, rank.value, rank.high, "位", "rank", None, "exact", "rank")
