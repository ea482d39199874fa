"""Body: the part of a web page that is the report.

In: the tree of a page and its layout. Out: a range of lines, and which of them only stand around the report.
trafilatura says which lines are the report's; the body is the smallest part of the page that holds them and all but a
few of the figures: what trafilatura leaves out of its own text (short paragraphs, odd containers, tables) is not lost.
"""

import logging
import re
from collections.abc import Sequence
from itertools import accumulate, islice, takewhile
from typing import Any

import trafilatura
from lxml import etree

from indicators.formats.layout import BLANK, LABEL, PAGES, Layout, Line, Part
from indicators.furniture import DATE

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page that it finds no text in is no fault

_BEGINS = re.compile("|".join(PAGES["surroundings"]["begins"]), re.I)
_COLUMNS = frozenset(PAGES["values"]["untitled"])
_WITHIN = re.compile("|".join(PAGES["surroundings"]["within"]), re.I)

_MARK = re.compile(
    r"[0-9０-９]\s*(?:[%％‰十百千万亿倍元吨人户亩个米斤村条位家项件头只株座所名辆张台套处间]|公[里顷斤]|平方|立方)|[。；;]"
)
_FIGURE = re.compile(r"[0-9０-９]\s*(?:[%％‰万亿元吨人]|公[里顷斤])")
_STATEMENT = re.compile(rf"{_FIGURE.pattern}.*[。；;]$")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
# The day after a headline, and what notes begin with that stand below the block of a report.
_DATED = re.compile(r"\s?[\[(（]?(?:(?:19|20)[0-9]{2}[-/.年])?[0-9]{1,2}[-/.月][0-9]{1,2}日?[\])）]?$")
_NOTE = re.compile(r"[（(【\[]?(?:注(?!册)|备注|说明|附注|(?:数据|资料)来源)\s*[0-9０-９]{0,2}[:：]")
_ATTACHED = re.compile(r"附件|附表|\.(?:docx?|xlsx?|pdf|wps|et|zip|rar)\b", re.I)
_SHORT = 100  # characters: what the template prints is no longer, nor is a cell of a table with several lines
_RUN = 3  # as many links are a list of other pages
# Of lines that are links (a), text with links (s), plain text (p) and of the template (o): headlines each with a line
# or two of its story, runs of links, links after 下一篇.
_LISTED = re.compile(r"(?<!a)(?:(?:a+s){3,}|a*(?:a[ps]){3,}|a*(?:a[ps][ps]){3,}|a{3,})|(?<=o)a+")
# Marks that may stand outside the report whatever its length, and at most: counters, abstracts of news.
_SPARED = (2, 5)
_MOST, _DEEPEST = 20_000, 100  # elements, blocks within blocks: above that trafilatura takes too long
_FEW = 5  # lines beside the report's block that may belong to it
_REACH = 20_000  # characters: how far from the line before a line is looked for in trafilatura's text
_OF_PAGE = re.compile(rf"{LABEL.pattern}|(?:地址|电话|邮编)\s*[:：]|{DATE.pattern}")


def chosen(page: Any, layout: Layout) -> tuple[Part, list[bool]]:
    """Choose the part of the page that is the report, and say of each line whether it only stands around it."""
    lines, parts = layout.lines, layout.parts
    around = _around(lines)
    marks = [0 if aside else _marks(line.text) for line, aside in zip(lines, around, strict=True)]
    if not any(marks):
        marks = [0 if aside else len(line.text) for line, aside in zip(lines, around, strict=True)]
    few = layout.deep <= _DEEPEST and page.xpath("count(//*)") <= _MOST
    taken = _taken(page, lines, marks) if few else [False] * len(lines)
    columns = (marks, taken, [len(line.text) for line in lines], [n.linked for n in lines], [n.links for n in lines])
    sums = [[0, *accumulate(column)] for column in columns]
    for start, end, named, _ in parts:
        held, found, letters, linked, links = (column[end] - column[start] for column in sums)
        if not found and held * 2 <= sums[0][-1]:
            others = links >= _RUN and linked * 100 > letters * 15  # headlines, perhaps with abstracts
            if others or (named and not held):
                around[start:end] = [not _ATTACHED.search(line.text) for line in lines[start:end]]
    left = [0 if aside else n for n, aside in zip(marks, around, strict=True)]
    ends = [aside or bool(_OF_PAGE.search(line.text)) for line, aside in zip(lines, around, strict=True)]
    if own := _own(lines, parts, left):  # but for a headline with figures above it, and notes below
        heads = takewhile(lambda i: marks[i] and not (ends[i] or lines[i].linked), range(own.start - 1, -1, -1))
        notes = takewhile(lambda i: _NOTE.match(lines[i].text) and not ends[i], range(own.end, len(lines)))
        return Part(own.start - len(list(islice(heads, _FEW))), own.end + len(list(notes))), around
    wanted = [
        i for i, n in enumerate(left) if n and ((taken[i] and not _leads(lines[i])) or _STATEMENT.search(lines[i].text))
    ]
    first, last = (wanted[0], wanted[-1]) if wanted else (len(lines), -1)
    kept = [0, *accumulate(left)]
    spared = min(max(kept[-1] / 10, _SPARED[0]), _SPARED[1], (kept[-1] - 1) // 2)
    fit = [p for p in parts if p.start <= first and p.end > last and kept[-1] - kept[p.end] + kept[p.start] <= spared]
    fit.sort(key=lambda part: part.end - part.start)
    main = fit[0] if fit else Part(0, len(lines))
    for part in fit[1:]:  # a heading, a caption or a note may stand beside the block that has the figures
        above, below = range(main.start - 1, part.start - 1, -1), range(main.end, part.end)
        more = [len(list(islice(takewhile(lambda i: not ends[i], side), _FEW + 1))) for side in (above, below)]
        start, end = (n if n <= _FEW else 0 for n in more)
        main = Part(main.start - start, main.end + end)
        if main[:2] != part[:2]:
            break
    return main, around


def _own(lines: Sequence[Line], parts: Sequence[Part], left: Sequence[int]) -> Part | None:
    """The block or blocks that a content system made for the report, where no statement and no figures are outside."""
    told, loose = (
        [0, *accumulate(bool(n) and tells(line) for n, line in zip(left, lines, strict=True))]
        for tells in (_tells, _figures)
    )
    named = sorted((p for p in parts if p.own), key=lambda p: (told[p.start] - told[p.end], p.end - p.start))
    named = [part for part in named if told[part.end] > told[part.start]]
    whole = [Part(min(p.start for p in named), max(p.end for p in named))] if named else []
    for part in (*named[:1], *whole):
        outside, beside = (n[-1] - n[part.end] + n[part.start] for n in (told, loose))
        if not outside and beside < _RUN:
            return part
    return None


def _leads(line: Line) -> bool:
    """Say whether a line is little more than a link, with perhaps a day, to what is no file of the report."""
    if not line.linked or (len(line.text) >= 60 and line.links < _RUN) or _ATTACHED.search(line.text):
        return False
    day = _DATED.search(line.text[-16:])
    return line.linked * 10 >= (len(line.text) - (len(day[0]) if day else 0)) * 6


def _figures(line: Line) -> bool:
    """Say whether a line without links has a figure."""
    return not line.links and bool(_FIGURE.search(line.text))


def _tells(line: Line) -> bool:
    """Say whether a line with marks is a statement or a row of a table rather than a headline."""
    if "\t" in line.text:
        return not line.links
    return bool(_STATEMENT.search(line.text) and not _NOTE.match(line.text))


def _around(lines: Sequence[Line]) -> list[bool]:
    """Say of each line whether the template printed it: its words, lists of links with or without what they lead to."""
    kinds = ""
    for line, after in zip(lines, [*lines[1:], Line("")], strict=False):
        text, linked, links = line
        link = _leads(line) or (kinds.endswith("a") and len(text) <= 16 and _DATED.fullmatch(text))
        begins = _BEGINS.match(text) and (linked or not _MARK.search(text))
        own = len(text) <= _SHORT and (begins or _WITHIN.search(text))
        own = own or (text in _COLUMNS and after.linked)
        kinds += "o" if own or (link and links >= _RUN) else "a" if link else "s" if links else "p"
    found = [kind == "o" for kind in kinds]
    marks = [0, *accumulate(_marks(line.text) for line in lines)]
    for m in _LISTED.finditer(kinds):
        if "p" not in m.group() or (marks[m.end()] - marks[m.start()]) * 2 < marks[-1]:
            found[m.start() : m.end()] = [True] * len(m.group())
    return found


def _marks(text: str) -> int:
    """How much of a report a line holds: figures with units, numbers in cells, ends of sentences."""
    cells = text.split("\t")
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) if len(cells) > 1 else 0
    return numbers + len(_MARK.findall(text))


def _taken(page: Any, lines: Sequence[Line], marks: Sequence[int]) -> list[bool]:
    """Say of each line with marks whether trafilatura takes it for the page's text."""
    found = [False] * len(lines)
    etree.strip_attributes(page, "colspan", "rowspan")  # it would fill what they span, however much
    etree.strip_tags(page, "span", "font", "b", "strong", "i", "em", "u")  # they make no difference but to its time
    try:
        document: Any = trafilatura.bare_extraction(page, fast=True, include_comments=False, favor_recall=True)
    except Exception:  # its heuristics may fail on pages like no other; what they would have said can be done without
        return found
    if document is None:
        return found
    body = BLANK.sub("", "".join(document.body.itertext()))
    at = 0
    for i, line in enumerate(lines):
        words = BLANK.sub("", line.text) if marks[i] else ""
        place = body.find(words, max(at - _REACH, 0), at + _REACH + len(words)) if len(words) > 5 else -1
        if place >= 0:
            found[i] = True
            at = place + len(words)
    return found
