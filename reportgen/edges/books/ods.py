"""Workbooks in OpenDocument (.ods): content.xml read while inflating, repeats expanded only where filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from xml.etree.ElementTree import Element

from reportgen.edges import codes
from reportgen.edges.books.census import odf_cells
from reportgen.edges.books.guard import Budget, Limits, damaged, refuse
from reportgen.edges.books.looks import formula_remarks, unseen
from reportgen.edges.books.ooxml import defined_names
from reportgen.edges.books.package import Package, feed, local, tree, xml_parser
from reportgen.edges.books.values import GENERAL, Typed, boolean, decimal_cell, iso_cell
from reportgen.model.sheet import Book, Cell, CellKind, Sheet, escaped

MAX_ROW, MAX_COL = 1_048_576, 16_384
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_FORMATS = {"percentage": "0.00%", "currency": "#,##0.00"}
_META = re.compile(rb"<office:meta[ >].*?</office:meta>", re.DOTALL)
_ERROR_TEXT = re.compile(r"#[A-Z0-9/]+[!?]?|Err:\d+")


def read_book(package: Package, name: str, limits: Limits) -> Book:
    """Return the workbook in *package*; `Unreadable` where it is broken or beyond *limits*."""
    meta = package.tree("meta.xml") if "meta.xml" in package else None
    return _book(package.chunks("content.xml"), meta, name, "ods", limits)


def read_flat(data: bytes, name: str, limits: Limits) -> Book:
    """Return the workbook in *data*, one XML file (.fods); otherwise as `read_book`."""
    meta = _META.search(data)
    return _book((data,), tree(meta[0], "meta") if meta else None, name, "fods", limits)


def _book(
    content: Iterator[bytes] | tuple[bytes, ...], meta: Element | None, name: str, container: str, limits: Limits
) -> Book:
    reader = _ContentReader(Budget(limits))
    parser = xml_parser("content.xml")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    counted: list[int] = []
    feed(parser, odf_cells(iter(content), counted), "content.xml")
    if not reader.sheets:
        raise refuse(codes.FILE_NO_SHEET)
    items = meta.iter("user-defined") if meta is not None else ()
    properties = {item.get("name", ""): "".join(item.itertext()) for item in items}
    found = formula_remarks((c.formula for s in reader.sheets for c in s.cells.values() if c.formula), name)
    found += unseen(counted[0], reader.sheets, name)
    return Book(name, container, tuple(reader.sheets), properties, defined_names(reader.names), found)


class _ContentReader:
    """Handlers for expat: one sheet, row and cell at a time."""

    def __init__(self, budget: Budget) -> None:
        self.sheets: list[Sheet] = []
        self.names: list[tuple[str, str]] = []
        self._budget = budget
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._stack: list[str] = []
        self._aside = 0  # depth inside comments, drawings and tracked changes, whose text is no cell's
        self._comment: list[str] | None = None
        self._comment_depth = 0
        self._paragraphs: list[str] = []
        self._text: list[str] | None = None
        self._attributes: Mapping[str, str] | None = None
        self._begin_sheet("", "visible")
        self._in_sheet = False

    def _begin_sheet(self, title: str, state: str) -> None:
        self._title, self._state = title, state
        self._cells: dict[tuple[int, int], Cell] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: list[tuple[int, int]] = []
        self._hidden_cols: list[tuple[int, int]] = []
        self._row = self._col = self._column = 0
        self._row_repeat = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if self._aside:
            self._aside += 1
            if name == "p" and self._comment is not None:
                self._comment.append("")
            return
        if name == "p" and self._attributes is not None:
            self._text = []
        elif self._text is not None:
            self._inside_paragraph(name, attributes)
        if name == "annotation":
            self._comment, self._aside = [], 1
        elif name in ("shapes", "tracked-changes") or tag.startswith("draw:"):
            self._aside = 1
        elif name == "table-cell" or name == "covered-table-cell":
            self._attributes = attributes
            self._paragraphs = []
            self._comment = None
        else:
            self._structure(name, attributes)

    def _structure(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table-row":
            self._row_repeat = _count(attributes.get("table:number-rows-repeated"))
            self._col = 0
            if attributes.get("table:visibility") in ("collapse", "filter"):
                self._hidden_rows.append((self._row + 1, self._row + self._row_repeat))
        elif name == "table-column":
            repeat = _count(attributes.get("table:number-columns-repeated"))
            if attributes.get("table:visibility") in ("collapse", "filter"):
                self._hidden_cols.append((self._column + 1, self._column + repeat))
            self._column += repeat
        elif name == "table" and not self._in_sheet:
            hidden = attributes.get("table:style-name") in self._hidden_styles
            self._begin_sheet(attributes.get("table:name", ""), "hidden" if hidden else "visible")
            self._in_sheet = True
        elif name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "named-range":
            place = attributes.get("table:cell-range-address", "")
            self.names.append((attributes.get("table:name", ""), _excel_reference(place)))

    def _inside_paragraph(self, name: str, attributes: Mapping[str, str]) -> None:
        assert self._text is not None
        if name == "s":
            self._text.append(" " * min(_count(attributes.get("text:c")), 1000))
        elif name == "tab":
            self._text.append("\t")
        elif name == "line-break":
            self._text.append("\n")

    def characters(self, data: str) -> None:
        if self._aside:
            if self._comment:
                self._comment[-1] += data
        elif self._text is not None:
            self._text.append(data)

    def end(self, tag: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        name = local(tag)
        if name == "p" and self._text is not None:
            self._paragraphs.append("".join(self._text))
            self._text = None
        elif name in ("table-cell", "covered-table-cell") and self._attributes is not None:
            self._finish_cell(self._attributes)
            self._attributes = None
        elif name == "table-row":
            self._row += self._row_repeat
        elif name == "table" and self._in_sheet:
            self._finish_sheet()

    def _finish_cell(self, attributes: Mapping[str, str]) -> None:
        repeat = _count(attributes.get("table:number-columns-repeated"))
        first, self._col = self._col + 1, self._col + repeat
        self._merge(attributes, first)
        formula = attributes.get("table:formula")
        kind, value, raw = _typed(attributes, "\n".join(self._paragraphs), formula)
        if not raw and formula is None:
            return
        if self._col > MAX_COL or self._row + self._row_repeat > MAX_ROW:
            raise damaged("单元格位置超出工作表范围")
        self._budget.spend(repeat * self._row_repeat, len(raw) * repeat * self._row_repeat)
        number_format = _FORMATS.get(attributes.get("office:value-type", ""), GENERAL)
        shown = escaped(formula.partition(":")[2] if ":=" in formula[:10] else formula) if formula else formula
        comment = "\n".join(self._comment) if self._comment else None
        for row in range(self._row + 1, self._row + self._row_repeat + 1):
            for col in range(first, first + repeat):
                self._cells[row, col] = Cell(row, col, kind, value, raw, number_format, shown, comment)

    def _merge(self, attributes: Mapping[str, str], col: int) -> None:
        rows = _count(attributes.get("table:number-rows-spanned"))
        cols = _count(attributes.get("table:number-columns-spanned"))
        if rows > 1 or cols > 1:
            row = self._row + 1
            self._merges.append((row, col, row + rows - 1, col + cols - 1))

    def _finish_sheet(self) -> None:
        last_row = max((row for row, _ in self._cells), default=0)
        last_col = max((col for _, col in self._cells), default=0)
        self._in_sheet = False
        self.sheets.append(
            Sheet(
                self._title,
                self._cells,
                tuple(self._merges),
                _within(self._hidden_rows, last_row),
                _within(self._hidden_cols, last_col),
                self._state,
            )
        )


def _within(spans: list[tuple[int, int]], last: int) -> frozenset[int]:
    return frozenset(n for first, end in spans for n in range(first, min(end, last) + 1))


def _typed(attributes: Mapping[str, str], text: str, formula: str | None) -> Typed:
    """Return the cell of a table-cell element with the visible *text*."""
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error" or (formula and kind in ("", "string") and _error(text)):
        return CellKind.ERROR, text, text
    if kind in ("float", "percentage", "currency"):
        return decimal_cell(attributes.get("office:value", ""))
    if kind == "date":
        return iso_cell(attributes.get("office:date-value", ""))
    if kind == "time":
        return _time(attributes.get("office:time-value", ""))
    if kind == "boolean":
        return boolean(attributes.get("office:boolean-value") == "true")
    shown = text or attributes.get("office:string-value", "")
    if formula is not None and not kind and not shown:
        return CellKind.UNCALCULATED, "", ""
    return CellKind.TEXT, shown, shown


def _error(text: str) -> bool:
    return _ERROR_TEXT.fullmatch(text) is not None


def _time(text: str) -> Typed:
    """Return the time of day that a duration such as PT08H30M00S means; longer ones are hours as a number."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return CellKind.TEXT, text, text
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
    millis = int((match[4] or "0").ljust(3, "0")[:3])
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds, milliseconds=millis)
    if span >= timedelta(days=1):
        return decimal_cell(repr(span / timedelta(days=1)))
    return iso_cell(f"{hours:02d}:{minutes:02d}:{seconds:02d}" + (f".{millis:03d}" if millis else ""))


def _count(text: str | None) -> int:
    """Return a repeat or span count, at least 1."""
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 10 else 1


def _excel_reference(place: str) -> str:
    """Turn ``$'表 1'.$A$2`` into ``'表 1'!$A$2``."""
    first = place.split(":.", 1)[0].split(":$", 1)[0]
    sheet, _, cell = first.lstrip("$").rpartition(".")
    return f"{sheet}!{cell}"
