"""Likeness: how alike two metrics are that no rule names, from the words of their names and subjects."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise, product
from typing import Any

LEAST = 0.7  # below this two metrics are not even probably one
_MANY = 4  # times
_CLAUSE = re.compile("[,;。:、,;:(]")
_SHORTEST = 3  # characters of a name whose order does not matter
_LEAST_NAME = 0.6  # of the names alone, whatever the subjects add
_SHARED = 0.5  # of the pairs of characters of two names, twice those in common
_FEW = 20_000  # pairs of names that are sooner compared than sifted

_NOISE = re.compile(r"[“”\"'《》()\[\]、,,.。·\s]|全[国省市区县旗州乡镇]|我[国省市区县]|累计|共计?|达到?|完成|实现")


@lru_cache(maxsize=1)
def knowledge() -> Mapping[str, Any]:
    """Load data/comparison.toml on first use."""
    return tomllib.loads(resources.files(__package__).joinpath("data/comparison.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _contrasts() -> tuple[re.Pattern[str], dict[str, list[int]]]:
    """The words that exclude others, longest first, and the lists in which each stands."""
    lists: dict[str, list[int]] = {}
    for n, line in enumerate(knowledge()["contrasts"]):
        for word in line.split():
            lists.setdefault(word, []).append(n)
    words = sorted(lists, key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, words))), lists


@lru_cache(maxsize=8192)
def _marks(words: str) -> frozenset[tuple[int, str]]:
    pattern, lists = _contrasts()
    return frozenset((n, word) for word in pattern.findall(words) for n in lists[word])


def contradict(a: str, b: str) -> bool:
    """Say whether two names differ in words that exclude one another: 城镇居民收入, 农村居民收入.

    >>> contradict("城镇居民收入", "农村居民收入"), contradict("居民收入", "农村居民收入")
    (True, False)
    >>> contradict("行政村通畅率", "乡村行政村通畅率")
    False
    """
    mine, other = _marks(a), _marks(b)
    if mine == other:
        return False
    for n in {n for n, _ in mine} & {n for n, _ in other}:
        words, others = ({m for m in marks if m[0] == n} for marks in (mine, other))
        if not (words <= others or others <= words):  # 行政村 and 乡村行政村 may be one
            return True
    return False


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """Return a name without marks, 全区 and 累计, which say nothing of what is measured."""
    return _NOISE.sub("", name)


@lru_cache(maxsize=8192)
def core(name: str) -> str:
    """Return what a name measures, without what is done about it: 水资源费 of 征收水资源费 and of 水资源费入库."""
    return _neutral().sub("", plain(name)) or plain(name)


@lru_cache(maxsize=1)
def _neutral() -> re.Pattern[str]:
    words = sorted(knowledge()["neutral"].split(), key=lambda w: (-len(w), w))
    return re.compile("|".join(words))


@lru_cache(maxsize=1)
def _kinds() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(knowledge()["flow"]), re.compile(knowledge()["stock"])


def flow_and_stock(a: Mapping[str, Any], b: Mapping[str, Any], times: float = 1.0) -> bool:
    """Say whether one of two rows is of what is added and the other of what there is: 新增床位, 累计建成床位.

    Where only one says 新增 and the other nothing, a figure many times the other tells them apart; `times` is how many.
    """
    said = clause(a), clause(b)
    flow, stock = _kinds()
    flows, stocks = [bool(flow.search(s)) for s in said], [bool(stock.search(s)) for s in said]
    if any(flows[i] and not stocks[i] and stocks[1 - i] and not flows[1 - i] for i in (0, 1)):
        return True
    return flows[0] != flows[1] and times > _MANY


def clause(row: Mapping[str, Any]) -> str:
    """Return the words of a row's clause before its number, and its subject."""
    sentence = row["sentence"] or ""
    before = sentence[: max(sentence.find(row["raw"] or ""), 0)]
    return _CLAUSE.split(before)[-1] + (row["subject"] or "")


def likeness(a: Mapping[str, Any], b: Mapping[str, Any], times: float = 1.0) -> float:
    """Return how alike the metrics of two rows are by their words, from 0 to 1; 0 where words exclude one another.

    The names count as they stand, or in any order and without what is done about the matter. times: how many times one
    figure is the other.
    """
    name, other = a["metric_name"] or "", b["metric_name"] or ""
    if not plain(name) or not plain(other) or contradict(name, other) or flow_and_stock(a, b, times):
        return 0.0
    alike = max(_in_order(plain(name), plain(other)), _in_any_order(core(name), core(other)))
    if alike < _LEAST_NAME:
        return 0.0
    subjects = _in_order(plain(a["subject"] or ""), plain(b["subject"] or ""))
    return max(alike, (alike + subjects) / 2)


def _in_order(a: str, b: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(a, b) / 100


def _in_any_order(a: str, b: str) -> float:
    """The share of characters, and of pairs of characters, that two names have in common."""
    if min(len(a), len(b)) < _SHORTEST:
        return float(a == b)
    return (_shared(list(a), list(b)) + _shared(list(pairwise(a)), list(pairwise(b)))) / 2


def _shared(a: list[Any], b: list[Any]) -> float:
    return 2 * (Counter(a) & Counter(b)).total() / (len(a) + len(b))


def near(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the places of names in two lists that may be alike.

    Long lists are looked through by the pairs of characters that they have in common, so that the cost follows the
    matches; of short ones every pair may be.
    """
    if len(a) * len(b) <= _FEW:
        yield from product(range(len(a)), range(len(b)))
        return
    import numpy as np
    from rapidfuzz import fuzz, process
    from scipy import sparse

    pairs: dict[str, int] = {}
    matrices = []
    for names in (a, b):
        rows, columns = [], []
        for n, name in enumerate(names):
            for pair in {x + y for x, y in pairwise(core(name))}:
                rows.append(n)
                columns.append(pairs.setdefault(pair, len(pairs)))
        matrices.append((np.array(rows, dtype=np.int32), np.array(columns, dtype=np.int32), len(names)))
    shape = len(pairs)
    left, right = (
        sparse.csr_matrix((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(size, shape))
        for rows, columns, size in matrices
    )
    sizes = np.asarray(left.sum(axis=1)).ravel(), np.asarray(right.sum(axis=1)).ravel()
    shared = (left @ right.T).tocoo()
    keep = 2 * shared.data >= _SHARED * (sizes[0][shared.row] + sizes[1][shared.col])
    mine, others = shared.row[keep].tolist(), shared.col[keep].tolist()
    scores = process.cpdist([core(a[i]) for i in mine], [core(b[j]) for j in others], scorer=fuzz.ratio)
    in_common = 2 * shared.data[keep] / (sizes[0][shared.row[keep]] + sizes[1][shared.col[keep]])
    alike = (scores >= 100 * _LEAST_NAME) | (in_common >= LEAST)
    yield from ((i, j) for i, j, fits in zip(mine, others, alike.tolist(), strict=True) if fits)
