"""Dashboard: an overview as one page that needs no network – charts, a table to search, sentences, a comparison."""

from __future__ import annotations

import base64
import hashlib
import json
from itertools import groupby

from indicators import __version__
from indicators.differences import Pair, counted
from indicators.findings import Finding
from indicators.overview import Overview
from indicators.templates import asset, environment
from indicators.terminal import printable
from indicators.views import HEADS, RIGHT, cells, figures, grouped
from indicators.vocabulary import CHECKS, KINDS, STATES, VERDICTS

_SCRIPTS = ("rows.js", "table.js", "charts.js", "report.js")
_PAIRS = 2_000  # of a comparison that a page shows
_CHECKS = 300  # of an audit, of each verdict
_DOCUMENTS = 1_000
_TERMS = {
    "数据行": "报告里的一个数字一行:什么指标、哪个地区、哪个时期、多少。",
    "类型": "水平是总量、人数、标准本身;增速是增长百分之几;增减是多了少了多少;占比是占整体百分之几;位次是第几。",
    "目标数": "力争、计划、到某年要达到的数,与实际数分开,不混着画、不混着比。",
    "存疑": "要多看一眼的行:缺单位、缺百分号、文字受损;“指标承前文”是说指标名取自前一个数字,"
    "如“86亿元,增长4.6%”,多半无误。表格上方可以筛选。",
    "取数率": "见到的数量里有多少写成了行。日期、文号、名称里的数字不算数量。",
    "规则命名": "指标名由规则给出,不同报告可以对比;其余按原文用语命名,同一件事在两份报告里可能叫法不同。",
    "不明": "报告里没有写明地区或年份;抽取时用 --region、--year 指定。",
}  # the words of the page that need telling


def page(overview: Overview, title: str = "指标报告") -> bytes:
    """Return the page of an overview as the bytes of an HTML file.

    It holds its styles, script and data; a policy in it forbids any other script and every request.
    """
    from markupsafe import Markup

    script = "".join(map(asset, _SCRIPTS))
    words = {
        "title": title,
        "version": __version__,
        "page": overview,
        "notes": list(map(printable, overview.notes)),
        "script": Markup(script),
        "digest": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "data": Markup(_embedded(overview)),
        **_compared(overview),
        **_checked(overview),
        "documents": overview.documents[:_DOCUMENTS],
        "more_documents": max(0, len(overview.documents) - _DOCUMENTS),
        "states": STATES,
        "terms": _TERMS,
    }
    return environment().get_template("report.html").render(words).encode("utf-8", errors="replace")


def _embedded(overview: Overview) -> str:
    """What the script reads, as it may stand in a script element: only `<` could end that, or begin a comment there."""
    text = json.dumps(overview.to_json(), ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", "\u2028", "\u2029"):  # the other two end lines in old browsers
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _compared(overview: Overview) -> dict[str, object]:
    pairs = overview.diff.pairs if overview.diff else []
    return {
        "groups": [
            (domain, [(pair, list(map(printable, cells(pair))), _said(pair)) for pair in each])
            for domain, each in grouped(pairs[:_PAIRS])
        ],
        "more_pairs": max(0, len(pairs) - _PAIRS),
        "both": sum(pair.a is not None and pair.b is not None for pair in pairs),
        "kinds": counted(pairs),
        "kind_names": KINDS,
        "heads": HEADS,
        "right": RIGHT,
    }


def _said(pair: Pair) -> list[tuple[str, str, list[tuple[str, bool]]]]:
    """What the sides of a pair say: the name of the side, its document, its sentence in parts."""
    sides = [(name, row) for name, row in (("A", pair.a), ("B", pair.b)) if row is not None]
    return [(name, row["document"], _marked(row["sentence"] or "", [row["raw"]])) for name, row in sides]


def _checked(overview: Overview) -> dict[str, object]:
    found = {verdict: [f for f in overview.findings or () if f.verdict == verdict] for verdict in VERDICTS}
    return {
        "verdicts": {VERDICTS[verdict]: len(each) for verdict, each in found.items() if each},
        "checks": {v: [(f, figures(f), _quotes(f)) for f in each[:_CHECKS]] for v, each in found.items()},
        "more_checks": sum(max(0, len(each) - _CHECKS) for each in found.values()),
        "check_names": CHECKS,
        "verdict_names": VERDICTS,
    }


def _quotes(finding: Finding) -> list[tuple[str, list[tuple[str, bool]]]]:
    """The sentences of a finding with their documents, in parts."""
    return [
        (document, _marked(sentence, [row["raw"] for row in rows]))
        for (document, sentence), rows in groupby(finding.rows, key=lambda r: (r["document"], r["sentence"] or ""))
    ]


def _marked(sentence: str, raws: list[str]) -> list[tuple[str, bool]]:
    """A sentence in parts, those marked that are the numbers."""
    spots = sorted((sentence.find(raw), len(raw)) for raw in raws if raw and raw in sentence)
    parts, end = [], 0
    for start, length in spots:
        if start >= end:
            parts += [(sentence[end:start], False), (sentence[start : start + length], True)]
            end = start + length
    return [*parts, (sentence[end:], False)]
