"""发文登记.xlsx and 定稿/: which documents were signed, and the figures that they told. Staff may edit the register."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reportgen.edges.atomic import replacing, write_text
from reportgen.edges.packages import settle
from reportgen.edges.workspace import FINAL, Workspace
from reportgen.model.errors import InputError
from reportgen.model.office import Issue
from reportgen.model.period import Period

REGISTER = "发文登记.xlsx"
KIND, PERIOD, UNIT, NUMBER, REFERENCE, SIGNATORY, SIGNED_ON, FILE, NOTE = (
    "文稿", "期别", "单位", "期号", "文号", "签发人", "签发日期", "文件", "备注",
)  # fmt: skip
_WIDTHS = {KIND: 14, PERIOD: 12, UNIT: 20, NUMBER: 8, REFERENCE: 22, SIGNATORY: 12, SIGNED_ON: 14, FILE: 44, NOTE: 30}
_SCHEMA = "reportgen.issued/1"
_HEAD_ROWS = 10


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as a signed document printed it, with the exact value and the data period that it had then, "" if none."""

    id: str
    name: str
    text: str
    value: str = ""
    span: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed document's figures as they were printed, each text of one once."""

    path: str
    kind: str
    period: str
    unit: str
    figures: tuple[Printed, ...]


def register_path(workspace: Workspace) -> Path:
    return workspace.inputs / REGISTER


def read_issues(workspace: Workspace) -> tuple[Issue, ...]:
    """Return the lines of 发文登记 that name a document and a period; none where there is no register.

    Raises `InputError` where it cannot be read or has lost its headings.
    """
    path = register_path(workspace)
    if not path.is_file():
        return ()
    sheet, columns, head = _sheet(_open(path), path)
    issues = []
    for row in sheet.iter_rows(min_row=head + 1, values_only=True):
        cells = {name: row[at - 1] for name, at in columns.items() if at <= len(row)}
        if _text(cells.get(KIND)) and _text(cells.get(PERIOD)):
            issues.append(_issue(cells))
    return tuple(issues)


def _issue(cells: Mapping[str, Any]) -> Issue:
    number = re.search(r"\d+", _text(cells.get(NUMBER)))
    return Issue(
        _text(cells.get(KIND)), _text(cells.get(PERIOD)), _text(cells.get(UNIT)), int(number[0]) if number else None,
        _text(cells.get(REFERENCE)), _text(cells.get(SIGNATORY)), _day(cells.get(SIGNED_ON)), _text(cells.get(FILE)),
    )  # fmt: skip


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    numbers = re.findall(r"\d+", _text(value))
    try:
        return date(*map(int, numbers[:3])) if len(numbers) >= 3 else None
    except ValueError:
        return None


def _open(path: Path) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(path)
    except Exception as error:  # openpyxl raises what it likes on a damaged file
        raise InputError(f"{path.name} 打不开，可能已损坏或正被改写。请用备份恢复，或移走后重新登记。") from error


def _sheet(book: Any, path: Path) -> tuple[Any, dict[str, int], int]:
    """Return the register's sheet, its columns by heading (1-based) and the row of the headings."""
    for sheet in book.worksheets:
        for number, row in enumerate(sheet.iter_rows(max_row=_HEAD_ROWS, values_only=True), 1):
            columns = {_text(value): at for at, value in enumerate(row, 1) if _text(value) in _WIDTHS}
            if KIND in columns and PERIOD in columns:
                return sheet, columns, number
    raise InputError(f"{path.name} 里没有找到“{KIND}”“{PERIOD}”两列。请恢复表头（{'、'.join(_WIDTHS)}）。")


def append_issue(workspace: Workspace, issue: Issue) -> None:
    """Add *issue* as a line of 发文登记; one about the same document is replaced, what staff wrote else stays."""
    path = register_path(workspace)
    book = _open(path) if path.is_file() else _new_book()
    sheet, columns, head = _sheet(book, path)
    values: dict[str, object] = {
        KIND: issue.kind, PERIOD: issue.period, UNIT: issue.unit, NUMBER: issue.number, REFERENCE: issue.reference,
        SIGNATORY: issue.signatory, SIGNED_ON: _told(issue.signed_on), FILE: issue.file,
    }  # fmt: skip
    row = _row_of(sheet, columns, head, issue)
    for name, value in values.items():
        if name in columns and value not in (None, ""):
            cell = sheet.cell(row, columns[name], value)
            if isinstance(value, str):
                cell.data_type, cell.number_format = "s", "@"
    with replacing(path) as temporary:
        book.save(temporary)
        settle(temporary, datetime.combine(issue.signed_on or date(2000, 1, 1), datetime.min.time()))


def _told(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _row_of(sheet: Any, columns: Mapping[str, int], head: int, issue: Issue) -> int:
    """Return the row of the same document, else the first empty one."""
    last = head
    for number, row in enumerate(sheet.iter_rows(min_row=head + 1, values_only=True), head + 1):
        cells = {name: _text(row[at - 1]) for name, at in columns.items() if at <= len(row)}
        if (cells.get(KIND), cells.get(PERIOD), cells.get(UNIT, "")) == (issue.kind, issue.period, issue.unit):
            return number
        if any(cells.values()):
            last = number
    return last + 1


def _new_book() -> Any:
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "发文登记"
    for number, (heading, width) in enumerate(_WIDTHS.items(), 1):
        cell = sheet.cell(1, number, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFD9E1F2")
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    return book


# ---------------------------------------------------------------- the documents as issued


def final_folder(workspace: Workspace, period: Period) -> Path:
    return workspace.period_folder(period) / FINAL


def write_figures(path: Path, kind: str, period: str, unit: str, figures: Sequence[Printed]) -> None:
    """Write what a signed document printed of each figure beside it."""
    told = {
        "schema": _SCHEMA, "kind": kind, "period": period, "unit": unit,
        "figures": [{name: value for name, value in asdict(figure).items() if value} for figure in figures],
    }  # fmt: skip
    write_text(path, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def read_figures(workspace: Workspace, periods: Iterable[Period]) -> tuple[Kept, ...]:
    """Return the figures of every document that was kept as issued in *periods*; `InputError` for a damaged record."""
    kept = []
    for period in periods:
        for path in sorted(final_folder(workspace, period).glob("*.json")):
            try:
                told = json.loads(path.read_text(encoding="utf-8"))
                figures = tuple(
                    Printed(f["id"], f["name"], f["text"], f.get("value", ""), f.get("span", ""))
                    for f in told["figures"]
                )
                kept.append(Kept(workspace.relative(path), told["kind"], told["period"], told["unit"], figures))
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"{workspace.relative(path)} 读不懂，可能被改动过。请用备份恢复，或把同名的定稿重新定稿一次。"
                ) from error
    return tuple(kept)
