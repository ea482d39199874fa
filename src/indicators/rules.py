"""Rules: TOML packs that map phrases to metrics, read with every error found at once."""

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from indicators.compiled import Compiled, many_objects
from indicators.patterns import Pattern, PatternError, parse, parse_regex

MEASURES = ("level", "growth", "change", "share", "rank")
STATUSES = ("actual", "target")
GENERAL = "general"

RULE_FIELDS = (
    "id", "name", "unit", "patterns", "examples", "counterexamples", "measure", "status", "base", "sign", "note",
)  # fmt: skip
EXAMPLE_FIELDS = (
    "text", "value", "value_high", "unit", "measure", "region", "year", "period", "status", "bound", "base",
)  # fmt: skip
_ID = re.compile(r"[a-z][a-z0-9_]*")
_HEAD = re.compile(r"\s*\[\[\s*rule\s*\]\]")
# A string of several lines may hold what looks like the head of a rule; a comment before it may hold quotes.
_LONG_STRING = re.compile(r"(?m:^[^\n#\"']*=[^\n#\"']*)(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}.*?'{3})", re.DOTALL)


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str | bool) else f"of type {type(value).__name__}"


class RuleError(Exception):
    """Broken rule files; `messages` holds one line for each mistake: file:line: rule: what and what to do."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Rule:
    """A metric and the phrases that speak of it. `id` is the pack's id, a dot and the rule's own."""

    id: str
    pack: str
    name: str
    unit: str
    patterns: tuple[Pattern, ...]
    measure: str | None = None
    status: str | None = None
    base: str | None = None
    sign: int | None = None
    examples: tuple[dict[str, Any], ...] = ()
    counterexamples: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    lines: tuple[str, ...] = field(default=(), compare=False, repr=False)  # as written

    def line_of(self, text: str) -> int:
        """Return the line on which a pattern, example or counterexample of this rule stands."""
        return next((n for n, line in enumerate(self.lines, self.line) if text in line), self.line)


@dataclass(slots=True)
class _Reader:
    """Reads one file, collecting messages."""

    path: Path
    shown: str
    messages: list[str]
    lines: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def say(self, line: int, message: str) -> None:
        message = message.replace("\n", "\\n").replace("\r", "\\r")  # one line each, whatever a rule is called
        self.messages.append(f"{self.shown}:{line}: {message}")

    def line_of(self, index: int, key: str, text: str = "") -> int:
        """The line on which a key of the index-th rule stands, or the text inside its value."""
        start = self.starts[index] if index < len(self.starts) else 1
        end = self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.lines)
        at = start
        for n in range(start, end + 1):
            if re.match(rf"\s*{re.escape(key)}\s*=", self.lines[n - 1]):
                at = n
                break
        if text:
            for n in range(at, end + 1):
                if text in self.lines[n - 1]:
                    return n
        return at

    def read(self, content: bytes) -> list[Rule]:
        try:
            source = content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.say(1, "not UTF-8; save the rule file as UTF-8")
            return []
        self.lines = source.removesuffix("\n").split("\n")  # as TOML parts them
        blank = _LONG_STRING.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), source)
        self.starts = [n for n, line in enumerate(blank.split("\n"), 1) if _HEAD.match(line)]
        try:
            data = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            m = re.search(r"\(at line ([0-9]+)", str(error))
            self.say(
                int(m[1]) if m else len(self.lines),
                f"not valid TOML: {re.sub(r' *[(]at .*', '', str(error))}",
            )
            return []
        except (RecursionError, ValueError) as error:
            what = "nested too deep" if isinstance(error, RecursionError) else str(error)
            self.say(1, f"not readable as TOML: {what}")
            return []
        pack = data.get("pack")
        pack_id = pack.get("id") if isinstance(pack, dict) else None
        if not isinstance(pack_id, str) or not _ID.fullmatch(pack_id):
            self.say(1, 'a pack needs an id of small letters, digits and _: [pack] with id = "…"')
            pack_id = self.path.stem
        for key in data:
            if key not in ("pack", "rule"):
                head = re.compile(rf"\s*\[*\s*{re.escape(key)}\b")
                at = next((n for n, line in enumerate(self.lines, 1) if head.match(line)), 1)
                self.say(at, f"unknown table {key}; legal are [pack] and [[rule]]")
        rules = data.get("rule", [])
        if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
            self.say(1, "rules are written as [[rule]], not [rule]")
            return []
        return [rule for i, raw in enumerate(rules) if (rule := self.rule(i, raw, pack_id))]

    def rule(self, index: int, raw: dict[str, Any], pack: str) -> Rule | None:
        before = len(self.messages)
        short = raw.get("id")
        name = f"rule {pack}.{short}" if isinstance(short, str) else f"rule number {index + 1} of {pack}"
        here = self.starts[index] if index < len(self.starts) else 1

        def say(key: str, message: str, text: str = "") -> None:
            self.say(self.line_of(index, key, text), f"{name}: {message}")

        for key in raw:
            if key not in RULE_FIELDS:
                near = get_close_matches(key, RULE_FIELDS, 1)
                say(
                    key,
                    f"unknown field {key}"
                    + (f" – did you mean {near[0]}?" if near else f"; legal are {', '.join(RULE_FIELDS)}"),
                )
        if not isinstance(short, str) or not _ID.fullmatch(short):
            say("id", "an id of small letters, digits and _ is needed")
        if not isinstance(raw.get("name", ""), str) or len(raw.get("name", "")) > 30:
            say("name", "name is a text of at most 30 characters")
        if pack != GENERAL and not raw.get("name"):
            say("name", 'a Chinese name is needed: name = "…"')
        for key, legal in (("measure", MEASURES), ("status", STATUSES)):
            if key in raw and raw[key] not in legal:
                near = get_close_matches(_shown(raw[key]).strip("'"), legal, 1)
                say(
                    key,
                    f"{key} {_shown(raw[key])} is none of {', '.join(legal)}"
                    + (f" – did you mean {near[0]}?" if near else ""),
                )
        for key in ("unit", "base"):
            if not isinstance(raw.get(key, ""), str):
                say(key, f"{key} is a text")
        if raw.get("sign", "+") not in ("+", "-"):
            say("sign", 'sign is "+" or "-"')
        patterns = []
        written = raw.get("patterns")
        if not isinstance(written, list) or not written or not all(isinstance(p, str | dict) for p in written):
            say("patterns", 'patterns is a list of texts such as ["投入…亿元"]')
            written = []
        for pattern in written:
            if pattern == "":
                say("patterns", "a pattern without a word; write it as a report does: 投入…亿元")
            text, expression, fixed = self.pattern(pattern, say)
            try:
                parsed = (parse_regex if expression else parse)(text) if text else None
            except PatternError as error:
                say("patterns", f"pattern {text}: {error}", text)
            else:
                patterns += [parsed._replace(fixed=fixed)] if parsed else []
        examples = self.examples(raw.get("examples", []), say)
        counter = raw.get("counterexamples", [])
        if not isinstance(counter, list) or not all(isinstance(c, str) for c in counter):
            say("counterexamples", "counterexamples is a list of texts")
            counter = []
        if len(self.messages) > before:
            return None
        after = self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.lines)
        return Rule(
            id=f"{pack}.{short}", pack=pack, name=raw.get("name", ""), unit=raw.get("unit", ""),
            patterns=tuple(patterns), measure=raw.get("measure"), status=raw.get("status"), base=raw.get("base"),
            sign={"+": 1, "-": -1}[raw["sign"]] if "sign" in raw else None, examples=examples,
            counterexamples=tuple(counter), file=self.shown, line=here, lines=tuple(self.lines[here - 1 : after]),
        )  # fmt: skip

    def pattern(self, raw: str | dict[str, Any], say: Any) -> tuple[str, bool, tuple[tuple[str, Any], ...]]:
        """Return a pattern's text, whether it is a regular expression, and what its table fixes for it alone."""
        if isinstance(raw, str):
            return raw, False, ()
        text = raw.get("text", raw.get("regex"))
        if not isinstance(text, str) or ("text" in raw) == ("regex" in raw):
            say("patterns", 'a pattern in { } has a text or a regex: { text = "减亏…元", sign = "-" }')
            return "", False, ()
        legal = {"sign": ("+", "-"), "measure": MEASURES, "status": STATUSES, "base": None}
        for key, value in raw.items():
            if key not in ("text", "regex", *legal):
                near = get_close_matches(key, legal, 1)
                hint = f" – did you mean {near[0]}?" if near else f"; legal are {', '.join(legal)}"
                say("patterns", f"pattern {text}: unknown field {key}{hint}", text)
            elif (values := legal.get(key)) and value not in values:
                say("patterns", f"pattern {text}: {key} {_shown(value)} is none of {', '.join(values)}", text)
                return "", False, ()
            elif key == "base" and not isinstance(value, str):
                say("patterns", f"pattern {text}: base is a text such as yoy or 2012", text)
                return "", False, ()
        fixed = tuple((k, {"+": 1, "-": -1}.get(v, v)) for k, v in raw.items() if k in legal)
        return text, "regex" in raw, fixed

    def examples(self, raw: Any, say: Any) -> tuple[dict[str, Any], ...]:
        if not isinstance(raw, list) or not all(isinstance(e, dict) for e in raw):
            say("examples", 'examples is a list of { text = "…", value = … }')
            return ()
        for example in raw:
            text = example.get("text")
            if not isinstance(text, str) or not isinstance(example.get("value"), int | float):
                say(
                    "examples",
                    "an example needs a text and a value (a number in the base unit)",
                    str(text or ""),
                )
            for key in example:
                if key not in EXAMPLE_FIELDS:
                    near = get_close_matches(key, EXAMPLE_FIELDS, 1)
                    say(
                        "examples",
                        f"example: unknown field {key}" + (f" – did you mean {near[0]}?" if near else ""),
                        str(text or ""),
                    )
        return tuple(raw)


def shipped() -> Path:
    """Return the folder of the packs that come with the package (in a checkout, the top-level rules/)."""
    inside = Path(str(files("indicators"))) / "rules"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "rules"


_TITLE = re.compile(rb'^title\s*=\s*"([^"]*)"', re.MULTILINE)


def titles(folder: Path | None = None) -> dict[str, str]:
    """Return the title of each pack of a folder (the shipped ones if None), by the pack's id, in the order of files."""
    found = {}
    for path in sorted((folder or shipped()).glob("*.toml")):
        title = _TITLE.search(path.read_bytes())
        found[path.stem] = title[1].decode("utf-8") if title else path.stem
    return found


def load(*folders: Path) -> list[Rule]:
    """Read the packs of these folders (or single files) in order; a later rule with the same id replaces.

    Without folders the shipped packs are read. Raises RuleError with every mistake of every file, and
    FileNotFoundError for a folder that is missing or holds no pack.
    """
    messages: list[str] = []
    rules: dict[str, Rule] = {}
    for folder in folders or (shipped(),):
        paths = sorted(folder.glob("*.toml")) if folder.is_dir() else [folder]
        if not paths or not paths[0].is_file():
            raise FileNotFoundError(f"{folder}: no rule file (*.toml) here")
        seen: dict[str, Rule] = {}
        for path in paths:
            shown = f"{folder.name}/{path.name}" if folder.is_dir() else path.name
            for rule in _read(path, shown, messages):
                if rule.id in seen:
                    first = seen[rule.id]
                    messages.append(
                        f"{shown}:{rule.line}: rule {rule.id}: the id stands already at {first.file}:{first.line}; "
                        "give it another"
                    )
                seen[rule.id] = rule
        rules |= seen
    if messages:
        raise RuleError(messages)
    return list(rules.values())


def _read(path: Path, shown: str, messages: list[str]) -> list[Rule]:
    """Read one file, as it was compiled before where its content is the same."""
    source = path.read_bytes()
    compiled = Compiled(path, shown, source)
    kept: list[Rule] | None = compiled.get()
    if kept is not None:
        return kept
    mistakes: list[str] = []
    with many_objects():
        rules = _Reader(path, shown, mistakes).read(source)
    if mistakes:
        messages += mistakes
    else:
        compiled.put(rules)
    return rules


def digest(rules: list[Rule]) -> str:
    """Return a SHA-256 over what the rules say, the same on every machine."""
    h = hashlib.sha256()
    for rule in sorted(rules, key=lambda r: r.id):
        parts = (rule.id, rule.name, rule.unit, rule.measure, rule.status, rule.base, rule.sign)
        h.update(repr((parts, [(p.source, p.fixed) if p.fixed else p.source for p in rule.patterns])).encode())
    return h.hexdigest()
