"""The commands on rule files: indicators rules list, check, test, new, schema."""

import json
from pathlib import Path
from typing import Annotated

import typer

from indicators import completion
from indicators.faults import faults
from indicators.options import Rules
from indicators.verbosity import Level, level, say

rules_app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="List, check, test and begin rule files.\n\n\b\nExample:\n  indicators rules test my-rules/",
)

_RulePath = Annotated[
    Path | None,
    typer.Argument(help="A rule file or a folder of them; the shipped rules if left out.", metavar="[PATH]"),
]


@rules_app.command("list")
def rules_list(
    path: _RulePath = None,
    pack: Annotated[
        str, typer.Option(help="Only rules of this pack.", metavar="ID", autocompletion=completion.packs)
    ] = "",
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
        from indicators import catalogue, replies, terminal
        from indicators.rules import load, shipped

        chosen = catalogue.select(load(path or shipped()), pack=pack, unit=unit, word=word)
        if as_json:
            terminal.show_json([catalogue.to_json(r) for r in chosen])
        elif as_markdown:
            print("\n".join(catalogue.markdown(chosen)))
        else:
            replies.show_rules(chosen)


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
    as_json: Annotated[bool, typer.Option("--json", help="Mistakes and warnings as a JSON object.")] = False,
) -> None:
    """Check rule files: every mistake is shown as file:line, and what is legal but doubtful as a warning.

    \b
    Examples:
      indicators rules check my-rules/
      indicators rules check my-rules/ --strict --json

    Exit code 0: no mistakes; 1: warnings, with --strict; 2: mistakes.
    """
    with faults():
        from indicators import doubts, replies, terminal

        found = doubts.check(path)
        if as_json:
            terminal.show_json(found.to_json())
        else:
            for line in replies.doubted(found):
                say(line)
            if not found.mistakes and level() > Level.quiet:
                more = f", {len(found.warnings)} warnings" if found.warnings else ""
                print(f"{found.rules} rules, no mistakes{more}")
        if found.mistakes:
            raise typer.Exit(2)
        if found.warnings and strict:
            raise typer.Exit(1)


@rules_app.command("new")
def rules_new(
    text: Annotated[str, typer.Argument(help="A sentence, copied from a report.", metavar="TEXT")],
    rules: Rules = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array of an object for each number.")] = False,
) -> None:
    """Propose a rule with an example for each number of a sentence that no rule names, ready to paste.

    \b
    Examples:
      indicators rules new "全县建成茶旅驿站16个"
      indicators rules new "全县建成茶旅驿站16个" >> my-rules/tea.toml
    """
    with faults():
        from indicators import terminal
        from indicators.proposals import propose
        from indicators.rules import load, shipped

        proposals = propose(text, load(shipped(), *(rules or [])))
        if as_json:
            terminal.show_json([p.to_json() for p in proposals])
        else:
            print("\n\n".join("\n".join(p.lines()) for p in proposals))


@rules_app.command("test")
def rules_test(
    path: _RulePath = None,
    as_json: Annotated[bool, typer.Option("--json", help="The failures as a JSON object.")] = False,
) -> None:
    """Run the examples and counterexamples of rules, among the shipped rules.

    \b
    Example:
      indicators rules test my-rules/fiscal.toml

    Exit code 0: all hold; 1: some do not; 2: the rules have mistakes.
    """
    with faults():
        from indicators import examples, terminal
        from indicators.rules import load, shipped

        tested = load(path or shipped())
        failures = examples.run(tested, load(shipped(), path) if path else None)
        if as_json:
            terminal.show_json({"rules": len(tested), "failures": [f.to_json() for f in failures]})
        else:
            for failure in failures:
                print("\n".join(map(terminal.printable, str(failure).splitlines())))
            if level() > Level.quiet:
                print(f"{len(tested)} rules, {len(failures)} failures")
        if failures:
            raise typer.Exit(1)
