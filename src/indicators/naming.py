"""Naming: the subject of each number – its own words, or what it inherits – and the rule that names its metric."""

import re
from functools import lru_cache

from indicators import cues, subjects, terms, wholes
from indicators.match import Rulebook
from indicators.observations import RATIOS, Discourse, Observation
from indicators.outline import POINT, Section
from indicators.patterns import GAP
from indicators.phrases import Phrase
from indicators.rules import Rule
from indicators.subjects import NAME, WORDS, Subject, merge
from indicators.text import Span
from indicators.wording import Wording

# What a number of people or households is when the text names only the place.
_POPULATION = {"people": "人口", "households": "户数"}
_PART = re.compile(r"其中|当中|[一-龥]{2}中,|按[^,;。]{1,8}分|分[^,;。]{1,8}看|从[^,;。]{1,8}看")
_AIM = re.compile(
    r"(?:超额|提前)?(?:完成|达到|为|占|是|相当于|恢复[至到])?(?:[12][0-9]{3}年)?"
    r"(?:去年|上年|年度|全年|年初|年|预期|调整|总|既定|协议|合同|[两三四五六]年|全部"
    r"|(?:上级|国家|自治[区州]|[省市州县区])[委级政府里]*(?:下达?|分解|交办|安排|确定|要求)的?)*"
    r"(?:(?:目标任务|目标|任务|计划|协议|合同|预算|变动预算|序时进度|总规模|同期水平|同期|总量)数?)?"
)
_ASKED = re.compile("目标|任务|计划|预算")
_NAMED = re.compile(r"《([^》]{2,20})》|“([^”]{2,12})”")
_PREDICATE = re.compile(r"因|由于|被|已|获|达到|完成|实现|在|位于|属于|进入|入选|关停|全部|均")
_FORMER = re.compile(r"\s*(前|后)者(?![中里的])")
# Who acts is no part of a metric: 县政府召开会议19次.
_AGENT = re.compile(
    "(?:政府|[省市县区州旗镇乡]委|党委|部门|各级|领导|领导干部|机关单位|法院|检察院|盟市|旗县|各地|(?<=[一-龥]{2})[局厅办])"
    "(?:已经?|共)?$"
)
_ELLIPTICAL = re.compile("的(?:占|有|共)*$")  # 百头以上的占9个
_GOES = re.compile("销往|外销|出口|来自|投向|集中在|集中于|流向|分布在|发往|运往|供应|卖[到给]|用于")
_YIELD = re.compile("总?产量?|平均单产|单产|平均亩产|亩产")
_CUE = re.compile(r"^[\s,:]*其中[\s,:]*")
_MANNER = re.compile("累计|年平?均|平均每年|每年平均")
_SEASONS = frozenset("春夏秋冬")  # 冬小麦
_OWNERS = ("企业", "单位", "经济", "工业", "居民")
_TOPIC = re.compile("[一-龥]{2}")
_OWNER = re.compile(r"^该?(?:公司|企业|集团|厂|合作社)")


class Naming:
    """Names the numbers of one document."""

    def __init__(self, wording: Wording, book: Rulebook) -> None:
        self.wording = wording
        self.text = wording.text
        self.book = book

    def is_part(self, phrase: Phrase, measure: str, discourse: Discourse) -> bool:
        """Say whether a number breaks down a whole stated before; 其中 reaches to a semicolon or the sentence's end."""
        here = discourse.here
        start = here.quantity.outer_end if here else discourse.sentence.start
        ends = self.text.find(";", start, phrase.left.end)
        said = self.text[max(start, ends, 0) : phrase.left.end]
        cued = ("中" in said or "分" in said or "看" in said) and _PART.search(said) is not None
        if cued or here is None or not here.part or phrase.nested:
            return cued
        own = self.text[phrase.clause.start : phrase.quantity.outer_start].strip()
        alike = 4 <= len(own) <= 8 and own.endswith(_OWNERS) and own[-2:] in here.subject.name
        return ends < 0 or alike  # 其中国有企业31亿元,下降2.4%;集体企业22亿元

    def manner(self, phrase: Phrase) -> str:
        """Return how a number adds up, where the words before it say so: 累计, or 年均 (平均每年)."""
        words = self.text[phrase.clause.start : phrase.quantity.outer_start]
        m = _MANNER.search(words) if "计" in words or "均" in words else None
        return "" if m is None else "累计" if m.group() == "累计" else "年均"

    def sources(self, run: list[Phrase], left: str, discourse: Discourse) -> list[Observation] | list[str] | list[None]:
        """For each number of a run of bare ones (x、y和z): its share of the items before them, or its antecedent."""
        phrase, count = run[0], len(run)
        left = left or self.wording.headline(phrase, discourse)
        if count > 1 and not left and (head := self.wording.announced(phrase)):
            return [head] * count
        if count > 1:
            if not left or terms.is_relational(left) or _AIM.fullmatch(left):
                if listed := not left and self.wording.listed(phrase, left, count):
                    return listed
                if levels := discourse.levels([p.quantity.kind for p in run]):
                    return levels
            elif others := wholes.counterparts(left, count, phrase.quantity.kind, discourse):
                return others
            elif parts := subjects.distribute(left, count) or self.wording.listed(phrase, left, count):
                return parts
        return [None] * count

    def subject(
        self,
        phrase: Phrase,
        words: tuple[str, str],
        measure: str,
        path: list[Section],
        discourse: Discourse,
        part: bool,
    ) -> tuple[Subject, Observation | None]:
        """Return what a number measures, and the observation that it inherits this from, if any."""
        left, right = words
        kind = phrase.quantity.kind
        if m := _FORMER.match(self.text, phrase.clause.start, phrase.quantity.outer_start):
            two = discourse.levels([kind if kind in RATIOS else "percent"] * 2)
            if named := two[m[1] == "后"] if two else None:  # 油料、甜菜产量分别为…,前者增产两成,后者…
                return subjects.related(named.name, named.subject, ""), named
        previous = discourse.previous(phrase, measure)
        here = discourse.here
        if not right and wholes.TIER.fullmatch(left) and here and here.quantity.kind == kind:
            left += terms.last_verb(here.subject.left)  # 中央负担20元,省16元,市县各2元
        between = self.wording.between(phrase, discourse, path)
        headline = "" if left or right else self.wording.headline(phrase, discourse)
        if headline and measure in ("level", "share"):
            return subjects.compose(headline, "", kind, measure), None
        if phrase.nested and not right and (label := self.wording.label(phrase)):
            if not left:
                return subjects.compose(label, "", kind, measure), None
            if measure == "level" and not terms.counted(kind) and (work := terms.work(label)):
                return subjects.compose(work + left, "", kind, measure), None
        of_area = not right and here is not None and _YIELD.fullmatch(left) and here.subject.name.endswith("面积")
        if of_area and here and (crop := terms.holder(here.subject.name)):  # 粮食播种面积758万亩,总产量305万吨
            return subjects.compose(crop + left, "", kind, measure), None
        told = terms.is_relational(left) and (terms.is_head(left) or left.endswith("人均"))
        if not right and told and (noun := terms.riser(between)):
            return subjects.compose(noun.removesuffix("生产") + left, "", kind, measure), None  # 粮食生产恢复,总产量…
        if not right and (terms.is_relational(left) or _AIM.fullmatch(left)):
            return self._left_out(phrase, left, measure, between if not part else "", previous, path, part)
        if phrase.chained and terms.counted(kind):
            right = subjects.of_group(right)[0]
        subject = subjects.compose(left, right, kind, measure)
        if phrase.chained and right and terms.counted(kind):
            subject.name = subjects.compose(left, subjects.before_verb(right), kind, measure).name
        if here and not left and measure == "share" and _GOES.match(right):
            subject.words = merge(here.subject.words, right, WORDS)  # 年产鲜菜80万吨,七成以上销往…
            subject.name = merge(here.subject.name, right, NAME)
            return subject, None
        if here and previous is not None and previous.sentence == here.sentence and previous.quantity.kind == kind:
            at = phrase.quantity.outer_start
            elliptical = terms.counted(kind) and _ELLIPTICAL.search(self.text, max(at - 4, 0), at)
            if not right and (terms.is_bare_verb(left) or elliptical):
                # 累计认定2949款, 国家备案的27个: the noun is that of the number before
                subject.name = merge(left, terms.bare_noun(previous.subject.name), NAME)
                subject.words = merge(left, terms.bare_noun(previous.subject.words), WORDS)
                return subject, None
            if not left and terms.counted(kind) and _PREDICATE.match(right):
                subject.words = merge(previous.subject.words, right, WORDS)  # 69个项目…, 34个因…关停
                subject.name = merge(previous.subject.name, right, NAME)
                return subject, None
        topic = topic_of(path)
        if terms.organisation(topic) and topic not in subject.words:
            subject.name = merge(topic, _OWNER.sub("", subject.name), NAME)
            subject.words = merge(topic, subject.words, WORDS)
            return subject, None
        if wholes.of_group(subject, discourse) or wholes.of_whole(subject, phrase, left, measure, discourse, part):
            return subject, None
        if wholes.of_holder(subject, between, discourse):
            return subject, None
        lead = self.wording.lead(discourse)
        if lead and terms.is_generic(subject.name):
            subject.words, subject.name = merge(lead, subject.words, WORDS), merge(lead, subject.name, NAME)
            return subject, None
        follows = not (here or topic or terms.counted(kind))
        alone = measure == "growth" and terms.is_head(subject.name)  # 新增企业400户,投资增长12%
        setting = between or (self.wording.following(phrase) if follows else "")
        self._add_topic(subject, setting, None if alone else here, topic)
        return subject, None

    def _left_out(
        self,
        phrase: Phrase,
        left: str,
        measure: str,
        between: str,
        previous: Observation | None,
        path: list[Section],
        part: bool,
    ) -> tuple[Subject, Observation | None]:
        """The subject of a number that has none of its own: 同比增长13%, 总数达3000个, 完成目标的102%."""
        kind = phrase.quantity.kind
        if not left and measure in ("level", "share"):
            strange = (
                previous is None
                or previous.quantity.kind not in _POPULATION
                or previous.subject.name in _POPULATION.values()
            )
            if kind in _POPULATION and not (part and not strange) and (strange or self.wording.only_place(phrase)):
                noun = _POPULATION[kind]
                place = re.sub("[0-9].*", "", self.text[phrase.clause.start : phrase.left.end]).strip(" ?")
                return Subject(noun, merge(place, noun, WORDS), noun, ""), None
            if between:
                return subjects.compose(terms.riser(between) or between, "", kind, measure), None
        inner = path[-1] if path else None
        if previous and left and inner and inner.level < POINT and previous.quantity.start < inner.start:
            previous = None if topic_of(path) else previous  # (三)节水行动。年度任务6万亩
        if previous:
            aim = bool(_AIM.fullmatch(left))
            other = measure == "level" and previous.quantity.kind != kind
            own = terms.relation(left)
            name = (
                previous.subject.name
                if aim and other
                else previous.name
                if aim
                else merge(terms.bare_noun(previous.name), own, NAME)
            )
            words = merge(previous.subject.words, own if not aim or _ASKED.search(left) else "", WORDS)
            return Subject(name, words, previous.subject.left, previous.subject.right, True), previous
        words = topic_of(path) + left
        return Subject(words[:NAME], words[:WORDS], words, "", True), None

    def _add_topic(self, subject: Subject, between: str, here: Observation | None, topic: str) -> None:
        """Give a subject that would fit anywhere the topic of its sentence or of its section."""
        if not terms.is_generic(subject.name):
            return
        setting = between or (here.subject.words if here else topic)
        named = [a or b for a, b in _NAMED.findall(setting)]
        if named:
            setting = named[-1]
        subject.words = merge(setting, subject.words, WORDS)
        subject.borrowed = True
        short = setting if named or (between and len(between) <= 12) else topic
        if 2 <= len(short) <= 16:
            subject.name = merge(short, subject.name, NAME)

    def rule(self, phrase: Phrase, subject: Subject, measure: str, source: Observation | None) -> Rule | None:
        """Return the rule that names the metric: by the words around the number, else by the subject it inherits."""
        q = phrase.quantity
        kind = "" if "unit_missing" in q.flags and q.kind != "ratio" else q.kind
        if subject.held and (match := self.book.named(subject.name, "", kind, measure, may_precede, unit=q.unit)):
            return match.rule
        if not subject.inherited:
            left = self.wording.plain(Span(phrase.left.start, q.outer_start))
            if "其中" in left:
                left = _CUE.sub("", left)
            right = self.wording.plain(Span(q.outer_end, phrase.clause.end))
            group = False
            if terms.counted(q.kind):  # 37个脱贫县共有龙头企业622家
                right = subjects.of_group(right)[0] if phrase.chained else right
                group = phrase.left.start > phrase.clause.start and subjects.of_group(left)[0] != left
            # A noun right after a counted number is what is counted: words farther left speak of something else.
            near = 2 if group or (terms.counted(q.kind) and subject.right) else GAP
            match = self.book.named(left, right, kind, measure, may_precede, near, q.unit)
            if match:
                return match.rule
        same_kind = source is not None and (measure != "level" or q.kind == source.quantity.kind)
        if source is not None and same_kind and subject.name == source.name:
            return source.rule
        if source is not None and not same_kind:  # 监测对象427户1718人: the people are another metric
            match = self.book.named(subject.left, subject.right, kind, measure, may_precede, unit=q.unit)
            return match.rule if match else None
        if not subject.name or (subject.right and not subject.inherited):
            return None
        near = 2 if terms.counted(kind) else GAP
        match = self.book.named(subject.name, "", kind, measure, may_precede, near, q.unit)
        return match.rule if match else None


@lru_cache(maxsize=4096)
def may_precede(prefix: str) -> bool:
    """Say whether the words before a rule's own leave its metric what it is.

    Verbs, adverbs and who acts do, a sub-group does not (脱贫县 before 农民人均收入).
    """
    if "每" in prefix:  # 每千人口床位 is no 床位
        return False
    if _AGENT.search(prefix):  # 县政府召开会议19次
        return True
    rest = subjects.own(prefix)
    verbs = cues.subject().verbs
    while rest and (m := verbs.match(rest)):
        rest = subjects.clean(rest[m.end() :])
    if rest and _AGENT.search(subjects.clean(rest[: len(rest) - len(terms.last_verb(rest))])):
        return True  # 县农业局计划开展培训班24个
    return len(rest) < 2 and rest not in _SEASONS


def topic_of(path: list[Section]) -> str:
    """Return the topic of the innermost heading that has one; 基本情况 and its like are none."""
    return next((topic for section in reversed(path) if _is_topic(topic := section.topic)), "")


@lru_cache(maxsize=4096)
def _is_topic(words: str) -> bool:
    known = cues.outline()
    return bool(_TOPIC.search(words)) and not known.result.search(words) and not known.plan.search(words)
