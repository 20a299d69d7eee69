"""A workbook: which sheets are which forms, of whom and when; what is said of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportgen.model.finding import Finding
from reportgen.model.period import Period
from reportgen.model.records import Reading
from reportgen.reading import understand, unreadable
from reportgen.reading.codes import CELLS_LOST, FILE_FOREIGN
from reportgen.reading.ledger import Ledger
from tests.books import book
from tests.reading.plans import PLAN

OCTOBER = Period.parse("2025-10")
TABLE = "| 项目名称 | 总投资 | 状态 |\n| 甲 | 12 | 已开工 |"


def read(text: str, period: Period | None = OCTOBER, **more: object) -> Reading:
    reading = understand(PLAN, book(text, **more), "sha", period)  # type: ignore[arg-type]
    assert reading.cells.lost == 0
    return reading


def findings(reading: Reading) -> list[Finding]:
    return [*reading.findings, *(f for r in reading.returns for f in r.findings)]


def of(reading: Reading, code: str) -> list[Finding]:
    return [f for f in findings(reading) if f.code == f"reading.{code}"]


def identity(reading: Reading) -> tuple[str, str, str]:
    (ret,) = reading.returns
    return ret.form, ret.unit, ret.period


def test_identity__title_line_in_separate_cells() -> None:
    reading = read(f"| |\n| 表 号： | ABC01 | 期别： | 2025年10月 | 填报单位（盖章）： | 计改局 |\n{TABLE}")
    assert identity(reading) == ("项目表", "县计划局", "2025-10")
    assert not of(reading, "outside")


def test_identity__defined_name_and_properties() -> None:
    marks = {"properties": {"rg_unit": "县工业局", "rg_period": "2025-10"}, "names": {"RG_ABC01": ("表一", "A2")}}
    assert identity(read(f"## 表一\n{TABLE}", **marks)) == ("项目表", "县工业局", "2025-10")


def test_identity__hidden_meta_sheet() -> None:
    text = f"## 表一\n{TABLE}\n## _meta [veryHidden]\n| rg_unit | 县工业局 |\n| rg_period | 2025-10 |\n| 表一 | ABC01 |"
    reading = read(text)
    assert identity(reading) == ("项目表", "县工业局", "2025-10")
    assert not of(reading, "sheet_stray")


def test_identity__headings_and_file_name_last() -> None:
    reading = read(TABLE, path="inputs/2025-10/附件（工业局）.xlsx")
    assert identity(reading) == ("项目表", "县工业局", "2025-10")
    assert of(reading, "form_by_headings")
    assert of(reading, "unit_from_path")
    assert of(reading, "period_assumed")


def test_identity__disagreeing_marks_are_shown() -> None:
    reading = read(
        f"## 表一\n| 表号：ABC01 期别：2025-10 填报单位：县计划局 |\n{TABLE}",
        properties={"rg_unit": "县工业局", "rg_period": "2025-09"},
        names={"RG_ABC02": ("表一", "A2")},
    )
    assert identity(reading) == ("项目表", "县计划局", "2025-10")
    shown = [f.message for f in of(reading, "marks_disagree")]
    assert len(shown) == 3
    assert any("县计划局" in m and "县工业局" in m for m in shown)
    assert any("2025-09" in m for m in shown)


def test_identity__number_of_one_form_headings_of_another() -> None:
    reading = read(f"| 表号：ABC02 期别：2025-Q3 填报单位：县工业局 |\n{TABLE}")
    assert "ABC01" in of(reading, "marks_disagree")[0].message


def test_unit__unknown_is_asked_with_the_nearest() -> None:
    reading = read(f"| 表号：ABC01 期别：2025-10 填报单位：县工业与信息局 |\n{TABLE}")
    assert identity(reading)[1] == ""
    assert "县工业局" in of(reading, "unit_unknown")[0].message
    assert of(reading, "unit_missing")[0].severity == "error"


def test_unit__several_in_one_file() -> None:
    one = f"| 表号：ABC01 期别：2025-10 填报单位：县计划局 |\n{TABLE}"
    other = f"| 表号：ABC01 期别：2025-10 填报单位：县工业局 |\n{TABLE}"
    reading = read(f"## 一\n{one}\n## 二\n{other}")
    assert [r.unit for r in reading.returns] == ["县计划局", "县工业局"]
    assert of(reading, "units_mixed")


def test_period__of_the_folder_gives_the_forms_own() -> None:
    assert (
        identity(read("| 企业名称 | 信用代码 |", path="a/县工业局/x.xlsx", period=Period.parse("2025-09")))[2]
        == "2025-Q3"
    )
    weekly = "| 编号 | 内容 | 办理情况 |"
    assert identity(read(weekly, path="a/县工业局/x.xlsx"))[2] == "2025-W43"


def test_period__kind_that_the_form_has_not() -> None:
    reading = read(f"| 表号：ABC01 期别：2025-Q3 填报单位：县计划局 |\n{TABLE}")
    assert identity(reading)[2] == "2025-Q3"
    assert of(reading, "period_kind")


def test_period__none_at_all() -> None:
    reading = read(f"| 表号：ABC01 填报单位：县计划局 |\n{TABLE}", period=None)
    assert identity(reading)[2] == ""
    assert of(reading, "period_missing")


def test_period__workbook_of_a_month_holds_a_quarters_form() -> None:
    text = "| 表号：ABC02 期别：2025-Q3 填报单位：县工业局 |\n| 企业名称 | 信用代码 |"
    reading = read(text, properties={"rg_unit": "县工业局", "rg_period": "2025-09"})
    assert identity(reading) == ("企业表", "县工业局", "2025-Q3")
    assert not of(reading, "marks_disagree")


def test_sheets__others_are_named_with_their_cells() -> None:
    text = f"## 项目表\n| 表号：ABC01 期别：2025-10 填报单位：县计划局 |\n{TABLE}\n## 附页\n| 甲 | 乙 |\n## 填报须知\n| 请看 |\n## 空"
    reading = read(text)
    (finding,) = of(reading, "sheet_stray")
    assert (finding.sheet, finding.cells, finding.unit) == ("附页", ("A1", "B1"), "县计划局")


def test_sheets__answers_in_a_returned_copys_list_reach_the_office() -> None:
    text = f"""
    ## 退回问题清单
    | 下列问题请更正 |
    | 序号 | 程度 | 工作表 | 单元格 | 字段 | 原填 | 问题 | 说明 |
    | '1 | 核实 | 项目表 | B3 | 总投资 | 1 | 请核实 | 经核无误 |
    ## 项目表
    | 表号：ABC01 期别：2025-10 填报单位：县计划局 |
    {TABLE}
    """
    (finding,) = of(read(text), "return_answer")
    assert finding.cell == "H3"
    assert "经核无误" in finding.message


def test_sheets__explanations_in_that_list_are_taken_with_number_and_value() -> None:
    text = f"""
    ## 退回问题清单
    | 下列问题请更正 |
    | 编号 | 程度 | 原填 | 问题 | 说明 |
    | ab23cd45 | 核实 | 1200 | 请核实 | 经核无误 |
    | ZZ23CD45 | 核实 | 7 | 请核实 | |
    ## 项目表
    | 表号：ABC01 期别：2025-10 填报单位：县计划局 |
    {TABLE}
    """
    reading = read(text)
    (told,) = reading.explanations
    assert (told.number, told.value, told.text, told.origin.cell) == ("AB23CD45", "1200", "经核无误", "E3")
    assert of(reading, "return_answer")[0].cells == ("E3",)


def test_sheets__of_our_own_saved_as_csv_are_no_tables() -> None:
    for name in ("县计划局-_lists", "县计划局-填报须知", "县计划局-_meta"):
        made = book(f"## {name}\n{TABLE}")
        assert understand(PLAN, replace(made, container="csv"), "sha", OCTOBER).returns == ()
        assert len(understand(PLAN, made, "sha", OCTOBER).returns) == 1


def test_file__without_any_form() -> None:
    reading = read("| 通讯录 |\n| 张三 |")
    assert not reading.returns
    assert {f.severity for f in of(reading, "file_foreign")} == {"error"}


def test_cells__of_which_nothing_is_said_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is made to forget what stands outside the table."""
    made = book(f"{TABLE}\n| | | | 表外的话 |", path="inputs/2025-10/县计划局.xlsx")
    assert not [f for f in findings(understand(PLAN, made, "sha", OCTOBER)) if f.code == CELLS_LOST.id]
    monkeypatch.setattr(Ledger, "left", lambda self: ())
    (told,) = [f for f in findings(understand(PLAN, made, "sha", OCTOBER)) if f.code == CELLS_LOST.id]
    assert (told.severity, told.file, told.value) == ("error", "inputs/2025-10/县计划局.xlsx", "1")
    assert "共 7 个，其中 1 个" in told.message


def test_file__empty_workbook() -> None:
    assert of(read("## 空"), "file_foreign")


def test_unreadable__keeps_what_was_found() -> None:
    reading = unreadable("a.xlsx", "sha", [FILE_FOREIGN.make()])
    assert (reading.path, reading.findings[0].file, reading.returns) == ("a.xlsx", "a.xlsx", ())
