"""Lists: numbers that stand side by side and share their words: 5个村、3个镇; 15.8%和14.4%."""

import re

from indicators import terms
from indicators.match import Match
from indicators.phrases import Phrase

_OWNED = re.compile(r"(?:(?:城镇|城市|农村|乡村)(?:居民)?(?:家庭)?)?(?:平均)?每[百千万][户人](?:居民|家庭)*(?:拥有|有)")
_SHARED_OBJECT = re.compile("的[一-龥]{2,8}(?:困难|问题|难题|用水|用电|出行)$")
_VERB = 4  # characters: 增长, 下降


def share_list(phrases: list[Phrase], words: list[tuple[str, str]]) -> None:
    """Give each item of a list the verb of the first, the predicate of the last, and the head that modifiers share."""
    start = 0
    while start < len(phrases):
        end = start + 1
        while end < len(phrases) and phrases[end].joined:
            end += 1
        if end - start > 1:
            verb = terms.verb(words[start][0])
            owned = _OWNED.match(words[start][0])
            tail = terms.predicate(words[end - 1][1])
            shared = m[0] if (m := _SHARED_OBJECT.search(words[end - 1][1])) else ""  # 38个村、1.2万人的饮水困难
            for i in range(start, end):
                left, right = words[i]
                if i > start and verb and (left or right) and not terms.verb(left):
                    left = verb + left
                if i > start and owned and left and not _OWNED.match(left):
                    left = owned.group() + left  # 城镇每百户拥有彩电96台、冰箱61台
                if i < end - 1 and shared:
                    right += shared
                elif i < end - 1:
                    right += _from_next(left, right, words[i + 1][1], tail, terms.counted(phrases[i].quantity.kind))
                words[i] = (left, right)
        start = end


def _from_next(left: str, right: str, following: str, tail: str, counted: bool) -> str:
    if not right and not left and following and following not in ("口", "人口", "人"):
        return following  # 4.7万户9.96万名监测对象
    if right and (shared := terms.shared_tail(right, following)):
        return shared
    return tail if counted and tail and tail not in right else ""


def run(text: str, phrases: list[Phrase], words: list[tuple[str, str]], typed: list[Match | None], at: int) -> int:
    """How many numbers from `at` on stand in a list of bare numbers of one kind: 15.8%和14.4%, 分别增6%,降3%,增2%.

    达到31580元、净增9878元 is none: the second has a verb of its own that makes it a change.
    """
    if apart := _verbs_apart(text, phrases, words, typed, at):
        return apart
    measure = first.rule.measure if (first := typed[at]) else None
    clause = phrases[at].clause.start
    told = "分别" in text[clause : phrases[at].quantity.outer_start]
    each = (told and measure in ("growth", "change")) or (measure == "change" and bool(first and first.weight))
    n = 1
    while (
        at + n < len(phrases)
        and phrases[at + n].joined
        and words[at + n] == ("", "")
        and words[at + n - 1][1] == ""
        and (each or phrases[at + n].quantity.kind == phrases[at].quantity.kind)  # 分别增加19笔和234万元
        and not (
            (own := typed[at + n])
            and own.begin >= phrases[at + n - 1].quantity.outer_end
            and own.weight
            and own.rule.measure != measure
        )
    ):
        n += 1
    return n


def _verbs_apart(
    text: str, phrases: list[Phrase], words: list[tuple[str, str]], typed: list[Match | None], at: int
) -> int:
    """How many growths after 分别 have a verb and a clause each; 0 where there are fewer than three."""
    first = phrases[at]
    if "分别" not in text[first.clause.start : first.quantity.outer_start] or not _relative(words[at], typed[at]):
        return 0
    n = 1
    while at + n < len(phrases) and _relative(words[at + n], typed[at + n]):
        q = phrases[at + n].quantity
        if q.kind != first.quantity.kind or q.outer_start - phrases[at + n].clause.start > _VERB:
            break
        n += 1
    return n if n > 2 else 0


def _relative(words: tuple[str, str], typed: Match | None) -> bool:
    return words == ("", "") and bool(typed and typed.weight and typed.rule.measure in ("growth", "change"))
