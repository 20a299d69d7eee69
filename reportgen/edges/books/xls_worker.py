"""The process that runs xlrd over untrusted .xls files: ``python -m reportgen.edges.books.xls_worker``.

Reads ``<length> <most cells> <most characters> <most seconds>`` and *length* bytes from standard input, answers with
one line of JSON, until the input ends.
"""

from __future__ import annotations

import faulthandler
import io
import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from reportgen.model.sheet import address

_GRACE = 5  # seconds


class TooLarge(Exception):
    """A book holds more filled cells or characters than allowed."""


class Allowance:
    """What a book may still hold."""

    def __init__(self, cells: int, chars: int) -> None:
        self._cells, self._chars = cells, chars

    def spend(self, value: object) -> None:
        self._cells -= 1
        self._chars -= len(value) if isinstance(value, str) else 0
        if self._cells < 0 or self._chars < 0:
            raise TooLarge


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer every request until there are no more."""
    while line := requests.readline():
        length, cells, chars, seconds = (int(word) for word in line.split())
        data = requests.read(length)
        faulthandler.dump_traceback_later(seconds + _GRACE, exit=True)  # should the one who asks be gone
        answer = answer_for(data, Allowance(cells, chars))
        faulthandler.cancel_dump_traceback_later()
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def answer_for(data: bytes, allowance: Allowance) -> dict[str, Any]:
    """Return the book's content as JSON values, or ``{"fault": …}``."""
    from xlrd.biffh import XLRDError

    try:
        return _content(data, allowance)
    except TooLarge:
        return {"fault": "large"}
    except XLRDError as error:
        return {"fault": "encrypted" if "encrypted" in str(error) else "damaged"}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a broken file makes xlrd fail in any way: assert, struct, index
        return {"fault": "damaged"}


def _content(data: bytes, allowance: Allowance) -> dict[str, Any]:
    import xlrd

    book = xlrd.open_workbook(
        file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
    )
    sheets = []
    for index in range(book.nsheets):
        sheets.append(_sheet(book.sheet_by_index(index), allowance))
        book.unload_sheet(index)
    styles = (book.format_map.get(xf.format_key) for xf in book.xf_list)
    return {
        "sheets": sheets,
        "formats": [(f.format_key, f.format_str) if f else (0, "General") for f in styles],
        "since_1904": book.datemode == 1,
        "names": list(_names(book)),
    }


def _sheet(sheet: Any, allowance: Allowance) -> dict[str, Any]:
    cells = []
    last_row = last_col = 0
    for row in range(sheet.nrows):
        for col, kind in enumerate(sheet.row_types(row)):
            entry = _cell(kind, sheet.cell_value(row, col))
            if entry is None:
                continue
            allowance.spend(entry[1])
            note = sheet.cell_note_map.get((row, col))
            style = sheet.cell_xf_index(row, col)
            cells.append((row + 1, col + 1, *entry, style, note.text if note and note.text else None))
            last_row, last_col = row + 1, max(last_col, col + 1)
    return {
        "name": sheet.name,
        "state": sheet.visibility,
        "cells": cells,
        "merges": [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
        "hidden_rows": [r + 1 for r, info in sheet.rowinfo_map.items() if info.hidden and r < last_row],
        "hidden_cols": [c + 1 for c, info in sheet.colinfo_map.items() if info.hidden and c < last_col],
    }


def _cell(kind: int, value: Any) -> tuple[str, Any] | None:
    """Return (kind, stored value) of a filled cell, None for an empty one."""
    import xlrd

    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return "n", value
    if kind == xlrd.XL_CELL_TEXT:
        return ("t", value) if value else None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "b", value
    if kind == xlrd.XL_CELL_ERROR:
        return "e", xlrd.error_text_from_code.get(value, "#N/A")
    return None


def _names(book: Any) -> Iterator[tuple[str, str, str]]:
    """Yield (name, sheet, cell) for the defined names that point to a place in the book."""
    titles = book.sheet_names()
    for item in book.name_obj_list:
        places = getattr(item.result, "value", None) if item.result is not None else None
        if not isinstance(places, list) or not places or item.name.startswith("_xlnm"):
            continue
        coords = getattr(places[0], "coords", None)
        if coords is not None and 0 <= coords[0] < len(titles):
            yield item.name, titles[coords[0]], address(coords[2] + 1, coords[4] + 1)


def limit_memory(most: int) -> None:
    """Hold this process to *most* bytes of address space, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
