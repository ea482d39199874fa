"""Audits: sums, shares, changes and growths that reports allow to check, and what follows from them."""

import json
from pathlib import Path

import pandas as pd
import pytest

import indicators
from conftest import Run
from indicators import audits, precision, sides, statements
from indicators.batch import Extraction
from indicators.findings import Finding

TITLE = "赤峰市2022年工作总结\n"

# A report, then what is found: kind, verdict, formula.
CASES = [
    # parts and wholes
    ("全市下达中央和自治区资金共计9.0亿元,其中中央资金4.0亿元,自治区资金5.0亿元。",
     [("parts", "consistent", "4.0亿元 + 5.0亿元 = 9.0亿元")]),
    ("全市下达中央和自治区资金共计9.0亿元,其中中央资金4.0亿元,自治区资金5.6亿元。",
     [("parts", "inconsistent", "4.0亿元 + 5.6亿元 = 9.0亿元")]),
    ("全市投入资金9亿元,其中产业资金4亿元,教育资金3亿元。", []),  # 其中 need not name all
    ("向120个村、14个社区、6个牧场等三类140个单位选派工作队。",
     [("parts", "consistent", "120个 + 14个 + 6个 = 140个")]),
    ("向120个村、14个社区、7个牧场等三类140个单位选派工作队。",
     [("parts", "inconsistent", "120个 + 14个 + 7个 = 140个")]),
    ("因病致贫占41.5%,缺资金致贫占30.2%,因残致贫占18.3%,其他原因占10%。",
     [("parts", "consistent", "41.5% + 30.2% + 18.3% + 10% = 100%")]),
    ("因病致贫占41.5%,缺资金致贫占30.2%,因残致贫占18.3%,其他原因占15%。",
     [("parts", "inconsistent", "41.5% + 30.2% + 18.3% + 15% = 100%")]),
    ("全市实现地区生产总值100.5亿元。其中,第一产业增加值20.2亿元,第二产业增加值30.1亿元,第三产业增加值50.2亿元。",
     [("parts", "consistent", "20.2亿元 + 30.1亿元 + 50.2亿元 = 100.5亿元")]),
    ("全市实现地区生产总值100.5亿元。第一产业增加值20.2亿元,第二产业增加值30.1亿元,第三产业增加值52.2亿元。",
     [("parts", "inconsistent", "20.2亿元 + 30.1亿元 + 52.2亿元 = 100.5亿元")]),
    ("三次产业结构比为20.1:30.2:49.7。", [("parts", "consistent", "100% - 20.1 - 30.2 = 49.7")]),
    ("三次产业结构比为20.1:30.2:50.7。", [("parts", "inconsistent", "100% - 20.1 - 30.2 = 50.7")]),
    # shares
    ("全市有贫困村400个。其中300个贫困村在山区,占贫困村总数的75%。", [("share", "consistent", "300个 / 400个 = 75%")]),
    ("全市有贫困村400个。其中300个贫困村在山区,占贫困村总数的65%。", [("share", "inconsistent", "300个 / 400个 = 65%")]),
    ("分布在820个村(占全市1000个村的82%)。", [("share", "consistent", "820个 / 1000个 = 82%")]),
    ("分布在820个村(占全市1000个村的92%)。", [("share", "inconsistent", "820个 / 1000个 = 92%")]),
    # changes and growths
    ("全市建档立卡贫困人口由2012年的19.8万人减少到2022年的5.6万人,减少14.2万人。",
     [("change", "consistent", "5.6万人 - 19.8万人 = 14.2万人")]),
    ("全市建档立卡贫困人口由2012年的19.8万人减少到2022年的5.6万人,减少13万人。",
     [("change", "inconsistent", "5.6万人 - 19.8万人 = 13万人")]),
    ("本级财政扶贫投入由2011年的2.0亿元增加到2022年的19.0亿元,增长8.5倍。",
     [("growth", "consistent", "19.0亿元 / 2.0亿元 - 1 = 8.5倍")]),
    ("本级财政扶贫投入由2011年的2.0亿元增加到2022年的19.0亿元,增长10.5倍。",
     [("growth", "inconsistent", "19.0亿元 / 2.0亿元 - 1 = 10.5倍")]),
    ("农村居民人均可支配收入由2020年的10000元提高到2022年的12100元,年均增长10%。",
     [("growth", "consistent", "(12100元 / 10000元) ^ (1/2) - 1 = 10%")]),
    ("农村居民人均可支配收入由2020年的10000元提高到2022年的12100元,年均增长12%。",
     [("growth", "inconsistent", "(12100元 / 10000元) ^ (1/2) - 1 = 12%")]),
    ("年末各项存款余额246.7亿元,比年初的218.8亿元增加27.9亿元,增长12.8%。",
     [("change", "consistent", "246.7亿元 - 218.8亿元 = 27.9亿元"), ("growth", "consistent", "246.7亿元 / 218.8亿元 - 1 = 12.8%")]),
    ("年末各项存款余额246.7亿元,比年初的218.8亿元增加27.9亿元,增长15.8%。",
     [("growth", "inconsistent", "246.7亿元 / 218.8亿元 - 1 = 15.8%"), ("change", "consistent", "246.7亿元 - 218.8亿元 = 27.9亿元")]),
    ("农村自来水普及率为78.6%,上年为74.3%,提高5.3个百分点。",
     [("change", "inconsistent", "78.6% - 74.3% = 5.3个百分点")]),
    ("全市医疗机构床位14826张,比上年增加541张,增长3.8%。", [("growth", "consistent", "541张 / (14826张 - 541张) = 3.8%")]),
    ("全市医疗机构床位14826张,比上年增加541张,增长6.8%。", [("growth", "inconsistent", "541张 / (14826张 - 541张) = 6.8%")]),
    # lists, definitions, halves
    ("火灾共1186起。住宅471起,占39.7%。堆垛263起,占22.2%。车辆168起,占14.2%。厂房74起,占7.2%。",
     [("share", "inconsistent", "74起 / 1186起 = 7.2%"), ("share", "consistent", "471起 / 1186起 = 39.7%"),
      ("share", "consistent", "263起 / 1186起 = 22.2%"), ("share", "consistent", "168起 / 1186起 = 14.2%")]),
    ("年末全市常住人口200.0万人,其中城镇人口90.0万人,城镇化率为45.0%。", [("share", "consistent", "90.0万人 / 200.0万人 = 45.0%")]),
    ("年末全市常住人口200.0万人,其中城镇人口90.0万人,城镇化率为47.0%。", [("share", "inconsistent", "90.0万人 / 200.0万人 = 47.0%")]),
    ("全市共有医院74个。公立医院25个,民营医院49个。", [("parts", "consistent", "25个 + 49个 = 74个")]),
    ("全市共有医院74个。公立医院25个,民营医院42个。", []),  # they need not be all
    ("全市小学在校生5236人,其中男生2684人,女生2552人。", [("parts", "consistent", "2684人 + 2552人 = 5236人")]),
    ("全市小学在校生5236人,其中男生2684人,女生2952人。", [("parts", "inconsistent", "2684人 + 2952人 = 5236人")]),
    # what looks like arithmetic and is none
    ("地区生产总值由2017年的607.6亿元提高到2022年的735亿元,年均增长5.8%。",  # at constant prices
     [("growth", "cannot tell", "(735亿元 / 607.6亿元) ^ (1/5) - 1 = 5.8%")]),
    ("小学在校生11.27万人,比2015年的8.94万人增加2.33万人,而同期初中在校生减少1.9万人。",
     [("change", "consistent", "11.27万人 - 8.94万人 = 2.33万人")]),
    ("贫困发生率由年初的8.2%降到5.36%,但仍高出全省平均0.9个百分点。", []),
    ("营业收入由2017年的2亿元增加到2022年的19亿元,同比增长8%。", []),  # of one year
    ("全市争取项目47个,总投资3.26亿元。松山区医院迁建完成投资5400万元,占总投资的62%。", []),  # of its own total
    ("固定话机由612部增加到3000部,翻了两番。", []),  # or more
    # rounding: nothing more exact than what is written can be wrong
    ("全市下达中央和自治区资金共计9.1亿元,其中中央资金4亿元,自治区资金5亿元。",
     [("parts", "consistent", "4亿元 + 5亿元 = 9.1亿元")]),
    ("全市有贫困村400个。其中301个贫困村在山区,占贫困村总数的75%。", [("share", "consistent", "301个 / 400个 = 75%")]),
]  # fmt: skip


def findings(folder: Path, **texts: str) -> list[Finding]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return audits.audit(sides.read(folder))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_kinds_and_verdicts(tmp_path: Path, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(f.kind, f.verdict, f.formula) for f in findings(tmp_path, a=TITLE + text)] == expected


LAST, THIS = "赤峰市2021年工作总结\n", "赤峰市2022年工作总结\n"


@pytest.mark.parametrize(
    ("last", "this", "expected"),
    [
        ("2021年,全市脱贫人口人均纯收入达到10000元。", "2022年,全市脱贫人口人均纯收入达到11000元,同比增长10%。",
         [("growth", "consistent")]),
        ("2021年,全市脱贫人口人均纯收入达到10000元。", "2022年,全市脱贫人口人均纯收入达到11000元,同比增长14%。",
         [("growth", "inconsistent")]),
        # at constant prices nothing follows from two levels
        ("2021年,全市实现地区生产总值100亿元。", "2022年,全市实现地区生产总值110亿元,同比增长6%。", [("growth", "cannot tell")]),
        ("2020年,全市粮食产量60亿斤。", "2020年,全市粮食产量61亿斤。", [("restated", "inconsistent")]),
        ("2020年,全市粮食产量60亿斤。", "2020年,全市粮食产量60.2亿斤。", [("restated", "consistent")]),
    ],
)  # fmt: skip
def test_between_reports(tmp_path: Path, last: str, this: str, expected: list[tuple[str, str]]) -> None:
    assert [(f.kind, f.verdict) for f in findings(tmp_path, a=LAST + last, b=THIS + this)] == expected


def test_a_slip_of_one_digit_within_a_report(tmp_path: Path) -> None:
    text = TITLE + "全市建成互助养老院1163所。下一步提升服务。\n目前,全市互助养老院1363所都已投入使用。"
    assert [(f.kind, f.verdict, f.formula) for f in findings(tmp_path, a=text)] == [
        ("restated", "inconsistent", "1163所 ≠ 1363所")
    ]


def test_two_reports_of_one_year_may_count_on_two_days(tmp_path: Path) -> None:
    found = findings(tmp_path, a=THIS + "2022年,全市粮食产量60亿斤。", b=THIS + "2022年,全市粮食产量61亿斤。")
    assert [(f.kind, f.verdict) for f in found] == [("restated", "cannot tell")]


# What the seeds themselves allow to check: the numbers of each statement, and its words that tell where it stands.
FACTS = [
    ("001", "parts", ["20.4亿元", "42.06亿元", "62.46亿元"]),
    ("001", "parts", ["3660个", "10个", "171个", "3841个"]),
    ("002", "share", ["2718个", "2834个", "95.9%"]),
    ("002", "share", ["8532个", "11165个", "76%"]),
    ("002", "change", ["197.8万人", "55.6万人", "142万人"]),
    ("002", "change", ["197.8万人", "56万人", "142万人"]),
    ("002", "growth", ["1.93亿元", "18.75亿元", "8.7倍"]),
]


@pytest.fixture(scope="module")
def seed_findings(extraction: Extraction) -> list[Finding]:
    return audits.audit(sides.Side.of(extraction.rows, extraction.documents))


@pytest.mark.parametrize(("document", "kind", "numbers"), FACTS)
def test_the_facts_of_the_seeds_hold(
    seed_findings: list[Finding], document: str, kind: str, numbers: list[str]
) -> None:
    met = [f for f in seed_findings if f.kind == kind and {r["raw"] for r in f.rows} == set(numbers)]
    assert [f.verdict for f in met] == ["consistent"]
    assert all(r["document"].startswith(document) for r in met[0].rows)


def test_only_the_restatement_is_inconsistent_in_the_seeds(seed_findings: list[Finding]) -> None:
    bad = [f for f in seed_findings if f.verdict == "inconsistent"]
    assert [(f.kind, {r["raw"] for r in f.rows}) for f in bad] == [("restated", {"598亿元", "603亿元"})]


# One figure of a statement changed, by words that stand once in the report.
CHANGED = [
    ("001", "资金20.4亿元", "资金21.4亿元"), ("001", "资金42.06亿元", "资金43.06亿元"), ("001", "共计62.46亿元", "共计61.46亿元"),
    ("001", "向3660个", "向3560个"), ("001", "、10个易地", "、12个易地"), ("001", "、171个", "、161个"),
    ("001", "四类3841个", "四类3842个"),
    ("002", "其中2718个", "其中2618个"), ("002", "贫困嘎查村2834个,占", "贫困嘎查村2934个,占"), ("002", "总数的95.9%", "总数的96.1%"),
    ("002", "分布在全区12个盟市、74个旗县市区、657个苏木乡镇、8532个", "分布在全区12个盟市、74个旗县市区、657个苏木乡镇、8932个"),
    ("002", "占全区11165个", "占全区12165个"), ("002", "嘎查村的76%", "嘎查村的79%"),
    ("002", "的197.8万人", "的187.8万人"), ("002", "减少到56万人", "减少到66万人"), ("002", "减少142万人", "减少152万人"),
    ("002", "贫困人口为55.6万人", "贫困人口为65.6万人"),
    ("002", "的1.93亿元", "的2.93亿元"), ("002", "的18.75亿元", "的17.75亿元"), ("002", "增长8.7倍", "增长8.9倍"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "words", "changed"), CHANGED)
def test_a_changed_figure_of_a_seed_is_found(
    tmp_path: Path, seeds: Path, document: str, words: str, changed: str
) -> None:
    report = next(seeds.glob(f"{document}*"))
    text = report.read_text("utf-8")
    assert words in text
    found = findings(tmp_path, **{report.stem: text.replace(words, changed)})
    assert [f.kind for f in found if f.verdict == "inconsistent"]


@pytest.mark.parametrize(
    ("raw", "value", "unit", "bound", "low", "high"),
    [
        ("62.46亿元", 6246000000.0, "元", "exact", 6245500000, 6246500000),
        ("3660个", 3660.0, "个", "exact", 3660, 3660),  # a count
        ("56万人", 560000.0, "人", "exact", 555000, 565000),
        ("百分之八十", 80.0, "%", "exact", 79.5, 80.5),
        ("240多个", 240.0, "个", "over", 240, 264),
        ("近6万名", 60000.0, "人", "about", 54000, 66000),
        ("1亿2000万元", 120000000.0, "元", "exact", 119995000, 120005000),
    ],
)
def test_intervals(raw: str, value: float, unit: str, bound: str, low: float, high: float) -> None:
    row = {"raw": raw, "value": value, "unit": unit, "bound": bound, "value_high": None}
    assert tuple(map(float, precision.interval(row))) == (low, high)


def test_statements_stand_where_their_numbers_stand(extraction: Extraction) -> None:
    rows = sides.Side.of(extraction.rows).rows
    found = list(statements.statements(rows))
    assert sum(len(s.rows) for s in found) == len(rows)
    for statement in found:
        for row in statement.rows:
            assert statement.before(row) + row["raw"] == statement.text[: row["end"] - statement.start]


class TestCommand:
    """`indicators audit`: what it prints and its exit codes."""

    @pytest.fixture
    def reports(self, tmp_path: Path) -> Path:
        (tmp_path / "good").mkdir()
        (tmp_path / "bad").mkdir()
        (tmp_path / "good/a.txt").write_text(TITLE + CASES[0][0], encoding="utf-8")
        (tmp_path / "bad/a.txt").write_text(TITLE + CASES[1][0], encoding="utf-8")
        return tmp_path

    @pytest.mark.parametrize(
        ("words", "code"), [(["good"], 0), (["bad"], 1), (["bad", "--exit-zero"], 0), (["none"], 2)]
    )
    def test_exit_codes(self, run: Run, reports: Path, words: list[str], code: int) -> None:
        done = run("audit", *words)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr

    def test_text(self, run: Run, reports: Path) -> None:
        lines = run("audit", "bad").stdout.splitlines()
        assert lines[0] == "不符  合计  4.0亿元 + 5.6亿元 = 9.0亿元"
        assert lines[1] == "    原文 9亿元  算得 9.6亿元  允许误差 1500万元"
        assert lines[-1] == "不符 1"
        assert run("audit", "good").stdout == "相符 1\n"
        assert run("audit", "good", "--all").stdout.startswith("相符  合计  4.0亿元 + 5.0亿元 = 9.0亿元\n")

    def test_json(self, run: Run, reports: Path) -> None:
        found = json.loads(run("audit", "bad", "--json").stdout)
        assert [f["verdict"] for f in found] == ["inconsistent"]
        assert {"kind", "verdict", "stated", "computed", "tolerance", "rows"} <= set(found[0])
        assert all({"document", "start", "end", "raw", "sentence"} <= set(row) for row in found[0]["rows"])

    def test_of_tables_it_says_the_same(self, run: Run, reports: Path) -> None:
        assert run("extract", "bad", "-o", "out").returncode == 0
        assert run("audit", "out", "--json").stdout == run("audit", "bad", "--json").stdout

    def test_in_python(self, reports: Path) -> None:
        frame = indicators.audit(indicators.extract(reports / "bad"))
        assert isinstance(frame, pd.DataFrame)
        assert list(frame["verdict"]) == ["inconsistent"]
        assert frame["rows"][0][0]["raw"] == "9.0亿元"
