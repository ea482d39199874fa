"""The catalogue of metrics, the schema of rule files, doubts about rules, and proposals for new ones."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from conftest import Run
from indicators import catalogue
from indicators.doubts import doubts
from indicators.examples import run as run_examples
from indicators.proposals import propose
from indicators.rules import GENERAL, Rule, load

TOP = Path(__file__).resolve().parents[1]
SHIPPED = load()
PACK = '[pack]\nid = "mine"\n'


def pack(tmp_path: Path, rules: str) -> list[Rule]:
    file = tmp_path / "mine.toml"
    file.write_text(PACK + rules, encoding="utf-8")
    return load(file)


def test_docs_are_those_that_the_commands_write() -> None:
    """Made anew with: indicators rules list --markdown > docs/metrics.md; indicators rules schema > docs/rules.schema.json."""
    assert (TOP / "docs/metrics.md").read_text("utf-8").splitlines() == list(catalogue.markdown(SHIPPED))
    assert json.loads((TOP / "docs/rules.schema.json").read_text("utf-8")) == catalogue.schema()


def test_packs_over_the_fields_of_government() -> None:
    named = [r for r in SHIPPED if r.pack != GENERAL]
    assert len(named) >= 400
    assert {r.pack for r in named} == {
        "rural", "economy", "fiscal", "employment", "education", "health", "agriculture", "infrastructure",
        "environment", "industry", "science", "governance",
    }  # fmt: skip
    assert all(r.name and r.unit and r.examples for r in named)


def test_wordings_that_vary_have_two_examples() -> None:
    varied = [r for r in SHIPPED if r.pack != GENERAL and sum(len(p.forms) for p in r.patterns) > 1]
    assert len(varied) > 700
    assert [r.id for r in varied if len({e["text"] for e in r.examples}) < 2] == []


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ({"pack": "rural", "word": "垃圾箱"}, ["rural.garbage_bins"]),
        ({"word": "grain_output_summer"}, ["agriculture.grain_output_summer"]),
        ({"pack": "employment", "unit": "百分点"}, []),
        ({"pack": "nowhere"}, []),
    ],
)
def test_select(chosen: dict[str, str], ids: list[str]) -> None:
    assert [r.id for r in catalogue.select(SHIPPED, **chosen)] == ids


def test_select_by_a_scaled_unit_is_that_by_its_base() -> None:
    assert catalogue.select(SHIPPED, unit="亿元") == catalogue.select(SHIPPED, unit="元") != []


def test_the_schema_admits_the_shipped_packs_and_no_unknown_field() -> None:
    """What the schema says of fields, required ones and values, tried on every shipped rule."""
    schema = catalogue.schema()["properties"]["rule"]["items"]
    for file in sorted((TOP / "rules").glob("*.toml")):
        for rule in tomllib.loads(file.read_text("utf-8"))["rule"]:
            assert set(schema["required"]) <= set(rule) <= set(schema["properties"]), rule["id"]
            for name, value in rule.items():
                field = schema["properties"][name]
                assert isinstance(value, {"string": str, "array": list}[field["type"]]), (rule["id"], name)
                assert value in field.get("enum", [value])
                assert re.search(field.get("pattern", ""), value if isinstance(value, str) else "…")
            for example in rule.get("examples", []):
                items = schema["properties"]["examples"]["items"]
                assert set(items["required"]) <= set(example) <= set(items["properties"]), example


def test_doubts_name_the_line_and_the_other_rule(tmp_path: Path) -> None:
    rules = pack(
        tmp_path,
        '[[rule]]\nid = "a"\nname = "甲"\npatterns = [\n  "茶旅驿站…个",\n  "…亩",\n]\nexamples = [{ text = "茶旅驿站3个", value = 3 }]\n'
        '[[rule]]\nid = "b"\nname = "乙"\npatterns = ["(茶旅驿站|茶旅步道)…(个|处)"]\nexamples = [{ text = "茶旅步道3处", value = 3 }]\n',
    )
    assert list(doubts(rules)) == [
        "mine.toml:7: rule mine.a: pattern 茶旅驿站…个: mine.b (mine.toml:11) has the same words; which claims is not told",
        "mine.toml:8: rule mine.a: pattern …亩: has no words; it takes what no other rule names of 亩",
        "mine.toml:14: rule mine.b: pattern (茶旅驿站|茶旅步道)…(个|处): mine.a (mine.toml:3) has the same words; which claims is not told",
    ]
    alone = pack(
        tmp_path,
        '[[rule]]\nid = "a"\nname = "甲"\npatterns = ["茶旅驿站…个"]\nexamples = [{ text = "驿站3个", value = 3 }]\n',
    )
    assert list(doubts(alone)) == ["mine.toml:6: rule mine.a: pattern 茶旅驿站…个: no example has its words; add one"]


def test_the_shipped_packs_raise_no_doubt() -> None:
    assert list(doubts(SHIPPED)) == []


def test_check_warns_and_strict_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        PACK
        + '[[rule]]\nid = "a"\nname = "甲"\npatterns = ["贫困发生率…%"]\nexamples = [{ text = "贫困发生率3%", value = 3 }]\n',
        encoding="utf-8",
    )
    done = run("rules", "check", "mine.toml")
    assert (done.returncode, done.stdout) == (0, "1 rules, no mistakes, 1 warnings\n")
    assert "rule mine.a: pattern 贫困发生率…%: rural.poverty_rate (rules/rural.toml:" in done.stderr
    assert run("rules", "check", "--strict", "mine.toml").returncode == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "全县建成茶旅驿站16个",
        "投入茶旅融合资金1.26亿元",
        "茶旅步道开放里程达到86.5公里",
        "茶青收购均价比上年高了3.5元",
        "茶旅客房入住率62.5%",
        "评出12家“金牌”茶庄",
    ],
)
def test_a_proposal_can_be_pasted_and_holds(tmp_path: Path, sentence: str) -> None:
    rules = pack(tmp_path, "\n".join(line for p in propose(sentence, SHIPPED) for line in p.lines()) + "\n")
    assert len(rules) == 1
    assert run_examples(rules, [*SHIPPED, *rules]) == []


def test_a_proposal_says_what_is_named_already() -> None:
    (proposal,) = propose("贫困发生率降到0.5%", SHIPPED)
    assert list(proposal.lines()) == ["# 0.5% is named already: rural.poverty_rate (贫困发生率)"]


def test_a_sentence_without_a_number_is_no_proposal(run: Run) -> None:
    done = run("rules", "new", "全县建成茶旅驿站")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("indicators: no number with a unit here; copy a sentence such as: ")


def test_list_as_a_table_and_as_json(run: Run) -> None:
    shown = run("rules", "list", "--pack", "rural", "--word", "垃圾箱").stdout
    assert "rural.garbage_bins" in shown
    assert shown.endswith("1 rules\n")
    listed = json.loads(run("rules", "list", "--word", "garbage_bins", "--json").stdout)
    assert [(r["id"], r["unit"]) for r in listed] == [("rural.garbage_bins", "个")]
