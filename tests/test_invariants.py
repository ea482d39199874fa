"""Invariants: what holds for every report, tried on the seeds and on texts put together at random."""

import re
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ENVIRONMENT
from indicators import table
from indicators.batch import Extraction, extract, save
from indicators.documents import from_text
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import load
from indicators.text import normalise

ROOT = Path(__file__).resolve().parents[1]
BOOK = Rulebook(load())
SEEDS = [p.read_bytes().decode("utf-8") for p in sorted((ROOT / "seeds").glob("*.txt"))]
VALUE = ("value", "value_high", "unit", "per", "bound", "measure", "status")

FRAGMENTS = [
    "2022年", "今年", "到2025年", "截至6月底", "全县", "内蒙古", "赤峰市", "其中", "分别", "由", "下降到", "增长", "同比增长", "减少",
    "投入", "衔接资金", "脱贫人口", "人均收入", "占比", "居全省第", "3", "4.69", "12,345", "五十二", "3-5", "１３．０４", "一半",
    "百分之八十", "万", "亿", "元", "亿元", "万人", "%", "个百分点", "户", "公里", "?", " ", "、", ",", ",", "。", ";", "(", ")", "\n", "\r\n",
    "一、", "(二)", "近", "以上", "|", "\t", "第0451号", "“两不愁三保障”", "力争", "=1+1", "[/b]", "\u202e", "\x1b[31m", "𠮷",
]  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)


def rows(text: str) -> list[dict[str, Any]]:
    document = from_text(text)
    return [to_row(o, document) for o in observe(document, BOOK)[0]]


def values(text: str, columns: tuple[str, ...] = VALUE) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in rows(text)]


@given(st.text())
def test_normalising_keeps_the_length(text: str) -> None:
    assert len(normalise(text)) == len(text)
    assert normalise(normalise(text)) == normalise(text)


def test_raw_is_what_stands_between_the_offsets(extraction: Extraction, seeds: Path) -> None:
    text = {p.name: p.read_bytes().decode("utf-8") for p in seeds.glob("*.txt")}
    for row in extraction.rows:
        source = text[row["document"]]
        assert source[row["start"] : row["end"]] == row["raw"] != ""
        assert row["raw"] in row["sentence"]
        assert row["sentence"] in source


def test_rows_obey_the_table(extraction: Extraction) -> None:
    for row in extraction.rows:
        assert len(row["metric_name"]) <= 30
        assert len(row["subject"]) <= 40
        assert row["measure"] in ("level", "growth", "change", "share", "rank")
        assert row["status"] in ("actual", "target")
        assert (row["bound"] == "range") == (row["value_high"] is not None)
        assert (row["region"] is None) == (row["region_code"] is None)
        assert row["year"] is None or row["period"] is not None


@settings(max_examples=150, deadline=None)
@given(texts)
def test_any_text_gives_sound_rows(text: str) -> None:
    found = rows(text)
    table.indicators(found).validate(full=True)
    for row in found:
        assert text[row["start"] : row["end"]] == row["raw"]
        assert abs(row["value"]) < float("inf")
    assert len({row["start"] for row in found}) == len(found)
    assert rows(text) == found


# --- rewriting that changes no value ---

FURNITURE_BEFORE = [
    "首页 > 政务公开 > 工作动态\n",
    "当前位置:首页\n\n\n",
    "浏览次数: 打印 关闭 分享\n",
    "\n \n\r\n　\n",
]
FURNITURE_AFTER = ["\n打印本页 关闭窗口\n", "\n\n\n", "\n上一篇:无\n下一篇:无\n", "\r\n  \r\n"]


@pytest.mark.parametrize("seed", range(len(SEEDS)))
@pytest.mark.parametrize("before", FURNITURE_BEFORE)
def test_page_furniture_before_changes_no_value(seed: int, before: str) -> None:
    assert values(before + SEEDS[seed]) == values(SEEDS[seed])


@pytest.mark.parametrize("seed", range(len(SEEDS)))
@pytest.mark.parametrize("after", FURNITURE_AFTER)
def test_page_furniture_behind_changes_no_value(seed: int, after: str) -> None:
    assert values(SEEDS[seed] + after) == values(SEEDS[seed])


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_blank_lines_change_no_value(seed: int) -> None:
    spaced = re.sub(r"\r?\n", "\n\n\n", SEEDS[seed])
    assert values(spaced) == values(SEEDS[seed])


# ? is left alone: half-width it is what scraping leaves of a lost character, full-width the end of a sentence.
WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F) if chr(c) != "?"})


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_full_width_reads_like_half_width(seed: int) -> None:
    everything = (*VALUE, "region", "year", "period", "metric", "start", "end")
    assert values(SEEDS[seed].translate(WIDE), everything) == values(SEEDS[seed], everything)


AMOUNT = re.compile(r"(?<![-~至0-9.?])([0-9]+(?:\.[0-9]+)?)亿元")


def test_ten_thousands_read_like_hundred_millions() -> None:
    rewritten = 0
    for seed in SEEDS:
        text, times = AMOUNT.subn(lambda m: f"{(Decimal(m[1]) * 10000).normalize():f}万元", seed)
        assert values(text) == values(seed)
        rewritten += times
    assert rewritten > 50


SENTENCES = [
    "全县投入衔接资金{}",
    "财政收入达到{},增长3%",
    "其中省级{}",
    "由上年的{}提高到99亿元",
    "每户补助{}以上",
]


@settings(deadline=None)
@given(st.sampled_from(SENTENCES), st.decimals("0.01", "999", places=2))
def test_an_amount_is_the_same_in_any_scale(sentence: str, amount: Decimal) -> None:
    def written(scale: int, unit: str, wide: bool) -> str:
        number = f"{(amount * scale).normalize():f}{unit}"
        return sentence.format(number.translate(WIDE) if wide else number)

    first, *others = [
        values(written(scale, unit, wide))
        for scale, unit in ((1, "亿元"), (10**4, "万元"), (10**8, "元"))
        for wide in (False, True)
    ]
    assert all(other == first for other in others)
    assert float(amount * 10**8) in [row[0] for row in first]


# --- the same bytes, the old table or the new one ---


def command(seeds: Path, out: Path, **environment: str) -> bytes:
    words = [sys.executable, "-m", "indicators.cli", "extract", str(seeds), "-o", str(out)]
    words += ["--format", "parquet", "--format", "csv", "--format", "jsonl"]
    subprocess.run(words, check=True, capture_output=True, cwd=out.parent, env=ENVIRONMENT | environment)
    return b"".join(p.read_bytes() for p in sorted(out.iterdir()))


def test_bytes_depend_on_nothing_but_the_input(seeds: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for file in sorted(seeds.glob("*.txt"), reverse=True):  # a folder lists its files in another order
        (other / file.name).write_bytes(file.read_bytes())
    first = command(seeds, tmp_path / "a", PYTHONHASHSEED="0", LC_ALL="C.UTF-8", TZ="UTC")
    again = command(seeds, tmp_path / "a", PYTHONHASHSEED="0")
    second = command(other, tmp_path / "b", PYTHONHASHSEED="4242", LC_ALL="C", TZ="Asia/Shanghai")
    assert first == again == second


def test_bytes_are_the_same_within_a_process(extraction: Extraction, seeds: Path, tmp_path: Path) -> None:
    for out, result in (("a", extraction), ("b", extract(seeds))):
        save(result, tmp_path / out, ["parquet", "csv"])
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_killed_run_leaves_the_old_tables(moment: str, tmp_path: Path) -> None:
    result = Extraction(rows=rows("投入3亿元"), documents=[], rules="")
    save(result, tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    code = f"""
import os, signal
from pathlib import Path
from indicators.batch import Extraction, save
os.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
save(Extraction(rules="other"), Path({str(tmp_path)!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, env=ENVIRONMENT)
    assert done.returncode == -signal.SIGKILL
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    save(result, tmp_path)  # the next run sweeps what the killed one left
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
