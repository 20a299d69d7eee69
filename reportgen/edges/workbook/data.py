"""A data sheet per form: an Excel table, a record a row, and where each record came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportgen import layout
from reportgen.edges.workbook import live
from reportgen.edges.workbook.record_rows import Column, RecordRows
from reportgen.edges.workbook.stream import MOST_ROWS, Content, Formula, row_xml
from reportgen.edges.workbook.style import PAPER, Pen
from reportgen.model import screen
from reportgen.model.finding import SEVERITY_WORDS, Finding
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.model.records import Row

PROVENANCE = (
    (live.UNIT, 18),
    ("期别", 11),
    ("文件", 30),
    ("工作表", 16),
    ("行", 6),
    ("收到时间", 16),
    ("是否沿用", 9),
)
"""The columns after a form's own: heading and width."""
TOTAL = "合计"
_USUAL_HEIGHT = 18
MOST_RECORDS = MOST_ROWS - 2
"""Records of one sheet: the head and the totals take a row each."""
_SUMMED = frozenset({FieldType.WAN, FieldType.YI, FieldType.INTEGER, FieldType.NUMBER})
_NEVER_SUMMED = ("指标", "节点")
"""Purposes whose columns hold numbers of different things; a sum of them means nothing."""
_WIDE, _WIDEST = 150, 230  # characters beside each other on A4, and on A3 at the smallest that can be read
_CODES = (FieldType.USCC, FieldType.PROJECT_CODE, FieldType.PHONE)
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of a form's records; nearly every form has one."""

    form: Form
    sheet: str
    table: str  # name of its Excel table, "" without records
    rows: Sequence[Row]
    note: str = ""  # that this is one of several sheets


def sheet_title(form: Form, most: int = 31) -> str:
    """Return the name of a form's data sheet, as Excel allows names: short, without signs of its own."""
    return _FORBIDDEN.sub(" ", f"{form.number} {form.name}")[:most]


def parts_of(plan: Plan, outcome: Outcome) -> tuple[Part, ...]:
    """Return the data sheets in the plan's order; a form of more than `MOST_RECORDS` records has several."""
    found: list[Part] = []
    for form in plan.forms:
        if form.name not in outcome.forms:
            continue
        rows = outcome.forms[form.name].rows
        pieces = [rows[start : start + MOST_RECORDS] for start in range(0, len(rows), MOST_RECORDS)] or [rows]
        for number, piece in enumerate(pieces, start=1):
            tail = f"（{number}）" if len(pieces) > 1 else ""
            note = f"共 {len(rows)} 条，超过一张工作表的行数，分 {len(pieces)} 张；这是第 {number} 张。" if tail else ""
            table = f"表_{form.number}" + (f"_{number}" if tail else "")
            found.append(Part(form, sheet_title(form, 31 - len(tail)) + tail, table if piece else "", piece, note))
    return tuple(found)


def records(outcome: Outcome, parts: Sequence[Part]) -> Mapping[str, live.Records]:
    """Return each form's records for formulas, by the form's name."""
    tables: dict[str, list[str]] = {}
    forms = {part.form.name: part.form for part in parts}
    for part in parts:
        tables.setdefault(part.form.name, []).extend([part.table] if part.table else [])
    return {name: live.Records(form, outcome.forms[name].rows, tuple(tables[name])) for name, form in forms.items()}


def write(pen: Pen, outcome: Outcome, part: Part) -> None:
    """Write one data sheet; cells that a finding names carry its message as a comment."""
    columns = _columns(pen, part.form)
    sheet = pen.book.get_worksheet_by_name(part.sheet)
    for col, column in enumerate(columns):
        sheet.set_column(col, col, column.width)
    count = len(part.rows)
    _page(sheet, part, [c.width for c in columns], count + 1)
    if count:
        told = {"name": part.table, "columns": [_told(c, first=not i) for i, c in enumerate(columns)], "total_row": True,
                "style": "Table Style Light 1", "banded_rows": False}  # fmt: skip
        sheet.add_long_table(count + 2, len(columns), told)
    marked = _marked(outcome, part)
    for (row, col), found in marked.items():
        _comment(sheet, row, col, found)
    sheet.stream(lambda: _lines(pen, outcome, part, columns, marked), count + 2 if count else 2, len(columns))


def _columns(pen: Pen, form: Form) -> list[Column]:
    found = []
    for field in form.columns():
        width = field.width or min(36, max(10, screen.widest(layout.heading(field)) // 2 + 4))
        summed = form.purpose not in _NEVER_SUMMED and _is_summed(field)
        found.append(Column(layout.heading(field), width, _style(pen, field), field, summed))
    styles = {"收到时间": "time", live.UNIT: "text", "文件": "text", "工作表": "text"}
    found += [Column(name, width, pen.format(styles.get(name, "center"))) for name, width in PROVENANCE]
    return found


def _style(pen: Pen, field: Field) -> Any:
    kind = FieldType(field.type)
    if kind in _CODES:
        return pen.format("code")
    if kind.numeric:
        return pen.format("number", num_format=_number_format(pen, field))
    return pen.format("center" if kind is FieldType.DATE else "text")


def _number_format(pen: Pen, field: Field) -> str:
    if field.decimals is not None:
        return "#,##0" + ("." + "0" * field.decimals if field.decimals else "")
    return pen.number_format(layout.unit_of(field))


def _is_summed(field: Field) -> bool:
    """Whether a sum over records means something: an amount or a count with a unit, not a rate."""
    unit = layout.unit_of(field)
    return FieldType(field.type) in _SUMMED and unit not in ("", "%") and "/" not in unit


def _told(column: Column, *, first: bool) -> dict[str, Any]:
    """What the Excel table says of a column: its heading and what the totals show of the records in sight."""
    told: dict[str, Any] = {"header": column.heading}
    if column.summed:
        told["total_function"] = "sum"
    elif column.heading == live.UNIT:
        told["total_function"] = "count"
    elif first:
        told["total_string"] = TOTAL
    return told


def _page(sheet: Any, part: Part, widths: Sequence[float], rows: int) -> None:
    """Heads frozen and repeated in print, with title and page number.

    What is printed ends with the unit; the columns of file and cell are for the screen. A wide form takes several
    pages beside each other, the first two columns on each, rather than letters that nobody can read.
    """
    form, columns = part.form, len(widths)
    printed = columns - len(PROVENANCE) + 1
    width = sum(widths[:printed])
    sheet.set_landscape()
    sheet.set_paper(PAPER["A3" if form.paper == "A3" or width > _WIDE else "A4"])
    sheet.fit_to_pages(-(-int(width) // _WIDEST), 0)
    sheet.print_area(0, 0, rows, printed - 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, min(1, columns - 1))
    sheet.freeze_panes(1, min(2, columns))
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.set_header(f'&C&"黑体"&12{form.title.replace("&", "&&")}')
    sheet.set_footer(f"&L{form.number}　{part.note}&R第 &P 页 共 &N 页")


def _marked(outcome: Outcome, part: Part) -> dict[tuple[int, int], list[Finding]]:
    """Return the cells of the sheet that findings name, 0-based, with those findings."""
    named: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in outcome.findings:
        for cell in dict.fromkeys((finding.cell, *finding.cells)):
            if cell:
                named.setdefault((finding.file, finding.sheet, cell), []).append(finding)
    sheets = {place[:2] for place in named}
    fields = part.form.columns()
    marked = {}
    for number, row in enumerate(part.rows, start=1):
        if (row.origin.file, row.origin.sheet) not in sheets:
            continue
        for col, field in enumerate(fields):
            value = row.values.get(field.name)
            found = named.get((value.origin.file, value.origin.sheet, value.origin.cell)) if value else None
            if found:
                marked[number, col] = found
    return marked


def _comment(sheet: Any, row: int, col: int, findings: Sequence[Finding]) -> None:
    text = "\n".join(f"【{SEVERITY_WORDS[f.severity]}】{f.message}" for f in findings)
    lines = sum(-(-screen.width(line) // 44) for line in text.split("\n"))
    sheet.write_comment(row, col, text, {"width": 320, "height": 20 + 16 * lines, "font_name": "宋体", "font_size": 9})


def _lines(
    pen: Pen, outcome: Outcome, part: Part, columns: Sequence[Column], marked: Mapping[tuple[int, int], object]
) -> Iterator[str]:
    """Yield the head, the records, and the totals (or that there is no record)."""
    head = pen.format("head")
    yield row_xml(1, 36, [(head, column.heading) for column in columns])
    if not part.rows:
        yield row_xml(2, _USUAL_HEIGHT, [(pen.format("note"), "本期没有记录。")])
        return
    received = {f.receipt.path: f.receipt.received_at for f in outcome.files}
    rows = RecordRows(pen, columns, received, outcome.forms[part.form.name].carried)
    named: dict[int, set[int]] = {}
    for number, col in marked:
        named.setdefault(number + 1, set()).add(col)
    yield from rows.rows(2, part.rows, named)
    sums = dict(enumerate(rows.sums))
    totals = [_total(pen, part, column, sums.get(index), not index) for index, column in enumerate(columns)]
    yield row_xml(len(part.rows) + 2, 20, totals)


def _total(pen: Pen, part: Part, column: Column, amount: Decimal | None, first: bool) -> tuple[Any, Content]:
    """Return a cell of the totals: they count and add what a filter leaves in sight."""
    heading = live.quoted(column.heading)
    if column.summed and amount is not None:
        return pen.bold(column.style), Formula(f"SUBTOTAL(109,{part.table}[{heading}])", amount)
    if column.heading == live.UNIT:
        return pen.format("total"), Formula(f"SUBTOTAL(103,{part.table}[{heading}])", Decimal(len(part.rows)))
    return pen.format("total"), TOTAL if first else None
