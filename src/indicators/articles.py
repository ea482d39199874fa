"""Articles: the parts of a newspaper's page, each with a region of its own that its dateline or headline names."""

import re
from bisect import bisect_right

from indicators.outline import Outline
from indicators.regions import Places, Region, chain

_DATELINE = re.compile(
    r"^[ \t]*(?:据)?(?:本报|新华社|中新社|本社|本台|人民网|中新网)(?![^\n。]{0,12}记者)[^\n。,]{0,20}?(?:电|讯)"
    r"(?:\s*(?:\([^()\n]*\)|[:：]|记者[^\n。]{0,20}报道[:：]))?(?=[\s一-龥“])",
    re.M,
)
_REACH = 40  # characters after a dateline in which an article says where it speaks of
_SENTENCES = 3  # before the first dateline: an article without one stands above it
_HEAD = 8  # characters of a headline in which its region stands


class Articles:
    """The articles of one text; `several` where their headlines open with regions of more than one province."""

    def __init__(self, text: str, places: Places, outline: Outline) -> None:
        self.text = text
        self.places = places
        headlines = [len(text) - len(text.lstrip()), *(s.start for s in outline.sections if s.is_line)]
        provinces = set()
        for start in headlines:
            for m in places.between(start, start + _HEAD)[:1]:
                if not m.relative and m.region.level and not text[start : m.start].strip():
                    provinces.add(chain(m.region)[-1])
        self.several = len(provinces) > 1
        datelines = list(_DATELINE.finditer(text))
        if len(datelines) < 2 and (not datelines or text[: datelines[0].start()].count("。") <= _SENTENCES):
            datelines = []
        self._starts = [m.start() for m in datelines]
        self._regions = [self._spoken_of(m.end()) for m in datelines]

    def home(self, offset: int) -> Region | None:
        """Return the region of the article that holds an offset, where its dateline's paragraph names one."""
        i = bisect_right(self._starts, offset) - 1
        return self._regions[i] if i >= 0 else None

    def _spoken_of(self, start: int) -> Region | None:
        line = self.text.find("\n", start)
        end = min(start + _REACH, line if line >= 0 else len(self.text))
        named = (m.region for m in self.places.between(start, end) if not m.relative and m.region.level)
        return next(named, None)
