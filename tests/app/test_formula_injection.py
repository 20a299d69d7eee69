"""Nothing that an agency typed becomes a live formula in any file that we write."""

from __future__ import annotations

import csv
from typing import Any

from reportgen import api
from reportgen.app.decide import decide
from reportgen.app.issue import issue
from reportgen.edges import books
from reportgen.edges.workspace import Workspace
from tests import circle
from tests.conftest import SECOND, SECOND_TIME, THIRD

STARTS = ("=", "+", "-", "@", "\t=", "\r=")
MARK = "WEBSERVICE"


def _typed(sheet: Any) -> None:
    """Every text of the table now begins like a formula; one number is a text that cannot be read."""
    head = circle.header_row(sheet)
    for row in (head + 1, head + 2):
        for col in range(2, sheet.max_column + 1):
            cell = sheet.cell(row, col)
            if isinstance(cell.value, str) and not sheet.cell(head, col).value.startswith("立项代码"):
                cell.value, cell.data_type = f'{STARTS[(row + col) % 6]}{MARK}("http://x",{row}{col})', "s"
    number = sheet.cell(head + 1, circle.column(sheet, "年度完成"))
    number.value, number.data_type = f"@{MARK}(1)", "s"


def test_all_outputs__hold_what_was_typed_as_text(copy_of_county: Workspace):
    folder = copy_of_county.inputs / SECOND
    circle.retype(folder / "区交建局.xlsx", _typed, "QJ04")
    odd = folder / f"={MARK}(1).xlsx"
    odd.write_bytes(b"not a workbook")
    circle.arrived(odd, "2027-05-03 09:00")
    api.merge(copy_of_county, SECOND, SECOND_TIME)
    circle.write_decisions(copy_of_county.outputs / SECOND / "汇总表.xlsx", lambda number: ("要求更正", f"={MARK}(2)"))
    decide(copy_of_county, SECOND, SECOND_TIME)
    issue(copy_of_county, THIRD)
    written = [p for p in copy_of_county.root.rglob("*.xlsx") if p.parent != folder or p.stem.endswith("登记")]
    kinds = {p.parent.name for p in written} | {p.name for p in written}
    assert {"退回", "核实登记.xlsx", "收件登记.xlsx", "汇总表.xlsx", THIRD} <= kinds
    seen = 0
    for path in written:
        for sheet in books.open_book(path, path.name).sheets:
            assert [c.address for c in sheet.cells.values() if c.formula and MARK in c.formula] == [], path.name
            seen += sum(MARK in cell.raw for cell in sheet.cells.values())
    assert seen > 20
    for path in copy_of_county.outputs.rglob("*.csv"):
        rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
        assert [c for row in rows for c in row if MARK in c and c.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
