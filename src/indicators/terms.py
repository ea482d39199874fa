"""Terms: what the words of a metric are – verbs, statistical heads, rates, groups, words that only relate."""

import re
from functools import lru_cache

from indicators import cues

_COUNTED = frozenset({"count", "people", "households", "visits", "livestock", "frequency"})
_ORGANISATION = re.compile(r"(?:公司|集团|厂|合作社|医院|学校|大学|学院|中心|园区|开发区|农场|林场|银行|基地)$")
_PUSHED = re.compile(r"^(?:全力|加快|推进|抓好|实施|启动|开工|完成|做好|开建|新建|建设|抓紧|继续)+")
_WORKS = re.compile(r"(?:建设|工程|项目|大道|公路|高速|铁路|水库|电站|园区|基地|大桥|医院|学校|公园|厂|线)$")
_RISES = re.compile(
    r"(?:在[^,;。]{2,14}(?:之?后))?(?:连续[^,;。]{1,6}[年月]|第?[0-9一二三四五六七八九十]{1,3}次|再次|恢复性|报复性|爆发式|跨越式|保持|实现|呈现|继续|持续|稳步|稳定|较快|快速|平稳|明显|不断|总体|逐步|显著|大幅|进一步|加快|强劲|有序|有力)*"
    r"(?:逆势而上|异军突起|势头良好|增长|发展|提升|提高|回升|增加|运行|向好|好转|改善|扩大|壮大|加快|优化|攀升|推进|增强|恢复|活跃|上升|下降|上调|下调|调整|上涨|下跌|跌回升|走[高低]).*$"
    r"|(?:实现|迎来|完成)[“\"]?[0-9一二三四五六七八九十]+连[调增涨升].*$"
    r"|(?:因|受|由于|虽|尽管)[一-龥]{2,}$"
    r"|(?:虽|尽管)?在.{2,20}(?:下|中|里|期间)$"
)
_ENDS_IN_ACT = re.compile(r"(?:新增|净增|新纳入|纳入|退出|减少|增加)$")
_COMPARING = re.compile(
    r"(?:同比|环比|比上年|较上年|比去年|较去年)?(?:实际|名义)?"
    r"(?:增长|上升|上涨|提高|增加|提升|扩大|下降|减少|降低|回落|下滑|下跌|负增长|增|降)?"
)
_BASIS = re.compile(r"(?:剔除[^,;。]{1,16})?(?:按?(?:同|可比|自然|老|新|全))?口径(?:减收|增收)?")  # 自然口径下降11.7%
# What relates a metric to a whole: 对GDP增长的贡献率, 拉动经济增长, 相当于GDP.
_RELATION = re.compile(
    r"(?:对|占(?!地|用|有))[^,;。0-9]{2,16}?(?:增长)?的?(?P<head>贡献率|贡献度|贡献|比重|比例|份额|占比)"
    r"|相当于[^,;。0-9]{2,12}|拉动[^,;。0-9]{2,12}"
    r"|(?P<per>每[百千万十]{1,2}(?:人口?|户|名[一-龥]{0,4}))(?:平均|拥有|有|均)*"
    r"|[^,;。0-9对]{2,12}增长的(?P<rate>贡献率|贡献度)"
)


@lru_cache(maxsize=4096)
def is_relational(words: str) -> bool:
    """Say whether the words name a metric only together with what went before (增速, 占比, 总数)."""
    known = cues.subject().relational
    return not words or words in known or bool(_RELATION.fullmatch(words) or _BASIS.fullmatch(words))


@lru_cache(maxsize=4096)
def relation(words: str) -> str:
    """Return what relational words add to the metric that they belong to: 对GDP增长的贡献率 adds 贡献率.

    >>> relation("拉动经济"), relation("增速")
    ('拉动', '增速')
    """
    m = _RELATION.fullmatch(words)
    return words if m is None else m["head"] or m["rate"] or m["per"] or ("拉动" if words.startswith("拉动") else "")


@lru_cache(maxsize=4096)
def is_comparative(words: str) -> bool:
    """Say whether the words only compare (同比增长, 下降)."""
    return bool(_COMPARING.fullmatch(words))


@lru_cache(maxsize=4096)
def ends_in_comparative(words: str) -> bool:
    """Say whether the words end with how something changed (投资增长)."""
    return any(is_comparative(words[i:]) for i in range(max(0, len(words) - 4), len(words)))


@lru_cache(maxsize=4096)
def is_generic(words: str) -> bool:
    """Say whether the words would fit any topic (投入资金, 实施项目)."""
    return bool(cues.subject().generic.fullmatch(words))


@lru_cache(maxsize=4096)
def verb(words: str) -> str:
    """Return the verb that opens the words (新增, 建成), or nothing."""
    m = cues.subject().verbs.match(words)
    return m.group() if m else ""


def is_bare_verb(words: str) -> bool:
    """Say whether the words name only what was done (认定), not to what."""
    known = cues.subject().verbs
    m = known.match(words)
    return bool(m) and m.end() == len(words)  # type: ignore[union-attr]


@lru_cache(maxsize=4096)
def last_verb(words: str) -> str:
    """Return the verb that words before a number end with: 中央负担 → 负担."""
    m = cues.subject().last_verb.search(words)
    return m.group() if m else ""


def ends_in_verb(words: str) -> bool:
    """Say whether the words before a number end with what was done, so that its object follows (统筹安排…专项资金)."""
    return bool(last_verb(words))


def after_verb(name: str) -> str:
    """Return what stands after the last verb inside a name: 园区完成技工贸收入 → 技工贸收入; empty without one."""
    found = [m.end() for m in cues.subject().verbs.finditer(name, 1) if m.end() < len(name) - 1]
    return name[found[-1] :] if found else ""


@lru_cache(maxsize=4096)
def bare_noun(name: str) -> str:
    """Return a name without the verb that opens it: 新建美丽乡村 → 美丽乡村."""
    rest = name[len(verb(name)) :]
    rest = _ENDS_IN_ACT.sub("", rest)
    return rest if len(rest) >= 2 else name


def head(name: str) -> str:
    """Return the statistical head of a name: 规模以上工业增加值 → 增加值."""
    m = cues.subject().heads.search(name)
    return m.group() if m else ""


@lru_cache(maxsize=4096)
def is_head(words: str) -> bool:
    """Say whether the words are a bare statistical head (货运量, 在校生)."""
    m = cues.subject().heads.match(words)
    return bool(m and m.end() == len(words))


@lru_cache(maxsize=4096)
def has_head(words: str) -> bool:
    """Say whether the words end with a statistical head, so that they are a metric by themselves."""
    return bool(cues.subject().heads.search(words))


def holder(name: str) -> str:
    """Return whose head a name states: 铁路客运量 → 铁路; empty without a statistical head or with a verb."""
    m = cues.subject().heads.search(name)
    whose = name[: m.start()] if m else ""
    return "" if is_bare_verb(whose) else whose  # 新增企业


@lru_cache(maxsize=4096)
def riser(clause: str) -> str:
    """Return what a clause without a number says to develop (服务业较快增长 → 服务业), or nothing."""
    noun = _RISES.sub("", clause)
    return noun if noun != clause and 2 <= len(noun) <= 12 else ""


def shared_tail(first: str, second: str) -> str:
    """Return what a modifier shares with the next item: 国家级 (and 省级重点帮扶县) gives 重点帮扶县."""
    if first[-1:] in ("级", "类", "型") and first[-1] in second:
        return second[second.index(first[-1]) + 1 :]
    return ""


def predicate(words: str) -> str:
    """Return what the words say of a counted noun: 脱贫人口受益 → 受益."""
    m = cues.subject().predicates.search(words, 2)
    return words[m.start() :][:12] if m else ""


def counted(kind: str) -> bool:
    """Say whether quantities of this kind count things, which the text names beside the number."""
    return kind in _COUNTED


@lru_cache(maxsize=4096)
def is_rate(name: str) -> bool:
    """Say whether a name is that of a rate, whose percents are levels (普及率, 机械化程度)."""
    return bool(
        re.search(
            r"(?:率|程度|水平|浓度|系数|指数|满意度|化|贡献度|进度|密度|覆盖面|贫困面|亏损面|增长面|绿化面|(?:报销|补偿|支付|补助|配套|担保|赔付)比例|[贷债别偿销]比)$",
            name,
        )
    )


def work(words: str) -> str:
    """Return the work that words before a bracket name, without what is done to it: 加快武陵大道建设 → 武陵大道建设."""
    noun = _PUSHED.sub("", words)
    return noun if _WORKS.search(noun) else ""


def is_amount(name: str) -> bool:
    """Say whether a name is that of an amount of money, of which a bare percentage is a growth and no share."""
    return bool(re.search(r"(?:增加值|总值|产值|零售总?额|社零|收入|支出|投资|总额|贷款|存款|余额|税收|利润)$", name))


def is_pace(words: str) -> bool:
    """Say whether the words end with how fast something grows (增速, 增幅最低), whose percents are growths."""
    return bool(
        re.search(r"(?:增速|增幅|涨幅|增长率|增长速度)(?:为?最[高低快慢大小])?(?:[由从][^,;。0-9]{0,8})?$", words)
    )


def is_part(words: str) -> bool:
    """Say whether the words before a percentage name a part of a whole that changed: 占比提高到."""
    return bool(re.search(r"(?:占比|比重|份额)(?:[提升增降下减回扩缩][高升到至加降少落大小]*|已|达|到|至|为)*$", words))


def is_population(words: str) -> bool:
    """Say whether the words count people, so that a number without a unit is one of people."""
    return bool(re.search(r"人口(?!密度|比|普查)|人数|人次|劳动力|劳务输出", words))


def organisation(topic: str) -> bool:
    """Say whether a heading names an organisation, whose every figure carries its name."""
    return bool(_ORGANISATION.search(topic)) and len(topic) > 4
