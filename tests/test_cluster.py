"""Cluster: the workers of a Dask scheduler give the tables that one machine gives, whatever becomes of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import ENVIRONMENT, Run
from indicators import batch, cluster
from indicators.extraction import Setup
from indicators.journal import NAME as JOURNAL

distributed = pytest.importorskip("distributed")

SENTENCE = "{}年,赤峰市投入财政衔接资金{}亿元,同比增长{}%,支持项目{}个。\n"
# What a worker of these tests loads first: it writes down what it extracts, and dies of one document.
TOLD = """
import os, signal
from indicators.extraction import Extractor

def telling(self, report, data=None, extract=Extractor.extract):
    with open(os.environ["TOLD"], "a") as told:
        told.write(report.name + "\\n")
    if report.name == "poison.txt":
        os.kill(os.getpid(), signal.SIGKILL)
    return extract(self, report, data)

if Extractor.extract.__name__ != "telling":  # this may be loaded twice
    Extractor.extract = telling
"""
OTHER = """
from indicators import workers
workers.program = lambda: b"other files"
"""


def corpus(folder: Path, documents: int, lines: int = 2) -> Path:
    folder.mkdir(parents=True)
    for i in range(documents):
        each = (SENTENCE.format(2012 + (i + j) % 12, i + 1.5, j + 0.4, i + j + 2) for j in range(lines))
        (folder / f"{i:04}.txt").write_text("".join(each), encoding="utf-8")
    return folder


def tables(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def words(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "indicators.cli", *map(str, arguments)]


def wait_for(what: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Machines:
    """A scheduler and workers as processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told = folder, folder / "told"
        self.told.touch()
        self._environment = ENVIRONMENT | {
            "TOLD": str(self.told),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",  # deaths that a task may cause and be tried again
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
        }
        self.started: list[subprocess.Popen[bytes]] = []
        where = folder / "scheduler.json"
        self._start("scheduler", "--port", 0, "--no-dashboard", "--scheduler-file", where)
        wait_for(lambda: where.exists() and "tcp://" in where.read_text())
        time.sleep(0.1)  # it may not be written to its end
        self.address = next(w for w in where.read_text().split('"') if w.startswith("tcp://"))

    def _start(self, kind: str, *more: object) -> "subprocess.Popen[bytes]":
        program = [sys.executable, "-m", "distributed.cli.dask_" + kind, "--host", "127.0.0.1", *map(str, more)]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(program, stdout=log, stderr=log, env=self._environment, cwd=self.folder)
        self.started.append(process)
        return process

    def worker(self, preload: str, *more: str) -> "subprocess.Popen[bytes]":
        module = self.folder / f"preload{len(self.started)}.py"
        module.write_text(preload)
        return self._start(
            "worker", self.address, "--nthreads", 1, "--no-dashboard", "--local-directory", self.folder,
            "--preload", module, *more,
        )  # fmt: skip

    def read(self) -> list[str]:
        """The documents that workers have extracted since they were last asked for."""
        names = self.told.read_text().split()
        self.told.write_text("")
        return sorted(names)


@contextmanager
def machines(folder: Path, workers: int) -> Iterator[Machines]:
    those = Machines(folder)
    try:
        for _ in range(workers):
            those.worker(TOLD)
        if workers:
            with distributed.Client(those.address, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=60)
        yield those
    finally:
        for process in reversed(those.started):
            process.terminate()
        for process in those.started:
            process.wait(20)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler with two workers."""
    with machines(tmp_path_factory.mktemp("machines"), 2) as those:
        yield those


def test_workers_give_the_bytes_of_one_machine_and_read_nothing_twice(two: Machines, run: Run, tmp_path: Path) -> None:
    reports, out, here = corpus(tmp_path / "reports", 60), tmp_path / "out", tmp_path / "here"
    (reports / "0007.txt").write_bytes(b"\x00\x01" * 40)
    two.read()
    done = run("extract", "reports", "-o", out, "--cluster", two.address, "--save-text")
    assert (done.returncode, len(two.read())) == (1, 60), done.stderr
    assert done.stderr.startswith("failed: 0007.txt: ")  # nothing that Dask says stands before it
    batch.run(reports, here, text=True)
    assert tables(out / "text") == tables(here / "text")
    names = ("indicators.parquet", "documents.parquet")
    assert [(out / name).read_bytes() for name in names] == [(here / name).read_bytes() for name in names]
    (reports / "0003.txt").write_text(SENTENCE.format(2020, 7, 8, 9), encoding="utf-8")
    summary = batch.run(reports, out, cluster=two.address, text=True)
    assert (two.read(), summary.unchanged) == (["0003.txt", "0007.txt"], 58)


def test_rules_of_the_user_go_with_the_work(two: Machines, tmp_path: Path) -> None:
    pack = tmp_path / "packs" / "mine.toml"
    pack.parent.mkdir()
    pack.write_text('[pack]\nid = "mine"\n[[rule]]\nid = "x"\nname = "甲"\nunit = "个"\npatterns = ["支持项目…个"]\n')
    reports = corpus(tmp_path / "reports", 4)
    for rules in (pack, pack.parent):
        batch.run(reports, tmp_path / "there", Setup((rules,)), cluster=two.address, fresh=True)
        batch.run(reports, tmp_path / "here", Setup((rules,)), fresh=True)
        assert tables(tmp_path / "there") == tables(tmp_path / "here")


def test_a_worker_that_is_killed_costs_nothing(two: Machines, tmp_path: Path) -> None:
    reports, out, here = corpus(tmp_path / "reports", 200, lines=6), tmp_path / "out", tmp_path / "here"
    with distributed.Client(two.address, set_as_default=False) as client:
        pids = client.run(os.getpid)
    with subprocess.Popen(
        words("extract", reports, "-o", out, "--cluster", two.address), stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as run:
        wait_for(lambda: (out / JOURNAL).exists() and (out / JOURNAL).stat().st_size > 20_000)
        assert run.poll() is None
        os.kill(next(iter(pids.values())), signal.SIGKILL)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 0, said
    assert said.startswith(b"documents   200\n")
    batch.run(reports, here)
    assert tables(out) == tables(here)


def test_a_document_that_kills_every_worker_is_a_failed_row(two: Machines, tmp_path: Path) -> None:
    reports, out = corpus(tmp_path / "reports", 30), tmp_path / "out"
    (reports / "poison.txt").write_text("它", encoding="utf-8")
    summary = batch.run(reports, out, cluster=two.address)
    assert [(d["document"], d["error"]) for d in summary.failed] == [
        ("poison.txt", "the process that read it died (again and again, with each worker that tried)")
    ]
    assert summary.states == {"ok": 30, "failed": 1}


def test_an_interrupted_run_goes_on_where_it_stopped(two: Machines, tmp_path: Path) -> None:
    reports, out, here = corpus(tmp_path / "reports", 200, lines=6), tmp_path / "out", tmp_path / "here"
    two.read()
    with subprocess.Popen(
        words("extract", reports, "-o", out, "--cluster", two.address), stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as run:
        wait_for(lambda: (out / JOURNAL).exists() and (out / JOURNAL).stat().st_size > 10_000)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=20)
    assert (run.returncode, said) == (130, b"")
    wait_for(lambda: idle(two.address))
    first = two.read()
    batch.run(reports, out, cluster=two.address)
    again = two.read()
    assert 0 < len(first) < 200
    assert set(first) | set(again) == {f"{i:04}.txt" for i in range(200)}
    assert len(first) + len(again) <= 200 + 6 * 12  # not again but what was on its way
    batch.run(reports, here)
    assert tables(out) == tables(here)


def idle(address: str) -> bool:
    """Whether no task is left on the workers of a scheduler."""
    with distributed.Client(address, set_as_default=False) as client:
        return not any(client.processing().values())


def test_workers_of_another_version_and_a_scheduler_that_goes_away_end_the_run(tmp_path: Path) -> None:
    reports, out = corpus(tmp_path / "reports", 300, lines=6), tmp_path / "out"
    (tmp_path / "machines").mkdir()
    with machines(tmp_path / "machines", 0) as those:

        def start() -> "subprocess.Popen[str]":
            return subprocess.Popen(
                words("extract", reports, "-o", out, "--cluster", those.address),
                stderr=subprocess.PIPE, env=ENVIRONMENT, text=True,
            )  # fmt: skip

        late = start()  # before there is any worker
        wait_for(lambda: (out / JOURNAL).exists())
        other = those.worker(OTHER, "--no-nanny")
        refused = late.communicate(timeout=60)[1], start().communicate(timeout=60)[1]
        for said in refused:
            assert said.startswith("indicators: worker tcp://127.0.0.1:"), said
            assert "install the same version on all machines" in said
            assert said.count("\n") == 1
        assert late.returncode == 2
        other.terminate()
        other.wait(20)
        those.worker(TOLD)
        run = start()
        wait_for(lambda: (out / JOURNAL).exists() and (out / JOURNAL).stat().st_size > 5_000)
        those.started[0].kill()
        said = run.communicate(timeout=60)[1]
        assert (run.returncode, said.count("\n")) == (2, 1), said
        assert "the scheduler went away; the same command goes on where this one stopped" in said


def test_a_cluster_of_this_machine_gives_the_same_bytes(tmp_path: Path) -> None:
    reports, code = corpus(tmp_path / "reports", 40), (
        "import sys; from pathlib import Path; from indicators import batch\n"
        "if __name__ == '__main__': batch.run(Path(sys.argv[1]), Path(sys.argv[2]), cluster='local')"
    )  # fmt: skip
    program = tmp_path / "program.py"
    program.write_text(code)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, program, reports, tmp_path / "out"], capture_output=True, text=True,
        env=ENVIRONMENT | {"TMPDIR": str(temporary)}, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert list(temporary.iterdir()) == []
    batch.run(reports, tmp_path / "here")
    assert tables(tmp_path / "out") == tables(tmp_path / "here")


def test_a_scheduler_that_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cluster._REACH == 10
    monkeypatch.setattr(cluster, "_REACH", 0.5)
    with pytest.raises(OSError, match=r"^tcp://127\.0\.0\.1:9: no scheduler of Dask answers there"):
        batch.run(corpus(tmp_path / "reports", 1), tmp_path / "out", cluster="tcp://127.0.0.1:9")


WRONG = [
    (["--cluster", "nonsense:x:y"], "nonsense:x:y: no scheduler of Dask answers there"),
    (["--cluster", "local", "--jobs", "2"], "give one of both"),
]


@pytest.mark.parametrize(("more", "said"), WRONG, ids=["no address", "jobs"])
def test_what_cannot_be_done_is_said_in_one_line(more: list[str], said: str, run: Run, tmp_path: Path) -> None:
    done = run("extract", corpus(tmp_path / "reports", 1), *more)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr


def test_without_dask_the_message_says_what_to_install(tmp_path: Path) -> None:
    code = f"""
import sys
sys.modules["dask"] = None
sys.argv = ["indicators", "extract", {str(corpus(tmp_path / "reports", 1))!r}, "--cluster", "local"]
from indicators.cli import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=ENVIRONMENT, check=False
    )
    assert (done.returncode, done.stderr) == (
        2,
        "indicators: --cluster needs dask; install it: pip install 'indicators[cluster]'\n",
    )


def test_workers_of_another_python_are_refused(two: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_maker", lambda: ("0", "2.7", ""))
    with pytest.raises(OSError, match=r"^worker tcp://.*: Python 3\..* there, 2\.7 here"):
        batch.run(corpus(tmp_path / "reports", 1), tmp_path / "out", cluster=two.address)


def test_a_folder_that_a_worker_does_not_see_is_named(two: Machines, tmp_path: Path) -> None:
    order = cluster.pickle.dumps(cluster._Order(Setup(), False, (), "", str(tmp_path / "gone")))
    with distributed.Client(two.address, set_as_default=False) as client:
        said = set(client.run(cluster.objection, cluster._maker(), order).values())
    assert said == {f"does not see {tmp_path / 'gone'}; mount the folder there, or use a URL"}
