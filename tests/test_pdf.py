"""PDF: paragraphs, tables and numbers from places on pages; page furniture goes, faults have clear words."""

import io
import re
import zlib
from collections.abc import Iterable
from xml.sax.saxutils import escape

import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")

from reportlab.lib import pdfencrypt
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from indicators.encodings import DocumentError
from indicators.formats import glyphs, pdf
from indicators.formats import rows as pieces_of

SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
WIDTH, HEIGHT, MARGIN = 595, 842, 72
Mark = tuple[float, float, str]  # left, from the top of the page, text


def drawn(*pages: Iterable[Mark], size: float = 16, title: str = "", password: str = "", apart: float = 0) -> bytes:
    """Make a PDF of marks drawn at their places; digits are in a font of their own, as word processors have it."""
    data = io.BytesIO()
    lock = pdfencrypt.StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(data, pagesize=(WIDTH, HEIGHT), encrypt=lock)
    canvas.setTitle(title)
    for page in pages:
        for left, top, text in page:
            for run in re.findall(r"[0-9.]+|[^0-9.]+", text):
                font = "Times-Roman" if run[0] in "0123456789." else SONG
                words = canvas.beginText(left, HEIGHT - top)
                words.setFont(font, size)
                words.setCharSpace(apart)
                words.textOut(run)
                canvas.drawText(words)
                left += pdfmetrics.stringWidth(run, font, size) + apart * len(run)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def lines(*texts: str, top: float = 100, left: float = MARGIN, step: float = 28) -> list[Mark]:
    """Place lines below each other; a blank line leaves its place, `　` indents by a character."""
    return [(left, top + i * step, text) for i, text in enumerate(texts) if text]


def read(data: bytes) -> list[str]:
    """Return the lines of a PDF."""
    return pdf.read(data, None).text.split("\n")


# Twenty-eight characters fill a line.
ROW = "全县坚持稳中求进工作总基调，扎实推进乡村全面振兴工作各项"


PARAGRAPHS = {
    "indented": (lines("　　" + ROW[:26], "部署落地，成效明显。", "　　全年增收。"), [ROW[:26] + "部署落地，成效明显。", "全年增收。"]),
    "not indented": (lines(ROW, "部署落地，成效明显。", "全年增收。"), [ROW + "部署落地，成效明显。", "全年增收。"]),
    "a number cut": (lines(ROW[:-4] + "金额达18", ".56亿元。"), [ROW[:-4] + "金额达18.56亿元。"]),
    "a decimal cut": (lines(ROW[:-4] + "增长率4.", "9%。"), [ROW[:-4] + "增长率4.9%。"]),
    "headings": (lines("一、综合", "(一)农业", "全县" + ROW[2:], "部署落地。"), ["一、综合", "(一)农业", ROW + "部署落地。"]),
    "full sentence, then an indented one": (
        lines("　　" + ROW[:26], ROW[:-1] + "。", "　　" + ROW[:26], "部署。"),
        [ROW[:26] + ROW[:-1] + "。", ROW[:26] + "部署。"],
    ),
    "full sentence, then an item": (lines(ROW, ROW[:-1] + "。", "2.全年增收。"), [ROW + ROW[:-1] + "。", "2.全年增收。"]),
    "full sentence, then space": (
        lines(ROW, ROW, ROW[:-1] + "。", "", "全年增收。", ROW, "部署。"),
        [ROW + ROW + ROW[:-1] + "。", "全年增收。", ROW + "部署。"],
    ),
    "a signature": (lines(ROW, ROW[:-1] + "。", "县统计局"), [ROW + ROW[:-1] + "。", "县统计局"]),
    "a number that did not fit": (
        lines("　　" + ROW[:26], ROW[:24], "1234567.89万元，成效明显。"),
        [ROW[:26] + ROW[:24] + "1234567.89万元，成效明显。"],
    ),
    "a hyphen at the end": (lines(ROW[:-4] + "2012-", "2020年资产。"), [ROW[:-4] + "2012-2020年资产。"]),
    "a lone character": (lines("　　" + ROW[:26], "结", "　　全年增收。"), [ROW[:26] + "结", "全年增收。"]),
    "a title of two lines": (
        [(136, 100, "某县国民经济和社会发展情况的统计"), (200, 128, "二〇二二年度公报")],
        ["某县国民经济和社会发展情况的统计", "二〇二二年度公报"],
    ),
    "lines that are all the same": (lines("全年增收。", "全年增收。", "全年增收。"), ["全年增收。"] * 3),
    "names on a cover": (lines("红山区", "松山区", "宁城县", "林西县"), ["红山区", "松山区", "宁城县", "林西县"]),
    "numbers kept together": (
        lines("　　" + ROW[:26], ROW, ROW, ROW[:18] + "分别占", "31.8%、22%、16.5%和12.4%", "　　全年增收。"),
        [ROW[:26] + ROW * 2 + ROW[:18] + "分别占31.8%、22%、16.5%和12.4%", "全年增收。"],
    ),
    "a line left short": (
        lines(*["　　" + ROW[:26], ROW, "部署落地。"] * 3, "　　" + ROW[:26], ROW[:23], "“两不愁三保障”等各项。"),
        [ROW[:26] + ROW + "部署落地。"] * 3 + [ROW[:26] + ROW[:23] + "“两不愁三保障”等各项。"],
    ),
    "a bracket that a line leaves open": (
        [(136, 100, "全县主要指标（2015—2020"), (200, 128, "年）"), *lines("　　" + ROW[:26], "部署。", top=156)],
        ["全县主要指标（2015—2020年）", ROW[:26] + "部署。"],
    ),
    "a unit and a caption": (
        lines("全县主要指标情况", "表1全县主要指标完成情况", "单位：亿元、元、户、人", "注：按当年价格计算，全县各项。"),
        ["全县主要指标情况", "表1全县主要指标完成情况", "单位：亿元、元、户、人", "注：按当年价格计算，全县各项。"],
    ),
    "Latin words": (lines(ROW[:-3] + "开通app", "mini二期。"), [ROW[:-3] + "开通app mini二期。"]),
}  # fmt: skip


@pytest.mark.parametrize(("marks", "texts"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_wrapped_lines_are_rejoined(marks: list[Mark], texts: list[str]) -> None:
    assert read(drawn(marks)) == texts


def test_the_em_of_digits_is_the_size_of_their_font() -> None:
    found = list(pieces_of.of(glyphs.of(pdf.pdfium.PdfDocument(drawn(lines("全县", "15.4")))[0])))
    assert [round(line.em, 1) for line in found] == [16, 16]


BLANKS = [
    ("投入4. 9亿元", "投入4.9亿元"),
    ("投入1 ,234万元", "投入1,234万元"),
    ("增长13. 04 %", "增长13.04%"),
    ("在2 0 2 2年", "在2022年"),
    ("共１ ２个村", "共１２个村"),
    ("到 2022 年 末", "到2022年末"),
    ("分别为2021 2022两年", "分别为2021 2022两年"),
    ("分别为２０２１ ２０２２两年", "分别为２０２１ ２０２２两年"),
    ("1. 5个村退出", "1. 5个村退出"),
    ("达标；2. 6个村退出", "达标；2. 6个村退出"),
    ("中共县委　县人民政府", "中共县委 县人民政府"),
    ("表1 2022年主要指标", "表1 2022年主要指标"),
    ("增长8.9% ；全年增收", "增长8.9%；全年增收"),
]


@pytest.mark.parametrize(("written", "text"), BLANKS, ids=[b for _, b in BLANKS])
def test_blanks_go_from_within_numbers_only(written: str, text: str) -> None:
    assert read(drawn(lines(written))) == [text]


@pytest.mark.parametrize("apart", [2, 8, 16])
def test_letters_set_apart_are_one_word(apart: float) -> None:
    assert read(drawn(lines("全县工作报告2022"), apart=apart)) == ["全县工作报告2022"]


TABLES = {
    "rows": (
        [(72, 100, "指标"), (250, 100, "2022年"), (400, 100, "增长(%)"), (72, 128, "粮食产量"), (250, 128, "12.5"), (400, 128, "3.1")],
        ["指标\t2022年\t增长(%)", "粮食产量\t12.5\t3.1"],
    ),
    "numbers close to each other": ([(72, 100, "合计"), (150, 100, "2021"), (196, 100, "2022")], ["合计\t2021\t2022"]),
    "a wrapped label": (
        [(72, 100, "农村居民人均"), (72, 120, "可支配收入"), (250, 110, "16188"), (400, 110, "9.2"),
         (72, 150, "粮食产量"), (250, 150, "12.5"), (400, 150, "3.1")],
        ["农村居民人均可支配收入\t16188\t9.2", "粮食产量\t12.5\t3.1"],
    ),
    "a signature above": ([*lines("县统计局", "2023年"), (300, 128, "印发")], ["县统计局", "2023年\t印发"]),
    "a chapter": (lines("第一章　　基本情况"), ["第一章 基本情况"]),
    "two columns of text": (
        [*lines("全县坚持稳中求进工作总基调", "全年投入资金18.5亿元成效明", "显，今年各项。", step=20),
         *lines("第二产业发展良好，规上企业", "效益提高，出口平稳增长了4.", "9%。", step=20, left=320)],
        ["全县坚持稳中求进工作总基调全年投入资金18.5亿元成效明显，今年各项。", "第二产业发展良好，规上企业效益提高，出口平稳增长了4.9%。"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("marks", "texts"), TABLES.values(), ids=TABLES)
def test_wide_blanks_part_cells(marks: list[Mark], texts: list[str]) -> None:
    assert read(drawn(marks)) == texts


HEADS = {
    "two levels": (
        [(72, 110, "指标"), (170, 100, "2022年"), (370, 100, "2021年"), (140, 120, "总量"), (240, 120, "增速"), (340, 120, "总量"), (440, 120, "增速")],
        ["指标\t2022年\t2022年\t2021年\t2021年", "指标\t总量\t增速\t总量\t增速"],
    ),
    "one over three": (
        [(72, 110, "地区"), (236, 100, "资金投入"), (440, 110, "支出"), (140, 120, "中央"), (240, 120, "省级"), (340, 120, "市县")],
        ["地区\t资金投入\t资金投入\t资金投入\t支出", "地区\t中央\t省级\t市县\t支出"],
    ),
    "wrapped cells": (
        [(72, 110, "指标"), (140, 110, "总量"), (240, 104, "比上"), (240, 116, "年增"), (340, 110, "总量"), (440, 110, "增速")],
        ["指标\t总量\t比上年增\t总量\t增速"],
    ),
    "wrapped cells below one over two": (
        [(72, 110, "指标"), (180, 94, "2022年"), (340, 110, "总量"), (440, 110, "增速"),
         (140, 114, "总量"), (240, 108, "比上"), (240, 120, "年增")],
        ["指标\t2022年\t2022年\t总量\t增速", "指标\t总量\t比上年增\t总量\t增速"],
    ),
}  # fmt: skip
CELLS = [("第一产业", "3.1", "4.2", "5.3", "6.4"), ("第二产业", "7.1", "8.2", "9.3", "1.4")]


@pytest.mark.parametrize(("head", "texts"), HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("wrapped", [False, True], ids=["", "above a wrapped label"])
def test_headings_without_rules_are_over_their_columns(head: list[Mark], texts: list[str], wrapped: bool) -> None:
    marks = [(200, 40, "全县主要指标"), (440, 60, "单位：亿元、%"), *head]
    if wrapped:
        marks += [(72, 139, "第一"), (72, 151, "产业")]
    for row, cells in enumerate(CELLS):
        marks += zip((72, 143, 243, 343, 443), [145 + row * 20] * 5, cells, strict=True)
    marks = [mark for mark in marks if not (wrapped and mark[2] == "第一产业")]
    assert read(drawn(marks, size=10)) == [
        "全县主要指标",
        "单位：亿元、%",
        *texts,
        *("\t".join(row) for row in CELLS),
    ]


def test_what_is_drawn_late_goes_in_its_place() -> None:
    rows = [("指标", "总量"), ("粮食产量", "12.5"), ("油料产量", "4.5")]
    cells = [(left, 130 + i * 28, row[j]) for i, row in enumerate(rows) for j, left in enumerate((72, 300))]
    late = [cells.pop(1), (200, 72, "全县主要产品产量"), (300, 100, "单位：万吨")]
    expected = ["全县主要产品产量", "单位：万吨", *("\t".join(row) for row in rows)]
    assert read(drawn([*cells, *late[1:], late[0]])) == expected


def laid_out(story: list[object], header: str = "") -> bytes:
    """Lay out a story, with a header and a page number on each page if there is a header."""
    data = io.BytesIO()

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        if not header:
            return
        canvas.setFont(SONG, 9)
        canvas.drawString(MARGIN, HEIGHT - 36, header)
        canvas.drawCentredString(WIDTH / 2, 36, f"- {document.page} -")

    SimpleDocTemplate(data, pagesize=(WIDTH, HEIGHT)).build(story, onFirstPage=furniture, onLaterPages=furniture)
    return data.getvalue()


STYLE = ParagraphStyle("body", fontName=SONG, fontSize=14, leading=24, wordWrap="CJK", firstLineIndent=28)
CENTRED = ParagraphStyle("title", STYLE, fontSize=18, leading=30, alignment=TA_CENTER, firstLineIndent=0)
SMALL = ParagraphStyle("cell", STYLE, fontSize=10, leading=13, firstLineIndent=0)
RULED = [
    ("GRID", (0, 0), (-1, -1), 0.5, "black"),
    ("FONT", (0, 0), (-1, -1), SONG, 10),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
]


GRIDS = {
    "ruled": ([["指标", "2022年"], ["粮食产量", "12.5"]], [], ["指标\t2022年", "粮食产量\t12.5"]),
    "a heading over two columns": (
        [["指标", "2022年", ""], ["", "总量", "增长"], ["粮食产量", "12.5", "3.1"]],
        [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))],
        ["指标\t2022年\t2022年", "指标\t总量\t增长", "粮食产量\t12.5\t3.1"],
    ),
    "an empty cell": ([["指标", "甲", "乙"], ["产量", "", "3.1"]], [], ["指标\t甲\t乙", "产量\t\t3.1"]),
    "wrapped": (
        [[Paragraph("指标", SMALL), "2022年"], [Paragraph("农村居民人均可支配收入", SMALL), "16188"]],
        [],
        ["指标\t2022年", "农村居民人均可支配收入\t16188"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "style", "texts"), GRIDS.values(), ids=GRIDS)
def test_ruled_lines_part_cells(rows: list[list[object]], style: list[object], texts: list[str]) -> None:
    table = Table(rows, colWidths=[70] + [60] * (len(rows[0]) - 1), style=RULED + style)
    assert read(laid_out([Paragraph("全县情况。", STYLE), table])) == ["全县情况。", *texts]


CUT = {
    "numbers that are too long": (["全区零售总额", "108456\n2", "120387\n4"], ["全区零售总额\t1084562\t1203874"]),
    "rows of numbers": (["粮食\n油料", "10\n20", "3.1\n4.2"], ["粮食\t10\t3.1", "油料\t20\t4.2"]),
}


@pytest.mark.parametrize(("cells", "texts"), CUT.values(), ids=CUT)
def test_numbers_below_each_other_in_a_cell(cells: list[str], texts: list[str]) -> None:
    style = [*RULED, ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4)]
    table = Table([["指标", "甲", "乙"], cells], colWidths=[80, 40, 40], style=style)
    assert read(laid_out([table])) == ["指标\t甲\t乙", *texts]


def test_a_text_that_runs_over_its_cell_is_parted() -> None:
    style = [*RULED, ("LEFTPADDING", (0, 0), (-1, -1), 2)]
    table = Table(
        [["地区", "常住人口（人）", "耕地面积"], ["城关镇", "863", "124"]], colWidths=[60, 68, 60], style=style
    )
    assert read(laid_out([table])) == ["地区\t常住人口（人）\t耕地面积", "城关镇\t863\t124"]


def test_headings_that_a_page_repeats_stand_once() -> None:
    head = [["村名", "资金", ""], ["", "财政", "自筹"]]
    rows = [[f"双河{'一二三四五六七八九'[i % 9]}村", str(i * 31 + 7), f"{i}.{i % 7}"] for i in range(80)]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))]
    table = Table([*head, *rows], colWidths=80, repeatRows=2, style=RULED + spans)
    texts = ["村名\t资金\t资金", "村名\t财政\t自筹", *("\t".join(row) for row in rows)]
    assert read(laid_out([table])) == texts


def test_a_title_that_the_header_repeats_is_kept() -> None:
    title = "某县2022年乡村振兴工作总结"
    story = [Paragraph(title, CENTRED), *(Paragraph(f"{i}.{ROW}{ROW}。", STYLE) for i in range(1, 40))]
    assert read(laid_out(story, title))[:2] == [title, f"1.{ROW}{ROW}。"]


TITLE = "某市人民政府办公室关于巩固脱贫攻坚成果资金使用情况的通报"


@pytest.mark.parametrize("size", [14, 18], ids=["of the size of the text", "larger"])
def test_a_title_that_was_wrapped_is_one_line(size: float) -> None:
    title = ParagraphStyle("wrapped", CENTRED, fontSize=size)
    heading = TITLE if size > 14 else TITLE.replace("巩固", "全市上下巩固和拓展")
    assert read(laid_out([Paragraph(heading, title), *[Paragraph(f"{ROW}{ROW}。", STYLE)] * 9]))[0] == heading


def test_text_between_two_tables_is_not_parted() -> None:
    table = [["指标", "2022年"], ["粮食产量", "12.5"]]
    story = [
        Table(table, colWidths=60, style=RULED),
        Paragraph(f"{ROW}。", STYLE),
        Table(table, colWidths=60, style=RULED),
    ]
    rows = ["\t".join(row) for row in table]
    assert read(laid_out(story)) == [*rows, f"{ROW}。", *rows]


def test_rows_without_rules_between_them_stay_rows() -> None:
    style = [("LINEBEFORE", (1, 0), (-1, -1), 0.5, "black"), ("BOX", (0, 0), (-1, -1), 0.5, "black"), RULED[1]]
    table = Table([["粮食产量", "12.5", "3.1"], ["油料产量", "4.5", "-0.2"]], colWidths=80, style=style)
    assert read(laid_out([table])) == ["粮食产量\t12.5\t3.1", "油料产量\t4.5\t-0.2"]


PLACES = ["红山区", "松山区", "宁城县", "元宝山区", "林西县", "敖汉旗"]
WORKS = ["高标准农田建设", "农村公路养护改造", "人居环境整治", "易地搬迁后续扶持", "特色产业培育"]


def sentences(count: int) -> list[str]:
    """Make sentences with numbers at ever other places."""
    return [
        f"{PLACES[i % 6]}投入{i * 37 + 11}.{i % 10}万元用于{WORKS[i % 5]}，比上年增长{i % 13}.{(i * 7) % 10}%，"
        f"惠及{PLACES[(i + 2) % 6]}等地群众{(i * 7919) % 100000}人，其中脱贫人口{(i * 331) % 9000 + 100}人"
        + "，成效明显" * (i % 4)
        + "。"
        for i in range(count)
    ]


def report() -> list[str]:
    """Return the paragraphs of a report: headings, and three sentences in each paragraph."""
    said = sentences(60)
    found = ["某县2022年乡村振兴工作总结"]
    for i in range(0, 60, 3):
        if i % 15 == 0:
            found.append(f"{'一二三四'[i // 15]}、{WORKS[i // 15]}")
        found.append("".join(said[i : i + 3]))
    return found


@pytest.mark.parametrize("indent", [0, 28])
def test_a_report_comes_out_line_for_line(indent: float) -> None:
    style = ParagraphStyle("indented", STYLE, firstLineIndent=indent, spaceAfter=0 if indent else 14)
    texts = report()
    rows = [["地区", "户数", "增长(%)"], *([p, str(i * 31 + 7), f"{i}.{i}"] for i, p in enumerate(PLACES))]
    story = [Paragraph(texts[0], CENTRED), *(Paragraph(escape(t), style) for t in texts[1:])]
    data = laid_out([*story, Spacer(1, 12), Table(rows, colWidths=100, style=RULED)], "某县人民政府公报")
    assert read(data) == [*texts, *("\t".join(row) for row in rows)]


def broken(texts: list[str], length: int, indent: bool) -> list[str]:
    """Break texts after so many characters, whatever these are."""
    found = []
    for text in texts:
        text = "　　" * indent + text
        found += [text[i : i + length] for i in range(0, len(text), length)]
    return found


@pytest.mark.parametrize("indent", [False, True], ids=["plain", "indented"])
def test_ragged_lines_are_rejoined(indent: bool) -> None:
    texts = report()
    written = broken(texts, 26, indent)
    pages = []
    for i in range(0, len(written), 24):
        foot = [(280, 806, f"{i // 24 + 1}")]
        pages.append([*lines(*written[i : i + 24]), *foot, (72, 40, "某县人民政府公报")])
    assert read(drawn(*pages)) == texts


BODY = [
    lines(
        f"　　{PLACES[i]}{ROW[3 : 29 - len(PLACES[i])]}",
        f"{ROW[29 - len(PLACES[i]) : 26]}部署落地，成效明显。",
        f"　　{PLACES[i + 1]}增收。",
    )
    for i in range(4)
]
BODY_TEXT = [t for i in range(4) for t in (f"{PLACES[i]}{ROW[3:26]}部署落地，成效明显。", f"{PLACES[i + 1]}增收。")]
FURNITURE = {
    "dashes": [f"- {i} -" for i in range(4)],
    "long dashes": [f"— {i} —" for i in range(4)],
    "words": [f"第{i}页 共4页" for i in range(1, 5)],
    "of": [f"{i}/4" for i in range(1, 5)],
    "bare": [f"{i}" for i in range(7, 11)],
    "a name": ["某县统计局"] * 4,
    "even and odd": ["某县统计局", "2022年公报"] * 2,
    "a name and a number": [f"某县统计局 {i}" for i in range(4)],
}


@pytest.mark.parametrize("top", [40, 806], ids=["header", "footer"])
@pytest.mark.parametrize("furniture", FURNITURE.values(), ids=FURNITURE)
def test_page_furniture_goes(furniture: list[str], top: float) -> None:
    pages = [[*body, (250, top, mark)] for body, mark in zip(BODY, furniture, strict=True)]
    assert read(drawn(*pages)) == BODY_TEXT


def test_a_header_close_to_the_text_goes_too() -> None:
    close = [(72, 68, "　　全年投入稳定。"), *lines("　　成效明显。", top=96)]
    pages = [[(250, 40, "某县统计局"), *body] for body in [*BODY[:3], close]]
    assert read(drawn(*pages)) == [*BODY_TEXT[:6], "全年投入稳定。", "成效明显。"]


def table_at_foot(i: int) -> list[Mark]:
    return [m for j in range(5) for m in ((72, 690 + 28 * j, f"{PLACES[j]}"), (300, 690 + 28 * j, f"{i * 7 + j}"))]


KEPT = {
    "one page": [[*BODY[0], (250, 806, "某县统计局")]],
    "a first line that repeats in the text": [
        lines("全年增收。", "投入稳定。", top=110),
        lines("全年增收。", "投入增加。", top=110),
    ],
    "tables at the foot": [table_at_foot(i) for i in range(3)],
    "a number that counts no pages": [[*BODY[i], (250, 806, n)] for i, n in enumerate(["31", "7", "12"])],
    "forms that are all the same": [lines("姓名", "单位", "全年增收。") for _ in range(4)],
}


@pytest.mark.parametrize("pages", KEPT.values(), ids=KEPT)
def test_the_text_of_pages_stays(pages: list[list[Mark]]) -> None:
    found = re.sub(r"\s", "", "".join(read(drawn(*pages))))
    assert found == re.sub(r"\s", "", "".join(text for page in pages for _, _, text in page))


def test_a_paragraph_goes_on_over_the_page() -> None:
    first, second = lines("　　" + ROW[:26], ROW[:-4] + "总额为18", top=700), lines(".56亿元。", "　　全年增收。")
    pages = [[*first, (280, 806, "- 1 -")], [*second, (280, 806, "- 2 -")]]
    assert read(drawn(*pages)) == [ROW[:26] + ROW[:-4] + "总额为18.56亿元。", "全年增收。"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read(turn: int) -> None:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(WIDTH, WIDTH))
    canvas.translate(WIDTH / 2, WIDTH / 2)
    canvas.rotate(turn)
    canvas.translate(-WIDTH / 2, -WIDTH / 2)
    canvas.setFont(SONG, 16)
    for y, row in ((400, ("粮食产量", "12.5", "3.1")), (370, ("油料产量", "4.5", "-0.2"))):
        for x, cell in zip((72, 250, 400), row, strict=True):
            canvas.drawString(x, y, cell)
    canvas.save()
    assert read(data.getvalue()) == ["粮食产量\t12.5\t3.1", "油料产量\t4.5\t-0.2"]


def test_watermarks_are_no_text() -> None:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(WIDTH, HEIGHT))
    for body in BODY[:2]:
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.setFont(SONG, 60)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()
        canvas.setFont(SONG, 16)
        for left, top, text in body:
            canvas.drawString(left, HEIGHT - top, text)
        canvas.showPage()
    canvas.save()
    assert read(data.getvalue()) == BODY_TEXT[:4]


def pictured(pages: int, text: bool = False) -> bytes:
    """Make a PDF of pictures, with a page of text behind them on request."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(WIDTH, HEIGHT))
    png = zlib.compress(b"\x00\x80\x80\x80")
    head = b"\x89PNG\r\n\x1a\n"
    chunks = [(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"), (b"IDAT", png), (b"IEND", b"")]
    for name, body in chunks:
        head += len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
    for _ in range(pages):
        canvas.drawImage(ImageReader(io.BytesIO(head)), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    if text:
        canvas.setFont(SONG, 14)
        for i in range(8):
            canvas.drawString(MARGIN, 700 - 24 * i, f"　　{PLACES[i % 6]}投入衔接资金{i + 3}万元。")
    canvas.save()
    return data.getvalue()


def test_only_the_pages_with_text_are_read() -> None:
    assert read(pictured(2, text=True))[0].startswith("红山区投入衔接资金3万元。")


def test_an_empty_pdf_is_empty() -> None:
    assert pdf.read(drawn([]), None).text == ""


GOOD = drawn(*BODY)
# A font whose glyphs have numbers only.
UNMAPPED = b"""1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 73>> stream
BT /F 16 Tf 72 700 Td <0201020202030204020502060207020802090210> Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Song/Encoding/Identity-H/DescendantFonts[6 0 R]>> endobj
6 0 obj <</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 7 0 R/DW 1000>> endobj
7 0 obj <</Type/FontDescriptor/FontName/ABCDEF+Song/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>> endobj
"""
FAULTS = {
    "scanned": (pictured(3), "3 pages hold pictures and no text"),
    "one scanned page": (pictured(1), "1 page holds pictures"),
    "locked": (drawn(*BODY, password="某"), "needs a password"),
    "cut short": (GOOD[: len(GOOD) // 2], "cut short"),
    "not a PDF": ("某县2022年公报".encode(), "not a PDF"),
    "nothing in it": (b"%PDF-1.4\n%%EOF", "damaged"),
    "no pages": (b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj trailer <</Root 1 0 R>>\n%%EOF", "damaged"),
    "too many pages": (GOOD.replace(b"/Count 4", b"/Count 9"), "page 5 of 9 cannot be read"),
    "a loop": (re.sub(rb"/Kids \[[^\]]*\]", b"/Kids [ 2 0 R 2 0 R ]", GOOD), "damaged"),
    "no characters": (b"%PDF-1.4\n" + UNMAPPED + b"trailer <</Root 1 0 R>>\n%%EOF", "do not say which characters"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "words"), FAULTS.values(), ids=FAULTS)
def test_faults_have_words(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        pdf.read(data, None)


@pytest.mark.parametrize("at", range(0, len(GOOD), len(GOOD) // 40))
def test_damage_raises_nothing_else(at: int) -> None:
    for data in (GOOD[:at], GOOD[:at] + b"\xff" * 50 + GOOD[at + 50 :], GOOD[:at] + GOOD[at + 30 :]):
        try:
            assert isinstance(pdf.read(data, None).text, str)
        except DocumentError:
            continue


HEADED = lines("某县2022年国民经济和社会", "发展统计公报", ROW, "部署落地。", "Report 2022", "通知")
TITLES = {
    "over two lines": ("某县2022年国民经济和社会发展统计公报", "某县2022年国民经济和社会发展统计公报"),
    "with blanks": ("某县2022年 国民经济和社会发展\u3000统计公报", "某县2022年国民经济和社会发展统计公报"),
    "of a template": ("某县2021年国民经济和社会发展统计公报", ""),
    "half of it": ("国民经济和社会发展统计公报", ""),
    "words of a sentence": ("全县坚持稳中求进工作总基调", ""),
    "a file's name": ("某县统计公报终稿.docx", ""),
    "a program's": ("Microsoft Word - 文档1.doc", ""),
    "not Chinese": ("Report 2022", ""),
    "a short word": ("通知", ""),
    "none": ("", ""),
}


@pytest.mark.parametrize(("written", "title"), TITLES.values(), ids=TITLES)
def test_only_titles_of_the_text_are_taken(written: str, title: str) -> None:
    content = pdf.read(drawn(HEADED, title=written), None)
    assert (content.title, content.published, content.encoding) == (title, None, None)


BOUNDS = {
    "characters": (glyphs, "MOST_CHARACTERS", 100, "more than 100 characters; split it"),
    "pages": (pdf, "MOST_PAGES", 3, "of 4 pages; more than 3 are too many: split it"),
}


@pytest.mark.parametrize(("module", "name", "most", "words"), BOUNDS.values(), ids=BOUNDS)
def test_too_long_a_pdf_is_refused(
    module: object, name: str, most: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, most)
    with pytest.raises(DocumentError, match=words):
        pdf.read(GOOD, None)


def celled(rows: int, columns: int) -> bytes:
    """Make a table of cells drawn one by one, empty but for the first and the last of a row."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(WIDTH, HEIGHT))
    canvas.setFont(SONG, 6)
    for row in range(rows):
        for column in range(columns):
            canvas.rect(30 + 36.7 * column, 30 + 11.3 * row, 36.7, 11.3)
        canvas.drawString(33, 33 + 11.3 * row, "产量")
        canvas.drawString(33 + 36.7 * (columns - 1), 33 + 11.3 * row, f"{row}.5")
    canvas.save()
    return data.getvalue()


def test_cells_drawn_one_by_one_make_a_table() -> None:
    assert read(celled(70, 14)) == [f"产量\t\t{row}.5" for row in reversed(range(70))]


@pytest.mark.parametrize(("most", "text"), [(20, "产量\t\t0.5"), (14, "产量\t0.5")], ids=["a table", "a map"])
def test_a_page_of_very_many_lines_has_no_cells(most: int, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "MOST_SEGMENTS", most)
    assert read(celled(1, 3)) == [text]
