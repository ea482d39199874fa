"""Documents: decoding, what page furniture and title say, and passages that only repeat."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.documents import DocumentError, decode, from_text
from indicators.encodings import MIXED
from indicators.explanations import Explainer
from indicators.rules import load, shipped

TEXT = "2022年全县投入衔接资金2.3亿元,惠及群众5.7万人,增长12.5%。\r\n帮扶车间达到86个。\n"
LONG = TEXT * 12

# bytes, the text they stand for, the encoding that is named
DECODED = [
    (TEXT.encode(), TEXT, "utf-8"),
    (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, "utf-8-sig"),
    (TEXT.encode("utf-16"), TEXT, "utf-16"),
    (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, "utf-16"),
    (TEXT.encode("gbk"), TEXT, "gb18030"),
    ("镕基𠮷县".encode("gb18030"), "镕基𠮷县", "gb18030"),  # four bytes
    (b"", "", "utf-8"),
    (LONG.encode() + b"\xe4\xb8", LONG + "\ufffd", "utf-8"),  # cut within a character
    (LONG.encode() + b"\xff3" + LONG.encode(), LONG + "\ufffd3" + LONG, "utf-8"),  # one broken byte
    (LONG.encode("gbk") + b"\xff", LONG + "\ufffd", "gb18030"),
]


@pytest.mark.parametrize(("data", "text", "encoding"), DECODED)
def test_bytes_become_text(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


REFUSED = [
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", None, "binary"),
    (b"\x80\xff" * 60, None, "neither UTF-8 nor GB 18030"),
    (TEXT.encode("gbk"), "utf-8", "not readable as utf-8"),
    (TEXT.encode(), "no-such", "not readable as no-such"),
]


@pytest.mark.parametrize(("data", "encoding", "reason"), REFUSED)
def test_other_bytes_are_refused(data: bytes, encoding: str | None, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        decode(data, encoding)


def test_a_named_encoding_is_taken() -> None:
    assert decode("臺灣地區".encode("big5"), "big5") == ("臺灣地區", "big5")


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except DocumentError:
        return
    assert isinstance(text, str)
    assert encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", MIXED)


BODY = "全镇投入资金3.6亿元。\n实施项目28个。\n"

# what stands around the body, what is known of the report then
KNOWN = [
    ("{}新建车间3个。\n修路6公里。\n植树9万株。\n清淤2处。\n平川县乡村振兴局\n2023年4月24日\n", {"publisher": "平川县乡村振兴局", "published": date(2023, 4, 24)}),
    ("索引号:1234 发布机构:平川县乡村振兴局 发文日期:2023-04-24\n{}", {"publisher": "平川县乡村振兴局", "published": date(2023, 4, 24)}),
    ("发布时间:2021年3月8日 来源:平川日报社\n{}", {"publisher": "平川日报社", "published": date(2021, 3, 8)}),
    ("平川县2022年衔接资金使用情况的报告\n{}", {"title": "平川县2022年衔接资金使用情况的报告", "year": 2022}),
    ("标题:关于春耕备耕工作的通知\n文号:平农发〔2021〕12号\n{}", {"title": "关于春耕备耕工作的通知", "number": "平农发〔2021〕12号"}),
    ("平川县工作总结\n{}平川县农业农村局\n2020年12月28日", {"publisher": "平川县农业农村局", "published": date(2020, 12, 28), "year": 2020}),
    ("{}", {"publisher": "", "published": None, "number": "", "year": None}),
    ("发布时间:2021年13月45日\n{}", {"published": None}),  # no such day
    # a speech is given at the beginning of the year after the one that it reviews
    ("各位代表:\n现在,我向大会报告政府工作。\n一、2018年工作回顾\n{}", {"year": 2019, "result_year": 2018}),
    # a date that the text tells is none of publication
    ("平川县位于省境东部。2004年6月18日,平川县经批准设立。\n{}", {"published": None}),
    # a summary of one year with the plans of the next is of the first; the letter O stands for 〇
    ("平川县水务局二O一六年工作总结暨二O一七年工作打算\n{}", {"year": 2016, "result_year": None}),
    # a title that goes on with 与 on its second line
    ("关于平川县2011年预算执行情况\r\n与2012年预算草案的报告\r\n平川县财政局\r\n{}", {"title": "关于平川县2011年预算执行情况与2012年预算草案的报告", "year": 2012, "result_year": 2011}),
    # a survey compares itself with the census before
    ("平川县2015年1%人口抽样调查公报\n与2010年11月1日零时的人口普查相比。{}", {"year": 2015, "result_year": None}),
    # news is of the day it comes out, though the last year that it names lies three years back
    ("平川今年脱贫1.2万人\n2018-11-06 16:42 来源:网络\n本报讯(记者 方圆)2015年底查出贫困村28个。今年脱贫1.2万人。{}", {"year": 2018}),
    # a yearbook tells of the year before its own
    ("平川年鉴2016\n平川县\n{}", {"year": 2015}),
    # a work report without a year in its title is of the year that it is given in, its results are of the one before
    ("平川镇政府工作报告\n——2012年2月在平川镇第八届人民代表大会上\n到2011年底,路通了。{}", {"year": 2012, "result_year": 2011}),
    # prices of a year, and what is compared with one, say nothing of the report's own
    ("(上接第三版)电信业务(按2015年价格)增长。2020年末用户多。较2015年提高。{}", {"year": 2020}),
    # the month of a table
    ("平川工业产销 | 全县 | 2012.9 |\n{}", {"year": 2012}),
    # a timeline: its first line is no title, its last year is the report's
    ("1978年\n启动防护林建设。\n2006年\n{}\n2019年\n建成苗圃6处。", {"title": "", "year": 2019}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "known"), KNOWN)
def test_page_furniture_title_and_signature_are_read(page: str, known: dict[str, object]) -> None:
    document = from_text(page.format(BODY))
    assert {name: getattr(document, name) for name in known} == known
    assert not document.skipped(document.source.index("3.6亿元"))


PASSAGE = "全县投入财政衔接资金4.69亿元,实施产业项目128个,带动脱贫户2.3万户增收。"
REPEATED = [
    (PASSAGE + "\n其他工作有序推进。\n" + PASSAGE, 1),
    (
        PASSAGE + "\n其他工作有序推进。\n" + PASSAGE.replace("实施", " 实施? "),
        1,
    ),  # blanks and lost characters
    ("投入3亿元。\n其他。\n投入3亿元。", 2),  # too short to be more than chance
    (PASSAGE + "\n" + PASSAGE.replace("4.69", "5.12"), 2),
]


@pytest.mark.parametrize(("text", "times"), REPEATED)
def test_a_passage_that_only_repeats_is_skipped(text: str, times: int) -> None:
    document = from_text(text)
    places = [i for i in range(len(text)) if text.startswith("投入", i)]
    assert sum(not document.skipped(i) for i in places) == times


@given(st.text(max_size=300))
def test_any_text_is_a_document_of_the_same_length(text: str) -> None:
    document = from_text(text)
    assert document.source == text
    assert len(document.text) == len(text)


def test_lines_of_full_width_digits_are_joined_where_they_were_wrapped() -> None:
    lines = [
        "　　１９９８年，全县粮食总产量达到２１．４万吨，比上年增长３．１％，其中小麦产",
        "量９．６万吨，玉米产量８．２万吨，分别增长２．４％和５．７％，油料产量保持稳定，增长",
        "１．２％。水果产量６．３万吨，比上年增长１１．４％；水产品产量１．８万吨，下",
        "降４．６％。年末大牲畜存栏８．９万头，生猪饲养量３７．１万头，羊存栏６．４万",
        "只，分别比上年增长３．５％、９．７％和１．８％，肉类总产量达到２．９万吨，增",
        "长７．３％，禽蛋产量１．１万吨，全年造林４．２万亩，治理小流域１２条，新打机井",
        "２６３眼，新增有效灌溉面积１．６万亩，农机总动力达到３８．７万千瓦，农村用电",
        "量０．７亿千瓦时。",
    ]
    document = from_text("\r\n".join(lines))
    assert document.text.count("\n") == 0
    assert len(document.text) == len(document.source)


def test_rows_of_a_table_are_no_wrapped_lines() -> None:
    row = "第{}类产业增加值(按当年价格计算)\t2148.{}\t3.{}"
    table = "\n".join(row.format(i, i, i) for i in range(9))
    text = f"表1 2022年平川县按产业分的增加值和增长速度一览\n单位:亿元\n{table}\n"
    assert from_text(text).text == text


def test_half_a_character_is_replaced_by_one_sign() -> None:
    document = from_text("2022年\ud800投入\udfff3亿元")  # what a command line makes of bytes that are no UTF-8
    assert document.source == "2022年\ufffd投入\ufffd3亿元"
    found = Explainer(load(shipped())).document(document)
    assert [e.raw for e in found if e.row] == ["3亿元"]
