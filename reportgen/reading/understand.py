"""A received workbook understood: which sheets are which forms, and what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reportgen import layout
from reportgen.model.finding import Code, Finding
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.records import CellCount, Reading, Return
from reportgen.model.sheet import Book, Cell, Sheet
from reportgen.reading import codes
from reportgen.reading.form_sheet import read_form_sheet
from reportgen.reading.identify import identify
from reportgen.reading.lexicon import Lexicon
from reportgen.reading.words import clean

_ANSWER_COLUMN = 8  # 说明, in the list of problems of a returned copy
_ANSWER_FIRST_ROW = 3
_QUOTED = 10


def understand(plan: Plan, book: Book, sha256: str, period: Period | None) -> Reading:
    """Return what *book* tells; rules are not run here.

    *period* is that of the folder, taken where a sheet names none. Faults are findings; nothing is raised.
    """
    lexicon = Lexicon(plan)
    returns: list[Return] = []
    findings: list[Finding] = list(book.remarks)
    cells = CellCount()
    strays: list[Sheet] = []
    for sheet in book.sheets:
        filled = CellCount(len(sheet.cells))
        if not sheet.cells:
            continue
        if _is_ours(sheet):
            cells += filled.all_explained()
            findings += _answers(book, sheet)
            continue
        identity = identify(lexicon, book, sheet, period)
        if identity.form is None:
            strays.append(sheet)
            cells += filled.all_explained()
            continue
        returned = read_form_sheet(lexicon, book, sheet, identity, identity.form)
        returns.append(returned)
        cells += returned.cells
    findings += [_stray(book, sheet) for sheet in strays]
    if not returns:
        findings.insert(0, codes.FILE_FOREIGN.make(file=book.path))
    unit = next((r.unit for r in returns if r.unit), "")
    findings += _mixed_units(book, returns)
    findings = [replace(f, unit=unit) for f in findings]
    return Reading(book.path, sha256, book.container, unit, tuple(returns), tuple(findings), cells)


def unreadable(path: str, sha256: str, findings: Iterable[Finding]) -> Reading:
    """Return the reading of a file that is no workbook: *findings* say why."""
    return Reading(path, sha256, findings=tuple(replace(f, file=path) for f in findings))


def _is_ours(sheet: Sheet) -> bool:
    """Whether a sheet holds only what the template (or a returned copy) printed."""
    if sheet.name == layout.COVER_SHEET or sheet.name.startswith(layout.RETURN_LIST_SHEET):
        return True
    return sheet.name.startswith("_") and (sheet.state != "visible" or sheet.name == layout.META_SHEET)


def _answers(book: Book, sheet: Sheet) -> list[Finding]:
    """Pass on what a unit wrote beside the problems of a returned copy."""
    if not sheet.name.startswith(layout.RETURN_LIST_SHEET):
        return []
    told = [
        cell
        for (row, col), cell in sorted(sheet.cells.items())
        if row >= _ANSWER_FIRST_ROW and col == _ANSWER_COLUMN and clean(cell.raw)
    ]
    if not told:
        return []
    texts = "、".join(f"{c.address}“{clean(c.raw)}”" for c in told[:_QUOTED])
    return [_at(codes.RETURN_ANSWER, book, sheet, told, count=len(told), texts=texts)]


def _stray(book: Book, sheet: Sheet) -> Finding:
    cells = [cell for _, cell in sorted(sheet.cells.items())]
    return _at(codes.SHEET_STRAY, book, sheet, cells, name=sheet.name, count=len(cells))


def _at(code: Code, book: Book, sheet: Sheet, cells: list[Cell], **params: object) -> Finding:
    where = {"file": book.path, "sheet": sheet.name, "cell": cells[0].address}
    finding = code.make(**where, **params)  # type: ignore[arg-type]
    return replace(finding, cells=tuple(c.address for c in cells))


def _mixed_units(book: Book, returns: list[Return]) -> list[Finding]:
    units = tuple(dict.fromkeys(r.unit for r in returns if r.unit))
    return [codes.UNITS_MIXED.make(file=book.path, units="、".join(units))] if len(units) > 1 else []
