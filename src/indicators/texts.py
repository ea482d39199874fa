"""Texts: the reports as decoded, kept beside the tables: `text[start:end]` there is what a row calls raw."""

import hashlib
from pathlib import Path

from indicators.corpus import KEPT
from indicators.placing import commit

FOLDER = "text"
_LONGEST = 240  # bytes that file systems take for a name, less what is written beside


def place(folder: Path, document: str) -> Path:
    """Return where the text of a document is kept below the folder of tables: its name with `.txt` behind."""
    parts = [part for part in f"{document}.txt".split("/") if part not in ("", ".", "..")]
    return folder.joinpath(FOLDER, *map(_short, parts))


def _short(name: str) -> str:
    encoded = name.encode("utf-8", errors="replace")
    if len(encoded) <= _LONGEST:
        return name
    kept = encoded[: _LONGEST - 30].decode("utf-8", errors="ignore")
    return f"{kept}~{hashlib.sha256(encoded).hexdigest()[:16]}.txt"


def keep(folder: Path, document: str, text: str) -> None:
    """Write the text of a document, in UTF-8 with its line ends as they are. Raises OSError."""
    file = place(folder, document)
    file.parent.mkdir(parents=True, exist_ok=True)
    (folder / FOLDER / KEPT).touch()
    commit({file: text.encode("utf-8", errors="surrogatepass")})


def read(folder: Path, document: str, characters: int | None) -> str | None:
    """Return the text of a document; None where it is not there, or not as long as the table says."""
    try:
        text = place(folder, document).read_bytes().decode("utf-8", errors="surrogatepass")
    except (OSError, ValueError):  # not there, not UTF-8, or no name that a file can have
        return None
    return text if len(text) == characters else None
