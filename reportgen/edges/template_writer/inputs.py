"""Drop-downs, limits and hints of input cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportgen import layout
from reportgen.edges.template_writer.checks import REFUSED, Check
from reportgen.edges.template_writer.pages import Page
from reportgen.edges.template_writer.style import ROW, Pen
from reportgen.formula.excel import LONGEST_CONDITION
from reportgen.model.plan import Field, FieldType, Plan
from reportgen.model.values import plain

LIST_SHEET = "_lists"
_TITLE, _MESSAGE = 32, 255  # what Excel allows
_MOST = "1000000000000000"
_HINTS = {
    FieldType.DATE: "填日期，如 2025-10-31；只知道大概时间的可填“2025年10月”“10月下旬”。",
    FieldType.PERCENT: "填百分数的数值，6.5% 填 6.5。",
    FieldType.WAN: "填数字，单位万元。",
    FieldType.YI: "填数字，单位亿元。",
    FieldType.INTEGER: "填整数。",
    FieldType.NUMBER: "填数字。",
    FieldType.USCC: "填 18 位统一社会信用代码。",
    FieldType.PROJECT_CODE: "填 24 位项目代码（含连字符）。",
    FieldType.INDUSTRY: "填行业代码：门类字母加两到四位数字（GB/T 4754—2017），后面可写名称。",
    FieldType.PHONE: "填电话号码，固定电话带区号。",
    FieldType.CHOICE: "请从下拉列表中选择。",
    FieldType.YESNO: "请选“是”或“否”。",
}


class ListSheet:
    """The hidden sheet that holds the lists of drop-downs, a column each."""

    def __init__(self, plan: Plan, pages: Sequence[Page]) -> None:
        self._plan = plan
        self._columns: dict[tuple[str, ...], tuple[int, str]] = {}  # options → column, name
        for page in pages:
            for field in (*layout.outside_fields(plan, page.form), *page.form.columns()):
                options = self._options(field)
                if options:
                    self._columns.setdefault(options, (len(self._columns), field.list))

    def _options(self, field: Field) -> tuple[str, ...]:
        if not field.list or FieldType(field.type) is FieldType.CHOICES:
            return ()
        return options_of(self._plan, field)

    def source(self, field: Field) -> str:
        """Return the range that holds the options of *field*, "" if it has no drop-down."""
        options = self._options(field)
        if options not in self._columns:
            return ""
        from xlsxwriter.utility import xl_range_abs

        col, _ = self._columns[options]
        return f"={LIST_SHEET}!{xl_range_abs(1, col, len(options), col)}"

    def write(self, pen: Pen) -> None:
        """Write the sheet, if any form needs a list."""
        if not self._columns:
            return
        sheet = pen.book.add_worksheet(LIST_SHEET)
        for options, (col, name) in self._columns.items():
            for row, text in enumerate((name, *options), start=1):
                pen.text(sheet, row, col + 1, text, "plain", num_format="@")
        sheet.hide()


def options_of(plan: Plan, field: Field) -> tuple[str, ...]:
    """Return what the list or register of *field* offers, in the plan's order."""
    if field.list == "单位":
        return tuple(unit.name for unit in plan.units)
    if field.list == "指标":
        return tuple(indicator.name for indicator in plan.indicators)
    if field.list == "节点":
        return tuple(m.id if field.role == "milestone" else m.name for m in plan.milestones)
    options = plan.options(field.list)
    return tuple(option.value for option in options.options) if options else ()


def validate(
    sheet: Any,
    cells: tuple[int, int, int, int],
    plan: Plan,
    field: Field,
    lists: ListSheet,
    checks: Sequence[Check] = (),
) -> None:
    """Give the input cells (first row, column, last row, column; 1-based) of *field* their limits and hint.

    Limits of the field warn and let pass: what people must write otherwise (约3.5亿元, 无) is better written than left
    out. *checks* are those of the field's column; they become the validation where no drop-down takes its place.
    """
    own = _rule(field, lists)
    rule = (entry_rule(checks, cells[0]) if own["validate"] != "list" else {}) or {
        **own,
        "error_type": "warning",
        "error_title": "请核对",
        "error_message": _shortened(f"“{field.name}”：{_expected(field)}确实要这样填的，点“是”。"),
    }
    add_validation(sheet, cells, {**rule, "input_title": field.name[:_TITLE], "input_message": hint(plan, field)})


def entry_rule(checks: Sequence[Check], first_row: int) -> dict[str, Any]:
    """Return the validation by which a column's *checks* judge what is being typed; {} where its type says it all.

    An entry that cannot be right by itself (强制 of one cell, a key that stands above) is refused; all else that is
    wrong or to be verified gives a warning that can be passed over. Excel allows 255 characters: what does not fit
    is left to the colours and reasons beside the row.
    """
    own = [c for c in checks if c.typed == REFUSED]
    if not own and not any(c.of_plan for c in checks):
        return {}
    told: list[Check] = []
    for check in own or sorted((c for c in checks if c.typed), key=lambda c: not c.of_plan):
        if len(_right([*told, check], first_row)) <= LONGEST_CONDITION:
            told.append(check)
    if not told or not (own or any(c.of_plan for c in told)):
        return {}
    reasons = "；".join(c.reason for c in told)
    ending = "请改正后再填。" if own else "确实要这样填的，点“是”。"
    return {
        "validate": "custom",
        "value": f"={_right(told, first_row)}",
        "error_type": "stop" if own else "warning",
        "error_title": "不能这样填" if own else "请核对",
        "error_message": _shortened(reasons, _MESSAGE - len(ending) - 1) + "。" + ending,
    }


def _right(checks: Sequence[Check], row: int) -> str:
    broken = [c.broken.replace(ROW, str(row)) for c in checks]
    return f"NOT({broken[0]})" if len(broken) == 1 else f"NOT(OR({','.join(broken)}))"


def add_validation(sheet: Any, cells: tuple[int, int, int, int], rule: dict[str, Any]) -> None:
    """Add a validation; `ValueError` where the writer would leave it out silently."""
    top, left, bottom, right = cells
    result = sheet.data_validation(top - 1, left - 1, bottom - 1, right - 1, rule)
    if result != 0:
        raise ValueError(f"validation refused ({result}): {rule}")


def _rule(field: Field, lists: ListSheet) -> dict[str, Any]:
    kind = FieldType(field.type)
    source = lists.source(field)
    if source:
        return {"validate": "list", "source": source}
    if kind is FieldType.YESNO:
        return {"validate": "list", "source": ["是", "否"]}
    if kind.numeric:
        low, high = plain(field.minimum) or f"-{_MOST}", plain(field.maximum) or _MOST
        return {
            "validate": "integer" if kind is FieldType.INTEGER else "decimal",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
        }
    if kind is FieldType.USCC:
        return {"validate": "length", "criteria": "==", "value": 18}
    return {"validate": "any"}


def _expected(field: Field) -> str:
    kind = FieldType(field.type)
    low, high = plain(field.minimum), plain(field.maximum)
    bounds = (
        f"应在 {low} 到 {high} 之间。"
        if low and high
        else f"不应小于 {low}。"
        if low
        else f"不应大于 {high}。"
        if high
        else ""
    )
    return (_HINTS.get(kind, "") + bounds) or "请从下拉列表中选择。"


def hint(plan: Plan, field: Field) -> str:
    """Return the message shown beside a selected input cell, at most 255 characters."""
    parts = ["必填。" if field.required else "", field.help]
    kind = FieldType(field.type)
    unit = layout.unit_of(field)
    if kind is FieldType.CHOICES:
        parts.append(f"可选多项，用顿号隔开：{'、'.join(options_of(plan, field))}。")
    else:
        parts.append(_expected(field) if field.list or kind in _HINTS else "")
    if unit and kind in (FieldType.NUMBER, FieldType.INTEGER):
        parts.append(f"单位：{unit}。")
    if field.example:
        parts.append(f"例：{field.example}")
    if field.side != "填报":
        parts.append(f"由{field.side}单位填写。" if field.side != "办公室" else "由专班办填写。")
    return _shortened("\n".join(part for part in parts if part) or "选填。")


def _shortened(text: str, most: int = _MESSAGE) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
