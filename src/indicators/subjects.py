"""Subjects: what a number measures, in the words of the text, and the title an analyst would give it.

The title is the clause without its numbers: 投入4.9亿元支持68个搬迁项目 gives 投入支持搬迁项目. What a clause
leaves out it inherits: from the number before (同比增长13%), from the whole (其中), from a list (分别), or from its
heading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indicators import cues, terms
from indicators.text import Span

NAME = 30  # characters of a metric's name, DATA.md
WORDS = 40  # characters of the subject column
_COMPARED = re.compile(
    r"(?:(?<![之入差师贷])(?<![级性类]别)(?<!补偿(?=比$))(?<!产销(?=比$))(?<!负债(?=比$))比|较)(?!例|重|如|赛|较|对|拼|大(?!丰|灾|旱|涝|疫)|高|快|好|强|小|低|为|多|少)[^,;。]{0,16}?(?:相比)?"
    r"(?=(?:净|再|又|分别|略|共|各|均|平均|实际|名义)*(?:增|减|多|少|高|低|提|上升|上涨|下|回|扩|缩|降|翻|涨|持平)|$)"
    r"|^的?(?:平均)?水平相比|(?:与|同|跟|和)[^,;。]{1,18}(?:相比|持平)|同比|[周旬月季]?环比|(?:比|较)(?:上年同期|上年末?|去年|年初)"
)
_EARLIER = re.compile(
    r"[由从](?:最[高低多少]时|高峰时?期?|峰值|最初|眼下|如今|目前|现在|上年|去年|年初|上月|上季度?|上半年|[一二三前]季度)(?:同期|末|底)?的?$"
)
_BASE_YEAR = re.compile(
    r"(?:约?[是为]|相当于|达到)?(?:[12][0-9]{3}年(?:度|底|末)?|[“‘\"']?[七八九十][一二三四五]{0,2}五?[”’\"']?(?:时期|期间|末))的?$"
)
_RECKONED = re.compile(
    r"(?:按|(?<!规模)(?<!限额)以(?![上下内]))[^,;。]{2,20}(?:计算|折算|测算|换算|口径)|(?:扣除|剔除)[^,;。]{1,16}?(?:因素(?:影响)?(?:后|外)?|后|外)"
    r"|\((?:以)?[一-龥]{1,12}(?:为|=) ?1\)|由[^,;。0-9]{0,8}(?:[负正]增长|下降|上升)(?=转为)"
    r"|(?:^受|(?<=[一-龥])因)[^,;。]{2,16}?(?:影响|拖累|冲击|之后)"
)
_DENOMINATOR = re.compile(
    r"(?:每(?:[人户生亩村县镇班床年月天日吨秒台口艘头只]|名|公里|平方米|小时|分钟|公顷)){1,3}(?:平均|均|各)?(?:为|是|达)?$"
)
_LASTING = re.compile(
    r"(?<![一二三四五六七八九〇零○0-9])(?:这|过去的?|近)?[0-9一二两三四五六七八九十]{1,3} ?个?年(?:来|间|里|内)?"
    r"(?:年均|平均|累计)*$"
    r"|(?:[是为]|相当于)?上一?个?五年(?:的|总和)*$"
)
_ON_AVERAGE = re.compile(r"(?:近|过去)?[一二两三四五六七八九十0-9]{1,2}年(?:来|间)?(?=平均|年均)")
_OF_GROUP = re.compile(
    r"(?P<metric>[一-龥]{2,14}(?:标准|收入|支出|价格|水平))(?:分别)?(?:为|是)(?P<group>城市|城镇|农村|乡村)"
)
_OBJECT = re.compile(
    r"(?:高于|低于|高出|超过|超出|多于|少于|快于|慢于|领先于?|落后于?|好于|(?<!或)优于|离|距离?|达不到|未达到?|没有?达到|赶不上)[^,;。]{0,20}$"
)
# What is no part of a metric's words, in this order; a pattern is tried where one of its characters stands.
_TAKEN_OUT = [
    (frozenset("按以扣剔(由受因"), _RECKONED),
    (frozenset("年"), _LASTING),
    (frozenset("每"), _DENOMINATOR),
    (frozenset("由从"), _EARLIER),
    (frozenset("年期末"), _BASE_YEAR),
    (frozenset("比较持"), _COMPARED),
    (frozenset("于出过先后离距达赶"), _OBJECT),
    (frozenset("年"), _ON_AVERAGE),
]
_EDGE = " \t\r\n?？·•,;:。、“”\"'‘’《》()[]-~/|*#_=.%!…"
_ITEM = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}(?:是|要|、(?!第?[一二三四五六])|方面)|\(?[一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[.、])"
)
_STANDING = re.compile(r"的|大关|关口|台阶|线|门槛|居首|为?最[多高大少低]|(?:位?居|名?列|排名?第?)[^,;。]{0,8}")
_COMPARATIVE = re.compile(
    r"(?:提|扩|压|缩|涨|跌|升|降|减|增|调|变|演变|转变|优化)[到至为成]|(?:分别|净|又|再|共)*(?:增加|减少|提高|下降|上升|增长|降低|增至|降至|调整|提升|回落|扩大|缩小)(?:了|到|至|为|$)|相比|以内|之间"
)
_TRAILING = re.compile(
    r"(?:占[^,;。、]*的|分别|同比|比上年|较上年|以上|左右|以内|为|达到|(?<!下)达|占|是|其中|和|与|及|由|从|的|全部|现|共有|有|将|已|约|每)+$"
)
_AFTER = re.compile(r"(?:分别|同比|比上年|较上年|以上|左右|以内|为|达到|(?<!下)达|占|是|其中|和|(?<!参)与|及)+$")
_EMPTY_BRACKETS = re.compile(r"\([^一-龥A-Za-z]*\)")
# What a bracket notes of how a number was got is no part of its name: (2015年可比价,下同), (快报数).
_NOTES = re.compile(
    r"\([^()]*(?:下同|[不]?含|口径|[现市]价|可比价|不变价|价格|快报|初步|数\)|计算|测算|折算|核算|调查|统计|合计|以上|为100|=|,)[^()]*\)|\([^()]*数\)"
)
_HAS = re.compile(
    r"(?<=[一-龥]{2})(?:共有|现有|拥有|设有|(?<![国公私民所享自占])有(?!机|色|效|线|限|关|偿|害|轨|组织|意|序|源|权))(?=[一-龥]{3})"
)
_CONJ = ("、|和|与|及|以及", "、", "和|与|及|以及")
_INDUSTRIES = re.compile(r"(?:三次|三大|一二三次?|一、二、三次?|第一、第?二、第?三次?)产业|三产")
_PROPORTION = re.compile(r"(?:的|结构|构成|之|比例?|关系)+")
_TWO_WAYS = re.compile(r"(?P<first>存)[、和]?(?P<second>贷)(?=款)|(?P<in>进)、?(?P<out>出)(?=口)")
_LIST = re.compile("[、和与及]")
KINDS = r"(?:[两二三四五六七八九十]|[0-9]{1,2})(?:项|大类|大|类|种|个)"
_KINDS = re.compile(rf"(?P<kinds>[^、]+(?:[、和与及][^、和与及]+)+?)等?{KINDS}(?P<noun>[一-龥]{{2,12}})")
_RESIDENTS = re.compile(r"(?:城镇|农村|城市)(?:常住)?居民(?=.)")
_PEOPLE = re.compile("居民|农民|城镇|农村|人口")
_OF_EACH = re.compile(r"(?P<head>[一-龥]{2,}?(?:比例|标准|价格))(?P<first>[一-龥]{2,4})")
_RATE = re.compile(r"(?<=[一-龥])[一-龥]{2,3}率$")  # 县、乡、村道优良路率
_BARE_HEAD = re.compile(
    "(?:总)?(?:人数|人次|户数|金额|数量|面积|产量|产值|件数|数额|规模|总量|总额|重量)$"
)  # 涉及人数、金额
_MORE = re.compile(r"^[余多个]+(?=[一-龥]|$)")
_ORDINAL = re.compile(r"第?([一二三四五六])")


@dataclass(slots=True)
class Subject:
    """What one number measures.

    name: at most 30 characters; words: the text's words, at most 40; left and right: the words before and after
    the number that rules are tried on; inherited: nothing of it stands in the number's own clause.
    """

    name: str
    words: str
    left: str
    right: str
    inherited: bool = False
    held: bool = False  # a bare head with the holder that it takes from the number before
    borrowed: bool = False  # its words fit anywhere: part of them comes from the sentence or the heading


@lru_cache(maxsize=4096)
def clean(words: str) -> str:
    """Strip from a phrase what is no part of a metric's name: list marks, adverbs, conjunctions, linking verbs.

    >>> clean("其中,累计发放小额贷款达到")
    '发放小额贷款'
    """
    known = cues.subject()
    before = None
    if "(" in words:
        words = _NOTES.sub("", _EMPTY_BRACKETS.sub("", words))
    while before != words:
        before = words
        words = _ITEM.sub("", words.strip(_EDGE))
        words = known.lead.sub("", words, count=1) if known.lead.match(words) else words
        words = known.tail.sub("", words.strip(_EDGE))
    return words


_PAIRS = {"”": "“", ")": "(", "]": "[", "》": "《"}
_PAIRED = frozenset(_PAIRS) | frozenset(_PAIRS.values())


def balance(words: str) -> str:
    """Take out quotation marks and brackets that have lost their other half.

    >>> balance("开展“防贫保")
    '开展防贫保'
    """
    if _PAIRED.isdisjoint(words):
        return words
    opened: list[int] = []
    lost: set[int] = set()
    for i, c in enumerate(words):
        if c in _PAIRS.values():
            opened.append(i)
        elif c in _PAIRS:
            if opened and words[opened[-1]] == _PAIRS[c]:
                opened.pop()
            else:
                lost.add(i)
    lost.update(opened)
    return "".join(c for i, c in enumerate(words) if i not in lost) if lost else words


@lru_cache(maxsize=4096)
def clean_right(words: str) -> str:
    """Strip the words after a number: only what leads them (的) and what trails."""
    words = _MORE.sub("", words.strip(_EDGE))
    if _COMPARATIVE.match(words) or _STANDING.fullmatch(words):
        return ""
    return _AFTER.sub("", words).strip(_EDGE)


def without(text: str, span: Span, dropped: Sequence[Span], stop: int | None = None) -> str:
    """Return text[span] without the dropped spans (periods, regions)."""
    parts, at = [], span.start
    end = span.end if stop is None else stop
    for d in dropped:
        if d.start >= at and d.end <= end:
            parts.append(text[at : d.start])
            at = d.end
    parts.append(text[at:end])
    return "".join(parts)


@lru_cache(maxsize=4096)
def own(left: str) -> str:
    """Return the metric's words of those before a number: comparisons and comparatives taken out.

    >>> own("低保标准为城市每人每月")
    '城市低保标准'
    """
    for signs, pattern in _TAKEN_OUT:
        if not signs.isdisjoint(left):
            left = pattern.sub("", left)
    words = balance(clean(left))
    if m := _OF_GROUP.fullmatch(words):
        words = m["group"] + m["metric"]
    return _HAS.sub("", words) if len(words) > 5 else words


def of_group(words: str) -> tuple[str, str]:
    """Part words between two counts at what the first have: 脱贫县共有龙头企业 → 脱贫县, 龙头企业."""
    m = _HAS.search(words)
    return (words[: m.start()], words[m.end() :]) if m else (words, words)


def related(name: str, subject: Subject, relation: str) -> Subject:
    """Return the subject of a number that goes on with a metric: its name and words, and what relates it to a whole."""
    own = "" if relation in name else relation
    return Subject(
        merge(name, own, NAME) if own else name,
        merge(subject.words, own, WORDS) if own else subject.words,
        subject.left,
        subject.right,
        True,
    )


def before_verb(words: str) -> str:
    """Return the noun that words after a number begin with: 嘎查村设立垃圾投放点 → 嘎查村."""
    m = cues.subject().verbs.search(words, 2)
    return clean(words[: m.start()]) if m else words


def compose(left: str, right: str, kind: str, measure: str) -> Subject:
    """Make the subject of a number from its own words before and after it."""
    if right and (
        terms.counted(kind)
        or (measure == "share" and not left.endswith("率"))
        or not left
        or measure == "change"
        or right.startswith("的")
        or terms.ends_in_verb(left)
        or terms.is_generic(left)
        or terms.is_relational(left)
    ):
        right = right.removeprefix("的")
        return Subject(_fit(left, right, NAME), _fit(left, right, WORDS), left, right)
    return Subject(cut(left, NAME), _fit(left, right, WORDS), left, right)


def _fit(left: str, right: str, limit: int) -> str:
    """Join the words around a number; what follows it names what is counted and goes first where room is short."""
    right = "".join(right.split())
    if len(left) + len(right) > limit:
        right = re.split("(?<=.{6})、", right)[0][: max(limit - len(left), limit // 2)]
    return balance(cut(left, limit - len(right)) + right)


def cut(words: str, limit: int) -> str:
    """Shorten a phrase to the limit from its front, at a 、 or 的 where there is one: what is measured stands last."""
    words = "".join(words.split())
    if len(words) <= limit:
        return words
    parts = re.split("(?<=[、的])", words)
    while len(parts) > 1 and len("".join(parts[1:])) >= limit // 2 and len("".join(parts)) > limit:
        parts = parts[1:]
    return balance("".join(parts)[-limit:]) if limit > 0 else ""


def merge(outer: str, inner: str, limit: int) -> str:
    """Put the words of a whole before those of its part, without saying anything twice; the part stays whole."""
    if not outer or outer in inner:
        return inner[:limit]
    if inner in outer:
        return outer[-limit:]
    room = limit - len(inner)
    return (outer[:room] if room >= 2 else "") + inner[:limit]


def add_topic(subject: Subject, topic: str) -> None:
    """Add to the words of a short subject what its section is about (山葡萄酒产业: 省级著名商标)."""
    if topic and len(topic) <= 12 and len(subject.words) <= 8 and not subject.inherited:
        subject.words = merge(topic, subject.words, WORDS)


def _each(kinds: list[str], noun: str) -> list[str]:
    """Name each of several kinds by the noun that counts them: 养老、医疗三项保险参保人数; 指标 names nothing."""
    if not noun.startswith("指标"):
        return [kind + noun for kind in kinds]
    named = [*kinds[1:], ""]
    return [k if is_measure(k) or not is_measure(n) else k + n[len(k) :] for k, n in zip(kinds, named, strict=True)]


def is_measure(words: str) -> bool:
    """Say whether words end as what is measured does: 采伐量, 增加值."""
    return bool(cues.subject().heads.search(words)) or words.endswith(("量", "额", "数", "率"))


def distribute(left: str, count: int) -> list[str] | None:
    """Share out the items that stand before 分别 to `count` numbers, each with the head that they share.

    >>> distribute("农村低保和特困人员供养标准", 2)
    ['农村低保标准', '特困人员供养标准']
    """
    if count == 2 and "城乡" in left:
        return [left.replace("城乡", "城镇"), left.replace("城乡", "农村")]
    if count == 3 and (m := _INDUSTRIES.search(left)):
        rest = "比重" if _PROPORTION.fullmatch(left, m.end()) else left[m.end() :]
        return [f"{left[: m.start()]}第{n}产业{rest}" for n in "一二三"]
    if count == 2 and (m := _TWO_WAYS.search(left)):
        ways = (m["first"] or m["in"], m["second"] or m["out"])
        return [left[: m.start()] + way + left[m.end() :] for way in ways]  # 存、贷款余额
    if (m := _KINDS.fullmatch(left)) and len(kinds := _LIST.split(m["kinds"])) == count:
        return _each(kinds, m["noun"])
    parts = _LIST.split(left)
    if len(parts) == count > 1 and (m := _OF_EACH.fullmatch(parts[0])) and len(m["first"]) == len(parts[1]):
        tail = parts[-1][len(m["first"]) :]  # 报销比例一级、二级、三级医院
        return [m["head"] + p + tail for p in [m["first"], *parts[1:-1]]] + [m["head"] + parts[-1]]
    for separator in _CONJ:
        parts = [p.strip() for p in re.split(separator, left)]
        if len(parts) == count and all(parts):
            if (last := _ORDINAL.match(parts[-1])) and all(_ORDINAL.fullmatch(p) for p in parts[:-1]):
                tail = parts[-1][last.end() :]  # 第二、第三产业增加值
                return [f"第{p.removeprefix('第')}{tail}" for p in parts[:-1]] + [f"第{last[1]}{tail}"]
            whole = parts[-1].find("占")  # 增加值占…的比重 is all of it shared
            held = cues.subject().heads.search(parts[-1][:whole]) if whole > 0 else None
            if held:
                return [*(p + parts[-1][held.start() :] for p in parts[:-1]), parts[-1]]
            head = cues.subject().heads.search(parts[-1]) or _RATE.search(parts[-1])
            first = max(map(len, parts[:-1]))
            longer = parts[-1][first:] if len(parts[-1]) >= first * 2 + 2 else ""  # 省、市、县三级到位率
            shared = head.group() if head else longer
            whose = m.group() if (m := _RESIDENTS.match(parts[0])) else ""  # 城镇居民可支配收入和消费支出
            if _BARE_HEAD.fullmatch(parts[-1]) and (whole := _BARE_HEAD.search(parts[0])) and whole.start() > 1:
                return [parts[0], *(parts[0][: whole.start()] + p if _BARE_HEAD.fullmatch(p) else p for p in parts[1:])]
            names = [p if i == count - 1 or cues.subject().heads.search(p) else p + shared for i, p in enumerate(parts)]
            return [names[0], *(n if _PEOPLE.search(n) else whose + n for n in names[1:])]
    return None
