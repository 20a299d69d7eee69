"""What each function of the formula language does, with an example that is worked out when the page is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from reportgen.formula import FUNCTIONS, compile_formula
from reportgen.model.values import PlanDate, Understood, plain

SAMPLE: Mapping[str, Understood] = {
    "下达资金": Decimal(500),
    "支付资金": Decimal("320.5"),
    "当前状态": "已办结",
    "清单标签": "省重点、专项债",
    "开工日期": PlanDate(date(2025, 10, 8)),
    "备注": None,
}
"""The row on which the examples are worked out; 备注 is blank."""

OPERATORS: tuple[tuple[str, str, str], ...] = (
    ("+ - * /", "加减乘除；两个日期相减得天数，日期加减天数仍是日期", "[下达资金]-[支付资金]"),
    ("&", "连接文字", '[当前状态]&"（县级）"'),
    ("= <>", "等于、不等于；文字不分大小写", '[当前状态]="已办结"'),
    ("< <= > >=", "比较数或日期；日期按它可能的最后一天", "[支付资金]<=[下达资金]"),
)

FUNCTION_HELP: Mapping[str, tuple[str, str]] = {
    "AND": ("各条件都成立；有一个不成立即为 FALSE", 'AND([下达资金]>0,[当前状态]="已办结")'),
    "OR": ("有一个条件成立；有一个成立即为 TRUE", 'OR([当前状态]="在办",[当前状态]="已办结")'),
    "NOT": ("条件不成立", "NOT(ISBLANK([备注]))"),
    "IF": ("条件成立取第二项，否则取第三项（不写为 FALSE）", 'IF([下达资金]>0,"有","无")'),
    "IFERROR": ("算不出来（如除以 0）时改用第二项", "IFERROR([支付资金]/0,0)"),
    "ISBLANK": ('这一格是否空着；也可以写 [备注]=""', "ISBLANK([备注])"),
    "ISNUMBER": ("这一格是否填了数或日期", "ISNUMBER([下达资金])"),
    "ISTEXT": ("这一格是否填了文字", "ISTEXT([当前状态])"),
    "LEN": ("字数", "LEN([当前状态])"),
    "MID": ("从第几个字起取几个字", "MID([清单标签],2,2)"),
    "TRIM": ("去掉两头的空格，中间的空格只留一个", "TRIM([当前状态])"),
    "EXACT": ("两段文字是否完全相同，分大小写", 'EXACT([当前状态],"已办结")'),
    "VALUE": ("把写成文字的数变成数", 'VALUE("12.5")'),
    "INT": ("不大于它的最大整数", "INT([支付资金])"),
    "MOD": ("除以第二个数的余数", "MOD([下达资金],3)"),
    "AVERAGE": ("几个数的平均，空格不算", "AVERAGE([下达资金],[支付资金])"),
    "COUNT": ("填了数或日期的有几格", "COUNT([下达资金],[支付资金])"),
    "COUNTA": ("填了内容的有几格", "COUNTA([当前状态],[备注])"),
    "COUNTIF": ('本表这一列有几格和本行一样，或等于第二项；第二项可写 ">=100"', "COUNTIF([当前状态],本行)"),
    "YEAR": ("日期的年", "YEAR([开工日期])"),
    "MONTH": ("日期的月", "MONTH([开工日期])"),
    "DAY": ("日期的日", "DAY([开工日期])"),
    "EOMONTH": ("几个月以后那个月的最后一天", "DAY(EOMONTH([开工日期],0))"),
    "ABS": ("绝对值", "ABS([支付资金]-[下达资金])"),
    "ROUND": ("四舍五入到几位小数，不写为整数", "ROUND([支付资金]/[下达资金]*100,1)"),
    "MIN": ("几个数中最小的，或几个日期中最早的；空格不算", "MIN([下达资金],[支付资金])"),
    "MAX": ("几个数中最大的，或几个日期中最晚的；空格不算", "MAX([下达资金],[支付资金])"),
    "SUM": ("几个数之和，空格不算", "SUM([下达资金],[支付资金])"),
    "LEFT": ("左起几个字，不写为一个", "LEFT([清单标签],3)"),
    "RIGHT": ("右起几个字，不写为一个", "RIGHT([清单标签],3)"),
    "CONTAINS": ("前面的文字里有没有后面的文字", 'CONTAINS([清单标签],"专项债")'),
    "DATE": ("由年、月、日得日期", "DATE(2025,10,31)-[开工日期]"),
}


def function_rows() -> list[tuple[str, str, str, str, str]]:
    """Return (name, number of arguments, meaning, example, its result); `KeyError` for one without help."""
    rows = []
    for name, function in FUNCTIONS.items():
        meaning, example = FUNCTION_HELP[name]
        rows.append((name, function.count, meaning, example, worked_out(example)))
    return rows


def operator_rows() -> list[tuple[str, str, str, str]]:
    """Return (sign, meaning, example, its result)."""
    return [(sign, meaning, example, worked_out(example)) for sign, meaning, example in OPERATORS]


def worked_out(formula: str) -> str:
    """Return what *formula* gives on the sample row, as the program prints it."""
    result = compile_formula(formula).evaluate(SAMPLE)
    if isinstance(result, bool):
        return "TRUE" if result else "FALSE"
    return "空（不判断）" if result is None else plain(result)
