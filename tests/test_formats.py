"""Formats: the same report in each of them gives the same rows; what is hostile is refused, and the run goes on."""

import html
import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ENVIRONMENT, Run
from indicators import batch, sandbox
from indicators.encodings import DocumentError
from indicators.formats import FORMATS, Content

docx = pytest.importorskip("docx")
openpyxl = pytest.importorskip("openpyxl")
pdfbase = pytest.importorskip("reportlab.pdfbase.cidfonts")

SEEDS = sorted((Path(__file__).resolve().parents[1] / "seeds").glob("*.txt"))


# --- one report in every format ---------------------------------------------------------------------------------------


def as_html(lines: list[str]) -> bytes:
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines)
    page = f'<!DOCTYPE html><html><head><meta charset="gb18030"></head><body><div id="zoom">\n{paragraphs}\n</div></body></html>'
    return page.encode("gb18030")


def as_docx(lines: list[str]) -> bytes:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_pdf(lines: list[str]) -> bytes:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(pdfbase.UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=18, firstLineIndent=24, wordWrap="CJK")
    out = io.BytesIO()
    SimpleDocTemplate(out).build([Paragraph(html.escape(line), style) for line in lines])
    return out.getvalue()


MAKERS: dict[str, Callable[[list[str]], bytes]] = {"html": as_html, "docx": as_docx, "pdf": as_pdf}
TOLD = (
    "region",
    "year",
    "period",
    "metric",
    "metric_name",
    "measure",
    "value",
    "value_high",
    "unit",
    "per",
    "bound",
    "status",
    "base",
)


def told(file: Path) -> list[tuple[Any, ...]]:
    found = batch.extract(file)
    assert [d["status"] for d in found.documents] == ["ok"], found.documents[0]["error"]
    return [tuple(row[name] for name in TOLD) for row in found.rows]


def written(seed: Path) -> list[str]:
    """The lines of a report as a page can show them: without what only scraping leaves."""
    text = seed.read_text(encoding="utf-8").replace("\xa0", " ")
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("form", MAKERS)
@pytest.mark.parametrize("seed", SEEDS, ids=[p.name[:3] for p in SEEDS])
def test_a_seed_gives_the_same_rows_in_every_format(seed: Path, form: str, tmp_path: Path) -> None:
    lines = written(seed)
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / f"a.{form}").write_bytes(MAKERS[form](lines))
    assert told(tmp_path / f"a.{form}") == told(tmp_path / "a.txt") != []


def test_offsets_point_into_the_text_that_is_kept(tmp_path: Path) -> None:
    for form, make in MAKERS.items():
        (tmp_path / f"a.{form}").write_bytes(make(written(SEEDS[0])))
    batch.run(tmp_path, tmp_path / "out", text=True, formats=["jsonl"])
    rows = [
        json.loads(line) for line in (tmp_path / "out" / "indicators.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert {row["document"] for row in rows} == {"a.html", "a.docx", "a.pdf"}
    for row in rows:
        text = (tmp_path / "out" / "text" / f"{row['document']}.txt").read_bytes().decode("utf-8")
        assert text[row["start"] : row["end"]] == row["raw"]


def test_the_documents_say_in_which_format_and_encoding_they_were(tmp_path: Path) -> None:
    for form, make in MAKERS.items():
        (tmp_path / f"a.{form}").write_bytes(make(["2022年全县投入资金3亿元。"] * 3))
    book = openpyxl.Workbook()
    book.active.append(["指标", "2022年"])
    book.active.append(["投入资金(亿元)", 3])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.md").write_text("# 总结\n\n投入**3**亿元。", encoding="utf-8")
    found = batch.extract(tmp_path)
    assert [(d["document"], d["format"], d["encoding"]) for d in found.documents] == [
        ("a.docx", "docx", None), ("a.html", "html", "gb18030"), ("a.md", "text", "utf-8"), ("a.pdf", "pdf", None),
        ("a.xlsx", "xlsx", None),
    ]  # fmt: skip
    assert not found.failed


PAGE = """<html><head><meta name="ArticleTitle" content="临水县2021年国民经济和社会发展统计公报">
<meta name="PubDate" content="2022-04-08 10:20"><meta name="ContentSource" content="临水县统计局"></head>
<body><div id="zoom"><p>一、综合</p><p>全年完成投资12.5亿元,增长3.1%。</p>
<table><tr><th rowspan=2>指标<th colspan=2>2021年<tr><th>总量(亿元)<th>增长(%)
<tr><td>第一产业增加值<td>20.1<td>5.2<tr><td>第二产业增加值<td>31.7<td>6.3</table></div></body></html>"""


def test_what_a_page_states_of_itself_goes_into_the_tables(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    found = batch.extract(tmp_path)
    document = found.documents[0]
    assert document["title"] == "临水县2021年国民经济和社会发展统计公报"
    assert (str(document["published"]), document["publisher"], document["year"]) == ("2022-04-08", "临水县统计局", 2021)
    assert [(r["metric_name"], r["measure"], r["value"], r["year"]) for r in found.rows][-4:] == [
        ("第一产业增加值", "level", 20.1e8, 2021), ("第一产业增加值", "growth", 5.2, 2021),
        ("第二产业增加值", "level", 31.7e8, 2021), ("第二产业增加值", "growth", 6.3, 2021),
    ]  # fmt: skip


def test_a_library_that_is_missing_is_named_with_the_extra(run: Run, tmp_path: Path) -> None:
    for form, library in {"html": "trafilatura", "pdf": "pypdfium2", "docx": "docx", "xlsx": "openpyxl"}.items():
        (tmp_path / "without").mkdir(exist_ok=True)
        (tmp_path / "without" / f"{library}.py").write_text(
            f"raise ImportError('no', name='{library}')\n", encoding="utf-8"
        )
        (tmp_path / f"a.{form}").write_bytes(b"PK")
    path = os.pathsep.join([str(tmp_path / "without"), ENVIRONMENT["PYTHONPATH"]])
    said = run("extract", tmp_path, env={"PYTHONPATH": path}).stderr
    for form in FORMATS:
        assert f"failed: a.{form}: reading {form} needs" in said
    assert said.count("pip install 'indicators[formats]'") == 4


def test_a_content_comes_back_from_json() -> None:
    from datetime import date

    for content in (Content("文本\ud800"), Content("", "big5", "标题", "局", date(2022, 1, 3), "1号")):
        assert Content.from_json(json.loads(json.dumps(content.to_json()))) == content


# --- hostile files ----------------------------------------------------------------------------------------------------


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def repacked(made: bytes, part: str, data: bytes) -> bytes:
    """An Office file with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENTITIES = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{ENTITIES}]><w:document {W}><w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body></w:document>'
XXE = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
DEEP = f"<w:document {W}><w:body>{'<w:p><w:r>' * 60_000}"


def pdf(stream: bytes, filters: str) -> bytes:
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    head += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj "
    head += f"4 0 obj<</Length {len(stream)}/Filter{filters}>>stream\n".encode() + stream
    return head + b"\nendstream endobj trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"


def pdf_bomb() -> bytes:
    """A few KB of stream that unpack to a gigabyte."""
    packer = zlib.compressobj(1)
    once = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    return pdf(zlib.compress(once, 9), "[/FlateDecode/FlateDecode]")


def encrypted_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(9, 9, "x")
    canvas.save()
    return out.getvalue()


def scanned_pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawInlineImage(__import__("PIL.Image", fromlist=["Image"]).new("L", (60, 60), 120), 0, 0, 500, 700)
    canvas.save()
    return out.getvalue()


HOSTILE: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("docx bomb", "a.docx", lambda: repacked(as_docx(["x"]), "word/document.xml", b"<w:p/>" * 9_000_000), "refused"),
    ("docx billion laughs", "a.docx", lambda: repacked(as_docx(["x"]), "word/document.xml", LAUGHS.encode()), "refused"),
    ("docx external entity", "a.docx", lambda: repacked(as_docx(["x"]), "word/document.xml", XXE.encode()), "refused"),
    ("docx external entity in UTF-16", "a.docx", lambda: repacked(as_docx(["x"]), "word/document.xml", XXE.encode("utf-16")), "refused"),
    ("docx depth", "a.docx", lambda: repacked(as_docx(["x"]), "word/document.xml", DEEP.encode()), "deep|depth|not readable|damaged|refused"),
    ("docx cut off", "a.docx", lambda: as_docx(["x"])[:-200], "damaged|broken|zip|cut"),
    ("docx that is an old or encrypted one", "a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password|save it as"),
    ("docx that is any archive", "a.docx", lambda: zipped(x=b"y"), "no Word|not a|no .*document"),
    ("xlsx external entity", "a.xlsx", lambda: repacked(xlsx(), "xl/workbook.xml", XXE.encode()), "refused"),
    ("xlsx bomb", "a.xlsx", lambda: repacked(xlsx(), "xl/worksheets/sheet1.xml", b"<row/>" * 9_000_000), "refused"),
    ("pdf bomb", "a.pdf", pdf_bomb, "refused"),
    ("pdf encrypted", "a.pdf", encrypted_pdf, "password"),
    ("pdf cut off", "a.pdf", lambda: as_pdf(["投入3亿元。"] * 200)[:900], "cut short|damaged|broken|not a"),
    ("pdf of pictures", "a.pdf", scanned_pdf, "scanned"),
    ("PNG named .txt", "a.txt", lambda: b"\x89PNG\r\n\x1a\n" + bytes(60), "PNG"),
    ("ZIP named .txt", "a.txt", lambda: zipped(x=b"y"), "ZIP"),
    ("SQLite named .txt", "a.txt", lambda: b"SQLite format 3\x00" + bytes(90), "SQLite"),
    ("PNG named .html", "a.html", lambda: b"\x89PNG\r\n\x1a\n" + bytes(60), "PNG"),
]  # fmt: skip

# Reads the folder in a process of its own, and says how long it took and how much memory its parser needed.
MEASURE = """
import json, re, resource, sys, time
from pathlib import Path
from indicators import batch, processes
start = time.monotonic()
found = batch.extract(Path(sys.argv[1]))
took = time.monotonic() - start
processes._close_all()
own = int(re.search(r"VmHWM:\\s*([0-9]+)", Path("/proc/self/status").read_text())[1])  # not that of who started it
memory = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024
print(json.dumps([[[d["document"], d["error"]] for d in found.documents], len(found.rows), took, memory]))
"""


@pytest.mark.parametrize(("name", "make", "reason"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_a_hostile_file_is_refused_and_the_run_goes_on(
    name: str, make: Callable[[], bytes], reason: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(make())
    for good in ("0.html", "z.html"):
        (tmp_path / good).write_bytes(as_html(["2022年全县投入资金3亿元。"] * 2))
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    documents, rows, took, memory = json.loads(done.stdout)
    errors = dict(documents)
    assert (errors.pop("0.html"), errors.pop("z.html"), rows) == (None, None, 4)
    with pytest.raises(DocumentError, match=reason):
        raise DocumentError(errors[name])
    assert "\n" not in errors[name]
    assert "internal error" not in errors[name]
    assert memory < 512
    assert took < 10  # a limit that is promised, not a measure of speed


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "openpyxl.py").write_text("while True: pass", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(slow))
    monkeypatch.setattr(sandbox, "SECONDS", 0.5)
    monkeypatch.setattr(sandbox, "_parser", sandbox.Process("sandbox"))
    monkeypatch.syspath_prepend(str(slow))
    with pytest.raises(DocumentError, match=r"reading it as xlsx takes longer than \d+ s; refused"):
        sandbox.read("xlsx", xlsx())


def test_a_file_too_large_for_a_parser_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "LARGEST", 0)
    with pytest.raises(DocumentError, match="0 MiB; a pdf file may have 0: split it"):
        sandbox.read("pdf", b"%PDF-")
