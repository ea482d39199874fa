"""Reliability: what docs/reliability.md promises of runs that are killed, interrupted, repeated or out of room."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from conftest import ENVIRONMENT, Run
from indicators import batch, placing, table
from indicators.batch import Summary
from indicators.extraction import Extractor, Setup
from indicators.former import Former
from indicators.journal import NAME as JOURNAL
from indicators.workers import Elsewhere

SENTENCE = "{year}年,赤峰市投入财政衔接资金{a}亿元,同比增长{b}%,支持项目{c}个,带动{d}万农牧民增收。\n"


def sentence(i: int) -> str:
    return SENTENCE.format(
        year=2012 + i % 12, a=f"{1 + i * 0.37:.2f}", b=f"{i % 17 + 0.4:.1f}", c=3 + i, d=f"{i / 7:.1f}"
    )


def corpus(folder: Path, documents: int, lines: int = 1) -> Path:
    """A folder of reports that all differ."""
    folder.mkdir(parents=True)
    for i in range(documents):
        text = "".join(sentence(i * lines + j) for j in range(lines))
        (folder / f"{i:04}.txt").write_text(text, encoding="utf-8")
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def words(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "indicators.cli", *map(str, arguments)]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that are really extracted, in this process."""
    names: list[str] = []
    extract = Extractor.extract

    def counting(self, report, data=None):  # type: ignore[no-untyped-def]
        names.append(report.name)
        return extract(self, report, data)

    monkeypatch.setattr(Extractor, "extract", counting)
    return names


# --- a run that is killed ---------------------------------------------------------------------------------------------


def test_kill_at_twenty_moments_leaves_the_old_tables_or_the_new(tmp_path: Path) -> None:
    before, after = corpus(tmp_path / "before", 12), corpus(tmp_path / "after", 60, lines=6)
    clean = tmp_path / "clean"
    start = time.monotonic()
    subprocess.run(words("extract", after, "-o", clean), check=True, capture_output=True, env=ENVIRONMENT)
    took = time.monotonic() - start
    batch.run(before, tmp_path / "old")
    old, new = bytes_of(tmp_path / "old"), bytes_of(clean)
    out = tmp_path / "out"
    ended = 0
    for moment in range(20):
        for name, data in old.items():
            out.mkdir(exist_ok=True)
            (out / name).write_bytes(data)
        run = subprocess.Popen(
            words("extract", after, "-o", out, "--fresh"), stderr=subprocess.DEVNULL, env=ENVIRONMENT
        )
        time.sleep(took * (0.2 + 0.9 * moment / 20))
        ended += run.poll() is not None
        run.kill()
        run.wait()
        table.read(out), table.read(out, "documents")  # finishes what was begun
        assert {name: (out / name).read_bytes() for name in old} in (old, new), moment
    assert ended < 20
    subprocess.run(words("extract", after, "-o", out), check=True, capture_output=True, env=ENVIRONMENT)
    assert bytes_of(out) == new  # and nothing beside


@pytest.mark.parametrize("placed", [0, 1, 2])
def test_a_run_killed_between_its_renames_is_finished_by_who_reads(placed: int, tmp_path: Path) -> None:
    old, new, out = tmp_path / "old", tmp_path / "new", tmp_path / "out"
    batch.run(corpus(tmp_path / "a", 1), old)
    batch.run(corpus(tmp_path / "b", 2), new)
    out.mkdir()
    names = ["indicators.parquet", "documents.parquet"]
    for i, name in enumerate(names):
        (out / name).write_bytes((new if i < placed else old).joinpath(name).read_bytes())
        if i >= placed:
            placing.part(out / name).write_bytes((new / name).read_bytes())
    placing.begin(out, [out / name for name in names])
    assert table.read(out).num_rows == table.read(new).num_rows
    assert bytes_of(out) == bytes_of(new)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_run_goes_on_where_it_stopped(jobs: int, tmp_path: Path, counted: list[str]) -> None:
    reports, out, clean = corpus(tmp_path / "reports", 1000), tmp_path / "out", tmp_path / "clean"
    run = subprocess.Popen(
        words("extract", reports, "-o", out, "--jobs", jobs), stderr=subprocess.DEVNULL, env=ENVIRONMENT
    )
    deadline = time.monotonic() + 60
    while not (out / JOURNAL).exists() or (out / JOURNAL).stat().st_size < 30_000:
        assert time.monotonic() < deadline
        assert run.poll() is None
        time.sleep(0.01)
    run.kill()
    run.wait()
    assert not (out / "indicators.parquet").exists()
    batch.run(reports, out)
    assert 0 < len(counted) < 1000
    batch.run(reports, clean)
    assert bytes_of(out) == bytes_of(clean)


@pytest.mark.parametrize("cut", [1, 40, 4000])
def test_a_journal_cut_off_or_damaged_costs_no_more_than_what_it_lost(
    cut: int, tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, out, clean = corpus(tmp_path / "reports", 20), tmp_path / "out", tmp_path / "clean"
    batch.run(reports, clean)
    monkeypatch.setattr("indicators.writers.Writer.commit", lambda self: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        batch.run(reports, out)
    monkeypatch.undo()
    journal = (out / JOURNAL).read_bytes()
    damaged = bytearray(journal[:-cut])
    damaged[len(damaged) // 2] ^= 1
    (out / JOURNAL).write_bytes(damaged)
    batch.run(reports, out)
    assert bytes_of(out) == bytes_of(clean)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_signal_stops_a_run_quietly_with_its_workers(number: int, code: int, jobs: int, tmp_path: Path) -> None:
    reports, out = corpus(tmp_path / "reports", 2000), tmp_path / "out"
    run = subprocess.Popen(
        words("extract", reports, "-o", out, "--jobs", jobs), stderr=subprocess.PIPE, env=ENVIRONMENT, text=True
    )
    while not (out / JOURNAL).exists() or (out / JOURNAL).stat().st_size < 5_000:
        assert run.poll() is None
        time.sleep(0.01)
    run.send_signal(number)
    _, said = run.communicate(timeout=20)
    assert (run.returncode, said) == (code, "")
    assert [p.name for p in out.iterdir()] == [JOURNAL]


# --- again only what changed ------------------------------------------------------------------------------------------


def again(reports: Path, out: Path, counted: list[str], **words: object) -> tuple[Summary, list[str]]:
    counted.clear()
    summary = batch.run(reports, out, **words)  # type: ignore[arg-type]
    return summary, list(counted)


def test_a_second_run_reads_only_what_changed(tmp_path: Path, counted: list[str]) -> None:
    reports, out, clean = corpus(tmp_path / "reports", 9), tmp_path / "out", tmp_path / "clean"
    assert len(again(reports, out, counted)[1]) == 9
    first = bytes_of(out)
    summary, read = again(reports, out, counted)
    assert (read, summary.unchanged, bytes_of(out)) == ([], 9, first)
    (reports / "0003.txt").write_text(sentence(77), encoding="utf-8")
    (reports / "0005.txt").unlink()
    (reports / "0001a.txt").write_text(sentence(78), encoding="utf-8")
    summary, read = again(reports, out, counted)
    assert (read, summary.unchanged) == (["0001a.txt", "0003.txt"], 7)
    batch.run(reports, clean)
    assert bytes_of(out) == bytes_of(clean)
    assert len(again(reports, out, counted, fresh=True)[1]) == 9
    assert bytes_of(out) == bytes_of(clean)


RULE = '[pack]\nid = "mine"\n[[rule]]\nid = "x"\nname = "{}"\nunit = "个"\npatterns = ["支持项目…个"]\n'


def test_other_rules_words_or_program_read_everything_again(
    tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, out = corpus(tmp_path / "reports", 3), tmp_path / "out"
    pack = tmp_path / "mine.toml"
    pack.write_text(RULE.format("甲"), encoding="utf-8")
    for setup in (Setup(), Setup((pack,)), Setup(year=2001), Setup(region="赤峰市"), Setup(encoding="utf-8")):
        assert len(again(reports, out, counted, setup=setup)[1]) == 3, setup
        assert again(reports, out, counted, setup=setup)[1] == []
    batch.run(reports, out, Setup((pack,)))
    pack.write_text(RULE.format("乙"), encoding="utf-8")
    assert len(again(reports, out, counted, setup=Setup((pack,)))[1]) == 3
    monkeypatch.setattr("indicators.workers.program", lambda: b"another")
    assert len(again(reports, out, counted, setup=Setup((pack,)))[1]) == 3


def test_a_document_that_failed_is_tried_again(tmp_path: Path, counted: list[str]) -> None:
    reports, out = corpus(tmp_path / "reports", 2), tmp_path / "out"
    (reports / "bad.txt").write_bytes(b"\x00\x01" * 40)
    batch.run(reports, out)
    summary, read = again(reports, out, counted)
    assert (read, [d["document"] for d in summary.failed], summary.unchanged) == (["bad.txt"], ["bad.txt"], 2)


def test_former_tables_that_are_damaged_are_made_anew(tmp_path: Path, counted: list[str]) -> None:
    reports, out = corpus(tmp_path / "reports", 5, lines=20), tmp_path / "out"
    batch.run(reports, out)
    good = bytes_of(out)
    for name in good:
        for at in range(4, len(good[name]) - 1, len(good[name]) // 12):
            flipped = bytearray(good[name])
            flipped[at] ^= 0x10
            (out / name).write_bytes(flipped)
            batch.run(reports, out)
            assert bytes_of(out) == good, (name, at)


def test_former_tables_of_many_row_groups_give_each_document_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indicators.groups.GROUP", 7)
    reports, out = corpus(tmp_path / "reports", 6, lines=3), tmp_path / "out"
    batch.run(reports, out)
    whole = table.read(out).to_pylist()
    former = Former(out, table.read(out).schema.metadata[b"indicators.run"].decode())
    for document in table.read(out, "documents").to_pylist():
        name = document["document"]
        assert former.document(name, document["sha256"]) == document
        assert former.document(name, "other") is None
        assert former.rows(name).to_pylist() == [row for row in whole if row["document"] == name]
    before = bytes_of(out)
    batch.run(reports, out)
    assert bytes_of(out) == before


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_jobs_change_no_byte(seeds: Path, tmp_path: Path) -> None:
    for jobs in (1, 2, 3):
        batch.run(seeds, tmp_path / str(jobs), formats=["parquet", "csv", "jsonl"], jobs=jobs, text=True)
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2") == bytes_of(tmp_path / "3")


def test_texts_are_what_offsets_point_into(seeds: Path, tmp_path: Path, counted: list[str]) -> None:
    reports, out = corpus(tmp_path / "reports", 2), tmp_path / "out"
    (reports / "crlf.txt").write_bytes("2022年投入资金3亿元。\r\n\r\n修路36公里。\r\n".encode("gbk"))
    batch.run(reports, out, text=True)
    for row in table.read(out).to_pylist():
        with (out / "text" / f"{row['document']}.txt").open(encoding="utf-8", newline="") as file:
            assert file.read()[row["start"] : row["end"]] == row["raw"]
    assert again(reports, out, counted, text=True)[1] == []
    (out / "text" / "crlf.txt.txt").unlink()
    assert again(reports, out, counted, text=True)[1] == ["crlf.txt"]


# --- a worker that dies, a disk that is full --------------------------------------------------------------------------


def test_a_worker_that_dies_costs_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = corpus(tmp_path / "reports", 20)
    answer = Elsewhere.answer

    def dying(self, tasks):  # type: ignore[no-untyped-def]
        # It stops before it can answer, and is killed while it is waited for.
        if "0007.txt" in [task.report.name for task in tasks]:
            child = self._process._child or self._process._start()
            child.send_signal(signal.SIGSTOP)
            threading.Timer(0.2, child.kill).start()
        return answer(self, tasks)

    monkeypatch.setattr(Elsewhere, "answer", dying)
    summary = batch.run(reports, tmp_path / "out", jobs=2)
    assert [(d["document"], d["error"]) for d in summary.failed] == [
        ("0007.txt", "the process that read it died (signal 9)")
    ]
    assert summary.states == {"ok": 19, "failed": 1}
    monkeypatch.undo()
    assert batch.run(reports, tmp_path / "out").states == {"ok": 20}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the workers in /proc")
def test_workers_that_are_killed_do_not_end_the_run(tmp_path: Path) -> None:
    reports, out = corpus(tmp_path / "reports", 1500), tmp_path / "out"
    run = subprocess.Popen(
        words("extract", reports, "-o", out, "--jobs", 2), stderr=subprocess.PIPE, env=ENVIRONMENT, text=True
    )
    killed = 0
    while run.poll() is None and killed < 3:
        time.sleep(0.3)
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split() if run.poll() is None else []
        threads = Path(f"/proc/{run.pid}/task").glob("*/children") if run.poll() is None else []
        for pid in children or [pid for file in threads for pid in file.read_text().split()]:
            os.kill(int(pid), signal.SIGKILL)
            killed += 1
            break
    _, said = run.communicate(timeout=100)
    assert killed
    failed = [line for line in said.splitlines() if line.startswith("failed: ")]
    assert run.returncode == bool(failed), said
    assert all(line.endswith("the process that read it died (signal 9)") for line in failed)
    assert f"documents   1500 ({len(failed)} failed)" in said or "documents   1500\n" in said
    assert len(failed) <= killed


def test_a_process_that_died_between_requests_is_no_harm_where_a_broken_pipe_ends_the_program(tmp_path: Path) -> None:
    code = """
import os, signal, subprocess, time
from pathlib import Path
from indicators.corpus import Report
from indicators.extraction import Setup
from indicators.workers import Elsewhere, Task
signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # as the command line has it
subprocess.Popen.poll = lambda self: None  # it dies after one has looked
Path("a.txt").write_text("1")
worker, report = Elsewhere(Setup()), Report("a.txt", "a.txt", "text")
for known in ("", None, "a" * 5_000_000, ""):
    if known is None:
        os.kill(worker._process._child.pid, signal.SIGKILL)
        time.sleep(0.2)
    else:
        print(worker.answer([Task(report, (known,))])[0].error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, cwd=tmp_path, check=False
    )
    assert done.stdout.splitlines() == ["None", "the process that read it died (signal 9)", "None"]
    assert done.returncode == 0


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))


def test_a_disk_without_room_leaves_the_old_tables(tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch.run(corpus(tmp_path / "a", 1), out)
    before = bytes_of(out)
    done = subprocess.run(
        words("extract", corpus(tmp_path / "b", 50, lines=9), "-o", out),
        capture_output=True, text=True, env=ENVIRONMENT, preexec_fn=limited, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "File too large" in done.stderr
    assert {name: (out / name).read_bytes() for name in before} == before
    assert set(bytes_of(out)) - set(before) <= {JOURNAL}


@pytest.mark.skipif(os.geteuid() != 0 or not sys.platform.startswith("linux"), reason="mounts a small disk")
def test_a_full_disk_leaves_the_old_tables(run: Run, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("no right to mount")
    try:
        assert run("extract", corpus(tmp_path / "a", 1), "-o", disk).returncode == 0
        before = bytes_of(disk)
        done = run("extract", corpus(tmp_path / "b", 400, lines=9), "-o", disk)
        assert done.returncode == 2
        assert "No space left on device" in done.stderr
        assert done.stderr.count("\n") == 1
        assert {name: (disk / name).read_bytes() for name in before} == before
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that nobody can write")
def test_a_folder_that_cannot_be_written_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("extract", corpus(tmp_path / "a", 1), "-o", "/proc/out")
    assert done.returncode == 2
    assert "/proc" in done.stderr
    assert done.stderr.count("\n") == 1


def test_two_runs_into_one_folder_do_not_mix(run: Run, tmp_path: Path) -> None:
    reports, out = corpus(tmp_path / "a", 1), tmp_path / "out"
    with placing.locked(out):
        done = run("extract", reports, "-o", out)
    assert done.returncode == 2
    assert "another run writes tables here" in done.stderr
    assert run("extract", reports, "-o", out).returncode == 0


@pytest.mark.parametrize("out", [".", "out"])
def test_what_a_run_writes_is_no_part_of_the_corpus(out: str, run: Run, tmp_path: Path) -> None:
    reports = corpus(tmp_path / "reports", 2)
    for _ in range(2):
        assert "documents   2" in run("extract", reports, "-o", reports / out, "--save-text").stderr


@pytest.mark.parametrize(("jobs", "said"), [("0", "--jobs"), ("-1", "--jobs"), ("many", "--jobs"), ("auto", "")])
def test_jobs_are_a_number_or_auto(jobs: str, said: str, run: Run, tmp_path: Path) -> None:
    done = run("extract", corpus(tmp_path / "a", 2), f"--jobs={jobs}")
    assert done.returncode == (2 if said else 0)
    assert said in done.stderr
