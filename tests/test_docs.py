"""docs/rules.md: every example of the rule language holds; what a pattern fixes; expressions that take too long."""

import json
import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from indicators.cli import app
from indicators.documents import from_text
from indicators.extraction import observe, to_row
from indicators.match import Rulebook
from indicators.rules import RuleError, load, shipped

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "rules.md").read_text("utf-8")
HEAD = '[pack]\nid = "mine"\n[[rule]]\nid = "tea"\nname = "茶旅"\nunit = "元"\n'
# | construct | `pattern` | sentence | value | measure |
ROWS = [
    tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[2:6])
    for line in GUIDE.splitlines()
    if line.startswith("| ") and "…" in line
]


def book(tmp_path: Path, pattern: str, more: str = "") -> Rulebook:
    written = pattern if pattern.startswith("{") else json.dumps(pattern, ensure_ascii=False)
    (tmp_path / "mine.toml").write_text(f"{HEAD}patterns = [{written}]\n{more}", encoding="utf-8")
    return Rulebook(load(shipped(), tmp_path))


def test_the_guide_has_an_example_of_each_construct() -> None:
    assert len(ROWS) == 12


@pytest.mark.parametrize(("pattern", "sentence", "value", "measure"), ROWS)
def test_examples_of_the_guide(tmp_path: Path, pattern: str, sentence: str, value: str, measure: str) -> None:
    document = from_text(f"凤冈县2023年工作总结\n{sentence}。")
    rows = [to_row(o, document) for o in observe(document, book(tmp_path, pattern.strip("`")))[0]]
    found = [(r["value"], r["measure"]) for r in rows if r["metric"] == "mine.tea"]
    assert found == [(float(value), measure)], rows


def test_the_pack_of_the_guide_replaces_a_shipped_metric(tmp_path: Path) -> None:
    pack = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert pack
    assert tomllib.loads(pack[1])["rule"][0]["id"] == "grain_output_summer"
    (tmp_path / "mine.toml").write_text(pack[1], encoding="utf-8")
    document = from_text("凤冈县2023年工作总结\n小春粮食产量10.6万吨。")
    rows = [to_row(o, document) for o in observe(document, Rulebook(load(shipped(), tmp_path)))[0]]
    assert [(r["metric"], r["metric_name"]) for r in rows] == [("agriculture.grain_output_summer", "夏粮产量(含小春)")]


@pytest.mark.parametrize(
    ("pattern", "sentence", "expected"),
    [
        ('{ text = "茶旅蓝图…亿元", status = "target" }', "茶旅蓝图86亿元", {"status": "target"}),
        ('{ text = "茶价涨幅…%", measure = "growth", base = "pop" }', "茶价涨幅5.2%", {"base": "pop"}),
        ('{ text = "茶企减员…人", sign = "-" }', "茶企减员同比增长12人", {"value": -12.0}),
    ],
)
def test_what_a_pattern_fixes(tmp_path: Path, pattern: str, sentence: str, expected: dict[str, object]) -> None:
    document = from_text(f"凤冈县2023年工作总结\n{sentence}。")
    row = to_row(observe(document, book(tmp_path, pattern))[0][0], document)
    assert {key: row[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ('{ text = "茶…元", sing = "-" }', "unknown field sing – did you mean sign?"),
        ('{ text = "茶…元", measure = "levl" }', "measure 'levl' is none of level"),
        ('{ sign = "-" }', "a pattern in { } has a text or a regex"),
        ('{ text = "茶…元", regex = "茶…元" }', "a pattern in { } has a text or a regex"),
        ('{ regex = "茶(…元" }', "no regular expression: missing )"),
        ('{ regex = "茶…亿园" }', "unknown unit 亿园"),
        ('{ regex = "茶元" }', "a regular expression holds the number once"),
    ],
)
def test_a_broken_table_is_explained(tmp_path: Path, pattern: str, message: str) -> None:
    with pytest.raises(RuleError, match=re.escape(message)) as error:
        book(tmp_path, pattern)
    assert error.value.messages[0].startswith(f"{tmp_path.name}/mine.toml:7: rule mine.tea: ")


def test_each_test_that_holds_a_promise_is_there() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    tests = {p.stem: p.read_text(encoding="utf-8") for p in (ROOT / "tests").glob("test_*.py")}
    for name, more, file in re.findall(r"(test_\w+)(…?)(?:[^|`]*? in `(test_\w+)`)?", page):
        if name in tests:
            continue
        end = "" if more else r"\("
        where = [tests[file]] if file else list(tests.values())
        assert any(re.search(rf"def {name}{end}", text) for text in where), name


def test_an_expression_that_takes_too_long_is_named_and_left_out(run: Run, tmp_path: Path) -> None:
    rule = '[pack]\nid = "mine"\n[[rule]]\nid = "slow"\nname = "慢"\nunit = "元"\npatterns = [{ regex = "(茶|茶茶)+[旅步]…元" }]\n'
    (tmp_path / "slow.toml").write_text(rule, encoding="utf-8")
    (tmp_path / "a.txt").write_text(
        f"凤冈县2023年总结\n全县{'茶' * 60}资金3万元。投入衔接资金2亿元。\n", encoding="utf-8"
    )
    done = run("extract", "a.txt", "--rules", "slow.toml", "--format", "jsonl")
    assert done.returncode == 1
    assert (
        "warning: slow.toml:3: rule mine.slow: the regular expression (茶|茶茶)+[旅步]…元 takes more than 0.05 s"
        in done.stderr
    )
    rows = [json.loads(line) for line in (tmp_path / "out" / "indicators.jsonl").read_text("utf-8").splitlines()]
    assert [r["value"] for r in rows] == [30000, 200000000]


TOOL = runpy.run_path(str(ROOT / "tools" / "sessions.py"))
SESSIONS = [session for page in TOOL["PAGES"] for session in TOOL["sessions"](page)]


def test_the_pages_have_sessions() -> None:
    assert {session.page for session in SESSIONS} == set(TOOL["PAGES"])


@pytest.mark.parametrize("session", SESSIONS, ids=[f"{s.page} {' '.join(s.words)}" for s in SESSIONS])
def test_sessions_print_what_the_pages_show(run: Run, session: Any) -> None:
    done = run(*session.words, cwd=ROOT, input=session.piped + "\n", env={"COLUMNS": "100"})
    assert done.stdout == session.shown


REFERENCE = runpy.run_path(str(ROOT / "tools" / "reference.py"))
COMMANDS = list(REFERENCE["walk"](app))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")])


@pytest.mark.parametrize("page", ["commands", "api"])
def test_the_reference_is_that_of_the_code(page: str) -> None:
    written = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    assert written == REFERENCE[page](), "write it anew: python tools/reference.py"


@pytest.mark.parametrize(("words", "function", "command"), COMMANDS, ids=[words for words, _, _ in COMMANDS])
def test_every_command_and_option_is_explained(words: str, function: Any, command: Any) -> None:
    assert "Example" in (function.__doc__ or "")
    for names, _, _, meaning in REFERENCE["parameters"](function, command):
        assert meaning, f"{words} {names}"
        assert meaning.endswith("."), f"{words} {names}"


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_leads_to_every_page_and_names_every_command(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert [file.name for file in ROOT.glob("docs/*.md") if f"docs/{file.name}" not in text] == []
    named = [words for words, _, _ in COMMANDS if words.count(" ") == 1]
    assert [words for words in named if words not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=[p.relative_to(ROOT).as_posix() for p in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
