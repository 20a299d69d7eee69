"""Filling an issued workbook as a unit's clerk would: cell by cell, where the sheet's own headings say."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reportgen import layout
from reportgen.model.plan import Field, FieldType, Form, Plan
from tools.samples.story import NIL, SILENT, UNCHANGED, Chapter, concerned

FICTION = "样例数据，纯属虚构"
_NAMES = "甲乙丙丁戊己庚辛壬癸"


@dataclass
class Page:
    """One form's sheet of an open workbook, addressed by field and row."""

    plan: Plan
    form: Form
    sheet: Any  # openpyxl worksheet
    header: int = field(init=False)
    columns: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.header = next(r for r in range(1, 40) if self.sheet.cell(r, 1).value == layout.SERIAL)
        headings = {
            str(c.value).removesuffix(layout.REQUIRED_MARK): c.column for c in self.sheet[self.header] if c.value
        }
        self.columns = {f.name: headings[layout.heading(f)] for f in self.form.columns()}

    @property
    def last(self) -> int:
        """The last row of the table."""
        row = self.header
        while isinstance(self.sheet.cell(row + 1, 1).value, int | float):
            row += 1
        return row

    def cell(self, row: int, name: str) -> Any:
        return self.sheet.cell(row, self.columns[name])

    def put(self, row: int, name: str, text: str) -> None:
        """Write a value with the type that its field asks for; "" clears the cell."""
        known = self.form.field(name)
        assert known is not None
        self.cell(row, name).value = typed(known, text)

    def find(self, fact: Mapping[str, str]) -> int:
        """Return the row of the same key, else the first empty one; a row is added where none is left."""
        keys = [f for f in self.form.columns() if f.key] or list(self.form.columns()[:1])
        wanted = [fact.get(f.name, "") for f in keys]
        free = 0
        for row in range(self.header + 1, self.last + 1):
            told = [_shown(self.cell(row, f.name).value) for f in keys]
            if told == wanted:
                return row
            if not free and not any(self.sheet.cell(row, col).value for col in self.columns.values()):
                free = row
        return free or self.add_row()

    def add_row(self) -> int:
        """Insert a row below the table's last one, formatted like it, and return its number."""
        row = self.last + 1
        merges = [str(m) for m in self.sheet.merged_cells.ranges if m.min_row >= row]
        for area in merges:
            self.sheet.unmerge_cells(area)
        heights = {r: d.height for r, d in self.sheet.row_dimensions.items() if r >= row}
        self.sheet.insert_rows(row)
        for col in range(1, max(self.columns.values()) + 1):
            self.sheet.cell(row, col)._style = copy(self.sheet.cell(row - 1, col)._style)
        self.sheet.cell(row, 1).value = int(self.sheet.cell(row - 1, 1).value) + 1
        for r, height in sorted(heights.items(), reverse=True):
            self.sheet.row_dimensions[r + 1].height = height
        self.sheet.row_dimensions[row].height = None
        for area in merges:
            first, last = area.split(":")
            self.sheet.merge_cells(f"{_down(first)}:{_down(last)}")
        return row

    def label(self, text: str) -> Any:
        """Return the cell right of the one that holds *text*."""
        for cells in self.sheet.iter_rows():
            for cell in cells:
                if cell.value == text:
                    return self.sheet.cell(cell.row, cell.column + 1)
        raise KeyError(text)

    def tick(self, words: str) -> None:
        self.label(words).value = layout.TICK

    def sign(self, unit_number: int, day: date) -> None:
        """Fill the foot."""
        told = {
            "filler": f"示例{_NAMES[unit_number % 10]}",
            "reviewer": f"示例{_NAMES[(unit_number + 3) % 10]}（样例）",
            "phone": f"0730-0000{unit_number:03d}",
            "filled_on": day.isoformat(),
        }
        for known in layout.foot(self.plan, self.form):
            if known.role in told:
                self.label(layout.label(known)).value = typed(known, told[known.role])


def _down(address: str) -> str:
    letters = address.rstrip("0123456789")
    return f"{letters}{int(address[len(letters) :]) + 1}"


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def typed(known: Field, text: str) -> object:
    """Return *text* as a clerk's Excel would store it in a cell of the field: number, day or text."""
    if not text:
        return None
    kind = FieldType(known.type)
    if kind.numeric:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    if kind is FieldType.DATE:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def fill_form(plan: Plan, chapter: Chapter, unit: str, month: int, sheet: Any, day: date) -> bool:
    """Fill *unit*'s sheet of a form for *month*, signed on *day*.

    Return whether anything was filled in; a sheet that has nothing to say stays as issued.
    """
    form = chapter.form
    page = Page(plan, form, sheet)
    tick = chapter.tick(unit, month)
    if tick == SILENT:
        return False
    told = _matters(plan, chapter, page, unit, month) if form.purpose == "事项" else 0
    if tick in (NIL, UNCHANGED):
        page.tick(tick)
    elif form.purpose != "事项":
        facts = chapter.rows(unit, month)
        for fact in facts:
            _put(page, page.find(fact.at(month)), fact.at(month))
        told = len(facts)
    if told or tick:
        page.sign([u.name for u in plan.units].index(unit) + 1, day)
    return bool(told or tick)


def _put(page: Page, row: int, values: Mapping[str, str]) -> None:
    for name, text in values.items():
        page.put(row, name, text)


def _matters(plan: Plan, chapter: Chapter, page: Page, unit: str, month: int) -> int:
    """Fill the unit's own sides of the matters that stand on its sheet; return how many cells were touched."""
    form = chapter.form
    number = form.role("matter")
    assert number is not None
    rows = {page.cell(r, number.name).value: r for r in range(page.header + 1, page.last + 1)}
    told = 0
    for fact in chapter.facts:
        if month not in fact.months or fact.number not in rows:
            continue
        sides = {side for side, who in concerned(form, fact, month) if who == unit}
        if unit == plan.header.office_unit and month > fact.months[0]:
            sides.add("办公室")
        for name, text in fact.at(month).items():
            known = form.field(name)
            if known is not None and known.side in sides and known is not number:
                page.put(rows[fact.number], name, text)
                told += bool(text)
    return told


def titles(plan: Plan, book: Any) -> dict[str, Form]:
    """Return the forms of an issued workbook, by sheet name."""
    found = {}
    for sheet in book.worksheets:
        line = layout.read_title_line(str(sheet["A2"].value or ""))
        form = next((f for f in plan.forms if line and f.number == line[0]), None)
        if form is not None:
            found[sheet.title] = form
    return found


def keep_only(book: Any, wanted: set[str], path: Path) -> None:
    """Save *book* to *path* with the sheets of *wanted* (and the hidden ones) only."""
    for sheet in list(book.worksheets):
        if sheet.sheet_state == "visible" and sheet.title not in wanted:
            for name in [n for n, d in book.defined_names.items() if f"'{sheet.title}'!" in d.attr_text]:
                del book.defined_names[name]
            book.remove(sheet)
    book.active = 0
    book.save(path)
