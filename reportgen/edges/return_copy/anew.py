"""A plain .xlsx of what was read, where the received file cannot be changed in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportgen.layout import RETURN_LIST_SHEET
from reportgen.model import screen
from reportgen.model.sheet import Book, Sheet, column_letters

_NARROWEST, _WIDEST = 8, 30  # half-width characters


def write_anew(book: Book | None, path: Path) -> None:
    """Write the sheets of *book* to *path*: the same names, addresses and values, text always as text."""
    from openpyxl import Workbook

    copy = Workbook()
    if book is not None and book.sheets:
        copy.remove(copy.worksheets[0])
    else:
        copy.worksheets[0].title = RETURN_LIST_SHEET  # nothing could be read: the list is all there is
    for sheet in book.sheets if book else ():
        target = copy.create_sheet(sheet.name)
        target.sheet_state = sheet.state
        for col, width in _widths(sheet).items():
            target.column_dimensions[column_letters(col)].width = width
        for (row, col), cell in sheet.cells.items():
            place = target.cell(row, col)
            place.value = _storable(cell.raw) if isinstance(cell.value, str) else cell.value
            if isinstance(cell.value, str):
                _as_text(place)
            elif cell.number_format != "General":
                place.number_format = cell.number_format
        for first_row, first_col, last_row, last_col in sheet.merges:
            target.merge_cells(
                start_row=first_row, start_column=first_col, end_row=last_row, end_column=last_col
            )  # fmt: skip
    copy.save(path)


def _widths(sheet: Sheet) -> dict[int, int]:
    """Return the widths of columns that show what stands in them, long texts aside; merged cells lend from neighbours."""
    wide = {(area[0], area[1]) for area in sheet.merges if area[3] > area[1]}
    widths: dict[int, int] = {}
    for (row, col), cell in sheet.cells.items():
        if (row, col) not in wide:
            widths[col] = max(widths.get(col, _NARROWEST), min(_WIDEST, screen.widest(cell.raw) + 2))
    return widths


def _storable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)


def _as_text(cell: Any) -> None:
    """Make sure that what an agency typed never becomes a formula."""
    cell.data_type = "s"
    if str(cell.value or "")[:1] in "=+-@\t\r":
        cell.quotePrefix = True
