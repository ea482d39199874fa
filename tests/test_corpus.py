"""Corpus: which files of a folder are reports, those of archives too, and what is refused or passed over."""

import io
import os
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indicators import archives, batch, corpus
from indicators.corpus import Report, find, named, recognise
from indicators.encodings import DocumentError

TEXT = "2022年赤峰市投入资金4.9亿元。".encode()


def archive(file: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members:
            out.writestr(name, data)
    return file


def states(folder: Path) -> dict[str, str]:
    """What becomes of each document: ok, empty, or why it failed."""
    return {d["document"]: d["error"] or d["status"] for d in batch.extract(folder).documents}


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b.txt",
        "a.TXT",
        "b/1.md",
        ".git/x.txt",
        "c/~$x.docx",
        "x.css",
        "__MACOSX/a.txt",
        "old.doc",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    found = find(tmp_path)
    assert [(r.name, r.form) for r in found.reports] == [
        ("a.TXT", "text"), ("b.txt", "text"), ("b/1.md", "markdown"), ("b/2.txt", "text"), ("old.doc", "doc"),
    ]  # fmt: skip
    assert found.passed_over == ["x.css"]
    (tmp_path / "b" / corpus.KEPT).touch()
    assert [r.name for r in find(tmp_path).reports] == ["a.TXT", "b.txt", "old.doc"]
    assert [r.name for r in find(tmp_path / "b").reports] == ["1.md", "2.txt"]  # asked for by name


def loop(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "sub" / "self.txt").symlink_to(folder / "sub" / "self.txt")


def twice(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real" / "x.txt").write_bytes(TEXT)
    (folder / "zlink").symlink_to(folder / "real")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")


def devices(folder: Path) -> None:
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "tty.pdf").symlink_to("/dev/tty")


def dangling(folder: Path) -> None:
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")


def strange_name(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_bytes(TEXT)
    (folder / "a\nb\x1b[31m.txt").write_bytes(TEXT)


LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files of other systems")
FOLDERS: list[tuple[Callable[[Path], None], dict[str, str], list[str]]] = [
    (loop, {"sub/self.txt": "a link that leads nowhere (Too many levels of symbolic links)"}, []),
    (twice, {"real/x.txt": "ok"}, []),
    (pipe, {}, ["pipe.txt"]),
    (devices, {}, ["tty.pdf", "zero.txt"]),
    (dangling, {"gone.txt": "a link that leads nowhere (No such file or directory)"}, []),
    (strange_name, {"\\xff\\xfe.txt": "ok", "a\nb\x1b[31m.txt": "ok"}, []),
]


@LINUX
@pytest.mark.parametrize(("make", "expected", "passed_over"), FOLDERS, ids=[m.__name__ for m, _, _ in FOLDERS])
def test_what_a_folder_may_hold(
    make: Callable[[Path], None], expected: dict[str, str], passed_over: list[str], tmp_path: Path
) -> None:
    (tmp_path / "good.txt").write_bytes(TEXT)
    make(tmp_path)
    assert states(tmp_path) == {"good.txt": "ok"} | expected
    assert find(tmp_path).passed_over == passed_over


@pytest.mark.skipif(os.geteuid() == 0, reason="root lists everything")
def test_a_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(TEXT)
    (tmp_path / "closed").mkdir(mode=0)
    assert states(tmp_path) == {"closed/": "no permission to list this folder", "good.txt": "ok"}


@LINUX
def test_a_file_that_became_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no regular file"):
        Report("zero.txt", Path("/dev/zero"), "text").read()


def test_a_file_beyond_all_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archives, corpus):
        monkeypatch.setattr(module, "LARGEST", 10)
    (tmp_path / "a.txt").write_bytes(TEXT)
    archive(tmp_path / "b.zip", ("x.txt", TEXT))
    assert all("larger than 0 MiB" in said or "more than 0 MiB" in said for said in states(tmp_path).values())


# --- archives ---------------------------------------------------------------------------------------------------------


def test_the_reports_of_an_archive_are_read(tmp_path: Path) -> None:
    archive(
        tmp_path / "a.zip",
        ("2022/报告.txt", TEXT), ("ABCD.txt", TEXT), ("2022/", b""), ("readme.css", b"x"), ("__MACOSX/b.txt", TEXT),
        ("b.zip", b"PK"), ("../../x.txt", TEXT), ("/etc/x.txt", TEXT), ("C:/x.txt", TEXT), ("a/..\\..\\x.txt", TEXT),
        ("empty.txt", b""),
    )  # fmt: skip
    # As Windows in China writes it: the bytes of GBK, and no flag that says so.
    (tmp_path / "a.zip").write_bytes((tmp_path / "a.zip").read_bytes().replace(b"ABCD", "总结".encode("gbk")))
    outside = "a name that leads out of the archive; refused"
    expected = {
        "a.zip/2022/报告.txt": "ok", "a.zip/总结.txt": "ok", "a.zip/empty.txt": "empty",
        "a.zip/b.zip": "an archive within an archive; unpack it",
        "a.zip/../../x.txt": outside, "a.zip//etc/x.txt": outside, "a.zip/C:/x.txt": outside, "a.zip/a/..\\..\\x.txt": outside,
    }  # fmt: skip
    assert states(tmp_path) == expected
    assert states(tmp_path / "a.zip") == expected
    batch.run(tmp_path / "a.zip", tmp_path / "out", text=True)
    kept = [p.relative_to(tmp_path / "out" / "text").as_posix() for p in (tmp_path / "out" / "text").rglob("*.txt")]
    assert sorted(kept) == ["a.zip/2022/报告.txt.txt", "a.zip/empty.txt.txt", "a.zip/总结.txt.txt"]
    assert not list(tmp_path.parent.glob("x.txt"))


def test_the_later_of_two_members_with_one_name_counts(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive(tmp_path / "a.zip", ("x.txt", b"\x00\x01"), ("x.txt", TEXT))
    assert states(tmp_path) == {"a.zip/x.txt": "ok"}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("zeros.txt", b"\x30" * (30 << 20))
    return out.getvalue()


def lying() -> bytes:
    """An archive whose member unpacks to more than it declares."""
    data = bytearray(bomb())
    size = (30 << 20).to_bytes(4, "little")
    at = -1
    while (at := data.find(size, at + 1)) >= 0:
        data[at : at + 4] = (5000).to_bytes(4, "little")
    return bytes(data)


def encrypted() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("x.txt", TEXT)
    data = bytearray(out.getvalue())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def damaged() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("x.txt", TEXT * 50)
    data = bytearray(out.getvalue())
    data[45] ^= 0xFF
    return bytes(data)


BROKEN = [
    (bomb, "a.zip/zeros.txt", "unpacks to more than 100 times its size; refused"),
    (lying, "a.zip/zeros.txt", "in its archive|more than it declares"),
    (encrypted, "a.zip/x.txt", "encrypted; unpack the archive with its password"),
    (damaged, "a.zip/x.txt", "in its archive"),
    (lambda: b"PK\x03\x04 no archive", "a.zip", "not a readable zip archive"),
    (lambda: b"", "a.zip", "not a readable zip archive"),
]


@pytest.mark.parametrize(
    ("make", "name", "reason"), BROKEN, ids=["bomb", "lying", "encrypted", "damaged", "junk", "nothing"]
)
def test_archives_that_are_refused_cost_no_other_document(
    make: Callable[[], bytes], name: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "a.zip").write_bytes(make())
    (tmp_path / "good.txt").write_bytes(TEXT)
    found = batch.extract(tmp_path)
    assert [d["document"] for d in found.failed] == [name]
    with pytest.raises(DocumentError, match=reason):
        raise DocumentError(found.failed[0]["error"])
    assert [r["document"] for r in found.rows] == ["good.txt"]


# --- by name and by content -------------------------------------------------------------------------------------------

FORMS = [
    ("text", TEXT, "text"),
    ("text", b"\xef\xbb\xbf\n<!DOCTYPE html><p>", "html"),
    ("text", b"<?xml version='1.0'?>\n<!-- saved --><HTML lang=zh>", "html"),
    ("text", b"<htmlx>", "text"),
    ("html", b"%PDF-1.7", "pdf"),
    ("doc", b"PK\x03\x04", "docx"),
    ("xls", b"<html><table>", "html"),
    ("xls", b"PK\x03\x04", "xlsx"),
    ("docx", b"PK\x03\x04", "docx"),
]


@pytest.mark.parametrize(("form", "data", "expected"), FORMS)
def test_a_web_page_and_a_pdf_are_known_by_their_bytes(form: str, data: bytes, expected: str) -> None:
    assert recognise(form, data) == expected


@pytest.mark.parametrize(
    ("form", "advice"), [("doc", r"save it as \.docx"), ("rar", "unpack it"), ("mht", r"save it as \.html")]
)
def test_a_format_that_is_not_read_says_what_to_do(form: str, advice: str) -> None:
    with pytest.raises(DocumentError, match=rf"a \.{form} file, which is not read; {advice}"):
        recognise(form, b"\xd0\xcf\x11\xe0")


def test_a_report_is_found_again_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.txt").write_bytes(TEXT)
    archive(tmp_path / "b" / "a.zip", ("c/y.txt", TEXT))
    for report in find(tmp_path).reports:
        again = named(tmp_path, report.name)
        assert again
        assert again.read() == report.read() == TEXT
    assert named(tmp_path, "b/a.zip/z.txt") is None
    assert named(tmp_path, "nothing.txt") is None


def test_an_unreadable_file_keeps_its_reason(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(TEXT)
    report = find(tmp_path).reports[0]
    (tmp_path / "x.txt").unlink()
    (tmp_path / "x.txt").mkdir()
    assert stat.S_ISDIR((tmp_path / "x.txt").stat().st_mode)
    with pytest.raises(OSError, match="Is a directory"):
        report.read()


@pytest.mark.parametrize("name", ["../b.txt", "a/../../b.txt", "{}/b.txt", "b\0.txt"])
def test_a_name_in_a_table_leads_out_of_no_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "in" / "a").mkdir(parents=True)
    (tmp_path / "b.txt").write_text("增长3%。", encoding="utf-8")
    assert corpus.named(tmp_path / "in", name.format(tmp_path)) is None
    assert corpus.named(tmp_path, "b.txt") is not None
