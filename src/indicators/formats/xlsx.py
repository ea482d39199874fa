"""Excel: the sheets of an .xlsx file, as Excel shows their cells.

Hidden sheets, rows and columns are left out, as are errors, booleans and comments; for a formula stands its stored
result. Number formats are those of ECMA-376, part 1, 18.8.30 and 18.8.31.
"""

import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import iterparse  # no document type comes through the check

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import WorkSheetParser

from indicators.encodings import DocumentError
from indicators.formats import Content, packages, tables

_SAVE = "open it in Excel or LibreOffice and save it again"
_MOST_CELLS = 200_000  # of a workbook that hold something
_MOST_PLACES = 3_000_000  # of a sheet: rows times columns that hold something
_MOST_SPANNED = 1000  # rows or columns of a merged range
_UNNAMED = re.compile(r"(?i)(?:sheet|工作表)\s*\d*(?:\s*\(\d+\))?|\d{1,3}")  # names that programs give to sheets
_ON_ITS_OWN = re.compile(r"[(（]?(?:计量)?单位|注|说明|备注[:：]|资料来源|数据来源")

# Formats that a Chinese Excel knows by their number only (18.8.30, zh-cn).
_CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日"),
    30: "m-d-yy",
    31: "yyyy年m月d日",
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm"),
}
_SECTION = re.compile(r'((?:"[^"]*"|[\\!_*].|[^;"\\!_*]|.)*?)(?:;|$)')
# The pieces of a format: quoted or escaped words, brackets, blanks and fillings, places of digits, others.
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|[_*].'
    r"|(?P<general>(?i:general)|G/通用格式|@)|(?P<places>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+,*)|(?P<other>.)"
)
_NO_LETTERS = re.compile(r'"[^"]*"|[\\!_*].|\[(?![hms]+\])[^\]]*\]|(?i:general|am/pm|e[+-])|G/通用格式|上午/下午')
_MINUTES = re.compile(r"(?<=h)([^a-z]*)m+|m+(?=[^a-z]*s)")
_NOT_SHOWN = re.compile(r"[?#0.,\s()]*")  # of a section for negative numbers that does not say so itself


def read(data: bytes, encoding: str | None = None) -> Content:
    """Read the bytes of an .xlsx file; `encoding` says nothing here, since the format has its own.

    Raises DocumentError for what is no sound .xlsx file, for formulas without results and for sheets too large.
    """
    packages.check(data, "xlsx")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl could not write again
            return Content("".join(line + "\n" for line in _workbook(data)))
    except (InvalidFileException, LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise DocumentError(f"an .xlsx file that openpyxl cannot read ({error}); {_SAVE}") from error


def _workbook(data: bytes) -> list[str]:
    book: Any = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise DocumentError(f"an .xlsx file without sheets that can be read; {_SAVE}")
    found: list[str] = []
    formulas = lost = cells = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        parsed = _Sheet(book, sheet, _MOST_CELLS - cells)
        formulas, lost, cells = formulas + parsed.formulas, lost + parsed.lost, cells + parsed.filled
        lines = parsed.lines()
        name, said = (re.sub(r"\s", "", words) for words in (sheet.title, "\n".join(lines)))
        if lines and name not in said and not _UNNAMED.fullmatch(sheet.title.strip()):
            found.append(sheet.title.strip())
        found += lines
    if lost * 2 > formulas:
        raise DocumentError(f"{lost} of {formulas} formulas without stored results; {_SAVE}")
    return found


class _Sheet(WorkSheetParser):  # type: ignore[misc]
    """The cells of one sheet that hold something, as text, with what is merged and hidden."""

    def __init__(self, book: Any, sheet: Any, most: int) -> None:
        with sheet._get_source() as source:
            super().__init__(source, sheet._shared_strings, data_only=True, epoch=book.epoch)
            self.formulas = self.lost = self.filled = 0
            self._book = book
            self._rows: dict[int, dict[int, str]] = {}
            self._merged: list[tuple[int, int, int, int]] = []
            self._hidden: set[int] = set()  # rows
            self._read(most)

    def _read(self, most: int) -> None:
        for _, element in iterparse(self.source):
            kind = packages.tag(element)
            if kind == "col":
                self.parse_column_dimensions(element)
            elif kind == "mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref"))
                self._merged.append((left or 1, top or 1, right or 1 << 14, bottom or 1 << 20))
            elif kind == "row":
                row, cells = self.parse_row(element)
                about = self.row_dimensions.pop(str(row), {})
                if about.get("hidden") in ("1", "true") or about.get("ht") == "0":
                    self._hidden.add(row)
                shown = {c["column"]: text for c in cells if c and (text := self._shown(c))}
                if shown:
                    self._rows[row] = shown
                    self.filled += len(shown)
                element.clear()
                if self.filled > most:
                    raise DocumentError(f"more than {_MOST_CELLS} cells; keep only the tables of the report")

    def parse_cell(self, element: Any) -> dict[str, Any] | None:
        """Parse a cell with something in it, and count the formulas whose results were not stored."""
        if not len(element) and element.get("r"):
            return None
        cell: dict[str, Any] = super().parse_cell(element)
        if any(packages.tag(e) == "f" for e in element):
            self.formulas += 1
            self.lost += cell["value"] is None and cell["data_type"] != "str"  # str: a result of no characters
        return cell

    def _shown(self, cell: dict[str, Any]) -> str:
        value = cell["value"]
        if value is None or cell["data_type"] in ("b", "e"):
            return ""
        if isinstance(value, str):
            return str(unescape(value)).translate(packages.UNSEEN).strip()
        number = self._book._cell_styles[cell["style_id"]].numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            code = BUILTIN_FORMATS.get(number) or _CHINESE_FORMATS.get(number, "General")
        else:
            code = self._book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
        return display(value, code, self.epoch)

    def lines(self) -> list[str]:
        """Return the rows as lines; rows and columns that are hidden or hold nothing are left out."""
        apart = [(int(c["min"]), int(c["max"])) for c in self.column_dimensions.values() if _is_hidden(c)]
        for left, top, right, bottom in self._merged:
            self._gather(left, top, right, bottom, apart)
        texts = {
            row: {c: text for c, text in cells.items() if not any(a <= c <= b for a, b in apart)}
            for row, cells in self._rows.items()
            if row not in self._hidden
        }
        rows = sorted(row for row, cells in texts.items() if cells)
        columns = sorted({c for cells in texts.values() for c in cells})
        if len(rows) * len(columns) > _MOST_PLACES:
            raise DocumentError(
                f"a sheet of {len(rows)} rows and {len(columns)} columns; keep only the report's tables"
            )
        spans: dict[tuple[int, int], tuple[int, int]] = {}  # place → columns and rows
        for left, top, right, bottom in self._merged:
            at, below = bisect_left(columns, left), bisect_left(rows, top)
            wide, high = bisect_right(columns, right) - at, bisect_right(rows, bottom) - below
            spans[below, at] = min(max(wide, 1), _MOST_SPANNED), min(max(high, 1), _MOST_SPANNED)
        return tables.lines(_cells([[texts[r].get(c, "") for c in columns] for r in rows], spans))

    def _gather(self, left: int, top: int, right: int, bottom: int, apart: list[tuple[int, int]]) -> None:
        """Leave of a merged range what it shows: the text of its first cell, in its first place that is not hidden."""
        text = self._rows.get(top, {}).get(left, "")
        within = range(top, bottom + 1)
        for row in within if len(within) < len(self._rows) else [r for r in self._rows if r in within]:
            cells = self._rows.get(row, {})
            for column in [c for c in cells if left <= c <= right]:
                del cells[column]
        row = next((r for r in within if r not in self._hidden), 0)
        for low, high in sorted(apart):
            left = high + 1 if low <= left <= high else left
        if text and row and left <= right:
            self._rows.setdefault(row, {})[left] = text


def _is_hidden(column: dict[str, str]) -> bool:
    return column.get("hidden") in ("1", "true") or column.get("width") == "0"


def _cells(rows: list[list[str]], spans: dict[tuple[int, int], tuple[int, int]]) -> Iterator[list[tables.Cell]]:
    reach: dict[int, int] = {}  # column → the last row that a merged range covers there
    begun = False
    for i, texts in enumerate(rows):
        filled = [at for at, text in enumerate(texts) if text]
        hangs = any(reach.get(j, -1) >= i for j in range(len(texts)))
        begun = begun or len(filled) > 1 or hangs
        if len(filled) == 1 and not hangs and (not begun or _ON_ITS_OWN.match(texts[filled[0]])):
            yield [tables.Cell(texts[filled[0]])]  # a caption, a unit or a remark, wherever it stands
            continue
        row: list[tables.Cell] = []
        at = 0
        while at <= (filled[-1] if filled else -1):
            if reach.get(at, -1) >= i:
                at += 1
                continue
            wide, high = spans.get((i, at), (1, 1))
            row.append(tables.Cell(texts[at], wide, high))
            reach.update(dict.fromkeys(range(at, at + wide), i + high - 1))
            at += wide
        yield row


def display(value: float | datetime | date | time | timedelta, code: str, epoch: datetime | None = None) -> str:
    """Write a number or date as its format shows it, without separators of thousands; empty where it shows nothing.

    >>> display(0.1304, "0.0%"), display(0.1 + 0.2, "General"), display(44926, "yyyy-mm-dd")
    ('13.0%', '0.3', '2022年12月31日')
    """
    sections, letters, is_date = _read(code)
    if is_date or not isinstance(value, (int, float)):
        return _dated(value, letters, epoch)
    number = Decimal(f"{value:.15g}" if isinstance(value, float) else value)
    if not number.is_finite():
        return ""
    if code == "General" or re.search(r"\[[<>=]", code):  # which section a condition chooses is not read
        return _plain(number)
    which = 1 if number < 0 and len(sections) > 1 else 2 if not number and len(sections) > 2 else 0
    section = sections[which]
    shown = _filled(abs(number), section)
    if number < 0 and re.search("[1-9]", shown):
        # (3.0) and 3.0 in red are negative, too
        words = "".join(m["quoted"] or m["escaped"] or m["other"] or "" for m in _pieces(section))
        if which == 0 or not re.search("[-−－△▲▼↓降减负少跌]", words):
            return "-" + (shown.strip("() ") if which else shown)
    return shown


@lru_cache(maxsize=500)
def _read(code: str) -> tuple[list[str], str, bool]:
    """Return the sections of a format, what letters its first has beside words, and whether it shows a date."""
    sections = [m[1] for m in _SECTION.finditer(code)][: code.count(";") + 1] or [""]
    letters = _MINUTES.sub(r"\1", _NO_LETTERS.sub("", sections[0]).lower())
    return sections, letters, bool(re.search("[ymdhse]|aaa", letters))


@lru_cache(maxsize=500)
def _pieces(section: str) -> list[re.Match[str]]:
    return list(_PIECE.finditer(section))


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _filled(number: Decimal, section: str) -> str:
    """Fill a number without its sign into the places of a format's section."""
    pieces = _pieces(section)
    other = [m["other"] for m in pieces if m["other"]]
    if any(c in "Ee/" for c in other):  # 1.2E+03 and 1 1/2 are shown as decimals
        return _plain(number)
    places = [m["places"] for m in pieces if m["places"]]
    scale = 2 * other.count("%") - 3 * sum(len(p) - len(p.rstrip(",")) for p in places)
    whole, _, after = "".join(places).replace(",", "").partition(".")
    step = Decimal(1).scaleb(-len(after))
    digits = format(number.scaleb(scale).quantize(step, ROUND_HALF_UP, Context(prec=700)), "f")
    before, _, decimals = digits.partition(".")
    decimals = decimals[: after.count("0")] + decimals[after.count("0") :].rstrip("0")
    before = "" if "0" not in whole and before == "0" and not decimals else before.zfill(whole.count("0"))
    shown = []
    for m in reversed(pieces):
        if m["places"]:
            places.pop()
            room = len(m["places"].replace(",", "").partition(".")[0])
            taken = before[-room:] if places else before  # 0!.0, parts the digits: 1.2 of 12345
            before = before[: len(before) - len(taken)]
            shown.append(taken + ("." + decimals if "." in m["places"] and decimals else ""))
        elif m["general"]:
            shown.append(_plain(number.scaleb(scale)))
        elif m["bracket"]:
            shown.append(m["bracket"][1:].partition("-")[0] if m["bracket"].startswith("$") else "")
        else:
            shown.append(m["quoted"] or m["escaped"] or m["other"] or "")
    return "".join(reversed(shown)).strip()


def _dated(value: Any, letters: str, epoch: datetime | None) -> str:
    if isinstance(value, (int, float)):
        try:
            value = from_excel(value, epoch or WINDOWS_EPOCH) if value >= 0 else None
        except (ValueError, OverflowError):
            return ""  # Excel shows ####
    if isinstance(value, timedelta):
        value = time() if value.days else (datetime.min + value).time()
    shown = ""
    if isinstance(value, date):
        shown += f"{value.year}年" if re.search("[ye]", letters) else ""
        shown += f"{value.month}月" if "m" in letters else ""
        shown += f"{value.day}日" if re.search("(?<!d)d{1,2}(?!d)", letters) else ""
    if isinstance(value, (datetime, time)) and "h" in letters and not re.search(r"[ymd\[]", letters):
        shown = f"{value.hour}:{value.minute:02}"
    return shown
