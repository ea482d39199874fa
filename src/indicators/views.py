"""Views: a comparison or an audit as text for a terminal, Markdown, HTML, JSON or the bytes of a table."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from indicators.amounts import percentage, shown, stated
from indicators.differences import Diff, Pair, counted
from indicators.findings import CONSISTENT, Finding
from indicators.rules import GENERAL, titles
from indicators.sides import Row
from indicators.terminal import columns, printable, room, width
from indicators.vocabulary import CHECKS, KINDS, MEASURES, VERDICTS

FORMATS = ("table", "json", "csv", "parquet", "md", "html")
HEADS = ("指标", "类型", "地区 时期", "A", "B", "增减", "幅度", "类别", "匹配")
RIGHT = ("A", "B", "增减", "幅度")
_BELOW = ("类型", "地区 时期", "匹配")
_OTHERS = "其他(按原文用语)"
_NOTHING = "没有可以显示的数据"


def _domain(pair: Pair) -> str:
    return str(pair.row["metric"]).split(".")[0]


def grouped(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    """Give the pairs of each domain under its Chinese title, in the order of the pairs."""
    names = titles()
    for domain, each in groupby(pairs, _domain):
        yield (_OTHERS if domain == GENERAL else names.get(domain, domain)), list(each)


def cells(pair: Pair) -> tuple[str, ...]:
    """Return the cells of a pair's line, in the order of the heads: name, measure, where and when, values, change."""
    row = pair.row
    measure: str = row["measure"]
    percent = "" if pair.change_percent is None else percentage(pair.change_percent)
    change = "" if pair.change is None or pair.kind == "same" else shown(pair.change, _change_unit(pair), signed=True)
    if pair.flags:
        change = "不可比"
    match = f"疑似 {pair.score:.2f}" if pair.match == "probable" else ""
    return (
        row["metric_name"] or row["metric"], MEASURES.get(measure, measure), _where(pair),
        _value(pair, pair.a, pair.a_value), _value(pair, pair.b, pair.b_value), change,
        percent if pair.unit not in ("%", "‰", "百分点", "位") and pair.kind != "same" else "",
        KINDS[pair.kind], match,
    )  # fmt: skip


def _change_unit(pair: Pair) -> str:
    return {"%": "个百分点", "‰": "个千分点", "百分点": "个百分点"}.get(pair.unit, pair.unit)


def _value(pair: Pair, row: Row | None, value: float | None) -> str:
    if row is None or value is None:
        return "—"
    scale = value / row["value"] if row["value"] else 1.0
    high = None if row["value_high"] is None else row["value_high"] * scale
    return stated(value, pair.unit, high, pair.per or "", row["bound"]) + (
        "(目标)" if row["status"] == "target" else ""
    )


def _where(pair: Pair) -> str:
    """内蒙古自治区 2021→2022, or only what one side has."""
    parts = []
    for name in ("region", "period"):
        values = list(dict.fromkeys((row[name] or "?") for row in (pair.a, pair.b) if row is not None))
        parts.append("→".join(values))
    return " ".join(parts)


def as_table(diff: Diff, sentences: bool = False) -> Iterator[str]:
    """Give the lines of a comparison for a terminal: a heading for each domain, aligned columns, the sum of classes.

    Where the terminal is too narrow for all columns, some of them stand below the metric's name.
    """
    groups = list(grouped(diff.pairs))
    wide = [(title, [(cells(p), _quoted(p, sentences)) for p in pairs]) for title, pairs in groups]
    lines = list(columns(HEADS, wide, RIGHT))
    if max(map(width, lines), default=0) > room():
        narrow = [
            (title, [(_only(c, above=True), [" ".join(filter(None, _only(c, above=False))), *q]) for c, q in rows])
            for title, rows in wide
        ]
        lines = list(columns(_only(HEADS, above=True), narrow, RIGHT))
    yield from lines
    yield ""
    yield "  ".join(f"{KINDS[kind]} {n}" for kind, n in counted(diff.pairs).items()) or _NOTHING


def _only(cells: Sequence[str], above: bool) -> tuple[str, ...]:
    """The cells that stand in a narrow terminal's line, or those that stand below it."""
    return tuple(cell for cell, head in zip(cells, HEADS, strict=True) if (head in _BELOW) != above)


def _quoted(pair: Pair, sentences: bool) -> list[str]:
    if not sentences:
        return []
    return [f"{name}: {row['sentence']}" for name, row in (("A", pair.a), ("B", pair.b)) if row]


def as_json(diff: Diff, sentences: bool = False) -> Iterator[str]:
    """Give the pairs as one JSON array; the sentences are always in it."""
    yield json.dumps([pair.to_json() for pair in diff.pairs], ensure_ascii=False, indent=2)


def as_markdown(diff: Diff, sentences: bool = False) -> Iterator[str]:
    """Give a Markdown table for each domain."""
    for title, pairs in grouped(diff.pairs):
        yield f"## {title}"
        yield ""
        heads = HEADS + (("A 原文", "B 原文") if sentences else ())
        yield "| " + " | ".join(heads) + " |"
        yield "|" + "|".join("---:" if head in RIGHT else "---" for head in heads) + "|"
        for pair in pairs:
            said = tuple((row["sentence"] if row else "") for row in (pair.a, pair.b)) if sentences else ()
            yield "| " + " | ".join(_plain(cell) for cell in cells(pair) + said) + " |"
        yield ""
    yield " · ".join(f"{KINDS[kind]} {n}" for kind, n in counted(diff.pairs).items()) or _NOTHING


def _plain(cell: str) -> str:
    """Keep what a document contains from being read as Markdown or HTML."""
    text = printable(cell)
    for sign in "\\`*_[]|~#!":
        text = text.replace(sign, "\\" + sign)
    return text.replace("<", "&lt;").replace(">", "&gt;")


_STYLE = """
body { font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  color-scheme: light dark; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { padding: .25rem .6rem; text-align: left; border-bottom: 1px solid #8884; vertical-align: top }
.n { text-align: right; white-space: nowrap }
.q { color: #888; font-size: .85em }
h2 { margin-top: 2rem; font-size: 1.1rem }
.restated, .target_missed { background: #e5a00022 }
.target_met { background: #2a922a1c }
"""


def as_html(diff: Diff, sentences: bool = False) -> Iterator[str]:
    """Give a page of its own that needs no network; everything that comes from a document is escaped."""
    yield '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield f"<title>报告对比</title><style>{_STYLE}</style><h1>报告对比</h1>"
    yield "<p>" + (" · ".join(f"{KINDS[kind]} {n}" for kind, n in counted(diff.pairs).items()) or _NOTHING)
    for title, pairs in grouped(diff.pairs):
        yield f"<h2>{escape(title)}</h2><table><tr>" + "".join(_html(head, head, "th") for head in HEADS)
        for pair in pairs:
            yield f'<tr class="{pair.kind}">' + "".join(map(_html, cells(pair), HEADS))
            for line in _quoted(pair, sentences):
                yield f'<tr><td class="q" colspan="{len(HEADS)}">{escape(printable(line))}'
        yield "</table>"


def _html(cell: str, head: str, tag: str = "td") -> str:
    number = ' class="n"' if head in RIGHT else ""
    return f"<{tag}{number}>{escape(printable(cell))}"


def figures(finding: Finding) -> tuple[str, str, str]:
    """Return what a finding states, what was computed and the tolerance, as a person reads them."""
    stated = shown(finding.stated, finding.unit)
    computed = shown(finding.computed, finding.unit, digits=min(max(4, len(stated)), 12))
    return stated, computed, shown(finding.tolerance, finding.unit, digits=3)


def findings(found: Sequence[Finding], everything: bool = False) -> Iterator[str]:
    """Give the lines of an audit: what does not hold with its sentences, on request what does, and the sums."""
    for finding in found:
        if finding.verdict == CONSISTENT and not everything:
            continue
        stated, computed, tolerance = figures(finding)
        yield f"{VERDICTS[finding.verdict]}  {CHECKS[finding.kind]}  {printable(finding.formula)}"
        yield f"    原文 {stated}  算得 {computed}  允许误差 {tolerance}" + (
            f"  {finding.note}" if finding.note else ""
        )
        for sentence, rows in groupby(finding.rows, key=lambda row: (row["document"], row["sentence"])):
            spots = "、".join(f"{row['start'] + 1}" for row in rows)  # counted from 1, as people do
            yield f"    {printable(sentence[0])} 第{spots}字  {printable(sentence[1])}"
        yield ""
    counts = Counter(finding.verdict for finding in found)
    yield (
        "  ".join(f"{name} {counts[verdict]}" for verdict, name in VERDICTS.items() if counts[verdict])
        or "没有可以核对的算式"
    )


def findings_json(found: Sequence[Finding]) -> Iterator[str]:
    """Give the findings of an audit as one JSON array."""
    yield json.dumps([finding.to_json() for finding in found], ensure_ascii=False, indent=2)


_TEXTS: dict[str, Callable[[Diff, bool], Iterator[str]]] = {
    "table": as_table, "json": as_json, "md": as_markdown, "html": as_html,
}  # fmt: skip


def render(diff: Diff, form: str, sentences: bool = False) -> bytes:
    """Return a comparison in one of FORMATS, as the bytes of a file."""
    if form in _TEXTS:
        text = "".join(line + "\n" for line in _TEXTS[form](diff, sentences))
        return text.encode("utf-8", errors="replace")
    from indicators import table, writers

    return writers.encode(table.differences(pair.to_json() for pair in diff.pairs), form)
