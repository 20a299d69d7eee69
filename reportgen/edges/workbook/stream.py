"""Data sheets of any length: rows go from the records straight into the sheet's XML.

xlsxwriter keeps every cell until it is closed; here a sheet keeps only a way to make its rows. They are made when the
package is written, one at a time, as text that goes into the file: five times faster, and memory does not grow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Rows of a sheet in Excel."""
MOST_TEXT = 32_767
"""Characters of a cell in Excel."""

_BAD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x(?=[0-9A-Fa-f]{4}_)")
_MARKS = re.compile("[&<>]")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its =, and its value."""

    text: str
    value: Decimal


Content = str | Decimal | Formula | None
"""What a cell holds; None for a blank one."""


class StreamedSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no stubs
    """A worksheet whose cells come from `stream`; all else (tables, comments, print) is xlsxwriter's."""

    dim_rowmax: int | None  # the last row that has cells
    _lines: Callable[[], Iterable[str]] | None = None
    _above = 0

    def stream(self, lines: Callable[[], Iterable[str]], rows: int, columns: int, above: int = 0) -> None:
        """Have the sheet's rows made by *lines*, as XML, when it is written: *rows* rows of *columns* cells.

        The first *above* of them are those written as usual.
        """
        self._lines = lines
        self._above = above
        self._check_dimensions(rows - 1, columns - 1)
        self._check_dimensions(0, 0)

    def add_long_table(self, rows: int, columns: int, told: dict[str, Any]) -> None:
        """Add an Excel table over *rows* rows, the head and the totals included, without a note of each cell."""
        if self.add_table(0, 0, 2, columns - 1, told):
            raise ValueError(told["name"])
        table = self.tables[-1]
        table["range"] = xl_range(0, 0, rows - 1, columns - 1)
        table["a_range"] = table["autofilter"] = xl_range(0, 0, rows - 2, columns - 1)

    def _write_sheet_data(self) -> None:
        if self._lines is None:
            super()._write_sheet_data()
            return
        self.fh.write("<sheetData>")
        if self._above:
            last, self.dim_rowmax = self.dim_rowmax, self._above - 1
            self._write_rows()
            self.dim_rowmax = last
        self.fh.writelines(self._lines())
        self.fh.write("</sheetData>")


@cache
def letters_of(columns: int) -> tuple[str, ...]:
    """Return the letters of so many columns."""
    return tuple(xl_col_to_name(number) for number in range(columns))


def row_xml(number: int, height: float, cells: Sequence[tuple[Any, Content]]) -> str:
    """Return a row (1-based) of cells from column A on, each with its xlsxwriter format; *height* is in points."""
    told = zip(letters_of(len(cells)), cells, strict=True)
    written = "".join(
        f'<c r="{letter}{number}{cell_open(style)}{cell_end(content)}' for letter, (style, content) in told
    )
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{written}</row>'


def cell_open(style: Any) -> str:
    """Return what follows the address of a cell of a format; formats have numbers when the book is being written."""
    return f'" s="{style._get_xf_index()}"'


def cell_end(content: Content) -> str:
    """Return the rest of a cell."""
    if content is None:
        return "/>"
    if isinstance(content, str):
        kept = "" if content == content.strip() and "\n" not in content else ' xml:space="preserve"'
        return f' t="inlineStr"><is><t{kept}>{_text(content)}</t></is></c>'
    if isinstance(content, Formula):
        return f"><f>{_text(content.text)}</f><v>{content.value:f}</v></c>"
    return f"><v>{content:f}</v></c>"


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _text(text: str) -> str:
    """Return *text* as XML holds it; what XML cannot hold is written as Excel writes it (_x0001_)."""
    if len(text) > MOST_TEXT:
        text = text[:MOST_TEXT]
    if _BAD.search(text):
        text = _BAD.sub(lambda m: "_x005F_x" if m[0] == "_x" else f"_x{ord(m[0]):04X}_", text)
    return _MARKS.sub(lambda m: _ENTITIES[m[0]], text) if _MARKS.search(text) else text
