"""templates/issued/<period>/<unit>.xlsx: what one unit owes, ready to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import reportgen
from reportgen import layout
from reportgen.edges.packages import finish
from reportgen.edges.template_writer.cover import write_cover
from reportgen.edges.template_writer.form_sheet import write_form
from reportgen.edges.template_writer.growth import finish_sheets
from reportgen.edges.template_writer.inputs import ListSheet
from reportgen.edges.template_writer.live import plan_checks, write_reasons
from reportgen.edges.template_writer.pages import Owed, Page, page_of, sheet_names
from reportgen.edges.template_writer.style import Pen
from reportgen.model.period import Period
from reportgen.model.plan import Plan, Unit
from reportgen.model.records import Row

__all__ = ["Owed", "write_issue"]

_FIRST_FORM_SHEET = 2  # the cover is the first
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_issue(
    plan: Plan,
    unit: Unit,
    period: Period,
    owed: Sequence[Owed],
    carried: Mapping[str, Sequence[Row]],
    matters: Mapping[str, Sequence[Row]],
    path: Path,
) -> None:
    """Write the workbook that *unit* fills in for *period* to *path*; the same arguments give the same bytes.

    *carried*: by form name, the unit's rows as last accepted; their key and carried fields are filled
    in. *matters*: by form name, the open matters in which the unit has a side.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), _OPTIONS)
    pen = Pen(book, plan)
    names = sheet_names(owed)
    pages = [
        page_of(plan, unit, item, name, carried.get(item.form.name, ()), matters.get(item.form.name, ()))
        for item, name in zip(owed, names, strict=True)
    ]
    cover = book.add_worksheet(layout.COVER_SHEET)
    sheets = [book.add_worksheet(page.sheet) for page in pages]
    lists = ListSheet(plan, pages)
    live = plan_checks(pen, pages, lists.source)
    write_cover(pen, cover, unit, period, live)
    for sheet, checked in zip(sheets, live, strict=True):
        write_form(pen, sheet, checked, lists)
    lists.write(pen)
    write_reasons(pen, live)
    _mark(pen, unit, period, pages)
    cover.activate()
    finish(book)
    growing = {n: range(p.layout.first_row, p.layout.last_row + 1) for n, p in enumerate(pages, _FIRST_FORM_SHEET)}
    finish_sheets(path, {1: range(0), **growing}, pen.patterns)


def _mark(pen: Pen, unit: Unit, period: Period, pages: Sequence[Page]) -> None:
    """Leave the marks by which the workbook is recognised when it comes back under any name."""
    book, plan = pen.book, pen.plan
    sheet = book.add_worksheet(layout.META_SHEET)
    marks = {
        "rg_plan": plan.header.name,
        "rg_fingerprint": plan.fingerprint,
        "rg_unit": unit.name,
        "rg_period": period.id,
        "rg_writer": reportgen.__version__,
        **{page.sheet: page.form.number for page in pages},
    }
    for row, (name, value) in enumerate(marks.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.very_hidden()
    named: set[str] = set()
    for page in pages:
        name = layout.NAME_PREFIX + page.form.number
        scope = f"'{page.sheet}'!" if name in named else ""  # a form owed for two periods: its second sheet's own name
        book.define_name(f"{scope}{name}", f"='{page.sheet}'!$A${page.layout.identity_row}")
        named.add(name)
    for name, value in (("rg_unit", unit.name), ("rg_period", period.id), ("rg_plan", plan.header.name)):
        book.set_custom_property(name, value, "text")
    book.set_properties(
        {
            "title": f"{plan.header.name} {period.label}报表（{unit.name}）",
            "author": plan.header.publisher,
            "created": datetime(period.start.year, period.start.month, period.start.day),
        }
    )
