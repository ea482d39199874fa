"""Explanations: every number of a text is accounted for, and its row is the one that extract gives."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from conftest import Run
from indicators import documents
from indicators.corpus import Report
from indicators.explanations import Explainer, Explanation
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import load
from indicators.text import sentences

SEEDS = sorted((Path(__file__).resolve().parents[1] / "seeds").glob("*.txt"))


@cache
def explainer() -> Explainer:
    return Explainer(load())


def explained(text: str) -> dict[str, Explanation]:
    return {e.raw: e for e in explainer().text(text)}


def unaccounted(text: str, found: list[Explanation]) -> list[str]:
    """The digits of a text that stand in no explained number, with their neighbours."""
    taken = {at for e in found for at in range(e.start, e.end)}
    return [text[max(0, i - 5) : i + 6] for i, c in enumerate(text) if c in "0123456789" and i not in taken]


@pytest.mark.parametrize("path", SEEDS, ids=[p.stem for p in SEEDS])
def test_every_number_of_a_report_is_accounted_for(path: Path) -> None:
    document = documents.read(Report(path.name, path))
    found = explainer().document(document)
    assert unaccounted(document.text, found) == []
    rows = [to_row(o, document) for o in observe(document, Rulebook(load()))[0]]
    assert [e.row for e in found if e.row] == rows
    assert all(e.row or e.reason for e in found)


def test_every_number_of_any_sentence_is_accounted_for() -> None:
    text = documents.read(Report(SEEDS[0].name, SEEDS[0])).text
    for span in sentences(text)[::7]:
        sentence = text[span.start : span.end]
        if re.search("[0-9]", sentence):
            assert unaccounted(sentence, explainer().text(sentence)) == [], sentence


def test_who_named_a_number_and_who_lost() -> None:
    found = explained("2023年凤冈县脱贫人口人均纯收入达到15600元,同比增长12.5%。")
    income, growth = found["15600元"], found["12.5%"]
    assert income.names
    assert (income.names.rule, income.names.words) == ("rural.income_per_capita_alleviated", "脱贫人口人均纯收入…")
    assert [(c.rule, c.reason) for c in income.lost] == [("rural.population_alleviated", "takes 人; this is 元")]
    assert income.origins == {"region": "clause", "period": "sentence", "status": "document", "subject": "clause"}
    assert growth.types
    assert growth.types.words == "增长…"
    assert growth.origins["subject"] == "antecedent"
    assert growth.row
    assert growth.row["metric"] == "rural.income_per_capita_alleviated"


@pytest.mark.parametrize(
    ("text", "raw", "reason"),
    [
        ("2023年全县造林3.1万亩。", "2023", "part of a date"),
        ("凤府发〔2021〕16号", "16", "part of a date, a document or list number"),
        ("65岁及以上老年人3.1万人。", "65岁", "only says which things are meant"),
        ("排名第一的832平台", "832", "no unit"),
    ],
)
def test_why_a_number_gives_no_row(text: str, raw: str, reason: str) -> None:
    silent = explained(text)[raw]
    assert silent.row is None
    assert silent.reason.startswith(reason)


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        ("全省双女户农民人均可支配收入14200元。", "economy.", "makes it another metric"),
        ("新增就业人员2.1万人。", "employment.", "less specific than"),
    ],
)
def test_why_a_rule_loses(text: str, rule: str, reason: str) -> None:
    lost = [c for e in explainer().text(text) for c in e.lost if c.rule.startswith(rule)]
    assert any(reason in c.reason for c in lost), lost


def test_the_command_explains_a_sentence_and_a_row(run: Run, tmp_path: Path) -> None:
    text = "凤冈县2023年工作总结\n全县造林3.1万亩,增长4.2%。其中新增0.4万亩。\n"
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text(text, encoding="utf-8")
    shown = run("explain", "2023年凤冈县造林3.1万亩")
    assert shown.returncode == 0
    assert "no row: part of a date" in shown.stdout
    assert "region    凤冈县 – from the clause" in shown.stdout
    assert run("extract", "reports").returncode == 0
    whole = json.loads(run("explain", "--row", "2", "out", "--reports", "reports", "--json").stdout)
    assert [(e["raw"], e["row"]["region"], e["row"]["year"]) for e in whole] == [("0.4万亩", "凤冈县", 2023)]
    assert json.loads(run("explain", "--row", "2", "out/", "--json").stdout) == whole  # it finds the report itself
    assert whole[0]["row"]["metric_name"] == "新增造林面积"
    assert whole[0]["table"] == {}
    reports.rename(tmp_path.parent / f"{tmp_path.name}-away")
    [alone] = json.loads(run("explain", "--row", "2", "out/", "--json").stdout)
    assert (alone["raw"], alone["row"]["region"], alone["row"]["year"]) == ("0.4万亩", "凤冈县", 2023)
    assert alone["table"]["metric"] == whole[0]["row"]["metric"]
    assert f"table     has metric {whole[0]['row']['metric']}" in run("explain", "--row", "2", "out/").stdout


def test_what_cannot_be_explained(run: Run, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text("凤冈县2023年总结\n全县造林3.1万亩,增长4.2%。\n", encoding="utf-8")
    run("extract", "reports")
    (reports / "a.txt").write_text("凤冈县2023年总结\n全县造林9.9万亩,增长4.2%。\n", encoding="utf-8")
    for words, message in (
        (("--row", "9", "out"), "indicators: no row 9: the table has rows 0 to 1"),
        (("--row", "0", "nowhere"), "indicators: nowhere: no indicators.parquet here; make one with: "),
        (("--row", "0", "out", "--reports", "reports"), "not the file that was extracted"),
        (("造林3亩", "--region", "某地"), "indicators: unknown region '某地'"),
    ):
        done = run("explain", *words)
        assert (done.returncode, message in done.stderr, done.stdout) == (2, True, ""), done.stderr
