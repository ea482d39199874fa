"""Documents: a file as decoded text, with what its title, page furniture and signature say of it."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from indicators.text import Span, normalise, sentences

TEXT_SUFFIXES = (".txt", ".text", ".md")
# Formats that are no plain text, though decoding them may succeed.
_OTHER = frozenset((".html", ".htm", ".mht", ".rtf", ".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".ppt", ".pptx"))

# Labels that government sites print around a report (GB/T 33476 names most of them).
_KEYS = {
    "title": "标题|名称|信息名称|文件名称",
    "published": "发布时间|发布日期|发文日期|成文日期|公开日期|生成日期|印发日期|发文时间|成文时间|时间|日期",
    "publisher": "发布机构|发文机关|发文单位|发布单位|公开单位|信息来源|来源|来 源|作者",
    "number": "文号|发文字号|文件编号|公文文号",
    "other": "索引号|主题分类|信息分类|主题词|浏览次数|点击数|点击率|阅读次数|访问量|效力属性|有效性|效力状态|概述"
    "|内容概述|体裁分类|组配分类|服务对象|责任编辑|编辑|字号|字体|打印|分享到|分享|公开方式|公开范围|审核|废止日期",
}
# A label stands at the line's start or after a blank; with its colon it may also follow the value before.
_KEY = re.compile(
    r"(?:(?:(?<=\s)|^|(?<=[•·|]))[•·|\s]*|(?=[一-龥]{3,4}:))\[?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _KEYS.items())
    + r")(?:\]?\s*[:=]|(?=\s|$))"
)
_VALUED = set("|".join(_KEYS.values()).split("|")) - set(
    ["浏览次数", "点击数", "阅读次数", "字号", "字体", "打印", "分享到", "分享"]
)
_DATE = re.compile(r"((?:19|20)[0-9]{2})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})\s*日?")
_DAY_FIRST = re.compile(r"(?<![0-9.])([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})(?![0-9])")
_STAMP = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_CHINESE_YEAR = re.compile(r"[一二][零〇○0-9一二三四五六七八九]{3}年")
_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
# The moment that a census counts at.
_CENSUS = re.compile(r"((?:19|20)[0-9]{2})年[0-9]{1,2}月[0-9]{1,2}日零时")
_NUMBER = re.compile(r"[一-龥]{2,12}(?:\[[0-9]{4}\]|\((?:19|20)[0-9]{2}\))\s*第?[0-9]+号")
_TITLE = re.compile(
    r"(?:报告|公报|总结|通知|意见|方案|规划|纲要|综述|情况|计划|答复|办法|决定|要点|讲话|函|简介|概况|预算|决算|报|概述|复函|说明|建议|工作)[))\]》]?$"
)
# A title that scraping has run into the text after it.
_RUN_ON = re.compile(
    r"\s*[^。;,:!\n]{4,48}?(?:公报|工作报告|的报告|工作总结|实施方案|发展规划|的通知|的意见)(?!》|会|材料|精神)(?=[0-9\[(]|.*。)"
)
_CHROME = re.compile(
    r">|<<|>>|[=|]|^(?:list|首页|(?:您的?|您现在的?)?(?:当前)?位置|您的位置|打印|关闭|字号|分享|上一篇|下一篇|返回)"
)
_PROPER = re.compile(r"[一-龥]{4,}")
_SIGNATURE = re.compile(r"^[一-龥 ]{4,30}$")
_ITEM = re.compile(
    r"[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章节部]|\([一二三四五六七八九十]+\)|[0-9]+[.、]"
)
# A report that speaks of 今年 is of the last year that it names.
_STOPS = re.compile(r"[。!！?？:;]\s*$")
_WORDY = re.compile(r"今年|本年度|一年来")
# A passage shorter than this (characters without blanks) may stand twice by chance: a table's cell, a caption.
_REPEAT = 20


class DocumentError(Exception):
    """A file that cannot be read as a report; the message says why and what to do."""


@dataclass
class Document:
    """A report: `source` as decoded, `text` normalised (the same length), and what is known of it."""

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
    furniture: list[Span] = field(default_factory=list)
    repeated: list[Span] = field(default_factory=list)

    def skipped(self, offset: int) -> bool:
        """Say whether the offset lies in page furniture or in a passage that only repeats an earlier one."""
        return any(s.start <= offset < s.end for spans in (self.furniture, self.repeated) for s in spans)

    @cached_property
    def year(self) -> int | None:
        """The year that the report speaks of: the title's, else that of its publication, as far as the text bears it out.

        A site may publish a report years later: where the text's last years lie two years or more before the date
        of publication, the latest year that it names more than once counts.
        """
        m = re.search(r"((?:19|20)[0-9]{2})(?:年|度|-)(?!.*(?:19|20)[0-9]{2}年)", _plain_years(normalise(self.title)))
        if m:
            return int(m[1])
        published = self.published.year if self.published else None
        named = self._named_years()
        limit = published or max(named, default=0)
        known = [y for y, n in named.items() if y <= limit and n > 1] or [y for y in named if y <= limit]
        latest = max(known, default=None)
        if published is None or (latest is not None and latest <= published - 2):
            return latest if latest is not None and (published or self._dated(latest)) else published
        return published

    @cached_property
    def result_year(self) -> int | None:
        """The year of the results, where it is not the report's own: a work report speaks of the year before.

        2020年预算执行情况和2021年预算草案的报告 → 2020; 2021年政府工作报告 → 2020; a page published in the first
        months of a year whose figures are of the year before.
        """
        title, year = normalise(self.title), self.year
        m = re.search(
            r"((?:19|20)[0-9]{2})年[^年]*(?:执行情况|完成情况|落实情况|工作总结|工作情况)[^年]*(?:19|20)[0-9]{2}年",
            title,
        )
        if m:
            return int(m[1])
        if year is None:
            return None
        if census := _CENSUS.search(self.text):
            return int(census[1])
        named = self._named_years()
        if str(year) in title:
            report = (
                "工作报告" in title and named[year - 1] > 0 and not re.search(f"{year}年工作(?:回顾|总结)", self.text)
            )
            return year - 1 if report else None
        if (
            self.published
            and self.published.year == year
            and self.published.month <= 4
            and named[year - 1] > named[year]
        ):
            return year - 1
        return None

    def _named_years(self) -> Counter[int]:
        return Counter(
            int(y) for y in re.findall(r"(?<![0-9])(?<![,。;:\s]到)((?:19|20)[0-9]{2})年", _plain_years(self._body()))
        )

    def _body(self) -> str:
        """The text below the page furniture and without the dates of its publication."""
        at = max((s.end for s in self.furniture), default=0)
        return _DATE.sub("", self.text[at:])

    def _dated(self, year: int) -> bool:
        """Say whether a year carries a report without a date: it is named in the opening, or most of all years."""
        named = self._named_years()
        return (
            str(year) in _plain_years(self.text[:400])
            or named[year] * 2 > named.total()
            or _WORDY.search(self.text[:600]) is not None
        )


def _plain_years(text: str) -> str:
    """Write years in Arabic digits: 二〇〇四年, 二00四年."""
    return _CHINESE_YEAR.sub(lambda m: m.group().translate(_DIGITS), text)


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a report's bytes; return the text (line ends as they are) and the name of the encoding.

    The ladder: byte order mark, NUL check, UTF-8, UTF-8 with few bad bytes, GB 18030. `encoding` overrides it.
    Raises DocumentError for a binary file or bytes that do not fit the encoding.
    """
    if encoding:
        try:
            return data.decode(encoding), encoding
        except (LookupError, UnicodeError) as error:
            raise DocumentError(f"not readable as {encoding}: {error}") from error
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    if b"\x00" in data:
        raise DocumentError("a binary file, not text (it holds NUL bytes); give a text file or name its --encoding")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", errors="replace")
    if lenient.count("\ufffd") * 20 < len(lenient):
        return lenient, "utf-8"
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    if text.count("\ufffd") * 20 < len(text) and re.search("[一-龥]{4}", text):
        return text, "gb18030"
    raise DocumentError("neither UTF-8 nor GB 18030 text; name its --encoding or convert it to UTF-8")


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
    text = _unwrap(normalise(source))
    document = Document(name, source, encoding, len(raw), hashlib.sha256(raw).hexdigest(), text)
    lines = _lines(document.text)
    _read_furniture(document, lines)
    head = _DAY_FIRST.sub(r"\3-\2-\1", document.text[:240])  # 26.01.2016
    if document.published is None and (m := _DATE.search(head)):
        _set(document, "published", m.group())  # (2021年3月5日在…会议上)
    if not document.title:
        document.title = _find_title(document, lines)
    _read_signature(document, lines)
    if not document.number and (m := _NUMBER.search(document.text[:3000])):
        document.number = source[m.start() : m.end()]
    document.repeated = _repeats(document.text, lines)
    return document


def _unwrap(text: str) -> str:
    """Turn line ends that break a paragraph at a fixed width into blanks; everything else keeps its lines.

    A text is wrapped where most of its longer lines have one width and end in the middle of a sentence.
    """
    lines = text.split("\n")
    widths = Counter(len(line.rstrip()) for line in lines if len(line.strip()) > 15)
    if not widths:
        return text
    width = max(widths, key=lambda w: sum(widths[w + d] for d in (-1, 0, 1)))
    full = sum(widths[width + d] for d in (-1, 0, 1))
    open_ended = sum(
        not _STOPS.search(line) for line in lines if abs(len(line.rstrip()) - width) <= 1 and len(line.strip()) > 15
    )
    if not 18 <= width <= 90 or full < 6 or full * 2 < widths.total() or open_ended * 2 < full:
        return text
    parts = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        soft = abs(len(line.rstrip()) - width) <= 2 and following.strip() and not re.match(r"\s{2,}", following)
        parts.append(line + (" " if soft else "\n"))
    return "".join(parts)[:-1]


def _lines(text: str) -> list[Span]:
    return [Span(*m.span()) for m in re.finditer(r"[^\n\r]+", text) if m.group().strip(" \t?")]


def _read_furniture(document: Document, lines: list[Span]) -> None:
    """Take the labelled fields of the first lines; the label's value may stand on the next line."""
    waiting = ""
    for line in lines[:40]:
        text = document.text[line.start : line.end]
        keys = list(_KEY.finditer(text)) if len(text) < 400 else []
        lead = _STAMP.sub("", text[: keys[0].start()]).strip(" ??•·|") if keys else ""
        if keys and (lead == "" or (len(text) < 90 and _DATE.match(lead))):
            document.furniture.append(line)
            waiting = ""
            for i, key in enumerate(keys):
                end = keys[i + 1].start() if i + 1 < len(keys) else len(text)
                value = document.source[line.start + key.end() : line.start + end].strip(" ::= \t??•\xa0")
                if i == 0 and lead and _DATE.match(lead):
                    _set(document, "published", lead)
                if value:
                    _set(document, str(key.lastgroup), value)
                else:  # the value stands on the next line
                    waiting = str(key.lastgroup) if key.group().strip() in _VALUED else ""
        elif waiting and len(text) < 80 and "。" not in text:
            document.furniture.append(line)
            _set(document, waiting, document.source[line.start : line.end].strip())
            waiting = ""
        elif waiting:
            waiting = ""
        elif m := re.search(_KEYS["published"], text):  # a title and its date run together on one line
            if len(text) < 120 and "。" not in text:
                _set(document, "published", text[m.end() :])


def _set(document: Document, key: str, value: str) -> None:
    if key == "published":
        m = _DATE.search(normalise(value))
        if m and document.published is None:
            try:
                document.published = date(int(m[1]), int(m[2]), int(m[3]))
            except ValueError:
                return
    elif key == "number":
        if value.endswith("号"):
            document.number = document.number or value
    elif key in ("title", "publisher") and _PROPER.search(value) and not getattr(document, key):
        setattr(document, key, value)


def _find_title(document: Document, lines: list[Span]) -> str:
    """The first of the opening lines that ends like a title, else the first that has no sentence in it."""
    plain = ""
    if lines and (m := _RUN_ON.match(document.text, lines[0].start, lines[0].end)):
        return document.source[m.start() : m.end()].strip()
    for line in lines[:15]:
        if line in document.furniture:
            continue
        shown = document.source[line.start : line.end].strip(" \t??•\xa0　")
        text = normalise(shown)
        if not 4 <= len(text) <= 90 or re.search("[。;]|,$", text) or _CHROME.search(text) or _ITEM.match(text):
            continue
        if _TITLE.search(re.sub(r"\(.{1,12}\)$", "", text)):
            return shown
        plain = plain or (shown if not text.endswith(":") else "")
    return plain


def _read_signature(document: Document, lines: list[Span]) -> None:
    """A date alone on one of the last lines, under the name of who signs."""
    for i in range(len(lines) - 1, max(len(lines) - 12, 0), -1):
        text = document.text[lines[i].start : lines[i].end].strip()
        m = _DATE.fullmatch(text)
        if not m:
            continue
        if document.published is None:
            _set(document, "published", text)
        above = document.text[lines[i - 1].start : lines[i - 1].end].strip()
        if not document.publisher and _SIGNATURE.match(above):
            document.publisher = re.sub(" +", " ", above)
        return
    head = [document.text[s.start : s.end].strip() for s in lines[:4]]
    for text in head:
        if not document.publisher and re.fullmatch(r"[一-龥]{2,20}(?:局|厅|委|委员会|政府|办公室|部|院)", text):
            document.publisher = text


def _repeats(text: str, lines: list[Span]) -> list[Span]:
    """Passages that only repeat an earlier one: runs of lines and single sentences, blanks left aside."""
    found: list[Span] = []
    keys = [re.sub(r"[\s?]+", "", text[s.start : s.end]) for s in lines]
    first: dict[str, int] = {}
    i = 0
    while i < len(lines):
        j = first.get(keys[i])
        n = 0
        if j is not None:
            while i + n < len(lines) and j + n < i and keys[i + n] == keys[j + n]:
                n += 1
            if sum(len(k) for k in keys[i : i + n]) >= _REPEAT * 2 or (n and len(keys[i]) >= _REPEAT):
                found.append(Span(lines[i].start, lines[i + n - 1].end))
                i += n
                continue
        first.setdefault(keys[i], i)
        i += 1
    seen: set[str] = set()
    for s in sentences(text):
        key = re.sub(r"[\s?]+", "", text[s.start : s.end])
        if len(key) >= _REPEAT and key in seen:
            found.append(s)
        seen.add(key)
    return found
