"""One form's sheet, drawn where `reportgen.layout` places everything."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from reportgen import layout
from reportgen.edges.template_writer import inputs
from reportgen.edges.template_writer.live import Live, write_checks
from reportgen.edges.template_writer.pages import Page, TableRow
from reportgen.edges.template_writer.style import GREY, PALE, Pen, input_format, lines_of, shown
from reportgen.layout import Slot
from reportgen.model import screen
from reportgen.model.plan import Field, FieldType
from reportgen.model.sheet import column_letters

_SERIAL_WIDTH = 10
_EXPLANATION_WIDTH = 24
_LINE = 15.0  # points a line of 11-point text takes
_TALLEST = 400.0  # Excel allows 409
_A3, _A4 = 8, 9
_PORTRAIT_WIDTH = 84  # half-width characters across an upright A4 page at full size
_WIDTHS: Mapping[FieldType, int] = {
    FieldType.TEXT: 18, FieldType.INTEGER: 10, FieldType.NUMBER: 11, FieldType.PERCENT: 10, FieldType.WAN: 13,
    FieldType.YI: 11, FieldType.DATE: 12, FieldType.CHOICE: 11, FieldType.CHOICES: 18, FieldType.USCC: 21,
    FieldType.PROJECT_CODE: 27, FieldType.INDUSTRY: 18, FieldType.PHONE: 15, FieldType.YESNO: 8,
}  # fmt: skip
_PROTECTION = {
    "format_cells": False, "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True,
    "sort": True, "autofilter": True,
}  # fmt: skip


def write_form(pen: Pen, sheet: Any, live: Live, lists: inputs.ListSheet) -> None:
    """Draw the sheet of one form, its input cells open and all else locked (without a password)."""
    page = live.page
    widths = column_widths(page)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    _top(pen, sheet, page, sum(widths[: page.layout.span]))
    _headings(pen, sheet, page, widths)
    _rows(pen, sheet, page, widths)
    _explanations(pen, sheet, page)
    write_checks(pen, sheet, live)
    _validations(pen, sheet, live, lists)
    _bottom(pen, sheet, page, lists, widths)
    _page_setup(sheet, page, widths)
    sheet.protect("", _PROTECTION)


def column_widths(page: Page) -> tuple[int, ...]:
    """Return the widths of all columns, 序号 first, in half-width characters; at least four columns for the foot."""
    widths = [_SERIAL_WIDTH, *(_width(field, page.rows) for field in page.layout.columns)]
    widths += [14] * (4 - len(widths))
    for slot in (*page.layout.head, *page.layout.foot):
        if slot.label_col == 1:
            continue
        widths[slot.label_col - 1] = max(
            widths[slot.label_col - 1], min(16, screen.widest(layout.label(slot.field)) + 1)
        )
        widths[slot.value_col - 1] = max(widths[slot.value_col - 1], 12)
    return tuple(widths)


def _width(field: Field, rows: tuple[TableRow, ...]) -> int:
    """Width of a field's column: as the plan says, else by type, printed texts and a heading of three lines."""
    if field.width:
        return max(4, field.width)
    heading = layout.heading(field) + (layout.REQUIRED_MARK if field.required else "")
    wanted = max(_WIDTHS[FieldType(field.type)], math.ceil(screen.widest(heading) / 3) + 2)
    told = max((screen.widest(shown(row.values.get(field.name))) for row in rows), default=0)
    return max(wanted, min(told + 2, 28))


def _top(pen: Pen, sheet: Any, page: Page, width: int) -> None:
    place, form, span = page.layout, page.form, page.layout.span
    pen.wide(sheet, place.title_row, span, form.title, "title")
    sheet.set_row(place.title_row - 1, 28 * lines_of(form.title, width / 1.6))
    line = layout.title_line(form, page.owed.period, page.unit.name)
    pen.wide(sheet, place.identity_row, span, line, "identity")
    note = f"{pen.plan.header.sheet_note}　报送时限：{due_text(page)}"
    pen.wide(sheet, place.note_row, span, note, "note")
    for label, words in ((place.nil, layout.NIL), (place.unchanged, layout.UNCHANGED)):
        if label is None:
            continue
        row, col = label
        pen.text(sheet, row, col, words, "label")
        pen.text(sheet, row, col + 1, "", "tick")
        inputs.add_validation(sheet, (row, col + 1, row, col + 1), _tick_rule(words))
        sheet.set_row(row - 1, 20)


def _tick_rule(words: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": [layout.TICK],
        "input_title": words,
        "input_message": f"{words}的，在这里选 {layout.TICK}，表中不再填；否则留空。",
    }


def due_text(page: Page) -> str:
    """Return the exact deadline, e.g. 2025年11月5日（周三）18:00。"""
    due = page.owed.due_at
    return f"{due.year}年{due.month}月{due.day}日（周{'一二三四五六日'[due.weekday()]}）{due:%H:%M}"


def _headings(pen: Pen, sheet: Any, page: Page, widths: tuple[int, ...]) -> None:
    place = page.layout
    texts = [layout.heading(f) + (layout.REQUIRED_MARK if f.required else "") for f in place.columns]
    pen.text(sheet, place.header_row, 1, layout.SERIAL, "head")
    for col, text in enumerate(texts, start=2):
        pen.text(sheet, place.header_row, col, text, "head")
    tallest = max((lines_of(t, w - 1) for t, w in zip(texts, widths[1:], strict=False)), default=1)
    sheet.set_row(place.header_row - 1, min(_TALLEST, _LINE * max(2, tallest) + 6))
    if place.group_row is None:
        return
    pen.text(sheet, place.group_row, 1, "", "head")
    for first, last, group in _groups(place.columns):
        if last > first and group:
            sheet.merge_range(place.group_row - 1, first - 1, place.group_row - 1, last - 1, "", pen.format("head"))
            pen.text(sheet, place.group_row, first, group, "head")
            continue
        for col in range(first, last + 1):
            pen.text(sheet, place.group_row, col, group, "head")
    sheet.set_row(place.group_row - 1, 22)


def _groups(columns: tuple[Field, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield (first column, last column, group) of runs of neighbouring fields of one group."""
    start = 0
    for index in range(1, len(columns) + 1):
        if index == len(columns) or columns[index].group != columns[start].group:
            yield start + 2, index + 1, columns[start].group
            start = index


def _rows(pen: Pen, sheet: Any, page: Page, widths: tuple[int, ...]) -> None:
    formats = [input_format(pen.plan, f, layout.unit_of(f)) for f in page.layout.columns]
    for index, row in enumerate(page.rows):
        at = page.layout.first_row + index
        serial = pen.format("cell", align="center", locked=bool(row.locked), font_color="#595959")
        sheet.write_number(at - 1, 0, index + 1, serial)
        for col, (field, shape) in enumerate(zip(page.layout.columns, formats, strict=True), start=2):
            pen.value(sheet, at, col, row.values.get(field.name), "cell", **shape, **_state(row, field))
        sheet.set_row(at - 1, _height(row, page.layout.columns, widths))


def _explanations(pen: Pen, sheet: Any, page: Page) -> None:
    """Draw the column in which the unit answers a query before it is asked."""
    place = page.layout
    col = place.explanation_col
    sheet.set_column(col - 1, col - 1, _EXPLANATION_WIDTH)
    pen.text(sheet, place.header_row, col, layout.EXPLANATION, "head", bg_color=PALE)
    for row in range(place.first_row, place.last_row + 1):
        pen.text(sheet, row, col, "", "blank", num_format="@")
    inputs.add_validation(sheet, (place.first_row, col, place.last_row, col), _EXPLAINED)


_EXPLAINED = {
    "validate": "any",
    "input_title": layout.EXPLANATION,
    "input_message": "这一行有需要核实的，先核对；数字没有错的，在这里写明原因，不用再等退回。没有的留空。",
}


def _height(row: TableRow, columns: tuple[Field, ...], widths: tuple[int, ...]) -> float:
    """Height in points that shows the whole of a row's texts."""
    texts = (shown(row.values.get(field.name)) for field in columns)
    lines = max((lines_of(text, width - 1) for text, width in zip(texts, widths[1:], strict=False)), default=1)
    return min(_TALLEST, _LINE * lines + 7)


def _state(row: TableRow, field: Field) -> dict[str, Any]:
    """Locked cells are grey; cells that another side of the matter mostly fills are a shade paler."""
    if field.name in row.locked:
        return {"locked": True, "bg_color": GREY}
    return {"locked": False, "bg_color": PALE} if field.name in row.aside else {"locked": False}


def _validations(pen: Pen, sheet: Any, live: Live, lists: inputs.ListSheet) -> None:
    page, place = live.page, live.page.layout
    for col, field in enumerate(place.columns, start=2):
        if any(field.name not in row.locked for row in page.rows):
            checks = [c for c in live.rows if c.column == col]
            inputs.validate(sheet, (place.first_row, col, place.last_row, col), pen.plan, field, lists, checks)
    for slot in (*place.head, *place.foot):
        row, col = slot.row, slot.value_col
        checks = [c for c in live.sheet if c.target == f"${column_letters(col)}${row}"]
        inputs.validate(sheet, (row, col, row, col), pen.plan, slot.field, lists, checks)


def _bottom(pen: Pen, sheet: Any, page: Page, lists: inputs.ListSheet, widths: tuple[int, ...]) -> None:
    place = page.layout
    for slot in (*place.head, *place.foot):
        _slot(pen, sheet, slot, widths)
    pen.text(sheet, place.signature_row, 1, layout.SIGNATURE, "label")
    pen.text(sheet, place.signature_row, 3, layout.SEAL, "plain")
    sheet.set_row(place.signature_row - 1, 36)
    if page.form.instructions:
        words = f"{layout.INSTRUCTIONS}\n{page.form.instructions.strip()}"
        pen.wide(sheet, place.instructions_row, page.layout.span, words, "words")
        lines = lines_of(words, sum(widths[: page.layout.span]) * 1.05)
        sheet.set_row(place.instructions_row - 1, min(_TALLEST, 14.0 * lines + 6))


def _slot(pen: Pen, sheet: Any, slot: Slot, widths: tuple[int, ...]) -> None:
    label = layout.label(slot.field)
    shape = input_format(pen.plan, slot.field, layout.unit_of(slot.field))
    pen.text(sheet, slot.row, slot.label_col, label, "label")
    pen.text(sheet, slot.row, slot.value_col, "", "blank", **shape)
    lines = lines_of(label, widths[slot.label_col - 1])
    sheet.set_row(slot.row - 1, max(20.0, _LINE * lines + 4))


def _page_setup(sheet: Any, page: Page, widths: tuple[int, ...]) -> None:
    place = page.layout
    total = sum(widths)
    sheet.set_paper(_A3 if page.form.paper == "A3" else _A4)
    if total > _PORTRAIT_WIDTH or page.form.paper == "A3":
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows((place.group_row or place.header_row) - 1, place.header_row - 1)
    sheet.set_footer("&L&8&A&C&9第 &P 页  共 &N 页")
    last_row = place.instructions_row if page.form.instructions else place.signature_row
    sheet.print_area(0, 0, last_row - 1, page.layout.span - 1)
    frozen = 2 if widths[0] + widths[1] <= 40 else 1
    sheet.freeze_panes(place.first_row - 1, frozen)
