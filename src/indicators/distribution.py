"""Distribution: the regions or years of a list, shared out to the numbers after it: 甲县、乙县分别增长5%、6%."""

import re
from typing import TypeVar

from indicators.periods import Period
from indicators.phrases import Phrase
from indicators.regions import Mention, Places, Region
from indicators.wording import Wording

# A region that a number is compared with or ranked in is not the one it speaks of: 高于全国平均水平, 占全省的.
COMPARES = re.compile(
    r"(?:高于|低于|超过|快于|慢于|好于|比|较|占到?了?|(?<![移安定])居|(?<![系排])列|(?<!安)排在?|排名|与|同|和|高出|超出|多于|少于|赶超|领先|相当于)(?:于)?$"
)
_AND = re.compile(r"[\s?]*(?:[、,]|和|与|及|以及)[\s?]*")

Named = TypeVar("Named", Mention, Period)


class Distribution:
    """What the lists of one document give to each number of a run of bare ones."""

    def __init__(self, places: Places, wording: Wording) -> None:
        self.text = wording.text
        self.places = places
        self.wording = wording
        self._shared: dict[int, tuple[Region | None, tuple[str, int] | None]] = {}  # by the number's offset

    def share(self, start: int, run: list[Phrase]) -> None:
        """Share out the regions or years that a sentence lists to a run of bare numbers: 甲县、乙县分别增长5%、6%.

        `start` is where the sentence begins. Lists of another length, and what is compared with, are left alone.
        """
        end, count = run[0].quantity.outer_start, len(run)
        if count < 2:
            return
        where = self._list([m for m in self.places.between(start, end) if not m.relative], start, count)
        periods = [p for p in self.wording.periods(start, end) if p.code and p.year]
        when = self._list(periods, start, count)
        years = [(str(p.code), int(p.year or 0)) for p in when or () if p.role == "at"]
        for span in reversed(periods):  # 2016-2018年分别为10、12、15亿元
            if not years and span.role == "at" and re.fullmatch(r"[0-9]{4}/[0-9]{4}", str(span.code)):
                first, last = (int(y) for y in str(span.code).split("/"))
                years = [(str(y), y) for y in range(first, last + 1)] if "分别" in self.text[span.end : end] else []
        for i, phrase in enumerate(run):
            region = where[i].region if where else None
            self._shared[phrase.quantity.start] = (region, years[i] if len(years) == count else None)

    def _list(self, named: list[Named], start: int, count: int) -> list[Named] | None:
        """The last list of exactly `count` neighbours joined by 、 or 和, unless something is compared with them."""
        lists: list[list[Named]] = []
        for item in named:
            if lists and _AND.fullmatch(self.text, lists[-1][-1].end, item.start):
                lists[-1].append(item)
            else:
                lists.append([item])
        fit = [items for items in lists if len(items) == count]
        # 甲、乙县分别与丙、丁镇结对,捐赠5万元和4万元: the first list gives
        return next((i for i in reversed(fit) if not COMPARES.search(self.text[start : i[0].start])), None)

    def region(self, phrase: Phrase) -> Region | None:
        """Return the region that a number gets from a list."""
        return self._shared.get(phrase.quantity.start, (None, None))[0]

    def period(self, phrase: Phrase) -> tuple[str, int] | None:
        """Return the period's code and year that a number gets from a list."""
        return self._shared.get(phrase.quantity.start, (None, None))[1]

    def holds(self, phrase: Phrase) -> bool:
        """Say whether a list of regions or years is shared out to the run that begins with this number."""
        return self.region(phrase) is not None or self.period(phrase) is not None
