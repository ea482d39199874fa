"""Terminal: what a person sees of a run – progress, summary, a text's quantities – as plain text.

Names and words that come out of files are shown with their control characters spelt out and are no markup.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.rules import MEASURES

if TYPE_CHECKING:
    from indicators.coverage import Coverage, Phrase
    from indicators.explanations import Claim, Explanation
    from indicators.extraction import Extraction
    from indicators.quantities import Quantity

_LISTED = 5


def printable(text: str) -> str:
    r"""Spell out what would steer the terminal: control characters, marks of direction, lone surrogates.

    >>> printable("报告\x1b[31m\n.txt")
    '报告\\x1b[31m\\n.txt'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on standard error while reports are read; give None where that is no terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading reports", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def summary(result: "Extraction", written: Sequence[Path]) -> list[str]:
    """Sum up a run in a few lines: what was not read and why, then counts, then the tables."""
    seen = sum(d["quantities"] for d in result.documents)
    claimed = sum(bool(row["unit"]) for row in result.rows)
    measures = Counter(row["measure"] for row in result.rows)
    states = Counter(d["status"] for d in result.documents)
    others = [f"{states[s]} {s}" for s in ("empty", "failed") if states[s]]
    lines = [f"failed: {printable(d['document'])}: {printable(d['error'])}" for d in result.failed]
    if result.passed_over:
        more = len(result.passed_over) - _LISTED
        names = ", ".join(map(printable, result.passed_over[:_LISTED])) + (f" and {more} more" if more > 0 else "")
        lines.append(f"passed over, not text: {names}")
    lines += [
        f"documents   {len(result.documents)}" + (f" ({', '.join(others)})" if others else ""),
        f"rows        {len(result.rows)}",
        f"quantities  {seen} seen, {claimed} claimed",
    ]
    if measures:
        lines.append("measures    " + " · ".join(f"{m} {measures[m]}" for m in MEASURES if measures[m]))
    heads = ["tables      "] + ["            "] * len(written)
    return lines + [head + printable(str(path)) for head, path in zip(heads, written, strict=False)]


def show_quantities(found: Sequence["Quantity"], source: str) -> None:
    """Print the quantities of a text as an aligned table; `source` is the text before normalising."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from indicators.quantities import to_json

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("text", "start", "end", "value", "value_high", "unit", "bound"):
        table.add_column(name, justify="left" if name in ("text", "unit", "bound") else "right", no_wrap=True)
    for quantity in found:
        cells = to_json(quantity, source).values()
        table.add_row(*(Text("" if cell is None else printable(str(cell))) for cell in cells))
    # A pipe has no width: nothing may be cut off there.
    Console(width=None if sys.stdout is not None and sys.stdout.isatty() else 200).print(table)


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
            _print_table((title, "times", "documents", "sentence"), phrases[:top])


def _print_table(head: Sequence[str], phrases: "Sequence[Phrase]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in head:
        if name in ("times", "documents"):
            table.add_column(name, justify="right", min_width=len(name), no_wrap=True)
        else:
            table.add_column(name, max_width=80 if name == "sentence" else 60, no_wrap=True, overflow="ellipsis")
    for p in phrases:
        cells = (p.pattern, str(p.count), str(p.documents), p.sentence)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    Console(width=None if sys.stdout is not None and sys.stdout.isatty() else 200).print(table)


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
    for claim in e.lost:
        yield f"  lost      {claim.rule} {printable(claim.words)}: {printable(claim.reason)}"


def _said(claim: "Claim | None") -> str:
    if claim is None:
        return ""
    return f"{claim.rule} {printable(claim.words) or '(of the number that it goes on with)'}"
