"""Workbooks in Excel's XML of 2003, often named .xls."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reportgen.edges import codes
from reportgen.edges.books.census import xml2003_cells
from reportgen.edges.books.guard import Budget, Limits, damaged, refuse
from reportgen.edges.books.looks import formula_remarks, unseen
from reportgen.edges.books.package import feed, local, xml_parser
from reportgen.edges.books.values import GENERAL, Typed, boolean, iso_cell, parse_number
from reportgen.model.sheet import Book, Cell, CellKind, Sheet, address, escaped

_MOST_COLS, _MOST_ROWS = 16_384, 1_048_576
_NAMED_FORMATS = {
    "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "Short Date": "yyyy/m/d", "General Date": "yyyy/m/d h:mm",
    "Long Date": 'yyyy"年"m"月"d"日"', "Medium Date": "d-mmm-yy", "Short Time": "h:mm", "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss",
}  # fmt: skip
_STATES = {"SheetHidden": "hidden", "SheetVeryHidden": "veryHidden"}
_REFERENCE = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!R(\d+)C(\d+)")
_PLACE = "内容"


def read_book(data: bytes, name: str, limits: Limits) -> Book:
    """Return the workbook in *data*; `Unreadable` where it is broken or beyond *limits*."""
    reader = _Reader(Budget(limits))
    parser = xml_parser(_PLACE)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    feed(parser, (data,), _PLACE)
    if not reader.sheets:
        raise refuse(codes.FILE_NO_SHEET)
    found = formula_remarks((c.formula for s in reader.sheets for c in s.cells.values() if c.formula), name)
    found += unseen(xml2003_cells(data), reader.sheets, name)
    return Book(name, "xml", tuple(reader.sheets), reader.properties, reader.names, found)


class _Reader:
    """Handlers for expat: one sheet, row and cell at a time."""

    def __init__(self, budget: Budget) -> None:
        self.sheets: list[Sheet] = []
        self.properties: dict[str, str] = {}
        self.names: dict[str, tuple[str, str]] = {}
        self._budget = budget
        self._formats: dict[str, str] = {}
        self._style = ""
        self._since_1904 = False
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._begin("")

    def _begin(self, title: str) -> None:
        self._title, self._state = title, "visible"
        self._cells: dict[tuple[int, int], Cell] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: list[tuple[int, int]] = []
        self._hidden_cols: list[tuple[int, int]] = []
        self._row = self._next_row = self._column = 0
        self._col = 0
        self._span = 0
        self._cell: Mapping[str, str] = {}
        self._type = self._data = self._comment = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        own = {local(key): value for key, value in attributes.items()}
        self._path.append(name)
        if len(self._path) > 200:
            raise damaged("标记嵌套过深")
        if name == "Worksheet":
            self._begin(own.get("Name", ""))
        elif name == "Row":
            self._start_row(own)
        elif name == "Cell":
            self._start_cell(own)
        elif name == "Column":
            self._start_column(own)
        elif name == "Style":
            self._style = own.get("ID", "")
        elif name == "NumberFormat":
            told = own.get("Format", "")
            self._formats[self._style] = _NAMED_FORMATS.get(told, told or GENERAL)
        elif name == "NamedRange":
            self._name(own)
        elif name == "Data" and "Cell" in self._path and "Comment" not in self._path:
            self._type, self._text = own.get("Type", ""), []
        elif name in ("Visible", "Date1904", "Comment") or self._path[-2:-1] == ["CustomDocumentProperties"]:
            self._text = []

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        self._path.pop()
        text = "".join(self._text or ())
        if name == "Data" and "Comment" not in self._path and self._text is not None:
            self._data, self._text = text, None
        elif name == "Comment":
            self._comment, self._text = text, None
        elif name == "Visible":
            self._state, self._text = _STATES.get(text.strip(), "visible"), None
        elif name == "Date1904":
            self._since_1904, self._text = True, None
        elif self._path[-1:] == ["CustomDocumentProperties"]:
            self.properties[name], self._text = text, None
        elif name == "Cell":
            self._end_cell()
        elif name == "Row":
            self._next_row = self._row + self._span
        elif name == "Worksheet":
            self._end_sheet()

    # ------------------------------------------------------------ structure

    def _start_row(self, own: Mapping[str, str]) -> None:
        self._row = _index(own, self._next_row)
        self._span = _number(own.get("Span"))
        self._col = 0
        if own.get("Hidden") == "1":
            self._hidden_rows.append((self._row, self._row + self._span))

    def _start_cell(self, own: Mapping[str, str]) -> None:
        self._col = _index(own, self._col)
        self._cell, self._type, self._data, self._comment = own, "", "", ""
        across, down = _number(own.get("MergeAcross")), _number(own.get("MergeDown"))
        if self._col + across > _MOST_COLS or self._row + down > _MOST_ROWS:
            raise damaged("单元格位置超出工作表范围")
        if across or down:
            self._merges.append((self._row, self._col, self._row + down, self._col + across))

    def _start_column(self, own: Mapping[str, str]) -> None:
        first = _index(own, self._column)
        self._column = first + _number(own.get("Span"))
        if own.get("Hidden") == "1":
            self._hidden_cols.append((first, self._column))

    def _name(self, own: Mapping[str, str]) -> None:
        match = _REFERENCE.match(own.get("RefersTo", ""))
        if match and len(match[3]) < 8 and len(match[4]) < 6 and int(match[4]) > 0:
            sheet = (match[1] or match[2]).replace("''", "'")
            self.names[own.get("Name", "")] = (sheet, address(int(match[3]), int(match[4])))

    def _end_cell(self) -> None:
        number_format = self._formats.get(self._cell.get("StyleID", ""), GENERAL)
        formula = self._cell.get("Formula")
        kind, value, raw = self._typed(number_format, formula)
        if raw or formula is not None:
            self._budget.spend(1, len(raw))
            place = (self._row, self._col)
            own_formula = escaped(formula.removeprefix("=")) if formula is not None else None
            self._cells[place] = Cell(*place, kind, value, raw, number_format, own_formula, self._comment or None)
        self._col += _number(self._cell.get("MergeAcross"))

    def _typed(self, number_format: str, formula: str | None) -> Typed:
        if self._type == "Number":
            return parse_number(self._data, number_format, self._since_1904) if self._data else (CellKind.TEXT, "", "")
        if self._type == "DateTime":
            return iso_cell(self._data.removesuffix(".000"))
        if self._type == "Boolean":
            return boolean(self._data.strip() == "1")
        if self._type == "Error":
            return CellKind.ERROR, self._data, self._data
        if formula is not None and not self._type:
            return CellKind.UNCALCULATED, "", ""
        return CellKind.TEXT, self._data, self._data

    def _end_sheet(self) -> None:
        last_row = max((row for row, _ in self._cells), default=0)
        last_col = max((col for _, col in self._cells), default=0)
        hidden_rows, hidden_cols = _within(self._hidden_rows, last_row), _within(self._hidden_cols, last_col)
        self.sheets.append(Sheet(self._title, self._cells, tuple(self._merges), hidden_rows, hidden_cols, self._state))


def _index(own: Mapping[str, str], before: int) -> int:
    """The number of a row, column or cell: told, else the next."""
    return _number(own.get("Index")) or before + 1


def _number(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        return 0
    if len(text) > 7 or int(text) > _MOST_ROWS:
        raise damaged("单元格位置超出工作表范围")
    return int(text)


def _within(spans: list[tuple[int, int]], last: int) -> frozenset[int]:
    return frozenset(n for first, end in spans for n in range(first, min(end, last) + 1))
