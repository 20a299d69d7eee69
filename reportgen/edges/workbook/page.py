"""An analysis sheet under way: a title, then sections and tables one below the other, set up for print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from reportgen.edges.workbook.live import Live
from reportgen.edges.workbook.style import DASH, PAPER, Pen, same
from reportgen.model import screen
from reportgen.model.figure import Figure


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to write: how, and its text where that may need several lines."""

    write: Callable[[Pen, Any, int, int], None]
    text: str = ""


def text(words: str, style: str = "text", **more: Any) -> Cell:
    return Cell(lambda pen, sheet, row, col: pen.text(sheet, row, col, words, style, **more), words)


def center(words: str, **more: Any) -> Cell:
    return text(words or DASH, "center", **more)


def day(when: date | None) -> Cell:
    return Cell(lambda pen, sheet, row, col: pen.day(sheet, row, col, when))


def number(value: Decimal | int | None, unit: str = "", **more: Any) -> Cell:
    """A number that is no figure, a dash where there is none."""
    return Cell(lambda pen, sheet, row, col: pen.number(sheet, row, col, value, unit, **more))


def light(applies_to: str, colour: str) -> Cell:
    return Cell(lambda pen, sheet, row, col: pen.light(sheet, row, col, applies_to, colour))


def figure(item: Figure | None, made: Live | None = None, **more: Any) -> Cell:
    """A figure that links to its definition, as the formula *made* where that gives the figure's value."""

    def write(pen: Pen, sheet: Any, row: int, col: int) -> None:
        formula = made.formula if item is not None and made is not None and same(item, made) else ""
        if item is not None and isinstance(item.value, Decimal):
            pen.homes.setdefault(item.id, f"'{sheet.get_name()}'!{xl_rowcol_to_cell(row, col, True, True)}")
        pen.figure(sheet, row, col, item, formula=formula, **more)

    return Cell(write, item.text if item is not None and isinstance(item.value, str) else "")


def value(item: Figure | None) -> Cell:
    """The value of another period's figure, which has no line on 口径."""
    shown = item.value if item is not None and isinstance(item.value, Decimal) else None
    return number(shown, item.unit if item is not None else "")


def live(made: Live | None, unit: str = "", **more: Any) -> Cell:
    """A formula with its value; a dash where there is nothing to compute."""
    if made is None:
        return center("")
    return Cell(lambda pen, sheet, row, col: pen.live(sheet, row, col, made, unit, **more))


Head = tuple[str, float]
"""A column's heading and width in characters."""


class Page:
    """One sheet; ``row`` is the next row to be written, 0-based, ``height`` that of all rows so far in points."""

    def __init__(
        self,
        pen: Pen,
        name: str,
        widths: Sequence[float],
        title: str,
        note: str = "",
        paper: str = "A4",
        fit: bool = True,
    ) -> None:
        self.pen, self.name, self.widths = pen, name, widths
        self.sheet = pen.book.get_worksheet_by_name(name)
        self.row, self.height = 2, 42.0
        self.printed = 0.0  # the height at which the last page of print began
        self.breaks: list[int] = []
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(PAPER[paper])
        if fit:
            sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"&L{name}&R第 &P 页 共 &N 页")
        sheet.hide_gridlines(2)
        for col, width in enumerate(widths):
            sheet.set_column(col, col, width)
        pen.text(sheet, 0, 0, title, "title")
        sheet.set_row(0, 26)
        pen.text(sheet, 1, 0, note, "note")
        sheet.set_row(1, 16)

    def at(self, col: int, row: int | None = None) -> str:
        """The address of a cell of the row being written, or of *row*."""
        return str(xl_rowcol_to_cell(self.row if row is None else row, col))

    def section(self, title: str, columns: int = 0) -> None:
        """Write a section's heading over *columns* columns."""
        for col in range(columns or len(self.widths)):
            self.pen.text(self.sheet, self.row, col, title if col == 0 else "", "section")
        self.sheet.set_row(self.row, 22)
        self.height += 22
        self.row += 1

    def note(self, words: str) -> None:
        self.pen.text(self.sheet, self.row, 0, words, "note")
        self.row += 1

    def heads(self, names: Sequence[str], height: float = 32, start: int = 0) -> None:
        """Write the head row of a table; a name of "" belongs to the one before it, whose cell is joined with it."""
        for col, name in enumerate(names, start):
            if not name:
                continue
            span = 1 + next(
                (n for n, later in enumerate(names[col - start + 1 :]) if later), len(names) - (col - start) - 1
            )
            if span > 1:
                self.sheet.merge_range(self.row, col, self.row, col + span - 1, "", self.pen.format("head"))
            self.pen.text(self.sheet, self.row, col, name, "head")
        self.sheet.set_row(self.row, height)
        self.height += height
        self.row += 1

    def line(self, cells: Sequence[Cell], least: float = 18, start: int = 0) -> None:
        """Write a row, as high as its fullest cell."""
        for col, cell in enumerate(cells, start):
            cell.write(self.pen, self.sheet, self.row, col)
        sized = [(c.text, w) for c, w in zip(cells, self.widths[start:], strict=False)]
        self.height += self.pen.fit(self.sheet, self.row, sized, least)
        self.row += 1

    def wide(self, words: str, start: int, columns: int) -> list[Cell]:
        """Cells that show *words* over *columns* columns from *start* on, joined."""
        self.sheet.merge_range(self.row, start, self.row, start + columns - 1, "", self.pen.format("text"))
        lines = screen.lines(words, sum(self.widths[start : start + columns]))
        joined = text(words)
        return [Cell(joined.write, "\n" * (lines - 1)), *(Cell(lambda *_: None) for _ in range(columns - 1))]

    def skip(self, rows: int = 1) -> None:
        self.row += rows
        self.height += 15 * rows

    def close(self) -> None:
        """Set what is printed."""
        self.sheet.print_area(0, 0, max(2, self.row - 1), len(self.widths) - 1)


def table_page(
    pen: Pen, name: str, title: str, heads: Sequence[Head], note: str = "", paper: str = "A4", frozen: int = 1
) -> Page:
    """Return a page that is one table: its heads written, frozen and repeated in print."""
    page = Page(pen, name, [width for _, width in heads], title, note, paper)
    page.heads([head for head, _ in heads])
    page.sheet.freeze_panes(3, frozen)
    page.sheet.repeat_rows(2)
    return page


def end_table(page: Page, columns: int, empty: str) -> None:
    """End a page that is one table: a filter over it, or the words that there is nothing."""
    if page.row > 3:
        page.sheet.autofilter(2, 0, page.row - 1, columns - 1)
    else:
        page.note(empty)
    page.close()
