"""Wording: the words of a text that may name the metric of a number, without periods, regions and comparatives."""

import re
from bisect import bisect_left

from indicators import cues, subjects, terms
from indicators.match import Match
from indicators.observations import Discourse
from indicators.outline import Outline, Section
from indicators.periods import Period
from indicators.phrases import Phrase
from indicators.quantities import Quantity
from indicators.regions import Places
from indicators.text import Span, squeeze

_RELATIVE = ("growth", "change", "rank")
# General rules whose words are part of the metric's name: …率, 年度目标的….
_NAMING = frozenset({"general.rate", "general.attained"})
# 增收1500元: the verb that makes the number a change names the metric, too.
_KEPT_VERB = re.compile(r"增收|增产|减收|减产|增支|减亏|扩招|减贫")
_FEWER = re.compile(r"(?:减少|压减|调减|削减|[多少][储放追退拨贷发收建修种栽养产销卖])(?=[一-龥、]{2,12}$)")
_LABEL = re.compile(r"(?:^|[、,;:。)是为\n])([^、,;:。()0-9是为\n]{2,24})$")
_WORK = re.compile(
    r"\s*(?:目前,)?([^,。;:0-9]{4,20}(?:工程|项目|园区|开发区|基地|水库|水电站|电站|大桥|枢纽|机场|高速公路|铁路|隧道|公园|医院|学校)),"
)
_NEXT = re.compile(r",([一-龥、“”]{2,20})(?=[0-9,。;])")
_ITS = re.compile("其(?!中|[他它余])")
_EACH = re.compile(r"\s*(?:分别|依次)[为是有达]")
_KINDS = re.compile(r"(?:等?[两二三四五六0-9]|[0-9]{2})[个类种项大]{1,2}([一-龥]{2,8})$")  # 技能、创业两类培训
_MANNER = re.compile("按|折合|约合|扣除|剔除|据|受|因|由于|面对|虽|尽管|随着|考虑")
_RANKED = re.compile(
    r"(?:[由从]?[低高少多好快大]到[高低多少差慢小](?:排[序列名]?)?)?(?:位?居|位?列|名列|排名?在?|排[名位]?)?(?:全(?:国|省|市|区|县|州|盟).{0,6})?$|"
    r"(?:(?<=[一-龥]{4})(?:总量|数量|规模))?(?:连续.{1,4}年)?(?:均|分别|稳|继续|保持|在)*"
    r"(?:位?居|位?列|名列|排名?在?|排[名位]?|位次|跃居|升至|跻身|进入|列).*$|全(?:国|省|市|区|县|州|盟).{0,6}$"
    r"|(?:在[^,;。]{1,16})?(?:前移|后移|前进|后退|上升|提升|跃升|退|升|进|降)(?:到|至|为|居|列|位)?第?$"
)
_IN_GROUP = re.compile(r"在?[^,;。]{0,14}[中里]$")
_COMPARED = re.compile(r"与|比|较|同(?:比|上)|占")
_AGAINST = re.compile(
    r"(?:(?<![之对入差别占贷])比(?![例重率值])|较|[与跟和离距]|距离|同(?!期|比))[^,;。0-9]{0,4}(?:[12][0-9]{3}年)?[^,;。0-9]{0,10}的?$"
)
_MEASURES = frozenset("比较与跟和离距同")  # what _AGAINST begins with
_DIFFERS = re.compile(
    r"(?:的(?:平均)?水平)?相比|相差|[还尚]差|[尚还]?[有存]?[较很明显一定]*的?差距|[有得到]*[所较很大明显]*(?:提高|增加|改善|下降)|(?:累计|净|又|再|分别|各|略|约|共)*(?:增|减|提|高|低|多|少|上升|下降|降|升|扩大|缩小|翻|回落|回升|涨|跌)"
)
_ON_BASE = re.compile("的?基础上")
# An age says who is meant (60岁及以上人口), unless it is what was measured.
_LIFE = re.compile(r"寿命|年龄|岁数")
_LONGER = re.compile("(?:提高|增加|延长|增长)了?$")  # 比2010年提高1.3岁
_THRESHOLD = re.compile(r"的[一-龥(、)]{0,12}")  # 收入过10亿元的县, 产值过亿元的29家
_LIMIT = re.compile("(?:收入|投资额?|产值|销售额|资产)$")  # (年主营业务收入2000万元及以上)
_SET = re.compile(r"(?:与|和|同|离|距离?)?[^,;。]{0,6}(?:确定|制定|下达|提出|预定|设定)的?$")  # 与年初确定的9%的目标
_TASK = re.compile("(?:年度)?(?:任务|计划|目标)(?:任务)?数?的?$")  # 占全年85个任务的71.8%
_MANY, _OF_KINDS = 9, re.compile(r"[一-龥]{2,14}(?:分别|依次)")
_RANKING = re.compile(
    r"[一-龥]{0,4}(?:[省市县区旗州盟镇乡村地(、)]|单位|部门|城市)+(?:[中里][^,;。]{0,6}(?:排|居|位|列|第)|第[0-9一二三四五六七八九十])"
    r"|[一-龥]{1,8}[中里](?:排|名?列|位|居)[^,;。]{0,4}第"
)
_MARK, _CLAUSE_MARK = re.compile("[,;:]"), re.compile("[,;:。]")
_NOUN = re.compile(r"的?[一-龥]{2,12}")
_LEVEL_WORD = re.compile(r"级|本级|直属|直单位|财政(?!收|支)|层面")
_OPENING = (
    r"^[\s?？·•,;:、。\-\"“”()\[\]]*(?:(?:本报|新华社)[^,。]{0,14}电|其中|截至|截止|目前|同时|此外|另外|如|而|今年|去年|全年"
    r"|上半年|到|至|在|按|当前|近年来|期间|其他)*[\s,:、在]*$"
)
OPENS = re.compile(_OPENING)


class Wording:
    """Reads the words of one document's phrases."""

    def __init__(self, text: str, places: Places, periods: list[Period], outline: Outline) -> None:
        self.text = text
        self.places = places
        self.outline = outline
        self._periods = periods
        self._starts = [p.start for p in periods]

    def periods(self, start: int, end: int) -> list[Period]:
        """Return the periods that lie within text[start:end]."""
        i = bisect_left(self._starts, start)
        found = []
        while i < len(self._periods) and self._periods[i].end <= end:
            found.append(self._periods[i])
            i += 1
        return found

    def first_period(self, start: int, end: int) -> Period | None:
        """Return the first of the periods that lie within text[start:end]."""
        i = bisect_left(self._starts, start)
        return self._periods[i] if i < len(self._periods) and self._periods[i].end <= end else None

    def is_level_word(self, offset: int) -> bool:
        """Say whether a region's name goes on to say whose a thing is, not where: 省级, 自治区财政."""
        return bool(_LEVEL_WORD.match(self.text, offset))

    def plain(self, span: Span) -> str:
        """Return text[span] without its periods and without regions that open it or stand right before the number."""
        dropped = [Span(p.start, p.end) for p in self.periods(span.start, span.end) if p.role != "base"]
        mentions = self.places.between(span.start, span.end)
        if not dropped and not mentions:
            return squeeze(self.text[span.start : span.end])
        for m in mentions:
            if self.is_level_word(m.end):
                continue
            head = subjects.without(self.text, Span(span.start, m.start), dropped)
            if OPENS.match(head) or not subjects.clean(head) or self.text[m.end : span.end].strip(" 的、") == "":
                dropped.append(Span(m.start, m.end))
        return squeeze(subjects.without(self.text, span, sorted(dropped)))

    def qualifies(self, q: Quantity, before: Quantity | None, after: Quantity | None) -> bool:
        """Say whether a quantity only tells which things are meant: 65岁及以上人口, 5000万元以上项目12个.

        It gives no row and stays in the words of the number beside it.
        """
        if q.unit == "岁":
            return not _LIFE.search(self.text, max(0, q.outer_start - 12), q.outer_start) and not _LONGER.search(
                self.text, max(0, q.outer_start - 6), q.outer_start
            )
        if q.kind == "voltage":
            return bool(_NOUN.match(self.text, q.outer_end))  # 新建220千伏变电站
        if q.kind == "time" and after is not None and terms.counted(after.kind):
            words = self.text[q.outer_end : after.outer_start]
            return bool(_NOUN.fullmatch(words)) and not terms.verb(words)  # 15分钟便民生活圈4个
        if q.value <= _MANY and _OF_KINDS.match(self.text, q.outer_end) and self._lists(q):
            return True  # 养老、医疗、失业三项保险参保人数分别为…
        if (q.unit == "个" and _RANKING.match(self.text, q.outer_end)) or self._noted(q):
            return True  # 在全市七个县区中排第3位
        if q.bound not in ("over", "under"):
            return False
        if q.outer_end == q.end:
            words = self.text[q.outer_end : after.outer_start] if after and terms.counted(after.kind) else ""
            return bool(_THRESHOLD.fullmatch(words)) and not terms.verb(words[1:])
        if after is not None and terms.counted(after.kind):
            words = self.text[q.outer_end : after.outer_start]
            if _NOUN.fullmatch(words) and not terms.verb(words.removeprefix("的")):
                return True
        beside = before is not None and before.outer_end == q.outer_start and terms.counted(before.kind)
        return beside and bool(_NOUN.match(self.text, q.outer_end))

    def _lists(self, q: Quantity) -> bool:
        """Say whether as many items as a number counts stand right before it."""
        before = re.split("[,;:。\n]", self.text[max(0, q.start - 60) : q.start])[-1]
        return len(re.split("[、和与及]", before)) == q.value

    def _noted(self, q: Quantity) -> bool:
        """Say whether a bracket only notes what is meant: (年主营业务收入2000万元及以上,下同)."""
        start = self.text.rfind("(", max(0, q.start - 40), q.start)
        end = self.text.find(")", q.end, q.end + 40)
        if start < 0 or end < 0 or ")" in self.text[start : q.start]:
            return False
        return "下同" in self.text[start:end] or (q.bound == "over" and bool(_LIMIT.search(self.text, start, q.start)))

    def compared(self, phrases: list[Phrase]) -> list[bool]:
        """Say of each phrase whether others are measured against its number, alone or in a list.

        比2010年的3.31人少0.16人, 较上年的5亿元、3亿元增长3%和4%, 在上年5亿元的基础上.
        """
        found: list[bool] = []
        while len(found) < len(phrases):
            start = end = len(found)
            while end + 1 < len(phrases) and phrases[end + 1].joined:
                end += 1
            first, last = phrases[start], phrases[end].quantity
            before = self.text[first.clause.start : first.quantity.outer_start]
            against = not _MEASURES.isdisjoint(before) and _AGAINST.search(before)
            base = (against and _DIFFERS.match(self.text, last.outer_end)) or _ON_BASE.match(self.text, last.outer_end)
            found += [bool(base)] * (end - start + 1)
        return found

    def own(self, phrase: Phrase, typed: Match | None) -> tuple[str, str]:
        """Return a number's own words before and after it; `typed.begin` is where its comparative begins."""
        q = phrase.quantity
        stop = q.outer_start
        if typed and typed.weight and typed.rule.id not in _NAMING:
            stop = min(stop, max(typed.begin, phrase.left.start))
            if self.text[stop - 1 : stop + 1] in ("同比", "环比"):  # a rule may begin with 比 alone
                stop -= 1
        left = subjects.own(self.plain(Span(phrase.left.start, stop)))
        if not left and (fewer := _FEWER.match(self.text[stop : q.outer_start])):
            left = subjects.own(self.plain(Span(stop + fewer.end(), q.outer_start)))  # 减少贫困人口1.6万人
        if kept := _KEPT_VERB.match(self.text, stop, q.outer_start):
            left += kept.group()
        if q.kind == "rank":
            left = re.sub("[由从](?:年初|上年|去年)?的?$", "", left.removesuffix("第"))
            left = _IN_GROUP.sub("", _RANKED.sub("", left).removesuffix("第").removesuffix("在"))
        right = subjects.clean_right(self.plain(phrase.right))
        if cues.context().target_itself.match(self.text, q.outer_end) or (right and _TASK.match(right)):
            left, right = _SET.sub("", left), ""  # 离2000万元的目标还有距离
        if phrase.chained and (not left or terms.is_generic(left)) and phrase.beyond.end > phrase.beyond.start:
            right += subjects.clean_right(self.plain(phrase.beyond))
        measure = typed.rule.measure if typed else None
        if (
            (q.kind in ("points", "rank", "percent", "multiple") and measure in _RELATIVE)
            or _COMPARED.match(right)
            or (typed and typed.rule.id == "general.share" and not right.startswith("用于"))
        ):
            right = ""
        return left, right

    def between(self, phrase: Phrase, discourse: Discourse, path: list[Section]) -> str:
        """What a clause without a number says between the number before and this one: 覆盖率稳步提高,达到35%."""
        last = discourse.here
        start = last.quantity.outer_end if last else discourse.sentence.start
        heading = next((s.heading_end for s in path if s.start <= start < s.heading_end), 0)
        start = max(start, min(heading, phrase.clause.start))
        words = self.text[start : phrase.clause.start]
        if last:  # what stands before the first mark belongs to the number before
            mark = _MARK.search(words)
            words = words[mark.end() :] if mark else ""
        words = words.strip(" ,;:")
        if not words:
            return ""
        clause = _CLAUSE_MARK.split(words)[-1]
        if _MANNER.match(clause.strip()):
            return ""
        at = self.text.rfind(clause, start, phrase.clause.start)
        return subjects.own(self.plain(Span(at, at + len(clause)))) if clause else ""

    def lead(self, discourse: Discourse) -> str:
        """What a paragraph opens with, where this is a work: 荆江大堤整治工程,堤防全长…,总投资…."""
        m = _WORK.match(self.text, discourse.paragraph)
        return m[1] if m else ""

    def label(self, phrase: Phrase) -> str:
        """The item of a list that a number in brackets belongs to: 因病(36.2%)、缺劳力(23.3%)."""
        at = self.text.rfind("(", 0, phrase.quantity.start)
        m = _LABEL.search(self.text, max(at - 24, 0), at) if at > 0 else None
        return subjects.own(self.plain(Span(*m.span(1)))) if m else ""

    def listed(self, phrase: Phrase, left: str, count: int) -> list[str] | None:
        """Share out the list that ends a clause to the numbers of the next.

        有甲厂、乙厂,其产值分别为2万元、3万元; 开展技能、创业两类培训,分别为310人、260人.
        """
        its = _ITS.match(self.text, phrase.clause.start)
        if not its and not _EACH.match(self.text, phrase.clause.start):
            return None
        line = self.text.rfind("\n", 0, phrase.clause.start) + 1
        before = _CLAUSE_MARK.split(self.text[line : phrase.clause.start].rstrip(" ,:"))[-1]
        if not its:
            kinds = _KINDS.search(before)
            if kinds is None:
                return None
            before, left = before[: kinds.start()], kinds[1]
            before = before[len(terms.verb(before)) :]
        items = re.split("、|和|与|及", re.sub(".*(?:有|是|为|包括)", "", before))
        return [item + left for item in items] if len(items) == count and all(1 < len(i) < 13 for i in items) else None

    def following(self, phrase: Phrase) -> str:
        """What the clause after a number's own says, up to its number: 累计投入11.6亿元,新建幼儿园98所."""
        m = _NEXT.match(self.text, phrase.clause.end)
        words = subjects.own(self.plain(Span(*m.span(1)))) if m else ""
        return "" if terms.is_bare_verb(words) or terms.ends_in_comparative(words) else words

    def headline(self, phrase: Phrase, discourse: Discourse) -> str:
        """The heading that the first number under it goes on with: R&D经费支出占比 / 到2020年达2.8%."""
        path = self.outline.path(phrase.quantity.start)
        last = discourse.last
        if not path or not path[-1].is_line or (last and last.quantity.start > path[-1].heading_end):
            return ""
        return subjects.own(path[-1].heading)

    def announced(self, phrase: Phrase) -> str:
        """What the words before a list say that it states: 新增就业比例依次为:甲县118%、…; 居民收入中,城镇居民2万元."""
        end = phrase.clause.start
        while end and self.text[end - 1] == " ":
            end -= 1
        if not self.text.endswith((":", "中,"), 0, end):
            return ""
        line = self.text.rfind("\n", 0, end - 1) + 1
        start = max(line, *(self.text.rfind(mark, line, end - 1) + 1 for mark in ",;。"))
        if re.search("[0-9]", self.text[start:end]):
            return ""
        words = subjects.own(self.plain(Span(start, end - 1)).removesuffix("中"))
        return words if subjects.is_measure(words) or terms.is_rate(words) else ""

    def only_place(self, phrase: Phrase) -> bool:
        """Say whether nothing but a region stands before the number: 全镇3951户12202人."""
        words = self.text[phrase.clause.start : phrase.left.end]
        words = re.sub(r"[0-9.,万亿千百户人余多约近、和]+", "", words).strip(" ?")
        return bool(re.fullmatch("[全我本该][省市区县旗盟州镇乡村]|[一-龥]{2,8}[省市区县旗盟州镇乡村]", words))
