"""Dating: the period for which a number holds, looked for from the clause outwards."""

import re
from dataclasses import replace

from indicators import cues, periods, terms
from indicators.distribution import Distribution
from indicators.documents import Document
from indicators.observations import Discourse, Observation
from indicators.outline import Section
from indicators.periods import Period
from indicators.phrases import Phrase
from indicators.text import normalise
from indicators.wording import Wording

_FROM_BARE = re.compile(
    r"(?:由|从)(?:原来的?|原有?的?|过去的?|最初的?|(?P<now>目前的?|眼下的?|如今的?|现在的?|现有的?|现状的?))?$"
)
_REACHED = re.compile(r"[升降移进退][到至]第?\s*$")
_MARK = re.compile("[,;:]")
_TODAY = re.compile(r"目前|现[在有已]|如今|今[年天后]|近年|至今")
_NOW = re.compile(rf"{_TODAY.pattern}|截[至止]|已[经有建]|全[县市省区]")
_SUMMED = re.compile("累计|共计|总共|合计")
_PART_OF_YEAR = re.compile(r"([0-9]{4})-(?:S1|Q[1-3]|01/\1-[0-9]{2})")
_OF_YEAR = re.compile(r"(?:年度|全年|年初|年内)[^,;。]{0,8}(?:目标|任务|计划)?[^,;。0-9]{0,6}$")
_NEAR = 24  # characters
# 上年为60800万元,同比增长7.4%: the year before stands for its own number alone.
_ASIDE = re.compile(r"(?:同期|末|底)?(?:数)?(?:为|是|:)[0-9.,]+[^,;。0-9]{0,6}[,)]")
_YEAR_BEFORE = re.compile(r"(?:同期|末|底)?(?:数)?(?:为|是|:|完成|实现|达)?\s*")
_AFTER = re.compile(r"[0-9][^。]*[,;(]$")
_RESTATED = re.compile("修订|核实|核定|更正")
_ANY_YEAR = re.compile("[12][0-9]{3}(?=$|[-/])")
_LEAD = re.compile(r"^\s*(?:[(]?[一二三四五六七八九十0-9]{1,3}[)、.]\s*)?(?:截[至止]到?|至|到)?\s*")  # 一、截至
_GOES_ON = re.compile(r"[0-9一-龥]{1,8}中,|其中|(?:按照?|根据|从|分)[^,;。0-9]{1,16}(?:划分|分类|来?看|来?分|分),")


class Dating:
    """Places the numbers of one document in time."""

    def __init__(self, document: Document, wording: Wording, distribution: Distribution, year: int | None) -> None:
        self.document = document
        self.text = document.text
        self.wording = wording
        self.distribution = distribution
        self.year = year
        self.year_after = year + 1 if year else None
        title = re.sub("[《》]", " ", normalise(document.title))
        named = periods.find(title, year) if wording.outline.of_plan else []
        self.span = next((p for p in named if p.role == "at" and "/" in str(p.code)), None)  # of a plan: 2021/2025
        told = [] if wording.outline.of_plan else periods.find(title, year)
        # Of a report on a part of the year: 2015年上半年工作总结, 1-8月经济运行情况.
        self.part = next((p for p in told if p.year == year and _PART_OF_YEAR.fullmatch(str(p.code))), None)

    def date(
        self,
        o: Observation,
        phrase: Phrase,
        discourse: Discourse,
        source: Observation | None,
        path: list[Section],
    ) -> None:
        """Set the period and year of an observation and where they were found."""
        q = phrase.quantity
        if shared := self.distribution.period(phrase):
            (o.period, o.year), o.origins["period"] = shared, "sentence"
            return
        chosen = self._of_results(self._chosen(o, phrase))
        reached = o.general is not None and o.general.id == "general.reached"  # 由2015年的…调整为…
        reached = reached or _REACHED.search(self.text, phrase.left.start, q.outer_start) is not None
        inherits = source is not None and o.subject.inherited and o.measure != "level" and not reached
        if inherits and source is not None and (main := self._beside(source, discourse)):
            o.period, o.year, o.origins["period"] = main.period, main.year, "antecedent"
            return
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
            now = self.document.result_year or self.year
            summed = chosen.role == "since" and _SUMMED.search(self.text, chosen.end, q.outer_start)
            if summed and now and chosen.year and chosen.year < now:  # 自1999年以来累计造林13万亩
                o.period, o.year = f"{chosen.year}/{now}", now
            if chosen.role in ("from", "base"):
                o.origins["period"] = "base"  # no later number holds then
            this = self.text.startswith("今年", chosen.start) and section and section.year == self.year_after
            if this and section and section.year:  # 今年 under 四、2008年目标 of a report on 2007
                o.period, o.year = str(section.year), section.year
            elif chosen.floating and section and section.year and "/" not in str(section.code):
                self._move(o, section.year)
            elif chosen.floating:
                o.origins["period"] = "floating"
        elif discourse.carried is not None:
            o.year, o.period = discourse.carried.year, discourse.carried.period
            o.origins["period"] = "paragraph"
        elif section:
            o.period, o.year, o.origins["period"] = section.code, section.year, "heading"
        elif before := self._basis(path, q.start):
            o.year, o.period, o.origins["period"] = before, str(before), "heading"
        else:
            o.year, o.period = self.year, str(self.year) if self.year else None
            o.origins["period"] = "document"

    def _beside(self, o: Observation, discourse: Discourse) -> Observation | None:
        """The number beside which one of the year before stands: 收入5亿元,上年为4亿元,增长25% is of the first."""
        named = self.wording.periods(o.sentence.start, o.quantity.start)[-1:]
        if not named or not self.text.startswith(("上年", "去年"), named[0].start):
            return None
        if not _YEAR_BEFORE.fullmatch(self.text, named[0].end, o.quantity.start):
            return None
        done = [d for d in discourse.done[-12:] if d.sentence == o.sentence and d.quantity.start < named[0].start]
        return next((d for d in reversed(done) if d.measure == "level" and d.quantity.unit == o.quantity.unit), None)

    def _basis(self, path: list[Section], offset: int) -> int | None:
        """The year that a plan's section on what it builds on, or has reached, named last: 一、发展基础 2020年底,…."""
        section = next((s for s in reversed(path) if s.plan is not None), None)
        if not self.wording.outline.of_plan or self.year is None or section is None:
            return None
        past = cues.outline().basis.search(section.heading) or self.wording.periods(section.start, section.heading_end)
        if section.plan or not past:  # 一、“十三五”以来取得的成效
            return None
        named = [p.year for p in self.wording.periods(section.start, offset) if p.role == "at" and p.year]
        return named[-1] if named and named[-1] <= self.year else None

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
            if passing and o.measure in ("growth", "change") and _ASIDE.match(self.text, p.end, q.start):
                continue
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

    def _of_results(self, period: Period | None) -> Period | None:
        """Return 上年 of a speech on the year before its own as the year before that: 由上年的7.2万亩扩大到9万亩."""
        results = self.document.result_year
        if period is None or results is None or not self.text.startswith("上", period.start) or period.floating:
            return period
        return replace(period, code=str(results - 1), year=results - 1) if period.code == str(results) else period

    def carry(self, discourse: Discourse) -> None:
        """Note whose period the sentence goes on with: it has no subject of its own (分布在12个盟市…)."""
        last = discourse.last
        discourse.carried = self._told(discourse)
        if discourse.carried or last is None or last.sentence.start < discourse.paragraph or not last.year:
            return
        words = self.text[discourse.sentence.start : discourse.sentence.end].lstrip(" ?")
        if not terms.verb(words) and not _GOES_ON.match(words):
            return
        for o in reversed(discourse.done):
            if o.sentence != last.sentence:
                return
            if o.origins.get("period") in ("sentence", "paragraph") and o.year and not self._in_passing(o):
                discourse.carried = o
                return

    def _in_passing(self, o: Observation) -> bool:
        """Say whether a number is only what its sentence compares with: …增长8.3%,而去年同期这一数字是9.1%."""
        if (
            o.year
            and self.year
            and o.year < self.year
            and _RESTATED.search(self.text, o.sentence.start, o.sentence.end)
        ):
            return True  # 2022年生产总值修订为170.58亿元。从产业看,…
        for p in self.wording.periods(o.sentence.start, o.quantity.start)[-1:]:
            before = self.text[o.sentence.start : p.start]
            if before.rfind("(") > before.rfind(")"):  # 生产总值591.7亿元(2008年为549.3亿元)。其中…
                return True
            if self.text.startswith(("去年同期", "上年同期"), p.start):
                return p.start > o.sentence.start
            if self.text.startswith(("去年", "上年"), p.start) and _AFTER.search(self.text, o.sentence.start, p.start):
                return _YEAR_BEFORE.fullmatch(self.text, p.end, o.quantity.start) is not None
        return False

    def _told(self, discourse: Discourse) -> Observation | None:
        """The first number of a paragraph that opens with a time gone by, where the sentence says nothing of now.

        1982年大旱,300万人缺粮。车站先后滞留过七八万农民。 截至2020年末,有医院76个。实有床位1.43万张。
        """
        sentence = discourse.sentence
        opened = self.wording.first_period(discourse.paragraph, sentence.start)
        if opened is None or opened.role != "at":
            return None
        # Sentences without a time may stand before: 柑橘是第一大产业。截至2021年底,…。
        before = self.text[discourse.paragraph : opened.start]
        if _LEAD.sub("", before[before.rfind("。") + 1 :]):
            return None
        year, code = opened.year, str(opened.code)
        if year is None or self.year is None:
            return None
        if code.startswith(f"{year}-") and "/" not in code and year < self.year:
            if _TODAY.search(self.text, opened.end, sentence.end):
                return None
        elif str(year) != code or year >= self.year - 1 or _NOW.search(self.text, discourse.paragraph, sentence.end):
            return None
        first = next((o for o in discourse.done[-30:] if o.quantity.start >= opened.end), None)
        return first if first and first.year == year else None

    def default_results(self, o: Observation) -> None:
        """Put a result without a period into the year of the report's results (a work report's is the year before).

        A goal of a plan for several years is one of that span.
        """
        if self.span and o.status == "target" and o.origins["period"] == "document":
            o.period, o.year = self.span.code, self.span.year
        results = self.document.result_year
        sure = o.status == "actual" or o.origins["status"] == "estimate"  # 预计 of a year that is over
        if results and sure and o.origins["period"] in ("document", "floating"):
            self._move(o, results)
        elif self.part and sure and o.origins["period"] == "document":
            o.period = self.part.code
        elif o.status == "target" and _PART_OF_YEAR.fullmatch(str(o.period)):
            said = self.text[max(o.sentence.start, o.quantity.start - _NEAR) : o.quantity.start]
            if _OF_YEAR.search(said):  # 1-6月新增就业2316人,完成年度目标3800人的61%
                o.period = str(o.year)

    def _move(self, o: Observation, year: int) -> None:
        """Put an observation whose period names no year (全年, 上半年, 五年来) into a year."""
        late = year - (o.year or year)
        o.period = _ANY_YEAR.sub(lambda m: str(int(m[0]) + late), o.period) if o.period and o.year else str(year)
        o.year = year
