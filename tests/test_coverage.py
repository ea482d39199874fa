"""Coverage: what rules name in reports, and the phrases that they leave."""

import json
from pathlib import Path

from conftest import Run
from indicators import coverage
from indicators.rules import load

REPORT = (
    "凤冈县2023年工作总结\n全县粮食总产量12.3万吨,增长3.2%。建成茶旅驿站16个。建成茶旅驿站示范点3处。\n"
    "全县粮食总产量12.3万吨。65岁以上老年人3.1万人。\n"
)


def test_named_rows_and_phrases_without_a_rule(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("凤冈县2022年工作总结\n建成茶旅驿站12个。\n", encoding="utf-8")
    found = coverage.of_reports(tmp_path, load())
    assert (found.documents, found.rows, found.named) == (2, 7, 3)
    assert [(p.pattern, p.count, p.documents) for p in found.subjects] == [
        ("建成茶旅驿站…个", 2, 2),
        ("65岁以上老年人…人", 1, 1),
        ("建成茶旅驿站示范点…处", 1, 1),
    ]
    assert found.subjects[0].sentence == "建成茶旅驿站16个。"
    assert [p.pattern for p in found.unclaimed] == ["…岁"]
    assert round(found.named_share, 1) == 42.9


def test_tables_give_the_same_counts_as_their_reports(run: Run, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text(REPORT, encoding="utf-8")
    assert run("extract", "reports").returncode == 0
    of_tables = json.loads(run("coverage", "out", "--json").stdout)
    of_reports = json.loads(run("coverage", "reports", "--json").stdout)
    for key in ("documents", "quantities", "rows", "named", "general", "named_percent", "subjects"):
        assert of_tables[key] == of_reports[key], key
    shown = run("coverage", "reports")
    assert "rows        6, 3 named by a rule (50.0 %), 3 by their own words" in shown.stdout
    assert "建成茶旅驿站…个" in shown.stdout
    under = run("coverage", "out", "--fail-under", "60")
    assert (under.returncode, under.stderr) == (1, "indicators: rules name 50.0 % of the rows, less than 60 %\n")
    assert run("coverage", "out", "--fail-under", "50").returncode == 0


def test_a_rule_of_ones_own_raises_coverage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    rule = '[pack]\nid = "mine"\n[[rule]]\nid = "inns"\nname = "茶旅驿站"\nunit = "个"\npatterns = ["茶旅驿站…个"]\n'
    (tmp_path / "mine.toml").write_text(rule, encoding="utf-8")
    named = [
        json.loads(run("coverage", "a.txt", "--json", *more).stdout)["named"] for more in ((), ("--rules", "mine.toml"))
    ]
    assert named == [3, 5]
