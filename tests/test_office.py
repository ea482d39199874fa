"""Word and Excel: what a file shows becomes text, and files made to do harm are refused."""

import io
import resource
import time
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from indicators.documents import DocumentError
from indicators.formats import packages

docx = pytest.importorskip("docx")
openpyxl = pytest.importorskip("openpyxl")

from docx.oxml.parser import parse_xml  # noqa: E402

from indicators.formats import docx as word  # noqa: E402
from indicators.formats import xlsx as excel  # noqa: E402

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NAMES = (
    f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def saved(thing: object) -> bytes:
    out = io.BytesIO()
    thing.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def replaced(data: bytes, name: str, part: bytes | None) -> bytes:
    """The archive with one member replaced, or added, or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for n in old.namelist():
            if n != name:
                new.writestr(n, old.read(n))
        if part is not None:
            new.writestr(name, part)
    return out.getvalue()


def of_body(*xml: str) -> str:
    """The text of a Word file whose body holds these elements."""
    document = docx.Document()
    for x in xml:
        document.element.body.insert(-1, parse_xml(x.replace(">", f" {NAMES}>", 1)))
    return word.read(saved(document)).text


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


BOX = f"<w:txbxContent><w:p>{run('框内3.2亿元')}</w:p></w:txbxContent>"
# pieces of a paragraph behind 产量, and the lines that they give
PIECES = [
    pytest.param(run("5") + run(".2", "<w:b/>") + run("万吨"), "5.2万吨", id="a number in two runs"),
    pytest.param(f'<w:ins w:id="1">{run("5.2")}</w:ins>', "5.2", id="insertion"),
    pytest.param(f'<w:del w:id="1"><w:r><w:delText>4.9</w:delText></w:r></w:del>{run("5.2")}', "5.2", id="deletion"),
    pytest.param(f'<w:moveFrom w:id="1">{run("4.9")}</w:moveFrom>{run("5.2")}', "5.2", id="moved away"),
    pytest.param(f"<w:hyperlink>{run('5.2')}</w:hyperlink>", "5.2", id="link"),
    pytest.param(f"<w:smartTag>{run('5.2')}</w:smartTag>", "5.2", id="smart tag"),
    pytest.param(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('5.2')}</w:sdtContent></w:sdt>", "5.2", id="content control"),
    pytest.param(run("4.9", "<w:vanish/>") + run("5.2", '<w:vanish w:val="0"/>'), "5.2", id="hidden"),
    pytest.param(f"<w:r><w:instrText>PAGE 4</w:instrText></w:r>{run('5.2')}", "5.2", id="code of a field"),
    pytest.param("<w:r><w:t>5.2</w:t><w:br/><w:t>其中</w:t></w:r>", "5.2\n其中", id="line end"),
    pytest.param("<w:r><w:t>5.</w:t><w:softHyphen/><w:t>2\u00ad万</w:t></w:r>", "5.2万", id="soft hyphens"),
    pytest.param("<w:r><w:t>3</w:t><w:noBreakHyphen/><w:t>5</w:t></w:r>", "3-5", id="hard hyphen"),
    pytest.param("<w:r><w:t>为</w:t><w:tab/><w:t>5.2万吨。</w:t></w:r>", "为 5.2万吨。", id="tab in prose"),
    pytest.param("<w:r><w:tab/><w:t>5.2</w:t><w:tab/><w:t>3.1%</w:t></w:r>", "\t5.2\t3.1%", id="tabs of columns"),
    pytest.param(run("12") + run("3", '<w:vertAlign w:val="superscript"/>'), "12³", id="raised"),
    pytest.param(run("PM") + run("2.5", '<w:vertAlign w:val="subscript"/>'), "PM2.5", id="lowered"),
    pytest.param(
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
        "1/2",
        id="fraction",
    ),
    pytest.param(
        f"<w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        "\n框内3.2亿元",
        id="text box, once",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pieces", "lines"), PIECES)
def test_what_word_shows_of_a_paragraph(pieces: str, lines: str) -> None:
    assert of_body(f"<w:p>{run('产量')}{pieces}</w:p>") == f"产量{lines}\n"


def row(*cells: tuple[str, str]) -> str:
    return "<w:tr>" + "".join(f"<w:tc><w:tcPr>{p}</w:tcPr><w:p>{run(t)}</w:p></w:tc>" for t, p in cells) + "</w:tr>"


WIDE, DOWN, ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
TABLES = [
    pytest.param(
        [row(("地区", DOWN), ("2022年", WIDE)), row(("", ON), ("总量", ""), ("增速", "")), row(("红山区", ""), ("3", ""), ("4", ""))],
        ["地区\t2022年\t2022年", "地区\t总量\t增速", "红山区\t3\t4"],
        id="merged cells",
    ),
    pytest.param(
        [row(("指标", ""), ("数值", "")), row(("工业", ""), ("5", "")).replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="1"/></w:trPr>')],
        ["指标\t数值"],
        id="deleted row",
    ),
    pytest.param(
        ["<w:sdt><w:sdtContent>" + row(("工业", ""), ("5", "")) + "</w:sdtContent></w:sdt>"],
        ["工业\t5"],
        id="row in a content control",
    ),
    pytest.param(
        [row(("工业", ""), ("5", "")).replace("</w:tc></w:tr>", f"<w:tbl>{row(('煤', ''), ('3', ''))}</w:tbl><w:p/></w:tc></w:tr>")],
        ["工业\t5", "煤\t3"],
        id="table in a cell",
    ),
    pytest.param(
        [row(("一、综合", "")).replace("</w:tc>", f"<w:p>{run('全年增长3.0%。')}</w:p></w:tc>")],
        ["一、综合", "全年增长3.0%。"],
        id="frame around text",
    ),
    pytest.param([row(("甲", ""), ("乙", ON), ("丙", ""))], ["甲\t乙\t丙"], id="nothing above to belong to"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "lines"), TABLES)
def test_tables_of_word_are_lines(rows: list[str], lines: list[str]) -> None:
    assert of_body(f"<w:tbl>{''.join(rows)}</w:tbl>").splitlines() == lines


def numbered(document: object, levels: list[tuple[str, str]]) -> None:
    """Give a document a list (number 90) with these formats and patterns."""
    numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
    made = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (how, pattern) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{made}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def test_numbers_of_headings_are_restored() -> None:
    document = docx.Document()
    numbered(
        document,
        [
            ("japaneseCounting", "%1、"),
            ("chineseCounting", "（%2）"),
            ("decimal", "%3."),
            ("decimal", "%3.%4"),
            ("bullet", "·"),
        ],
    )
    shown = [(0, "综合"), (1, "就业"), (1, "物价"), (0, "农业"), (1, "粮食"), (2, "5万亩"), (3, "小麦"), (4, "玉米")]
    shown += [(0, f"第{n}") for n in range(3, 22)]
    for level, text in shown:
        p = document.add_paragraph(text)
        p._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )
    lines = word.read(saved(document)).text.splitlines()
    assert lines[:8] == ["一、综合", "（一）就业", "（二）物价", "二、农业", "（一）粮食", "1.  5万亩", "小麦", "玉米"]
    assert [line.partition("、")[0] for line in lines[8:]][-13:] == ["九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十", "二十一"]  # fmt: skip


def test_notes_stand_at_the_end_and_headers_nowhere() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.add_paragraph("生产总值").runs[0]._r.append(parse_xml(f'<w:footnoteReference {W} w:id="2"/>'))
    document.add_paragraph("正文完")
    notes = f'<w:footnotes {W}><w:footnote w:id="0"><w:p>{run("分隔")}</w:p></w:footnote><w:footnote w:id="2"><w:p>{run("按不变价格计算。")}</w:p></w:footnote></w:footnotes>'
    data = replaced(saved(document), "word/footnotes.xml", notes.encode())
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        rels, types = z.read("word/_rels/document.xml.rels"), z.read("[Content_Types].xml")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    data = replaced(
        data,
        "word/_rels/document.xml.rels",
        rels.replace(
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
        ),
    )
    data = replaced(
        data,
        "[Content_Types].xml",
        types.replace(b"</Types>", b'<Override PartName="/word/footnotes.xml" ContentType="application/xml"/></Types>'),
    )
    assert word.read(data).text == "生产总值\n正文完\n按不变价格计算。\n"


TITLES = [
    ("赤峰市2022年国民经济和社会发展统计公报", "赤峰市2022年国民经济和社会发展统计公报"),
    ("赤峰市2019年国民经济和社会发展统计公报", ""),  # of the file that this one was made from
    ("附件1赤峰市统计表", ""),
    ("Word 文档", ""),
]


@pytest.mark.parametrize(("stated", "title"), TITLES)
def test_the_title_of_the_properties_must_stand_in_the_text(stated: str, title: str) -> None:
    document = docx.Document()
    document.core_properties.title = stated
    for line in ("附件1赤峰市统计", "赤峰市2022年国民经济", "和社会发展统计公报", "全年增长3.0%。"):
        document.add_paragraph(line)
    assert word.read(saved(document)).title == title


SHOWN = [
    (0.1304, "0.0%", "13.0%"),
    (0.1 + 0.2, "General", "0.3"),
    (2148.0, "General", "2148"),
    (1e-7, "General", "0.0000001"),
    (2148.4, "#,##0.00", "2148.40"),
    (1.005, "0.00", "1.01"),
    (0.5, "#.00", "0.50"),
    (100, "0.##", "100"),
    (-3.25, "0.00;[Red]0.00", "-3.25"),
    (-3.25, "0.00_);(0.00)", "-3.25"),
    (-3.0, '"增长"0.0;"下降"0.0', "下降3.0"),
    (-0.001, "0.0", "0.0"),
    (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    (0, "0;-0;;@", ""),
    (7, ";;;", ""),
    (12345, '0!.0,"万"', "1.2万"),
    (1234567, "0.0,,", "1.2"),
    (2148.4, '0.00"亿元"', "2148.40亿元"),
    (2022, '0000"年"', "2022年"),
    (44926, "yyyy-mm-dd", "2022年12月31日"),
    (44926, 'yyyy"年"m"月"', "2022年12月"),
    (44926, "mmm-yy", "2022年12月"),
    (44926.5, "yyyy/m/d h:mm", "2022年12月31日"),
    (0.5, "h:mm", "12:00"),
    (44926, "aaaa", ""),
    (-5, "yyyy-mm-dd", ""),
    (44926, "[Red]0", "44926"),
    (12, "[>=10]0;0.0", "12"),
    (1e300, "0.00", f"1{'0' * 300}.00"),
]


@pytest.mark.parametrize(("value", "code", "shown"), SHOWN)
def test_cells_are_written_as_excel_shows_them(value: float, code: str, shown: str) -> None:
    assert excel.display(value, code) == shown


def of_cells(fill: Callable[..., None]) -> str:
    book = openpyxl.Workbook()
    fill(book, book.active)
    return excel.read(saved(book)).text


def table(book: object, sheet: object) -> None:
    sheet.title = "主要指标"  # type: ignore[attr-defined]
    for cells in (
        ["2022年完成情况"],
        [None, None, "单位：亿元"],
        ["指标", "2022年"],
        [None, "总量", "增速"],
        ["工业", 5.25, 0.03],
    ):
        sheet.append(cells)  # type: ignore[attr-defined]
    for merged in ("A1:C1", "A3:A4", "B3:C3"):
        sheet.merge_cells(merged)  # type: ignore[attr-defined]
    sheet["B5"].number_format, sheet["C5"].number_format = "0.0", "0.0%"  # type: ignore[index]


def test_a_sheet_is_its_name_and_its_rows() -> None:
    lines = ["主要指标", "2022年完成情况", "单位：亿元", "指标\t2022年\t2022年", "指标\t总量\t增速", "工业\t5.3\t3.0%"]
    assert of_cells(table).splitlines() == lines


def hidden(book: object, sheet: object) -> None:
    for cells in (
        ["甲", "藏", 1],
        ["藏", "藏", 2],
        ["乙", "藏", date(2022, 12, 31)],
        ["丙", "藏", "#REF!"],
        ["丁", "藏", True],
    ):
        sheet.append(cells)  # type: ignore[attr-defined]
    sheet.row_dimensions[2].hidden = sheet.column_dimensions["B"].hidden = True  # type: ignore[attr-defined]
    other = book.create_sheet("别")  # type: ignore[attr-defined]
    other["A1"] = "藏"
    other.sheet_state = "hidden"


def test_what_is_hidden_or_no_value_is_left_out() -> None:
    assert of_cells(hidden).splitlines() == ["甲\t1", "乙\t2022年12月31日", "丙", "丁"]


def under_hidden(book: object, sheet: object) -> None:
    for cells in (["藏", "2022年", None], ["甲", 1, 2]):
        sheet.append(cells)  # type: ignore[attr-defined]
    sheet["A1"] = None  # type: ignore[index]
    sheet.merge_cells("B1:C1")  # type: ignore[attr-defined]
    sheet.column_dimensions["B"].hidden = True  # type: ignore[attr-defined]


def test_a_merged_heading_stays_where_its_first_column_is_hidden() -> None:
    assert of_cells(under_hidden).splitlines() == ["2022年", "甲\t2"]


def test_a_sheet_that_claims_every_cell_is_read_at_once() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "首", "末"
    data = saved(book)
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        part = z.read("xl/worksheets/sheet1.xml")
    part = part.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="B2:XFC1048575"/></mergeCells>'
    )
    began = time.process_time()
    assert excel.read(replaced(data, "xl/worksheets/sheet1.xml", part)).text == "首\n末\n"
    assert time.process_time() - began < 2


def test_formulas_without_results_are_not_lost_silently() -> None:
    book = openpyxl.Workbook()
    book.active.append([1, "=A1+1"])
    with pytest.raises(DocumentError, match="1 of 1 formulas without stored results; open it in Excel"):
        excel.read(saved(book))


def of_results(results: str) -> str:
    """The text of a sheet whose cells hold formulas with these results, as Excel stores them."""
    data = saved(openpyxl.Workbook())
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{results}</row></sheetData></worksheet>'
    return excel.read(replaced(data, "xl/worksheets/sheet1.xml", xml.encode())).text


def test_for_a_formula_stands_its_stored_result() -> None:
    cells = '<c r="A1" t="str"><f>B1</f><v>工业</v></c><c r="B1"><f>C1*2</f><v>0.30000000000000004</v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    assert of_results(cells + '<c r="D1" t="str"><f>IF(1,"")</f><v></v></c><c r="E1"><v>4</v></c>') == "工业\t0.3\t4\n"


REPORT = docx.Document()
REPORT.add_paragraph("全年实现地区生产总值2148.4亿元。")
DOCX = saved(REPORT)
XLSX = saved(openpyxl.Workbook())
ENTITY = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&x;</w>'
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(98, 107)) + b"]><l>&j;</l>"  # fmt: skip
BOMB = replaced(DOCX, "word/document.xml", b"<w>" + b"0" * (150 << 20))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("公报.txt", "全年")
    return out.getvalue()


def many() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for n in range(packages.MOST_MEMBERS + 1):
            z.writestr(f"word/{n}", "")
    return out.getvalue()


HARM = [
    pytest.param(BOMB, "docx", "more than 100 times its size: refused", id="bomb"),
    pytest.param(replaced(DOCX, "word/document.xml", ENTITY), "docx", "declares a document type or entities: refused", id="entity of a file"),
    pytest.param(replaced(DOCX, "word/document.xml", LAUGHS), "docx", "declares a document type or entities: refused", id="entities of entities"),
    pytest.param(replaced(DOCX, "word/document.xml", ENTITY.decode().encode("utf-16")), "docx", "declares a document type", id="entity in UTF-16"),
    pytest.param(replaced(DOCX, "word/x.bin", b" " * 2000 + ENTITY), "docx", None, id="no XML part"),
    pytest.param(replaced(DOCX, "word/document.xml", b"<!--" + b" " * (2 << 20) + b"-->" + ENTITY[21:]), "docx", "declares a document type", id="entity far down"),
    pytest.param(replaced(DOCX, "word/document.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE'), "docx", "in an encoding that Office does not write", id="UTF-7"),
    pytest.param(replaced(XLSX, "xl/workbook.xml", ENTITY), "xlsx", "declares a document type", id="entity in a workbook"),
    pytest.param(DOCX[: len(DOCX) // 2], "docx", "cut off or damaged", id="cut off"),
    pytest.param(DOCX[:400] + bytes(40) + DOCX[440:], "docx", "cut off or damaged", id="damaged"),
    pytest.param(OLE, "docx", "an old .doc file or one with a password; save it as .docx", id="old Word"),
    pytest.param(OLE, "xlsx", "an old .xls file or one with a password; save it as .xlsx", id="old Excel"),
    pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "docx", "with a password; remove the password", id="password"),
    pytest.param(other_zip(), "docx", "a zip archive, but not a .docx file", id="another zip"),
    pytest.param(XLSX, "docx", "a .xlsx file with another name", id="Excel named Word"),
    pytest.param(many(), "docx", "more than 10000 files: refused", id="too many files"),
    pytest.param(b"<html>", "xlsx", "no zip archive", id="a page"),
    pytest.param(b"", "xlsx", "no zip archive", id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "what", "reason"), HARM)
def test_files_that_do_harm_are_refused(data: bytes, what: str, reason: str | None) -> None:
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if reason is None:
        packages.check(data, what)
    else:
        with pytest.raises(DocumentError, match=reason):
            (word if what == "docx" else excel).read(data)
    assert time.process_time() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


BROKEN = [
    pytest.param(replaced(DOCX, "word/document.xml", b"<w:document>"), "docx", id="no XML"),
    pytest.param(replaced(DOCX, "word/document.xml", None), "docx", id="no main part"),
    pytest.param(replaced(DOCX, "_rels/.rels", b"<a/>"), "docx", id="no relations"),
    pytest.param(replaced(XLSX, "xl/workbook.xml", b"<workbook>"), "xlsx", id="no workbook"),
    pytest.param(replaced(XLSX, "xl/worksheets/sheet1.xml", b"<worksheet>"), "xlsx", id="no sheet"),
    pytest.param(replaced(XLSX, "xl/worksheets/sheet1.xml", None), "xlsx", id="sheet missing"),
]


@pytest.mark.parametrize(("data", "what"), BROKEN)
def test_broken_parts_are_an_error_of_the_document(data: bytes, what: str) -> None:
    with pytest.raises(DocumentError, match="again"):
        (word if what == "docx" else excel).read(data)
