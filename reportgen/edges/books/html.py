"""Web pages saved as .xls (and .mht): every table, and the lines between tables, on one sheet."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

from reportgen.edges import codes
from reportgen.edges.books.census import html_cells
from reportgen.edges.books.guard import Budget, Limits, damaged, refuse
from reportgen.edges.books.looks import unseen
from reportgen.edges.books.texts import decode
from reportgen.model.sheet import Book, Cell, CellKind, Sheet

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_ASIDE = frozenset({"script", "style", "head", "xml", "template"})
_BREAKS = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "center"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_FORMAT = re.compile(r"mso-number-format\s*:\s*(\"[^\"]*\"|'[^']*'|[^;]*)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_COLS, _MOST_ROWS, _DEEPEST = 16_384, 1_048_576, 40


def read_book(data: bytes, name: str, limits: Limits) -> Book:
    """Return the page's tables as a workbook of one sheet (.mht: a sheet for each page that has tables)."""
    budget = Budget(limits)
    sheets = []
    counted = 0
    for number, page in enumerate(_pages(data), start=1):
        reader = _Page(budget)
        reader.feed(page)
        reader.close()
        reader.end_page()
        if reader.tables:
            counted += html_cells(page)
            sheets.append(reader.sheet(f"网页{number}"))
    if not sheets:
        raise refuse(codes.FILE_NO_SHEET)
    lost = unseen(counted, sheets, name)
    return Book(name, "html", tuple(sheets), remarks=(codes.FILE_WEB_TABLE.make(file=name), *lost))


def _pages(data: bytes) -> list[str]:
    if not data[:200].lstrip().lower().startswith((b"mime-version:", b"from:", b"content-")):
        return [_text(data)]
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = [p for p in message.walk() if p.get_content_type() == "text/html"]
    return [_text(bytes(p.get_payload(decode=True) or b"")) for p in parts]


def _text(data: bytes) -> str:
    """The page's text: as its own line names the encoding, else as its bytes tell."""
    told = _CHARSET.search(data[:4096])
    if told is not None and b"\0" not in data[:64]:
        named = told[1].decode().lower()
        try:
            return data.decode("gb18030" if named in ("gb2312", "gbk", "x-gbk") else named)
        except (LookupError, UnicodeDecodeError):
            return decode(data)[0]
    return decode(data)[0]


@dataclass
class _Td:
    """One cell being read."""

    row: int
    col: int
    attributes: Mapping[str, str]
    text: list[str] = field(default_factory=list)


@dataclass
class _Table:
    """One table being read: the row and column that come next, and the columns that cells above still cover."""

    first_row: int
    row: int = -1
    col: int = 1
    covered: list[tuple[int, int, int]] = field(default_factory=list)  # (first col, last col, last row)
    cell: _Td | None = None


class _Page(HTMLParser):
    def __init__(self, budget: Budget) -> None:
        super().__init__(convert_charrefs=True)
        self.tables = 0
        self._budget = budget
        self._cells: dict[tuple[int, int], Cell] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden: set[int] = set()
        self._open: list[_Table] = []
        self._next_row = 1
        self._aside = 0
        self._line: list[str] = []

    # ------------------------------------------------------------ events

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ASIDE:
            self._aside += 1
        elif tag == "table":
            self._start_table()
        elif tag in ("td", "th"):
            self._start_cell({key: value or "" for key, value in attrs})
        elif tag == "tr":
            self._start_row({key: value or "" for key, value in attrs})
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _ASIDE:
            self._aside = max(0, self._aside - 1)
        elif tag == "table" and self._open:
            self._end_table()
        elif tag in ("td", "th", "tr") and self._open:
            self._end_cell()
        elif tag in _BREAKS and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        if self._aside:
            return
        cell = self._open[-1].cell if self._open else None
        (cell.text if cell is not None else self._line).append(_BLANKS.sub(" ", data))

    def _break(self) -> None:
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell.text.append("\n")
        else:
            self._end_line()

    # ------------------------------------------------------------ structure

    def _start_table(self) -> None:
        if len(self._open) >= _DEEPEST:
            raise damaged("网页里的表格嵌套过深")
        self._end_line()
        self.tables += 1
        if self._open:
            self._next_row = max(self._next_row, self._open[-1].row + 1)
        self._open.append(_Table(self._next_row))

    def _end_table(self) -> None:
        """Close the innermost table; what follows it, also in the table around it, goes below it."""
        self._end_cell()
        table = self._open.pop()
        self._next_row = max(self._next_row, table.row + 1)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._end_line()
        if not self._open:
            return
        self._end_cell()
        table = self._open[-1]
        table.row = max(table.row + 1, self._next_row, table.first_row)
        self._next_row = table.row
        table.col = 1
        if _HIDDEN.search(attributes.get("style", "")):
            self._hidden.add(table.row)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        if not self._open:
            return
        self._end_cell()
        table = self._open[-1]
        if table.row < table.first_row:
            self._start_row({})
        table.covered = [span for span in table.covered if span[2] >= table.row]
        for first, last, _ in sorted(table.covered):
            if first <= table.col <= last:
                table.col = last + 1
        width, height = _span(attributes, "colspan", _MOST_COLS), _span(attributes, "rowspan", _MOST_ROWS)
        if table.col + width - 1 > _MOST_COLS or table.row + height - 1 > _MOST_ROWS:
            raise damaged("单元格位置超出工作表范围")
        table.cell = _Td(table.row, table.col, attributes)
        if width > 1 or height > 1:
            self._merges.append((table.row, table.col, table.row + height - 1, table.col + width - 1))
        if height > 1:
            table.covered.append((table.col, table.col + width - 1, table.row + height - 1))
        table.col += width

    def _end_cell(self) -> None:
        table = self._open[-1]
        cell, table.cell = table.cell, None
        if cell is not None:
            self._put(cell.row, cell.col, "".join(cell.text), cell.attributes)
            self._next_row = max(self._next_row, cell.row)

    def _end_line(self) -> None:
        """Put a line that stands outside of tables into column A of a row of its own."""
        text = "".join(self._line).strip()
        self._line = []
        if not text:
            return
        if self._open:
            table = self._open[-1]
            self._next_row = table.row = max(table.row + 1, self._next_row, table.first_row)
            table.col = 2
            self._put(table.row, 1, text, {})
        else:
            self._put(self._next_row, 1, text, {})
            self._next_row += 1

    def end_page(self) -> None:
        """Close what the page left open."""
        while self._open:
            self._end_table()
        self._end_line()

    # ------------------------------------------------------------ cells

    def _put(self, row: int, col: int, text: str, attributes: Mapping[str, str]) -> None:
        lines = [line.strip(" ") for line in text.split("\n")]
        shown = "\n".join(lines).strip("\n")
        number = _stored_number(attributes, shown)
        if not shown and number is None:
            return
        if row > _MOST_ROWS:
            raise damaged("单元格位置超出工作表范围")
        while (row, col) in self._cells:
            col += 1
        self._budget.spend(1, len(shown))
        format_ = _number_format(attributes, shown)
        if number is not None:
            self._cells[row, col] = Cell(row, col, CellKind.NUMBER, number, format(number, "f"), format_)
        else:
            self._cells[row, col] = Cell(row, col, CellKind.TEXT, shown, shown, format_)

    def sheet(self, name: str) -> Sheet:
        return Sheet(name, self._cells, tuple(self._merges), frozenset(self._hidden))


def _span(attributes: Mapping[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _stored_number(attributes: Mapping[str, str], shown: str) -> Decimal | None:
    """The number that Excel stored beside the text it shows (x:num), if it did."""
    if "x:num" not in attributes:
        return None
    try:
        number = Decimal(attributes["x:num"].strip() or shown.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 400 else None


def _number_format(attributes: Mapping[str, str], shown: str) -> str:
    match = _FORMAT.search(attributes.get("style", ""))
    told = match[1].strip("\"' ").replace("\\", "") if match else ""
    if told.lower() == "percent" or (not told and "x:num" in attributes and shown.endswith("%")):
        return "0.00%"
    return told or "General"
