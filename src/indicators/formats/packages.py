"""Packages: the zip archives that Office files are, checked before anything in them is parsed; elements of their XML.

In: the bytes of a file. Out: nothing, or a DocumentError for what is no such archive or was made to do harm. ECMA-376,
part 2, says what a package is; that no part of one may declare a document type stands there as well (8.1.4).
"""

import re
import zlib
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from indicators.encodings import DocumentError

MOST_BYTES = 200 << 20  # that all members may unpack to
MOST_MEMBERS = 10_000
_MOST_RATIO = 100  # unpacked to packed; text comes to 30, empty cells of a sheet to 60
_SMALL = 10 << 20  # bytes that do no harm whatever their ratio
_CHUNK = 1 << 20

# what → the folder of its parts, and the program that saves it.
_KINDS = {"docx": ("word/", "Word"), "xlsx": ("xl/", "Excel")}
_MAGIC_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2
_ENTRY = b"PK\x01\x02"  # each entry of a zip's directory begins so (APPNOTE 4.3.12)
# Streams of an OLE file, as its directory names them: those of a file with a password ([MS-OFFCRYPTO] 1.3).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LEAD = b"\xef\xbb\xbf\xff\xfe \t\r\n"  # marks of byte order and blanks
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([^\"']*)")
# In these a `<` is the byte of ASCII, once the NULs of UTF-16 are out; in UTF-7 or EBCDIC it could hide.
_PLAIN = re.compile(rb"(?i)utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|iso-8859-1|gbk|gb2312|gb18030|windows-125[0-8]")

# Characters that are not seen: soft hyphens, joiners, marks of direction and byte order.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"))


def check(data: bytes, what: str) -> None:
    """Refuse bytes that are no sound package of the kind `what`, docx or xlsx; nothing is kept unpacked.

    Raises DocumentError for another kind of file, a password, a damaged archive, one that unpacks to far more than it
    is, and for an XML part that declares a document type or entities.
    """
    folder, program = _KINDS[what]
    if data.startswith(_MAGIC_OLE):
        if _ENCRYPTED in data:
            raise DocumentError(f"a .{what} file with a password; remove the password in {program}")
        raise DocumentError(
            f"an old .{what[:3]} file or one with a password; save it as .{what} without a password in {program}"
        )
    if not data.startswith(b"PK"):
        raise DocumentError(f"not a .{what} file (no zip archive); open it in {program} and save it as .{what}")
    if data.count(_ENTRY) > MOST_MEMBERS:
        raise DocumentError(f"an archive of more than {MOST_MEMBERS} files: refused")
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _weigh(members, len(data))
            _recognise([m.filename for m in members], what, folder)
            for member in members:
                _scan(archive, member)
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise DocumentError(f"a cut off or damaged .{what} file ({error}); get it again from its source") from error


def _weigh(members: list[ZipInfo], size: int) -> None:
    """Refuse by what the directory declares: nothing is unpacked for it."""
    if len(members) > MOST_MEMBERS:
        raise DocumentError(f"an archive of more than {MOST_MEMBERS} files: refused")
    if any(m.flag_bits & 1 for m in members):
        raise DocumentError("an archive with a password; remove the password")
    total = sum(m.file_size for m in members)
    if total > MOST_BYTES:
        raise DocumentError(f"it unpacks to {total >> 20} MB, more than {MOST_BYTES >> 20} MB: refused")
    for unpacked, packed in [(total, size), *((m.file_size, m.compress_size) for m in members)]:
        if unpacked > _SMALL and unpacked > packed * _MOST_RATIO:
            raise DocumentError(f"it unpacks to more than {_MOST_RATIO} times its size: refused")


def _recognise(names: list[str], what: str, folder: str) -> None:
    for other, (theirs, _) in _KINDS.items():
        if other != what and any(n.startswith(theirs) for n in names) and not any(n.startswith(folder) for n in names):
            raise DocumentError(f"a .{other} file with another name; name it .{other}")
    if "[Content_Types].xml" not in names or not any(n.startswith(folder) for n in names):
        raise DocumentError(f"a zip archive, but not a .{what} file; unpack it and give the files in it")


def _scan(archive: ZipFile, member: ZipInfo) -> None:
    """Read an XML part to its end, a piece at a time; other members are only looked at."""
    with archive.open(member) as part:  # gives no more than the directory declares, and then compares the checksum
        piece = part.read(_CHUNK)
        head = piece[:1000].replace(b"\0", b"").lstrip(_LEAD)
        if not head.startswith(b"<") and not member.filename.lower().endswith((".xml", ".rels")):
            return
        encoding = _ENCODING.match(head)
        if head and (not head.startswith(b"<") or (encoding and not _PLAIN.fullmatch(encoding[1]))):
            raise DocumentError(f"{member.filename} is in an encoding that Office does not write: refused")
        kept = b""
        while piece:
            kept = kept[-20:] + piece.replace(b"\0", b"")
            if _DECLARED.search(kept):
                raise DocumentError(f"{member.filename} declares a document type or entities: refused")
            piece = part.read(_CHUNK)


def tag(node: Any) -> str:
    """Return the name of an element without its namespace, of which a part may use either of two (strict or not)."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""  # a comment has no name


def child(node: Any, *path: str) -> Any:
    """Return the first descendant by a path of names, or None."""
    for name in path:
        node = next((n for n in node if tag(n) == name), ())
    return None if isinstance(node, tuple) else node


def value(node: Any, *path: str, of: str = "val") -> str:
    """Return an attribute of the node or of a descendant, empty where there is none."""
    found = child(node, *path)
    named = found.attrib.items() if found is not None else ()
    return next((str(v) for k, v in named if k.rpartition("}")[2] == of), "")


def is_on(node: Any, *path: str) -> bool | None:
    """Say whether a property is on, None where nothing is said of it."""
    return None if child(node, *path) is None else value(node, *path) not in ("0", "false", "off")


def number(text: str, default: int) -> int:
    """Return the number that an attribute gives, the default where it gives none."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else default


def related(source: Any, kind: str) -> Any:
    """Return the part of a kind that a package or another part names, or None."""
    rels = (r for r in source.rels.values() if not r.is_external and r.reltype.endswith(f"/{kind}"))
    return next((r.target_part for r in rels), None)
