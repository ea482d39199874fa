"""Journal: what a run has found, document by document, on disk; an interrupted run goes on where it stands."""

import json
import os
import struct
import zlib
from datetime import date
from pathlib import Path
from typing import BinaryIO

from indicators.extraction import Found

NAME = ".indicators.journal"
_HEAD = struct.Struct(">4s32sBII")  # mark, key, whether a later run may take it, length, CRC 32
_MARK = b"\x89doc"


def pack(found: Found, text: bool) -> bytes:
    """Return what a document gave as bytes, with its text if wanted."""
    return zlib.compress(json.dumps([found.document, found.rows, found.text if text else ""], default=str).encode(), 1)


def unpack(packed: bytes) -> Found:
    """Return what `pack` made bytes of."""
    document, rows, text = json.loads(zlib.decompress(packed))
    if document["published"]:
        document["published"] = date.fromisoformat(document["published"])
    return Found(document, rows, text)


class Journal:
    """A file of packed documents by key, which only grows; what a killed run left half at its end is cut off.

    run: the digest of all that makes the rows; a journal of another run is begun anew. Raises OSError.
    """

    def __init__(self, folder: Path, run: bytes, *, fresh: bool = False) -> None:
        self.path = folder / NAME
        self._at: dict[bytes, tuple[int, int, int]] = {}  # key → offset, length, CRC
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        self._file: BinaryIO = os.fdopen(descriptor, "r+b")
        begun = self._file.read(len(run)) == run and not fresh
        end = self._scan(len(run)) if begun else 0
        self._reading = self.path.open("rb")
        self._file.truncate(end)
        self._file.seek(end)
        if not begun:
            self._file.write(run)
            self._file.flush()

    def _scan(self, at: int) -> int:
        """Index the records from an offset on; return where the last whole one ends."""
        size = os.fstat(self._file.fileno()).st_size
        while True:
            self._file.seek(at)
            head = self._file.read(_HEAD.size)
            if len(head) < _HEAD.size:
                return at
            mark, key, lasting, length, crc = _HEAD.unpack(head)
            if mark != _MARK or at + _HEAD.size + length > size:
                return at
            at += _HEAD.size
            if lasting:
                self._at[key] = (at, length, crc)
            at += length

    def __contains__(self, key: bytes) -> bool:
        try:
            self[key]
        except KeyError:
            return False
        return True

    def __getitem__(self, key: bytes) -> bytes:
        """Return the packed document of a key. Raises KeyError where there is none, or it is damaged."""
        offset, length, crc = self._at[key]
        self._reading.seek(offset)
        packed = self._reading.read(length)
        if zlib.crc32(packed) != crc:
            raise KeyError(key)
        return packed

    def add(self, key: bytes, packed: bytes, *, lasting: bool = True) -> None:
        """Add a document; one that is not lasting serves this run only."""
        crc = zlib.crc32(packed)
        at = self._file.tell() + _HEAD.size
        self._file.write(_HEAD.pack(_MARK, key, lasting, len(packed), crc) + packed)
        self._file.flush()
        self._at[key] = (at, len(packed), crc)

    def close(self) -> None:
        """Leave the journal for a run that goes on."""
        self._reading.close()
        self._file.close()

    def remove(self) -> None:
        """Remove the journal: all it holds is in the tables."""
        self.close()
        self.path.unlink(missing_ok=True)
