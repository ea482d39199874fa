"""SDMX: the rows as SDMX-CSV 2.0, which statistical systems read (SDMX 3.0, Section 5 and its field guide for CSV).

One row is one observation of the dataflow INDICATORS:OBSERVATIONS. What of the table becomes what:

    dimensions   FREQ          A, S, Q, M, D after the form of the period (CL_FREQ); _O for a span
                 REF_AREA      region_code, GB/T 2260; _U where the region has none
                 INDICATOR     metric
                 MEASURE, STATUS, BASE                       base is _Z where the number has none
                 DOCUMENT, POSITION                          document and start: without them two reports that state the
                                                             same metric would be one observation
                 TIME_PERIOD   period; a span 2012/2020 as first day and length, 2012-01-01/P9Y
    measure      OBS_VALUE     value
    attributes   UPPER_VALUE   value_high
                 UNIT_MEASURE  unit, with its denominator: 元/人
                 UNIT_MULT     0: values are in base units
                 OBS_STATUS    the first of U damage or a missing unit, F a target, E about, over, under or a range,
                               A all others (CL_OBS_STATUS)
                 BOUND, INDICATOR_NAME, REF_AREA_NAME, SUBJECT, RAW, SENTENCE, RULE
                 FLAGS         parted by blanks

INDICATOR, BASE, DOCUMENT and POSITION are not coded: their values are no SDMX identifiers. An observation has a time in
SDMX; rows without a period are left out (`timed` tells which have one). There is no byte order mark.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from indicators import days, schemas
from indicators.rules import MEASURES, STATUSES
from indicators.table import Row
from indicators.writers import Csv

FORMAT = "sdmx-csv"
FLOW = f"INDICATORS:OBSERVATIONS({schemas.VERSION}.0)"
_TEXT, _NUMBER, _WHOLE = pa.string(), pa.float64(), pa.int64()
KEY = ("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "STATUS", "BASE", "DOCUMENT", "POSITION", "TIME_PERIOD")
_COLUMNS = (
    ("STRUCTURE", _TEXT, "结构类型"), ("STRUCTURE_ID", _TEXT, "数据流标识"), ("ACTION", _TEXT, "操作:I 供参考"),
    ("FREQ", _TEXT, "频率:CL_FREQ"), ("REF_AREA", _TEXT, "地区代码:GB/T 2260;_U 未知"),
    ("INDICATOR", _TEXT, "指标编号"), ("MEASURE", _TEXT, "类型"), ("STATUS", _TEXT, "状态"),
    ("BASE", _TEXT, "对比基期;_Z 不适用"), ("DOCUMENT", _TEXT, "文件"), ("POSITION", _WHOLE, "数字的起点(字符)"),
    ("TIME_PERIOD", _TEXT, "时期:跨年度者为起始日与时长"), ("OBS_VALUE", _NUMBER, "数值"),
    ("UPPER_VALUE", _NUMBER, "区间上限"), ("UNIT_MEASURE", _TEXT, "单位,含分母"), ("UNIT_MULT", _WHOLE, "10 的幂次"),
    ("OBS_STATUS", _TEXT, "观测状态"), ("BOUND", _TEXT, "精确程度"), ("INDICATOR_NAME", _TEXT, "指标名称"),
    ("REF_AREA_NAME", _TEXT, "地区名称"), ("SUBJECT", _TEXT, "原文用语"), ("RAW", _TEXT, "原文数字"),
    ("SENTENCE", _TEXT, "所在句子"), ("RULE", _TEXT, "规则编号"), ("FLAGS", _TEXT, "存疑之处"),
)  # fmt: skip
SCHEMA = pa.schema([pa.field(name, kind, metadata={"description": said}) for name, kind, said in _COLUMNS])
_LENGTHS = {4: "A", 7: "M", 10: "D"}  # of a period's code
_DOUBTFUL = frozenset({"damaged_text", "mixed_encoding", "unit_missing", "percent_sign_missing"})
CLOSED = {
    "FREQ": ("A", "S", "Q", "M", "D", "_O"),
    "MEASURE": MEASURES,
    "STATUS": STATUSES,
    "OBS_STATUS": ("A", "E", "F", "U"),
}


def time(period: str | None) -> tuple[str, str] | None:
    """Return the frequency and the TIME_PERIOD of a period, or None where it is no legal one.

    >>> time("2021-S1"), time("2012/2020"), time("2021-01/2021-09")
    (('S', '2021-S1'), ('_O', '2012-01-01/P9Y'), ('_O', '2021-01-01/P9M'))
    """
    found = days.of(period)
    if period is None or found is None:
        return None
    if "/" not in period:
        return (period[5] if period[5:6] in ("S", "Q") else _LENGTHS[len(period)]), period
    first, last = found
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    ends = days.of(f"{last:%Y-%m}")
    if first.day != 1 or ends is None or ends[1] != last:
        return "_O", f"{first}/P{(last - first).days + 1}D"
    return "_O", f"{first}/P{months // 12}Y" if months % 12 == 0 else f"{first}/P{months}M"


def timed(rows: pa.Table) -> pa.ChunkedArray:
    """Return of rows which ones have a period that SDMX can hold, true or false each."""
    from pyarrow import compute

    periods = rows.column("period")
    legal = [period for period in compute.unique(periods).to_pylist() if time(period)]
    return compute.is_in(periods, value_set=pa.array(legal, pa.string()))


class SdmxCsv(Csv):
    """Writes rows of the table, all of which have a period, as SDMX-CSV."""

    MARK = b""

    def write(self, part: pa.Table) -> None:
        """Write a group of rows. Raises OSError."""
        self.lines(_cells(row) for row in part.to_pylist())


def _cells(row: Row) -> Iterator[Any]:
    frequency, period = time(row["period"]) or ("", "")
    yield from ("dataflow", FLOW, "I", frequency, row["region_code"] or "_U", row["metric"])
    yield from (row["measure"], row["status"], row["base"] or "_Z", row["document"], row["start"], period)
    yield from (row["value"], row["value_high"])
    yield f"{row['unit']}/{row['per']}" if row["per"] else row["unit"]
    yield from (0, _status(row), row["bound"], row["metric_name"], row["region"], row["subject"], row["raw"])
    yield from (row["sentence"], row["rule"], " ".join(filter(None, row["flags"] or ())))


def _status(row: Row) -> str:
    if _DOUBTFUL.intersection(row["flags"] or ()):
        return "U"
    return "F" if row["status"] == "target" else "A" if row["bound"] == "exact" else "E"
