"""Cells of a worksheet part: filled with a mark, added where they were empty; nothing else is touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from lxml import etree

from reportgen.edges.return_copy.opc import local, namespace
from reportgen.edges.return_copy.styles import Styles
from reportgen.model.sheet import address, parse_address

_SELECTED = re.compile(rb"(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected=[\"'](?:1|true)[\"']")
_HEAD_BYTES = 1 << 16
_DEEPEST = 8  # merged areas that overlap, in a damaged workbook
_BEHIND_LEGACY = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
)
"""What stands behind ``legacyDrawing`` in a worksheet part, by the schema's order."""


def unselected(content: bytes) -> bytes:
    """Return a sheet part that is not selected: two selected sheets would both take what is typed into one."""
    return _SELECTED.sub(rb"\1", content[:_HEAD_BYTES]) + content[_HEAD_BYTES:]


def corners(root: Any, addresses: Iterable[str]) -> dict[str, str]:
    """Return for each address the cell that shows it: the top-left one of the merged area that holds it."""
    areas = []
    for area in root.iterfind(f"{{{namespace(root)}}}mergeCells/{{{namespace(root)}}}mergeCell"):
        with suppress(ValueError):
            first, last = (parse_address(part) for part in area.get("ref", "").split(":"))
            areas.append((*first, *last))
    shown = {}
    for text in addresses:
        place = parse_address(text)
        for _ in range(_DEEPEST):
            row, col = place
            inside = (a for a in areas if a[0] <= row <= a[2] and a[1] <= col <= a[3] and (a[0], a[1]) != place)
            found = next(inside, None)
            if found is None:
                break
            place = (found[0], found[1])
        shown[text] = address(*place)
    return shown


def fill_cells(root: Any, severities: Mapping[str, str], styles: Styles) -> None:
    """Give each cell of *severities* (address → severity) its mark; cells and rows that lack are added."""
    wanted: dict[int, dict[int, str]] = {}
    for text, severity in severities.items():
        row, col = parse_address(text)
        wanted.setdefault(row, {})[col] = severity
    data = root.find(f"{{{namespace(root)}}}sheetData")
    if data is None or not wanted:
        return
    columns = _column_styles(root)
    rows = _rows(data, wanted)
    for number, cells in sorted(wanted.items()):
        row = rows[number]
        found = _cells(row, number, cells)
        inherited = int(row.get("s", "0")) if row.get("customFormat") in ("1", "true") else None
        for col, severity in cells.items():
            cell = found[col]
            base = int(cell.get("s", "0")) if local(cell) == "c" and cell.get("s") else None
            if base is None and not len(cell):
                base = inherited if inherited is not None else columns.get(col, 0)
            cell.set("s", str(styles.marked(base or 0, severity)))


def _column_styles(root: Any) -> dict[int, int]:
    styles: dict[int, int] = {}
    for column in root.iterfind(f"{{{namespace(root)}}}cols/{{{namespace(root)}}}col"):
        first, last = int(column.get("min", "1")), int(column.get("max", "1"))
        if column.get("style"):
            styles.update(dict.fromkeys(range(first, min(last, first + 1000) + 1), int(column.get("style"))))
    return styles


def _rows(data: Any, wanted: Iterable[int]) -> dict[int, Any]:
    """Return the row elements by number; those that lack are added in their order."""
    numbers: list[int] = []
    elements = [e for e in data if local(e) == "row"]
    last = 0
    for element in elements:
        last = int(element.get("r") or last + 1)
        numbers.append(last)
    found = dict(zip(numbers, elements, strict=True))
    for number in sorted(wanted):
        if number not in found:
            before = [n for n in found if n < number]
            row = etree.Element(f"{{{namespace(data)}}}row", r=str(number))
            if before:
                found[max(before)].addnext(row)
            else:
                data.insert(0, row)
            found[number] = row
    return found


def _cells(row: Any, number: int, wanted: Iterable[int]) -> dict[int, Any]:
    """Return the cell elements of a row by column; those of *wanted* that lack are added in their order."""
    found: dict[int, Any] = {}
    last = 0
    for element in row:
        if local(element) == "c":
            last = parse_address(element.get("r"))[1] if element.get("r") else last + 1
            found[last] = element
    for col in sorted(wanted):
        if col not in found:
            before = [c for c in found if c < col]
            cell = etree.Element(f"{{{namespace(row)}}}c", r=address(number, col))
            if before:
                found[max(before)].addnext(cell)
            else:
                row.insert(0, cell)
            found[col] = cell
    if row.get("spans"):
        del row.attrib["spans"]  # only a hint, and wrong once a cell was added
    return found


def set_legacy_drawing(root: Any, relation: str, base: str) -> None:
    """Have a worksheet part show its comments: a ``legacyDrawing`` at its place in the schema's order."""
    element = etree.Element(f"{{{namespace(root)}}}legacyDrawing", nsmap={"r": base})
    element.set(f"{{{base}}}id", relation)
    behind = next((e for e in root if local(e) in _BEHIND_LEGACY), None)
    if behind is not None:
        behind.addprevious(element)
    else:
        root.append(element)
