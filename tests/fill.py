"""Fill an issued workbook as a careful clerk would: every open cell, by its field's type, with made-up facts."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from reportgen import layout
from reportgen.model.period import Period
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.reading.identifiers import uscc_fault

ROWS = 2


def fill(path: Path, target: Path, plan: Plan, period: Period, unit: str) -> int:
    """Fill *path* into *target*; return the number of cells typed."""
    book = load_workbook(path)
    typed = 0
    for sheet in book.worksheets:
        told = layout.read_title_line(str(sheet["A2"].value or ""))
        form = next((f for f in plan.forms if told and f.number == told[0]), None)
        if form is None:
            continue
        head = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == layout.SERIAL)
        places = layout.arrange(plan, form, 1)
        empty = 0
        for row in range(head + 1, sheet.max_row + 1):
            if not isinstance(sheet.cell(row, 1).value, int | float):
                break
            known = any(sheet.cell(row, col).value is not None for col in range(2, places.width + 1))
            empty += not known
            if not known and empty > ROWS:
                continue
            if known and _numbered_only(plan, form, sheet, row) and (empty := empty + 1) > ROWS:
                continue
            for field in places.columns:
                cell = sheet.cell(row, places.column_of(field.name))
                if cell.value is None and not cell.protection.locked:
                    cell.value = _value(plan, form, field, period, unit, row)
                    typed += cell.value is not None
        typed += _fill_outside(plan, form, sheet, period, unit)
    book.save(target)
    return typed


def _numbered_only(plan: Plan, form: Form, sheet: object, row: int) -> bool:
    """Whether a row holds nothing but its printed matter number."""
    filled = [c for c in sheet[row][1:] if c.value is not None]  # type: ignore[index]
    return form.role("matter") is not None and len(filled) == 1


def _fill_outside(plan: Plan, form: Form, sheet: object, period: Period, unit: str) -> int:
    typed = 0
    wanted = {layout.label(f): f for f in layout.outside_fields(plan, form)}
    for line in sheet.iter_rows():  # type: ignore[attr-defined]
        for cell in line:
            field = wanted.get(cell.value) if isinstance(cell.value, str) else None
            if field is not None:
                place = sheet.cell(cell.row, cell.column + 1)  # type: ignore[attr-defined]
                place.value = _value(plan, form, field, period, unit, 1)
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
        FieldType.PHONE: "0000-0000000",
        FieldType.YESNO: "是",
    }.get(kind)


def uscc(number: int) -> str:
    """A made-up 统一社会信用代码 with both check digits right."""
    codes = (f"91000000{number:08d}{c}{d}" for c in "0123456789X" for d in "0123456789ABCDEFGHJKLMNPQRTUWXY")
    return next(code for code in codes if not uscc_fault(code))
