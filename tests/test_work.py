"""Work: calls counted, not seconds, so that nothing makes the extraction slower without being noticed.

The bounds are a tenth above what was counted; a change that needs more says why. `python benchmarks/work.py` counts.
"""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from conftest import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[1]
# For each quantity of the seeds, in a fresh process: rules whose literal stands beside it, forms tried on its words,
# calls of regular expressions and of Python functions.
MOST = {"candidates": 17, "tried": 7, "expressions": 160, "calls": 560}
COUNT = "import json, sys; import work; print(json.dumps(work.count(*eval(sys.argv[1])).each()))"
SENTENCE = (
    "2021年,全县实现地区生产总值{}亿元,同比增长{}%,其中第一产业增加值{}亿元。全年新建高标准农田{}万亩,惠及群众{}万人。"
)


def counted(*arguments: object) -> dict[str, float]:
    """Count in a process of its own: what this one has read before would be missing."""
    environment = ENVIRONMENT | {"PYTHONPATH": f"{ROOT / 'benchmarks'}:{ENVIRONMENT.get('PYTHONPATH', '')}"}
    words = [sys.executable, "-c", "from pathlib import PosixPath; " + COUNT, repr(arguments)]
    run = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=300)
    assert run.returncode == 0, run.stderr
    found: dict[str, float] = json.loads(run.stdout)
    return found


def text(sentences: int, end: str) -> str:
    number = Random(1)
    figures = [[number.randint(10, 999) / 10 for _ in range(5)] for _ in range(sentences)]
    return "某县2021年工作总结\n" + end.join(SENTENCE.format(*row) for row in figures)


def test_the_work_for_the_seeds(seeds: Path) -> None:
    work = counted({file.name: file.read_text("utf-8") for file in sorted(seeds.glob("*.txt"))})
    assert {name: each for name, each in work.items() if each > MOST[name]} == {}
    assert {name: each for name, each in work.items() if each < MOST[name] * 0.8} == {}, "lower the bounds"


@pytest.mark.parametrize("end", ["\n", "", "，"], ids=["lines", "one line", "no full stop"])
def test_the_work_for_a_number_does_not_grow_with_the_length_of_the_text(end: str) -> None:
    def cut(sentences: int) -> str:
        return text(sentences, end).replace("。", "," if end == "，" else "。")

    short, long = counted({"a.txt": cut(40)}), counted({"a.txt": cut(320)})
    for name in ("candidates", "tried", "expressions", "calls"):
        assert long[name] <= short[name] * 1.1 + 1, (name, short[name], long[name])


RULE = '[[rule]]\nid = "r{n}"\nname = "{words}数"\nunit = "个"\npatterns = ["{words}…个"]\n\n'


@pytest.mark.parametrize(
    "words", ["鷣{}鸎龘", "增长鷣{}"], ids=["words that no text has", "words that begin like others"]
)
def test_rules_whose_words_stand_nowhere_cost_nothing(tmp_path: Path, words: str) -> None:
    numbers = ["".join("零一二三四五六七八九"[int(d)] for d in str(n)) for n in range(3000)]
    pack = '[pack]\nid = "made"\nname = "造"\n\n'
    pack += "".join(RULE.format(n=n, words=words.format(written)) for n, written in enumerate(numbers))
    (tmp_path / "made.toml").write_text(pack, encoding="utf-8")
    texts = {"a.txt": text(40, "\n")}
    assert counted(texts, (tmp_path / "made.toml",)) == counted(texts)
