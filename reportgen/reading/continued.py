"""One table in several places: beside itself on a sheet, or continued on the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportgen import layout
from reportgen.model.plan import Form
from reportgen.model.records import CellCount, Return
from reportgen.model.sheet import Cell, CellKind, Sheet, parse_address
from reportgen.reading import codes
from reportgen.reading.identify import Identity, Said
from reportgen.reading.table import Column, FootTest, Header, Segment, is_serial
from reportgen.reading.words import loose

_MARK = "续"


def cut_beside(segments: Sequence[Segment], sheet: Sheet, is_foot: FootTest) -> tuple[Sheet, Sheet] | None:
    """Return the left and the right part of a sheet whose table stands there again to the right, else None.

    The right part has the rows from its headings down to the foot.
    """
    header = segments[0].header if segments else None
    if header is None or not header.twice:
        return None
    again = {c.field.name for c in header.twice.values()}
    start, own = min(header.twice), max(header.columns)
    if start < own or len(again) < max(2, (len(header.columns) + 1) // 2):
        return None
    rows = sheet.rows
    start = min([start, *(col for col, c in header.strange.items() if own < col < start)])
    end = next((r for r in rows if r > header.last_row and is_foot(rows[r])), max(rows) + 1)
    right = {p: c for p, c in sheet.cells.items() if p[1] >= start and header.first_row <= p[0] < end}
    left = {p: c for p, c in sheet.cells.items() if p not in right}
    return replace(sheet, cells=left), replace(sheet, cells=right)


def carried_on(identity: Identity, said: Said) -> Identity:
    """Return the identity of a further part of a table that is known already; *said* is all there is to say of it."""
    return replace(identity, title=None, cells=frozenset(), said=(said,), continued=True)


def follows(identity: Identity, sheet: Sheet, before: Sequence[Return]) -> Return | None:
    """Return the return of *before* that *sheet* may continue: the last, of the same form.

    A sheet may that has no mark of its own, or says so (续).
    """
    if not before or identity.form is None or before[-1].form != identity.form.name:
        return None
    last = before[-1]
    if any(said.code is codes.FORM_BY_HEADINGS for said in identity.said) and not identity.unit_told:
        return last
    top = min((row for row, _ in sheet.cells), default=0)
    titled = _MARK in sheet.name or any(_MARK in c.raw for (r, _), c in sheet.cells.items() if r < top + 3)
    same = identity.unit == last.unit and identity.period is not None and identity.period.id == last.period
    return last if titled and same else None


def runs_on(form: Form, last: Return, sheet: Sheet) -> Header | None:
    """Return the headings of *last*'s table as they would stand above *sheet*, which has none; None if it is another.

    Its 序号 go on where those of *last* end, and nothing stands beside the table's columns. Where a heading of
    *last* told another unit than the form's, nothing is carried over: the numbers could be misread.
    """
    if any(f.code in (codes.COLUMN_UNIT.id, codes.COLUMN_UNIT_UNKNOWN.id) for f in last.findings):
        return None
    top = min(row for row, _ in sheet.cells)
    fields = {f.name: f for f in form.columns()}
    columns = {
        col: Column(col, fields[name], Cell(top - 1, col, CellKind.TEXT, text, text))
        for name, letters in last.columns.items()
        if (col := parse_address(f"{letters}1")[1]) and (text := layout.heading(fields[name]))
    }
    serials = [cell for (_, col), cell in sorted(sheet.cells.items()) if col == 1]
    numbers = [loose(cell.raw).removesuffix(".0") for cell in serials if is_serial(cell)]
    expected = [str(len(last.rows) + n) for n in range(1, len(numbers) + 1)]
    beside = {col for _, col in sheet.cells} - columns.keys() - {1}
    if 1 in columns or beside or not last.rows or not numbers or numbers != expected:
        return None
    return Header(top - 1, top - 1, columns, 1, {}, {})


def tells_more(first: Return, more: Return) -> bool:
    """Whether *more* has rows, and none that *first* has too: then they are one table, else two versions of one."""
    keys = {row.key for row in first.rows if row.key}
    texts = [{name: v.text for name, v in row.values.items()} for row in first.rows]
    again = any(r.key in keys or {n: v.text for n, v in r.values.items()} in texts for r in more.rows)
    return bool(more.rows) and not again


def joined(first: Return, more: Return) -> Return:
    """Return both parts as one; what the head or foot of *more* says again stays with the finding about it."""
    again = tuple(v.origin.cell for name, v in more.head.items() if name in first.head)
    cells = more.cells + CellCount(0, -len(set(again)), len(set(again)))
    findings = more.findings
    if again and findings:
        findings = (replace(findings[0], cells=(*(findings[0].cells or (findings[0].cell,)), *again)), *findings[1:])
    return replace(
        first,
        rows=(*first.rows, *more.rows),
        head={**more.head, **first.head},
        nil=first.nil or more.nil,
        unchanged=first.unchanged or more.unchanged,
        findings=(*first.findings, *findings),
        cells=first.cells + cells,
    )
