"""Compiled packs: the same rules as the file says, whatever stands in the cache."""

from pathlib import Path

import pytest

from indicators.rules import RuleError, digest, load, shipped

PACK = (
    '[pack]\nid = "mine"\n[[rule]]\nid = "aid"\nname = "帮扶资金"\nunit = "元"\n'
    'patterns = ["帮扶资金…元", { regex = "帮扶[^,]{0,3}款…元" }]\n'
    'examples = [{ text = "投入帮扶资金3万元", value = 30000 }]\n'
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INDICATORS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _write(folder: Path, source: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(source, encoding="utf-8")
    return file


def _same(first: Path, again: Path) -> bool:
    a, b = load(first), load(again)
    return digest(a) == digest(b) and [(r.id, r.line, r.lines, r.examples) for r in a] == [
        (r.id, r.line, r.lines, r.examples) for r in b
    ]


def test_a_second_load_gives_the_same_rules(cache: Path) -> None:
    assert _same(shipped(), shipped())
    assert len(list(cache.iterdir())) == len(list(shipped().glob("*.toml")))


def test_a_compiled_pack_is_used(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _write(tmp_path, PACK)
    load(file)
    monkeypatch.setattr("tomllib.loads", None)  # reading the file anew would fail
    [rule] = load(file)
    assert [p.source for p in rule.patterns] == ["帮扶资金…元", "帮扶[^,]{0,3}款…元"]
    assert rule.patterns[1].expression
    assert rule.patterns[1].expression.match("帮扶救济款", "") == (0, 5, 0)


def test_a_changed_file_is_read_anew_and_replaces_what_was_kept(cache: Path, tmp_path: Path) -> None:
    load(_write(tmp_path, PACK))
    [rule] = load(_write(tmp_path, PACK.replace("帮扶资金…", "帮扶款项…")))
    assert rule.patterns[0].source == "帮扶款项…元"
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_cache_is_passed_over(damage: bytes | None, cache: Path, tmp_path: Path) -> None:
    file = _write(tmp_path, PACK)
    wanted = digest(load(file))
    [kept] = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:50] if damage is None else damage)
    assert digest(load(file)) == wanted


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("INDICATORS_CACHE", str(tmp_path / "file" / "below"))
    assert len(load(_write(tmp_path, PACK))) == 1


def test_no_cache_is_kept_where_none_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDICATORS_CACHE", "0")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    load(_write(tmp_path, PACK))
    assert not (tmp_path / "home").exists()


def test_a_broken_pack_is_never_kept(cache: Path, tmp_path: Path) -> None:
    file = _write(tmp_path, PACK.replace("unit", "untit"))
    for _ in range(2):
        with pytest.raises(RuleError, match=r"mine\.toml:6"):
            load(file)
    assert not cache.exists()


def test_a_write_that_fails_leaves_nothing_behind(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.replace", full)
    assert len(load(_write(tmp_path, PACK))) == 1
    assert list(cache.iterdir()) == []
