"""Workbook: the tables as an Excel file with Chinese words, for people who filter and sum.

Sheet 指标 has a line for each row: what is read first stands first, what leads back to the tables (file, offsets, ids)
behind the sentence. Amounts in 元 stand a second time in 亿元, people in 万人; 数值 is the base value, 行号 the row's
place in the table. Sheet 文件 has the documents, 说明 what every column means. No text is a formula.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from indicators import schemas, vocabulary
from indicators.table import Row
from indicators.table import rows as each_row

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS, DOCUMENTS, NOTES = "指标", "文件", "说明"  # the sheets
_MOST = 1_048_575  # rows of a sheet below its head (Excel's limits)
_LONGEST = 32_767  # UTF-16 units of a cell
_BEGUN = datetime(2000, 1, 1)  # stands for the time of making, so that the same tables give the same bytes
# Columns and their widths, in characters; up to the sentence they are printed.
_ROW_WIDTHS = {
    "region": 15, "year": 8, "period": 12, "metric_name": 28, "measure": 8, "value": 18, "value_high": 15, "unit": 8,
    "per": 8, "亿元": 13, "万人": 12, "bound": 10, "status": 8, "base": 11, "raw": 16, "sentence": 76, "flags": 16,
    "document": 30, "row": 9, "region_code": 11, "metric": 32, "subject": 30, "start": 9, "end": 9, "rule": 32,
}  # fmt: skip
_DOCUMENT_WIDTHS = {
    "document": 36, "title": 52, "publisher": 26, "published": 13, "document_number": 22, "region": 16, "year": 8,
    "indicators": 13, "quantities": 13, "characters": 11, "status": 9, "error": 40, "region_code": 11, "format": 10,
    "encoding": 11, "bytes": 12, "sha256": 68,
}  # fmt: skip
_PRINTED = {ROWS: "sentence", DOCUMENTS: "error"}
_SCALED = {"亿元": ("元", 1e8), "万人": ("人", 1e4)}
_WORDS = {
    "measure": vocabulary.MEASURES,
    "bound": vocabulary.BOUNDS,
    "status": vocabulary.STATUSES,
    "base": vocabulary.BASES,
}
_OWN = {
    "row": ("行号", pa.int64(), "在 Parquet 表中的位置,从 0 起"),
    "亿元": ("亿元", pa.float64(), "数值除以 1 亿;仅单位为元者,按人、按年等计的除外"),
    "万人": ("万人", pa.float64(), "数值除以 1 万;仅单位为人者,按户、按年等计的除外"),
}
_MEANINGS = {
    **{name: " · ".join(words.values()) for name, words in _WORDS.items()},
    "base": "同比 · 环比 · 或某一时期",
    "start": "原文数字在解码后文本中的起点(字符)",
    "end": "原文数字的终点",
}
_LINE, _TALLEST = 18, 22  # points that a line of a cell is high, lines that a row can hold
_FILLED = 0.85  # of a column's width, as fonts differ
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no characters of XML 1.0


def _columns(
    widths: Iterable[str], schema: pa.Schema, titles: Mapping[str, str], meanings: Mapping[str, str]
) -> pa.Schema:
    """The columns of a sheet as a schema; each says which column of the table it is."""
    fields = []
    for name in widths:
        if name in _OWN:
            title, kind, meaning = _OWN[name]
        else:
            field = schema.field(name)
            title, kind = titles[name], pa.string() if pa.types.is_list(field.type) else field.type
            meaning = meanings.get(name) or field.metadata[b"description"].decode()
        fields.append(pa.field(title, kind, metadata={"description": meaning, "column": name}))
    return pa.schema(fields)


SHEETS = {
    ROWS: _columns(_ROW_WIDTHS, schemas.INDICATORS, vocabulary.INDICATORS, _MEANINGS),
    DOCUMENTS: _columns(
        _DOCUMENT_WIDTHS, schemas.DOCUMENTS, vocabulary.DOCUMENTS, {"status": " · ".join(vocabulary.STATES.values())}
    ),
}
CLOSED = {
    ROWS: {"类型": tuple(vocabulary.MEASURES.values()), "精确程度": tuple(vocabulary.BOUNDS.values()),
           "状态": tuple(vocabulary.STATUSES.values())},
    DOCUMENTS: {"状态": tuple(vocabulary.STATES.values())},
}  # fmt: skip


def write(path: Path, rows: pa.Table, documents: pa.Table | None, said: Mapping[str, str]) -> None:
    """Write a workbook. rows: with their place as `row`; said: what the tables say of their making.

    Raises ValueError for more rows than a sheet takes, and OSError.
    """
    for whole in (rows, documents):
        if whole is not None and whole.num_rows > _MOST:
            raise ValueError(
                f"{whole.num_rows} rows, and a sheet of Excel takes {_MOST}: choose rows with --metric, --region or"
                " --year, or write sqlite or csv"
            )
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    options = {
        "constant_memory": True,
        "nan_inf_to_errors": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"valign": "top"},
    }
    try:
        with TemporaryDirectory() as spare:  # where the sheets grow
            book = Workbook(path, options | {"tmpdir": spare})
            _compose(book, rows, documents, said)
            book.close()
    except XlsxFileError as error:
        raise OSError(f"Excel: {error}") from error


def _compose(book: "Workbook", rows: pa.Table, documents: pa.Table | None, said: Mapping[str, str]) -> None:
    book.set_properties({"title": "指标", "created": _BEGUN})
    styles = _Styles(book)
    _fill(_sheet(book, ROWS, _ROW_WIDTHS.values(), rows.num_rows, styles), ROWS, rows, styles)
    if documents is not None:
        sheet = _sheet(book, DOCUMENTS, _DOCUMENT_WIDTHS.values(), documents.num_rows, styles)
        _fill(sheet, DOCUMENTS, documents, styles)
    _explain(book.add_worksheet(NOTES), said, styles)


class _Styles:
    """The formats of cells."""

    def __init__(self, book: "Workbook") -> None:
        def style(**properties: Any) -> "Format":
            return book.add_format({"valign": "top", **properties})

        right = {"align": "right", "indent": 1}  # away from the text of the next column
        head = {"bold": True, "bg_color": "#DDE6F0", "bottom": 1, "valign": "vcenter"}
        self.head, self.head_of_numbers = style(**head), style(**head, **right)
        self.title, self.text, self.aside = style(bold=True, font_size=14), style(text_wrap=True), style()
        self.plain, self.whole = style(num_format="0", **right), style(num_format="#,##0", **right)
        self.scaled, self.exact = style(num_format="#,##0.00##", **right), style(**right)
        self.day = style(num_format="yyyy-mm-dd", align="left")

    def of(self, name: str, value: float) -> "Format":
        """Return the format of a number in a column: no decimals where it has none, all where it is small."""
        if name in ("year", "row", "start", "end"):
            return self.plain
        if name in _SCALED:
            return self.scaled if abs(value) >= 0.01 or not value else self.exact
        return self.whole if float(value).is_integer() else self.exact


def _sheet(book: "Workbook", name: str, widths: Iterable[int], count: int, styles: _Styles) -> "Worksheet":
    """Add a sheet with its heads, which stay in sight and are printed on every page."""
    sheet, schema = book.add_worksheet(name), SHEETS[name]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 1.5 * _LINE)
    for column, field in enumerate(schema):
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        sheet.write_string(0, column, field.name, styles.head_of_numbers if number else styles.head)
    last = len(schema.names) - 1
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{count + 1}"})  # codes of regions
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    printed = [field.metadata[b"column"].decode() for field in schema].index(_PRINTED[name])
    sheet.print_area(0, 0, max(count, 1), printed)
    sheet.hide_gridlines(0)  # print them
    sheet.set_footer("&C&P / &N")
    return sheet


def _fill(sheet: "Worksheet", name: str, whole: pa.Table, styles: _Styles) -> None:
    columns = [field.metadata[b"column"].decode() for field in SHEETS[name]]
    words = _WORDS if name == ROWS else {"status": vocabulary.STATES}
    widths = tuple((_ROW_WIDTHS if name == ROWS else _DOCUMENT_WIDTHS).values())
    printed = columns.index(_PRINTED[name]) + 1  # those behind it are not wrapped
    for line, row in enumerate(each_row(whole), 1):
        values = [_value(row, each, words) for each in columns]
        sheet.set_row(line, _LINE * max(map(_lines, values[:printed], widths)))
        for column, (each, value) in enumerate(zip(columns, values, strict=True)):
            if isinstance(value, str):
                if value:
                    sheet.write_string(line, column, _cell(value), styles.text if column < printed else styles.aside)
            elif isinstance(value, date) and value.year < 1900:  # Excel has no such days
                sheet.write_string(line, column, str(value), styles.day)
            elif isinstance(value, date):
                sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), styles.day)
            elif value is not None:
                sheet.write_number(line, column, value, styles.of(each, value))


def _value(row: Row, name: str, words: Mapping[str, Mapping[str, str]]) -> Any:
    if name in _SCALED:
        unit, size = _SCALED[name]
        fits = row["unit"] == unit and not row["per"] and row["value"] is not None
        return row["value"] / size if fits else None
    value = row[name]
    if name == "flags":
        return "、".join(vocabulary.FLAGS.get(flag, flag) for flag in value or () if flag)
    return words[name].get(value, value) if name in words else value


def _lines(value: Any, width: int) -> int:
    """Estimate how many lines a value takes; not every program finds the height of a row by itself."""
    if not isinstance(value, str) or 2 * len(value) < _FILLED * width:
        return 1
    # In GB 18030 a character has as many bytes as columns on a screen: a letter one, a Chinese character two.
    sizes = (len(line.encode("gb18030", "replace")) for line in value.split("\n"))
    return min(sum(max(1, ceil(size / (_FILLED * width))) for size in sizes), _TALLEST)


def _cell(text: str) -> str:
    r"""Make a text one that a cell can hold: what XML cannot hold is spelt out, what is too long is cut with a note.

    >>> _cell("3\x00万元")
    '3\\x00万元'
    """
    text = _ILLEGAL.sub(lambda m: m[0].encode("unicode_escape").decode("ascii"), text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text = f" {text}"  # XlsxWriter takes it for markup of its own
    units = len(text) if len(text) <= _LONGEST // 2 else len(text.encode("utf-16-le")) // 2
    if units <= _LONGEST:
        return text
    note = f"……(原文{len(text)}字,表格容纳不下,此处截断)"
    kept = text.encode("utf-16-le")[: 2 * (_LONGEST - len(note))]
    return kept.decode("utf-16-le", errors="ignore") + note


def _explain(sheet: "Worksheet", said: Mapping[str, str], styles: _Styles) -> None:
    """Write what every column means, and what has made the tables."""
    for column, width in enumerate((10, 16, 90)):
        sheet.set_column(column, column, width)
    made = {
        "程序": f"indicators {said.get('indicators.version', '')}",
        "表结构": said.get("indicators.schema", ""),
        "规则摘要": said.get("indicators.rules", ""),
    }
    sheet.set_row(0, 2 * _LINE)
    sheet.write_string(0, 0, "从政府报告中提取的指标", styles.title)
    for line, (name, value) in enumerate(made.items(), 1):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, _cell(value))
    top = len(made) + 2
    lines: Sequence[tuple[str, str, str]] = [
        (name, field.name, field.metadata[b"description"].decode()) for name, s in SHEETS.items() for field in s
    ]
    for line, cells in enumerate([("工作表", "列", "含义"), *lines], top):
        for column, text in enumerate(cells):
            sheet.write_string(line, column, text, styles.head if line == top else styles.text)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
