"""Workbooks written as text, beside the assertion that needs them.

    book('''
    ## 项目清单
    | 表号：ABC07　期别：2025-10　填报单位：县发改局 |
    | 序号 | 项目名称 * | 总投资（万元） |
    | 1    | 甲项目     | 1200          |
    ''')

Each ``|`` line is a row, ``##`` starts a sheet (``## 名称 [hidden]``); blank lines and lines without a
``|`` are ignored, ``| |`` is an empty row. A cell is typed by what it looks like: ``12.5`` a number,
``6.5%`` a number in % format, ``2025-10-31`` a date, TRUE/FALSE, ``#REF!`` an error, ``=`` a formula
without result; ``'12.5`` is text in any case, ``<br>`` a line break, ``^^`` starts a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from reportgen import layout
from reportgen.model.period import Period
from reportgen.model.plan import Form, Plan
from reportgen.model.sheet import Book, Cell, CellKind, Sheet, parse_address
from reportgen.model.values import plain

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PERCENT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)%")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")


def cell(row: int, col: int, text: str) -> Cell | None:
    """Return the cell that *text* describes, None for an empty one."""
    text, _, comment = text.partition("^^")
    text = text.strip().replace("<br>", "\n")
    made = _typed(row, col, text)
    return made._replace(comment=comment.strip()) if made and comment else made


def _typed(row: int, col: int, text: str) -> Cell | None:
    if not text:
        return None
    if text.startswith("'"):
        return Cell(row, col, CellKind.TEXT, text[1:], text[1:])
    if text == "=":
        return Cell(row, col, CellKind.UNCALCULATED, "", "", formula="=SUM(A1:A2)")
    if text in _ERRORS:
        return Cell(row, col, CellKind.ERROR, text, text)
    if text in ("TRUE", "FALSE"):
        return Cell(row, col, CellKind.BOOL, text == "TRUE", text)
    if _DATE.fullmatch(text):
        return Cell(row, col, CellKind.DATE, date.fromisoformat(text), text, "yyyy/m/d")
    if match := _PERCENT.fullmatch(text):
        value = Decimal(match[1]) / 100
        return Cell(row, col, CellKind.NUMBER, value, plain(value), "0.0%")
    if _NUMBER.fullmatch(text):
        return Cell(row, col, CellKind.NUMBER, Decimal(text), plain(Decimal(text)))
    return Cell(row, col, CellKind.TEXT, text, text)


def sheet(name: str, rows: Iterable[Iterable[str]], merges: Iterable[str] = (), state: str = "visible") -> Sheet:
    """Return a sheet of *rows* of cell texts; *merges* are ranges such as ``B3:B5``."""
    cells = {}
    for row, texts in enumerate(rows, start=1):
        for col, text in enumerate(texts, start=1):
            made = cell(row, col, text)
            if made is not None:
                cells[row, col] = made
    ranges = tuple((*parse_address(a), *parse_address(b)) for a, _, b in (m.partition(":") for m in merges))
    return Sheet(name, cells, ranges, state=state)


def book(
    text: str,
    path: str = "inputs/2025-10/收到.xlsx",
    *,
    merges: Iterable[str] = (),
    hidden_rows: Iterable[int] = (),
    hidden_cols: Iterable[int] = (),
    properties: Mapping[str, str] | None = None,
    names: Mapping[str, tuple[str, str]] | None = None,
) -> Book:
    """Return the workbook that *text* draws; *merges* and hidden rows and columns are those of its first sheet."""
    drawn: list[tuple[str, str, list[list[str]]]] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("##"):
            name, _, state = line.lstrip("#").strip().partition(" [")
            drawn.append((name, state.rstrip("]") or "visible", []))
        elif line.startswith("|"):
            if not drawn:
                drawn.append(("Sheet1", "visible", []))
            drawn[-1][2].append([part.strip() for part in line.strip("|").split("|")])
    sheets = [sheet(name, rows, merges if i == 0 else (), state) for i, (name, state, rows) in enumerate(drawn)]
    if sheets:
        sheets[0] = replace(sheets[0], hidden_rows=frozenset(hidden_rows), hidden_cols=frozenset(hidden_cols))
    return Book(path, "xlsx", tuple(sheets), properties or {}, names or {})


def filled_sheet(
    plan: Plan,
    form: Form,
    period: Period,
    unit: str,
    rows: Iterable[Mapping[str, str]],
    head: Mapping[str, str] | None = None,
) -> Sheet:
    """Return *form*'s sheet as the template writes it, with *rows* (cell texts by field name) and *head* filled in."""
    rows = list(rows)
    page = layout.arrange(plan, form, len(rows))
    texts: dict[tuple[int, int], str] = {
        (page.title_row, 1): form.title,
        (page.identity_row, 1): layout.title_line(form, period, unit),
        (page.note_row, 1): plan.header.sheet_note,
        (page.header_row, 1): layout.SERIAL,
        (page.signature_row, 1): layout.SIGNATURE,
        (page.signature_row, 3): layout.SEAL,
    }
    if page.nil:
        texts[page.nil] = layout.NIL
    if page.unchanged:
        texts[page.unchanged] = layout.UNCHANGED
    for col, field in enumerate(page.columns, start=2):
        texts[page.header_row, col] = layout.heading(field) + (layout.REQUIRED_MARK if field.required else "")
        if page.group_row and field.group:
            texts[page.group_row, col] = field.group
    for index, row in enumerate(rows):
        texts[page.first_row + index, 1] = str(index + 1)
        for name, text in row.items():
            texts[page.first_row + index, page.column_of(name)] = text
    for slot in (*page.head, *page.foot):
        texts[slot.row, slot.label_col] = layout.label(slot.field)
        texts[slot.row, slot.value_col] = (head or {}).get(slot.field.name, "")
    if form.instructions:
        texts[page.instructions_row, 1] = f"'{layout.INSTRUCTIONS}\n{form.instructions}"
    cells = {place: made for place, text in sorted(texts.items()) if (made := cell(*place, text)) is not None}
    return Sheet(form.name, cells)
