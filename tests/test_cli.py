"""The command line: what is printed where, and the exit codes."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import indicators
from conftest import ENVIRONMENT, Run
from indicators.terminal import printable

GOOD = "2022年内蒙古投入衔接资金4.69亿元,同比增长13.04%,惠及近5.7万农牧民。\n"
BROKEN = '[pack]\nid = "mine"\n[[rule]]\nid = "a"\nnmae = "甲"\npatterns = ["甲…亿园"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two good reports, in another folder than the command runs in."""
    top = tmp_path / "reports"
    top.mkdir()
    (top / "a.txt").write_text(GOOD, encoding="utf-8")
    (top / "b.txt").write_bytes(GOOD.encode("gbk"))
    return top


def test_extract_writes_tables_and_sums_up(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("extract", folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "documents   2",
        "rows        6",
        "quantities  6 seen, 6 claimed",
        "measures    level 4 · growth 2",
        "tables      out/indicators.parquet",
        "            out/documents.parquet",
    ]
    assert indicators.read(tmp_path / "out")["value"].tolist() == [469000000, 13.04, 57000] * 2


def test_extract_takes_every_option(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").write_text("新建农村公路36公里", encoding="gb18030")
    words = [
        "--encoding",
        "gb18030",
        "--region",
        "鄂托克前旗",
        "--year",
        "2019",
        "--format",
        "csv",
        "--format",
        "jsonl",
    ]
    done = run("extract", folder / "a.txt", "-o", "x/y", *words)
    assert done.returncode == 0
    assert sorted(p.name for p in (tmp_path / "x" / "y").iterdir()) == [
        "documents.csv", "documents.jsonl", "indicators.csv", "indicators.jsonl",
    ]  # fmt: skip
    (row,) = map(json.loads, (tmp_path / "x/y/indicators.jsonl").read_text(encoding="utf-8").splitlines())
    assert (row["document"], row["region"], row["year"], row["value"]) == ("a.txt", "鄂托克前旗", 2019, 36)


def test_own_rules_are_added(run: Run, folder: Path, tmp_path: Path) -> None:
    rule = BROKEN.replace("nmae", "name").replace("甲…亿园", "衔接资金…元").replace("甲", "衔接资金总额")
    (tmp_path / "mine.toml").write_text(rule, encoding="utf-8")
    done = run("extract", folder, "--rules", "mine.toml", "--format", "jsonl")
    assert done.returncode == 0
    assert (tmp_path / "out" / "documents.jsonl").exists()


def test_failed_documents_are_named_and_the_others_written(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "picture.txt").write_bytes(b"\x89PNG\x00\x00")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "page.css").write_bytes(b"p {}")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    done = run("extract", folder)
    assert done.returncode == 1
    assert "failed: picture.txt: a binary file" in done.stderr
    assert "failed: old.doc: a .doc file, which is not read; save it as .docx" in done.stderr
    assert "passed over, no reports: page.css" in done.stderr
    assert "documents   5 (1 empty, 2 failed)" in done.stderr
    assert len(indicators.read(tmp_path / "out")) == 6


def test_an_empty_report_is_no_failure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("extract", "empty.txt")
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "documents   1 (1 empty)")
    assert len(indicators.read(tmp_path / "out")) == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_report_is_named(run: Run, folder: Path) -> None:
    (folder / "a.txt").chmod(0)
    done = run("extract", folder)
    assert (done.returncode, "failed: a.txt: Permission denied" in done.stderr) == (1, True)


# words, a part of the one line on standard error
WRONG = [
    (["extract", "nowhere"], "nowhere: no such file or folder"),
    (["extract", "empty"], "empty: no report (*.txt"),
    (["extract", "reports", "--region", "无此地市"], "unknown region '无此地市'"),
    (["extract", "reports", "--encoding", "no-such"], "unknown encoding"),
    (["extract", "reports", "--rules", "nowhere"], "nowhere: no rule file"),
    (["extract", "reports", "-o", "reports/a.txt"], "not a folder"),
    (["extract", "reports", "-o", "reports/a.txt/out"], "not a folder"),
    (["rules", "check", "nowhere"], "nowhere: no rule file"),
    (["rules", "test", "nowhere.toml"], "nowhere.toml: no rule file"),
]


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_what_a_user_can_mend_is_one_line(words: list[str], said: str, run: Run, folder: Path) -> None:
    (folder.parent / "empty").mkdir()
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert not (folder.parent / "out").exists()


MISUSED = [
    ["extract"],
    ["extract", "a", "--format", "xls"],
    ["extract", "a", "--year", "x"],
    ["no-such"],
    ["quantities"],
]


@pytest.mark.parametrize("words", MISUSED)
def test_wrong_usage_is_explained(words: list[str], run: Run) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage:" in done.stderr
    assert "Error:" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_permission_is_refused(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o555)
    done = run("extract", folder, "-o", "locked")
    assert (done.returncode, "no permission" in done.stderr) == (2, True)


def test_a_broken_rule_file_stops_everything(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(BROKEN, encoding="utf-8")
    for words in (
        ["extract", folder, "--rules", "mine.toml"],
        ["rules", "check", "mine.toml"],
        ["rules", "test", "mine.toml"],
    ):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        lines = done.stderr.splitlines()
        assert len(lines) == 3
        assert all(line.startswith("mine.toml:") for line in lines)
        assert not (tmp_path / "out").exists()


def test_rules_check_and_test(run: Run, tmp_path: Path) -> None:
    good = BROKEN.replace("nmae", "name").replace("亿园", "亿元").replace("甲", "馒头节收入")
    (tmp_path / "mine.toml").write_text(
        good + 'examples = [{ text = "馒头节收入3亿元", value = 300000000 }]\n', encoding="utf-8"
    )
    assert run("rules", "check", "mine.toml").stdout == "1 rules, no mistakes\n"
    done = run("rules", "test", "mine.toml")
    assert (done.returncode, done.stdout) == (0, "1 rules, 0 failures\n")
    (tmp_path / "mine.toml").write_text(
        good + 'examples = [{ text = "馒头节收入3亿元", value = 3 }]\n', encoding="utf-8"
    )
    done = run("rules", "test", "mine.toml")
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "mine.toml:7: rule mine.a: 馒头节收入3亿元")
    assert "value 300000000" in done.stdout


def test_quantities_of_a_text_as_a_table(run: Run) -> None:
    done = run("quantities", "近6万名群众增收[/b],人均1.2万元")
    assert done.returncode == 0
    cells = [line.split() for line in done.stdout.splitlines() if "万" in line]
    assert cells == [
        ["6万名", "1", "4", "60000", "人", "about"],
        ["1.2万元", "15", "20", "12000", "元", "exact"],
    ]


def test_quantities_of_lines_as_json(run: Run) -> None:
    done = run("quantities", "--json", "--bare", "-", input="投入３．５亿元\n\n3-5万元\r\n共12\n")
    assert done.returncode == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [[(q["text"], q["value"], q["value_high"], q["unit"], q["bound"]) for q in line] for line in found] == [
        [("３．５亿元", 350000000, None, "元", "exact")],
        [],
        [("3-5万元", 30000, 50000, "元", "range")],
        [("12", 12, None, "", "exact")],
    ]


def test_each_text_gives_one_json_array(run: Run) -> None:
    done = run("quantities", "--json", "投入3元", "没有")
    assert [len(json.loads(line)) for line in done.stdout.splitlines()] == [1, 0]


def test_the_version(run: Run) -> None:
    assert run("--version").stdout == f"indicators {indicators.__version__}\n"


@pytest.mark.parametrize("words", [[], ["extract"], ["quantities"], ["rules"], ["rules", "check"], ["rules", "test"]])
def test_every_help_has_an_example(words: list[str], run: Run) -> None:
    done = run(*words, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Example" in done.stdout
    assert " ".join(["  indicators", *words]).rstrip() in done.stdout


# --- what must not end in a traceback ---


def test_a_reader_that_goes_away(run: Run) -> None:
    text = "\n".join(["投入3亿元"] * 20000)
    command = [sys.executable, "-m", "indicators.cli", "quantities", "-"]
    process = subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, env=ENVIRONMENT)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    try:
        process.stdin.write(text.encode())
        process.stdin.close()
    except BrokenPipeError:
        pass
    assert process.wait(60) == -signal.SIGPIPE  # as cat and grep end
    assert process.stderr.read() == b""


@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">/dev/full", "<&-"])
def test_closed_and_full_streams(redirection: str, folder: Path, tmp_path: Path) -> None:
    for words in (["quantities", "投入3亿元"], ["quantities", "-"], ["extract", str(folder)], ["--help"]):
        command = [sys.executable, "-m", "indicators.cli", *words]
        shell = " ".join(f"'{word}'" for word in command) + f" {redirection}"
        done = subprocess.run(
            shell, shell=True, cwd=tmp_path, env=ENVIRONMENT, input=b"", capture_output=True, timeout=60
        )
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr
        assert done.returncode in (0, 2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_quietly(number: int, folder: Path, tmp_path: Path) -> None:
    for i in range(400):
        (folder / f"{i}.txt").write_text(f"第{i}份。" + GOOD * 20, encoding="utf-8")
    command = [sys.executable, "-m", "indicators.cli", "extract", str(folder)]
    process = subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, stderr=-1)
    time.sleep(1.5)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (128 + number, b"")
    assert not (tmp_path / "out" / "indicators.parquet").exists()


def test_ascii_output_is_no_obstacle(run: Run, folder: Path) -> None:
    environment = {"PYTHONIOENCODING": "ascii"}
    assert run("extract", folder, env=environment).returncode == 0
    done = run("quantities", "--json", "投入3亿元", env=environment)
    assert json.loads(done.stdout)[0]["unit"] == "元"
    assert run("quantities", "投入3亿元", env=environment).returncode == 0


def test_names_cannot_steer_the_terminal(run: Run, folder: Path, tmp_path: Path) -> None:
    name = os.fsdecode("图\x1b[31m\u202e[b]".encode() + b"\xff.txt")
    (folder / name).write_bytes(b"\x00")
    done = run("extract", folder)
    assert done.returncode == 1
    assert r"failed: 图\x1b[31m\u202e[b]\xff.txt: a binary file" in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [("报告.txt", "报告.txt"), ("a\nb\x07", "a\\nb\\x07"), ("\u202e", "\\u202e"), ("\udcff", "\\udcff")],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_terminal_gets_a_progress_bar(folder: Path, tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "indicators.cli", "extract", str(folder)]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=ENVIRONMENT | {"TERM": "xterm"}, stdout=subprocess.PIPE, stderr=terminal
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            part = os.read(controller, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    assert process.communicate(timeout=60)[0] == b""
    assert process.returncode == 0
    assert "reading reports" in shown.decode()
    assert "documents   2" in shown.decode()
