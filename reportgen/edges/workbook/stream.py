"""Data sheets of any length: rows go from the records straight into the sheet's XML.

xlsxwriter keeps every cell until it is closed; here a sheet keeps only a way to make its rows. They are made when the
package is written, one at a time, as text that goes into the file: five times faster, and memory does not grow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
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


Cell = tuple[Any, str | Decimal | Formula | None]
"""A cell: its xlsxwriter format, and its content (None for a blank one)."""
Line = tuple[float, Sequence[Cell]]
"""A row: its height in points (0 for the usual one) and its cells from column A."""


class StreamedSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no stubs
    """A worksheet whose cells come from `stream`; all else (tables, comments, print) is xlsxwriter's."""

    def stream(self, lines: Callable[[], Iterable[Line]], rows: int, columns: int) -> None:
        """Have the sheet's cells made by *lines* when it is written: *rows* rows of *columns* cells."""
        self._lines = lines
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
        self.fh.write("<sheetData>")
        self.fh.writelines(_rows(self._lines()))
        self.fh.write("</sheetData>")


def _rows(lines: Iterable[Line]) -> Iterator[str]:
    """Yield each row of *lines* as XML."""
    letters: list[str] = []
    styles: dict[int, int] = {}
    for number, (height, cells) in enumerate(lines, start=1):
        while len(letters) < len(cells):
            letters.append(xl_col_to_name(len(letters)))
        parts = [f'<row r="{number}" ht="{height:g}" customHeight="1">' if height else f'<row r="{number}">']
        for letter, (style, content) in zip(letters, cells, strict=False):
            key = id(style)
            if key not in styles:
                styles[key] = style._get_xf_index()
            parts.append(_cell(f'<c r="{letter}{number}" s="{styles[key]}"', content))
        parts.append("</row>")
        yield "".join(parts)


def _cell(start: str, content: str | Decimal | Formula | None) -> str:
    if content is None:
        return f"{start}/>"
    if isinstance(content, str):
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{_text(content)}</t></is></c>'
    if isinstance(content, Formula):
        return f"{start}><f>{_text(content.text)}</f><v>{content.value:f}</v></c>"
    return f"{start}><v>{content:f}</v></c>"


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _text(text: str) -> str:
    """Return *text* as XML holds it; what XML cannot hold is written as Excel writes it (_x0001_)."""
    if len(text) > MOST_TEXT:
        text = text[:MOST_TEXT]
    if _BAD.search(text):
        text = _BAD.sub(lambda m: "_x005F_x" if m[0] == "_x" else f"_x{ord(m[0]):04X}_", text)
    return _MARKS.sub(lambda m: _ENTITIES[m[0]], text) if _MARKS.search(text) else text
