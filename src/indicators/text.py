"""Text: normalisation that keeps every offset, and the sentences and clauses of a text as spans.

Everything after this module reads the normalised text; because a normalised character stands for exactly
one character of the source, `source[start:end]` is always what the report says.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

# One character for one character. NFKC is no choice: it turns ㎡ into m2 and ① into 1, and moves offsets.
_FULL = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
_MARKS = {
    "　": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\u200b": " ",
    "\ufeff": " ",
    "﹪": "%",
    "﹒": ".",
    "〜": "~",
    "∼": "~",
    "—": "-",
    "–": "-",
    "―": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "﹣": "-",
    "─": "-",
    "〔": "[",
    "〕": "]",
    "【": "[",
    "】": "]",
    "∶": ":",
    "︰": ":",
    "﹕": ":",
    "﹔": ";",
    "﹐": ",",
    "﹑": "、",
}
# ？ ends a sentence, while a half-width ? is what scraping leaves of a lost character: they stay apart.
_KEEP = {"？"}
# 9。3% is what a wrong key makes of 9.3%: there the mark ends no sentence.
_STOP_FOR_POINT = re.compile(r"(?<=[0-9])。(?=[0-9]+(?:%|[万亿]|个?百分点))")
# Private characters of old Chinese fonts stand where a mark or a blank was.
_PRIVATE = {chr(c): " " for c in range(0xE000, 0xF900)}
_TABLE = str.maketrans({k: v for k, v in (_FULL | _MARKS | _PRIVATE).items() if k not in _KEEP})

_LONGEST, _LONGEST_ROW = 1_000, 4_000  # characters
_STRETCH = re.compile(rf"[^\n。!！?？]{{{_LONGEST},}}")
# No number has as many digits: a run of them is damage, of which no piece may pass for a number.
_NUMBER = 300
_NUMERAL = "0-9.,%点零〇一二两三四五六七八九十百千万亿萬億几"
_ENDLESS = re.compile(rf"[{_NUMERAL}]{{{_NUMBER},}}")
# Where a long sentence is parted, the best first; the last of them is a character amid others that count nothing.
_PARTING = [
    re.compile(pattern)
    for pattern in (
        ";",
        "(?<![0-9])[,:]|[,:](?![0-9])",
        f"(?<![{_NUMERAL}])、|、(?![{_NUMERAL}])",
        r"(?<![0-9])[ \t]|[ \t](?![0-9])",
        r"\t|[ ](?![0-9]{3}(?![0-9]))",
        f"(?<![{_NUMERAL}])[^{_NUMERAL}](?![{_NUMERAL}])",
    )
]
_SENTENCE = re.compile(r"[^。！!？\n\r]*(?:[。！!？]+[”’\"』」)\]]*|[\n\r]|$)")
_CLAUSE = re.compile(r"[^,;:。！!？…\n\r]*(?:[,;:。！!？…\n\r]|$)")


class Span(NamedTuple):
    """A half-open range of character offsets."""

    start: int
    end: int


NOWHERE = Span(0, 0)


def normalise(source: str) -> str:
    """Give full-width digits, letters and marks their half-width form, one character for one.

    >>> normalise("增长１３．０４％，达到")
    '增长13.04%,达到'
    """
    text = source.translate(_TABLE)
    return _STOP_FOR_POINT.sub(".", text) if "。" in text else text


_SPLIT = re.compile(r"(?<=[一-龥]) (?=[一-龥])")


def squeeze(text: str) -> str:
    """Take out the blanks between Chinese characters, which say nothing: 增 长 is what a wrapped line leaves of 增长.

    >>> squeeze("同比增 长 5%")
    '同比增长 5%'
    """
    return _SPLIT.sub("", text) if " " in text else text


def unsqueezed(text: str, offset: int) -> int:
    """Return the offset into a text of an offset into what `squeeze` makes of it.

    >>> unsqueezed("同比增 长 5%", 3)
    4
    """
    if " " not in text:
        return offset
    for m in _SPLIT.finditer(text):
        if m.start() > offset:
            break
        offset += 1
    return offset


def scan(pattern: re.Pattern[str], first: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what `pattern.finditer` yields, trying it only where `first` finds one of the characters it begins with.

    Many alternatives tried at each character of a text cost a hundred times what a search for a few characters does.
    """
    at = 0
    for begin in first.finditer(text):
        start = begin.start()
        if start >= at and (match := pattern.match(text, start)):
            yield match
            at = match.end()


def occurrences(text: str, words: str, at: int = 0) -> Iterator[Span]:
    """Yield where words stand in a text from an offset on, without overlap."""
    while (start := text.find(words, at)) >= 0:
        at = start + len(words)
        yield Span(start, at)


def sentences(text: str) -> list[Span]:
    """Split normalised text into sentences: up to 。！？ or the end of a line; blank ones are left out."""
    return [Span(*m.span()) for m in _SENTENCE.finditer(text) if m.group().strip()]


def parted(text: str) -> str:
    """Turn marks into line ends where a sentence is longer than any that a person writes; the length stays.

    What scraping has run together without a full stop would else be one sentence, and each of its numbers be read
    against all others. Rows of tables (with tabs) may be longer.
    """
    if len(text) <= _NUMBER:
        return text
    text = _ENDLESS.sub(lambda m: "\n" * len(m.group()), text)
    breaks = []
    for m in _STRETCH.finditer(text):
        start, end = m.span()
        most = _LONGEST if "\t" not in m.group() else _LONGEST_ROW
        while end - start > most:
            at = _last_mark(text, start + most // 2, start + most)
            breaks.append(at)
            start = at + 1
    if not breaks:
        return text
    characters = list(text)
    for at in breaks:
        characters[at] = "\n"
    return "".join(characters)


def _last_mark(text: str, start: int, end: int) -> int:
    """Where text[start:end] is parted best: at its last semicolon, else comma and so on, never within a number."""
    for mark in _PARTING:
        if found := [m.start() for m in mark.finditer(text, start, end)]:
            return found[-1]
    return end - 1  # numbers and nothing else


def clauses(text: str, start: int, end: int) -> list[Span]:
    """Split text[start:end] into clauses: up to a comma, semicolon, colon or the end of the sentence.

    A comma inside a number (1,234) does not end a clause.
    """
    found: list[Span] = []
    at = start
    for m in _CLAUSE.finditer(text, start, end):
        if m.end() == m.start():
            break
        inside = text[m.end() - 1] == "," and re.fullmatch(r"[0-9],[0-9]{3}(?![0-9])", text[m.end() - 2 : m.end() + 3])
        if inside and m.end() < end:
            continue
        if text[at : m.end()].strip(" ,;:\n\r"):
            found.append(Span(at, m.end()))
        at = m.end()
    return found


class Lines:
    """Tells where the line of an offset begins; quick for offsets that grow, however long the line is."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = self._start = 0

    def start(self, offset: int) -> int:
        """Return the offset of the first character of the line."""
        known = self._at if offset >= self._at else 0
        end = self._text.rfind("\n", known, offset)
        if end >= 0 or not known:
            self._start = end + 1
        self._at = offset
        return self._start


class Index:
    """Finds the span of a sorted, non-overlapping list that covers an offset."""

    def __init__(self, spans: list[Span]) -> None:
        self.spans = spans
        self._starts = [s.start for s in spans]

    def at(self, offset: int) -> Span | None:
        """Return the span that covers the offset, or None between spans."""
        i = bisect_right(self._starts, offset) - 1
        return self.spans[i] if i >= 0 and offset < self.spans[i].end else None
