"""HTML: a saved web page as the text of its report, with what meta tags, info boxes and labels say of it.

In: the page's bytes. Out: a Content. `layout` shows the page as a browser does, `body` finds the report in it.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice
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
    stated = _stated(page)
    prune(page)
    layout = Layout(
        page, frozenset(outer for table in page.iter("table") for outer in islice(table.iterancestors("table"), 1))
    )
    main, around = chosen(page, layout)
    shown = [line.text for line in layout.lines]
    text = [shown[i] for i in range(main.start, main.end) if not around[i]] or shown
    above = shown[max(main.start - 60, 0) : main.start]
    fields = _fields(shown[main.end :][:10]) | _fields([*above, *text[: 15 if above else 40]])
    dated = [line for line in above[:-9:-1] if DATE.match(normalise(line)) and "星期" not in line]
    return Content(
        "\n".join(text),
        used,
        _title(page, stated, fields),
        _publisher(stated, fields),
        _published([stated["published"], fields.get("published"), fields.get("made"), *dated]),
        fields.get("number", ""),
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


def _title(page: Any, stated: dict[str, str], fields: dict[str, str]) -> str:
    """The report's title: as stated, as the heading above it, as labelled, else of the window without the site's."""
    shown = BLANK.sub("", stated["page"])
    headings = ["".join(line.text for line in Layout(h1).lines) for h1 in page.iter("h1")]
    headings = [h for h in headings if h and h != stated["site"] and not _WEBSITE.search(h)]
    heading = next((h for h in headings if BLANK.sub("", h) in shown), headings[0] if headings else "")
    for title in (stated["title"], heading, fields.get("title"), stated["shared"]):
        if title:
            return title
    pieces = [p for p in _SITES.split(stated["page"]) if p and p != stated["site"] and p.lower() not in _UNTITLED]
    own = [p for p in pieces if not _SITE_END.search(p)] or [p for p in pieces if not _NAME_END.search(p)]
    return own[0] if own and own[0] == pieces[0] else max(own, key=len, default="")


def _publisher(stated: dict[str, str], fields: dict[str, str]) -> str:
    """Who issued the text: an office rather than a site, the site itself at last."""
    source = _value("source", stated["publisher"])
    author = stated["author"] if _OFFICE.search(stated["author"]) else ""
    named = [name for name in (source, fields.get("issuer"), fields.get("source"), author) if name]
    named.sort(key=lambda name: name == stated["site"] or bool(_WEBSITE.search(name)))
    return next(iter(named), stated["site"])


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
