"""The commands on rule files: indicators rules list, check, test, new, schema."""

import json
from pathlib import Path
from typing import Annotated

import typer

from indicators.faults import faults, say

rules_app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="List, check, test and begin rule files.\n\n\b\nExample:\n  indicators rules test my-rules/",
)

_RulePath = Annotated[
    Path | None, typer.Argument(help="A rule file or a folder of them; the shipped rules if left out.")
]


@rules_app.command("list")
def rules_list(
    path: _RulePath = None,
    pack: Annotated[str, typer.Option(help="Only rules of this pack.", metavar="ID")] = "",
    unit: Annotated[str, typer.Option(help="Only rules of this unit.", metavar="UNIT")] = "",
    word: Annotated[str, typer.Option(help="Only rules with this in id, name or patterns.", metavar="WORD")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON list.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As the tables of docs/metrics.md.")] = False,
) -> None:
    """List rules: id, name, unit and patterns.

    \b
    Examples:
      indicators rules list --pack rural --word 搬迁
      indicators rules list my-rules/ --unit 亿元 --json
    """
    with faults():
        from indicators import catalogue, terminal
        from indicators.rules import load, shipped

        chosen = catalogue.select(load(path or shipped()), pack=pack, unit=unit, word=word)
        if as_json:
            print(json.dumps([catalogue.to_json(r) for r in chosen], ensure_ascii=False, indent=2))
        elif as_markdown:
            print("\n".join(catalogue.markdown(chosen)))
        else:
            terminal.show_rules(chosen)


@rules_app.command("schema")
def rules_schema() -> None:
    """Print the JSON Schema of a rule file, for completion in editors.

    \b
    Example:
      indicators rules schema > rules.schema.json
    """
    from indicators.catalogue import schema

    print(json.dumps(schema(), ensure_ascii=False, indent=2))


@rules_app.command("check")
def rules_check(
    path: _RulePath = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 on a warning.")] = False,
) -> None:
    """Check rule files: every mistake is shown as file:line, and what is legal but doubtful as a warning.

    \b
    Example:
      indicators rules check my-rules/

    Exit code 0: no mistakes; 1: warnings, with --strict; 2: mistakes.
    """
    with faults():
        from indicators.doubts import doubts
        from indicators.rules import load, shipped
        from indicators.terminal import printable

        loaded = load(path or shipped())
        doubtful = list(doubts(loaded, load(shipped(), path) if path else None))
        for line in doubtful:
            say(f"warning: {printable(line)}")
        print(f"{len(loaded)} rules, no mistakes" + (f", {len(doubtful)} warnings" if doubtful else ""))
        if doubtful and strict:
            raise typer.Exit(1)


@rules_app.command("new")
def rules_new(
    text: Annotated[str, typer.Argument(help="A sentence, copied from a report.")],
    rules: Annotated[list[Path] | None, typer.Option(help="Rules added to the shipped ones.", metavar="PATH")] = None,
) -> None:
    """Propose a rule with an example for each number of a sentence that no rule names, ready to paste.

    \b
    Example:
      indicators rules new "全县建成茶旅驿站16个"
    """
    with faults():
        from indicators.proposals import propose
        from indicators.rules import load, shipped

        print("\n".join(propose(text, load(shipped(), *(rules or [])))))


@rules_app.command("test")
def rules_test(path: _RulePath = None) -> None:
    """Run the examples and counterexamples of rules, among the shipped rules.

    \b
    Example:
      indicators rules test my-rules/fiscal.toml
    """
    with faults():
        from indicators import examples
        from indicators.rules import load, shipped
        from indicators.terminal import printable

        tested = load(path or shipped())
        failures = examples.run(tested, load(shipped(), path) if path else None)
        for failure in failures:
            print("\n".join(map(printable, str(failure).splitlines())))
        print(f"{len(tested)} rules, {len(failures)} failures")
        if failures:
            raise typer.Exit(1)
