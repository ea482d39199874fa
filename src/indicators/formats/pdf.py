"""PDF: the text of a report from where its characters stand on the pages.

A PDF holds glyphs and places, no paragraphs. Glyphs make lines, lines rows, and both the paragraphs that were wrapped.
The order is the file's own.
"""

import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from indicators.encodings import DocumentError
from indicators.formats import Content, glyphs, paragraphs, rows
from indicators.formats.paragraphs import Page

MOST_PAGES = 5000
_HEAD = 30  # lines: where the title of a report stands
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def read(data: bytes, encoding: str | None = None) -> Content:
    """Read the text of a PDF; `encoding` says nothing here. The title is that of its metadata, where the text has it.

    Raises DocumentError for a file that is damaged, too long, needs a password, or holds pictures of text only.
    """
    pdf = _open(data)
    try:
        pages = _pages(pdf)
        stated = pdf.get_metadata_value("Title")
    finally:
        pdf.close()
    lines = list(paragraphs.of(pages))
    return Content("\n".join(lines), title=_title(stated, lines))


def _open(data: bytes) -> pdfium.PdfDocument:
    end = data.rfind(b"%%EOF")
    if b"%PDF-" not in data[:1024]:
        raise DocumentError("not a PDF, whatever its name says")
    # What is cut short may still open, without its last pages.
    if end < 0 or re.search(rb"[0-9]+ [0-9]+ obj\b", data[end:]):
        raise DocumentError("a PDF that is cut short: its end is missing; get it anew")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise DocumentError("an encrypted PDF that needs a password; save it without one") from error
        raise DocumentError("a damaged PDF that cannot be opened; get it anew") from error
    return pdf


def _pages(pdf: pdfium.PdfDocument) -> list[Page]:
    """Read the lines of all pages. Raises DocumentError where they show none, but pictures or garbage."""
    count = len(pdf)
    if not count:
        raise DocumentError("a damaged PDF: it has no pages; get it anew")
    if count > MOST_PAGES:
        raise DocumentError(f"a PDF of {count:,} pages; more than {MOST_PAGES:,} are too many: split it")
    pages: list[Page] = []
    scanned = written = garbled = 0
    for number in range(count):
        try:
            page = pdf[number]
            sheet = glyphs.of(page, written)
        except pdfium.PdfiumError as error:
            raise DocumentError(f"a damaged PDF: page {number + 1} of {count} cannot be read; get it anew") from error
        page.close()
        written += len(sheet.glyphs)
        garbled += sheet.garbled
        scanned += sheet.pictured
        pages.append(Page(list(rows.of(sheet)), sheet.box[1], sheet.box[3]))
    if scanned and written < glyphs.FEW * count:
        raise DocumentError(
            f"a scanned PDF: {scanned} page{'s hold' if scanned > 1 else ' holds'} pictures and no text; "
            "recognise its text first, for example with ocrmypdf -l chi_sim"
        )
    if garbled * 2 > written:
        raise DocumentError(
            "a PDF whose fonts do not say which characters they show; recognise its text, for example with "
            "ocrmypdf --force-ocr -l chi_sim"
        )
    return pages


def _title(stated: str, lines: list[str]) -> str:
    """Return the title of the metadata where it stands in the text as a line, or as up to three; else it may be that
    of the file which this one was made from.

    >>> _title("某县统计公报", ["某县", "统计公报", "全县投入18亿元。"])
    '某县统计公报'
    """
    stated, *head = (re.sub(r"\s", "", line) for line in [stated, *lines[:_HEAD]])
    named = len(_CHINESE.findall(stated)) > max(4, len(stated) / 2)
    stands = any(stated == "".join(head[i : i + n]) for i in range(len(head)) for n in (1, 2, 3))
    return stated if named and stands else ""
