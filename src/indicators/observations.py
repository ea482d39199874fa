"""Observations: what one number of a report states, and the discourse of those stated before it."""

from dataclasses import dataclass, field

from indicators.phrases import Phrase
from indicators.quantities import Quantity
from indicators.regions import Region
from indicators.rules import Rule
from indicators.subjects import Subject
from indicators.text import NOWHERE, Span

RATIOS = ("percent", "points", "multiple", "rank")


@dataclass(slots=True)
class Observation:
    """One number that a report states about one metric, in one region, for one period: a row of the table.

    value_sign: -1 where a verb makes the number negative (下降3.2%); rule: the one that names the metric, general:
    the one that types the statement; compared: another is measured against it (比2010年的3.31人少0.16人), so that none
    goes on with it; part: it breaks down a whole stated before (其中, 按行业分); manner: 累计 or
    年均, where the words say so; origins: where region, period and status were found (clause, sentence,
    antecedent, paragraph, heading, document).
    """

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
    compared: bool = False
    part: bool = False
    nested: bool = False
    manner: str = ""
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
class Discourse:
    """What the numbers so far have said, for those that leave it out.

    sentence: the one being read; paragraph: where its line begins; group: where what stands between semicolons
    begins; carried: the observation whose period a
    sentence without subject and period goes on with.
    """

    done: list[Observation] = field(default_factory=list)
    sentence: Span = NOWHERE
    paragraph: int = 0
    group: int = 0
    carried: Observation | None = None

    @property
    def last(self) -> Observation | None:
        """The number before that another may go on with."""
        for o in reversed(self.done[-4:]):
            if not o.compared:
                return o
        return None

    @property
    def here(self) -> Observation | None:
        """The number before, if it stands in the same sentence."""
        last = self.last
        return last if last and last.sentence == self.sentence else None

    def levels(self, kinds: list[str]) -> list[Observation]:
        """What a list of bare numbers of these kinds speaks of, oldest first; none where there are fewer.

        The list before it in its sentence (分别增长6%、5%,分别居第二、第七), else the last levels. Amounts go on only
        with amounts of their kind.
        """
        count, kind = len(kinds), kinds[0]
        bare = kind in RATIOS
        done = [o for o in self.done[-24:] if not o.compared]
        last = done[-count:]
        alike = len({o.quantity.kind for o in last}) == 1 and (bare or last[0].quantity.kind == kind)
        if len(last) == count and alike and all(o.sentence == self.sentence for o in last):
            return last
        if len(set(kinds)) > 1:  # 案件133起,罚没款241万元,分别增21起、66.2%
            meet = len(last) == count and all(o.sentence == self.sentence and o.measure == "level" for o in last)
            fit = meet and all(k in RATIOS or k == o.quantity.kind for k, o in zip(kinds, last, strict=True))
            return last if fit else []
        found = [o for o in done[-16:] if o.measure == "level" and (bare or o.quantity.kind == kind)]
        return found[-count:] if len(found) >= count else []

    def against(self) -> Observation | None:
        """The level of this sentence that is measured against another: …达21亿元,较上年的19亿元增长8%."""
        said = (o for o in reversed(self.done[-12:]) if o.sentence == self.sentence and not o.compared)
        return next((o for o in said if o.measure in ("level", "share")), None)

    def previous(self, phrase: Phrase, measure: str) -> Observation | None:
        """The number that a bare one goes on with.

        A growth, change, share or rank goes on with the number before in its sentence, else with the last level; a
        level with the number that it ends (由x到y), with a growth that has its own subject (增长x%,达到y), else with
        the last level of its kind nearby.
        """
        last, here = self.last, self.here
        if last is None or phrase.joined:
            return last
        if here and phrase.clause.start <= here.quantity.start:
            return here
        done = [o for o in self.done[-12:] if not o.compared]
        recent = [o for o in done[-10:] if o.sentence.start >= self.paragraph] or done[-1:]
        levels = [o for o in recent if o.measure == "level"]
        if measure == "level" and phrase.quantity.kind not in ("multiple", "percent"):
            if here and here.measure == "growth" and not here.subject.inherited:
                return here
            if here and here.quantity.kind == "households" and phrase.quantity.kind == "people":
                return here  # 监测对象427户,1718人
            same = [o for o in levels if o.quantity.kind == phrase.quantity.kind]
            if same and (same[-1].quantity.start >= self.group or not here or here.quantity.start < self.group):
                return same[-1]
            if here and here.quantity.start >= self.group:
                return here  # 安防设施83条402公里,2413万元
        elif here and (phrase.nested or not here.nested):
            return here
        if here and not levels:
            return here
        flat = [o for o in levels if phrase.nested or not o.nested] or levels
        return flat[-1] if flat else recent[-1]

    def whole(self, *, parts: bool = False) -> Observation | None:
        """The last level of the paragraph that is no part of another (nor nested): what 其中 breaks down."""
        for o in reversed(self.done[-30:]):
            if o.sentence.start < self.paragraph:
                return None
            if o.measure == "level" and (parts or not o.part) and not o.nested and not o.compared:
                return o
        return None
