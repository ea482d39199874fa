"""Packs: thousands of rules for a corpus, of phrases that stand before its numbers, or that stand nowhere in it."""

import re
from pathlib import Path
from random import Random

# What a rule's phrase ends on: Chinese characters before a number, and the unit behind it.
_CONTEXT = re.compile(r"([一-龥]{4,12})\d[\d.]*(?:亿|万)?(元|人|户|个|家|所|%|吨|亩|公里|件|处|次|头|张)")
_UNITS = ("元", "人", "个", "%", "吨", "亩")


def present(texts: list[str], count: int) -> list[tuple[str, str]]:
    """Return phrases and units that stand in the texts, in a chance order; fewer where there are no more.

    >>> sorted(present(["全年完成投资12亿元"], 9))
    [('全年完成投资', '元'), ('完成投资', '元'), ('年完成投资', '元')]
    """
    found = {
        (m[1][-length:], m[2])
        for text in texts
        for m in _CONTEXT.finditer(text)
        for length in range(4, min(12, len(m[1])) + 1)
    }
    ordered = sorted(found)
    return Random("present").sample(ordered, min(count, len(ordered)))


def absent(texts: list[str], count: int) -> list[tuple[str, str]]:
    """Return phrases of the texts' own characters none of which stands in them."""
    chance = Random("absent")
    known = {text[n : n + 4] for text in texts for n in range(len(text))}
    characters = sorted({c for text in texts for c in text if "一" <= c <= "龥"})
    found: dict[tuple[str, str], None] = {}
    while len(found) < count:
        phrase = "".join(chance.choices(characters, k=chance.randint(4, 8)))
        if phrase[:4] not in known:
            found[phrase, chance.choice(_UNITS)] = None
    return list(found)


def write(phrases: list[tuple[str, str]], file: Path) -> Path:
    """Write a rule file with a metric for each phrase."""
    rules = [
        f'[[rule]]\nid = "m{n}"\nname = "{phrase}{n}"\nunit = "{unit}"\npatterns = ["{phrase}…{unit}"]\n'
        for n, (phrase, unit) in enumerate(phrases)
    ]
    file.write_text("\n".join(['[pack]\nid = "made"\ntitle = "试"\n', *rules]), "utf-8")
    return file
