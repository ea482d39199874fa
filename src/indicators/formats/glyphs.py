"""Glyphs: the characters of a page of a PDF with their places, and the ruled lines it draws.

In goes a page as PDFium has it, out comes a Sheet: text and lines are turned so that the text runs to the right, text
that PDFium would pass over is mended, watermarks are gone. Places are in points, from the lower left.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from indicators.encodings import DocumentError

MOST_CHARACTERS = 20_000_000  # of a document
MOST_SEGMENTS = 8000  # of the paths of a page; a map has more, and its lines part no cells
FEW = 30  # characters: what a scanned page may hold, such as the stamp of the scanner's program

_SAMPLE = 24  # characters that tell how a page is turned, and whether its fonts say which characters they show
_LARGE = 0.3  # of a page: a picture that may be a scanned page
_SHORT = 4  # points: less than the side of a cell
_DEEP = 4  # forms within each other
_MANY = 100_000  # objects of a form
_HYPHEN = re.compile("[\x02\ufffe]")  # PDFium's signs for a hyphen at the end of a line
_GARBAGE = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")  # private characters: their fonts alone know them

Box = tuple[float, float, float, float]  # left, bottom, right, top


class Glyph(NamedTuple):
    """A character, its box, the size of its font; spaced: a blank was written before it."""

    char: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    spaced: bool


class Rule(NamedTuple):
    """A ruled line: an upright one at x, from low to high; a level one at y, from left to right."""

    at: float
    start: float
    end: float

    def covers(self, across: float) -> bool:
        """Say whether it passes a place, nearly."""
        return self.start - 1 <= across <= self.end + 1


@dataclass(slots=True)
class Sheet:
    """A page: its glyphs in the order of the file, its upright and level rules in that of their places, its box.

    garbled: how many characters are none that can be read; pictured: it shows a large picture and next to no text.
    """

    glyphs: list[Glyph]
    upright: list[Rule]
    level: list[Rule]
    box: Box
    garbled: int
    pictured: bool


def of(page: pdfium.PdfPage, before: int = 0) -> Sheet:
    """Read a page; `before` is how many characters earlier pages had.

    Raises DocumentError where these are too many, and PdfiumError where the page is damaged.
    """
    _mend(page)
    sheet = page.get_textpage()
    count = sheet.count_chars()
    if before + count > MOST_CHARACTERS:
        raise DocumentError(f"a PDF of more than {MOST_CHARACTERS:,} characters; split it")
    text = _text(sheet, count)
    sample = [i for i in range(0, count, count // _SAMPLE + 1) if text[i].strip()]
    angles = Counter(round(-raw.FPDFText_GetCharAngle(sheet, i) / (math.pi / 2)) % 4 for i in sample)
    turns = angles.most_common(1)[0][0] if angles else 0
    unmapped = sum(raw.FPDFText_HasUnicodeMapError(sheet, i) == 1 for i in sample)
    glyphs = list(_glyphs(sheet, text, turns))
    garbled = max(text.count("\ufffd"), round(unmapped / max(len(sample), 1) * len(glyphs)))
    sheet.close()
    edges = [_turned(edge, turns) for edge in _edges(page)]
    upright = _merged((left, low, high) for left, low, right, high in edges if right - left < 1 < _SHORT < high - low)
    level = _merged((low, left, right) for left, low, right, high in edges if high - low < 1 < _SHORT < right - left)
    pictured = len(glyphs) < FEW and _has_picture(page)
    return Sheet(glyphs, upright, level, _turned(page.get_bbox(), turns), garbled, pictured)


def _mend(page: pdfium.PdfPage) -> None:
    """Take out watermarks, and mend text in a font that neither the file nor the machine has.

    It may be of no width or height: PDFium passes over such a character that stands alone, and takes lines that are
    the same for one, unless they are drawn with an outline.
    """
    matrix = raw.FS_MATRIX()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    waiting = [(item, 0) for item in _objects(page)]
    while waiting:
        item, depth = waiting.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEP:
            count = min(raw.FPDFFormObj_CountObjects(item), _MANY)
            waiting += [(raw.FPDFFormObj_GetObject(item, i), depth + 1) for i in range(count)]
        if kind != raw.FPDF_PAGEOBJ_TEXT:
            continue
        raw.FPDFPageObj_GetMatrix(item, matrix)
        aslant = min(abs(matrix.a), abs(matrix.b)) > 0.1 * max(abs(matrix.a), abs(matrix.b))
        if aslant and not depth:
            raw.FPDFPage_RemoveObject(page, item)  # a watermark
            raw.FPDFPageObj_Destroy(item)
            continue
        raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        if right.value - left.value < 0.001 or top.value - bottom.value < 0.001:
            raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_FILL_STROKE)
            raw.FPDFPageObj_SetStrokeWidth(item, ctypes.c_float(1))
            raw.FPDFPageObj_SetMatrix(item, matrix)


def _objects(page: pdfium.PdfPage) -> list[Any]:
    return [raw.FPDFPage_GetObject(page, i) for i in range(raw.FPDFPage_CountObjects(page))]


def _text(sheet: pdfium.PdfTextPage, count: int) -> str:
    """Return the characters of a page, one for each that PDFium counts; garbage as U+FFFD."""
    text = sheet.get_text_range() if count else ""
    if len(text) != count:
        codes = (raw.FPDFText_GetUnicode(sheet, i) for i in range(count))
        text = "".join(chr(c) if c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes)
    return _GARBAGE.sub("\ufffd", _HYPHEN.sub("-", text))


def _turned(box: Box, turns: int) -> Box:
    """Turn a box so that text which runs at `turns` right angles runs to the right."""
    left, bottom, right, top = box
    return (box, (bottom, -right, top, -left), (-right, -top, -left, -bottom), (-top, left, -bottom, right))[turns]


def _glyphs(sheet: pdfium.PdfTextPage, text: str, turns: int) -> Iterator[Glyph]:
    """Yield the characters of a page but blanks."""
    box, spaced = raw.FS_RECTF(), False
    place, handle, target = raw.FPDFText_GetLooseCharBox, sheet.raw, ctypes.byref(box)
    sizes: dict[tuple[float, float], float] = {}  # bottom and top → size: the characters of a font on a line share it
    for i, char in enumerate(text):
        if char.isspace():
            spaced = True
            continue
        place(handle, i, target)
        corners = (box.left, box.bottom, box.right, box.top)
        left, bottom, right, top = _turned(corners, turns) if turns else corners
        if (bottom, top) not in sizes:
            sizes[bottom, top] = _size(handle, i) or 0.9 * (top - bottom)
        yield Glyph(char, left, right, bottom, top, sizes[bottom, top], spaced)
        spaced = False


def _size(handle: Any, i: int) -> float:
    """Return the size of a character's font as the page shows it."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, i, matrix)
    return float(raw.FPDFText_GetFontSize(handle, i)) * math.hypot(matrix.c, matrix.d)


def _edges(page: pdfium.PdfPage) -> Iterator[Box]:
    """Yield the straight lines that a page draws, edges of rectangles among them, as boxes; none of a map."""
    paths = [item for item in _objects(page) if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH]
    counts = [raw.FPDFPath_CountSegments(path) for path in paths]
    if sum(counts) > MOST_SEGMENTS:
        return
    x, y, matrix = ctypes.c_float(), ctypes.c_float(), raw.FS_MATRIX()
    for path, count in zip(paths, counts, strict=True):
        raw.FPDFPageObj_GetMatrix(path, matrix)
        before = start = (0.0, 0.0)
        for i in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, i)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            a, b = x.value, y.value
            point = (matrix.a * a + matrix.c * b + matrix.e, matrix.b * a + matrix.d * b + matrix.f)
            step = raw.FPDFPathSegment_GetType(segment)
            if step == raw.FPDF_SEGMENT_LINETO:
                yield _around(before, point)
            elif step == raw.FPDF_SEGMENT_MOVETO:
                start = point
            if raw.FPDFPathSegment_GetClose(segment):
                yield _around(point, start)
            before = point


def _around(a: tuple[float, float], b: tuple[float, float]) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _merged(lines: Iterable[tuple[float, float, float]]) -> list[Rule]:
    """Sort ruled lines; those that go on in each other, as the sides of cells do, are one."""
    found: list[Rule] = []
    for at, start, end in sorted((round(at, 1), start, end) for at, start, end in lines):
        if found and found[-1].at == at and start <= found[-1].end + 2:
            found[-1] = Rule(at, found[-1].start, max(found[-1].end, end))
        else:
            found.append(Rule(at, start, end))
    return found


def _has_picture(page: pdfium.PdfPage) -> bool:
    left, bottom, right, top = page.get_bbox()
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x, y, far, high = found.get_bounds()
        if found.level or (far - x) * (high - y) > _LARGE * (right - left) * (top - bottom):
            return True
    return False
