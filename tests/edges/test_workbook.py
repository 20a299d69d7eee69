"""汇总表.xlsx of the other county, read back by openpyxl and held against what the merge found."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen import layout
from reportgen.edges.workbook import data
from reportgen.model.sheet import parse_address
from reportgen.model.values import PlanDate
from tests.conftest import Merged

ANALYSIS = ["总览", "指标", "数量任务", "节点", "事项", "报送"]
PROOF = ["核实", "矛盾", "变化", "口径", "说明"]
WITH_FIGURES = ANALYSIS[:4]


@pytest.fixture(scope="module")
def book(county: Merged) -> Any:
    return load_workbook(county.folder / "汇总表.xlsx")


def _heads(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


def test_sheets__stand_in_their_order(county: Merged, book: Any):
    forms = [f"{f.number} {f.name}" for f in county.plan.forms]
    assert book.sheetnames == [*ANALYSIS, *forms, *PROOF]


@pytest.mark.parametrize("name", WITH_FIGURES)
def test_numbers__are_the_figures_that_they_link_to(county: Merged, book: Any, name: str):
    definitions, seen = book["口径"], 0
    for row in book[name].iter_rows():
        for cell in row:
            if not isinstance(cell.value, int | float):
                continue
            assert cell.hyperlink is not None, cell.coordinate
            line = parse_address(str(cell.hyperlink.location).rsplit("!", 1)[1])[0]
            figure = county.result["figures"][definitions.cell(line, 1).value]
            assert float(cell.value) == pytest.approx(float(figure["value"])), (cell.coordinate, figure)
            seen += 1
    assert seen > 3


def test_records__stand_with_their_values_and_provenance(county: Merged, book: Any):
    for form_name, name in data.sheet_names(county.plan, county.outcome).items():
        form, merged, sheet = county.plan.form(form_name), county.outcome.forms[form_name], book[name]
        heads = _heads(sheet)
        for number, record in enumerate(merged.rows, start=2):
            told = [
                sheet.cell(number, heads[h]).value for h in ("填报单位", "期别", "文件", "工作表", "行", "是否沿用")
            ]
            origin = record.origin
            carried = "沿用" if record.unit in merged.carried else None
            line = parse_address(origin.cell)[0]
            assert told == [record.unit, record.period, origin.file, origin.sheet, line, carried]
            for field in form.columns():
                cell = sheet.cell(number, heads[layout.heading(field)])
                assert _same(cell.value, record.get(field.name)), (name, cell.coordinate)


def _same(shown: object, value: object) -> bool:
    if value is None or value == "":
        return shown is None
    if isinstance(value, bool):
        return shown == ("是" if value else "否")
    if isinstance(value, Decimal):
        return isinstance(shown, int | float | str) and Decimal(str(shown)) == value
    if isinstance(value, PlanDate):
        return shown == value.label or getattr(shown, "date", lambda: None)() == value.start
    return shown == value


def test_records__carried_ones_are_marked(county: Merged, book: Any):
    """The quarter's 惠企资金兑付 still stands in April, marked 沿用."""
    sheet = book["QJ07 惠企资金兑付"]
    column = _heads(sheet)["是否沿用"]
    assert {sheet.cell(row, column).value for row in range(2, sheet.max_row + 1)} == {"沿用"}


def test_findings__stand_as_comments_at_their_values(county: Merged, book: Any):
    """A value that a finding names carries its message; one that could not be used is blank."""
    sheet = book["QJ06 问题交办单"]
    assert all(cell.comment is None for cell in sheet[1])
    noted = {
        (name, finding.code)
        for name in data.sheet_names(county.plan, county.outcome).values()
        for row in book[name].iter_rows(min_row=2)
        for cell in row
        if cell.comment
        for finding in county.outcome.findings
        if finding.message in cell.comment.text
    }
    assert ("QJ05 工程节点", "rules.re_promised") in noted
    assert ("QJ04 工程项目月报", "rules.fact_changed") in noted


def test_findings__are_all_listed_with_room_for_decisions(county: Merged, book: Any):
    sheet = book["核实"]
    heads = _heads(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [r[heads["代码"] - 1] for r in rows] == [f.code for f in county.outcome.findings]
    assert any("认可说明" in str(v.formula1) for v in sheet.data_validations.dataValidation)


def test_filing__says_the_state_of_every_obligation(county: Merged, book: Any):
    sheet = book["报送"]
    heads = _heads(sheet)
    units = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    assert sheet.cell(units["区税务分局"], heads["指标月报"]).value == "未报"
    assert sheet.cell(units["区交建局"], heads["工程项目月报"]).value == "退回"
    assert sheet.cell(units["松澜城投"], heads["工程项目月报"]).value == "逾期"
    assert len(units) == len({s.obligation.unit for s in county.outcome.submissions})


def test_text_of_agencies__never_becomes_a_formula(book: Any):
    assert [c.coordinate for s in book.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"] == []
    assert "=三标段" in {c.value for row in book["QJ04 工程项目月报"].iter_rows() for c in row}


def test_definitions__of_every_figure(county: Merged, book: Any):
    ids = [row[0].value for row in book["口径"].iter_rows(min_row=2)]
    assert ids == list(county.result["figures"])


def test_notes__name_every_file_and_what_became_of_it(county: Merged, book: Any):
    texts = {cell.value for row in book["说明"].iter_rows() for cell in row}
    assert {f["path"] for f in county.result["files"]} <= texts
