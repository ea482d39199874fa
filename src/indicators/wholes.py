"""Wholes: what the name of a number takes from those before it: a part from its whole, a head from its list.

其中省级48.97亿元 is of 财政衔接资金, 食品类上涨7.4% of 价格, 农村55% after a rate of the towns is that rate.
"""

import re

from indicators import cues, terms
from indicators.observations import Discourse, Observation
from indicators.phrases import Phrase
from indicators.subjects import NAME, WORDS, Subject, merge

_PRICE = re.compile(r"(?:价格(?:总?水平|总?指数)?|物价(?:总?水平|指数)?|CPI|PPI)$")
_RATE = re.compile(r"[一-龥]{2,4}率$")
_GROUP = re.compile(
    r"(?P<group>城镇|城市|城区|县城|农村|乡村|农牧区|牧区|城乡|农牧民|农民|牧民|渔民)(?P<who>常住居民|居民|人口)?"
)
_EVERYBODY = re.compile(r"(?:全体|全部|所有|全[省市县区旗州])?(?:城乡)?(?:常住)?居民")
TIER = re.compile(
    r"(?:中央|国家|省|自治区|市|州|盟|县|区|旗|乡镇?|镇|村|市县|省市|地方|个人|农民|集体)+(?:级|本级|[两三四]级|财政)*"
)
_SHORT = 14  # characters of a group's name


def of_whole(subject: Subject, phrase: Phrase, left: str, measure: str, discourse: Discourse, part: bool) -> bool:
    """Name a part by its whole: 其中省级48.97亿元 is 省级财政衔接资金."""
    if not part and not phrase.nested:
        return False
    if measure == "growth" and left:
        return _shares_head(subject, discourse)
    whole = discourse.whole(parts=phrase.nested)
    if whole is not None and measure == "share" and left and not phrase.nested:
        subject.words = merge(whole.subject.words, subject.words, WORDS)  # 捐款2865万元,其中省直机关占四分之三
    if whole is None or (measure != "level" and left):
        return False
    kind = phrase.quantity.kind
    own = subject.name
    subject.words = merge(whole.subject.words, subject.words, WORDS)
    if phrase.nested and len(own) <= 2:
        subject.name = (own + whole.subject.name)[:NAME]  # 幼儿园426所(公办187所)
    elif phrase.nested:
        if whole.subject.name[:2] != own[:2]:
            subject.name = merge(whole.subject.name, own, NAME)
    else:
        group = whole.quantity.kind == kind and not terms.has_head(own) and not terms.counted(kind)
        bare = not terms.counted(kind) and (len(own) <= 2 or terms.is_generic(own))
        if (group or bare) and (head := _kind_of(own, whole, discourse)):
            subject.name = subject.words = own + head
        elif (group or bare) and (of_group := _for_group(own, whole.name)):
            subject.name = of_group[:NAME]
            subject.held = True
        elif (group or bare) and own not in whole.name:
            subject.name = (own + whole.name)[:NAME]
    return True


def _for_group(own: str, name: str) -> str:
    """Say of a group what a name says of all: 城镇居民 of 全体居民人均可支配收入 is 城镇居民人均可支配收入."""
    group, everybody = _GROUP.fullmatch(own), _EVERYBODY.match(name)
    if not group or not everybody or everybody.end() == len(name):
        return ""
    return group["group"] + (group["who"] or "居民") + name[everybody.end() :]


def _kind_of(own: str, whole: Observation, discourse: Discourse) -> str:
    """Return the head that a part shares with an item of a list which it is a kind of: 小麦产量 …, 其中冬小麦."""
    said = (o.subject.name for o in discourse.done[-8:] if o.quantity.kind == whole.quantity.kind)
    return next((terms.head(name) for name in said if (item := terms.holder(name)) and own.endswith(item)), "")


def of_group(subject: Subject, discourse: Discourse) -> bool:
    """Name what a sentence says again of another group by that group: 城市低保6195户,发放低保金3277万元."""
    own = subject.left + subject.right
    levels = [o for o in discourse.done[-12:] if o.sentence == discourse.sentence and o.measure == "level"]
    again = [i for i, o in enumerate(levels) if own and o.subject.left + o.subject.right == own]
    groups = levels[again[-1] + 1 :] if again else []
    if not groups:
        return False
    group = groups[-1].subject
    subject.words = merge(group.words, subject.words, WORDS)
    subject.name = merge(terms.bare_noun(group.left or group.name), subject.name, NAME)
    return True


def _shares_head(subject: Subject, discourse: Discourse) -> bool:
    """Give a group whose growth is stated the metric of its whole: 分门类看,采矿业增长3.1% is of 增加值."""
    whole = next(
        (o for o in reversed(discourse.done[-20:]) if not o.part and o.sentence.start >= discourse.paragraph),
        None,
    )
    last = discourse.here
    source = last if last and terms.has_head(last.subject.name) else whole
    head = terms.head(source.subject.name) if source else ""
    if not head or terms.head(subject.name) not in ("", "企业") or len(subject.name) + len(head) > NAME:
        return False
    subject.name = subject.words = subject.name + head
    return True


def of_holder(subject: Subject, between: str, discourse: Discourse) -> bool:
    """Give a bare statistical head its holder: 铁路客运量963万人, 货运量1230万吨."""
    bare = terms.bare_noun(subject.name)
    if terms.is_head(bare) and (noun := terms.riser(between)):
        subject.name = subject.words = noun + bare  # 服务业较快增长,实现增加值…
        subject.held = True
        return True
    holds = discourse.whole(parts=True)
    achieved = terms.verb(subject.name) in ("实现", "完成", "创造") and terms.is_head(bare)
    if holds is None or not (achieved or terms.is_head(subject.name)):
        return False
    holder = terms.holder(holds.subject.name)
    near = holds.sentence == discourse.sentence and len(holds.subject.name) <= 12
    if not holder and near and not (terms.is_generic(holds.subject.name) or terms.has_head(holds.subject.name)):
        holder = holds.subject.name  # 果用瓜1107公顷, … 产量28408吨
    if not holder or holder in subject.name:
        return False
    subject.words = merge(holder, subject.name, WORDS)
    subject.name = merge(holder, subject.name, NAME)
    subject.held = True
    return True


def take_head(subject: Subject, kind: str, measure: str, typed: bool, announced: str, discourse: Discourse) -> str:
    """Give a group that names no metric the head of those before it; return the measure, which it may share.

    `typed` says whether words of the clause type the number, `announced` what the words before a list say that it
    states. 居民消费价格上涨3.1%。…食品烟酒上涨8.6% is of 价格;
    城区受指导率达到85%,农村55% is a rate as well; 园区完成收入512亿元,…开发区287亿元 is of 收入.
    """
    bare = not subject.right and not subject.inherited and not terms.has_head(subject.name)
    if not bare or not 0 < len(subject.name) <= _SHORT:
        return measure
    if (
        measure == "growth"
        and len(subject.name) > 1
        and cues.subject().prices.fullmatch(subject.name)
        and (prices := _prices(discourse))
    ):
        _append(subject, prices if _GROUP.fullmatch(subject.name) else "价格")
    here = discourse.here
    rate = _RATE.search(here.subject.name) if here and here.measure == "level" and kind == "percent" else None
    if measure == "share" and not typed and rate and not _RATE.search(subject.name):
        _append(subject, rate.group())
        return "level"
    if measure != "level" or terms.counted(kind):
        return measure
    if other := _for_group(subject.name, announced) or _other_group(subject, kind, discourse):
        subject.name = other[:NAME]
        subject.held = True
        subject.words = subject.name[:WORDS]
    elif (whole := discourse.whole()) and whole.quantity.kind == kind and TIER.fullmatch(subject.name):
        _append(subject, terms.bare_noun(whole.subject.name))  # 到位资金2.6亿元,中央1.5亿元
    elif (subject.held or terms.organisation(subject.name)) and (sums := _sums(kind, discourse)):
        _append(subject, sums)
    return measure


def _other_group(subject: Subject, kind: str, discourse: Discourse) -> str:
    """The name of a number that states of one group what another stated of the other: …,农村居民19846元."""
    own = _GROUP.fullmatch(subject.name)
    if own is None:
        return ""
    for o in reversed(discourse.done[-8:]):
        other = _GROUP.match(o.subject.name)
        if o.sentence.start < discourse.paragraph or o.quantity.kind != kind or o.measure != "level" or not other:
            continue
        rest = o.subject.name[other.end() :]
        return own["group"] + (own["who"] or other["who"] or "") + rest if rest else ""
    return ""


def counterparts(left: str, count: int, kind: str, discourse: Discourse) -> list[str]:
    """The names of numbers that state of one group what as many stated of another: …,农村居民依次为23台、6台."""
    if not _GROUP.fullmatch(left.removesuffix("家庭")):
        return []
    said = [o for o in discourse.done[-12:] if o.sentence.start >= discourse.paragraph and o.measure == "level"]
    last = [o.subject.name for o in said if o.quantity.kind == kind][-count:]
    rests = [name[m.end() :] if (m := _GROUP.match(name)) else name for name in last]
    return [left + rest for rest in rests] if len(rests) == count and any(map(_GROUP.match, last)) else []


def _append(subject: Subject, head: str) -> None:
    subject.name = merge(subject.name, head, NAME)
    subject.words = merge(subject.words, head, WORDS)
    subject.held = True


def _prices(discourse: Discourse) -> str:
    """The prices of which the paragraph speaks: what its last number that is no group's names."""
    said = (o for o in reversed(discourse.done[-30:]) if o.sentence.start >= discourse.paragraph)
    name = next((o.subject.name for o in said if _PRICE.search(o.subject.name)), "")
    group = _GROUP.match(name)
    return name[len(group["group"]) :] if group else name


def _sums(kind: str, discourse: Discourse) -> str:
    """The head of the level before, of the same kind, that organisations share: 园区完成技工贸收入 → 技工贸收入."""
    last: Observation | None = discourse.whole()
    if last is None or last.quantity.kind != kind or not terms.has_head(last.subject.name):
        return ""
    return terms.after_verb(last.subject.name) or terms.head(last.subject.name)
