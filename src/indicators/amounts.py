"""Amounts: figures written as a person reads them – 86.8亿元, 20.6万人, +13.04%."""

from decimal import Decimal

# 16900元 stays as it is, 206000人 becomes 20.6万人.
_LARGE = ((10**8, Decimal(10) ** 8, "亿"), (10**5, Decimal(10) ** 4, "万"))
# What is counted out or measured small is written without 万 and 亿.
_PLAIN = frozenset(
    {"%", "‰", "百分点", "千分点", "倍", "位", "年", "个月", "天", "小时", "分", "岁", "级", "度", "摄氏度"}
)

_BOUNDS = {"about": ("约", ""), "over": ("", "以上"), "under": ("", "以下")}


def stated(
    value: float, unit: str = "", high: float | None = None, per: str = "", bound: str = "exact", signed: bool = False
) -> str:
    """Return a value as `shown` does, with its denominator and how exactly it is meant.

    >>> stated(14700.0, "元", per="人"), stated(90.0, "%", bound="over"), stated(300000.0, "元", bound="about")
    ('14700元/人', '90%以上', '约30万元')
    """
    before, after = _BOUNDS.get(bound, ("", ""))
    return before + shown(value, unit, high, signed) + (f"/{per}" if per else "") + after


def shown(value: float, unit: str = "", high: float | None = None, signed: bool = False, digits: int = 6) -> str:
    """Return a value in its unit with 亿 or 万, at most so many digits, and a sign on request.

    >>> shown(8680000000.0, "元"), shown(13.04, "%", signed=True), shown(300000.0, "元", 500000.0), shown(0.0, "个")
    ('86.8亿元', '+13.04%', '30~50万元', '0个')
    """
    scale, name = _scale(max(abs(value), abs(high or 0)), unit)
    number = _digits(value, scale, digits)
    sign = "+" if signed and value > 0 else ""
    end = "" if high is None else "~" + _digits(high, scale, digits)
    return f"{sign}{number}{end}{name}{unit}"


def percentage(value: float) -> str:
    """Return a relative change in percent with its sign: +13.04%, -0.83%, +2767%."""
    places = 2 if abs(value) < 1000 else 0
    return f"{value:+.{places}f}".rstrip("0").rstrip(".") + "%" if places else f"{value:+.0f}%"


def _scale(size: float, unit: str) -> tuple[Decimal, str]:
    if unit not in _PLAIN:
        for least, scale, name in _LARGE:
            if size >= least:
                return scale, name
    return Decimal(1), ""


def _digits(value: float, scale: Decimal, digits: int) -> str:
    number = Decimal(repr(value)) / scale
    places = max(0, digits - max(number.adjusted() + 1, 1))
    text = f"{round(number, places):f}" if places else f"{round(number)}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
