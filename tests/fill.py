"""Fill an issued workbook as a careful clerk would: every open cell, by its field's type, with made-up facts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen import layout
from reportgen.model.period import Period
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.reading.identifiers import uscc_fault

ROWS = 2

Answers = Mapping[str, object]
"""Field name → what the clerk types there instead; None leaves the cells empty."""


def fill(
    path: Path, target: Path, plan: Plan, period: Period, unit: str, *, answers: Answers | None = None, rows: int = ROWS
) -> int:
    """Fill *path* into *target*, at most *rows* new rows a table; return the number of cells typed."""
    book = load_workbook(path)
    typed = 0
    for sheet in book.worksheets:
        told = layout.read_title_line(str(sheet["A2"].value or ""))
        form = next((f for f in plan.forms if told and f.number == told[0]), None)
        if form is not None:
            typed += _fill_table(plan, form, sheet, period, unit, answers or {}, rows)
            typed += _fill_outside(plan, form, sheet, period, unit)
    book.save(target)
    return typed


def header_row(sheet: Worksheet) -> int:
    """Return the row of the headings: the one whose first cell says 序号."""
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == layout.SERIAL)


def _fill_table(
    plan: Plan, form: Form, sheet: Worksheet, period: Period, unit: str, answers: Answers, rows: int
) -> int:
    head = header_row(sheet)
    places = layout.arrange(plan, form, 1)
    typed = new = 0
    for row in range(head + 1, sheet.max_row + 1):
        if not isinstance(sheet.cell(row, 1).value, int | float):
            break
        if _is_new(form, sheet, row, places.width):
            new += 1
            if new > rows:
                continue
        for field in places.columns:
            cell = sheet.cell(row, places.column_of(field.name))
            if not cell.protection.locked and (cell.value is None or field.name in answers):
                cell.value = (
                    answers[field.name] if field.name in answers else _value(plan, form, field, period, unit, row)
                )  # type: ignore[assignment]
                typed += cell.value is not None
    return typed


def _is_new(form: Form, sheet: Worksheet, row: int, width: int) -> bool:
    """Whether a row is still empty: nothing in it, or only its printed matter number."""
    filled = [col for col in range(2, width + 1) if sheet.cell(row, col).value is not None]
    return not filled or (form.role("matter") is not None and len(filled) == 1)


def _fill_outside(plan: Plan, form: Form, sheet: Worksheet, period: Period, unit: str) -> int:
    typed = 0
    wanted = {layout.label(f): f for f in layout.outside_fields(plan, form)}
    for line in sheet.iter_rows():
        for cell in line:
            field = wanted.get(cell.value) if isinstance(cell.value, str) else None
            if field is not None:
                sheet.cell(cell.row, cell.column + 1).value = _value(plan, form, field, period, unit, 1)  # type: ignore[assignment]
                typed += 1
    return typed


def _value(plan: Plan, form: Form, field: Field, period: Period, unit: str, number: int) -> object:
    kind = FieldType(field.type)
    if field.list == "单位":
        return unit
    if field.list in ("指标", "节点"):
        return (plan.indicators if field.list == "指标" else plan.milestones)[0].name
    if field.list:
        options = plan.options(field.list)
        assert options is not None, field.list
        good = ("approved", "done", "started", "open")
        best = sorted(options.options, key=lambda o: good.index(o.meaning) if o.meaning in good else len(good))
        return best[0].value
    place = next(u for u in plan.units if u.name == unit)
    serial = sum(map(ord, place.id)) * 100 + number
    return {
        FieldType.TEXT: f"示例{field.name[:6]}{serial if field.key or field.role in ('name', 'firm') else ''}",
        FieldType.INTEGER: 3,
        FieldType.NUMBER: 4.5,
        FieldType.PERCENT: 5.5,
        FieldType.WAN: 120.5,
        FieldType.YI: 1.25,
        FieldType.DATE: period.start.isoformat(),
        FieldType.USCC: uscc(serial),
        FieldType.PROJECT_CODE: f"2503-000000-04-01-{serial:06d}",
        FieldType.INDUSTRY: "C3484 机械零部件加工",
        FieldType.PHONE: "0000-0000000",
        FieldType.YESNO: "是",
    }.get(kind)


def uscc(number: int) -> str:
    """A made-up 统一社会信用代码 with both check digits right."""
    codes = (f"91000000{number:08d}{c}{d}" for c in "0123456789X" for d in "0123456789ABCDEFGHJKLMNPQRTUWXY")
    return next(code for code in codes if not uscc_fault(code))
