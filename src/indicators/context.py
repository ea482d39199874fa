"""Context: where, when, of what and how sure a number is, resolved from the clause outwards.

Order of places to look: the clause, the sentence, earlier clauses, the heading, the document. Growth, change and
share find the level that they belong to; 分别 distributes; 其中 and an empty subject inherit.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from indicators import cues, lists, subjects, terms, wholes
from indicators.areas import Areas
from indicators.dating import Dating
from indicators.distribution import Distribution
from indicators.documents import Document
from indicators.keys import tell_apart
from indicators.match import Match, Rulebook
from indicators.naming import Naming, topic_of
from indicators.observations import Discourse, Observation
from indicators.outline import Outline, Section
from indicators.periods import Period
from indicators.phrases import Phrase, share_bounds, split
from indicators.quantities import Quantity
from indicators.regions import Places
from indicators.status import Status
from indicators.subjects import Subject
from indicators.text import Lines, Span, sentences, squeeze, unsqueezed
from indicators.wording import Wording

_HUNDREDS = ("百户", "百人", "千人", "万人")
_RATIOS = ("percent", "points", "multiple", "rank")
_ABOUT = re.compile(r"(?:大?约|差不多)占[^,;。0-9]{1,20}$")  # 约占总量的八成
_SHORT = re.compile(r"(?:不足|不到|不超过?|不高于)[^,;。0-9]{2,14}的$")  # 不足全省平均水平的70%
_FROM = re.compile(r"[由从][^,;。0-9]{0,8}$")
_BRACKET = re.compile(r"\s*\(\s*(?:约?[合折为]合?|约|即)?\s*")

__all__ = ["Observation", "Resolver"]


class Resolver:
    """Resolves the quantities of one document into observations."""

    def __init__(
        self,
        document: Document,
        places: Places,
        periods: list[Period],
        outline: Outline,
        book: Rulebook,
        year: int | None,
    ) -> None:
        self.document = document
        self.text = document.text
        self.outline = outline
        self.book = book
        self.wording = Wording(self.text, places, periods, outline)
        self.naming = Naming(self.wording, book)
        self.distribution = Distribution(places, self.wording)
        self.areas = Areas(places, self.wording, self.distribution)
        self.dating = Dating(document, self.wording, self.distribution, year)
        self.status = Status(self.wording, year, document.result_year)

    def observe(self, quantities: list[Quantity]) -> list[Observation]:
        """Return an observation for each quantity that states something, in the order of the text."""
        discourse, lines = Discourse(), Lines(self.text)
        starts = [q.start for q in quantities]
        for sentence in sentences(self.text):
            inside = quantities[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            inside = [q for q in inside if not self.document.skipped(q.start)]
            around = zip(inside, [None, *inside], [*inside[1:], None], strict=False)
            inside = [q for q, before, after in around if not self.wording.qualifies(q, before, after)]
            if inside:
                discourse.sentence = sentence
                discourse.paragraph = lines.start(sentence.start)
                self.dating.carry(discourse)
                for observation in self._sentence(sentence, inside, discourse):
                    discourse.done.append(observation)
        tell_apart(discourse.done)
        return discourse.done

    def _sentence(self, sentence: Span, quantities: list[Quantity], discourse: Discourse) -> Iterator[Observation]:
        phrases = split(self.text, sentence, quantities)
        typed = [self._typed(p) for p in phrases]
        compared = self.wording.compared(phrases)
        words = [("", "") if c else self.wording.own(p, t) for p, t, c in zip(phrases, typed, compared, strict=True)]
        lists.share_list(phrases, words)
        path = self.outline.path(sentence.start)
        ahead: list[Observation] = []
        at = 0
        while at < len(phrases):
            count = lists.run(self.text, phrases, words, typed, at)
            discourse.group = self.text.rfind(";", sentence.start, phrases[at].quantity.start) + 1
            self.distribution.share(sentence.start, phrases[at : at + count])
            sources = self.naming.sources(phrases[at : at + count], words[at][0], discourse)
            relation = terms.relation(words[at][0])
            if (
                count > 1
                and not words[at][0]
                and self.distribution.holds(phrases[at])
                and (last := discourse.against())
            ):
                sources = [last] * count  # 财政收入…,2004年、2007年先后突破300亿元和700亿元
            if count == 1 and compared[at]:
                sources = [against] if (against := discourse.against()) else sources
            phrases[at : at + count] = share_bounds(self.text, phrases[at : at + count])
            tail = typed[at + count - 1]
            for i, source in zip(range(at, at + count), sources, strict=True):
                match = typed[i]
                if i < at + count - 1 and not (match and match.weight) and tail and tail.weight:
                    match = tail  # 以年均3.1%和8.6%的速度递增
                if i > at and not (match and match.weight) and phrases[i].quantity.kind != "rank":
                    match = typed[at]  # 分别增长15.8%和14.4%: the verb goes for both
                o = self._observation(sentence, phrases[i], match, words[i], path, discourse, source, relation)
                o.compared = compared[i]
                if o.compared and not o.subject.name:
                    ahead.append(o)  # 与2015年的0.7吨相比,2020年单位能耗降至…: the subject comes later
                elif ahead and o.measure == "level":
                    for earlier in ahead:
                        earlier.subject, earlier.rule, earlier.region = (
                            replace(o.subject, inherited=True),
                            o.rule,
                            o.region,
                        )
                    ahead.clear()
                yield o
            at += count

    def _typed(self, phrase: Phrase) -> Match | None:
        """The general rule that says what kind of statement a number makes; its `begin` is an offset of the text."""
        q = phrase.quantity
        if q.kind == "rank" and q.measure:
            return self.book.typed("", "", "rank")
        left = self.text[phrase.clause.start : q.outer_start]
        match = self.book.typed(squeeze(left), self.text[q.outer_end : phrase.clause.end], q.kind)
        return match and match._replace(begin=phrase.clause.start + unsqueezed(left, match.begin))

    def _restated(self, phrase: Phrase, discourse: Discourse) -> Observation | None:
        """Return the change that a bracket right behind it gives again in another unit: 减产18万吨(3.6亿斤)."""
        last = discourse.last
        if last is None or last.measure != "change" or not phrase.nested or phrase.quantity.kind in _RATIOS:
            return None
        between = self.text[last.quantity.outer_end : phrase.quantity.outer_start]
        return last if _BRACKET.fullmatch(between) else None

    def _of_percent(
        self,
        measure: str,
        phrase: Phrase,
        typed: bool,
        subject: Subject,
        source: Observation | None,
        here: Observation | None,
    ) -> str:
        """Return what a percentage that no verb makes a growth states, by the words before it and those it inherits."""
        q, said = phrase.quantity, self.text[phrase.left.start : phrase.quantity.outer_start]
        asked = not typed and cues.context().target_itself.match(self.text, q.outer_end)
        grows = source.quantity if source is not None and source.measure == "growth" else None
        # 增速由3.1%回升到5.2%, but not 提高3%达到98%
        goes_on = typed and grows and grows.outer_end == phrase.left.start
        if grows and (asked or (goes_on and _FROM.search(self.text, phrase.clause.start, grows.outer_start))):
            return "growth"  # 增长11%,低于13%的目标
        amount = terms.is_amount(subject.name) and here is not None and here.measure == "growth"
        if not typed and ((phrase.nested and grows and subject.inherited) or (amount and not subject.inherited)):
            return "growth"  # 收入增长5%(力争7%); 生产总值增长8%,固定资产投资10%
        if not typed and (terms.is_pace(said) or terms.is_pace(subject.name)):
            return "growth"  # 某县增速最低,为6.4%
        if terms.is_part(said):
            return "share"  # 占比提高到65.8%
        return "level" if measure == "share" and not typed and terms.is_rate(subject.name) else measure

    def _observation(
        self, sentence: Span, phrase: Phrase, typed: Match | None, words: tuple[str, str], path: list[Section],
        discourse: Discourse, source: Observation | str | None, relation: str,
    ) -> Observation:  # fmt: skip
        q = phrase.quantity
        general = typed.rule if typed else None
        measure = q.measure or (general.measure if general and general.measure else "level")
        if measure == "change" and q.kind == "percent":
            measure = "growth"  # 分别增21起、66.2%
        part = self.naming.is_part(phrase, measure, discourse)
        again = self._restated(phrase, discourse)
        measure = again.measure if again else measure
        antecedent: Observation | None = None
        if isinstance(source, Observation):
            antecedent = source
            subject = subjects.related(source.name, source.subject, relation)
        elif isinstance(source, str):
            subject = subjects.compose(source, "", q.kind, measure)
            subject.held = True
            if measure == "level" and q.kind == "percent" and source.endswith(("比重", "占比")):
                measure = "share"
        else:
            subject, antecedent = self.naming.subject(phrase, words, measure, path, discourse, part)
        announced = self.wording.announced(phrase)
        measure = wholes.take_head(subject, q.kind, measure, bool(typed and typed.weight), announced, discourse)
        if measure == "level" and q.kind == "percent" and antecedent and antecedent.measure == "share" and not words[0]:
            measure = "share"  # 占比由45%提高到50%
        if q.kind == "percent" and measure in ("share", "level"):
            measure = self._of_percent(
                measure, phrase, bool(typed and typed.weight), subject, antecedent, discourse.here
            )
        if not q.unit and q.kind not in ("rank", "ratio") and terms.is_population(subject.words):
            q = replace(q, unit="人", kind="people", flags=())  # 人口增量为152.67万
        if measure == "share" and q.bound == "exact" and _ABOUT.search(self.text, phrase.left.start, q.start):
            q = replace(q, bound="about")
        elif measure == "share" and q.bound == "exact" and _SHORT.search(self.text, phrase.left.start, q.start):
            q = replace(q, bound="under")
        sign = (general.sign or 1) if general and measure in ("growth", "change") and q.value >= 0 else 1
        sign = again.value_sign if again else sign
        rule = self.naming.rule(phrase, subject, measure, antecedent)
        if rule and rule.measure and measure == "level":
            measure = rule.measure
        if rule and rule.sign and measure in ("growth", "change"):
            sign = rule.sign
        if rule is None:
            subjects.add_topic(subject, topic_of(path))
        o = Observation(q, sentence, subject, measure, sign, rule, general)
        o.part, o.nested = part, phrase.nested
        o.manner = self.naming.manner(phrase)
        self.areas.place(o, phrase, discourse, antecedent, path)
        self.dating.date(o, phrase, discourse, antecedent, path)
        self.status.set(o, phrase, path)
        self.dating.default_results(o)
        o.base = self.status.base(o, phrase)
        if rule and rule.status:
            o.status, o.origins["status"] = rule.status, "rule"
        if rule and rule.base and measure in ("growth", "change"):
            o.base = rule.base
        o.per = q.per or self.status.per(phrase)
        if phrase.joined and discourse.done and (per := discourse.done[-1].per) and per in _HUNDREDS:
            o.per = o.per or per  # 每百户拥有彩电96台、冰箱61台
        o.flags = q.flags + (("inherited_subject",) if subject.inherited else ())
        return o
