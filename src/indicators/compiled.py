"""Compiled packs: what a rule file compiles to, kept in the user's cache folder and found again by content."""

import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

# What a compiled pack depends on besides its text: the code that compiles it and the units that patterns name.
_COMPILERS = ("compiled.py", "patterns.py", "rules.py", "units.py", "data/units.toml")


@contextmanager
def many_objects() -> Iterator[None]:
    """Put off garbage collection while thousands of lasting objects are made: it would walk them over and over."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def folder() -> Path | None:
    """Return the folder of compiled packs: the user's cache or INDICATORS_CACHE; None where that is 0."""
    asked = os.environ.get("INDICATORS_CACHE", "")
    if asked == "0":
        return None
    if asked:
        return Path(asked)
    from platformdirs import user_cache_path  # loaded where a pack is compiled

    return user_cache_path("indicators", appauthor=False)


@cache
def _compilers() -> bytes:
    here = files("indicators")
    parts = [sys.version.encode(), *(here.joinpath(name).read_bytes() for name in _COMPILERS)]
    return hashlib.sha256(b"\0".join(parts)).digest()


class Compiled:
    """The compiled form of one rule file: read with `get`, written with `put`.

    One file of the cache belongs to one path; it begins with a SHA-256 over the rule file's text, the code that
    compiles it and the Python that runs. Where the cache cannot be read or written, nothing is kept.
    """

    def __init__(self, path: Path, shown: str, source: bytes) -> None:
        self._key = hashlib.sha256(b"\0".join((_compilers(), shown.encode(), source))).digest()
        where = folder()
        name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
        self._file = where / f"{path.stem}-{name}.pickle" if where else None

    def get(self) -> Any:
        """Return what was put for this content, or None."""
        if self._file is None:
            return None
        # A file that another version wrote or that is damaged may raise anything.
        with suppress(Exception), self._file.open("rb") as file:
            if file.read(len(self._key)) == self._key:
                with many_objects():
                    return pickle.load(file)
        return None

    def put(self, compiled: Any) -> None:
        """Keep what this content compiles to, in one step, so that no other process reads half of it."""
        if self._file is None:
            return
        content = self._key + pickle.dumps(compiled, pickle.HIGHEST_PROTOCOL)
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._file.parent, delete=False) as file:
                written = Path(file.name)
            try:
                written.write_bytes(content)
                os.replace(written, self._file)
            finally:
                written.unlink(missing_ok=True)  # a full disk leaves no half behind
