"""Pipes: reports on standard input, rows on standard output, summaries in JSON, and how much is said on standard error."""

import io
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import indicators
from conftest import ENVIRONMENT, Run
from indicators import cli, summary
from indicators.rules import MEASURES
from indicators.terminal import put

GOOD = "赤峰市2022年工作总结\n全市投入衔接资金4.69亿元,同比增长13.04%,惠及近5.7万农牧民。\n"
OTHER = GOOD.replace("2022", "2021").replace("4.69", "4.15")
VALUES = [469000000, 13.04, 57000]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two reports, of a file that is no text, and of one that is no report."""
    top = tmp_path / "reports"
    top.mkdir()
    (top / "a.txt").write_text(GOOD, encoding="utf-8")
    (top / "b.txt").write_bytes(OTHER.encode("gbk"))
    (top / "c.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (top / "page.css").write_bytes(b"p {}")
    return top


def rows(printed: str | bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


# --- reports on standard input ---


def as_docx(text: str) -> bytes:
    made = pytest.importorskip("docx").Document()
    for line in text.splitlines():
        made.add_paragraph(line)
    made.save(out := io.BytesIO())
    return out.getvalue()


def as_xlsx(text: str) -> bytes:
    made = pytest.importorskip("openpyxl").Workbook()
    for line in text.splitlines():
        made.active.append([line])
    made.save(out := io.BytesIO())
    return out.getvalue()


def as_html(text: str) -> bytes:
    pytest.importorskip("trafilatura")
    return ("<!doctype html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines())).encode()


# bytes, options, then the document, its format and its encoding as -v says them
PIPED = [
    (GOOD.encode(), [], "stdin: 3 rows", "(text, utf-8;"),
    (GOOD.encode("gb18030"), [], "stdin: 3 rows", "(text, gb18030;"),
    (GOOD.encode("utf-16"), [], "stdin: 3 rows", "(text, utf-16"),
    (GOOD.encode("big5", errors="replace"), ["--encoding", "big5"], "stdin: ", "(text, big5;"),
    (GOOD.encode(), ["--stdin-name", "2022/报告.txt"], "2022/报告.txt: 3 rows", "(text, utf-8;"),
    (GOOD.replace("13.04%", "**13.04%**").encode(), ["--stdin-name", "a.md"], "a.md: 3 rows", "(text, utf-8;"),
    (as_html(GOOD), [], "stdin: 3 rows", "(html, utf-8;"),
    (as_docx(GOOD), [], "stdin: 3 rows", "(docx;"),
    (as_xlsx(GOOD), ["--stdin-name", "a"], "a: 3 rows", "(xlsx;"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "options", "head", "read"), PIPED)
def test_a_report_is_read_from_standard_input(data: bytes, options: list[str], head: str, read: str, run: Run) -> None:
    done = run("extract", "-", "-v", *options, input=data, encoding=None)
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert said.startswith(head), said
    assert read in said
    if "3 rows" in head:
        assert [row["value"] for row in rows(done.stdout)] == VALUES
        assert {row["document"] for row in rows(done.stdout)} == {head.split(":")[0]}


def test_what_is_piped_gives_the_bytes_of_a_file(run: Run, seeds: Path, tmp_path: Path) -> None:
    report = sorted(seeds.glob("*.txt"))[0]
    run("extract", report, "--format", "csv", "--format", "jsonl")
    for form in ("csv", "jsonl"):
        done = run("extract", "-", "--format", form, "--stdin-name", report.name, input=report.read_bytes(), encoding=None)  # fmt: skip
        assert done.stdout == (tmp_path / "out" / f"indicators.{form}").read_bytes()


def test_parquet_goes_through_a_pipe(run: Run, tmp_path: Path) -> None:
    done = run("extract", "-", "--format", "parquet", input=GOOD.encode(), encoding=None)
    (tmp_path / "a.parquet").write_bytes(done.stdout)
    assert indicators.read(tmp_path / "a.parquet")["value"].tolist() == VALUES


def test_a_report_on_standard_input_fills_tables_too(run: Run, tmp_path: Path) -> None:
    done = run("extract", "-", "-o", "tables", input=GOOD)
    assert (done.returncode, done.stdout) == (0, "")
    assert indicators.read(tmp_path / "tables")["value"].tolist() == VALUES
    assert "1 unchanged since the run before" in run("extract", "-", "-o", "tables", input=GOOD).stderr


def test_the_other_commands_read_standard_input(run: Run, folder: Path) -> None:
    found = json.loads(run("diff", "-", "reports/a.txt", "--json", input=OTHER).stdout)
    assert [p["class"] for p in found] == ["changed", "same", "same"]
    assert [p["a"]["document"] for p in found] == ["stdin"] * 3
    run("extract", folder)
    assert json.loads(run("diff", "-", "a", "--in", "out", "--json", input=OTHER).stdout)[0]["b"]["document"] == "a.txt"
    assert run("audit", "-", input="全市建房3套,其中甲县1套、乙县1套,共3套。").returncode in (0, 1)
    assert json.loads(run("coverage", "-", "--json", input=GOOD).stdout)["rows"] == 3


# words, standard input, exit code, and the one line on standard error
REFUSED = [
    (["extract", "-"], b"\x7fELF\x02\x00", 1, "failed: stdin: a binary file: an ELF program, not text"),
    (["extract", "-"], b"PK\x03\x04" + bytes(40), 1, "failed: stdin: a binary file: a ZIP archive, not text; "),
    (["extract", "-", "--format", "csv"], b"\x7fELF\x02\x00", 1, "failed: stdin: "),
    (["extract", "-", "--format", "parquet"], b"\x7fELF\x02\x00", 1, "failed: stdin: "),
    (["extract", "-", "--stdin-name", "a.doc"], b"\xd0\xcf", 1, "failed: a.doc: a .doc file, which is not read; "),
    (["extract", "reports", "--stdin-name", "a"], b"", 2, "no report comes from standard input"),
    (["extract", "-", "--jobs", "2"], b"", 2, "--jobs is for tables in a folder, not for standard output"),
    (["extract", "-", "--save-text"], b"", 2, "--save-text is for tables in a folder"),
    (["extract", "reports", "-o", "-", "--partition", "year"], b"", 2, "--partition is for tables in a folder"),
    (["extract", "-", "--format", "csv", "--format", "jsonl"], b"", 2, "several times --format is for tables"),
    (["diff", "-", "-"], GOOD.encode(), 2, "standard input can be one of both only"),
    (["diff", "-", "reports/a.txt"], b"\x7fELF\x02\x00", 2, "-: stdin cannot be read: a binary file"),
    (["diff", "reports/a.txt", "reports/b.txt", "--json", "--format", "csv"], b"", 2, "--json and --format csv"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "data", "code", "said"), REFUSED)
def test_what_cannot_be_done_is_one_line_and_no_output(
    words: list[str], data: bytes, code: int, said: str, run: Run, folder: Path
) -> None:
    done = run(*words, "-q", input=data, encoding=None)
    assert (done.returncode, done.stdout, done.stderr.decode().count("\n")) == (code, b"", 1), done.stderr.decode()
    assert said in done.stderr.decode()


# a redirection, exit code, and what is said
STREAMS = [
    ("</dev/null", 0, "documents   1 (1 empty)"),
    ("<&-", 2, "indicators: standard input is closed; there is no report to read"),
    (">&-", 2, "indicators: standard output is closed; name a file or folder with -o"),
    (">/dev/full", 2, "indicators: No space left on device"),
    ("2>&-", 0, ""),
    ("--json 2>&-", 0, ""),
]


@pytest.mark.parametrize(("redirection", "code", "said"), STREAMS)
def test_empty_closed_and_full_streams(redirection: str, code: int, said: str, tmp_path: Path) -> None:
    command = f"{sys.executable} -m indicators.cli extract - {redirection}"
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=ENVIRONMENT, input=GOOD.encode(), capture_output=True)
    assert done.returncode == code
    assert done.stderr.decode().splitlines()[:1] == ([said] if said else [])
    assert [row["value"] for row in rows(done.stdout)] == (VALUES if "2>&-" in redirection else [])


# --- rows on standard output ---


def test_the_rows_of_a_folder_stream(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("extract", folder, "-o", "-")
    assert done.returncode == 1
    assert [(row["document"], row["value"]) for row in rows(done.stdout)][::3] == [("a.txt", 469e6), ("b.txt", 415e6)]
    assert done.stderr.splitlines()[0].startswith("failed: c.txt: a binary file: a PNG picture")
    assert not (tmp_path / "out").exists()


def test_a_reader_that_has_enough_ends_the_run(folder: Path, tmp_path: Path) -> None:
    for i in range(300):
        (folder / f"{i}.txt").write_text(f"第{i}份。" + GOOD * 20, encoding="utf-8")
    command = [sys.executable, "-m", "indicators.cli", "extract", str(folder), "-o", "-"]
    process = subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, stdout=-1, stderr=-1)
    assert process.stdout
    assert json.loads(process.stdout.readline())["document"] == "0.txt"  # long before the last has been read
    process.stdout.close()
    assert process.wait(60) == -signal.SIGPIPE
    assert process.stderr
    assert process.stderr.read() == b""


# --- summaries in JSON ---

NO_JSON = {"rules schema": "prints JSON always"}


def commands(command: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, each in command.commands.items():
        if hasattr(each, "commands"):
            yield from commands(each, f"{above}{name} ")
        else:
            yield f"{above}{name}", each


COMMANDS = dict(commands(cli.program()))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_common_options(name: str) -> None:
    said = {word for option in COMMANDS[name].params for word in option.opts}
    assert ("--json" in said) != (name in NO_JSON)
    assert {"-q", "--quiet", "-v", "--verbose"} <= said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_command_is_explained(name: str) -> None:
    assert [p.name for p in COMMANDS[name].params if not p.help] == []
    assert f"  indicators {name}" in COMMANDS[name].help


def test_the_summary_of_a_run(run: Run, folder: Path) -> None:
    done = run("extract", folder, "--json")
    assert (done.returncode, done.stderr) == (1, "")
    found = json.loads(done.stdout)
    assert found["documents"] == {"ok": 2, "empty": 0, "failed": 1}
    assert (found["rows"], found["quantities"], found["claimed"], found["unchanged"]) == (6, 6, 6, 0)
    assert found["measures"] == {"level": 4, "growth": 2, "change": 0, "share": 0, "rank": 0}
    assert [d["document"] for d in found["failed"]] == ["c.txt"]
    assert (found["passed_over"], found["warnings"]) == (["page.css"], [])
    assert found["files"] == ["out/indicators.parquet", "out/documents.parquet"]
    assert (tuple(found["documents"]), tuple(found["measures"])) == (summary.STATES, MEASURES)


def test_documents_of_no_known_region_or_year_are_named(run: Run) -> None:
    unplaced = "我镇投入资金350万元硬化通组路18.6公里。"
    done = run("extract", "-", input=unplaced)
    assert done.stderr.splitlines()[0] == "region or year unknown (--region, --year give them): stdin"
    given = run("extract", "-", "--region", "赤峰市", "--year", "2022", "--json", input=unplaced)
    assert json.loads(given.stderr)["unplaced"] == []


def test_the_summary_leaves_standard_output_to_the_rows(run: Run) -> None:
    done = run("extract", "-", "--json", input=GOOD)
    assert len(rows(done.stdout)) == json.loads(done.stderr)["rows"] == 3


MINE = '[pack]\nid = "mine"\n[[rule]]\nid = "a"\nname = "馒头节收入"\nunit = "元"\npatterns = ["馒头节收入…亿元"]\n'
EXAMPLE = 'examples = [{ text = "馒头节收入3亿元", value = 3 }]\n'
# a rule file, words, exit code, what the JSON says
ON_RULES: list[tuple[str, list[str], int, Callable[[Any], Any], Any]] = [
    (MINE, ["check"], 0, lambda j: (j["rules"], j["mistakes"], len(j["warnings"])), (1, [], 1)),
    (MINE, ["check", "--strict"], 1, lambda j: j["warnings"][0][:12], "mine.toml:7:"),
    (MINE.replace("unit", "unti"), ["check"], 2, lambda j: (j["rules"], j["mistakes"][0][:12]), (0, "mine.toml:6:")),
    (MINE + EXAMPLE, ["test"], 1, lambda j: [(f["line"], f["rule"]) for f in j["failures"]], [(8, "mine.a")]),
    (MINE + EXAMPLE.replace("3 }", "300000000 }"), ["test"], 0, lambda j: j, {"rules": 1, "failures": []}),
]


@pytest.mark.parametrize(("text", "words", "code", "taken", "expected"), ON_RULES)
def test_rules_answer_in_json(
    text: str, words: list[str], code: int, taken: Callable[[Any], Any], expected: Any, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    done = run("rules", *words, "mine.toml", "--json")
    assert (done.returncode, done.stderr) == (code, "")
    assert taken(json.loads(done.stdout)) == expected


def test_proposals_in_json(run: Run) -> None:
    first, second = json.loads(run("rules", "new", "全县建成茶旅驿站16个,贫困发生率降到0.5%", "--json").stdout)
    assert (first["raw"], first["rule"]["patterns"], first["reason"]) == ("16个", ["建成茶旅驿站…个"], "")
    assert (second["rule"], second["reason"]) == (None, "is named already: rural.poverty_rate (贫困发生率)")


# --- quiet and verbose ---

FAILED = "failed: c.txt: a binary file: a PNG picture, not text"
# words, lines on standard error
LOUDNESS = [
    (["-q", "extract", "reports"], [FAILED]),
    (["extract", "reports", "--quiet"], [FAILED]),
    (["extract", "-q", "reports", "-q"], [FAILED]),
    (["-q", "diff", "reports/a.txt", "reports"], ["note: reports: c.txt cannot be read: a binary file: a PNG picture, not text"]),
    (["-q", "rules", "check"], []),
    (["rules", "-q", "check", "-q"], []),
    (["-v", "audit", "reports/a.txt"], ["a.txt: 3 rows (赤峰市 2022)"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "lines"), LOUDNESS)
def test_the_options_stand_before_or_behind_the_command(
    words: list[str], lines: list[str], run: Run, folder: Path
) -> None:
    assert run(*words).stderr.splitlines() == lines


@pytest.mark.parametrize("words", [["-v", "extract", "reports"], ["extract", "reports", "-v"]])
def test_details_are_said_document_by_document(words: list[str], run: Run, folder: Path) -> None:
    for state in ("", ", unchanged"):
        assert run(*words).stderr.splitlines()[:4] == [
            f"a.txt: 3 rows, 3 quantities seen (text, utf-8; 赤峰市 2022){state}",
            f"b.txt: 3 rows, 3 quantities seen (text, gb18030; 赤峰市 2021){state}",
            "c.txt: failed",
            FAILED,
        ]


@pytest.mark.parametrize("words", [["-q", "-v", "extract", "a"], ["-v", "extract", "a", "-q"], ["rules", "-q", "check", "-v"]])  # fmt: skip
def test_quiet_and_verbose_exclude_each_other(words: list[str], run: Run) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage:" in done.stderr
    assert "not together with --" in done.stderr


# --- terminals ---


def shown(words: list[str], folder: Path, **environment: str) -> str:
    """What a command shows on a terminal."""
    controller, terminal = pty.openpty()
    plain = {k: v for k, v in ENVIRONMENT.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        [sys.executable, "-m", "indicators.cli", *words],
        cwd=folder, env=plain | {"TERM": "xterm"} | environment, stdin=-3, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    printed = b""
    while True:
        try:
            part = os.read(controller, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        printed += part
    os.close(controller)
    process.wait(60)
    return printed.decode()


# words, environment, whether escape sequences are shown
STYLES = [
    (["quantities", "投入3亿元"], {}, True),
    (["quantities", "投入3亿元"], {"NO_COLOR": "1"}, False),
    (["quantities", "投入3亿元"], {"TERM": "dumb"}, False),
    (["extract", "reports"], {}, True),
    (["extract", "reports"], {"TERM": "dumb"}, False),
    (["extract", "reports", "-q"], {}, False),
    (["extract", "reports", "-v"], {}, False),
    (["extract", "reports", "-o", "-"], {}, False),
]


@pytest.mark.parametrize(("words", "environment", "styled"), STYLES)
def test_escape_sequences(words: list[str], environment: dict[str, str], styled: bool, folder: Path) -> None:
    assert ("\x1b" in shown(words, folder.parent, **environment)) == styled


@pytest.mark.parametrize(("environment", "styled"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)])  # fmt: skip
def test_a_pipe_gets_escape_sequences_on_request_only(environment: dict[str, str], styled: bool, run: Run) -> None:
    assert ("\x1b" in run("quantities", "投入3亿元", env=environment).stdout) == styled


def test_parquet_is_not_shown_to_a_person(folder: Path) -> None:
    for words in (["extract", "reports", "-o", "-"], ["diff", "reports/a.txt", "reports/b.txt"]):
        said = shown([*words, "--format", "parquet"], folder.parent)
        assert said.split("\r\n")[0].startswith("indicators: Parquet is no text for a terminal"), said


def test_a_narrow_terminal_loses_no_figure(folder: Path) -> None:
    said = shown(["diff", "reports/a.txt", "reports/b.txt"], folder.parent, COLUMNS="40")
    assert "4.69亿元" in said
    assert "4.15亿元" in said


def test_a_pipe_or_a_link_that_is_written_to_stays_what_it_is(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as reader:
        read = reader.submit(pipe.read_bytes)
        put(b"page", pipe)
        assert read.result(10) == b"page"
    assert pipe.is_fifo()
    link.symlink_to("page.html")
    put(b"page", link)
    assert (link.is_symlink(), (tmp_path / "page.html").read_bytes()) == (True, b"page")
    with pytest.raises(IsADirectoryError):
        put(b"page", tmp_path)
