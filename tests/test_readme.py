"""The README: its example and its rule file do what they say."""

import re
from pathlib import Path

import pytest

import indicators
from indicators import examples
from indicators.rules import load, shipped

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_sentence_gives_the_rows_shown(tmp_path: Path) -> None:
    sentence = re.search(r"^> (.+)$", README, re.M)
    assert sentence
    (tmp_path / "a.txt").write_text(sentence[1], encoding="utf-8")
    frame = indicators.extract(tmp_path / "a.txt")
    header, _, *lines = re.search(r"Its rows out.*?\n\n((?:\|.*\n)+)", README)[1].splitlines()  # type: ignore[index]
    columns = [cell.strip() for cell in header.strip("|").split("|")]
    shown = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = [[_cell(value) for value in row] for row in frame[columns].itertuples(index=False)]
    assert found == shown


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.10g}"
    return "" if value is None else str(value)


def test_the_checks_run_the_command_of_the_readme() -> None:
    script = (Path(__file__).parents[1] / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install '.[dev]' && pytest" in README
    assert "pip install '.[dev]' && check pytest" in script


def test_the_rule_file_holds(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", README, re.S)
    assert block
    (tmp_path / "fiscal.toml").write_text(block[1], encoding="utf-8")
    assert examples.run(load(tmp_path), load(shipped(), tmp_path)) == []


# the patterns that the README promises to work letter for letter, a sentence, what it gives
LETTER_FOR_LETTER = [
    ("投入…亿元", "全市去年投入1250万元", 12500000),
    ("同比增长…%", "夜间游园人次同比增长12.6%", 12.6),
    ("…万人", "吸引观众3.4万人", 34000),
]


@pytest.mark.parametrize(("pattern", "sentence", "value"), LETTER_FOR_LETTER)
def test_patterns_work_letter_for_letter(pattern: str, sentence: str, value: float, tmp_path: Path) -> None:
    rule = f'[pack]\nid = "mine"\n[[rule]]\nid = "x"\nname = "某"\npatterns = ["{pattern}"]\n'
    (tmp_path / "mine.toml").write_text(rule, encoding="utf-8")
    (tmp_path / "a.txt").write_text(sentence, encoding="utf-8")
    frame = indicators.extract(tmp_path / "a.txt", rules=tmp_path / "mine.toml")
    assert frame[["metric", "value"]].values.tolist() == [["mine.x", value]]
