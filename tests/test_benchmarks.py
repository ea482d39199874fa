"""benchmarks/: corpora are the same each time, peers and tables are read right; nothing is timed, nothing downloaded."""

import doctest
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ENVIRONMENT, ROOT

BENCHMARKS = ROOT / "benchmarks"
sys.path.append(str(BENCHMARKS))

import bench  # noqa: E402
import corpora  # noqa: E402
import environments  # noqa: E402
import packs  # noqa: E402
import script  # noqa: E402
import speed  # noqa: E402
from environments import Missing, Program  # noqa: E402
from figures import Figure, changes, ratio, table  # noqa: E402
from processes import Worker, command  # noqa: E402


@pytest.mark.parametrize("name", ["bench", "corpora", "figures", "packs"])
def test_examples_of_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert (result.failed, result.attempted > 0) == (0, True)


@pytest.mark.parametrize("kind", corpora.KINDS)
def test_a_corpus_has_the_same_bytes_each_time(tmp_path: Path, kind: str) -> None:
    code = f"import corpora; from pathlib import Path; corpora.build({kind!r}, 12, Path('there'))"
    environment = os.environ | {"PYTHONPATH": str(BENCHMARKS), "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    here = corpora.build(kind, 8, tmp_path / "here")
    there = corpora.build(kind, 12, tmp_path / "there")
    assert [f.read_bytes() for f in here.files] == [f.read_bytes() for f in there.files[:8]]
    assert len({f.read_bytes() for f in there.files}) == 12
    assert there.characters == corpora.characters([there.files])


@pytest.mark.parametrize("kind", sorted(corpora.DENSITY))
def test_a_corpus_has_the_density_it_claims(tmp_path: Path, kind: str) -> None:
    least, most = corpora.DENSITY[kind]
    corpus = corpora.build(kind, 100, tmp_path)
    assert least <= corpus.density <= most
    sizes = [file.stat().st_size for file in corpus.files]
    assert min(sizes) > 1_000
    assert max(sizes) < 6_000
    assert not any("{" in file.read_text("utf-8") for file in corpus.files)


def test_a_corpus_is_built_anew_when_its_sentences_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = corpora.build("dense", 2, tmp_path).files[0]
    first.write_text("改", "utf-8")
    assert corpora.build("dense", 2, tmp_path).files[0].read_text("utf-8") == "改"
    monkeypatch.setattr(corpora, "_digest", lambda: "other")
    assert corpora.build("dense", 2, tmp_path).files[0].read_text("utf-8") == corpora.document("dense", 0)


def test_a_seed_that_is_shuffled_keeps_its_lines_and_years() -> None:
    seed = corpora._seeds()[0]
    made = corpora.document("seeds", 0)
    assert len(made.splitlines()) == len(seed.splitlines())
    assert made != seed
    assert made.count("2022年") == seed.count("2022年")
    assert len(made.rstrip()) == len(seed.rstrip())


def test_the_script_reads_what_it_says() -> None:
    rows = script.table(
        {"a": "2022年投入衔接资金86.8亿元,同比增长3%。", "b": "组织6,817家企业,选派1.6万多名干部驻村。"}
    )
    columns = ["document", "before", "value", "more", "unit"]
    assert rows[columns].fillna("").to_numpy().tolist() == [
        ["a", "年投入衔接资金", 8.68e9, "", "元"],
        ["a", "同比增长", 3.0, "", "%"],
        ["b", "组织", 6817.0, "", "家"],
        ["b", "选派", 16000.0, "多", "名"],
    ]


def test_the_script_as_a_command_writes_its_rows(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "one.txt").write_text("投入2亿元。", "utf-8")
    command([sys.executable, BENCHMARKS / "script.py", tmp_path, tmp_path / "rows.parquet"])
    assert script.pd.read_parquet(tmp_path / "rows.parquet").value.tolist() == [2e8]


@pytest.mark.parametrize(
    ("figure", "row"),
    [
        (Figure("peers/dense/jionlp", "JioNLP", ratio([6.0, 12.0, 8.0], [2.0, 2.0, 2.0])), "| JioNLP | 4.00 x | 3.00–6.00 | ≥ 3.00 x | yes |  |"),
        (Figure("peers/dense/script", "script", ratio([1.0, 1.0], [2.0, 4.0]), "x", "r"), "| script | 0.375 x | 0.250–0.500 | ≥ 1.00 x | no | r |"),
        (Figure("rules/absent", "rules", [1.5]), "| rules | 1.50 x |  | ≤ 1.50 x | yes |  |"),
        (Figure("rules/present", "rules", [2.01]), "| rules | 2.01 x |  | ≤ 2.00 x | no |  |"),
        (Figure("peers/sparse/quantities", "q/s", [41_234.0], ""), "| q/s | 41,234 |  | ≥ 40,000 | yes |  |"),
        (Figure("startup/help", "--help", [0.15], "s"), "| --help | 0.150 s |  |  |  |  |"),
        (Figure("peers/dense/recognizers", "R", remark="not installed: no"), "| R | not measured | | ≥ 60.0 x | | not installed: no |"),
    ],
    ids=["met", "missed", "at most, met", "at most, missed", "no ratio", "no target", "not measured"],
)  # fmt: skip
def test_rows_of_the_table(figure: Figure, row: str) -> None:
    assert table([figure]).splitlines()[2] == row


def test_changes_against_a_former_run() -> None:
    former = {
        "a": Figure("a", "A", [1.0, 2.0, 3.0]).to_json(),
        "b": Figure("b", "B", [4.0, 5.0]).to_json(),
        "d": Figure("d", "D", [1.0]).to_json(),
    }
    now = [
        Figure("a", "A", [2.5, 3.0, 3.5]),
        Figure("b", "B", [2.0, 2.5]),
        Figure("c", "C", [1.0]),
        Figure("d", "D", [9.0]),
    ]
    lines = [line.split() for line in changes(now, json.loads(json.dumps(former)))]
    assert lines == [
        ["a", "2.00", "→", "3.00", "x", "+50%"],
        ["b", "4.50", "→", "2.25", "x", "-50%", "*"],
        ["d", "1.00", "→", "9.00", "x", "+800%"],
    ]


def test_documents_of_the_rounds_are_all_different() -> None:
    files = [Path(str(n)) for n in range(100)]
    warm, fast, slow = bench.slices(files, 5)
    given = [*warm, *(file for part in (*fast, *slow) for file in part)]
    assert len(set(given)) == len(given) <= 100
    assert (len(fast), len(slow)) == (5, 5)


def test_made_rules_match_where_they_should(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDICATORS_CACHE", str(tmp_path / "cache"))
    from indicators.corpus import Report
    from indicators.extraction import Extractor, Setup

    texts = [corpora.document("dense", n) for n in range(20)]
    reports = [tmp_path / f"{n}.txt" for n in range(3)]
    for report, text in zip(reports, texts, strict=False):
        report.write_text(text, "utf-8")
    named = {}
    for make in (packs.absent, packs.present):
        phrases = make(texts, 500)
        assert len(set(phrases)) == 500
        extractor = Extractor(Setup((packs.write(phrases, tmp_path / "made.toml"),)))
        rows = [row for file in reports for row in extractor.extract(Report(file.name, file, "text")).rows]
        named[make.__name__] = sum((row["rule"] or "").startswith("made.") for row in rows)
    assert named["absent"] == 0 < named["present"]


@pytest.mark.parametrize(("name", "found"), [("floor", 3), ("indicators", 3), ("script", 3), ("cn2an", None)])
def test_a_worker_treats_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, found: int | None) -> None:
    monkeypatch.setenv("PYTHONPATH", ENVIRONMENT["PYTHONPATH"])
    for n, text in enumerate(["2022年全县投入资金4.9亿元,增长13%。", "培训农民380人。"]):
        (tmp_path / f"{n}.txt").write_text(text, "utf-8")
    worker = Worker(Program(name, name), Path(sys.executable))
    try:
        seconds, mentions = worker.ask(sorted(tmp_path.glob("*.txt")))
    finally:
        worker.close()
    assert (seconds >= 0, mentions) == (True, found)


def test_a_worker_that_cannot_be_loaded_says_why() -> None:
    with pytest.raises(Missing, match="did not run: KeyError: 'nothing'"):
        Worker(Program("nothing", "nothing"), Path(sys.executable))


def test_an_environment_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def create(place: Path, **_: object) -> None:
        (place / "bin").mkdir(parents=True, exist_ok=True)
        (place / "Scripts").mkdir(exist_ok=True)
        (place / "bin" / "python").touch()
        (place / "Scripts" / "python.exe").touch()

    def install(words: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        calls.append(words)
        broken = "broken" in words
        return subprocess.CompletedProcess(words, int(broken), "", "ERROR: first\nERROR: no such package\nhint\n")

    monkeypatch.setattr(environments.venv, "create", create)
    monkeypatch.setattr(environments.subprocess, "run", install)
    for packages in (("one",), ("one",), ("one", "two==1.0")):
        environments.python(Program("peer", "Peer", packages), tmp_path)
    assert [words[-2:] for words in calls] == [["--disable-pip-version-check", "one"], ["one", "two==1.0"]]
    for _ in range(2):  # what failed is tried again
        with pytest.raises(Missing, match="not installed: no such package"):
            environments.python(Program("other", "Other", ("broken",)), tmp_path)
    assert len(calls) == 4
    assert environments.python(environments.OURS, tmp_path) == Path(sys.executable)


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(Missing, match="exit code 3: broken"):
        command([sys.executable, "-c", "import sys; sys.stderr.write('broken\\n'); sys.exit(3)"])


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="peaks of children are read from /proc")
def test_the_memory_of_a_command_is_that_of_its_processes_too() -> None:
    child = "import time; held = bytearray(80 * 2**20); time.sleep(0.8)"
    run = command([sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"])
    assert run.memory < 60
    assert 80 < run.children < 140


def test_an_unknown_part_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["speed.py", "--only", "peers,pears"])
    with pytest.raises(SystemExit, match="2"):
        speed.options()
    assert "no part pears; there are peers, rules, lines, startup, jobs, memory" in capsys.readouterr().err


def test_the_page_and_the_json_hold_all_figures() -> None:
    figures = [Figure("jobs/two", "two processes", [1.8, 1.9]), Figure("lines/unbroken", "a line", [3.0])]
    written = speed.page({"Python": "3.11"}, {"jobs": figures[:1], "lines": figures[1:]})
    assert "- Python: 3.11" in written
    assert "## Jobs" in written
    assert "| two processes | 1.85 x | 1.80–1.90 | ≥ 1.70 x | yes |  |" in written
    kept = json.loads(json.dumps(speed.to_json({}, figures)))["figures"]
    assert {key: (value["median"], value["met"]) for key, value in kept.items()} == {
        "jobs/two": (1.85, True),
        "lines/unbroken": (3.0, False),
    }
