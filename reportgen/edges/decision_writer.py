"""核实登记.xlsx written: lines added or brought up to date; what staff changed by hand is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportgen.edges.atomic import replacing
from reportgen.edges.decisions import HEADINGS, OWN, register_lines
from reportgen.edges.packages import settle
from reportgen.edges.workspace import DECISIONS, Workspace
from reportgen.model.answers import DECISION, DECISION_WORDS, NUMBER, REASON, TARGET, VALUE
from reportgen.model.period import Period
from reportgen.model.sheet import column_letters
from reportgen.reading.words import clean, loose

_DECIDED = (DECISION, TARGET, REASON)
_WIDTHS = (12, 18, 20, 26, 26, 16, 16, 60, 14, 18, 30, 12)

Entry = Mapping[str, str]
"""A line to register: text by heading of `HEADINGS`, 程序记录 left out."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the entries, by their numbers."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()  # staff decided otherwise in the register itself: left as it is


def write_decisions(workspace: Workspace, period: Period, entries: Sequence[Entry], when: datetime) -> Written:
    """Merge *entries* into the register of *period* and return what became of each.

    A line that we wrote and nobody touched since takes the new decision; one that staff changed stays.
    Raises `InputError` where the register cannot be read, `OutputError` where it cannot be written.
    """
    path = workspace.register(period, DECISIONS)
    known = register_lines(path, workspace.relative(path)) if path.is_file() else ()
    book, sheet, columns, last = _open(path, known[0].sheet if known else "") if path.is_file() else _new_book()
    lines = {line.text(NUMBER).upper(): line for line in known if line.text(NUMBER)}
    added, changed, same, kept = [], [], [], []
    for entry in entries:
        line = lines.get(entry[NUMBER])
        if line is None:
            last += 1
            _put(sheet, last, columns, entry)
            added.append(entry[NUMBER])
            continue
        texts = {heading: line.text(heading) for heading in HEADINGS}
        if _decided(texts) == _decided(entry) and clean(texts[VALUE]) == clean(entry[VALUE]):
            same.append(entry[NUMBER])
        elif texts[DECISION] and texts[OWN] != _own_words(texts):
            kept.append(entry[NUMBER])
        else:
            _put(sheet, line.row, columns, entry)
            changed.append(entry[NUMBER])
    if added or changed:
        _offer_words(sheet, columns, last)
        with replacing(path) as temporary:
            book.save(temporary)
            settle(temporary, when)
    return Written(tuple(added), tuple(changed), tuple(same), tuple(kept))


def _decided(texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(loose(texts[heading]) for heading in _DECIDED)


def _own_words(texts: Mapping[str, str]) -> str:
    """What we wrote of a decision, so that a later change by hand shows."""
    return "|".join(clean(texts[heading]) for heading in (*_DECIDED, VALUE))


def _put(sheet: Any, row: int, columns: Mapping[str, int], entry: Entry) -> None:
    for heading, text in {**entry, OWN: _own_words(entry)}.items():
        cell = sheet.cell(row, columns[heading])
        cell.value = _storable(text) or None
        if text:
            cell.data_type = "s"
        cell.number_format = "@"
        if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
            cell.quotePrefix = True


def _storable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("_", text)[:32767]


def _open(path: Any, name: str) -> tuple[Any, Any, dict[str, int], int]:
    from openpyxl import load_workbook

    book: Any = load_workbook(path)
    sheet = book[name] if name in book.sheetnames else _headed(book)
    head = next(r for r in sheet.iter_rows(max_row=20) if {NUMBER, DECISION} <= {clean(str(c.value or "")) for c in r})
    columns = {clean(str(c.value)): c.column for c in head if c.value is not None}
    for heading in HEADINGS:
        if heading not in columns:
            columns[heading] = max(columns.values()) + 1
            sheet.cell(head[0].row, columns[heading], heading)
    filled = (c.row for row in sheet.iter_rows(min_row=head[0].row) for c in row if c.value is not None)
    return book, sheet, columns, max(filled)


def _headed(book: Any) -> Any:
    """The first sheet that has the register's headings."""
    return next(
        s
        for s in book.worksheets
        if any({NUMBER, DECISION} <= {clean(str(c.value or "")) for c in r} for r in s.iter_rows(max_row=20))
    )


def _new_book() -> tuple[Any, Any, dict[str, int], int]:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "核实登记"
    columns = {heading: col for col, heading in enumerate(HEADINGS, start=1)}
    for heading, col in columns.items():
        cell = sheet.cell(1, col, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFD9E1F2")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[column_letters(col)].width = _WIDTHS[col - 1]
    sheet.column_dimensions[column_letters(columns[OWN])].hidden = True
    sheet.freeze_panes = "A2"
    return book, sheet, columns, 1


def _offer_words(sheet: Any, columns: Mapping[str, int], last: int) -> None:
    """Give the column 决定 its drop-down, down to a hundred rows below the last line."""
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = column_letters(columns[DECISION])
    words = ",".join(DECISION_WORDS.values())
    own = [v for v in sheet.data_validations.dataValidation if v.formula1 == f'"{words}"']
    for validation in own:
        sheet.data_validations.dataValidation.remove(validation)
    validation = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    validation.add(f"{letters}2:{letters}{last + 100}")
    sheet.add_data_validation(validation)
