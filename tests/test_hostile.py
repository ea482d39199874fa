"""Hostile text: what no report holds, but files do; each gives rows that are sound, or is refused, and nothing hangs."""

import csv
import json
import math
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ENVIRONMENT, Run
from indicators import batch, documents, patterns, table
from indicators.encodings import DocumentError

GOOD = "2022年赤峰市投入资金4.9亿元,增长3.2%。\n"

# --- encodings: the twins of one text give the same rows --------------------------------------------------------------

TEXT = "".join(
    f"2022年,赤峰市第{i}批项目投入资金{i + 0.5}亿元,同比增长{i}.4%,建成镕基、堃山两处基地{i + 3}个。\r\n"
    for i in range(1, 9)
)
RARE = TEXT + "㐂塬村修路36公里,𠮷祥社区安置12户。\r\n"
TWINS = [
    ("utf-8", RARE.encode(), "utf-8"),
    ("UTF-8 with a mark", RARE.encode("utf-8-sig"), "utf-8-sig"),
    ("UTF-16", RARE.encode("utf-16"), "utf-16"),
    ("UTF-16 without a mark", RARE.encode("utf-16-le"), "utf-16-le"),
    ("UTF-16 without a mark, big end first", RARE.encode("utf-16-be"), "utf-16-be"),
    ("GB 18030 with characters of four bytes", RARE.encode("gb18030"), "gb18030"),
    ("LF line ends", RARE.replace("\r\n", "\n").encode(), "utf-8"),
    ("CR line ends", RARE.replace("\r\n", "\r").encode("gb18030"), "gb18030"),
]
SAME = ("region", "year", "metric", "measure", "value", "unit", "bound", "status", "base", "raw")


def rows(file: Path, **words: object) -> list[tuple[object, ...]]:
    found = batch.extract(file, **words)  # type: ignore[arg-type]
    assert not found.failed, found.failed[0]["error"]
    return [tuple(row[name] for name in SAME) for row in found.rows]


@pytest.mark.parametrize(("data", "encoding"), [t[1:] for t in TWINS], ids=[t[0] for t in TWINS])
def test_the_encoding_changes_no_row_and_is_recorded(data: bytes, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(RARE, encoding="utf-8", newline="")
    (tmp_path / "b.txt").write_bytes(data)
    assert rows(tmp_path / "b.txt") == rows(tmp_path / "a.txt") != []
    assert batch.extract(tmp_path / "b.txt").documents[0]["encoding"] == encoding


def test_big5_is_read_on_request_as_its_simplified_twin(tmp_path: Path) -> None:
    simplified = "2022年全县实现地区生产总值58.3亿元,比上年增长6.2%,粮食产量3万吨。"
    traditional = "2022年全縣實現地區生產總值58.3億元,比上年增長6.2%,糧食產量3萬噸。"
    (tmp_path / "a.txt").write_text(simplified, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(traditional.encode("big5"))
    without_raw = [row[:-1] for row in rows(tmp_path / "a.txt")]
    assert [row[:-1] for row in rows(tmp_path / "b.txt", encoding="big5")] == without_raw != []
    assert [row[-1] for row in rows(tmp_path / "b.txt", encoding="big5")] == ["58.3億元", "6.2%", "3萬噸"]


def test_a_character_cut_in_two_is_flagged_and_costs_no_other_row(tmp_path: Path) -> None:
    data = bytearray((GOOD * 2 + "建成车间36个,其中帮扶车间12个。\n修路90公里。\n").encode())
    data[data.find("其中".encode()) + 1] = 0x20
    (tmp_path / "a.txt").write_bytes(bytes(data)[:-2])
    found = batch.extract(tmp_path)
    assert found.documents[0]["encoding"] == "utf-8"
    assert [(row["value"], "damaged_text" in row["flags"]) for row in found.rows][-3:] == [
        (36, True),
        (12, True),
        (90, True),
    ]


def test_half_utf8_and_half_gbk_are_both_read_and_flagged(tmp_path: Path) -> None:
    first, second = "2022年赤峰市投入资金4.9亿元。\n" * 1, "同年建成高标准农田36万亩,惠及农户五千户。\n"
    (tmp_path / "a.txt").write_bytes(first.encode() + second.encode("gbk"))
    found = batch.extract(tmp_path)
    assert found.documents[0]["encoding"] == "utf-8+gb18030"
    assert [row["value"] for row in found.rows] == [490000000, 360000, 5000]
    assert all("mixed_encoding" in row["flags"] for row in found.rows)


# --- numbers ----------------------------------------------------------------------------------------------------------

NUMBERS = [
    "9" * 4301, "9" * 4301 + "亿", "1.2.3", "1,2345", "亿六39", "①", "٣", "1e400", "-", "1e400亿", "0." + "0" * 5000 + "1", "亿" * 500,
    "十" * 3000, "1,234,567,89", "几十几万", "百分之" + "九" * 600, "１２３．４．５", "-0", "+-3", "1/0", "0/0", "∞", "NaN", "½", "Ⅻ",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS, ids=[n[:12] for n in NUMBERS])
def test_a_number_that_is_none_gives_no_infinite_value_and_spoils_no_other(number: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        f"{GOOD}投入{number}万元,修路{number}公里,占{number}%。\n建成车间36个。\n", encoding="utf-8"
    )
    found = batch.extract(tmp_path)
    assert not found.failed
    assert all(math.isfinite(row["value"]) and math.isfinite(row["value_high"] or 0) for row in found.rows)
    values = [row["value"] for row in found.rows]
    assert (values[:2], values[-1]) == ([490000000, 3.2], 36)
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert all(text[row["start"] : row["end"]] == row["raw"] for row in found.rows)


# --- lengths ----------------------------------------------------------------------------------------------------------

LONG = """
import json, re, sys, time
from pathlib import Path
from indicators import batch
start = time.monotonic()
found = batch.extract(Path(sys.argv[1]))
print(json.dumps([[[d["document"], d["error"], d["indicators"]] for d in found.documents],
                  int(re.search(r"VmHWM:\\s*([0-9]+)", Path("/proc/self/status").read_text())[1]) // 1024,
                  time.monotonic() - start]))
"""


def measured(folder: Path) -> tuple[dict[str, tuple[str | None, int]], int, float]:
    done = subprocess.run(
        [sys.executable, "-c", LONG, folder], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    documents_, memory, seconds = json.loads(done.stdout)
    return {name: (error, count) for name, error, count in documents_}, memory, seconds


def test_one_line_of_64_million_characters_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    with (tmp_path / "long.txt").open("w", encoding="utf-8") as file:
        for _ in range(64):
            file.write("投入4.9亿元," * 125_000)
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    found, memory, _ = measured(tmp_path)
    assert found == {
        "long.txt": ("64,000,000 characters; a document may have 16,000,000: split it", 0),
        "good.txt": (None, 2),
    }
    assert memory < 1024


SHAPES = {
    "one sentence without end": lambda n: "".join(f"第{i}项投入{i + 1}.5亿元," for i in range(n)),
    "no mark at all": lambda n: "".join(f"第{i}项投入{i + 1}.5亿元" for i in range(n)),
    "digits": lambda n: "1234567890" * n,
    "numbers and blanks": lambda n: "".join(f"{i * 7919 % 100003} " for i in range(n)),
    "lines of numbers": lambda n: "".join(f"{i * 7919 % 100003}\n" for i in range(n)),
    "cells in one row": lambda n: "".join(f"{i}\t" for i in range(n)),
    "rows of a table": lambda n: "指标\t数值(亿元)\n" + "".join(f"第{i}类产业增加值\t{i}.7\n" for i in range(n)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_grows_with_the_length_and_not_with_its_square(shape: str, tmp_path: Path) -> None:
    def lines_run(n: int) -> int:
        """Lines of this package that run: counted work, the same on every machine."""
        run = 0

        def trace(frame, event, arg):  # type: ignore[no-untyped-def]
            nonlocal run
            run += event == "line"
            return trace

        text = SHAPES[shape](n)
        before = sys.gettrace()  # that of coverage
        sys.settrace(trace)
        try:
            batch.Extractor.extract(extractor, batch.Report("a.txt", tmp_path, "text"), text.encode())
        finally:
            sys.settrace(before)
        return run

    extractor = batch.Extractor(batch.Setup())
    lines_run(200)  # what is loaded on first use
    once, four = lines_run(400), lines_run(1600)
    assert four < once * 5.5


def test_regular_expressions_take_no_square_time_on_long_lines(tmp_path: Path) -> None:
    """Time in compiled expressions is not counted by lines, so that this one has a limit that a square breaks by far."""
    for i, shape in enumerate(SHAPES.values()):
        (tmp_path / f"{i}.txt").write_text(shape(5_000), encoding="utf-8")
    found, memory, seconds = measured(tmp_path)
    assert all(error is None for error, _ in found.values())
    assert memory < 1024
    assert seconds < 200


def test_a_document_may_be_as_long_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LONGEST", len(GOOD))
    assert documents.from_text(GOOD).source == GOOD
    with pytest.raises(DocumentError, match="split it"):
        documents.from_text(GOOD + "x")


# --- rules that would hang --------------------------------------------------------------------------------------------


def test_a_rule_on_its_worst_case_is_stopped_and_named(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "slow.toml"
    rules.write_text(
        '[pack]\nid = "mine"\n[[rule]]\nid = "slow"\nname = "慢"\nunit = "元"\npatterns = [{ regex = "(?:a|a|aa)+$…元" }]\n'
        '[[rule]]\nid = "fast"\nname = "茶旅驿站"\nunit = "座"\npatterns = ["茶旅驿站…座"]\n',
        encoding="utf-8",
    )
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text(f"2022年{'a' * 60}b投入4.9亿元,建成茶旅驿站36座。\n{GOOD}", encoding="utf-8")
    (reports / "b.txt").write_text(GOOD, encoding="utf-8")
    start = time.monotonic()
    done = run("extract", reports, "--rules", rules, timeout=60)
    assert time.monotonic() - start < 30
    found = table.read(tmp_path / "out").to_pylist()
    assert [(r["document"], r["value"]) for r in found] == [
        ("a.txt", 490000000), ("a.txt", 36), ("a.txt", 490000000), ("a.txt", 3.2), ("b.txt", 490000000), ("b.txt", 3.2),
    ]  # fmt: skip
    assert found[1]["metric"] == "mine.fast"
    assert "slow.toml:3: rule mine.slow: the regular expression (?:a|a|aa)+$…元 takes more than 0.05 s" in done.stderr
    assert done.returncode == 1


def test_a_rule_that_is_slow_for_every_number_is_left_out_before_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "TOTAL_LIMIT", 0.02)
    monkeypatch.setattr(patterns, "USUAL", 0.0)
    expression = patterns.Expression("茶+", "旅")

    def on_and_on() -> None:
        for _ in range(100_000):
            expression.match("采茶", "旅游")

    with pytest.raises(TimeoutError, match=r"has taken 0\.0 s for \d+ numbers"):
        on_and_on()


# --- what a document brings into output -------------------------------------------------------------------------------

POISON = '2022年全县[/foo][b]投入\x1b[31m资金\u202e4.9亿元<script>alert(1)</script>,=HYPERLINK("x")收入36万元。\n'


def test_markup_and_control_characters_stay_data(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(POISON, encoding="utf-8")
    (tmp_path / "b.txt").write_text("=HYPERLINK(1)收入36万元。\n@SUM收入5万元。\n", encoding="utf-8")
    assert run("extract", tmp_path, "--format", "csv", "--format", "parquet").returncode == 0
    sentences = table.read(tmp_path / "out")["sentence"].to_pylist()
    assert POISON.strip() in sentences
    with (tmp_path / "out" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "@")]
    for words in (
        ("explain", POISON), ("coverage", "out"), ("quantities", POISON), ("diff", "a.txt", "b.txt", "--sentences"),
        ("audit", "out"), ("explain", "--row", "0", "out"),
    ):  # fmt: skip
        done = run(*words)
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
        assert not set("\x1b\u202e") & set(done.stdout + done.stderr), words
