"""Markdown: a text with its markup blanked out, character for character, and what its front matter says.

In: a Markdown text as decoded. Out: the text in the same length, so that an offset into it is one into the file, and a
Front. The marks are those of CommonMark 0.31 and, for tables and ~~, of GitHub Flavored Markdown 0.29; where they read
figures or words of a report as markup (2*3, [1](亿元)) the text stays.
"""

import re
from bisect import bisect_right
from contextlib import suppress
from datetime import date
from typing import NamedTuple

# key of front matter → field; of a field's keys the first that is there counts.
_KEYS = {
    "title": ("title", "标题", "题目"),
    "publisher": ("publisher", "发布机构", "source", "来源", "author", "作者"),
    "published": ("date", "日期", "published", "pubdate", "发布日期", "发布时间"),
}
_KNOWN = frozenset(key for keys in _KEYS.values() for key in keys)
_MOST_FRONT = 100  # lines
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_FRONT_ENDS = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_FIELD = re.compile(r"([\w-]{1,30})[ \t]*(:(?=[ \t]|$)|：)[ \t]*(.*)$")
_OTHER_FIELD = re.compile(r"[ \t]*(?:#.*|-(?:[ \t].*)?|[ \t]\S.*)?$")  # a comment, an item, what goes on, nothing
_DATE = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`~]*$")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={2,}[ \t]*|-{2,}[ \t]*)$")
_TABLE_RULE = re.compile(r"(?=.*\|)(?=.*-)[ \t|:-]*$")
_QUOTE = re.compile(r"[ \t]*>")
_ITEM = re.compile(r"[ \t]*[-*+](?=[ \t]+\S)(?:[ \t]+\[[ xX]\](?=[ \t]))?")
_HEADING = re.compile(r"[ \t]*#{1,6}(?=[ \t]|$|[一-龥（(《“])")
_HEADING_END = re.compile(r"[ \t]#+[ \t]*$")

_MARK = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<code>`+)|(?P<open>!?\[)|(?P<close>\])"
    r"|(?P<tag></?(?:br|b|i|u|em|strong|sup|sub|font|span|center|p|div|hr)\b[^<>]*>)|(?P<run>\*+|_+|~+)"
)
# The target of a link: an address, a path, a file or a place, with a title or not.
_TARGET = re.compile(
    r"\([ \t]*+(?:<[^<>]*>|(?P<to>(?:[^()\s<>]|\([^()\s]*\))*+))(?:[ \t]++(?:\"[^\"]*\"|'[^']*'))?[ \t]*+\)"
)
_ADDRESS = re.compile(r"(?i)[a-z][a-z0-9+.-]*+:|\.{0,2}/|[#?]|www\.|[^()]*\.[a-z][a-z0-9]{1,4}(?:[?#].*)?$|$")
_LONGEST = {"*": 3, "_": 3, "~": 2}  # more of them are no emphasis


class Front(NamedTuple):
    """What the front matter says of the text; empty or None where it says nothing."""

    title: str = ""
    publisher: str = ""
    published: date | None = None


def plain(text: str) -> tuple[str, Front]:
    r"""Blank out the markup of a Markdown text: each character of it becomes one blank, line ends stay.

    Words within marks and links stay; pictures, comments and front matter go. Tables keep their pipes.

    >>> plain("## 一、综合\n全年**4.9**亿元，见[公报](gb.html)。")[0]
    '   一、综合\n全年  4.9  亿元，见 公报          。'
    """
    chars = list(text)
    start, front = _front(text)
    _blank(chars, 0, start)
    at = text.find("<!--", start)
    while at >= 0 and (end := text.find("-->", at + 4)) >= 0:
        _blank(chars, at, end + 3)
        at = text.find("<!--", end + 3)
    lines = [(m.start(), m.start() + len(m[0].rstrip("\r\n"))) for m in _LINE.finditer("".join(chars)) if m[0]]
    fenced = _fenced(text, [line for line in lines if line[0] >= start], chars)
    for low, high in lines:
        if low >= start and low not in fenced:
            _line(chars, low, high)
    return "".join(chars), front


def _blank(chars: list[str], start: int, end: int) -> None:
    for at in range(start, end):
        if chars[at] not in "\r\n":
            chars[at] = " "


def _front(text: str) -> tuple[int, Front]:
    """Return where the front matter ends, 0 where there is none, and what it says."""
    at = int(text.startswith("\ufeff"))
    found: dict[str, str] = {}
    for n in range(_MOST_FRONT):
        m = _LINE.match(text, at)
        line = m[0].rstrip("\r\n") if m else ""
        if m is None or (n == 0 and not re.fullmatch(r"---[ \t]*", line)) or (m.end() == at):
            break
        at = m.end()
        if n and _FRONT_ENDS.match(line):
            return (at, _stated(found)) if found else (0, Front())
        field = _FIELD.match(line)
        if field and (field[2] == ":" or field[1] in _KNOWN):
            found.setdefault(field[1].lower(), _unquoted(field[3].strip()))
        elif n and not _OTHER_FIELD.match(line):
            break
    return 0, Front()


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    value = re.split(r"\s#", value, maxsplit=1)[0].strip()
    return "" if re.fullmatch(r"[|>][-+0-9]*|~|null", value) else value  # the value is in the lines below, or is none


def _stated(found: dict[str, str]) -> Front:
    said = {field: next((found[k] for k in keys if found.get(k)), "") for field, keys in _KEYS.items()}
    published = None
    if m := _DATE.match(said["published"]):
        with suppress(ValueError):  # 31 February
            published = date(*(int(g) for g in m.groups()))
    return Front(said["title"], said["publisher"], published)


def _fenced(text: str, lines: list[tuple[int, int]], chars: list[str]) -> set[int]:
    """Blank the fences of code blocks; return the starts of the lines within, which have no markup.

    A fence that is never closed is none.
    """
    within: set[int] = set()
    opened = -1
    for i, (low, high) in enumerate(lines):
        m = _FENCE.match(text, low, high)
        if not m:
            continue
        if opened < 0:
            opened, mark = i, m[1]
        elif m[1][0] == mark[0] and len(m[1]) >= len(mark):
            _blank(chars, *lines[opened])
            _blank(chars, low, high)
            within.update(line[0] for line in lines[opened : i + 1])
            opened = -1
    return within


def _line(chars: list[str], low: int, high: int) -> None:
    line = "".join(chars[low:high])
    if _RULE.match(line) or _TABLE_RULE.match(line):
        _blank(chars, low, high)
        return
    at = 0
    while opening := _QUOTE.match(line, at) or _ITEM.match(line, at):
        _blank(chars, low + opening.start(), low + opening.end())
        at = opening.end()
    if heading := _HEADING.match(line, at):
        _blank(chars, low + heading.start(), low + heading.end())
        at = heading.end()
        if closing := _HEADING_END.search(line, at):
            _blank(chars, low + closing.start(), high)
            line = line[: closing.start()]
    for start, end in _marks(line, at):
        _blank(chars, low + start, low + end)


def _marks(line: str, at: int) -> list[tuple[int, int]]:
    """Find the marks within a line: escapes, code, links, pictures, tags and emphasis."""
    if not _MARK.search(line, at):
        return []
    found: list[tuple[int, int]] = []
    ticks: dict[int, list[int]] = {}  # length of a run of ` → where such runs start
    for run in re.finditer("`+", line):
        ticks.setdefault(len(run[0]), []).append(run.start())
    brackets: list[tuple[int, int]] = []
    runs: dict[str, list[tuple[int, int]]] = {}  # the runs of one length that may open emphasis
    while m := _MARK.search(line, at):
        start, at = m.span()
        if m["escaped"]:
            found.append((start, start + 1))
        elif m["code"]:
            same = ticks.get(at - start, [])
            after = bisect_right(same, start)
            if after < len(same):
                found += [(start, at), (same[after], same[after] + at - start)]
                at = same[after] + at - start
        elif m["tag"]:
            found.append((start, at))
        elif m["open"]:
            brackets.append((start, at))
        elif m["close"]:
            at = _closed(line, start, brackets, found)
        elif len(m[0]) <= _LONGEST[m[0][0]] and m[0] != "~":
            _paired(line, start, at, runs, found)
    return found


def _closed(line: str, at: int, brackets: list[tuple[int, int]], found: list[tuple[int, int]]) -> int:
    """Read on behind a closing bracket; return where to go on."""
    if not brackets:
        return at + 1
    start, end = brackets.pop()
    m = _TARGET.match(line, at + 1)
    picture = line[start] == "!"
    if not m or not (picture or m["to"] is None or _ADDRESS.match(m["to"])):
        return at + 1
    found += [(start, m.end())] if picture else [(start, end), (at, m.end())]
    return m.end()


def _paired(
    line: str, start: int, end: int, runs: dict[str, list[tuple[int, int]]], found: list[tuple[int, int]]
) -> None:
    """Close emphasis with a run of marks, or keep the run as one that may open it."""
    before, after = line[start - 1 : start], line[end : end + 1]
    mark = line[start:end]
    within = before.isdigit() and after.isdigit()  # 2*3
    edges = mark[0] != "_"
    may_close = before.strip() and not (within and len(mark) == 1) and (edges or not after.isalnum())
    may_open = after.strip() and not within and (edges or not before.isalnum())
    opened = runs.setdefault(mark, [])
    if may_close and opened:
        span = opened.pop()
        found += [span, (start, end)]
        for others in runs.values():  # a run between the two cannot be closed behind them
            while others and others[-1] > span:
                others.pop()
    elif may_open:
        opened.append((start, end))
