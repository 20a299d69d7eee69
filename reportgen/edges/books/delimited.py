"""Delimited text (CSV, TSV and the like) as one sheet of texts: nothing is taken for a number here."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import PurePosixPath

from reportgen.edges import codes
from reportgen.edges.books.census import delimited_cells
from reportgen.edges.books.guard import Budget, Limits, damaged, refuse
from reportgen.edges.books.looks import unseen
from reportgen.edges.books.texts import decode
from reportgen.model.sheet import Book, Cell, CellKind, Sheet

_DELIMITERS = ",\t;|，；^~"
_LOOKED_AT = 60  # lines by which the delimiter is told
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_PROTECTED = re.compile(r'="([^"]*)"')
_MOST_COLS, _MOST_ROWS = 16_384, 1_048_576
_NAME_LENGTH = 31


def read_book(data: bytes, name: str, limits: Limits) -> Book:
    """Return the table in *data* as a workbook of one sheet, named after the file as Excel names it."""
    text, encoding = decode(data)
    text = text.rstrip("\x1a")
    if not text.strip():
        raise refuse(codes.FILE_EMPTY_TEXT)
    lines = text.split("\n", 1)
    match = _SEPARATOR_LINE.fullmatch(lines[0])
    delimiter = match[1] if match else _delimiter(text)
    body = lines[1] if match and len(lines) > 1 else text
    cells: dict[tuple[int, int], Cell] = {}
    budget = Budget(limits)
    for row, line in enumerate(_rows(body, delimiter, limits), start=2 if match else 1):
        for col, value in enumerate(line, start=1):
            if value:
                if col > _MOST_COLS or row > _MOST_ROWS:
                    raise damaged("单元格位置超出工作表范围")
                budget.spend(1, len(value))
                cells[row, col] = _cell(row, col, value)
    sheet = Sheet(PurePosixPath(name).stem[:_NAME_LENGTH] or "表", cells)
    remark = codes.FILE_TEXT_TABLE.make(file=name, encoding=encoding, delimiter=_WORDS.get(delimiter, delimiter))
    lost = unseen(delimited_cells(body, delimiter), (sheet,), name)
    return Book(name, "csv", (sheet,), remarks=(remark, *lost))


_WORDS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线", "，": "全角逗号", "；": "全角分号"}


def _cell(row: int, col: int, text: str) -> Cell:
    """A cell of text; ``="0123"`` is how a program keeps Excel from taking a code for a number."""
    match = _PROTECTED.fullmatch(text)
    shown = match[1] if match else text
    return Cell(row, col, CellKind.TEXT, shown, shown, "@", text[1:] if match else None)


def _delimiter(text: str) -> str:
    """The delimiter that cuts most lines, then the one that cuts most of them into the same number of parts."""
    best, delimiter = (0, 0, 0), ","
    start = io.StringIO(text, newline="")
    sample = "".join(line for line, _ in zip(start, range(_LOOKED_AT), strict=False))
    for candidate in _DELIMITERS:
        if candidate not in sample:
            continue
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate))
        del widths[1]
        if widths:
            width, lines = widths.most_common(1)[0]
            if (score := (widths.total(), lines, width)) > best:
                best, delimiter = score, candidate
    return delimiter


def _rows(text: str, delimiter: str, limits: Limits) -> list[list[str]]:
    """The rows; a quote that is never closed makes quotes plain characters, so that no row hides in a cell."""
    csv.field_size_limit(limits.text_chars)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        pass
    lines = io.StringIO(text, newline="")
    return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
