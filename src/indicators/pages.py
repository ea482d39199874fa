"""Pages: an annotated report as a web page of its own, or as a part of a notebook; without script and network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from indicators.notes import Note, facts, note, passed_over, silence
from indicators.templates import environment
from indicators.terminal import legible, printable
from indicators.vocabulary import MEASURES

if TYPE_CHECKING:
    from indicators.figures import AnnotatedReport, Figure, Paragraph


def page(report: AnnotatedReport) -> str:
    """Return an annotated report as a page of its own."""
    return environment().get_template("show.html").render(_parts(report))


def fragment(report: AnnotatedReport) -> str:
    """Return an annotated report as a part of another page, whose ids and styles it leaves alone."""
    prefix = f"r{report.facts['sha256'][:8]}-"
    return environment().get_template("fragment.html").render(_parts(report), prefix=prefix)


class _Shown(NamedTuple):
    """A figure: its number, the classes of its style, its note."""

    number: int
    classes: str
    note: Note


def _parts(report: AnnotatedReport) -> dict[str, Any]:
    shown = list(starmap(_shown, enumerate(report.figures, 1)))
    return {
        "prefix": "",
        "title": printable(report.title),
        "facts": [(name, printable(value)) for name, value in facts(report)],
        "measures": MEASURES.items(),
        "paragraphs": (_paragraph(paragraph, shown) for paragraph in report.paragraphs()),
    }


def _shown(number: int, figure: Figure) -> _Shown:
    row = figure.row
    if row is None:
        return _Shown(number, "silent", silence(figure.reason))
    classes = f"{row['measure']} target" if row["status"] == "target" else row["measure"]
    return _Shown(number, classes, Note(*map(printable, note(row))))


def _paragraph(paragraph: Paragraph, shown: Sequence[_Shown]) -> dict[str, Any]:
    gap = _legible(paragraph.gap)
    return {
        "pieces": [
            {"text": _legible(p.text), "figure": shown[p.number - 1] if p.number else None, "passed": p.passed_over}
            for p in paragraph.pieces
        ],
        "break": gap[:1],
        "blank": gap[1:],
        "passed": list(map(passed_over, paragraph.begins)),
        "figures": [shown[number - 1] for number in paragraph.numbers],
    }


def _legible(text: str) -> str:
    return "\n".join(map(legible, re.split(r"\r\n?|\n", text)))
