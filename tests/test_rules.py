"""Rules: the examples of every shipped rule, both ways, and what is said of a broken rule file."""

from pathlib import Path

import pytest

from indicators import examples
from indicators.rules import RuleError, digest, load, shipped

PACKS = sorted(p.stem for p in shipped().glob("*.toml"))
RULES = load()


@pytest.mark.parametrize("pack", PACKS)
def test_examples_hold_both_ways(pack: str) -> None:
    failures = examples.run([rule for rule in RULES if rule.pack == pack], RULES)
    assert not failures, "\n".join(map(str, failures))


def test_rules_are_complete() -> None:
    named = [rule for rule in RULES if rule.pack != "general"]
    assert len(named) >= 120
    assert [rule.id for rule in named if not (rule.name and rule.examples)] == []
    assert len({rule.name for rule in named}) == len(named), "two metrics of one name"


PACK = '[pack]\nid = "mine"\n'
RULE = (
    '[[rule]]\nid = "aid"\nname = "帮扶资金"\nunit = "元"\npatterns = ["帮扶资金…元"]\n'
    'examples = [{ text = "投入帮扶资金3万元", value = 30000 }]\n'
)

# a rule file, the lines that are said of it (a part of each)
BROKEN: list[tuple[str, list[str]]] = [
    (PACK + "x = [1\n", ["mine.toml:3: not valid TOML"]),
    (PACK + "id = 'again'\n", ["mine.toml:3: not valid TOML"]),
    ("[[rule]]\nid = 'a'\nname = '甲'\npatterns = ['甲…元']\n", ["mine.toml:1: a pack needs an id"]),
    (PACK + RULE.replace("name", "nmae"), [
        "mine.toml:5: rule mine.aid: unknown field nmae – did you mean name?",
        "mine.toml:3: rule mine.aid: a Chinese name is needed",
    ]),
    (PACK + RULE.replace("…元", "元"), ["mine.toml:7: rule mine.aid: pattern 帮扶资金元: a pattern holds the number once"]),
    (PACK + RULE.replace("…元", "…亿园"), ["mine.toml:7: rule mine.aid: pattern 帮扶资金…亿园: unknown unit"]),
    (PACK + RULE.replace("帮扶资金…", "(帮扶资金…"), ["mine.toml:7: rule mine.aid: pattern (帮扶资金…元: an alternative needs"]),
    (PACK + RULE + 'measure = "levl"\n', ["mine.toml:9: rule mine.aid: measure 'levl' is none of", "did you mean level?"]),
    (PACK + RULE + "sign = 1\n", ["mine.toml:9: rule mine.aid: sign is"]),
    (PACK + RULE.replace("value = 30000", "vlaue = 3"), ["mine.toml:8: rule mine.aid: an example needs a text and a value", "unknown field vlaue"]),
    (PACK + RULE + RULE, ["mine.toml:9: rule mine.aid: the id stands already at"]),
    (PACK + RULE.replace('"aid"', '"Aid 1"'), ["mine.toml:4: rule mine.Aid 1: an id of small letters"]),
    (PACK + "[rule]\nid = 'a'\n", ["rules are written as [[rule]], not [rule]"]),
    ("pack = 3\n", ["a pack needs an id"]),
    ("[" * 5000, ["mine.toml:1: "]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "said"), BROKEN)
def test_a_broken_file_is_explained(source: str, said: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(source, encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load(tmp_path)
    messages = "\n".join(error.value.messages)
    for part in said:
        assert part in messages
    assert all("\n" not in message for message in error.value.messages)


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        source = (
            PACK.replace("mine", name) + RULE.replace("…元", "…亿园") + RULE.replace("name", "nmae").replace("aid", "b")
        )
        (tmp_path / f"{name}.toml").write_text(source, encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load(tmp_path)
    assert len(error.value.messages) == 6
    assert {message.split(":")[0].split("/")[-1] for message in error.value.messages} == {"a.toml", "b.toml"}


def test_ten_mistakes_of_one_pack_give_ten_messages(tmp_path: Path) -> None:
    lines = [
        '[pack]', 'id = "mine"', '[extra]',  # 3
        '[[rule]]', 'id = "A b"', 'name = "甲"', 'patterns = ["甲…元"]',  # 5
        '[[rule]]', 'id = "b"', 'nmae = "乙"', 'name = "乙"', 'patterns = ["乙…元"]',  # 10
        '[[rule]]', 'id = "c"', 'name = "丙"', 'patterns = ["丙…亿园"]',  # 16
        '[[rule]]', 'id = "d"', 'name = "丁"', 'patterns = ["丁元"]',  # 20
        '[[rule]]', 'id = "e"', 'name = "戊"', 'patterns = ["(戊…元"]',  # 24
        '[[rule]]', 'id = "f"', 'name = "己"', 'measure = "groth"', 'patterns = ["己…元"]',  # 28
        '[[rule]]', 'id = "g"', 'name = "庚"', 'sign = "minus"', 'patterns = ["庚…元"]',  # 33
        '[[rule]]', 'id = "h"', 'name = "辛"', 'patterns = "辛…元"',  # 38
        '[[rule]]', 'id = "i"', 'name = "壬"', 'patterns = ["壬…元"]', 'examples = [{ text = "壬3元" }]',  # 43
        '[[rule]]', 'id = "j"', 'patterns = ["癸…元"]',  # 44, a name is missing
    ]  # fmt: skip
    (tmp_path / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load(tmp_path)
    found = [int(message.split(":")[1]) for message in error.value.messages]
    assert sorted(found) == [3, 5, 10, 16, 20, 24, 28, 33, 38, 43, 44]


def test_bytes_that_are_no_utf8_are_explained(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes((PACK + RULE).encode("gb18030"))
    with pytest.raises(RuleError, match="UTF-8"):
        load(tmp_path)


def test_a_later_folder_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(PACK + RULE, encoding="utf-8")
    both = load(shipped(), tmp_path)
    assert len(both) == len(RULES) + 1
    (tmp_path / "mine.toml").write_text(
        (PACK + RULE).replace("mine", "rural").replace("aid", "towns"), encoding="utf-8"
    )
    (tmp_path / "again.toml").write_text((PACK + RULE).replace("帮扶资金", "援助资金"), encoding="utf-8")
    replaced = load(tmp_path / "mine.toml", tmp_path / "mine.toml")
    assert [rule.id for rule in replaced] == ["rural.towns"]


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no rule file"):
        load(Path("nowhere"))


def test_the_digest_follows_what_rules_say(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    digests = set()
    for source in (
        PACK + RULE,
        "# a remark\n" + PACK + RULE,
        PACK + RULE.replace("帮扶资金…元", "帮扶资金…万元"),
    ):
        file.write_text(source, encoding="utf-8")
        digests.add(digest(load(file)))
    assert len(digests) == 2


# rule text, its example, what the run of the examples says
FAILING = [
    (RULE, []),
    (RULE.replace("30000", "30001"), ["a row of this rule with value 30001"]),
    (RULE + 'counterexamples = ["帮扶资金5万元已到位"]\n', ["no row of this rule"]),
    (RULE.replace('["帮扶资金…元"]', '["帮扶资金…元", "援助资金…元"]'), ["an example that this pattern claims"]),
    (RULE + RULE.replace('"aid"', '"aid_2"'), [
        "one rule that is more specific than the others",  # of the first
        "a row of this rule with value 30000",
        "one rule that is more specific than the others",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), FAILING)
def test_examples_that_do_not_hold_are_told(source: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(PACK + source, encoding="utf-8")
    mine = load(tmp_path)
    general = [rule for rule in RULES if rule.pack == "general"]
    failures = examples.run(mine, mine + general)
    assert [f.expected for f in failures] == expected
    for failure in failures:
        shown = (tmp_path / "mine.toml").read_text(encoding="utf-8").splitlines()[failure.line - 1]
        assert failure.sentence in shown


# what is wrong with an example, and what is said of the pattern that comes nearest
NEAREST = [
    ("全县茶旅驿馆达到12个", "茶旅驿站…个: 茶旅驿站 is not in the sentence"),
    ("茶旅驿站面积12万平方米", "茶旅驿站…个: takes 个; this is 平方米"),
    ("茶旅驿站经营者协会会员培训班学员共有12个", "茶旅驿站…个: "),
    ("游客接待中心和茶旅驿站12个", "茶旅驿站…个: 游客接待中心和 before its words makes it another metric"),
    ("建成茶旅驿站", "茶旅驿站…个: no number stands right beside its words"),
]


@pytest.mark.parametrize(("sentence", "said"), NEAREST)
def test_a_failure_names_the_nearest_pattern(sentence: str, said: str, tmp_path: Path) -> None:
    rule = RULE.replace("帮扶资金…元", "茶旅驿站…个").replace('"元"', '"个"')
    rule = rule.replace("投入帮扶资金3万元", sentence).replace("30000", "12")
    (tmp_path / "mine.toml").write_text(PACK + rule, encoding="utf-8")
    first, *_ = examples.run(load(tmp_path), load(shipped(), tmp_path))
    assert first.nearest.startswith(said)
    assert f"nearest  {said}" in str(first)
