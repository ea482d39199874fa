"""Encodings: a report's bytes as text, by a ladder that damaged files climb, too."""

import re


class DocumentError(Exception):
    """A file that cannot be read as a report; the message says why and what to do."""


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
