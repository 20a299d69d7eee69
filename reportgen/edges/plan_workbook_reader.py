"""plan.xlsx: from its sheets to raw values with their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from reportgen.edges.plan_sheets import HEADER_HEADINGS, OWN_SHEETS, SheetSpec, is_header, sheets, unmarked
from reportgen.model.plan import Place
from reportgen.model.sheet import Cell, CellKind, Sheet, address
from reportgen.plan.parse import nearest
from reportgen.plan.raw import Fault, PlanFaults, Raw, RawList, RawMap, RawPlan, RawText


def read_workbook(path: Path, name: str = "") -> RawPlan:
    """Return the raw plan of a workbook; `PlanFaults` if it cannot be opened.

    Places call the file *name*, by default the file's own.
    """
    from reportgen.edges.books import Unreadable, open_book

    name = name or path.name
    message = "打不开，可能已损坏、加了密码，或不是 Excel 工作簿；请用 Excel 或 WPS 打开后另存为 .xlsx"
    try:
        book = open_book(path, name)
    except Unreadable as refusal:
        raise PlanFaults([Fault(name, "", "", message)]) from refusal
    if book.container in ("csv", "html"):
        raise PlanFaults([Fault(name, "", "", message)])
    return _Reader(name, {s.name: s for s in book.sheets}).plan()


class _Reader:
    def __init__(self, file: str, given: Mapping[str, Sheet]) -> None:
        self._file = file
        self._given = given
        self._faults: list[Fault] = []

    def plan(self) -> RawPlan:
        known = {s.name: s for s in sheets()}
        for name, sheet in self._given.items():
            if name not in known and name not in OWN_SHEETS and sheet.cells:
                message = f"方案工作簿没有名为“{name}”的工作表{nearest(name, known)}；请改名或移到别的文件"
                self._faults.append(Fault(self._file, name, "", message))
        content = {
            spec: self._items(spec, self._given[spec.name]) for spec in known.values() if spec.name in self._given
        }
        pairs: list[tuple[RawText, Raw]] = []
        for spec, items in content.items():
            place = Place(self._file, spec.name, "A1")
            key = RawText(place, spec.attribute)
            if is_header(spec):
                pairs.append((key, self._header(spec, self._given[spec.name])))
            elif not spec.nested:
                parents = self._with_children(spec, items, content)
                pairs.append((key, RawList(place, tuple(parents))))
        return RawPlan(RawMap(Place(self._file, "", ""), tuple(pairs)), tuple(self._faults))

    def _header(self, spec: SheetSpec, sheet: Sheet) -> RawMap:
        known = {unmarked(c.heading): name for name, c in spec.columns}
        pairs: list[tuple[RawText, Raw]] = []
        for row in _rows(sheet, first=1):
            heading = unmarked(sheet.text(row, 1))
            if not heading or heading == HEADER_HEADINGS[0]:
                continue
            if heading not in known:
                message = f"没有名为“{heading}”的项目{nearest(heading, known)}"
                self._faults.append(Fault(self._file, sheet.name, address(row, 1), message))
                continue
            key = RawText(self._place(sheet, row, 1), known[heading])
            pairs.append((key, self._value(sheet, row, 2)))
        return RawMap(Place(self._file, sheet.name, "A1"), tuple(pairs))

    def _items(self, spec: SheetSpec, sheet: Sheet) -> list[tuple[str, RawMap]]:
        """Return (parent's name, item) of every filled row; the name is "" in sheets of sections."""
        if is_header(spec):
            return []
        attributes = self._attributes(spec, sheet)
        parent_col = next((c for c, name in attributes.items() if not name), 0)
        self._headless(sheet, attributes)
        items = []
        for row in _rows(sheet, first=2):
            pairs = [
                (RawText(self._place(sheet, 1, col), name), self._value(sheet, row, col))
                for col, name in attributes.items()
                if name
            ]
            parent = sheet.text(row, parent_col).strip() if parent_col else ""
            items.append((parent, RawMap(self._place(sheet, row, 1), tuple(pairs))))
        return items

    def _headless(self, sheet: Sheet, attributes: Mapping[int, str]) -> None:
        for (row, col), cell in sorted(sheet.cells.items()):
            if row > 1 and col not in attributes and cell.raw.strip() and not sheet.text(1, col):
                message = f"这一列第 1 行没有表头，不知道“{cell.raw}”是什么；请补上表头或删去"
                self._faults.append(Fault(self._file, sheet.name, address(row, col), message))

    def _attributes(self, spec: SheetSpec, sheet: Sheet) -> dict[int, str]:
        """Return the attribute of each headed column, "" for the column that names the parent."""
        known = {unmarked(c.heading): name for name, c in spec.columns}
        if spec.nested:
            known[spec.parent_heading] = ""
        found: dict[int, str] = {}
        for col in sorted(c for r, c in sheet.cells if r == 1):
            heading = unmarked(sheet.text(1, col))
            place = self._place(sheet, 1, col)
            if heading not in known:
                self._faults.append(Fault.at(place, f"没有名为“{heading}”的表头{nearest(heading, known)}"))
            elif known[heading] in found.values():
                self._faults.append(Fault.at(place, f"表头“{heading}”重复，请删去一列"))
            else:
                found[col] = known[heading]
        if spec.nested and "" not in found.values():
            message = f"缺少表头“{spec.parent_heading}”，不知道各行属于哪一项"
            self._faults.append(Fault(self._file, sheet.name, "A1", message))
            return {}
        return found

    def _with_children(
        self, spec: SheetSpec, items: list[tuple[str, RawMap]], content: Mapping[SheetSpec, list[tuple[str, RawMap]]]
    ) -> Iterator[RawMap]:
        """Yield the items of a section with the rows of its nested sheets added to their parents."""
        names = [_name(raw, spec.section.key) for _, raw in items]
        children: dict[str, list[tuple[RawText, Raw]]] = {name: [] for name in names}
        for nested, rows in content.items():
            if nested.section != spec.section or not nested.nested:
                continue
            of: dict[str, list[RawMap]] = {}
            for parent, raw in rows:
                if parent not in children or not parent:
                    said = f"“{parent}”不在“{spec.name}”中{nearest(parent, names)}" if parent else "没有填"
                    self._faults.append(Fault.at(raw.place, f"“{nested.parent_heading}”{said}"))
                    continue
                of.setdefault(parent, []).append(raw)
            for parent, rows_of in of.items():
                place = rows_of[0].place
                children[parent].append((RawText(place, nested.attribute), RawList(place, tuple(rows_of))))
        for name, (_, raw) in zip(names, items, strict=True):
            yield RawMap(raw.place, (*raw.pairs, *children.pop(name, ())))

    def _value(self, sheet: Sheet, row: int, col: int) -> RawText:
        cell = sheet.cells.get((row, col))
        place = self._place(sheet, row, col)
        if cell and cell.kind in (CellKind.ERROR, CellKind.UNCALCULATED):
            self._faults.append(Fault.at(place, _broken(cell)))
            return RawText(place, "")
        return RawText(place, cell.raw if cell else "")

    def _place(self, sheet: Sheet, row: int, col: int) -> Place:
        return Place(self._file, sheet.name, address(row, col), sheet.text(row, col))


def _broken(cell: Cell) -> str:
    if cell.kind is CellKind.ERROR:
        return f"单元格是公式错误 {cell.raw}，请改为文字或数值"
    return "单元格的公式没有计算结果，请用 Excel 打开保存一次，或改为文字、数值"


def _rows(sheet: Sheet, first: int) -> list[int]:
    """Rows from *first* on that hold anything but blanks."""
    return sorted({r for (r, _), cell in sheet.cells.items() if r >= first and cell.raw.strip()})


def _name(raw: RawMap, key: str) -> str:
    return next((v.text.strip() for k, v in raw.pairs if k.text == key and isinstance(v, RawText)), "")
