"""Journal: what a run has found, document by document, on disk; an interrupted run goes on where it stands."""

import hashlib
import json
import os
import struct
import zlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from indicators.extraction import Found

if TYPE_CHECKING:
    from indicators.table import Columns, Row

NAME = ".indicators.journal"
_HEAD = struct.Struct(">4s16s32sBII")  # mark, key, SHA-256, whether a later run may take it, length, CRC 32
_MARK = b"\x89doc"


class Unpacked(NamedTuple):
    """What a document gave: its row of the table of documents, the columns of its rows (none without one), its text."""

    document: "Row"
    columns: "Columns"
    text: str


def pack(found: Found, text: bool) -> bytes:
    """Return what a document gave as bytes, with its text if wanted."""
    columns = {name: [row[name] for row in found.rows] for name in found.rows[0]} if found.rows else {}
    return zlib.compress(json.dumps([found.document, columns, found.text if text else ""], default=str).encode(), 1)


def unpack(packed: bytes) -> Unpacked:
    """Return what `pack` made bytes of."""
    document, columns, text = json.loads(zlib.decompress(packed))
    if document["published"]:
        document["published"] = date.fromisoformat(document["published"])
    return Unpacked(document, columns, text)


def key(name: str, form: str) -> bytes:
    """Return what a journal knows a document by; its content stands in the record."""
    return hashlib.sha256(f"{name}\0{form}".encode()).digest()[:16]


class _Head(NamedTuple):
    mark: bytes
    key: bytes
    sha256: bytes
    lasting: int
    length: int
    crc: int


class Journal:
    """A file of packed documents by key, which only grows; what a killed run left half at its end is cut off.

    run: the digest of all that makes the rows; a journal of another run is begun anew. Raises OSError.
    """

    def __init__(self, folder: Path, run: bytes, *, fresh: bool = False) -> None:
        self.path = folder / NAME
        self._at: dict[bytes, int] = {}  # key → where its last record begins; all else is read there, to save memory
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        self._file: BinaryIO = os.fdopen(descriptor, "r+b")
        begun = self._file.read(len(run)) == run and not fresh
        self._end = self._scan(len(run)) if begun else 0
        self._reading = self.path.open("rb")
        self._file.truncate(self._end)
        self._file.seek(self._end)
        if not begun:
            self._end = self._file.write(run)
            self._file.flush()

    def _scan(self, at: int) -> int:
        """Index the records from an offset on; return where the last whole one ends."""
        size = os.fstat(self._file.fileno()).st_size
        while True:
            self._file.seek(at)
            written = self._file.read(_HEAD.size)
            if len(written) < _HEAD.size:
                return at
            head = _Head(*_HEAD.unpack(written))
            if head.mark != _MARK or at + _HEAD.size + head.length > size:
                return at
            if head.lasting:
                self._at[head.key] = at
            at += _HEAD.size + head.length

    def _record(self, key: bytes) -> tuple[_Head, bytes]:
        self._reading.seek(self._at[key])
        head = _Head(*_HEAD.unpack(self._reading.read(_HEAD.size)))
        packed = self._reading.read(head.length)
        if zlib.crc32(packed) != head.crc:
            raise KeyError(key)
        return head, packed

    def __getitem__(self, key: bytes) -> bytes:
        """Return the packed document of a key. Raises KeyError where there is none, or it is damaged."""
        return self._record(key)[1]

    def sha256(self, key: bytes) -> str | None:
        """Return the SHA-256 of the content that the record of a key is of; None where there is none that is whole."""
        try:
            return self._record(key)[0].sha256.hex()
        except KeyError:
            return None

    def add(self, key: bytes, sha256: str, packed: bytes, *, lasting: bool = True) -> None:
        """Add a document; one that is not lasting serves this run only."""
        head = _Head(_MARK, key, bytes.fromhex(sha256), lasting, len(packed), zlib.crc32(packed))
        self._file.write(_HEAD.pack(*head) + packed)
        self._file.flush()
        self._at[key] = self._end
        self._end += _HEAD.size + len(packed)

    def close(self) -> None:
        """Leave the journal for a run that goes on."""
        self._reading.close()
        self._file.close()

    def remove(self) -> None:
        """Remove the journal: all it holds is in the tables."""
        self.close()
        self.path.unlink(missing_ok=True)
