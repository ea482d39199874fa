"""Remote: reports below a URL give the rows that the same files give on disk, and what fails says so in a line."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ENVIRONMENT, Run
from indicators import archives, batch, corpus, remote
from indicators.corpus import Report, find
from indicators.workers import Here, Task

fsspec = pytest.importorskip("fsspec")

TEXT = "2022年,赤峰市投入财政衔接资金{}亿元,同比增长3.2%,带动{}万农牧民增收。\n"


def report(i: int) -> bytes:
    return TEXT.format(i + 1, i + 2).encode()


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for i, name in enumerate(names):
            archive.writestr(zipfile.ZipInfo(name), report(i))
    return file.getvalue()


FILES = {
    **{f"城/{i:02}.txt": report(i) for i in range(40)},
    "b.txt": report(50), "b/2.md": report(51), "a.TXT": report(52), "empty.txt": b"", "老.doc": b"\xd0\xcf",
    "packed.zip": zipped("一.txt", "in/2.txt", ".hidden.txt", "../out.txt", "x.css"), "broken.zip": b"PK no archive",
    "strange #1 100%?.txt": report(53), "damaged.txt": b"\x00\x01" * 40,
    ".git/x.txt": report(54), "c/~$x.docx": report(55), "__MACOSX/a.txt": report(56), "kept/" + corpus.KEPT: b"",
    "kept/a.txt": report(57), "x.css": b"", "b/y.css": b"",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files on disk."""
    top = tmp_path_factory.mktemp("reports")
    for name, data in FILES.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    return top


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The same below the URL of an S3 that this machine serves."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as set_to:
        set_to.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        set_to.setenv("AWS_ACCESS_KEY_ID", "x")
        set_to.setenv("AWS_SECRET_ACCESS_KEY", "x")
        set_to.setenv("AWS_DEFAULT_REGION", "us-east-1")
        system = fsspec.filesystem("s3", skip_instance_cache=True)
        system.mkdir("reports")
        for name, data in FILES.items():
            system.pipe(f"reports/all/{name}", data)
        system.pipe("reports/all/marker/", b"")  # as some programs write a folder
        yield "s3://reports/all"
    server.stop()


@pytest.fixture(scope="module")
def memory() -> str:
    """The same in the memory of this process."""
    system = fsspec.filesystem("memory")
    for name, data in FILES.items():
        system.pipe(f"/all/{name}", data)
    return "memory://all"


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("indicators.parquet", "documents.parquet")}


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of the files on disk."""
    out = tmp_path_factory.mktemp("out")
    assert batch.run(folder, out).states == {"ok": 46, "empty": 1, "failed": 4}
    return tables(out)


def listed(place: Path | str) -> tuple[list[tuple[str, str, str]], list[str]]:
    found = find(place)
    return [(r.name, r.form, r.error) for r in found.reports], found.passed_over


@pytest.mark.parametrize("place", ["memory", "bucket"])
def test_a_url_lists_what_a_folder_lists(place: str, folder: Path, request: pytest.FixtureRequest) -> None:
    assert listed(request.getfixturevalue(place)) == listed(folder)
    assert listed(request.getfixturevalue(place) + "/b") == listed(folder / "b")
    assert listed(request.getfixturevalue(place) + "/b.txt") == listed(folder / "b.txt")
    assert listed(request.getfixturevalue(place) + "/packed.zip") == listed(folder / "packed.zip")


def test_a_url_of_a_file_system_is_a_path(folder: Path, tmp_path: Path, expected: dict[str, bytes]) -> None:
    assert listed(f"file://{folder}") == listed(folder)
    assert find(folder.as_uri() + "/%E5%9F%8E/00.txt").reports[0].read() == report(0)
    batch.run(f"file://{folder}", tmp_path)
    assert tables(tmp_path) == expected


@pytest.mark.parametrize(("place", "cluster"), [("memory", None), ("bucket", None), ("bucket", "local")])
def test_a_url_gives_the_bytes_that_the_folder_gives(
    place: str, cluster: str | None, expected: dict[str, bytes], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if cluster:
        pytest.importorskip("distributed")
    batch.run(request.getfixturevalue(place), tmp_path, cluster=cluster)
    assert tables(tmp_path) == expected


def test_the_command_reads_a_url(bucket: str, expected: dict[str, bytes], run: Run, tmp_path: Path) -> None:
    for unchanged in ("", "47 unchanged"):
        done = run("extract", bucket, "-o", "out", "--jobs", 2, env=dict(os.environ))
        assert done.returncode == 1  # some of them are damaged
        assert unchanged in done.stderr
        assert tables(tmp_path / "out") == expected


def test_a_file_below_a_url_beyond_all_measure_is_refused(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archives, corpus):
        monkeypatch.setattr(module, "LARGEST", 10)
    rows = {d["document"]: d["error"] for d in batch.extract(memory).documents}
    assert rows["b.txt"] == "larger than 0 MiB; split it"
    assert rows["packed.zip/一.txt"] == "unpacks to more than 0 MiB; refused"


# --- what fails -------------------------------------------------------------------------------------------------------

WRONG = [
    ("memory://nothing/here", {}, "memory://nothing/here: no such file or folder"),
    ("http://127.0.0.1/reports", {}, "http:// has no folders that could be listed; download the reports"),
    ("nosuch://reports", {}, "nosuch://reports: Protocol not known: nosuch"),
    ("s3://reports/x", {"AWS_ACCESS_KEY_ID": "", "AWS_EC2_METADATA_DISABLED": "true"}, "set the credentials in the environment"),
    ("s3://reports/x", {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}, "127.0.0.1:9"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "environment", "said"), WRONG, ids=["missing", "http", "protocol", "credentials", "no S3"]
)
def test_a_url_that_cannot_be_read_gives_one_line(url: str, environment: dict[str, str], said: str, run: Run) -> None:
    if url.startswith("s3:"):
        pytest.importorskip("s3fs")
    done = run("extract", url, env=environment)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr


@pytest.mark.parametrize(
    ("missing", "url", "install"),
    [
        ("s3fs", "s3://a/b", "indicators[s3]"),
        ("fsspec", "memory://a", "indicators[cluster]"),
        ("fsspec", "s3://a/b", "indicators[s3]"),
        ("gcsfs", "gs://a", "gcsfs"),
    ],
)
def test_a_library_that_is_missing_is_named(missing: str, url: str, install: str) -> None:
    code = f"""
import sys
sys.modules[{missing!r}] = None
from indicators import remote
try:
    remote.is_folder({url!r})
except OSError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True)
    assert done.stdout.startswith(f"{url}: ")
    assert "needs a library that is missing" in done.stdout
    assert install in done.stdout


@pytest.mark.parametrize(
    ("errors", "said", "times"),
    [(2, None, 3), (9, "reset by peer", 3), (FileNotFoundError("no such file"), "no such file", 1)],
    ids=["passes", "lasts", "is not there"],
)
def test_reading_is_tried_again(
    errors: int | OSError, said: str | None, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def read(url: str, most: int) -> bytes:
        tried.append(url)
        if isinstance(errors, OSError):
            raise errors
        if len(tried) <= errors:
            raise OSError("reset by peer")
        return report(1)

    monkeypatch.setattr(remote, "read", read)
    monkeypatch.setattr("indicators.workers._PAUSES", (0.0, 0.0))
    from indicators.extraction import Extractor, Setup

    answer = Here(Extractor(Setup())).answer([Task(Report("a.txt", "memory://a.txt", "text"))])[0]
    assert (answer.error, len(tried)) == (said, times)
