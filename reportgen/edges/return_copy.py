"""退回: a copy of each faulty return with its cells marked, ready to send back.

The agency's own workbook is kept where openpyxl can open it; other kinds are written anew as .xlsx
with the same sheets, cells and addresses.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from reportgen.edges.packages import settle
from reportgen.layout import LIST_EXPLANATION, LIST_NUMBER, LIST_VALUE
from reportgen.model.finding import ERROR, QUERY, SEVERITY_WORDS, Finding
from reportgen.model.outcome import Outcome
from reportgen.model.sheet import Book

LIST_SHEET = "退回问题清单"
_FILLS = {ERROR: "FFF4B6AE", QUERY: "FFFFE699"}
_AUTHOR = "专班办公室"
_OWN_FORMAT = (".xlsx", ".xlsm")


def returned_path(name: str, period_folder: str) -> PurePosixPath:
    """Return where the copy of the received file *name* goes, below 退回/.

    Folders below the period's are kept, so that no two copies meet; what is no .xlsx or .xlsm becomes
    .xlsx under the same stem.
    """
    path = PurePosixPath(name)
    path = path.relative_to(period_folder) if path.is_relative_to(period_folder) else PurePosixPath(path.name)
    return path if path.suffix.lower() in _OWN_FORMAT else path.with_suffix(".xlsx")


def marked_findings(outcome: Outcome) -> Mapping[str, tuple[Finding, ...]]:
    """Return, for each file that goes back, the findings that its unit must answer."""
    returned = {f.receipt.path for f in outcome.files if f.verdict == "returned"}
    marked: dict[str, list[Finding]] = {path: [] for path in sorted(returned)}
    for finding in outcome.findings:
        if finding.file in returned and finding.severity in _FILLS and not finding.answered:
            marked[finding.file].append(finding)
    return {path: tuple(found) for path, found in marked.items() if found}


def write_returned(
    source: Path, read: Callable[[], Book | None], findings: Sequence[Finding], path: Path, when: datetime
) -> None:
    """Write the marked copy of *source* to *path*.

    *read* gives the grid, asked for only where the file is no .xlsx that openpyxl opens; it is then the
    base of the copy (None: only the list of problems is written).
    """
    copy = _own_workbook(source) or _rebuilt(read())
    _mark(copy, findings)
    _list(copy, findings)
    path.parent.mkdir(parents=True, exist_ok=True)
    copy.save(path)
    settle(path, when)


def _own_workbook(source: Path) -> Any:
    """The agency's workbook as openpyxl opens it, None where it cannot."""
    if source.suffix.lower() not in _OWN_FORMAT:
        return None
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of parts that it does not know
            return load_workbook(source, keep_vba=source.suffix.lower() == ".xlsm")
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, AttributeError):
        return None


def _rebuilt(book: Book | None) -> Any:
    from openpyxl import Workbook

    copy = Workbook()
    copy.remove(copy.worksheets[0])
    for sheet in book.sheets if book else ():
        target = copy.create_sheet(sheet.name)
        target.sheet_state = sheet.state
        for (row, col), cell in sheet.cells.items():
            place = target.cell(row, col)
            place.value = cell.raw if isinstance(cell.value, str) else cell.value
            if isinstance(cell.value, str):
                _as_text(place)
            elif cell.number_format != "General":
                place.number_format = cell.number_format
        for first_row, first_col, last_row, last_col in sheet.merges:
            target.merge_cells(
                start_row=first_row, start_column=first_col, end_row=last_row, end_column=last_col
            )  # fmt: skip
    return copy


def _as_text(cell: Any) -> None:
    """Make sure that what an agency typed never becomes a formula."""
    cell.data_type = "s"
    if str(cell.value or "")[:1] in "=+-@\t\r":
        cell.quotePrefix = True


def _mark(copy: Any, findings: Iterable[Finding]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    said: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        for cell in dict.fromkeys((finding.cell, *finding.cells)):
            if cell and finding.sheet in copy.sheetnames:
                said.setdefault((finding.sheet, cell), []).append(finding)
    for (sheet, address), found in said.items():
        place = copy[sheet][address]
        for area in copy[sheet].merged_cells.ranges if isinstance(place, MergedCell) else ():
            if address in area:  # the top-left cell of the merge shows the mark
                place = copy[sheet].cell(area.min_row, area.min_col)
        if isinstance(place, MergedCell):  # merged areas that overlap: the list of problems tells it
            continue
        worst = ERROR if any(f.severity == ERROR for f in found) else QUERY
        place.fill = PatternFill("solid", fgColor=_FILLS[worst])
        words = "\n".join(f"【{SEVERITY_WORDS[f.severity]}】{f.message}" for f in found)
        if place.comment is not None:
            words = f"{place.comment.text}\n{words}"
        place.comment = Comment(words, _AUTHOR, width=320, height=60 + 30 * len(found))


def _list(copy: Any, findings: Sequence[Finding]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    name = LIST_SHEET
    while name in copy.sheetnames:  # a file that was returned before keeps its earlier list
        name += "一"
    sheet = copy.create_sheet(name, 0)
    sheet.append(["下列问题请在标色单元格处更正，逐项核对后重报。“核实”类如确实无误，请在“说明”列写明原因。"])
    sheet.append(
        ["序号", "程度", "工作表", "单元格", "字段", LIST_VALUE, "问题和处理办法", LIST_EXPLANATION, LIST_NUMBER]
    )
    for index, f in enumerate(findings, start=1):
        row = sheet.max_row + 1
        values = (str(index), SEVERITY_WORDS[f.severity], f.sheet, f.cell, f.field, f.value, f.message, "", f.number)
        for col, value in enumerate(values, start=1):
            cell = sheet.cell(row, col, value or None)
            if value:
                _as_text(cell)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if f.cell and f.sheet in copy.sheetnames:
            place = sheet.cell(row, 4)
            quoted = f.sheet.replace("'", "''")
            place.hyperlink = Hyperlink(ref=place.coordinate, location=f"'{quoted}'!{f.cell}")
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor=_FILLS[f.severity])
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHI", (6, 7, 20, 9, 16, 20, 64, 30, 11), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    copy.active = 0
