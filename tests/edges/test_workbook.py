"""汇总表.xlsx of the other county, read back by openpyxl and held against what the merge found."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen import layout
from reportgen.edges.workbook import contents, data
from reportgen.model.sheet import parse_address
from reportgen.model.values import PlanDate
from tests.conftest import Merged

HEAD = 3  # the row of the headings on a page that is one table


@pytest.fixture(scope="module")
def book(county: Merged) -> Any:
    return load_workbook(county.folder / "汇总表.xlsx")


@pytest.fixture(scope="module")
def values(county: Merged) -> Any:
    """The same workbook, formulas as their cached values."""
    return load_workbook(county.folder / "汇总表.xlsx", data_only=True)


def _heads(sheet: Worksheet, row: int = 1) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[row]}


def test_sheets__stand_in_their_order(county: Merged, book: Any):
    forms = [f"{f.number} {f.name}" for f in county.plan.forms]
    assert book.sheetnames == [*contents.analysis(county.plan), *forms, *contents.proof()]
    assert {"数量任务", "事项"} <= set(book.sheetnames)  # this plan gives the sheets no names of its own


def test_numbers__are_the_figures_that_they_link_to(county: Merged, book: Any, values: Any):
    """Whatever number of any analysis sheet links to 口径 is the figure of that line."""
    definitions, seen = book["口径"], 0
    for name in contents.analysis(county.plan):
        for row in values[name].iter_rows():
            for cell in row:
                link = book[name][cell.coordinate].hyperlink
                if link is None or "口径" not in str(link.location) or not isinstance(cell.value, int | float):
                    continue
                line = parse_address(str(link.location).rsplit("!", 1)[1])[0]
                figure = county.result["figures"][definitions.cell(line, 1).value]
                assert float(cell.value) == pytest.approx(float(figure["value"])), (name, cell.coordinate, figure)
                seen += 1
    assert seen > 60


def test_overview__has_no_number_without_a_figure(county: Merged, book: Any, values: Any):
    for row in values["总览"].iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float):
                assert book["总览"][cell.coordinate].hyperlink is not None, cell.coordinate


def test_records__stand_with_their_values_and_provenance(county: Merged, book: Any):
    for part in data.parts_of(county.plan, county.outcome):
        form, sheet = part.form, book[part.sheet]
        heads = _heads(sheet)
        for number, record in enumerate(part.rows, start=2):
            told = [
                sheet.cell(number, heads[h]).value for h in ("填报单位", "期别", "文件", "工作表", "行", "是否沿用")
            ]
            origin = record.origin
            carried = "沿用" if record.unit in county.outcome.forms[form.name].carried else None
            line = parse_address(origin.cell)[0]
            assert told == [record.unit, record.period, origin.file, origin.sheet, line, carried]
            for field in form.columns():
                cell = sheet.cell(number, heads[layout.heading(field)])
                assert _same(cell.value, record.get(field.name)), (part.sheet, cell.coordinate)


def test_data_sheets__are_tables_with_totals_that_follow_the_filter(county: Merged, book: Any, values: Any):
    seen = 0
    for part in data.parts_of(county.plan, county.outcome):
        sheet = book[part.sheet]
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "C2"
        if not part.rows:
            assert sheet.tables == {}
            continue
        table = sheet.tables[part.table]
        assert [c.name for c in table.tableColumns] == list(_heads(sheet))
        assert table.totalsRowCount == 1
        last = len(part.rows) + 2
        assert table.ref.endswith(str(last))
        for column in range(1, sheet.max_column + 1):
            cell = sheet.cell(last, column)
            if cell.data_type == "f":
                seen += 1
                assert "SUBTOTAL(10" in cell.value
                below = [values[part.sheet].cell(r, column).value for r in range(2, last)]
                added = sum(v for v in below if isinstance(v, int | float))
                wanted = len(below) if "SUBTOTAL(103" in cell.value else added
                assert values[part.sheet].cell(last, column).value == pytest.approx(wanted)
    assert seen > 8


def _same(shown: object, value: object) -> bool:
    if value is None or value == "":
        return shown is None
    if isinstance(value, bool):
        return shown == ("是" if value else "否")
    if isinstance(value, Decimal):
        return isinstance(shown, int | float | str) and Decimal(str(shown)) == value
    if isinstance(value, PlanDate):
        return getattr(shown, "date", lambda: None)() == value.start
    return shown == value


def test_records__carried_ones_are_marked(county: Merged, book: Any):
    """The quarter's 惠企资金兑付 still stands in April, marked 沿用."""
    sheet = book["QJ07 惠企资金兑付"]
    column = _heads(sheet)["是否沿用"]
    assert {sheet.cell(row, column).value for row in range(2, sheet.max_row)} == {"沿用"}


def test_findings__stand_as_comments_at_their_values(county: Merged, book: Any):
    """A value that a finding names carries its message; one that could not be used is blank."""
    sheet = book["QJ06 问题交办单"]
    assert all(cell.comment is None for cell in sheet[1])
    noted = {
        (part.sheet, finding.code)
        for part in data.parts_of(county.plan, county.outcome)
        for row in book[part.sheet].iter_rows(min_row=2)
        for cell in row
        if cell.comment
        for finding in county.outcome.findings
        if finding.message in cell.comment.text
    }
    assert ("QJ05 工程节点", "rules.re_promised") in noted
    assert ("QJ04 工程项目月报", "rules.fact_changed") in noted


def test_findings__are_all_listed_with_room_for_decisions(county: Merged, book: Any):
    sheet = book["核实"]
    heads = _heads(sheet, HEAD)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1)]
    assert [r[heads["代码"] - 1] for r in rows] == [f.code for f in county.outcome.findings]
    assert [r[heads["编号"] - 1] for r in rows] == [f.number or None for f in county.outcome.findings]
    assert any("认可说明" in str(v.formula1) for v in sheet.data_validations.dataValidation)


def test_filing__says_the_state_of_every_obligation(county: Merged, book: Any, values: Any):
    sheet = values["报送"]
    heads = {str(c.value).rsplit("\n", 1)[-1]: c.column for c in sheet[HEAD]}
    units = {sheet.cell(row, 1).value: row for row in range(HEAD + 1, sheet.max_row)}
    assert sheet.cell(units["区税务分局"], heads["指标月报"]).value == "未报"
    assert sheet.cell(units["区交建局"], heads["工程项目月报"]).value == "退回"
    assert sheet.cell(units["松澜城投"], heads["工程项目月报"]).value == "逾期"
    assert "逾期 " in book["报送"].cell(units["松澜城投"], heads["工程项目月报"]).comment.text
    assert len(units) == len({s.obligation.unit for s in county.outcome.submissions})
    states = Counter(s.state for s in county.outcome.submissions)
    assert [sheet.cell(sheet.max_row, heads[h]).value for h in ("逾期", "退回", "未报")] == [
        states[s] for s in ("late", "returned", "missing")
    ]


def test_text_of_agencies__never_becomes_a_formula(county: Merged, book: Any):
    """The only formulas are ours: none outside the analysis sheets and the last line of a table."""
    ours = set(contents.analysis(county.plan))
    lasts = {part.sheet: len(part.rows) + 2 for part in data.parts_of(county.plan, county.outcome)}
    formulas = [(s.title, c) for s in book.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert [(name, c.coordinate) for name, c in formulas if name not in ours and c.row != lasts.get(name)] == []
    (cell,) = [c for row in book["QJ04 工程项目月报"].iter_rows() for c in row if c.value == "=三标段"]
    assert cell.data_type == "s" and cell.quotePrefix


def test_definitions__of_every_figure(county: Merged, book: Any):
    ids = [row[0].value for row in book["口径"].iter_rows(min_row=HEAD + 1)]
    assert ids == list(county.result["figures"])


def test_notes__name_every_file_and_what_became_of_it(county: Merged, book: Any):
    texts = {cell.value for row in book["说明"].iter_rows() for cell in row}
    assert {f["path"] for f in county.result["files"]} <= texts
