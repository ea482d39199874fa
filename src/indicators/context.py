"""Context: where, when, of what and how sure a number is, resolved from the clause outwards.

Order of places to look: the clause, the sentence, earlier clauses, the heading, the document. Growth, change and
share find the level that they belong to; 分别 distributes; 其中 and an empty subject inherit.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from indicators import cues, subjects
from indicators.documents import Document
from indicators.match import Match, Rulebook
from indicators.outline import Outline, Section
from indicators.periods import Period
from indicators.patterns import GAP
from indicators.phrases import Phrase, split
from indicators.quantities import Quantity
from indicators.regions import Mention, Places, Region
from indicators.rules import Rule
from indicators.subjects import Subject
from indicators.text import Span, sentences

_RELATIVE = ("growth", "change", "rank")
# General rules whose words are part of the metric's name: …率.
_NAMING = frozenset({"general.rate"})
_AGED = re.compile(r"(?:\(含[^)]*\))?(?:及?以[上下]|以内)?(?:的|常住|户籍|老|儿童|青年|女|男|适龄|未成年|人|居民|劳动|妇|幼)")
_NOUN = re.compile(r"的?[一-龥]{2,12}")
# What a number of people or households is when the text names only the place.
_POPULATION = {"people": "人口", "households": "户数"}
# A region that a number is compared with or ranked in is not the one it speaks of: 高于全国平均水平, 占全省的.
_COMPARES = re.compile(r"(?:高于|低于|超过|快于|慢于|好于|比|较|占|居|列|排在?|排名|与|同|和|高出|超出|多于|少于|赶超|领先|相当于)(?:于)?$")
_SCOPE = re.compile(r"^(?:第|首位|前列|平均|各|同期|同类|排名|位次|第[一二三])")
_OPENS = re.compile(r"^[\s?？·•,;:、。\-\"“”()\[\]]*(?:本报[^,。]{0,14}电|新华社[^,。]{0,14}电|其中|截至|截止|目前|同时|此外|另外|今年|去年|全年|上半年|到|至|在|按|当前|近年来|期间|其他)*[\s,:、在]*$")
_LEVEL_WORD = re.compile(r"级|本级|直属|直单位|财政(?!收|支)|层面")
_KEPT_VERB = re.compile(r"增收|增产|减收|减产|增支|减亏|扩招|减贫")
_ORGAN = re.compile(r"[一-龥]{0,8}?(?:局|委|厅|办|院|公司|集团|学校|大学|中心|处|部门|站|队)")
_PART = re.compile(r"其中|[一-龥]{2}中,|按[^,;。]{1,8}分|分[^,;。]{1,8}看|从[^,;。]{1,8}看")
_PER = re.compile(r"(?:每(人|户|亩|村|县|年|月|天|日|吨|公顷|头|只|名|个|平方米|立方米|班|车|套|公里|万人|千人|百户)(?:均|每)?){1,3}[^,;。0-9]{0,12}$")


@dataclass(slots=True)
class Observation:
    """One number that a report states about one metric, in one region, for one period: a row of the table."""

    quantity: Quantity
    sentence: Span
    subject: Subject
    measure: str
    value_sign: int
    rule: Rule | None
    general: Rule | None
    region: Region | None = None
    period: str | None = None
    year: int | None = None
    status: str = "actual"
    base: str | None = None
    per: str | None = None
    flags: tuple[str, ...] = ()
    part: bool = False  # a part of a whole stated before: 其中, 按行业分
    nested: bool = False
    cumulative: bool = False
    origins: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The metric's Chinese name."""
        return self.rule.name if self.rule else self.subject.name

    @property
    def metric(self) -> str:
        """The metric's id: the rule's, or one made of the subject's words."""
        return self.rule.id if self.rule else f"general.{self.subject.name or 'unnamed'}"


@dataclass(slots=True)
class _State:
    """What the numbers so far have said, for those that leave it out."""

    done: list[Observation] = field(default_factory=list)
    sentence: Span = Span(0, 0)

    def levels(self, count: int) -> list[Observation]:
        """The last `count` levels, oldest first; none where there are fewer."""
        found = [o for o in self.done[-16:] if o.measure == "level"]
        return found[-count:] if len(found) >= count else []

    def previous(self, phrase: Phrase, measure: str, paragraph: int) -> Observation | None:
        """The number that a bare one goes on with: the last level; for a level, the last of its kind nearby."""
        if not self.done:
            return None
        if phrase.joined:
            return self.done[-1]
        recent = [o for o in self.done[-10:] if o.sentence.start >= paragraph] or self.done[-1:]
        levels = [o for o in recent if o.measure == "level"]
        if measure == "level":
            same = [o for o in levels if o.quantity.kind == phrase.quantity.kind]
            if same:
                return same[-1]
        here = [o for o in recent if o.sentence == self.sentence]
        if here and not levels:
            return here[-1]
        return levels[-1] if levels else recent[-1]

    def whole(self, paragraph: int, *, nested: bool = False) -> Observation | None:
        """The last level that is no part of another: what 其中 and brackets break down."""
        for o in reversed(self.done[-30:]):
            if o.sentence.start < paragraph:
                return None
            if o.measure == "level" and (nested or not o.part) and not o.nested:
                return o
        return None


class Resolver:
    """Resolves the quantities of one document into observations."""

    def __init__(
        self, document: Document, places: Places, periods: list[Period], outline: Outline, book: Rulebook, year: int | None
    ) -> None:
        self.document = document
        self.text = document.text
        self.places = places
        self.periods = periods
        self.outline = outline
        self.book = book
        self.year = year
        self._period_starts = [p.start for p in periods]
        self._part = False

    def observe(self, quantities: list[Quantity]) -> list[Observation]:
        """Return an observation for each quantity that is claimed, in the order of the text."""
        state = _State()
        found: list[Observation] = []
        starts = [q.start for q in quantities]
        for sentence in sentences(self.text):
            inside = quantities[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            inside = [q for q in inside if not self.document.skipped(q.start)]
            inside = [q for i, q in enumerate(inside) if not self._qualifies(q, inside[i - 1] if i else None, inside[i + 1 : i + 2])]
            if inside:
                state.sentence = sentence
                found += self._sentence(sentence, inside, state)
        _tell_apart(found)
        return found

    def _qualifies(self, q: Quantity, before: Quantity | None, after: list[Quantity]) -> bool:
        """Say whether a quantity only tells which things are meant: 65岁及以上人口, 5000万元以上项目12个.

        It gives no row and stays in the words of the number beside it.
        """
        if q.unit == "岁":
            return bool(_AGED.match(self.text, q.outer_end))
        if q.bound not in ("over", "under") or q.outer_end == q.end:
            return False
        if after:
            words = self.text[q.outer_end : after[0].outer_start]
            if subjects.counted(after[0].kind) and _NOUN.fullmatch(words) and not subjects.verb(words.removeprefix("的")):
                return True
        beside = before is not None and before.outer_end == q.outer_start and subjects.counted(before.kind)
        return beside and bool(_NOUN.match(self.text, q.outer_end))

    # --- one sentence ---

    def _sentence(self, sentence: Span, quantities: list[Quantity], state: _State) -> Iterator[Observation]:
        phrases = split(self.text, sentence, quantities)
        typed = [self._typed(p) for p in phrases]
        words = [self._words(p, t) for p, t in zip(phrases, typed, strict=True)]
        path = self.outline.path(sentence.start)
        _share_list_words(phrases, words)
        at = 0
        while at < len(phrases):
            run = _run(phrases, words, at)
            sources = self._sources(phrases, words, at, run, state)
            for k in range(run):
                i = at + k
                observation = self._observation(sentence, phrases[i], typed[i], words[i], path, state, sources[k], typed[at])
                if observation:
                    state.done.append(observation)
                    yield observation
            at += run

    def _typed(self, phrase: Phrase) -> Match | None:
        q = phrase.quantity
        if q.kind == "rank":
            return self.book.typed("", "", "rank")
        left = self.text[phrase.clause.start : q.outer_start]
        right = self.text[q.outer_end : phrase.clause.end]
        match = self.book.typed(left, right, q.kind)
        if match is None:
            return None
        return match._replace(begin=phrase.clause.start + match.begin)

    def _words(self, phrase: Phrase, typed: Match | None) -> tuple[str, str]:
        """The metric's own words before and after a number, periods and leading regions taken out."""
        stop = phrase.quantity.outer_start
        if typed and typed.weight and typed.rule.id not in _NAMING:
            stop = min(stop, max(typed.begin, phrase.left.start))
        left = subjects.own(self._plain(Span(phrase.left.start, stop)))
        if kept := _KEPT_VERB.match(self.text, stop, phrase.quantity.outer_start):
            left += kept.group()
        if phrase.quantity.kind == "rank":
            left = _RANKED.sub("", left)
        right_span = phrase.right
        right = subjects.clean_right(self._plain(right_span))
        if phrase.chained and (not left or subjects.is_generic(left)) and phrase.beyond.end > phrase.beyond.start:
            right += subjects.clean_right(self._plain(phrase.beyond))
        if phrase.quantity.kind in ("points", "rank", "percent", "multiple") and typed and typed.rule.measure in _RELATIVE:
            right = ""
        elif re.match("与|比|较|同(?:比|上)|占", right):
            right = ""
        if typed and typed.rule.id == "general.share" and not right.startswith("用于"):
            right = ""
        return left, right

    def _plain(self, span: Span) -> str:
        """text[span] without its periods and without the regions that open it or stand right before the number."""
        dropped = [Span(p.start, p.end) for p in self._periods(span.start, span.end) if p.role != "base"]
        for m in self.places.between(span.start, span.end):
            if _LEVEL_WORD.match(self.text, m.end):  # 省级, 自治区财政: whose it is, not where
                continue
            head = subjects.without(self.text, Span(span.start, m.start), dropped)
            if _OPENS.match(head) or not subjects.clean(head) or self.text[m.end : span.end].strip(" 的、") == "":
                dropped.append(Span(m.start, m.end))
        return subjects.without(self.text, span, sorted(dropped))

    def _periods(self, start: int, end: int) -> list[Period]:
        i = bisect_left(self._period_starts, start)
        found = []
        while i < len(self.periods) and self.periods[i].end <= end:
            found.append(self.periods[i])
            i += 1
        return found

    # --- what is left out ---

    def _sources(
        self, phrases: list[Phrase], words: list[tuple[str, str]], at: int, run: int, state: _State
    ) -> list[Observation | str | None]:
        """For each number of a run of bare numbers (x、y和z): its share of the items before it, or its antecedent."""
        left = words[at][0] or self._headline(phrases[at], state)
        if run > 1:
            if not left or subjects.is_relational(left):
                levels = state.levels(run)
                if levels:
                    return list(levels)
            else:
                parts = subjects.distribute(left, run)
                if parts:
                    return list(parts)
        return [None] * run

    def _observation(
        self, sentence: Span, phrase: Phrase, typed: Match | None, words: tuple[str, str], path: list[Section],
        state: _State, source: Observation | str | None, first: Match | None,
    ) -> Observation | None:  # fmt: skip
        q = phrase.quantity
        general = typed.rule if typed else None
        bare = phrase.joined and words == ("", "") and not (typed and typed.weight)
        if bare and first and first.rule.measure and q.kind != "rank":
            general = first.rule
        measure = q.measure or (general.measure if general and general.measure else "level")
        plain = not (typed and typed.weight)
        sign = (general.sign or 1) if general and measure in ("growth", "change") and q.value >= 0 else 1
        left, right = words
        inherited_from: Observation | None = None
        if isinstance(source, Observation):
            inherited_from = source
            subject = Subject(source.name, source.subject.words, source.subject.left, source.subject.right, True)
        elif isinstance(source, str):
            subject = subjects.compose(source, "", q.kind, measure)
        else:
            subject, inherited_from = self._subject(phrase, left, right, measure, path, state)
        if plain and measure == "share" and subjects.is_rate(subject.name):
            measure = "level"
        rule = self._named(phrase, subject, measure, general, inherited_from)
        observation = Observation(q, sentence, subject, measure, sign, rule, general)
        observation.nested, observation.part = phrase.nested, self._part
        self._part = False
        observation.cumulative = "累计" in self.text[phrase.clause.start : q.outer_start]
        self._place(observation, phrase, state, inherited_from, path)
        self._time(observation, phrase, inherited_from, path, state)
        self._status(observation, phrase, path)
        results = self.document.result_year
        if results and observation.status == "actual" and observation.origins["period"] == "document":
            observation.year, observation.period = results, str(results)
        observation.base = self._base(observation, phrase)
        observation.per = q.per or self._per(phrase)
        observation.flags = q.flags + (("inherited_subject",) if subject.inherited else ())
        return observation

    def _subject(
        self, phrase: Phrase, left: str, right: str, measure: str, path: list[Section], state: _State
    ) -> tuple[Subject, Observation | None]:
        q = phrase.quantity
        paragraph = self.text.rfind("\n", 0, state.sentence.start) + 1
        previous = state.previous(phrase, measure, paragraph)
        last = state.done[-1] if state.done else None
        here = last is not None and last.sentence == state.sentence
        between_start = last.quantity.outer_end if here and last else state.sentence.start
        part = bool(_PART.search(self.text, between_start, phrase.left.end))
        # 其中 reaches to the end of its sentence: 其中,出口…,进口…
        part = part or (here and last is not None and last.part and not phrase.nested)
        self._part = part and measure == "level"
        between = self._between(phrase, state, path)
        if not left and not right and measure in ("level", "share") and (headline := self._headline(phrase, state)):
            return subjects.compose(headline, "", q.kind, measure), None
        if not right and (subjects.is_relational(left) or _AIM.fullmatch(left)):
            if not left and measure == "level" and q.kind in _POPULATION and self._only_place(phrase):
                noun = _POPULATION[q.kind]
                return Subject(noun, noun, noun, ""), None
            if not left and measure == "level" and between and not part:
                return subjects.compose(between, "", q.kind, measure), None
            if previous:
                name = previous.name if _AIM.fullmatch(left) or not left else subjects.merge(subjects.bare_noun(previous.name), left, subjects.NAME)
                words = subjects.merge(previous.subject.words, left, subjects.WORDS)
                return Subject(name, words, previous.subject.left, previous.subject.right, True), previous
            topic = _topic(path)
            return Subject((topic + left)[: subjects.NAME], (topic + left)[: subjects.WORDS], topic + left, "", True), None
        subject = subjects.compose(left, right, q.kind, measure)
        if phrase.chained and right and subjects.counted(q.kind):
            subject.name = subjects.compose(left, subjects.before_verb(right), q.kind, measure).name
        if previous and not right and q.kind == previous.quantity.kind and (
            subjects.is_bare_verb(left) or self.text[phrase.left.start : q.outer_start].endswith("的")
        ):
            # 累计认定2949款, 国家备案的27个: the noun is that of the number before
            subject.name = subjects.merge(left, subjects.bare_noun(previous.subject.name), subjects.NAME)
            subject.words = subjects.merge(left, subjects.bare_noun(previous.subject.words), subjects.WORDS)
            return subject, None
        topic = _topic(path)
        if subjects.organisation(topic) and topic not in subject.words:
            own = re.sub(r"^该?(?:公司|企业|集团|厂|合作社)", "", subject.name)
            subject.name = subjects.merge(topic, own, subjects.NAME)
            subject.words = subjects.merge(topic, subject.words, subjects.WORDS)
            return subject, None
        whole = state.whole(paragraph) if part or phrase.nested else None
        if phrase.nested:
            whole = state.whole(paragraph, nested=True)
        if whole and (measure == "level" or not left):
            subject.words = subjects.merge(whole.subject.words, subject.name, subjects.WORDS)
            if phrase.nested:
                if whole.subject.name[:2] != subject.name[:2]:
                    subject.name = subjects.merge(whole.subject.name, subject.name, subjects.NAME)
            elif whole.quantity.kind == q.kind and not subjects.has_head(subject.name) and not subjects.counted(q.kind):
                subject.name = _part_name(subject.name, whole.name)
            elif len(subject.name) <= 2 or subjects.is_generic(subject.name):
                subject.name = _part_name(subject.name, whole.name)
            return subject, None
        holds = state.whole(paragraph, nested=True)
        if subjects.is_head(subject.name) and holds:
            holder = subjects.holder(holds.subject.name)
            if not holder and holds.sentence == state.sentence and len(holds.subject.name) <= 12:
                holder = holds.subject.name  # 果用瓜1107公顷, … 产量28408吨
            if holder and holder not in subject.name:
                subject.words = subjects.merge(holder, subject.name, subjects.WORDS)
                subject.name = subjects.merge(holder, subject.name, subjects.NAME)
                return subject, None
        self._add_topic(subject, between, previous, state, path)
        return subject, None

    def _headline(self, phrase: Phrase, state: _State) -> str:
        """The heading that the first number under it goes on with: R&D经费支出占比 / 到2020年达2.8%."""
        path = self.outline.path(phrase.quantity.start)
        if not path or not path[-1].is_line or (state.done and state.done[-1].quantity.start > path[-1].heading_end):
            return ""
        return subjects.own(path[-1].heading)

    def _only_place(self, phrase: Phrase) -> bool:
        """Say whether nothing but a region stands before the number: 全镇3951户12202人."""
        words = self.text[phrase.clause.start : phrase.left.end]
        words = re.sub(r"[0-9.,万亿千百户人余多约近、和]+", "", words).strip(" ?")
        return bool(re.fullmatch("[全我本该][省市区县旗盟州镇乡村]|[一-龥]{2,8}[省市区县旗盟州镇乡村]", words))

    def _between(self, phrase: Phrase, state: _State, path: list[Section]) -> str:
        """What a clause without a number says between the number before and this one: 森林覆盖率稳步提高,达到35%."""
        last = state.done[-1] if state.done and state.done[-1].sentence == state.sentence else None
        start = last.quantity.outer_end if last else state.sentence.start
        heading = next((s.heading_end for s in path if s.start <= start < s.heading_end), 0)
        start = max(start, min(heading, phrase.clause.start))
        words = self.text[start : phrase.clause.start]
        if last:  # what stands before the first mark belongs to the number before
            words = re.split("[,;:]", words, maxsplit=1)[1] if re.search("[,;:]", words) else ""
        words = words.strip(" ,;:")
        clause = re.split("[,;:。]", words)[-1]
        at = self.text.rfind(clause, start, phrase.clause.start)
        return subjects.own(self._plain(Span(at, at + len(clause)))) if clause else ""

    def _add_topic(
        self, subject: Subject, between: str, previous: Observation | None, state: _State, path: list[Section]
    ) -> None:
        """Give a subject that would fit anywhere the topic of its sentence or of its section."""
        topic = _topic(path)
        if not subjects.is_generic(subject.name):
            if topic and len(topic) <= 12 and len(subject.words) <= 8:
                subject.words = subjects.merge(topic, subject.words, subjects.WORDS)
            return
        here = previous if previous and previous.sentence == state.sentence else None
        setting = between or (here.subject.words if here else topic)
        named = [a or b for a, b in _NAMED.findall(setting)]
        if named:
            setting = named[-1]
        subject.words = subjects.merge(setting, subject.words, subjects.WORDS)
        short = setting if named or (between and len(between) <= 12) else topic
        if 2 <= len(short) <= 16:
            subject.name = subjects.merge(short, subject.name, subjects.NAME)

    def _named(
        self, phrase: Phrase, subject: Subject, measure: str, general: Rule | None, source: Observation | None
    ) -> Rule | None:
        q = phrase.quantity
        if not subject.inherited:
            left = self._plain(Span(phrase.left.start, q.outer_start))
            right = self._plain(Span(q.outer_end, phrase.clause.end))
            # A noun right after a counted number is what is counted: words farther left speak of something else.
            near = 2 if subjects.counted(q.kind) and subject.right else GAP
            match = self.book.named(left, right, q.kind, measure, _may_precede, near)
            if match:
                return match.rule
        if source is not None and subject.name == source.name:
            return source.rule
        if not subject.name or (subject.right and not subject.inherited):
            return None
        match = self.book.named(subject.name, "", q.kind, measure, _may_precede)
        return match.rule if match else None

    # --- where ---

    def _place(
        self, o: Observation, phrase: Phrase, state: _State, source: Observation | None, path: list[Section]
    ) -> None:
        q = phrase.quantity
        own, loose = self._mention(phrase.left.start, q.outer_start, q.kind == "rank")
        if own:
            o.region, o.origins["region"] = own.region, "clause"
            return
        if source is not None and o.subject.inherited:
            o.region, o.origins["region"] = source.region, "antecedent"
            return
        last = state.done[-1] if state.done else None
        if phrase.joined and last and last.origins.get("region") == "clause":
            o.region, o.origins["region"] = last.region, "clause"
            return
        opening: Mention | None = loose if loose and not loose.relative else None
        for m in self.places.between(o.sentence.start, phrase.left.start):
            if self._opens(m, o.sentence.start):
                opening = m
        opening = opening or loose
        if opening:
            o.region, o.origins["region"] = opening.region, "sentence"
            return
        for section in reversed(path):
            inside = self.places.between(section.start, section.heading_end)
            if inside and section.level < 6 and not inside[0].relative:
                o.region, o.origins["region"] = inside[0].region, "heading"
                return
        home = self.places.home
        if home is None:
            before = self.places.before(q.start)
            home = before.region if before else None
        o.region, o.origins["region"] = home, "document"

    def _mention(self, start: int, end: int, ranked: bool) -> tuple[Mention | None, Mention | None]:
        """The region of a number's own words: one that opens them or stands right before the number; and a loose one."""
        found: Mention | None = None
        loose: Mention | None = None
        for m in self.places.between(start, end):
            before, after = self.text[start : m.start], self.text[m.end : end]
            if _COMPARES.search(before) or _SCOPE.match(after) or (ranked and not _OPENS.match(before)):
                continue
            if _LEVEL_WORD.match(after):
                continue
            if _OPENS.match(before) or not subjects.clean(before) or after.strip(" 的各地共累计已") == "":
                found = m
            elif m.relative:
                loose = m
        return found, loose

    def _opens(self, m: Mention, start: int) -> bool:
        """Say whether a mention opens its clause, so that it is who the sentence speaks of."""
        at = max(self.text.rfind(mark, start, m.start) for mark in ",;:。(") + 1
        before = self.text[max(at, start) : m.start]
        kept = subjects.without(self.text, Span(max(at, start), m.start), [Span(p.start, p.end) for p in self._periods(max(at, start), m.start)])
        end = min((i for mark in ",;:。" if (i := self.text.find(mark, m.end)) >= 0), default=len(self.text))
        if _ORGAN.match(self.text, m.end, end) and not re.search("[0-9]", self.text[m.end : end]):
            return False  # an office of the place acts in this clause alone
        return not _COMPARES.search(before) and (bool(_OPENS.match(kept)) or not subjects.clean(kept))

    # --- when ---

    def _time(self, o: Observation, phrase: Phrase, source: Observation | None, path: list[Section], state: _State) -> None:
        q = phrase.quantity
        chosen: Period | None = None
        for p in self._periods(o.sentence.start, q.start):
            near = p.start >= phrase.left.start
            beside = near and not re.search("[增减提下上回高低多少]", self.text[p.end : q.start])
            if p.role == "at" or (p.role == "from" and near) or (p.role == "since" and p.year) or (p.role == "base" and beside and o.measure == "level"):
                chosen = p
        bare = source is not None and o.subject.inherited and o.measure != "level"
        if bare and source is not None and (chosen is None or chosen.start < source.quantity.start):
            o.period, o.year, o.origins["period"] = source.period, source.year, "antecedent"
            return
        if _FROM_BARE.search(self.text, phrase.clause.start, q.outer_start) and not (chosen and chosen.start >= phrase.clause.start):
            o.origins["period"] = "unknown"  # 由5570元增加到9005元: of when the first is, the text does not say
            return
        section = next((s.period for s in reversed(path) if s.period), None)
        if chosen is not None:
            o.period, o.year, o.origins["period"] = chosen.code, chosen.year, "sentence"
            if chosen.floating and section and section.year and chosen.year and "/" not in str(section.code):
                o.period = str(chosen.code).replace(str(chosen.year), str(section.year))
                o.year = section.year
            return
        last = state.done[-1] if state.done else None
        if last and last.origins.get("period") in ("sentence", "paragraph") and last.year:
            paragraph = self.text.rfind("\n", 0, o.sentence.start) + 1
            same = last.sentence == o.sentence and last.origins["period"] == "paragraph"
            if last.sentence.start >= paragraph and (same or (last.sentence != o.sentence and self._goes_on(o.sentence))):
                o.period, o.year, o.origins["period"] = str(last.year), last.year, "paragraph"
                return
        if section:
            o.period, o.year, o.origins["period"] = section.code, section.year, "heading"
            return
        o.year = self.year
        o.period = str(self.year) if self.year else None
        o.origins["period"] = "document"

    def _goes_on(self, sentence: Span) -> bool:
        """Say whether a sentence has no subject of its own, so that it goes on with the one before: 分布在…."""
        words = self.text[sentence.start : sentence.end].lstrip(" ?")
        return bool(subjects.verb(words)) or bool(re.match(r"[0-9一-龥]{1,8}中,|其中", words))

    # --- how sure ---

    def _status(self, o: Observation, phrase: Phrase, path: list[Section]) -> None:
        known = cues.context()
        q = phrase.quantity
        start = max(o.sentence.start, self.text.rfind(";", o.sentence.start, q.start) + 1)
        before = self.text[start : q.outer_start]
        target = max((m.end() for m in known.target.finditer(before)), default=-1)
        actual = max((m.end() for m in known.actual.finditer(before)), default=-1)
        plan = next((s.plan for s in reversed(path) if s.plan is not None), None)
        if known.target_noun.search(before) and o.measure == "level":
            o.status, o.origins["status"] = "target", "clause"
        elif target > actual:
            o.status, o.origins["status"] = "target", "sentence"
        elif actual >= 0:
            o.status, o.origins["status"] = "actual", "sentence"
        elif o.year and self.year and o.year > self.year:
            o.status, o.origins["status"] = "target", "period"
        elif plan and not re.search(r"由(?:原来的|原|现在的)?$", before) and not (o.year and self.year and o.year < self.year):
            o.status, o.origins["status"] = "target", "heading"
        else:
            o.status, o.origins["status"] = "actual", "document"

    def _base(self, o: Observation, phrase: Phrase) -> str | None:
        if o.measure not in ("growth", "change"):
            return None
        known = cues.context()
        words = self.text[phrase.clause.start : phrase.quantity.start]
        named = [p for p in self._periods(phrase.clause.start, phrase.quantity.start) if p.role in ("base", "from") and p.code]
        if known.start.search(words) and o.year:
            return f"{o.year - 1}-12-31"
        if known.yoy.search(words):
            return "yoy"
        if known.pop.search(words):
            return "pop"
        return named[-1].code if named else None

    def _per(self, phrase: Phrase) -> str | None:
        m = _PER.search(self.text[phrase.left.start : phrase.quantity.outer_start])
        return "·".join(re.findall(r"每(人|户|亩|村|县|年|月|天|日|吨|公顷|头|只|名|个|平方米|立方米|班|车|套|公里|万人|千人|百户)", m.group())) if m else None


_FROM_BARE = re.compile(r"(?:由|从)(?:原来的?|原有?的?|过去的?|最初的?)?$")
_RANKED = re.compile(r"(?:总量|数量|规模)?(?:连续.{1,4}年)?(?:均|分别|稳|继续|保持)*(?:位?居|位?列|名列|排名?在?|位次|跃居|升至|跻身|进入|列).*$|全(?:国|省|市|区|县|州|盟).{0,6}$")
_AIM = re.compile(r"(?:年度|全年|年初|预期|调整|总|既定)*(?:目标任务|目标|任务|计划|预算|总规模|同期|总量)?")
_NAMED = re.compile(r"《([^》]{2,20})》|“([^”]{2,12})”")


def _may_precede(prefix: str) -> bool:
    """Say whether words before a rule's own leave its metric what it is: verbs and adverbs do, a sub-group does not."""
    rest = subjects.own(prefix)
    verbs = cues.subject().verbs
    while rest and (m := verbs.match(rest)):
        rest = subjects.clean(rest[m.end() :])
    return len(rest) < 2


def _tell_apart(observations: list[Observation]) -> None:
    """Give numbers of one metric, place and time that differ names of their own: they are no one metric.

    The number whose words are nearest to the metric's keeps it.
    """
    groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in observations:
        groups[(o.region, o.period, o.metric, o.measure, o.status, o.quantity.unit)].append(o)
    for group in groups.values():
        if len({o.quantity.value * o.value_sign for o in group}) < 2:
            continue
        group.sort(key=lambda o: (len(o.subject.left + o.subject.right), o.quantity.start))
        kept = group[0].quantity.value * group[0].value_sign
        taken = {group[0].name}
        for o in group[1:]:
            if o.quantity.value * o.value_sign == kept:
                continue
            names = [("累计" + o.subject.name)[: subjects.NAME]] if o.cumulative else []
            words = o.subject.words
            names += [o.subject.name, words[-subjects.NAME :], words[: subjects.NAME], (o.subject.left + o.subject.right)[: subjects.NAME]]
            name = next((n for n in names if n and n not in taken), None)
            if name:
                o.rule, o.subject.name = None, name
                taken.add(name)


def _topic(path: list[Section]) -> str:
    for section in reversed(path):
        if section.topic:
            return section.topic
    return ""


def _part_name(part: str, whole: str) -> str:
    """Name a part by its whole: 省级 of 财政衔接资金 is 省级财政衔接资金."""
    return subjects.merge("", part + whole, subjects.NAME) if part not in whole else whole


def _run(phrases: list[Phrase], words: list[tuple[str, str]], at: int) -> int:
    """How many numbers from `at` on stand in a list of bare numbers of one kind: 15.8%和14.4%."""
    n = 1
    while (
        at + n < len(phrases)
        and phrases[at + n].joined
        and words[at + n] == ("", "")
        and words[at + n - 1][1] == ""
        and phrases[at + n].quantity.kind == phrases[at].quantity.kind
    ):
        n += 1
    return n


def _share_list_words(phrases: list[Phrase], words: list[tuple[str, str]]) -> None:
    """Give each item of a list the verb of the first and the predicate of the last."""
    start = 0
    while start < len(phrases):
        end = start + 1
        while end < len(phrases) and phrases[end].joined:
            end += 1
        items = range(start, end)
        if len(items) > 1:
            verb = subjects.verb(words[start][0])
            tail = subjects.predicate(words[end - 1][1])
            for i in items:
                left, right = words[i]
                if i > start and verb and (left or right) and not subjects.verb(left):
                    left = verb + left
                if i < end - 1 and not right and not left and words[i + 1][1]:
                    right = words[i + 1][1]  # 4.7万户9.96万名监测对象
                elif i < end - 1 and right and (shared := subjects.shared_tail(right, words[i + 1][1])):
                    right += shared
                elif i < end - 1 and tail and tail not in right and subjects.counted(phrases[i].quantity.kind):
                    right += tail
                words[i] = (left, right)
        start = end
