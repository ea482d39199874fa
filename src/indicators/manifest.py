"""Manifest: the files of a table that is parted, so that a missing, foreign, damaged or older one is noticed.

`manifest.json` stands beside such a table and is put in place last. It holds what the metadata of the tables say of
their making (`indicators.schema`, `indicators.run` …) and of every Parquet file its path, rows, bytes and SHA-256.
"""

import errno
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

NAME = "manifest.json"
_OURS = "indicators.schema"  # a key that tells a manifest of this program from files of others with this name
_HIDDEN = (".", "_")  # with these begin names that no reader of a folder takes for a part of the table


class ManifestError(Exception):
    """Files that are not those of their manifest; the message says which, in a line."""


def entry(file: Path, path: str, rows: int) -> dict[str, Any]:
    """Return what a manifest says of a file that is to stand at a path below the manifest's folder. Raises OSError."""
    with file.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    return {"path": path, "rows": rows, "bytes": file.stat().st_size, "sha256": sha256}


def encode(entries: Iterable[Mapping[str, Any]], said: Mapping[str, str]) -> bytes:
    """Return a manifest as the bytes of its file; `said` is the metadata of the tables."""
    return (json.dumps({**said, "files": list(entries)}, ensure_ascii=False, indent=1) + "\n").encode()


def read(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, or None where there is none of this program. Raises OSError."""
    try:
        said = json.loads((folder / NAME).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    ours = isinstance(said, dict) and _OURS in said and isinstance(said.get("files"), list)
    return said if ours and all(isinstance(each, dict) and "path" in each for each in said["files"]) else None


def check_replaceable(folder: Path, *, parted: bool) -> None:
    """Raise FileExistsError where tables, parted or not, would replace a folder or manifest of somebody else."""
    tables = folder / "indicators.parquet"
    if read(folder) is not None:
        return
    if tables.is_dir():
        raise FileExistsError(
            errno.EEXIST, f"{tables}: a folder without {NAME}, not of this program; remove it or choose another"
        )
    if parted and (folder / NAME).exists():
        raise FileExistsError(
            errno.EEXIST, f"{folder / NAME}: not of this program; choose another folder for a parted table"
        )


def files(whole: Path) -> list[Path]:
    """Return the files of a table, which is a folder of them, or a file beside one; all are checked, in their order.

    Raises ManifestError where they are not those that the manifest names, and OSError.
    """
    said = read(whole.parent)
    if said is None:
        raise ManifestError(
            f"{whole.parent / NAME}: missing or damaged; make the tables again with: indicators extract"
        )
    listed = {each["path"]: each for each in said["files"]}
    if whole.is_dir():
        own = [path for path in listed if path.startswith(f"{whole.name}/")]
        there = {f"{whole.name}/{file.name}" for file in whole.iterdir() if not file.name.startswith(_HIDDEN)}
    else:
        own, there = [path for path in listed if path == whole.name], {whole.name}
    for path in sorted(there.symmetric_difference(own)):
        what = f"not named by {NAME}; remove it" if path in there else f"missing, though {NAME} names it"
        raise ManifestError(f"{whole.parent / path}: {what}")
    for path in own:
        _check(whole.parent / path, listed[path])
    return [whole.parent / path for path in own]


def _check(file: Path, said: Mapping[str, Any]) -> None:
    if entry(file, str(said["path"]), said.get("rows", 0)) != said:
        raise ManifestError(f"{file}: damaged or changed, not what {NAME} says; make the tables again")
