"""Notes: what is said of a figure beside its text – metric, measure, value, region, period, status, base – in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from indicators.amounts import stated
from indicators.explanations import QUALIFIES
from indicators.vocabulary import BASES, MEASURES, STATUSES

if TYPE_CHECKING:
    from indicators.figures import AnnotatedReport
    from indicators.table import Row
    from indicators.text import Span

_REASONS = {QUALIFIES: "未取:限定范围,或是名称的一部分"}


class Note(NamedTuple):
    """The words of a note: the metric's name; its measure and value; region and period; status and base, if any."""

    name: str
    measure: str
    value: str
    where: str
    more: str

    @property
    def summary(self) -> str:
        """All of it in one line."""
        return " · ".join(filter(None, (self.name, f"{self.measure} {self.value}".strip(), self.where, self.more)))


def note(row: Row) -> Note:
    """Return the note of a row of the table."""
    signed = row["measure"] in ("growth", "change")
    base = row["base"] and BASES.get(row["base"], f"比{row['base']}")
    return Note(
        row["metric_name"] or row["metric"],
        MEASURES[row["measure"]],
        stated(row["value"], row["unit"], row["value_high"], row["per"] or "", row["bound"], signed),
        f"{row['region'] or '地区不明'} {row['period'] or '时期不明'}",
        " ".join(filter(None, (STATUSES["target"] if row["status"] == "target" else "", base))),
    )


def silence(reason: str) -> Note:
    """Return the note of a quantity that gives no row, for one of the reasons of `explanations`."""
    return Note(_REASONS.get(reason, f"未取:{reason}"), "", "", "", "")


def passed_over(span: Span) -> str:
    """Say that a passage gives no rows, and how long it is."""
    return f"以下{span.end - span.start}字为页面信息或重复内容,不取数"


def counts(report: AnnotatedReport) -> str:
    """Say how many figures give a row, how many of these a rule names, and how many give none."""
    rows = len(report.rows)
    return f"取数 {rows}(规则命名 {report.named},按原文用语 {rows - report.named}),未取 {len(report.figures) - rows}"


def facts(report: AnnotatedReport) -> list[tuple[str, str]]:
    """Return what is known of a report beside its title, each under its name."""
    of = report.facts
    published = " ".join(str(of[name]) for name in ("publisher", "published") if of[name])
    known = {
        "地区": report.region or "不明", "年份": report.year or "不明", "发布": published,
        "文号": of["document_number"], "文件": report.name, "数字": counts(report),
    }  # fmt: skip
    return [(name, str(value)) for name, value in known.items() if value]
