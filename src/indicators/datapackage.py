"""Data package: what files hold, in the words of Frictionless (Data Package and Table Schema), for other programs."""

import errno
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

NAME = "datapackage.json"
_MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
}
_CSV = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}


@dataclass(frozen=True, slots=True)
class Resource:
    """A table in a file, or a file that holds several (without a schema).

    path: the file's name; form: csv, jsonl, xlsx or sqlite; titles: of columns, else their meanings; closed: the values
    that a column can have; key: columns that together name one row; refers: a column, and the resource and column where
    its values stand.
    """

    name: str
    path: str
    form: str
    title: str
    schema: pa.Schema | None = None
    sheet: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    closed: Mapping[str, Iterable[str]] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    refers: tuple[str, str, str] | None = None


def check_replaceable(folder: Path) -> None:
    """Raise FileExistsError where a folder has a data package of somebody else, which an export would replace."""
    file = folder / NAME
    try:
        ours = "indicators" in json.loads(file.read_bytes())
    except FileNotFoundError:
        return
    except ValueError:
        ours = False
    if not ours:
        raise FileExistsError(errno.EEXIST, "not of this program; choose another folder with -o", str(file))


def encode(resources: Iterable[Resource], files: Mapping[str, Mapping[str, Any]], said: Mapping[str, str]) -> bytes:
    """Return a data package as the bytes of its file.

    files: of each path its `bytes` and `sha256`; said: what the tables say of their making.
    """
    package = {
        "profile": "data-package",
        "name": "indicators",
        "title": "从政府报告中提取的指标",
        **({"version": said["indicators.version"]} if "indicators.version" in said else {}),
        "indicators": dict(said),
        "resources": [_described(resource, files[resource.path]) for resource in resources],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _described(resource: Resource, file: Mapping[str, Any]) -> dict[str, Any]:
    r = resource
    dialect = {"csv": _CSV, "xlsx": {"excel": {"sheet": r.sheet}}}.get(r.form)
    said = {
        "name": r.name, "type": "file" if r.schema is None else "table", "title": r.title, "path": r.path,
        "format": r.form, "mediatype": _MEDIA[r.form], "bytes": file["bytes"], "hash": f"sha256:{file['sha256']}",
    }  # fmt: skip
    if r.form in ("csv", "jsonl"):
        said["encoding"] = "utf-8"
    if r.schema is None:
        return said
    table: dict[str, Any] = {"fields": [_field(r, each) for each in r.schema]}
    if r.key:
        table["primaryKey"] = list(r.key)
    if r.refers:
        own, other, column = r.refers
        table["foreignKeys"] = [{"fields": [own], "reference": {"resource": other, "fields": [column]}}]
    return {**said, **({"dialect": dialect} if dialect else {}), "schema": table}


def _field(resource: Resource, column: pa.Field) -> dict[str, Any]:
    meaning = column.metadata[b"description"].decode()
    said = {
        "name": column.name,
        "type": _kind(column.type, resource.form),
        "title": resource.titles.get(column.name, meaning),
        "description": meaning,
    }
    if column.name in resource.closed:
        said["constraints"] = {"enum": list(resource.closed[column.name])}
    return said


def _kind(kind: pa.DataType, form: str) -> str:
    if pa.types.is_list(kind):
        return "array" if form == "jsonl" else "string"
    if pa.types.is_integer(kind):
        return "integer"
    return "number" if pa.types.is_floating(kind) else "date" if pa.types.is_date(kind) else "string"
