"""The issued workbook says what is owed, can be filled in, and still knows what it is when it comes back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen import layout
from reportgen.edges.books import open_book
from reportgen.edges.template_writer import Owed, inputs, write_issue
from reportgen.model.period import Period
from reportgen.model.plan import Field, Plan
from reportgen.model.records import Reading
from reportgen.model.sheet import Sheet, address
from reportgen.model.values import PlanDate
from reportgen.reading import understand
from tests.edges.issued import (
    DUE,
    INDICATORS,
    MATTERS,
    MILESTONES,
    OCTOBER,
    PLAN,
    PROJECTS,
    TASKS,
    UNIT,
    issue,
    row,
)

NAME = "inputs/2025-10/县发改局.xlsx"
CARRIED = {
    "项目清单": [
        row(
            PROJECTS,
            项目名称="=临港产业园",
            项目代码="2510-430624-04-01-123456",
            统一社会信用代码="91430600MA00T02240",
            总投资=Decimal("123456.78"),
            本年完成投资=Decimal("1.2"),
            用工=Decimal(120),
            计划开工日期=PlanDate(date(2025, 10, 1), "dekad"),
            是否纳统=True,
        ),
        row(PROJECTS, 项目名称="沿江大道", 计划开工日期=PlanDate(date(2025, 3, 1))),
    ]
}
MATTER = row(
    MATTERS,
    unit="县财政局",
    编号="ABC03-U02-202509-01",
    事项内容="用地指标未落实",
    提出单位="县财政局",
    主办单位="县发改局",
    办理状态="在办",
)


def sheet_of(path: Path, name: str) -> Sheet:
    return next(s for s in open_book(path, NAME).sheets if s.name == name)


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def fill(path: Path, places: Mapping[str, Mapping[str, object]]) -> None:
    """Type values into cells, by sheet and address."""
    book = opened(path)
    for sheet, cells in places.items():
        for place, value in cells.items():
            book[sheet][place] = value
    book.save(path)


def read(path: Path, plan: Plan = PLAN) -> Reading:
    return understand(plan, open_book(path, NAME), "0" * 64, OCTOBER)


# ---------------------------------------------------------------- what stands on a sheet


def test_write_issue__gives_the_same_bytes_twice(tmp_path: Path):
    first = issue(tmp_path / "a.xlsx", carried=CARRIED, matters={"堵点清单": [MATTER]})
    second = issue(tmp_path / "b.xlsx", carried=CARRIED, matters={"堵点清单": [MATTER]})
    assert first.read_bytes() == second.read_bytes()


def test_sheet__follows_the_layout(tmp_path: Path):
    sheet = sheet_of(issue(tmp_path / "a.xlsx"), "项目清单")
    place = layout.arrange(PLAN, PROJECTS, 5)
    assert sheet.text(1, 1) == PROJECTS.title
    assert sheet.text(2, 1) == "表号：ABC01　期别：2025-10　填报单位：县发改局"
    assert sheet.text(3, 1) == "工作调度表，非统计调查表　报送时限：2025年11月5日（周三）18:00"
    assert (sheet.text(6, 1), sheet.text(6, 3)) == (layout.NIL, layout.UNCHANGED)
    assert sheet.text(5, 1) == layout.LINKS
    assert sheet.text(7, 1) == "填报范围："
    assert sheet.text(place.group_row or 0, place.column_of("总投资")) == "投资"
    assert sheet.text(place.header_row, 1) == layout.SERIAL
    assert sheet.text(place.header_row, place.column_of("总投资")) == "总投资（万元） *"
    assert [sheet.text(place.first_row + i, 1) for i in range(6)] == ["1", "2", "3", "4", "5", ""]
    assert sheet.text(place.foot[0].row, 1) == "填报人 *："
    assert sheet.text(place.signature_row, 1) == layout.SIGNATURE
    assert sheet.text(place.signature_row, 3) == layout.SEAL
    assert sheet.text(place.instructions_row, 1).startswith(layout.INSTRUCTIONS + "\n1．")


def test_marks__name_the_form_the_unit_and_the_plan(tmp_path: Path):
    book = open_book(issue(tmp_path / "a.xlsx"), NAME)
    assert book.names["RG_ABC01"] == ("项目清单", "A2")
    assert book.properties == {"rg_unit": "县发改局", "rg_period": "2025-10", "rg_plan": PLAN.header.name}
    meta = next(s for s in book.sheets if s.name == layout.META_SHEET)
    told = {meta.text(r, 1): meta.text(r, 2) for r in range(1, 11)}
    assert meta.state == "veryHidden"
    assert told["rg_fingerprint"] == "f" * 64
    assert told["项目清单"] == "ABC01"
    assert book.sheets[0].name == layout.COVER_SHEET


def test_cover__says_what_is_owed_by_when_and_whom_to_ask(tmp_path: Path):
    sheet = sheet_of(issue(tmp_path / "a.xlsx", carried=CARRIED), layout.COVER_SHEET)
    text = "\n".join(cell.raw for cell in sheet.cells.values())
    assert "本期应报 5 张表；已印各行共须填 10 个必填单元格" in text
    assert text.count("2025年11月5日（周三）18:00") == 6
    assert "专班办公室（设在县府办）" in text
    for words in ("本期无", "较上期无变化", "6.5% 填 6.5", "2025-10-31", "18 位"):
        assert words in text


def test_form_owed_for_two_periods__gets_two_sheets_with_a_mark_each(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    ten_days = Period.parse("2025-10-D3")
    owed = [Owed(MATTERS, OCTOBER, DUE), Owed(MATTERS, ten_days, DUE + timedelta(days=1), "旬报")]
    write_issue(PLAN, UNIT, OCTOBER, owed, {}, {}, path)
    assert [(r.form, r.period) for r in read(path).returns] == [("堵点清单", "2025-10"), ("堵点清单", "2025-10-D3")]
    assert "旬报" in {c.raw for c in sheet_of(path, layout.COVER_SHEET).cells.values()}


# ---------------------------------------------------------------- rows


def test_rows__carried_values_keep_their_types(tmp_path: Path):
    path = issue(tmp_path / "a.xlsx", carried=CARRIED)
    sheet, place = sheet_of(path, "项目清单"), layout.arrange(PLAN, PROJECTS, 7)

    def cell(index: int, name: str) -> tuple[str, str, str] | None:
        found = sheet.cells.get((place.first_row + index, place.column_of(name)))
        return (found.kind.value, found.raw, found.number_format) if found else None

    assert cell(0, "项目名称") == ("text", "=临港产业园", "@")
    assert cell(0, "统一社会信用代码") == ("text", "91430600MA00T02240", "@")
    assert cell(0, "总投资") == ("number", "123456.78", "#,##0.00")
    assert cell(0, "用工") == ("number", "120", "0")
    assert cell(0, "计划开工日期") == ("text", "2025年10月上旬", "yyyy-mm-dd")
    assert cell(1, "计划开工日期") == ("date", "2025-03-01", "yyyy-mm-dd")
    assert cell(0, "是否纳统") == ("text", "是", "@")
    assert cell(0, "本年完成投资") is None  # no carried field: this period's figure is asked anew


def test_rows__printed_ones_are_the_unit_s_own_and_locked(tmp_path: Path):
    path = issue(tmp_path / "a.xlsx", carried={"主要指标": [row(INDICATORS, 指标名称="用电量", 总量=Decimal(5))]})
    book = opened(path)
    indicators = book["主要指标"]
    place = layout.arrange(PLAN, INDICATORS, 2)
    names = [indicators.cell(place.first_row + i, 2).value for i in range(2)]
    assert names == ["固定资产投资", "用电量"]
    assert indicators.cell(place.first_row, 2).protection.locked
    amount = place.column_of("总量")
    assert indicators.cell(place.first_row, amount).protection.locked  # it has no amount
    assert not indicators.cell(place.first_row + 1, amount).protection.locked
    milestones = layout.arrange(PLAN, MILESTONES, 1)
    printed = [book["节点进度"].cell(milestones.first_row, c).value for c in (2, 3, 4)]
    assert printed == ["M01", "沿江大道开工", datetime(2025, 10, 31)]
    tasks = layout.arrange(PLAN, TASKS, 1)
    assert book["任务台账"].cell(tasks.first_row, 2).value == "一1/r1"
    assert book["任务台账"].cell(tasks.first_row + 1, 2).value is None


def test_rows__matters_open_only_the_unit_s_side_and_numbers_are_printed(tmp_path: Path):
    path = issue(tmp_path / "a.xlsx", matters={"堵点清单": [MATTER]})
    sheet = opened(path)["堵点清单"]
    place = layout.arrange(PLAN, MATTERS, 5)

    def open_fields(index: int) -> set[str]:
        at = place.first_row + index
        return {f.name for f in place.columns if not sheet.cell(at, place.column_of(f.name)).protection.locked}

    assert sheet.cell(place.first_row, 2).value == "ABC03-U02-202509-01"
    assert open_fields(0) == {"办理情况"}
    numbers = [sheet.cell(place.first_row + i, 2).value for i in range(1, 5)]
    assert numbers == [layout.matter_number(MATTERS, "U01", OCTOBER, i) for i in range(1, 5)]
    assert "事项内容" in open_fields(1)
    assert not {"编号", "办理状态"} & open_fields(1)


def test_rows__numbers_already_given_are_not_given_again(tmp_path: Path):
    own = row(MATTERS, 编号=layout.matter_number(MATTERS, "U01", OCTOBER, 2), 事项内容="甲")
    sheet = sheet_of(issue(tmp_path / "a.xlsx", matters={"堵点清单": [own]}), "堵点清单")
    numbers = [c.raw for (_, col), c in sheet.cells.items() if col == 2 and c.raw.startswith("ABC03-")]
    assert len(numbers) == len(set(numbers)) == 5


def test_rows__who_only_leads_matters_raises_none(tmp_path: Path):
    finance = PLAN.units[1]
    path = issue(tmp_path / "a.xlsx", forms=[MATTERS], matters={"堵点清单": [MATTER]}, unit=finance)
    place = layout.arrange(PLAN, MATTERS, 1)
    assert sheet_of(path, "堵点清单").text(place.last_row + 2, 1) == "填报人 *："


# ---------------------------------------------------------------- input cells


def test_protection__heads_are_locked_and_inputs_open_without_a_password(tmp_path: Path):
    sheet = opened(issue(tmp_path / "a.xlsx"))["项目清单"]
    place = layout.arrange(PLAN, PROJECTS, 5)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not sheet.protection.insertRows  # in the file, false allows
    assert sheet.cell(place.header_row, 2).protection.locked
    for at in [(place.first_row, 2), (place.foot[0].row, place.foot[0].value_col), (6, 2), (6, 4), (7, 2)]:
        assert not sheet.cell(*at).protection.locked


def test_validations__lists_limits_and_hints(tmp_path: Path):
    book = opened(issue(tmp_path / "a.xlsx"))
    sheet, place = book["项目清单"], layout.arrange(PLAN, PROJECTS, 5)

    def rule(name: str) -> Any:
        cell = sheet.cell(place.first_row, place.column_of(name)).coordinate
        return next(v for v in sheet.data_validations.dataValidation if cell in v)

    assert rule("建设性质").type == "list"
    assert rule("责任单位").type == "list"
    listed = [[c.value for c in column] for column in book["_lists"].columns]
    assert ["建设性质", "新建", "续建", "改扩建"] in listed
    assert ["单位", "县发改局", "县财政局", "县府办"] in listed
    assert rule("是否纳统").formula1 == '"是,否"'
    assert (rule("支付率").formula1, rule("支付率").formula2) == ("0", "100")
    assert rule("要素").type is None
    assert "新建、续建、改扩建" in rule("要素").prompt
    assert "例：临港产业园标准厂房" in rule("项目名称").prompt
    assert all(v.errorStyle in ("warning", None) for v in sheet.data_validations.dataValidation)


def test_hint__is_never_longer_than_excel_allows():
    field = Field(name="名" * 40, help="说明" * 300, type="多选", list="建设性质", required=True)
    assert len(inputs.hint(PLAN, field)) <= 255


def test_add_validation__what_the_writer_would_drop_is_our_fault(tmp_path: Path):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    with pytest.warns(UserWarning), pytest.raises(ValueError, match="refused"):
        inputs.add_validation(sheet, (1, 1, 1, 1), {"validate": "any", "input_title": "x" * 33})
    book.close()


def test_text__never_becomes_a_formula(tmp_path: Path):
    evil = [row(PROJECTS, 项目名称=text) for text in ("=1+1", "+1", "-1", "@a", "\t=1")]
    path = issue(tmp_path / "a.xlsx", carried={"项目清单": evil})
    place = layout.arrange(PLAN, PROJECTS, 10)
    cells = [opened(path)["项目清单"].cell(place.first_row + i, 2) for i in range(5)]
    assert [c.value for c in cells] == ["=1+1", "+1", "-1", "@a", "\t=1"]
    assert all(c.quotePrefix and c.data_type == "s" for c in cells)


def test_rows__heights_are_shown_but_not_fixed(tmp_path: Path):
    path = issue(tmp_path / "a.xlsx", carried=CARRIED)
    place = layout.arrange(PLAN, PROJECTS, 7)
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/worksheets/sheet2.xml").decode()
    rows = dict(re.findall(r'<row r="(\d+)"([^>]*)>', text))
    for at in range(place.first_row, place.last_row + 1):
        assert "ht=" in rows[str(at)]
        assert "customHeight" not in rows[str(at)]
    assert "customHeight" in rows[str(place.header_row)]


def test_print__fits_the_width_and_repeats_the_heading(tmp_path: Path):
    a3 = replace(PROJECTS, paper="A3")
    sheet = opened(issue(tmp_path / "a.xlsx", forms=[a3]))["项目清单"]
    place = layout.arrange(PLAN, PROJECTS, 5)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert sheet.print_title_rows == f"${place.group_row}:${place.header_row}"
    assert sheet.freeze_panes == f"C{place.first_row}"


# ---------------------------------------------------------------- it comes back


def test_return__blank_workbook_is_understood_whole(tmp_path: Path):
    reading = read(issue(tmp_path / "a.xlsx", carried=CARRIED, matters={"堵点清单": [MATTER]}))
    assert [r.form for r in reading.returns] == [f.name for f in PLAN.forms]
    assert reading.unit == "县发改局"
    assert reading.cells.lost == 0
    assert [f.code for r in reading.returns for f in r.findings] == []


def test_return__filled_values_are_read(tmp_path: Path):
    path = issue(tmp_path / "a.xlsx", carried=CARRIED)
    fill(
        path,
        {"项目清单": {"B12": "新项目", "H12": 6.5, "J12": datetime(2025, 10, 31)}, "堵点清单": {"B6": layout.TICK}},
    )
    reading = read(path)
    projects = next(r for r in reading.returns if r.form == "项目清单")
    told = next(r for r in projects.rows if r.get("项目名称") == "新项目")
    assert told.get("支付率") == Decimal("6.5")
    assert told.get("计划开工日期") == PlanDate(date(2025, 10, 31))
    assert next(r for r in reading.returns if r.form == "堵点清单").nil
    assert reading.cells.lost == 0


def test_explanation__typed_beside_a_row_comes_back_with_it(tmp_path: Path):
    path = issue(tmp_path / "a.xlsx", carried=CARRIED)
    place = layout.arrange(PLAN, PROJECTS, 5)
    cell = address(place.first_row, place.explanation_col)
    assert sheet_of(path, "项目清单").text(place.header_row, place.explanation_col) == layout.EXPLANATION
    assert not opened(path)["项目清单"][cell].protection.locked
    fill(path, {"项目清单": {cell: "概算已批复调整"}})
    ret = next(r for r in read(path).returns if r.form == "项目清单")
    told = ret.rows[0].explanation
    assert told is not None and (told.value, told.origin.cell) == ("概算已批复调整", cell)
    assert ret.cells.lost == 0
