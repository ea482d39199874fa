"""Layout: the lines of a web page as a browser shows them, and which of them each block of the page holds.

In: the tree of a page. Out: a line for a block, and for a row of a table one with tabs between its cells.
"""

import re
import tomllib
from importlib import resources
from typing import Any, NamedTuple

from lxml import etree

from indicators.formats import tables

PAGES = tomllib.loads(resources.files("indicators").joinpath("data/pages.toml").read_text("utf-8"))
_UNSEEN: list[str] = PAGES["elements"]["unseen"]
_PARTS = frozenset(PAGES["elements"]["parts"])
_BLOCKS = _PARTS | frozenset(PAGES["elements"]["blocks"])
_ASIDE = frozenset(PAGES["surroundings"]["names"])
_OWN = frozenset(PAGES["surroundings"]["own"])
_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b-\u200d\u2060\ufeff]")
_WIDE = "⺀-鿿\u3000-〿＀-￯…—“”‘’·\U00020000-\U0003ffff"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
_COLLAPSED = re.compile(r"[ \t\r\n\f\u2028\u2029]+")
# A number that a line broken at a fixed width has cut in two: 增加38↵5户.
_CUT = re.compile(r"(?<=[^\n]{20}[一-龥])([0-9]+(?:\.[0-9]*)?)(\r?\n)(?=\.?[0-9]+(?:\.[0-9]+)?[%％‰一-龥])")
_PLAIN = re.compile(r"[\w.%-]*")
BLANK = re.compile(r"\s+")
# A raised or lowered figure after a digit is no digit of that number: 10<sup>4</sup>, 3.5<sup>1</sup>亿元.
_SMALL = {"sup": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"), "sub": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")}
_COUNT = re.compile(r"\s*([0-9]{1,4})")
_SHORT = 100  # characters: what the template prints is no longer, nor is a cell of a table with several lines
_LINK = 200  # characters: a longer link is one whose end was forgotten
_WIDEST = 100  # columns that a table has at most; one whose spans make more is no table that a person filled

KINDS: dict[str, str] = {word: kind for kind, words in PAGES["labels"].items() for word in words}
LABELS = "|".join(r"\s*".join(word) for word in sorted(KINDS, key=len, reverse=True))
LABEL = re.compile(rf"(?<![一-龥])(?:{LABELS})\s*[:：]")


class Line(NamedTuple):
    """A line of the page: its text, how many of its characters are links, and how many links it has."""

    text: str
    linked: int = 0
    links: int = 0


class Part(NamedTuple):
    """A block of the page, as a range of its lines; `named` as what stands around a report, `own` as what holds one."""

    start: int
    end: int
    named: bool = False
    own: bool = False


def prune(page: Any) -> None:
    """Take out what a browser does not show; what hides most of the page is meant to be shown by a script."""
    etree.strip_elements(page, *_UNSEEN, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    total = page.xpath("string-length()")
    for element in page.xpath("//*[@style or @hidden]"):
        hidden = "hidden" in element.attrib or _HIDDEN.search(element.get("style", ""))
        if hidden and element.getparent() is not None and element.xpath("string-length()") * 2 < total:
            element.drop_tree()


class Layout:
    """Lays out an element as a browser does: `lines`, as `parts` which of them each block holds, how `deep` it goes."""

    def __init__(self, root: Any, outer: frozenset[Any] = frozenset()) -> None:
        """Lay out an element; `outer` are the tables that have tables in them."""
        self.lines: list[Line] = []
        self.parts: list[Part] = []
        self._words: list[str] = []
        self._within: list[Any] = []  # the links that are open
        self._linked = self._links = self._kept = self.deep = 0
        starts: list[int] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:  # the tree may be deep: no recursion
            tag = element.tag
            if tag in _BLOCKS or _AS_BLOCK.search(element.get("style", "")):
                self._end()
            if event == "end":
                if self._within and self._within[-1] is element:
                    self._within.pop()
                if tag in _PARTS and len(self.lines) > (start := starts.pop()):
                    self.parts.append(Part(start, len(self.lines), _named(element), _own(element)))
                self._kept -= tag == "pre"
                if element is not root:
                    self._add(element.tail)
                continue
            if tag == "a" and _leads_away(element):
                self._within.append(element)
                self._links += 1
            self._kept += tag == "pre"
            if tag in _PARTS:
                starts.append(len(self.lines))
                self.deep = max(self.deep, len(starts))
            if tag == "table" and element not in outer and (rows := _rows(element)):
                self.lines += rows
                walk.skip_subtree()
            elif tag in _SMALL and (small := self._small(element)):
                self._add(small)
                walk.skip_subtree()
            else:
                self._add(element.text)
        self._end()

    def _small(self, element: Any) -> str:
        """A raised or lowered number right after a digit, in small digits."""
        text = "".join(element.itertext()).strip()
        after = "".join(self._words[-2:])[-1:]
        return text.translate(_SMALL[element.tag]) if after.isdigit() and text.isdigit() else ""

    def _add(self, text: str | None) -> None:
        for i, words in enumerate(_CUT.sub(r"\2\1", text or "").split("\n") if self._kept else [text or ""]):
            if i:
                self._end()
            if words:
                self._words.append(words)
                self._linked += len(words.strip()) if self._within else 0

    def _end(self) -> None:
        """End the line that the words so far make."""
        if self._words:
            text = "".join(self._words)
            text = _INVISIBLE.sub("", text).rstrip() if self._kept else _shown(text)
            if text:
                self.lines.append(Line(text, self._linked, self._links))
            self._words.clear()
            self._linked = self._links = 0


def _shown(text: str) -> str:
    """A line as it is shown: blanks collapse, and what the source parts between Chinese characters is one word."""
    if _PLAIN.fullmatch(text):
        return text
    return _COLLAPSED.sub(" ", _WRAPPED.sub("", _INVISIBLE.sub("", text))).strip()


def _leads_away(link: Any) -> bool:
    """Say whether a link leads to another page, and ends: one whose end was forgotten holds the rest of the report."""
    target = link.get("href", "#x")
    return bool((not target.startswith("#") or target == "#") and link.xpath("string-length()") < _LINK)


def _named(element: Any) -> bool:
    """Say whether an element is named as what stands around a report."""
    if not element.attrib:
        return element.tag in _ASIDE
    words = re.split(r"[\s_-]+", f"{element.tag} {element.get('class', '')} {element.get('id', '')}".lower())
    return not _ASIDE.isdisjoint(words)


def _own(element: Any) -> bool:
    """Say whether an element is one that content systems put the report itself into."""
    names = (element.tag, element.get("id", ""), *element.get("class", "").split())
    return not _OWN.isdisjoint(name.lower() for name in names)


def _rows(table: Any) -> list[Line]:
    """The rows of a table as lines; none of one that only lays out the page, or has text outside its cells."""
    above = [line for caption in table.iterchildren("caption") for line in Layout(caption).lines]
    rows: list[list[tables.Cell]] = []
    letters = sum(_letters(line.text) for line in above)
    prose = linked = links = 0
    for row in table.iter("tr"):
        rows.append([])
        lines: list[Line] = []
        for cell in row.iterchildren("td", "th"):
            text = "" if len(cell) else _shown(cell.text or "")
            if len(cell):
                lines = Layout(cell).lines
                text = " ".join(line.text for line in lines)
                prose += len(text) if len(lines) > 1 and len(text) > _SHORT else 0
                linked += sum(line.linked for line in lines)
                links += sum(line.links for line in lines)
            letters += _letters(text)
            rows[-1].append(tables.Cell(text, _span(cell, "colspan"), _span(cell, "rowspan")))
        if len(rows[-1]) == 1 and len(lines) > 1:  # a caption and its unit, notes
            rows[-1:] = [[rows[-1][0]._replace(text=line.text)] for line in lines]
    in_rows = any(sum(bool(cell.text) for cell in row) > 1 for row in rows)
    if not in_rows or prose * 2 > letters or letters < _letters(_INVISIBLE.sub("", "".join(table.itertext()))):
        return []
    if sum(cell.columns * cell.rows for row in rows for cell in row[1:]) > _WIDEST * len(rows):
        rows = [[tables.Cell(cell.text) for cell in row] for row in rows]
    each = round(links / len(rows))
    return above + [Line(text, len(text) * linked // letters, each) for text in tables.lines(rows)]


def _letters(text: str) -> int:
    return len(BLANK.sub("", text))


def _span(cell: Any, name: str) -> int:
    """The number of columns or rows that a cell covers."""
    m = _COUNT.match(cell.get(name, "1"))
    return int(m[1]) if m else 1
