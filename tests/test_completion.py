"""Completion: the words that a shell is offered, by the protocol of typer, and nothing else."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ENVIRONMENT
from indicators import completion
from indicators.gazetteer import gazetteer
from indicators.rules import GENERAL, load, shipped, titles

SHELLS = ("bash", "zsh", "fish")
CALLED = "import sys; sys.argv[0] = 'indicators'; from indicators.cli import main; main()"


def answer(shell: str, line: str, tmp_path: Path) -> str:
    """What a shell is told about a line that ends at the cursor."""
    environment = ENVIRONMENT | {
        "_INDICATORS_COMPLETE": f"complete_{shell}", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")),
        "_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }  # fmt: skip
    words = [sys.executable, "-c", CALLED]
    with subprocess.Popen(words, env=environment, cwd=tmp_path, stdin=-1, stdout=-1, stderr=-1) as process:
        assert process.wait(60) == 0  # nothing has come on standard input, which is open
        assert process.stdout
        assert process.stderr
        assert process.stderr.read() == b""
        return process.stdout.read().decode()


def offered(shell: str, line: str, tmp_path: Path) -> set[str]:
    """The words that a shell is offered."""
    said = answer(shell, line, tmp_path)
    if shell == "zsh":
        return set(re.findall(r'^(?:_arguments .*\(\()?"([^"]*)"', said, re.MULTILINE))
    return {each.split("\t")[0] for each in said.splitlines()}


# a line, words that are offered, a word that is not
LINES = [
    ("indicators ", ["extract", "diff", "audit", "rules"], "list"),
    ("indicators ext", ["extract"], "diff"),
    ("indicators -q ext", ["extract"], "diff"),
    ("indicators rules ", ["list", "check", "test", "new", "schema"], "extract"),
    ("indicators extract --fo", ["--format"], "--fresh"),
    ("indicators extract --q", ["--quiet"], "--json"),
    ("indicators extract a --format ", ["parquet", "csv", "jsonl"], "html"),
    ("indicators diff a b --measure g", ["growth"], "level"),
    ("indicators diff a b --metric rural.poverty_r", ["rural.poverty_rate"], "economy.gdp"),
    ("indicators diff a b --metric 贫困发生", ["贫困发生率"], "脱贫人口"),
    ("indicators rules list --pack r", ["rural"], "economy"),
    ("indicators extract a --region 赤峰", ["赤峰市"], "湖北省"),
    ("indicators extract -", ["--out", "--json"], "extract"),
]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("line", "words", "other"), LINES)
def test_words_are_offered(shell: str, line: str, words: list[str], other: str, tmp_path: Path) -> None:
    found = offered(shell, line, tmp_path)
    assert set(words) <= found
    assert other not in found
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_left_to_the_shell(tmp_path: Path) -> None:
    assert answer("bash", "indicators extract ", tmp_path).strip() == ""
    assert answer("zsh", "indicators extract ", tmp_path).strip() == "_files"


def test_what_is_offered_is_there() -> None:
    rules = load(shipped())
    assert {metric for metric, _ in completion.metrics("")} == {rule.id for rule in rules if rule.pack != GENERAL}
    assert {pack for pack, _ in completion.packs("")} == set(titles())
    assert completion.regions("") == []
    known = {region.name for region in gazetteer().by_code.values()}
    assert set(completion.regions("赤")) == {name for name in known if name.startswith("赤")} != set()


def test_names_that_a_shell_would_read_otherwise_are_not_offered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rule = '[[rule]]\nid = "{0}"\nname = "{1}"\nunit = "吨"\npatterns = ["{1}…吨"]\n'
    pack = '[pack]\nid = "mine"\n' + rule.format("tea", "茶叶产量") + rule.format("spring", "茶叶产量(含春茶)")
    (tmp_path / "mine.toml").write_text(pack, encoding="utf-8")
    monkeypatch.setattr("indicators.rules.shipped", lambda: tmp_path)
    assert completion.metrics("茶") == [("茶叶产量", "mine.tea")]
    assert [name for name, _ in completion.metrics("mine.")] == ["mine.tea", "mine.spring"]


def test_what_is_broken_offers_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("indicators.rules.shipped", lambda: tmp_path / "nowhere")
    assert completion.metrics("rural") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_needs_no_terminal(shell: str) -> None:
    environment = ENVIRONMENT | {"_INDICATORS_COMPLETE": f"source_{shell}"}
    done = subprocess.run([sys.executable, "-c", CALLED], env=environment, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_INDICATORS_COMPLETE=complete_{shell}" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_completes_a_line(tmp_path: Path) -> None:
    """The script, in a shell that asks it as the Tab key does."""
    (tmp_path / "indicators").write_text(f"#!{sys.executable}\n{CALLED}\n")
    (tmp_path / "indicators").chmod(0o755)
    script = """
eval "$(_INDICATORS_COMPLETE=source_bash indicators)"
COMP_WORDS=(indicators extract a --region 赤峰) COMP_CWORD=4
_indicators_completion indicators
echo "${COMPREPLY[@]}"
"""
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=ENVIRONMENT | {"PATH": path}, capture_output=True, encoding="utf-8"
    )
    assert (done.stdout.strip(), done.stderr) == ("赤峰市", "")
