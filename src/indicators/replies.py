"""Replies: what a command says of its result, as lines and aligned tables of plain text."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from indicators.rules import MEASURES
from indicators.terminal import is_terminal, printable, styled

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table

    from indicators.coverage import Coverage
    from indicators.doubts import Check
    from indicators.explanations import Claim, Explanation
    from indicators.exports import Export
    from indicators.overview import Overview
    from indicators.quantities import Quantity
    from indicators.rules import Rule
    from indicators.sides import Side
    from indicators.summary import Summary
    from indicators.table import Row

_LISTED = 5  # names of files that were passed over, or of documents


def failures(result: "Summary") -> Iterator[str]:
    """Give the lines that say what was not read, or left out, and why."""
    for document in result.failed:
        yield f"failed: {printable(document['document'])}: {printable(document['error'])}"
    for line in result.slow:
        yield f"warning: {printable(line)}"


def summary(result: "Summary") -> Iterator[str]:
    """Sum up a run in a few lines: what was passed over, then counts, then the tables."""
    if result.passed_over:
        yield f"passed over, no reports: {_first(result.passed_over)}"
    if result.unplaced:
        yield f"region or year unknown (--region, --year give them): {_first(result.unplaced)}"
    others = [f"{result.states[s]} {s}" for s in ("empty", "failed") if result.states[s]]
    if result.unchanged:
        others.append(f"{result.unchanged} unchanged since the run before")
    yield f"documents   {result.states.total()}" + (f" ({', '.join(others)})" if others else "")
    yield f"rows        {result.rows}"
    yield f"quantities  {result.quantities} seen, {result.claimed} claimed"
    if result.measures:
        yield "measures    " + " · ".join(f"{m} {result.measures[m]}" for m in MEASURES if result.measures[m])
    yield from _listed("tables", map(str, result.written))


def _first(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    more = len(names) - _LISTED
    return ", ".join(map(printable, names[:_LISTED])) + (f" and {more} more" if more > 0 else "")


def _listed(title: str, paths: Iterable[str]) -> list[str]:
    """Paths below one another, the title before the first."""
    return [f"{'' if i else title:12}{printable(path)}" for i, path in enumerate(paths)]


def exported(done: "Export") -> list[str]:
    """Sum up an export in a few lines: what was left out, counts, the files."""
    lines = [f"note: {done.untimed} rows without a period are not in SDMX-CSV"] if done.untimed else []
    if done.endless:
        lines.append(f"note: {done.endless} numbers that are NaN or infinite are left empty")
    lines.append(f"rows        {done.rows}")
    if done.documents is not None:
        lines.append(f"documents   {done.documents}")
    return lines + _listed("files", [f"{file['path']}  {file['bytes']:,} bytes" for file in done.files])


def paged(found: "Overview", file: str) -> Iterator[str]:
    """Sum up the making of a page in a few lines."""
    if found.total > len(found.rows):
        yield f"note: the page holds the first {len(found.rows)} of {found.total} rows; choose fewer, or raise --limit"
    yield from (f"note: {printable(note)}" for note in found.notes)
    yield f"rows        {len(found.rows)}"
    yield f"documents   {len(found.documents)}"
    yield f"page        {printable(file)}"


def document(row: "Row", unchanged: bool = False) -> str:
    """Say in a line what became of a document, from its row of the table of documents."""
    name = printable(row["document"])
    if row["status"] == "failed":
        return f"{name}: failed"
    read = f"{row['format']}, {row['encoding']}" if row["encoding"] else row["format"]
    where = " ".join(str(each) for each in (row["region"], row["year"]) if each) or "region and year unknown"
    found = f"{row['indicators']} rows, {row['quantities']} quantities seen" if row["status"] == "ok" else row["status"]
    return f"{name}: {found} ({read}; {where})" + (", unchanged" if unchanged else "")


def homes(side: "Side") -> Iterator[str]:
    """Say in a line of each document that is compared or checked how many rows it has, and what it is about."""
    counts = Counter(row["document"] for row in side.rows)
    for name, home in side.homes.items():
        where = " ".join(str(each) for each in (home.region, home.year) if each) or "region and year unknown"
        yield f"{printable(name)}: {counts[name]} rows ({where})"


def doubted(found: "Check") -> Iterator[str]:
    """Give the lines that say what a check of rule files found."""
    yield from map(printable, found.mistakes)
    yield from (f"warning: {printable(line)}" for line in found.warnings)


def show_quantities(found: Sequence["Quantity"], source: str) -> None:
    """Print the quantities of a text as an aligned table; `source` is the text before normalising."""
    from indicators.quantities import to_json

    table = _table(
        ("text", "start", "end", "value", "value_high", "unit", "bound"), right=("start", "end", "value", "value_high")
    )
    for quantity in found:
        _add(table, ["" if cell is None else str(cell) for cell in to_json(quantity, source).values()])
    _print(table)


def _table(names: Sequence[str], right: Sequence[str] = (), widths: Mapping[str, int] | None = None) -> "Table":
    """A table without borders; columns in `right` hold numbers, `widths` cut a column off."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        justify: JustifyMethod = "right" if name in right else "left"
        least = len(name) if name in right else None
        table.add_column(name, justify=justify, no_wrap=True, min_width=least, max_width=(widths or {}).get(name))
    return table


def _add(table: "Table", cells: Sequence[str]) -> None:
    from rich.text import Text

    table.add_row(*(Text("\n".join(map(printable, cell.split("\n")))) for cell in cells))


def _print(table: "Table") -> None:
    from rich.console import Console

    # A pipe has no width: nothing may be cut off there.
    width = None if is_terminal(sys.stdout) else 240
    Console(width=width, color_system="auto" if styled() else None).print(table)


def show_rules(rules: "Sequence[Rule]") -> None:
    """Print rules as an aligned table, the patterns of each below one another, and their number."""
    table = _table(("id", "name", "unit", "patterns"))
    for rule in rules:
        _add(table, (rule.id, rule.name, rule.unit, "\n".join(p.source for p in rule.patterns)))
    _print(table)
    print(f"{len(rules)} rules")


def show_coverage(coverage: "Coverage", top: int) -> None:
    """Print what rules name, and the first `top` phrases that they do not."""
    c = coverage
    print(f"documents   {c.documents}")
    print(f"quantities  {c.quantities} seen, {c.claimed_share:.1f} % give a row")
    own = c.rows - c.named
    print(f"rows        {c.rows}, {c.named} named by a rule ({c.named_share:.1f} %), {own} by their own words")
    for title, phrases in (("give no row", c.unclaimed), ("no rule names", c.subjects)):
        if phrases[:top]:
            print()
            table = _table(
                (title, "times", "documents", "sentence"), ("times", "documents"), {title: 60, "sentence": 80}
            )
            for p in phrases[:top]:
                _add(table, (p.pattern, str(p.count), str(p.documents), p.sentence))
            _print(table)


def explained(explanation: "Explanation") -> Iterator[str]:
    """Give the lines that say what became of one number: its row, or the reason why it has none."""
    e = explanation
    head = f"{printable(e.raw)}  [{e.start}:{e.end}]"
    if e.row is None:
        yield f"{head}  no row: {e.reason}"
        return
    row, origins = e.row, e.origins
    unit = f"{row['unit']}/{row['per']}" if row["per"] else row["unit"]
    high = f"~{row['value_high']:.10g}" if row["value_high"] is not None else ""
    yield f"{head}  {e.kind}"
    yield f"  states    {row['measure']} {row['value']:.10g}{high} {unit} ({row['bound']}) – {_said(e.types)}"
    yield f"  metric    {printable(row['metric_name'])} – {_said(e.names) or 'no rule names it: its own words'}"
    yield f"  subject   {printable(row['subject'])} – from the {origins['subject']}"
    for name in ("region", "period", "status"):
        value = row[name] or "unknown"
        yield f"  {name:9} {printable(value)}" + (f" – from the {origins[name]}" if name in origins else "")
    if row["base"]:
        yield f"  base      {row['base']}"
    if row["flags"]:
        yield f"  flags     {', '.join(row['flags'])}"
    if e.table:
        said = ", ".join(f"{key} {printable(str(value))}" for key, value in e.table.items())
        yield f"  table     has {said}: its report, not found here, or other rules or options gave that; see --reports"
    for claim in e.lost:
        yield f"  lost      {claim.rule} {printable(claim.words)}: {printable(claim.reason)}"


def _said(claim: "Claim | None") -> str:
    if claim is None:
        return ""
    return f"{claim.rule} {printable(claim.words) or '(of the number that it goes on with)'}"
