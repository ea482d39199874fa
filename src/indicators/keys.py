"""Keys: what names one row – region, period, metric, measure, status, unit – which no other number may share."""

from collections import defaultdict

from indicators.observations import Observation
from indicators.subjects import NAME


def tell_apart(observations: list[Observation]) -> None:
    """Give numbers of one metric, place and time that differ names of their own: they are no one metric.

    What is no part, stands by its own words and has the fewest of them keeps the name.
    """
    groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in observations:
        groups[(o.region, o.period, o.metric, o.measure, o.status, o.quantity.unit)].append(o)
    for group in groups.values():
        if len({o.quantity.value * o.value_sign for o in group}) < 2:
            continue
        group.sort(
            key=lambda o: (
                o.part or o.nested,
                o.subject.borrowed,
                len(o.subject.left + o.subject.right),
                o.quantity.start,
            )
        )
        kept = group[0].quantity.value * group[0].value_sign
        taken = {group[0].name}
        for o in group[1:]:
            if o.quantity.value * o.value_sign == kept:
                continue
            name = next((n for n in _other_names(o) if n and n not in taken), None)
            if name:
                o.rule, o.subject.name = None, name
                taken.add(name)


def _other_names(o: Observation) -> list[str]:
    words = o.subject.words
    names = [(o.manner + o.subject.name)[:NAME]] if o.manner else []
    return [*names, o.subject.name, words[-NAME:], words[:NAME], (o.subject.left + o.subject.right)[:NAME]]
