"""One sheet with several tables, one table in several places; whose they are, and no cell lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reportgen.model.period import Period
from reportgen.model.plan import Unit
from reportgen.model.records import Reading, Return
from reportgen.reading import understand
from reportgen.rules import check_return
from tests.books import book
from tests.reading.plans import PLAN
from tests.reading.test_understand import of, read

OCTOBER = Period.parse("2025-10")
TITLE = "| 表号：ABC01　期别：2025-10　填报单位：县计划局 |"
HEADS = "| 序号 | 项目名称 * | 总投资（万元） * | 状态 * |"
FIRMS = "| 序号 | 企业名称 * | 信用代码 * | 联系方式 |\n| 1 | 甲公司 | '914403001922038216 | 0730-2211111 |"


def rows(ret: Return) -> list[tuple[str, ...]]:
    return [tuple(v.text for v in row.values.values()) for row in ret.rows]


def told(reading: Reading) -> list[tuple[str, str, str, int]]:
    return [(r.form, r.unit, r.period, len(r.rows)) for r in reading.returns]


def counted(reading: Reading) -> bool:
    """Whether every cell belongs to one part only and is counted once."""
    return sum(r.cells.filled for r in reading.returns) == reading.cells.filled and reading.cells.lost == 0


# ---------------------------------------------------------------- several tables on a sheet


def test_stacked__two_forms_with_their_own_units_and_periods() -> None:
    reading = read(
        f"| 项目进度表 |\n{TITLE}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |\n| 填报人：张三 |\n| |\n"
        f"| 企业名单 |\n| 表号：ABC02　期别：2025-Q3　填报单位：县工业局 |\n{FIRMS}\n| 填报人：李四 |"
    )
    assert told(reading) == [("项目表", "县计划局", "2025-10", 1), ("企业表", "县工业局", "2025-Q3", 1)]
    assert [r.head["填报人"].text for r in reading.returns] == ["张三", "李四"]
    assert [r.title.cell for r in reading.returns] == ["A2", "A8"]
    assert not of(reading, "outside")
    assert counted(reading)


def test_stacked__two_forms_without_any_mark() -> None:
    reading = read(f"{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |\n{FIRMS}", path="inputs/2025-10/县计划局.xlsx")
    assert told(reading) == [("项目表", "县计划局", "2025-10", 1), ("企业表", "县计划局", "2025-Q4", 1)]
    assert len(of(reading, "form_by_headings")) == 2
    assert counted(reading)


def test_stacked__one_form_of_two_units() -> None:
    other = TITLE.replace("县计划局", "县工业局")
    reading = read(f"{TITLE}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |\n{other}\n{HEADS}\n| 1 | 乙项目 | 3 | 未开工 |")
    assert told(reading) == [("项目表", "县计划局", "2025-10", 1), ("项目表", "县工业局", "2025-10", 1)]
    assert of(reading, "units_mixed")
    assert counted(reading)


def test_stacked__the_title_repeated_on_each_page_starts_no_table() -> None:
    reading = read(f"{TITLE}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |\n{TITLE}\n{HEADS}\n| 2 | 乙项目 | 3 | 未开工 |")
    assert told(reading) == [("项目表", "县计划局", "2025-10", 2)]
    assert of(reading, "table_again")


def test_stacked__far_down_the_sheet_a_table_is_known_too() -> None:
    many = "\n".join(f"| {n} | 项目{n} | {n} | 已开工 |" for n in range(1, 60))
    reading = read(f"{TITLE}\n{HEADS}\n{many}\n{FIRMS}", path="inputs/2025-10/县计划局.xlsx")
    assert told(reading) == [("项目表", "县计划局", "2025-10", 59), ("企业表", "县计划局", "2025-Q4", 1)]


def test_stacked__headings_of_another_form_under_a_title_are_no_second_table() -> None:
    reading = read(f"{TITLE}\n{FIRMS}")
    assert len(reading.returns) == 1
    assert of(reading, "marks_disagree")


# ---------------------------------------------------------------- one table beside itself

BESIDE = (
    f"{TITLE}\n{HEADS} {HEADS}\n| 1 | 甲项目 | 12 | 已开工 |   | 3 | 丙项目 | 14 | 已完成 |\n"
    "| 2 | 乙项目 | 13 | 已开工 | | 4 | 丁项目 | | 已完成 |\n| 填报人：张三 | | | | | 审核人：李四 |"
)


def test_beside__both_columns_of_rows_are_read() -> None:
    reading = read(BESIDE)
    (ret,) = reading.returns
    assert [row[0] for row in rows(ret)] == ["甲项目", "乙项目", "丙项目", "丁项目"]
    assert ret.rows[2].values["总投资"].origin.cell == "H3"
    assert {name: v.text for name, v in ret.head.items()} == {"填报人": "张三", "审核人": "李四"}
    assert of(reading, "table_beside")
    assert not of(reading, "column_twice")
    assert counted(reading)


def test_beside__a_blank_in_the_right_column_is_named_where_it_is() -> None:
    (ret,) = read(BESIDE).returns
    missing = [f for f in check_return(PLAN, ret).findings if f.code == "rules.required"]
    assert [(f.cell, f.field) for f in missing] == [("H4", "总投资")]


def test_beside__three_columns() -> None:
    line = "| 1 | 甲 | 1 | 已开工 | 2 | 乙 | 2 | 已开工 | 3 | 丙 | 3 | 已开工 |"
    (ret,) = read(f"{TITLE}\n{HEADS}{HEADS[1:]}{HEADS[1:]}\n{line}").returns
    assert [row[0] for row in rows(ret)] == ["甲", "乙", "丙"]


# ---------------------------------------------------------------- continued on the next sheet


def test_continued__a_sheet_without_marks_is_asked_about() -> None:
    reading = read(
        f"## 项目表\n{TITLE}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |\n| 填报人：张三 |\n"
        f"## Sheet2\n{HEADS}\n| 2 | 乙项目 | 13 | 已开工 |\n| 3 | 丙项目 | | 已开工 |\n| 填报人：张三 |"
    )
    (ret,) = reading.returns
    assert [row[0] for row in rows(ret)] == ["甲项目", "乙项目", "丙项目"]
    assert {row.origin.sheet for row in ret.rows} == {"项目表", "Sheet2"}
    (asked,) = of(reading, "table_continues")
    assert (asked.severity, asked.sheet, asked.cells) == ("query", "Sheet2", ("A1", "A4"))
    missing = [f for f in check_return(PLAN, ret).findings if f.code == "rules.required"]
    assert [(f.sheet, f.cell) for f in missing] == [("Sheet2", "C3")]
    assert reading.cells.lost == 0


def test_continued__a_sheet_that_says_so() -> None:
    reading = read(
        f"## 一\n{TITLE}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |\n"
        f"## 二\n| 项目进度表（续） |\n{TITLE}\n{HEADS}\n| 2 | 乙项目 | 13 | 已开工 |"
    )
    (ret,) = reading.returns
    assert len(ret.rows) == 2
    assert [f.severity for f in of(reading, "table_continued")] == ["notice"]
    assert counted(reading)


@pytest.mark.parametrize("second", ["| 1 | 甲项目 | 12 | 已开工 |", "| 1 | 甲项目 | 99 | 已完成 |", ""])
def test_continued__the_same_rows_again_are_another_version(second: str) -> None:
    reading = read(
        f"## 一\n{TITLE}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |\n## 二\n{HEADS}\n{second}",
        path="inputs/2025-10/县计划局.xlsx",
    )
    assert len(reading.returns) == 2
    assert not of(reading, "table_continues")


FIRST = f"## 一\n{TITLE}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |\n| 2 | 乙项目 | 12 | 已开工 |\n"
NEXT = "## Sheet2\n| 3 | 丙项目 | 13 | 已开工 |\n| 4 | 丁项目 | x | 已完成 |\n| 填报人：张三 |"


def test_continued__a_sheet_without_headings_whose_serials_go_on_is_asked_about() -> None:
    reading = read(FIRST + NEXT)
    (ret,) = reading.returns
    assert [row[0] for row in rows(ret)] == ["甲项目", "乙项目", "丙项目", "丁项目"]
    assert (ret.rows[2].values["总投资"].origin.sheet, ret.rows[2].values["总投资"].origin.cell) == ("Sheet2", "C1")
    assert ret.head["填报人"].text == "张三"
    (asked,) = of(reading, "table_runs_on")
    assert (asked.severity, asked.sheet, asked.cell) == ("query", "Sheet2", "A1")
    assert [f.cell for f in of(reading, "number_unreadable")] == ["C2"]
    assert not of(reading, "sheet_stray")
    assert reading.cells.lost == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FIRST, NEXT.replace("| 3 |", "| 7 |")),
        (FIRST, NEXT.replace("| 3 |", "| |").replace("| 4 |", "| |")),
        (FIRST, NEXT.replace("| 13 | 已开工 |", "| 13 | 已开工 | 另写 |")),
        (FIRST.replace("万元", "亿元"), NEXT),
        (FIRST + "## 草稿\n| 别的 |\n", NEXT),
    ],
    ids=["other serials", "no serials", "another column", "another unit", "not the next sheet"],
)
def test_continued__what_may_not_be_the_table_is_named_cell_by_cell(first: str, second: str) -> None:
    reading = read(first + second)
    assert [len(ret.rows) for ret in reading.returns] == [2]
    (stray,) = [f for f in of(reading, "sheet_stray") if f.sheet == "Sheet2"]
    assert {"B1", "C1", "D1", "B2", "C2", "D2"} <= set(stray.cells)


# ---------------------------------------------------------------- whose it is


def test_sheet_hidden__is_read_and_told() -> None:
    reading = read(f"## 项目表 [hidden]\n{TITLE}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |")
    (finding,) = of(reading, "sheet_hidden")
    assert finding.severity == "notice"
    assert "“项目表”是隐藏的" in finding.message
    assert len(reading.returns[0].rows) == 1


def test_unit_succeeded__is_told_and_filed_under_the_successor() -> None:
    old = Unit(id="U09", name="县粮食局", reports=True, valid_to=date(2025, 6, 30), replaced_by="县工业局")
    plan = replace(PLAN, units=(*PLAN.units, old))
    text = f"{TITLE.replace('县计划局', '县粮食局')}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |"
    reading = understand(plan, book(text), "sha", OCTOBER)
    (finding,) = of(reading, "unit_succeeded")
    assert reading.returns[0].unit == finding.unit == "县工业局"
    assert "“县粮食局”已于 2025-06-30 停用，记在接替单位“县工业局”名下" in finding.message


def test_unit_succeeded__a_unit_still_in_office_reports_itself() -> None:
    old = Unit(id="U09", name="县粮食局", reports=True, valid_to=date(2025, 10, 31), replaced_by="县工业局")
    plan = replace(PLAN, units=(*PLAN.units, old))
    text = f"{TITLE.replace('县计划局', '县粮食局')}\n{HEADS}\n| 1 | 甲项目 | 12 | 已开工 |"
    reading = understand(plan, book(text), "sha", OCTOBER)
    assert reading.returns[0].unit == "县粮食局"
    assert not of(reading, "unit_succeeded")
