"""Corpora: made-up reports of two densities of figures, and the seeds shuffled; always the same bytes.

A document is made of sentences of `sentences.toml` and of paragraphs of the seeds with other numbers. Document n
depends on its number only, so that the first 1,000 of 20,000 are the corpus of 1,000.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent / "seeds"
KINDS = ("dense", "sparse", "seeds", "mixed")  # mixed: every fourth report is dense
# Figures per 1,000 characters; what communiqués and summaries have, about.
DENSITY = {"dense": (45.0, 75.0), "sparse": (3.0, 9.0)}
PER_FOLDER = 1000
# A number and a unit, as far as one plain expression goes: counts figures, and is the floor of the benchmark.
MENTION = (
    r"\d[\d,]*(?:\.\d+)?(?:万亿|亿|万|千|余|多)*"
    r"(?:元|美元|人次|人|户|%|‰|个百分点|亩|公顷|公里|平方米|立方米|吨|公斤|头|万千瓦|千瓦时|件|家|个|所|张|名|处|场|部|条|项|次|天|位|微克)"
)
_mention = re.compile(MENTION)
_NUMERALS = ("两", "三", "四", "五", "六", "七", "八", "九", "十", "十二", "二十")
# What is no amount keeps its digits: years, months, days, the numbers of documents.
_DIGITS = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d(?!\d))(\d+)(\.\d+)?(?![\d月日号时:〕])")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The files of a corpus, in order, with the characters and the figures (`MENTION`) in all of them."""

    kind: str
    folder: Path
    files: list[Path]
    characters: int
    figures: int

    @property
    def density(self) -> float:
        """Figures per 1,000 characters."""
        return 1000 * self.figures / self.characters


def figures(text: str) -> int:
    """Count numbers with a unit.

    >>> figures("2022年投入4.9亿元,增长13.04%")
    2
    """
    return sum(1 for _ in _mention.finditer(text))


def characters(parts: list[list[Path]]) -> int:
    """Count the characters of files in parts."""
    return sum(len(file.read_text("utf-8")) for part in parts for file in part)


def build(kind: str, size: int, folder: Path) -> Corpus:
    """Write a corpus of a kind of `KINDS` into a subfolder of `folder`, unless it stands there; return it."""
    name = f"{kind}-{size}"
    files = [folder / name / f"{n // PER_FOLDER:03}" / f"{n:05}.txt" for n in range(size)]
    made, known = _digest(), folder / f"{name}.json"  # beside the documents: it is none
    if known.is_file():
        said = json.loads(known.read_text("utf-8"))
        if said.pop("made") == made:
            return Corpus(kind, folder / name, files, **said)
    length = found = 0
    for n, file in enumerate(files):
        file.parent.mkdir(parents=True, exist_ok=True)
        text = document(kind, n)
        file.write_bytes(text.encode())
        length += len(text)
        found += figures(text)
    said = {"characters": length, "figures": found}
    known.write_text(json.dumps({"made": made, **said}), "utf-8")
    return Corpus(kind, folder / name, files, **said)


def document(kind: str, number: int) -> str:
    """Make the document with this number of a kind: a report of 500 to 1,300 characters, or a whole seed shuffled."""
    chance = Random(f"{kind} {number}")
    if kind == "mixed":
        return document("sparse" if number % 4 else "dense", number)
    if kind == "seeds":
        lines = [_renumbered(line, chance) for line in _seeds()[number % len(_seeds())].splitlines()]
        head, body = lines[:1], lines[1:]
        chance.shuffle(body)
        return "\n".join([*head, *body]) + "\n"
    stock, words = _stock(), _Words(chance)
    paragraphs = [words.fill(chance.choice(stock["titles"][kind]))]
    headings = chance.sample(stock["headings"][kind], 5)
    decks = {name: _Deck(cards, chance) for name, cards in stock["sentences"].items()}
    decks["seeds"] = _Deck(_paragraphs(kind), chance)
    length, wanted = 0, chance.randint(500, 1300)
    kinds, shares = zip(*stock["shares"][kind].items(), strict=True)
    while length < wanted:
        if headings and length > (5 - len(headings)) * wanted / 5:
            paragraphs.append(f"{'五四三二一'[len(headings) - 1]}、{headings.pop()}")
        sentences: list[str] = []
        for drawn in chance.choices(kinds, shares, k=chance.randint(2, 5)):
            if drawn == "seeds":
                paragraphs.append(_renumbered(decks[drawn].draw(), chance))
                length += len(paragraphs[-1])
            else:
                sentences.append(words.fill(decks[drawn].draw()))
        if sentences:
            paragraphs.append("".join(sentences))
            length += len(paragraphs[-1])
    return "\n".join(paragraphs) + "\n"


class _Deck:
    """Sentences in a chance order, each once before any comes again: a report does not repeat itself."""

    def __init__(self, cards: list[str], chance: Random) -> None:
        self._cards, self._chance, self._left = cards, chance, list[str]()

    def draw(self) -> str:
        self._left = self._left or self._chance.sample(self._cards, len(self._cards))
        return self._left.pop()


class _Words:
    """Fills the places of sentences: one region, county and year for a document, another number for each place."""

    def __init__(self, chance: Random) -> None:
        self._chance, words = chance, _stock()["words"]
        year = chance.randint(2012, 2024)
        fixed = {key: chance.choice(words[key]) for key in ("place", "county", "office")}
        fixed |= {"year": str(year), "last": str(year - 1), "next": str(year + 1)}
        varied = [key for key in words if key not in fixed]
        number, part = chance.randint, chance.uniform
        self._places: dict[str, Callable[[], str]] = {
            **{key: partial(chance.choice, words[key]) for key in varied},
            **{key: partial(str, text) for key, text in fixed.items()},
            "n": lambda: str(number(12, 980)), "m": lambda: str(number(1000, 98000)), "i": lambda: str(number(2, 30)),
            "d": lambda: f"{part(1.2, 98.7):.{number(1, 2)}f}", "b": lambda: f"{part(100, 4000):.{number(1, 2)}f}",
            "p": lambda: f"{part(0.3, 28.9):.1f}", "c": lambda: chance.choice(_NUMERALS),
            "month": lambda: str(number(1, 12)),
        }  # fmt: skip

    def fill(self, sentence: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda m: self._places[m[1]](), sentence)


def _renumbered(text: str, chance: Random) -> str:
    """Give the amounts of a text other digits, as many as before."""

    def other(m: re.Match[str]) -> str:
        first = str(chance.randint(1, 9))
        return first + "".join("." if c == "." else str(chance.randint(0, 9)) for c in m[0][1:])

    return _DIGITS.sub(other, text)


@cache
def _stock() -> dict[str, Any]:
    return tomllib.loads((HERE / "sentences.toml").read_text("utf-8"))


@cache
def _seeds() -> list[str]:
    return [file.read_text("utf-8") for file in sorted(SEEDS.glob("*.txt"))]


@cache
def _paragraphs(kind: str) -> list[str]:
    """The paragraphs of the seeds that are as dense as the reports of a kind, about."""
    lines = [line.strip() for text in _seeds() for line in text.splitlines()]
    dense = kind == "dense"
    return [line for line in lines if 40 < len(line) < 400 and (figures(line) > len(line) / 50) == dense]


@cache
def _digest() -> str:
    """A digest of all that makes a corpus."""
    parts = [Path(__file__), HERE / "sentences.toml", *sorted(SEEDS.glob("*.txt"))]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
