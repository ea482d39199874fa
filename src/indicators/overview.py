"""Overview: all that the page of a table shows – rows with their sentences, documents, a comparison, an audit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators import audits, differences, originals, schemas, sides, table
from indicators.amounts import stated
from indicators.differences import Diff, Pair
from indicators.findings import Finding
from indicators.quotations import Quotation, quotations
from indicators.rules import GENERAL, titles
from indicators.selection import Selection
from indicators.sides import Row, Side, SideError
from indicators.vocabulary import BASES, FLAGS, MEASURES, STATUSES, SURE

if TYPE_CHECKING:
    import pyarrow as pa

LIMIT = 20_000  # rows of a page: with their sentences some 8 MB, which a browser opens in about a second
OTHERS = "按原文用语"  # the domain of metrics that no rule names


@dataclass(slots=True)
class Overview:
    """What the page of a table shows.

    rows: those that were asked for, at most as many as a page takes; total: how many were asked for; quoted: their
    sentences, of: by the place of a row that of its sentence; documents: rows of the documents table, with `named`,
    `own` and `silent`: how many rows have a metric of a rule, how many have their own words, and how many quantities
    gave no row; compared: the names of what `diff` compares; notes: what is to be said of making it.
    """

    rows: list[Row]
    total: int
    quoted: list[Quotation]
    of: dict[int, int]
    documents: list[Row]
    compared: tuple[str, str] = ("A", "B")
    diff: Diff | None = None
    findings: list[Finding] | None = None
    notes: list[str] = field(default_factory=list)

    def counts(self) -> list[tuple[str, str]]:
        """Give what is counted at the top of the page: a label and a figure each."""
        years = [r["year"] for r in self.rows if r["year"] is not None]
        named = sum(_domain(r) != GENERAL for r in self.rows)
        silent = sum(d["silent"] for d in self.documents)
        seen = silent + sum(d["named"] + d["own"] for d in self.documents)
        found = [
            ("文件", f"{len(self.documents):,}"),
            ("数据行", f"{self.total:,}"),
            ("指标", f"{len({r['metric'] for r in self.rows}):,}"),
            ("地区", f"{len({r['region'] for r in self.rows if r['region']}):,}"),
            (
                "年份",
                "—" if not years else f"{min(years)}–{max(years)}" if min(years) < max(years) else f"{min(years)}",
            ),
            ("目标数", f"{sum(r['status'] == 'target' for r in self.rows):,}"),
            ("存疑", f"{sum(bool(set(r['flags'] or ()) - SURE) for r in self.rows):,}"),
        ]
        if seen:
            found.append(("取数率", f"{100 * (1 - silent / seen):.1f}%"))
        if self.rows:
            found.append(("规则命名", f"{100 * named / len(self.rows):.1f}%"))
        return found

    def told(self) -> dict[str, Any]:
        """Give what is counted as JSON: rows on the page, rows asked for, documents, pairs, findings, notes."""
        pairs = len(self.diff.pairs) if self.diff else None
        found = None if self.findings is None else len(self.findings)
        return {
            "rows": len(self.rows), "asked": self.total, "documents": len(self.documents), "pairs": pairs,
            "findings": found, "notes": self.notes,
        }  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Give what the page's script reads: columns, sentences, pairs.

        A column of `words` is a list of different words and for each row the place in it; `of` is where a row's
        sentence stands in `quoted`, `at` where its number stands in the sentence, in UTF-16 units as scripts count.
        """
        names = titles() | {GENERAL: OTHERS}
        columns: dict[str, list[Any]] = {
            name: [r[name] for r in self.rows]
            for name in ("document", "region", "region_code", "period", "metric", "metric_name", "measure", "unit",
                         "per", "bound", "status", "base", "rule")
        }  # fmt: skip
        columns["domain"] = [names.get(_domain(r), _domain(r)) for r in self.rows]
        columns["flags"] = [" ".join(r["flags"]) for r in self.rows]
        quoted = [self.quoted[self.of[n]] for n in range(len(self.rows))]
        spots = {(r["document"], r["start"]): n for n, r in enumerate(self.rows)}
        return {
            "words": {name: _packed(values) for name, values in columns.items()},
            "year": [r["year"] for r in self.rows],
            "value": [r["value"] for r in self.rows],
            "shown": [_shown(r) for r in self.rows],
            "raw": [r["raw"] for r in self.rows],
            "at": [_units(q.sentence[: q.offset(r)]) for q, r in zip(quoted, self.rows, strict=True)],
            "of": [self.of[n] for n in range(len(self.rows))],
            "quoted": [[q.before, q.sentence, q.after] for q in self.quoted],
            "documents": [_document(d) for d in self.documents],
            "others": OTHERS,
            "vocabulary": {"measures": MEASURES, "statuses": STATUSES, "bases": BASES, "flags": FLAGS},
            "compared": self.compared,
            "pairs": [_pair(p, spots) for p in self.diff.pairs] if self.diff else None,
        }


def _domain(row: Row) -> str:
    return str(row["metric"]).split(".")[0]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _packed(values: list[Any]) -> list[list[Any]]:
    words = {word: n for n, word in enumerate(dict.fromkeys(values))}
    return [list(words), [words[value] for value in values]]


def _shown(row: Row) -> str:
    return stated(row["value"], row["unit"] or "", row["value_high"], row["per"] or "", row["bound"])


def _document(row: Row) -> dict[str, Any]:
    shown = ("document", "title", "region", "year", "publisher", "status", "error", "named", "own", "silent")
    return {name: row.get(name) for name in shown} | {"published": str(row.get("published") or "")}


def _pair(pair: Pair, spots: dict[tuple[str, int], int]) -> dict[str, Any]:
    """A pair for the chart: values in the unit of both, and the places of its rows on the page, or null."""
    found: dict[str, Any] = {
        "kind": pair.kind, "name": pair.row["metric_name"] or pair.row["metric"], "measure": pair.row["measure"],
        "unit": pair.unit,
    }  # fmt: skip
    for side, row, value in (("a", pair.a, pair.a_value), ("b", pair.b, pair.b_value)):
        if row is not None and value is not None:
            found[side] = {
                "value": value, "shown": stated(value, pair.unit, None, pair.per or "", row["bound"]),
                "where": f"{row['region'] or ''} {row['period'] or ''}".strip(), "status": row["status"],
                "row": spots.get((row["document"], row["start"])),
            }  # fmt: skip
    return found


def overview(
    tables: Path,
    selection: Selection | None = None,
    *,
    limit: int = LIMIT,
    reports: Path | None = None,
    compared: tuple[str, str] | None = None,
    audited: bool = False,
) -> Overview:
    """Gather what the page of a table shows.

    tables: the folder that `indicators extract` wrote, or its indicators.parquet; selection: the rows that are wanted;
    limit: how many of them at most; reports: what was extracted, for the text around sentences, looked for beside the
    tables if None; compared: two documents of the table, or what `sides.read` takes; audited: whether the arithmetic
    of the rows is checked. Raises FileNotFoundError, ValueError, indicators.table.TableError.
    """
    chosen = selection or Selection()
    known = sides.documents(tables)
    listed: list[Row] = []
    asked = 0

    def choose(narrow: pa.Table) -> pa.Table:
        nonlocal listed, asked
        wanted = chosen.required(narrow)
        listed, asked = _documents(narrow, wanted, known, everything=chosen == Selection()), wanted.num_rows
        return wanted if audited else wanted.slice(0, min(limit, asked))

    # Of a large table only the rows of the page are held, and of the others what says whether they are wanted.
    by = dict.fromkeys([*chosen.columns, "document", "metric", "unit"])
    wanted: list[Row] = table.read(tables, by=list(by), choose=choose).to_pylist()
    rows, notes = sides.usable(wanted[:limit])
    folder = table.place(tables).parent
    by_name = {d["document"]: d for d in known}
    near = [] if reports else originals.near(folder)

    missing = 0

    def text_of(document: str) -> str | None:
        nonlocal missing
        text = originals.text(folder, by_name[document], reports, near) if document in by_name else None
        missing += text is None
        return text

    quoted, of = quotations(rows, text_of)
    if reports and missing:
        notes.append(f"{reports}: documents not there, or not as they were: {missing}; their sentences stand alone")
    found = Overview(rows, asked, quoted, of, listed, notes=notes)
    if compared:
        a, b = (_side(name, tables) for name in compared)
        found.diff = differences.compare(a, b)
        found.compared = _name(a, compared[0]), _name(b, compared[1])
        found.notes += [*a.notes, *b.notes, *found.diff.notes]
    if audited:
        found.findings = audits.audit(Side.of(wanted, [d for d in known if d["status"] != "failed"]))
    return found


def _side(name: str, tables: Path) -> Side:
    try:
        return sides.read(name, tables)
    except SideError:
        if not Path(name).exists():
            raise
    return sides.read(name)


def _name(side: Side, given: str) -> str:
    """The document that a side is, or what it was asked for by."""
    return next(iter(side.homes)) if len(side.homes) == 1 else given


def _documents(whole: pa.Table, wanted: pa.Table, known: list[Row], everything: bool) -> list[Row]:
    """The documents of the rows, or all of them, with what became of their quantities."""
    columns = (whole.column(name).to_pylist() for name in ("document", "metric", "unit"))
    rows, named, claimed = Counter[str](), Counter[str](), Counter[str]()
    for document, metric, unit in zip(*columns, strict=True):
        rows[document or ""] += 1
        named[document or ""] += not (metric or "").startswith(f"{GENERAL}.")
        claimed[document or ""] += bool(unit)
    shown = {name or "" for name in wanted.column("document").to_pylist()}
    nothing = dict.fromkeys(schemas.DOCUMENTS.names)
    told = {d["document"] for d in known}
    listed = [*known, *({**nothing, "document": name} for name in rows if name not in told)]
    return [
        {
            **d, "named": named[d["document"]], "own": rows[d["document"]] - named[d["document"]],
            "silent": max(0, (d["quantities"] or 0) - claimed[d["document"]]),
        }
        for d in listed
        if everything or d["document"] in shown
    ]  # fmt: skip
