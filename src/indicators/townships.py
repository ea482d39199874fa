"""Townships: the one that a report speaks of without naming its county (我镇 …, 木棠镇下辖25个村委会).

Elsewhere a township counts only where its county is known, because 发展乡 is in every 发展乡村. Here the text
must speak for itself: it says 全镇 or 我乡, and a township's name is in its title or opens its clauses.
"""

import re
from collections import Counter

from indicators.gazetteer import Candidate, Hit, Need, Region, contains, gazetteer
from indicators.surroundings import surroundings
from indicators.text import occurrences

_KINDS = ("镇", "乡", "苏木", "街道")
# The organs of a township, as its own reports name them: 镇党委, but not 乡镇党委 or 各镇政府.
_ORGANS = re.compile(r"(?<![一-鿿])(?:镇|乡|苏木|街道)(?:党委|党工委|办事处|人民政府|政府|人大|机关|纪委)")
# What stands right before a name that opens a clause, and what may stand before one in a title.
_OPENED = re.compile(r"(?:^|(?<=[^一-鿿])|(?<=[年月日])|(?<=中共))(?=([一-鿿]{3,14}))", re.M)
_TITLED = re.compile(r"(?:^|(?<=[^一-鿿])|(?<=[年月日的在对省市县区旗州盟])|(?<=中共|关于))(?=([一-鿿]{3,14}))", re.M)
# 乡村 and 镇江 are other words.
_UNIT = re.compile(r"镇(?![定静压痛江])|乡(?![镇亲土愁情道间友贤]|村(?!民|委))|苏木(?!乡)|街道")
# A name that no list has (the township is abolished) must say of itself that it is a place.
_PLACE = re.compile(r"(?:位于|地处|坐落|处于|下?辖|总?面积|现?有[0-9]+个(?:行政)?村)")
_OF_TITLE = 5  # a name in the title counts as so many in the text
_LEADING = 0.6  # the part of all townships named that the report's own must have


def leads(relative: Counter[str], text: str) -> bool:
    """Return whether a text says 全镇 at least as often as 全县 or 全市; relative words come by kind."""
    own = sum(relative[kind] for kind in _KINDS)
    outer = max(relative[kind] for kind in ("县", "旗", "市", "区", "州", "盟"))
    if own or not outer:
        own += len(_ORGANS.findall(text))
    return own > 0 and own >= outer


def own_township(title: str, text: str, known: dict[str, Region]) -> Region | None:
    """Return the township that title and text speak of, or None; its code is empty where it cannot be told.

    Of several townships of that name the one in a region that the document names (`known`) is meant.
    """
    named: Counter[str] = Counter()
    for name in _names(title, _TITLED):
        named[name] += _OF_TITLE
    named.update(_names(text, _OPENED))
    if not named:
        return None
    name = max(named, key=named.__getitem__)  # the first named of equals
    if named[name] < _LEADING * named.total():
        return None
    found = gazetteer().counties_with(name)
    fitting = [t for t in found if any(r.level and contains(r, t) for r in known.values())]
    nearest = [t for t in fitting if any(r.level > 1 and contains(r, t) for r in known.values())]
    for choice in (nearest, fitting, found):
        if choice:
            return choice[0] if len(choice) == 1 else Region("", name, 4)
    return Region("", name, 4)


def _names(text: str, opening: re.Pattern[str]) -> list[str]:
    """Return the townships' names in a text: the longest that the nation has, or one said to be a place."""
    known, found = gazetteer(), []
    for m in opening.finditer(text):
        units = [u.end() for u in _UNIT.finditer(text, m.start() + 2, m.end(1))]
        names = [text[m.start() : end] for end in units]
        listed = [name for name in names if known.is_township(name)]
        if listed:
            found.append(listed[-1])
        elif names and _PLACE.match(text, units[0]) and surroundings().township_name(names[0]):
            found.append(names[0])
    return found


def hits(text: str, town: Region) -> list[Hit]:
    """Find a township without a code in a text, by its name."""
    candidates = (Candidate(town, Need.FREE),)
    return [Hit(*span, candidates) for span in occurrences(text, town.name)]
