"""Encodings: a report's bytes as text, by a ladder that damaged and mixed files climb, too."""

import re
from functools import cache


class DocumentError(Exception):
    """A file that cannot be read as a report; the message says why and what to do."""


MIXED = "utf-8+gb18030"  # what a file is called that holds parts of both
_WIDE_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")  # of UTF-32; the first begins with that of UTF-16
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# First bytes of files that are no text, what they are, and what helps. Source: the specifications of the formats.
_BINARY = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", ""),
    (b"\xff\xd8\xff", "a JPEG picture", ""),
    (b"GIF87a", "a GIF picture", ""),
    (b"GIF89a", "a GIF picture", ""),
    (b"II*\x00", "a TIFF picture", ""),
    (b"MM\x00*", "a TIFF picture", ""),
    (b"%PDF-", "a PDF document", "name it .pdf"),
    (b"PK\x03\x04", "a ZIP archive", "name it .docx or .xlsx if it is one, or unpack it"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file (.doc, .xls, .wps)", "save it as .docx or .xlsx"),
    (b"{\\rtf", "an RTF document", "save it as .docx or .txt"),
    (b"SQLite format 3\x00", "an SQLite database", ""),
    (b"PAR1\x15", "a Parquet table", ""),
    (b"\x1f\x8b\x08", "a gzip archive", "unpack it"),
    (b"BZh", "a bzip2 archive", "unpack it"),
    (b"\xfd7zXZ\x00", "an xz archive", "unpack it"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"),
    (b"\x7fELF", "an ELF program", ""),
    (b"MZ\x90\x00", "a Windows program", ""),
)
_SAMPLE = 50_000  # bytes on either side of the first that is no UTF-8: enough to tell what they are

_compiled = cache(re.compile)  # large classes of characters, which few files need
_ESCAPED = "\udc80-\udcff"  # how Python's surrogateescape keeps bytes that are no UTF-8
_SHORT = "\x80-\x9f\xa1-\u07ff"  # characters of two bytes in UTF-8, as which a pair of bytes of GBK may pass
_WIDE = "\u0800-\ud7ff\ue000-\uffff"
_PASSING = f"[{_WIDE}]"
# A stretch of a line that is no UTF-8, up to a word that is; by chance a character or two may pass for it within GBK.
_STRETCH = (
    f"[{_SHORT}{_ESCAPED}](?:[^\\n\xa0{_WIDE}]++|[{_WIDE}](?![{_WIDE}])|[{_WIDE}]{{2}}(?![{_WIDE}\\x00-\\x7f]))*+"
)
# What in a stretch says that it is no UTF-8: escaped bytes, and Cyrillic or Arabic letters.
_FOREIGN = f"[\u0400-\u07ff{_ESCAPED}]"
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_HAN_PAIR = f"{_HAN}{{2}}"
_HAN_RUN = re.compile("[一-龥]{4,}")
# What Chinese reports hardly know, but a wrong reading is full of: Greek, Cyrillic, kana, bopomofo, private characters.
_STRANGE = "[\u0370-\u04ff\u3040-\u30ff\u3105-\u312f\ue000-\uf8ff]"
_ASCII = re.compile("[\t\n\r -~]")


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a report's bytes; return the text (line ends as they are) and the name of the encoding.

    The ladder: byte order mark; first bytes that tell a binary file; UTF-16 without a mark; UTF-8; lines of UTF-8 and
    GB 18030 in one file ("utf-8+gb18030"); of UTF-8 and GB 18030, with few bad bytes as U+FFFD, what reads as Chinese.
    `encoding` overrides it, and may be a name that the ladder gave for these bytes.
    Raises DocumentError for a binary file, or bytes that do not fit the encoding or read as no Chinese in any.
    """
    if not encoding:
        return _climb(data)
    try:
        return data.decode(encoding), encoding
    except (LookupError, UnicodeError) as error:
        try:
            found = _climb(data)
        except DocumentError:
            found = ("", "")
        if found[1] != encoding:
            raise DocumentError(f"not readable as {encoding}: {error}") from error
        return found


def _climb(data: bytes) -> tuple[str, str]:
    if data[:4] in _WIDE_MARKS and len(data) > 4:
        return data.decode("utf-32", errors="replace"), "utf-32"
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    for start, what, remedy in _BINARY:
        if data.startswith(start):
            raise DocumentError(f"a binary file: {what}, not text" + (f"; {remedy}" if remedy else ""))
    if b"\x00" in data:
        if found := _unmarked(data):
            return found
        raise DocumentError("a binary file, not text (it holds NUL bytes); give a text file or name its --encoding")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", errors="surrogateescape")
        certain = any(_reads(run.group()) for run in _HAN_RUN.finditer(text))
        return _unmarked(data) or (certain and _mixed(text)) or _damaged(data, error.start, certain)
    return _by_chance(data, text) or (text, "utf-8")


def _unmarked(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark: in one order of bytes, and not in the other, nearly all is Chinese or plain."""
    sample = data[: 2 * _SAMPLE]
    shares = {}
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, errors="replace")
        shares[name] = (_known(text) + len(_ASCII.findall(text))) / len(text) if len(text) >= 10 else 0
    best = max(shares, key=lambda name: shares[name])
    return (data.decode(best, errors="replace"), best) if shares[best] > 0.85 else None


def _mixed(text: str) -> tuple[str, str] | None:
    """UTF-8, with other bytes escaped, where these are GB 18030 for certain; None if they are only damage."""
    found = 0

    def read(stretch: re.Match[str]) -> str:
        nonlocal found
        words = stretch.group()
        # The last character that passes for UTF-8 may be the first of a word that is.
        for end in [*(m.start() for m in _compiled(_PASSING).finditer(words)), len(words)][:-3:-1]:
            other = _foreign(words[:end])
            if other:
                found = found if found >= 4 else len(_compiled(_HAN).findall(other))
                return other + words[end:]
        return words

    text = _compiled(_STRETCH).sub(read, text)
    if found < 4:
        return None
    return text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace"), MIXED


def _foreign(words: str) -> str | None:
    """A stretch of escaped bytes as GB 18030, if that reads as Chinese and little of it passes for UTF-8."""
    wide = len(_compiled(_PASSING).findall(words))
    if not _compiled(_FOREIGN).search(words) or _beyond_ascii(words) <= 3 * wide:
        return None
    try:
        other = words.encode("utf-8", errors="surrogateescape").decode("gb18030")
    except UnicodeDecodeError:
        return None
    return other if _reads(other) else None


def _by_chance(data: bytes, text: str) -> tuple[str, str] | None:
    """GB 18030 that passes for UTF-8, as few words may: Cyrillic or Arabic letters, where Chinese ones would be."""
    if text.isascii() or not _compiled(_FOREIGN).search(text) or _compiled(_PASSING).search(text):
        return None
    other = data.decode("gb18030", errors="replace")
    return (other, "gb18030") if _known(other) * 2 == sum(byte > 127 for byte in data) else None


def _damaged(data: bytes, first: int, certain: bool) -> tuple[str, str]:
    """UTF-8 with bad bytes or GB 18030, whichever reads as Chinese around the first byte that is no UTF-8."""
    near = data[max(0, first - _SAMPLE) : first + _SAMPLE]
    readings = {("utf-8", 0): near.decode("utf-8", errors="replace")}
    if not certain:
        readings["gb18030", 0] = near.decode("gb18030", errors="replace")
        if _compiled(_STRANGE).search(readings["gb18030", 0]):  # the file may begin within a character
            readings["gb18030", 1] = near[1:].decode("gb18030", errors="replace")
    # Names may be all of rare characters: then two in a row speak for a reading. UTF-8 where nothing does.
    worth = {reading: (_known(text), bool(_compiled(_HAN_PAIR).search(text))) for reading, text in readings.items()}
    name, skip = max(worth, key=lambda reading: worth[reading])
    known = worth[name, skip][0]
    strange = len(_compiled(_STRANGE).findall(readings[name, skip]))
    text = "\ufffd" * skip + data[skip:].decode(name, errors="replace")
    bad = text.count("\ufffd")
    few = bad * 20 < len(text) or (bad < 5 and bad * 2 <= known)
    if few and (strange < 2 or strange * 3 <= known):
        return text, name
    if certain:
        raise DocumentError("UTF-8 text with too many bytes that are none; convert all of it to UTF-8")
    raise DocumentError("neither UTF-8 nor GB 18030 text; it may be Big5: name its --encoding, or convert it to UTF-8")


def _reads(text: str) -> bool:
    """Say whether most of a text is common characters and marks, and nothing strange."""
    return _known(text) * 2 >= _beyond_ascii(text) and not _compiled(_STRANGE).search(text)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", errors="ignore"))


def _known(text: str) -> int:
    """Count the common characters and marks of a text."""
    return sum(map(_common().__contains__, text))


@cache
def _common() -> frozenset[str]:
    """What Chinese texts are made of: marks and the first level of GB 2312, the first level of Big5."""
    simplified = bytes(b for high in (0xA1, 0xA3, *range(0xB0, 0xD8)) for low in range(0xA1, 0xFF) for b in (high, low))
    lows = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(b for high in range(0xA4, 0xC6) for low in lows for b in (high, low))
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore") + "\xa0\u2002")
