"""`indicators show` and `indicators.read_report`: a report with its figures in place, in the terminal and as a page."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.cells import cell_len

import indicators
from conftest import ENVIRONMENT, Run
from indicators.documents import from_text
from indicators.figures import AnnotatedReport, Figure, annotate
from indicators.margins import lines, render
from indicators.match import Rulebook
from indicators.rules import load, shipped
from indicators.terminal import legible
from indicators.text import Span

SENTENCE = (
    "2022年内蒙古脱贫人口人均纯收入达到16900元,同比增长13.04%,投入财政衔接资金86.8亿元。"
    "到2025年,力争农村自来水普及率达到90%以上。"
)
UNCLAIMED = "凤冈县2023年工作总结\n建成800人以上集中安置区20个,水稻亩产500公斤。\n"
HOSTILE = {
    "tags": "<script>alert(1)</script>投入3亿元</style></p>\"'&amp;<b onclick=x>增长2%",
    "controls": "投入3亿元\x1b[31m\x00\x07\u202e元亿\u2066\ue004\ufeff\u2028 end",
    "line ends": "凤冈县2023年工作总结\r\n\r\n  投入3亿元\r\r增长2%\n\n\n",
    "blank": " \n\u3000\n\xa0\xa0投入3亿元\n \n",
    "figure first and last": "3亿元的投入,增长2%",
    "table": "指标\t单位\t数值\n粮食产量\t万吨\t  36.5\n蔬菜产量    万吨     12\n",
    "markup": "[red]投入[/red]3亿元 {{ 7 * 7 }} {% raw %} :smile:",
    "combining": "e\u0301" * 90 + "☀\ufe0f" * 90 + "👩\u200d🌾" * 50 + "投入3亿元",
    "no break": "https://" + "a" * 500 + "(" * 300 + ")" * 300 + "。" * 300,
    "wide blanks": "\t" * 50 + "投入3亿元" + " " * 900 + "增长2%",
    "empty": "",
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook(load(shipped()))


@pytest.fixture
def report(tmp_path: Path) -> AnnotatedReport:
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    return indicators.read_report(tmp_path / "a.txt")


class Text(HTMLParser):
    """The text of a page's reading column, and its ids and links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found, self.ids, self.links, self.tags = "", [], [], set()
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        self._inside |= tag == "p" and known.get("class") == "text"
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known["href"]] if "href" in known else []

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag != "p"

    def handle_data(self, data: str) -> None:
        self.found += data if self._inside else ""


def spelt(text: str) -> str:
    return "\n".join(map(legible, re.split("\r\n?|\n", text)))


def test_figures_stand_where_they_say(seeds: Path) -> None:
    for path in sorted(seeds.glob("*.txt")):
        report = indicators.read_report(path)
        assert report.frame.equals(indicators.extract(path))
        assert [report.text[f.start : f.end] for f in report.figures] == [f.raw for f in report.figures]
        assert [f for f in report.figures if (f.row is None) != bool(f.reason)] == []
        parts = ["".join(piece.text for piece in p.pieces) + p.gap for p in report.paragraphs()]
        assert "".join(parts) == report.text
        assert Text(report.to_html()).found == report.text.replace("\r\n", "\n")


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_hostile_text_stays_text(name: str, columns: int, book: Rulebook) -> None:
    report = annotate(from_text(HOSTILE[name]), book)
    page = Text(report.to_html())
    assert page.found == spelt(report.text)
    assert not page.tags & {"script", "img", "iframe"}
    assert "b" not in page.tags or report.figures
    assert len(set(page.ids)) == len(page.ids) == 2 * len(report.figures)
    page.links.sort()
    assert page.links == sorted(f"#{i}" for i in page.ids)
    report.to_html().encode()
    for notes in ("margin", "below", "none"):
        plain = render(lines(report, columns, notes), False)
        assert [line for line in plain.splitlines() if cell_len(line) > columns] == []
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", plain)
        colours = re.sub(r"\x1b\[[0-9;]*m", "", render(lines(report, columns, notes), True))
        assert [line.rstrip() for line in colours.split("\n")] == plain.split("\n")


def test_a_line_without_an_end(book: Rulebook) -> None:
    report = annotate(from_text("全县投入资金若干,建成项目若干。" * 12_500 + "投入3亿元"), book)
    assert cell_len(max(render(lines(report, 120), False).splitlines(), key=cell_len)) <= 120
    assert Text(report.to_html()).found == report.text


OVERLAPS = [
    [(0, 3), (3, 5), (3, 7), (8, 8), (8, 16)],  # side by side, one in the other, empty, over a break, at the end
    [(0, 16), (2, 4), (5, 16)],
    [],
]


@pytest.mark.parametrize("spans", OVERLAPS)
def test_figures_that_overlap(spans: list[tuple[int, int]], report: AnnotatedReport) -> None:
    text = "3亿元4%5个万\n6人\r\n7户"
    text += "\ud800" * (16 - len(text))  # half a character, which no file decodes to
    figures = [Figure(a, b, text[a:b], report.rows[0]) for a, b in spans]
    made = AnnotatedReport(report.facts, text, figures, [Span(1, 2), Span(6, 16)])
    paragraphs = list(made.paragraphs())
    assert "".join("".join(piece.text for piece in p.pieces) + p.gap for p in paragraphs) == text
    assert [n for p in paragraphs for n in p.numbers] == list(range(1, len(spans) + 1))
    assert Text(made.to_html()).found == spelt(text)
    shown = render(lines(made, 80), False)
    assert all(f"[{n}]" in shown for n in range(1, len(spans) + 1))


NOTES = """\
[1] 脱贫人口人均纯收入 水平 16900元/人  内蒙古自治区 2022
[2] 脱贫人口人均纯收入 增速 +13.04%  内蒙古自治区 2022  同比
[3] 财政衔接资金 水平 86.8亿元  内蒙古自治区 2022
[4*] 农村自来水普及率 水平 90%以上  内蒙古自治区 2025  目标
"""


def test_notes_of_a_sentence(run: Run, report: AnnotatedReport) -> None:
    done = run("show", "a.txt", "--notes", "below")
    assert done.returncode == 0
    assert NOTES in done.stdout.replace("\n    ", "\n")
    assert "达到16900元[1],同比增长13.04%[2],投入" in done.stdout.replace("\n", "")
    assert "达到90%[4*]以上" in done.stdout.replace("\n", "")
    assert "取数 4(规则命名 4,按原文用语 0),未取 0" in done.stdout


def test_what_gives_no_row_is_marked_without_colour(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(UNCLAIMED, encoding="utf-8")
    done = run("show", "a.txt")
    assert "800人[1?]" in done.stdout
    assert "[1?] 未取" in done.stdout
    assert "未取 1" in done.stdout
    assert "2023年[" not in done.stdout
    (silent,) = [f for f in indicators.read_report(tmp_path / "a.txt").figures if f.row is None]
    assert silent.reason.startswith("only says which things are meant")


def test_what_is_not_known_of_a_report_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("我镇投入资金350万元。\n", encoding="utf-8")
    assert "地区 不明  年份 不明" in run("show", "a.txt").stdout


def test_notes_stand_below_a_table_not_between_its_rows(book: Rulebook) -> None:
    report = annotate(from_text(HOSTILE["table"]), book)
    assert render(lines(report, 80), False).splitlines()[3:-3] == [
        "指标    单位    数值",
        "粮食产量        万吨      36.5[1]",
        "蔬菜产量    万吨     12[2]",
        "    [1] 粮食总产量 水平 36.5万吨  地区不明 时期不明",
        "    [2] 蔬菜产量 水平 12万吨  地区不明 时期不明",
    ]


def test_what_only_repeats_is_said_once(run: Run, seeds: Path) -> None:
    done = run("show", next(seeds.glob("000*")), "--color", "always", "--no-pager")
    assert done.stdout.count("为页面信息或重复内容,不取数") == 1
    assert "\x1b[2m主管责任" in done.stdout


@pytest.mark.parametrize(
    ("columns", "beside"), [("80", False), ("109", False), ("110", True), ("120", True), (None, False)]
)
def test_the_notes_go_to_the_margin_where_there_is_room(
    columns: str | None, beside: bool, run: Run, seeds: Path
) -> None:
    done = run("show", next(seeds.glob("004*")), env={"COLUMNS": columns or ""})
    widths = [cell_len(line) for line in done.stdout.splitlines()]
    assert max(widths) <= int(columns or 100)
    assert max(widths) > int(columns or 100) - 4
    assert any(re.match(r"    \[1\] ", line) for line in done.stdout.splitlines()) != beside


@pytest.mark.parametrize(
    ("words", "environment", "coloured"),
    [
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {}, False),
        (["--color", "never"], {}, False),
    ],
)
def test_colours_of_a_pipe(
    words: list[str], environment: dict[str, str], coloured: bool, run: Run, report: AnnotatedReport
) -> None:
    assert ("\x1b[" in run("show", "a.txt", *words, env=environment).stdout) == coloured


def on_terminal(folder: Path, *words: str, **environment: str) -> tuple[int, str]:
    """Run a command on a terminal of its own; return its exit code and all that it shows."""
    here, there = pty.openpty()
    command = [sys.executable, "-m", "indicators.cli", *words]
    known = {k: v for k, v in ENVIRONMENT.items() if k not in ("NO_COLOR", "LESS", "PAGER", "COLUMNS")}
    with subprocess.Popen(
        command, cwd=folder, stdin=there, stdout=there, stderr=there, env=known | {"TERM": "xterm"} | environment
    ) as process:
        os.close(there)
        shown = b""
        try:
            while block := os.read(here, 65536):
                shown += block
        except OSError:  # closed on the other side
            pass
        os.close(here)
        return process.wait(60), shown.decode()


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_of_a_terminal(
    environment: dict[str, str], coloured: bool, report: AnnotatedReport, tmp_path: Path
) -> None:
    code, shown = on_terminal(tmp_path, "show", "a.txt", "--no-pager", **environment)
    assert code == 0
    assert ("\x1b[36m" in shown) == coloured
    assert ("\x1b" in shown) == coloured


@pytest.mark.parametrize("pager", ["cat", "", "no-such-program", "'", "/", f"{sys.executable} -c pass", "head -c 10"])
def test_a_pager_that_is_left_early_is_no_error(pager: str, seeds: Path, tmp_path: Path) -> None:
    code, shown = on_terminal(tmp_path, "show", str(next(seeds.glob("003*"))), PAGER=pager)
    assert code == 0
    assert "Traceback" not in shown
    assert ("未取" in shown) == (pager in ("cat", "", "no-such-program", "'", "/"))


def test_closed_standard_output_takes_nothing(report: AnnotatedReport, tmp_path: Path) -> None:
    command = f"{sys.executable} -m indicators.cli show a.txt >&-"
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_is_the_pagers(tmp_path: Path, report: AnnotatedReport) -> None:
    script = f"import os, signal, sys; os.kill(os.getppid(), {int(signal.SIGINT)}); print(len(sys.stdin.read()) > 99)"
    (tmp_path / "pager.py").write_text(script)
    code, shown = on_terminal(tmp_path, "show", "a.txt", PAGER=f"{sys.executable} pager.py")
    assert (code, shown.strip()) == (0, "True")


def test_json_has_the_rows_and_the_reasons(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(UNCLAIMED, encoding="utf-8")
    found = json.loads(run("show", "a.txt", "--json", "--region", "凤冈县").stdout)
    assert (found["document"]["region"], found["document"]["indicators"]) == ("凤冈县", 2)
    assert [(f["raw"], f["row"] and f["row"]["value"], bool(f["reason"])) for f in found["figures"]] == [
        ("800人", None, True), ("20个", 20, False), ("500公斤", 500, False),
    ]  # fmt: skip
    assert [UNCLAIMED[f["start"] : f["end"]] for f in found["figures"]] == ["800人", "20个", "500公斤"]


def test_the_page_needs_nothing_and_runs_nothing(run: Run, report: AnnotatedReport, tmp_path: Path) -> None:
    assert run("show", "a.txt", "--html", "a.html").stdout == ""
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page == run("show", "a.txt", "--html", "-").stdout == report.to_html()
    assert "default-src 'none'" in page
    assert not re.search(r"(?i)<script|src=|@import|url\(|https?:", page)
    title = "脱贫人口人均纯收入 · 增速 +13.04% · 内蒙古自治区 2022 · 同比"
    assert f'<a class="figure growth" id="f2" href="#n2" data-n="2" title="{title}">13.04%</a>' in page
    assert '<li id="n4" class="level target">' in page


def test_in_a_notebook_it_leaves_the_rest_alone(report: AnnotatedReport, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(SENTENCE + "\n", encoding="utf-8")
    first, second = (shown._repr_html_() for shown in (report, indicators.read_report(tmp_path / "b.txt")))
    ids = Text(first + second).ids
    assert len(set(ids)) == len(ids) == 16
    css = re.search(r"<style>(.*?)</style>", first, re.DOTALL)
    assert css
    depth, outside = 0, ""
    for c in re.sub(r"/\*.*?\*/", "", css[1], flags=re.DOTALL):
        depth -= c == "}"
        outside += c if depth == 0 else ""
        depth += c == "{"
    assert set(re.split(r"[{}\s]+", outside)) == {"", ".indicators-report"}
    assert ":root" not in css[1]
    assert "<html" not in first


def test_the_example_of_several_reports_can_be_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for file in ("in/a.zip", "b.ZIP"):
        with zipfile.ZipFile(tmp_path / file, "w") as made:
            made.writestr("x/1.txt", "投入3亿元")
            made.writestr("2.txt", "增长2%")
    for given in ("in", "in/a.zip", "b.ZIP", tmp_path / "b.ZIP"):
        said = run("show", given).stderr
        example = said.removesuffix("\n").split(" for example ")[1]
        shown = json.loads(run("show", example, "--json").stdout)
        assert [figure["raw"] for figure in shown["figures"]] in (["2%"], ["3亿元"])
        assert example.endswith(shown["document"]["document"])
    assert run("show", "b.ZIP/3.txt").stderr == "indicators: b.ZIP/3.txt: no such file or folder\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nope.txt"], "indicators: nope.txt: no such file or folder"),
        (["."], "indicators: .: 2 reports; name one of them, for example ./a.txt"),
        (["picture.txt"], "indicators: picture.txt: "),
        (["a.txt", "--html", "-", "--json"], "indicators: --html and --json: give one of both"),
        (["a.txt", "--region", "某某县"], "indicators: "),
        (["a.txt", "--encoding", "x"], "indicators: unknown encoding"),
        (["a.txt", "--html", "a.txt/page.html"], "indicators: a.txt: "),
    ],
)
def test_what_cannot_be_shown(
    words: list[str], message: str, run: Run, report: AnnotatedReport, tmp_path: Path
) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\x00\x00")
    done = run("show", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)
    assert len(done.stderr.splitlines()) == 1
