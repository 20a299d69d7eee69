"""Workbooks in Excel's binary package (.xlsb): records of MS-XLSB in the parts of a zip container."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from reportgen.edges import codes
from reportgen.edges.books.census import BinaryCensus
from reportgen.edges.books.guard import Budget, Limits, damaged, refuse
from reportgen.edges.books.looks import too_few
from reportgen.edges.books.ooxml import custom_properties, main_part, part_of, relations
from reportgen.edges.books.ooxml_cells import MAX_COL, MAX_ROW, Context
from reportgen.edges.books.package import Package
from reportgen.edges.books.values import BUILTIN_FORMATS, GENERAL, Typed, boolean, number_cell
from reportgen.model.sheet import Book, Cell, CellKind, Sheet

# Record types (MS-XLSB 2.3)
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _ST, _ISST = 0, 1, 2, 3, 4, 5, 6, 7
_FMLA_STRING, _FMLA_NUM, _FMLA_BOOL, _FMLA_ERROR = 8, 9, 10, 11
_SST_ITEM, _FMT, _XF, _RICH = 19, 44, 47, 62
_COL_INFO, _PROPERTIES, _BUNDLE_SHEET, _MERGE = 60, 153, 156, 176
_BEGIN_CELL_XFS, _END_CELL_XFS = 617, 618
_FORMULAS = frozenset({_FMLA_STRING, _FMLA_NUM, _FMLA_BOOL, _FMLA_ERROR})
_STATES = ("visible", "hidden", "veryHidden")
_ERRORS: Mapping[int, str] = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


def read_book(package: Package, name: str, limits: Limits) -> Book:
    """Return the workbook in *package*; `Unreadable` where a record is broken or a limit is passed.

    Formulas are known to be there ("="), their text is not decoded. Defined names are token streams
    too and are left out: a form is recognised by its other marks.
    """
    try:
        return _book(package, name, limits)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise damaged("二进制工作簿的记录不完整") from error


def _book(package: Package, name: str, limits: Limits) -> Book:
    part = main_part(package)
    rels = relations(package, part)
    targets = {r.id: r for r in rels}
    budget = Budget(limits)
    since_1904 = False
    places: list[tuple[str, str, str]] = []
    for kind, data in _records(package.chunks(part)):
        if kind == _PROPERTIES:
            since_1904 = bool(data[0] & 1)
        elif kind == _BUNDLE_SHEET:
            state = struct.unpack_from("<I", data)[0]
            relation, at = _string(data, 8)
            title, _ = _string(data, at)
            target = targets.get(relation)
            if target is not None and target.kind == "worksheet":
                places.append((target.target, title, _STATES[state] if state < 3 else "visible"))
    context = Context(
        _strings(package, part_of(rels, "sharedStrings"), budget),
        _formats(package, part_of(rels, "styles")),
        since_1904,
        budget,
    )
    sheets = tuple(_sheet(package, target, title, state, context) for target, title, state in places)
    if not sheets:
        raise refuse(codes.FILE_NO_SHEET)
    unseen = tuple(replace(finding, file=name) for finding in context.unseen)
    return Book(name, "xlsb", sheets, custom_properties(package), remarks=unseen)


def _records(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (type, content) of every record of a part; both numbers are of seven bits a byte."""
    data = b""
    for chunk in chunks:
        data += chunk
        at = 0
        while True:
            record = _record(data, at)
            if record is None:
                break
            kind, start, at = record
            yield kind, data[start:at]
        data = data[at:]
    if data:
        raise damaged("二进制工作簿的记录不完整")


def _record(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return (type, start, end) of the record at *at*, None if *data* does not hold all of it."""
    kind = length = 0
    for i in range(2):
        if at >= len(data):
            return None
        byte = data[at]
        at += 1
        kind |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            break
    for i in range(4):
        if at >= len(data):
            return None
        byte = data[at]
        at += 1
        length |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            break
    return (kind, at, at + length) if at + length <= len(data) else None


def _string(data: bytes, at: int) -> tuple[str, int]:
    """Return the XLWideString at *at* and where it ends; "" for a null one."""
    count: int = struct.unpack_from("<I", data, at)[0]
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + count * 2
    if end > len(data):
        raise damaged("二进制工作簿的文字不完整")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _strings(package: Package, part: str, budget: Budget) -> tuple[str, ...]:
    if not part or part not in package:
        return ()
    strings = []
    for kind, data in _records(package.chunks(part)):
        if kind == _SST_ITEM:
            text, _ = _string(data, 1)
            budget.spend(0, len(text))
            strings.append(text)
    return tuple(strings)


def _formats(package: Package, part: str) -> tuple[str, ...]:
    """Return the number format of every cell style."""
    if not part or part not in package:
        return ()
    own: dict[int, str] = {}
    styles: list[str] = []
    in_cell_styles = False
    for kind, data in _records(package.chunks(part)):
        if kind == _FMT:
            own[struct.unpack_from("<H", data)[0]] = _string(data, 2)[0]
        elif kind in (_BEGIN_CELL_XFS, _END_CELL_XFS):
            in_cell_styles = kind == _BEGIN_CELL_XFS
        elif kind == _XF and in_cell_styles:
            number = struct.unpack_from("<H", data, 2)[0]
            styles.append(own.get(number) or BUILTIN_FORMATS.get(number, GENERAL))
    return tuple(styles)


def _sheet(package: Package, part: str, title: str, state: str, context: Context) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    hidden_cols: list[tuple[int, int]] = []
    row = blank = 0
    census = BinaryCensus()
    for kind, data in _records(census.through(package.chunks(part))):
        if kind == _ROW:
            row = struct.unpack_from("<I", data)[0] + 1
            if row > MAX_ROW:
                raise damaged(f"行号 {row} 超出工作表范围")
            if data[11] & 0x10:
                hidden_rows.append(row)
        elif _BLANK < kind <= _FMLA_ERROR or kind == _RICH:
            cell = _cell(kind, data, row, context)
            if cell is not None:
                cells[row, cell.col] = cell
            else:
                blank += 1
        elif kind == _COL_INFO:
            first, last = struct.unpack_from("<II", data)
            if struct.unpack_from("<H", data, 16)[0] & 1:
                hidden_cols.append((first + 1, last + 1))
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<IIII", data)
            merges.append((top + 1, left + 1, bottom + 1, right + 1))
    context.unseen.extend(too_few(census.cells, len(cells) + blank, sheet=title))
    last_row = max((r for r, _ in cells), default=0)
    last_col = max((c for _, c in cells), default=0)
    return Sheet(
        title,
        cells,
        tuple(merges),
        frozenset(r for r in hidden_rows if r <= last_row),
        frozenset(c for first, last in hidden_cols for c in range(first, min(last, last_col) + 1)),
        state,
    )


def _cell(kind: int, data: bytes, row: int, context: Context) -> Cell | None:
    """Return the cell that a record holds, None for an empty text."""
    col, style = struct.unpack_from("<II", data)
    col, style = col + 1, style & 0xFFFFFF
    if row < 1 or col > MAX_COL:
        raise damaged("单元格位置超出工作表范围")
    number_format = context.formats[style] if style < len(context.formats) else GENERAL
    typed, value, raw = _typed(kind, data, number_format, context)
    formula = "=" if kind in _FORMULAS else None
    if not raw and formula is None:
        return None
    context.budget.spend(1, len(raw))
    return Cell(row, col, typed, value, raw, number_format, formula)


def _typed(kind: int, data: bytes, number_format: str, context: Context) -> Typed:
    if kind in (_REAL, _FMLA_NUM):
        return number_cell(_finite(struct.unpack_from("<d", data, 8)[0]), number_format, context.since_1904)
    if kind == _RK:
        return number_cell(_rk(struct.unpack_from("<I", data, 8)[0]), number_format, context.since_1904)
    if kind in (_BOOL, _FMLA_BOOL):
        return boolean(bool(data[8]))
    if kind in (_ERROR, _FMLA_ERROR):
        shown = _ERRORS.get(data[8], "#N/A")
        return CellKind.ERROR, shown, shown
    if kind == _ISST:
        index: int = struct.unpack_from("<I", data, 8)[0]
        if index >= len(context.strings):
            raise damaged("单元格指向的文字不存在")
        text = context.strings[index]
    else:
        text, _ = _string(data, 9 if kind == _RICH else 8)
    return CellKind.TEXT, text, text


def _finite(number: float) -> float:
    if number - number != 0:
        raise damaged("单元格的数不是有限的数")
    return number


def _rk(number: int) -> float:
    """Return the number that an RkNumber packs: 30 bits of an integer or of a double, perhaps in hundredths."""
    value: Any
    if number & 2:
        value = float(struct.unpack("<i", struct.pack("<I", number))[0] >> 2)
    else:
        value = _finite(struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))[0])
    return float(value / 100 if number & 1 else value)
