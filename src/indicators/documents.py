"""Documents: a file as decoded text, with what its title, page furniture and signature say of it."""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from indicators import furniture, markdown, passages, sandbox, years
from indicators.corpus import Report, recognise
from indicators.encodings import DocumentError, decode
from indicators.formats import FORMATS, Content
from indicators.text import Index, Span, normalise, parted
from indicators.traditional import simplified

__all__ = ["Document", "DocumentError", "from_bytes", "from_text", "read"]

LONGEST = 16_000_000  # characters of a document: all its rows stand in memory, and a yearbook has a tenth of that
_LONE = re.compile("[\ud800-\udfff]")  # one of the two units of UTF-16 that a character beyond U+FFFF has there
# A number or a numeral with a mark between two, as normalising may have changed them: 0-14岁, Ⅰ~Ⅱ类.
_NORMALISED = re.compile(r"[0-9Ⅰ-Ⅻ]+[-~][0-9Ⅰ-Ⅻ]+[一-龥]?")


@dataclass
class Document:
    """A report: `source` as decoded, `text` normalised (the same length), and what is known of it.

    form: the format that it was read from; encoding: of its bytes, None where the format has none.
    dateline: the region whose assembly heard the report; furniture: lines that only say what the page says of the
    report; repeated: passages that only repeat earlier ones, and numbers of pages. Neither of the last two gives rows.
    """

    name: str
    source: str
    form: str
    encoding: str | None
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
        return self._left_out.at(offset) is not None

    @cached_property
    def _left_out(self) -> Index:
        """Furniture and what only repeats, overlapping stretches joined."""
        joined: list[Span] = []
        for span in sorted([*self.furniture, *self.repeated]):
            if joined and span.start <= joined[-1].end:
                joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
            else:
                joined.append(span)
        return Index(joined)

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


def read(report: Report, encoding: str | None = None) -> Document:
    """Read a report from its file. Raises DocumentError, and OSError where the file cannot be opened."""
    return from_bytes(report.read(), report.name, report.form, encoding)


def from_bytes(data: bytes, name: str, form: str = "text", encoding: str | None = None) -> Document:
    """Make a document of a file's bytes; `form` is what its name says of the format. Raises DocumentError."""
    form = recognise(form, data)
    if form in FORMATS:
        return from_text(sandbox.read(form, data, encoding), name, form=form, data=data)
    source, used = decode(data, encoding)
    return from_text(Content(source, used), name, form=form, data=data)


def from_text(source: str | Content, name: str = "text", *, form: str = "text", data: bytes | None = None) -> Document:
    """Make a document of decoded text; offsets of everything that follows point into it.

    What a format states of the report beside its text goes before what the text seems to say. Raises DocumentError for
    a text longer than LONGEST.
    """
    content = Content(source, "utf-8") if isinstance(source, str) else source
    source = _LONE.sub("\ufffd", content.text)  # half a character: no library of ours takes it
    if len(source) > LONGEST:
        raise DocumentError(f"{len(source):,} characters; a document may have {LONGEST:,}: split it")
    raw = source.encode("utf-8") if data is None else data
    text = normalise(source)
    if form == "markdown":
        text, front = markdown.plain(text)
        content = replace(content, title=front.title, publisher=front.publisher, published=front.published)
    text = parted(passages.unwrap(simplified(text), source))
    lines = passages.lines(text)
    # Words are looked for in simplified characters in what the title and the labels say, too.
    page = furniture.read(simplified(source), text, lines)
    return Document(
        name,
        source,
        form if form in FORMATS else "text",
        content.encoding,
        len(raw),
        hashlib.sha256(raw).hexdigest(),
        text,
        content.title or page.title,
        content.publisher or page.publisher,
        content.published or page.published,
        content.number or page.number,
        page.dateline,
        page.spans,
        passages.repeats(text, lines) + page.pages,
    )
