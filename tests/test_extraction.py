"""Extraction: from a sentence to its rows, from a folder to both tables."""

from pathlib import Path
from typing import Any

import pandas
import pytest

import indicators
from indicators.batch import Extraction, extract
from indicators.documents import from_text
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import load

BOOK = Rulebook(load())


def rows(text: str, **defaults: Any) -> list[dict[str, Any]]:
    document = from_text(text)
    return [to_row(o, document) for o in observe(document, BOOK, **defaults)[0]]


FIRST = "2022年内蒙古脱贫人口人均纯收入达到16900元,同比增长13.04%"
SENTENCES: list[tuple[str, list[dict[str, Any]]]] = [
    (FIRST, [
        {"region": "内蒙古自治区", "region_code": "150000", "year": 2022, "period": "2022", "metric_name": "脱贫人口人均纯收入",
         "measure": "level", "value": 16900, "unit": "元", "status": "actual", "base": None, "raw": "16900元"},
        {"region": "内蒙古自治区", "year": 2022, "metric_name": "脱贫人口人均纯收入", "measure": "growth", "value": 13.04,
         "unit": "%", "base": "yoy", "raw": "13.04%"},
    ]),
    ("全市粮食产量下降3.2%", [{"measure": "growth", "value": -3.2, "unit": "%"}]),
    ("贫困发生率由2012年14.7%下降到2020年4.1%", [
        {"measure": "level", "value": 14.7, "year": 2012},
        {"measure": "level", "value": 4.1, "year": 2020},
    ]),
    ("到2025年,农民人均可支配收入力争达到2.5万元以上", [
        {"value": 25000, "unit": "元", "bound": "over", "status": "target", "year": 2025},
    ]),
    ("每户补助3-5万元", [{"value": 30000, "value_high": 50000, "bound": "range", "unit": "元", "raw": "3-5万元"}]),
    ("惠及近5.7万农牧民", [{"value": 57000, "unit": "人", "bound": "about", "raw": "5.7万"}]),
    ("经济总量居全省第3位", [{"measure": "rank", "value": 3, "unit": "位"}]),
    ("办理第0451号提案,贯彻“两不愁三保障”,联系电话0471-4825678", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_sentence_gives_its_rows(text: str, expected: list[dict[str, Any]]) -> None:
    found = rows(text)
    shown = [{k: row[k] for k in want} for row, want in zip(found, expected, strict=False)]
    assert (shown, len(found)) == (expected, len(expected))


DEFAULTS = [
    ("新建农村公路36公里。", {"region": "赤峰市", "year": 2019}, ("赤峰市", 2019)),
    ("新建农村公路36公里。", {}, (None, None)),
    # what the report says goes before what the user gives
    ("2021年通辽市新建农村公路36公里。", {"region": "赤峰市", "year": 2019}, ("通辽市", 2021)),
]


@pytest.mark.parametrize(("text", "defaults", "expected"), DEFAULTS)
def test_defaults_count_where_a_report_names_none(
    text: str, defaults: dict[str, Any], expected: tuple[str | None, int | None]
) -> None:
    (row,) = rows(text, **defaults)
    assert (row["region"], row["year"]) == expected


def test_a_number_of_hundreds_of_digits_gives_no_row() -> None:
    found = rows(f"投入1{'0' * 400}亿元。\n投入2亿元。")
    assert [row["value"] for row in found] == [200000000]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with reports good, empty, binary, in another encoding, and files that are no reports."""
    top = tmp_path / "reports"
    (top / "b").mkdir(parents=True)
    (top / ".hidden").mkdir()
    (top / "a.txt").write_text(FIRST, encoding="utf-8")
    (top / "b" / "gbk.txt").write_bytes(FIRST.encode("gbk"))
    (top / "b" / "empty.md").write_bytes(b"")
    (top / "binary.txt").write_bytes(b"\x7fELF\x00\x00")
    (top / "page.css").write_text(FIRST, encoding="utf-8")
    (top / ".hidden" / "c.txt").write_text(FIRST, encoding="utf-8")
    return top


def test_a_folder_gives_a_document_for_each_report(folder: Path) -> None:
    result = extract(folder)
    assert [(d["document"], d["status"], d["encoding"], d["indicators"]) for d in result.documents] == [
        ("a.txt", "ok", "utf-8", 2),
        ("b/empty.md", "empty", "utf-8", 0),
        ("b/gbk.txt", "ok", "gb18030", 2),
        ("binary.txt", "failed", None, 0),
    ]
    assert [d["document"] for d in result.failed] == ["binary.txt"]
    assert "ELF" in result.failed[0]["error"]
    assert result.passed_over == ["page.css"]


def test_a_file_is_as_good_as_a_folder(folder: Path) -> None:
    whole = [row for row in extract(folder).rows if row["document"] == "a.txt"]
    assert extract(folder / "a.txt").rows == whole != []


def test_progress_is_told(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    extract(folder, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_defect_costs_one_document(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> None:
        if text:
            raise KeyError("x")

    monkeypatch.setattr("indicators.extraction.quantities.find", fail)
    result = extract(folder / "a.txt")
    assert [d["error"] for d in result.failed] == ["internal error: KeyError: 'x'"]


WRONG = [
    ({"path": "nowhere"}, FileNotFoundError, "no such file or folder"),
    ({"path": "empty"}, FileNotFoundError, "no report"),
    ({"region": "无此地市"}, ValueError, "unknown region"),
    ({"encoding": "no-such"}, ValueError, "unknown encoding"),
    ({"encoding": "base64"}, ValueError, "unknown encoding"),
    ({"rules": [Path("nowhere")]}, FileNotFoundError, "no rule file"),
]


@pytest.mark.parametrize(("words", "error", "message"), WRONG)
def test_wrong_words_are_refused(words: dict[str, Any], error: type[Exception], message: str, folder: Path) -> None:
    (folder.parent / "empty").mkdir()
    with pytest.raises(error, match=message):
        extract(folder.parent / words.pop("path", "reports"), **words)


def test_the_package_gives_a_frame(folder: Path) -> None:
    frame = indicators.extract(folder, year=2020)
    assert isinstance(frame, pandas.DataFrame)
    assert frame["value"].tolist() == [16900, 13.04, 16900, 13.04]
    assert list(frame.attrs["failed"]) == ["binary.txt"]
    again = indicators.extract(folder / "a.txt")  # the package's name is still the function
    assert len(again) == 2


def test_own_rules_name_a_metric(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[pack]\nid = "mine"\n[[rule]]\nid = "buns"\nname = "馒头产量"\npatterns = ["蒸馒头…个"]\n',
        encoding="utf-8",
    )
    (tmp_path / "a.txt").write_text("全年蒸馒头3万个。", encoding="utf-8")
    frame = indicators.extract(tmp_path / "a.txt", rules=tmp_path / "mine.toml")
    assert frame[["metric", "metric_name", "value", "unit"]].values.tolist() == [["mine.buns", "馒头产量", 30000, "个"]]


def test_the_seeds_are_read_whole(extraction: Extraction) -> None:
    assert [d["status"] for d in extraction.documents] == ["ok"] * 5
    assert sum(d["indicators"] for d in extraction.documents) == len(extraction.rows) > 380
    assert all(d["title"] and d["region"] and d["year"] for d in extraction.documents)
