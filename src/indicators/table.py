"""Table: the one schema of what is written, and a way to write it that never leaves half a table."""

import csv
import errno
import io
import json
import os
from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from indicators import __version__

if TYPE_CHECKING:
    import pandas

SCHEMA_VERSION = "1"
FORMATS = ("parquet", "csv", "jsonl")

Row = dict[str, Any]


class TableError(Exception):
    """A table that cannot be read; the message says which and why."""


def _field(name: str, kind: pa.DataType, meaning: str) -> pa.Field:
    return pa.field(name, kind, metadata={"description": meaning})


INDICATORS = pa.schema(
    [
        _field("document", pa.string(), "文件路径:相对于输入文件夹"),
        _field("region", pa.string(), "地区:数据所指的最小行政区全称"),
        _field("region_code", pa.string(), "地区代码:GB/T 2260,6位;乡镇9位;全国100000"),
        _field("year", pa.int16(), "年份:时段的最后一年"),
        _field("period", pa.string(), "时期:SDMX TIME_PERIOD 写法"),
        _field("metric", pa.string(), "指标编号"),
        _field("metric_name", pa.string(), "指标名称:不超过30字"),
        _field("measure", pa.string(), "类型:level 水平 · growth 增速 · change 增减量 · share 占比 · rank 位次"),
        _field("value", pa.float64(), "数值:基本单位;增减带符号;区间取下限"),
        _field("value_high", pa.float64(), "区间上限"),
        _field("unit", pa.string(), "基本单位;原文无单位时为空"),
        _field("per", pa.string(), "复合单位的分母:人、年、月、亩 …"),
        _field("bound", pa.string(), "精确程度:exact · about 约 · over 以上 · under 以下 · range 区间"),
        _field("status", pa.string(), "状态:actual 实际 · target 目标"),
        _field("base", pa.string(), "对比基期:yoy 同比 · pop 环比 · 或某一时期"),
        _field("subject", pa.string(), "原文中指明指标的词语:不超过40字"),
        _field("raw", pa.string(), "原文中的数字与单位,即 text[start:end]"),
        _field("start", pa.int32(), "raw 在解码后文本中的起点(字符)"),
        _field("end", pa.int32(), "raw 的终点"),
        _field("sentence", pa.string(), "所在句子"),
        _field("rule", pa.string(), "认领该数的规则编号"),
        _field("flags", pa.list_(pa.string()), "存疑之处"),
    ]
)

DOCUMENTS = pa.schema(
    [
        _field("document", pa.string(), "文件路径"),
        _field("sha256", pa.string(), "文件内容的 SHA-256"),
        _field("bytes", pa.int64(), "字节数"),
        _field("format", pa.string(), "格式"),
        _field("encoding", pa.string(), "编码"),
        _field("title", pa.string(), "标题"),
        _field("publisher", pa.string(), "发布机构"),
        _field("published", pa.date32(), "发布日期"),
        _field("document_number", pa.string(), "文号"),
        _field("region", pa.string(), "文件默认地区"),
        _field("region_code", pa.string(), "默认地区代码"),
        _field("year", pa.int16(), "文件默认年份"),
        _field("characters", pa.int64(), "字符数"),
        _field("quantities", pa.int32(), "见到的带单位数量"),
        _field("indicators", pa.int32(), "写出的行数"),
        _field("status", pa.string(), "ok · empty · failed"),
        _field("error", pa.string(), "失败原因"),
    ]
)


def _table(rows: Iterable[Row], schema: pa.Schema, rules: str) -> pa.Table:
    metadata = {
        "indicators.schema": SCHEMA_VERSION,
        "indicators.version": __version__,
        "indicators.rules": rules,
    }
    listed = list(rows)
    columns = [_column([row[f.name] for row in listed], f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema.with_metadata(metadata))


_CODES = {pa.int16(): "h", pa.int32(): "i", pa.int64(): "q", pa.float64(): "d", pa.date32(): "i"}
_EPOCH = date(1970, 1, 1).toordinal()


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Lay out a column from its values; pyarrow's own way with lists loads pandas, half a second."""
    valid = sum(1 << i for i, value in enumerate(values) if value is not None)
    missing = [pa.py_buffer(valid.to_bytes(len(values) // 8 + 1, "little"))]
    if pa.types.is_list(kind):
        lists = [value or [] for value in values]
        items = _column([item for value in lists for item in value], kind.value_type)
        return pa.Array.from_buffers(kind, len(values), [*missing, _offsets(map(len, lists))], children=[items])
    if pa.types.is_string(kind):
        texts = [(value or "").encode("utf-8", errors="replace") for value in values]
        return pa.Array.from_buffers(
            kind, len(values), [*missing, _offsets(map(len, texts)), pa.py_buffer(b"".join(texts))]
        )
    if pa.types.is_date(kind):
        values = [value and value.toordinal() - _EPOCH for value in values]
    numbers = array(_CODES[kind], (value or 0 for value in values))
    return pa.Array.from_buffers(kind, len(values), [*missing, pa.py_buffer(numbers)])


def _offsets(lengths: Iterable[int]) -> pa.Buffer:
    return pa.py_buffer(array("i", accumulate(lengths, initial=0)))


def indicators(rows: Iterable[Row], rules: str = "") -> pa.Table:
    """Make the table of observations; `rules` is the digest of the rules that made it."""
    return _table(rows, INDICATORS, rules)


def documents(rows: Iterable[Row], rules: str = "") -> pa.Table:
    """Make the table of documents."""
    return _table(rows, DOCUMENTS, rules)


def to_pandas(table: pa.Table) -> "pandas.DataFrame":
    """Return a table as a DataFrame; whole numbers that may be missing (year) become nullable integers."""
    import pandas

    frame: pandas.DataFrame = table.to_pandas(types_mapper={pa.int16(): pandas.Int16Dtype()}.get)
    return frame


def read(path: Path, name: str = "indicators") -> pa.Table:
    """Read the table of observations, or of documents, from its file or folder.

    Raises FileNotFoundError and TableError.
    """
    from pyarrow import parquet

    file = path / f"{name}.parquet" if path.is_dir() else path
    if not file.is_file():
        raise FileNotFoundError(f"{path}: no {name}.parquet here; make one with: indicators extract FOLDER -o {path}")
    try:
        table = parquet.read_table(file, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{file}: not a readable Parquet file ({str(error).splitlines()[0]})") from error
    schema = INDICATORS if name == "indicators" else DOCUMENTS
    missing = [f.name for f in schema if f.name not in table.column_names]
    if missing:
        raise TableError(f"{file}: not a table of {name}: no column {', '.join(missing[:3])}")
    return table


def check_writable(folder: Path) -> None:
    """Raise OSError where a folder, which need not exist yet, cannot hold tables; changes nothing."""
    nearest = folder.absolute()
    while not os.path.lexists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "not a folder, no table can be written there", str(nearest))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "no permission to write tables in this folder", str(nearest))


def write(tables: Mapping[str, pa.Table], folder: Path, formats: Iterable[str] = ("parquet",)) -> list[Path]:
    """Write tables as NAME.parquet, NAME.csv or NAME.jsonl into a folder, made if missing; return the files.

    All files are complete beside their places before the first is renamed, so that a killed run leaves the
    old tables or the new ones. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    targets = {folder / f"{name}.{f}": _WRITERS[f](t) for f in dict.fromkeys(formats) for name, t in tables.items()}
    _commit(targets)
    return list(targets)


def _commit(targets: dict[Path, bytes]) -> None:
    parts = {target: target.with_name(f".{target.name}.part") for target in targets}
    try:
        for target, data in targets.items():
            with parts[target].open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
        for target, part in parts.items():
            os.replace(part, target)
    except BaseException:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise


def _parquet(table: pa.Table) -> bytes:
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def _csv(table: pa.Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it; what it would run as a formula gets a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_cell(v) for v in row.values()])
    return ("\ufeff" + out.getvalue()).encode("utf-8", errors="replace")


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, str) and value.lstrip(" \u00a0\t\r\n")[:1] in ("=", "+", "-", "@"):
        return "'" + value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _jsonl(table: pa.Table) -> bytes:
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in table.to_pylist()]
    return "".join(line + "\n" for line in lines).encode("utf-8", errors="replace")


_WRITERS: dict[str, Callable[[pa.Table], bytes]] = {"parquet": _parquet, "csv": _csv, "jsonl": _jsonl}
