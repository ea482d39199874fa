"""Documents: a file as decoded text, with what its title, page furniture and signature say of it."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from indicators import furniture, passages, years
from indicators.encodings import DocumentError, decode
from indicators.text import Span, normalise

__all__ = ["TEXT_SUFFIXES", "Document", "DocumentError", "from_text", "read"]

# A number or a numeral with a mark between two, as normalising may have changed them: 0-14岁, Ⅰ~Ⅱ类.
_NORMALISED = re.compile(r"[0-9Ⅰ-Ⅻ]+[-~][0-9Ⅰ-Ⅻ]+[一-龥]?")
TEXT_SUFFIXES = (".txt", ".text", ".md")
# Formats that are no plain text, though decoding them may succeed.
_OTHER = frozenset((".html", ".htm", ".mht", ".rtf", ".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".ppt", ".pptx"))


@dataclass
class Document:
    """A report: `source` as decoded, `text` normalised (the same length), and what is known of it.

    dateline: the region whose assembly heard the report; furniture: lines that only say what the page says of the
    report; repeated: passages that only repeat earlier ones, and numbers of pages. Neither of the last two gives rows.
    """

    name: str
    source: str
    encoding: str
    size: int
    sha256: str
    text: str = ""
    title: str = ""
    publisher: str = ""
    published: date | None = None
    number: str = ""
    dateline: str = ""
    furniture: list[Span] = field(default_factory=list)
    repeated: list[Span] = field(default_factory=list)

    def skipped(self, offset: int) -> bool:
        """Say whether the offset lies in page furniture or in a passage that only repeats an earlier one."""
        return any(s.start <= offset < s.end for spans in (self.furniture, self.repeated) for s in spans)

    def as_written(self, words: str, near: Span) -> str:
        """Return words of the normalised text with the marks and letters of the source: 0-14岁 is there 0—14岁.

        They are looked for in the sentence `near`, then in the whole text; what stands nowhere stays as it is.
        """
        for m in reversed(list(_NORMALISED.finditer(words))):
            for low, high in (near, (0, len(self.text))):
                at = self.text.find(m.group(), low, high)
                if at >= 0:
                    words = words[: m.start()] + self.source[at : at + len(m.group())] + words[m.end() :]
                    break
        return words

    @cached_property
    def _body(self) -> str:
        """The text below the furniture of its head, without that of its foot."""
        first = self.text.find("。")
        start = max((s.end for s in self.furniture if s.start < first), default=0)
        below = sorted(s for s in self.furniture if s.start >= max(start, first))
        ends = [start, *(s.end for s in below)]
        return "".join(self.text[a:b] for a, b in zip(ends, [*(s.start for s in below), len(self.text)], strict=True))

    @cached_property
    def year(self) -> int | None:
        """The year that the report speaks of."""
        return years.of_report(self.title, self._dated, self._body, self.number)

    @cached_property
    def result_year(self) -> int | None:
        """The year of the results, where it is not the report's own."""
        return years.of_results(self.title, self.year, self._dated, self._body)

    @property
    def _dated(self) -> date | None:
        return self.published or years.signed(self._body)


def read(path: Path, name: str, encoding: str | None = None) -> Document:
    """Read a report from a file; `name` is its path relative to the input folder, with `/`.

    Raises DocumentError, and OSError where the file cannot be opened.
    """
    if path.suffix.lower() in _OTHER:
        raise DocumentError(f"a {path.suffix} file; only plain text is read: save it as {TEXT_SUFFIXES[0]}")
    data = path.read_bytes()
    source, used = decode(data, encoding)
    return from_text(source, name, encoding=used, data=data)


def from_text(source: str, name: str = "text", *, encoding: str = "utf-8", data: bytes | None = None) -> Document:
    """Make a document of decoded text; offsets of everything that follows point into `source`."""
    raw = source.encode("utf-8", errors="surrogatepass") if data is None else data
    text = passages.unwrap(normalise(source), source)
    lines = passages.lines(text)
    page = furniture.read(source, text, lines)
    return Document(
        name,
        source,
        encoding,
        len(raw),
        hashlib.sha256(raw).hexdigest(),
        text,
        page.title,
        page.publisher,
        page.published,
        page.number,
        page.dateline,
        page.spans,
        passages.repeats(text, lines) + page.pages,
    )
