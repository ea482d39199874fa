"""The report page: what it holds, and what it does in a browser (Chromium)."""

import json
import math
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import indicators
from conftest import Run
from indicators import archives, batch, coverage, dashboard, table
from indicators.batch import Extraction
from indicators.explanations import Explainer
from indicators.overview import Overview, overview
from indicators.quotations import quotations
from indicators.selection import Selection
from indicators.writers import Writer
from test_table import DOCUMENT, ROW

HOSTILE = (
    "</script><script>window.broken=1</script>县2022年工作总结\n"
    "𬬻钢产量达到12.5万吨,“<img src=x onerror=window.broken=1>”项目投入3.2亿元,同比增长5.6%。\n"
    "=HYPERLINK项目建成16个。\n"
)


@pytest.fixture(scope="module")
def tables(extraction: Extraction, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the seeds."""
    folder = tmp_path_factory.mktemp("tables")
    batch.save(extraction, folder)
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a report that tries to be more than text, beside it."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "a<b>.txt").write_text(HOSTILE, encoding="utf-8")
    batch.save(batch.extract(folder), folder / "out")
    return folder / "out"


def words(shown: dict[str, Any], name: str) -> list[Any]:
    """A packed column, unpacked."""
    listed, places = shown["words"][name]
    return [listed[place] for place in places]


def units(text: str, start: int, length: int) -> str:
    """What a script sees between two places: it counts in units of UTF-16."""
    return text.encode("utf-16-le")[2 * start : 2 * (start + length)].decode("utf-16-le")


@pytest.mark.parametrize("which", ["tables", "hostile"])
def test_a_page_holds_every_row_and_its_sentence(which: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(which)
    frame = indicators.read(folder)
    shown = overview(folder).to_json()
    for name in ("document", "region", "metric", "measure", "status"):
        assert words(shown, name) == [None if v != v else v for v in frame[name]]
    assert shown["value"] == frame["value"].tolist()
    for n, raw in enumerate(frame["raw"]):
        sentence = shown["quoted"][shown["of"][n]][1]
        assert sentence == frame["sentence"][n]
        assert units(sentence, shown["at"][n], len(raw.encode("utf-16-le")) // 2) == raw


def test_a_sentence_stands_in_the_text_of_its_report(seeds: Path, extraction: Extraction, tmp_path: Path) -> None:
    batch.save(extraction, tmp_path / "out")
    text = (seeds / "000_3234dcc8fb7d49c9.txt").read_text("utf-8")
    found = overview(tmp_path / "out", Selection(document="000"), reports=seeds)
    for quoted in found.quoted:
        whole = quoted.before + quoted.sentence + quoted.after
        assert text[quoted.start - len(quoted.before) :].startswith(whole)
    without = overview(tmp_path / "out", Selection(document="000"), reports=tmp_path / "nowhere")
    assert [q.sentence for q in without.quoted] == [q.sentence for q in found.quoted]
    # The sentences of the rows before and after, where the text is not to be had.
    assert without.quoted[1].before.rstrip("…") == without.quoted[0].sentence
    assert without.quoted[0].after.lstrip("…") == without.quoted[1].sentence


def test_what_became_of_the_quantities_adds_up(tables: Path, extraction: Extraction) -> None:
    found = overview(tables)
    assert sum(d["named"] + d["own"] for d in found.documents) == len(extraction.rows)
    assert dict(found.counts())["数据行"] == str(len(extraction.rows))
    chosen = overview(tables, Selection(region="湖北"))
    assert [d["document"][:3] for d in chosen.documents] == ["004"]
    assert chosen.documents[0]["own"] == next(d["own"] for d in found.documents if d["document"].startswith("004"))


def test_the_same_tables_give_the_same_page(tables: Path) -> None:
    def made() -> bytes:
        return dashboard.page(overview(tables, compared=("000", "004"), audited=True))

    assert made() == made()


def test_a_page_asks_for_nothing_and_runs_no_other_script(hostile: Path) -> None:
    text = dashboard.page(overview(hostile, audited=True), "<b>总结</b>").decode()
    assert "<title>&lt;b&gt;总结&lt;/b&gt;</title>" in text
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', text.split("<script")[0]) == []
    assert len(re.findall("<script", text)) == 2
    assert "default-src 'none'; script-src 'sha256-" in text
    assert "<" not in re.search(r'id="data">(.*?)</script>', text, re.S)[1]  # type: ignore[index]


def test_the_command_writes_a_page(run: Run, tables: Path, tmp_path: Path) -> None:
    done = run(
        "report", tables, "-o", "sub/page.html", "--diff", "000", "004", "--audit", "--title", "乡村振兴", "--json"
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "sub" / "page.html").read_bytes()
    told = {"page": "sub/page.html", "bytes": len(page), "rows": 437, "asked": 437, "documents": 5, "pairs": 139}
    assert json.loads(done.stdout) == told | {"findings": 18, "notes": []}
    assert "<h1>乡村振兴</h1>" in page.decode()
    assert run("report", tables, "-o", "-", "--year", "2022").stdout.startswith("<!doctype html>")


def test_more_rows_than_a_page_takes_are_named(run: Run, tables: Path, tmp_path: Path) -> None:
    done = run("report", tables, "--limit", "10")
    assert (
        done.stderr.splitlines()[0] == "note: the page holds the first 10 of 437 rows; choose fewer, or raise --limit"
    )
    assert "本页只有前 10 行,一共 437 行" in (tmp_path / "report.html").read_text("utf-8")


# words, what the one line on standard error says
WRONG = [
    (["nowhere"], "nowhere: no indicators.parquet here; make one with: indicators extract"),
    (["TABLES", "--metric", "脱贫人口收入"], "no row has the metric 脱贫人口收入; like it are 脱贫人口"),
    (["TABLES", "--year", "去年"], "year '去年': a year or a span of years is meant, for example 2021"),
    (["TABLES", "--diff", "000", "nothing"], "nothing: no such document in"),
    (["TABLES", "--year", "2022-2019"], "year '2022-2019': the span ends before it begins"),
    (["TABLES", "-o", "."], "indicators: .: a folder; name a file in it"),
    (["TABLES", "-o", ""], "indicators: .: a folder; name a file in it"),
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_a_user_can_mend_is_one_line(run: Run, tables: Path, tmp_path: Path, given: list[str], said: str) -> None:
    done = run("report", *(str(tables) if word == "TABLES" else word for word in given))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert said in done.stderr
    assert not (tmp_path / "report.html").exists()


# --- tables of others -------------------------------------------------------------------------------------------------

GROWTH: table.Row = ROW | {"measure": "growth", "raw": "3%", "value": 3.0, "unit": "%", "start": 12, "end": 14, "sentence": "增长3%。"}  # fmt: skip
# what a row of somebody else's table has, and how many rows a page of it and of GROWTH holds
STRANGE: list[tuple[table.Row, int]] = [
    *[({name: None}, 1 if name == "value" else 2) for name in ROW],
    *[({name: number}, 1) for name in ("value", "value_high") for number in (math.nan, math.inf, -math.inf, 1e300)],
    ({"start": -9, "end": -2}, 2),
    ({"start": 2**31 - 9, "end": 2**31 - 2}, 2),
    ({"start": 9, "end": 3}, 2),
    ({"raw": "5万人"}, 2),
    ({"measure": "height", "bound": "circa", "status": "perhaps", "flags": [None, "<b>"]}, 2),
    ({"metric": "no dot"}, 2),
    ({"document": "b.txt"}, 2),
    ({"document": "\0"}, 2),
    ({"document": "../" * 9 + "etc/passwd"}, 2),
    ({"year": -(2**15), "period": "/"}, 2),
]


def written(folder: Path, *rows: table.Row, documents: list[table.Row] | None = None) -> Path:
    """Tables of these rows; without documents no table of them."""
    with Writer(folder) as writer:
        writer.add(documents or [], rows)
        writer.commit()
    if documents is None:
        (folder / "documents.parquet").unlink()
    return folder


@pytest.mark.parametrize(("own", "count"), STRANGE, ids=[str(own)[:60] for own, _ in STRANGE])
@pytest.mark.parametrize("documents", [None, [DOCUMENT]], ids=["alone", "with documents"])
def test_tables_of_others_have_a_page(
    own: table.Row, count: int, documents: list[table.Row] | None, tmp_path: Path
) -> None:
    name = (ROW | own)["document"] or ""
    compared = None if "\0" in name or not name else (name, "a.txt")
    found = overview(written(tmp_path, ROW | own, GROWTH, documents=documents), compared=compared, audited=True)
    text = dashboard.page(found).decode()
    shown = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1], parse_constant=pytest.fail)  # type: ignore[index]
    assert len(shown["value"]) == count
    assert found.notes[:1] == ["1 row without a number that counts left out"][: 2 - count]
    assert {name, "a.txt"} >= {d["document"] for d in shown["documents"]} >= {*words(shown, "document")}


@pytest.mark.parametrize("name", ROW)
def test_other_commands_take_tables_of_others(name: str, tmp_path: Path) -> None:
    nothing: table.Row = dict.fromkeys(DOCUMENT)
    for row in (ROW, ROW | {"metric": "general.total"}):
        folder = written(tmp_path, row | {name: None}, documents=[DOCUMENT, nothing])
        assert coverage.of_tables(folder).rows == 1
        assert len(Explainer([]).row(folder, 0)) <= 1


def test_a_sentence_is_not_quoted_from_another_text(tmp_path: Path) -> None:
    text = "前文。脱贫人口4.69万人。后文。"
    rows = [ROW | {"start": 7, "end": 13}]
    for kept, around in (
        (text, ("前文。", "后文。")),
        (text.replace("4.69", "4.70"), ("", "")),
        ("文", ("", "")),
        (None, ("", "")),
    ):
        (quoted,), of = quotations(rows, lambda _, kept=kept: kept)  # type: ignore[misc]
        assert ((quoted.before, quoted.after), quoted.sentence, of) == (around, rows[0]["sentence"], {0: 0})


def test_a_text_is_found_in_an_archive_and_not_taken_from_a_changed_file(tmp_path: Path) -> None:
    archive, tables = tmp_path / "reports.zip", tmp_path / "out"
    texts = {f"a/{n}.txt": f"第{n}份。\n全县投入资金{n + 1}万元。\n后文{n}。\n" for n in range(3)}

    def pack(left_out: str = "") -> None:
        with zipfile.ZipFile(archive, "w") as made:
            for name, text in texts.items():
                made.writestr(name, text + left_out)

    pack()
    batch.save(batch.extract(archive), tables)
    for reports in (archive, tmp_path, None):
        found = overview(tables, reports=reports)
        assert [q.before + q.sentence + q.after for q in found.quoted] == [*texts.values()]
        assert found.notes == []
    pack("后来添上一句。")
    for reports in (archive, tmp_path / "nowhere"):
        found = overview(tables, reports=reports)
        assert [(q.before, q.after) for q in found.quoted] == [("", "")] * 3
        assert found.notes == [f"{reports}: documents not there, or not as they were: 3; their sentences stand alone"]


def test_an_archive_is_listed_once_for_all_its_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "reports.zip", "w") as made:
        for n in range(20):
            made.writestr(f"{n}.txt", f"全县投入资金{n + 1}万元。")
    batch.save(batch.extract(tmp_path / "reports.zip"), tmp_path / "out")
    listed = []
    members = archives.members
    monkeypatch.setattr(archives, "members", lambda where: listed.append(where) or members(where))
    assert len(overview(tmp_path / "out").quoted) == 20
    assert len(listed) == 1


def test_the_work_of_finding_sentences_grows_with_the_rows() -> None:
    class Counted(dict[str, Any]):
        asked = 0

        def __getitem__(self, name: str) -> Any:
            Counted.asked += 1
            return super().__getitem__(name)

    for own in ({"sentence": ""}, {"raw": ""}, {"start": 0, "end": 0}, {}):
        Counted.asked = 0
        rows = [Counted(ROW | {"start": 20 * n, "end": 20 * n + 6} | own) for n in range(3000)]
        quoted, of = quotations(rows, lambda _: None)
        assert (len(of), max(of.values()) + 1) == (3000, len(quoted))
        assert Counted.asked < 3000 * 40, own


@pytest.mark.skipif(os.name == "nt", reason="no named pipes")
def test_a_pipe_takes_a_page_and_is_not_replaced(run: Run, tables: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "page").open("wb") as page, subprocess.Popen(["cat", tmp_path / "pipe"], stdout=page) as reader:
        assert run("report", tables, "-o", "pipe", "--limit", 10**30, "-q").returncode == 0
        assert reader.wait(60) == 0
    assert (tmp_path / "page").read_bytes().startswith(b"<!doctype html>")
    assert (tmp_path / "pipe").is_fifo()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, where there is one; INDICATORS_CHROMIUM names it, and then it has to be there."""
    named = os.environ.get("INDICATORS_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no Chromium here; INDICATORS_CHROMIUM names one")
    # Without these it looks for news of itself on the network.
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=quiet)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Open an overview in the browser; whatever it says, throws or asks for is a failure."""
    heard: list[str] = []
    contexts = []

    def page(shown: Overview, **options: Any) -> Page:
        file = tmp_path / "report.html"
        file.write_bytes(dashboard.page(shown))
        contexts.append(browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options)))
        found = contexts[-1].new_page()
        found.on("console", lambda message: heard.append(message.text))
        found.on("pageerror", lambda error: heard.append(str(error)))
        found.on("request", lambda request: heard.append(request.url) if request.url != file.as_uri() else None)
        found.goto(file.as_uri())
        return found

    yield page
    for context in contexts:
        context.close()
    assert heard == []


LINES = ".rows tbody tr[data-row]"


def find(page: Page, words: str) -> None:
    """Type a search and wait until the table follows."""
    page.fill("#search", words)
    page.locator("#count", has_text="/ 437 行").wait_for()


def column(page: Page, number: int) -> list[str]:
    """The cells of a column of the table, as far as they are drawn."""
    return page.locator(f"{LINES} td:nth-child({number})").all_inner_texts()


def test_the_page_opens_with_everything_on_it(opened: Any, tables: Path) -> None:
    page = opened(overview(tables, compared=("000", "004"), audited=True))
    assert page.locator("#count").inner_text() == "437 行"
    assert page.locator(".rows").get_attribute("aria-rowcount") == "438"
    assert page.locator("#trend svg circle").count() > 1
    for chart in ("growth", "compare", "coverage"):
        assert page.locator(f"#{chart} .bars li").count() > 2, chart
    assert page.locator("#diff tr[data-kind]").count() == 139
    assert page.locator("#audit .finding.inconsistent mark").count() == 2
    assert page.locator("#documents tbody tr").count() == 5


def test_search_finds_words_of_sentences_and_facets_narrow(opened: Any, tables: Path) -> None:
    page = opened(overview(tables))
    frame = indicators.read(tables)
    find(page, "三本账 598")
    assert column(page, 3) == ["598亿元"]
    page.click("#reset")
    page.select_option("[aria-label=类型]", "growth")
    expected = frame[frame["measure"] == "growth"]
    assert page.locator("#count").inner_text() == f"{len(expected)} / 437 行"
    assert set(column(page, 2)) == {"增速"}
    page.select_option("[aria-label=年份]", "2022")
    assert page.locator("#count").inner_text() == f"{sum(expected['year'] == 2022)} / 437 行"


def test_doubts_are_named_and_chosen(opened: Any, tables: Path) -> None:
    page = opened(overview(tables))
    doubtful = [flags for flags in indicators.read(tables)["flags"] if "percent_sign_missing" in flags]
    page.select_option("[aria-label=存疑]", "percent_sign_missing")
    assert page.locator("[aria-label=存疑] option:checked").inner_text() == f"缺百分号({len(doubtful)})"
    page.locator(LINES).first.click()
    assert "缺百分号" in page.locator("#detail dl").inner_text()
    page.locator("#summary summary").click()
    assert page.locator("#summary .terms dd").first.is_visible()


def test_a_search_without_rows_says_so_and_leaves_no_sentence(opened: Any, tables: Path) -> None:
    page = opened(overview(tables))
    page.locator(LINES).first.click()
    find(page, "没有这样的词")
    assert column(page, 1) == []
    assert "没有符合的行" in page.locator(".rows tbody").inner_text()
    assert page.locator("#detail blockquote").count() == 0
    assert page.evaluate("document.activeElement.id") == "search"


# what is typed, and how many rows of the seeds it finds
TYPED = [
    ("13.04%", 2),
    ("１３．０４％", 2),
    ("三本账 598", 1),
    (".*", 0),
    ("[a-z]+", 0),
    ("\\", 0),
    ("脱贫人口 zzz", 0),
]


@pytest.mark.parametrize(("typed", "count"), TYPED, ids=[typed for typed, _ in TYPED])
def test_a_search_is_no_pattern_and_takes_full_width(opened: Any, tables: Path, typed: str, count: int) -> None:
    page = opened(overview(tables))
    find(page, typed)
    assert page.locator("#count").inner_text() == f"{count} / 437 行"


def test_columns_sort_both_ways(opened: Any, tables: Path) -> None:
    page = opened(overview(tables, Selection(measure="growth")))
    values = sorted(indicators.read(tables).query("measure == 'growth'")["value"])
    for direction, expected in (("descending", values[::-1]), ("ascending", values)):  # the greatest first
        page.get_by_role("button", name="数值", exact=True).click()
        assert page.locator("th[aria-sort]", has_text="数值").get_attribute("aria-sort") == direction
        assert [float(re.match(r"-?[0-9.]+", text)[0]) for text in column(page, 3)] == expected  # type: ignore[index]


def test_a_click_shows_the_sentence_with_the_figure_marked(opened: Any, tables: Path) -> None:
    page = opened(overview(tables))
    find(page, "脱贫人口人均纯收入 16900")
    page.locator(LINES).first.click()
    quoted = page.locator("#detail blockquote")
    assert quoted.locator(".current").inner_text() == "16900元"
    assert "2022年内蒙古脱贫人口人均纯收入达到16900元,同比增长13.04%" in quoted.inner_text()
    quoted.locator(".figure", has_text="13.04%").click()
    assert page.locator("#detail .value").inner_text() == "13.04%"
    page.get_by_role("button", name="看走势").click()
    assert "脱贫人口人均纯收入" in page.locator("#trend option:checked").inner_text()


def test_all_of_it_works_by_keyboard(opened: Any, tables: Path) -> None:
    page = opened(overview(tables))
    names = indicators.read(tables)["metric_name"].tolist()
    page.keyboard.press("/")
    page.keyboard.type("脱贫")
    page.locator("#count", has_text="/ 437 行").wait_for()
    page.keyboard.press("Escape")
    page.click("#reset")
    page.locator("#count", has_text=re.compile("^437 行")).wait_for()
    page.keyboard.press("ArrowDown")  # from the search to the first row
    page.keyboard.press("ArrowDown")
    assert page.locator("#detail h3").inner_text() == names[1]
    page.keyboard.press("End")
    assert page.locator("#detail h3").inner_text() == names[-1]
    assert page.evaluate("document.activeElement.dataset.row") == str(len(names) - 1)
    page.keyboard.press("Escape")
    assert page.locator("#detail blockquote").count() == 0


def test_charts_lead_to_their_rows(opened: Any, tables: Path) -> None:
    page = opened(overview(tables))
    point = page.locator("#trend circle").last
    label = str(point.get_attribute("aria-label"))
    point.click()
    assert label.endswith(page.locator("#detail .value").inner_text())
    page.locator("#growth .bars button").first.click()
    assert page.locator("#detail dd", has_text="增速").count() == 1


def test_a_point_is_pressed_like_a_button(opened: Any, tables: Path) -> None:
    for key in ("Enter", " "):
        page = opened(overview(tables))
        page.locator("#trend circle").first.focus()
        page.keyboard.press(key)
        assert page.locator("#detail h3").count() == 1


def test_a_document_without_a_row_on_the_page_shows_none(opened: Any, tables: Path) -> None:
    page = opened(overview(tables, limit=150))
    assert "004" not in "".join(page.locator("[aria-label=文件] option").all_text_contents())
    page.locator("#coverage button[title^='004']").click()
    assert page.locator("#count").inner_text() == "0 / 150 行"


def test_two_reports_are_chosen_for_comparison(opened: Any, tables: Path) -> None:
    page = opened(overview(tables))
    chosen = page.locator("#compare select")
    assert chosen.count() == 2
    chosen.nth(1).select_option("004_79d4da4845f265e2.txt")
    chosen.nth(0).select_option("000_3234dcc8fb7d49c9.txt")
    line = page.locator("#compare .bars li", has_text="脱贫人口人均纯收入").first
    assert line.locator("button").all_inner_texts() == ["16900元/人", "14705元/人"]


def test_classes_of_a_comparison_are_chosen(opened: Any, tables: Path) -> None:
    page = opened(overview(tables, compared=("000", "004")))
    lines = page.locator("#diff tr[data-kind]:visible")
    assert set(lines.locator("td:nth-child(8)").all_inner_texts()) == {"变化"}  # what both have comes first
    lines.locator("summary", has_text="脱贫人口人均纯收入").first.click()
    assert page.locator("#diff details[open] mark").all_inner_texts() == ["16900元", "14705元"]
    page.locator(".kinds label", has_text="全部").click()
    assert lines.count() == 139
    page.locator(".kinds label", has_text="仅A").click()
    assert set(lines.locator("td:nth-child(8)").all_inner_texts()) == {"仅A"}


def test_rows_are_saved_as_a_file_for_spreadsheets(opened: Any, hostile: Path) -> None:
    page = opened(overview(hostile))
    with page.expect_download() as waiting:
        page.click("#save")
    saved = Path(waiting.value.path()).read_bytes().decode("utf-8-sig")
    assert saved.splitlines()[0].startswith("document,region,")
    assert len(saved.splitlines()) == 1 + len(indicators.read(hostile))
    assert "'=HYPERLINK项目建成16个" in saved


def test_what_a_report_says_is_text_and_nothing_else(opened: Any, hostile: Path) -> None:
    page = opened(overview(hostile, audited=True))
    for n in range(page.locator(LINES).count()):
        page.locator(LINES).nth(n).click()
        assert page.locator("#detail .current").inner_text() == indicators.read(hostile)["raw"][n]
    assert page.evaluate("window.broken") is None
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("width", [1280, 1000, 768, 390, 320])
def test_no_width_makes_the_page_scroll_sideways(opened: Any, tables: Path, width: int) -> None:
    page = opened(overview(tables, compared=("000", "004"), audited=True), viewport={"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    name = page.locator(".rows thead th").first.bounding_box()
    assert name is not None
    assert name["width"] > 90  # what is left to the metric by the other columns
    page.locator(LINES).first.click()
    assert page.locator("#detail blockquote").is_visible()
    heights = page.evaluate(
        "[...document.querySelectorAll('.rows tbody tr[data-row]')].map((line) => line.offsetHeight)"
    )
    assert len(set(heights)) == 1  # the window over the list counts on it


def test_light_and_dark_and_print(opened: Any, tables: Path) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        page = opened(overview(tables), color_scheme=scheme)
        grounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(grounds) == 2
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(LINES).count() == 437
    assert page.locator("#search").is_hidden()


def test_thousands_of_rows_stay_quick(opened: Any, tables: Path) -> None:
    found = overview(tables)
    times = 20
    found.of = {n: found.of[n % 437] for n in range(437 * times)}
    found.rows = found.rows * times
    page = opened(found)
    assert page.locator("#count").inner_text() == f"{437 * times} 行"
    # Not time but work: however long the list, what is drawn is what is seen and a little more.
    assert page.locator(LINES).count() < 60
    page.evaluate("document.querySelector('.scroller').scrollTop = 1e9")
    page.locator(f'{LINES}[data-row="{437 * times - 1}"]').wait_for()
    assert page.locator(LINES).count() < 60


# values of three years
SERIES = [
    (0.0, 0.0, 0.0), (16900.0,) * 3, (1e17, 1e17 + 16, 1e17), (-1e9, 0.0, 1e9), (1e99, 2e99, 1e-99), (-3.0, -2.5, -2.0),
]  # fmt: skip


@pytest.mark.parametrize("values", SERIES, ids=str)
@pytest.mark.parametrize("own", [{}, {"status": "target"}, {"measure": "growth", "unit": "%"}], ids=str)
def test_any_values_have_a_chart(opened: Any, own: table.Row, values: tuple[float, ...], tmp_path: Path) -> None:
    rows = [ROW | {"value": v, "year": 2020 + n, "period": str(2020 + n)} | own for n, v in enumerate(values)]
    page = opened(overview(written(tmp_path / "out", *rows)))
    box = page.locator("#trend svg").bounding_box()
    assert page.locator("#trend circle").count() == 3
    for n in range(3):
        point = page.locator("#trend circle").nth(n).bounding_box()
        assert box["y"] < point["y"] + 5 < box["y"] + box["height"]
    labels = page.locator("#trend svg text[text-anchor=end]").all_text_contents()
    assert len({*labels}) == len(labels) >= 1


def test_words_without_a_blank_do_not_widen_the_page(opened: Any, tmp_path: Path) -> None:
    long = dict.fromkeys(("document", "region", "metric", "metric_name", "unit", "sentence", "raw", "rule"), "x" * 300)
    rows = [ROW | long | {"year": year, "period": str(year), "flags": ["y" * 300]} for year in (2021, 2022)]
    folder = written(tmp_path / "out", *rows, documents=[DOCUMENT | {"document": long["document"], "title": "z" * 300}])
    page = opened(
        overview(folder, compared=(long["document"],) * 2, audited=True), viewport={"width": 320, "height": 640}
    )
    page.locator(LINES).first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_print_says_how_many_rows_it_leaves_out(opened: Any, tables: Path) -> None:
    found = overview(tables)
    found.of = {n: found.of[n % 437] for n in range(437 * 7)}
    found.rows = found.rows * 7
    page = opened(found)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(LINES).count() == 3000
    assert page.locator(".rows tbody tr").last.inner_text() == "另有 59 行未印出"


def test_a_table_without_rows_has_a_page(opened: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("没有数字。\n", encoding="utf-8")
    batch.save(batch.extract(tmp_path / "empty.txt"), tmp_path / "out")
    page = opened(overview(tmp_path / "out", audited=True))
    assert page.locator("#count").inner_text() == "0 行"
    assert "没有" in page.locator("#trend .plot").inner_text()
