"""Scope: the region and the period that a number speaks of, looked for from the clause outwards."""

import re
from typing import TypeVar

from indicators import subjects
from indicators.documents import Document
from indicators.observations import Discourse, Observation
from indicators.outline import Section
from indicators.periods import Period
from indicators.phrases import Phrase
from indicators.regions import Mention, Places, Region, chain
from indicators.text import Span
from indicators.wording import OPENS, Wording

# A region that a number is compared with or ranked in is not the one it speaks of: 高于全国平均水平, 占全省的.
_COMPARES = re.compile(
    r"(?:高于|低于|超过|快于|慢于|好于|比|较|占到?了?|(?<![移安定])居|(?<![系排])列|(?<!安)排在?|排名|与|同|和|高出|超出|多于|少于|赶超|领先|相当于)(?:于)?$"
)
_GIVES = re.compile(r"\s*(?:用于|支持|帮助|补助|投向|下达到?)")
_RANKING = re.compile(r"^(?:第|首位|前列|平均|各|同期|同类|排名|位次)")
_ORGAN = re.compile(r"[一-龥]{0,8}?(?:局|委|厅|办|院|公司|集团|学校|大学|中心|处|部门|站|队)")
_FROM_BARE = re.compile(r"(?:由|从)(?:原来的?|原有?的?|过去的?|最初的?|(?P<now>目前的?|现在的?|现有的?))?$")
_AMONG = re.compile(r"等$")
_PICTURED = re.compile(r"[一-龥]{2,10}的")  # 云遮雾绕的包家乡
_REACHED = re.compile(r"[升降移进退][到至]第?\s*$")
_MARK = re.compile("[,;:]")
_LISTS = re.compile(r"其中[^;]*$")
_NOW = re.compile(r"目前|现[在有已]|如今|今[年天后]|近年|截[至止]|至今|已[经有建]|全[县市省区]")
_PLACES = re.compile(r"[一-龥]{0,4}[省市县区旗盟州镇乡村]|苏木|街道|嘎查")
_AND = re.compile(r"[\s?]*(?:[、,]|和|与|及|以及)[\s?]*")
_IS = re.compile(r"(?<!的)(?<!依次|分别|主要)(?:是|成为|作为)(?:全国|全省)?$")
_GOES_ON = re.compile(r"[0-9一-龥]{1,8}中,|其中|(?:按照?|根据|从)[^,;。0-9]{2,16}(?:划分|分类|来?看|来?分|分),")

Named = TypeVar("Named", Mention, Period)


class Scope:
    """Places the numbers of one document in space and time."""

    def __init__(self, document: Document, places: Places, wording: Wording, year: int | None) -> None:
        self.document = document
        self.text = document.text
        self.places = places
        self.wording = wording
        self.year = year
        self._articles = self._several()
        self._shared: dict[int, tuple[Region | None, tuple[str, int] | None]] = {}  # by the number's offset

    def _several(self) -> bool:
        """Say whether the text is a page of several articles: headlines open with the regions of several provinces."""
        provinces = set()
        for section in self.wording.outline.sections:
            for m in self.places.between(section.start, section.start + 8)[:1] if section.is_line else ():
                if not m.relative and m.region.level and self.text[section.start : m.start].strip() == "":
                    provinces.add(chain(m.region)[-1])
        return len(provinces) > 1

    def distribute(self, start: int, run: list[Phrase]) -> None:
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
        return fit[-1] if fit and not _COMPARES.search(self.text[start : fit[-1][0].start]) else None

    def dated(self, phrase: Phrase) -> bool:
        """Say whether years are shared out to the list that begins with this number."""
        return self._shared.get(phrase.quantity.start, (None, None))[1] is not None

    # --- where ---

    def place(
        self,
        o: Observation,
        phrase: Phrase,
        discourse: Discourse,
        source: Observation | None,
        path: list[Section],
    ) -> None:
        """Set the region of an observation and where it was found."""
        q = phrase.quantity
        if shared := self._shared.get(q.start, (None, None))[0]:
            o.region, o.origins["region"] = shared, "clause"
            return
        own, loose = self._mention(phrase.left.start, q.outer_start, q.kind == "rank")
        if _AMONG.search(self.text, phrase.clause.start, q.outer_start) and _PLACES.match(self.text, q.outer_end):
            o.region, o.origins["region"] = self.places.home, "document"  # 甲县、乙县等8个县摘帽
            return
        if own:
            o.region, o.origins["region"] = own.region, "clause"
            return
        if phrase.nested and (before := self._bracketed(phrase)):
            o.region, o.origins["region"] = before.region, "clause"
            return
        if source is not None and o.subject.inherited:
            o.region, o.origins["region"] = source.region, "antecedent"
            return
        last = discourse.last
        stated = last is not None and last.origins.get("region") in ("clause", "antecedent")
        if last and stated and (phrase.joined or (o.part and last is discourse.here)):
            o.region, o.origins["region"] = last.region, "clause"
            return
        loose = self._recipient(phrase) or loose
        if loose and not loose.relative:
            o.region, o.origins["region"] = loose.region, "clause"
            return
        opening: Mention | None = None
        group = self.text.rfind(";", o.sentence.start, phrase.left.start)
        for m in self.places.between(o.sentence.start, phrase.left.start):
            if m.start < group and _LISTS.search(self.text, o.sentence.start, m.start):
                continue  # 其中甲县0.7万人、乙县0.5万人;再就业…
            if self._opens(m, o.sentence.start) and not self._bracket_ends(m, o.sentence.start, phrase.left.start):
                opening = m
        opening = opening or loose
        if opening:
            o.region, o.origins["region"] = opening.region, "sentence"
            return
        for section in reversed(path):
            inside = self.places.between(section.start, section.heading_end)
            named = inside and not inside[0].relative and not section.item
            alone = named and self.text[inside[0].start : inside[0].end] == section.heading
            if named and (not section.is_line or alone or self._articles):
                o.region, o.origins["region"] = inside[0].region, "heading"
                return
        home = self.places.home
        if (
            home is None or self.places.survey or self._articles
        ):  # a survey of many regions goes on with the one named last
            before = self.places.before(q.start)
            near = before is not None and (home is None or "\n" not in self.text[before.end : q.start])
            home = before.region if before and near else home
        o.region, o.origins["region"] = home, "document"

    def _mention(self, start: int, end: int, ranked: bool) -> tuple[Mention | None, Mention | None]:
        """The region of a number's own words: one that opens them or stands before the number; and a loose one."""
        found: Mention | None = None
        loose: Mention | None = None
        for m in self.places.between(start, end):
            periods = [Span(p.start, p.end) for p in self.wording.periods(start, m.start)]
            before, after = subjects.without(self.text, Span(start, m.start), periods), self.text[m.end : end]
            if _COMPARES.search(before) or _RANKING.match(after) or (ranked and not OPENS.match(before)):
                continue
            if self.wording.is_level_word(m.end):
                continue
            if OPENS.match(before) or not subjects.clean(before) or after.strip(" 的各地共累计已") == "":
                found = m
            elif m.relative or self._inside_home(m):
                loose = m
        return found, loose

    def _inside_home(self, m: Mention) -> bool:
        """Say whether a mention is of a part of the document's own region: 安排万州区专项经费."""
        home = self.places.home
        return not m.relative and home is not None and m.region != home and home in chain(m.region)

    def _bracketed(self, phrase: Phrase) -> Mention | None:
        """The region right before the bracket that a number stands in: 广东(59518亿元)、江苏(56909亿元)."""
        at = self.text.rfind("(", 0, phrase.quantity.start)
        before = self.places.before(at) if at >= 0 else None
        return before if before and before.end == at else None

    def _recipient(self, phrase: Phrase) -> Mention | None:
        """The part of the document's region that an amount goes to: 355万元用于万州区…."""
        for m in self.places.between(phrase.right.start, phrase.clause.end):
            if self._inside_home(m) and _GIVES.fullmatch(self.text[phrase.right.start : m.start]):
                return m
        return None

    def _bracket_ends(self, m: Mention, start: int, end: int) -> bool:
        """Say whether a mention stands in a bracket that ends before the number: 两镇(五泉镇、揉谷镇),54个行政村."""
        inside = self.text.rfind("(", start, m.start) > self.text.rfind(")", start, m.start)
        return inside and self.text.find(")", m.end, end) >= 0

    def _opens(self, m: Mention, start: int) -> bool:
        """Say whether a mention opens its clause, so that it is who the sentence speaks of."""
        at = max(self.text.rfind(mark, start, m.start) for mark in ",;:。(") + 1
        at = max(at, start)
        periods = [Span(p.start, p.end) for p in self.wording.periods(at, m.start)]
        kept = subjects.without(self.text, Span(at, m.start), periods)
        end = min((i for mark in ",;:。" if (i := self.text.find(mark, m.end)) >= 0), default=len(self.text))
        if _ORGAN.match(self.text, m.end, end) and not re.search("[0-9]", self.text[m.end : end]):
            return False  # an office of the place acts in this clause alone
        if _COMPARES.search(kept) or _IS.search(kept):
            return False
        return bool(OPENS.match(kept) or _PICTURED.fullmatch(kept)) or not subjects.clean(kept)

    # --- when ---

    def time(
        self,
        o: Observation,
        phrase: Phrase,
        discourse: Discourse,
        source: Observation | None,
        path: list[Section],
    ) -> None:
        """Set the period and year of an observation and where they were found."""
        q = phrase.quantity
        if shared := self._shared.get(q.start, (None, None))[1]:
            (o.period, o.year), o.origins["period"] = shared, "sentence"
            return
        chosen = self._chosen(o, phrase)
        reached = o.general is not None and o.general.id == "general.reached"  # 由2015年的…调整为…
        reached = reached or _REACHED.search(self.text, phrase.left.start, q.outer_start) is not None
        inherits = source is not None and o.subject.inherited and o.measure != "level" and not reached
        if inherits and source is not None and (chosen is None or chosen.start < source.quantity.start):
            o.period, o.year, o.origins["period"] = source.period, source.year, "antecedent"
            return
        first = discourse.done[-1] if phrase.joined and discourse.done else None
        if first and q.kind == first.quantity.kind and not (chosen and chosen.start > first.quantity.start):
            o.period, o.year, o.origins["period"] = first.period, first.year, first.origins["period"]
            return
        section = next((s.period for s in reversed(path) if s.period), None)
        in_clause = chosen is not None and chosen.start >= phrase.clause.start
        bare = _FROM_BARE.search(self.text, phrase.clause.start, q.outer_start)
        if bare and bare["now"]:
            o.year, o.period = self.year, str(self.year) if self.year else None
            o.origins["period"] = "document"
            return
        if bare and not in_clause:
            self._begin(o, chosen or section, discourse)
            return
        if chosen is not None:
            o.period, o.year, o.origins["period"] = chosen.code, chosen.year, "sentence"
            if chosen.floating and section and section.year and "/" not in str(section.code):
                self._move(o, section.year)
            elif chosen.floating:
                o.origins["period"] = "floating"
        elif discourse.carried is not None:
            o.year, o.period = discourse.carried.year, discourse.carried.period
            o.origins["period"] = "paragraph"
        elif section:
            o.period, o.year, o.origins["period"] = section.code, section.year, "heading"
        else:
            o.year, o.period = self.year, str(self.year) if self.year else None
            o.origins["period"] = "document"

    def _begin(self, o: Observation, period: Period | None, discourse: Discourse) -> None:
        """Put the first number of 由5570元增加到9005元 into the year that its paragraph measures from.

        That is the last base named (比2012年底减少), or the year before a span (“十二五”期间); else nobody knows.
        """
        named = self.wording.periods(discourse.paragraph, o.quantity.start)
        base = next((p for p in reversed(named) if p.role in ("base", "from") and p.code and p.year), None)
        if base:
            o.period, o.year, o.origins["period"] = base.code, base.year, "paragraph"
        elif period and re.fullmatch("[0-9]{4}/[0-9]{4}", str(period.code)):
            o.year = int(str(period.code)[:4]) - 1
            o.period, o.origins["period"] = str(o.year), "span"
        else:
            o.origins["period"] = "unknown"

    def _chosen(self, o: Observation, phrase: Phrase) -> Period | None:
        """The last period before a number in its sentence that says when the number holds."""
        q = phrase.quantity
        chosen: Period | None = None
        for p in self.wording.periods(o.sentence.start, q.start):
            passing = self.text.startswith(("上年", "去年同期"), p.start) and _MARK.search(
                self.text, o.sentence.start, p.start
            )
            if passing and self.text.find(";", p.end, q.start) >= 0:
                continue  # …,而上年同期为0.4亿元;亏损额6亿元
            near = p.start >= phrase.left.start
            beside = near and not re.search("[增减提下上回高低多少]", self.text[p.end : q.start])
            if (
                p.role == "at"
                or (p.role == "from" and near)
                or (p.role == "since" and p.year)
                or (p.role == "base" and beside and o.measure == "level" and q.kind not in ("percent", "multiple"))
            ):
                chosen = p
        return chosen

    def carry(self, discourse: Discourse) -> None:
        """Note whose period the sentence goes on with: it has no subject of its own (分布在12个盟市…)."""
        last = discourse.last
        discourse.carried = self._told(discourse)
        if discourse.carried or last is None or last.sentence.start < discourse.paragraph or not last.year:
            return
        words = self.text[discourse.sentence.start : discourse.sentence.end].lstrip(" ?")
        if not subjects.verb(words) and not _GOES_ON.match(words):
            return
        for o in reversed(discourse.done):
            if o.sentence != last.sentence:
                return
            if o.origins.get("period") in ("sentence", "paragraph") and o.year:
                discourse.carried = o
                return

    def _told(self, discourse: Discourse) -> Observation | None:
        """The first number of a paragraph that opens with a year gone by, where the sentence says nothing of now.

        1982年大旱,300万人缺粮。车站先后滞留过七八万农民。
        """
        sentence = discourse.sentence
        opened = self.wording.periods(discourse.paragraph, sentence.start)[:1]
        if not opened or self.text[discourse.paragraph : opened[0].start].strip() or opened[0].role != "at":
            return None
        year = opened[0].year
        if year is None or str(year) != opened[0].code or self.year is None or year >= self.year - 1:
            return None
        if _NOW.search(self.text, discourse.paragraph, sentence.end):
            return None
        first = next((o for o in discourse.done[-30:] if o.sentence.start >= discourse.paragraph), None)
        return first if first and first.year == year else None

    def default_results(self, o: Observation) -> None:
        """Put a result without a period into the year of the report's results (a work report's is the year before)."""
        results = self.document.result_year
        sure = o.status == "actual" or o.origins["status"] == "estimate"  # 预计 of a year that is over
        if results and sure and o.origins["period"] in ("document", "floating"):
            self._move(o, results)

    def _move(self, o: Observation, year: int) -> None:
        """Put an observation whose period names no year (全年, 上半年) into a year."""
        o.period = str(o.period).replace(str(o.year), str(year)) if o.period and o.year else str(year)
        o.year = year
