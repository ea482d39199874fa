"""Margins: an annotated report as lines for a terminal, with its notes in the margin or below each paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING
from unicodedata import category

from indicators.notes import counts, facts, note, passed_over, silence
from indicators.terminal import legible, printable, width
from indicators.vocabulary import MEASURES

if TYPE_CHECKING:
    from indicators.figures import AnnotatedReport, Paragraph

NOTES = ("auto", "margin", "below", "none")
WIDE = 110  # columns from which the notes have a margin of their own
_NARROWEST = 40
_INDENT = 4  # of notes below a paragraph
_GAP = 3  # columns between text and margin
_TAB = 8
_BREAK = re.compile(r"\r\n?|\n")
# Names of the terminal's own colours: they suit its background.
_COLOURS = {
    "level": "cyan",
    "growth": "green",
    "change": "yellow",
    "share": "magenta",
    "rank": "bright_blue",
    "silent": "red",
}
# Categories of Unicode: no line ends with a mark of the first, or begins with one of the second.
_OPENS, _CLOSES = ("Ps", "Pi"), ("Pe", "Pf", "Po")
# One character with what combines with it; blanks, a word of Latin letters or digits, or one character.
_ONE = r".[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]*"
_TOKEN = re.compile(rf"\t|[^\S\t]+|[!-~]+|{_ONE}", re.DOTALL)
_CHARACTER = re.compile(_ONE, re.DOTALL)

Words = tuple[str, str]  # a text and its style
Line = list[Words]


def lines(report: AnnotatedReport, columns: int, notes: str = "auto") -> Iterator[Line]:
    """Lay out a report for so many columns (of 40 at least): head, paragraphs with their notes, legend.

    notes: one of NOTES; auto takes the margin from WIDE columns on.
    """
    columns = max(columns, _NARROWEST)
    if notes == "auto":
        notes = "margin" if columns >= WIDE else "below"
    margin = columns * 2 // 5 if notes == "margin" else 0
    yield from _head(report, columns)
    held: list[Line] = []  # below a table, not between its rows
    for paragraph in report.paragraphs():
        text = list(_wrapped(_marked(report, paragraph), columns - (margin + _GAP if margin else 0)))
        room = margin or columns - _INDENT
        notices = [_wrapped(_tokens(passed_over(span), "dim"), room) for span in paragraph.begins]
        above = list(chain.from_iterable(notices)) if notes != "none" else []
        said = list(_noted(report, paragraph, room)) if notes != "none" else []
        parted = len(_BREAK.findall(paragraph.gap)) > 1
        if margin:
            yield from _beside(text, above + said, columns - margin)
        else:
            if len(text) > 1:
                yield from _released(held)
            yield from [*_indented(above), *text]
            held += _indented(said)
            if len(text) > 1 or parted:
                parted |= bool(held)
                yield from _released(held)
        if parted:
            yield []
    yield from _released(held)
    yield from _foot(report, columns)


def _released(held: list[Line]) -> Iterator[Line]:
    yield from held
    held.clear()


def render(found: Iterable[Line], coloured: bool) -> str:
    """Return lines as text, with the escape codes of their styles or without."""
    if not coloured:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in found)
    from rich.color import ColorSystem
    from rich.style import Style

    def styled(line: Line) -> Iterator[str]:
        for style, words in groupby(line, key=itemgetter(1)):
            text = "".join(word for word, _ in words)
            yield Style.parse(style).render(text, color_system=ColorSystem.STANDARD) if style else text

    return "".join("".join(styled(line)) + "\n" for line in found)


def _head(report: AnnotatedReport, columns: int) -> Iterator[Line]:
    told = "  ".join(f"{name} {printable(value)}" for name, value in facts(report))
    yield from _wrapped(_tokens(printable(report.title), "bold"), columns)
    yield from _wrapped(_tokens(told), columns)
    yield [("─" * columns, "dim")]


def _foot(report: AnnotatedReport, columns: int) -> Iterator[Line]:
    yield [("─" * columns, "dim")]
    legend = [[(name, f"bold {_COLOURS[measure]}")] for measure, name in MEASURES.items()]
    legend += [[("[1*] 目标", "underline")], [("[1?] 未取", _COLOURS["silent"])], [("页面信息、重复内容", "dim")]]
    yield from _wrapped((word for entry in legend for word in (entry, [("  ", "")])), columns)
    yield from _wrapped(_tokens(counts(report)), columns)


def _mark(report: AnnotatedReport, number: int) -> tuple[str, str, str]:
    """The number of a figure as it stands in the text, its colour, and the style of the figure."""
    row = report.figures[number - 1].row
    if row is None:
        return f"[{number}?]", _COLOURS["silent"], _COLOURS["silent"]
    target = row["status"] == "target"
    colour = _COLOURS[row["measure"]]
    return f"[{number}{'*' * target}]", colour, f"bold {colour}" + " underline" * target


def _marked(report: AnnotatedReport, paragraph: Paragraph) -> Iterator[Line]:
    """The words of a paragraph, each figure with its number as one."""
    for piece in paragraph.pieces:
        if piece.number:
            mark, colour, style = _mark(report, piece.number)
            text = legible(_BREAK.sub(" ", piece.text))
            yield [(text, style), (mark, colour)] if text else [(mark, colour)]
        else:
            yield from _tokens(piece.text, "dim" if piece.passed_over else "")


def _noted(report: AnnotatedReport, paragraph: Paragraph, room: int) -> Iterator[Line]:
    """The notes of a paragraph, each behind its number."""
    for number in paragraph.numbers:
        figure = report.figures[number - 1]
        mark, colour, _ = _mark(report, number)
        words = note(figure.row) if figure.row else silence(figure.reason)
        said = list(_tokens(words.name))
        parts = ((" ", words.measure, colour), (" ", words.value, ""), ("  ", words.where, ""), ("  ", words.more, ""))
        said += [word for blank, part, style in parts if part for word in ([(blank, "")], [(legible(part), style)])]
        indent = len(mark) + 1
        for i, line in enumerate(_wrapped(said, room - indent)):
            yield [(f"{mark} ", colour) if i == 0 else (" " * indent, ""), *line]


_width = lru_cache(2**14)(width)


def _size(line: Line) -> int:
    """How many columns words take."""
    return sum([_width(text) for text, _ in line])


def _indented(said: list[Line]) -> Iterator[Line]:
    return ([(" " * _INDENT, ""), *line] for line in said)


def _beside(text: list[Line], said: list[Line], left: int) -> Iterator[Line]:
    nothing: Line = []
    for line, words in zip_longest(text, said, fillvalue=nothing):
        blank = left - _size(line)
        yield [*line, (" " * blank, ""), *words] if words else line


def _tokens(text: str, style: str = "") -> Iterator[Line]:
    return ([(token, style)] for token in _TOKEN.findall(legible(text)))


def _glued(tokens: Iterable[Line]) -> Iterator[Line]:
    """Join to a word what closes it, and to what opens one the word; blanks stand alone."""
    word: Line = []
    for token in tokens:
        if word:
            before, after = word[-1][0][-1], token[0][0][0]
            blank = before.isspace() or after.isspace()
            if blank or (category(before) not in _OPENS and category(after) not in _CLOSES):
                yield word
                word = []
        word += token
    if word:
        yield word


def _wrapped(tokens: Iterable[Line], columns: int) -> Iterator[Line]:
    """Fill lines with words, by the width of wide characters; a word wider than a line is parted anywhere."""
    line: Line = []
    used, goes_on = 0, False
    for word in _glued(tokens):
        if word[0][0] == "\t":
            word = [(" " * (_TAB - used % _TAB), word[0][1])]
        size, blank = _size(word), word[0][0].isspace()
        parts = [word]
        if size > columns and not blank:
            parts = [[(c, style)] for text, style in word for c in _CHARACTER.findall(text)]
        for part in parts:
            size = size if part is word else _size(part)
            if used + size > columns:
                if line:
                    yield line
                line, used, goes_on = [], 0, True
            if blank and ((goes_on and not line) or size > columns):
                continue  # a line that goes on begins with a word
            line += part
            used += size
    if line:
        yield line
