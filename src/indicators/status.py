"""Status: target or result, what a change is measured against, and the denominator that stands before a number."""

import re

from indicators import cues
from indicators.observations import Observation
from indicators.outline import Section
from indicators.phrases import Phrase
from indicators.text import Lines, Span
from indicators.wording import Wording

_DENOMINATOR = (
    "人|户|亩|村|县|年|月|天|日|吨|公顷|头|只|口|艘|名|个|平方米|立方米|班|车|套|公里|万人|千人|百户|百人|百公里"
)
_PER = re.compile(rf"(?:每(?:{_DENOMINATOR})(?:均|每)?){{1,3}}[^,;。0-9]{{0,12}}$")
_AVERAGE = re.compile(r"年均|年平均|平均每年|每年平均|[年间]平均")
_PLANNED = re.compile(
    r"\s*(?:大力|积极|加快|加大|着力|努力|继续|进一步|全面|深入|切实|扎实|坚持|重点|稳步|推进|推动|实施|加强|强化|促进|完善|支持|鼓励)"
)
_UNTIL = re.compile(r"(?:^|[,;:\s])到(?:19|20)[0-9]{2}年")
_FROM = re.compile(r"(?:由|从)(?:原来?的?|现在的?|眼下的?|如今的?|目前的?|现有的?|现状的?|上年底?的?|去年底?的?)?$")
_DONE = re.compile("已|完成|实际|提前|达到年度")
_SHORT_OF = re.compile(r"(?:离|距离?)[^,;。0-9]{0,8}$")
_OF_TASK = re.compile(r"\s?(?:年度)?(?:任务|计划|目标)(?:任务)?数?的\s?[0-9]")
# …增长8%以上,这两个目标不能松
_THESE = re.compile(
    r"[,;](?:这|上述|以上)(?:[一两三四五六几]|些)?[个项]?(?:预期|主要|硬)?(?:目标|任务|指标)"
    r"(?!数|[^,;。]{0,4}(?:已|均|都|全部|提前|超额|圆满|顺利|如期)?(?:完成|实现|达成|达到))"
)
_TASK_BRACKET = re.compile(r"(?:任务|目标|计划|指标)数?$")
_YET = re.compile("[,;](?:但|不过|然而|而(?![且后]))")
_MORE = re.compile(r"[^,;。0-9]{0,12}(?:再|继续|同时|并)(?!次|度)")
_LAST = 40  # characters, which no cue right before a number exceeds
_ASIDE = re.compile(r"\([^()]*\)")


def _blank(m: re.Match[str]) -> str:
    return " " * len(m.group())


class _Last:
    """The last match of a pattern in the part of a line that has been read: no sentence of it is read twice."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._pattern, self._text = pattern, text
        self._line, self._read, self._found = -1, 0, Span(-1, -1)

    def before(self, line: int, sentence: int) -> Span:
        """Return the last match from the start of a line to that of a sentence, (-1, -1) for none."""
        if line != self._line or sentence < self._read:
            self._line, self._read, self._found = line, line, Span(-1, -1)
        for m in self._pattern.finditer(self._text, self._read, sentence):
            self._found = Span(*m.span())
        self._read = sentence
        return self._found


class Status:
    """Tells how sure the numbers of one document are and what they are measured against."""

    def __init__(self, wording: Wording, year: int | None, results: int | None = None) -> None:
        self.wording = wording
        self.text = wording.text
        self.year = year
        self.results = results  # the year of the results, where it is not the report's own
        self._lines = Lines(self.text)
        self._colon = -1  # the first one of the line that is read, or behind it
        known = cues.context()
        self._lists, self._list_ends = _Last(known.target_list, self.text), _Last(known.list_ends, self.text)
        self._plans, self._results = _Last(known.target, self.text), _Last(known.actual, self.text)
        self._aims: set[int] = set()  # the years that the text has called ones of goals

    def set(self, o: Observation, phrase: Phrase, path: list[Section]) -> None:
        """Set an observation's status by the cues before it, its period against the document's year, its heading."""
        known = cues.context()
        # What a bracket says by the way (全年预计可达9万张) reaches no farther.
        said = self.text[o.sentence.start : phrase.quantity.outer_start]
        if "(" in said:
            said = _ASIDE.sub(_blank, said)
        before = said[said.rfind(";") + 1 :]
        last = before[-_LAST:]
        plan = next((s.plan for s in reversed(path) if s.plan is not None), None)
        cues_before = list(known.target.finditer(before))
        while cues_before and cues_before[-1].group() == "预计" and _YET.search(before, cues_before[-1].end()):
            cues_before.pop()  # 预计亩产850公斤,但收购价46元
        target = cues_before[-1].end() if cues_before else -1
        actual = max((m.end() for m in known.actual.finditer(before)), default=-1)
        aims = self._aims if self.year is None and _UNTIL.search(before) else ()
        past = o.year is not None and self.year is not None and o.year < self.year
        asked = known.target_exceeded.search(last) and known.target_after.match(self.text, phrase.quantity.outer_end)
        far = phrase.quantity.kind == "percent" or _SHORT_OF.search(last)
        itself = far and known.target_itself.match(self.text, phrase.quantity.outer_end)
        task = o.measure in ("level", "share") and self._task(phrase)
        if _FROM.search(last):
            o.status, o.origins["status"] = "actual", "clause"  # 由43%提高到50%: the first holds already
        elif asked or itself or task or (known.target_noun.search(last) and o.measure in ("level", "share")):
            o.status, o.origins["status"] = "target", "clause"
        elif target > actual:
            estimate = cues_before[-1].group().startswith("预计")
            o.status, o.origins["status"] = "target", "estimate" if estimate else "sentence"
        elif actual < 0 and not past and _THESE.search(self.text, phrase.quantity.outer_end, o.sentence.end):
            o.status, o.origins["status"] = "target", "sentence"
        elif actual < 0 and not past and known.target_due.match(self.text, phrase.quantity.outer_end):
            o.status, o.origins["status"] = "target", "clause"  # 其余3座年内全部完工
        elif target < 0 and actual < 0 and not past and (self._again(said) or self._still_ahead(o, said)):
            o.status, o.origins["status"] = "target", "sentence"
        elif self._listed(o, phrase) or (actual < 0 and not past and self._goes_on(o)):
            o.status, o.origins["status"] = "target", "paragraph"
        elif o.year and self.year and o.year > self.year and not _DONE.search(before):
            o.status, o.origins["status"] = "target", "period"  # 目前…不到三成,要求明年底扩大到80%
        elif actual >= 0:
            o.status, o.origins["status"] = "actual", "sentence"
        elif (o.year and self.year and o.year > self.year) or o.year in aims:
            o.status, o.origins["status"] = "target", "period"
        elif (plan or (plan is None and self.wording.outline.plan)) and not past:
            o.status, o.origins["status"] = "target", "heading"
        else:
            o.status, o.origins["status"] = "actual", "document"
        aimed = o.status == "target" and o.origins["status"] in ("clause", "sentence", "paragraph")
        if aimed and o.year and _UNTIL.search(before):
            self._aims.add(o.year)

    def _task(self, phrase: Phrase) -> bool:
        """Say whether a number is the task that a share is of: 占全年85个任务的71.8%, 为县下达任务(8000万元)的77%."""
        if _OF_TASK.match(self.text, phrase.quantity.outer_end):
            return True
        start = max(phrase.clause.start - 40, 0)
        at = self.text.rfind("(", start, phrase.quantity.start)
        closed = self.text.rfind(")", start, phrase.quantity.start) > at
        return at >= 0 and not closed and bool(_TASK_BRACKET.search(self.text, max(0, at - 8), at))

    def _again(self, said: str) -> bool:
        """Say whether what stands between semicolons adds to the goals before it: 目标是4万人;新农保再增加5个县."""
        known = cues.context()
        before, _, group = said.rpartition(";")
        if not before or not _MORE.match(group):
            return False
        aims = [m.end() for m in known.target.finditer(before)]
        return bool(aims) and not known.actual.search(before, aims[-1])

    def _still_ahead(self, o: Observation, said: str) -> bool:
        """Say whether a sentence on the year that has only begun goes on with its goals: 2008年…力争12%;…存栏9万头."""
        if self.results is None or self.results == self.year or o.year != self.year:
            return False
        if o.origins.get("period") not in ("sentence", "paragraph", "floating"):
            return False
        known = cues.context()
        aims = [m.end() for m in known.target.finditer(said)]
        return bool(aims) and not known.actual.search(said, aims[-1])

    def _listed(self, o: Observation, phrase: Phrase) -> bool:
        """Say whether a number stands in a list of targets that its paragraph opened: 计划目标为:…."""
        sentence, at = o.sentence.start, phrase.quantity.start
        line = self._lines.start(sentence)
        if self._colon < line:
            colon = self.text.find(":", line)
            self._colon = colon if colon >= 0 else len(self.text)
        if self._colon >= at:  # what opens a list ends with one
            return False
        known = cues.context()
        opened = self._lists.before(line, sentence).end
        opened = max([opened, *(m.end() for m in known.target_list.finditer(self.text, sentence, at))])
        if opened < 0 or self._list_ends.before(line, sentence).start >= opened:
            return False
        return not known.list_ends.search(self.text, max(opened, sentence), at)

    def _goes_on(self, o: Observation) -> bool:
        """Say whether a sentence without a subject goes on with the plans of its paragraph: 将深入…。大力发展…."""
        sentence = o.sentence.start
        if not _PLANNED.match(self.text, sentence):
            return False
        line = self._lines.start(sentence)
        plan = self._plans.before(line, sentence).end
        if plan < 0 or self._results.before(line, sentence).start >= plan:
            return False
        return not cues.context().actual.search(self.text, sentence, o.sentence.end)

    def base(self, o: Observation, phrase: Phrase) -> str | None:
        """Return what a growth or change is measured against: yoy, pop, a period's code, or None."""
        if o.measure not in ("growth", "change"):
            return None
        known = cues.context()
        words = self.text[phrase.clause.start : phrase.quantity.start]
        periods = self.wording.periods(phrase.clause.start, phrase.quantity.start)
        named = [p for p in periods if p.role in ("base", "from") and p.code]
        if _AVERAGE.search(words) and o.period and "/" in o.period:
            return str(int(o.period[:4]) - 1)  # 2016-2020年年均增长7%: measured from 2015
        if known.start.search(words) and o.year:
            return f"{o.year - 1}-12-31"
        if known.yoy.search(words):
            return "yoy"
        if known.pop.search(words):
            return "pop"
        return named[-1].code if named else None

    def per(self, phrase: Phrase) -> str | None:
        """Return the denominator said before a number: 每人每年1万元 → 人·年."""
        words = self.text[phrase.left.start : phrase.quantity.outer_start]
        m = _PER.search(words) if "每" in words else None
        return "·".join(re.findall(rf"每({_DENOMINATOR})", m.group())) if m else None
