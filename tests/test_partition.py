"""Partitions: a table in a folder of files by year – how others read it, what kills, damage and second runs do to it."""

import hashlib
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pyarrow as pa
import pytest
from pyarrow import parquet

import indicators
from conftest import ENVIRONMENT, Run
from indicators import batch, former, groups, partitions, placing, table
from indicators.table import TableError
from indicators.writers import Writer
from test_reliability import bytes_of, counted, words
from test_table import DOCUMENT, ROW

__all__ = ["counted"]  # a fixture

LINE = "{year}年,赤峰市投入财政衔接资金{a}亿元,同比增长{b}%,支持项目{c}个。\n"


def corpus(folder: Path, documents: int = 6, lines: int = 5, shift: int = 0) -> Path:
    """Reports whose years go back and forth, and two without a year."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(documents):
        numbers = [i * lines + j + shift for j in range(lines)]
        text = [
            LINE.format(year=2012 + n * 7 % 9, a=f"{1 + n * 0.37:.2f}", b=f"{n % 17 + 0.4:.1f}", c=3 + n)
            for n in numbers
        ]
        (folder / f"{i:04}.txt").write_text("".join(text), encoding="utf-8")
    for i in (1, 3):
        (folder / f"{i:04}a.txt").write_text(f"新建学校{i + shift}所。\n", encoding="utf-8")
    return folder


def by_year(whole: pa.Table) -> list[table.Row]:
    """The rows of a single table as they are to stand in one that is parted."""
    return sorted(whole.to_pylist(), key=lambda row: (row["year"] is None, row["year"]))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups of 7 rows, files of 20, parts from 30 rows on."""
    monkeypatch.setattr(groups, "GROUP", 7)
    monkeypatch.setattr(partitions, "LARGEST", 20)
    monkeypatch.setattr(partitions, "ABOVE", 30)
    monkeypatch.setattr(partitions, "_WAITING", 3)
    monkeypatch.setattr(former, "_BATCH", 5)


def made(
    folder: Path,
    partition: str,
    rows: int = 40,
    formats: tuple[str, ...] = ("parquet",),
    first: int = 2012,
    years: int = 5,
) -> Path:
    """Tables of rows of some years, four rows a document, written without extracting anything."""
    with Writer(folder, formats, table.metadata("d", "r"), partition) as writer:
        for i in range(0, rows, 4):
            own = [
                ROW | {"document": f"{i:03}", "year": first + n * 3 % years, "start": n}
                for n in range(i, min(i + 4, rows))
            ]
            writer.add([DOCUMENT | {"document": f"{i:03}", "indicators": len(own)}], own)
        writer.commit()
    return folder


# --- read by others ---------------------------------------------------------------------------------------------------


def in_pandas(folder: Path) -> list[table.Row]:
    frame = pandas.read_parquet(folder / "indicators.parquet", dtype_backend="pyarrow")
    return pa.Table.from_pandas(frame, preserve_index=False).to_pylist()


def in_duckdb(folder: Path) -> list[table.Row]:
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql(f"select * from '{folder}/indicators.parquet/*.parquet'")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def in_polars(folder: Path) -> list[table.Row]:
    return pytest.importorskip("polars").read_parquet(folder / "indicators.parquet").to_dicts()  # type: ignore[no-any-return]


def in_lazy_polars(folder: Path) -> list[table.Row]:
    polars = pytest.importorskip("polars")
    return polars.scan_parquet(folder / "indicators.parquet").collect().to_dicts()  # type: ignore[no-any-return]


def here(folder: Path) -> list[table.Row]:
    return table.read(folder).to_pylist()


def here_by_its_name(folder: Path) -> list[table.Row]:
    return table.read(folder / "indicators.parquet").to_pylist()


READERS = [in_pandas, in_duckdb, in_polars, in_lazy_polars, here, here_by_its_name]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_every_reader_finds_the_rows_of_the_single_table_by_year(
    reader: Callable[[Path], list[table.Row]], tmp_path: Path
) -> None:
    reports = corpus(tmp_path / "reports", 20)
    batch.run(reports, tmp_path / "single", partition="none")
    batch.run(reports, tmp_path / "out", partition="year")
    names = sorted(file.name for file in (tmp_path / "out" / "indicators.parquet").iterdir())
    assert {"2012.parquet", "2012_002.parquet", "2020.parquet", "unknown.parquet"} <= set(names)
    rows = by_year(table.read(tmp_path / "single"))
    assert len(rows) == 302
    assert reader(tmp_path / "out") == rows


COMMANDS = [
    (["coverage", "{}", "--json"], lambda shown, rows: shown["rows"] == len(rows)),
    (["explain", "--row", "12", "{}", "--json"], lambda shown, rows: rows[12]["raw"] in [e["raw"] for e in shown]),
    (["explain", "--row", "12", "{}/indicators.parquet", "--json", "--reports", "{}/../reports"], lambda shown, rows: [e["raw"] for e in shown] == [rows[12]["raw"]]),
    (["diff", "0000", "0004", "--in", "{}", "--format", "json"], lambda shown, rows: {pair["a"]["document"] for pair in shown if pair["a"]} == {"0000.txt"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tables that are parted (`out`) and the same ones that are not (`single`)."""
    folder = tmp_path_factory.mktemp("both")
    reports = corpus(folder / "reports")
    batch.run(reports, folder / "out", partition="year")
    batch.run(reports, folder / "single", partition="none")
    return folder


@pytest.mark.parametrize(("arguments", "fits"), COMMANDS)
def test_commands_read_a_parted_table(arguments: list[str], fits: Callable[..., bool], both: Path, run: Run) -> None:
    done = run(*(word.format(both / "out") for word in arguments))
    assert done.returncode in (0, 1), done.stderr
    assert fits(json.loads(done.stdout), by_year(table.read(both / "single")))


@pytest.mark.parametrize("inside", ["", "indicators.parquet"])
def test_comparison_and_audit_find_the_same_in_a_parted_table(inside: str, both: Path) -> None:
    out, single = both / "out" / inside, both / "single" / inside
    assert indicators.diff(out, single).equals(indicators.diff(single, single))
    assert indicators.audit(out).equals(indicators.audit(single))


def test_the_command_parts_tables_as_it_is_told(run: Run, tmp_path: Path) -> None:
    reports = corpus(tmp_path / "reports", 1)
    assert "out/indicators.parquet\n" in run("extract", reports, "--partition", "year").stderr
    assert (tmp_path / "out" / "indicators.parquet" / "2012.parquet").is_file()
    run("extract", reports)
    assert (tmp_path / "out" / "indicators.parquet").is_file()
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert run("extract", reports, "--partition", "month").returncode == 2


# --- what is written --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("partition", "rows", "parted"),
    [
        ("auto", 30, False),
        ("auto", 31, True),
        ("none", 99, False),
        ("year", 1, True),
        ("year", 0, True),
        ("auto", 0, False),
    ],
)
def test_a_table_is_parted_above_so_many_rows(partition: str, rows: int, parted: bool, tmp_path: Path) -> None:
    made(tmp_path, partition, rows)
    assert (tmp_path / "indicators.parquet").is_dir() == (tmp_path / "manifest.json").exists() == parted
    assert table.read(tmp_path).num_rows == len(in_duckdb(tmp_path) if parted else here(tmp_path)) == rows
    assert not list(tmp_path.rglob(".*"))


def test_another_way_of_parting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="auto, year, none; not 'month'"):
        Writer(tmp_path, partition="month")


@pytest.mark.usefixtures("small")
def test_a_table_that_grows_large_has_the_bytes_of_one_that_was_parted_from_the_start(tmp_path: Path) -> None:
    assert bytes_of(made(tmp_path / "a", "auto", 333)) == bytes_of(made(tmp_path / "b", "year", 333))


@pytest.mark.usefixtures("small")
def test_files_are_complete_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[Any, int] = {}
    most = 0
    add = groups.Groups.add

    def adding(self: groups.Groups, part: pa.Table) -> None:
        nonlocal most
        add(self, part)
        year = self._write.__self__  # type: ignore[attr-defined]
        if isinstance(year, partitions._Year):
            assert part.get_total_buffer_size() < part.num_rows * 1000  # a copy of these rows, not a view of all
            held[year] = self.waiting
            most = max(most, sum(each.groups.waiting for each in held))

    monkeypatch.setattr(groups.Groups, "add", adding)
    made(tmp_path, "year", 400, years=13)
    assert 2 * 7 < most <= (3 + 1) * 7  # of all years, and the group that has just come
    files = sorted((tmp_path / "indicators.parquet").iterdir())
    assert [file.name for file in files[:3]] == ["2012.parquet", "2012_002.parquet", "2013.parquet"]
    assert len(files) < 13 * 5
    said = {parquet.read_schema(file).metadata[b"indicators.run"] for file in files}
    assert said == {b"r"}
    for file in files:
        rows = parquet.ParquetFile(file)
        assert rows.schema_arrow == parquet.ParquetFile(files[0]).schema_arrow
        assert {rows.metadata.row_group(n).num_rows <= 7 for n in range(rows.num_row_groups)} == {True}
        assert rows.metadata.num_rows <= 20
        assert {str(row["year"]) for row in rows.read().to_pylist()} == {file.name[:4]}
        names = rows.read()["document"].to_pylist()
        assert len([n for n, before in zip(names, [None, *names], strict=False) if n != before]) == len(set(names))


def test_the_manifest_names_every_file_and_is_placed_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda a, b: (placed.append(Path(b).name), replace(a, b))[1])
    made(tmp_path, "year", 40, ("parquet", "csv"))
    said = json.loads((tmp_path / "manifest.json").read_bytes())
    files = {each.pop("path"): each for each in said.pop("files")}
    assert said == table.metadata("d", "r")
    on_disk = [*(f"indicators.parquet/{year}.parquet" for year in range(2012, 2017)), "documents.parquet"]
    assert list(files) == on_disk
    for name, each in files.items():
        data = (tmp_path / name).read_bytes()
        rows = parquet.read_metadata(tmp_path / name).num_rows
        assert each == {"rows": rows, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert placed[-1] == "manifest.json"


def test_jobs_and_parting_change_no_row(tmp_path: Path) -> None:
    reports, formats = corpus(tmp_path / "reports"), ("parquet", "csv", "jsonl")
    for jobs in (1, 2):
        batch.run(reports, tmp_path / str(jobs), formats=formats, jobs=jobs, partition="year")
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2")
    batch.run(reports, tmp_path / "single", formats=formats)
    for name in ("indicators.csv", "documents.csv", "indicators.jsonl", "documents.jsonl", "documents.parquet"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "single" / name).read_bytes()


# --- damage -----------------------------------------------------------------------------------------------------------


def flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


DAMAGE: list[tuple[str, str, Callable[[Path], Any], str]] = [
    ("missing", "indicators.parquet/2013.parquet", Path.unlink, "missing, though manifest.json names it"),
    ("foreign", "indicators.parquet/2014b.parquet", Path.touch, "not named by manifest.json; remove it"),
    ("flipped", "indicators.parquet/2013.parquet", flipped, "damaged or changed"),
    ("cut", "indicators.parquet/2016.parquet", lambda file: file.write_bytes(file.read_bytes()[:-1]), "damaged or changed"),
    ("no manifest", "manifest.json", Path.unlink, "missing or damaged"),
    ("no JSON", "manifest.json", lambda file: file.write_bytes(b"{"), "missing or damaged"),
    ("other JSON", "manifest.json", lambda file: file.write_bytes(b'{"name": "app", "files": []}'), "missing or damaged"),
    ("documents", "documents.parquet", flipped, "damaged or changed"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "damage", "said"), [case[1:] for case in DAMAGE], ids=[case[0] for case in DAMAGE])
def test_files_that_are_not_those_of_the_manifest_are_named(
    where: str, damage: Callable[[Path], Any], said: str, tmp_path: Path
) -> None:
    made(tmp_path, "year")
    damage(tmp_path / where)
    with pytest.raises(TableError) as error:
        table.read(tmp_path, "documents" if where.startswith("doc") else "indicators")
    assert str(error.value).startswith(f"{tmp_path / where}: {said}")
    assert "\n" not in str(error.value)


def test_hidden_files_are_no_part_of_a_table(tmp_path: Path) -> None:
    made(tmp_path, "year")
    (tmp_path / "indicators.parquet" / ".DS_Store").touch()
    assert table.read(tmp_path).num_rows == len(in_pandas(tmp_path)) == 40


def test_a_command_names_damage_in_one_line(run: Run, tmp_path: Path) -> None:
    made(tmp_path / "out", "year")
    flipped(tmp_path / "out" / "indicators.parquet" / "2013.parquet")
    done = run("audit", "out")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "2013.parquet: damaged or changed" in done.stderr


def test_tables_that_a_run_replaces_while_they_are_read_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "year", 40)
    files = table.files

    def replaced(whole: Path) -> list[Path]:
        found = files(whole)
        monkeypatch.undo()
        made(tmp_path, "year", 24, first=2001)
        return found

    monkeypatch.setattr(table, "files", replaced)
    assert table.read(tmp_path).num_rows == 24


@pytest.mark.parametrize("partition", ["auto", "year", "none"])
def test_a_folder_of_somebody_else_is_not_replaced(partition: str, tmp_path: Path) -> None:
    strange = tmp_path / "indicators.parquet" / "part-0.parquet"
    strange.parent.mkdir()
    strange.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match=r"not of this program"):
        made(tmp_path, partition)
    assert bytes_of(tmp_path) == {"indicators.parquet/part-0.parquet": b"mine"}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("partition", "rows", "refused"), [("auto", 9, False), ("none", 99, False), ("auto", 99, True), ("year", 9, True)]
)
def test_a_manifest_of_somebody_else_is_left_alone(partition: str, rows: int, refused: bool, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(b'{"name": "app"}')
    if refused:
        with pytest.raises(FileExistsError, match="not of this program"):
            made(tmp_path, partition, rows)
        assert list(tmp_path.iterdir()) == [tmp_path / "manifest.json"]
    else:
        made(tmp_path, partition, rows)
        assert table.read(tmp_path).num_rows == rows
    assert (tmp_path / "manifest.json").read_bytes() == b'{"name": "app"}'


# --- again ------------------------------------------------------------------------------------------------------------

MODES = [("year", "year"), ("none", "year"), ("year", "none"), ("none", "none"), ("auto", "auto"), ("auto", "none")]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("before", "after"), MODES)
def test_a_second_run_takes_over_what_is_the_same_however_it_was_parted(
    before: str, after: str, tmp_path: Path, counted: list[str]
) -> None:
    reports, out, clean = corpus(tmp_path / "reports", 12), tmp_path / "out", tmp_path / "clean"
    formats = ["parquet", "jsonl"]
    batch.run(reports, out, partition=before, formats=formats)
    assert (out / "indicators.parquet").is_dir() == (before != "none")
    other = corpus(tmp_path / "other", 12, shift=100)
    for name in ("0000.txt", "0003a.txt", "0007.txt"):
        (reports / name).write_bytes((other / name).read_bytes())
    (reports / "0005.txt").unlink()
    (reports / "0004b.txt").write_bytes((other / "0004.txt").read_bytes())
    counted.clear()
    batch.run(reports, out, partition=after, formats=formats)
    assert counted == ["0000.txt", "0003a.txt", "0004b.txt", "0007.txt"]
    batch.run(reports, clean, partition=after, formats=formats)
    assert bytes_of(out) == bytes_of(clean)
    counted.clear()
    batch.run(reports, out, partition=after, formats=formats)
    assert (counted, bytes_of(out)) == ([], bytes_of(clean))


@pytest.mark.usefixtures("small")
def test_former_tables_are_read_once_from_their_beginning_to_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "year", 400)
    parted = []
    runs = former._runs
    monkeypatch.setattr(former, "_runs", lambda batch: parted.append(batch.num_rows) or runs(batch))
    this = former.Former(tmp_path, "r")
    found = []
    for document in table.read(tmp_path, "documents").to_pylist()[:90:2]:
        assert this.document(document["document"], "00") == document
        found += this.rows(document["document"]).to_pylist()
    assert [row["start"] for row in found] == [n for i in range(0, 360, 8) for n in range(i, i + 4)]
    assert max(parted) <= 5
    assert 350 <= sum(parted) <= 400


def test_rows_whose_order_cannot_be_told_are_read_again(tmp_path: Path) -> None:
    with Writer(tmp_path, said=table.metadata("d", "r"), partition="year") as writer:
        writer.add([DOCUMENT | {"indicators": 2}], [ROW | {"year": 2022}, ROW | {"year": 2021}])
        writer.commit()
    this = former.Former(tmp_path, "r")
    assert this.document("a.txt", "00")
    with pytest.raises(TableError, match="which of two years stood first cannot be told"):
        this.rows("a.txt")


def test_former_tables_that_are_damaged_are_made_anew(tmp_path: Path) -> None:
    reports, out = corpus(tmp_path / "reports", 3), tmp_path / "out"
    batch.run(reports, out, partition="year")
    good = bytes_of(out)
    for name in ("indicators.parquet/2012.parquet", "indicators.parquet/unknown.parquet", "documents.parquet"):
        flipped(out / name)
        batch.run(reports, out, partition="year")
        assert bytes_of(out) == good
        (out / name).unlink()
        batch.run(reports, out, partition="year")
        assert bytes_of(out) == good


# --- kills ------------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for the end of the process: nothing in the program catches it but what cleans up, which is stopped too."""


def killed_at(moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program end before the nth operation on names of files, and before any after it."""
    done = [0]

    def stopping(operation: Callable[..., Any]) -> Callable[..., Any]:
        def stop(*arguments: Any, **keywords: Any) -> Any:
            done[0] += 1
            if done[0] > moment:
                raise Killed
            return operation(*arguments, **keywords)

        return stop

    for name in ("replace", "rename", "unlink", "rmdir", "mkdir"):
        monkeypatch.setattr(os, name, stopping(getattr(os, name)))


def inside(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the table of observations."""
    return {name: data for name, data in files.items() if name.startswith("indicators.parquet")}


CHANGES = [("none", "year"), ("year", "none"), ("year", "year"), ("none", "auto")]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_a_kill_before_any_operation_leaves_the_old_tables_or_the_new(
    before: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = bytes_of(made(tmp_path / "old", before, 40))
    new = bytes_of(made(tmp_path / "new", after, 36, first=2014))
    left = []
    for moment in range(200):
        out = made(tmp_path / f"out{moment}", before, 40)
        with monkeypatch.context() as patched:
            killed_at(moment, patched)
            try:
                made(out, after, 36, first=2014)
            except Killed:
                ended = False
            else:
                ended = True
        seen = inside(bytes_of(out))
        assert not seen or seen in (inside(old), inside(new)), moment  # by other programs, which settle nothing
        again = table.read(out).num_rows, table.read(out, "documents").num_rows  # finishes what was begun
        assert again in ((40, 10), (36, 9)), moment
        seen = {name: data for name, data in bytes_of(out).items() if not name.startswith(".")}
        assert seen == (old if again[0] == 40 else new), moment
        left.append(again[0])
        made(out, after, 36, first=2014)
        assert bytes_of(out) == new, moment  # and nothing beside
        assert not list(out.rglob(".*"))
        if ended:
            break
    assert ended
    assert left == sorted(left, reverse=True)
    assert left.count(40) > 1
    assert left.count(36) > 3


def test_a_kill_at_some_moments_leaves_the_old_tables_or_the_new(tmp_path: Path) -> None:
    before, after = corpus(tmp_path / "before", 4), corpus(tmp_path / "after", 20, shift=50)
    clean = tmp_path / "clean"
    start = time.monotonic()
    subprocess.run(
        words("extract", after, "-o", clean, "--partition", "year"), check=True, capture_output=True, env=ENVIRONMENT
    )
    took = time.monotonic() - start
    batch.run(before, tmp_path / "old", partition="year")
    old, new = bytes_of(tmp_path / "old"), bytes_of(clean)
    out = tmp_path / "out"
    for moment in range(4):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "old", out)
        run = subprocess.Popen(
            words("extract", after, "-o", out, "--partition", "year"), stderr=subprocess.DEVNULL, env=ENVIRONMENT
        )
        time.sleep(took * (0.6 + 0.5 * moment / 4))
        run.kill()
        run.wait()
        table.read(out), table.read(out, "documents")
        assert {name: data for name, data in bytes_of(out).items() if not name.startswith(".")} in (old, new), moment
    batch.run(after, out, partition="year")
    assert set(bytes_of(out)) == set(new)
    assert not list(out.rglob(".*"))


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_tables(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bytes_of(made(tmp_path, "year"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space left"):
        made(tmp_path, "year", 36)
    assert bytes_of(tmp_path) == before


def listed(out: Path, partition: str, rows: int, first: int) -> None:
    """Leave tables as a run does that is killed when they are complete and nothing is in place."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(placing, "settle", lambda folder: None)
        made(out, partition, rows, first=first)


@pytest.mark.skipif(os.name == "nt", reason="no locks")
def test_of_two_who_come_by_one_puts_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = bytes_of(made(tmp_path / "new", "year", 36, first=2014))
    out = made(tmp_path / "out", "year", 40)
    listed(out, "year", 36, 2014)
    replace, second = os.replace, threading.Thread(target=placing.settle, args=(out,))

    def slow(source: Path, target: Path) -> None:
        if target.name.endswith(".old") and threading.current_thread() is not second:
            second.start()  # between looking and renaming
            second.join(0.5)
        replace(source, target)

    monkeypatch.setattr(os, "replace", slow)
    placing.settle(out)
    second.join()
    assert bytes_of(out) == new


def test_who_has_waited_looks_for_a_new_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = bytes_of(made(tmp_path / "new", "year", 36, first=2014))
    out = made(tmp_path / "out", "year", 40)
    listed(out, "none", 20, 2001)

    def waited(descriptor: int, *, wait: bool) -> None:
        monkeypatch.undo()
        placing.settle(out)
        listed(out, "year", 36, 2014)

    monkeypatch.setattr(placing, "_lock", waited)
    placing.settle(out)
    assert bytes_of(out) == new
