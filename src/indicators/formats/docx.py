"""Word: the text of a .docx file in reading order, with its tables and the numbers of its headings.

What Word shows in the body is kept, with text boxes, foot and end notes. Left out: deletions, hidden text, the code of
fields, comments, headers and footers, tables of contents. Names of elements are those of ECMA-376, part 1, 17.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from docx.opc.exceptions import OpcError
from docx.opc.package import OpcPackage
from docx.oxml.parser import parse_xml

from indicators.encodings import DocumentError
from indicators.formats import Content, packages, tables
from indicators.formats.packages import child, is_on, number, related, tag, value

_SAVE = "open it in Word and save it as .docx again"
_DROPPED = {"del", "delText", "moveFrom", "instrText", "delInstrText", "fldData", "rt"}  # rt: how a word is read
_DROPPED |= {"rPr", "pPr", "sdtPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"}  # properties
_SHOWN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "den": "/"}  # den: of a fraction
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")  # 12³ is not 123
_NOTES = ("footnote", "endnote")
_CONTENTS = re.compile(r"(?i)toc ?\d")  # the styles of a table of contents: it only repeats the headings
_MOST_COLUMNS = 63  # of a table in Word
# Ways to write the number of a heading (17.18.59) that Word and WPS use in Chinese texts; others are left out.
_COUNTED = re.compile("(?:chinese|japanese|taiwanese)Counting(?:Thousand)?")
_DIGITS = "一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

_FIGURE = re.compile(r"[-+−－]?[0-9０-９][0-9０-９.．,，]*[%％]?")
_MARKER = re.compile(r"([(（第]?[一二三四五六七八九十0-9]{1,3}[)）.．、章节]{1,2})\t\s*")
_MOST_IN_COLUMN = 30  # characters
_NO_TITLE = re.compile(r"(?i)附件|附表|文档|目录|word|microsoft")


def read(data: bytes, encoding: str | None = None) -> Content:
    """Read the bytes of a .docx file; `encoding` says nothing here, since the format has its own.

    Raises DocumentError for what is no sound .docx file, and for one that shows nothing but pictures.
    """
    packages.check(data, "docx")
    try:
        package = OpcPackage.open(BytesIO(data))
        if (main := related(package, "officeDocument")) is None:
            raise DocumentError(f"a .docx file without a main part; {_SAVE}")
        body = _Body(main)
        lines = body.lines()
        stated = child(_xml(related(package, "core-properties")), "title")
    except (OpcError, LookupError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise DocumentError(f"a damaged .docx file ({error}); {_SAVE}") from error
    except RecursionError as error:
        raise DocumentError(f"a .docx file whose parts are nested too deeply; {_SAVE}") from error
    if not lines and any(tag(n) in ("drawing", "pict", "object") for n in body.root.iter()):
        raise DocumentError("a .docx file of nothing but pictures; give their text, from text recognition")
    title = _title((stated.text or "") if stated is not None else "", lines)
    return Content("".join(line + "\n" for line in lines), title=title)


def _title(stated: str, lines: list[str]) -> str:
    """Return the title of the properties where the text opens with it; else it may be another document's."""
    stated, *head = (re.sub(r"\s", "", line) for line in [stated, *lines[:30]])
    if _NO_TITLE.match(stated) or not re.search("[一-龥]{4}", stated):
        return ""
    return stated if any(stated == "".join(head[i : i + n]) for i in range(30) for n in (1, 2, 3)) else ""


def _xml(part: Any) -> Any:
    return () if part is None else part.element if hasattr(part, "element") else parse_xml(part.blob)


class _Styles:
    """The styles of a document: what each says, or the one it is based on."""

    def __init__(self, root: Any) -> None:
        self._named = {value(s, of="styleId"): s for s in root if tag(s) == "style"}

    def chain(self, name: str) -> Iterator[Any]:
        for _ in range(20):  # a circle of styles has no end
            if name not in self._named:
                return
            yield self._named[name]
            name = value(self._named[name], "basedOn")

    def hides(self, name: str) -> bool | None:
        said = (is_on(s, "rPr", "vanish") for s in self.chain(name))
        return next((s for s in said if s is not None), None)


class _Numbers:
    """The numbers that Word writes before paragraphs: 一、 (一) 1."""

    def __init__(self, root: Any, styles: _Styles) -> None:
        self._styles = styles
        self._lists = {value(n, of="abstractNumId"): _levels(n) for n in root if tag(n) == "abstractNum"}
        self._nums = {value(n, of="numId"): n for n in root if tag(n) == "num"}
        self._counts: dict[str, dict[int, int]] = {}  # list → level → the number of its last paragraph
        self._begun: set[str] = set()

    def label(self, paragraph: Any) -> str:
        """Count a paragraph and return what stands before it; empty where that is not simple."""
        sources = [paragraph, *self._styles.chain(value(paragraph, "pPr", "pStyle"))]
        num, by = next(((v, s) for s in sources if (v := value(s, "pPr", "numPr", "numId"))), ("", paragraph))
        if num not in self._nums:
            return ""
        of = value(self._nums[num], "abstractNumId")
        levels = dict(self._lists.get(of, {}))
        counts = self._counts.setdefault(of, {})
        for changed in (n for n in self._nums[num] if tag(n) == "lvlOverride"):
            levels |= _levels(changed)
            if num not in self._begun and (start := value(changed, "startOverride")):
                counts[number(value(changed, of="ilvl"), 0)] = number(start, 1) - 1
        self._begun.add(num)
        styled = (i for i, level in levels.items() if value(level, "pStyle") == value(by, of="styleId") != "")
        said = next((v for s in sources if (v := value(s, "pPr", "numPr", "ilvl"))), "")
        at = number(said, 0) if said else next(styled, 0)
        if at not in levels:
            return ""
        counts[at] = counts.get(at, number(value(levels[at], "start"), 1) - 1) + 1
        for deeper in [i for i in counts if i > at]:
            del counts[deeper]
        pattern = value(levels[at], "lvlText")
        count = _written(counts[at], value(levels[at], "numFmt") or "decimal")
        simple = count and pattern.count("%") == 1  # 1.2 of two levels is no marker of an outline
        return pattern.replace(f"%{at + 1}", count) if simple and f"%{at + 1}" in pattern else ""


def _levels(node: Any) -> dict[int, Any]:
    return {number(value(n, of="ilvl"), 0): n for n in node if tag(n) == "lvl"}


def _written(count: int, how: str) -> str:
    if how in ("decimal", "decimalZero"):
        return f"{count:02}" if how == "decimalZero" else str(count)
    if how.startswith("decimalFullWidth"):
        return str(count).translate(_FULL_WIDTH)
    if how.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    if _COUNTED.fullmatch(how) and 1 <= count <= 99:
        tens, ones = divmod(count, 10)
        return _DIGITS[tens - 1 : tens] * (tens > 1) + "十" * (tens > 0) + _DIGITS[ones - 1 : ones] * (ones > 0)
    return ""


class _Place(NamedTuple):
    """A cell of a row, and whether it begins a merged one (restart), belongs to the one above (continue) or neither."""

    column: int
    columns: int
    text: str
    merge: str = ""


class _Body:
    """The main part of a document with what it refers to."""

    def __init__(self, main: Any) -> None:
        self.root = _xml(main)
        self._styles = _Styles(_xml(related(main, "styles")))
        self._numbers = _Numbers(_xml(related(main, "numbering")), self._styles)
        self._notes = {(kind, value(n, of="id")): n for kind in _NOTES for n in _xml(related(main, f"{kind}s"))}
        self._named: dict[tuple[str, str], None] = {}  # the notes in the order in which the text names them

    def lines(self) -> list[str]:
        """Return the lines of the body, then those of the notes."""
        found = list(self._lines(self.root))
        for note in sorted(self._named, key=lambda n: n[0] != _NOTES[0]):
            found += self._lines(self._notes.get(note, ()))
        return found

    def _lines(self, node: Any) -> Iterator[str]:
        for block in _blocks(node, "p", "tbl"):
            yield from self._table(block) if tag(block) == "tbl" else self._paragraph(block)

    def _paragraph(self, paragraph: Any, *, in_cell: bool = False) -> Iterator[str]:
        label = self._numbers.label(paragraph)
        style = value(paragraph, "pPr", "pStyle")
        if any(_CONTENTS.match(value(s, "name")) for s in self._styles.chain(style)):
            return
        shown: list[str] = []
        boxes: list[str] = []
        self._inline(paragraph, bool(self._styles.hides(style)), shown, boxes)
        text = "".join(shown).translate(packages.UNSEEN).strip()
        if label and (text or in_cell):
            text = _led(label, text)
        yield from (_parted(line) for line in map(str.strip, text.split("\n")) if line)
        yield from boxes

    def _inline(self, node: Any, hidden: bool, shown: list[str], boxes: list[str], raised: bool = False) -> None:
        """Collect what the pieces of a paragraph show, and the lines of text boxes that hang on it."""
        for piece in node:
            kind = tag(piece)
            if kind in _DROPPED:
                continue
            if kind == "t":
                text = (piece.text or "").replace("\n", " ")
                shown.append(text.translate(_RAISED) if raised else text)
                continue
            shown.append(_SHOWN.get(kind, ""))
            high = raised or kind == "sup"
            if kind == "r":
                said = is_on(piece, "rPr", "vanish"), self._styles.hides(value(piece, "rPr", "rStyle"))
                if next((s for s in said if s is not None), hidden):
                    continue
                high = high or value(piece, "rPr", "vertAlign") == "superscript"
            elif kind == "txbxContent":
                boxes += self._lines(piece)
                continue
            elif kind in ("footnoteReference", "endnoteReference"):
                self._named[kind.removesuffix("Reference"), value(piece, of="id")] = None
            elif kind == "AlternateContent":
                self._inline(_chosen(piece), hidden, shown, boxes, high)
                continue
            self._inline(piece, hidden, shown, boxes, high)

    def _table(self, table: Any) -> Iterator[str]:
        rows: list[list[_Place]] = []
        after: list[str] = []  # of tables within its cells
        for row in _blocks(table, "tr"):
            if child(row, "trPr", "del") is not None or is_on(row, "trPr", "hidden"):
                continue
            cells = list(_blocks(row, "tc"))
            if len(cells) == 1 and len(list(_blocks(cells[0], "p", "tbl"))) > 1:  # a frame around text
                yield from _laid_out(rows)
                rows = []
                yield from self._lines(cells[0])
            else:
                rows.append(self._row(row, cells, after))
        yield from _laid_out(rows)
        yield from after

    def _row(self, row: Any, cells: list[Any], after: list[str]) -> list[_Place]:
        at = min(number(value(row, "trPr", "gridBefore"), 0), _MOST_COLUMNS)
        places = [_Place(0, at, "")] if at else []
        for cell in cells:
            said: list[str] = []
            for block in _blocks(cell, "p", "tbl"):
                if tag(block) == "tbl":
                    after += self._table(block)
                else:
                    said += self._paragraph(block, in_cell=True)
            columns = min(max(number(value(cell, "tcPr", "gridSpan"), 1), 1), _MOST_COLUMNS)
            merged = child(cell, "tcPr", "vMerge") is not None
            merge = (value(cell, "tcPr", "vMerge") or "continue") if merged and not said else "restart" * merged
            places.append(_Place(at, columns, " ".join(said), merge))
            at += columns
        return places


def _blocks(node: Any, *wanted: str) -> Iterator[Any]:
    """Give the elements of these names, also those within content controls, insertions and the like."""
    for part in node:
        kind = tag(part)
        if kind in wanted:
            yield part
        elif kind == "altChunk":
            raise DocumentError(f"a .docx file with another file in it; {_SAVE}")
        elif kind not in _DROPPED and kind != "p":
            yield from _blocks(_chosen(part) if kind == "AlternateContent" else part, *wanted)


def _chosen(alternatives: Any) -> Any:
    """Return the first of the alternatives that holds text: they all show the same (part 3, 7.6)."""
    return next((a for a in alternatives if any(tag(n) == "t" for n in a.iter())), ())


def _laid_out(rows: list[list[_Place]]) -> list[str]:
    found: list[list[tables.Cell]] = []
    reaching: dict[int, tuple[int, int]] = {}  # column → the row and place in it of the cell that reaches down
    for places in rows:
        found.append([])
        now: dict[int, tuple[int, int]] = {}
        for place in places:
            if place.merge == "continue" and place.column in reaching:
                now[place.column] = i, j = reaching[place.column]
                found[i][j] = found[i][j]._replace(rows=found[i][j].rows + 1)
                continue
            if place.merge:
                now[place.column] = len(found) - 1, len(found[-1])
            found[-1].append(tables.Cell(place.text, place.columns))
        reaching = now
    return tables.lines(found)


def _led(label: str, text: str) -> str:
    """Put a number before a text: 1.  5万亩 is not 1.5万亩."""
    return label + ("  " if label[-1].isdigit() or text[:1].isdigit() else "") + text


def _parted(line: str) -> str:
    """Keep the tabs of a line that parts columns; in prose each is a blank."""
    if (m := _MARKER.match(line)) and "\t" not in line[m.end() :]:
        return _led(m[1], line[m.end() :])
    parts = [p.strip() for p in line.split("\t")]
    columns = len(parts) > 2 or any(_FIGURE.fullmatch(p) for p in parts[1:])
    if columns and all(len(p) <= _MOST_IN_COLUMN and not re.search("[。；;]", p) for p in parts):
        return "\t".join(parts)
    return " ".join(p for p in parts if p)
