"""Pairing: which row of one side meets which of the other, one to one, at the least cost over all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

Cost = float
# A component of more rows than this is paired from the cheapest pair on instead of at the least cost over all:
# it is a table of thousands of rows that say one thing.
_LARGEST = 1500


def assign(costs: Mapping[tuple[int, int], Cost]) -> list[tuple[int, int]]:
    """Choose pairs so that no row is in two, as many as there can be, and their costs together the least.

    In: the cost of each pair (row of a, row of b) that may be; out: the chosen pairs, in order. Each group of rows
    that hang together is solved by itself (Kuhn 1955, as scipy has it).

    >>> assign({(0, 0): 0.1, (0, 1): 0.0, (1, 1): 0.3, (1, 0): 0.9})
    [(0, 0), (1, 1)]
    """
    chosen: list[tuple[int, int]] = []
    for pairs in _components(costs):
        if len(pairs) == 1:
            chosen += pairs
        else:
            chosen += _solve(pairs, costs)
    return sorted(chosen)


def _components(pairs: Iterable[tuple[int, int]]) -> Iterable[list[tuple[int, int]]]:
    """Part the pairs into groups that share no row."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    listed = list(pairs)
    for a, b in listed:
        parent[root(("a", a))] = root(("b", b))
    groups: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for pair in listed:
        groups[root(("a", pair[0]))].append(pair)
    return groups.values()


def _solve(pairs: list[tuple[int, int]], costs: Mapping[tuple[int, int], Cost]) -> list[tuple[int, int]]:
    rows, columns = sorted({a for a, _ in pairs}), sorted({b for _, b in pairs})
    if min(len(rows), len(columns)) == 1:
        return [min(pairs, key=lambda pair: (costs[pair], pair))]
    if max(len(rows), len(columns)) > _LARGEST:
        return _cheapest_first(pairs, costs)
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    # A pair that may not be costs more than all that may be together, so that no possible one is given up for it.
    forbidden = 1 + 2 * sum(costs[pair] for pair in pairs)
    matrix = np.full((len(rows), len(columns)), forbidden)
    at_row, at_column = ({n: i for i, n in enumerate(each)} for each in (rows, columns))
    for a, b in pairs:
        matrix[at_row[a], at_column[b]] = costs[a, b]
    found = linear_sum_assignment(matrix)
    met = [(rows[i], columns[j]) for i, j in zip(*found, strict=True)]
    return [pair for pair in met if pair in costs]


def _cheapest_first(pairs: list[tuple[int, int]], costs: Mapping[tuple[int, int], Cost]) -> list[tuple[int, int]]:
    taken: set[tuple[str, int]] = set()
    chosen = []
    for a, b in sorted(pairs, key=lambda pair: (costs[pair], pair)):
        if ("a", a) not in taken and ("b", b) not in taken:
            taken |= {("a", a), ("b", b)}
            chosen.append((a, b))
    return chosen
