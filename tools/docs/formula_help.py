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
    ("+ - * /", "加减乘除；两个日期相减得天数，日期加减整数得日期", "[下达资金]-[支付资金]"),
    ("&", "连接文字", '[当前状态]&"（县级）"'),
    ("= <>", "等于、不等于；文字不分大小写", '[当前状态]="已办结"'),
    ("< <= > >=", "比较数或日期；日期按它可能的最后一天", "[支付资金]<=[下达资金]"),
)

FUNCTION_HELP: Mapping[str, tuple[str, str]] = {
    "AND": ("各条件都成立；有一个不成立即为 FALSE", 'AND([下达资金]>0,[当前状态]="已办结")'),
    "OR": ("有一个条件成立；有一个成立即为 TRUE", 'OR([当前状态]="在办",[当前状态]="已办结")'),
    "NOT": ("条件不成立", "NOT(ISBLANK([备注]))"),
    "IF": ("条件成立取第二项，否则取第三项（不写为 FALSE）", 'IF([下达资金]>0,"有","无")'),
    "ISBLANK": ("这一格是否空着；只有它能判断空格", "ISBLANK([备注])"),
    "LEN": ("字数", "LEN([当前状态])"),
    "ABS": ("绝对值", "ABS([支付资金]-[下达资金])"),
    "ROUND": ("四舍五入到几位小数，不写为整数", "ROUND([支付资金]/[下达资金]*100,1)"),
    "MIN": ("几个数中最小的，或几个日期中最早的", "MIN([下达资金],[支付资金])"),
    "MAX": ("几个数中最大的，或几个日期中最晚的", "MAX([下达资金],[支付资金])"),
    "SUM": ("几个数之和", "SUM([下达资金],[支付资金])"),
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
