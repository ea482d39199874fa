"""Schemas: the columns of every table that is written, with their types and meanings."""

import pyarrow as pa

from indicators.rules import MEASURES, STATUSES

VERSION = "1"
# Closed vocabularies of columns, in the order in which they are listed everywhere.
WORDS = {"measure": MEASURES, "bound": ("exact", "about", "over", "under", "range"), "status": STATUSES}
# Columns of few words without such a list: of 500,000 rows each word stands there hundreds of times.
FEW = ("document", "region", "region_code", "metric", "metric_name", "unit", "per", "base", "rule")


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

_SIDE = (
    ("document", pa.string(), "文件"),
    ("region", pa.string(), "地区"),
    ("period", pa.string(), "时期"),
    ("value", pa.float64(), "数值:以 unit 计"),
    ("bound", pa.string(), "精确程度"),
    ("status", pa.string(), "状态"),
    ("raw", pa.string(), "原文中的数字与单位"),
    ("start", pa.int32(), "起点"),
    ("end", pa.int32(), "终点"),
    ("sentence", pa.string(), "所在句子"),
)
SIDE = tuple(name for name, _, _ in _SIDE)  # of a comparison: as a_… and as b_…
DIFF = pa.schema(
    [
        _field(
            "class",
            pa.string(),
            "类别:changed 变化 · same 相同 · restated 修订 · target_met、target_missed · only_in_a、only_in_b",
        ),
        _field("metric", pa.string(), "指标编号"),
        _field("metric_name", pa.string(), "指标名称"),
        _field("measure", pa.string(), "类型"),
        _field("unit", pa.string(), "两侧共同的单位"),
        _field("per", pa.string(), "共同的分母:人、年 …"),
        *(_field(f"{side}_{name}", kind, f"{side.upper()}:{said}") for side in "ab" for name, kind, said in _SIDE),
        _field("change", pa.float64(), "增减:b - a;不可比时为空"),
        _field("change_percent", pa.float64(), "变化率(%):相对于 |a|"),
        _field("match", pa.string(), "匹配:exact 同一指标 · probable 疑似"),
        _field("score", pa.float64(), "匹配程度,0 到 1"),
        _field("flags", pa.list_(pa.string()), "存疑之处:not_comparable 时段长短不同"),
    ]
)

_ROW = pa.struct(
    [
        ("document", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("raw", pa.string()),
        ("sentence", pa.string()), ("region", pa.string()), ("period", pa.string()), ("metric_name", pa.string()),
    ]
)  # fmt: skip
FINDINGS = pa.schema(
    [
        _field("kind", pa.string(), "种类:parts 合计 · share 占比 · change 增减 · growth 增速 · restated 两处数值"),
        _field("verdict", pa.string(), "结论:inconsistent 不符 · cannot tell 无法判断 · consistent 相符"),
        _field("stated", pa.float64(), "原文所述"),
        _field("computed", pa.float64(), "由其他数字算得"),
        _field("tolerance", pa.float64(), "四舍五入允许的差距"),
        _field("unit", pa.string(), "单位"),
        _field("formula", pa.string(), "算式"),
        _field("note", pa.string(), "说明"),
        _field("rows", pa.list_(_ROW), "所涉数字,原文所述者在前"),
    ]
)
