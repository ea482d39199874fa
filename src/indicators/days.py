"""Days: the first and the last day of a period that is written the SDMX way."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_FORM = re.compile(r"([0-9]{4})(?:-(?:S([12])|Q([1-4])|([0-9]{2})(?:-([0-9]{2}))?))?")


@lru_cache(maxsize=4096)
def of(period: str | None) -> tuple[date, date] | None:
    """Return the first and the last day of a period (2022, 2021-S1, 2021-Q3, 2021-06, 2021-06-30, 2012/2020).

    None where it is no such period. The last day of a span is that of its end: 2021-01/2021-09 ends on 30 September.

    >>> [str(day) for day in of("2021-S1")], [str(day) for day in of("2012/2020")], of("2021-13")
    (['2021-01-01', '2021-06-30'], ['2012-01-01', '2020-12-31'], None)
    """
    begin, slash, end = (period or "").partition("/")
    first, last = _days(begin), _days(end if slash else begin)
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


def _days(code: str) -> tuple[date, date] | None:
    form = _FORM.fullmatch(code)
    if not form:
        return None
    half, quarter, month, day = form.groups()[1:]
    year = int(form[1])
    begin, end = 1, 12
    for part, length in ((half, 6), (quarter, 3), (month, 1)):
        if part:
            begin, end = int(part) * length - length + 1, int(part) * length
    try:
        if day:
            return (one := date(year, begin, int(day))), one
        return date(year, begin, 1), date(year, end, monthrange(year, end)[1])
    except ValueError:  # a 13th month, the year 0
        return None
