"""A received workbook understood: which sheets are which forms, and what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reportgen import layout
from reportgen.model.finding import Code, Finding
from reportgen.model.period import Period
from reportgen.model.plan import Form, Plan
from reportgen.model.records import CellCount, Explanation, Reading, Return
from reportgen.model.sheet import Book, Cell, Sheet
from reportgen.model.values import Origin
from reportgen.reading import codes
from reportgen.reading.continued import carried_on, follows, joined, runs_on, tells_more
from reportgen.reading.form_sheet import read_form_sheet
from reportgen.reading.identify import Identity, Said, identify
from reportgen.reading.lexicon import Lexicon, lexicon_of
from reportgen.reading.parts import stacked
from reportgen.reading.words import clean

_QUOTED = 10


def understand(plan: Plan, book: Book, sha256: str, period: Period | None) -> Reading:
    """Return what *book* tells; rules are not run here.

    *period* is that of the folder, taken where a sheet names none. Faults are findings; nothing is raised.
    """
    lexicon = lexicon_of(plan)
    returns: list[Return] = []
    findings: list[Finding] = list(book.remarks)
    cells = CellCount()
    strays: list[Sheet] = []
    before = ""
    explanations: list[Explanation] = []
    for sheet in book.sheets:
        filled = CellCount(len(sheet.cells))
        if not sheet.cells:
            continue
        if _is_ours(book, sheet):
            cells += filled.all_explained()
            explained, said = _answers(book, sheet)
            explanations += explained
            findings += said
            continue
        parts = stacked(lexicon, sheet)
        previous, before = before, sheet.name
        for part in parts:
            identity = identify(lexicon, book, part, period, whole=len(parts) == 1)
            if identity.form is None and len(parts) == 1 and _run_on(lexicon, book, sheet, returns, previous):
                continue
            if identity.form is None:
                strays.append(part)
                cells += CellCount(len(part.cells)).all_explained()
            else:
                _read(lexicon, book, part, identity, identity.form, returns)
    for returned in returns:
        cells += returned.cells
    findings += [_stray(book, sheet) for sheet in strays]
    if (total := sum(len(sheet.cells) for sheet in book.sheets)) != cells.merged + cells.explained:
        lost = total - cells.merged - cells.explained
        findings.append(codes.CELLS_LOST.make(file=book.path, value=str(lost), filled=total, lost=lost))
    if not returns:
        findings.insert(0, codes.FILE_FOREIGN.make(file=book.path))
    unit = next((r.unit for r in returns if r.unit), "")
    findings += _mixed_units(book, returns)
    findings = [replace(f, unit=unit) for f in findings]
    return Reading(
        book.path, sha256, book.container, unit, tuple(returns), tuple(findings), cells,
        explanations=tuple(explanations),
    )  # fmt: skip


def _read(lexicon: Lexicon, book: Book, sheet: Sheet, identity: Identity, form: Form, returns: list[Return]) -> None:
    """Add what a form's sheet tells to *returns*: to the last of them where the sheet continues its table."""
    last = follows(identity, sheet, returns)
    if last is not None:
        code = codes.TABLE_CONTINUED if identity.unit_told else codes.TABLE_CONTINUES
        said = Said(code, sheet.cells[min(sheet.cells)], {"other": last.sheet})
        own = Period.parse(last.period) if last.period else None
        known = replace(carried_on(identity, said), unit=last.unit, period=own)
        more = read_form_sheet(lexicon, book, sheet, known, form)
        if tells_more(last, more):
            returns[-1] = joined(last, more)
            return
    returns.append(read_form_sheet(lexicon, book, sheet, identity, form))


def _run_on(lexicon: Lexicon, book: Book, sheet: Sheet, returns: list[Return], before: str) -> bool:
    """Add a sheet without any headings to the table of the sheet *before* it, if it goes on with it."""
    if not returns or returns[-1].sheet != before:
        return False
    last = returns[-1]
    form = lexicon.plan.form(last.form)
    header = runs_on(form, last, sheet)
    if header is None:
        return False
    said = Said(codes.TABLE_RUNS_ON, sheet.cells[min(sheet.cells)], {"other": last.sheet})
    own = Period.parse(last.period) if last.period else None
    known = carried_on(Identity(form, last.unit, own), said)
    more = read_form_sheet(lexicon, book, sheet, known, form, header)
    if not tells_more(last, more):
        return False
    returns[-1] = joined(last, more)
    return True


def unreadable(path: str, sha256: str, findings: Iterable[Finding]) -> Reading:
    """Return the reading of a file that is no workbook: *findings* say why."""
    return Reading(path, sha256, findings=tuple(replace(f, file=path) for f in findings))


def _is_ours(book: Book, sheet: Sheet) -> bool:
    """Whether a sheet holds only what the template (or a returned copy) printed."""
    name, hidden = sheet.name, sheet.state != "visible"
    if book.container == "csv":  # each sheet a file, named after the workbook and the sheet; nothing is hidden
        name, hidden = name.rpartition("-")[2], True
    if name == layout.COVER_SHEET or name.startswith(layout.RETURN_LIST_SHEET):
        return True
    return name.startswith("_") and (hidden or name == layout.META_SHEET)


def _answers(book: Book, sheet: Sheet) -> tuple[list[Explanation], list[Finding]]:
    """Return what a unit wrote beside the problems of a returned copy, and a finding that names the cells."""
    if layout.RETURN_LIST_SHEET not in sheet.name:
        return [], []
    rows = sheet.rows
    head = next((cells for cells in rows.values() if layout.LIST_EXPLANATION in {clean(c.raw) for c in cells}), ())
    cols = {clean(c.raw): c.col for c in head}
    told = [
        (row, sheet.cells[row, cols[layout.LIST_EXPLANATION]])
        for row in rows
        if head and row > head[0].row and clean(sheet.text(row, cols[layout.LIST_EXPLANATION]))
    ]
    if not told:
        return [], []

    def beside(row: int, heading: str) -> str:
        return sheet.text(row, cols[heading]) if heading in cols else ""

    explanations = [
        Explanation(
            clean(cell.raw), Origin(book.path, sheet.name, cell.address), number, beside(row, layout.LIST_VALUE)
        )
        for row, cell in told
        if (number := clean(beside(row, layout.LIST_NUMBER)).upper())
    ]
    cells = [cell for _, cell in told]
    texts = "、".join(f"{c.address}“{clean(c.raw)}”" for c in cells[:_QUOTED])
    return explanations, [_at(codes.RETURN_ANSWER, book, sheet, cells, count=len(cells), texts=texts)]


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
