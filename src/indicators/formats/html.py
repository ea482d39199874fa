"""HTML: a saved web page as the text of its report, with what meta tags, info boxes and labels say of it.

In: the page's bytes. Out: a Content. `layout` shows the page as a browser does, `body` finds the report in it.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice, takewhile
from typing import Any

from lxml import etree, html

from indicators.encodings import DocumentError, decode
from indicators.formats import Content
from indicators.formats.body import chosen
from indicators.formats.layout import BLANK, KINDS, LABEL, LABELS, PAGES, Layout, prune
from indicators.furniture import DATE
from indicators.text import normalise

_META: dict[str, list[str]] = PAGES["meta"]
_BIG5: dict[str, list[str]] = PAGES["big5"]
_EMPTY = frozenset(PAGES["values"]["empty"])
_UNTITLED = frozenset(PAGES["values"]["untitled"])
_WEBSITE = re.compile(PAGES["values"]["website"])
_SITE_END = re.compile(PAGES["values"]["site_end"])
_NAME_END = re.compile(f"{_WEBSITE.pattern}|{PAGES['values']['office']}")
_OFFICE = re.compile(PAGES["values"]["office"])
_PAPER = re.compile(PAGES["values"]["paper"])
_IDS: dict[str, list[str]] = PAGES["ids"]

_DECLARED = re.compile(rb"<(?:meta[^>]{0,400}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_WELL_FORMED = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_HAN = re.compile("[一-龥]")

# What libxml2 takes otherwise than browsers: it stops at </html>, and has no </br> and no </p> without its <p>.
_ENDS = re.compile(r"</(?:body|html)\s*>", re.I)
_BREAKS = re.compile(r"</br\s*/?>|(?<=</p>)(?=\s*[^<\s])", re.I)
_INLINE = re.compile(r"</?(?:font|span|b|i|u|strong|em|a|center|small|big)(?:\s[^<>]*)?>", re.I)
_ANY_LABEL = re.compile(rf"({LABELS})\s*[:：]")
_ALONE = re.compile(rf"[\[【]?\s*({LABELS})\s*[\]】]?\s*([:：]?)")
_VALUE_END = re.compile(r"\s{2,}|[\t|　\xa0]|[\[【(（](?:字|大|打|点)")
_DOCUMENT = re.compile(r"[一-龥]{2,14}\s*[〔\[（(【]\s*(?:19|20)[0-9]{2}\s*[〕\]）)】]\s*第?\s*[0-9]+\s*号")
# What is no title though it stands above the text: sentences, items, subtitles, addresses.
_UNTITLING = re.compile(r"[。；;\t]|[：:，,、]$|^在.+上$|文件$|^[—\-(（【\[]|^[一二三四五六七八九十]+、|https?:|www\.")
# What a section begins with: some programs write each of its headings as the first of a page.
_SECTION = re.compile("(?:第|[(（])?[一二三四五六七八九十]+[、)）章节编部]|[0-9]+[.、]")
_EXACT = re.compile("[0-9]|关于")  # in the title of one report rather than of a column or a site
_BEGUN = re.compile(
    r"关于(?:印发|转发|下达|公布|做好|加快|推进|开展|进一步)?[^。；\t]{0,12}(?<!通知|意见|报告|方案|决定|办法)$"
)
_GOES_ON = re.compile(r"^在|[,;]|:\s*$")  # after a day that begins a sentence
_TODAY = re.compile("星期|周[一二三四五六日]|今天|现在|当前|打印时间")  # the day of the visit
# An office that may issue a report, and what stands around its name in a line: the day and the time.
_ISSUES = re.compile(rf"^[一-龥]{{4,}}{_OFFICE.pattern}")
_FIRST = 6  # lines of a text among which the one with source and date may be
_SHORTEST, _LEAD = 5, 80  # characters of a title at least, of a line above the text at most
_MARGIN = " :：|_-·"  # around a window's title
_MOMENT = re.compile(rf"(?:发布于|发表于)|{DATE.pattern}|[0-9]+:[0-9]+(?::[0-9]+)?")
_CLOCK = re.compile("[0-9]{1,2}:[0-9]{2}")
_PACKED = re.compile(r"\s*((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?=[0-9]{6}\b|[^0-9]|$)")
_SITES = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|--+|[-–—](?=[^-–—0-9]+$)")


def read(data: bytes, encoding: str | None = None) -> Content:
    """Read the bytes of a saved page; `encoding` goes before what the page declares.

    A page without text gives an empty one. Raises DocumentError for bytes that are no text, and for elements nested
    too deep. Meta tags are those of 国办发〔2017〕47号 and of content systems, labels those of GB/T 33476.
    """
    source, used = _decoded(data, encoding)
    page = _parsed(source)
    if page is None:
        return Content("", used)
    stated, by_id = _stated(page), _by_id(page)
    prune(page)
    layout = Layout(
        page, frozenset(outer for table in page.iter("table") for outer in islice(table.iterancestors("table"), 1))
    )
    main, around = chosen(page, layout)
    shown = [line.text for line in layout.lines]
    text = [shown[i] for i in range(main.start, main.end) if not around[i]] or shown
    above = shown[max(main.start - 60, 0) : main.start]
    below = shown[main.end :][:10]
    fields = _fields(below) | _fields([*above, *shown[main.start : main.end][: 15 if above else 40]]) | by_id
    # The lines above the first sentence, within the block of the text or not, say most of what is known of it.
    head = [line for line, aside in zip(shown[: main.start], around, strict=False) if not aside][-60:]
    opening = list(takewhile(lambda line: len(line) < _LEAD and "。" not in line, text[:8]))
    head += opening
    number = next((line for line in [*above[::-1], *opening] if _DOCUMENT.fullmatch(line)), "")
    told = [line for line in text[:_FIRST] if _tells_all(line)]
    nearby = [*above[:-9:-1], *told, *opening, *(line for line in below if _PAPER.search(line))]
    paper = next((m[0] for line in nearby if _tells_day(line) and (m := _PAPER.search(line))), "")
    return Content(
        "\n".join([*(line for line in text[:_FIRST] if line not in told), *text[_FIRST:]]),
        used,
        _title(page, stated, fields, head),
        _publisher(stated, fields, paper or _signed(head)),
        _published([stated["published"], fields.get("published"), fields.get("made"), *filter(_tells_day, nearby)]),
        fields.get("number", "") or BLANK.sub("", number),
    )


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    """Decode a page: by the user's word, as the Big5 that it declares, else as what the bytes are, which do not lie."""
    m = _DECLARED.search(data, 0, 65536)
    declared = m[1].decode("latin-1").lower() if m and not encoding else ""
    if declared in _BIG5 and sum(map(len, _WELL_FORMED.findall(data))) * 2 < len(_HIGH.findall(data)):
        for codec in _BIG5[declared]:
            try:
                return decode(data, codec)[0], _BIG5[declared][0]
            except DocumentError:
                pass  # GB 2312 text uses places that are empty in Big5
    try:
        return decode(data, encoding)
    except DocumentError:
        if encoding or data.rstrip(b"\x00").count(0) * 20 > len(data):
            raise
        return decode(data.replace(b"\x00", b""))  # stray ones are shown as nothing


def _parsed(source: str) -> Any:
    """Parse a page into a tree; None where nothing is in it."""
    source = _BREAKS.sub("<br>", _ENDS.sub("", source))
    for text in (source, _INLINE.sub("", source)):  # hundreds of <font> without </font> are no depth
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        try:
            page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except etree.ParserError:
            page = None
        if not any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
            return page
    raise DocumentError("a page with elements nested too deep; open it in a browser and save its text")


def _stated(page: Any) -> dict[str, str]:
    """What meta tags say by kind, and as `page` the title of the window."""
    tags: dict[str, str] = {}
    for tag in page.iter("meta"):
        name = tag.get("name") or tag.get("property") or tag.get("itemprop") or ""
        value = BLANK.sub(" ", tag.get("content", "")).strip()
        if value and value.lower() not in _EMPTY:
            tags.setdefault(name.strip().lower(), value)
    found = {kind: next((tags[name] for name in names if name in tags), "") for kind, names in _META.items()}
    return found | {"page": BLANK.sub(" ", page.findtext(".//title") or "").strip()}


def _by_id(page: Any) -> dict[str, str]:
    """The values of elements whose ids say what they hold."""
    found = {kind: page.xpath("//*[@id=$name]", name=name) for kind, names in _IDS.items() for name in names}
    return {kind: words for kind, some in found.items() if some and (words := (some[0].text or "").strip())}


def _fields(lines: Iterable[str]) -> dict[str, str]:
    """The labelled values in lines of a page, the first of each kind; a value may stand in the next cell or line."""
    found: dict[str, str] = {}
    waiting = ""
    for line in lines:
        cells = line.split("\t") if len(line) < 300 and "。" not in line else [""]
        for cell in cells:
            alone, m = _ALONE.fullmatch(cell.strip()), LABEL.search(cell)
            if alone and (alone[2] or len(cells) > 1):
                waiting = KINDS[BLANK.sub("", alone[1])]
                continue
            pieces = _ANY_LABEL.split(cell[m.start() :])[1:] if m else [waiting, cell] if waiting else []
            waiting = ""
            for label, words in zip(pieces[::2], pieces[1::2], strict=True):
                kind = KINDS.get(BLANK.sub("", label), label)
                if value := _value(kind, words):
                    found.setdefault(kind, value)
                elif not words.strip():
                    waiting = kind
    return found


def _value(kind: str, words: str) -> str:
    """What the words after a label say; empty where they are no value of its kind."""
    if kind == "number":
        return BLANK.sub("", m.group()) if (m := _DOCUMENT.search(words)) else ""
    if kind in ("published", "made"):
        return words if DATE.search(normalise(words)) else ""
    value = _VALUE_END.split(words.strip())[0].strip("[]【】()（）《》“”|·,，;； ")
    if kind in ("issuer", "source"):
        value = value.split(" ")[0]
    return value if len(value) <= 90 and _HAN.search(value) and value not in _EMPTY else ""


def _title(page: Any, stated: dict[str, str], fields: dict[str, str], head: list[str]) -> str:
    """The report's title: as stated, as the heading above it, as labelled, else of the window without the site's."""
    shown = BLANK.sub("", stated["page"])
    headings = ["".join(line.text for line in Layout(h1).lines) for h1 in page.iter("h1")]
    headings = [h for h in headings if h and h != stated["site"] and not (_WEBSITE.search(h) or _SECTION.match(h))]
    heading = next((h for h in headings if BLANK.sub("", h) in shown), headings[0] if headings else "")
    for title in (stated["title"], heading, fields.get("title"), stated["shared"], _of_window(stated["page"], head)):
        if title:
            return title
    pieces = [p for p in _SITES.split(stated["page"].strip(_MARGIN)) if p and p != stated["site"]]
    pieces = [p for p in pieces if p.lower() not in _UNTITLED and not _PAPER.fullmatch(p)]
    own = [p for p in pieces if not _SITE_END.search(p)]
    line = _heading(head)
    if line and (not own or (_EXACT.search(line) and not any(map(_EXACT.search, own)))):
        return line
    own = own or [p for p in pieces if not _NAME_END.search(p)]
    return own[0] if own and own[0] == pieces[0] else max(own, key=len, default="")


def _of_window(window: str, head: list[str]) -> str:
    """The longest of the lines above the text that the window's title has, too; it may stand on several lines."""
    runs = ["".join(head[i : i + n]) for i in range(len(head)) for n in (3, 2)]
    runs = [run for run in runs if run in window] + [s for s in head if BLANK.sub("", s) in BLANK.sub("", window)]
    return max(filter(_titles, runs), key=len, default="")


def _heading(head: list[str]) -> str:
    """The line above the text that stands over the one with source and date, or below a newspaper's or a number's."""
    told = next((i for i in range(len(head) - 1, -1, -1) if _tells(head[i])), -1)
    places = list(range(told - 1, max(told - 4, -1), -1))
    if told >= 0 and (_PAPER.search(head[told]) or _DOCUMENT.fullmatch(head[told])):
        places += range(told + 1, min(told + 4, len(head)))
    found = next((i for i in places if _titles(head[i])), -1)
    if found < 0:
        return ""
    above = head[found - 1] if found else ""
    parted = _BEGUN.search(above) or (head[found].startswith("关于") and _OFFICE.search(above) and "\t" not in above)
    return (above if parted else "") + head[found]


def _tells(line: str) -> bool:
    """Say whether a line above a text tells of it: its source, day or number."""
    return bool(LABEL.search(line) or _DOCUMENT.fullmatch(line)) or _tells_day(line)


def _titles(line: str) -> bool:
    """Say whether a line may be a title."""
    fits = _SHORTEST <= len(line) <= _LEAD and _HAN.search(line)
    return bool(fits and not _tells(line) and not (_UNTITLING.search(line) or _NAME_END.search(line)))


def _tells_day(line: str) -> bool:
    """Say whether a line above a text tells its day: alone or with an office, a clock, a label, a newspaper."""
    m = DATE.search(words := normalise(line)) if len(line) <= _LEAD * 2 and "。" not in line else None
    if not m or _GOES_ON.search(words[m.end() :]):
        return False
    if _PAPER.search(words):
        return True
    before, after = words[: m.start()].strip("( "), words[m.end() :].strip(") ")
    alone = not before or (not after and _ISSUES.search(before))
    return not _TODAY.search(words) and bool(alone or _CLOCK.search(words) or LABEL.search(words))


def _tells_all(line: str) -> bool:
    """Say whether a line tells day and source and no more: nothing of the text, even within its block."""
    if not (_tells_day(line) and (label := LABEL.search(line))):
        return False
    return len(_ANY_LABEL.findall(line)) > 1 or bool(DATE.search(normalise(line[: label.start()])))


def _publisher(stated: dict[str, str], fields: dict[str, str], signed: str) -> str:
    """Who issued the text: an office rather than a site, the site itself at last."""
    source = _value("source", stated["publisher"])
    authors = (name for name in (stated["author"], fields.get("author", "")) if _OFFICE.search(name))
    named = [name for name in (source, fields.get("issuer"), fields.get("source"), *authors, signed) if name]
    named.sort(key=lambda name: name == stated["site"] or bool(_WEBSITE.search(name)))
    return next(iter(named), stated["site"])


def _signed(head: list[str]) -> str:
    """The office that stands alone, or with nothing but the day, in one of the last lines above the text."""
    titled = next((i for i in range(len(head) - 1, -1, -1) if _titles(head[i])), len(head))
    names = [_MOMENT.sub(" ", line).split() for line in head[titled + 1 :]]
    return next((n[0] for n in names if n and all(len(w) <= 20 and _ISSUES.search(w) for w in n)), "")


def _published(values: Iterable[str | None]) -> date | None:
    """The first of the values that is a date or begins with one; one that no calendar has is none."""
    for value in values:
        words = normalise(value or "")
        m = _PACKED.match(words) or (DATE.search(words) if len(words) < 90 and "。" not in words else None)
        try:
            if m:
                return date(int(m[1]), int(m[2]), int(m[3]))
        except ValueError:
            continue
    return None
