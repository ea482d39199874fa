"""Outline: the headings of a report and what they say of the numbers below them: topic, year, plan or result."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from indicators import cues
from indicators.documents import Document
from indicators.periods import Period
from indicators.periods import find as find_periods
from indicators.text import Span, sentences

_CN = "[一二三四五六七八九十]{1,3}"
# The markers of GB/T 9704: 第一章 · 一、 · (一) · 1. · (1) · 一是. Which stands over which, a report's own order tells.
_MARKERS = [
    (0, re.compile(r"第[一二三四五六七八九十百]+[章编部篇]\s*")),
    (1, re.compile(rf"第{_CN}节\s*|{_CN}、|{_CN}[.．]")),
    (2, re.compile(rf"\(?{_CN}\)、?|[一二三四五六七八九十]{{1,2}} +(?=[一-龥]{{4}})")),  # 一 以…: the brackets are lost
    (3, re.compile(r"[0-9]{1,2}[.、](?![0-9])|[0-9]{2}(?=[一-龥]{4,12}$)")),
    (4, re.compile(r"\(?[0-9]{1,2}\)、?|[0-9]{1,2}(?=[一-龥]{4,20}[。:])|[①-⑳]")),
    (5, re.compile(rf"{_CN}(?:是|要)")),
]
POINT = 5
_LEAF = 6  # a line without a marker
_TURN = 8  # a sentence that turns to plans without a heading
_SENTENCE = 7  # the opening sentence of a paragraph
_MAX_HEADING = 45
_RUN_ON = 300  # characters: a line so long holds headings that once stood on lines of their own
_ITEM = re.compile(r";$|[,;][^,;]*[0-9]")
_DATE_LINE = re.compile(
    r"[((]?(?:(?:19|20)[0-9]{2}|[一二][零〇○Oo0-9一二三四五六七八九]{3})年"
    r"[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?[))]?"
)
_SPAN = re.compile(r"[((](?:19|20)[0-9]{2}年?[-~至—][^()]{0,8}[))]")  # a line of a plan's title: (2022—2025年)
_MAIN_WORK = re.compile("年(?:的)?主要工作$")
_TITLE_END = re.compile(r"[((](?:摘要|节选|摘登|摘录|全文|讨论稿|草案|送审稿)[))]$")
_ADDRESS = re.compile(r"各位|同志们|代表们|县长|市长|省长|局长|主任|书记|记者|编辑|单位[::]")
_PLACE = re.compile("[一-龥]{2,7}[省市州县区旗乡镇]")  # of a text that goes from place to place
_BULLET = re.compile(r"[\s??•·■●▲★◆>#*-]*")
_VERBS = re.compile(
    r"^(?:(?:全力以赴|全力|着力|大力|持续|扎实|积极|稳步|有序|坚持|坚决|深入|切实|进一步|不断|努力|加快|全面|统筹|创新|有效|严格|强力|聚力|精准)*"
    r"(?:抓好|推进|推动|促进|实施|开展|加强|强化|落实|做好|做优|做强|完善|健全|巩固|深化|提升|优化|加大|加快|组织|支持|构建|推行|发展|培育|改善|保障|克服|打好|守住|筑牢|狠抓|突出|抓|稳定)?)"
)


_TITLED = re.compile(r"(?:方案|规划|办法|意见|通知|报告)\(?$")  # the title over the text of what is issued
_TOPIC_ENDS = re.compile("[,;。、0-9]")
_CUT_OFF = re.compile("[“‘《(][^”’》)]*$")  # “应纳尽纳 of “应纳尽纳、应帮尽帮”
_EFFORT = re.compile(r"^对|(?:工作)?力度$|工作$")


@lru_cache(maxsize=4096)
def _topic(heading: str) -> str:
    short = _VERBS.sub("", heading.rstrip("。:;,"))
    short = _EFFORT.sub("", _TOPIC_ENDS.split(short)[0])
    return "" if len(short) < 2 or _TITLED.search(short) or _CUT_OFF.search(short) else short


@dataclass(slots=True)
class Section:
    """The stretch of a text under a heading: its level, the heading without its marker, and its reach."""

    start: int
    end: int
    level: int
    heading: str
    heading_end: int
    plan: bool | None = None
    year: int | None = None
    period: Period | None = None
    item: bool = False  # a point of a list, whose period and region are its own: 2.建成高标准农田38万亩;

    @property
    def topic(self) -> str:
        """What the section is about: the heading without its opening verbs (全力抓好搬迁扶持 → 搬迁扶持)."""
        return _topic(self.heading)

    @property
    def is_line(self) -> bool:
        """Whether the heading is a line of its own without a marker."""
        return self.level == _LEAF


class Outline:
    """The sections of a document, innermost last for any offset.

    `plan` where the document as a whole lays down what is to be done; `of_plan` where its title names a plan, which
    may begin with what it builds on.
    """

    def __init__(self, sections: list[Section], *, plan: bool = False, of_plan: bool = False) -> None:
        self.sections = sections
        self.plan = plan
        self.of_plan = of_plan or plan
        self._starts = [s.start for s in sections]

    def path(self, offset: int) -> list[Section]:
        """Return the sections that hold the offset, outermost first."""
        i = bisect_right(self._starts, offset)
        return [s for s in self.sections[max(0, i - 200) : i] if offset < s.end]


def _heading(text: str, line: Span, first: Span) -> tuple[int, str, bool] | None:
    """Return kind of marker, wording, and whether an item goes before, where a line (or its opening) is a heading."""
    start = line.start + len(_BULLET.match(text[line.start : line.end]).group())  # type: ignore[union-attr]
    head = text[start : max(first.end, start)].strip()
    whole = text[start : line.end].strip() == head
    for level, marker in _MARKERS:
        m = marker.match(head)
        if m:
            words = head[m.end() :].strip()
            later = "".join(re.findall("[一二三四五六七八九十0-9①-⑳]", m.group())) not in ("一", "1", "01", "①")
            fits = 1 < len(words) <= _MAX_HEADING or (whole and len(words) <= 60)
            return (level, words, later) if fits else None
    if head.endswith((":", "会议上", "大会上")) or _ADDRESS.search(head) or _DATE_LINE.fullmatch(head):
        return None
    if whole and 1 < len(head) <= 30 and not re.search(r"[。;,]|[0-9.]{2,}(?![0-9.年-])", head) and "\t" not in head:
        return _LEAF, head, False
    if not whole and 3 < len(head) <= 18 and head.endswith("。") and not re.search(r"[0-9,;:]", head):
        return _LEAF, head, False
    return None


def _run_on(text: str, span: Span) -> Section | None:
    """Return the section that a sentence opens in a text whose lines were run together: …。二、重点工作。…."""
    sentence = text[span.start : span.end].strip()
    for level, marker in _MARKERS[:POINT]:
        if (m := marker.match(sentence)) and 2 <= len(sentence) - m.end() <= 20 and not re.search("[,;:]", sentence):
            return Section(span.start, len(text), level, sentence[m.end() :], span.end)
    return None


def outline(document: Document) -> Outline:
    """Find the headings of a document and give each section its reach, plan or result, and year."""
    text = document.text
    known = cues.outline()
    in_plan = bool(known.plan_title.search(document.title)) and not known.result.search(document.title)
    sections: list[Section] = []
    open_: list[Section] = []
    lines = [Span(*m.span()) for m in re.finditer(r"[^\n\r]+", text) if m.group().replace("?", "").strip()]
    for line in lines:
        if document.skipped(line.start):
            continue
        shown = document.source[line.start : line.end].strip(" ?　\xa0")
        named = _TITLE_END.sub("", shown), shown
        if {document.title, document.publisher} & {*named} and not (sections and _PLACE.fullmatch(shown)):
            continue
        heads = sentences(text[line.start : line.end])
        if not heads:
            continue
        spans = [Span(line.start + s.start, line.start + s.end) for s in heads]
        found = _heading(text, line, spans[0])
        if open_ and open_[-1].level == _SENTENCE:
            _close(open_, _SENTENCE, line.start)
        if open_ and open_[-1].level == POINT and not (found and found[0] == POINT):
            _close(open_, POINT, line.start)
        if found:
            if found[2] and all(s.level != found[0] for s in open_):  # 三、 in a text cut from a longer one
                below = next((s.level for s in open_ if found[0] < s.level < POINT), None)
                if below is not None:
                    _close(open_, below, line.start)
            level = _SENTENCE if found[0] == _LEAF and len(spans) > 1 else found[0]
            _open(sections, open_, Section(line.start, len(text), level, found[1], spans[0].end))
        elif known.opens_plan.search(text, line.start, line.end):
            goals = re.search("预期目标", text[line.start : line.end]) and not re.search(
                "(?:上述|以上|这些)目标|以下", text[line.start : line.end]
            )
            _open(sections, open_, Section(line.start, len(text), _TURN, "", line.start, plan=True))
            if goals:  # the goals are listed in this paragraph; what follows is another matter
                _close(open_, _TURN, line.end)
        elif review := known.reviews.search(text, line.start, line.end):
            period = find_periods(text[review.end() - 5 : review.end()])[0]
            reviewed = Section(line.start, line.end, _TURN, "", line.start, False, period.year, period)
            _open(sections, open_, reviewed)
            _close(open_, _TURN, line.end)
        for span in spans[1:]:
            if m := _MARKERS[POINT][1].match(text[span.start : span.end]):
                words = text[span.start + m.end() : span.end][:60]
                _open(sections, open_, Section(span.start, len(text), POINT, words, span.end))
            elif line.end - line.start > _RUN_ON and (inside := _run_on(text, span)):
                _open(sections, open_, inside)
    for s in sections:
        _read(s, known, in_plan, document)
    return Outline(sections, plan=bool(known.plan_whole.search(document.title)), of_plan=in_plan)


def _close(open_: list[Section], level: int, at: int) -> None:
    """Close the open sections down to the one with this marker, if there is one."""
    above = open_
    if level >= POINT:  # a line without a marker ends no numbered section
        numbered = [i for i, s in enumerate(open_) if s.level < POINT]
        above = open_[numbered[-1] + 1 :] if numbered else open_
    if any(s.level == level for s in above):
        while open_:
            section = open_.pop()
            section.end = at
            if section.level == level:
                return


def _open(sections: list[Section], open_: list[Section], section: Section) -> None:
    # A marker that is open already begins its next section; a new one opens a section inside (1、 over (一) as well).
    _close(open_, section.level, section.start)
    sections.append(section)
    open_.append(section)


def _read(section: Section, known: cues.OutlineCues, in_plan: bool, document: Document) -> None:
    head = section.heading
    section.item = bool(_ITEM.search(head))
    if section.level == _TURN or (section.level >= POINT and section.level != _LEAF):
        return  # 三是…如期完成主要目标任务 speaks of its own matter
    periods = [p for p in find_periods(head) if p.role == "at" and p.year and not section.item]
    # 2026年重点工作 in the work report of 2026, which is given at the year's beginning, as is the budget
    early = "工作报告" in document.title or document.result_year is not None
    ahead = early and any(p.year == document.year for p in periods)
    plan = bool(known.plan.search(head)) or ((in_plan or ahead) and bool(known.plan_in_plan.search(head)))
    result = bool(known.result.search(head) or known.basis.search(head)) or head.endswith("情况")
    if ahead and _MAIN_WORK.search(head):  # 二、2013年主要工作 of a report that is given in January 2013
        plan, result = True, False
    # A heading that speaks of both (发展成就和主要目标任务) decides neither; 问题及2017年目标 begins before 2017.
    both = plan and result and len(periods) == 1
    section.plan = plan if plan != result else None
    if periods and not _SPAN.search(head) and not both:
        section.period = periods[0]
        section.year = periods[0].year
