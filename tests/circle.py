"""The circle of a period as people walk it: issue, fill in, send back. Shared by the end-to-end tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen import layout
from reportgen.app.course import load_plan
from reportgen.app.issue import issue
from reportgen.edges import clock
from reportgen.edges.word_writer import make_templates
from reportgen.edges.workspace import Workspace
from reportgen.model.period import Period
from tests.fill import Answers, fill, header_row

OTHER_COUNTY = Path(__file__).parent / "other_county"
REPOSITORY = Path(__file__).resolve().parents[1]


def make_workspace(root: Path, templates: Path = OTHER_COUNTY / "templates") -> Workspace:
    """Return a new workspace in *root* with a copy of *templates* and nothing received yet."""
    shutil.copytree(templates, root / "templates")
    if not any((root / "templates" / "word").glob("*.docx")):
        make_templates(root / "templates" / "word")
    for name in ("inputs", "outputs"):
        (root / name).mkdir()
    return Workspace(root)


def send_back(
    workspace: Workspace,
    period: str,
    received: str,
    *,
    answers: Mapping[str, Answers] | None = None,
    silent: frozenset[str] = frozenset(),
) -> None:
    """Issue *period* and fill in every unit's workbook, *answers* by unit; all arrive at *received*.

    Units in *silent* do not report.
    """
    plan = load_plan(workspace)
    for name in issue(workspace, period).files:
        blank = workspace.root / name
        if blank.stem in silent:
            continue
        target = workspace.inputs / period / blank.name
        target.parent.mkdir(parents=True, exist_ok=True)
        fill(blank, target, plan, Period.parse(period), blank.stem, answers=(answers or {}).get(blank.stem))
        arrived(target, received)


def arrived(path: Path, moment: str, offset: str = "+08:00") -> None:
    """Give *path* the time of its arrival, as a file copied from a mail has."""
    stamp = clock.parse_time(moment, offset).timestamp()
    os.utime(path, (stamp, stamp))


def retype(path: Path, change: Callable[[Worksheet], None], form: str, moment: str | None = None) -> None:
    """Let a clerk *change* the sheet of the form with the number *form* in a returned workbook."""
    before = path.stat().st_mtime
    book = load_workbook(path)
    change(form_sheet(path, book, form))
    book.save(path)
    if moment is None:
        os.utime(path, (before, before))
    else:
        arrived(path, moment)


def form_sheet(path: Path, book: object, form: str) -> Worksheet:
    """Return the sheet of the form with the number *form*; `KeyError` if the workbook has none."""
    for sheet in book.worksheets:  # type: ignore[attr-defined]
        told = layout.read_title_line(str(sheet["A2"].value or ""))
        if told and told[0] == form:
            return sheet  # type: ignore[no-any-return]
    raise KeyError(f"{path} has no sheet of {form}")


def column(sheet: Worksheet, heading: str) -> int:
    """Return the column whose heading begins with *heading*."""
    row = header_row(sheet)
    return next(c for c in range(1, sheet.max_column + 1) if str(sheet.cell(row, c).value or "").startswith(heading))


def texts(path: Path) -> set[str]:
    """Every filled cell of a workbook, as text."""
    return {
        str(cell.value)
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def write_decisions(path: Path, decided: Callable[[str], tuple[str, str] | None]) -> None:
    """Let the office write into 汇总表: *decided* gives (决定, 决定说明) for the number of a line, or None."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        for head in sheet.iter_rows(max_row=20):
            columns = {cell.value: cell.column for cell in head}
            if {"编号", "决定"} <= set(columns):
                for row in range(head[0].row + 1, sheet.max_row + 1):
                    told = decided(str(sheet.cell(row, columns["编号"]).value))
                    if told:
                        sheet.cell(row, columns["决定"]).value = told[0]
                        reason = sheet.cell(row, columns["决定说明"])
                        reason.value, reason.data_type = told[1], "s"
                break
    book.save(path)
