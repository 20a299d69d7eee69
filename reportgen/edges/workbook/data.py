"""A data sheet per form: one record a row, with where each record came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen import layout
from reportgen.edges.workbook.style import Pen
from reportgen.model import screen
from reportgen.model.finding import SEVERITY_WORDS, Finding
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Field, FieldType, Form
from reportgen.model.sheet import parse_address
from reportgen.model.values import Value

_PROVENANCE = (
    ("填报单位", 18),
    ("期别", 11),
    ("文件", 34),
    ("工作表", 16),
    ("行", 6),
    ("收到时间", 16),
    ("是否沿用", 9),
)
MOST_ROWS = 1_048_000
"""Rows of one sheet; Excel ends at 1,048,576."""


def sheet_names(plan: Any, outcome: Outcome) -> Mapping[str, str]:
    """Return form name → sheet name for the plan's forms, in the plan's order."""
    return {form.name: f"{form.number} {form.name}"[:31] for form in plan.forms if form.name in outcome.forms}


def write(pen: Pen, outcome: Outcome, form_name: str, sheet_name: str) -> None:
    """Write one form's records; cells that a finding names carry its message as a comment."""
    form: Form = pen.plan.form(form_name)
    merged = outcome.forms[form_name]
    fields = form.columns()
    sheet = pen.book.add_worksheet(sheet_name)
    heads = [layout.heading(f) for f in fields] + [p[0] for p in _PROVENANCE]
    for col, head in enumerate(heads):
        pen.text(sheet, 0, col, head, "head")
    sheet.set_row(0, 36)
    widths = [f.width or min(36, max(10, screen.widest(layout.heading(f)) // 2 + 4)) for f in fields]
    widths += [width for _, width in _PROVENANCE]
    for col, width in enumerate(widths):
        sheet.set_column(col, col, width)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 2)
    sheet.set_footer(f"&L{form.title}&R第 &P 页 共 &N 页")
    received = {f.receipt.path: f.receipt.received_at for f in outcome.files}
    named = _findings_by_cell(outcome)
    formats = [_number_format(pen, field) for field in fields]
    for row, record in enumerate(merged.rows[:MOST_ROWS], start=1):
        for col, field in enumerate(fields):
            value = record.values.get(field.name)
            if value is not None and _is_code(field):
                pen.text(sheet, row, col, str(value.value or ""), "code")
            else:
                pen.value(sheet, row, col, value, formats[col])
            found = named.get((value.origin.file, value.origin.sheet, value.origin.cell)) if value else None
            if found:
                notes = "\n".join(f"【{SEVERITY_WORDS[f.severity]}】{f.message}" for f in found)
                sheet.write_comment(row, col, notes, {"x_scale": 2.5, "y_scale": 1.5, "font_size": 9})
        told = [_shown(record.values.get(field.name)) for field in fields]
        pen.fit(
            sheet, row, zip((*told, record.unit, "", record.origin.file, record.origin.sheet), widths, strict=False)
        )
        origin = record.origin
        line = parse_address(origin.cell)[0] if origin.cell else 0
        carried = "沿用" if record.unit in merged.carried else ""
        col = len(fields)
        for text in (record.unit, record.period, origin.file, origin.sheet):
            pen.text(sheet, row, col, text)
            col += 1
        sheet.write_number(row, col, line, pen.format("center"))
        stamp = received.get(origin.file)
        pen.text(sheet, row, col + 1, f"{stamp:%Y-%m-%d %H:%M}" if stamp else "", "center")
        pen.text(sheet, row, col + 2, carried, "center")
    count = min(len(merged.rows), MOST_ROWS)
    if count:
        sheet.autofilter(0, 0, count, len(heads) - 1)
    else:
        pen.text(sheet, 1, 0, "本期没有记录。", "note")


def _shown(value: Value | None) -> str:
    """The text that decides a row's height; numbers and dates take one line."""
    return value.value if value is not None and isinstance(value.value, str) else ""


def _findings_by_cell(outcome: Outcome) -> dict[tuple[str, str, str], list[Finding]]:
    named: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in outcome.findings:
        for cell in dict.fromkeys((finding.cell, *finding.cells)):
            if cell:
                named.setdefault((finding.file, finding.sheet, cell), []).append(finding)
    return named


def _is_code(field: Field) -> bool:
    return FieldType(field.type) in (FieldType.USCC, FieldType.PROJECT_CODE, FieldType.PHONE)


def _number_format(pen: Pen, field: Field) -> str:
    if not FieldType(field.type).numeric:
        return ""
    if field.decimals is not None:
        return "#,##0" + ("." + "0" * field.decimals if field.decimals else "")
    return pen.number_format(layout.unit_of(field))
