"""Encodings: what a report's bytes are told by; traditional characters: read as the simplified ones."""

import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators import traditional
from indicators.documents import from_text
from indicators.encodings import DocumentError, decode
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import load, shipped
from indicators.text import normalise
from indicators.traditional import simplified

REPORT = (
    "2023年,青石县坚持稳中求进,全年实现地区生产总值58.3亿元,比上年增长6.2%。\n"
    "粮食播种面积稳定在32.45万亩,改造户厕1,280个;新建标准化厂房3万平方米……\n"
    "“两山”转化成效明显,农村居民人均可支配收入达到18650元\n合计\t12户\n"
)
FORMER = (
    "2023年,青石縣堅持穩中求進,全年實現地區生產總值58.3億元,比上年增長6.2%。\n"
    "糧食播種面積穩定在32.45萬畝,改造戶廁1,280個;新建標準化廠房3萬平方米。\n"
)
NAMES = "陶喆、李犇、王垚、张骉、赵淼、钱焱、孙翀、周赟\n"
ONE_LINE = REPORT.replace("\n", ";")


def gbk(text: str) -> bytes:
    return text.encode("gb18030")


def damaged(data: bytes, at: int) -> bytes:
    return data[:at] + b"\xff" + data[at + 1 :]


# id, bytes, text, name of the encoding
READ = [
    ("utf-16 little endian", REPORT.encode("utf-16-le"), REPORT, "utf-16-le"),
    ("utf-16 big endian", REPORT.encode("utf-16-be"), REPORT, "utf-16-be"),
    ("utf-16 without ASCII", "粮食播种面积保持稳定农民收入继续增长".encode("utf-16-be"), "粮食播种面积保持稳定农民收入继续增长", "utf-16-be"),
    ("utf-16 cut", REPORT.encode("utf-16-le")[:-1], REPORT[:-1] + "\ufffd", "utf-16-le"),
    ("utf-32 with its mark", REPORT.encode("utf-32"), REPORT, "utf-32"),
    ("utf-32 big endian", b"\x00\x00\xfe\xff" + REPORT.encode("utf-32-be"), REPORT, "utf-32"),
    ("halves", REPORT.encode() + gbk(REPORT), REPORT * 2, "utf-8+gb18030"),
    ("halves, gbk first", gbk(REPORT) + REPORT.encode(), REPORT * 2, "utf-8+gb18030"),
    ("lines in turn", b"".join(line.encode() + gbk(line) for line in REPORT.splitlines(True)), "".join(line * 2 for line in REPORT.splitlines(True)), "utf-8+gb18030"),
    ("halves without line ends", gbk(ONE_LINE) + ONE_LINE.encode(), ONE_LINE * 2, "utf-8+gb18030"),
    ("a word of gbk that passes for utf-8", REPORT.encode() + gbk(REPORT + "一\n"), REPORT * 2 + "一\n", "utf-8+gb18030"),
    ("utf-8 with a bad byte", damaged(REPORT.encode(), 20), REPORT.encode()[:20].decode() + "\ufffd" + REPORT.encode()[21:].decode("utf-8", "replace"), "utf-8"),
    ("short utf-8, cut", "粮食播种面积".encode()[:-1], "粮食播种面\ufffd", "utf-8"),
    ("short gbk, cut", gbk("粮食播种面积")[:-1], "粮食播种面\ufffd", "gb18030"),
    ("gbk that begins within a character", gbk(REPORT[6:])[1:], "\ufffd" + REPORT[7:], "gb18030"),
    ("gbk with lines of ASCII", gbk("GDP 58.3\n" * 9 + REPORT), "GDP 58.3\n" * 9 + REPORT, "gb18030"),
    ("gbk, a table of digits", gbk("地区\t产值\n" + "58.3\t6.2\n" * 90), "地区\t产值\n" + "58.3\t6.2\n" * 90, "gb18030"),
    ("gbk, a few words", gbk("联通"), "联通", "gb18030"),
    ("gbk that passes for utf-8", gbk("一"), "一", "gb18030"),
    ("gbk, traditional", gbk(FORMER), FORMER, "gb18030"),
    ("gbk, rare names", gbk(NAMES), NAMES, "gb18030"),
    ("gbk, nothing but rare names", gbk("喆犇骉淼焱垚"), "喆犇骉淼焱垚", "gb18030"),
    ("gbk, tones and Greek", gbk("青石县(qīngshí)α值"), "青石县(qīngshí)α值", "gb18030"),
    ("gb18030, four bytes", gbk("㐂寿社区、𠮷安社区"), "㐂寿社区、𠮷安社区", "gb18030"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "text", "encoding"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_bytes_are_read_as_what_they_are(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)
    assert decode(data, encoding)[0].rstrip("\ufffd") == text.rstrip("\ufffd")  # a name that was given can be named


# id, bytes, what the message says
REFUSED = [
    ("png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture, not text"),
    ("jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture, not text"),
    ("gif", b"GIF89a\x01\x00\x01\x00", "a GIF picture"),
    ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF document, not text; name it .pdf"),
    ("zip", b"PK\x03\x04\x14\x00", "a ZIP archive, not text; name it .docx or .xlsx"),
    ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", r"an OLE file \(.doc, .xls, .wps\), not text; save it"),
    ("sqlite", b"SQLite format 3\x00", "an SQLite database"),
    ("gzip", b"\x1f\x8b\x08\x00", "a gzip archive"),
    ("rar", b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
    ("7z", b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7z archive"),
    ("elf", b"\x7fELF\x02\x01\x01\x00", "an ELF program"),
    ("nul bytes", b"\x00\x01\x02\x03" * 40, "a binary file, not text"),
    ("samples of sound", b"\x10\x00\xf3\xff\x21\x01" * 40, "a binary file, not text"),
    ("big5", FORMER.encode("big5"), "it may be Big5: name its --encoding"),
    ("big5, a sentence", FORMER[:30].encode("big5"), "it may be Big5"),
    ("utf-8, much of it bad", ("稳定增长".encode() + b"\xff" * 4) * 20, "too many bytes that are none"),
]


@pytest.mark.parametrize(("data", "reason"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_no_text_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        decode(data)


def test_big5_is_read_on_request() -> None:
    assert decode(FORMER.encode("big5"), "big5") == (FORMER, "big5")


@pytest.mark.parametrize("size", [60, 200, 1000])
def test_pieces_of_reports_are_read_whatever_they_are_in(seeds: Path, size: int) -> None:
    for file in sorted(seeds.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        for start in range(0, len(text) - size, max(size, len(text) // 12)):
            piece = text[start : start + size]
            if sum("一" <= c <= "龥" for c in piece) < 20:
                continue
            twin = traditionally(piece)
            assert decode(gbk(piece)) == (piece, "gb18030")
            assert decode(gbk(twin)) == (twin, "gb18030")
            assert decode(piece.encode("utf-16-le")) == (piece, "utf-16-le")
            for at in range(0, size, size // 5):  # damage gives no second encoding
                assert decode(damaged(piece.encode(), at))[1] == "utf-8"
            assert decode(piece.encode()[1:-1])[1] == "utf-8"
            with pytest.raises(DocumentError, match="Big5"):
                decode(twin.encode("big5", errors="ignore"))


COMMON = "".join(bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF))
WORDS = st.lists(st.sampled_from(COMMON), min_size=20, max_size=80, unique=True).map("".join)
BETWEEN = st.text(alphabet="0123456789.,;%()\n ，。、：《》“”abcXYZ", max_size=30)


@given(st.tuples(BETWEEN, WORDS, BETWEEN, WORDS).map("".join))
def test_chinese_text_decodes_to_itself(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        assert decode(text.encode(encoding)) == (text, encoding)


@given(st.one_of(st.binary(max_size=400), st.lists(st.sampled_from([REPORT.encode(), gbk(REPORT), b"\xff", b"\x80", b"\n", b"\xd0\xbb", "县".encode()])).map(b"".join)))  # fmt: skip
@example(b"\xff\xfe\x00\x00")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except DocumentError:
        return
    assert isinstance(text, str)
    text.encode("utf-16", errors="strict" if "+" in encoding else "surrogatepass")


# Seconds that 10 MB may take on a slow and busy machine; one is usual.
LARGE = {
    "utf-8": REPORT.encode(),
    "gb18030": gbk(REPORT),
    "mixed": REPORT.encode() + gbk(REPORT),
    "one line": ONE_LINE.encode() + gbk(ONE_LINE),
    "utf-8 with bad bytes": REPORT.encode() * 9 + b"\xff",
    "bytes that fit nothing": b"\x80\n",
}


@pytest.mark.parametrize("kind", LARGE)
def test_the_time_grows_with_the_size_only(kind: str) -> None:
    data = LARGE[kind] * (10_000_000 // len(LARGE[kind]))
    start = time.perf_counter()
    try:
        decode(data)
    except DocumentError:
        assert kind == "bytes that fit nothing"
    assert time.perf_counter() - start < 10


@cache
def pairs() -> dict[str, str]:
    """Simplified → traditional, of the characters that are simplified only."""
    table, _, new = traditional._characters()
    return {simple: chr(old) for old, simple in table.items() if simple in new}


def traditionally(text: str) -> str:
    return "".join(pairs().get(c, c) for c in text)


# traditional, simplified
TWINS = [
    ("2022年全縣實現地區生產總值58.3億元,比上年增長6.2%", "2022年全县实现地区生产总值58.3亿元,比上年增长6.2%"),
    ("1億萬畝噸戶個間臺隻條", "1亿万亩吨户个间台只条"),
    ("佔比、週邊、那裏、農曆、鄉里", "占比、周边、那里、农历、乡里"),
    ("內蒙古自治區與廣東省", "内蒙古自治区与广东省"),
    ("臺台、爲為、衆眾、綫線、羣群、牀床、麪麵", "台台、为为、众众、线线、群群、床床、面面"),
    ("乾縣與乾安縣晾曬餅乾", "乾县与乾安县晾晒饼干"),  # names keep their 乾
]


@pytest.mark.parametrize(("old", "new"), TWINS, ids=["sentence", "units", "variants", "regions", "doublets", "乾"])
def test_traditional_characters_become_simplified_ones(old: str, new: str) -> None:
    assert simplified(old) == new
    assert len(old) == len(new)


# Simplified texts with a name, a title, a saying in traditional characters.
KEPT = [
    REPORT,
    "著名的瞭望台建于乾隆年间",
    "县图书馆展出清刻本《青石縣志》,观众达3000人",
    "",
    "GDP 58.3",
    "题写“實事求是”的碑刻由市级文物保护单位修缮完成",
]


@pytest.mark.parametrize("text", KEPT)
def test_simplified_text_stays_the_same_object(text: str) -> None:
    assert simplified(text) is text


def test_every_sign_is_a_character_of_traditional_text_only() -> None:
    _, old, _ = traditional._characters()
    assert set(traditional._SIGNS) <= old


def test_simplified_text_opens_no_file_and_takes_no_time(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traditional, "_characters", None)
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(seeds.glob("*.txt")))
    text = normalise(text)[:50_000]
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        assert simplified(text) is text
        best = min(best, time.perf_counter() - start)
    assert best < 0.02  # less than 0.001 is usual


BOOK = Rulebook(load(shipped()))
# What a row says, apart from the words as written.
ALIKE = [
    "start",
    "end",
    "value",
    "value_high",
    "unit",
    "per",
    "metric",
    "measure",
    "region",
    "year",
    "period",
    "status",
    "base",
    "bound",
]


def rows(text: str) -> list[tuple[object, ...]]:
    document = from_text(text)
    found = [to_row(o, document) for o in observe(document, BOOK)[0]]
    return [tuple(row[key] for key in ALIKE) for row in found]


REPORTS = [
    (
        "2022年全縣實現地區生產總值58.3億元,比上年增長6.2%,城鎮居民人均可支配收入32,450元,其中農村貧困人口脫貧1.2萬人。",
        "2022年全县实现地区生产总值58.3亿元,比上年增长6.2%,城镇居民人均可支配收入32,450元,其中农村贫困人口脱贫1.2万人。",
    ),
    (
        "內蒙古自治區2021年國民經濟統計公報\n全區糧食總產量3840.3萬噸,廣東省援助資金2.5億元,建成高標準農田460萬畝,新增水井32眼、農機8台、羊舍56間、肉羊3萬隻,公路12條,佔全年任務的98.5%。",
        "内蒙古自治区2021年国民经济统计公报\n全区粮食总产量3840.3万吨,广东省援助资金2.5亿元,建成高标准农田460万亩,新增水井32眼、农机8台、羊舍56间、肉羊3万只,公路12条,占全年任务的98.5%。",
    ),
]


@pytest.mark.parametrize(("old", "new"), REPORTS, ids=["sentences", "report"])
def test_a_traditional_report_gives_the_rows_of_its_twin(old: str, new: str) -> None:
    assert rows(old) == rows(new)
    assert len(rows(new)) >= 4


def test_whole_reports_are_the_text_of_their_twins(seeds: Path) -> None:
    for file in sorted(seeds.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        assert from_text(traditionally(text)).text == from_text(text).text
