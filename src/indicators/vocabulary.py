"""Vocabulary: the Chinese words that people read for the columns and codes of the tables."""

INDICATORS = {
    "document": "文件", "region": "地区", "region_code": "地区代码", "year": "年份", "period": "时期",
    "metric": "指标编号", "metric_name": "指标", "measure": "类型", "value": "数值", "value_high": "区间上限",
    "unit": "单位", "per": "分母", "bound": "精确程度", "status": "状态", "base": "对比基期", "subject": "原文用语",
    "raw": "原文数字", "start": "起点", "end": "终点", "sentence": "句子", "rule": "规则", "flags": "存疑",
}  # fmt: skip
DOCUMENTS = {
    "document": "文件", "sha256": "SHA-256", "bytes": "字节数", "format": "格式", "encoding": "编码", "title": "标题",
    "publisher": "发布机构", "published": "发布日期", "document_number": "文号", "region": "地区",
    "region_code": "地区代码", "year": "年份", "characters": "字符数", "quantities": "见到的数量",
    "indicators": "写出的行数", "status": "状态", "error": "失败原因",
}  # fmt: skip
MEASURES = {"level": "水平", "growth": "增速", "change": "增减", "share": "占比", "rank": "位次"}
BOUNDS = {"exact": "准确", "about": "约", "over": "以上", "under": "以下", "range": "区间"}
STATUSES = {"actual": "实际", "target": "目标"}
BASES = {"yoy": "同比", "pop": "环比"}  # others are periods
FLAGS = {
    "unit_missing": "缺单位", "percent_sign_missing": "缺百分号", "damaged_text": "文字受损",
    "mixed_encoding": "编码混杂", "inherited_subject": "指标承前文",
}  # fmt: skip
KINDS = {  # of a pair of a comparison
    "changed": "变化", "same": "相同", "restated": "修订", "target_met": "达标", "target_missed": "未达标",
    "only_in_a": "仅A", "only_in_b": "仅B",
}  # fmt: skip
CHECKS = {"parts": "合计", "share": "占比", "change": "增减", "growth": "增速", "restated": "两处"}  # of an audit
VERDICTS = {"inconsistent": "不符", "cannot tell": "无法判断", "consistent": "相符"}
SURE = {"inherited_subject"}  # flags that only tell how a row was read
STATES = {"ok": "正常", "empty": "无内容", "failed": "失败"}  # of a document
